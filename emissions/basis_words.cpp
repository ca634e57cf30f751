// SPDX-License-Identifier: Apache-2.0
#include "emissions/basis_words.hpp"

#include <optional>

#include <fmt/format.h>

#include "emissions/exemption.hpp"
#include "emissions/grade.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"

namespace qingkong {
namespace {

/// What follows `prefix` and a blank; empty optional if the part does not begin so.
std::optional<std::string> after(std::string_view part, std::string_view prefix) {
    if (part.size() <= prefix.size() || part.substr(0, prefix.size()) != prefix || part[prefix.size()] != ' ')
        return std::nullopt;
    return std::string(part.substr(prefix.size() + 1));
}

std::string exemption_words(const std::string& rest) {
    const size_t blank = rest.find(' ');
    const auto kind = parse_exemption(rest.substr(0, blank));
    std::string words = kind ? exemption_name(*kind).zh : rest.substr(0, blank);
    if (blank == std::string::npos) return words;
    const auto day = after(rest.substr(blank + 1), "expired");
    return words + (day ? "（已于" + *day + "到期）" : "（" + rest.substr(blank + 1) + "）");
}

std::string part_words(std::string_view part) {
    if (part == "F.1") return "";
    if (part == "alert") return "重污染天气预警";
    if (part == "peak_shift") return "错峰生产";
    if (part == "plan not filed") return "操作方案未备案";
    if (part == "industry row") return "按本地分行业措施";
    if (part == "D.5 long-term stopped") return "长期停产";
    if (const auto grade = after(part, "grade"))
        if (const auto parsed = parse_grade(*grade)) return "绩效等级" + grade_name(*parsed).zh;
    if (const auto plan = after(part, "plan")) return fmt::format("操作方案（{}版）", *plan);
    if (const auto version = after(part, "inventory")) return fmt::format("应急减排清单（{}版）", *version);
    if (const auto level = after(part, "row of"))
        if (const auto parsed = parse_level(*level)) return fmt::format("沿用{}预警措施", level_name(*parsed).zh);
    if (const auto source = after(part, "source"))
        if (const auto parsed = parse_source_class(*source)) return source_class_name(*parsed).zh;
    if (const auto exemption = after(part, "exemption")) return exemption_words(*exemption);
    if (part == "class small_micro") return "小微涉气企业";
    return std::string(part);
}

}  // namespace

std::string basis_words_zh(std::string_view basis) {
    std::string words;
    while (!basis.empty()) {
        const size_t end = basis.find("; ");
        const std::string part = part_words(basis.substr(0, end));
        if (!part.empty()) words += (words.empty() ? "" : "；") + part;
        basis = end == std::string_view::npos ? std::string_view() : basis.substr(end + 2);
    }
    return words;
}

}  // namespace qingkong
