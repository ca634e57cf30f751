// SPDX-License-Identifier: Apache-2.0
#include "engine/document_files.hpp"

#include <fstream>
#include <iterator>

#include "engine/browser_print.hpp"
#include "engine/helper_program.hpp"

namespace qingkong {

namespace {

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

tl::unexpected<std::vector<Problem>> no_folder() {
    return fail({"document", 0, 0, ""}, {"不能建立临时文件夹", "no temporary folder"}, {"检查临时目录的空间和权限", "check the temporary folder"});
}

/// Without the <title>: pandoc would print it as a second title.
std::string without_title(std::string html) {
    const size_t begin = html.find("<title>"), end = html.find("</title>");
    if (begin != std::string::npos && end != std::string::npos && end > begin) html.erase(begin, end + 8 - begin);
    return html;
}

Result<std::string> pdf_of(const Document& document, int seconds) {
    const std::string browser = find_browser();
    if (browser.empty())
        return fail({"pdf", 0, 0, ""}, {"没有安装Chromium，不能生成PDF", "no Chromium is installed: no PDF"},
                    {"安装 chromium，或下载 html 后用浏览器打印", "install chromium, or print the html from a browser"});
    const TemporaryFolder folder("qingkong-document");
    if (folder.path.empty()) return no_folder();
    std::ofstream(folder.path + "/paper.html", std::ios::binary) << document.html;
    if (auto printed = print_pdf(browser, folder.path + "/paper.html", folder.path + "/paper.pdf", seconds); !printed)
        return tl::unexpected(printed.error());
    return bytes_of(folder.path + "/paper.pdf");
}

Result<std::string> docx_of(const Document& document, int seconds) {
    const std::string pandoc = find_program({"pandoc"});
    if (pandoc.empty())
        return fail({"docx", 0, 0, ""}, {"没有安装pandoc，不能生成docx", "no pandoc is installed: no .docx"},
                    {"安装 pandoc，或使用 html、txt", "install pandoc, or take html or txt"});
    const TemporaryFolder folder("qingkong-document");
    if (folder.path.empty()) return no_folder();
    const std::string from = folder.path + "/paper.html", to = folder.path + "/paper.docx";
    std::ofstream(from, std::ios::binary) << without_title(document.html);
    const ProgramEnd end = run_program({pandoc, "--from=html", "--to=docx", "--output=" + to, from}, seconds);
    std::string bytes = bytes_of(to);
    if (end != ProgramEnd::done || bytes.compare(0, 2, "PK") != 0)
        return fail({"docx", 0, 0, ""}, {"pandoc 没有写出文件", "pandoc wrote no file"}, {"检查 pandoc 的安装，或使用 html、txt", "check pandoc, or take html or txt"});
    return bytes;
}

}  // namespace

std::optional<DocumentForm> parse_document_form(std::string_view text) {
    if (text.empty() || text == "html") return DocumentForm::html;
    if (text == "text" || text == "txt") return DocumentForm::text;
    if (text == "pdf") return DocumentForm::pdf;
    if (text == "docx") return DocumentForm::docx;
    return std::nullopt;
}

const char* content_type(DocumentForm form) {
    switch (form) {
        case DocumentForm::html:
            return "text/html; charset=utf-8";
        case DocumentForm::text:
            return "text/plain; charset=utf-8";
        case DocumentForm::pdf:
            return "application/pdf";
        case DocumentForm::docx:
            break;
    }
    return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
}

const char* file_ending(DocumentForm form) {
    switch (form) {
        case DocumentForm::html:
            return ".html";
        case DocumentForm::text:
            return ".txt";
        case DocumentForm::pdf:
            return ".pdf";
        case DocumentForm::docx:
            break;
    }
    return ".docx";
}

bool needs_helper(DocumentForm form) {
    return form == DocumentForm::pdf || form == DocumentForm::docx;
}

Result<std::string> document_bytes(const Document& document, DocumentForm form, int seconds) {
    switch (form) {
        case DocumentForm::html:
            return document.html;
        case DocumentForm::text:
            return document.text;
        case DocumentForm::pdf:
            return pdf_of(document, seconds);
        case DocumentForm::docx:
            break;
    }
    return docx_of(document, seconds);
}

}  // namespace qingkong
