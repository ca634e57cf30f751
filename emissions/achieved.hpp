// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "emissions/compliance.hpp"
#include "rules/text.hpp"

namespace qingkong {

struct Inspection;  // emissions/inspection.hpp

/// A shortfall against the plan.
struct EnterpriseGap {
    std::string area, enterprise_id;
    Rational gap_g_per_day;  ///< planned - lower bound, average over the due time
    bool operator==(const EnterpriseGap&) const = default;
};

/// One pollutant of the achieved reduction (handbook I.2). All g/d are averages over the due time.
struct AchievedPollutant {
    Emitted pollutant = Emitted::so2;
    Rational base_g_per_day;                   ///< of the whole city, as in `account`
    Rational planned_g_per_day;                ///< of the mandatory orders
    std::optional<Rational> coverage_percent;  ///< planned g of due line-hours with evidence; empty: nothing planned
    bool judged = false;                       ///< false: under coverage_min or nothing planned, the figures are empty
    std::optional<Rational> lower_g_per_day, upper_g_per_day;
    std::optional<Rational> lower_percent, upper_percent;  ///< of the base; empty where the base is zero
    /// The parts of the lower bound; zero where nothing is judged.
    Rational by_cems_g_per_day, by_electricity_g_per_day, by_inspection_g_per_day;
    /// Line-days (parts of a day with one plan) by the method that gave them their value.
    int64_t cems_days = 0, electricity_days = 0, inspection_days = 0, none_days = 0;
    std::vector<EnterpriseGap> gaps;                       ///< largest first, only above zero
};

struct Achieved {
    int64_t due_hours = 0;  ///< distinct hours in which any order was due
    std::array<AchievedPollutant, kEmitted> pollutants;
    const AchievedPollutant& operator[](Emitted p) const { return pollutants[static_cast<size_t>(p)]; }
};

struct AchievedInput {
    const std::vector<DueOrder>& orders;
    const EvidenceIndex& lines;
    const ReadingIndex& readings;
    const TelemetrySettings& settings;
    Hour from, until;               ///< [from, until) in air labels
    DailyEmission city_base;        ///< the base rows of `account` for `all`
    int coverage_min_percent = 60;  ///< [ours], I.2
    const std::vector<Inspection>* inspections = nullptr;  ///< null: none were made
};
/// Each line-day by CEMS: E_day - sum of Cou, missing hours filled by the median of the day's valid ones; under 75 % of
/// the due hours, by electricity: E_day x (1 - kWh / usual kWh) limited to [0, planned x 1.2]; under 75 % again, by
/// inspection: the plan of the hours that two inspectors found carried out, nothing for those found not; else no evidence. Lower bound: hours without evidence count nothing; upper bound: as planned. Line-days are whole
/// milligrams (half up), everything after that is exact.
Achieved achieved_reduction(const AchievedInput& input);

/// `17–24 %（覆盖率78 %）`, or `覆盖率不足，不予给出结论` (handbook I.3); percent cut to whole numbers, never rounded
/// up.
Text describe(const AchievedPollutant& pollutant);

}  // namespace qingkong
