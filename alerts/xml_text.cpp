// SPDX-License-Identifier: Apache-2.0
#include "alerts/xml_text.hpp"

namespace qingkong {

namespace {

struct StringWriter final : pugi::xml_writer {
    std::string out;
    void write(const void* data, size_t size) override { out.append(static_cast<const char*>(data), size); }
};

}  // namespace

void add_text(pugi::xml_node& parent, const char* name, const std::string& text) {
    std::string clean = text;
    for (char& c : clean)
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 && c != '\n' && c != '\t') c = ' ';
    pugi::xml_node node = parent.append_child(name);
    if (!clean.empty()) node.append_child(pugi::node_pcdata).set_value(clean.c_str());
}

std::string printed(const pugi::xml_document& document) {
    StringWriter writer;
    writer.out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    document.save(writer, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
    return std::move(writer.out);
}

}  // namespace qingkong
