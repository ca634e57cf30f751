// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory board`: boards and operation plans of the enterprises as pages to be printed.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "alerts/board_measure.hpp"
#include "alerts/operation_plan.hpp"
#include "alerts/order_sheet.hpp"
#include "alerts/plan_board.hpp"
#include "emissions/inventory_sheets.hpp"
#include "emissions/measure_library.hpp"
#include "engine/browser_print.hpp"
#include "engine/config.hpp"
#include "engine/editions.hpp"
#include "engine/embedded.hpp"
#include "engine/inventory_input.hpp"
#include "engine/order_sheets.hpp"
#include "engine/output.hpp"
#include "engine/qr_code.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

struct Arguments {
    std::string inventory, out, enterprise, date, level, link, config;
    std::string kind = "both";
    bool pdf = false;
};

/// The arguments, read and checked.
struct BoardQuestion {
    Inventory inventory;
    std::string hash;    ///< as the daemon knows it
    BoardTerms terms;
    std::string link_base;
    std::vector<const Enterprise*> enterprises;
    Templates templates;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

std::vector<Problem> option_problem(const char* option, Text what, Text wanted) {
    return {{Severity::error, {option, 0, 0, ""}, std::move(what), std::move(wanted)}};
}

bool plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
}

/// `https://ews.example` and `E1` become `https://ews.example/e/E1`.
std::string link_of(const std::string& base, const std::string& enterprise_id) {
    std::string link = base + "/e/";
    for (const char c : enterprise_id)
        link += plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return link;
}

Result<Templates> embedded_templates() {
    std::vector<TemplateText> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.starts_with("alerts/templates/")) texts.push_back({std::string(file->path), file->text});
    return load_templates(texts);
}

Result<void> read_terms(const Arguments& arguments, BoardQuestion& question) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    question.terms.day = day_of(Instant{std::chrono::duration_cast<std::chrono::seconds>(now).count()});
    if (!arguments.date.empty()) {
        const auto day = parse_day(arguments.date);
        if (!day)
            return tl::unexpected(option_problem("--date", {"不是日期：" + arguments.date, "no date: " + arguments.date},
                                                 {"例如 2014-02-20", "for example 2014-02-20"}));
        question.terms.day = *day;
    }
    if (!arguments.level.empty()) {
        question.terms.level = parse_level(arguments.level);
        if (!question.terms.level)
            return tl::unexpected(
                option_problem("--level", {"没有这个级别：" + arguments.level, "no such level: " + arguments.level},
                               {"应为 normal、blue、yellow、orange 或 red", "wanted: normal, blue, yellow, orange or red"}));
    }
    question.link_base = arguments.link;
    if (!arguments.config.empty()) {
        const auto config = load_config(arguments.config);
        if (!config) return tl::unexpected(config.error());
        question.terms.supervisor = config->office.name.zh;
        question.terms.supervisor_telephone = config->office.telephone;
        question.terms.exercise = config->office.exercise;
        if (question.link_base.empty()) question.link_base = config->office.link_base;
    }
    std::string& base = question.link_base;
    while (!base.empty() && base.back() == '/') base.pop_back();
    const bool web = base.starts_with("http://") || base.starts_with("https://");
    if (!base.empty() && (!web || base.find_first_of(" \t\r\n\"<>") != std::string::npos))
        return tl::unexpected(option_problem("--link", {"不是网页地址：" + base, "no web address: " + base},
                                             {"例如 https://ews.example", "for example https://ews.example"}));
    return {};
}

Result<BoardQuestion> read_board_question(const Arguments& arguments, Language language) {
    BoardQuestion question;
    if (const auto read = read_terms(arguments, question); !read) return tl::unexpected(read.error());
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(arguments.inventory, notes);
    print_problems(notes, language);
    if (!inventory) return tl::unexpected(inventory.error());
    question.inventory = std::move(*inventory);
    if (question.inventory.library.empty()) {    // as the daemon does: the hash is of the whole
        auto library = read_measure_library(*embedded("rules/measures.toml"), "rules/measures.toml");
        if (!library) return tl::unexpected(library.error());
        question.inventory.library = std::move(*library);
    }
    question.hash = text_hash(inventory_text(question.inventory));
    for (const Enterprise& enterprise : question.inventory.enterprises)
        if (arguments.enterprise.empty() || arguments.enterprise == enterprise.enterprise_id ||
            arguments.enterprise == enterprise.number)
            question.enterprises.push_back(&enterprise);
    if (question.enterprises.empty())
        return tl::unexpected(option_problem(
            "--enterprise", {"清单中没有这家企业：" + arguments.enterprise, "no such enterprise: " + arguments.enterprise},
            {"统一社会信用代码或序号", "wanted: its USCC, or the number in the sheet"}));
    auto templates = embedded_templates();
    if (!templates) return tl::unexpected(templates.error());
    question.templates = std::move(*templates);
    return question;
}

Result<void> write_page(const std::string& file, const std::string& html) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << html;
    out.close();
    if (out) return {};
    return fail({file, 0, 0, ""}, {"不能写入", "cannot be written"},
                {"检查权限和磁盘空间", "wanted: a folder that may be written and has room"});
}

/// One page a level that the enterprise's plan knows.
Result<void> write_sheets(const Arguments& arguments, const BoardQuestion& question, const Enterprise& enterprise,
                          std::vector<std::string>& files) {
    for (const BoardLevel& one : board_levels(question.inventory, enterprise, question.terms.day)) {
        if (question.terms.level && question.terms.level != one.level) continue;
        std::string name = order_sheet_file(enterprise.enterprise_id, one.level);
        name.resize(name.size() - std::string_view(".pdf").size());
        files.push_back((std::filesystem::path(arguments.out) / name).string());
        const auto written = write_page(files.back() + ".html", order_sheet_html(question.inventory, enterprise, one.level,
                                                                                  question.terms, question.templates));
        if (!written) return tl::unexpected(written.error());
    }
    return {};
}

/// The pages, one file each; names of files without ending, in print order.
Result<std::vector<std::string>> write_pages(const Arguments& arguments, const BoardQuestion& question) {
    std::error_code error;
    std::filesystem::create_directories(arguments.out, error);
    std::vector<std::string> files;
    std::set<std::string> taken;
    BoardTerms terms = question.terms;
    for (const Enterprise* enterprise : question.enterprises) {
        if (!question.link_base.empty()) {
            terms.link = link_of(question.link_base, enterprise->enterprise_id);
            auto code = qr_svg(terms.link);
            if (!code) return tl::unexpected(code.error());
            terms.code_svg = std::move(*code);
        }
        std::string name = file_name_of(enterprise->enterprise_id);
        while (!taken.insert(name).second) name += "_";
        if (arguments.kind == "orders") {
            if (const auto written = write_sheets(arguments, question, *enterprise, files); !written) return tl::unexpected(written.error());
            continue;
        }
        for (const char* kind : {"board", "plan"}) {
            if (arguments.kind != "both" && arguments.kind != kind) continue;
            const bool board = std::string_view(kind) == "board";
            files.push_back((std::filesystem::path(arguments.out) / (name + "-" + kind)).string());
            const auto written = write_page(
                files.back() + ".html",
                board ? board_html(question.inventory, *enterprise, terms, question.templates)
                      : operation_plan_html(question.inventory, *enterprise, terms, question.templates));
            if (!written) return tl::unexpected(written.error());
        }
    }
    return files;
}

/// Each page by a browser run of its own: 0, or 1 where HTML is all there is.
int print_pages(const std::vector<std::string>& files, Language language) {
    const bool zh = language == Language::zh;
    const std::string browser = find_browser();
    if (browser.empty()) {
        std::cerr << (zh ? "HTML 已写出；PDF 需要 chromium，PATH 中没有。可用浏览器打开 HTML 打印。\n"
                         : "HTML is written; a PDF needs chromium, which is not in PATH. The HTML prints from any browser.\n");
        return 1;
    }
    int failed = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& file : files)
        if (const auto printed = print_pdf(browser, file + ".html", file + ".pdf"); !printed) {
            print_problems(printed.error(), language);
            ++failed;
        }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cerr << fmt::format(fmt::runtime(zh ? "PDF {} 份，每份 {:.1f} 秒\n" : "{} PDF files, {:.1f} s each\n"),
                             files.size() - static_cast<size_t>(failed), seconds / static_cast<double>(files.size()));
    return failed == 0 ? 0 : 1;
}

int run(const Arguments& arguments, Language language) {
    const auto question = read_board_question(arguments, language);
    if (!question) return refuse(question.error(), language);
    const auto files = write_pages(arguments, *question);
    if (!files) return refuse(files.error(), language);
    std::cerr << fmt::format(fmt::runtime(language == Language::zh ? "企业 {} 家，HTML {} 份：{}\n"
                                                                   : "{} enterprises, {} HTML files: {}\n"),
                             question->enterprises.size(), files->size(), arguments.out);
    const int status = arguments.pdf ? print_pages(*files, language) : 0;
    if (arguments.kind != "orders" || status != 0) return status;
    // Written last: what stands in a folder with this mark is whole.
    const auto marked = write_page((std::filesystem::path(arguments.out) / kOrderSheetsMark).string(), question->hash + "\n");
    return marked ? 0 : refuse(marked.error(), language);
}

}  // namespace

void add_inventory_board(CLI::App& inventory, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<Arguments>();
    CLI::App* verb = inventory.add_subcommand("board", zh ? "公示牌和一厂一策操作方案（HTML，可打印为 PDF）"
                                                          : "boards and operation plans as HTML, and PDF where wanted");
    verb->add_option("--inventory", arguments->inventory, zh ? "工作簿或文件夹" : "workbook or folder")->required();
    verb->add_option("--out", arguments->out, zh ? "写入的文件夹；同名文件被更新" : "folder; files of the same name are renewed")
        ->required();
    verb->add_option("--enterprise", arguments->enterprise,
                     zh ? "只要这家企业（统一社会信用代码或序号）；默认全部" : "only this one (USCC or number); default all");
    verb->add_option("--date", arguments->date,
                     zh ? "按哪一天的等级与豁免；默认今天" : "day of grades and exemptions; default today");
    verb->add_option("--level", arguments->level,
                     zh ? "现行级别 normal|blue|yellow|orange|red；默认留空框" : "level in force; default an empty box");
    verb->add_option("--link", arguments->link,
                     zh ? "网址，二维码指向 <网址>/e/<企业编号>" : "address; the QR code is <address>/e/<enterprise id>");
    verb->add_option("--config", arguments->config,
                     zh ? "取 [office] 的监督部门、电话、网址；默认留空" : "takes department, telephone, address of [office]");
    verb->add_option("--kind", arguments->kind, zh ? "board 公示牌，plan 操作方案，both 两者，orders 各级别减排措施单（随邮件发送）"
                                                    : "board, plan, both, or orders: a sheet a level, to go with the mails")
        ->check(CLI::IsMember({"board", "plan", "both", "orders"}));
    verb->add_flag("--pdf", arguments->pdf, zh ? "另打印 PDF（需要 chromium）" : "prints PDF too (needs chromium)");
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong inventory board --inventory examples/city --enterprise E0002 --date 2014-02-20 --out boards; ls boards");
    verb->callback(
        [arguments, &context] { context.run = [arguments, &context] { return run(*arguments, context.language); }; });
}

}  // namespace qingkong
