// SPDX-License-Identifier: Apache-2.0
#include "emissions/regime.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "emissions/inventory.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

struct Row {
    std::string_view token;
    Text name;
    std::vector<std::string_view> words;
};

const std::array<Row, 7>& rows() {
    static const std::array<Row, 7> kRows = {{
        {"alert", {"重污染天气预警", "alert"}, {}},
        {"peak_shift", {"错峰生产", "peak-shift production"}, {"错峰"}},
        {"temporary_control", {"临时管控", "temporary control"}, {"轻中度管控", "轻中度污染管控"}},
        {"strengthening", {"强化保障", "strengthening"}, {"强化管控", "臭氧管控", "夏季臭氧管控", "VOCs管控"}},
        {"major_event", {"重大活动保障", "major event"}, {"重大活动"}},
        {"sanction", {"停产整治", "sanction"}, {"停工整治", "限制生产"}},
        {"official_order", {"法院或督察要求", "order of a court or an inspection"},
         {"法院裁定", "法院", "督察整改", "督察", "督查", "检查组要求"}},
    }};
    return kRows;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `12.5` at the begin of `text`, which goes on behind it; at most four decimals, small enough for exact figures.
std::optional<Rational> take_number(std::string_view& text) {
    int64_t value = 0, scale = 1;
    size_t at = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !point && at > 0) {
            point = true;
        } else if (is_digit(text[at])) {
            value = value * 10 + (text[at] - '0');
            if (point) scale *= 10;
            if (value > 1'000'000'000'000 || scale > 10'000) return std::nullopt;
        } else {
            break;
        }
    }
    if (at == 0 || text[at - 1] == '.') return std::nullopt;
    text.remove_prefix(at);
    return Rational(value, scale);
}

bool is_percent_sign(std::string_view text) { return text == "%" || text == "％"; }

/// As few digits as say it: 50, 12.5.
std::string figure(const Rational& value) {
    for (int64_t scale = 1; scale <= 10'000; scale *= 10) {
        const Rational scaled = value * Rational(scale);
        if (!(scaled == Rational(scaled.cut()))) continue;
        std::string digits = std::to_string(scaled.cut());
        size_t decimals = 0;
        for (int64_t s = scale; s > 1; s /= 10) ++decimals;
        if (decimals == 0) return digits;
        if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
        return digits.substr(0, digits.size() - decimals) + "." + digits.substr(digits.size() - decimals);
    }
    return value.cut1();
}

/// The allowed share of the normal load; empty where it cannot be told: words, or a cap without the output behind it.
std::optional<Rational> load_of(const RegimeLimit& limit, const std::optional<Rational>& output_t_per_day) {
    switch (limit.kind) {
        case RegimeLimit::Kind::stop:
            return Rational(0);
        case RegimeLimit::Kind::load:
            return limit.value / Rational(100);
        case RegimeLimit::Kind::cap:
            if (limit.value.zero()) return Rational(0);
            if (!output_t_per_day || output_t_per_day->zero()) return std::nullopt;
            return std::min(Rational(1), limit.value / *output_t_per_day);
        case RegimeLimit::Kind::words:
            break;
    }
    return std::nullopt;
}

/// A fixed order of rows, so that the sheet's order never shows.
bool before(const RegimeRow* a, const RegimeRow* b) {
    const auto key = [](const RegimeRow* row) {
        return std::make_tuple(static_cast<int>(row->regime), !row->to, row->to.value_or(Day{}).index, row->document,
                               regime_limit_text(row->limit), row->pollutant, row->season);
    };
    return key(a) < key(b);
}

struct Loaded {
    const RegimeRow* row;
    std::optional<Rational> load;
};

std::vector<Loaded> in_force(const std::vector<const std::vector<RegimeRow>*>& lists, Day day, Grade grade,
                             const std::vector<Exemption>& exemptions, const std::optional<Rational>& output) {
    std::vector<Loaded> found;
    for (const auto* list : lists)
        for (const RegimeRow& row : *list) {
            if (!holds_on(row.from, row.to, day)) continue;
            const auto& grades = row.not_for_grades;
            if (std::find(grades.begin(), grades.end(), grade) != grades.end()) continue;
            const auto spared = [&](const Exemption& exemption) {
                return holds_on(exemption.valid_from, exemption.valid_to, day) &&
                       std::find(row.not_for_exemptions.begin(), row.not_for_exemptions.end(), exemption.kind) !=
                           row.not_for_exemptions.end();
            };
            if (std::any_of(exemptions.begin(), exemptions.end(), spared)) continue;
            found.push_back({&row, load_of(row.limit, output)});
        }
    // The strictest first, words last; of equal ones the fixed order.
    std::sort(found.begin(), found.end(), [](const Loaded& a, const Loaded& b) {
        if (a.load.has_value() != b.load.has_value()) return a.load.has_value();
        if (a.load && !(*a.load == *b.load)) return *a.load < *b.load;
        return before(a.row, b.row);
    });
    return found;
}

OtherRegimes combine(const std::vector<Loaded>& found) {
    OtherRegimes other;
    for (const Loaded& one : found) {
        if (!one.load) {
            other.beside.push_back(one.row);
        } else if (*one.load < Rational(1) && (other.strictest.empty() || *one.load == other.load)) {
            other.load = *one.load;
            other.strictest.push_back(one.row);
        } else {
            other.milder.push_back(one.row);
        }
    }
    return other;
}

std::vector<Loaded> in_force(const Enterprise& enterprise, const ProductionLine& line, Day day) {
    if (enterprise.regimes.empty() && line.regimes.empty()) return {};
    return in_force({&line.regimes, &enterprise.regimes}, day, enterprise.grade_on(day), enterprise.exemptions,
                    line.last_year_output_t_per_day);
}

std::vector<Loaded> in_force(const Source& source, Day day) {
    if (source.regimes.empty()) return {};
    return in_force({&source.regimes}, day, Grade::ungraded, source.exemptions, std::nullopt);
}

void append_remaining(const std::string& line_id, const std::vector<Loaded>& found, std::vector<RemainingControl>& out) {
    for (const Loaded& one : found)
        out.push_back({line_id, one.row->regime, one.row->limit, one.row->to, one.row->document});
}

DailyEmission times(DailyEmission emission, const Rational& share) {
    for (Rational& grams : emission.g_per_day) grams = grams * share;
    return emission;
}

}  // namespace

std::string_view token(Regime regime) { return rows()[static_cast<std::size_t>(regime)].token; }
Text regime_name(Regime regime) { return rows()[static_cast<std::size_t>(regime)].name; }

std::optional<Regime> parse_regime(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 1; i < rows().size(); ++i) {
        if (word == rows()[i].token || text == rows()[i].name.zh) return static_cast<Regime>(i);
        for (const std::string_view other : rows()[i].words)
            if (text == other) return static_cast<Regime>(i);
    }
    return std::nullopt;
}

std::optional<RegimeLimit> parse_regime_limit(std::string_view text) {
    using Kind = RegimeLimit::Kind;
    for (const std::string_view word : {"停产", "停工", "停用", "全部停产"})
        if (text == word) return RegimeLimit{Kind::stop, {}, {}};
    const RegimeLimit as_words{Kind::words, {}, std::string(text)};
    std::string_view rest = text;
    bool less = false, allowed = false;
    for (const std::string_view word : {"生产负荷不超过", "负荷不超过", "允许负荷", "生产负荷", "负荷"})
        if (!allowed && rest.starts_with(word)) {
            rest.remove_prefix(word.size());
            allowed = true;
        }
    if (!allowed && rest.starts_with("限产")) {
        rest.remove_prefix(std::string_view("限产").size());
        less = true;
    }
    for (const std::string_view word : {"不超过", "日产量不超过"})
        if (!allowed && !less && rest.starts_with(word)) rest.remove_prefix(word.size());
    const auto number = take_number(rest);
    if (!number) return as_words;
    if (is_percent_sign(rest)) {
        if ((!allowed && !less) || *number > Rational(100)) return std::nullopt;
        const Rational percent = less ? Rational(100) - *number : *number;
        if (percent.zero()) return RegimeLimit{Kind::stop, {}, {}};
        return RegimeLimit{Kind::load, percent, {}};
    }
    for (const std::string_view unit : {"吨/日", "吨每日", "t/d", "吨/天"})
        if (!allowed && !less && rest == unit) return RegimeLimit{Kind::cap, *number, {}};
    return as_words;
}

std::string regime_limit_text(const RegimeLimit& limit) {
    switch (limit.kind) {
        case RegimeLimit::Kind::stop:
            return "停产";
        case RegimeLimit::Kind::load:
            return "负荷" + figure(limit.value) + "%";
        case RegimeLimit::Kind::cap:
            return figure(limit.value) + "吨/日";
        case RegimeLimit::Kind::words:
            break;
    }
    return limit.words;
}

bool belongs_to_peak_shift_sheet(const RegimeRow& row) {
    return row.regime == Regime::peak_shift && row.limit.kind == RegimeLimit::Kind::stop && row.pollutant.empty() &&
           row.season.empty() && row.not_for_grades.empty() && row.not_for_exemptions.empty();
}

OtherRegimes other_regimes(const Enterprise& enterprise, const ProductionLine& line, Day day) {
    return combine(in_force(enterprise, line, day));
}
OtherRegimes other_regimes(const Source& source, Day day) { return combine(in_force(source, day)); }

DailyEmission base_left(const Enterprise& enterprise, const ProductionLine& line, Day day) {
    if (enterprise.regimes.empty() && line.regimes.empty()) return line.base();
    return times(line.base(), other_regimes(enterprise, line, day).load);
}
DailyEmission base_left(const Source& source, Day day) {
    if (source.regimes.empty()) return source.base();
    return times(source.base(), other_regimes(source, day).load);
}

std::string regime_words(const RegimeRow& row) {
    std::string subject = row.pollutant;
    if (!row.season.empty()) subject += (subject.empty() ? "" : "，") + row.season;
    std::string words = regime_name(row.regime).zh + (subject.empty() ? "" : "（" + subject + "）");
    switch (row.limit.kind) {
        case RegimeLimit::Kind::stop:
            // 停产整治停产 would say it twice.
            if (row.regime != Regime::sanction) words += "停产";
            break;
        case RegimeLimit::Kind::load:
            words += "：生产负荷不超过" + figure(row.limit.value) + "%";
            break;
        case RegimeLimit::Kind::cap:
            words += "：日产量不超过" + figure(row.limit.value) + "吨";
            break;
        case RegimeLimit::Kind::words:
            words += "：" + row.limit.words;
            break;
    }
    return words + fmt::format("（{}）", row.document.empty() ? regime_name(row.regime).zh : row.document);
}

std::vector<RemainingControl> remaining_controls(const Enterprise& enterprise, Day day) {
    std::vector<RemainingControl> out;
    for (const ProductionLine& line : enterprise.lines)
        append_remaining(line.line_id, in_force(enterprise, line, day), out);
    return out;
}
std::vector<RemainingControl> remaining_controls(const Source& source, Day day) {
    std::vector<RemainingControl> out;
    append_remaining("", in_force(source, day), out);
    return out;
}

std::string remaining_words(const std::vector<RemainingControl>& controls, std::string_view line_id) {
    std::string stops, limits;
    for (const RemainingControl& control : controls) {
        if (control.line_id != line_id) continue;
        const std::string name = regime_name(control.regime).zh;
        const std::string until = control.until ? name + "至" + day_words_zh(*control.until) : name + "，恢复时间另行通知";
        if (control.limit.kind == RegimeLimit::Kind::stop) {
            stops += (stops.empty() ? "暂不得恢复：" : "、") + until;
            continue;
        }
        std::string words = control.limit.words;
        if (control.limit.kind == RegimeLimit::Kind::load)
            words = "恢复后生产负荷不得超过" + figure(control.limit.value) + "%";
        if (control.limit.kind == RegimeLimit::Kind::cap)
            words = "恢复后日产量不得超过" + figure(control.limit.value) + "吨";
        limits += (limits.empty() ? "" : "；") + words + "：" + until;
    }
    if (stops.empty() && limits.empty()) return "可按程序恢复生产";
    return stops.empty() || limits.empty() ? stops + limits : stops + "；" + limits;
}

Text release_lifts_only_the_alert() {
    return {"解除预警不等于解除其他管控", "the release of the alert does not lift other controls"};
}

std::string day_words_zh(Day day) {
    const std::string iso = format_day(day);  // 2014-03-15
    return fmt::format("{}年{}月{}日", iso.substr(0, 4), std::stoi(iso.substr(5, 2)), std::stoi(iso.substr(8, 2)));
}

}  // namespace qingkong
