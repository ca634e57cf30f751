// SPDX-License-Identifier: Apache-2.0
#include "tests/plain_reference.hpp"

#include <algorithm>

namespace qingkong::plain {
namespace {

constexpr Value kWorst{500 * kTenths, 1};

/// Maximal runs of positions where `holds`, at least `least` long.
template <class Holds>
std::vector<Part> runs_where(int size, int least, Holds holds) {
    std::vector<Part> found;
    int begin = -1;
    for (int i = 0; i <= size; ++i) {
        const bool inside = i < size && holds(i);
        if (inside && begin < 0) begin = i;
        if (!inside && begin >= 0) {
            if (i - begin >= least) found.push_back({begin, i});
            begin = -1;
        }
    }
    return found;
}

/// Step 1; named by the window's last hour. `given`: the index of the mean concentrations, where the edition asks for
/// it.
Row means_of(const Rules& rules, const Row& x, const Row& given) {
    if (!given.empty()) return given;
    Row means(x.size());
    for (int t = 0; t < static_cast<int>(x.size()); ++t) {
        if (t < 23 && rules.window_at_start == WindowAtStart::whole) continue;
        Value mean;
        for (int i = std::max(0, t - 23); i <= t; ++i) {
            mean.sum += x[i].sum;
            mean.count += x[i].count;
        }
        if (mean.count >= rules.min_valid_hours) means[t] = mean;
    }
    return means;
}

/// Of a series in hours; `x` are the hours, `mean[t]` the window that ends with t.
struct Hours {
    const Rules& rules;
    const Row& x;
    Row mean;
    std::vector<Part> clean;

    Hours(const Rules& rules_, const Row& x_, const Row& given)
        : rules(rules_), x(x_), mean(means_of(rules_, x_, given)) {
        const Row& looked_at = rules.clean_metric == CleanMetric::hours ? x : mean;
        clean = runs_where(size(), rules.gap_hours, [&](int i) { return looked_at[i].at_most(rules.clean_limit); });
    }
    int size() const { return static_cast<int>(x.size()); }

    void take_clean_from(std::vector<bool>& hours) const {
        if (!rules.cut) return;
        for (const Part& run : clean)
            for (int i = run.begin; i < run.end; ++i) hours[i] = false;
    }

    /// 24 x the longest chain W(s), W(s+24), ... > k of windows that cover an hour of the stretch.
    int blocks(const Part& stretch, int k, bool reaches) const {
        std::vector<int> chain(x.size(), 0);
        int longest = 0;
        for (int t = 0; t < size(); ++t) {
            const bool covers = t >= stretch.begin && std::max(0, t - 23) < stretch.end;
            if (!covers || !mean[t].beyond(k, reaches)) continue;
            chain[t] = 1 + (t >= 24 ? chain[t - 24] : 0);
            longest = std::max(longest, chain[t]);
        }
        return 24 * longest;
    }

    /// Steps 2 to 4.
    std::vector<Process> processes(int k, bool reaches) const {
        std::vector<bool> covered(x.size(), false);
        const bool ends = rules.duration_mode == DurationMode::windows;  // hours whose 24-h mean ending there exceeds k
        for (int t = 0; t < size(); ++t)
            if (mean[t].beyond(k, reaches))
                for (int i = ends ? t : std::max(0, t - 23); i <= t; ++i) covered[i] = true;
        take_clean_from(covered);
        std::vector<Process> found;
        for (const Part& stretch : runs_where(size(), 1, [&](int i) { return covered[i]; })) {
            if (ends) {
                found.push_back({stretch, stretch.end - stretch.begin});
                continue;
            }
            Part part{-1, -1};
            for (int i = stretch.begin; i < stretch.end; ++i)
                if (x[i].beyond(k, reaches)) {
                    if (part.begin < 0) part.begin = i;
                    part.end = i + 1;
                }
            if (part.begin < 0) continue;
            const int trimmed = std::max(24, part.end - part.begin);
            found.push_back(
                {part, rules.duration_mode == DurationMode::blocks ? blocks(stretch, k, reaches) : trimmed});
        }
        return found;
    }

    bool reached_500(const Part& part) const {
        return std::any_of(x.begin() + part.begin, x.begin() + part.end,
                           [](const Value& v) { return v.beyond(500, true); });
    }
};

/// Step 9. Positions of the answers are 24 x days.
struct Days {
    const Rules& rules;
    const Row& x;
    const Row& worst_hours;  ///< the highest hour of each day; of a day given as such, its value
    std::vector<Part> clean;

    Days(const Rules& rules_, const Row& x_, const Row& worst) : rules(rules_), x(x_), worst_hours(worst) {
        const int least = (rules.gap_hours + 23) / 24;  // 2 x 24 >= 36; one is not enough
        clean = days_where(least, [&](int i) { return x[i].at_most(rules.clean_limit); });
    }
    template <class Holds>
    std::vector<Part> days_where(int least, Holds holds) const {
        auto found = runs_where(static_cast<int>(x.size()), least, holds);
        for (Part& run : found) run = {24 * run.begin, 24 * run.end};
        return found;
    }
    std::vector<Process> processes(int k, bool reaches) const {
        std::vector<Process> found;
        for (const Part& run : days_where(1, [&](int i) { return x[i].beyond(k, reaches); }))
            found.push_back({run, run.end - run.begin});
        return found;
    }
    bool reached_500(const Part& part) const {
        return std::any_of(worst_hours.begin() + part.begin / 24, worst_hours.begin() + part.end / 24,
                           [](const Value& v) { return v.beyond(500, true); });
    }
};

/// Step 5.
std::vector<Process> merged(const Rules& rules, const std::vector<Process>& parts, const std::vector<Part>& clean) {
    std::vector<Process> out;
    for (const Process& next : parts) {
        bool parted = out.empty();
        if (!out.empty())
            for (const Part& run : clean)
                if (std::min(run.end, next.part.begin) - std::max(run.begin, out.back().part.end) >= rules.gap_hours)
                    parted = true;
        if (parted) {
            out.push_back(next);
            continue;
        }
        Process& whole = out.back();
        whole.part.end = next.part.end;
        const int least = rules.duration_mode == DurationMode::windows ? 0 : 24;
        whole.duration = rules.merge_count == MergeCount::parts ? whole.duration + next.duration
                                                                : std::max(least, whole.part.end - whole.part.begin);
    }
    return out;
}

/// Steps 2 to 7.
template <class Steps>
Air air_of(const Rules& rules, const Steps& steps) {
    Air air;
    air.clean = steps.clean;
    const Needed base = rules.base();
    const auto processes = [&](int k, bool reaches) {
        const auto parts = steps.processes(k, reaches);
        const bool mergeable = k < 300 && (k == base.k || k == 200);
        return rules.merge && mergeable ? merged(rules, parts, steps.clean) : parts;
    };
    std::vector<Needed> needed;  // in the order of Episode::durations
    for (const Rung& rung : rules.rungs)
        for (const auto& clause : rung.any_of) needed.insert(needed.end(), clause.begin(), clause.end());
    std::vector<std::vector<Process>> found;
    for (const Needed& one : needed) found.push_back(processes(one.k, one.reaches));

    for (const Process& process : processes(base.k, base.reaches)) {
        Episode episode;
        episode.part = process.part;
        for (size_t i = 0; i < needed.size(); ++i) {  // step 6
            int hours = 0;
            if (needed[i].k == 500 && needed[i].reaches && rules.reaches_500 == Reaches500::hour)
                hours = steps.reached_500(process.part) ? 24 : 0;
            else if (needed[i].k == base.k && needed[i].reaches == base.reaches)
                hours = process.duration;
            else
                for (const Process& other : found[i])
                    if (process.part.begin <= other.part.begin && other.part.begin < process.part.end)
                        hours = std::max(hours, other.duration);
            episode.durations.push_back(hours);
        }
        size_t i = 0;
        for (const Rung& rung : rules.rungs)  // rising: the last that holds is the highest
            for (const auto& clause : rung.any_of) {
                bool holds = true;
                for (const Needed& one : clause) holds = episode.durations[i++] >= one.hours && holds;
                if (holds) episode.level = rung.level;
            }
        air.episodes.push_back(episode);
    }
    return air;
}

bool by_day(const Rules& rules, const Series& series) {
    return rules.natural_day || series.measured.daily || series.forecast.daily;
}

int now_of(const Series& series) {
    return static_cast<int>(series.measured.values.size()) * (series.measured.daily ? 24 : 1);
}

Row joined(const Row& a, const Row& b) {
    Row row = a;
    row.insert(row.end(), b.begin(), b.end());
    return row;
}

/// A day as given, or its hours.
struct Day {
    Row values;
    bool given = false;
};

/// Step 9: days in the row of both sides; hours begin at 00:00.
std::vector<Day> days_of(const Series& series) {
    std::vector<Day> days;
    int hour = 0;
    const auto add_hour = [&](const Value& value) {
        if (hour++ % 24 == 0) days.emplace_back();
        days.back().values.push_back(value);
    };
    for (const Value& value : series.measured.values)
        if (series.measured.daily)
            days.push_back({{value}, true});
        else
            add_hour(value);
    for (const Value& value : series.forecast.values)
        if (!series.forecast.daily)
            add_hour(value);
        else if (hour % 24 == 0)
            days.push_back({{value}, true});
        else  // the running day: its measured hours and, for the rest, that day's forecast value
            while (hour % 24 != 0) add_hour(value);
    return days;
}

Air air_of_days(const Rules& rules, const std::vector<Day>& days) {
    Row means, worst;
    for (const Day& day : days) {
        Value mean, high;
        for (const Value& value : day.values) {
            mean.sum += value.sum;
            mean.count += value.count;
            if (value.known() && (!high.known() || value.sum > high.sum)) high = value;
        }
        means.push_back(day.given || mean.count >= rules.min_valid_hours ? mean : Value{});
        worst.push_back(high);
    }
    return air_of(rules, Days(rules, means, worst));
}

Air air_of(const Rules& rules, const Series& series) {
    if (by_day(rules, series)) return air_of_days(rules, days_of(series));
    const Row hours = joined(series.measured.values, series.forecast.values);
    return air_of(rules, Hours(rules, hours, joined(series.measured.means, series.forecast.means)));
}

/// Every missing one of both rows between the first and the last known becomes 500; whether there is any.
bool fill_with_500(Row& before, Row& after) {
    std::vector<Value*> cells;
    for (Value& value : before) cells.push_back(&value);
    for (Value& value : after) cells.push_back(&value);
    const auto known = [](const Value* value) { return value->known(); };
    const auto first = std::find_if(cells.begin(), cells.end(), known);
    const auto last = std::find_if(cells.rbegin(), cells.rend(), known).base();
    bool any = false;
    for (auto i = first; i < last; ++i)
        if (!(*i)->known()) {
            **i = kWorst;
            any = true;
        }
    return any;
}

/// Step 8. Empty if nothing is missing.
std::optional<Series> with_500(const Series& series) {
    Series filled = series;
    const bool values = fill_with_500(filled.measured.values, filled.forecast.values);
    const bool means = fill_with_500(filled.measured.means, filled.forecast.means);
    return values || means ? std::optional(filled) : std::nullopt;
}

bool m12(const Rules& rules, const Series& series) {
    if (rules.improve_hours == 0 || series.measured.daily || series.forecast.daily) return false;
    const Row& measured = series.measured.values;
    const Row& forecast = series.forecast.values;
    if (measured.empty() || !measured.back().beyond(200, false)) return false;
    if (static_cast<int>(forecast.size()) < rules.improve_hours) return false;
    Value mean;
    for (int i = 0; i < rules.improve_hours; ++i) {
        if (!forecast[i].known()) return false;
        mean.sum += forecast[i].sum;
        ++mean.count;
    }
    return mean.beyond(200, false);
}

/// First hour at or after `from` that lies in a clean run.
std::optional<int> clean_from(const Air& air, int from) {
    for (const Part& run : air.clean)
        if (run.end > from) return std::max(run.begin, from);
    return {};
}

/// The first episode with a level that ends after now.
const Episode* first_leveled(const Air& air, int now) {
    for (const Episode& episode : air.episodes)
        if (episode.level != AlertLevel::normal && episode.part.end > now) return &episode;
    return nullptr;
}

/// r of B.4. A waiting alert without an episode near has no begin to count from: it counts from now.
std::optional<int> release_hour(const Rules& rules, const Air& air, int now, bool waits) {
    const Episode* next = first_leveled(air, now);
    const bool near = next != nullptr && next->part.begin - now <= rules.max_lead_hours;
    return clean_from(air, waits && near ? std::max(now, next->part.begin) : now);
}

/// Highest level of the episodes with end > now that begin before r and not after `latest`.
AlertLevel target_of(const Rules& rules, const Air& air, int now, bool waits, std::optional<int> latest = {}) {
    const auto r = release_hour(rules, air, now, waits);
    AlertLevel level = AlertLevel::normal;
    for (const Episode& episode : air.episodes)
        if (episode.part.end > now && (!r || episode.part.begin < *r) && (!latest || episode.part.begin <= *latest))
            level = std::max(level, episode.level);
    return level;
}

Advice decide_normal(const Rules& rules, const Picture& p) {
    Advice out;
    const Air& air = p.actual;
    const Episode* next = first_leveled(air, p.now);
    const bool touches = next != nullptr && next->part.begin <= p.now;
    if (p.m12 && !touches) {
        out.action = AlertAction::issue;
        out.level = rules.rungs.front().level;
        out.effective = p.now;
        out.release = clean_from(air, p.now);
        if (next != nullptr && !(out.release && *out.release < next->part.begin))
            out.level = std::max(out.level, next->level);
        return out;
    }
    if (next == nullptr) return out;
    const int begin = std::max(p.now, next->part.begin);
    out.action = begin - p.now <= rules.max_lead_hours ? AlertAction::issue : AlertAction::watch;
    out.level = next->level;
    out.effective = begin;
    if (out.action == AlertAction::issue) out.release = clean_from(air, begin);  // nothing to sign, no planned end
    return out;
}

Advice decide_active(const Rules& rules, const Picture& p, const State& state) {
    const Air& air = p.actual;
    const int now = p.now, effective = now + state.effective_hours;
    const Episode* next = first_leveled(air, now);
    const bool near = next != nullptr && next->part.begin - now <= rules.max_lead_hours;
    if (state.waits && !near) return {AlertAction::release, AlertLevel::normal, now, now};
    const auto r = release_hour(rules, air, now, state.waits);
    const auto at_least = [&](AlertLevel level) { return p.m12 ? std::max(level, rules.rungs.front().level) : level; };
    const AlertLevel target = at_least(target_of(rules, air, now, state.waits));
    // `max_lead_hours` 0 bounds UPGRADE as well: only what has begun raises the level.
    const AlertLevel raises =
        rules.max_lead_hours > 0 ? target : at_least(target_of(rules, air, now, state.waits, now));
    Advice out;
    out.release = r;
    if (raises > state.level) {
        out.action = AlertAction::upgrade;
        out.level = raises;
        out.effective = std::max(now, effective);
    } else if (target == AlertLevel::normal) {
        out.action = r ? AlertAction::release : AlertAction::hold;
        out.level = r ? AlertLevel::normal : state.level;
        out.effective = r;
    } else if (target < state.level && rules.downgrade) {
        out.action = AlertAction::downgrade;
        out.level = target;
        out.effective = std::max(now, effective);
    } else {
        out.action = AlertAction::keep;
        out.level = state.level;
    }
    return out;
}

/// The last row of B.4: an order that raises the level binds now, whatever we propose for later; else the own action,
/// but released only with the superior's release and nothing below the order.
Advice under_order(const Picture& p, AlertLevel state, AlertLevel ordered, Advice own) {
    const bool raises_now =
        (own.action == AlertAction::issue || own.action == AlertAction::upgrade) && own.effective == p.now;
    own.release.reset();
    if (ordered > state && !(raises_now && own.level > ordered)) return {AlertAction::external, ordered, p.now};
    if (own.level >= ordered) return own;
    if (ordered == state) return {AlertAction::keep, state};
    own.action = AlertAction::downgrade;
    own.level = ordered;
    return own;
}

}  // namespace

Needed Rules::base() const {
    Needed least = rungs.front().any_of.front().front();
    for (const Rung& rung : rungs)
        for (const auto& clause : rung.any_of)
            for (const Needed& one : clause)
                if (one.k < least.k || (one.k == least.k && one.reaches)) least = one;
    return least;
}

Picture picture(const Rules& rules, const Series& series) {
    Picture p;
    p.actual = air_of(rules, series);
    if (const auto filled = with_500(series)) p.filled = air_of(rules, *filled);
    p.now = now_of(series);
    p.m12 = m12(rules, series);
    return p;
}

Advice decide(const Rules& rules, const Picture& p, const State& state) {
    Advice out = state.level == AlertLevel::normal ? decide_normal(rules, p) : decide_active(rules, p, state);
    if (state.ordered) out = under_order(p, state.level, *state.ordered, out);
    if (out.effective) *out.effective -= p.now;
    if (out.release) *out.release -= p.now;
    AlertLevel target = target_of(rules, p.actual, p.now, state.waits);
    if (p.m12) target = std::max(target, rules.rungs.front().level);
    out.insufficient = p.filled && target_of(rules, *p.filled, p.now, state.waits) > target;
    return out;
}

}  // namespace qingkong::plain
