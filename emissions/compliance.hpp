// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "emissions/rational.hpp"
#include "emissions/selection.hpp"
#include "emissions/telemetry.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A measure order with the hours it governs: [start, end) in air labels; no end = still in force. Due from
/// start + order.ramp_hours. Only mandatory orders are judged.
struct DueOrder {
    MeasureOrder order;
    Hour start;
    std::optional<Hour> end;
    std::string transition;
};

/// What a line can be judged by, taken from the inventory (handbook H.1, D.4).
struct LineEvidence {
    std::string enterprise_id, line_id;
    std::vector<std::string> meters;  ///< MN of its production meters; empty if one of them serves another line too
    std::optional<Rational> normal_kwh_per_day;  ///< declared normal day, sum of the meters
    std::optional<Rational> stop_kwh_per_day;    ///< the line's own stop threshold, sum of the meters
    std::string cems_mn;                         ///< empty if none, or if its stack serves another line too
    std::optional<Rational> normal_flow_m3_per_hour;
    std::optional<Rational> normal_t_per_day;  ///< last year's normal output, which the annual emission stands for
    DailyEmission base;                        ///< E_day of the line, g/d
    std::vector<std::string> treatment_meters;  ///< MN of its treatment facility's meters; empty as `meters`
    std::optional<Rational> normal_treatment_kwh_per_day;
    bool stop_set_by_person = false;  ///< the threshold is one that a person set (handbook H.1), not the inventory's
    /// A tenth of the measured normal hour: shown to the person who sets a threshold, never a verdict (handbook H.1).
    std::optional<Rational> suggested_stop_kwh_per_day;
    std::optional<Rational> measured_kwh_per_day;  ///< mean of the measured normal days (H.2); empty = declared counts
    /// What a normal day takes for the achieved reduction (I.2).
    const std::optional<Rational>& usual_kwh_per_day() const {
        return measured_kwh_per_day ? measured_kwh_per_day : normal_kwh_per_day;
    }
};

/// Lines found by enterprise and line id.
class EvidenceIndex {
public:
    explicit EvidenceIndex(const Inventory& inventory) : EvidenceIndex(evidence_of(inventory)) {}
    explicit EvidenceIndex(std::vector<LineEvidence> lines);
    const std::vector<LineEvidence>& lines() const { return lines_; }
    /// Null where the line is not in the inventory.
    const LineEvidence* find(std::string_view enterprise_id, std::string_view line_id) const;

private:
    static std::vector<LineEvidence> evidence_of(const Inventory& inventory);
    std::vector<LineEvidence> lines_;  ///< by enterprise, line
};

/// `not_complied` is an inspector's word (handbook H.6) and never comes from here.
enum class Verdict { complied, suspected, not_complied, no_data, not_due };
std::string_view token(Verdict verdict);
/// How far the worst of several counts: not complied before suspected, no data, complied, not due.
int badness(Verdict verdict);

/// Counted equipment (handbook H.1): what is ordered, and about how many stand still by the electricity: a hint for the
/// inspector who counts, never a verdict.
struct CountEstimate {
    Counted counted;
    std::optional<int> about_stopped;  ///< empty: no complete electricity
    Text text() const;                 ///< `应停44台（共120台），按用电量推算约停14台`
    bool operator==(const CountEstimate&) const = default;
};

/// One row of compliance.csv.
struct ComplianceRow {
    std::string area, enterprise_id, line_id, measure;
    Hour hour;  ///< air label
    Verdict verdict = Verdict::no_data;
    /// `hour_kwh`, `day_kwh`, `cems_flag`, `cems_flow_m3_per_h`, `cems_o2_percent`, `cems_so2_g_per_h` (nox, pm, vocs),
    /// `hour_kwh_suggested`; empty: nothing compared
    std::string indicator;
    std::string value, limit;  ///< as compared; digits after the third cut for print only
    std::string method;        ///< `electricity`, `cems`, `inspection`; empty while not due
    std::optional<CountEstimate> counted;
    Text note;  ///< why the row says something else than its number alone; empty = nothing to add
    bool operator==(const ComplianceRow&) const = default;
};

struct ComplianceInput {
    const std::vector<DueOrder>& orders;
    const EvidenceIndex& lines;
    const ReadingIndex& readings;
    const TelemetrySettings& settings;
    Hour from, until;  ///< [from, until) in air labels
};
/// Verdicts of every mandatory order for its hours within [from, until), by area, enterprise, line, hour, measure.
/// - Stop: hourly kWh <= the line's own threshold / 24; without such evidence CEMS: flag F, or flow <= 20 % of the
///   declared flow, or O2 >= 19 % (not where the flow is unchanged: then the O2 is doubtful). A meter that stands still
///   while the stack shows a running kiln (flow > 20 %, or emission > 20 % of the normal hour) is suspected by `cems`.
/// - Load cap: kWh of the day's due hours <= 1.05 x cap x kWh per t of a normal day x due hours / 24, or of the allowed
///   percentage where a capacity is unknown; one verdict for all due hours of the day. A missing hour makes it no_data,
///   unless the hours that came exceed the limit already.
/// - Counted equipment: both numbers and the estimate are shown, but it is judged on site by counting: no_data,
///   `inspection`.
/// - A stop without threshold: no_data, `inspection`; the hour's kWh stands beside the suggested limit (indicator
///   `hour_kwh_suggested`) where normal days were measured.
/// - Everything else waits for an inspector: no_data, `inspection`.
/// Missing data is never compliance (handbook H.1).
std::vector<ComplianceRow> check_compliance(const ComplianceInput& input);
/// With the header line; columns of interface.md.
std::string compliance_csv(const std::vector<ComplianceRow>& rows);

/// An enterprise with at least one suspected hour; a list for inspectors, not evidence.
struct SuspectedEnterprise {
    std::string area, enterprise_id;
    int hours = 0;              ///< distinct hours in which any of its lines is suspected
    std::string worst_line_id;  ///< most suspected hours
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
