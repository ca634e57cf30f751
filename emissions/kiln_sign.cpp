// SPDX-License-Identifier: Apache-2.0
#include "emissions/kiln_sign.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {

namespace {

using State = KilnSign::State;

// Handbook H.1; the share of an unchanged flow and that of a running kiln's emission are ours.
const Rational kStoppedFlowShare(20, 100);
const Rational kUnchangedFlowShare(80, 100);
const Rational kRunningEmissionShare(20, 100);
const Rational kStoppedO2(19);

Rational from_milli(int64_t milli) {
    return Rational(milli, 1000);
}

/// Flow of the hour in m³/h whatever its flag says.
std::optional<Rational> stated_flow(const HourlyReading& reading, const TelemetrySettings& settings) {
    if (reading.cou_milli) return from_milli(*reading.cou_milli);
    if (!reading.avg_milli) return std::nullopt;
    return from_milli(*reading.avg_milli) *
           Rational(settings.flow_unit == FlowUnit::m3_per_second ? 3600 : 1);
}

KilnSign emission_sign(const LineEvidence& line, const ReadingIndex& readings, Hour hour) {
    for (const Emitted pollutant : kAllEmitted) {
        if (line.base[pollutant].zero()) continue;
        const HourlyReading* reading = readings.find(line.cems_mn, hour, cems_factors(pollutant));
        if (reading == nullptr || !reading->measured() || !reading->cou_milli) continue;
        const Rational grams(*reading->cou_milli);  // thousandths of a kg
        const Rational limit = kRunningEmissionShare * line.base[pollutant] / Rational(24);
        if (grams > limit) return {State::running, fmt::format("cems_{}_g_per_h", token(pollutant)), grams, limit};
    }
    return {};
}

}  // namespace

const std::vector<std::string>& o2_factors() {
    static const std::vector<std::string> kCodes = {"a19001", "S01"};
    return kCodes;
}

const std::vector<std::string>& cems_factors(Emitted pollutant) {
    static const std::array<std::vector<std::string>, kEmitted> kFactors = {{
        {"a21026", "02"},
        {"a21002", "03"},
        {"a34013", "01"},
        {"a24088"},
    }};
    return kFactors[static_cast<size_t>(pollutant)];
}

std::string print_milli(const Rational& value) {
    const int64_t milli = (value * Rational(1000)).cut();
    std::string text = fmt::format("{}{}.{:03}", milli < 0 ? "-" : "", std::abs(milli) / 1000, std::abs(milli) % 1000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

KilnSign kiln_sign(const LineEvidence& line, const ReadingIndex& readings, const TelemetrySettings& settings, Hour hour) {
    if (line.cems_mn.empty()) return {};
    const auto& all = readings.at(line.cems_mn, hour);
    if (all.empty()) return {};
    const HourlyReading* flow_reading = readings.find(line.cems_mn, hour, settings.flow_codes);
    const auto reported_stop = [](const HourlyReading& reading) { return reading.flag == 'F'; };
    const bool flagged =
        flow_reading != nullptr ? reported_stop(*flow_reading) : std::all_of(all.begin(), all.end(), reported_stop);

    std::optional<Rational> flow;
    if (flow_reading != nullptr && (flagged || flow_reading->measured())) flow = stated_flow(*flow_reading, settings);
    std::optional<Rational> limit;
    if (line.normal_flow_m3_per_hour) limit = kStoppedFlowShare * *line.normal_flow_m3_per_hour;
    const bool judged = flow && limit;
    const auto by_flow = [&] {
        return KilnSign{*flow <= *limit ? State::stopped : State::running, "cems_flow_m3_per_h", *flow, *limit};
    };
    if (flagged) return judged && *flow > *limit ? by_flow() : KilnSign{State::stopped, "cems_flag", {}, {}};
    if (judged && *flow <= *limit) return by_flow();

    const HourlyReading* o2 = readings.find(line.cems_mn, hour, o2_factors());
    const bool o2_known = o2 != nullptr && o2->measured() && o2->avg_milli;
    if (judged) {
        const bool unchanged = *flow > kUnchangedFlowShare * *line.normal_flow_m3_per_hour;
        if (!o2_known || unchanged || from_milli(*o2->avg_milli) < kStoppedO2) return by_flow();
    }
    if (o2_known) {
        const Rational percent = from_milli(*o2->avg_milli);
        return {percent >= kStoppedO2 ? State::stopped : State::running, "cems_o2_percent", percent, kStoppedO2};
    }
    return emission_sign(line, readings, hour);
}

}  // namespace qingkong
