// SPDX-License-Identifier: Apache-2.0
#include "engine/field_findings.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "emissions/grade.hpp"
#include "engine/byte_source.hpp"
#include "engine/embedded.hpp"
#include "engine/files.hpp"
#include "engine/http_api_parts.hpp"

namespace qingkong {

using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kMostRows = 400;    ///< of a printed table: what is more stands in compliance.csv

tl::unexpected<Outcome::Refusal> refuse(const char* id, Text what, Text wanted = {}) {
    return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)});
}

Json body_of(const CaseRow& row) {
    Json body = Json::parse(row.body, nullptr, false);
    return body.is_object() ? body : Json::object();
}

FindingEntry entry_of(const CaseRow& row) {
    const Json body = body_of(row);
    FindingEntry entry;
    entry.step = parse_finding_step(body.value("step", std::string())).value_or(FindingStep::found);
    entry.at = Instant{body.value("at", row.at.seconds)};
    entry.who = row.who;
    entry.unit = body.value("unit", std::string());
    entry.passed = body.value("passed", false);
    entry.record = body.value("record", std::string());
    return entry;
}

Json entry_body(const FindingEntry& entry) {
    return {{"step", token(entry.step)}, {"at", entry.at.seconds}, {"unit", entry.unit}, {"passed", entry.passed}, {"record", entry.record}};
}

bool alert_active(Service& service, const std::string& area) {
    return service.level_of(area) != AlertLevel::normal;
}

std::string data_uri(const std::string& bytes) {
    const char* type = bytes.rfind("\xFF\xD8", 0) == 0 ? "image/jpeg" : bytes.rfind("\x89PNG", 0) == 0 ? "image/png" : nullptr;
    if (type == nullptr) return "";
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    while (!text.empty() && text.back() == '\0') text.pop_back();
    return std::string("data:") + type + ";base64," + text;
}

bool concerns(const FieldFinding& finding, const std::string& enterprise_id, const std::string& line_id) {
    return !finding.enterprise_id.empty() && finding.enterprise_id == enterprise_id &&
           (finding.line_id.empty() || line_id.empty() || finding.line_id == line_id);
}

template <class T>
const T* by_id(const std::vector<T>& all, const std::string& id) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

Result<EnforcementTerms> enforcement_terms(const Config& config) {
    const std::string own = config.rules.editions_dir.empty() ? "" : (std::filesystem::path(config.rules.editions_dir) / "enforcement.toml").string();
    if (!own.empty() && is_regular_file(own)) {
        const auto text = read_all(own);
        if (!text) return tl::unexpected(text.error());
        return read_enforcement_terms(*text, own);
    }
    return read_enforcement_terms(*embedded("rules/enforcement.toml"), "rules/enforcement.toml");
}

std::vector<FieldFinding> field_findings(Service& service) {
    std::vector<FieldFinding> out;
    for (const CaseRow& row : case_rows(service.store(), "finding")) {
        const Json body = body_of(row);
        FieldFinding one;
        one.id = row.subject;
        one.kind = body.value("kind", std::string());
        one.area = body.value("area", std::string());
        one.enterprise_id = body.value("enterprise_id", std::string());
        one.line_id = body.value("line_id", std::string());
        one.place = body.value("place", std::string());
        one.inspection = body.value("inspection", std::string());
        one.transition = body.value("transition", std::string());
        one.source = body.value("source", std::string());
        one.during_alert = body.value("during_alert", false);
        one.steps = {entry_of(row)};
        out.push_back(std::move(one));
    }
    for (const CaseRow& row : case_rows(service.store(), "finding_step"))
        for (FieldFinding& one : out)
            if (one.id == row.subject) one.steps.push_back(entry_of(row));
    return out;
}

bool proven(Service& service, const FieldFinding& finding) {
    for (const Inspection& one : inspections(service))
        if (one.counts() && one.result == InspectionResult::not_complied &&
            (one.id == finding.inspection || concerns(finding, one.enterprise_id, one.line_id)))
            return true;
    return false;
}

Taken<FieldFinding> take_finding(Service& service, const Json& body, const std::string& who) {
    static const std::set<std::string> kKinds = {"line", "site", "peak_shift", "transport", "fire", "other"};
    FieldFinding one;
    one.kind = text_of(body, "kind");
    if (kKinds.count(one.kind) == 0)
        return refuse("bad_kind", {"kind 不是问题种类", "kind is none"}, {"line、site、peak_shift、transport、fire 或 other", "line, site, peak_shift, transport, fire or other"});
    one.enterprise_id = text_of(body, "enterprise_id");
    one.line_id = text_of(body, "line_id");
    one.area = text_of(body, "area");
    one.place = text_of(body, "place");
    one.inspection = text_of(body, "inspection");
    one.transition = text_of(body, "transition");
    one.source = text_of(body, "source");
    if (!one.inspection.empty()) {
        const auto all = inspections(service);
        const Inspection* visit = by_id(all, one.inspection);
        if (visit == nullptr) return refuse("unknown_inspection", {"没有核查记录 " + one.inspection, "no inspection " + one.inspection});
        one.enterprise_id = visit->enterprise_id;
        if (one.line_id.empty()) one.line_id = visit->line_id;
        if (one.source.empty()) one.source = "inspection";
    }
    if (!one.enterprise_id.empty()) one.area = area_of_enterprise(service, one.enterprise_id);
    if (one.area.empty() || (one.area != kWholeCity && service.config().city.find(one.area) == nullptr))
        return refuse("unknown_area", {"没有企业或区域", "no such enterprise or area"}, {"enterprise_id，或 area 与 place", "enterprise_id, or area and place"});
    if (one.enterprise_id.empty() && one.place.empty()) return refuse("bad_place", {"须写明点位", "the place must be named"});
    const std::string text = text_of(body, "text");
    if (text.empty()) return refuse("bad_text", {"须写明问题", "the problem must be written"});
    // The same words may be true again tomorrow: within the hour they are a repeat.
    const std::string key = text_hash(who + format_hour(floor_hour(service.now())) + body.dump(-1, ' ', false, Json::error_handler_t::replace));
    for (const CaseRow& row : case_rows(service.store(), "finding"))
        if (row.key == key) {
            const auto all = field_findings(service);
            return std::pair(*by_id(all, row.subject), true);
        }
    one.during_alert = alert_active(service, one.area);
    one.steps = {{FindingStep::found, service.now(), who, "", false, service.keep_record("finding", text, "", who).id}};
    one.id = fmt::format("F{:04}", next_case_id(service.store()));
    Json row = entry_body(one.steps.front());
    row.update(Json{{"kind", one.kind}, {"area", one.area}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id}, {"place", one.place},
                    {"inspection", one.inspection}, {"transition", one.transition}, {"source", one.source}, {"during_alert", one.during_alert}});
    const std::string where = one.enterprise_id.empty() ? one.area : one.enterprise_id;
    const JournalEntry entry = step_entry(service, one.area, "finding", who,
                                          {fmt::format("发现问题{}：{}。", one.id, where), fmt::format("Finding {}: {}.", one.id, where)},
                                          Json{{"finding", one.id}, {"kind", one.kind}, {"enterprise_id", one.enterprise_id}, {"line_id", one.line_id},
                                               {"inspection", one.inspection}, {"record", one.steps.front().record}}.dump());
    append_case(service.store(), {0, "finding", one.id, key, service.now(), who, row.dump()}, &entry);
    return std::pair(one, false);
}

Taken<FieldFinding> take_step(Service& service, const std::string& id, const Json& body, const std::string& who) {
    const auto all = field_findings(service);
    const FieldFinding* found = by_id(all, id);
    if (found == nullptr) return refuse("unknown_finding", {"没有问题 " + id, "no finding " + id});
    const auto step = parse_finding_step(text_of(body, "step"));
    if (!step || *step == FindingStep::found)
        return refuse("bad_step", {"step 不是办理环节", "step is none"},
                      {"assigned、feedback、rechecked、closed、supervised、handed_over、interview、accountability", "assigned, feedback, rechecked, closed, supervised, handed_over, interview, accountability"});
    FindingEntry entry{*step, service.now(), who, text_of(body, "unit"), false, ""};
    std::optional<Instant> at;
    if (!time_of(body, "at", at) || (at && *at > service.now())) return refuse("bad_time", {"at 不是时间，或晚于现在", "at is no time, or lies ahead"});
    if (at) entry.at = *at;
    if (const auto passed = body.find("passed"); passed != body.end())
        entry.passed = passed->is_boolean() ? passed->get<bool>() : passed->is_string() && passed->get<std::string>() == "true";
    const std::string key = id + " " + text_hash(who + body.dump(-1, ' ', false, Json::error_handler_t::replace));
    // The same form sent twice is the step that stands; a second feedback in the same words is another one.
    if (found->steps.size() > 1 && found->state() == entry.step)
        for (const CaseRow& row : case_rows(service.store(), "finding_step", id))
            if (row.key.rfind(key, 0) == 0 && entry_of(row).step == found->state()) return std::pair(*found, true);
    if (const auto why = refused_step(*found, entry, proven(service, *found))) return refuse("wrong_step", *why);
    const std::string text = text_of(body, "text");
    if (text.empty() && *step != FindingStep::assigned && *step != FindingStep::closed) return refuse("bad_text", {"须写明情况", "it must be written what was done"});
    if (!text.empty()) entry.record = service.keep_record("finding_step", text, "", who).id;
    const JournalEntry written = step_entry(service, found->area, "finding_step", who,
                                            {fmt::format("问题{}：{}{}。", id, finding_step_name(*step).zh, entry.unit.empty() ? "" : "，" + entry.unit),
                                             fmt::format("Finding {}: {}{}.", id, finding_step_name(*step).en, entry.unit.empty() ? "" : ", " + entry.unit)},
                                            Json{{"finding", id}, {"step", token(*step)}, {"passed", entry.passed}, {"record", entry.record}}.dump());
    append_case(service.store(), {0, "finding_step", id, fmt::format("{} {}", key, found->steps.size()), service.now(), who, entry_body(entry).dump()}, &written);
    FieldFinding now = *found;
    now.steps.push_back(std::move(entry));
    return std::pair(std::move(now), false);
}

std::vector<GradeProposal> grade_proposals(Service& service) {
    std::vector<GradeProposal> out;
    for (const CaseRow& row : case_rows(service.store(), "grade_proposal")) {
        const Json body = body_of(row);
        out.push_back({row.subject, body.value("enterprise_id", std::string()), body.value("from_grade", std::string()), body.value("to_grade", std::string()),
                       row.who, Day{body.value("day", int64_t{0})}, row.at});
    }
    return out;
}

Taken<GradeProposal> propose_grade(Service& service, const std::string& id, const Json& body, const std::string& who) {
    const auto all = field_findings(service);
    const FieldFinding* found = by_id(all, id);
    if (found == nullptr) return refuse("unknown_finding", {"没有问题 " + id, "no finding " + id});
    const auto& inventory = service.resources().inventory;
    const Enterprise* enterprise = inventory ? inventory->find_enterprise(found->enterprise_id) : nullptr;
    if (enterprise == nullptr) return refuse("unknown_enterprise", {"该问题不涉及清单中的企业", "the finding concerns no enterprise of the inventory"});
    if (!proven(service, *found))
        return refuse("not_proven", {"建议降级须有两名检查人员作出的未落实结论", "a proposal wants a verdict of two inspectors"});
    const auto day = parse_day(text_of(body, "from"));
    const auto grade = parse_grade(text_of(body, "grade"));
    const std::string reason = text_of(body, "reason");
    if (!day || !grade || reason.empty())
        return refuse("bad_value", {"须写明 grade、from（日期）和 reason", "grade, from (a date) and reason are required"}, {R"({"grade": "C", "from": "2026-12-01", "reason": "…"})", "the same"});
    const GradeProposal one{id, enterprise->enterprise_id, std::string(token(enterprise->grade_on(*day))), std::string(token(*grade)), who, *day, service.now()};
    const std::string key = id + " " + text_hash(who + body.dump(-1, ' ', false, Json::error_handler_t::replace));
    Json row{{"enterprise_id", one.enterprise_id}, {"from_grade", one.from_grade}, {"to_grade", one.to_grade}, {"day", one.day.index}, {"reason", reason}};
    const JournalEntry entry = step_entry(service, found->area, "grade_proposal", who,
                                          {fmt::format("建议自{}起将{}绩效等级由{}调整为{}（问题{}），待有权机关决定。", format_day(*day), one.enterprise_id, one.from_grade, one.to_grade, id),
                                           fmt::format("Proposed: grade of {} from {} to {} from {} (finding {}); the competent body decides.", one.enterprise_id,
                                                       one.from_grade, one.to_grade, format_day(*day), id)},
                                          row.dump());
    const bool made = append_case(service.store(), {0, "grade_proposal", id, key, service.now(), who, row.dump()}, &entry).second;
    return std::pair(one, !made);
}

Json field_list(Service& service, const std::string& kind) {
    Json list = Json::array();
    for (const CaseRow& row : case_rows(service.store(), kind)) {
        Json one{{"id", row.subject}, {"recorded_at", format_instant(row.at)}, {"who", row.who}};
        one.update(body_of(row));
        list.push_back(std::move(one));
    }
    return list;
}

Taken<std::string> take_field_row(Service& service, const std::string& kind, const Json& body, const std::string& who) {
    static const std::set<std::string> kEvents = {"fire_point", "hot_spot", "patrol", "site_check"};
    const bool event = kind == "field_event";
    const std::string area = text_of(body, "area");
    if (area.empty() || (area != kWholeCity && service.config().city.find(area) == nullptr))
        return refuse("unknown_area", {"没有区域 " + area, "no area " + area});
    if (event && kEvents.count(text_of(body, "kind")) == 0)
        return refuse("bad_kind", {"kind 不是事件种类", "kind is none"}, {"fire_point、hot_spot、patrol 或 site_check", "fire_point, hot_spot, patrol or site_check"});
    if (text_of(body, event ? "place" : "name").empty()) return refuse("bad_place", {"须写明名称或点位", "name or place is required"});
    if (!event && text_of(body, "responsible").empty()) return refuse("bad_value", {"须写明责任人（岗位）", "who is responsible must be named"});
    if (std::optional<Instant> at; !time_of(body, "at", at)) return refuse("bad_time", {"at 不是时间", "at is no time"});
    const std::string text = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    const std::string id = fmt::format("{}{:04}", event ? "E" : "K", next_case_id(service.store()));
    // Who is responsible may be a person: not in the chain.
    const JournalEntry entry = step_entry(service, area, event ? "field_event" : "key_area", who,
                                          event ? Text{"登记现场事件" + id + "。", "Event " + id + " is recorded."} : Text{"登记重点区域" + id + "。", "Key area " + id + " is recorded."},
                                          Json{{"id", id}, {"digest", text_hash(service.link_key() + text)}}.dump());
    const auto [row, made] = append_case(service.store(), {0, kind, id, text_hash(who + text), service.now(), who, text}, &entry);
    return std::pair(row.subject, !made);
}

Json finding_json(Service& service, const FieldFinding& one, const EnforcementTerms& terms, bool personal) {
    const FindingClock clock = finding_clock(one, terms, service.now());
    Json steps = Json::array();
    for (const FindingEntry& step : one.steps) {
        Json json{{"step", token(step.step)}, {"name", finding_step_name(step.step).zh}, {"at", format_instant(step.at)}, {"who", step.who}, {"unit", step.unit}};
        if (step.step == FindingStep::rechecked) json["passed"] = step.passed;
        if (personal && !step.record.empty()) json["content"] = kept_content(service, step.record);
        steps.push_back(std::move(json));
    }
    return {{"id", one.id}, {"kind", one.kind}, {"area", one.area}, {"enterprise_id", one.enterprise_id},
            {"enterprise", one.enterprise_id.empty() ? "" : name_of_enterprise(service, one.enterprise_id)}, {"line_id", one.line_id}, {"place", one.place},
            {"inspection", one.inspection}, {"transition", one.transition}, {"source", one.source}, {"state", token(one.state())},
            {"state_name", finding_step_name(one.state()).zh}, {"unit", one.unit()}, {"proven", proven(service, one)},
            {"next", clock.next ? Json(token(*clock.next)) : Json(nullptr)}, {"due", clock.due ? Json(format_instant(*clock.due)) : Json(nullptr)},
            {"overdue", clock.overdue}, {"failures", clock.failures}, {"advised", clock.advised ? Json(token(*clock.advised)) : Json(nullptr)}, {"steps", steps}};
}

EvidenceFacts evidence_facts(Service& service, const FieldFinding& finding, const EnforcementTerms& terms, const std::string& conduct) {
    EvidenceFacts facts;
    facts.finding = finding;
    facts.printed_at = service.now();
    const auto& inventory = service.resources().inventory;
    const Enterprise* enterprise = inventory ? inventory->find_enterprise(finding.enterprise_id) : nullptr;
    facts.enterprise = finding.enterprise_id.empty() ? "" : name_of_enterprise(service, finding.enterprise_id);
    if (enterprise != nullptr) facts.permit_no = enterprise->permit_no;
    std::optional<Inspection> visited;
    for (const Inspection& one : inspections(service))
        if (one.id == finding.inspection) visited = one;
    // What it had to do: the notice that was named; where that one never came into force here, what held at the visit.
    std::vector<DueOrder> due;
    for (DueOrder& one : service.due_orders(""))
        if (concerns(finding, one.order.enterprise_id, one.order.line_id) && one.order.mandatory) due.push_back(std::move(one));
    const auto keep = [&](const auto& wanted) {
        for (const DueOrder& one : due)
            if (wanted(one)) facts.orders.push_back(one.order), facts.transition = one.transition;
    };
    keep([&](const DueOrder& one) { return one.transition == finding.transition; });
    if (facts.orders.empty() && visited)
        keep([&](const DueOrder& one) { return one.start < visited->until && (!one.end || visited->from < *one.end); });
    if (facts.orders.empty() && !visited && finding.transition.empty()) keep([](const DueOrder&) { return true; });
    if (facts.orders.empty()) facts.transition = finding.transition;
    if (!facts.orders.empty()) {
        facts.clause = facts.orders.back().basis;
        for (const MeasureOrder& order : facts.orders)
            if (facts.permit_clause.empty()) facts.permit_clause = order.permit_clause;
    }
    std::string alert_id;    // of that notice; without one, every alert's hours
    for (const Alert& alert : service.store().alerts())
        for (const Transition& t : alert.transitions)
            if (t.id() == facts.transition) facts.document_no = t.document_no, alert_id = alert.id;
    std::vector<ComplianceRow> rows;
    for (ComplianceRow& row : service.compliance(alert_id))
        if (concerns(finding, row.enterprise_id, row.line_id)) rows.push_back(std::move(row));
    std::set<std::pair<std::string, std::string>> curves;
    for (const ComplianceRow& row : rows) {
        if (!row.indicator.empty() && row.indicator != "cems_flag") curves.insert({row.line_id, row.indicator});
        if (row.verdict == Verdict::suspected || row.verdict == Verdict::not_complied)
            if (facts.rows.size() < kMostRows) facts.rows.push_back(row);
    }
    for (const auto& [line, indicator] : curves) facts.curves.push_back(curve_of(rows, line, indicator));
    for (const Inspection& one : inspections(service)) {
        if (one.id != finding.inspection && !concerns(finding, one.enterprise_id, one.line_id)) continue;
        EvidenceFacts::Visit visit{one, {}, {}, {}, {}};
        for (const std::string& id : one.records) {
            const auto record = service.store().record(id);
            if (!record || record->destroyed_at) continue;
            if (record->kind == "inspection") {
                visit.text = record->note;
                const Json content = Json::parse(record->content, nullptr, false);
                if (content.is_object()) visit.inspectors = content.value("inspectors", std::vector<std::string>());
            } else {
                visit.photographs.push_back(record->note.empty() ? record->id : record->note);
                visit.photograph_uris.push_back(data_uri(record->content));
            }
        }
        facts.visits.push_back(std::move(visit));
    }
    for (const Statement& one : statements(service)) {
        if (!concerns(finding, one.enterprise_id, one.line_id)) continue;
        const Json said = kept_content(service, one.record);
        const Json decided = one.decision_record.empty() ? Json() : kept_content(service, one.decision_record);
        facts.voices.push_back({one, said.is_object() ? said.value("text", std::string()) : "", decided.is_object() ? decided.value("text", std::string()) : ""});
    }
    if (const FinableConduct* chosen = terms.find(conduct)) facts.conduct = *chosen;
    return facts;
}

}  // namespace qingkong
