// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory grade`: a performance grade given or lowered from a date, on evidence (handbook E.1).

#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "emissions/campaign.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/inventory_input.hpp"
#include "engine/output.hpp"
#include "engine/verbs/inventory_verbs.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::string inventory, enterprise, from, to, date, document, by, out;
};

using Problems = std::vector<Problem>;

tl::unexpected<Problems> wrong(const std::string& place, Text what, Text wanted) {
    return fail({place, 0, 0, ""}, std::move(what), std::move(wanted));
}

Result<int> grade(const Arguments& arguments) {
    Problems notes;
    const auto inventory = read_inventory_input(arguments.inventory, notes);
    if (!inventory) return tl::unexpected(inventory.error());
    const auto from = parse_grade(arguments.from);
    const auto to = parse_grade(arguments.to);
    if (!from || !to)
        return wrong("--from, --to", {"不是绩效等级", "no grade"}, {"A、B、B-、C、D、引领性、非引领性、未分级", "wanted: A, B, B-, C, D, 引领性, 非引领性, 未分级"});
    const auto changed = with_grade(*inventory, {arguments.enterprise, *from, *to, parse_day(arguments.date), arguments.document, arguments.by});
    if (!changed) return tl::unexpected(changed.error());
    std::error_code error;
    if (fs::exists(arguments.out, error))
        return wrong(arguments.out, {"文件已存在，不覆盖", "this file exists and is not written over"}, {"换一个文件名", "wanted: another name"});
    if (const auto done = write_inventory_workbook(arguments.out, inventory_sheets(*changed)); !done) return tl::unexpected(done.error());
    std::cout << arguments.out << "\n";
    return 0;
}

}  // namespace

void add_inventory_grade(CLI::App& inventory, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<Arguments>();
    CLI::App* verb = inventory.add_subcommand("grade", zh ? "登记绩效等级的评定或降级：须有日期、依据和决定机关"
                                                          : "a grade given or lowered: with date, document and authority");
    verb->add_option("--inventory", arguments->inventory, zh ? "工作簿或文件夹" : "workbook or folder")->required();
    verb->add_option("--enterprise", arguments->enterprise, zh ? "统一社会信用代码或序号" : "USCC or number")->required();
    verb->add_option("--from", arguments->from, zh ? "原等级" : "grade before")->required();
    verb->add_option("--to", arguments->to, zh ? "新等级" : "grade after")->required();
    verb->add_option("--from-date", arguments->date, zh ? "生效日期" : "first day");
    verb->add_option("--document", arguments->document, zh ? "依据文件" : "evidence");
    verb->add_option("--by", arguments->by, zh ? "决定机关" : "authority");
    verb->add_option("--out", arguments->out, zh ? "新工作簿（.xlsx）" : "new workbook (.xlsx)")->required();
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong inventory grade --inventory examples/city --enterprise E0002 --from B --to C"
                 " --from-date 2025-11-15 --document \"环函〔2025〕1号\" --by 省生态环境厅 --out 新清单.xlsx");
    verb->callback([arguments, &context] {
        context.run = [arguments, &context] {
            const auto done = grade(*arguments);
            if (done) return *done;
            print_problems(done.error(), context.language);
            return 2;
        };
    });
}

}  // namespace qingkong
