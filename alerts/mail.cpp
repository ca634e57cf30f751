// SPDX-License-Identifier: Apache-2.0
#include "alerts/mail.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/mime.hpp"
#include "alerts/notice.hpp"
#include "emissions/basis_words.hpp"

namespace qingkong {

namespace {

constexpr Language kZh = Language::zh;

/// Only what RFC 5322 allows left of the @: other bytes as %XX, so that two ids never meet.
std::string atom(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

enum class Kind { issue, upgrade, downgrade, extend, release, correct };

Kind kind_of(const Transition& transition) {
    if (transition.to == AlertLevel::normal) return Kind::release;
    if (transition.action == AlertAction::correct) return Kind::correct;
    if (transition.from == AlertLevel::normal) return Kind::issue;
    if (transition.from == transition.to) return Kind::extend;
    return transition.to < transition.from ? Kind::downgrade : Kind::upgrade;
}

std::string subject_of(const Transition& t, const Office& office, const std::string& name) {
    const std::string level = level_name(t.to).zh, response = response_grade(t.to).zh;
    const std::string start = short_time(t.response_start);
    const std::string number = t.document_no.empty() ? "" : fmt::format("（{}）", t.document_no);
    std::string subject = office.exercise ? "【演练】" : "";
    switch (kind_of(t)) {
        case Kind::issue:
        case Kind::upgrade:
            return subject + fmt::format("【重污染天气{}预警】{}请于{}前执行{}级响应措施{}", level, name, start,
                                         response, number);
        case Kind::downgrade:
            return subject + fmt::format("【重污染天气预警调整】{}自{}起由{}预警调整为{}预警，执行{}级响应措施{}", name,
                                         start, level_name(t.from).zh, level, response, number);
        case Kind::extend:
            return subject + fmt::format("【重污染天气{}预警延续】{}自{}起继续执行{}级响应措施{}", level, name, start,
                                         response, number);
        case Kind::correct:
            return subject + fmt::format("【重污染天气预警更正】{}请按{}预警于{}前执行{}级响应措施，原通知作废{}", name, level, start,
                                         response, number);
        case Kind::release:
            if (t.discretion == Discretion::suspend)
                return subject + fmt::format("【重污染天气预警暂停】{}自{}起暂停{}预警{}", name, start, level_name(t.from).zh, number);
            return subject + fmt::format("【重污染天气预警解除】{}自{}起解除{}预警，终止{}级应急响应{}", name, start,
                                         level_name(t.from).zh, response_grade(t.from).zh, number);
    }
    return subject;
}

std::string line_words(const std::string& line_id) { return line_id.empty() ? "全厂（单位）" : line_id; }

TemplateData order_row(const MeasureOrder& order, int number, Instant start) {
    TemplateData row;
    auto& v = row.values;
    v["number"] = std::to_string(number);
    v["line"] = line_words(order.line_id);
    v["measure"] = order.measure;
    v["cap"] = !order.load_cap_percent        ? ""
               : *order.load_cap_percent == 0 ? "0%"
                                              : fmt::format("不超过{}%", *order.load_cap_percent);
    const Instant due{start.seconds + order.ramp_hours * int64_t{3600}};
    v["due"] = order.mandatory ? spoken_time_zh(due) + "前" : "";
    v["ramp_hours"] = order.ramp_hours > 0 ? std::to_string(order.ramp_hours) : "";
    v["indicator"] = order.verify_by;
    v["basis"] = basis_words_zh(order.basis);
    return row;
}

std::vector<TemplateData> order_rows(const std::vector<MeasureOrder>& orders, Instant start) {
    std::vector<TemplateData> rows;
    for (const MeasureOrder& order : orders) rows.push_back(order_row(order, static_cast<int>(rows.size()) + 1, start));
    return rows;
}

/// After a release, line by line: may resume, or still held by another regime (F.2).
std::vector<TemplateData> resuming_rows(const std::vector<MeasureOrder>& before, const MailRecipient& recipient) {
    std::vector<TemplateData> rows;
    for (const MeasureOrder& order : before) {
        if (!order.mandatory) continue;
        TemplateData row;
        row.values["number"] = std::to_string(rows.size() + 1);
        row.values["line"] = line_words(order.line_id);
        row.values["measure"] = order.measure;
        row.values["words"] = remaining_words(recipient.remaining, order.line_id);
        rows.push_back(std::move(row));
    }
    // Lines of which the alert asked nothing and which another regime holds.
    for (const RemainingControl& control : recipient.remaining) {
        const auto told = [&](const TemplateData& row) { return row.values.at("line") == line_words(control.line_id); };
        if (std::any_of(rows.begin(), rows.end(), told)) continue;
        TemplateData row;
        row.values["number"] = std::to_string(rows.size() + 1);
        row.values["line"] = line_words(control.line_id);
        row.values["measure"] = "本次预警无强制性措施";
        row.values["words"] = remaining_words(recipient.remaining, control.line_id);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string scope_words(const Transition& t, const City& city) {
    const bool part =
        std::find(t.areas_concerned.begin(), t.areas_concerned.end(), kWholeCity) == t.areas_concerned.end() &&
        !t.areas_concerned.empty() && t.areas_concerned.size() < city.areas.size();
    if (!part) return "全市";
    std::string names;
    for (const std::string& id : t.areas_concerned) {
        const Area* area = city.find(id);
        names += (names.empty() ? "" : "、") + (area ? area->name.zh : id);
    }
    return names;
}

void fill_transition(TemplateData& data, const Transition& t, const Office& office, const City& city) {
    auto& v = data.values;
    v["style"] = "";
    v["exercise"] = office.exercise ? exercise_words(kZh) : "";
    v["city"] = city.name.zh;
    v["office"] = office.name.zh;
    v["office_contact"] = office.contact;
    v["telephone"] = office.telephone;
    v["government"] = office.government.zh;
    v["plan"] = office.plan_title.zh;
    v["unpublished"] = t.published_at ? "" : unpublished_words(office, kZh);
    v["published_at"] = t.published_at ? spoken_time_zh(*t.published_at) : "";
    v["signed_at"] = spoken_time_zh(t.signed_at);
    v["document_no"] = t.document_no;
    v["edition"] = fmt::format("{}（规则版本{}）", t.edition.title.zh, t.edition.id);
    v["level"] = level_name(t.to).zh;
    v["response"] = response_grade(t.to).zh;
    v["former_level"] = level_name(t.from).zh;
    v["former_response"] = response_grade(t.from).zh;
    const Kind kind = kind_of(t);
    v["issue"] = kind == Kind::issue ? "1" : "";
    v["upgrade"] = kind == Kind::upgrade ? "1" : "";
    v["downgrade"] = kind == Kind::downgrade ? "1" : "";
    v["extend"] = kind == Kind::extend ? "1" : "";
    v["correct"] = kind == Kind::correct ? "1" : "";
    v["start"] = month_day_hour(t.response_start, kZh);
    v["start_full"] = spoken_time_zh(t.response_start);
    v["planned_end"] = t.planned_end ? spoken_time_zh(*t.planned_end) + "（具体以正式通知为准）" : "另行通知";
    v["episode"] = !t.episode_begin ? "起止时间另行研判"
                   : !t.episode_end
                       ? spoken_time_zh(*t.episode_begin) + "起"
                       : fmt::format("{}至{}", spoken_time_zh(*t.episode_begin), month_day_hour(*t.episode_end, kZh));
    v["scope"] = scope_words(t, city);
    v["alert"] = t.alert_id;
    v["version"] = std::to_string(t.version);
}

void fill_recipient(TemplateData& data, const MailRecipient& recipient, const Office& office, const City& city,
                    const std::string& grade) {
    auto& v = data.values;
    v["enterprise"] = recipient.name;
    v["enterprise_id"] = recipient.enterprise_id;
    v["contact"] = recipient.contact;
    const Area* area = city.find(recipient.area);
    v["area"] = area ? area->name.zh : recipient.area;
    v["grade"] = grade_words(grade);
    v["exemption"] = recipient.exemption;
    v["transport_rule"] = recipient.transport_rule;
    v["voice_link"] = recipient.ack_token.empty() ? "" : fmt::format("{}/voice/{}", office.link_base, recipient.ack_token);
    v["link"] = recipient.ack_token.empty() ? "" : fmt::format("{}/ack/{}", office.link_base, recipient.ack_token);
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](size_t k) {
            return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
        };
        const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63U];
    }
    return out;
}

}  // namespace

std::string grade_words(std::string_view grade_token) {
    const std::optional<Grade> grade = parse_grade(grade_token);
    return grade ? grade_name(*grade).zh : std::string(grade_token);
}

std::string message_id(const Transition& transition, const Office& office, std::string_view enterprise_id) {
    return fmt::format("<{}.{}.{}@{}>", atom(transition.alert_id), transition.version, atom(enterprise_id),
                       office.mail_domain);
}

OrderChange order_change(const std::vector<MeasureOrder>& before, const std::vector<MeasureOrder>& now) {
    const auto same = [](const MeasureOrder& a, const MeasureOrder& b) {
        return a.line_id == b.line_id && a.measure == b.measure && a.load_cap_percent == b.load_cap_percent;
    };
    const auto missing = [&](const std::vector<MeasureOrder>& from, const std::vector<MeasureOrder>& in) {
        std::vector<MeasureOrder> out;
        for (const MeasureOrder& order : from)
            if (order.mandatory && std::none_of(in.begin(), in.end(), [&](const MeasureOrder& other) {
                    return other.mandatory && same(order, other);
                }))
                out.push_back(order);
        return out;
    };
    return {missing(now, before), missing(before, now)};
}

std::string encoded_words(std::string_view utf8) {
    if (std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= ' ' && c < 0x7F; })) return std::string(utf8);
    constexpr size_t kBytes = 45;  // 12 characters of frame + 60 of base64 = 72
    const auto whole = [&](size_t at) {
        return at == utf8.size() || (static_cast<unsigned char>(utf8[at]) & 0xC0) != 0x80;
    };
    std::string out;
    while (!utf8.empty()) {
        if (!out.empty()) out += "\n ";
        // Some readers (GMime's is one) join the words before they decode, and stop at a `=` in the middle: a word that
        // is not the last holds a multiple of 3 bytes. Where no such border lies near, one character goes as a Q word.
        size_t take = std::min(kBytes, utf8.size());
        while (take > 0 && !(whole(take) && (take % 3 == 0 || take == utf8.size()))) --take;
        if (take > 0) {
            out += "=?UTF-8?B?" + base64(utf8.substr(0, take)) + "?=";
        } else {
            take = 1;
            while (!whole(take)) ++take;
            out += "=?UTF-8?Q?";
            for (const char c : utf8.substr(0, take)) out += fmt::format("={:02X}", static_cast<unsigned char>(c));
            out += "?=";
        }
        utf8.remove_prefix(take);
    }
    return out;
}

namespace {

/// What changes for this enterprise: the levels of its own area.
Transition seen_by(const MailRecipient& recipient, const Transition& signed_step) {
    Transition transition = signed_step;
    transition.from = recipient.level_before.value_or(signed_step.from);
    transition.to = recipient.level_after.value_or(signed_step.to);
    return transition;
}

}  // namespace

std::string enterprise_mail_subject(const Transition& transition, const Office& office, const MailRecipient& recipient) {
    return subject_of(seen_by(recipient, transition), office, recipient.name);
}

Mail compose_enterprise_mail(const Transition& signed_step, const Office& office, const City& city,
                             const MailRecipient& recipient, const std::string& sheet_pdf, const std::vector<MeasureOrder>& orders_now,
                             const std::vector<MeasureOrder>& orders_before, const Templates& templates) {
    const Transition transition = seen_by(recipient, signed_step);
    Mail mail;
    mail.message_id = message_id(transition, office, recipient.enterprise_id);
    mail.to = recipient.email;
    mail.subject = subject_of(transition, office, recipient.name);

    const bool release = kind_of(transition) == Kind::release;
    TemplateData data;
    fill_transition(data, transition, office, city);
    const std::vector<MeasureOrder>& graded = orders_now.empty() ? orders_before : orders_now;
    fill_recipient(data, recipient, office, city, graded.empty() ? "" : graded.front().grade);
    data.values["subject"] = mail.subject;
    // The version that is corrected never began: until the start hour the level before it goes on.
    if (signed_step.action == AlertAction::correct && signed_step.from != AlertLevel::normal)
        data.values["until_then"] = level_name(signed_step.from).zh;
    data.values["message_id"] = mail.message_id;
    data.values["style"] = templates.render("mail.css", {});

    const bool change = transition.from != AlertLevel::normal && !release;
    const OrderChange changes = change ? order_change(orders_before, orders_now) : OrderChange{};
    const bool differs = !changes.added.empty() || !changes.dropped.empty();
    data.values["changed"] = differs ? "1" : "";
    data.values["unchanged"] = change && !differs ? "1" : "";
    const auto mandatory = [](const MeasureOrder& order) { return order.mandatory; };
    data.values["no_mandatory"] = std::none_of(orders_now.begin(), orders_now.end(), mandatory) ? "1" : "";
    data.values["ramped"] =
        std::any_of(orders_now.begin(), orders_now.end(),
                    [](const MeasureOrder& order) { return order.mandatory && order.ramp_hours > 0; })
            ? "1"
            : "";
    data.lists["orders"] = order_rows(orders_now, transition.response_start);
    data.lists["added"] = order_rows(changes.added, transition.response_start);
    data.lists["dropped"] = order_rows(changes.dropped, transition.response_start);
    data.lists["resuming"] = release ? resuming_rows(orders_before, recipient) : std::vector<TemplateData>{};

    const std::string name = release ? "mail_release.zh" : "mail_order.zh";
    mail.text = templates.render(name + ".txt", data);
    mail.html = templates.render(name + ".html", data);

    MimeMessage mime;
    mime.message_id = mail.message_id;
    mime.thread_id = recipient.thread_id == mail.message_id ? "" : recipient.thread_id;
    mime.date = transition.signed_at;
    mime.from_name = office.name.zh;
    mime.from_address = office.mail_from;
    mime.to_name = recipient.name;
    mime.to_address = recipient.email;
    mime.subject = mail.subject;
    mime.text = mail.text;
    mime.html = mail.html;
    if (!sheet_pdf.empty()) {
        mime.attachment_name = fmt::format("{}预警应急减排措施单.pdf", level_name(transition.to).zh);
        mime.attachment = sheet_pdf;
    }
    // RFC 2046 allows 70 characters; `%` is not among them. The base64 lines cannot contain `=_`.
    mime.boundary = fmt::format("=_{}.{}.{}", transition.alert_id, transition.version, recipient.enterprise_id);
    for (char& c : mime.boundary)
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '=' ||
              c == '_' || c == '-'))
            c = '-';
    if (mime.boundary.size() > 70) mime.boundary.resize(70);
    mail.bytes = mime_bytes(mime);
    return mail;
}

}  // namespace qingkong
