// SPDX-License-Identifier: Apache-2.0
#include "emissions/transmission.hpp"

#include <algorithm>

#include "emissions/inventory.hpp"

namespace qingkong {

std::set<std::string, std::less<>> device_numbers(const Inventory& inventory) {
    std::set<std::string, std::less<>> numbers;
    for (const Enterprise& enterprise : inventory.enterprises)
        for (const ProductionLine& line : enterprise.lines) {
            if (!line.cems_mn.empty()) numbers.insert(line.cems_mn);
            for (const Meter& meter : line.meters) numbers.insert(meter.meter_id);
        }
    return numbers;
}

namespace {
constexpr int kAlarmPercent = 90, kWarningPercent = 92;    // handbook H.4: ZY2017-18, JY2018-59

bool below(int valid, int due, int percent) {
    return valid * 100 < due * percent;
}
}  // namespace

Transmission::State Transmission::state() const {
    if (due == 0) return State::not_due;
    if (below(valid, due, kAlarmPercent)) return State::alarm;
    return below(valid, due, kWarningPercent) ? State::warning : State::good;
}

int Transmission::permille() const {
    return due == 0 ? 0 : valid * 1000 / due;
}

int Transmission::hours_to_spare() const {
    // Of due + hours_left hours a tenth may fail; due - valid have failed already.
    return (due + hours_left) * (100 - kAlarmPercent) / 100 - (due - valid);
}

bool Transmission::reachable() const {
    return hours_to_spare() >= 0;
}

std::string_view token(Transmission::State state) {
    switch (state) {
        case Transmission::State::good: return "good";
        case Transmission::State::warning: return "warning";
        case Transmission::State::alarm: return "alarm";
        case Transmission::State::not_due: return "not_due";
    }
    return "";
}

Transmission transmission_of(const ReadingIndex& readings, std::string_view mn, Hour from, Hour until, Hour month_end) {
    Transmission sum;
    for (Hour hour = from; hour < until; hour = hour + 1) {
        const std::vector<HourlyReading>& of_hour = readings.at(mn, hour);
        const auto measured = [](const HourlyReading& r) { return r.measured() || r.flag == 'T'; };
        const auto stopped = [](const HourlyReading& r) { return r.flag == 'F'; };
        if (!of_hour.empty() && std::all_of(of_hour.begin(), of_hour.end(), stopped)) {
            ++sum.stopped;
            continue;
        }
        ++sum.due;
        if (of_hour.empty()) continue;
        ++sum.received;
        const bool all_good = std::all_of(of_hour.begin(), of_hour.end(), [&](const HourlyReading& r) { return measured(r) || stopped(r); });
        if (all_good) ++sum.valid;
    }
    sum.hours_left = static_cast<int>(std::max<int64_t>(month_end.index - until.index, 0));
    return sum;
}

}  // namespace qingkong
