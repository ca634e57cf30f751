// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/exemption.hpp"
#include "emissions/grade.hpp"
#include "emissions/rational.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// What may forbid or limit a line at the same time (多重管控, handbook F.2).
enum class Regime {
    alert,              ///< 重污染天气预警
    peak_shift,         ///< 错峰生产 (ZY2017-33, JY2018-83..85)
    temporary_control,  ///< 临时管控, below yellow
    strengthening,      ///< 强化保障, the ozone-season VOC list among it (QY2024-5.4)
    major_event,        ///< 重大活动保障
    sanction,           ///< 停产整治, 停工整治 (JY2018-94)
    official_order,     ///< order of a court or of an inspection
};
/// `alert`, `peak_shift`, … as the column `basis` of an order names them.
std::string_view token(Regime regime);
Text regime_name(Regime regime);
/// Tokens and the Chinese names, also 停工整治, 轻中度管控, 督察整改 …; never `alert`.
std::optional<Regime> parse_regime(std::string_view text);

/// What a regime leaves to a line.
struct RegimeLimit {
    enum class Kind {
        stop,   ///< 停产
        load,   ///< `value` = allowed load in percent
        cap,    ///< `value` = t/d at most
        words,  ///< `words` alone; binds beside the others and cannot be compared
    };
    Kind kind = Kind::stop;
    Rational value;
    std::string words;
    bool operator==(const RegimeLimit&) const = default;
};
/// `停产`, `负荷50%` (allowed), `限产20%` (that much less: 80 % allowed), `4000吨/日`; other words stay words. Empty for a
/// percentage that does not say which of the two it means, and for a load above 100 %.
std::optional<RegimeLimit> parse_regime_limit(std::string_view text);
/// `停产`, `负荷50%`, `4000吨/日` or the words: reads back as the same limit.
std::string regime_limit_text(const RegimeLimit& limit);

/// One row of 错峰生产 or 其他管控. Days included; no `to` = until further notice.
struct RegimeRow {
    Regime regime = Regime::peak_shift;
    std::optional<Day> from;
    std::optional<Day> to;
    RegimeLimit limit;
    std::string document;
    std::string pollutant;                ///< 污染物 that it is about, e.g. VOCs; words
    std::string season;                   ///< 时段, e.g. 臭氧污染高峰时段; words
    std::vector<Grade> not_for_grades;    ///< 不适用: grades that it does not touch (QY2024-5.4, handbook E.1)
    std::vector<ExemptionKind> not_for_exemptions;
    bool operator==(const RegimeRow&) const = default;
};

/// A plain stop by peak-shift: a row of sheet 错峰生产 where it is a line's; every other row is one of 其他管控.
bool belongs_to_peak_shift_sheet(const RegimeRow& row);

/// What the other regimes leave to a line (or site, boiler, fleet) on a day, whatever the order of their rows.
struct OtherRegimes {
    Rational load{1};                          ///< allowed share of the normal load: the strictest row's
    std::vector<const RegimeRow*> strictest;   ///< the rows that leave `load`; empty where it is 1
    std::vector<const RegimeRow*> beside;      ///< words, and caps of a line whose output is not known
    std::vector<const RegimeRow*> milder;      ///< also in force
    bool none() const { return strictest.empty() && beside.empty() && milder.empty(); }
};

struct Enterprise;
struct ProductionLine;
struct Source;
struct DailyEmission;

/// The rows of the line and of its whole enterprise in force on `day`; rows that do not touch its grade or an exemption of
/// that day are left out.
OtherRegimes other_regimes(const Enterprise& enterprise, const ProductionLine& line, Day day);
OtherRegimes other_regimes(const Source& source, Day day);

/// Base of the alert's account: what the other regimes leave of the daily emission, for a stop nothing (handbook D.5
/// EXCLUDE_BOTH; what a limiting regime takes away is no emergency reduction either).
DailyEmission base_left(const Enterprise& enterprise, const ProductionLine& line, Day day);
DailyEmission base_left(const Source& source, Day day);

/// `错峰生产停产（错峰方案）`, `临时管控：生产负荷不超过50%（…）`, `强化保障（VOCs，臭氧污染高峰时段）：…`.
std::string regime_words(const RegimeRow& row);

/// After a release: a control of another regime that goes on (handbook F.2).
struct RemainingControl {
    std::string line_id;  ///< empty = a source without lines
    Regime regime = Regime::peak_shift;
    RegimeLimit limit;
    std::optional<Day> until;  ///< last day; empty = 另行通知
    std::string document;
    bool operator==(const RemainingControl&) const = default;
};
/// Every control in force on `day`, by line in the sheet's order, of a line the strictest first. Mail, notice, page and
/// board say the same because they all ask here.
std::vector<RemainingControl> remaining_controls(const Enterprise& enterprise, Day day);
std::vector<RemainingControl> remaining_controls(const Source& source, Day day);
/// Words of one line: `暂不得恢复：错峰生产至2014年3月15日`, `恢复后生产负荷不得超过50%：临时管控至…`, joined by `；`;
/// of another line or of none: `可按程序恢复生产`.
std::string remaining_words(const std::vector<RemainingControl>& controls, std::string_view line_id);
/// The standing sentence: 解除预警不等于解除其他管控.
Text release_lifts_only_the_alert();

/// `2014年3月15日`.
std::string day_words_zh(Day day);

}  // namespace qingkong
