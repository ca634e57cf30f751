// SPDX-License-Identifier: Apache-2.0
#include "alerts/unit_mail.hpp"
#include "alerts/link_token.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/duty.hpp"
#include "alerts/mime.hpp"
#include "alerts/notice.hpp"

namespace qingkong {
namespace {

constexpr int64_t kHour = 3600;

/// The unit's rows of the library: its own, and those of 各有关单位.
std::vector<LibraryMeasure> tasks_of(const AssembledMeasures& measures, const MemberUnit& unit) {
    std::vector<LibraryMeasure> rows;
    for (const TaskSheet& sheet : measures.tasks) {
        const bool own = sheet.unit == unit.name.zh || sheet.unit == "各有关单位" ||
                         std::find(unit.tasks.begin(), unit.tasks.end(), sheet.unit) != unit.tasks.end();
        if (!own) continue;
        for (const LibraryMeasure& measure : sheet.measures) {
            const bool here = measure.areas.empty() || unit.area == kWholeCity ||
                              std::find(measure.areas.begin(), measure.areas.end(), unit.area) != measure.areas.end();
            const bool twice = std::any_of(rows.begin(), rows.end(), [&](const LibraryMeasure& one) { return one.id == measure.id; });
            if (here && !twice) rows.push_back(measure);
        }
    }
    return rows;
}

TemplateData fill(const TransitionPapers& papers, const Office& office, const MemberUnit& unit, const ReturnTerms& terms,
                  const std::string& link) {
    const Transition& t = papers.transition;
    const bool release = t.action == AlertAction::release, goes_on = t.action == AlertAction::keep;
    TemplateData data;
    auto& v = data.values;
    v["exercise"] = office.exercise ? exercise_words(Language::zh) : "";
    v["unit"] = unit.name.zh;
    v["document_no"] = t.document_no;
    v["title"] = papers.notice_zh.title;
    v["notice"] = papers.notice_zh.text;
    v["receipt_due"] = spoken_time_zh(Instant{t.signed_at.seconds + kReceiptHours * kHour});
    v["execution_due"] = release || goes_on ? "" : spoken_time_zh(Instant{t.signed_at.seconds + kExecutionHours * kHour});
    v["report_hours"] = release || !unit.returns ? "" : hours_words(terms.minutes).zh;
    v["summary_due"] = release && unit.returns ? paper_date(at_minute(day_of(t.response_start) + kSummaryDays, 0), Language::zh) : "";
    v["link"] = link;
    v["contact"] = office.contact;
    v["telephone"] = office.telephone;
    v["office"] = office.name.zh;
    v["signed_date"] = paper_date(t.signed_at, Language::zh);
    v["alert"] = t.alert_id;
    v["version"] = std::to_string(t.version);
    if (!release)
        for (const LibraryMeasure& measure : tasks_of(papers.measures, unit)) {
            TemplateData row;
            row.values["number"] = std::to_string(data.lists["tasks"].size() + 1);
            row.values["kind"] = library_kind_name(measure.kind).zh;
            row.values["measure"] = measure.text;
            row.values["indicator"] = measure.indicator;
            data.lists["tasks"].push_back(std::move(row));
        }
    return data;
}

}  // namespace

std::string unit_recipient(const std::string& unit_id) { return "unit-" + unit_id; }

std::string unit_link_token(const std::string& key, const std::string& alert_id, const std::string& unit_id) {
    return link_token(key, "returns|" + alert_id + "|" + unit_id);
}

Mail compose_unit_mail(const TransitionPapers& papers, const Office& office, const MemberUnit& unit, const ReturnTerms& terms,
                       const std::string& link, const std::string& thread_id, const Templates& templates) {
    const Transition& t = papers.transition;
    Mail mail;
    mail.message_id = message_id(t, office, unit_recipient(unit.id));
    mail.to = unit.mail;
    mail.subject = fmt::format("{}（{}；请于{}前反馈回执）", papers.notice_zh.title, t.document_no,
                               short_time(Instant{t.signed_at.seconds + kReceiptHours * kHour}));
    TemplateData data = fill(papers, office, unit, terms, link);
    mail.text = templates.render("mail_unit.zh.txt", data);
    data.values["subject"] = mail.subject;
    data.values["style"] = templates.render("mail.css", {});
    mail.html = templates.render("mail_unit.zh.html", data);
    MimeMessage message{mail.message_id, thread_id == mail.message_id ? "" : thread_id, t.signed_at, office.name.zh, office.mail_from,
                        unit.name.zh, unit.mail, mail.subject, mail.text, mail.html,
                        ("=_" + t.id() + "." + unit_recipient(unit.id)).substr(0, 70)};
    mail.bytes = mime_bytes(message);
    return mail;
}

void tell_units(const Situation& situation, TransitionPapers& papers) {
    if (situation.members == nullptr || situation.members->units.empty()) return;
    const Members& members = *situation.members;
    const Transition& t = papers.transition;
    const std::vector<std::string> areas = areas_of_scope(situation.city, t.area);
    papers.return_terms = terms_text(notice_terms(members, areas));
    if (situation.templates == nullptr) return;
    for (const MemberUnit* unit : units_of_areas(members, areas)) {
        if (unit->mail.empty()) continue;
        const std::string secret = unit_link_token(situation.link_key, t.alert_id, unit->id);
        const std::string link = secret.empty() ? "" : situation.office.link_base + "/returns/" + secret;
        const auto thread = situation.book.threads.find(t.alert_id + "|" + unit_recipient(unit->id));
        const Mail mail = compose_unit_mail(papers, situation.office, *unit, members.terms, link,
                                            thread != situation.book.threads.end() ? thread->second : "", *situation.templates);
        papers.mails.push_back({t.id(), unit_recipient(unit->id), unit->area, mail.to, mail.message_id, mail.subject, mail.bytes, "", "mail", "unit"});
    }
}

}  // namespace qingkong
