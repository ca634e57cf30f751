// SPDX-License-Identifier: Apache-2.0
#include "tests/random_decision.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace qingkong::plain {
namespace {

using L = AlertLevel;

int pick(std::mt19937& random, const std::vector<int>& from) {
    return from[static_cast<size_t>(between(random, 0, static_cast<int>(from.size()) - 1))];
}

std::vector<Rung> random_rungs(std::mt19937& random) {
    std::vector<Rung> rungs;
    for (const L level : {L::ungraded, L::blue, L::yellow, L::orange, L::red}) {
        if (!chance(random, level == L::ungraded ? 5 : 70)) continue;
        Rung rung{level, {}};
        for (int clauses = chance(random, 30) ? 2 : 1; clauses > 0; --clauses) {
            std::vector<Needed> all;
            for (int conditions = chance(random, 35) ? 2 : 1; conditions > 0; --conditions) {
                const int hours = chance(random, 50) ? pick(random, {1, 24, 48, 72, 96}) : between(random, 1, 120);
                all.push_back(
                    {pick(random, {100, 150, 150, 180, 200, 200, 200, 300, 450, 500}), chance(random, 25), hours});
            }
            rung.any_of.push_back(all);
        }
        rungs.push_back(rung);
    }
    if (rungs.empty()) rungs.push_back({L::yellow, {{{200, false, 24}}}});
    return rungs;
}

/// The option and the way to change it, so that each is tried alone and with all others.
void vary(std::mt19937& random, Rules& rules, int option) {
    switch (option) {
        case 0:
            rules.duration_mode = chance(random, 50) ? DurationMode::blocks : DurationMode::windows;
            break;
        case 1:
            rules.clean_metric = CleanMetric::mean24;
            break;
        case 2:
            rules.merge_count = MergeCount::parts;
            break;
        case 3:
            rules.merge = !rules.merge;
            break;
        case 4:
            rules.reaches_500 = Reaches500::hour;
            break;
        case 5:
            rules.cut = false;
            break;
        case 6:
            rules.downgrade = false;
            break;
        case 7:
            rules.window_at_start = WindowAtStart::partial;
            break;
        case 8:
            rules.min_valid_hours = pick(random, {1, 12, 18, 24});
            break;
        case 9:
            rules.gap_hours = pick(random, {1, 6, 23, 24, 25, 35, 37, 48, 49, 72});
            break;
        case 10:
            rules.improve_hours = pick(random, {0, 1, 12, 24});
            break;
        case 11:
            rules.max_lead_hours = pick(random, {0, 0, 24, 72});
            break;
        case 12:
            rules.clean_limit = pick(random, {100, 150, 200, 250, rules.base().k});
            break;
        case 13:
            rules.natural_day = !rules.natural_day;
            break;
        default:
            rules.rungs = random_rungs(random);
            break;
    }
}

/// Values at and around what the edition asks for, with lengths at and around its hours.
struct Taste {
    std::vector<int> values = {60, 100, 140, 170, 190, 230, 260, 320, 400, 500};
    std::vector<int> lengths = {1, 2, 4, 5, 8, 12, 19, 20, 23, 24, 25, 30, 47, 48, 49};
    explicit Taste(const Rules& rules) {
        for (const Rung& rung : rules.rungs)
            for (const auto& clause : rung.any_of)
                for (const Needed& needed : clause)
                    for (const int v : {needed.k - 1, needed.k, needed.k + 1, needed.k + 30})
                        values.push_back(std::min(v, 500));
        for (const int v : {-10, 0, 0, 1}) values.push_back(rules.clean_limit + v);
        for (const int h : {-1, 0, 0, 1, 5}) lengths.push_back(std::max(1, rules.gap_hours + h));
    }
};

Row random_row(std::mt19937& random, const Taste& taste, bool daily, int size) {
    Row row;
    const int jitter = chance(random, 25) ? between(random, 1, 60 * kTenths) : 0;
    const int holes = chance(random, 25) ? between(random, 1, 10) : 0;
    while (static_cast<int>(row.size()) < size) {
        const int value = pick(random, taste.values) * kTenths;
        int length = daily ? between(random, 1, 3) : pick(random, taste.lengths);
        const bool missing = chance(random, 8);
        if (missing) length = (length + 5) / 6;
        for (int i = 0; i < length && static_cast<int>(row.size()) < size; ++i)
            if (missing || (holes > 0 && chance(random, holes)))
                row.push_back({});
            else
                row.push_back(
                    {std::clamp(value + (jitter ? between(random, -jitter, jitter) : 0), 0, 500 * kTenths), 1});
    }
    return row;
}

/// Heavy hours before now and hours around 200 after it: the air of M12, which runs alone seldom give.
void make_heavy_around_now(std::mt19937& random, Series& series) {
    Row& before = series.measured.values;
    Row& after = series.forecast.values;
    const auto heavy = std::min<std::ptrdiff_t>(std::ssize(before), between(random, 1, 5));
    for (auto value = before.end() - heavy; value != before.end(); ++value) *value = {between(random, 1960, 2600), 1};
    const auto around = std::min<std::ptrdiff_t>(std::ssize(after), 26);
    for (auto value = after.begin(); value != after.begin() + around; ++value)
        *value = {between(random, 1850, 2250), 1};
}

std::string number(const Value& value) {
    if (!value.known()) return "?";
    return value.sum % kTenths == 0 ? fmt::format("{}", value.sum / kTenths)
                                    : fmt::format("{}.{}", value.sum / kTenths, value.sum % kTenths);
}

std::string words(const Row& row, bool daily) {
    std::string text = daily && !row.empty() ? "D: " : "";
    for (size_t i = 0; i < row.size();) {
        size_t j = i;
        while (j < row.size() && row[j] == row[i]) ++j;
        text += fmt::format("{}*{} ", number(row[i]), j - i);
        i = j;
    }
    return text;
}

}  // namespace

unsigned test_seed() {
    const char* given = std::getenv("QINGKONG_TEST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 20140220U;
}

int between(std::mt19937& random, int least, int most) {
    return least + static_cast<int>(random() % static_cast<unsigned>(most - least + 1));
}

Rules rules_of(const std::string& id) {
    Rules rules;
    rules.id = id;
    rules.natural_day = id == "bj2013" || id == "n2016";
    rules.merge = !rules.natural_day;
    rules.improve_hours = rules.natural_day ? 0 : 12;
    if (id == "n2016" || id == "n2017")
        rules.rungs = {{L::blue, {{{200, false, 24}}}},
                       {L::yellow, {{{200, false, 48}}}},
                       {L::orange, {{{200, false, 72}, {300, false, 24}}}},
                       {L::red, {{{200, false, 96}, {300, false, 48}}, {{500, true, 24}}}}};
    if (id == "n2019") {
        rules.clean_limit = 200;
        rules.rungs = {{L::yellow, {{{200, false, 48}}}},
                       {L::orange, {{{200, false, 72}}}},
                       {L::red, {{{200, false, 96}, {300, false, 48}}, {{500, true, 24}}}}};
    }
    if (id == "n2024")
        rules.rungs = {{L::yellow, {{{200, false, 24}}, {{150, false, 48}}}},
                       {L::orange, {{{200, false, 48}}, {{150, false, 72}}}},
                       {L::red, {{{200, false, 72}, {300, false, 24}}}}};
    if (id == "w1") {
        rules.min_valid_hours = 18;
        rules.window_at_start = WindowAtStart::partial;
        rules.duration_mode = DurationMode::windows;
        rules.merge = rules.cut = rules.downgrade = false;
        rules.reaches_500 = Reaches500::hour;
        rules.clean_metric = CleanMetric::mean24;
        rules.max_lead_hours = rules.improve_hours = 0;
        rules.rungs = {{L::blue, {{{200, false, 24}}}},
                       {L::yellow, {{{200, false, 48}}}},
                       {L::orange, {{{200, false, 72}, {300, false, 1}}}},
                       {L::red, {{{200, false, 96}, {300, false, 48}}, {{500, true, 24}}}}};
    }
    return rules;
}

Rules random_rules(std::mt19937& random) {
    static const char* const kIds[] = {"n2016", "n2017", "n2019", "n2024", "w1"};
    constexpr int kOptions = 15;
    Rules rules = rules_of(kIds[between(random, 0, 4)]);
    const int kind = between(random, 1, 10);
    if (kind <= 1) return rules;  // as written
    if (kind <= 4) {              // one option alone
        vary(random, rules, between(random, 0, kOptions - 1));
        return rules;
    }
    for (int option = kOptions - 1; option >= 0; --option)  // the rungs first: the clean limit may follow from them
        if (chance(random, kind <= 7 ? 25 : 50)) vary(random, rules, option);
    if (rules.natural_day && chance(random, 50)) rules.natural_day = false;
    return rules;
}

Series random_series(std::mt19937& random, const Rules& rules, Shape shape, int size) {
    const Taste taste(rules);
    Series series;
    const int now = between(random, 0, size);
    series.measured.daily = shape == Shape::days || shape == Shape::days_then_hours;
    series.forecast.daily = shape == Shape::days || shape == Shape::hours_then_days;
    if (shape == Shape::hours) {
        const Row row = random_row(random, taste, false, size);
        series.measured.values.assign(row.begin(), row.begin() + now);
        series.forecast.values.assign(row.begin() + now, row.end());
        if (chance(random, 25)) make_heavy_around_now(random, series);
        return series;
    }
    const auto length = [&](bool daily, int hours) { return daily ? (hours + 23) / 24 : hours; };
    series.measured.values = random_row(random, taste, series.measured.daily, length(series.measured.daily, now));
    series.forecast.values =
        random_row(random, taste, series.forecast.daily, length(series.forecast.daily, size - now));
    return series;
}

void add_random_means(std::mt19937& random, const Rules& rules, Series& series) {
    const Row row = random_row(random, Taste(rules), false,
                               static_cast<int>(series.measured.values.size() + series.forecast.values.size()));
    size_t t = 0;
    for (Side* side : {&series.measured, &series.forecast})
        for (size_t i = 0; i < side->values.size(); ++i, ++t)
            side->means.push_back(t < 23 && rules.window_at_start == WindowAtStart::whole ? Value{} : row[t]);
}

State random_state(std::mt19937& random, const Rules& rules) {
    State state;
    const auto any_level = [&] {
        return rules.rungs[static_cast<size_t>(between(random, 0, static_cast<int>(rules.rungs.size()) - 1))].level;
    };
    if (chance(random, 75)) {
        state.level = any_level();
        state.effective_hours = pick(random, {-30, 0, between(random, 1, 80)});
        state.waits = chance(random, 10) ? chance(random, 50) : state.effective_hours > 0;
    }
    if (chance(random, 15)) state.ordered = any_level();
    return state;
}

Edition edition_of(const Rules& rules) {
    Edition edition;
    edition.id = rules.id;
    edition.day = rules.natural_day ? DayKind::natural : DayKind::moving24;
    edition.clean_limit = rules.clean_limit;
    edition.gap_hours = rules.gap_hours;
    edition.min_valid_hours = rules.min_valid_hours;
    edition.merge = rules.merge;
    edition.cut = rules.cut;
    edition.downgrade = rules.downgrade;
    edition.duration_mode = rules.duration_mode;
    edition.clean_metric = rules.clean_metric;
    edition.merge_count = rules.merge_count;
    edition.reaches_500 = rules.reaches_500;
    edition.window_at_start = rules.window_at_start;
    edition.improve_hours = rules.improve_hours;
    edition.max_lead_hours = rules.max_lead_hours;
    for (const Rung& rung : rules.rungs) {
        LevelRule rule;
        rule.level = rung.level;
        for (size_t i = 0; i < rung.any_of.size(); ++i) {
            Clause clause;
            clause.id = fmt::format("{}/{}-{}", rules.id, token(rung.level), i + 1);
            for (const Needed& needed : rung.any_of[i]) {
                Condition condition;
                condition.threshold = needed.k;
                condition.reaches = needed.reaches;
                condition.hours = needed.hours;
                clause.all_of.push_back(condition);
            }
            rule.any_of.push_back(clause);
        }
        edition.levels.push_back(rule);
    }
    return edition;
}

AqiValue product_value(const Value& value) {
    return value.known() ? AqiValue::from_units(static_cast<int32_t>(value.sum * (AqiValue::kUnit / kTenths)))
                         : AqiValue();
}

CompactSeries compact(const Series& series) {
    CompactSeries out;
    out.measured.daily = series.measured.daily;
    out.forecast.daily = series.forecast.daily;
    for (const Value& value : series.measured.values) out.measured.values.push_back(product_value(value));
    for (const Value& value : series.forecast.values) out.forecast.values.push_back(product_value(value));
    return out;
}

std::string words(const Series& series) {
    std::string text = words(series.measured.values, series.measured.daily) + "| " +
                       words(series.forecast.values, series.forecast.daily);
    if (!series.measured.means.empty() || !series.forecast.means.empty())
        text += "\n  means " + words(series.measured.means, false) + "| " + words(series.forecast.means, false);
    return text;
}

std::string words(const Rules& rules) {
    const Rules plain;
    std::string text = rules.id;
    const auto say = [&](bool differs, const std::string& what) {
        if (differs) text += " " + what;
    };
    say(rules.natural_day, "day=natural");
    say(rules.clean_limit != plain.clean_limit, fmt::format("clean_limit={}", rules.clean_limit));
    say(rules.gap_hours != plain.gap_hours, fmt::format("gap_hours={}", rules.gap_hours));
    say(rules.min_valid_hours != plain.min_valid_hours, fmt::format("min_valid_hours={}", rules.min_valid_hours));
    say(!rules.merge, "merge=none");
    say(!rules.cut, "cut=off");
    say(!rules.downgrade, "downgrade=off");
    say(rules.duration_mode == DurationMode::blocks, "duration_mode=blocks");
    say(rules.duration_mode == DurationMode::windows, "duration_mode=windows");
    say(rules.clean_metric == CleanMetric::mean24, "clean_metric=mean24");
    say(rules.merge_count == MergeCount::parts, "merge_count=parts");
    say(rules.reaches_500 == Reaches500::hour, "reaches_500=hour");
    say(rules.window_at_start == WindowAtStart::partial, "window_at_start=partial");
    say(rules.improve_hours != plain.improve_hours, fmt::format("improve_hours={}", rules.improve_hours));
    say(rules.max_lead_hours != plain.max_lead_hours, fmt::format("max_lead_hours={}", rules.max_lead_hours));
    for (const Rung& rung : rules.rungs) {
        text += fmt::format("; {}", token(rung.level));
        for (size_t i = 0; i < rung.any_of.size(); ++i) {
            text += i == 0 ? ":" : " or";
            for (const Needed& n : rung.any_of[i])
                text += fmt::format(" D{}{}>={}", n.reaches ? ">=" : "", n.k, n.hours);
        }
    }
    return text;
}

std::string words(const State& state) {
    std::string text =
        fmt::format("{} effective {:+}{}", token(state.level), state.effective_hours, state.waits ? " waits" : "");
    return state.ordered ? text + fmt::format(" order {}", token(*state.ordered)) : text;
}

std::string words(const Air& air, int now) {
    std::string text;
    for (const Episode& e : air.episodes) {
        text += fmt::format(" {} [{},{}) D", episode_token(e.level), e.part.begin - now, e.part.end - now);
        for (const int hours : e.durations) text += fmt::format(" {}", hours);
    }
    for (const Part& run : air.clean) text += fmt::format(" clean [{},{})", run.begin - now, run.end - now);
    return text;
}

std::string words(const Advice& a) {
    const auto hour = [](const std::optional<int>& p) { return p ? fmt::format("{:+}", *p) : "-"; };
    return fmt::format("{} {} effective {} release {}{}", token(a.action), token(a.level), hour(a.effective),
                       hour(a.release), a.insufficient ? " insufficient" : "");
}

}  // namespace qingkong::plain
