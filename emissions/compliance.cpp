// SPDX-License-Identifier: Apache-2.0
#include "emissions/compliance.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "rules/csv.hpp"

namespace qingkong {

namespace {

// Handbook H.1; the two ratios are ours.
const Rational kLoadTolerance(105, 100);
const Rational kStoppedFlowShare(20, 100);
constexpr int kHoursOfDay = 24;

constexpr const char* kElectricity = "electricity";
constexpr const char* kCems = "cems";
constexpr const char* kInspection = "inspection";

Rational from_milli(int64_t milli) {
    return Rational(milli, 1000);
}

/// `41.666` for 125/3: digits after the third cut, needless zeros gone.
std::string print3(const Rational& value) {
    const int64_t milli = (value * Rational(1000)).cut();
    std::string text = fmt::format("{}{}.{:03}", milli < 0 ? "-" : "", std::abs(milli) / 1000, std::abs(milli) % 1000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

/// What a comparison said; a row's columns verdict .. method.
struct Judgement {
    Verdict verdict = Verdict::no_data;
    std::string indicator, value, limit, method;
};
Judgement compare(const char* indicator, const Rational& value, const Rational& limit, const char* method) {
    return {value <= limit ? Verdict::complied : Verdict::suspected, indicator, print3(value), print3(limit), method};
}

/// kWh of all production meters of the line in the hour; empty unless every one is measured.
std::optional<Rational> hour_kwh(const ComplianceInput& input, const LineEvidence& line, Hour hour) {
    if (line.meters.empty()) return std::nullopt;
    int64_t sum_milli = 0;
    for (const std::string& mn : line.meters) {
        const auto milli = input.readings.kwh_milli(mn, hour, input.settings);
        if (!milli) return std::nullopt;
        sum_milli += *milli;
    }
    return from_milli(sum_milli);
}

/// The CEMS word on a stop: flag F of the flow (without flow: of every factor), else the flow itself.
std::optional<Judgement> stop_by_cems(const ComplianceInput& input, const LineEvidence& line, Hour hour) {
    if (line.cems_mn.empty()) return std::nullopt;
    const auto& readings = input.readings.at(line.cems_mn, hour);
    if (readings.empty()) return std::nullopt;
    const HourlyReading* flow = input.readings.find(line.cems_mn, hour, input.settings.flow_codes);
    const auto stopped = [](const HourlyReading& reading) { return reading.flag == 'F'; };
    const bool flagged = flow != nullptr ? stopped(*flow) : std::all_of(readings.begin(), readings.end(), stopped);
    if (flagged) return Judgement{Verdict::complied, "cems_flag", "F", "F", kCems};
    const auto milli = input.readings.flow_milli_m3_per_hour(line.cems_mn, hour, input.settings);
    if (!milli || !line.normal_flow_m3_per_hour) return std::nullopt;
    return compare("cems_flow_m3_per_h", from_milli(*milli), kStoppedFlowShare * *line.normal_flow_m3_per_hour, kCems);
}

Judgement judge_stop(const ComplianceInput& input, const LineEvidence& line, Hour hour) {
    if (line.stop_kwh_per_day)
        if (const auto kwh = hour_kwh(input, line, hour))
            return compare("hour_kwh", *kwh, *line.stop_kwh_per_day / Rational(kHoursOfDay), kElectricity);
    if (const auto judged = stop_by_cems(input, line, hour)) return *judged;
    const bool by_meter = !line.meters.empty() && line.stop_kwh_per_day;
    return {Verdict::no_data, {}, {}, {}, by_meter ? kElectricity : line.cems_mn.empty() ? kInspection : kCems};
}

/// kWh that a normal day would take at the ordered load; empty where the inventory does not say.
std::optional<Rational> capped_kwh_per_day(const MeasureOrder& order, const LineEvidence& line) {
    if (!line.normal_kwh_per_day) return std::nullopt;
    if (order.cap_t_per_day) {
        if (!line.normal_t_per_day || line.normal_t_per_day->zero()) return std::nullopt;
        return *order.cap_t_per_day * *line.normal_kwh_per_day / *line.normal_t_per_day;
    }
    if (!order.load_cap_percent) return std::nullopt;
    return *line.normal_kwh_per_day * Rational(*order.load_cap_percent, 100);
}

/// One verdict for the due hours of a day: `due` of them, of which `hours` are looked at.
Judgement judge_day(const ComplianceInput& input, const MeasureOrder& order, const LineEvidence& line,
                    const std::vector<Hour>& due) {
    const auto capped = capped_kwh_per_day(order, line);
    if (line.meters.empty() || !capped) return {Verdict::no_data, {}, {}, {}, kInspection};
    Rational sum;
    bool complete = true;
    for (const Hour hour : due) {
        if (const auto kwh = hour_kwh(input, line, hour))
            sum += *kwh;
        else
            complete = false;
    }
    const Rational limit = kLoadTolerance * *capped * Rational(static_cast<int64_t>(due.size()), kHoursOfDay);
    Judgement judged = compare("day_kwh", sum, limit, kElectricity);
    if (!complete && judged.verdict == Verdict::complied) judged.verdict = Verdict::no_data;
    if (order.kind == MeasureKind::count) {
        // 44 of 220 pots: the kWh hint at a number, but on site they are counted.
        judged.verdict = Verdict::no_data;
        judged.method = kInspection;
    }
    return judged;
}

/// Hours of the order within [from, until), due or not.
std::pair<Hour, Hour> span_of(const ComplianceInput& input, const DueOrder& due) {
    return {std::max(due.start, input.from), std::min(due.end.value_or(input.until), input.until)};
}

void judge_order(const ComplianceInput& input, const DueOrder& due, std::vector<ComplianceRow>& rows) {
    const MeasureOrder& order = due.order;
    const auto [begin, end] = span_of(input, due);
    const LineEvidence* line = order.has_lines ? input.lines.find(order.enterprise_id, order.line_id) : nullptr;
    const Hour first_due = due.start + order.ramp_hours;
    const bool by_day = order.kind == MeasureKind::limit || order.kind == MeasureKind::count;

    std::optional<Day> day;
    Judgement of_day;
    for (Hour hour = begin; hour < end; hour = hour + 1) {
        Judgement judged{Verdict::no_data, {}, {}, {}, kInspection};
        if (hour < first_due) {
            judged = {Verdict::not_due, {}, {}, {}, {}};
        } else if (line != nullptr && order.kind == MeasureKind::stop) {
            judged = judge_stop(input, *line, hour);
        } else if (line != nullptr && by_day) {
            if (day != day_of_label(hour)) {
                day = day_of_label(hour);
                std::vector<Hour> hours;
                // The whole day counts, also its hours before `from`: the first row asked for must not change a
                // verdict.
                for (Hour h = std::max(first_due, first_label(*day)); h < end && day_of_label(h) == *day; h = h + 1)
                    hours.push_back(h);
                of_day = judge_day(input, order, *line, hours);
            }
            judged = of_day;
        }
        rows.push_back({order.area, order.enterprise_id, order.line_id, order.measure, hour, judged.verdict,
                        judged.indicator, judged.value, judged.limit, judged.method});
    }
}

}  // namespace

EvidenceIndex::EvidenceIndex(std::vector<LineEvidence> lines) : lines_(std::move(lines)) {
    std::stable_sort(lines_.begin(), lines_.end(), [](const LineEvidence& a, const LineEvidence& b) {
        return std::tie(a.enterprise_id, a.line_id) < std::tie(b.enterprise_id, b.line_id);
    });
}

const LineEvidence* EvidenceIndex::find(std::string_view enterprise_id, std::string_view line_id) const {
    const auto key = std::pair(enterprise_id, line_id);
    const auto found = std::lower_bound(lines_.begin(), lines_.end(), key, [](const LineEvidence& line, const auto& k) {
        return std::pair<std::string_view, std::string_view>(line.enterprise_id, line.line_id) < k;
    });
    const bool same = found != lines_.end() && found->enterprise_id == enterprise_id && found->line_id == line_id;
    return same ? &*found : nullptr;
}

std::vector<LineEvidence> EvidenceIndex::evidence_of(const Inventory& inventory) {
    std::map<std::string_view, int> lines_of_device;  // one meter or stack for several lines says nothing of one
    for (const Enterprise& enterprise : inventory.enterprises)
        for (const ProductionLine& line : enterprise.lines) {
            std::set<std::string_view> devices;
            for (const Meter& meter : line.meters) devices.insert(meter.meter_id);
            if (!line.cems_mn.empty()) devices.insert(line.cems_mn);
            for (const std::string_view device : devices) ++lines_of_device[device];
        }

    std::vector<LineEvidence> lines;
    for (const Enterprise& enterprise : inventory.enterprises)
        for (const ProductionLine& line : enterprise.lines) {
            LineEvidence evidence{enterprise.enterprise_id, line.line_id};
            evidence.normal_kwh_per_day = evidence.stop_kwh_per_day = Rational();
            const auto add = [](std::optional<Rational>& sum, const std::optional<Rational>& part) {
                if (!part)
                    sum.reset();
                else if (sum)
                    *sum += *part;
            };
            bool own = true;
            for (const Meter& meter : line.meters) {
                if (meter.treatment) continue;
                own = own && lines_of_device[meter.meter_id] == 1;
                evidence.meters.push_back(meter.meter_id);
                add(evidence.normal_kwh_per_day, meter.normal_kwh_per_day);
                add(evidence.stop_kwh_per_day, meter.stop_threshold_kwh_per_day);
            }
            if (!own || evidence.meters.empty()) {
                evidence.meters.clear();
                evidence.normal_kwh_per_day.reset();
                evidence.stop_kwh_per_day.reset();
            }
            if (!line.cems_mn.empty() && lines_of_device[line.cems_mn] == 1) evidence.cems_mn = line.cems_mn;
            evidence.normal_flow_m3_per_hour = line.normal_flow_m3_per_hour;
            evidence.normal_t_per_day = line.last_year_output_t_per_day;
            evidence.base = line.base();
            lines.push_back(std::move(evidence));
        }
    return lines;
}

std::string_view token(Verdict verdict) {
    switch (verdict) {
        case Verdict::complied:
            return "complied";
        case Verdict::suspected:
            return "suspected";
        case Verdict::not_complied:
            return "not_complied";
        case Verdict::no_data:
            return "no_data";
        case Verdict::not_due:
            return "not_due";
    }
    return "";
}

std::vector<ComplianceRow> check_compliance(const ComplianceInput& input) {
    std::vector<ComplianceRow> rows;
    for (const DueOrder& due : input.orders)
        if (due.order.mandatory) judge_order(input, due, rows);
    std::stable_sort(rows.begin(), rows.end(), [](const ComplianceRow& a, const ComplianceRow& b) {
        return std::tie(a.area, a.enterprise_id, a.line_id, a.hour, a.measure) <
               std::tie(b.area, b.enterprise_id, b.line_id, b.hour, b.measure);
    });
    return rows;
}

std::string compliance_csv(const std::vector<ComplianceRow>& rows) {
    std::string text = "area,enterprise_id,line_id,measure,hour,verdict,indicator,value,limit,method\n";
    for (const ComplianceRow& row : rows)
        text += csv_line({row.area, row.enterprise_id, row.line_id, row.measure, format_hour(row.hour),
                          std::string(token(row.verdict)), row.indicator, row.value, row.limit, row.method});
    return text;
}

std::vector<SuspectedEnterprise> suspected_enterprises(const std::vector<ComplianceRow>& rows) {
    struct Hours {
        std::set<int64_t> any;
        std::map<std::string, std::set<int64_t>> by_line;
    };
    std::map<std::pair<std::string, std::string>, Hours> enterprises;
    for (const ComplianceRow& row : rows) {
        if (row.verdict != Verdict::suspected) continue;
        Hours& hours = enterprises[{row.area, row.enterprise_id}];
        hours.any.insert(row.hour.index);
        hours.by_line[row.line_id].insert(row.hour.index);
    }
    std::vector<SuspectedEnterprise> list;
    for (const auto& [key, hours] : enterprises) {
        SuspectedEnterprise enterprise{key.first, key.second, static_cast<int>(hours.any.size()), {}, 0};
        for (const auto& [line_id, line_hours] : hours.by_line)
            if (static_cast<int>(line_hours.size()) > enterprise.worst_line_hours) {
                enterprise.worst_line_id = line_id;
                enterprise.worst_line_hours = static_cast<int>(line_hours.size());
            }
        list.push_back(std::move(enterprise));
    }
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.hours > b.hours; });
    return list;
}

std::optional<Rational> ComplianceSummary::rate_percent() const {
    return judged() == 0 ? std::nullopt : std::optional(Rational(100 * complied, judged()));
}

std::optional<Rational> ComplianceSummary::coverage_percent() const {
    return due() == 0 ? std::nullopt : std::optional(Rational(100 * judged(), due()));
}

ComplianceSummary summarise(const std::vector<ComplianceRow>& rows) {
    ComplianceSummary summary;
    for (const ComplianceRow& row : rows) {
        switch (row.verdict) {
            case Verdict::complied:
                ++summary.complied;
                break;
            case Verdict::suspected:
                ++summary.suspected;
                break;
            case Verdict::not_complied:
                ++summary.not_complied;
                break;
            case Verdict::no_data:
                ++summary.no_data;
                break;
            case Verdict::not_due:
                ++summary.not_due;
                break;
        }
    }
    return summary;
}

}  // namespace qingkong
