// SPDX-License-Identifier: Apache-2.0
#include "emissions/falsification.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "emissions/kiln_sign.hpp"
#include "rules/csv.hpp"

namespace qingkong {

namespace {

constexpr int64_t kConstantHours = 6;  // H.3
constexpr int64_t kOfflineHours = 2;   // the rest is ours
constexpr int64_t kLookBackHours = 24;
constexpr size_t kLeastBefore = 6;
constexpr int64_t kStoppedO2Milli = 19'000, kAirO2Milli = 20'500;

/// A line with the hours in which any mandatory order on it was due.
struct DueLine {
    std::string area;
    const LineEvidence* line = nullptr;
    std::set<int64_t> hours;
};

std::vector<DueLine> due_lines(const ComplianceInput& input) {
    std::map<std::pair<std::string, std::string>, DueLine> lines;
    for (const DueOrder& due : input.orders) {
        if (!due.order.mandatory || !due.order.has_lines) continue;
        const LineEvidence* line = input.lines.find(due.order.enterprise_id, due.order.line_id);
        if (line == nullptr) continue;
        DueLine& one = lines[{due.order.enterprise_id, due.order.line_id}];
        one.area = due.order.area;
        one.line = line;
        const Hour end = std::min(due.end.value_or(input.until), input.until);
        for (Hour hour = std::max(due.start + due.order.ramp_hours, input.from); hour < end; hour = hour + 1) one.hours.insert(hour.index);
    }
    std::vector<DueLine> out;
    for (auto& [key, line] : lines)
        if (!line.hours.empty()) out.push_back(std::move(line));
    return out;
}

class Search {
public:
    Search(const ComplianceInput& input, const DueLine& due, std::vector<FalsificationHint>& hints)
        : input_(input), due_(due), line_(*due.line), hints_(hints) {}

    void all() {
        std::vector<std::string> devices = line_.meters;
        if (!line_.cems_mn.empty()) devices.push_back(line_.cems_mn);
        for (const std::string& mn : devices) {
            constant(mn);
            offline(mn);
        }
        o2_jump();
        emission_drop();
        treatment_off();
    }

private:
    void add(HintKind kind, const std::string& mn, const std::string& factor, int64_t from, int64_t until, std::string value) {
        hints_.push_back({due_.area, line_.enterprise_id, line_.line_id, mn, factor, kind, Hour{from}, Hour{until}, std::move(value)});
    }

    /// Runs of due hours for which `value` says the same text; empty text ends a run.
    template <class Value, class Found>
    void runs(const Value& value, const Found& found) {
        std::string held;
        int64_t from = 0, last = 0;
        for (const int64_t hour : due_.hours) {
            const std::string now = value(Hour{hour});
            if (!held.empty() && (now != held || hour != last + 1)) found(from, last + 1, held);
            if (now != held || hour != last + 1) from = hour;
            held = now;
            last = hour;
        }
        if (!held.empty()) found(from, last + 1, held);
    }

    void constant(const std::string& mn) {
        std::set<std::string> factors;
        for (const int64_t hour : due_.hours)
            for (const HourlyReading& reading : input_.readings.at(mn, Hour{hour})) factors.insert(reading.factor);
        for (const std::string& factor : factors)
            runs([&](Hour hour) -> std::string {
                const HourlyReading* reading = input_.readings.find(mn, hour, {factor});
                if (reading == nullptr || !reading->measured()) return "";
                const auto& milli = reading->avg_milli ? reading->avg_milli : reading->cou_milli;
                return milli && *milli != 0 ? print_milli(Rational(*milli, 1000)) : "";
            }, [&](int64_t from, int64_t until, const std::string& value) {
                if (until - from >= kConstantHours) add(HintKind::constant_value, mn, factor, from, until, value);
            });
    }

    void offline(const std::string& mn) {
        const int64_t first = *due_.hours.begin();
        bool sent = false;
        for (int64_t hour = first - kLookBackHours; hour < first && !sent; ++hour) sent = !input_.readings.at(mn, Hour{hour}).empty();
        int64_t silent_from = 0, silent = 0, last = 0;
        const auto close = [&] {
            if (sent && silent >= kOfflineHours)
                add(HintKind::meter_offline, mn, "", silent_from, last + 1, fmt::format("{} h", silent));
            silent = 0;
        };
        for (const int64_t hour : due_.hours) {
            if (input_.readings.at(mn, Hour{hour}).empty()) {
                if (silent++ == 0) silent_from = hour;
                last = hour;
            } else {
                close();
                sent = true;
            }
        }
        close();
    }

    std::optional<int64_t> o2(int64_t hour) const {
        const HourlyReading* reading = input_.readings.find(line_.cems_mn, Hour{hour}, o2_factors());
        return reading != nullptr && reading->measured() ? reading->avg_milli : std::nullopt;
    }
    std::optional<int64_t> flow(int64_t hour) const {
        return input_.readings.flow_milli_m3_per_hour(line_.cems_mn, Hour{hour}, input_.settings);
    }

    void o2_jump() {
        if (line_.cems_mn.empty()) return;
        int64_t done = 0;
        for (const int64_t hour : due_.hours) {
            const auto before = o2(hour - 1), now = o2(hour);
            const auto flow_before = flow(hour - 1), flow_now = flow(hour);
            if (hour < done || !before || !now || !flow_before || !flow_now || *flow_before == 0) continue;
            if (*before >= kStoppedO2Milli || *now < kAirO2Milli || std::abs(*flow_now - *flow_before) * 10 > *flow_before) continue;
            int64_t until = hour + 1;
            while (until < input_.until.index && o2(until) && *o2(until) >= kAirO2Milli) ++until;
            add(HintKind::o2_jump, line_.cems_mn, o2_factors().front(), hour, until,
                fmt::format("{} -> {} %, {} -> {} m3/h", print_milli(Rational(*before, 1000)), print_milli(Rational(*now, 1000)),
                            print_milli(Rational(*flow_before, 1000)), print_milli(Rational(*flow_now, 1000))));
            done = until;
        }
    }

    std::optional<int64_t> kwh(int64_t hour) const {
        int64_t sum = 0;
        for (const std::string& mn : line_.meters) {
            const auto milli = input_.readings.kwh_milli(mn, Hour{hour}, input_.settings);
            if (!milli) return std::nullopt;
            sum += *milli;
        }
        return line_.meters.empty() ? std::nullopt : std::optional(sum);
    }
    std::optional<int64_t> emitted(int64_t hour, Emitted pollutant) const {
        const HourlyReading* reading = input_.readings.find(line_.cems_mn, Hour{hour}, cems_factors(pollutant));
        return reading != nullptr && reading->measured() ? reading->cou_milli : std::nullopt;
    }
    template <class Value>
    std::optional<int64_t> median_before(int64_t hour, const Value& value) const {
        std::vector<int64_t> values;
        for (int64_t h = hour - kLookBackHours; h < hour; ++h)
            if (const auto one = value(h)) values.push_back(*one);
        if (values.size() < kLeastBefore) return std::nullopt;
        std::nth_element(values.begin(), values.begin() + static_cast<ptrdiff_t>(values.size() / 2), values.end());
        return values[values.size() / 2];
    }

    void emission_drop() {
        if (line_.cems_mn.empty()) return;
        for (const Emitted pollutant : kAllEmitted) {
            int64_t done = 0;
            for (const int64_t hour : due_.hours) {
                if (hour < done || !emitted(hour, pollutant) || !kwh(hour)) continue;
                const auto usual = median_before(hour, [&](int64_t h) { return emitted(h, pollutant); });
                const auto usual_kwh = median_before(hour, [&](int64_t h) { return kwh(h); });
                if (!usual || !usual_kwh || *usual == 0 || *usual_kwh == 0) continue;
                const auto dropped = [&](int64_t h) {
                    const auto grams = emitted(h, pollutant), energy = kwh(h);
                    return grams && energy && *grams * 2 <= *usual && *energy * 10 >= *usual_kwh * 9;
                };
                int64_t until = hour;
                while (until < input_.until.index && dropped(until)) ++until;
                if (until == hour) continue;
                add(HintKind::emission_drop, line_.cems_mn, cems_factors(pollutant).front(), hour, until,
                    fmt::format("{} -> {} g/h, {} -> {} kWh/h", *usual, *emitted(hour, pollutant),
                                print_milli(Rational(*usual_kwh, 1000)), print_milli(Rational(*kwh(hour), 1000))));
                done = until;
            }
        }
    }

    void treatment_off() {
        if (line_.treatment_meters.empty() || !line_.normal_treatment_kwh_per_day || !line_.stop_kwh_per_day) return;
        const Rational off = *line_.normal_treatment_kwh_per_day / Rational(240), running = *line_.stop_kwh_per_day / Rational(24);
        runs([&](Hour hour) -> std::string {
            const auto production = kwh(hour.index);
            int64_t treatment = 0;
            for (const std::string& mn : line_.treatment_meters) {
                const auto milli = input_.readings.kwh_milli(mn, hour, input_.settings);
                if (!milli) return "";
                treatment += *milli;
            }
            return production && Rational(*production, 1000) > running && Rational(treatment, 1000) <= off ? "x" : "";
        }, [&](int64_t from, int64_t until, const std::string&) {
            add(HintKind::treatment_off, line_.treatment_meters.front(), "", from, until,
                fmt::format("{} kWh/h > {}", print_milli(Rational(*kwh(from), 1000)), print_milli(running)));
        });
    }

    const ComplianceInput& input_;
    const DueLine& due_;
    const LineEvidence& line_;
    std::vector<FalsificationHint>& hints_;
};

}  // namespace

std::string_view token(HintKind kind) {
    switch (kind) {
        case HintKind::constant_value: return "constant_value";
        case HintKind::o2_jump: return "o2_jump";
        case HintKind::emission_drop: return "emission_drop";
        case HintKind::meter_offline: return "meter_offline";
        case HintKind::treatment_off: return "treatment_off";
    }
    return "";
}

Text hint_name(HintKind kind) {
    switch (kind) {
        case HintKind::constant_value: return {"数值恒定不变", "value does not move"};
        case HintKind::o2_jump: return {"氧含量突升而流量不变", "O2 jumps, flow unchanged"};
        case HintKind::emission_drop: return {"排放量骤降而用电量未降", "emission falls, electricity does not"};
        case HintKind::meter_offline: return {"预警期间设备离线", "device offline during the alert"};
        case HintKind::treatment_off: return {"生产设备用电而治理设施未运行", "production runs, treatment does not"};
    }
    return {};
}

std::vector<FalsificationHint> falsification_hints(const ComplianceInput& input) {
    std::vector<FalsificationHint> hints;
    for (const DueLine& due : due_lines(input)) Search(input, due, hints).all();
    std::stable_sort(hints.begin(), hints.end(), [](const FalsificationHint& a, const FalsificationHint& b) {
        return std::tie(a.area, a.enterprise_id, a.line_id, a.from, a.kind, a.mn, a.factor) <
               std::tie(b.area, b.enterprise_id, b.line_id, b.from, b.kind, b.mn, b.factor);
    });
    return hints;
}

std::string hints_csv(const std::vector<FalsificationHint>& hints) {
    std::string out = "area,enterprise_id,line_id,mn,factor,kind,from,until,value\n";
    for (const FalsificationHint& hint : hints)
        out += csv_line({hint.area, hint.enterprise_id, hint.line_id, hint.mn, hint.factor, std::string(token(hint.kind)),
                         format_hour(hint.from), format_hour(hint.until), hint.value});
    return out;
}

}  // namespace qingkong
