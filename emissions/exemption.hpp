// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Guarantee types and exemptions (handbook E.4).
enum class ExemptionKind {
    heat_guarantee,     ///< 以热定产: capped load
    waste_coprocess,    ///< 协同处置, 以量定产: capped load
    export_military,    ///< 军工/外贸订单, 以量定产: capped load
    strategic,          ///< 战略性新兴产业: voluntary
    whitelist_project,  ///< 生态环境要素保障白名单: full exemption
    voc_substitution,   ///< 原辅材料替代白名单: voluntary
    green_ranking,      ///< 绿色发展排行榜靠前: exempt up to orange
    small_micro,        ///< 小微涉气企业: simple measures at red only
    green_leading,      ///< 绿色环保引领: exempt up to orange
    livelihood_site,    ///< 民生工程/应急抢险: the site continues
};
/// `heat_guarantee` …
std::string_view token(ExemptionKind kind);
Text exemption_name(ExemptionKind kind);
/// Tokens and the Chinese names of E.4.
std::optional<ExemptionKind> parse_exemption(std::string_view text);
/// The three kinds that cap the load instead of lifting the measure (handbook F.1 step 2).
bool caps_load(ExemptionKind kind);
/// The highest level a kind can reach whatever its record says: orange for the two green kinds, else red.
AlertLevel highest_level(ExemptionKind kind);

struct Exemption {
    ExemptionKind kind = ExemptionKind::strategic;
    std::string legal_basis;
    std::string approver;           ///< an authority, never a person
    std::optional<Day> valid_from;  ///< both days included; empty = open
    std::optional<Day> valid_to;
    AlertLevel max_level = AlertLevel::red;  ///< last level at which it holds
    std::string conditions;
    std::optional<int> load_cap_percent;  ///< allowed load, certified; only of the capping kinds
    std::string verify_by;                ///< 核查方式 of the capped load
    std::string terms;                    ///< 本企业执行要求: the words of its own terms; may be empty
    bool operator==(const Exemption&) const = default;
};

}  // namespace qingkong
