// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emissions/hj212_habit.hpp"
#include "emissions/telemetry.hpp"
#include "engine/store.hpp"
#include "engine/telemetry_log.hpp"

namespace qingkong {

/// What became of packets from the log.
struct TakenIn {
    uint64_t packets = 0;  ///< stored
    uint64_t repeats = 0;  ///< known already by MN, CN, QN and PNO (without QN: DataTime): nothing stored
    uint64_t values = 0;   ///< of a factor, in `telemetry`
    uint64_t messages = 0; ///< put together of several packets
    TakenIn& operator+=(const TakenIn& other);
};

/// Takes packets into the database together with the position in the log behind them, in one transaction or in several where
/// they hold very many values: each is taken exactly once, whatever breaks off. A packet that is one of PNUM is kept until
/// the others are there; its values are read when they are, or after 24 hours from what came, or earlier where the device has
/// too many parts waiting. Data without QN and DataTime cannot be told from their repeats:
/// they are counted only.
TakenIn take_in(Store& store, const std::vector<LoggedPacket>& packets, LogPosition behind, const TelemetrySettings& settings);

/// Where the log is to be read on; {0, 0} at first.
LogPosition log_position(Store& store);

/// Reads the values of messages whose parts did not all come within 24 hours, and forgets packets and their request numbers
/// received before `kept_since`.
TakenIn tidy_telemetry(Store& store, Instant now, Instant kept_since, const TelemetrySettings& settings);

/// MNs that were heard and are not in the inventory, at most so many, the first heard first.
std::set<std::string, std::less<>> unknown_devices(Store& store, const std::set<std::string, std::less<>>& inventory, size_t most);

/// Asked before values are read: waits until what is durable in the log is in the database.
void set_telemetry_barrier(Store& store, std::function<void()> barrier);

/// Hourly readings of these devices (null = of all), read hour by hour: what lies in memory at once does not grow with the
/// period, nor with what strangers send.
std::vector<HourlyReading> heard_readings(Store& store, Hour from, Hour until, const TelemetrySettings& settings,
                                          const std::set<std::string, std::less<>>* devices);
/// Whether the values of the period are few enough to read those of unknown devices too.
bool few_values(Store& store, Hour from, Hour until);

/// A device as it was heard.
struct HeardDevice {
    std::string mn;
    Instant first_heard, last_heard;
    uint64_t packets = 0, repeats = 0;
    std::string last_data_time;  ///< as sent; empty = none yet
    struct HabitCount {
        Habit habit = Habit::lower_crc;
        uint64_t n = 0;
        Instant first, last;
    };
    std::vector<HabitCount> habits;
};
/// By MN.
std::vector<HeardDevice> heard_devices(Store& store);

}  // namespace qingkong
