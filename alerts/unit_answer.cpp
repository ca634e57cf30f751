// SPDX-License-Identifier: Apache-2.0
#include "alerts/unit_answer.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rules/words.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

tl::unexpected<Outcome::Refusal> refuse(const char* id, Text what, Text wanted) {
    return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)});
}

const FormField* field_of(const std::vector<FormField>& form, const std::string& id) {
    for (const FormField& field : form)
        if (field.id == id) return &field;
    return nullptr;
}

/// Empty: nothing is there. False in the pair: it is no whole number of the range.
std::pair<std::optional<int64_t>, bool> number_of(const Json& value) {
    if (value.is_null()) return {std::nullopt, true};
    int64_t number = -1;
    if (value.is_number_unsigned() || value.is_number_integer()) {
        if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(kLargestValue)) return {std::nullopt, false};
        number = value.get<int64_t>();
    } else if (value.is_string()) {
        std::string text = value.get<std::string>();
        text.erase(0, text.find_first_not_of(" \t"));
        text.erase(text.find_last_not_of(" \t") + 1);
        if (text.empty()) return {std::nullopt, true};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return {std::nullopt, false};
    }
    if (number < 0 || number > kLargestValue) return {std::nullopt, false};
    return {number, true};
}

JournalEntry entry_of(Instant at, const std::string& area, const char* kind, const std::string& who, Text text, const Json& data) {
    JournalEntry out;
    out.at = at;
    out.area = area;
    out.kind = kind;
    out.who = who;
    out.text = std::move(text);
    out.data = data.dump();
    return out;
}

}  // namespace

tl::expected<AnswerContent, Outcome::Refusal> read_answer(const Json& body, DutyKind kind, const std::vector<FormField>& form) {
    AnswerContent out;
    if (const auto text = body.find("text"); text != body.end() && !text->is_null()) {
        if (!text->is_string() || text->get_ref<const std::string&>().size() > kLongestAnswer)
            return refuse("bad_value", {"text 不是文字，或者太长", "text is no text, or too long"},
                          {fmt::format("不超过{}字节的文字", kLongestAnswer), fmt::format("text of at most {} bytes", kLongestAnswer)});
        out.text = trimmed(text->get<std::string>());
    }
    if (const auto values = body.find("values"); values != body.end() && !values->is_null()) {
        if (!values->is_object())
            return refuse("bad_value", {"values 不是对象", "values is no object"},
                          {R"(例如 {"problems_found": 3})", R"(e.g. {"problems_found": 3})"});
        for (const auto& [id, value] : values->items()) {
            const FormField* field = field_of(form, id);
            const auto [number, good] = number_of(value);
            if (field == nullptr || !good) {
                const std::string name = field != nullptr ? field->name.zh : id;
                return refuse("bad_value",
                              {field == nullptr ? fmt::format("报表中没有 {}", id) : fmt::format("“{}”不是数", name),
                               field == nullptr ? fmt::format("the form has no {}", id) : fmt::format("{} is no number", id)},
                              {fmt::format("填 0 至 {} 的整数；不掌握的不填（空白不是零）", kLargestValue),
                               fmt::format("a whole number 0 to {}; leave empty what is not known (empty is not zero)", kLargestValue)});
            }
            if (number) out.values[id] = *number;
        }
    }
    if (kind != DutyKind::receipt && out.values.empty() && out.text.empty())
        return refuse("bad_answer", {"报送内容为空", "the answer says nothing"},
                      {"至少填一项数字或文字", "at least one number or a text"});
    return out;
}

std::string answer_text(const AnswerContent& content, const std::vector<FormField>& form) {
    Json values = Json::object();
    for (const FormField& field : form)
        if (const auto found = content.values.find(field.id); found != content.values.end()) values[field.id] = found->second;
    return Json{{"values", values}, {"text", content.text}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

AnswerContent stored_answer(const std::string& body) {
    AnswerContent out;
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return out;
    if (const auto values = json.find("values"); values != json.end() && values->is_object())
        for (const auto& [id, value] : values->items())
            if (value.is_number_integer()) out.values[id] = value.get<int64_t>();
    if (const auto text = json.find("text"); text != json.end() && text->is_string()) out.text = text->get<std::string>();
    return out;
}

Text unit_name(const Members& members, const std::string& id) {
    const MemberUnit* unit = members.find(id);
    return unit != nullptr ? unit->name : Text{id, id};
}

Text unit_names(const Members& members, const std::vector<std::string>& ids) {
    Text out;
    for (const std::string& id : ids) {
        const Text name = unit_name(members, id);
        out.zh += (out.zh.empty() ? "" : "、") + name.zh;
        out.en += (out.en.empty() ? "" : ", ") + name.en;
    }
    return out;
}

JournalEntry answer_entry(const UnitAnswer& answer, const Duty& duty, const Members& members, const std::string& seal,
                          bool correction) {
    const Text unit = unit_name(members, answer.unit), name = duty_name(answer.kind), channel = channel_name(answer.channel);
    const bool late = answer.at > answer.due;
    std::string zh = fmt::format("{}{}{}（{}，时限{}），方式：{}{}。", unit.zh, correction ? "更正" : "报送", name.zh, answer.subject,
                                 spoken_time_zh(answer.due), channel.zh, late ? "，逾期" : "");
    std::string en = fmt::format("{} {} its {} ({}, due {}), by {}{}.", unit.en, correction ? "corrected" : "gave", name.en,
                                 answer.subject, spoken_time_en(answer.due), channel.en, late ? ", late" : "");
    const Json data{{"unit", answer.unit},       {"duty", token(answer.kind)},           {"subject", answer.subject},
                    {"version", duty.version},   {"due", format_instant(answer.due)},    {"at", format_instant(answer.at)},
                    {"channel", token(answer.channel)}, {"correction", correction},     {"seal", seal}};
    return entry_of(answer.recorded_at, duty.area, "unit_answer", answer.who, {std::move(zh), std::move(en)}, data);
}

JournalEntry chase_entry(const ChaseList& list, const Members& members, Instant now) {
    const Text names = unit_names(members, list.units), name = duty_name(list.kind);
    const Json data{{"duty", token(list.kind)},  {"subject", list.subject}, {"version", list.version},
                    {"due", format_instant(list.due)}, {"units", list.units}};
    return entry_of(now, list.area, "chase", "engine",
                    {fmt::format("{}{}（{}）时限{}已过，{}个单位未报：{}。", list.exercise ? "【演练】" : "", name.zh, list.subject,
                                 spoken_time_zh(list.due), list.units.size(), names.zh),
                     fmt::format("{}{} ({}) was due {}: {} units have not reported: {}.", list.exercise ? "Drill: " : "", name.en, list.subject,
                                 spoken_time_en(list.due), list.units.size(), names.en)},
                    data);
}

JournalEntry forward_entry(const PaperForward& forward, const SuperiorDoc& paper, const Members& members) {
    const Text names = unit_names(members, forward.units);
    const std::string number = paper.doc_no.empty() ? paper.id : paper.doc_no;
    return entry_of(forward.at, paper.scope(), "forward", forward.who,
                    {fmt::format("将{}文件（{}）转发{}个单位：{}。", paper.issuer, number, forward.units.size(), names.zh),
                     fmt::format("Passed the paper of {} ({}) on to {} units: {}.", paper.issuer, number, forward.units.size(),
                                 names.en)},
                    {{"paper", paper.id}, {"units", forward.units}});
}

}  // namespace qingkong
