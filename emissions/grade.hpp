// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Performance grades of the key industries (绩效分级, handbook E.1).
enum class Grade { a, b, b_minus, c, d, leading, non_leading, ungraded };
/// `a`, `b`, `b_minus`, `c`, `d`, `leading`, `non_leading`, `ungraded`.
std::string_view token(Grade grade);
/// `A级` / `grade A` …
Text grade_name(Grade grade);
/// `A`, `A级`, `B-`, `B−`, `引领性`, `非引领性`, `未分级` and the tokens, without case.
std::optional<Grade> parse_grade(std::string_view text);

/// A grade and the days on which it holds, both included; an empty end is open. Past days keep the grade of their day.
struct GradeSpan {
    Grade grade = Grade::ungraded;
    std::optional<Day> valid_from;
    std::optional<Day> valid_to;
    std::string document;
    bool operator==(const GradeSpan&) const = default;
};

/// Does the span hold on the day? (shared by grades, exemptions and peak-shift stops)
inline bool holds_on(const std::optional<Day>& from, const std::optional<Day>& to, Day day) {
    return (!from || *from <= day) && (!to || day <= *to);
}

}  // namespace qingkong
