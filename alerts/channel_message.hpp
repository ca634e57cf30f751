// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/notice_channel.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// A short message holds so many UTF-16 units; more would go out in parts (handbook K.3).
constexpr int kSmsUnits = 70;
/// `[ … ]` is left out as a whole where a field in it is empty or does not fit.
constexpr const char* kSmsTemplate = "[{enterprise}，]{level}，{start}起{act}[，{number}][，回执{link}]";

/// What one enterprise's short message can say.
struct SmsFields {
    std::string level;         ///< 橙色预警
    std::string start;         ///< 11-23 12:00
    std::string act;           ///< 执行Ⅱ级响应
    std::string number;        ///< of the document
    std::string enterprise;
    std::string link;          ///< short link; the code alone where it does not fit
    std::string code;
    bool exercise = false;     ///< 【演练】 stands before everything
};

int utf16_units(std::string_view utf8);

/// Level, start and act always stand whole; what gives way, in this order: the end of the enterprise's name, the name, the
/// document number, the link (its code stands there instead), the code. Line breaks and control characters become blanks.
std::string sms_text(const std::string& text_template, const SmsFields& fields);
/// Why a template cannot be used; empty = it can. It wants {level}, {start} and {act} outside brackets, knows no other field,
/// and its fixed words leave room for them.
Text sms_template_problem(const std::string& text_template);
/// What an enterprise does when its area goes from one level to the other: 执行Ⅱ级响应, 解除（其他管控照常）…
std::string sms_act(const Transition& transition, AlertLevel from, AlertLevel to);
/// `13800000000` of `138-0000-0000` or `+86 138 …`; empty where it is no mobile number of the mainland.
std::string mobile_number(std::string_view telephone);

/// Secret of the short link: the beginning of the acknowledgement token, 60 bits.
std::string short_code(const std::string& ack_token);

/// What everybody may read who gets the notice: no field of it can hold the order of an enterprise. Only this goes into
/// groups and webhooks (handbook K.3).
struct CommonNotice {
    std::string alert_id, document_no, title, action, areas, office, telephone;
    std::string unpublished;       ///< 尚未由…对外发布，不得公开; empty once it is
    int version = 1, replaces = 0;
    AlertLevel from = AlertLevel::normal, to = AlertLevel::normal;
    std::vector<std::pair<std::string, std::string>> area_list;    ///< id and name
    Instant signed_at, response_start;
    std::optional<Instant> planned_end;
    bool exercise = false;
};
CommonNotice common_notice(const Transition& transition, const Office& office, const City& city, const std::string& title);

/// The JSON body of a webhook, one line. Keys: docs/notifying.md.
std::string webhook_body(const CommonNotice& notice);
/// `{"msgtype":"text",…}` of the robots of WeCom and DingTalk; at most 2048 bytes of text, the list of areas gives way.
std::string robot_body(ChannelKind kind, const CommonNotice& notice);

/// An alarm of the program itself, for the same places.
std::string alarm_body(ChannelKind kind, const std::string& subject, const std::string& text, Instant at);

/// Hexadecimal HMAC-SHA256 of `TIMESTAMP.BODY`: the header `X-Qingkong-Signature: sha256=…` (`t` stands in
/// `X-Qingkong-Timestamp`).
std::string webhook_signature(std::string_view secret, int64_t timestamp, std::string_view body);
/// Does a receiver accept it? Not older or newer than `tolerance_seconds`, and the signature right.
bool webhook_signature_holds(std::string_view secret, int64_t timestamp, std::string_view body, std::string_view signature,
                             int64_t now, int64_t tolerance_seconds = 300);
/// `&timestamp=…&sign=…` of a DingTalk robot with a secret: base64 of HMAC-SHA256, percent-encoded.
std::string dingtalk_query(std::string_view secret, int64_t milliseconds);

}  // namespace qingkong
