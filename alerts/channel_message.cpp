// SPDX-License-Identifier: Apache-2.0
#include "alerts/channel_message.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "alerts/document.hpp"
#include "alerts/notice.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kShortestName = 4;
constexpr size_t kRobotBytes = 2048;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// One line: what comes from a workbook may hold anything.
std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    return out;
}

/// The beginning with at most so many units, `…` included.
std::string shortened(const std::string& text, int units) {
    if (utf16_units(text) <= units) return text;
    std::string out;
    int used = 1;
    for (size_t at = 0; at < text.size();) {
        size_t end = at + 1;
        while (end < text.size() && continues(text[end])) ++end;
        const std::string one = text.substr(at, end - at);
        used += utf16_units(one);
        if (used > units) break;
        out += one;
        at = end;
    }
    return out + "…";
}

using Fields = std::map<std::string, std::string>;

/// Filled in; a bracket with an empty field falls away. Braces of values stay as they are.
std::string filled(std::string_view text, const Fields& fields) {
    std::string out, group;
    bool in_group = false, drop = false;
    for (size_t at = 0; at < text.size(); ++at) {
        std::string piece(1, text[at]);
        if (text[at] == '[' && !in_group) {
            in_group = true;
            drop = false;
            group.clear();
            continue;
        }
        if (text[at] == ']' && in_group) {
            if (!drop) out += group;
            in_group = false;
            continue;
        }
        if (text[at] == '{') {
            const size_t end = text.find('}', at);
            const auto field = end == std::string_view::npos ? fields.end() : fields.find(std::string(text.substr(at + 1, end - at - 1)));
            if (field != fields.end()) {
                piece = field->second;
                drop = drop || piece.empty();
                at = end;
            }
        }
        (in_group ? group : out) += piece;
    }
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    unsigned char digest[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(message.data()), message.size());
    crypto_auth_hmacsha256_final(&state, digest);
    return {reinterpret_cast<const char*>(digest), sizeof digest};
}

std::string json_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string robot_text(const CommonNotice& notice, const std::string& areas) {
    std::string text = fmt::format("{}{}\n", notice.exercise ? "【演练】仅限演练，不作为实际执行依据\n" : "", notice.title);
    if (!notice.document_no.empty()) text += fmt::format("文号：{}\n", notice.document_no);
    if (notice.to == AlertLevel::normal)
        text += fmt::format("解除：{}\n自{}起终止\n", level_name(notice.from).zh + "预警", spoken_time_zh(notice.response_start));
    else
        text += fmt::format("级别：{}预警{}\n响应启动：{}\n预计解除：{}\n", level_name(notice.to).zh,
                            response_grade(notice.to).zh.empty() ? "" : fmt::format("（{}级应急响应）", response_grade(notice.to).zh),
                            spoken_time_zh(notice.response_start),
                            notice.planned_end ? spoken_time_zh(*notice.planned_end) + "（具体以正式通知为准）" : "另行通知");
    text += fmt::format("范围：{}\n以正式通知为准；各企业措施另行逐家通知。{} {}", areas, notice.office, notice.telephone);
    if (!notice.unpublished.empty()) text += "\n" + notice.unpublished;
    return text;
}

}  // namespace

int utf16_units(std::string_view utf8) {
    int units = 0;
    for (const char c : utf8) {
        if (continues(c)) continue;
        units += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
    }
    return units;
}

std::string sms_text(const std::string& text_template, const SmsFields& given) {
    Fields fields{{"level", given.level}, {"start", given.start},           {"act", given.act},
                  {"number", one_line(given.number)}, {"enterprise", one_line(given.enterprise)}, {"link", given.link}};
    const std::string head = given.exercise ? "【演练】" : "";
    std::string text;
    const auto fits = [&] {
        text = head + filled(text_template, fields);
        return utf16_units(text) <= kSmsUnits;
    };
    if (fits()) return text;
    const std::string name = fields["enterprise"];
    if (const int over = utf16_units(text) - kSmsUnits, left = utf16_units(name) - over; left >= kShortestName) {
        fields["enterprise"] = shortened(name, left);
        if (fits()) return text;
    }
    for (const auto& [field, instead] : std::array<std::pair<const char*, std::string>, 4>{
             {{"enterprise", ""}, {"number", ""}, {"link", given.code}, {"link", ""}}}) {
        fields[field] = instead;
        if (fits()) return text;
    }
    return head + given.level + "，" + given.start + "起" + given.act;    // a template that lets nothing go
}

Text sms_template_problem(const std::string& text_template) {
    const Fields none{{"level", ""}, {"start", ""}, {"act", ""}, {"number", ""}, {"enterprise", ""}, {"link", ""}};
    for (size_t at = text_template.find('{'); at != std::string::npos; at = text_template.find('{', at + 1)) {
        const size_t end = text_template.find('}', at);
        const std::string field = end == std::string::npos ? text_template.substr(at + 1) : text_template.substr(at + 1, end - at - 1);
        if (none.count(field) == 0) return {"没有字段 {" + field + "}", "there is no field {" + field + "}"};
    }
    // With everything that may fall away gone, the three must still stand.
    Fields marks = none;
    marks["level"] = "\1";
    marks["start"] = "\2";
    marks["act"] = "\3";
    const std::string rest = filled(text_template, marks);
    for (const auto& [mark, field] : std::array<std::pair<const char*, const char*>, 3>{{{"\1", "{level}"}, {"\2", "{start}"}, {"\3", "{act}"}}})
        if (rest.find(mark) == std::string::npos)
            return {fmt::format("缺少 {}，或它在方括号里与可省略字段同去", field), fmt::format("{} is missing, or falls away with an optional field", field)};
    constexpr int kWidest = 4 + 6 + 11 + 14;    // 【演练】, level, start, act
    if (utf16_units(rest) - 3 + kWidest > kSmsUnits)
        return {fmt::format("固定文字太长，短信超过{}字", kSmsUnits), fmt::format("its fixed words are too long for {} characters", kSmsUnits)};
    return {};
}

std::string sms_act(const Transition& t, AlertLevel from, AlertLevel to) {
    if (to == AlertLevel::normal) return t.discretion == Discretion::suspend ? "暂停响应" : "解除（其他管控照常）";
    const std::string graded = response_grade(to).zh;
    const std::string grade = graded.empty() ? "执行应急响应" : fmt::format("执行{}级响应", graded);    // an alert without grades
    if (t.action == AlertAction::correct) return grade + "（更正）";
    if (from == to) return "继续" + grade;
    return from != AlertLevel::normal && to < from ? "改为" + grade : grade;
}

std::string mobile_number(std::string_view telephone) {
    std::string digits;
    for (const char c : telephone) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != ' ' && c != '-' && c != '+')
            return "";
    }
    if (digits.size() == 13 && digits.compare(0, 2, "86") == 0) digits.erase(0, 2);
    return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' ? digits : "";
}

std::string short_code(const std::string& ack_token) { return ack_token.substr(0, 10); }

CommonNotice common_notice(const Transition& t, const Office& office, const City& city, const std::string& title) {
    CommonNotice out;
    out.alert_id = t.alert_id;
    out.version = t.version;
    out.replaces = t.replaces;
    out.document_no = t.document_no;
    out.action = token(t.action);
    out.from = t.from;
    out.to = t.to;
    out.title = title.empty() ? fmt::format("重污染天气{}预警{}", level_name(t.to == AlertLevel::normal ? t.from : t.to).zh, action_name(t.action).zh) : title;
    for (const std::string& id : t.areas_concerned)
        if (const Area* area = city.find(id)) out.area_list.emplace_back(id, area->name.zh);
    out.areas = out.area_list.size() == city.areas.size() ? "全市" : "";
    if (out.areas.empty())
        for (const auto& [id, name] : out.area_list) out.areas += (out.areas.empty() ? "" : "、") + name;
    out.office = office.name.zh;
    out.telephone = office.telephone;
    out.unpublished = t.published_at ? "" : unpublished_words(office, Language::zh);
    out.signed_at = t.signed_at;
    out.response_start = t.response_start;
    out.planned_end = t.planned_end;
    out.exercise = t.exercise || office.exercise;
    return out;
}

std::string webhook_body(const CommonNotice& n) {
    Json areas = Json::array();
    for (const auto& [id, name] : n.area_list) areas.push_back({{"id", id}, {"name", name}});
    return json_line({{"kind", "notice"},
                      {"alert", n.alert_id},
                      {"version", n.version},
                      {"replaces", n.replaces > 0 ? Json(n.replaces) : Json(nullptr)},
                      {"document_no", n.document_no},
                      {"title", n.title},
                      {"action", n.action},
                      {"from", token(n.from)},
                      {"to", token(n.to)},
                      {"areas", areas},
                      {"signed_at", format_instant(n.signed_at)},
                      {"response_start", format_instant(n.response_start)},
                      {"planned_end", n.planned_end ? Json(format_instant(*n.planned_end)) : Json(nullptr)},
                      {"exercise", n.exercise},
                      {"published", n.unpublished.empty()},
                      {"office", n.office},
                      {"telephone", n.telephone}});
}

std::string robot_body(ChannelKind kind, const CommonNotice& notice) {
    std::string text = robot_text(notice, notice.areas);
    for (size_t names = notice.area_list.size(); text.size() > kRobotBytes && names > 0;) {
        --names;
        std::string areas;
        for (size_t i = 0; i < names; ++i) areas += (i == 0 ? "" : "、") + notice.area_list[i].second;
        text = robot_text(notice, areas + fmt::format("等{}个县（市、区）", notice.area_list.size()));
    }
    (void)kind;    // both take the same object
    return json_line({{"msgtype", "text"}, {"text", {{"content", text}}}});
}

std::string alarm_body(ChannelKind kind, const std::string& subject, const std::string& text, Instant at) {
    if (kind == ChannelKind::sms) return shortened(one_line(text), kSmsUnits);
    if (kind == ChannelKind::webhook)
        return json_line({{"kind", "alarm"}, {"subject", subject}, {"text", text}, {"at", format_instant(at)}});
    return json_line({{"msgtype", "text"}, {"text", {{"content", text}}}});
}

std::string webhook_signature(std::string_view secret, int64_t timestamp, std::string_view body) {
    const std::string digest = hmac_sha256(secret, fmt::format("{}.{}", timestamp, body));
    std::string out(2 * digest.size() + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(digest.data()), digest.size());
    out.pop_back();
    return out;
}

bool webhook_signature_holds(std::string_view secret, int64_t timestamp, std::string_view body, std::string_view signature,
                             int64_t now, int64_t tolerance_seconds) {
    if (std::abs(now - timestamp) > tolerance_seconds) return false;
    const std::string right = webhook_signature(secret, timestamp, body);
    return right.size() == signature.size() && sodium_memcmp(right.data(), signature.data(), right.size()) == 0;
}

std::string dingtalk_query(std::string_view secret, int64_t milliseconds) {
    const std::string digest = hmac_sha256(secret, fmt::format("{}\n{}", milliseconds, secret));
    char text[64];
    sodium_bin2base64(text, sizeof text, reinterpret_cast<const unsigned char*>(digest.data()), digest.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    std::string sign;
    for (const char* c = text; *c != '\0'; ++c) sign += *c == '+' ? "%2B" : *c == '/' ? "%2F" : *c == '=' ? "%3D" : std::string(1, *c);
    return fmt::format("&timestamp={}&sign={}", milliseconds, sign);
}

}  // namespace qingkong
