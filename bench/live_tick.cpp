// SPDX-License-Identifier: Apache-2.0
// One tick of the live evaluation of many cities, on one core: a new measured hour for every city and a fresh forecast of
// 240 hours x 6 pollutants, from concentrations to the proposed step; and the new hour alone. The parts are those of
// `replay` and of the daemon: index tables, kept history, picture, assessment, step.
//   live_tick FOLDER EDITION [DAYS_OF_HISTORY]    files of the W1 form; prints p50 and p99 of the ticks
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "alerts/machine.hpp"
#include "engine/byte_source.hpp"
#include "engine/editions.hpp"
#include "engine/replay_air.hpp"
#include "engine/air_input.hpp"
#include "rules/air_reader.hpp"
#include "rules/index_table.hpp"
#include "rules/kept_history.hpp"

using namespace qingkong;

namespace {

constexpr int kForecastHours = 240;
constexpr int kTicks = 400;

/// Concentrations as the tables count them: whole µg/m³, CO in tenths of mg/m³; -1 = missing.
using Row = std::array<int16_t, kPollutants>;

struct LiveCity {
    Hour first;
    std::vector<Row> rows;                ///< what will be measured, hour by hour
    std::vector<AqiValue> measured;       ///< kept hours, then the forecast
    size_t kept = 0;                      ///< measured hours in it
    KeptHistory history;
    int dropped = 0;                      ///< hours before those kept
    Standing standing;
};

Row row_of(const IndexTable& table, const Observation& observation) {
    Row row;
    for (size_t p = 0; p < kPollutants; ++p) {
        const int64_t per_step = table.decimals[p] == 1 ? 100'000 : 1'000'000;
        row[p] = observation.values[p] ? static_cast<int16_t>(std::min<int64_t>((observation.values[p]->micro + per_step / 2) / per_step,
                                                                                IndexTable::kSteps - 1))
                                       : int16_t{-1};
    }
    return row;
}

AqiValue index_of(const IndexTable& table, const Row& row) {
    int32_t units = -1;
    for (size_t p = 0; p < kPollutants; ++p)
        if (row[p] >= 0) units = std::max(units, table.units[p][static_cast<size_t>(row[p])]);
    return units < 0 || units == IndexTable::kAsksMean ? AqiValue() : AqiValue::from_units(units);
}

void measure(LiveCity& city, AqiValue value) {
    city.measured.resize(city.kept);
    city.measured.push_back(value);
    city.history.add(value);
    if (const int cut = city.history.start() - city.dropped; cut > 0) {
        city.measured.erase(city.measured.begin(), city.measured.begin() + cut);
        city.dropped += cut;
    }
    city.kept = city.measured.size();
}

void decide(const Edition& edition, LiveCity& city) {
    const AirPicture picture = picture_of_hours(edition, city.measured, static_cast<int>(city.kept));
    const Step proposed = step(edition, picture, assess(edition, picture, false), city.standing);
    city.standing.level = proposed.level;    // signed at once, as in a replay
    if (proposed.action == AlertAction::watch || proposed.action == AlertAction::none) city.standing.level = AlertLevel::normal;
}

void print(const char* name, std::vector<double>& seconds, size_t cities, int days) {
    std::sort(seconds.begin(), seconds.end());
    std::printf("%s: %zu cities, %d days of history, %zu ticks: p50 %.3f ms, p99 %.3f ms\n", name, cities, days, seconds.size(),
                seconds[seconds.size() / 2] * 1e3, seconds[seconds.size() * 99 / 100] * 1e3);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "error: wanted: live_tick FOLDER EDITION [DAYS_OF_HISTORY]\n");
        return 2;
    }
    const auto edition = load_edition(argv[2]);
    const auto standards = built_in_standards();
    if (!edition || !standards) return 2;
    const int days = argc > 3 ? std::atoi(argv[3]) : 1;
    const IndexTables tables(*standards, index_options(*edition));
    std::vector<LiveCity> cities;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream in(entry.path(), std::ios::binary);
        std::string text(static_cast<size_t>(kTicks + kForecastHours + 48) * 48, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<size_t>(in.gcount()));
        text.resize(text.rfind('\n') + 1);
        auto file = read_air(text, {entry.path().string(), {}});
        if (!file || file->cities.empty()) return 2;
        const std::vector<Observation>& hours = file->cities.front().hours;
        LiveCity city{hours.front().hour, {}, {}, 0, KeptHistory(*edition, false), 0, {}};
        for (const Observation& hour : hours) city.rows.push_back(row_of(tables.at(hour.hour), hour));
        cities.push_back(std::move(city));
    }
    for (LiveCity& city : cities)    // the past: the same weeks again and again
        for (int h = 0; h < days * 24; ++h) measure(city, index_of(tables.at(city.first), city.rows[static_cast<size_t>(h) % 400]));
    std::vector<double> fresh, alone;
    std::vector<AqiValue> forecast;
    for (int tick = 0; tick < kTicks; ++tick) {
        for (const bool with_forecast : {true, false}) {
            const auto begin = std::chrono::steady_clock::now();
            for (LiveCity& city : cities) {
                const size_t hour = static_cast<size_t>(tick);
                const IndexTable& table = tables.at(city.first + tick);
                if (with_forecast) {
                    measure(city, index_of(table, city.rows[hour]));
                    for (size_t h = 1; h <= kForecastHours; ++h) city.measured.push_back(index_of(table, city.rows[hour + h]));
                } else {    // the hour that was forecast is measured now
                    city.measured[city.kept - 1] = index_of(table, city.rows[hour]);
                }
                decide(*edition, city);
            }
            (with_forecast ? fresh : alone)
                .push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        }
    }
    print("new hour and fresh forecast", fresh, cities.size(), days);
    print("new hour alone", alone, cities.size(), days);
}
