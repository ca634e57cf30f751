// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"

namespace qingkong {

/// 报备审核 with the traffic police of the province (JY2018-80).
struct RestrictionFiling {
    std::string authority;      ///< 省公安厅交警总队
    std::string document_no;    ///< of the filing
    std::optional<Instant> filed_at;
    bool approved = false;      ///< 审核同意
};

/// What a vehicle restriction says (JY2018-28, -29). Nothing is filled in by the program: the police decide it.
struct VehicleRestriction {
    std::string issuer;                  ///< 示例市公安局交通管理支队; empty = the government of the office
    std::string document_no;             ///< empty = none yet
    std::string basis;                   ///< number of the alert notice; empty = the plan alone
    Instant from;
    std::optional<Instant> until;        ///< the moment it ends; empty = with the release of the alert
    std::string hours;                   ///< 每日7时至20时; empty = 全天
    std::vector<std::string> rules;      ///< whom it restricts: 机动车按尾号单号单日、双号双日行驶
    std::vector<std::string> roads;      ///< 区域、路段
    std::vector<std::string> detours;    ///< 绕行路线
    std::vector<std::string> exempt;     ///< 不受限制的车辆
    std::optional<RestrictionFiling> filing;
    std::string telephone;               ///< of the issuer; empty = the office's
    std::optional<Instant> issued_at;    ///< empty = the date is filled in by hand
};

/// Days with more than this need the filing (handbook G; JY2018-80 “15日以上”).
constexpr int kRestrictionDaysWithoutFiling = 15;

/// Calendar days that it touches; empty where the end is not known.
std::optional<int> restriction_days(const VehicleRestriction& restriction);

/// The notice 机动车限行通告, Chinese (a local notice to drivers). 【演练】 in an exercise.
Document compose_vehicle_notice(const VehicleRestriction& restriction, const Office& office, const Templates& templates);

/// Errors: no rule, no road, an end before the start, more than 15 days without a filing, a filing that is not approved or
/// came after the start, a content that the text lost. Warnings: exactly 15 days (“以上” may include them), no end (the
/// 15 days run), no detour. `name` names the paper in the messages.
std::vector<Problem> check_vehicle_notice(const std::string& name, const Document& notice, const VehicleRestriction& restriction,
                                          const Office& office);

}  // namespace qingkong
