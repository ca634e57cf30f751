// SPDX-License-Identifier: Apache-2.0
// PDF, .docx and the office's own templates: on the disk, with the helper programs where they are installed.
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <zip.h>

#include "engine/browser_print.hpp"
#include "engine/document_files.hpp"
#include "engine/helper_program.hpp"
#include "engine/template_files.hpp"

using namespace qingkong;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / fmt::format("qingkong-documents-{}", ::getpid());
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path / name, std::ios::binary) << text; }
};

/// Nothing in PATH for its life.
struct NoPath {
    std::string was = std::getenv("PATH");
    NoPath() { setenv("PATH", "/nonexistent", 1); }
    ~NoPath() { setenv("PATH", was.c_str(), 1); }
};

Document paper() {
    return {"关于测试的通知", "关于测试的通知\n\n正文。\n",
            "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>关于测试的通知</title></head>"
            "<body><h1>关于测试的通知</h1><p>正文。</p></body></html>"};
}

std::string printed(const std::vector<Problem>& problems, Language language = Language::en) {
    std::string all;
    for (const Problem& problem : problems) all += problem.print(language) + "\n";
    return all;
}

/// One entry of a zip in memory.
std::string entry(const std::string& bytes, const char* name) {
    zip_error_t error;
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    REQUIRE(archive != nullptr);
    std::string text;
    if (zip_file_t* file = zip_fopen(archive, name, 0)) {
        char part[4096];
        for (zip_int64_t n; (n = zip_fread(file, part, sizeof part)) > 0;) text.append(part, static_cast<size_t>(n));
        zip_fclose(file);
    }
    zip_close(archive);
    return text;
}

size_t count(const std::string& text, const std::string& what) {
    size_t n = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("text and page need no helper, a form has a name, an ending and a type") {
    CHECK(*document_bytes(paper(), DocumentForm::text) == paper().text);
    CHECK(*document_bytes(paper(), DocumentForm::html) == paper().html);
    CHECK(parse_document_form("") == DocumentForm::html);
    CHECK(parse_document_form("txt") == DocumentForm::text);
    CHECK(parse_document_form("docx") == DocumentForm::docx);
    CHECK_FALSE(parse_document_form("doc"));
    CHECK(std::string(file_ending(DocumentForm::pdf)) == ".pdf");
}

TEST_CASE("where the helper program is missing one message says which and what to do") {
    const NoPath none;
    const auto pdf = document_bytes(paper(), DocumentForm::pdf);
    REQUIRE_FALSE(pdf);
    CHECK(printed(pdf.error(), Language::zh) == "pdf: error: 没有安装Chromium，不能生成PDF；安装 chromium，或下载 html 后用浏览器打印\n");
    const auto docx = document_bytes(paper(), DocumentForm::docx);
    REQUIRE_FALSE(docx);
    CHECK(printed(docx.error()) == "docx: error: no pandoc is installed: no .docx; install pandoc, or take html or txt\n");
}

TEST_CASE("a PDF and a .docx come from the same page, where the programs are installed") {
    if (!find_browser().empty()) {
        const auto pdf = document_bytes(paper(), DocumentForm::pdf, 120);
        REQUIRE(pdf);
        CHECK(pdf->substr(0, 5) == "%PDF-");
    } else {
        WARN("no Chromium here: PDF not tried");
    }
    if (!find_program({"pandoc"}).empty()) {
        const auto docx = document_bytes(paper(), DocumentForm::docx, 120);
        REQUIRE(docx);
        const std::string words = entry(*docx, "word/document.xml");
        CHECK(count(words, ">关于测试的通知<") == 1);    // once as text: the heading's bookmark bears it too
        CHECK(count(words, ">正文。<") == 1);
    } else {
        WARN("no pandoc here: .docx not tried");
    }
}

TEST_CASE("a helper that fails or hangs is told and ended") {
    CHECK(run_program({"/nonexistent/program"}, 5) != ProgramEnd::done);
    CHECK(run_program({"/bin/sh", "-c", "exit 3"}, 5) == ProgramEnd::failed);
    CHECK(run_program({"/bin/sh", "-c", "sleep 60 & wait"}, 1) == ProgramEnd::late);
    CHECK(run_program({"/bin/sh", "-c", "exit 0"}, 5) == ProgramEnd::done);
}

TEST_CASE("the office's template of the same name replaces the built-in one, the others stay") {
    const Folder folder;
    folder.write("notice_issue.zh.txt.mustache", "\xEF\xBB\xBF本办模板：{{title}}\r\n");
    folder.write("说明.txt", "{{what}}");
    const auto templates = load_office_templates(folder.path.string());
    if (!templates) FAIL(printed(templates.error()));
    TemplateData data;
    data.values["title"] = "标题";
    CHECK(templates->render("notice_issue.zh.txt", data) == "本办模板：标题\n");
    CHECK(templates->render("notice_release.zh.txt", data) == load_office_templates("")->render("notice_release.zh.txt", data));
}

TEST_CASE("an unknown name, an unknown field and an open section are refused with file and line") {
    const Folder folder;
    folder.write("notice_isue.zh.txt.mustache", "x");
    folder.write("notice_issue.zh.txt.mustache", "{{title}}\n{{no_such}}\n{{#superior}}\n");
    const auto templates = load_office_templates(folder.path.string());
    REQUIRE_FALSE(templates);
    const std::string all = printed(templates.error()), file = folder.path.string() + "/notice_issue.zh.txt.mustache";
    CHECK_THAT(all, Contains(folder.path.string() + "/notice_isue.zh.txt.mustache: error: no template has this name"));
    CHECK_THAT(all, Contains(file + ":2:1: error: no field no_such"));
    CHECK_THAT(all, Contains(file + ":3:1: error: the section {{#superior}} is not closed"));
    CHECK_FALSE(load_office_templates((folder.path / "none").string()));
}

TEST_CASE("the templates can be written out, loaded again, and no file is overwritten") {
    const Folder folder;
    const std::string out = (folder.path / "t").string();
    const auto written = export_templates(out);
    REQUIRE(written);
    CHECK(*written == static_cast<int>(template_names().size()));
    CHECK(load_office_templates(out));
    CHECK_THAT(printed(export_templates(out).error()), Contains("is there already and is not touched"));
}
