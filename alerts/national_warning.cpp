// SPDX-License-Identifier: Apache-2.0
#include "alerts/national_warning.hpp"

#include <fmt/format.h>

#include "alerts/notice.hpp"
#include "alerts/xml_text.hpp"

namespace qingkong {

namespace {

/// `2020-02-05 10:45:00+08:00`.
std::string blank_time(Instant instant) {
    std::string out = format_instant(instant);
    out[10] = ' ';
    return out;
}

/// `2020年02月05日10时53分`.
std::string padded_time(Instant instant) {
    const std::string t = format_instant(instant);
    return fmt::format("{}年{}月{}日{}时{}分", t.substr(0, 4), t.substr(5, 2), t.substr(8, 2), t.substr(11, 2), t.substr(14, 2));
}

const char* colour_of(AlertLevel level) {
    switch (level) {
        case AlertLevel::red:
            return "Red";
        case AlertLevel::orange:
            return "Orange";
        case AlertLevel::yellow:
            return "Yellow";
        default:
            return "Blue";
    }
}

/// Whom a channel reaches is the system's own knowledge: left empty.
void add_method(pugi::xml_node& code, const char* name, const std::string& message) {
    pugi::xml_node method = code.append_child("method");
    add_text(method, "methodName", name);
    add_text(method, "message", message);
    add_text(method, "audienceGrp", "");
    add_text(method, "audenceprt", "");
}

void add_area(pugi::xml_node& info, const CapMessage& m) {
    std::string names, codes;
    for (const CapPlace& place : m.places) {
        names += (names.empty() ? "" : ",") + place.name.zh;
        codes += (codes.empty() ? "" : ",") + place.code + "000000";
    }
    pugi::xml_node area = info.append_child("area");
    add_text(area, "areaDesc", names);
    add_text(area, "polygon", "");
    add_text(area, "circle", "");
    add_text(area, "geocode", codes);
}

}  // namespace

std::string national_level_mark(AlertLevel level) {
    switch (level) {
        case AlertLevel::red:
            return "[I级/特别严重]";
        case AlertLevel::orange:
            return "[II级/严重]";
        case AlertLevel::yellow:
            return "[III级/较重]";
        case AlertLevel::blue:
            return "[IV级/一般]";
        default:
            return "";
    }
}

std::string national_warning_xml(const CapMessage& m, const CapInput& input) {
    const std::string mark = national_level_mark(m.level), government = input.office.government.zh;
    const std::string what = (m.kind == CapKind::cancel ? "解除" : "发布") + alert_words(m.level, Language::zh) + mark;
    const std::string exercise = m.exercise ? "【演练】" : "";
    std::string references;
    for (const CapReference& one : m.references) references += (references.empty() ? "" : ",") + one.identifier;

    pugi::xml_document document;
    pugi::xml_node alert = document.append_child("alert");
    add_text(alert, "identifier", m.identifier);
    add_text(alert, "sender", government);
    add_text(alert, "senderCode", m.sender_code);
    add_text(alert, "sendTime", blank_time(m.sent));
    add_text(alert, "status", m.exercise ? "Exercise" : "Actual");
    add_text(alert, "msgType", std::string(token(m.kind)));
    add_text(alert, "scope", "Public");
    pugi::xml_node code = alert.append_child("code");
    const std::string said = fmt::format("{}{}{}{}。", exercise, government, padded_time(m.sent), what);
    add_method(code, "SPEAKER", said + m.description.zh);
    add_method(code, "SMS", m.description.zh);
    add_method(code, "WEB", said + m.description.zh);
    add_text(alert, "secClassification", "None");
    add_text(alert, "note", m.exercise ? exercise_words(Language::zh) : "");
    add_text(alert, "references", references);
    pugi::xml_node info = alert.append_child("info");
    add_text(info, "language", "zh-CN");
    add_text(info, "eventType", input.settings.event_code);
    add_text(info, "urgency", m.urgency);
    add_text(info, "severity", colour_of(m.level));
    add_text(info, "certainty", m.certainty);
    add_text(info, "effective", blank_time(m.sent));
    add_text(info, "onset", blank_time(m.transition->response_start));
    add_text(info, "expires", m.expires ? blank_time(*m.expires) : "");
    add_text(info, "senderName", input.settings.duty_post.empty() ? "值班员" : input.settings.duty_post);
    add_text(info, "headline", exercise + government + what);
    add_text(info, "description", m.description.zh);
    add_text(info, "instruction", m.instruction.zh);
    add_text(info, "web", "");
    add_area(info, m);
    return printed(document);
}

}  // namespace qingkong
