// SPDX-License-Identifier: Apache-2.0
// `qingkong templates`: the words of the papers, for the office to edit.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/output.hpp"
#include "engine/template_files.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {

void add_templates(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    CLI::App* verb = app.add_subcommand("templates", zh ? "文书模板：导出、检查" : "templates of the papers: export, check");
    verb->require_subcommand(1);
    auto folder = std::make_shared<std::string>();

    CLI::App* exported = verb->add_subcommand("export", zh ? "把内置模板写到目录，供修改" : "write the built-in templates into a folder, to be edited");
    exported->add_option("--out", *folder, zh ? "目录（不覆盖已有文件）" : "folder; no file is overwritten")->required();
    exported->footer(zh ? "示例：\n  qingkong templates export --out office-templates\n改好的文件留下，其余删去；配置 [office] templates = \"office-templates\""
                        : "Example:\n  qingkong templates export --out office-templates\nKeep the files you change, drop the rest; [office] templates = \"office-templates\"");
    exported->callback([folder, &context] {
        context.run = [folder, language = context.language] {
            const auto count = export_templates(*folder);
            if (!count) {
                print_problems(count.error(), language);
                return 2;
            }
            std::cout << (language == Language::zh ? fmt::format("已写出{}个模板：{}\n", *count, *folder)
                                                   : fmt::format("{} templates written: {}\n", *count, *folder));
            return 0;
        };
    });

    CLI::App* checked = verb->add_subcommand("check", zh ? "检查目录中的模板" : "check the templates of a folder");
    checked->add_option("FOLDER", *folder, zh ? "目录" : "folder")->required();
    checked->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong templates check office-templates");
    checked->callback([folder, &context] {
        context.run = [folder, language = context.language] {
            const auto templates = load_office_templates(*folder);
            if (templates) {
                std::cout << (language == Language::zh ? "模板可用\n" : "the templates are good\n");
                return 0;
            }
            print_problems(templates.error(), language);
            return 1;
        };
    });
}

}  // namespace qingkong
