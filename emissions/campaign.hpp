// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Stages of the autumn revision of the inventory (秋季清单修订; handbook D.1, E.1, F), in their order.
enum class CampaignStage { handed_out, collected, merged, checked, reviewed, published, filed };
constexpr int kCampaignStages = 7;
/// `handed_out`, `collected`, …
std::string_view token(CampaignStage stage);
/// 下发, 收集, 合并, 现场核定, 市级复核, 公示, 上报备案.
Text stage_name(CampaignStage stage);

/// `campaign.toml`: who answers for what until when.
struct CampaignPlan {
    std::string name;
    std::string season;             ///< 2025-2026
    std::string version;            ///< of the inventory that comes out; empty = that of the one handed out
    std::optional<Day> closes[kCampaignStages];  ///< last day of each stage
    int publication_working_days = 7;            ///< 公示 (handbook E.1)
    std::vector<Day> holidays;                   ///< days off beside Saturdays and Sundays
    std::vector<Day> workdays;                   ///< Saturdays and Sundays that are worked
    std::string objections_to;                   ///< where objections are taken: a post, telephone, address
    struct AreaUnit {
        std::string area;
        std::string unit;  ///< responsible unit, never a person
        std::string contact;
    };
    std::vector<AreaUnit> areas;

    const AreaUnit* find(std::string_view area) const;
};
Result<CampaignPlan> read_campaign_plan(std::string_view toml_text, const std::string& file);
/// Reads back as the same plan.
std::string campaign_plan_text(const CampaignPlan& plan);

/// The last of `count` working days after `day`, which itself does not count.
Day after_working_days(Day day, int count, const CampaignPlan& plan);

/// What an area gets: its enterprises and sources, the city's sheet, and the rules that its check needs (工地规则, 行业措施).
Inventory area_part(const Inventory& city, std::string_view area);

/// The state that an area sent.
struct AreaPart {
    std::string area;
    std::string file;  ///< for messages
    Inventory inventory;
};

/// The city's inventory with each area replaced by what it sent; areas that sent nothing and what is of the whole city
/// stay. Rows keep the places they had, new ones follow in the order of the areas. All errors come back: an enterprise
/// or source in two areas (both places), a row outside its area, a changed sheet of the city.
Result<Inventory> merge_parts(const Inventory& city, const std::vector<AreaPart>& parts);

/// A grade that is given or lowered from a date (handbook E.1).
struct GradeDecision {
    std::string enterprise_id;
    Grade from = Grade::ungraded;
    Grade to = Grade::ungraded;
    std::optional<Day> on;
    std::string document;    ///< the evidence: number and title of the decision
    std::string decided_by;  ///< an authority
};
/// Adds the row to 绩效等级; past days keep their grade. Refused without date, document or authority, where the enterprise
/// has another grade on that day than `from`, and where a later row would hide this one.
Result<Inventory> with_grade(const Inventory& inventory, const GradeDecision& decision);

}  // namespace qingkong
