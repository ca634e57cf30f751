// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/rational.hpp"
#include "emissions/selection.hpp"
#include "emissions/telemetry.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A measure order with the hours it governs: [start, end) in air labels; no end = still in force.
struct DueOrder {
    MeasureOrder order;
    Hour start;
    std::optional<Hour> end;
    std::string transition;
};

/// What a line can be judged by, taken from the inventory (handbook H.1, D.4).
struct LineEvidence {
    std::string area, enterprise_id, line_id;
    std::vector<std::string> meters;              ///< MN of its production meters; empty if one also serves another line
    std::optional<int64_t> normal_kwh_milli;      ///< declared normal day, sum of the meters
    std::optional<int64_t> stop_kwh_milli;        ///< the line's own stop threshold of a day, sum of the meters
    std::string cems_mn;                          ///< empty if none, or if its stack serves another line too
    std::optional<Rational> normal_t_per_day;     ///< output behind the annual emission
    std::optional<Rational> cap_base_t_per_day;   ///< smallest of the three capacities; empty if one is missing
    DailyEmission base;                           ///< E_day of the line
};
/// One row a line, by area, enterprise, line.
std::vector<LineEvidence> line_evidence(const Inventory& inventory);
/// Null where the line is not in the inventory.
const LineEvidence* find_line(const std::vector<LineEvidence>& lines, std::string_view area,
                              std::string_view enterprise_id, std::string_view line_id);

/// `not_complied` is an inspector's word (handbook H.6) and never comes from here.
enum class Verdict { complied, suspected, not_complied, no_data, not_due };
std::string_view token(Verdict verdict);

/// One row of compliance.csv.
struct ComplianceRow {
    std::string area, enterprise_id, line_id, measure;
    Hour hour;                   ///< air label
    Verdict verdict = Verdict::no_data;
    std::string indicator;       ///< `hour_kwh`, `day_kwh`, `cems_flag`, `cems_flow`; empty where nothing was compared
    std::string value, limit;    ///< as compared, at most three decimals (digits after them cut for print only)
    std::string method;          ///< `electricity`, `cems`, `inspection`; empty while not due
    bool operator==(const ComplianceRow&) const = default;
};

/// Verdicts of every mandatory order for its hours within [from, until), by area, enterprise, line, measure, hour.
/// Stop: hourly kWh <= the line's own threshold / 24; without such evidence CEMS flag F, or flow <= 20 % of the line's
/// flow in `normal_flow_milli` (by MN). Load cap: kWh of the day's due hours <= 1.05 x cap x kWh per t of a normal day
/// x due hours / 24, one verdict for all due hours of the day; a missing hour makes it no_data unless the hours that
/// came already exceed it. No capacities: the percentage of the normal kWh. Everything else waits for an inspector:
/// no_data. Missing data is never compliance (handbook H.1).
struct ComplianceInput {
    const std::vector<DueOrder>& orders;
    const std::vector<LineEvidence>& lines;
    const ReadingIndex& readings;
    const TelemetrySettings& settings;
    Hour from, until;
    std::map<std::string, int64_t, std::less<>> normal_flow_milli = {};
};
std::vector<ComplianceRow> check_compliance(const ComplianceInput& input);
/// With the header line; columns of interface.md.
std::string compliance_csv(const std::vector<ComplianceRow>& rows);

/// An enterprise with at least one suspected hour; a list for inspectors, not evidence.
struct SuspectedEnterprise {
    std::string area, enterprise_id;
    int hours = 0;                  ///< distinct hours in which any of its lines is suspected
    std::string worst_line_id;      ///< most suspected hours
    int worst_line_hours = 0;
    bool operator==(const SuspectedEnterprise&) const = default;
};
/// Most hours first, then by area and id.
std::vector<SuspectedEnterprise> suspected_enterprises(const std::vector<ComplianceRow>& rows);

/// Measure-hours by verdict.
struct ComplianceSummary {
    int64_t complied = 0, suspected = 0, not_complied = 0, no_data = 0, not_due = 0;
    int64_t judged() const { return complied + suspected + not_complied; }
    int64_t due() const { return judged() + no_data; }
    /// complied / judged in percent; empty where nothing was judged.
    std::optional<Rational> rate_percent() const;
    /// judged / due in percent; empty where nothing was due. Say it beside the rate.
    std::optional<Rational> coverage_percent() const;
};
ComplianceSummary summarise(const std::vector<ComplianceRow>& rows);

}  // namespace qingkong
