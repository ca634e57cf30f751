// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/compliance.hpp"

namespace qingkong {

/// Patterns that ask for a look at the device (GC2021-26, handbook H.3). A hint is a row of its own: it changes no verdict
/// and says nothing of what anybody did.
enum class HintKind {
    constant_value,      ///< the same value, not zero, for six hours or more
    o2_jump,             ///< O2 from below 19 % to 20.5 % or more with the flow within a tenth of the hour before
    emission_drop,       ///< emission at half or less of the hours before, electricity at nine tenths or more
    meter_offline,       ///< sent before, silent for two hours or more while an order was due
    treatment_off        ///< production above its threshold, treatment at a tenth of normal or less: serious (H.1)
};
std::string_view token(HintKind kind);
Text hint_name(HintKind kind);

struct FalsificationHint {
    std::string area, enterprise_id, line_id, mn;
    std::string factor;  ///< of a CEMS; empty where the device as a whole is meant
    HintKind kind = HintKind::constant_value;
    Hour from, until;    ///< [from, until) in air labels
    std::string value;   ///< the numbers behind it
    bool operator==(const FalsificationHint&) const = default;
};

/// Hints for the lines of the mandatory orders, in their due hours; the hours before `input.from` that the readings hold
/// serve for comparison. By area, enterprise, line, first hour, kind.
std::vector<FalsificationHint> falsification_hints(const ComplianceInput& input);
/// `area,enterprise_id,line_id,mn,factor,kind,from,until,value`
std::string hints_csv(const std::vector<FalsificationHint>& hints);

}  // namespace qingkong
