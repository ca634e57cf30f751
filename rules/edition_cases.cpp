// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_cases.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace qingkong {
namespace {

bool any_meets(const Episodes& episodes, const Clause& clause) {
    return std::any_of(episodes.list.begin(), episodes.list.end(),
                       [&](const Episode& episode) { return episodes.meets(episode, clause); });
}

Problem error_at(const Place& place, Text what, Text wanted) {
    return {Severity::error, place, std::move(what), std::move(wanted)};
}

/// A case with its series read; what cannot be read was refused with the file.
struct Prepared {
    const ClauseCase* example;
    KnownAir air;
};

std::vector<Prepared> prepared(const Edition& edition, const Clause& clause, std::vector<Problem>& problems) {
    std::vector<Prepared> cases;
    for (const ClauseCase& example : clause.cases) {
        const auto series = read_compact_series(example.series);
        auto air = series ? known_air(edition, *series) : Result<KnownAir>(tl::unexpected(series.error()));
        if (!air) {
            problems.push_back(error_at(example.place, air.error().front().what, air.error().front().wanted));
            continue;
        }
        if (air->now == 0) air->now = air->size();    // without a bar all is measured: what is asked is the clause
        cases.push_back({&example, std::move(*air)});
    }
    return cases;
}

/// The least step by which the number of hours can matter: days have 24, and a process lasts at least one window.
int hour_step(const Edition& edition, const Condition& condition) {
    if (condition.track.window == Track::Window::hour) return 1;
    return edition.by_day() || edition.duration_mode == DurationMode::blocks ? 24 : 1;
}

bool can_have(const Edition& edition, const Condition& condition, int hours) {
    const bool floor = condition.track.window == Track::Window::edition && edition.duration_mode != DurationMode::windows;
    return hours >= 1 && (!floor || hours >= 24);
}

/// The clause with one number changed; empty where nothing could come of it.
std::vector<std::pair<std::string, Clause>> neighbours(const Edition& edition, const Clause& clause) {
    std::vector<std::pair<std::string, Clause>> out;
    for (size_t i = 0; i < clause.all_of.size(); ++i) {
        const Condition& condition = clause.all_of[i];
        const auto changed = [&](const char* key, int threshold, int hours) {
            Clause other = clause;
            other.all_of[i].threshold = threshold;
            other.all_of[i].hours = hours;
            out.emplace_back(fmt::format("{} = {}", key, key[0] == 't' ? threshold : hours), std::move(other));
        };
        const bool top = condition.reaches && condition.threshold == 500;    // the index ends there
        for (const int by : {-1, 1})
            if (!(top && by > 0)) changed("threshold", condition.threshold + by, condition.hours);
        if (top && edition.reaches_500 == Reaches500::hour) continue;    // an hour is an hour
        const int step = hour_step(edition, condition);
        for (const int by : {-step, step})
            if (can_have(edition, condition, condition.hours + by)) changed("hours", condition.threshold, condition.hours + by);
    }
    return out;
}

/// The edition with the clause in the place of its namesake.
Edition with(const Edition& edition, const Clause& clause) {
    Edition other = edition;
    for (LevelRule& rule : other.levels)
        for (Clause& item : rule.any_of)
            if (item.id == clause.id) item = clause;
    return other;
}

void check_kinds(const Clause& clause, std::vector<Problem>& problems) {
    if (clause.cases.empty()) {
        problems.push_back(error_at(clause.place, {fmt::format("条款 {} 没有校验例", clause.id), fmt::format("clause {} has no case", clause.id)},
                                    {"请在 cases 中写临界以下、恰好、以上和缺测的例子",
                                     "write cases: just under, at, just over, missing"}));
        return;
    }
    for (const Answer wanted : {Answer::met, Answer::not_met, Answer::unknown})
        if (std::none_of(clause.cases.begin(), clause.cases.end(), [&](const ClauseCase& c) { return c.answer == wanted; }))
            problems.push_back(error_at(clause.place,
                                        {fmt::format("条款 {} 没有 answer = \"{}\" 的校验例", clause.id, token(wanted)),
                                         fmt::format("clause {} has no case with answer = \"{}\"", clause.id, token(wanted))},
                                        {"请补充", "add one"}));
}

}  // namespace

Answer clause_answer(const Edition& edition, const Clause& clause, const KnownAir& air) {
    const AirPicture picture = picture_of(edition, air);
    if (any_meets(picture.actual, clause)) return Answer::met;
    return picture.filled && any_meets(*picture.filled, clause) ? Answer::unknown : Answer::not_met;
}

CaseReport run_cases(const Edition& edition) {
    CaseReport report;
    for (const LevelRule& rule : edition.levels)
        for (const Clause& clause : rule.any_of) {
            check_kinds(clause, report.problems);
            const std::vector<Prepared> cases = prepared(edition, clause, report.problems);
            bool all_right = !cases.empty();
            for (const Prepared& item : cases) {
                ++report.compared;
                const Answer answer = clause_answer(edition, clause, item.air);
                if (answer == item.example->answer) continue;
                all_right = false;
                report.problems.push_back(error_at(
                    item.example->place,
                    {fmt::format("条款 {} 对 \"{}\" 的结论为 {}", clause.id, item.example->series, token(answer)),
                     fmt::format("clause {} answers {} to \"{}\"", clause.id, token(answer), item.example->series)},
                    {fmt::format("校验例写的是 {}", token(item.example->answer)),
                     fmt::format("the case says {}", token(item.example->answer))}));
            }
            if (!all_right) continue;
            for (const auto& [change, other] : neighbours(edition, clause)) {
                const Edition changed = with(edition, other);
                const bool noticed = std::any_of(cases.begin(), cases.end(), [&](const Prepared& item) {
                    return clause_answer(changed, other, item.air) != item.example->answer;
                });
                if (!noticed)
                    report.problems.push_back(error_at(
                        clause.place,
                        {fmt::format("条款 {} 改为 {} 也没有校验例能发现", clause.id, change),
                         fmt::format("no case of clause {} would notice {}", clause.id, change)},
                        {"请补充恰在界上和界下的校验例", "add cases at the limit and just beside it"}));
            }
        }
    return report;
}

}  // namespace qingkong
