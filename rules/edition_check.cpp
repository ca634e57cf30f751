// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_check.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace qingkong {
namespace {

/// A part above the higher threshold that lasts as long lies in a part above the lower one.
bool implies(const Edition& edition, const Condition& stronger, const Condition& weaker) {
    if (stronger.track != weaker.track) return false;
    const bool same = stronger.threshold == weaker.threshold && stronger.reaches == weaker.reaches;
    const bool single_hour = stronger.reaches && stronger.threshold == 500 && edition.reaches_500 == Reaches500::hour;
    if (single_hour && !same) return false;
    const bool beyond = stronger.threshold > weaker.threshold ||
                        (stronger.threshold == weaker.threshold && (weaker.reaches || !stronger.reaches));
    return beyond && stronger.hours >= weaker.hours;
}

/// Wherever `stronger` is met, `weaker` is met as well.
bool implies(const Edition& edition, const Clause& stronger, const Clause& weaker) {
    return std::all_of(weaker.all_of.begin(), weaker.all_of.end(), [&](const Condition& wanted) {
        return std::any_of(stronger.all_of.begin(), stronger.all_of.end(),
                           [&](const Condition& given) { return implies(edition, given, wanted); });
    });
}

bool implies_a_clause_of(const Edition& edition, const Clause& clause, const LevelRule& rule) {
    return std::any_of(rule.any_of.begin(), rule.any_of.end(),
                       [&](const Clause& other) { return implies(edition, clause, other); });
}

class Checker {
public:
    Checker(const Edition& edition, const std::string& file, Day today) : edition_(edition), file_(file), today_(today) {}

    std::vector<Problem> check() {
        for (size_t low = 0; low < edition_.levels.size(); ++low) check_level(low);
        check_dates();
        return std::move(problems_);
    }

private:
    void add(Severity severity, const Place& place, Text what, Text wanted) {
        problems_.push_back({severity, place, std::move(what), std::move(wanted)});
    }
    Place whole() const { return {file_, 0, 0, ""}; }

    void check_level(size_t low) {
        const LevelRule& rule = edition_.levels[low];
        size_t covered = 0;
        for (const Clause& clause : rule.any_of) {
            if (clause.citation.empty())
                add(Severity::error, clause.place,
                    {fmt::format("条款 {} 没有出处", clause.id), fmt::format("clause {} has no citation", clause.id)},
                    {"请写 citation", "write citation"});
            check_hours(clause);
            covered += contradicted(clause, low);
            check_skips(clause, low);
        }
        if (covered == rule.any_of.size() && covered > 0) {
            const Text name = level_name(rule.level);
            add(Severity::error, rule.place,
                {fmt::format("任何序列都达不到{}：满足它的条款时总已满足更高级别", name.zh),
                 fmt::format("no series can reach {}: a higher level holds whenever one of its clauses does", name.en)},
                {"请核对各级别的数值", "check the numbers of the levels"});
        }
    }

    /// A mean stands for 24 hours, so that fewer mean the same as 24 and, in days or blocks, only whole days are told
    /// apart: a number that says less than it seems to. 1 is left for "出现", it appears.
    void check_hours(const Clause& clause) {
        if (edition_.duration_mode == DurationMode::windows && !edition_.by_day()) return;
        const bool whole_days = edition_.by_day() || edition_.duration_mode == DurationMode::blocks;
        for (const Condition& condition : clause.all_of) {
            const int hours = condition.hours;
            if (condition.track.window == Track::Window::hour || hours == 1) continue;
            if (hours >= 24 && (!whole_days || hours % 24 == 0)) continue;
            const int same = (hours + 23) / 24 * 24;
            add(Severity::error, clause.place,
                {fmt::format("条款 {} 的 hours = {} 与 {} 意思相同", clause.id, hours, same),
                 fmt::format("hours = {1} of clause {0} means the same as {2}", clause.id, hours, same)},
                {fmt::format("请写 {}", same), fmt::format("write {}", same)});
        }
    }

    /// A higher level that asks for no more than this clause: the two contradict each other.
    bool contradicted(const Clause& clause, size_t low) {
        bool found = false;
        for (size_t high = low + 1; high < edition_.levels.size(); ++high)
            for (const Clause& above : edition_.levels[high].any_of) {
                if (!implies(edition_, clause, above)) continue;
                found = true;
                add(Severity::error, clause.place,
                    {fmt::format("条款 {} 与 {}（{}:{}:{}）矛盾：满足前者时必满足更高级别的后者", clause.id, above.id,
                                 above.place.file, above.place.line, above.place.column),
                     fmt::format("clause {} contradicts {} ({}:{}:{}): the higher level holds whenever it does", clause.id,
                                 above.id, above.place.file, above.place.line, above.place.column)},
                    {"高级别的条件应严于低级别", "a higher level must ask for more"});
            }
        return found;
    }

    /// Every lower level holds where a higher one does, or the clause names it in `skips`.
    void check_skips(const Clause& clause, size_t high) {
        for (size_t low = 0; low < high; ++low) {
            const AlertLevel level = edition_.levels[low].level;
            const bool holds = implies_a_clause_of(edition_, clause, edition_.levels[low]);
            const bool named = std::find(clause.skips.begin(), clause.skips.end(), level) != clause.skips.end();
            if (holds == !named) continue;
            const std::string name(token(level));
            if (!holds)
                add(Severity::error, clause.place,
                    {fmt::format("条款 {} 可能在不满足 {} 的情况下成立", clause.id, name),
                     fmt::format("clause {} can hold while {} does not", clause.id, name)},
                    {fmt::format("确认无误时写 skips = [\"{}\"]", name), fmt::format("if that is meant, write skips = [\"{}\"]", name)});
            else
                add(Severity::error, clause.place,
                    {fmt::format("条款 {} 成立时 {} 必然成立，skips 多余", clause.id, name),
                     fmt::format("{1} holds whenever clause {0} does: skips names it without need", clause.id, name)},
                    {"请删去", "leave it out"});
        }
        for (const AlertLevel level : clause.skips)
            if (level >= edition_.levels[high].level || !edition_.has(level))
                add(Severity::error, clause.place,
                    {fmt::format("skips 中的 {} 不是较低的级别", token(level)), fmt::format("{} in skips is no lower level", token(level))},
                    {"只写本版本中较低的级别", "name lower levels of this edition"});
    }

    void check_dates() {
        if (!edition_.valid_from)
            add(Severity::warning, whole(), {"没有生效日期", "no date in force"}, {"请写 valid_from", "write valid_from"});
        if (!edition_.checked_on)
            add(Severity::warning, whole(), {"没有与原文核对的日期", "no day of comparison with the source"},
                {"请写 checked_on", "write checked_on"});
        const bool in_force = edition_.in_force(today_);
        if (in_force && edition_.review_by && *edition_.review_by < today_)
            add(Severity::warning, whole(),
                {fmt::format("复核已过期：应在 {} 前与原文核对", format_day(*edition_.review_by)),
                 fmt::format("review is overdue: it was to be compared with its source by {}", format_day(*edition_.review_by))},
                {"核对后改写 checked_on 和 review_by", "compare it, then write checked_on and review_by anew"});
        if (in_force && !edition_.review_by)
            add(Severity::warning, whole(), {"现行版本没有复核期限", "an edition in force has no day of review"},
                {"请写 review_by", "write review_by"});
    }

    const Edition& edition_;
    const std::string& file_;
    Day today_;
    std::vector<Problem> problems_;
};

Place place_of(const Edition& edition) {
    return {edition.levels.empty() ? edition.id : edition.levels.back().place.file, 0, 0, ""};
}

}  // namespace

std::vector<Problem> check_edition(const Edition& edition, const std::string& file, Day today) {
    return Checker(edition, file, today).check();
}

std::vector<Problem> check_families(const std::vector<Edition>& editions) {
    std::map<std::string, std::vector<const Edition*>> families;
    for (const Edition& edition : editions)
        if (!edition.family.empty() && edition.valid_from) families[edition.family].push_back(&edition);
    std::vector<Problem> problems;
    for (auto& [family, members] : families) {
        std::sort(members.begin(), members.end(),
                  [](const Edition* a, const Edition* b) { return *a->valid_from < *b->valid_from; });
        for (size_t i = 1; i < members.size(); ++i) {
            const Edition &before = *members[i - 1], &after = *members[i];
            if (before.id == after.id) continue;
            if (!before.valid_to || *before.valid_to >= *after.valid_from)
                problems.push_back({Severity::error, place_of(after),
                                    {fmt::format("{} 与 {} 的有效期重叠", before.id, after.id),
                                     fmt::format("the dates of {} and {} overlap", before.id, after.id)},
                                    {fmt::format("{} 应止于 {} 之前", before.id, format_day(*after.valid_from)),
                                     fmt::format("{} must end before {}", before.id, format_day(*after.valid_from))}});
            else if (before.valid_to->index + 1 < after.valid_from->index)
                problems.push_back({Severity::warning, place_of(after),
                                    {fmt::format("{} 止于 {}，{} 始于 {}，其间没有版本", before.id, format_day(*before.valid_to),
                                                 after.id, format_day(*after.valid_from)),
                                     fmt::format("{} ends on {}, {} begins on {}: no edition between", before.id,
                                                 format_day(*before.valid_to), after.id, format_day(*after.valid_from))},
                                    {"请核对有效期", "check the dates"}});
        }
    }
    return problems;
}

}  // namespace qingkong
