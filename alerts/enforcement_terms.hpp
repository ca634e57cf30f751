// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"

namespace qingkong {

/// A conduct with its competent department and range (handbook H.6): data of a file, dated.
struct FinableConduct {
    std::string id;
    Text name;
    std::string department;
    std::optional<int64_t> least_yuan, most_yuan, most_serious_yuan;
    std::string clause;
    std::string dated;                ///< day on which the text of law was read
    bool needs_permit_clause = false; ///< only where the measure is linked with a clause of the permit

    /// `10000–100000元（情节严重的至1000000元）`; empty where the file gives none.
    std::string range_zh() const;
};

/// A step of the ladder of the 2017 campaign plans: from so many findings on, who answers for them.
struct LadderRule {
    int unrectified_least = 0, new_least = 0;
    bool either = true;
    std::string level;
};

/// `rules/enforcement.toml`, or the city's own.
struct EnforcementTerms {
    int assign_minutes = 60, feedback_hours = 24, recheck_hours = 24;
    int supervise_at = 2, interview_at = 3;
    bool ladder_enabled = false;
    std::vector<LadderRule> ladder;
    std::vector<std::pair<std::string, int64_t>> weights_milli;  ///< by kind of finding
    std::vector<FinableConduct> conducts;

    const FinableConduct* find(std::string_view id) const;
    /// The highest step that holds; empty where the ladder is off or none holds.
    std::string ladder_level(int unrectified, int fresh) const;
};
/// Problems name key and line.
Result<EnforcementTerms> read_enforcement_terms(std::string_view text, const std::string& file);

}  // namespace qingkong
