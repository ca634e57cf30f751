// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

/// A part above the higher threshold that lasts as long lies in a part above the lower one.
bool implies(const Condition& stronger, const Condition& weaker) {
    const bool beyond = stronger.threshold > weaker.threshold ||
                        (stronger.threshold == weaker.threshold && (weaker.reaches || !stronger.reaches));
    return beyond && stronger.hours >= weaker.hours;
}

/// Wherever `stronger` is met, `weaker` is met as well.
bool implies(const Clause& stronger, const Clause& weaker) {
    return std::all_of(weaker.all_of.begin(), weaker.all_of.end(), [&](const Condition& wanted) {
        return std::any_of(stronger.all_of.begin(), stronger.all_of.end(),
                           [&](const Condition& given) { return implies(given, wanted); });
    });
}

}  // namespace

std::vector<Problem> check_edition(const Edition& edition, const std::string& file) {
    std::vector<Problem> problems;
    const auto warn = [&](Text what, Text wanted) {
        problems.push_back({Severity::warning, {file, 0, 0, ""}, std::move(what), std::move(wanted)});
    };
    for (size_t low = 0; low < edition.levels.size(); ++low)
        for (const Clause& clause : edition.levels[low].any_of) {
            if (clause.citation.empty())
                warn({fmt::format("条款 {} 没有出处", clause.id), fmt::format("clause {} has no citation", clause.id)},
                     {"请写 citation", "write citation"});
            for (size_t high = low + 1; high < edition.levels.size(); ++high)
                for (const Clause& above : edition.levels[high].any_of)
                    if (implies(clause, above))
                        warn({fmt::format("条款 {} 永远用不到：满足它时必满足更高级别的 {}", clause.id, above.id),
                              fmt::format("clause {} is never used: {} of a higher level holds whenever it does", clause.id,
                                          above.id)},
                             {"高级别的条件应严于低级别", "a higher level must ask for more"});
        }
    if (!edition.valid_from)
        warn({"没有生效日期", "no date in force"}, {"请写 valid_from", "write valid_from"});
    if (!edition.checked_on)
        warn({"没有与原文核对的日期", "no day of comparison with the source"}, {"请写 checked_on", "write checked_on"});
    return problems;
}

}  // namespace qingkong
