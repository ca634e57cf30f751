// SPDX-License-Identifier: Apache-2.0
#include "alerts/consultation_codec.hpp"

#include <array>

#include <fmt/format.h>

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 3> kChoices = {"lower", "centre", "upper"};
constexpr std::array<AlertAction, 10> kActions = {AlertAction::none, AlertAction::watch,     AlertAction::issue, AlertAction::upgrade,
                                                  AlertAction::downgrade, AlertAction::keep, AlertAction::hold,  AlertAction::release,
                                                  AlertAction::external, AlertAction::correct};

Json time_json(const std::optional<Instant>& at) { return at ? Json(format_instant(*at)) : Json(nullptr); }

std::optional<Instant> read_time(const Json& json) {
    if (!json.is_string()) return std::nullopt;
    const auto stamp = parse_stamp(json.get<std::string>());
    return stamp ? std::optional(stamp->instant) : std::nullopt;
}

Json adjustment_json(const ForecastAdjustment& one) {
    Json json = Json::object();
    if (one.day) {
        json["date"] = format_day(*one.day);
    } else {
        json["from"] = format_instant(one.from);
        json["to"] = format_instant(one.to);
    }
    json["low"] = one.low;
    json["centre"] = one.centre;
    json["high"] = one.high;
    return json;
}

ForecastAnswer read_answer(const Json& json) {
    ForecastAnswer out;
    for (size_t i = 0; i < kChoices.size(); ++i)
        if (json.at("value") == kChoices[i]) out.choice = static_cast<ForecastChoice>(i);
    for (const AlertAction action : kActions)
        if (json.at("action") == token(action)) out.action = action;
    out.level = parse_level(json.at("level").get<std::string>()).value_or(AlertLevel::normal);
    out.own_target = parse_level(json.at("own_target").get<std::string>()).value_or(AlertLevel::normal);
    out.proposed = json.at("proposed");
    out.start = read_time(json.at("start"));
    out.planned_end = read_time(json.at("planned_end"));
    return out;
}

/// A whole AQI under the key, or `other`; empty where it is there and is none.
std::optional<int> whole(const Json& item, const char* key, std::optional<int> other) {
    const auto found = item.find(key);
    if (found == item.end() || found->is_null()) return other;
    if (!found->is_number_integer()) return std::nullopt;
    const auto value = found->get<int64_t>();
    return value < -1 || value > 100'000 ? std::nullopt : std::optional(static_cast<int>(value));
}

std::optional<ForecastAdjustment> read_adjustment(const Json& item) {
    if (!item.is_object()) return std::nullopt;
    ForecastAdjustment out;
    const auto centre = whole(item, "centre", std::nullopt);
    const auto low = whole(item, "low", centre), high = whole(item, "high", centre);
    if (!centre || !low || !high) return std::nullopt;
    out.low = *low;
    out.centre = *centre;
    out.high = *high;
    const auto date = item.find("date");
    if (date != item.end()) {
        if (item.contains("from") || item.contains("to") || !date->is_string()) return std::nullopt;
        out.day = parse_day(date->get<std::string>());
        return out.day ? std::optional(out) : std::nullopt;
    }
    const auto from = item.find("from"), to = item.find("to");
    if (from == item.end() || to == item.end()) return std::nullopt;
    const auto begin = read_time(*from), end = read_time(*to);
    if (!begin || !end) return std::nullopt;
    out.from = *begin;
    out.to = *end;
    return out;
}

}  // namespace

Json answers_json(const std::vector<ForecastAnswer>& answers) {
    Json list = Json::array();
    for (const ForecastAnswer& one : answers) {
        const Text words = answer_words(one);
        list.push_back({{"value", kChoices[static_cast<size_t>(one.choice)]}, {"action", token(one.action)}, {"level", token(one.level)},
                        {"own_target", token(one.own_target)}, {"proposed", one.proposed}, {"start", time_json(one.start)},
                        {"planned_end", time_json(one.planned_end)}, {"words", {{"zh", words.zh}, {"en", words.en}}}});
    }
    return list;
}

Json consultation_json(const Consultation& c) {
    Json adjustments = Json::array(), opinions = Json::array();
    for (const ForecastAdjustment& one : c.adjustments) adjustments.push_back(adjustment_json(one));
    for (const ConsultationOpinion& one : c.opinions) opinions.push_back({{"post", one.post}, {"words", one.words}, {"at", time_json(one.at)}});
    return {{"id", c.id}, {"area", c.area}, {"at", format_instant(c.at)}, {"who", c.who}, {"base_issued_at", time_json(c.base_issued_at)},
            {"issued_at", time_json(c.issued_at)}, {"adjustments", adjustments}, {"chair", c.chair}, {"opinions", opinions},
            {"conclusion", c.conclusion}, {"record", c.record}, {"answers", answers_json(c.answers)}};
}

Json submission_json(const Submission& s) {
    return {{"id", s.id}, {"proposal", s.proposal}, {"version", s.version}, {"at", format_instant(s.at)}, {"who", s.who},
            {"consultation", s.consultation}, {"authority", s.authority}, {"approver", s.approver}, {"document", s.document}};
}

std::optional<Consultation> read_consultation(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        Consultation out;
        out.id = json.at("id");
        out.area = json.at("area");
        out.at = read_time(json.at("at")).value_or(Instant{});
        out.who = json.at("who");
        out.base_issued_at = read_time(json.at("base_issued_at"));
        out.issued_at = read_time(json.at("issued_at"));
        auto adjustments = read_adjustments(json.at("adjustments"));
        if (!adjustments) return std::nullopt;
        out.adjustments = std::move(*adjustments);
        out.chair = json.at("chair");
        for (const Json& one : json.at("opinions"))
            out.opinions.push_back({one.at("post").get<std::string>(), one.at("words").get<std::string>(), read_time(one.at("at"))});
        out.conclusion = json.at("conclusion");
        out.record = json.at("record");
        for (const Json& one : json.at("answers")) out.answers.push_back(read_answer(one));
        return out;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

std::optional<Submission> read_submission(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        return Submission{json.at("id"), json.at("proposal"), json.at("version"), read_time(json.at("at")).value_or(Instant{}), json.at("who"),
                          json.at("consultation"), json.at("authority"), json.at("approver"), json.at("document")};
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

Result<std::vector<ForecastAdjustment>> read_adjustments(const Json& list) {
    const Text wanted{R"(例如 {"from":"2014-02-20T20:00:00+08:00","to":"2014-02-21T08:00:00+08:00","low":180,"centre":220,"high":260} 或 {"date":"2014-02-21","low":…,"centre":…,"high":…}；AQI为整数)",
                      R"(e.g. {"from":"2014-02-20T20:00:00+08:00","to":"2014-02-21T08:00:00+08:00","low":180,"centre":220,"high":260} or {"date":"2014-02-21","low":...,"centre":...,"high":...}; whole AQI)"};
    if (!list.is_array()) return fail({}, {"adjustments 不是列表", "adjustments is no list"}, wanted);
    std::vector<ForecastAdjustment> out;
    std::vector<Problem> problems;
    for (size_t i = 0; i < list.size(); ++i) {
        if (const auto one = read_adjustment(list[i]))
            out.push_back(*one);
        else
            problems.push_back({Severity::error, {}, {fmt::format("第{}项调整的格式不对", i + 1), fmt::format("item {} is not of its form", i + 1)}, wanted});
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return out;
}

}  // namespace qingkong
