// SPDX-License-Identifier: Apache-2.0
// Fields of what units get and of the reports made from their answers.
#include "alerts/template_reports.hpp"

namespace qingkong {

void add_report_fields(std::map<std::string, TemplateFields, std::less<>>& table) {
    TemplateFields report;
    report.values = {"title",   "exercise",      "office",         "city",          "date",          "time",       "made_at", "signed_date",
                     "units_count", "reported_count", "missing_count", "missing_names", "missing",    "nobody",  "superior",
                     "neighbours",  "contact",        "telephone"};
    report.lists["alerts"].values = {"alert", "level_words", "scope", "since", "until", "document_no"};
    report.lists["sums"].values = {"words"};
    report.lists["units"].values = {"number", "unit", "late", "words"};
    TemplateFields alert = report;
    alert.values.insert({"document_no", "scope", "act", "planned_end", "published_at", "unpublished", "reason"});
    TemplateFields forward;
    forward.values = {"title", "exercise", "office", "document_no", "addressees", "issuer", "paper_no", "kind", "scope", "level",
                      "response", "start", "end", "amends", "order", "receipt_due", "execution_due", "contact", "telephone",
                      "signed_date"};
    for (const char* language : {".zh.txt", ".en.txt"}) {
        table[std::string("report_daily") + language] = report;
        table[std::string("report_summary") + language] = report;
        table[std::string("report_alert") + language] = alert;
        table[std::string("forward") + language] = forward;
    }
    TemplateFields mail;
    mail.values = {"exercise", "unit", "title", "document_no", "notice", "receipt_due", "execution_due", "report_hours",
                   "summary_due", "link", "contact", "telephone", "office", "signed_date", "alert", "version", "subject", "style"};
    mail.lists["tasks"].values = {"number", "kind", "measure", "indicator"};
    table["mail_unit.zh.txt"] = table["mail_unit.zh.html"] = mail;
}

}  // namespace qingkong
