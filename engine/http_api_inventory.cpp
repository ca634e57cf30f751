// SPDX-License-Identifier: Apache-2.0
// Versions of the inventory over the API: the list, a workbook taken in, and the orders it would change in an alert.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "alerts/enterprise_mails.hpp"
#include "engine/http_api_parts.hpp"
#include "engine/inventory_input.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kWorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Json version_json(const InventoryVersion& one) {
    return {{"id", one.id},
            {"version", one.version},
            {"name", one.name},
            {"imported_at", format_instant(one.at)},
            {"who", one.who},
            {"note", one.note},
            {"summary", {{"zh", one.summary.zh}, {"en", one.summary.en}}},
            {"state", one.state},
            {"hash", one.hash}};
}

Json finding_json(const Problem& problem, const std::vector<Sheet>& sheets) {
    const FoundAt at = found_at(problem, sheets);
    const char* severity = problem.severity == Severity::error     ? "error"
                           : problem.severity == Severity::warning ? "warning"
                                                                   : "note";
    return {{"sheet", at.sheet},
            {"cell", at.cell},
            {"severity", severity},
            {"what", {{"zh", problem.what.zh}, {"en", problem.what.en}}},
            {"wanted", {{"zh", problem.wanted.zh}, {"en", problem.wanted.en}}},
            {"value", at.value}};
}

/// A workbook in the body: its findings, and the version that it became where it is free of errors.
void take_workbook(Daemon& daemon, const Call& call, const Reply& reply) {
    auto sheets = workbook_sheets(call.request.body, "workbook");
    if (!sheets) return reply(problems_response(sheets.error()));
    std::vector<Problem> findings;
    auto inventory = read_inventory(*sheets, findings);
    if (!inventory) findings.insert(findings.end(), inventory.error().begin(), inventory.error().end());
    Json found = Json::array();
    for (const Problem& problem : findings) found.push_back(finding_json(problem, *sheets));
    if (!inventory) return reply(json_answer({{"accepted", false}, {"findings", found}}, 422));
    const auto note = call.request.query.find("note");
    const auto version = daemon.service().import_inventory(std::move(*inventory), call.account->id,
                                                           note == call.request.query.end() ? "" : note->second);
    if (!version) {
        const Problem& problem = version.error().front();
        return reply(error_response(409, "other_city", problem.what, problem.wanted));
    }
    reply(json_answer({{"accepted", true}, {"version", version_json(*version)}, {"findings", found}}));
    daemon.pump();
}

void list_versions(Daemon& daemon, const Call&, const Reply& reply) {
    Json list = Json::array();
    for (const InventoryVersion& one : daemon.service().store().inventories()) list.push_back(version_json(one));
    reply(json_answer({{"versions", list}}));
}

/// What a version changed, cell by cell.
void list_changes(Daemon& daemon, const Call& call, const Reply& reply) {
    const std::string id = call.params.at("id");
    const auto changes = daemon.service().inventory_changes(std::strtoll(id.c_str(), nullptr, 10));
    if (!changes)
        return reply(error_response(404, "unknown_version", {"没有版本 " + id + "，或它没有上一版", "no version " + id + ", or none before it"},
                                    {"见 GET /api/v1/inventory", "see GET /api/v1/inventory"}));
    Json list = Json::array();
    for (const InventoryChange& one : *changes)
        list.push_back({{"area", one.area}, {"enterprise_id", one.enterprise_id}, {"enterprise", one.enterprise},
                        {"line_id", one.line_id}, {"what", token(one.what)}, {"sheet", one.sheet}, {"row", one.row},
                        {"field", one.field}, {"was", one.was}, {"is", one.is}});
    reply(json_answer({{"changes", list}}));
}

Json revision_json(const Outcome& outcome) {
    Json told = Json::array();
    if (outcome.papers) {
        for (size_t i = 0; i < mailed(*outcome.papers); ++i) told.push_back(outcome.papers->enterprise_mails->recipient(i).enterprise_id);
        for (const std::string& id : outcome.papers->without_address) told.push_back(id);
    }
    return {{"enterprises", told}};
}

/// What a signature would bring: nothing is written.
void preview_revision(Daemon& daemon, const Call& call, const Reply& reply) {
    const Outcome outcome = daemon.service().revision(call.params.at("id"));
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    reply(json_answer(revision_json(outcome)));
}

void sign_revision(Daemon& daemon, const Call& call, const Reply& reply) {
    const auto body = body_object(call);
    if (!body) return reply(not_json());
    const auto alert = covered_alert(daemon, call, reply);
    if (!alert) return;
    ReviseCommand command{alert->id, call.account->id, text_of(*body, "reason"), {}};
    if (!approval_of(*body, command.approval)) return reply(bad_approval());
    const Outcome outcome = daemon.service().command(command);
    if (outcome.refusal) return reply(refusal_response(*outcome.refusal));
    Json answer = revision_json(outcome);
    answer["transition"] = transition_json(outcome.papers->transition);
    reply(json_answer(answer));
    daemon.pump();
}

}  // namespace

void add_inventory_routes(Router& router, Daemon& daemon) {
    router.add({"GET", "/api/v1/inventory", {}, {"减排清单的各个版本", "versions of the inventory"},
                [&daemon](const Call& call, const Reply& reply) { list_versions(daemon, call, reply); }});
    router.add({"GET", "/api/v1/inventory/{id}/changes", {}, {"这一版与上一版的逐项差异", "what this version changed, cell by cell"},
                [&daemon](const Call& call, const Reply& reply) { list_changes(daemon, call, reply); }});
    router.add({"POST", "/api/v1/inventory", {Role::admin}, {"导入减排清单工作簿", "take in a workbook of the inventory"},
                [&daemon](const Call& call, const Reply& reply) { take_workbook(daemon, call, reply); },
                {{"note", {"说明", "what it is for"}, false}}, {kWorkbookType}});
    router.add({"GET", "/api/v1/alerts/{id}/revision", {Role::officer, Role::approver},
                {"新版清单将改变这次预警的哪些措施", "whose orders a new inventory would change in this alert"},
                [&daemon](const Call& call, const Reply& reply) { preview_revision(daemon, call, reply); }});
    router.add({"POST", "/api/v1/alerts/{id}/revision", {Role::officer, Role::approver},
                {"签发按新版清单调整的措施（理由必填）", "sign the orders of a new inventory"},
                [&daemon](const Call& call, const Reply& reply) { sign_revision(daemon, call, reply); },
                {}, {"application/json"}});
}

}  // namespace qingkong
