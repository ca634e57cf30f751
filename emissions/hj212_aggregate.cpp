// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_aggregate.hpp"

#include <algorithm>
#include <tuple>

#include "emissions/hj212_packet.hpp"
#include "emissions/telemetry.hpp"

namespace qingkong {

namespace {

constexpr std::string_view kDataTime = "DataTime=";
constexpr size_t kHourDigits = 10;

/// `2017010100` of the data area; empty where DataTime does not begin with ten digits.
std::string_view hour_of(std::string_view cp) {
    const size_t at = cp.starts_with(kDataTime) ? 0 : cp.find(kDataTime);
    if (at == std::string_view::npos) return {};
    const std::string_view hour = cp.substr(at + kDataTime.size(), kHourDigits);
    const bool digits = std::all_of(hour.begin(), hour.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && hour.size() == kHourDigits ? hour : std::string_view{};
}

}  // namespace

void RealTimeSums::add(std::string_view data) {
    const auto head = read_head(data);
    if (!head) {
        ++refused_;
        return;
    }
    if (head->cn != "2011") return;
    const std::string_view hour = hour_of(head->cp);

    auto device = devices_.find(head->mn);
    if (device == devices_.end()) device = devices_.emplace(std::string(head->mn), std::vector<HourSums>{}).first;
    auto& hours = device->second;
    // The newest hour is nearly always the one that is meant.
    auto found = std::find_if(hours.rbegin(), hours.rend(), [&](const HourSums& h) { return h.hour == hour; });
    if (found == hours.rend()) {
        hours.push_back({std::string(hour), {}});
        found = hours.rbegin();
    }
    std::vector<Sum>& sums = found->sums;

    size_t expected = 0;  // factors come in the same order in each packet
    Hj212Field rtd;
    const auto take = [&](std::string_view code, std::string_view value) {
        const auto milli = parse_milli(value);
        if (!milli || hour.empty()) {
            ++unreadable_;
            return;
        }
        size_t at = expected;
        if (at >= sums.size() || sums[at].factor != code) {
            at = 0;
            while (at < sums.size() && sums[at].factor != code) ++at;
            if (at == sums.size()) sums.push_back({std::string(code)});
        }
        expected = at + 1;
        int64_t sum = 0;
        if (__builtin_add_overflow(sums[at].sum_milli, *milli, &sum)) {
            ++unreadable_;  // absurd values only
            return;
        }
        sums[at].sum_milli = sum;
        ++sums[at].n;
    };
    bool flag_n = false;
    const auto remember = [&](const Hj212Field& field, bool first_of_group) {
        if (first_of_group || field.code != rtd.code) {
            rtd = {field.code, {}, {}};
            flag_n = false;
        }
        if (field.suffix == "Rtd") {
            if (flag_n)
                take(field.code, field.value);
            else
                rtd = field;
        } else if (field.suffix == "Flag" && field.value == "N") {
            if (rtd.suffix == "Rtd")
                take(rtd.code, rtd.value);
            else
                flag_n = true;
        }
    };
    for_each_field(head->cp, remember);
}

std::vector<RealTimeSums::Row> RealTimeSums::rows() const {
    std::vector<Row> rows;
    for (const auto& [mn, hours] : devices_)
        for (const HourSums& hour : hours)
            for (const Sum& sum : hour.sums) rows.push_back({mn, sum.factor, hour.hour, sum.n, sum.sum_milli});
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.mn, a.factor, a.hour) < std::tie(b.mn, b.factor, b.hour);
    });
    return rows;
}

}  // namespace qingkong
