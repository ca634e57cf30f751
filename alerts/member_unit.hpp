// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/area.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A county government (属地) or a department of the city (市直有关单位).
enum class UnitKind { area, department };
std::string_view token(UnitKind kind);

/// Who gets the city's notices and answers them (handbook B.5 recipients, I.4): `[[unit]]` of the configuration.
struct MemberUnit {
    std::string id;
    Text name;
    UnitKind kind = UnitKind::department;
    std::string area = std::string(kWholeCity);    ///< id of its area; a department of the city: `all`
    std::string mail;                              ///< empty = told by telephone
    std::string telephone;                         ///< of the duty post; never in the journal (K.6)
    std::vector<std::string> tasks;                ///< its names as 责任单位 in the measure library
    bool returns = true;                           ///< reports each day and sums up; every unit gives a receipt
    bool operator==(const MemberUnit&) const = default;
};

/// A number that the daily return asks for: 检查企业 … 家. Whole and not negative; an empty one is unknown, not zero.
struct FormField {
    std::string id;
    Text name;
    Text count_word;    ///< 家, 个, 人次
    bool operator==(const FormField&) const = default;
};

/// At which minutes of the day units report, and what (I.4: the hours stand in each notice).
struct ReturnTerms {
    std::vector<int> minutes = {9 * 60, 17 * 60};    ///< rising
    std::vector<FormField> form;
    bool operator==(const ReturnTerms&) const = default;
};

/// The units of the city and what the office asks of them (`[[unit]]`, `[returns]`).
struct Members {
    std::vector<MemberUnit> units;
    ReturnTerms terms;
    std::string superior;                   ///< to whom the reports go: 示例省重污染天气应急指挥部办公室
    std::vector<std::string> neighbours;    ///< governments that are told together with the alert (突发事件应对法 §64)

    /// Null where no such unit exists.
    const MemberUnit* find(std::string_view id) const;
};

/// What a notice asked, and of whom, kept with it at its signature: later changes of the configuration change no duty.
struct NoticeTerms {
    ReturnTerms terms;
    std::vector<std::string> units;        ///< who gives a receipt
    std::vector<std::string> reporting;    ///< of these, who reports each day
    bool operator==(const NoticeTerms&) const = default;
};

/// The fields that a return has where the configuration names none.
std::vector<FormField> usual_form();

/// Departments of the city, and units whose area is one of `areas`.
std::vector<const MemberUnit*> units_of_areas(const Members& members, const std::vector<std::string>& areas);
NoticeTerms notice_terms(const Members& members, const std::vector<std::string>& areas);

/// As kept; reading back gives equal values, other text an empty optional.
std::string terms_text(const NoticeTerms& terms);
std::optional<NoticeTerms> read_terms(const std::string& text);

/// `9时、17时` (`14时30分`) / `9:00, 17:00`: as it stands in the notice.
Text hours_words(const std::vector<int>& minutes);

}  // namespace qingkong
