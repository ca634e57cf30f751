// SPDX-License-Identifier: Apache-2.0
#include "engine/procedure.hpp"

#include <algorithm>

#include "alerts/acts.hpp"
#include "alerts/codec.hpp"
#include "alerts/consultation_codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// A consultation longer before the proposal was not held for it.
constexpr int64_t kSameRoundSeconds = 24 * 3600;

std::optional<Transition> transition_of(Store& store, const std::string& proposal) {
    for (const Alert& alert : store.alerts())
        for (const Transition& t : alert.transitions)
            if (t.proposal_id == proposal) return t;
    return std::nullopt;
}

std::optional<Consultation> consultation_of(Store& store, const Procedure& p) {
    if (p.submission) return p.submission->consultation.empty() ? std::nullopt : store.consultation(p.submission->consultation);
    std::optional<Consultation> found;
    for (Consultation& one : store.consultations()) {
        const bool too_old = p.proposal.made_at.seconds - one.at.seconds > kSameRoundSeconds;
        const bool too_late = p.transition && one.at > p.transition->signed_at;
        if (one.area == p.proposal.area && !too_old && !too_late) found = std::move(one);
    }
    return found;
}

/// When it was signed: on paper or by telephone before it was recorded.
Instant approved_at(const Transition& t) { return t.approval.given_at.value_or(t.signed_at); }

Json clock_json(const std::optional<OfficeClock>& clock, Instant now) {
    if (!clock) return nullptr;
    return {{"limit_hours", clock->limit_hours}, {"from", format_instant(clock->from)}, {"due", format_instant(clock->due())},
            {"done", clock->done ? Json(format_instant(*clock->done)) : Json(nullptr)}, {"minutes", clock->minutes(now)}, {"state", clock->state(now)}};
}

/// As a paper names a person: the account's name, else its id.
std::string display_name(Service& service, const std::string& account) {
    for (const Account& one : service.config().accounts)
        if (one.id == account) return one.name.empty() ? account : one.name;
    const auto user = service.store().user(account);
    return user && !user->name.empty() ? user->name : account;
}

ApprovalMeans means_of(ApprovalManner manner) {
    switch (manner) {
        case ApprovalManner::paper: return ApprovalMeans::on_paper;
        case ApprovalManner::telephone: return ApprovalMeans::by_telephone;
        case ApprovalManner::program:
        case ApprovalManner::emergency: break;
    }
    return ApprovalMeans::in_program;
}

void add_signature(Service& service, const Transition& t, ApprovalFacts& facts) {
    ApprovalAct& act = facts.approval;
    const Approval& approval = t.approval;
    act.means = means_of(approval.manner);
    if (!approval.approver.empty()) act.post = approval.approver;
    if (!approval.document.empty()) act.authority_document = approval.document;
    act.at = approved_at(t);
    act.opinion = "同意";
    if (act.means != ApprovalMeans::in_program) {
        act.recorded_by = display_name(service, t.signed_by);
        act.scan = approval.record;
    }
    facts.counter_signature_due = approval.countersign_due.has_value();
    if (approval.countersigned_at) {
        ApprovalAct counter;
        counter.post = approval.approver.empty() ? display_name(service, approval.countersigned_by) : approval.approver;
        counter.at = approval.countersigned_at;
        facts.counter_signature = counter;
    }
    facts.publication_document_no = t.document_no;
    facts.published_at = t.published_at;
}

}  // namespace

Procedure procedure_of(Service& service, const Proposal& proposal) {
    Store& store = service.store();
    Procedure out;
    out.proposal = proposal;
    const std::vector<Submission> submissions = store.submissions(proposal.id);
    if (!submissions.empty()) out.submission = submissions.back();
    out.transition = transition_of(store, proposal.id);
    out.consultation = consultation_of(store, out);
    const ApprovalConfig& limits = service.config().approval;
    if (out.consultation)
        out.form = OfficeClock{limits.form_hours, out.consultation->at, out.submission ? std::optional(out.submission->at) : std::nullopt};
    if (out.transition) {
        const Store::UnitMails mails = store.unit_mails(out.transition->id());
        if (mails.all > 0)
            out.deliver = OfficeClock{limits.deliver_hours, approved_at(*out.transition), mails.sent == mails.all ? mails.last_sent : std::nullopt};
    }
    if (out.submission)
        if (const auto sent = store.proposal_version(proposal.id, out.submission->version)) out.difference = proposal_difference(*sent, proposal);
    if (proposal.status == ProposalStatus::replaced)
        for (Proposal& one : store.proposals(true))
            if (one.area == proposal.area && one.kind == ProposalKind::step) out.replaced_by = std::move(one);
    return out;
}

Json procedure_json(const Procedure& p, Instant now) {
    Json json{{"proposal", p.proposal.id}, {"version", p.proposal.version}, {"status", token(p.proposal.status)}, {"area", p.proposal.area},
              {"action", token(p.proposal.action)}, {"to", token(p.proposal.to)}, {"now", format_instant(now)}};
    json["consultation"] = p.consultation ? consultation_json(*p.consultation) : Json(nullptr);
    json["submission"] = p.submission ? submission_json(*p.submission) : Json(nullptr);
    json["form_clock"] = clock_json(p.form, now);
    json["signature"] = nullptr;
    json["publication"] = nullptr;
    if (const auto& t = p.transition) {
        const Text words = approval_words(t->approval);
        json["signature"] = {{"transition", t->id()}, {"at", format_instant(approved_at(*t))}, {"recorded_at", format_instant(t->signed_at)},
                             {"who", t->signed_by}, {"document_no", t->document_no}, {"approval", approval_json(t->approval)},
                             {"words", {{"zh", words.zh}, {"en", words.en}}}, {"waits_for_countersign", t->approval.waits_for_countersign()}};
        json["publication"] = t->published_at ? Json{{"at", format_instant(*t->published_at)}} : Json(nullptr);
    }
    json["deliver_clock"] = clock_json(p.deliver, now);
    json["difference"] = p.difference.zh.empty() ? Json(nullptr) : Json{{"zh", p.difference.zh}, {"en", p.difference.en}};
    json["replaced_by"] = p.replaced_by ? Json{{"proposal", p.replaced_by->id}, {"action", token(p.replaced_by->action)}, {"to", token(p.replaced_by->to)}}
                                        : Json(nullptr);
    return json;
}

ApprovalFacts approval_facts(Service& service, const Procedure& p) {
    ApprovalFacts facts;
    facts.proposal = p.proposal;
    if (const auto& c = p.consultation) {
        facts.consulted_at = c->at;
        facts.chair = c->chair;
        facts.opinions = c->opinions;
        for (const ForecastAnswer& one : c->answers)
            facts.readings.push_back({forecast_choice_name(one.choice).zh, one.level, one.action});
        facts.conclusion = c->conclusion;
        facts.signed_by = display_name(service, c->who);
    }
    if (const auto& s = p.submission) {
        facts.submitted_at = s->at;
        facts.handler = display_name(service, s->who);
        facts.approval.post = s->approver;
        facts.approval.authority_document = s->document;
    }
    if (p.transition) add_signature(service, *p.transition, facts);
    return facts;
}

}  // namespace qingkong
