// SPDX-License-Identifier: Apache-2.0
#include "alerts/atom_feed.hpp"

#include <fmt/format.h>

#include "alerts/xml_text.hpp"

namespace qingkong {

namespace {

void add_link(pugi::xml_node& parent, const char* relation, const std::string& address, const char* type) {
    pugi::xml_node link = parent.append_child("link");
    link.append_attribute("rel") = relation;
    link.append_attribute("type") = type;
    link.append_attribute("href") = address.c_str();
}

void add_entry(pugi::xml_node& feed, const CapMessage& m, const CapInput& input) {
    const std::string& base = input.office.link_base;
    pugi::xml_node entry = feed.append_child("entry");
    add_text(entry, "id", fmt::format("{}/feeds/cap/{}.xml", base, m.identifier));
    add_text(entry, "title", m.headline.zh);
    add_text(entry, "updated", format_instant(m.sent));
    add_text(entry, "published", format_instant(m.sent));
    pugi::xml_node author = entry.append_child("author");
    add_text(author, "name", input.office.government.zh);
    add_link(entry, "alternate", fmt::format("{}/feeds/cap/{}.xml", base, m.identifier), "application/cap+xml");
    if (input.settings.severity_style == CapSeverityStyle::national)
        add_link(entry, "related", fmt::format("{}/feeds/national/{}.xml", base, m.identifier), "application/xml");
    pugi::xml_node category = entry.append_child("category");
    category.append_attribute("term") = std::string(token(m.kind)).c_str();
    pugi::xml_node summary = entry.append_child("summary");
    summary.append_attribute("type") = "text";
    summary.append_child(pugi::node_pcdata).set_value(m.description.zh.c_str());
}

}  // namespace

std::string atom_feed(const std::vector<CapMessage>& messages, const CapInput& input) {
    const std::string self = input.office.link_base + "/feeds/cap.atom";
    pugi::xml_document document;
    pugi::xml_node feed = document.append_child("feed");
    feed.append_attribute("xmlns") = "http://www.w3.org/2005/Atom";
    feed.append_attribute("xml:lang") = "zh-CN";
    add_text(feed, "id", self);
    add_text(feed, "title", input.city.name.zh + "重污染天气预警");
    add_text(feed, "updated", messages.empty() ? "" : format_instant(messages.back().sent));
    pugi::xml_node author = feed.append_child("author");
    add_text(author, "name", input.office.government.zh);
    add_link(feed, "self", self, "application/atom+xml");
    for (auto m = messages.rbegin(); m != messages.rend(); ++m) add_entry(feed, *m, input);
    return printed(document);
}

}  // namespace qingkong
