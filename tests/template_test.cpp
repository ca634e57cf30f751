// SPDX-License-Identifier: Apache-2.0
#include "alerts/template.hpp"

#include <catch2/catch.hpp>

#include "tests/paper_fixtures.hpp"

using namespace qingkong;

namespace {

/// The shipped templates with one of them replaced; what load_templates says of it, a line each.
std::string refused(const std::string& name, const std::string& text) {
    auto files = papers::shipped_templates();
    for (auto& [file, words] : files)
        if (file == "alerts/templates/" + name + ".mustache") words = text;
    std::vector<TemplateText> texts;
    for (const auto& [file, words] : files) texts.push_back({file, words});
    const auto loaded = load_templates(texts);
    if (loaded) return "accepted";
    std::string all;
    for (const Problem& problem : loaded.error()) {
        Problem brief = problem;
        if (brief.what.en.rfind("no field", 0) == 0) brief.wanted = {};
        all += brief.print(Language::en) + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a field that does not exist is refused with its line, not rendered as nothing") {
    CHECK(refused("notice_issue.zh.txt", "标题\n自{{strat}}起\n") ==
          "alerts/templates/notice_issue.zh.txt.mustache:2:2: error: no field strat\n");
    CHECK(refused("notice_issue.zh.txt", "{{#shares}}\n{{percent}} {{measure}}\n{{/shares}}\n{{percent}}\n") ==
          "alerts/templates/notice_issue.zh.txt.mustache:2:13: error: no field measure\n"
          "alerts/templates/notice_issue.zh.txt.mustache:4:1: error: no field percent\n");
}

TEST_CASE("the message names the fields that exist, in both languages") {
    const auto loaded = load_templates({{"x/notice.css.mustache", "{{colour}}"}});
    REQUIRE_FALSE(loaded);
    const Problem& first = loaded.error().front();
    CHECK(first.print(Language::zh) == "x/notice.css.mustache:1:1: error: 没有字段 colour；可用字段：");
    const auto page = load_templates({{"x/notice.html.mustache", "{{colour}}"}});
    CHECK(page.error().front().print(Language::en) ==
          "x/notice.html.mustache:1:1: error: no field colour; one of document_no, issuer, language, style, title, #paragraphs");
}

TEST_CASE("a section that is not closed, a stray end and an open tag are refused with their place") {
    CHECK(refused("notice.html", "a\n  {{#title}}x\n") ==
          "alerts/templates/notice.html.mustache:2:3: error: the section {{#title}} is not closed; {{/title}}\n");
    CHECK(refused("notice.html", "{{#title}}{{#style}}{{/title}}{{/style}}") ==
          "alerts/templates/notice.html.mustache:1:21: error: {{/title}} closes no open section; {{/style}}\n");
    CHECK(refused("notice.html", "中文{{title") ==
          "alerts/templates/notice.html.mustache:1:3: error: a tag is not closed; close it with }}\n");
    CHECK(
        refused("notice.html", "{{>other}}") ==
        "alerts/templates/notice.html.mustache:1:1: error: partials and other delimiters are not supported; write the "
        "words here\n");
}

TEST_CASE("a missing template and one that nobody reads are refused") {
    auto files = papers::shipped_templates();
    std::vector<TemplateText> texts;
    for (const auto& [file, words] : files)
        if (file.find("mail.css") == std::string::npos) texts.push_back({file, words});
    auto loaded = load_templates(texts);
    REQUIRE_FALSE(loaded);
    REQUIRE(loaded.error().size() == 1);
    CHECK(loaded.error().front().print(Language::en) ==
          "alerts/templates/mail.css.mustache: error: this template is missing");
    texts.push_back({"alerts/templates/mail.css.mustache", ""});
    texts.push_back({"alerts/templates/mial.css.mustache", ""});
    loaded = load_templates(texts);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().front().what.en == "no template has this name");
}

TEST_CASE("pages escape what is filled in, plain texts do not") {
    auto files = papers::shipped_templates();
    for (auto& [file, words] : files) {
        if (file == "alerts/templates/notice_issue.zh.txt.mustache") words = "{{title}}";
        if (file == "alerts/templates/notice.html.mustache") words = "<p>{{title}}</p>{{{style}}}";
    }
    std::vector<TemplateText> texts;
    for (const auto& [file, words] : files) texts.push_back({file, words});
    const auto templates = load_templates(texts);
    REQUIRE(templates);
    TemplateData data;
    data.values["title"] = "甲 & 乙 <a href=\"x\">";
    data.values["style"] = "a > b {}";
    CHECK(templates->render("notice_issue.zh.txt", data) == "甲 & 乙 <a href=\"x\">");
    CHECK(templates->render("notice.html", data) == "<p>甲 &amp; 乙 &lt;a href=&quot;x&quot;&gt;</p>a > b {}");
}

TEST_CASE("a section that is absent takes its lines away, and an empty line stays where it is written") {
    auto files = papers::shipped_templates();
    for (auto& [file, words] : files)
        if (file == "alerts/templates/notice_issue.zh.txt.mustache")
            words =
                "A\n{{#lead}}\n\nL {{lead}}\n{{/lead}}\n\nB\n{{^shares}}\nnone\n{{/shares}}\n{{#shares}}\n- "
                "{{pollutant}}\n"
                "{{/shares}}\nC\n";
    std::vector<TemplateText> texts;
    for (const auto& [file, words] : files) texts.push_back({file, words});
    const auto templates = load_templates(texts);
    REQUIRE(templates);
    TemplateData data;
    CHECK(templates->render("notice_issue.zh.txt", data) == "A\n\nB\nnone\nC\n");
    data.values["lead"] = "20";
    TemplateData row;
    row.values["pollutant"] = "NOx";
    data.lists["shares"] = {row, row};
    CHECK(templates->render("notice_issue.zh.txt", data) == "A\n\nL 20\n\nB\n- NOx\n- NOx\nC\n");
}
