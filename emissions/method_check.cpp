// SPDX-License-Identifier: Apache-2.0
#include "emissions/method_check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "emissions/kiln_sign.hpp"

namespace qingkong {

namespace {

constexpr int kLeastHours = 12;

std::optional<int64_t> kwh_milli(const AchievedInput& input, const LineEvidence& line, Hour hour) {
    int64_t sum = 0;
    for (const std::string& mn : line.meters) {
        const auto milli = input.readings.kwh_milli(mn, hour, input.settings);
        if (!milli) return std::nullopt;
        sum += *milli;
    }
    return line.meters.empty() ? std::nullopt : std::optional(sum);
}

std::optional<int64_t> grams(const AchievedInput& input, const LineEvidence& line, Emitted pollutant, Hour hour) {
    const HourlyReading* reading = input.readings.find(line.cems_mn, hour, cems_factors(pollutant));
    if (reading == nullptr) return std::nullopt;
    if (reading->flag == 'F') return reading->cou_milli.value_or(0);
    return reading->measured() ? reading->cou_milli : std::nullopt;
}

void check_day(const AchievedInput& input, const std::string& area, const LineEvidence& line, Day day,
               const std::vector<Hour>& hours, std::vector<MethodDisagreement>& out) {
    for (const Emitted pollutant : kAllEmitted) {
        if (line.base[pollutant].zero()) continue;
        int64_t both = 0;
        Rational emitted, energy;
        for (const Hour hour : hours) {
            const auto g = grams(input, line, pollutant, hour);
            const auto kwh = kwh_milli(input, line, hour);
            if (!g || !kwh) continue;
            ++both;
            emitted += Rational(*g);
            energy += Rational(*kwh, 1000);
        }
        if (both < kLeastHours) continue;
        const Rational share(both, 24), hundred(100);
        MethodDisagreement one{area, line.enterprise_id, line.line_id, day, pollutant, static_cast<int>(both),
                               emitted * hundred / (line.base[pollutant] * share),
                               energy * hundred / (*line.usual_kwh_per_day() * share)};
        const Rational apart = one.emission_percent - one.load_percent;
        if (apart > Rational(kMethodTolerancePoints) || apart < Rational(-kMethodTolerancePoints)) out.push_back(std::move(one));
    }
}

}  // namespace

std::vector<MethodDisagreement> method_disagreements(const AchievedInput& input) {
    struct Line {
        std::string area;
        const LineEvidence* evidence = nullptr;
        std::map<int64_t, std::set<int64_t>> hours_by_day;
    };
    std::map<std::pair<std::string, std::string>, Line> lines;
    for (const DueOrder& due : input.orders) {
        if (!due.order.mandatory || !due.order.has_lines) continue;
        const LineEvidence* line = input.lines.find(due.order.enterprise_id, due.order.line_id);
        if (line == nullptr || line->cems_mn.empty() || line->meters.empty()) continue;
        if (!line->usual_kwh_per_day() || line->usual_kwh_per_day()->zero()) continue;
        Line& one = lines[{due.order.enterprise_id, due.order.line_id}];
        one.area = due.order.area;
        one.evidence = line;
        const Hour end = std::min(due.end.value_or(input.until), input.until);
        for (Hour hour = std::max(due.start + due.order.ramp_hours, input.from); hour < end; hour = hour + 1)
            one.hours_by_day[day_of_label(hour).index].insert(hour.index);
    }
    std::vector<MethodDisagreement> out;
    for (const auto& [key, line] : lines)
        for (const auto& [day, indices] : line.hours_by_day) {
            std::vector<Hour> hours;
            for (const int64_t index : indices) hours.push_back(Hour{index});
            check_day(input, line.area, *line.evidence, Day{day}, hours, out);
        }
    std::stable_sort(out.begin(), out.end(), [](const MethodDisagreement& a, const MethodDisagreement& b) {
        return std::tie(a.area, a.enterprise_id, a.line_id, a.day, a.pollutant) <
               std::tie(b.area, b.enterprise_id, b.line_id, b.day, b.pollutant);
    });
    return out;
}

std::vector<std::pair<Hour, Achieved>> achieved_hours(const AchievedInput& input) {
    std::vector<std::pair<Hour, Achieved>> out;
    for (Hour hour = input.from; hour < input.until; hour = hour + 1)
        out.emplace_back(hour, achieved_reduction({input.orders, input.lines, input.readings, input.settings, hour, hour + 1,
                                                   input.city_base, input.coverage_min_percent, input.inspections}));
    return out;
}

}  // namespace qingkong
