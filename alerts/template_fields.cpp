// SPDX-License-Identifier: Apache-2.0
#include "alerts/template.hpp"
#include "alerts/template_reports.hpp"

namespace qingkong {

namespace {

/// A notice (K.2). Values in the language of the file; times as they are spoken there.
TemplateFields notice_fields() {
    TemplateFields fields;
    fields.values = {"exercise",
                     "title",
                     "document_no",
                     "office",
                     "government",
                     "city",
                     "plan",
                     "edition",
                     "unpublished",
                     "published_at",
                     "signed_at",
                     "signed_date",
                     "start",
                     "start_full",
                     "planned_end",
                     "end_clause",
                     "episode_begin",
                     "episode_end",
                     "episode",
                     "scope",
                     "place",
                     "level",
                     "response",
                     "former_level",
                     "former_response",
                     "peak_aqi",
                     "peak_category",
                     "primary",
                     "weather",
                     "approval",
                     "superior",
                     "clean_hours",
                     "clean_from",
                     "release_condition",
                     "former_document_no",
                     "not_applied",
                     "other_controls",
                     "told",
                     "mandatory",
                     "report_hours",
                     "summary_due",
                     "contact",
                     "telephone",
                     "lead",
                     "health_advice",
                     "part_of_city",
                     "batch",
                     "reason"};
    fields.lists["shares"].values = {"pollutant", "percent", "target", "verdict"};
    for (const char* list : {"health", "advisory", "mandatory_measures"})
        fields.lists[list].values = {"number", "words", "units"};
    return fields;
}

/// The page around a notice's text: one paragraph a line.
TemplateFields notice_page_fields() {
    TemplateFields fields;
    fields.values = {"title", "language", "style", "issuer", "document_no"};
    fields.lists["paragraphs"].values = {"words", "kind"};
    return fields;
}

/// An enterprise's mail (K.3).
TemplateFields mail_fields() {
    TemplateFields fields;
    fields.values = {
        "subject", "style",      "exercise",       "enterprise", "enterprise_id", "contact",         "area",
        "city",    "office",     "office_contact", "telephone",  "government",    "unpublished",     "document_no",
        "edition", "plan",       "level",          "response",   "former_level",  "former_response", "issue",
        "upgrade", "downgrade",  "extend",         "start",      "start_full",    "planned_end",     "episode",
        "scope",   "grade",      "exemption",      "changed",    "unchanged",     "no_mandatory",    "transport_rule",
        "link",    "voice_link", "message_id", "alert",          "version",    "signed_at",     "published_at",    "ramped",
        "correct", "until_then"};
    const TemplateFields order{{"number", "line", "measure", "cap", "due", "indicator", "basis", "ramp_hours"}, {}};
    fields.lists["orders"] = order;
    fields.lists["added"] = order;
    fields.lists["dropped"] = order;
    fields.lists["resuming"].values = {"number", "line", "measure", "words"};
    return fields;
}

/// The post-event evaluation (I.1).
TemplateFields evaluation_fields() {
    TemplateFields fields;
    fields.values = {"style",
                     "chart",
                     "exercise",
                     "office",
                     "city",
                     "alert",
                     "edition",
                     "other_edition",
                     "source",
                     "episode",
                     "peak",
                     "peak_at",
                     "primary",
                     "forecast_verdict",
                     "measured_level",
                     "declared_level",
                     "level_agreement",
                     "lead_required",
                     "note",
                     "printed_at",
                     "suspects_total",
                     "overlength",
                     "unpublished",
                     "mails_composed",
                     "mails_accepted",
                     "mails_confirmed",
                     "hours_total",
                     "late"};
    fields.lists["categories"].values = {"category", "hours_count"};
    fields.lists["transitions"].values = {"id",      "action",        "level_words", "signed_at",    "published_at",
                                          "start",   "episode_words", "lead",        "composed",     "accepted",
                                          "unknown", "failed",        "confirmed",   "orders_count", "document_no"};
    fields.lists["steps"].values = {"own", "other"};
    fields.lists["shares"].values = {"transition", "area_words", "pollutant", "base", "reduction",
                                     "percent",    "target",     "verdict",   "basis"};
    fields.lists["achieved"].values = {"pollutant", "base", "planned", "range", "coverage", "target", "verdict"};
    fields.lists["verdicts"].values = {"verdict", "line_hours", "enterprises"};
    fields.lists["suspects"].values = {"area_words", "enterprise_id", "enterprise", "line",
                                       "measure",    "hours_count",   "first_hour"};
    fields.lists["targeted"].values = {"kind", "percent"};
    fields.lists["planned"].values = {"transition", "level_words"};
    fields.lists["planned"].lists["cells"].values = {"words"};
    return fields;
}

/// The board at an enterprise's gate (handbook F).
TemplateFields board_fields() {
    TemplateFields fields;
    fields.values = {"style",      "exercise", "enterprise", "uscc",        "permit_no",  "industry",
                     "class_words", "place",    "grade",      "zone",        "plan_version", "plan_status",
                     "unfiled",    "valid_to", "post",       "supervisor",  "supervisor_telephone", "printed_on",
                     "state",      "link",     "code",       "nrmm",        "vehicles"};
    for (const char* list : {"exemptions", "regimes"}) fields.lists[list].values = {"words"};
    TemplateFields& level = fields.lists["levels"];
    level.values = {"level_words", "response", "in_force", "span", "transport_rule"};
    level.lists["measures"].values = {"first", "lines", "measure", "limit", "due", "indicator"};
    return fields;
}

TemplateFields order_sheet_fields() {
    TemplateFields fields;
    fields.values = {"style", "exercise", "enterprise", "uscc", "permit_no", "place", "grade", "plan_version", "plan_status", "post",
                     "level_words", "response", "supervisor", "supervisor_telephone", "printed_on", "transport_rule"};
    fields.lists["exemptions"].values = {"words"};
    fields.lists["measures"].values = {"line", "measure", "limit", "due", "indicator", "responsible"};
    return fields;
}

/// The operation plan of an enterprise (handbook F, eight blocks).
TemplateFields plan_fields() {
    TemplateFields fields;
    fields.values = {"style",       "exercise",    "enterprise",  "uscc",        "permit_no",   "industry",
                     "gb4754",      "class_words", "grade",       "place",       "zone",        "address",
                     "coordinates", "post",        "telephone",   "email",       "state_words", "plan_version",
                     "plan_status", "unfiled",     "filed_on",    "valid_to",    "voluntary",   "inventory",
                     "normal_trips", "alert_trips", "fleet",      "gate",        "video",       "nrmm",
                     "link",        "code",        "supervisor",  "supervisor_telephone", "state", "printed_on"};
    for (const char* list : {"exemptions", "regimes"}) fields.lists[list].values = {"words"};
    TemplateFields& line = fields.lists["lines"];
    line.values = {"line", "product", "equipment", "fuel", "facilities", "cems", "meters", "batch", "design", "eia",
                   "permitted", "output", "smallest", "divisor", "safe_stop", "restart"};
    TemplateFields& level = fields.lists["levels"];
    level.values = {"level_words", "response", "span", "span_with_total", "transport_rule"};
    TemplateFields& measure = level.lists["measures"];
    measure.values = {"first", "line", "measure", "limit", "due", "indicator", "responsible", "permit_clause"};
    for (const char* pollutant : {"so2", "nox", "pm", "vocs"}) {
        fields.values.insert(std::string("base_") + pollutant);
        line.values.insert(std::string("annual_") + pollutant);
        line.values.insert(std::string("daily_") + pollutant);
        level.values.insert(std::string("total_") + pollutant);
        measure.values.insert(std::string("cut_") + pollutant);
    }
    return fields;
}

/// What every paper of the office may use (alerts/official_paper).
TemplateFields office_paper_fields(std::initializer_list<const char*> own) {
    TemplateFields fields;
    fields.values = {"exercise", "title", "office", "government", "plan", "contact", "telephone", "date"};
    for (const char* name : own) fields.values.insert(name);
    return fields;
}

void add_lists(TemplateFields& fields, std::initializer_list<const char*> lists) {
    for (const char* list : lists) fields.lists[list].values = {"number", "words"};
}

/// The government's notice to the public (K.4).
TemplateFields public_notice_fields() {
    TemplateFields fields = office_paper_fields(
        {"unpublished", "published_at", "release", "level", "former_level", "response", "former_response", "changed", "continued",
         "scope", "start", "planned_end", "episode", "city", "cause", "primary", "peak_aqi", "release_condition", "category",
         "effect", "health_advice", "edition", "not_applied"});
    add_lists(fields, {"health", "advisory", "mandatory_measures"});
    return fields;
}

TemplateFields vehicle_notice_fields() {
    TemplateFields fields = office_paper_fields(
        {"document_no", "issuer", "basis", "from", "until", "hours", "days", "filing", "filing_authority"});
    add_lists(fields, {"rules", "roads", "detours", "exempted"});
    return fields;
}

TemplateFields task_sheet_fields() {
    TemplateFields fields = office_paper_fields({"unit", "document_no", "level", "response", "start", "planned_end", "unpublished",
                                                 "report_hours", "count"});
    fields.lists["tasks"].values = {"number", "kind", "words", "indicator", "areas", "others"};
    return fields;
}

/// 补充通知 (K.2).
TemplateFields correction_fields() {
    TemplateFields fields = office_paper_fields(
        {"document_no", "unpublished", "published_at", "former_level", "former_start", "former_document_no", "version", "not_started",
         "level_changed", "level", "response", "health_advice", "scope", "start", "start_full", "planned_end", "episode", "reason",
         "approval", "superior", "not_applied", "edition", "report_hours", "told"});
    for (const char* list : {"health", "advisory", "mandatory_measures"}) fields.lists[list].values = {"number", "words", "units"};
    return fields;
}

/// Documents without an alert (B.7).
TemplateFields tip_fields() {
    TemplateFields fields =
        office_paper_fields({"document_no", "city", "scope", "place", "span", "from", "until", "cause", "primary", "peak_aqi",
                             "category", "health_advice", "basis", "legal_basis", "not_alert"});
    add_lists(fields, {"measures"});
    return fields;
}

/// Consultation, proposal report, approval form (B.5).
TemplateFields approval_fields() {
    TemplateFields fields = office_paper_fields(
        {"style", "city", "number", "consulted_at", "chair", "conclusion", "signed_by", "handler", "reviewer", "submitted_at",
         "counter_due", "counter_by", "counter_at", "publication_no", "published_at", "approver", "authority", "approval_opinion",
         "approved_at", "in_program", "on_paper", "by_telephone", "recorded_by", "scan", "proposal", "proposal_id", "action",
         "level", "response", "former_level", "is_issue", "is_change", "is_release", "scope", "start", "release", "planned_end",
         "episode", "primary", "peak_aqi", "reason", "measured_to", "forecast_at", "edition", "superior", "own_target"});
    add_lists(fields, {"findings", "alternatives", "readings"});
    fields.lists["opinions"].values = {"post", "words", "at"};
    return fields;
}

const std::map<std::string, TemplateFields, std::less<>>& table() {
    static const std::map<std::string, TemplateFields, std::less<>> kTable = [] {
        std::map<std::string, TemplateFields, std::less<>> fields;
        for (const char* language : {".zh", ".en"}) {
            for (const char* kind :
                 {"notice_issue", "notice_upgrade", "notice_downgrade", "notice_extend", "notice_release"})
                fields[std::string(kind) + language + ".txt"] = notice_fields();
            fields[std::string("evaluation") + language + ".html"] = evaluation_fields();
            fields[std::string("public_notice") + language + ".txt"] = public_notice_fields();
            fields[std::string("notice_correct") + language + ".txt"] = correction_fields();
        }
        for (const char* name :
             {"mail_order.zh.txt", "mail_order.zh.html", "mail_release.zh.txt", "mail_release.zh.html"})
            fields[name] = mail_fields();
        fields["notice.html"] = notice_page_fields();
        fields["vehicle_notice.zh.txt"] = vehicle_notice_fields();
        fields["task_sheet.zh.txt"] = task_sheet_fields();
        for (const char* name : {"tip_short_heavy", "tip_ozone", "tip_fire", "tip_dust", "temporary_control", "preparation"})
            fields[std::string(name) + ".zh.txt"] = tip_fields();
        for (const char* name : {"consultation_opinion.zh.txt", "proposal_report.zh.txt", "approval_form.zh.txt", "approval_form.zh.html"})
            fields[name] = approval_fields();
        fields["board.html"] = board_fields();
        fields["order_sheet.html"] = order_sheet_fields();
        fields["plan.html"] = plan_fields();
        add_report_fields(fields);
        for (const char* style : {"notice.css", "mail.css", "evaluation.css", "board.css"}) fields[style] = {};
        return fields;
    }();
    return kTable;
}

}  // namespace

const TemplateFields* template_fields(std::string_view name) {
    const auto found = table().find(name);
    return found == table().end() ? nullptr : &found->second;
}

std::vector<std::string> template_names() {
    std::vector<std::string> names;
    for (const auto& [name, fields] : table()) names.push_back(name);
    return names;
}

}  // namespace qingkong
