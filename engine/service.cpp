// SPDX-License-Identifier: Apache-2.0
#include "engine/service.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "alerts/evaluate.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/editions.hpp"
#include "engine/embedded.hpp"
#include "engine/inventory_input.hpp"
#include "engine/order_sheets.hpp"
#include "engine/rerun.hpp"
#include "engine/target_files.hpp"
#include "engine/template_files.hpp"

namespace qingkong {
namespace {

constexpr const char* kClockSetting = "clock";
constexpr const char* kLinkKeySetting = "link_key";

Result<Standards> embedded_standards() {
    std::vector<std::pair<std::string_view, std::string>> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.substr(0, 16) == "rules/standards/") texts.emplace_back(file->text, std::string(file->path));
    return read_standards(texts);
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
    take(edition_texts(config.rules.edition, config.rules.editions_dir), out.edition_texts);
    if (!out.edition_texts.empty()) take(edition_of_texts(out.edition_texts), out.edition);
    for (Problem& problem : edition_not_for_daemon(out.edition)) {
        problem.place.file = config.file;
        problems.push_back(std::move(problem));
    }
    take(embedded_standards(), out.standards);
    take(all_targets(config.rules.editions_dir), out.target_tables);
    take(load_office_templates(config.templates), out.templates);
    if (!config.inventory.folder.empty()) {
        Inventory inventory;
        const size_t problems_so_far = problems.size();
        take(read_inventory_input(config.inventory.folder, notes), inventory);
        if (problems.size() == problems_so_far)
            if (const auto fits = fits_city(inventory, config.city); !fits)
                problems.insert(problems.end(), fits.error().begin(), fits.error().end());
        // Without a sheet 措施库 the program's own library stands in the notices.
        if (inventory.library.empty()) take(read_measure_library(*embedded("rules/measures.toml"), "rules/measures.toml"), inventory.library);
        out.inventory = std::move(inventory);
        out.inventory_hash = text_hash(inventory_text(*out.inventory));
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

OfficeRules office_rules(const Config& config) {
    return {config.air.stale_hours, config.air.forecast_stale_hours, config.air.dust_ratio_percent, config.alerts.raise_max,
            config.region.joint_least, config.authorities};
}

DecisionContext decision_context(const Config& config) {
    return {config.city, config.office.document_prefix, config.alerts.start_advance_hours, config.alerts.start_hours,
            office_rules(config), config.region.neighbours};
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
    // What a decision was made from is found again by these hashes (verb `journal rerun`).
    store_.keep_text(resources_.edition.hash,
                     {"edition", resources_.edition_texts.front().file, kept_edition_text(resources_.edition_texts)});
    const std::string context = context_text(decision_context(config_));
    context_hash_ = text_hash(context);
    store_.keep_text(context_hash_, {"context", config_.file, context});
    if (const auto last = store_.last_decision()) told_ = last->inputs.known.observation;
    if (const int again = store_.recover_sending(now()); again > 0)
        spdlog::warn("{} messages were on their way when the program ended; they are sent again with the same Message-ID", again);
    settle_inventory();
    resume_mailings();
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
    PushAnswer answer;
    answer.refused = std::move(push->refused);
    answer.counts = store_.append_forecast(area, push->forecast, now());
    answer.counts.repeated += push->repeated;
    if (answer.counts.accepted + answer.counts.revised > 0) tick();
    return answer;
}

void Service::push_region_target(const std::string& city, AlertLevel level) {
    store_.append_region_target(city, level, now());
    tick();
}

Region Service::region() {
    const Situation given = situation({});
    Region region = given.region;
    for (const ScopeAir& air : given.air)
        if (air.scope == kWholeCity && !region.own.empty()) region.targets[region.own] = evaluate(given, air).assessment.target;
    return region;
}

std::vector<std::string> Service::cause_scopes() const {
    std::vector<std::string> scopes = {std::string(kWholeCity)};
    for (const Area& area : config_.city.areas) scopes.push_back(area.id);
    return scopes;
}

void Service::move_clock(Instant to) {
    while (clock_.now() < to) {
        clock_.move_to(next_stop(to));
        tick();
    }
    // A repeated call (the answer was lost) decides again on what is there: it changes nothing that was decided.
    tick();
    store_.set_setting(kClockSetting, format_instant(clock_.now()));
}

void Service::tick() {
    run(Tick{}, false);
    run(Tick{}, true);
    chase();
}

void Service::run(const Event& event, bool exercise) {
    const KnownTo known = store_.known_to();
    const Situation given = situation(known, exercise);
    if (exercise && given.book.alerts.empty()) return;
    const Outcome outcome = decide(given, event);
    if (!outcome.nothing()) commit(outcome, given, known, event, resources_.inventory_hash);
    told_ = known.observation;
    if (!exercise) evaluated_at_ = given.now;
}

namespace {

/// The alert that an event concerns although it may have ended: published, counter-signed or resumed afterwards.
std::string ended_alert_of(const Event& event) {
    const auto alert_of = [](const std::string& transition) { return transition.substr(0, transition.rfind('.')); };
    if (const auto* publish = std::get_if<PublishCommand>(&event)) return alert_of(publish->transition_id);
    if (const auto* countersign = std::get_if<CountersignCommand>(&event)) return alert_of(countersign->transition_id);
    if (const auto* resume = std::get_if<ResumeCommand>(&event)) return resume->alert_id;
    return "";
}

}  // namespace

void Service::attach_sheets(Situation& given) const {
    if (!config_.mail.order_sheets.empty()) given.order_sheet = order_sheets_in(config_.mail.order_sheets, resources_.inventory_hash);
}

Outcome Service::preview(const Event& event) {
    Situation given = situation(store_.known_to());
    store_.load_orders(given.book);
    given.rules.authorities.clear();
    attach_sheets(given);
    return decide(given, event);
}

Outcome Service::command(const Event& event, bool exercise) {
    const KnownTo known = store_.known_to();
    Situation given = situation(known, exercise);
    if (const std::string id = ended_alert_of(event); !id.empty())
        if (auto ended = store_.alert(id); ended && ended->exercise == exercise && ended->level == AlertLevel::normal)
            given.book.alerts.push_back(std::move(*ended));
    store_.load_orders(given.book);
    if (!exercise) attach_sheets(given);
    // A revision is made from the version that waits; the record then names that one.
    std::string inventory_hash = resources_.inventory_hash;
    std::optional<Inventory> waiting;
    if (std::holds_alternative<ReviseCommand>(event)) waiting = waiting_inventory(given.book);
    if (waiting) {
        given.inventory = &*waiting;
        inventory_hash = given.book.waiting_inventory;
    }
    Outcome outcome = decide(given, event);
    if (mailing() != nullptr && (outcome.papers || !outcome.withdrawn.empty())) {
        // It writes in the threads of the mails before, or withdraws them: they get their rows first.
        finish_mailings();
        return command(event, exercise);
    }
    if (!outcome.refusal && !outcome.nothing()) {
        commit(outcome, given, known, event, inventory_hash);
        told_ = known.observation;
        tick();
    }
    return outcome;
}

void Service::commit(const Outcome& outcome, const Situation& given, const KnownTo& known, const Event& event,
                     const std::string& inventory_hash) {
    const DecisionInputs inputs{given.now,          known,         told_, event_text(event), book_text(given.book),
                                given.edition.hash, context_hash_, inventory_hash};
    std::unique_ptr<Mailing> mails = begin_mailing(outcome);
    store_.commit(outcome, given.now, &inputs, mails.get());
    if (mails && mails->left() > 0) mailings_.push_back(std::move(mails));
    if (outcome.inventory && outcome.inventory->in_force) use_inventory(outcome.inventory->hash);
}

GatherInputs Service::gather_inputs(const KnownTo& known) {
    return {store_, resources_.edition, resources_.standards, config_.city, office_rules(config_), config_.region.neighbours,
            now(),  known,              told_};
}

Situation Service::situation(const KnownTo& known, bool exercise) {
    const int year = std::stoi(format_instant(now()).substr(0, 4));
    Situation out{now(), config_.city, resources_.edition, nullptr, nullptr, nullptr, config_.office, 0, {}, "", {}, {}};
    out.inventory = resources_.inventory ? &*resources_.inventory : nullptr;
    out.targets = resources_.targets;
    out.templates = &resources_.templates;
    out.start_advance_hours = config_.alerts.start_advance_hours;
    out.start_hours = config_.alerts.start_hours;
    out.link_key = link_key_;
    out.book = store_.book(year, exercise);
    const GatherInputs inputs = gather_inputs(known);
    out.rules = inputs.rules;
    out.members = &config_.members;
    out.channels = &config_.notice_channels;
    if (exercise) return out;    // a drill is steered by persons, not by the air
    out.air = gather_scopes(inputs, out.book);
    out.region = gather_region(inputs);
    return out;
}

std::vector<AirHour> Service::air(const std::string& scope, Hour from, Hour to) {
    return gather_hours(gather_inputs({}), scope, from, to);
}

ScopeAir Service::scope_air(const std::string& scope) { return gather_air(gather_inputs({}), scope); }

std::vector<DueOrder> Service::due_orders(const std::string& alert_id) {
    // Transitions in the order they were signed: each supersedes the rows of its areas from its own start.
    std::vector<Transition> transitions;
    for (const Alert& alert : store_.alerts())
        for (const Transition& transition : alert.transitions)
            if (!alert.exercise && !alert.replaced(transition)) transitions.push_back(transition);
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
        const auto of = alert_of.find(row.transition);
        if (of == alert_of.end() || (!alert_id.empty() && of->second != alert_id)) continue;    // a drill, or corrected
        const Hour start = floor_hour(row.response_start) + 1;
        const auto end = ends.find({row.transition, row.order.area});
        const std::optional<Hour> until = end != ends.end() ? end->second : std::nullopt;
        if (until && *until <= start) continue;    // replaced before it began
        due.push_back({std::move(row.order), start, until, row.transition});
    }
    return due;
}

AlertLevel Service::level_of(const std::string& area) {
    AlertBook book;
    for (const Alert& alert : store_.alerts())
        if (alert.level != AlertLevel::normal && !alert.exercise) book.alerts.push_back(alert);
    return level_of_area(book, config_.city, area);
}

}  // namespace qingkong
