// SPDX-License-Identifier: Apache-2.0
// Answers to proposals, and the record of a publication.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/codec.hpp"
#include "alerts/transition.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

std::string peak_of(const ScopeAir& air, const ScopeEvaluation& evaluation) {
    if (!evaluation.step.episode) return "";
    const Span span = evaluation.picture.actual.list[*evaluation.step.episode].span;
    AqiValue peak;
    for (int i = std::max(0, span.begin); i < std::min(span.end, static_cast<int>(air.values.size())); ++i)
        if (air.values[i].known() && (!peak.known() || air.values[i].units() > peak.units())) peak = air.values[i];
    for (size_t day = 0; day < air.day_values.size(); ++day) {
        const int begin = (air.now / 24 + static_cast<int>(day)) * 24;    // daily forecast: whole days of the episode
        const AqiValue value = air.day_values[day];
        if (begin < span.end && begin + 24 > span.begin && value.known() && (!peak.known() || value.units() > peak.units()))
            peak = value;
    }
    if (!peak.known()) return "";
    return fmt::format("{}", (peak.units() + AqiValue::kUnit / 2) / AqiValue::kUnit);
}

/// Signed, a joint response is proposed to the superior; our own alert goes its own way.
Outcome sign_joint(const Situation& situation, const Proposal& proposal, const SignCommand& command) {
    Outcome out;
    Proposal closed = proposal;
    closed.status = ProposalStatus::signed_off;
    out.journal.push_back(entry(situation, proposal.area, "joint", proposal.to, command.who,
                                {fmt::format("同意{}号建议，向上级建议启动区域应急联动。", proposal.id),
                                 fmt::format("Proposal {} approved: joint response is proposed to the superior.", proposal.id)},
                                {{"proposal", proposal.id}, {"cities", proposal.subject}, {"comment", command.comment}}));
    out.proposals.push_back(std::move(closed));
    return out;
}

/// A hint that was declined is not proposed again.
void decline_hint(const Situation& situation, const std::string& id, const RefuseCommand& command, Outcome& out) {
    for (const SuperiorDoc& paper : situation.book.superior) {
        if (paper.id != id) continue;
        SuperiorDoc declined = paper;
        declined.declined_at = situation.now;
        declined.declined_by = command.who;
        declined.decline_reason = command.reason;
        out.journal.push_back(entry(
            situation, paper.scope(), "decline", paper.level, command.who,
            {fmt::format("对{}提示信息（{}）研判后不予启动{}预警：{}", paper.issuer, paper.doc_no, level_name(paper.level).zh,
                         command.reason),
             fmt::format("hint of {} ({}) declined, no {} alert: {}", paper.issuer, paper.doc_no,
                         level_name(paper.level).en, command.reason)},
            superior_json(declined)));
        out.superior.push_back(std::move(declined));
    }
}

}  // namespace

Outcome on_sign(const Situation& situation, const SignCommand& command) {
    const auto proposal = std::find_if(situation.book.open.begin(), situation.book.open.end(),
                                       [&](const Proposal& p) { return p.id == command.proposal_id; });
    if (proposal == situation.book.open.end())
        return refused("proposal_closed", {"该建议已处理或已被替换", "this proposal is closed or replaced"},
                       {"请查看当前建议", "look at the proposals that are open"});
    if (proposal->kind == ProposalKind::joint) return sign_joint(situation, *proposal, command);
    if (proposal->kind != ProposalKind::step)
        return refused("nothing_to_sign", {"该建议不需签发", "there is nothing to sign"},
                       proposal->kind == ProposalKind::look
                           ? Text{"请核查数据源；数据恢复后自动结束，也可说明理由后关闭", "look at the source; new data close it, or a reason"}
                           : Text{"请确认或排除沙尘（/api/v1/causes）", "confirm or reject dust (/api/v1/causes)"});
    const ScopeAir* air = air_of_scope(situation, proposal->area);
    if (air == nullptr)
        return refused("proposal_changed", {"已无该区域的空气质量资料", "there is no air data of this area any more"}, {});
    const ScopeEvaluation evaluation = evaluate(situation, *air);
    const std::optional<Proposal> fresh = wanted_proposal(situation, *air, evaluation);
    if (!fresh || !same_step(*fresh, *proposal))
        return refused("proposal_changed",
                       {"该建议形成后数据已更新，级别或方向已改变", "data changed: level or direction is another now"},
                       {"请核对新的建议后再签发", "check the new proposal, then sign"});
    const Instant start = command.response_start.value_or(fresh->response_start);
    if (auto bad = bad_start(situation, start)) return *bad;

    SignedStep step;
    step.scope = fresh->area;
    step.action = fresh->action;
    step.from = fresh->from;
    step.to = fresh->to;
    step.who = command.who;
    step.proposal_id = proposal->id;
    step.response_start = start;
    step.planned_end = fresh->planned_end;
    step.episode_begin = fresh->episode_begin;
    step.episode_end = fresh->episode_end;
    step.reason = fresh->reason;
    Json evidence = proposal_json(*fresh);
    if (!command.comment.empty()) evidence["comment"] = command.comment;
    const Text difference = proposal_difference(command.seen.value_or(*proposal), *fresh);
    if (!difference.zh.empty()) evidence["difference"] = {{"zh", difference.zh}, {"en", difference.en}};
    step.evidence = evidence.dump();
    if (evaluation.paper != nullptr) {
        step.superior = evaluation.paper->id;
        // Only an order is named in the notice as what starts the response; a hint was judged by us.
        if (!evaluation.declinable) step.superior_issuer = evaluation.paper->issuer;
        if (evaluation.declinable) {
            // Judged right against our own rule: the rule does not ask it back at once.
            step.extended_until = evaluation.paper->end.value_or(Instant{start.seconds + 24 * 3600});
            step.raised_from = evaluation.assessment.target;
        }
    }
    step.peak_aqi = peak_of(*air, evaluation);
    step.primary = air->primary;
    step.waits = fresh->action == AlertAction::issue && !evaluation.step.by_m12 && evaluation.step.effective &&
                 *evaluation.step.effective > air->now;
    step.proposed_at = air->first + air->now;
    step.round = command.round;
    step.approval = command.approval;
    Outcome out = make_transition(situation, step);
    if (out.refusal) return out;
    Proposal signed_off = *fresh;
    signed_off.id = proposal->id;
    signed_off.made_at = proposal->made_at;
    signed_off.status = ProposalStatus::signed_off;
    signed_off.version = proposal->version;
    signed_off.revised = proposal->revised;
    out.proposals.push_back(std::move(signed_off));
    out.difference = difference;
    if (evaluation.paper != nullptr && !evaluation.paper->answered_at) {
        SuperiorDoc answered = *evaluation.paper;
        answered.answered_at = situation.now;
        out.superior.push_back(std::move(answered));
    }
    return out;
}

Outcome on_refuse(const Situation& situation, const RefuseCommand& command) {
    const auto proposal = std::find_if(situation.book.open.begin(), situation.book.open.end(),
                                       [&](const Proposal& p) { return p.id == command.proposal_id; });
    if (proposal == situation.book.open.end())
        return refused("proposal_closed", {"该建议已处理或已被替换", "this proposal is closed or replaced"},
                       {"请查看当前建议", "look at the proposals that are open"});
    if (command.reason.empty())
        return reason_missing();
    if (proposal->kind == ProposalKind::cause)
        return refused("nothing_to_refuse", {"须确认或排除沙尘", "dust must be confirmed or rejected"},
                       {"请用 /api/v1/causes", "use /api/v1/causes"});
    if (!proposal->superior.empty() && !proposal->declinable)
        return refused("binding", {"上级通知须执行，不得退回", "a superior's order is binding and cannot be refused"},
                       {"请签发，或由上级解除", "sign it, or ask the superior for a release"});
    Outcome out;
    Proposal closed = *proposal;
    closed.status = ProposalStatus::refused;
    out.journal.push_back(entry(situation, closed.area, "refuse", closed.to, command.who,
                                {fmt::format("退回{}号建议：{}", closed.id, command.reason),
                                 fmt::format("proposal {} refused: {}", closed.id, command.reason)},
                                {{"proposal", closed.id}, {"reason", command.reason}, {"superior", closed.superior}}));
    if (closed.declinable) {
        decline_hint(situation, closed.superior, command, out);
    } else if (closed.kind == ProposalKind::step) {
        ScopeNote note;
        if (const auto known = situation.book.notes.find(closed.area); known != situation.book.notes.end())
            note = known->second;
        note.declined.push_back({closed.action, closed.to, closed.forecast_issued_at});
        out.notes[closed.area] = std::move(note);
    }
    out.proposals.push_back(std::move(closed));
    return out;
}

Outcome on_countersign(const Situation& situation, const CountersignCommand& command) {
    for (const Alert& alert : situation.book.alerts)
        for (size_t i = 0; i < alert.transitions.size(); ++i) {
            const Transition& signed_step = alert.transitions[i];
            if (signed_step.id() != command.transition_id) continue;
            if (!signed_step.approval.waits_for_countersign())
                return refused("nothing_to_countersign", {"该文件无须补签", "this paper waits for no counter-signature"},
                               {"请查看预警列表", "see the list of alerts"});
            Approval approval = command.approval;
            if (approval.manner == ApprovalManner::emergency)
                return refused("bad_approval", {"补签不能再应急签发", "a counter-signature is no emergency"},
                               {"program、paper 或 telephone", "program, paper or telephone"});
            if (approval.authority.empty()) approval.authority = signed_step.approval.authority;
            if (auto refusal = fill_approval(situation.rules.authorities,
                                             {command.who, std::max(signed_step.from, signed_step.to),
                                              areas_of_scope(situation.city, alert.area), situation.now},
                                             approval))
                return refused(refusal->id.c_str(), refusal->what, refusal->wanted);
            Outcome out;
            Alert changed = alert;
            Approval& kept = changed.transitions[i].approval;
            kept.countersigned_at = situation.now;
            kept.countersigned_by = command.who;
            const Text words = approval_words(approval);
            const bool late = situation.now > *kept.countersign_due;
            out.journal.push_back(entry(situation, alert.area, "countersign", signed_step.to, command.who,
                                        {fmt::format("{}已补签{}。{}", signed_step.document_no, late ? "（逾期）" : "", words.zh),
                                         fmt::format("{} is counter-signed{}. {}", signed_step.document_no,
                                                     late ? " (late)" : "", words.en)},
                                        {{"transition", signed_step.id()}, {"late", late}, {"approval", approval_json(approval)}}));
            out.alerts.push_back(std::move(changed));
            return out;
        }
    return refused("unknown_transition", {"没有该文件 " + command.transition_id, "no transition " + command.transition_id},
                   {"请查看预警列表", "see the list of alerts"});
}

Outcome on_publish(const Situation& situation, const PublishCommand& command) {
    for (const Alert& alert : situation.book.alerts)
        for (size_t i = 0; i < alert.transitions.size(); ++i) {
            if (alert.transitions[i].id() != command.transition_id) continue;
            if (alert.replaced(alert.transitions[i]))
                return refused("replaced", {"该通知已被补充通知代替，不得发布", "a correction took the place of this notice"},
                               {"请发布新版通知", "publish the new version"});
            if (alert.exercise)
                return refused("exercise", {"演练不得对外发布", "a drill is never published"},
                               {"演练文件仅限内部使用", "papers of a drill stay inside"});
            Outcome out;
            Alert changed = alert;
            changed.transitions[i].published_at = command.at;
            const Transition& t = changed.transitions[i];
            out.journal.push_back(entry(
                situation, alert.area, "publish", t.to, command.who,
                {fmt::format("{}已由{}于{}对外发布（{}）。", t.document_no, command.by, spoken_time_zh(command.at),
                             command.channel),
                 fmt::format("{} was published by {} at {} ({}).", t.document_no, command.by,
                             spoken_time_en(command.at), command.channel)},
                {{"transition", t.id()}, {"by", command.by}, {"at", format_instant(command.at)},
                 {"channel", command.channel}}));
            out.published = {t.id(), command.at};
            out.alerts.push_back(std::move(changed));
            return out;
        }
    return refused("unknown_transition", {"没有该文件 " + command.transition_id, "no transition " + command.transition_id},
                   {"请查看预警列表", "see the list of alerts"});
}

}  // namespace qingkong
