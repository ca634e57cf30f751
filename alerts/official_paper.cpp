// SPDX-License-Identifier: Apache-2.0
#include "alerts/official_paper.hpp"

#include <algorithm>

#include "alerts/notice.hpp"

namespace qingkong {

namespace {

bool starts(std::string_view line, std::string_view with) {
    return line.substr(0, with.size()) == with;
}

bool ends(std::string_view line, std::string_view with) {
    return line.size() >= with.size() && line.substr(line.size() - with.size()) == with;
}

bool heading(std::string_view line) {
    for (const char* number : {"一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、"})
        if (starts(line, number)) return true;
    return false;
}

/// The class of a line; `body` turns true at the first line of the body.
const char* kind_of(const OfficialHead& head, std::string_view line, bool& body, bool last, bool last_but_one) {
    if (!head.exercise.empty() && line == head.exercise) return "exercise";
    if (!head.unpublished.empty() && (line == "（" + head.unpublished + "）" || line == "(" + head.unpublished + ")")) return "state";
    if (last && line == head.date) return "date";
    if (last_but_one && line == head.signature) return "signature";
    const bool first = !body;
    body = true;
    if (first && (ends(line, "：") || ends(line, ":"))) return "addressee";
    if (heading(line)) return "heading";
    if (starts(line, "附件")) return "annex";
    return "";
}

}  // namespace

Document official_paper(const OfficialHead& head, std::string text, Language language, const Templates& templates) {
    Document paper;
    paper.title = head.title;
    paper.text = std::move(text);
    std::vector<std::string> lines;
    for (size_t at = 0; at < paper.text.size();) {
        const size_t end = std::min(paper.text.find('\n', at), paper.text.size());
        const std::string line = paper.text.substr(at, end - at);
        at = end + 1;
        if (!line.empty() && line != head.title && (head.document_no.empty() || line != head.document_no)) lines.push_back(line);
    }
    TemplateData page;
    page.values["title"] = head.title;
    page.values["language"] = language == Language::zh ? "zh-CN" : "en";
    page.values["style"] = templates.render("notice.css", {});
    page.values["issuer"] = head.issuer;
    page.values["document_no"] = head.document_no;
    bool body = false;
    for (size_t i = 0; i < lines.size(); ++i) {
        TemplateData row;
        row.values["words"] = lines[i];
        row.values["kind"] = kind_of(head, lines[i], body, i + 1 == lines.size(), i + 2 == lines.size());
        page.lists["paragraphs"].push_back(std::move(row));
    }
    paper.html = templates.render("notice.html", page);
    return paper;
}

std::string blank_date() {
    return "　　　　年　　月　　日";
}

std::vector<TemplateData> numbered_rows(const std::vector<std::string>& lines) {
    std::vector<TemplateData> rows;
    for (const std::string& line : lines) {
        TemplateData row;
        row.values["number"] = std::to_string(rows.size() + 1);
        row.values["words"] = line;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string joined_texts(const std::vector<Text>& items, Language language) {
    std::string out;
    for (const Text& item : items) {
        if (!out.empty()) out += language == Language::zh ? "、" : ", ";
        out += item.in(language);
    }
    return out;
}

void add_office(TemplateData& data, const Office& office, Language language) {
    data.values["exercise"] = office.exercise ? exercise_words(language) : "";
    data.values["office"] = office.name.in(language);
    data.values["government"] = office.government.in(language);
    data.values["plan"] = office.plan_title.in(language);
    data.values["contact"] = office.contact;
    data.values["telephone"] = office.telephone;
}

}  // namespace qingkong
