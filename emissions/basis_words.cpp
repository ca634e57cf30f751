// SPDX-License-Identifier: Apache-2.0
#include "emissions/basis_words.hpp"

#include <optional>

#include <fmt/format.h>

#include "emissions/exemption.hpp"
#include "emissions/grade.hpp"
#include "emissions/inventory.hpp"
#include "emissions/regime.hpp"
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
    const std::string more = rest.substr(blank + 1);
    if (const auto lapse = after(more, "lapses"))
        return words + "（" + lapse->substr(0, lapse->find(' ')) + "到期，早于响应启动）";
    if (const auto level = after(more, "only to"))
        if (const auto parsed = parse_level(*level)) return words + "（最高至" + level_name(*parsed).zh + "预警）";
    const auto day = after(more, "expired");
    return words + (day ? "（已于" + *day + "到期）" : "（" + rest.substr(blank + 1) + "）");
}

/// `class 一类 only to orange`, `pass orange expired 2019-12-31`, `plate withdrawn 2019-11-02`.
std::string site_words(const std::string& rest) {
    if (const auto day = after(rest, "plate withdrawn")) return "查出扬尘，" + *day + "起摘牌";
    const bool pass = rest.rfind("pass ", 0) == 0;
    if (!pass && rest.rfind("class", 0) != 0) return "工地" + rest;
    std::string more = rest.substr(5);
    if (!more.empty() && more.front() == ' ') more.erase(0, 1);
    const size_t blank = more.find(' ');
    const auto level = parse_level(more.substr(0, blank));
    std::string words = pass ? (level ? level_name(*level).zh : more.substr(0, blank)) + "预警通行证"
                             : "民生类别" + more.substr(0, blank);
    if (blank == std::string::npos) return words;
    more = more.substr(blank + 1);
    if (const auto highest = after(more, "only to"))
        if (const auto parsed = parse_level(*highest)) return words + "（最高至" + level_name(*parsed).zh + "预警）";
    if (const auto day = after(more, "expired")) return words + "（已于" + *day + "到期）";
    if (more == "not decided") return words + "（未经批准）";
    if (more == "not yet valid") return words + "（尚未生效）";
    if (more == "without a rule") return words + "（没有相应规定）";
    if (more == "not borne by the plate") return words + "（标牌不符）";
    return words + "（" + more + "）";
}

/// `temporary_control 50%`.
std::string beyond_words(const std::string& rest) {
    const size_t blank = rest.find(' ');
    const auto regime = parse_regime(rest.substr(0, blank));
    if (!regime || blank == std::string::npos) return rest;
    return fmt::format("{}负荷{}，仅计其外的减排量", regime_name(*regime).zh, rest.substr(blank + 1));
}

/// `一般管理区 at yellow`.
std::string zone_words(const std::string& rest) {
    const size_t at = rest.rfind(" at ");
    const auto level = at == std::string::npos ? std::nullopt : parse_level(rest.substr(at + 4));
    if (!level) return rest;
    if (*level == AlertLevel::normal) return rest.substr(0, at) + "不实施";
    return fmt::format("{}执行{}预警措施", rest.substr(0, at), level_name(*level).zh);
}

std::string part_words(std::string_view part) {
    if (part == "F.1") return "";
    if (part == "alert") return "重污染天气预警";
    if (const auto regime = parse_regime(part); regime && token(*regime) == part) return regime_name(*regime).zh;
    if (part == "not applied this round") return "本轮预警不实施";
    if (part == "lapses before the start") return "许可在响应启动前到期";
    if (part == "no row") return "无可依据的措施行";
    if (part == "plan not filed") return "操作方案未备案";
    if (part == "industry row") return "按本地分行业措施";
    if (part == "D.5 long-term stopped") return "长期停产";
    if (const auto grade = after(part, "grade")) {
        if (const auto parsed = parse_grade(*grade)) return "绩效等级" + grade_name(*parsed).zh;
        const size_t blank = grade->find(" from the start");
        if (const auto parsed = parse_grade(grade->substr(0, blank)); parsed && blank != std::string::npos)
            return "响应启动时绩效等级为" + grade_name(*parsed).zh;
    }
    if (const auto plan = after(part, "plan")) return fmt::format("操作方案（{}版）", *plan);
    if (const auto version = after(part, "inventory")) return fmt::format("应急减排清单（{}版）", *version);
    if (const auto level = after(part, "row of"))
        if (const auto parsed = parse_level(*level)) return fmt::format("沿用{}预警措施", level_name(*parsed).zh);
    if (const auto source = after(part, "source"))
        if (const auto parsed = parse_source_class(*source)) return source_class_name(*parsed).zh;
    if (const auto exemption = after(part, "exemption")) return exemption_words(*exemption);
    if (part == "class small_micro") return "小微涉气企业";
    if (const auto site = after(part, "site")) return site_words(*site);
    if (const auto beyond = after(part, "beyond")) return beyond_words(*beyond);
    if (const auto zone = after(part, "zone")) return zone_words(*zone);
    if (const auto batch = after(part, "batch")) return "轮产批次" + *batch;
    if (const auto day = after(part, "no application before")) return *day + "前不得重新申请";
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
