// SPDX-License-Identifier: Apache-2.0
// Forms of the office's pages: each becomes the JSON of the API and goes to the handler of the API's route, with its roles;
// nothing is decided here.
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "engine/form_memory.hpp"
#include "engine/http_page_desk.hpp"
#include "engine/http_page_users.hpp"
#include "engine/tokens.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;
using Fields = std::map<std::string, std::string>;

/// The fields as the body of the API. Empty ones count as not given.
Json api_body(const Fields& fields) {
    Json out = Json::object(), approval = Json::object();
    std::string scope;
    for (const auto& [name, value] : fields) {
        if (value.empty() || name == "once" || name == "record_note") continue;
        if (name == "version") {
            int version = 0;
            std::from_chars(value.data(), value.data() + value.size(), version);
            out["version"] = version;
        } else if (name.rfind("area_", 0) == 0) {
            scope += (scope.empty() ? "" : "+") + name.substr(5);
        } else if (name == "approval_manner" || name == "approval_authority" || name == "approval_record") {
            approval[name.substr(9)] = value;
        } else if (name == "approval_at") {
            approval["approved_at"] = value;
        } else {
            out[name] = value;
        }
    }
    if (!scope.empty()) out["area"] = fields.count("area_all") != 0 ? std::string(kWholeCity) : scope;
    if (!approval.empty()) out["approval"] = approval;
    return out;
}

/// Keeps who spoke with whom apart from the chain (K.6); its number goes into the approval.
void keep_note(const Handler& keep, const Call& call, const std::string& note, Json& body) {
    if (note.empty()) return;
    Call record = json_call(call, {{"note", note}});
    record.request.query = {{"kind", text_of(body.value("approval", Json::object()), "manner") == "telephone" ? "call" : "note"}};
    keep(record, [&body](const Response& answer) {
        const Json json = Json::parse(answer.body, nullptr, false);
        if (answer.status < 400 && json.is_object()) body["approval"]["record"] = text_of(json, "record");
    });
}

/// `已签发：攻坚办〔2014〕3号`.
std::string done_words(const std::string& what, const Response& answer) {
    if (answer.status >= 400) return "未能执行：" + refusal_words(answer);
    const Json json = Json::parse(answer.body, nullptr, false);
    if (!json.is_object()) return what;
    std::string words = json.value("repeated", false) ? what + "（此前已办理，未重复执行）" : what;
    if (const auto t = json.find("transition"); t != json.end() && t->is_object())
        words += fmt::format("：{}（{}）", text_of(*t, "document_no"), text_of(*t, "id"));
    if (const auto difference = json.find("difference"); difference != json.end() && difference->is_object() && !text_of(*difference, "zh").empty())
        words += "。与所见稿的差异：" + text_of(*difference, "zh");
    return words;
}

/// An open proposal of which there is a newer wording than the form's: the officer sees the difference first.
int older_version(Service& service, const Call& call, const Json& body) {
    const auto id = call.params.find("id");
    if (id == call.params.end() || !body.contains("version")) return 0;
    const auto proposal = service.store().proposal(id->second);
    const int seen = body.at("version").get<int>();
    return proposal && proposal->status == ProposalStatus::open && seen < proposal->version ? seen : 0;
}

struct DeskForm {
    const char* path;     ///< below /api/v1/ and /desk/
    const char* done;     ///< what is said afterwards
    Text summary;
};

void take_form(Daemon& daemon, FormMemory& desks, const DeskForm& form, const Handler& act, const Handler& keep, const Call& call, const Reply& reply) {
    const Fields fields = parse_query(call.request.body);
    const auto field = [&](const char* name) { return fields.count(name) != 0 ? fields.at(name) : std::string(); };
    const std::string who = call.account->id, key = token_hash(who + call.request.path + call.request.body);
    if (const std::string before = desks.done(key); !before.empty() && !field("once").empty()) {
        desks.tell(who, before + "（重复提交，未再次执行）");
        return reply(see_other("/desk"));
    }
    Json body = api_body(fields);
    if (const int seen = older_version(daemon.service(), call, body); seen > 0) {
        desks.tell(who, "没有签发：该建议形成后数据已更新，请核对差异后再签发");
        return reply(see_other(fmt::format("/desk?proposal={}&seen={}#{}", call.params.at("id"), seen, call.params.at("id"))));
    }
    keep_note(keep, call, field("record_note"), body);
    const std::string record = field("record_note").empty() ? "" : text_of(body.value("approval", Json::object()), "record");
    act(json_call(call, body), [&desks, form, who, key, record, reply](const Response& answer) {
        std::string words = done_words(form.done, answer);
        // What was written down stays: the form sent anew names it and keeps it no second time.
        if (!record.empty()) words += "；经过已留存，编号" + record;
        if (answer.status < 400) desks.remember(key, words);
        desks.tell(who, words);
        reply(see_other("/desk"));
    });
}

Response desk_page(Service& service, FormMemory& desks, const Call& call) {
    DeskReader reader{grants_of(service, call), new_token(), call.request.parameter("proposal"), 0};
    const std::string seen = call.request.parameter("seen");
    std::from_chars(seen.data(), seen.data() + seen.size(), reader.seen);
    const std::string told = desks.told(call.account->id);
    return office_page(service, "签发台", (told.empty() ? "" : "<p class=\"notice\" role=\"status\"><strong>" + html_escaped(told) + "</strong></p>") + desk_body(service, reader),
                       200, page_links(reader.grants));
}

const std::vector<DeskForm>& desk_forms() {
    static const std::vector<DeskForm> kForms = {
        {"proposals/{id}/sign", "已签发", {"在页面上签发", "sign on the page"}},
        {"proposals/{id}/refuse", "已退回", {"在页面上退回", "refuse on the page"}},
        {"alerts", "已签发", {"在页面上研判发布", "raise on the page"}},
        {"drills", "【演练】已启动", {"在页面上启动演练", "start a drill on the page"}},
        {"alerts/{id}/correct", "已更正", {"在页面上更正", "correct on the page"}},
        {"alerts/{id}/extend", "已延续", {"在页面上延续", "continue on the page"}},
        {"alerts/{id}/suspend", "已暂停", {"在页面上暂停", "suspend on the page"}},
        {"alerts/{id}/resume", "已重新启动", {"在页面上重新启动", "resume on the page"}},
        {"alerts/{id}/release", "已解除", {"在页面上解除", "release on the page"}},
        {"transitions/{id}/countersign", "已补签", {"在页面上补签", "counter-sign on the page"}},
        {"transitions/{id}/publish", "已记录政府发布", {"在页面上记录政府已发布", "record the publication on the page"}}};
    return kForms;
}

}  // namespace

void add_office_pages(Router& router, Daemon& daemon) {
    const auto desks = std::make_shared<FormMemory>();
    Route page{"GET", "/desk", {Role::viewer, Role::officer, Role::forecaster, Role::approver, Role::unit, Role::inspector, Role::admin},
               {"签发台页面", "the page of proposals and alerts"},
               [&daemon, desks](const Call& call, const Reply& reply) { reply(desk_page(daemon.service(), *desks, call)); }};
    page.answer_type = "text/html";
    router.add(std::move(page));
    const Handler keep = route_of(router, "POST", "/api/v1/records").handler;
    for (const DeskForm& form : desk_forms()) {
        const Route& api = route_of(router, "POST", std::string("/api/v1/") + form.path);
        Route route{"POST", std::string("/desk/") + form.path, api.roles, form.summary,
                    [&daemon, desks, form, act = api.handler, keep](const Call& call, const Reply& reply) {
                        take_form(daemon, *desks, form, act, keep, call, reply);
                    }};
        route.answer_type = "text/html";
        route.body_types = {"application/x-www-form-urlencoded"};
        router.add(std::move(route));
    }
    add_user_pages(router, daemon);
}

}  // namespace qingkong
