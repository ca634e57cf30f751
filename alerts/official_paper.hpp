// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"

namespace qingkong {

/// What the layout of an official paper needs beside the words (GB/T 9704: red head, number, centred title, 主送, body,
/// 附件, 落款, date). The same strings stand as lines of the text; there they are found and set in their place.
struct OfficialHead {
    std::string issuer;         ///< 发文机关 of the red head; empty = no head
    std::string document_no;    ///< empty = none
    std::string title;
    std::string signature;      ///< 落款; empty = none
    std::string date;           ///< under it
    std::string exercise;       ///< exercise_words, or empty
    std::string unpublished;    ///< unpublished_words, or empty
};

/// The text with its page by template `notice.html`. Lines of the text are paragraphs; a first line that ends in a colon
/// is 主送, lines that begin with 一、 … 十、 are headings, lines that begin with 附件 are annexes.
Document official_paper(const OfficialHead& head, std::string text, Language language, const Templates& templates);

/// `　　年　月　日`: a date that a hand fills in.
std::string blank_date();

/// A list row of a template: `number`, `words`.
std::vector<TemplateData> numbered_rows(const std::vector<std::string>& lines);

/// Joined by 、 (Chinese) or `, `.
std::string joined_texts(const std::vector<Text>& items, Language language);

/// Fields that every paper of the office may use: exercise, office, government, plan, contact, telephone.
void add_office(TemplateData& data, const Office& office, Language language);

}  // namespace qingkong
