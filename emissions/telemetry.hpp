// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/hj212_packet.hpp"
#include "rules/time.hpp"

namespace qingkong {

enum class FlowUnit { m3_per_second, m3_per_hour };

/// What the standard leaves to the city: `[telemetry]` of qingkong.toml.
struct TelemetrySettings {
    /// Factor codes that carry electricity: `-Cou` = kWh of the interval, else `-Avg` or `-Rtd` = mean kW. The default
    /// is an example of our own: no table of the standard was seen (handbook J.4).
    std::vector<std::string> energy_kwh_codes = {"dl001"};
    std::vector<std::string> flow_codes = {"a00000", "B02"};  ///< flue flow of 2017 and of 2005
    /// Unit of `-Avg` and `-Rtd` of the flow; `-Cou` is m³ of the interval. The standard's m³/s is the default, also
    /// because the wrong guess then shows a running line, never a stopped one.
    FlowUnit flow_unit = FlowUnit::m3_per_second;
    int minute_interval = 10;       ///< minutes that one packet of CN 2051 stands for
    bool data_time_is_end = false;  ///< true: DataTime of 2051 and 2061 is the end of the interval (J.5)
};

enum class TelemetryKind { hour, minutes, real_time };  ///< CN 2061, 2051, 2011

/// A decimal in thousandths, digits after the third cut: `12.5` -> 12500. Empty if it is no plain decimal.
std::optional<int64_t> parse_milli(std::string_view text);

/// One factor of one data packet. A quantity that is absent was not sent or is no number.
struct TelemetryValue {
    std::string mn;
    std::string factor;
    TelemetryKind kind = TelemetryKind::hour;
    Instant start;                     ///< start of its interval (DataTime)
    std::optional<int64_t> avg_milli;  ///< `-Avg`, of real time `-Rtd`
    std::optional<int64_t> cou_milli;  ///< `-Cou`: kg of gases (so this is grams), m³ of flow, kWh
    char flag = ' ';                   ///< N F M S D C T B (handbook J.5); blank = none sent
};
/// The values of a data packet; none for other commands or where DataTime is no time.
std::vector<TelemetryValue> telemetry_values(const Hj212Packet& packet, const TelemetrySettings& settings);

/// One factor of one device over one hour, labelled as air hours are: telemetry hour [h, h+1) has the label h+1.
struct HourlyReading {
    std::string mn;
    std::string factor;
    Hour hour;
    std::optional<int64_t> avg_milli;
    std::optional<int64_t> cou_milli;
    char flag = 'N';  ///< of minutes: N, T or F if that many say so, see hourly_readings()
    TelemetryKind kind = TelemetryKind::hour;
    bool operator==(const HourlyReading&) const = default;

    /// Flag N, or a device that sends no flags. T (over range) is a lower bound only (handbook H.3).
    bool measured() const { return flag == 'N' || flag == ' '; }
};

/// Hourly readings by mn, factor, hour. CN 2061 where there is one, else the mean of CN 2051, else of CN 2011, with at
/// least 45 valid minutes; fewer give no reading. `-Cou` of minutes is their sum x 60 / minutes, so that minutes not
/// received do not look like nothing emitted. Hours with 45 minutes flagged F are a reading with flag F. Of two values
/// for the same start the later one in the list counts.
std::vector<HourlyReading> hourly_readings(const std::vector<TelemetryValue>& values,
                                           const TelemetrySettings& settings);

/// Readings found by device and hour.
class ReadingIndex {
public:
    explicit ReadingIndex(std::vector<HourlyReading> readings);
    /// All factors of a device in an hour; empty where nothing arrived.
    const std::vector<HourlyReading>& at(std::string_view mn, Hour hour) const;
    /// Null where that factor did not arrive.
    const HourlyReading* find(std::string_view mn, Hour hour, const std::vector<std::string>& factors) const;
    /// kWh of the hour in thousandths, from `-Cou`, else the mean kW; empty where it is not measured.
    std::optional<int64_t> kwh_milli(std::string_view mn, Hour hour, const TelemetrySettings& settings) const;

    /// Flue flow of the hour in thousandths of m³/h; empty where it is not measured.
    std::optional<int64_t> flow_milli_m3_per_hour(std::string_view mn, Hour hour,
                                                  const TelemetrySettings& settings) const;

private:
    std::map<std::string, std::map<int64_t, std::vector<HourlyReading>>, std::less<>> by_device_;
};

}  // namespace qingkong
