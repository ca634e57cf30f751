// SPDX-License-Identifier: Apache-2.0
#include "engine/config_cap.hpp"

#include <fmt/format.h>

namespace qingkong {

namespace {

void read_digits(TomlTable& table, const char* key, size_t count, std::string& into) {
    const auto text = table.text(key);
    if (!text) return;
    if (text->size() == count && text->find_first_not_of("0123456789") == std::string::npos) {
        into = *text;
        return;
    }
    table.error_at(key, {fmt::format("{} = \"{}\" 不是{}位数字", key, *text, count), fmt::format("{} = \"{}\" has not {} digits", key, *text, count)},
                   {"前面的0不能省略，写成文字", "a text, with its leading zeros"});
}

/// `codes = ["990101 410102"]`: an area (or the city) and its code.
void read_codes(TomlTable& table, const City& city, CapSettings& cap) {
    for (const std::string& pair : table.texts("codes")) {
        const size_t gap = pair.find(' ');
        const std::string id = pair.substr(0, gap), code = gap == std::string::npos ? "" : pair.substr(gap + 1);
        if ((id == city.id || city.find(id) != nullptr) && is_area_code(code)) {
            cap.codes[id] = code;
            continue;
        }
        table.error_at("codes", {fmt::format("\"{}\" 不是区域和代码", pair), fmt::format("\"{}\" is no area with its code", pair)},
                       {"每项写本市的区域标识和六位行政区划代码，中间一个空格，例如 \"zhongyuan 410102\"",
                        "each entry: an area id of [city], a space, six digits of GB/T 2260, e.g. \"zhongyuan 410102\""});
    }
}

void check_feed(TomlTable& table, const City& city, const CapSettings& cap) {
    if (cap.sender.empty() && !table.raw().contains("sender")) table.missing("sender", "\"zhengzhou-gkb\"");
    const auto known = [&](const std::string& id) { return is_area_code(id) || cap.codes.count(id) != 0; };
    std::string lacking;
    if (!known(city.id)) lacking = city.id;
    for (const Area& area : city.areas)
        if (!known(area.id)) lacking += (lacking.empty() ? "" : ", ") + area.id;
    if (!lacking.empty())
        table.error_at("feed", {"这些区域没有行政区划代码（GB/T 2260）：" + lacking, "these areas have no code of GB/T 2260: " + lacking},
                       {"在 codes 写明，例如 codes = [\"zhongyuan 410102\"]", "name them in codes, e.g. codes = [\"zhongyuan 410102\"]"});
}

}  // namespace

CapSettings read_cap(TomlTable table, const City& city) {
    CapSettings cap;
    cap.feed = table.boolean("feed").value_or(false);
    cap.sender = table.text("sender").value_or("");
    if (cap.sender.find_first_of(" ,<&\t\n") != std::string::npos)
        table.error_at("sender", {"sender 不得含空格、逗号、<、&", "sender holds a blank, a comma, < or &"},
                       {"例如 \"zhengzhou-gkb\"", "wanted e.g. \"zhengzhou-gkb\""});
    cap.area_code = table.text("area_code").value_or("");
    if (!cap.area_code.empty() && !is_area_code(cap.area_code))
        table.error_at("area_code", {fmt::format("area_code = \"{}\" 不是行政区划代码", cap.area_code),
                                     fmt::format("area_code = \"{}\" is no code of GB/T 2260", cap.area_code)},
                       {"六位数字，例如 \"410100\"", "six digits, e.g. \"410100\""});
    read_digits(table, "organisation", 3, cap.organisation);
    read_digits(table, "unit", 3, cap.unit);
    read_digits(table, "extension", 2, cap.extension);
    cap.event_code = table.text("event_code").value_or(cap.event_code);
    cap.severity_style = table.word("cap_severity_style", {"cap", "national"}).value_or("cap") == "national"
                             ? CapSeverityStyle::national
                             : CapSeverityStyle::cap;
    cap.duty_post = table.text("duty_post").value_or("");
    read_codes(table, city, cap);
    if (cap.feed) check_feed(table, city, cap);
    table.finish();
    return cap;
}

}  // namespace qingkong
