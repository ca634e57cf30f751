// SPDX-License-Identifier: Apache-2.0
// 会商 and 送签: the forecast as the consultation made it, what it would give, and the paper on its way (handbook B.5).
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/consultation_codec.hpp"
#include "alerts/evaluate.hpp"
#include "engine/editions.hpp"
#include "engine/service.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// The same opinion within this time is the same call again (its answer was lost).
constexpr int64_t kRepeatSeconds = 600;

/// What the rule says of the scope as gathered.
ForecastAnswer answer_of(const Situation& given, const ScopeAir& air, ForecastChoice choice) {
    const ScopeEvaluation evaluation = evaluate(given, air);
    const auto proposal = wanted_proposal(given, air, evaluation);
    ForecastAnswer out;
    out.choice = choice;
    out.action = evaluation.step.action;
    out.own_target = evaluation.assessment.target;
    out.level = out.action == AlertAction::release ? AlertLevel::normal : evaluation.step.level;
    if (out.action == AlertAction::keep || out.action == AlertAction::hold) out.level = evaluation.standing.level;
    if (out.action != AlertAction::release && evaluation.step.release) out.planned_end = clock_of(air, *evaluation.step.release);
    if (!proposal) return out;
    out.proposed = true;
    out.action = proposal->action;
    out.level = proposal->to;
    out.start = proposal->response_start;
    out.planned_end = proposal->planned_end;
    return out;
}

/// Equal in what a person said; numbers, times and records aside.
bool same_opinion(const Consultation& a, const Consultation& b) {
    const auto said = [](Consultation c) {
        c.id = c.record = "";
        c.at = Instant{};
        c.base_issued_at = c.issued_at = std::nullopt;
        c.answers.clear();
        return consultation_json(c);
    };
    return said(a) == said(b);
}

JournalEntry entry_of(const std::string& area, const char* kind, AlertLevel level, const std::string& who, Instant at, Text text,
                      const Json& data) {
    JournalEntry entry;
    entry.at = at;
    entry.area = area;
    entry.kind = kind;
    entry.level = level;
    entry.who = who;
    entry.text = std::move(text);
    entry.data = data.dump();
    return entry;
}

/// Posts and answers, no names: the opinions' words stand in the consultation, and here only their hash (K.6).
JournalEntry consultation_entry(const City& city, const Consultation& c) {
    Text posts, answers;
    Json list = Json::array();
    for (const ConsultationOpinion& one : c.opinions) {
        posts.zh += (posts.zh.empty() ? "" : "、") + one.post;
        posts.en += (posts.en.empty() ? "" : ", ") + one.post;
        list.push_back(one.post);
    }
    for (const ForecastAnswer& one : c.answers) {
        const Text words = answer_words(one);
        answers.zh += (answers.zh.empty() ? "" : "；") + words.zh;
        answers.en += (answers.en.empty() ? "" : "; ") + words.en;
    }
    const Text scope = scope_name(city, c.area);
    AlertLevel level = AlertLevel::normal;
    for (const ForecastAnswer& one : c.answers)
        if (one.choice == ForecastChoice::centre) level = one.level;
    return entry_of(c.area, "consultation", level, c.who, c.at,
                    {fmt::format("会商{}（{}）{}：{}。", c.id, scope.zh, posts.zh.empty() ? "" : "，参加：" + posts.zh, answers.zh),
                     fmt::format("Consultation {} ({}){}: {}.", c.id, scope.en, posts.en.empty() ? "" : ", taking part: " + posts.en, answers.en)},
                    {{"consultation", c.id},
                     {"posts", list},
                     {"adjustments", c.adjustments.size()},
                     {"base_issued_at", c.base_issued_at ? Json(format_instant(*c.base_issued_at)) : Json(nullptr)},
                     {"issued_at", c.issued_at ? Json(format_instant(*c.issued_at)) : Json(nullptr)},
                     {"record", c.record},
                     {"hash", text_hash(consultation_json(c).dump())},
                     {"answers", answers_json(c.answers)}});
}

Outcome::Refusal refusal(const char* id, Text what, Text wanted = {}) { return {id, std::move(what), std::move(wanted)}; }

}  // namespace

std::optional<Forecast> Service::base_forecast(const std::string& area) {
    auto own = store_.newest_forecast(area, now());
    return own || area == kWholeCity ? own : store_.newest_forecast(std::string(kWholeCity), now());
}

Result<Consultation> Service::preview_consultation(Consultation draft) {
    if (draft.area != kWholeCity && config_.city.find(draft.area) == nullptr)
        return fail({}, {"没有区域 " + draft.area, "no area " + draft.area},
                    {"请用 all 或配置中的区域编号", "use all or an area id of the configuration"});
    const auto base = base_forecast(draft.area);
    const auto forecast = adjusted(base, draft.adjustments, now());
    if (!forecast) return tl::unexpected(forecast.error());
    draft.at = now();
    draft.base_issued_at = base ? std::optional(base->issued_at) : std::nullopt;
    draft.issued_at = forecast->issued_at;
    draft.answers.clear();
    const KnownTo known = store_.known_to();
    const Situation given = situation(known);
    for (const ForecastChoice choice : {ForecastChoice::lower, ForecastChoice::centre, ForecastChoice::upper}) {
        const Forecast one = one_value(*forecast, choice);
        GatherInputs inputs = gather_inputs(known);
        inputs.instead = &one;
        draft.answers.push_back(answer_of(given, gather_air(inputs, draft.area), choice));
    }
    return draft;
}

Result<Service::Consulted> Service::consult(Consultation draft, const std::string& names) {
    const std::vector<Consultation> before = store_.consultations();
    const auto last = std::find_if(before.rbegin(), before.rend(), [&](const Consultation& c) { return c.area == draft.area; });
    if (last != before.rend() && now().seconds - last->at.seconds < kRepeatSeconds && same_opinion(*last, draft)) {
        const auto newest = base_forecast(draft.area);
        if (newest && last->issued_at == newest->issued_at) return Consulted{*last, true};
    }
    auto made = preview_consultation(std::move(draft));
    if (!made) return tl::unexpected(made.error());
    const auto forecast = adjusted(base_forecast(made->area), made->adjustments, now());
    if (!forecast) return tl::unexpected(forecast.error());
    made->id = fmt::format("C{:04}", before.size() + 1);
    if (!names.empty()) made->record = keep_record("consultation", names, "", made->who).id;
    store_.append_consultation(*made, made->adjustments.empty() ? nullptr : &*forecast, consultation_entry(config_.city, *made));
    tick();
    return Consulted{std::move(*made), false};
}

tl::expected<Service::Submitted, Outcome::Refusal> Service::submit(Submission draft) {
    const auto proposal = store_.proposal(draft.proposal);
    if (!proposal) return tl::unexpected(refusal("unknown_proposal", {"没有建议 " + draft.proposal, "no proposal " + draft.proposal}));
    if (draft.version == 0) draft.version = proposal->version;
    const std::vector<Submission> before = store_.submissions(draft.proposal);
    if (!before.empty() && before.back().version == draft.version && before.back().consultation == draft.consultation &&
        before.back().authority == draft.authority)
        return Submitted{before.back(), true};
    if (proposal->status != ProposalStatus::open || proposal->kind != ProposalKind::step)
        return tl::unexpected(refusal("proposal_closed", {"该建议已处理、已被替换，或不是预警建议", "this proposal is closed, replaced or no step of an alert"},
                                      {"请查看当前建议", "look at the proposals that are open"}));
    if (draft.version != proposal->version && !store_.proposal_version(draft.proposal, draft.version))
        return tl::unexpected(refusal("unknown_version", {fmt::format("该建议没有第{}稿", draft.version), fmt::format("it has no version {}", draft.version)}));
    std::optional<Consultation> consultation;
    if (!draft.consultation.empty()) {
        consultation = store_.consultation(draft.consultation);
        if (!consultation) return tl::unexpected(refusal("unknown_consultation", {"没有会商 " + draft.consultation, "no consultation " + draft.consultation}));
        if (consultation->area != proposal->area && consultation->area != kWholeCity)
            return tl::unexpected(refusal("bad_consultation", {"该会商不是这一范围的", "this consultation is of another area"},
                                          {"请用该区域或全市的会商", "one of the same area or of the whole city"}));
    }
    if (!config_.authorities.empty() || !draft.authority.empty()) {
        const auto authority = std::find_if(config_.authorities.begin(), config_.authorities.end(),
                                            [&](const Authority& one) { return one.id == draft.authority; });
        if (authority == config_.authorities.end())
            return tl::unexpected(refusal("unknown_authority", {"没有授权 " + draft.authority, "no authority " + draft.authority},
                                          {"to 为 [[authority]] 的 id", "to: the id of an [[authority]]"}));
        const AlertLevel level = std::max(proposal->from, proposal->to);
        if (!authority->covers(level, areas_of_scope(config_.city, proposal->area), day_of(now())))
            return tl::unexpected(refusal("no_authority",
                                          {fmt::format("{}无权批准该范围的{}预警事项", authority->approver, level_name(level).zh),
                                           fmt::format("{} may not approve {} alerts of this scope", authority->approver, level_name(level).en)},
                                          {"请送有权批准的岗位", "send it to a post that may"}));
        draft.approver = authority->approver;
        draft.document = authority->document;
    }
    draft.at = now();
    draft.id = fmt::format("S{:04}", store_.submission_count() + 1);
    Json data{{"submission", draft.id}, {"proposal", draft.proposal}, {"version", draft.version}, {"authority", draft.authority},
              {"consultation", draft.consultation}};
    Text clock;
    if (consultation) {
        const OfficeClock form{config_.approval.form_hours, consultation->at, draft.at};
        const int64_t minutes = form.minutes(draft.at);
        const bool met = std::string(form.state(draft.at)) == "met";
        data["minutes_since_consultation"] = minutes;
        data["hours_since_consultation"] = fmt::format("{}.{}", minutes / 60, minutes % 60 * 10 / 60);
        data["form_hours"] = form.limit_hours;
        data["clock_met"] = met;
        clock = {fmt::format("，距会商{}小时{}分（时限{}小时，{}）", minutes / 60, minutes % 60, form.limit_hours, met ? "未超时" : "已超时"),
                 fmt::format(", {} h {} min after the consultation (limit {} h, {})", minutes / 60, minutes % 60, form.limit_hours, met ? "met" : "late")};
    }
    const Text to = draft.approver.empty() ? Text{"送签", "for signature"} : Text{"送" + draft.approver + "签批", "to " + draft.approver + " for signature"};
    store_.append_submission(draft, entry_of(proposal->area, "submitted", proposal->to, draft.who, draft.at,
                                             {fmt::format("建议{}（第{}稿）{}{}。", draft.proposal, draft.version, to.zh, clock.zh),
                                              fmt::format("Proposal {} (version {}) is sent out {}{}.", draft.proposal, draft.version, to.en, clock.en)},
                                             data));
    return Submitted{std::move(draft), false};
}

}  // namespace qingkong
