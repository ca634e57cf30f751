// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/compliance.hpp"
#include "emissions/inventory.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Evidence that does not come by HJ 212: meters of the grid, gates, construction sites.
enum class EvidenceKind { electricity, gate, site_pm };
std::string_view token(EvidenceKind kind);
std::optional<EvidenceKind> parse_evidence_kind(std::string_view text);

/// One quantity of one subject in the hour that begins at `start`.
/// electricity: subject = meter, item `kwh`. gate: subject = enterprise, items `trips`, `banned_trips`, `exempt_trips`
/// (of the banned ones those of the safety list). site_pm: subject = site, items `pm10`, `pm25`, `tsp` in µg/m³.
struct EvidenceRow {
    EvidenceKind kind = EvidenceKind::electricity;
    std::string subject, item;
    Instant start;
    int64_t milli = 0;
    bool operator==(const EvidenceRow&) const = default;
};
struct EvidencePush {
    std::string source;
    std::vector<EvidenceRow> rows;
    std::vector<std::pair<int, Text>> refused;  ///< line of the file, or number of the row from 1
};
/// CSV `time,meter,kwh` (also 电表, 电量), `time,enterprise_id,trips,banned_trips,exempt_trips`, `time,site_id,pm10,…`;
/// or JSON `{"source": …, "rows": [{the same keys}]}`. `time` is the start of the hour, as DataTime of HJ 212; 13:00 is
/// 13:00 to 14:00. A time within an hour is refused. No known column: a problem of the whole.
Result<EvidencePush> read_evidence(EvidenceKind kind, std::string_view text, bool json);

/// Hourly kWh of meters as readings; they stand behind what arrived by HJ 212.
std::vector<HourlyReading> meter_readings(const std::vector<EvidenceRow>& rows, const TelemetrySettings& settings);
/// `first`, and of `second` what no device of `first` says for that hour.
std::vector<HourlyReading> merged_readings(std::vector<HourlyReading> first, std::vector<HourlyReading> second);

/// Transport judged by the gate (handbook H.1), for enterprises with gate records, in the due hours of their mandatory
/// orders: banned-standard trips beyond the safety list 0 (`banned_trips`), freight of the day at most the declared alert
/// trips, else half of the normal ones, times due hours / 24 (`day_trips`). measure `运输管控`, no line, method `gate`.
/// An hour without record is no_data; a day is judged from its known hours only where they exceed the limit already.
std::vector<ComplianceRow> check_gates(const std::vector<DueOrder>& orders, const Inventory& inventory,
                                       const std::vector<EvidenceRow>& gates, Hour from, Hour until);

}  // namespace qingkong
