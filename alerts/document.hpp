// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// A finished paper: the same words as plain text and as a self-contained page.
struct Document {
    std::string title;
    std::string text;  ///< UTF-8, LF, with the title
    std::string html;  ///< a whole page with its style, no script
};

/// One content that the law wants in a notice (handbook B.5: 突发事件应对法 §64, for a response also §72).
struct RequiredContent {
    Text item;           ///< 级别 / level
    std::string words;   ///< as it must stand in the text; empty = we do not have it
    std::string clause;  ///< `突发事件应对法 §64`
};

/// An error for each required content that is empty or does not stand in `text` (a template edited by the office may
/// have lost it). `document` names the paper in the messages.
std::vector<Problem> check_contents(const std::string& document, std::string_view text,
                                    const std::vector<RequiredContent>& required);

/// `攻坚办〔2014〕3号`. The brackets are the six-cornered ones of official papers.
std::string document_number(const std::string& prefix, int year, int number);

/// `11月23日12时` (minutes where there are any) / `23 Nov 12:00`: a time within a paper that names the year elsewhere.
std::string month_day_hour(Instant instant, Language language);
/// `2026年11月22日` / `22 Nov 2026`: the date under a paper.
std::string paper_date(Instant instant, Language language);
/// `2014年2月20日9时` / `20 Feb 2014 09:00`.
std::string spoken_time(Instant instant, Language language);

/// `&`, `<`, `>`, `"`, `'` as entities.
std::string html_escaped(std::string_view text);

}  // namespace qingkong
