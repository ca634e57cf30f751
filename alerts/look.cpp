// SPDX-License-Identifier: Apache-2.0
// Proposals that are no step of an alert: look at a feed, confirm dust, joint response.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

const Proposal* open_look(const AlertBook& book, const std::string& scope, const std::string& subject) {
    for (const Proposal& proposal : book.open)
        if (proposal.area == scope && proposal.kind == ProposalKind::look && proposal.subject == subject) return &proposal;
    return nullptr;
}

Proposal blank(const Situation& situation, const std::string& scope, ProposalKind kind, int& made) {
    Proposal proposal;
    proposal.id = fmt::format("P{:04}", ++made);
    proposal.area = scope;
    proposal.kind = kind;
    proposal.made_at = situation.now;
    proposal.measured_to = floor_hour(situation.now);
    proposal.response_start = instant_of(ceil_hour(situation.now));
    proposal.edition = reference(situation.edition);
    return proposal;
}

void close(Proposal proposal, Outcome& out) {
    proposal.status = ProposalStatus::replaced;
    out.proposals.push_back(std::move(proposal));
}

/// One feed of a scope: silent or speaking again.
struct Feed {
    std::string subject;    ///< `observations`, `forecast`
    Text name;
    int hours = 0;          ///< how long nothing new has come
    bool silent = false;
    std::optional<Hour> measured_to;
};

void follow_feed(const Situation& situation, const ScopeAir& air, const Feed& feed, bool& told, int& made, Outcome& out) {
    const Proposal* open = open_look(situation.book, air.scope, feed.subject);
    if (feed.silent && !told) {
        Proposal proposal = blank(situation, air.scope, ProposalKind::look, made);
        proposal.subject = feed.subject;
        proposal.forecast_issued_at = air.forecast_issued_at;
        if (feed.measured_to) proposal.measured_to = *feed.measured_to;
        proposal.reason = {fmt::format("{}数据已{}小时未更新，请核查数据源。缺测既不触发也不解除预警。", feed.name.zh, feed.hours),
                           fmt::format("{} data not updated for {} h: look at the source. What is missing neither starts nor "
                                       "releases an alert.",
                                       feed.name.en, feed.hours)};
        out.journal.push_back(entry(situation, air.scope, "look", AlertLevel::normal, "engine",
                                    {fmt::format("{}：{}", proposal.id, proposal.reason.zh),
                                     fmt::format("{}: {}", proposal.id, proposal.reason.en)},
                                    proposal_json(proposal)));
        out.proposals.push_back(std::move(proposal));
    }
    if (!feed.silent && told) {
        out.journal.push_back(entry(situation, air.scope, "data_back", AlertLevel::normal, "engine",
                                    {fmt::format("{}数据已恢复更新。", feed.name.zh),
                                     fmt::format("{} data come in again.", feed.name.en)},
                                    {{"subject", feed.subject}, {"proposal", open != nullptr ? Json(open->id) : Json(nullptr)}}));
        if (open != nullptr) close(*open, out);
    }
    told = feed.silent;
}

std::string joined(const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, "+")); }

}  // namespace

void follow_feeds(const Situation& situation, const ScopeAir& air, ScopeNote& note, int& made, Outcome& out) {
    if (air.borrowed) return;
    const OfficeRules& rules = situation.rules;
    Feed measured{"observations", {"监测", "Measured"}, air.stale_hours, false, air.measured_to};
    measured.silent = air.measured_to && air.stale_hours >= rules.stale_hours;
    follow_feed(situation, air, measured, note.stale, made, out);
    Feed forecast{"forecast", {"预报", "Forecast"}, 0, false, air.measured_to};
    if (air.forecast_issued_at)
        forecast.hours = static_cast<int>((situation.now.seconds - air.forecast_issued_at->seconds) / 3600);
    forecast.silent = air.forecast_issued_at && forecast.hours >= rules.forecast_stale_hours;
    follow_feed(situation, air, forecast, note.forecast_stale, made, out);
}

void follow_cause(const Situation& situation, const ScopeAir& air, const ScopeEvaluation& evaluation, ScopeNote& note,
                  int& made, Outcome& out) {
    const Proposal* open = open_of_scope(situation.book, air.scope, ProposalKind::cause);
    const bool asked = evaluation.dust.has_value();
    if (asked && !note.dust) {
        Proposal proposal = blank(situation, air.scope, ProposalKind::cause, made);
        proposal.subject = "dust";
        proposal.from = evaluation.standing.level;
        proposal.to = evaluation.dust->as_measured.level;
        proposal.own_target = evaluation.dust->without_dust.level;
        proposal.measured_to = air.measured_to.value_or(proposal.measured_to);
        proposal.forecast_issued_at = air.forecast_issued_at;
        proposal.reason = evaluation.reason;
        if (!air.dust_suspects.empty()) {
            proposal.episode_begin = start_of(air.dust_suspects.front());
            proposal.episode_end = instant_of(air.dust_suspects.back());
        }
        Json data = proposal_json(proposal);
        const auto result = [](const Step& step) { return Json{{"action", token(step.action)}, {"level", token(step.level)}}; };
        data["as_measured"] = result(evaluation.dust->as_measured);
        data["without_dust"] = result(evaluation.dust->without_dust);
        out.journal.push_back(entry(situation, air.scope, "dust_suspected", evaluation.standing.level, "engine",
                                    {fmt::format("{}：{}", proposal.id, proposal.reason.zh),
                                     fmt::format("{}: {}", proposal.id, proposal.reason.en)},
                                    data));
        out.proposals.push_back(std::move(proposal));
    }
    if (!asked && open != nullptr) close(*open, out);
    note.dust = asked;
}

void follow_region(const Situation& situation, AlertLevel own_target, ScopeNote& note, int& made, Outcome& out) {
    if (situation.region.own.empty()) return;
    Region region = situation.region;
    region.targets[region.own] = own_target;
    std::string cities;
    for (const auto& group : connected_groups(region, AlertLevel::orange, situation.rules.joint_least))
        if (std::find(group.begin(), group.end(), region.own) != group.end()) cities = joined(group);
    if (cities == note.joint) return;
    if (const Proposal* open = open_of_scope(situation.book, std::string(kWholeCity), ProposalKind::joint)) {
        if (cities.empty())
            out.journal.push_back(entry(situation, std::string(kWholeCity), "proposal_withdrawn", AlertLevel::normal, "engine",
                                        {fmt::format("{}号建议已不成立：连片城市不足{}个。", open->id, situation.rules.joint_least),
                                         fmt::format("Proposal {} no longer holds: fewer than {} connected cities.", open->id,
                                                     situation.rules.joint_least)},
                                        {{"proposal", open->id}}));
        close(*open, out);
    }
    note.joint = cities;
    if (cities.empty()) return;
    Proposal proposal = blank(situation, std::string(kWholeCity), ProposalKind::joint, made);
    proposal.subject = cities;
    proposal.to = AlertLevel::orange;
    proposal.own_target = own_target;
    std::string list = cities;
    std::replace(list.begin(), list.end(), '+', ' ');
    proposal.reason = {fmt::format("连片城市（{}）均达到橙色及以上预警条件，建议启动区域应急联动。", list),
                       fmt::format("Connected cities ({}) all reach orange or more: regional joint response is proposed.", list)};
    out.journal.push_back(entry(situation, std::string(kWholeCity), "joint_proposed", AlertLevel::orange, "engine",
                                {fmt::format("{}：{}", proposal.id, proposal.reason.zh),
                                 fmt::format("{}: {}", proposal.id, proposal.reason.en)},
                                proposal_json(proposal)));
    out.proposals.push_back(std::move(proposal));
}

}  // namespace qingkong
