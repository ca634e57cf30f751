// SPDX-License-Identifier: Apache-2.0
// The product and the plain reading of handbook B.3 and B.4 (tests/plain_reference.hpp) must give equal answers to
// random series, for every edition and reading. A difference prints the seed, the options and a small series that shows
// it.
#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "alerts/machine.hpp"
#include "alerts/one_decision.hpp"
#include "engine/editions.hpp"
#include "tests/random_decision.hpp"

using namespace qingkong;
using namespace qingkong::plain;

namespace {

struct Question {
    Rules rules;
    Series series;
    std::vector<State> states;
};

AirPicture product_picture(const Edition& edition, const Series& series) {
    const CompactSeries given = compact(series);
    if (series.measured.means.empty() && series.forecast.means.empty()) return picture_of(edition, *known_air(edition, given));
    AirSeries air(given.measured.values);
    air.main.insert(air.main.end(), given.forecast.values.begin(), given.forecast.values.end());
    for (const Side* side : {&series.measured, &series.forecast})
        for (const Value& mean : side->means) air.means.push_back(product_value(mean));
    return picture_of_hours(edition, air, static_cast<int>(given.measured.values.size()));
}

Air air_of(const Edition& edition, const Episodes& found) {
    Air air;
    for (const qingkong::Episode& e : found.list) {
        plain::Episode episode{{e.span.begin, e.span.end}, e.level, {}};
        for (const LevelRule& rule : edition.levels)
            for (const Clause& clause : rule.any_of)
                for (const Condition& condition : clause.all_of)
                    episode.durations.push_back(found.duration(e, condition));
        air.episodes.push_back(episode);
    }
    for (const Span& run : found.clean_runs) air.clean.push_back({run.begin, run.end});
    return air;
}

Advice product_answer(const Edition& edition, const AirPicture& picture, const State& state) {
    Standing standing{state.level, picture.now + state.effective_hours, state.waits, state.ordered};
    const Assessment assessment = assess(edition, picture, state.waits);
    const Step step = qingkong::step(edition, picture, assessment, standing);
    Advice out{step.action, step.level, step.effective, step.release, assessment.insufficient_data};
    if (out.effective) *out.effective -= picture.now;
    if (out.release) *out.release -= picture.now;
    return out;
}

/// What was asked: rows of B.4, that each was tried.
using Seen = std::map<std::string, int>;

bool same_air(const Air& a, const Air& b) {
    return a.episodes == b.episodes && a.clean == b.clean;
}

/// In words, empty if the answers are equal.
std::string difference(const Question& question, const Edition& edition, Seen* seen = nullptr) {
    const Picture picture = plain::picture(question.rules, question.series);
    const AirPicture theirs = product_picture(edition, question.series);
    const Air air = air_of(edition, theirs.actual);
    if (!same_air(picture.actual, air) || picture.m12 != theirs.m12)
        return fmt::format("  plain  {}{}\n  product{}{}", words(picture.actual, picture.now),
                           picture.m12 ? " m12" : "", words(air, theirs.now), theirs.m12 ? " m12" : "");
    for (const State& state : question.states) {
        const Advice a = decide(question.rules, picture, state), b = product_answer(edition, theirs, state);
        if (seen != nullptr) {
            ++(*seen)[std::string(token(a.action))];
            if (picture.m12 && a.action == AlertAction::issue) ++(*seen)["issue with m12"];
            if (a.insufficient) ++(*seen)["insufficient"];
        }
        if (!(a == b))
            return fmt::format("  state   {}\n  air    {}\n  plain   {}\n  product {}", words(state),
                               words(picture.actual, picture.now), words(a), words(b));
    }
    return "";
}

template <class Items>
void take_out(Items& items, size_t from, size_t count = 1) {
    if (from >= items.size()) return;
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(from);
    items.erase(first, first + static_cast<std::ptrdiff_t>(std::min(items.size() - from, count)));
}

/// Smaller questions that still differ: fewer states, levels, options, hours; plainer values.
void shrink(Question& question) {
    const auto differs = [](const Question& q) { return !difference(q, edition_of(q.rules)).empty(); };
    const auto attempt = [&](const std::function<void(Question&)>& change) {
        Question smaller = question;
        change(smaller);
        if (smaller.rules.rungs.empty() || !differs(smaller)) return false;
        question = smaller;
        return true;
    };
    const auto drop_each = [&](size_t count, const std::function<void(Question&, size_t)>& drop) {
        for (size_t i = count; i-- > 0;) attempt([&](Question& q) { drop(q, i); });
    };
    drop_each(question.states.size(), [](Question& q, size_t i) { take_out(q.states, i); });
    drop_each(question.rules.rungs.size(), [](Question& q, size_t i) { take_out(q.rules.rungs, i); });
    for (size_t r = 0; r < question.rules.rungs.size(); ++r) {
        drop_each(question.rules.rungs[r].any_of.size(), [&](Question& q, size_t i) {
            auto& clauses = q.rules.rungs[r].any_of;
            if (clauses.size() > 1) take_out(clauses, i);
        });
    }
    const Rules usual;
    attempt([&](Question& q) { q.rules.natural_day = usual.natural_day; });
    attempt([&](Question& q) { q.rules.clean_limit = usual.clean_limit; });
    attempt([&](Question& q) { q.rules.gap_hours = usual.gap_hours; });
    attempt([&](Question& q) { q.rules.min_valid_hours = usual.min_valid_hours; });
    attempt([&](Question& q) { q.rules.merge = usual.merge; });
    attempt([&](Question& q) { q.rules.cut = usual.cut; });
    attempt([&](Question& q) { q.rules.downgrade = usual.downgrade; });
    attempt([&](Question& q) { q.rules.duration_mode = usual.duration_mode; });
    attempt([&](Question& q) { q.rules.clean_metric = usual.clean_metric; });
    attempt([&](Question& q) { q.rules.merge_count = usual.merge_count; });
    attempt([&](Question& q) { q.rules.reaches_500 = usual.reaches_500; });
    attempt([&](Question& q) { q.rules.window_at_start = usual.window_at_start; });
    attempt([&](Question& q) { q.rules.improve_hours = usual.improve_hours; });
    attempt([&](Question& q) { q.rules.max_lead_hours = usual.max_lead_hours; });
    for (const bool measured : {true, false})
        for (size_t chunk = 64; chunk > 0; chunk /= 2)
            for (size_t from = (measured ? question.series.measured : question.series.forecast).values.size();
                 from-- > 0;)
                attempt([&](Question& q) {
                    Side& side = measured ? q.series.measured : q.series.forecast;
                    take_out(side.values, from, chunk);
                    take_out(side.means, from, chunk);
                });
    // Every hour like the one before, where that changes nothing.
    for (const bool measured : {true, false})
        for (size_t i = 1; i < (measured ? question.series.measured : question.series.forecast).values.size(); ++i)
            attempt([&](Question& q) {
                Side& side = measured ? q.series.measured : q.series.forecast;
                side.values[i] = side.values[i - 1];
            });
}

struct Tally {
    int series = 0, differences = 0;
    Seen seen;
};

void ask(Question question, Tally& tally) {
    ++tally.series;
    const Edition edition = edition_of(question.rules);
    if (difference(question, edition, &tally.seen).empty()) return;
    if (++tally.differences > 8) return;
    shrink(question);
    UNSCOPED_INFO(words(question.rules) << "\n  " << words(question.series) << "\n"
                                        << difference(question, edition_of(question.rules)));
}

void conclude(const Tally& tally, const std::string& what) {
    std::cout << fmt::format("{}: {} series, seed {}\n", what, tally.series, test_seed());
    UNSCOPED_INFO(what << ", seed " << test_seed() << ", " << tally.series << " series");
    CHECK(tally.differences == 0);
}

Question random_question(std::mt19937& random, Shape shape, int size) {
    Question question;
    question.rules = random_rules(random);
    question.series = random_series(random, question.rules, shape, size);
    for (int i = 0; i < 4; ++i) question.states.push_back(random_state(random, question.rules));
    return question;
}

}  // namespace

/// In two test cases, so that two cores share the work.
void compare_hours(unsigned seed) {
    std::mt19937 random(seed);
    Tally tally;
    for (int i = 0; i < 75'000; ++i) {
        Question question = random_question(random, Shape::hours, i % 500 == 0 ? 1000 : between(random, 20, 200));
        question.rules.natural_day = false;
        ask(question, tally);
    }
    conclude(tally, "hourly");
    for (const char* action : {"issue", "watch", "upgrade", "downgrade", "keep", "hold", "release", "none", "external",
                               "issue with m12", "insufficient"})
        CHECK(tally.seen[action] >= 250);
}

TEST_CASE("random hourly series: the product answers as the handbook's text read plainly") { compare_hours(test_seed()); }

TEST_CASE("other random hourly series: the product answers as the handbook's text read plainly") {
    compare_hours(test_seed() + 4);
}

TEST_CASE("random means of concentrations: the product answers as the handbook's text read plainly") {
    std::mt19937 random(test_seed() + 1);
    Tally tally;
    for (int i = 0; i < 15'000; ++i) {
        Question question = random_question(random, Shape::hours, between(random, 20, 160));
        question.rules.natural_day = false;
        add_random_means(random, question.rules, question.series);
        ask(question, tally);
    }
    conclude(tally, "aqi_of_means");
}

TEST_CASE("random natural days and daily series: the product answers as the handbook's text read plainly") {
    std::mt19937 random(test_seed() + 2);
    Tally tally;
    for (int i = 0; i < 50'000; ++i) {
        const Shape shape = i % 3 == 0   ? Shape::hours
                            : i % 3 == 1 ? Shape::days
                            : i % 2 == 0 ? Shape::hours_then_days
                                         : Shape::days_then_hours;
        Question question = random_question(random, shape, between(random, 24, shape == Shape::days ? 500 : 300));
        if (shape == Shape::hours) question.rules.natural_day = true;
        ask(question, tally);
    }
    conclude(tally, "days");
}

TEST_CASE("the files of the national editions say what B.1's table says") {
    for (const char* id : {"n2016", "n2017", "n2019", "n2024"}) {
        const auto edition = load_edition(id);
        REQUIRE(edition);
        const Rules rules = rules_of(id);
        std::mt19937 random(test_seed() + 3);
        int differences = 0;
        for (int i = 0; i < 1000 && differences < 3; ++i) {
            const Shape shape = i % 4 == 0 ? Shape::days : Shape::hours;
            Question question{rules, random_series(random, rules, shape, between(random, 24, 300)), {}};
            for (int k = 0; k < 4; ++k) question.states.push_back(random_state(random, rules));
            const std::string found = difference(question, *edition);
            if (found.empty()) continue;
            ++differences;
            UNSCOPED_INFO(id << "\n  " << words(question.series) << "\n" << found);
        }
        UNSCOPED_INFO("seed " << test_seed() + 3);
        CHECK(differences == 0);
    }
}
