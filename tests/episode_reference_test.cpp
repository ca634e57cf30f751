// SPDX-License-Identifier: Apache-2.0
// Handbook B.3 and B.4 a second time: slow, plain, written from the text alone. Random series must get equal answers from
// both. A difference prints the seed and the series in the notation of `decide`.
#include <catch2/catch.hpp>

#include <algorithm>
#include <climits>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "alerts/machine.hpp"
#include "engine/editions.hpp"

using namespace qingkong;

namespace plain {

/// A whole AQI, or missing.
using Row = std::vector<std::optional<int>>;

struct Needed {
    int k;
    bool reaches;
    int hours;
};
struct Rung {
    AlertLevel level;
    std::vector<std::vector<Needed>> any_of;
};
/// A column of B.1, typed in from the handbook, not read from the product's files.
struct Table {
    std::string id;
    bool natural_day;
    int clean_limit;
    bool merge;
    int improve_hours;
    std::vector<Rung> rungs;    ///< rising
    int base() const {
        int least = INT_MAX;
        for (const Rung& rung : rungs)
            for (const auto& all : rung.any_of)
                for (const Needed& needed : all) least = std::min(least, needed.k);
        return least;
    }
};

Table table(const std::string& id) {
    using L = AlertLevel;
    if (id == "n2016" || id == "n2017") {
        const bool old = id == "n2016";
        return {id, old, 150, !old, old ? 0 : 12,
                {{L::blue, {{{200, false, 24}}}},
                 {L::yellow, {{{200, false, 48}}}},
                 {L::orange, {{{200, false, 72}, {300, false, 24}}}},
                 {L::red, {{{200, false, 96}, {300, false, 48}}, {{500, true, 24}}}}}};
    }
    if (id == "n2019")
        return {id, false, 200, true, 12,
                {{L::yellow, {{{200, false, 48}}}},
                 {L::orange, {{{200, false, 72}}}},
                 {L::red, {{{200, false, 96}, {300, false, 48}}, {{500, true, 24}}}}}};
    return {id, false, 150, true, 12,
            {{L::yellow, {{{200, false, 24}}, {{150, false, 48}}}},
             {L::orange, {{{200, false, 48}}, {{150, false, 72}}}},
             {L::red, {{{200, false, 72}, {300, false, 24}}}}}};
}

struct Part {
    int begin, end;
    int duration() const { return std::max(24, end - begin); }
};
struct Process {
    Part part;
    AlertLevel level = AlertLevel::normal;
    int d200 = 0, d300 = 0;
};
/// What B.3 says about a series; hours, of daily rows 24 x days.
struct Air {
    std::vector<Process> episodes;
    std::vector<Part> clean;
};

bool beyond(int value, int k, bool reaches) { return reaches ? value >= k : value > k; }

std::vector<Part> clean_runs(const Row& x, int limit, int least) {
    std::vector<Part> runs;
    for (size_t i = 0; i < x.size();) {
        size_t j = i;
        while (j < x.size() && x[j] && *x[j] <= limit) ++j;
        if (static_cast<int>(j - i) >= least) runs.push_back({static_cast<int>(i), static_cast<int>(j)});
        i = std::max(j, i + 1);
    }
    return runs;
}

/// Steps 1 to 4.
std::vector<Part> hourly_processes(const Row& x, int k, bool reaches, const std::vector<Part>& clean) {
    const int n = static_cast<int>(x.size());
    std::vector<bool> covered(x.size(), false);
    for (int s = 0; s + 24 <= n; ++s) {
        int sum = 0, valid = 0;
        for (int i = s; i < s + 24; ++i)
            if (x[i]) sum += *x[i], ++valid;
        if (valid < 20) continue;
        if (reaches ? sum >= k * valid : sum > k * valid)
            for (int i = s; i < s + 24; ++i) covered[i] = true;
    }
    for (const Part& run : clean)
        for (int i = run.begin; i < run.end; ++i) covered[i] = false;
    std::vector<Part> found;
    for (int i = 0; i < n; ++i) {
        if (!covered[i]) continue;
        int j = i, first = -1, last = -1;
        for (; j < n && covered[j]; ++j)
            if (x[j] && beyond(*x[j], k, reaches)) {
                if (first < 0) first = j;
                last = j;
            }
        if (first >= 0) found.push_back({first, last + 1});
        i = j;
    }
    return found;
}

/// Step 9: runs of consecutive days.
std::vector<Part> daily_processes(const Row& days, int k, bool reaches) {
    std::vector<Part> found;
    for (size_t i = 0; i < days.size(); ++i) {
        size_t j = i;
        while (j < days.size() && days[j] && beyond(*days[j], k, reaches)) ++j;
        if (j > i) found.push_back({24 * static_cast<int>(i), 24 * static_cast<int>(j)});
        i = j;
    }
    return found;
}

/// Step 5.
std::vector<Part> merged(const std::vector<Part>& parts, const std::vector<Part>& clean, int least) {
    std::vector<Part> out;
    for (const Part& part : parts) {
        bool parted = out.empty();
        if (!out.empty())
            for (const Part& run : clean)
                if (std::min(run.end, part.begin) - std::max(run.begin, out.back().end) >= least) parted = true;
        if (parted)
            out.push_back(part);
        else
            out.back().end = part.end;
    }
    return out;
}

Air air_of(const Table& edition, const Row& x, bool daily) {
    Air air;
    air.clean = clean_runs(x, edition.clean_limit, daily ? 2 : 36);
    if (daily)
        for (Part& run : air.clean) run = {24 * run.begin, 24 * run.end};
    const auto processes = [&](int k, bool reaches) {
        auto parts = daily ? daily_processes(x, k, reaches) : hourly_processes(x, k, reaches, air.clean);
        const bool mergeable = k == edition.base() || k == 200;
        return edition.merge && mergeable ? merged(parts, air.clean, 36) : parts;
    };
    for (const Part& part : processes(edition.base(), false)) {
        Process episode;
        episode.part = part;
        const auto longest = [&](int k, bool reaches) {    // step 6
            if (k == edition.base() && !reaches) return part.duration();
            int hours = 0;
            for (const Part& other : processes(k, reaches))
                if (part.begin <= other.begin && other.begin < part.end) hours = std::max(hours, other.duration());
            return hours;
        };
        episode.d200 = longest(200, false);
        episode.d300 = longest(300, false);
        for (const Rung& rung : edition.rungs)    // rising: the last that holds is the highest
            for (const auto& all : rung.any_of) {
                bool holds = true;
                for (const Needed& needed : all) holds = holds && longest(needed.k, needed.reaches) >= needed.hours;
                if (holds) episode.level = rung.level;
            }
        air.episodes.push_back(episode);
    }
    return air;
}

struct State {
    AlertLevel level;
    int effective;
    bool waits;
};
struct Answer {
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;
    std::optional<int> effective, release;
    AlertLevel target = AlertLevel::normal;
};

constexpr int kMaxLead = 72;

bool m12(const Table& edition, const Row& x, int now) {
    if (edition.improve_hours == 0 || now < 1 || !x[now - 1] || *x[now - 1] <= 200) return false;
    if (now + edition.improve_hours > static_cast<int>(x.size())) return false;
    int sum = 0;
    for (int i = now; i < now + edition.improve_hours; ++i) {
        if (!x[i]) return false;
        sum += *x[i];
    }
    return sum > 200 * edition.improve_hours;
}

/// First hour at or after `from` that lies in a clean run.
std::optional<int> clean_from(const Air& air, int from) {
    for (const Part& run : air.clean)
        if (run.end > from) return std::max(run.begin, from);
    return {};
}

const Process* first_leveled(const Air& air, int now) {
    for (const Process& episode : air.episodes)
        if (episode.level != AlertLevel::normal && episode.part.end > now) return &episode;
    return nullptr;
}

Answer decide_normal(const Table& edition, const Air& air, bool heavy_now, int now) {
    Answer out;
    const Process* next = first_leveled(air, now);
    const bool touches = next != nullptr && next->part.begin <= now;
    if (heavy_now && !touches) {
        out = {AlertAction::issue, edition.rungs.front().level, now, clean_from(air, now), {}};
        bool clean_before = false;
        if (next != nullptr)
            for (const Part& run : air.clean)
                if (run.begin >= now && run.begin < next->part.begin) clean_before = true;
        if (next != nullptr && !clean_before) out.level = std::max(out.level, next->level);
        return out;
    }
    if (next == nullptr) return out;
    const int begin = std::max(now, next->part.begin);
    out.action = next->part.begin - now <= kMaxLead ? AlertAction::issue : AlertAction::watch;
    out.level = next->level;
    out.effective = begin;
    if (out.action == AlertAction::issue) out.release = clean_from(air, begin);    // nothing to sign, no planned end
    return out;
}

Answer decide_active(const Table& edition, const Air& air, bool heavy_now, int now, const State& state) {
    Answer out;
    const Process* next = first_leveled(air, now);
    const bool near = next != nullptr && next->part.begin - now <= kMaxLead;
    if (state.waits && !near) return {AlertAction::release, AlertLevel::normal, now, now, {}};
    const std::optional<int> r = clean_from(air, state.waits ? std::max(now, next->part.begin) : now);
    const Process* decisive = nullptr;
    for (const Process& episode : air.episodes)
        if (episode.level != AlertLevel::normal && episode.part.end > now && (!r || episode.part.begin < *r) &&
            (decisive == nullptr || episode.level > decisive->level))
            decisive = &episode;
    AlertLevel target = decisive == nullptr ? AlertLevel::normal : decisive->level;
    if (heavy_now) target = std::max(target, edition.rungs.front().level);
    out.target = target;
    out.release = r;
    if (target > state.level) {
        // The earlier start of an episode that now begins before is named beside it, in the reason.
        out.action = AlertAction::upgrade;
        out.level = target;
        out.effective = std::max(now, state.effective);
    } else if (target == AlertLevel::normal) {
        out.action = r ? AlertAction::release : AlertAction::hold;
        out.level = r ? AlertLevel::normal : state.level;
        out.effective = r;
    } else if (target < state.level) {
        out.action = AlertAction::downgrade;
        out.level = target;
        out.effective = std::max(now, state.effective);
    } else {
        out.action = AlertAction::keep;
        out.level = state.level;
    }
    return out;
}

/// B.4: the highest level of the episodes that end after now and begin before r. A waiting alert without an episode near
/// has no begin to count r from: it counts from now.
AlertLevel target_of(const Air& air, int now, const State& state) {
    const Process* next = first_leveled(air, now);
    const bool near = next != nullptr && next->part.begin - now <= kMaxLead;
    const std::optional<int> r = clean_from(air, state.waits && near ? std::max(now, next->part.begin) : now);
    AlertLevel level = AlertLevel::normal;
    for (const Process& episode : air.episodes)
        if (episode.part.end > now && (!r || episode.part.begin < *r)) level = std::max(level, episode.level);
    return level;
}

/// Step 8: were every missing hour between the first and the last known one 500, the target would be higher.
bool insufficient(const Table& edition, const Row& x, bool daily, const Air& air, bool heavy_now, int now,
                  const State& state) {
    Row filled = x;
    const auto known = [](const std::optional<int>& value) { return value.has_value(); };
    const auto first = std::find_if(filled.begin(), filled.end(), known);
    const auto last = std::find_if(filled.rbegin(), filled.rend(), known).base();
    for (auto i = first; i < last; ++i)
        if (!*i) *i = 500;
    AlertLevel target = target_of(air, now, state);
    if (heavy_now) target = std::max(target, edition.rungs.front().level);
    return target_of(air_of(edition, filled, daily), now, state) > target;
}

Answer decide(const Table& edition, const Air& air, bool heavy_now, int now, const State& state) {
    return state.level == AlertLevel::normal ? decide_normal(edition, air, heavy_now, now)
                                             : decide_active(edition, air, heavy_now, now, state);
}

}  // namespace plain

namespace {

constexpr unsigned kSeed = 20140220;

int pick(std::mt19937& random, const std::vector<int>& from) {
    return from[std::uniform_int_distribution<size_t>(0, from.size() - 1)(random)];
}
int between(std::mt19937& random, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
}

/// Runs of values around the thresholds with lengths around a day and around 36, 48, 72, 96 hours; some jitter, some
/// missing hours.
plain::Row random_row(std::mt19937& random, bool daily) {
    static const std::vector<int> values = {60,  100, 140, 149, 150, 151, 155, 170, 190, 199, 200, 201,
                                            205, 230, 260, 299, 300, 301, 320, 400, 499, 500};
    static const std::vector<int> lengths = {1,  2,  4,  5,  8,  12, 19, 20, 23, 24, 25, 30, 34,
                                             35, 36, 37, 46, 47, 48, 49, 60, 71, 72, 73, 96, 100};
    plain::Row row;
    const int runs = between(random, 1, 9);
    const int jitter = between(random, 0, 2) == 0 ? between(random, 1, 60) : 0;
    for (int run = 0; run < runs; ++run) {
        const int value = pick(random, values);
        const int length = daily ? between(random, 1, 3) : pick(random, lengths);
        const bool missing = between(random, 0, 9) == 0;
        for (int i = 0; i < (missing ? (length + 5) / 6 : length); ++i) {
            if (missing)
                row.push_back(std::nullopt);
            else
                row.push_back(std::clamp(value + (jitter ? between(random, -jitter, jitter) : 0), 0, 500));
        }
    }
    if (between(random, 0, 3) == 0)
        for (auto& value : row)
            if (between(random, 0, daily ? 9 : 19) == 0) value.reset();
    return row;
}

/// Heavy hours before now and hours around 200 after it: the air of M12, which runs alone seldom give.
void make_heavy_around(plain::Row& row, int now, std::mt19937& random) {
    const int size = static_cast<int>(row.size());
    for (int i = std::max(0, now - between(random, 1, 5)); i < now; ++i) row[i] = between(random, 196, 260);
    for (int i = now; i < std::min(size, now + 14); ++i) row[i] = between(random, 185, 225);
}

std::vector<AqiValue> values_of(const plain::Row& row) {
    std::vector<AqiValue> values;
    for (const auto& value : row) values.push_back(value ? AqiValue::whole(*value) : AqiValue());
    return values;
}

std::string side(const plain::Row& row, size_t from, size_t to) {
    std::string text;
    for (size_t i = from; i < to;) {
        size_t j = i;
        while (j < to && row[j] == row[i]) ++j;
        text += fmt::format(" {}*{}", row[i] ? std::to_string(*row[i]) : "?", j - i);
        i = j;
    }
    return text;
}

std::string words(const plain::Answer& a, int now) {
    const auto hour = [&](const std::optional<int>& p) { return p ? fmt::format("{:+}", *p - now) : "-"; };
    return fmt::format("{} {} effective {} release {}", token(a.action), token(a.level), hour(a.effective),
                       hour(a.release));
}
std::string words(const Step& a, int now) {
    return words(plain::Answer{a.action, a.level, a.effective, a.release, {}}, now);
}

std::string words(const std::vector<plain::Process>& episodes, int now) {
    std::string text;
    for (const plain::Process& e : episodes)
        text += fmt::format(" {} [{},{}) D200 {} D300 {}", episode_token(e.level), e.part.begin - now, e.part.end - now,
                            e.d200, e.d300);
    return text;
}
std::string words(const Episodes& episodes, int now) {
    std::vector<plain::Process> list;
    for (const Episode& e : episodes.list)
        list.push_back({{e.span.begin, e.span.end}, e.level, episodes.duration(e, 200), episodes.duration(e, 300)});
    return words(list, now);
}

/// Compares episodes and every state's answer; returns what differs, in words.
std::string difference(const Edition& edition, const plain::Table& table, plain::Row row, bool daily,
                       std::mt19937& random, std::set<std::string>& seen) {
    const int unit = daily ? 24 : 1;
    const int now = unit * between(random, 0, static_cast<int>(row.size()));
    if (!daily && between(random, 0, 3) == 0) make_heavy_around(row, now, random);
    const plain::Air air = plain::air_of(table, row, daily);
    const AirPicture picture = daily ? picture_of_days(edition, values_of(row), now)
                                     : picture_of_hours(edition, values_of(row), now);
    const std::string mine = words(air.episodes, now), theirs = words(picture.actual, now);
    const size_t cut = static_cast<size_t>(now / unit);
    const std::string given = fmt::format("{} {}{} |{}{}", table.id, daily ? "D:" : "", side(row, 0, cut),
                                          daily ? " D:" : "", side(row, cut, row.size()));
    if (mine != theirs) return fmt::format("{}\n  plain  {}\n  product{}", given, mine, theirs);
    const bool heavy_now = !daily && plain::m12(table, row, now);
    std::vector<plain::State> states = {{AlertLevel::normal, now, false}};
    for (const plain::Rung& rung : table.rungs)
        for (const int offset : {-30, 0, between(random, 1, 80)}) states.push_back({rung.level, now + offset, offset > 0});
    for (const plain::State& state : states) {
        Standing standing;
        standing.level = state.level;
        standing.effective = state.effective;
        standing.waits = state.waits;
        const Assessment assessment = assess(edition, picture, state.waits);
        std::string a = words(plain::decide(table, air, heavy_now, now, state), now);
        const Step proposed = step(edition, picture, assessment, standing);
        std::string b = words(proposed, now);
        seen.insert(std::string(token(proposed.action)) + (proposed.by_m12 ? " by m12" : ""));
        if (plain::insufficient(table, row, daily, air, heavy_now, now, state)) a += " insufficient";
        if (assessment.insufficient_data) b += " insufficient";
        if (a != b)
            return fmt::format("{}\n  state {} effective {:+}{}, episodes{}\n  plain   {}\n  product {}", given,
                               token(state.level), state.effective - now, state.waits ? " (waits)" : "", mine, a, b);
    }
    return "";
}

void compare(const std::string& id, bool daily, int series) {
    const auto edition = load_edition(id);
    REQUIRE(edition);
    const plain::Table table = plain::table(id);
    std::mt19937 random(kSeed + static_cast<unsigned>(id.back()) + (daily ? 1000U : 0U));
    int differences = 0;
    std::set<std::string> seen;
    for (int i = 0; i < series; ++i) {
        const std::string found = difference(*edition, table, random_row(random, daily), daily, random, seen);
        if (found.empty()) continue;
        UNSCOPED_INFO(found);
        if (++differences == 5) break;
    }
    UNSCOPED_INFO("seed " << kSeed << ", edition " << id);
    CHECK(differences == 0);
    // Every row of B.4 was tried.
    for (const char* action : {"issue", "watch", "upgrade", "downgrade", "keep", "hold", "release", "none"})
        CHECK(seen.count(action) == 1);
    if (!daily) CHECK(seen.count("issue by m12") == 1);
}

}  // namespace

// The plain reading is slow by intent; under AddressSanitizer a part of the series must do.
#ifdef __SANITIZE_ADDRESS__
constexpr int kSeriesPart = 4;
#else
constexpr int kSeriesPart = 1;
#endif

TEST_CASE("random hourly series: the product answers as the handbook's text read plainly") {
    for (const char* id : {"n2017", "n2019", "n2024"}) compare(id, false, 1000 / kSeriesPart);
}

TEST_CASE("random daily series: the product answers as the handbook's text read plainly") {
    for (const char* id : {"n2016", "n2017", "n2019", "n2024"}) compare(id, true, 1500);
}
