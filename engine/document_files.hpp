// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alerts/document.hpp"

namespace qingkong {

/// In what form a paper is handed out: text and page always; PDF and .docx where the helper programs are installed.
enum class DocumentForm { html, text, pdf, docx };
/// `html`, `text` (also `txt`), `pdf`, `docx`; empty text = html.
std::optional<DocumentForm> parse_document_form(std::string_view text);
const char* content_type(DocumentForm form);
/// `.html`, `.txt`, `.pdf`, `.docx`.
const char* file_ending(DocumentForm form);
/// PDF and .docx take a second: not in the thread that answers.
bool needs_helper(DocumentForm form);

/// The bytes. PDF by a Chromium, .docx by pandoc, both from the same page; where the program is not installed or fails the
/// message says which one and what to do. `seconds`: the longest that it may take.
Result<std::string> document_bytes(const Document& document, DocumentForm form, int seconds = 30);

}  // namespace qingkong
