// SPDX-License-Identifier: Apache-2.0
#include "emissions/achieved.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "emissions/inspection.hpp"
#include "emissions/kiln_sign.hpp"

namespace qingkong {

namespace {

constexpr int64_t kHoursOfDay = 24;
constexpr int64_t kWantedShare[] = {3, 4};  // 75 % of the due hours of a line-day (handbook I.2)
const Rational kElectricityLimit(12, 10);   // of the planned reduction

enum class Method { none, cems, electricity, inspection };

/// What a line-day gave, in whole milligrams over its due hours.
struct LineDay {
    Method method = Method::none;
    int64_t achieved_mg = 0;
    int64_t covered_mg = 0;  ///< planned reduction of the hours with evidence
    int64_t planned_mg = 0;
};

/// g/d over some hours -> mg, half up.
int64_t milligrams(const Rational& g_per_day, int64_t hours) {
    return (g_per_day * Rational(1000 * hours, kHoursOfDay)).half_up();
}

bool enough(size_t valid, size_t due) {
    return due > 0 && static_cast<int64_t>(valid) * kWantedShare[1] >= static_cast<int64_t>(due) * kWantedShare[0];
}

/// Grams emitted in the hour by the CEMS; empty where it does not say. A reported stop emits nothing.
std::optional<int64_t> emitted_g(const AchievedInput& input, const LineEvidence& line, Emitted pollutant, Hour hour) {
    const HourlyReading* reading = input.readings.find(line.cems_mn, hour, cems_factors(pollutant));
    if (reading == nullptr) return std::nullopt;
    if (reading->flag == 'F') return reading->cou_milli.value_or(0);
    return reading->measured() ? reading->cou_milli : std::nullopt;  // thousandths of a kg are grams
}

/// E_day - sum of Cou; missing hours take the median of the day's valid hours.
std::optional<int64_t> by_cems(const AchievedInput& input, const LineEvidence& line, Emitted pollutant,
                               const std::vector<Hour>& hours) {
    if (line.cems_mn.empty()) return std::nullopt;
    std::vector<int64_t> valid;
    for (const Hour hour : hours)
        if (const auto grams = emitted_g(input, line, pollutant, hour)) valid.push_back(*grams);
    if (!enough(valid.size(), hours.size())) return std::nullopt;
    std::sort(valid.begin(), valid.end());
    const size_t middle = valid.size() / 2;
    Rational emitted;
    for (const int64_t grams : valid) emitted += Rational(grams);
    const Rational median =
        valid.size() % 2 == 1 ? Rational(valid[middle]) : Rational(valid[middle - 1] + valid[middle], 2);
    emitted += median * Rational(static_cast<int64_t>(hours.size() - valid.size()));
    const Rational share(static_cast<int64_t>(hours.size()), kHoursOfDay);
    return ((line.base[pollutant] * share - emitted) * Rational(1000)).half_up();
}

/// kWh of each due hour in which every production meter of the line was measured.
std::vector<int64_t> measured_kwh_milli(const AchievedInput& input, const LineEvidence& line,
                                        const std::vector<Hour>& hours) {
    std::vector<int64_t> kwh;
    for (const Hour hour : hours) {
        std::optional<int64_t> sum;
        for (const std::string& mn : line.meters) {
            const auto milli = input.readings.kwh_milli(mn, hour, input.settings);
            if (!milli) {
                sum.reset();
                break;
            }
            sum = sum.value_or(0) + *milli;
        }
        if (sum) kwh.push_back(*sum);
    }
    return kwh;
}

/// E_day x (1 - kWh / normal kWh) over the hours with evidence, limited to [0, planned x 1.2].
std::optional<LineDay> by_electricity(const LineEvidence& line, Emitted pollutant, const Rational& planned_g_per_day,
                                      const std::vector<int64_t>& kwh_milli, size_t due_hours) {
    if (!line.usual_kwh_per_day() || line.usual_kwh_per_day()->zero() || !enough(kwh_milli.size(), due_hours))
        return std::nullopt;
    int64_t sum_milli = 0;
    for (const int64_t milli : kwh_milli) sum_milli += milli;
    const auto hours = static_cast<int64_t>(kwh_milli.size());
    const Rational load = Rational(sum_milli, 1000) / *line.usual_kwh_per_day();  // in days of normal running
    const Rational raw = line.base[pollutant] * (Rational(hours, kHoursOfDay) - load);
    LineDay day{Method::electricity};
    day.covered_mg = milligrams(planned_g_per_day, hours);
    const int64_t most = (Rational(day.covered_mg) * kElectricityLimit).half_up();
    day.achieved_mg = raw.negative() ? 0 : std::min((raw * Rational(1000)).half_up(), most);
    return day;
}

/// The orders of one line (or site, fleet) over the whole period.
struct OrderedLine {
    const LineEvidence* evidence = nullptr;
    std::string area, enterprise_id, line_id, measure;
    /// Planned g/d of each due hour (all orders on the line), by label.
    std::map<int64_t, DailyEmission> planned;
};
using OrderedLines = std::map<std::pair<std::string, std::string>, OrderedLine>;

OrderedLines ordered_lines(const AchievedInput& input) {
    OrderedLines lines;
    for (const DueOrder& due : input.orders) {
        const MeasureOrder& order = due.order;
        if (!order.mandatory) continue;
        OrderedLine& line = lines[{order.enterprise_id, order.line_id}];
        line.area = order.area;
        line.enterprise_id = order.enterprise_id;
        line.line_id = order.line_id;
        line.measure = order.measure;
        if (order.has_lines) line.evidence = input.lines.find(order.enterprise_id, order.line_id);
        const Hour begin = std::max(due.start + order.ramp_hours, input.from);
        const Hour end = std::min(due.end.value_or(input.until), input.until);
        for (Hour hour = begin; hour < end; hour = hour + 1) line.planned[hour.index] += order.reduction;
    }
    return lines;
}

/// Due hours of one line and one day with the same plan.
struct DayPart {
    std::vector<Hour> hours;
    DailyEmission planned;
};
std::vector<DayPart> day_parts(const OrderedLine& line) {
    std::vector<DayPart> parts;
    for (const auto& [index, planned] : line.planned) {
        const Hour hour{index};
        const bool goes_on = !parts.empty() && day_of_label(parts.back().hours.back()) == day_of_label(hour) &&
                             parts.back().planned.g_per_day == planned.g_per_day;
        if (!goes_on) parts.push_back({{}, planned});
        parts.back().hours.push_back(hour);
    }
    return parts;
}

/// What two inspectors saw of these hours; the hours nobody saw stay without evidence.
std::optional<LineDay> by_inspection(const AchievedInput& input, const OrderedLine& line, const Rational& planned_g_per_day,
                                     const std::vector<Hour>& hours) {
    if (input.inspections == nullptr) return std::nullopt;
    int64_t seen = 0, complied = 0;
    for (const Hour hour : hours) {
        ComplianceRow row;
        row.enterprise_id = line.enterprise_id;
        row.line_id = line.line_id;
        row.measure = line.measure;
        row.hour = hour;
        const Inspection* last = nullptr;
        for (const Inspection& one : *input.inspections)
            if (one.counts() && one.covers(row) && (last == nullptr || one.at >= last->at)) last = &one;
        if (last == nullptr) continue;
        ++seen;
        if (last->result == InspectionResult::complied) ++complied;
    }
    if (seen == 0) return std::nullopt;
    LineDay day{Method::inspection};
    day.covered_mg = milligrams(planned_g_per_day, seen);
    day.achieved_mg = milligrams(planned_g_per_day, complied);
    return day;
}

LineDay line_day(const AchievedInput& input, const OrderedLine& line, Emitted pollutant, const DayPart& part,
                 const std::vector<int64_t>& kwh_milli) {
    const Rational& planned = part.planned[pollutant];
    const int64_t planned_mg = milligrams(planned, static_cast<int64_t>(part.hours.size()));
    LineDay day;
    if (line.evidence != nullptr) {
        if (const auto mg = by_cems(input, *line.evidence, pollutant, part.hours))
            day = {Method::cems, *mg, planned_mg, 0};
        else if (auto electric = by_electricity(*line.evidence, pollutant, planned, kwh_milli, part.hours.size()))
            day = *electric;
    }
    if (day.method == Method::none)
        if (const auto inspected = by_inspection(input, line, planned, part.hours)) day = *inspected;
    day.planned_mg = planned_mg;
    return day;
}

/// Sums of a pollutant over all line-days.
struct Sums {
    int64_t planned_mg = 0, covered_mg = 0, cems_mg = 0, electricity_mg = 0, inspection_mg = 0;
    std::array<int64_t, 4> days = {};  // by method
    std::map<std::pair<std::string, std::string>, int64_t> gap_mg;  // by area, enterprise

    int64_t lower_mg() const { return cems_mg + electricity_mg + inspection_mg; }
    void add(const OrderedLine& line, const LineDay& day) {
        planned_mg += day.planned_mg;
        covered_mg += day.covered_mg;
        if (day.method == Method::cems) cems_mg += day.achieved_mg;
        if (day.method == Method::electricity) electricity_mg += day.achieved_mg;
        if (day.method == Method::inspection) inspection_mg += day.achieved_mg;
        ++days[static_cast<size_t>(day.method)];
        gap_mg[{line.area, line.enterprise_id}] += day.planned_mg - day.achieved_mg;
    }
};

AchievedPollutant conclude(Emitted pollutant, const Sums& sums, const AchievedInput& input, int64_t due_hours) {
    AchievedPollutant result;
    result.pollutant = pollutant;
    result.base_g_per_day = input.city_base[pollutant];
    if (due_hours == 0 || sums.planned_mg == 0) return result;
    const auto average = [&](int64_t mg) { return Rational(mg, 1000) * Rational(kHoursOfDay, due_hours); };
    result.planned_g_per_day = average(sums.planned_mg);
    result.coverage_percent = Rational(sums.covered_mg, sums.planned_mg) * Rational(100);
    const auto days_by = [&](Method method) { return sums.days[static_cast<size_t>(method)]; };
    result.cems_days = days_by(Method::cems);
    result.electricity_days = days_by(Method::electricity);
    result.inspection_days = days_by(Method::inspection);
    result.none_days = days_by(Method::none);
    result.judged = *result.coverage_percent >= Rational(input.coverage_min_percent);
    if (!result.judged) return result;
    result.by_cems_g_per_day = average(sums.cems_mg);
    result.by_electricity_g_per_day = average(sums.electricity_mg);
    result.by_inspection_g_per_day = average(sums.inspection_mg);
    result.lower_g_per_day = average(sums.lower_mg());
    result.upper_g_per_day = average(sums.lower_mg() + sums.planned_mg - sums.covered_mg);
    if (!result.base_g_per_day.zero()) {
        result.lower_percent = *result.lower_g_per_day * Rational(100) / result.base_g_per_day;
        result.upper_percent = *result.upper_g_per_day * Rational(100) / result.base_g_per_day;
    }
    for (const auto& [key, mg] : sums.gap_mg)
        if (mg > 0) result.gaps.push_back({key.first, key.second, average(mg)});
    std::stable_sort(result.gaps.begin(), result.gaps.end(),
                     [](const EnterpriseGap& a, const EnterpriseGap& b) { return a.gap_g_per_day > b.gap_g_per_day; });
    return result;
}

}  // namespace

Achieved achieved_reduction(const AchievedInput& input) {
    std::array<Sums, kEmitted> sums;
    std::set<int64_t> due_hours;
    for (const auto& [key, line] : ordered_lines(input)) {
        for (const auto& [hour, planned] : line.planned) due_hours.insert(hour);
        for (const DayPart& part : day_parts(line)) {
            std::vector<int64_t> kwh_milli;
            if (line.evidence != nullptr) kwh_milli = measured_kwh_milli(input, *line.evidence, part.hours);
            // A pollutant that the plan does not cut on this line is not part of the account.
            for (const Emitted pollutant : kAllEmitted)
                if (!part.planned[pollutant].zero())
                    sums[static_cast<size_t>(pollutant)].add(line, line_day(input, line, pollutant, part, kwh_milli));
        }
    }
    Achieved achieved;
    achieved.due_hours = static_cast<int64_t>(due_hours.size());
    for (const Emitted pollutant : kAllEmitted)
        achieved.pollutants[static_cast<size_t>(pollutant)] =
            conclude(pollutant, sums[static_cast<size_t>(pollutant)], input, achieved.due_hours);
    return achieved;
}

Text describe(const AchievedPollutant& pollutant) {
    if (!pollutant.coverage_percent) return {"本次未安排减排", "no reduction was ordered"};
    if (!pollutant.judged) return {"覆盖率不足，不予给出结论", "coverage too low: no figure is given"};
    if (!pollutant.lower_percent) return {"基数为零，不计算比例", "the base is zero: no share"};
    const std::string lower = std::to_string(pollutant.lower_percent->cut());
    const std::string upper = std::to_string(pollutant.upper_percent->cut());
    const std::string share = lower == upper ? lower : lower + "–" + upper;
    const int64_t coverage = pollutant.coverage_percent->cut();
    return {fmt::format("{} %（覆盖率{} %）", share, coverage), fmt::format("{} % (coverage {} %)", share, coverage)};
}

}  // namespace qingkong
