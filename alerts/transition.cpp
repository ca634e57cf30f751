// SPDX-License-Identifier: Apache-2.0
#include "alerts/transition.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/channel_delivery.hpp"
#include "alerts/codec.hpp"
#include "alerts/correction_notice.hpp"
#include "alerts/enterprise_mails.hpp"
#include "alerts/notice.hpp"
#include "alerts/unit_mail.hpp"
#include "emissions/order_difference.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

int year_of(Instant instant) { return std::stoi(format_instant(instant).substr(0, 4)); }

/// The book as it will be once the alert of `scope` stands at `to`.
AlertBook book_after(const Situation& situation, const std::string& scope, AlertLevel to) {
    AlertBook book;
    for (const Alert& alert : situation.book.alerts)
        if (alert.area != scope) book.alerts.push_back(alert);
    Alert changed;
    changed.area = scope;
    changed.level = to;
    book.alerts.push_back(std::move(changed));
    return book;
}

/// Rows of the areas concerned, each area at its own level.
std::vector<MeasureOrder> orders_of(const Situation& situation, const Transition& transition) {
    std::vector<MeasureOrder> orders;
    if (situation.inventory == nullptr) return orders;
    const AlertBook after = book_after(situation, transition.area, transition.to);
    const auto select = [&](AlertLevel level, std::vector<std::string> areas) {
        return select_measures(*situation.inventory,
                               selection_terms(*situation.inventory, transition.round, level, transition.signed_at,
                                               transition.response_start, std::move(areas)));
    };
    const auto at_new_level = [&](const std::string& area) {
        return level_of_area(after, situation.city, area) == transition.to;
    };
    if (transition.to != AlertLevel::normal && transition.area == kWholeCity &&
        transition.areas_concerned.size() == situation.city.areas.size() &&
        std::all_of(transition.areas_concerned.begin(), transition.areas_concerned.end(), at_new_level))
        return select(transition.to, {});
    for (const std::string& area : transition.areas_concerned) {
        // An area's alert may end while the city's goes on, and the other way round.
        const AlertLevel level = level_of_area(after, situation.city, area);
        if (level == AlertLevel::normal) continue;
        const std::vector<MeasureOrder> rows = select(level, {area});
        orders.insert(orders.end(), rows.begin(), rows.end());
    }
    return orders;
}

std::vector<AccountRow> account_of(const Situation& situation, const Transition& transition) {
    if (situation.inventory == nullptr || situation.targets == nullptr || transition.to == AlertLevel::normal) return {};
    const std::vector<std::string> areas =
        transition.area == kWholeCity ? std::vector<std::string>{} : areas_of_scope(situation.city, transition.area);
    const SelectionTerms terms = selection_terms(*situation.inventory, transition.round, transition.to,
                                                 transition.signed_at, transition.response_start, areas);
    return account(*situation.inventory, transition.to, day_of(transition.response_start), *situation.targets, areas,
                   select_measures(*situation.inventory, terms));
}

/// Names of the other regimes that go on in the areas concerned.
std::vector<Text> other_controls(const Situation& situation, const Transition& transition) {
    std::vector<Text> names;
    if (situation.inventory == nullptr) return names;
    const Day day = day_of(transition.response_start);
    const auto note = [&](const std::vector<RemainingControl>& controls) {
        for (const RemainingControl& control : controls)
            if (const Text name = regime_name(control.regime); std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const Enterprise& enterprise : situation.inventory->enterprises)
        if (contains(transition.areas_concerned, enterprise.area)) note(remaining_controls(enterprise, day));
    for (const Source& source : situation.inventory->sources)
        if (contains(transition.areas_concerned, source.area)) note(remaining_controls(source, day));
    return names;
}

/// The lists of the notice and the units' tasks; nothing at a release.
AssembledMeasures measures_of(const Situation& situation, const Transition& transition) {
    if (situation.inventory == nullptr || transition.to == AlertLevel::normal) return {};
    const std::vector<std::string> areas =
        transition.area == kWholeCity ? std::vector<std::string>{} : transition.areas_concerned;
    return assemble_measures(situation.inventory->library, transition.to, areas, transition.round.not_applied);
}

/// 第2版 of a notice is its first correction, whichever version of the alert it is.
int edition_of_notice(const Alert& alert, const Transition& correction) {
    int edition = 1;
    for (int version = correction.replaces; version > 0;) {
        ++edition;
        const auto found = std::find_if(alert.transitions.begin(), alert.transitions.end(),
                                        [&](const Transition& one) { return one.version == version; });
        version = found == alert.transitions.end() ? 0 : found->replaces;
    }
    return edition;
}

NoticeFacts facts_of(const Situation& situation, const SignedStep& step, const TransitionPapers& papers,
                     const std::string& former_document_no) {
    NoticeFacts facts;
    facts.city = situation.city.name;
    if (papers.transition.area != kWholeCity)
        for (const std::string& id : areas_of_scope(situation.city, papers.transition.area))
            if (const Area* area = situation.city.find(id)) facts.areas.push_back(area->name);
    facts.forecast_peak_aqi = step.peak_aqi;
    facts.primary_pollutants = step.primary;
    const int limit = situation.edition.clean_limit;
    if (situation.edition.release_rule == "le150_36h") {
        facts.release_condition = {"轻度污染及以下级别", "light pollution or better"};
    } else {
        const Text lowest = level_name(situation.edition.lowest());
        facts.release_condition = {fmt::format("{}预警条件以下（AQI不高于{}）", lowest.zh, limit),
                                   fmt::format("below the {} condition (AQI at or below {})", lowest.en, limit)};
    }
    if (const Approval& approval = papers.transition.approval; !approval.approver.empty()) {
        const std::string by = approval.approver + (approval.document.empty() ? "" : "（" + approval.document + "）");
        facts.approved_by = {by, by};
    }
    facts.clean_hours = situation.edition.gap_hours;
    facts.superior = {step.superior_issuer, step.superior_issuer};
    facts.former_document_no = former_document_no;
    facts.shares = papers.account;
    facts.lead_required_hours = situation.edition.lead_hours;
    facts.not_applied = papers.measures.not_applied;
    facts.measures = papers.measures;
    facts.batch = papers.transition.round.batch;
    if (situation.members != nullptr) facts.report_hours = hours_words(situation.members->terms.minutes);
    if (papers.transition.to == AlertLevel::normal) facts.other_controls = other_controls(situation, papers.transition);
    std::vector<std::string> told, mandatory;
    for (const MeasureOrder& order : papers.orders) {
        if (told.empty() || told.back() != order.enterprise_id) told.push_back(order.enterprise_id);
        if (order.mandatory && (mandatory.empty() || mandatory.back() != order.enterprise_id))
            mandatory.push_back(order.enterprise_id);
    }
    facts.enterprises_told = static_cast<int>(mailed(papers) + papers.without_address.size());
    facts.enterprises_mandatory = static_cast<int>(mandatory.size());
    return facts;
}

JournalEntry entry(const Situation& situation, const Transition& transition, const std::string& kind,
                   const std::string& who, Text text, const Json& data) {
    JournalEntry out;
    out.at = situation.now;
    out.area = transition.area;
    out.kind = kind;
    out.level = transition.to;
    out.who = who;
    out.text = std::move(text);
    out.data = data.dump();
    return out;
}

Text transition_text(const Situation& situation, const Transition& t) {
    const Text scope = scope_name(situation.city, t.area);
    const Text to = level_name(t.to), from = level_name(t.from), grade = response_grade(t.to);
    if (t.discretion == Discretion::extend) {
        const std::string until_zh = t.planned_end ? spoken_time_zh(*t.planned_end) : "另行通知";
        const std::string until_en = t.planned_end ? spoken_time_en(*t.planned_end) : "further notice";
        return {fmt::format("{}：{}延续{}预警至{}。{}", t.document_no, scope.zh, to.zh, until_zh, t.reason.zh),
                fmt::format("{}: {} alert of {} goes on until {}. {}", t.document_no, to.en, scope.en, until_en, t.reason.en)};
    }
    if (t.discretion == Discretion::revise)
        return {fmt::format("{}：{}{}预警期间{}", t.document_no, scope.zh, to.zh, t.reason.zh),
                fmt::format("{}: during the {} alert of {}: {}", t.document_no, to.en, scope.en, t.reason.en)};
    const std::string start_zh = spoken_time_zh(t.response_start), start_en = spoken_time_en(t.response_start);
    switch (t.action) {
        case AlertAction::correct:
            return {fmt::format("{}：补充通知，{}自{}起执行{}预警（{}级应急响应），第{}版不再执行。{}", t.document_no, scope.zh, start_zh,
                                to.zh, grade.zh, t.replaces, t.reason.zh),
                    fmt::format("{}: correction, {} alert for {}, response grade {} from {}; version {} is void. {}", t.document_no,
                                to.en, scope.en, grade.en, start_en, t.replaces, t.reason.en)};
        case AlertAction::issue:
        case AlertAction::external:
            return {fmt::format("{}：{}发布{}预警，自{}起启动{}级应急响应。{}", t.document_no, scope.zh, to.zh, start_zh,
                                grade.zh, t.reason.zh),
                    fmt::format("{}: {} alert issued for {}, response grade {} from {}. {}", t.document_no, to.en,
                                scope.en, grade.en, start_en, t.reason.en)};
        case AlertAction::upgrade:
            return {fmt::format("{}：{}自{}起将{}预警升级为{}预警。{}", t.document_no, scope.zh, start_zh, from.zh, to.zh,
                                t.reason.zh),
                    fmt::format("{}: {} upgraded from {} to {} from {}. {}", t.document_no, scope.en, from.en, to.en,
                                start_en, t.reason.en)};
        case AlertAction::downgrade:
            return {fmt::format("{}：{}自{}起将{}预警调整为{}预警。{}", t.document_no, scope.zh, start_zh, from.zh, to.zh,
                                t.reason.zh),
                    fmt::format("{}: {} lowered from {} to {} from {}. {}", t.document_no, scope.en, from.en, to.en,
                                start_en, t.reason.en)};
        case AlertAction::release:
            return {fmt::format("{}：{}自{}起解除{}预警。{}", t.document_no, scope.zh, start_zh, from.zh, t.reason.zh),
                    fmt::format("{}: {} alert of {} released from {}. {}", t.document_no, from.en, scope.en, start_en,
                                t.reason.en)};
        default:
            return {fmt::format("{}：{}继续执行{}预警，原定解除不再执行。{}", t.document_no, scope.zh, to.zh, t.reason.zh),
                    fmt::format("{}: {} goes on in {}, the announced release is taken back. {}", t.document_no, to.en,
                                scope.en, t.reason.en)};
    }
}

/// Every enterprise stopped whole needs somebody who answers for it (GC2021-25): the areas, by name; empty = not so.
Text one_size(const Situation& situation, const TransitionPapers& papers) {
    Text names;
    if (situation.inventory == nullptr || papers.transition.to == AlertLevel::normal) return names;
    for (const std::string& id : one_size_areas(*situation.inventory, papers.orders)) {
        const Text name = scope_name(situation.city, id);
        names.zh += (names.zh.empty() ? "" : "、") + name.zh;
        names.en += (names.en.empty() ? "" : ", ") + name.en;
    }
    return names;
}

Outcome refused_one_size(const Text& where) {
    Outcome out;
    out.refusal = Outcome::Refusal{
        "one_size",
        {fmt::format("按本次措施，{}全部企业将整厂停产（一刀切）", where.zh),
         fmt::format("every enterprise of {} would be stopped whole", where.en)},
        {"请按绩效等级差异化安排；确需如此的，写明责任人（岗位）和理由：override {by, reason}",
         "differentiate by grade; or name who answers for it (a post) and why: override {by, reason}"}};
    return out;
}

JournalEntry override_entry(const Situation& situation, const SignedStep& step, const Transition& t, const Text& where) {
    return entry(situation, t, "override", step.who,
                 {fmt::format("{}全部企业整厂停产（一刀切）：由{}负责，理由：{}", where.zh, t.round.override_by,
                              t.round.override_reason),
                  fmt::format("every enterprise of {} stopped whole: {} answers for it, reason: {}", where.en,
                              t.round.override_by, t.round.override_reason)},
                 {{"transition", t.id()},
                  {"clause", "GC2021-25"},
                  {"by", t.round.override_by},
                  {"reason", t.round.override_reason}});
}

/// What the orders' entry says beside counts: tasks of the units, what is not applied, unfiled plans, the difference.
void add_round(const Situation& situation, const TransitionPapers& papers, Json& data) {
    if (situation.inventory == nullptr || papers.transition.to == AlertLevel::normal) return;
    const Transition& t = papers.transition;
    for (const TaskSheet& sheet : papers.measures.tasks) data["tasks"][sheet.unit] = sheet.measures.size();
    for (const SwitchedOff& off : t.round.not_applied)
        if (const LibraryMeasure* measure = find_measure(situation.inventory->library, off.id))
            data["not_applied"].push_back(not_applied_sentence(*measure, off.reason).zh);
    for (const UnfiledPlan& plan : unfiled_plans(
             *situation.inventory, selection_terms(*situation.inventory, t.round, t.to, t.signed_at, t.response_start,
                                                   t.areas_concerned)))
        data["plan_not_filed"].push_back(plan.enterprise_id);
    if (t.from == AlertLevel::normal) return;
    std::vector<MeasureOrder> before;
    for (const MeasureOrder& order : situation.book.orders_in_force)
        if (contains(t.areas_concerned, order.area)) before.push_back(order);
    std::vector<MeasureOrder> now;
    for (const MeasureOrder& order : papers.orders)
        if (contains(t.areas_concerned, order.area)) now.push_back(order);
    const OrderDifference difference = order_difference(before, now);
    data["difference"] = {{"added", difference.added.size()},
                          {"dropped", difference.dropped.size()},
                          {"changed", difference.changed.size()}};
}

std::vector<JournalEntry> record(const Situation& situation, const SignedStep& step, const TransitionPapers& papers) {
    const Transition& t = papers.transition;
    std::vector<JournalEntry> out;
    Json signed_data = {{"proposal", step.proposal_id}, {"transition", t.id()}, {"discretion", token(t.discretion)}};
    const Text action = action_name(t.action);
    if (!(t.approval == Approval{})) signed_data["approval"] = approval_json(t.approval);
    const Text approved = approval_words(t.approval);
    out.push_back(entry(situation, t, "sign", step.who,
                        {fmt::format("同意签发：{}（{}）{}{}", action.zh, step.proposal_id.empty() ? "裁量" : step.proposal_id,
                                     approved.zh.empty() ? "" : "；", approved.zh),
                         fmt::format("approved and signed: {} ({}){}{}", action.en,
                                     step.proposal_id.empty() ? "discretion" : step.proposal_id,
                                     approved.en.empty() ? "" : "; ", approved.en)},
                        signed_data));
    Json data = transition_json(t);
    data["evidence"] = Json::parse(step.evidence.empty() ? "{}" : step.evidence, nullptr, false);
    const std::string kind(t.action == AlertAction::keep && t.discretion != Discretion::none ? token(t.discretion)
                                                                                        : token(t.action));
    out.push_back(entry(situation, t, kind, "engine", transition_text(situation, t), data));

    Json shares = Json::array();
    Text share_text;
    for (const AccountRow& row : papers.account) {
        if (row.area != kWholeCity) continue;
        const std::string percent = row.percent ? row.percent->cut1() : "";
        shares.push_back({{"pollutant", token(row.pollutant)}, {"percent", percent}});
        share_text.zh += fmt::format("，{}{}%", field_name_zh(row.pollutant), percent);
        share_text.en += fmt::format(", {} {} %", token(row.pollutant), percent);
    }
    const size_t told = mailed(papers) + papers.without_address.size();
    Json orders_data = {{"transition", t.id()},
                        {"orders", papers.orders.size()},
                        {"mails", mailed(papers)},
                        {"without_address", papers.without_address},
                        {"shares", shares}};
    add_round(situation, papers, orders_data);
    out.push_back(entry(situation, t, "orders", "engine",
                        {fmt::format("通知{}家企业和污染源（其中{}家无邮箱，须电话通知）{}{}", told,
                                     papers.without_address.size(),
                                     share_text.zh.empty() ? "" : "；计划减排比例", share_text.zh.empty() ? "" : share_text.zh.substr(3)),
                         fmt::format("{} enterprises and sources told ({} without an address: call them){}{}", told,
                                     papers.without_address.size(), share_text.en.empty() ? "" : "; planned shares: ",
                                     share_text.en.empty() ? "" : share_text.en.substr(2))},
                        orders_data));
    return out;
}

}  // namespace

std::vector<std::string> areas_concerned(const Situation& situation, const std::string& scope, AlertLevel to) {
    const AlertBook after = book_after(situation, scope, to);
    std::vector<std::string> areas;
    for (const std::string& area : areas_of_scope(situation.city, scope))
        if (level_of_area(situation.book, situation.city, area) != level_of_area(after, situation.city, area))
            areas.push_back(area);
    return areas;
}

Outcome make_transition(const Situation& situation, const SignedStep& step) {
    Outcome out;
    Alert alert;
    const auto existing = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(), [&](const Alert& a) {
        return a.area == step.scope && a.level != AlertLevel::normal;
    });
    const int year = year_of(situation.now);
    if (existing != situation.book.alerts.end()) {
        alert = *existing;
    } else {
        alert.id = fmt::format("{}{}-{:02}", situation.book.exercise ? 'D' : 'A', year, situation.book.alerts_this_year + 1);
        alert.exercise = situation.book.exercise;
        alert.area = step.scope;
        alert.waits = step.waits;
        alert.proposed_at = step.proposed_at;
    }
    const std::string former_document_no = alert.transitions.empty() ? step.references : alert.transitions.back().document_no;

    TransitionPapers papers;
    Transition& t = papers.transition;
    t.alert_id = alert.id;
    t.version = static_cast<int>(alert.transitions.size()) + 1;
    t.area = step.scope;
    t.action = step.action;
    t.from = step.from;
    t.to = step.to;
    t.signed_at = situation.now;
    t.signed_by = step.who;
    t.response_start = step.response_start;
    t.planned_end = step.planned_end;
    t.episode_begin = step.episode_begin;
    t.episode_end = step.episode_end;
    t.edition = reference(situation.edition);
    t.exercise = situation.book.exercise;
    // Drills have numbers of their own, so that none is missing among the real ones.
    t.document_no = document_number(situation.office.document_prefix + (t.exercise ? "演" : ""), year, situation.book.documents_this_year + 1);
    t.proposal_id = step.proposal_id;
    t.reason = step.reason;
    t.discretion = step.discretion;
    t.superior = step.superior;
    t.round = step.action == AlertAction::keep && !alert.transitions.empty() ? alert.transitions.back().round : step.round;
    t.areas_concerned = step.action == AlertAction::keep ? areas_of_scope(situation.city, step.scope)
                                                         : areas_concerned(situation, step.scope, step.to);
    t.replaces = step.replaces;
    t.references = step.references;
    if (const Transition* corrected = step.replaces > 0 ? alert.last() : nullptr)
        for (const std::string& area : corrected->areas_concerned)    // who was told wrongly is told again
            if (!contains(t.areas_concerned, area)) t.areas_concerned.push_back(area);
    t.approval = step.approval;
    const std::vector<std::string> scope = areas_of_scope(situation.city, step.scope);
    if (auto refusal = fill_approval(situation.rules.authorities, {step.who, std::max(step.from, step.to), scope, situation.now},
                                     t.approval)) {
        out.refusal = Outcome::Refusal{std::move(refusal->id), std::move(refusal->what), std::move(refusal->wanted)};
        return out;
    }

    if (situation.inventory != nullptr)
        if (const Text problem = round_problem(*situation.inventory, t.round); !problem.zh.empty()) {
            out.refusal = Outcome::Refusal{"unknown_round", problem, {"请核对清单和措施库", "see the inventory and its library"}};
            return out;
        }
    papers.orders = orders_of(situation, t);
    const Text whole = one_size(situation, papers);
    if (!whole.zh.empty() && !t.round.overrides()) return refused_one_size(whole);
    papers.measures = measures_of(situation, t);
    papers.account = account_of(situation, t);
    const std::vector<ToldRecipient> told = address_enterprises(situation, book_after(situation, papers.transition.area, papers.transition.to), papers);
    if (situation.templates != nullptr) {
        const NoticeFacts facts = facts_of(situation, step, papers, former_document_no);
        const Transition* corrected = t.replaces > 0 ? alert.last() : nullptr;
        const auto compose = [&](Language language) {
            if (corrected == nullptr) return compose_notice(t, situation.office, facts, language, *situation.templates);
            const CorrectedNotice old{corrected->to, corrected->response_start, corrected->document_no, edition_of_notice(alert, t)};
            return compose_correction(t, old, situation.office, facts, language, *situation.templates);
        };
        papers.notice_zh = compose(Language::zh);
        papers.notice_en = compose(Language::en);
    }

    if (step.action == AlertAction::release) {
        alert.ends_at = step.response_start;
    } else {
        if (step.action != AlertAction::keep || step.extended_until) alert.extended_until = step.extended_until;
        if (step.action != AlertAction::keep) alert.raised_from = step.raised_from;
        alert.level = step.to;
        alert.effective_from = step.response_start;
        alert.ends_at.reset();
    }
    alert.transitions.push_back(t);
    out.journal = record(situation, step, papers);
    if (!whole.zh.empty()) out.journal.insert(out.journal.begin() + 1, override_entry(situation, step, t, whole));
    tell_units(situation, papers);    // after the record: what it counts are the enterprises
    tell_by_channels(situation, told, papers);
    out.alerts.push_back(std::move(alert));
    out.papers = std::move(papers);
    return out;
}

}  // namespace qingkong
