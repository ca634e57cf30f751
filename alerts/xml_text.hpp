// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <pugixml.hpp>

namespace qingkong {

/// `<name>text</name>`. Characters that XML 1.0 cannot hold (control characters) become blanks.
void add_text(pugi::xml_node& parent, const char* name, const std::string& text);

/// UTF-8 with its declaration, two blanks of indent, LF.
std::string printed(const pugi::xml_document& document);

}  // namespace qingkong
