// SPDX-License-Identifier: Apache-2.0
#include "engine/config_units.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "engine/address.hpp"

namespace qingkong {
namespace {

bool is_word(const std::string& text, const char* allowed) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(allowed) == std::string::npos;
}

/// Minutes of the day of `09:00`; empty where it is no time.
std::optional<int> minute_of(const std::string& text) {
    const size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
    int hour = -1, minute = -1;
    const char* begin = text.data();
    const auto first = std::from_chars(begin, begin + colon, hour);
    const auto second = std::from_chars(begin + colon + 1, begin + text.size(), minute);
    if (first.ptr != begin + colon || second.ptr != begin + text.size() || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return std::nullopt;
    return hour * 60 + minute;
}

/// `problems_found 发现问题 个`: id, name, what is counted.
std::optional<FormField> field_of(const std::string& text) {
    const size_t first = text.find(' ');
    if (first == std::string::npos) return std::nullopt;
    const size_t last = text.rfind(' ');
    FormField field;
    field.id = text.substr(0, first);
    const std::string name = text.substr(first + 1, last > first ? last - first - 1 : std::string::npos);
    const std::string word = last > first ? text.substr(last + 1) : "";
    field.name = {name, name};
    field.count_word = {word, word};
    if (!is_word(field.id, "abcdefghijklmnopqrstuvwxyz0123456789_") || name.empty()) return std::nullopt;
    for (const FormField& usual : usual_form())
        if (usual.id == field.id && usual.name.zh == name) return usual;
    return field;
}

void read_form(TomlTable& table, ReturnTerms& terms) {
    for (const std::string& text : table.texts("form")) {
        const auto field = field_of(text);
        const bool twice = field && std::any_of(terms.form.begin(), terms.form.end(),
                                                [&](const FormField& one) { return one.id == field->id; });
        if (field && !twice) {
            terms.form.push_back(*field);
            continue;
        }
        table.error_at("form", {fmt::format("\"{}\" 不是报表的一项，或重复", text), fmt::format("\"{}\" is no field of a form, or stands twice", text)},
                       {"每项写标识、名称、计量词，用空格隔开，例如 \"problems_found 发现问题 个\"",
                        "each entry: id, name and what is counted, e.g. \"problems_found 发现问题 个\""});
    }
    if (!table.raw().contains("form")) terms.form = usual_form();
}

}  // namespace

MemberUnit read_unit(TomlTable table, const City& city, const std::vector<MemberUnit>& known) {
    MemberUnit unit;
    unit.id = table.required_text("id");
    const bool good = is_word(unit.id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    const bool twice = std::any_of(known.begin(), known.end(), [&](const MemberUnit& one) { return one.id == unit.id; });
    if (!unit.id.empty() && (!good || twice))
        table.error_at("id", {twice ? "单位标识重复：" + unit.id : fmt::format("id = \"{}\" 不能作标识", unit.id),
                              twice ? "this unit stands twice: " + unit.id : fmt::format("id = \"{}\" cannot be an id", unit.id)},
                       {"只用字母、数字和 _ -，每个单位用自己的标识", "letters, digits, _ - only, and one unit each"});
    unit.name.zh = table.required_text("name");
    unit.name.en = table.text("name_en").value_or(unit.name.zh);
    const bool area = table.word("kind", {"area", "department"}).value_or("department") == "area";
    unit.kind = area ? UnitKind::area : UnitKind::department;
    unit.area = table.text("area").value_or(std::string(kWholeCity));
    if (unit.area == kWholeCity ? area : city.find(unit.area) == nullptr) {
        std::string ids;
        for (const Area& one : city.areas) ids += (ids.empty() ? "" : ", ") + one.id;
        if (table.raw().contains("area"))
            table.error_at("area", {"[city] 没有区域 " + unit.area, "[city] has no area " + unit.area},
                           {"可用：" + ids, "wanted one of: " + ids});
        else
            table.missing("area", "\"" + (city.areas.empty() ? "410102" : city.areas.front().id) + "\"");
    }
    unit.mail = table.text("mail").value_or("");
    if (!unit.mail.empty() && !is_mail_address(unit.mail))
        table.error_at("mail", {"mail 不是邮箱地址", "mail is no mail address"},
                       {"例如 \"zhiban@east.example\"", "wanted e.g. \"zhiban@east.example\""});
    unit.telephone = table.text("telephone").value_or("");
    unit.tasks = table.texts("tasks");
    unit.returns = table.boolean("returns").value_or(true);
    table.finish();
    return unit;
}

std::string read_returns(TomlTable table, Members& members) {
    std::vector<int> minutes;
    for (const std::string& text : table.texts("hours")) {
        const auto minute = minute_of(text);
        if (minute && (minutes.empty() || *minute > minutes.back())) {
            minutes.push_back(*minute);
            continue;
        }
        table.error_at("hours", {fmt::format("\"{}\" 不是时刻，或不是由早到晚", text), fmt::format("\"{}\" is no time of the day, or they do not rise", text)},
                       {"例如 [\"09:00\", \"17:00\"]", "wanted e.g. [\"09:00\", \"17:00\"]"});
    }
    if (table.raw().contains("hours")) members.terms.minutes = std::move(minutes);
    read_form(table, members.terms);
    members.superior = table.text("superior").value_or("");
    members.neighbours = table.texts("neighbours");
    std::string maildir = table.text("maildir").value_or("");
    table.finish();
    return maildir;
}

}  // namespace qingkong
