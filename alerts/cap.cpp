// SPDX-License-Identifier: Apache-2.0
#include "alerts/cap.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "alerts/document.hpp"
#include "alerts/health_advice.hpp"
#include "alerts/notice.hpp"
#include "alerts/situation.hpp"
#include "alerts/xml_text.hpp"

namespace qingkong {

namespace {

bool digits(std::string_view text, size_t count) {
    return text.size() == count && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The messages of one alert, oldest first.
std::vector<const Transition*> published_of(const Alert& alert) {
    std::vector<const Transition*> out;
    for (const Transition& t : alert.transitions)
        if (t.published_at) out.push_back(&t);
    std::stable_sort(out.begin(), out.end(),
                     [](const Transition* a, const Transition* b) { return *a->published_at < *b->published_at; });
    return out;
}

bool ends_alert(const Transition& t) {
    return t.action == AlertAction::release;
}

/// `20261122100000` of +08:00.
std::string compact_time(Instant instant) {
    std::string out;
    for (const char c : format_instant(instant).substr(0, 19))
        if (c >= '0' && c <= '9') out += c;
    return out;
}

/// Signed in the same second in other areas: the serial keeps the identifiers apart. Never changes later: alerts and
/// versions only grow.
int serial_of(const std::vector<Alert>& alerts, const Transition& transition) {
    int serial = 0;
    for (const Alert& alert : alerts)
        for (const Transition& t : alert.transitions) {
            if (t.id() == transition.id()) return serial;
            if (t.signed_at.seconds == transition.signed_at.seconds) ++serial;
        }
    return serial;
}

/// Fills a message piece by piece; the problems of all pieces gather.
class Builder {
public:
    Builder(const CapInput& input, const Transition& transition) : input_(input), t_(transition) {}

    Result<CapMessage> run() {
        m_.transition = &t_;
        m_.exercise = input_.office.exercise || t_.exercise;
        if (!t_.published_at)
            refuse({"尚未记录政府对外发布，不生成对外消息", "the government's publication is not recorded: no message"},
                   {"先记录“已由" + input_.office.government.zh + "发布”", "record the publication first"});
        check_sender();
        identify();
        locate();
        if (problems_.empty()) refer();
        m_.level = m_.kind == CapKind::cancel ? t_.from : t_.to;
        if (m_.level == AlertLevel::normal || m_.level == AlertLevel::ungraded)
            refuse({"没有预警级别，不是预警消息", "it has no alert level: no alert message"},
                   {"不分等级的响应不进入预警消息", "a response without a colour makes no alert message"});
        if (!problems_.empty()) return tl::unexpected(std::move(problems_));
        expect();
        say();
        return std::move(m_);
    }

private:
    void refuse(Text what, Text wanted) {
        problems_.push_back({Severity::error, {t_.id(), 0, 0, {}}, std::move(what), std::move(wanted)});
    }

    void check_sender() {
        const std::string& sender = input_.settings.sender;
        if (sender.empty() || sender.find_first_of(" ,<&\t\n") != std::string::npos)
            refuse({"[cap] sender 为空，或含空格、逗号、<、&", "[cap] sender is empty or holds a blank, a comma, < or &"},
                   {"例如 zhengzhou-gkb", "wanted e.g. zhengzhou-gkb"});
    }

    void identify() {
        const CapSettings& s = input_.settings;
        const std::string area = s.area_code.empty() ? code_of(input_.city.id) : s.area_code;
        if (!is_area_code(area))
            refuse({fmt::format("“{}”不是行政区划代码（GB/T 2260）", area), fmt::format("{} is no code of GB/T 2260", area)},
                   {"在 [cap] area_code 写发布单位的六位代码", "write the sender's six digits in [cap] area_code"});
        if (!digits(s.organisation, 3) || !digits(s.unit, 3) || !digits(s.extension, 2))
            refuse({"机构代码、单位代码应为三位数字，扩展代码为两位", "organisation and unit have three digits, extension two"},
                   {"见 [cap] organisation、unit、extension", "see [cap] organisation, unit, extension"});
        const int serial = serial_of(input_.alerts, t_);
        if (serial > 9)
            refuse({"同一秒签发超过10件，流水号不够", "more than ten were signed in the same second"},
                   {"流水号为0至9", "serials are 0 to 9"});
        m_.sender_code = area + s.organisation + s.unit + s.extension;
        m_.identifier = identifier_of(t_);
    }

    std::string identifier_of(const Transition& t) const {
        return fmt::format("{}_{}_{}", m_.sender_code, compact_time(t.signed_at), serial_of(input_.alerts, t));
    }

    std::string code_of(const std::string& area_id) const {
        const auto found = input_.settings.codes.find(area_id);
        return found == input_.settings.codes.end() ? area_id : found->second;
    }

    void place(const std::string& id, const Text& name) {
        const std::string code = code_of(id);
        if (!is_area_code(code))
            refuse({fmt::format("{}（{}）没有行政区划代码（GB/T 2260）", name.zh, id),
                    fmt::format("{} ({}) has no code of GB/T 2260", name.en, id)},
                   {fmt::format("在 [cap] codes 写：\"{} 六位代码\"", id), fmt::format("write \"{} SIXDIGITS\" in [cap] codes", id)});
        m_.places.push_back({name, code});
    }

    void locate() {
        if (t_.area == kWholeCity) return place(input_.city.id, input_.city.name);
        for (const std::string& id : areas_of_scope(input_.city, t_.area)) {
            const Area* area = input_.city.find(id);
            place(id, area ? area->name : Text{id, id});
        }
        if (m_.places.empty())
            refuse({"没有区域", "no area"}, {"预警范围应为全市或区县", "the scope is the city or areas of it"});
    }

    void refer() {
        m_.sent = *t_.published_at;
        for (const Alert& alert : input_.alerts) {
            if (alert.id != t_.alert_id) continue;
            for (const Transition* earlier : published_of(alert)) {
                if (earlier->id() == t_.id()) break;
                if (ends_alert(*earlier))
                    live_.clear();    // a Cancel ends them all
                else
                    live_.push_back(earlier);
            }
        }
        for (const Transition* earlier : live_) {
            const bool expired = earlier->planned_end && *earlier->planned_end <= m_.sent;
            if (!expired || earlier == live_.back()) m_.references.push_back({identifier_of(*earlier), *earlier->published_at});
        }
        m_.kind = ends_alert(t_) ? CapKind::cancel : m_.references.empty() ? CapKind::alert : CapKind::update;
        if (m_.kind == CapKind::cancel && m_.references.empty())
            refuse({"此前没有对外发布过该预警，没有可以解除的消息", "nothing of this alert was published before: nothing to cancel"},
                   {"先记录原预警的发布", "record the publication of the alert first"});
    }

    /// Urgency and certainty by K.1; of a Cancel the response is over.
    void expect() {
        const bool measured = t_.episode_begin && *t_.episode_begin < t_.signed_at;
        m_.certainty = measured ? "Observed" : "Likely";
        if (m_.kind == CapKind::cancel)
            m_.urgency = "Past";
        else if (measured)
            m_.urgency = "Immediate";
        else
            m_.urgency = t_.response_start.seconds - m_.sent.seconds <= 24 * 3600 ? "Expected" : "Future";
        if (m_.kind != CapKind::cancel && t_.planned_end && *t_.planned_end > m_.sent) m_.expires = t_.planned_end;
    }

    std::string action_words(Language language) const {
        const bool zh = language == Language::zh;
        const std::string from = level_name(t_.from).in(language), to = level_name(t_.to).in(language);
        if (m_.kind == CapKind::cancel) return zh ? "解除" + alert_words(t_.from, language) : "releases the " + alert_words(t_.from, language);
        if (m_.kind == CapKind::update && t_.action == AlertAction::correct)
            return zh ? "更正发布" + alert_words(t_.to, language) : "corrects its alert: now the " + alert_words(t_.to, language);
        if (m_.kind == CapKind::alert || t_.from == AlertLevel::normal)
            return zh ? "发布" + alert_words(t_.to, language) : "issues the " + alert_words(t_.to, language);
        if (t_.to == t_.from) return zh ? "延续" + alert_words(t_.to, language) : "continues the " + alert_words(t_.to, language);
        if (zh) return fmt::format("将重污染天气{}预警{}为{}预警", from, t_.to > t_.from ? "升级" : "调整", to);
        return fmt::format("{} the heavy-pollution-weather alert from {} to {}", t_.to > t_.from ? "raises" : "lowers", from, to);
    }

    std::string description(Language language) const {
        const bool zh = language == Language::zh;
        const std::string government = input_.office.government.in(language), start = spoken_time(t_.response_start, language);
        const std::string scope = scope_name(input_.city, t_.area).in(language);
        const std::string told = spoken_time(m_.sent, language);
        std::string out;
        if (m_.kind == CapKind::cancel) {
            const std::string grade = response_grade(t_.from).in(language);
            return zh ? fmt::format("{}于{}发布：自{}起在{}解除{}，终止{}级应急响应。", government, told, start, scope, alert_words(t_.from, language), grade)
                      : fmt::format("{}, {}: the {} in {} is released from {}; response grade {} ends.", government, told,
                                    alert_words(t_.from, language), scope, start, grade);
        }
        const std::string grade = response_grade(t_.to).in(language);
        std::string end = zh ? "解除时间另行通知" : "the end will be announced";
        if (t_.planned_end)
            end = zh ? fmt::format("预计{}解除，具体以正式通知为准", spoken_time(*t_.planned_end, language))
                     : fmt::format("the end is expected at {}, subject to the formal notice", spoken_time(*t_.planned_end, language));
        out = zh ? fmt::format("{}于{}{}，自{}起在{}执行{}级应急响应，{}。", government, told, action_words(language), start, scope, grade, end)
                 : fmt::format("{} at {} {}; response grade {} in {} from {}; {}.", government, told, action_words(language), grade, scope,
                               start, end);
        if (t_.episode_begin) {
            const std::string begin = spoken_time(*t_.episode_begin, language);
            if (t_.episode_end)
                out += zh ? fmt::format("污染过程：{}至{}。", begin, spoken_time(*t_.episode_end, language))
                          : fmt::format(" Episode: {} to {}.", begin, spoken_time(*t_.episode_end, language));
            else
                out += zh ? fmt::format("污染过程：{}起。", begin) : fmt::format(" Episode: from {}.", begin);
        }
        return out;
    }

    std::string instruction(Language language) const {
        const bool zh = language == Language::zh;
        if (m_.kind == CapKind::cancel)
            return zh ? "解除预警不等于解除其他管控，其他管控仍按原规定执行。"
                      : "The release of the alert does not lift other controls; they go on as ruled.";
        const std::string advice = category_advice(advised_category(t_.to, "")).in(language);
        return zh ? fmt::format("{}。纳入应急减排清单的企业按“一厂一策”执行{}预警措施。", advice, level_name(t_.to).zh)
                  : fmt::format("Advice: {}. Enterprises of the emission-reduction inventory carry out the measures of the {} alert.",
                                advice, level_name(t_.to).en);
    }

    void say() {
        m_.headline = {input_.city.name.zh + action_words(Language::zh), input_.city.name.en + " " + action_words(Language::en)};
        m_.description = {description(Language::zh), description(Language::en)};
        m_.instruction = {instruction(Language::zh), instruction(Language::en)};
        if (!m_.exercise) return;
        m_.headline = {"【演练】" + m_.headline.zh, "EXERCISE: " + m_.headline.en};
        m_.description = {exercise_words(Language::zh) + "。" + m_.description.zh, exercise_words(Language::en) + ". " + m_.description.en};
    }

    const CapInput& input_;
    const Transition& t_;
    CapMessage m_;
    std::vector<const Transition*> live_;
    std::vector<Problem> problems_;
};

const char* severity_of(AlertLevel level) {
    switch (level) {
        case AlertLevel::red:
            return "Extreme";
        case AlertLevel::orange:
            return "Severe";
        case AlertLevel::yellow:
            return "Moderate";
        default:
            return "Minor";
    }
}

void value_pair(pugi::xml_node& parent, const char* element, const char* name, const std::string& value) {
    pugi::xml_node node = parent.append_child(element);
    add_text(node, "valueName", name);
    add_text(node, "value", value);
}

/// One language's `info`; the order of the elements is the schema's.
void add_info(pugi::xml_node& alert, const CapMessage& m, const CapInput& input, Language language) {
    const Transition& t = *m.transition;
    pugi::xml_node info = alert.append_child("info");
    add_text(info, "language", language == Language::zh ? "zh-CN" : "en-US");
    add_text(info, "category", "Env");
    add_text(info, "category", "Health");
    add_text(info, "event", language == Language::zh ? "重污染天气" : "heavy-pollution weather");
    add_text(info, "responseType", m.kind == CapKind::cancel ? "AllClear" : "Execute");
    add_text(info, "urgency", m.urgency);
    add_text(info, "severity", severity_of(m.level));
    add_text(info, "certainty", m.certainty);
    value_pair(info, "eventCode", "CN-EVENT", input.settings.event_code);
    add_text(info, "effective", format_instant(m.sent));
    add_text(info, "onset", format_instant(t.response_start));
    if (m.expires) add_text(info, "expires", format_instant(*m.expires));
    add_text(info, "senderName", input.office.government.in(language));
    add_text(info, "headline", m.headline.in(language));
    add_text(info, "description", m.description.in(language));
    add_text(info, "instruction", m.instruction.in(language));
    if (!t.document_no.empty()) value_pair(info, "parameter", "document", t.document_no);
    if (!t.edition.id.empty()) value_pair(info, "parameter", "edition", t.edition.id);
    for (const CapPlace& place : m.places) {
        pugi::xml_node area = info.append_child("area");
        add_text(area, "areaDesc", place.name.in(language));
        value_pair(area, "geocode", "GB/T 2260", place.code);
    }
}

}  // namespace

std::string_view token(CapKind kind) {
    switch (kind) {
        case CapKind::update:
            return "Update";
        case CapKind::cancel:
            return "Cancel";
        case CapKind::alert:
            break;
    }
    return "Alert";
}

bool is_area_code(std::string_view code) {
    static constexpr std::string_view kProvinces =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 ";
    if (!digits(code, 6)) return false;
    for (size_t at = 0; at < kProvinces.size(); at += 3)
        if (kProvinces.substr(at, 2) == code.substr(0, 2)) return true;
    return false;
}

Result<CapMessage> cap_message(const CapInput& input, const Transition& transition) {
    return Builder(input, transition).run();
}

std::string cap_xml(const CapMessage& m, const CapInput& input) {
    pugi::xml_document document;
    pugi::xml_node alert = document.append_child("alert");
    alert.append_attribute("xmlns") = "urn:oasis:names:tc:emergency:cap:1.2";
    add_text(alert, "identifier", m.identifier);
    add_text(alert, "sender", input.settings.sender);
    add_text(alert, "sent", format_instant(m.sent));
    add_text(alert, "status", m.exercise ? "Exercise" : "Actual");
    add_text(alert, "msgType", std::string(token(m.kind)));
    add_text(alert, "scope", "Public");
    if (m.exercise) add_text(alert, "note", exercise_words(Language::zh));
    std::string references;
    for (const CapReference& one : m.references)
        references += fmt::format("{}{},{},{}", references.empty() ? "" : " ", input.settings.sender, one.identifier, format_instant(one.sent));
    if (!references.empty()) add_text(alert, "references", references);
    add_info(alert, m, input, Language::zh);
    add_info(alert, m, input, Language::en);
    return printed(document);
}

bool in_public_feed(const Transition& transition, const Office& office) {
    return transition.published_at.has_value() && !office.exercise && !transition.exercise;
}

std::vector<const Transition*> published_transitions(const std::vector<Alert>& alerts, const Office& office) {
    std::vector<const Transition*> out;
    for (const Alert& alert : alerts)
        for (const Transition& t : alert.transitions)
            if (in_public_feed(t, office)) out.push_back(&t);
    std::stable_sort(out.begin(), out.end(),
                     [](const Transition* a, const Transition* b) { return *a->published_at < *b->published_at; });
    return out;
}

}  // namespace qingkong
