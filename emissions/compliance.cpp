// SPDX-License-Identifier: Apache-2.0
#include "emissions/compliance.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "emissions/kiln_sign.hpp"
#include "rules/csv.hpp"

namespace qingkong {

namespace {

// Handbook H.1; the ratio is ours.
const Rational kLoadTolerance(105, 100);
constexpr int kHoursOfDay = 24;

constexpr const char* kElectricity = "electricity";
constexpr const char* kCems = "cems";
constexpr const char* kInspection = "inspection";

Rational from_milli(int64_t milli) {
    return Rational(milli, 1000);
}

/// What a comparison said; a row's columns verdict .. method.
struct Judgement {
    Verdict verdict = Verdict::no_data;
    std::string indicator, value, limit, method;
    std::optional<CountEstimate> counted = {};
    Text note = {};
};
Judgement compare(const char* indicator, const Rational& value, const Rational& limit, const char* method) {
    return {value <= limit ? Verdict::complied : Verdict::suspected, indicator, print_milli(value), print_milli(limit), method};
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

/// The stack's word on a stop.
std::optional<Judgement> stop_by_cems(const ComplianceInput& input, const LineEvidence& line, Hour hour) {
    const KilnSign sign = kiln_sign(line, input.readings, input.settings, hour);
    if (sign.state == KilnSign::State::unknown) return std::nullopt;
    const Verdict verdict = sign.state == KilnSign::State::stopped ? Verdict::complied : Verdict::suspected;
    if (sign.indicator == "cems_flag") return Judgement{verdict, sign.indicator, "F", "F", kCems};
    return Judgement{verdict, sign.indicator, print_milli(sign.value), print_milli(sign.limit), kCems};
}

/// A meter can be taken off a line that runs on; the kiln's stack then speaks against it.
Judgement checked_by_stack(const ComplianceInput& input, const LineEvidence& line, Hour hour, Judgement by_meter) {
    if (by_meter.verdict != Verdict::complied) return by_meter;
    auto by_stack = stop_by_cems(input, line, hour);
    if (!by_stack || by_stack->verdict != Verdict::suspected) return by_meter;
    by_stack->note = {fmt::format("分表用电量{}千瓦时（限值{}），与在线监测不一致，待现场核查", by_meter.value, by_meter.limit),
                      fmt::format("the meter says {} kWh (limit {}), the stack disagrees: to be checked on site",
                                  by_meter.value, by_meter.limit)};
    return *by_stack;
}

Judgement judge_stop(const ComplianceInput& input, const LineEvidence& line, Hour hour) {
    const auto kwh = hour_kwh(input, line, hour);
    if (line.stop_kwh_per_day && kwh) {
        Judgement judged = compare("hour_kwh", *kwh, *line.stop_kwh_per_day / Rational(kHoursOfDay), kElectricity);
        if (line.stop_set_by_person) judged.note = {"停产阈值由人工设定", "the threshold was set by a person"};
        return checked_by_stack(input, line, hour, std::move(judged));
    }
    if (const auto judged = stop_by_cems(input, line, hour)) return *judged;
    if (kwh && line.suggested_stop_kwh_per_day)
        return {Verdict::no_data, "hour_kwh_suggested", print_milli(*kwh),
                print_milli(*line.suggested_stop_kwh_per_day / Rational(kHoursOfDay)), kInspection, {},
                {"未填报停产阈值，数值仅供现场核查参考", "no threshold is declared: the numbers only guide the inspector"}};
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

/// By the share of a normal day's electricity that is missing, half up and within 0 .. all.
CountEstimate estimate(const Counted& counted, const LineEvidence& line, const Rational& kwh, size_t hours, bool complete) {
    CountEstimate out{counted, {}};
    if (!complete || hours == 0 || !line.normal_kwh_per_day || line.normal_kwh_per_day->zero()) return out;
    const Rational normal = *line.normal_kwh_per_day * Rational(static_cast<int64_t>(hours), kHoursOfDay);
    const Rational still = Rational(counted.of) * (Rational(1) - kwh / normal);
    out.about_stopped = static_cast<int>(std::clamp<int64_t>(still.half_up(), 0, counted.of));
    return out;
}

/// One verdict for the due hours of a day: `due` of them, of which `hours` are looked at.
Judgement judge_day(const ComplianceInput& input, const MeasureOrder& order, const LineEvidence& line,
                    const std::vector<Hour>& due) {
    const auto capped = capped_kwh_per_day(order, line);
    if (line.meters.empty() || !capped) {
        Judgement unknown{Verdict::no_data, {}, {}, {}, kInspection};
        if (order.kind == MeasureKind::count && order.counted) unknown.counted = CountEstimate{*order.counted, {}};
        return unknown;
    }
    Rational sum;
    size_t known = 0;
    for (const Hour hour : due)
        if (const auto kwh = hour_kwh(input, line, hour)) {
            sum += *kwh;
            ++known;
        }
    const bool complete = known == due.size();
    const Rational limit = kLoadTolerance * *capped * Rational(static_cast<int64_t>(due.size()), kHoursOfDay);
    Judgement judged = compare("day_kwh", sum, limit, kElectricity);
    if (!complete && judged.verdict == Verdict::complied) judged.verdict = Verdict::no_data;
    if (known == 0) judged.value.clear();    // nothing came: that is no zero
    if (order.kind == MeasureKind::count) {
        // 44 of 220 pots: the kWh hint at a number, but on site they are counted.
        judged.verdict = Verdict::no_data;
        judged.method = kInspection;
        if (order.counted) judged.counted = estimate(*order.counted, line, sum, due.size(), complete);
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
                        judged.indicator, judged.value, judged.limit, judged.method, judged.counted, judged.note});
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
                if (meter.treatment) {
                    if (lines_of_device[meter.meter_id] != 1) continue;
                    if (evidence.treatment_meters.empty()) evidence.normal_treatment_kwh_per_day = Rational();
                    evidence.treatment_meters.push_back(meter.meter_id);
                    add(evidence.normal_treatment_kwh_per_day, meter.normal_kwh_per_day);
                    continue;
                }
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

Text CountEstimate::text() const {
    Text out{fmt::format("应停{}{}（共{}{}）", counted.ordered, counted.unit, counted.of, counted.unit),
             fmt::format("{} of {} {} ordered to stop", counted.ordered, counted.of, counted.unit)};
    if (about_stopped) {
        out.zh += fmt::format("，按用电量推算约停{}{}", *about_stopped, counted.unit);
        out.en += fmt::format(", about {} by electricity", *about_stopped);
    }
    return out;
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

int badness(Verdict verdict) {
    switch (verdict) {
        case Verdict::not_complied: return 4;
        case Verdict::suspected: return 3;
        case Verdict::no_data: return 2;
        case Verdict::complied: return 1;
        case Verdict::not_due: return 0;
    }
    return 0;
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
