// SPDX-License-Identifier: Apache-2.0
#include "engine/gather.hpp"

#include <algorithm>

#include "rules/track_values.hpp"

namespace qingkong {
namespace {

/// An hour is waited for this long before it counts as missing: data of hour h arrive in the course of h+1.
constexpr int kArrivalHours = 3;
/// History given to a decision; nothing before the last clean run can matter (B.3), and none is 60 days away.
constexpr int kHistoryHours = 60 * 24;
/// Forecast values further ahead are not read.
constexpr int kForecastHours = 40 * 24;
/// What another city said longer ago is not known any more.
constexpr int64_t kRegionSeconds = 24 * 3600;

IndexOptions index_options(const Edition& edition) {
    IndexOptions options;
    options.standard = edition.aqi_standard;
    options.required = edition.required_pollutants;
    if (edition.so2_1h_above) options.so2_1h_above = parse_above_table(*edition.so2_1h_above);
    return options;
}

AqiValue chosen(const ForecastValue& value, ForecastChoice choice) {
    const AqiValue wanted = choice == ForecastChoice::lower   ? value.lower
                            : choice == ForecastChoice::upper ? value.upper
                                                              : value.centre;
    return wanted.known() ? wanted : value.centre;
}

const AqiStandard& standard_of(const GatherInputs& inputs, Hour hour) {
    const auto& fixed = inputs.edition.aqi_standard;
    const AqiStandard* found = fixed ? inputs.standards.find(*fixed) : nullptr;
    return found != nullptr ? *found : inputs.standards.at(hour);
}

/// Puts `value` at `position` of the same hours under another cause, which begin as a copy of the measured ones.
void put_other(std::vector<AqiValue>& others, const std::vector<AqiValue>& values, size_t position, AqiValue value) {
    if (others.empty()) others = values;
    if (position < others.size()) others[position] = value;
}

void take_measured(const GatherInputs& inputs, const std::vector<AirHour>& measured, ScopeAir& out) {
    for (const AirHour& hour : measured) {
        const auto position = static_cast<size_t>(hour.hour - out.first);
        const bool confirmed = hour.cause.cause == Cause::dust && !hour.cause.suspected;
        out.values[position] = confirmed ? pm25_index(standard_of(inputs, hour.hour), hour.observation) : hour.index.in_windows();
        if (!hour.index.aqi.known() || hour.hour != *out.measured_to) continue;
        out.primary.clear();
        for (const Pollutant pollutant : kAllPollutants)
            if (hour.index.primary.contains(pollutant)) out.primary.emplace_back(field_name(pollutant));
    }
}

/// The forecast with one value of its range, into the hours after now or into days.
void put_forecast(const Forecast& forecast, ForecastChoice choice, const ScopeAir& air, std::vector<AqiValue>& values,
                  std::vector<AqiValue>& day_values) {
    // The running day is that of hour 0.
    const int64_t today = day_of_label(air.first + air.now).index;
    for (const ForecastValue& value : forecast.values) {
        const int64_t position = forecast.daily ? value.index - today : value.index - air.first.index;
        const int64_t begin = forecast.daily ? 0 : air.now;
        if (position < begin || position > begin + kForecastHours) continue;
        std::vector<AqiValue>& into = forecast.daily ? day_values : values;
        if (position >= static_cast<int64_t>(into.size())) into.resize(static_cast<size_t>(position) + 1);
        into[static_cast<size_t>(position)] = chosen(value, choice);
    }
}

/// The index of one pollutant alone, and what conditions ask beside the main series, of the measured hours.
void take_series(const GatherInputs& inputs, const std::vector<AirHour>& measured, ScopeAir& out) {
    const std::vector<Track> others = inputs.edition.other_series();
    if (!inputs.edition.main.pollutant && others.empty()) return;
    std::vector<Observation> rows;
    for (const AirHour& hour : measured) rows.push_back(hour.observation);
    const auto put = [&](const Track& track, std::vector<AqiValue>& into) {
        const auto values = track_values(inputs.standards, rows, index_options(inputs.edition), track);
        for (size_t i = 0; i < rows.size(); ++i) into[static_cast<size_t>(rows[i].hour - out.first)] = values[i];
    };
    if (inputs.edition.main.pollutant) put(inputs.edition.main, out.values);
    for (const Track& track : others) put(track, out.others.emplace_back(static_cast<size_t>(out.now)));
}

void take_forecast(const GatherInputs& inputs, ScopeAir& out) {
    const auto forecast = inputs.instead != nullptr ? std::optional(*inputs.instead)
                                                    : inputs.store.newest_forecast(out.scope, inputs.now, inputs.known);
    if (!forecast) return;
    out.forecast_issued_at = forecast->issued_at;
    out.daily_forecast = forecast->daily;
    const bool is_range = std::any_of(forecast->values.begin(), forecast->values.end(), [](const ForecastValue& value) {
        return value.lower.known() || value.upper.known();
    });
    if (is_range)
        for (const ForecastChoice choice : {ForecastChoice::lower, ForecastChoice::centre, ForecastChoice::upper}) {
            out.range.push_back({choice, out.values, {}});
            put_forecast(*forecast, choice, out, out.range.back().values, out.range.back().day_values);
        }
    put_forecast(*forecast, inputs.edition.forecast_value, out, out.values, out.day_values);
}

/// The same hours under other causes; forecast hours by what a person said of their PM2.5.
void take_causes(const GatherInputs& inputs, const std::vector<AirHour>& measured, ScopeAir& out) {
    const IndexOptions options = index_options(inputs.edition);
    for (const AirHour& hour : measured) {
        const auto position = static_cast<size_t>(hour.hour - out.first);
        if (hour.cause.cause == Cause::dust && hour.cause.suspected) {
            out.dust_suspects.push_back(hour.hour);
            put_other(out.without_dust, out.values, position, pm25_index(standard_of(inputs, hour.hour), hour.observation));
        }
        if (hour.cause.cause == Cause::ozone)
            put_other(out.without_ozone, out.values, position,
                      index_without_ozone(standard_of(inputs, hour.hour), hour.observation, options));
    }
    const std::vector<CauseRecord> records = inputs.store.causes(out.scope, inputs.known);
    if (records.empty() || out.daily_forecast) return;
    for (auto position = static_cast<size_t>(out.now); position < out.values.size(); ++position) {
        const Hour label = out.first + static_cast<int64_t>(position);
        const CauseRecord* said = nullptr;
        for (const CauseRecord& record : records)
            if (record.cause == Cause::dust && record.pm25_aqi && record.covers(label)) said = &record;
        if (said == nullptr) continue;
        const AqiValue fine = AqiValue::whole(*said->pm25_aqi);
        if (said->stand == CauseStand::confirmed) {
            out.values[position] = fine;
            if (!out.without_dust.empty()) out.without_dust[position] = fine;
        } else if (said->stand == CauseStand::bulletin) {
            out.dust_suspects.push_back(label);
            put_other(out.without_dust, out.values, position, fine);
        }
    }
}

void take_revisions(const GatherInputs& inputs, ScopeAir& out) {
    const KnownTo told{inputs.told};
    for (const Hour hour : inputs.store.revised_hours(out.scope, told, inputs.known)) {
        const auto at = [&](const KnownTo& known) {
            GatherInputs then = inputs;
            then.known = known;
            const std::vector<AirHour> rows = gather_hours(then, out.scope, hour, hour);
            return rows.empty() ? AqiValue() : rows.front().index.in_windows();
        };
        KnownTo before = inputs.known;
        before.observation = told.observation;
        out.revisions.push_back({hour, at(before), at(inputs.known)});
    }
}

}  // namespace

std::vector<AirHour> gather_hours(const GatherInputs& inputs, const std::string& scope, Hour from, Hour to) {
    // The SO2 24-h mean at the first hour wants the day before it.
    const std::vector<Observation> rows = inputs.store.observations(scope, from - 24, to, inputs.known);
    const std::vector<HourlyIndex> indices = index_series(inputs.standards, rows, index_options(inputs.edition));
    const std::vector<CauseRecord> records = inputs.store.causes(scope, inputs.known);
    std::vector<AirHour> out;
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows[i].hour >= from)
            out.push_back({rows[i].hour, indices[i], rows[i],
                           cause_of_hour(rows[i], indices[i], inputs.rules.dust_ratio_percent, records)});
    return out;
}

ScopeAir gather_air(const GatherInputs& inputs, const std::string& scope) {
    ScopeAir out;
    out.scope = scope;
    const Hour latest = floor_hour(inputs.now);
    const std::vector<AirHour> measured = gather_hours(inputs, scope, latest - kHistoryHours, latest);
    if (!measured.empty()) out.measured_to = measured.back().hour;
    out.stale_hours = out.measured_to ? static_cast<int>(latest - *out.measured_to) : 0;
    // An hour that has not arrived yet is not missing yet: until then the forecast stands for it.
    const Hour next = out.measured_to && out.stale_hours < kArrivalHours ? *out.measured_to + 1 : latest + 1;
    const Hour first = measured.empty() ? next : measured.front().hour;
    out.first = first_label(day_of_label(first));
    out.now = static_cast<int>(next - out.first);
    out.values.assign(static_cast<size_t>(out.now), AqiValue());
    take_measured(inputs, measured, out);
    take_series(inputs, measured, out);
    take_forecast(inputs, out);
    // An edition of one pollutant alone means just that one: no hour is left out for its cause (B.7).
    if (!inputs.edition.main.pollutant) take_causes(inputs, measured, out);
    take_revisions(inputs, out);
    return out;
}

std::vector<ScopeAir> gather_scopes(const GatherInputs& inputs, const AlertBook& book) {
    std::vector<ScopeAir> out;
    const auto known = [&](const std::string& scope) {
        return std::any_of(out.begin(), out.end(), [&](const ScopeAir& air) { return air.scope == scope; });
    };
    for (const std::string& scope : inputs.store.scopes_with_air(inputs.known)) out.push_back(gather_air(inputs, scope));
    std::vector<std::string> others;
    for (const SuperiorDoc& paper : book.superior) others.push_back(paper.scope());
    for (const Alert& alert : book.alerts) others.push_back(alert.area);
    for (const std::string& scope : others) {
        if (known(scope)) continue;
        ScopeAir air = known(std::string(kWholeCity)) ? out.front() : gather_air(inputs, std::string(kWholeCity));
        air.scope = scope;
        air.borrowed = scope != kWholeCity;
        if (scope == kWholeCity)
            out.insert(out.begin(), std::move(air));
        else
            out.push_back(std::move(air));
    }
    return out;
}

Region gather_region(const GatherInputs& inputs) {
    Region region;
    if (inputs.borders.empty()) return region;
    region.own = inputs.city.id;
    region.borders = inputs.borders;
    region.targets = inputs.store.region_targets(Instant{inputs.now.seconds - kRegionSeconds}, inputs.known);
    return region;
}

}  // namespace qingkong
