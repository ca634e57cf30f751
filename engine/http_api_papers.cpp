// SPDX-License-Identifier: Apache-2.0
// The API of what the office records beside the air: superior's papers, causes, the region; and a decision made again.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/codec.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/http_api_returns.hpp"
#include "engine/rerun.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

/// A paper with its clock: our own notice is due two hours after the receipt; shown, never a gate.
Json paper_answer(const SuperiorDoc& paper, Instant now) {
    Json json = superior_json(paper);
    const Instant due{paper.received_at.seconds + kOwnNoticeHours * 3600};
    const bool counted = paper.effect == SuperiorKind::order && paper.kind != SuperiorKind::release;
    json["active"] = paper.active();
    json["own_notice_due"] = counted ? Json(format_instant(due)) : Json(nullptr);
    json["own_notice_late"] = counted && paper.answered_at.value_or(now) > due;
    return json;
}

void record_paper(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    SuperiorCommand command;
    command.who = call.account->id;
    SuperiorDoc& paper = command.paper;
    const auto kind = parse_superior_kind(text_of(*body, "kind"));
    if (!kind)
        return reply(error_response(400, "bad_kind", {"kind 不是上级文件的种类", "kind is no kind of a superior's paper"},
                                    {"order、hint、prepare、amend 或 release", "order, hint, prepare, amend or release"}));
    paper.kind = *kind;
    paper.issuer = text_of(*body, "issuer");
    paper.doc_no = text_of(*body, "doc_no");
    paper.amends = text_of(*body, "amends");
    paper.level = parse_level(text_of(*body, "level")).value_or(AlertLevel::normal);
    if (const auto areas = body->find("areas"); areas != body->end() && areas->is_array())
        for (const Json& area : *areas)
            if (area.is_string()) paper.areas.push_back(area.get<std::string>());
    for (const std::string& area : paper.areas)
        if (!call.account->covers(area)) return reply(wrong_area_response(*call.account, area));
    if (paper.areas.empty() && !call.account->covers(kWholeCity))
        return reply(wrong_area_response(*call.account, std::string(kWholeCity)));
    std::optional<Instant> received;
    if (!time_of(*body, "start", paper.start)) return reply(bad_time("start"));
    if (!time_of(*body, "end", paper.end)) return reply(bad_time("end"));
    if (!time_of(*body, "received_at", received)) return reply(bad_time("received_at"));
    Service& service = daemon.service();
    paper.received_at = received.value_or(service.now());
    // The same paper again (its answer was lost): as it was recorded.
    for (const SuperiorDoc& known : service.store().superior())
        if (!paper.doc_no.empty() && known.doc_no == paper.doc_no && known.kind == paper.kind && known.issuer == paper.issuer)
            return reply(json_answer({{"paper", paper_answer(known, service.now())}, {"repeated", true}}));
    const Outcome outcome = service.command(command);
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    reply(json_answer({{"paper", paper_answer(outcome.superior.back(), service.now())}, {"repeated", false}}));
}

void record_cause(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    CauseRecord record;
    const auto cause = parse_cause(text_of(*body, "cause"));
    const auto stand = parse_cause_stand(text_of(*body, "stand"));
    if (!cause || !stand)
        return reply(error_response(400, "bad_cause", {"cause 或 stand 不可用", "cause or stand cannot be used"},
                                    {"cause：dust、ozone、fire、fireworks；stand：bulletin、confirmed、rejected、noted",
                                     "cause: dust, ozone, fire, fireworks; stand: bulletin, confirmed, rejected, noted"}));
    record.cause = *cause;
    record.stand = *stand;
    record.area = text_of(*body, "area").empty() ? std::string(kWholeCity) : text_of(*body, "area");
    if (!call.account->covers(record.area)) return reply(wrong_area_response(*call.account, record.area));
    std::optional<Instant> from, to;
    if (!time_of(*body, "from", from) || !from) return reply(bad_time("from"));
    if (!time_of(*body, "to", to) || !to) return reply(bad_time("to"));
    record.from = *from;
    record.to = *to;
    if (const auto value = body->find("pm25_aqi"); value != body->end() && !value->is_null()) {
        if (!value->is_number_integer() || value->get<int64_t>() < 0 || value->get<int64_t>() > 500)
            return reply(error_response(400, "bad_pm25_aqi", {"pm25_aqi 应为 0 至 500 的整数", "pm25_aqi: a whole number 0 to 500"}));
        record.pm25_aqi = value->get<int>();
    }
    record.who = call.account->id;
    record.reason = text_of(*body, "reason");
    record.at = daemon.service().now();
    const Outcome outcome = daemon.service().command(CauseCommand{record});
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    reply(json_answer(cause_json(record)));
}

void push_region(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const std::string city = text_of(*body, "city");
    const auto level = parse_level(text_of(*body, "level"));
    Service& service = daemon.service();
    const auto& borders = service.config().region.neighbours;
    const bool known = std::any_of(borders.begin(), borders.end(), [&](const auto& pair) { return pair.first == city || pair.second == city; });
    if (!known || city == service.config().city.id)
        return reply(error_response(404, "unknown_city", {"[region] 没有城市 " + city, "[region] has no city " + city},
                                    {"请用 neighbours 中其他城市的标识", "use the id of another city of neighbours"}));
    if (!level)
        return reply(error_response(400, "bad_level", {"level 不是级别", "level is no level"},
                                    {"normal、blue、yellow、orange 或 red", "normal, blue, yellow, orange or red"}));
    service.push_region_target(city, *level);
    reply(json_answer({{"city", city}, {"level", token(*level)}}));
}

Response rerun_answer(Service& service, const std::string& id) {
    const auto seq = journal_entry_of(service.store(), id);
    const auto again = seq ? rerun(service.store(), service.config(), service.resources(), *seq) : Result<Rerun>(tl::unexpected(seq.error()));
    if (!again) {
        Response response = problems_response(again.error());
        response.status = 404;
        return response;
    }
    Json differences = Json::array();
    for (const RerunDifference& one : again->differences) differences.push_back({{"path", one.path}, {"was", one.was}, {"is", one.is}});
    return json_answer({{"seq", again->kept.seq}, {"identical", again->identical()}, {"differences", differences}, {"entry", entry_json(again->made)}});
}

}  // namespace

void add_paper_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const std::vector<std::string> json = {"application/json"};
    const auto get = [&router](const char* path, Text summary, auto answer) {
        router.add({"GET", path, {}, std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }});
    };
    router.add({"POST", "/api/v1/superior", {Role::officer}, {"登记上级文件", "record a superior's paper"},
                [&daemon](const Call& call, const Reply& reply) { record_paper(daemon, call, reply); }, {}, json});
    get("/api/v1/superior", {"上级文件及其时限", "superior's papers and their clocks"}, [&service](const Call&) {
        Json list = Json::array();
        const std::vector<Duty> duties = service.duties(Instant{0});
        for (const SuperiorDoc& paper : service.store().superior()) {
            list.push_back(paper_answer(paper, service.now()));
            list.back()["passed_on"] = paper_units_json(service, paper, duties);
        }
        return json_answer(list);
    });
    router.add({"POST", "/api/v1/causes", {Role::officer, Role::forecaster}, {"记录污染成因（沙尘须人工确认）", "record a cause; dust is confirmed by a person"},
                [&daemon](const Call& call, const Reply& reply) { record_cause(daemon, call, reply); }, {}, json});
    get("/api/v1/causes", {"已记录的污染成因", "causes on record"}, [&service](const Call&) {
        Json list = Json::array();
        for (const std::string& scope : service.cause_scopes())
            for (const CauseRecord& record : service.store().causes(scope))
                if (record.area == scope) list.push_back(cause_json(record));
        return json_answer(list);
    });
    router.add({"POST", "/api/v1/region", {Role::feed, Role::officer, Role::forecaster}, {"推送其他城市的目标级别", "push another city's target level"},
                [&daemon](const Call& call, const Reply& reply) { push_region(daemon, call, reply); }, {}, json});
    get("/api/v1/region", {"区域内各城市的目标级别", "targets of the cities of the region"}, [&service](const Call&) {
        Json targets = Json::object(), borders = Json::array();
        for (const auto& [city, level] : service.region().targets) targets[city] = token(level);
        for (const auto& [a, b] : service.config().region.neighbours) borders.push_back({a, b});
        return json_answer({{"own", service.config().city.id}, {"targets", targets}, {"neighbours", borders},
                            {"joint_least", service.config().region.joint_least}});
    });
    get("/api/v1/journal/{id}/rerun", {"按当时已知的资料重算一个决定", "make a past decision again from what was known then"},
        [&service](const Call& call) { return rerun_answer(service, call.params.at("id")); });
}

}  // namespace qingkong
