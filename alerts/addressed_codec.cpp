// SPDX-License-Identifier: Apache-2.0
#include "alerts/addressed_codec.hpp"

#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

Json level_json(const std::optional<AlertLevel>& level) { return level ? Json(token(*level)) : Json(nullptr); }

std::optional<AlertLevel> read_maybe_level(const Json& json) {
    return json.is_null() ? std::nullopt : std::optional(parse_level(json.get<std::string>()).value());
}

Json control_json(const RemainingControl& control) {
    return {{"line_id", control.line_id},
            {"regime", token(control.regime)},
            {"limit", regime_limit_text(control.limit)},
            {"until", control.until ? Json(format_day(*control.until)) : Json(nullptr)},
            {"document", control.document}};
}

RemainingControl read_control(const Json& json) {
    RemainingControl control;
    control.line_id = json.at("line_id");
    const std::string regime = json.at("regime");
    control.regime = regime == token(Regime::alert) ? Regime::alert : parse_regime(regime).value();
    control.limit = parse_regime_limit(json.at("limit").get<std::string>()).value();
    if (!json.at("until").is_null()) control.until = parse_day(json.at("until").get<std::string>()).value();
    control.document = json.at("document");
    return control;
}

Json addressed_json(const EnterpriseMails::Addressed& one) {
    const MailRecipient& to = one.recipient;
    Json remaining = Json::array();
    for (const RemainingControl& control : to.remaining) remaining.push_back(control_json(control));
    return {{"enterprise_id", to.enterprise_id},
            {"name", to.name},
            {"area", to.area},
            {"email", to.email},
            {"contact", to.contact},
            {"exemption", to.exemption},
            {"transport_rule", to.transport_rule},
            {"ack_token", to.ack_token},
            {"thread_id", to.thread_id},
            {"remaining", std::move(remaining)},
            {"level_before", level_json(to.level_before)},
            {"level_after", level_json(to.level_after)},
            {"with_sheet", one.with_sheet}};
}

EnterpriseMails::Addressed read_one(const Json& json) {
    EnterpriseMails::Addressed one;
    MailRecipient& to = one.recipient;
    to.enterprise_id = json.at("enterprise_id");
    to.name = json.at("name");
    to.area = json.at("area");
    to.email = json.at("email");
    to.contact = json.at("contact");
    to.exemption = json.at("exemption");
    to.transport_rule = json.at("transport_rule");
    to.ack_token = json.at("ack_token");
    to.thread_id = json.at("thread_id");
    for (const Json& control : json.at("remaining")) to.remaining.push_back(read_control(control));
    to.level_before = read_maybe_level(json.at("level_before"));
    to.level_after = read_maybe_level(json.at("level_after"));
    one.with_sheet = json.at("with_sheet");
    return one;
}

}  // namespace

std::string addressed_text(const EnterpriseMails& mails) {
    Json addressed = Json::array(), before = Json::array();
    for (const EnterpriseMails::Addressed& one : mails.parts().addressed) {
        addressed.push_back(addressed_json(one));
        const auto rows = mails.parts().before.find(one.recipient.enterprise_id);
        if (rows == mails.parts().before.end()) continue;
        for (const MeasureOrder& order : rows->second) before.push_back(order_json(order));
    }
    return Json{{"addressed", std::move(addressed)}, {"before", std::move(before)}}.dump();
}

std::optional<AddressedKept> read_addressed(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        AddressedKept kept;
        for (const Json& one : json.at("addressed")) kept.addressed.push_back(read_one(one));
        for (const Json& order : json.at("before")) kept.before.push_back(read_order(order.dump()).value());
        return kept;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace qingkong
