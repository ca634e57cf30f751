// SPDX-License-Identifier: Apache-2.0
#include "engine/service.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "engine/editions.hpp"
#include "engine/embedded.hpp"
#include "engine/inventory_folder.hpp"

namespace qingkong {
namespace {

/// An hour is waited for this long before it counts as missing: data of hour h arrive in the course of h+1.
constexpr int kArrivalHours = 3;
/// History given to a decision; nothing before the last clean run can matter (B.3), and none is 60 days away.
constexpr int kHistoryHours = 60 * 24;

constexpr const char* kClockSetting = "clock";
constexpr const char* kLinkKeySetting = "link_key";

Result<Standards> embedded_standards() {
    std::vector<std::pair<std::string_view, std::string>> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.substr(0, 16) == "rules/standards/") texts.emplace_back(file->text, std::string(file->path));
    return read_standards(texts);
}

Result<Templates> embedded_templates() {
    std::vector<TemplateText> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.substr(0, 17) == "alerts/templates/") texts.push_back({std::string(file->path), file->text});
    return load_templates(texts);
}

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

std::vector<Problem> area_problem(const std::string& area) {
    return {Problem{Severity::error, {}, {"没有区域 " + area, "no area " + area},
                    {"请用 all 或配置中的区域编号", "use all or an area id of the configuration"}}};
}

}  // namespace

Result<Resources> load_resources(const Config& config, std::vector<Problem>& notes) {
    Resources out;
    std::vector<Problem> problems;
    const auto take = [&problems](auto result, auto& into) {
        if (result)
            into = std::move(*result);
        else
            problems.insert(problems.end(), result.error().begin(), result.error().end());
    };
    take(load_edition(config.rules.edition, config.rules.editions_dir), out.edition);
    take(embedded_standards(), out.standards);
    take(read_targets(*embedded("rules/targets.toml"), "rules/targets.toml"), out.target_tables);
    take(embedded_templates(), out.templates);
    if (!config.inventory.folder.empty()) {
        Inventory inventory;
        take(read_inventory_folder(config.inventory.folder, notes), inventory);
        out.inventory = std::move(inventory);
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    out.targets = find_targets(out.target_tables, out.edition.targets);
    if (out.targets == nullptr)
        return fail({"rules/targets.toml", 0, 0, ""},
                    {fmt::format("没有减排目标表 {}（版本 {}）", out.edition.targets, out.edition.id),
                     fmt::format("no table of targets {} (edition {})", out.edition.targets, out.edition.id)},
                    {"请改正版本文件的 targets", "mend targets in the edition"});
    if (config.telemetry && !config.telemetry->energy_kwh_codes.empty())
        out.telemetry.energy_kwh_codes = config.telemetry->energy_kwh_codes;
    return out;
}

Service::Service(const Config& config, Resources resources, Store store)
    : config_(config),
      resources_(std::move(resources)),
      store_(std::move(store)),
      clock_(Clock::system()),
      evidence_(resources_.inventory ? EvidenceIndex(*resources_.inventory) : EvidenceIndex(std::vector<LineEvidence>{})) {
    resources_.targets = find_targets(resources_.target_tables, resources_.edition.targets);
    if (config_.clock.simulated) {
        const auto kept = store_.setting(kClockSetting);
        const auto stamp = kept ? parse_stamp(*kept) : std::nullopt;
        clock_ = Clock::simulated(stamp ? stamp->instant : config_.clock.start.value_or(Instant{0}));
    }
    if (const auto key = store_.setting(kLinkKeySetting)) {
        link_key_ = *key;
    } else {
        unsigned char bytes[16];
        randombytes_buf(bytes, sizeof bytes);
        char text[33];
        sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
        link_key_ = text;
        store_.set_setting(kLinkKeySetting, link_key_);
    }
    if (const int again = store_.recover_sending(); again > 0)
        spdlog::warn("{} mails were on their way when the daemon stopped; they are sent again with the same Message-ID", again);
    tick();    // what was appended before a crash and not yet decided
}

Result<PushAnswer> Service::push_observations(std::string_view json) {
    auto push = read_observations_json(json);
    if (!push) return tl::unexpected(push.error());
    const std::string area = push->area.empty() ? std::string(kWholeCity) : push->area;
    if (area != kWholeCity && config_.city.find(area) == nullptr) return tl::unexpected(area_problem(area));
    PushAnswer answer;
    answer.refused = std::move(push->refused);
    const Hour latest = floor_hour(now());
    std::vector<Observation> rows;
    for (size_t i = 0; i < push->rows.size(); ++i) {
        if (push->rows[i].hour <= latest) {
            rows.push_back(push->rows[i]);
            continue;
        }
        const std::string hour = format_hour(push->rows[i].hour);
        answer.refused.push_back({static_cast<int>(i) + 1,
                                  {fmt::format("{} 尚未到，不能是实况", hour), fmt::format("{} lies ahead and cannot be measured", hour)}});
    }
    answer.counts = store_.append_observations(area, rows, now());
    answer.counts.repeated += push->repeated;
    if (answer.counts.accepted + answer.counts.revised > 0) tick();
    return answer;
}

Result<PushAnswer> Service::push_forecast(std::string_view json) {
    auto push = read_forecast_json(json);
    if (!push) return tl::unexpected(push.error());
    const std::string area = push->area.empty() ? std::string(kWholeCity) : push->area;
    if (area != kWholeCity && config_.city.find(area) == nullptr) return tl::unexpected(area_problem(area));
    if (push->forecast.daily)
        return fail({}, {"尚不支持按日预报", "daily forecasts are not taken yet"}, {"请推送逐小时预报（hourly）", "push hourly values"});
    PushAnswer answer;
    answer.refused = std::move(push->refused);
    answer.counts = store_.append_forecast(area, push->forecast, now());
    answer.counts.repeated += push->repeated;
    if (answer.counts.accepted + answer.counts.revised > 0) tick();
    return answer;
}

void Service::move_clock(Instant to) {
    while (clock_.now() < to) {
        const Instant next_hour = instant_of(floor_hour(clock_.now()) + 1);
        clock_.move_to(std::min(next_hour, to));
        tick();
    }
    // A repeated call (the answer was lost) decides again on what is there: it changes nothing that was decided.
    tick();
    store_.set_setting(kClockSetting, format_instant(clock_.now()));
}

void Service::tick() { run(Tick{}); }

void Service::run(const Event& event) {
    const Situation given = situation();
    const Outcome outcome = decide(given, event);
    if (!outcome.nothing()) store_.commit(outcome, given.now);
}

Outcome Service::command(const Event& event) {
    Situation given = situation();
    store_.load_orders(given.book);
    Outcome outcome = decide(given, event);
    if (!outcome.refusal && !outcome.nothing()) {
        store_.commit(outcome, given.now);
        tick();
    }
    return outcome;
}

Situation Service::situation() {
    const int year = std::stoi(format_instant(now()).substr(0, 4));
    Situation out{now(), config_.city, resources_.edition, nullptr, nullptr, nullptr, config_.office, 0, {}, "", {}, {}};
    out.inventory = resources_.inventory ? &*resources_.inventory : nullptr;
    out.targets = resources_.targets;
    out.templates = &resources_.templates;
    out.start_advance_hours = config_.alerts.start_advance_hours;
    out.start_hours = config_.alerts.start_hours;
    out.link_key = link_key_;
    for (const std::string& scope : store_.scopes_with_air()) out.air.push_back(scope_air(scope));
    out.book = store_.book(year);
    return out;
}

std::vector<AirHour> Service::air(const std::string& scope, Hour from, Hour to) {
    // The SO2 24-h mean at the first hour wants the day before it.
    const std::vector<Observation> rows = store_.observations(scope, from - 24, to);
    const std::vector<HourlyIndex> indices = index_series(resources_.standards, rows, index_options(resources_.edition));
    std::vector<AirHour> out;
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows[i].hour >= from) out.push_back({rows[i].hour, indices[i], rows[i]});
    return out;
}

ScopeAir Service::scope_air(const std::string& scope) {
    ScopeAir out;
    out.scope = scope;
    const Hour latest = floor_hour(now());
    const std::vector<AirHour> measured = air(scope, latest - kHistoryHours, latest);
    if (!measured.empty()) out.measured_to = measured.back().hour;
    out.stale_hours = out.measured_to ? static_cast<int>(latest - *out.measured_to) : 0;
    // An hour that has not arrived yet is not missing yet: until then the forecast stands for it.
    const Hour next = out.measured_to && out.stale_hours < kArrivalHours ? *out.measured_to + 1 : latest + 1;
    const Hour first = measured.empty() ? next : measured.front().hour;
    out.first = first_label(day_of_label(first));
    out.now = static_cast<int>(next - out.first);
    out.values.assign(static_cast<size_t>(out.now), AqiValue());
    for (const AirHour& hour : measured) {
        out.values[static_cast<size_t>(hour.hour - out.first)] = hour.index.in_windows();
        if (hour.index.aqi.known() && hour.hour == *out.measured_to) {
            out.primary.clear();
            for (const Pollutant pollutant : kAllPollutants)
                if (hour.index.primary.contains(pollutant)) out.primary.emplace_back(field_name(pollutant));
        }
    }
    if (const auto forecast = store_.newest_forecast(scope, now()); forecast && !forecast->daily) {
        out.forecast_issued_at = forecast->issued_at;
        for (const ForecastValue& value : forecast->values) {
            const int64_t position = value.index - out.first.index;
            if (position < out.now || position > out.now + 10 * 24 * 4) continue;
            if (position >= static_cast<int64_t>(out.values.size())) out.values.resize(static_cast<size_t>(position) + 1);
            out.values[static_cast<size_t>(position)] = chosen(value, resources_.edition.forecast_value);
        }
    }
    return out;
}

std::vector<DueOrder> Service::due_orders(const std::string& alert_id) {
    // Transitions in the order they were signed: each supersedes the rows of its areas from its own start.
    std::vector<Transition> transitions;
    for (const Alert& alert : store_.alerts())
        transitions.insert(transitions.end(), alert.transitions.begin(), alert.transitions.end());
    std::stable_sort(transitions.begin(), transitions.end(),
                     [](const Transition& a, const Transition& b) { return a.signed_at < b.signed_at; });
    const auto concerns = [&](const Transition& t, const std::string& area) {
        if (area == kWholeCity) return t.area == kWholeCity;
        return std::find(t.areas_concerned.begin(), t.areas_concerned.end(), area) != t.areas_concerned.end();
    };
    std::map<std::pair<std::string, std::string>, std::optional<Hour>> ends;    // transition, area -> end label
    std::map<std::string, std::string> alert_of;
    for (size_t i = 0; i < transitions.size(); ++i) {
        alert_of[transitions[i].id()] = transitions[i].alert_id;
        std::vector<std::string> areas = transitions[i].areas_concerned;
        areas.emplace_back(kWholeCity);
        for (const std::string& area : areas)
            for (size_t j = i + 1; j < transitions.size(); ++j)
                if (concerns(transitions[j], area)) {
                    ends[{transitions[i].id(), area}] = floor_hour(transitions[j].response_start) + 1;
                    break;
                }
    }
    std::vector<DueOrder> due;
    for (StoredOrder& row : store_.orders("")) {
        if (!alert_id.empty() && alert_of[row.transition] != alert_id) continue;
        const Hour start = floor_hour(row.response_start) + 1;
        const auto end = ends.find({row.transition, row.order.area});
        const std::optional<Hour> until = end != ends.end() ? end->second : std::nullopt;
        if (until && *until <= start) continue;    // replaced before it began
        due.push_back({std::move(row.order), start, until, row.transition});
    }
    return due;
}

ReadingIndex Service::readings(Hour from, Hour until) {
    return ReadingIndex(hourly_readings(store_.telemetry(start_of(from), start_of(until)), resources_.telemetry));
}

namespace {

/// First and last label that any order governs, up to the last full hour of the clock.
std::optional<std::pair<Hour, Hour>> governed(const std::vector<DueOrder>& due, Hour until) {
    if (due.empty()) return std::nullopt;
    Hour from = due.front().start, to = from;
    for (const DueOrder& order : due) {
        from = std::min(from, order.start);
        to = std::max(to, order.end.value_or(until));
    }
    return std::pair{from, std::min(to, until)};
}

}  // namespace

std::vector<ComplianceRow> Service::compliance(const std::string& alert_id) {
    const std::vector<DueOrder> due = due_orders(alert_id);
    const auto span = governed(due, floor_hour(now()) + 1);
    if (!span || span->second <= span->first) return {};
    const ReadingIndex index = readings(span->first, span->second);
    return check_compliance({due, evidence_, index, resources_.telemetry, span->first, span->second});
}

std::optional<Achieved> Service::achieved(const std::string& alert_id) {
    const std::vector<DueOrder> due = due_orders(alert_id);
    const auto span = governed(due, floor_hour(now()) + 1);
    if (!span || span->second <= span->first || !resources_.inventory) return std::nullopt;
    const ReadingIndex index = readings(span->first, span->second);
    DailyEmission base = base_emission(*resources_.inventory, day_of(start_of(span->first)), std::string(kWholeCity));
    return achieved_reduction(
        {due, evidence_, index, resources_.telemetry, span->first, span->second, std::move(base)});
}

AlertLevel Service::level_of(const std::string& area) {
    AlertBook book;
    for (const Alert& alert : store_.alerts())
        if (alert.level != AlertLevel::normal) book.alerts.push_back(alert);
    return level_of_area(book, config_.city, area);
}

}  // namespace qingkong
