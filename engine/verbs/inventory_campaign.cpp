// SPDX-License-Identifier: Apache-2.0
// `qingkong inventory campaign`: the autumn revision of the inventory from handing out to filing.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "emissions/campaign_notice.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/byte_source.hpp"
#include "engine/campaign_folder.hpp"
#include "engine/clock.hpp"
#include "engine/editions.hpp"
#include "engine/inventory_input.hpp"
#include "engine/output.hpp"
#include "engine/verbs/inventory_verbs.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

struct Arguments {
    std::string dir, inventory, plan, name = "应急减排清单秋季修订", season, version, at, by, area, enterprise, result, note;
    std::string book, out, from, about, number, answer, format;
};

using Problems = std::vector<Problem>;

tl::unexpected<Problems> wrong(const std::string& place, Text what, Text wanted) {
    return fail({place, 0, 0, ""}, std::move(what), std::move(wanted));
}

Result<Instant> time_of(const std::string& text) {
    if (text.empty()) return Clock::system().now();
    if (const auto stamp = parse_stamp(text)) return stamp->instant;
    if (const auto day = parse_day(text)) return start_of(*day);
    return wrong("--at", {"不是时间：" + text, "no time: " + text}, {"例如 2025-09-30 或 2025-09-30T17:00", "for example 2025-09-30T17:00"});
}

void say(Language language, const Text& text) {
    std::cout << text.in(language) << "\n";
}

/// The campaign and the time of the act. A campaign that was filed takes no more acts.
struct Act {
    Campaign campaign;
    CampaignRecord record;
};

Result<Act> begin(const Arguments& arguments, const char* act) {
    const auto at = time_of(arguments.at);
    if (!at) return tl::unexpected(at.error());
    auto campaign = open_campaign(arguments.dir);
    if (!campaign) return tl::unexpected(campaign.error());
    if (campaign->filed())
        return wrong(arguments.dir, {"已上报备案，不再改动", "this campaign was filed"},
                     {"以上报的清单开始新一轮：campaign start", "wanted: campaign start with the inventory filed"});
    if (!arguments.area.empty() && campaign->city.city.find(arguments.area) == nullptr)
        return wrong("--area", {"没有这个县（市、区）：" + arguments.area, "no such area: " + arguments.area},
                     {"用城市信息中的代码", "wanted: a code of sheet 城市信息"});
    CampaignRecord record;
    record.act = act;
    record.at = *at;
    record.by = arguments.by;
    record.area = arguments.area;
    record.result = arguments.result;
    record.note = arguments.note;
    return Act{std::move(*campaign), std::move(record)};
}

Result<int> start(const Arguments& arguments, Language language) {
    const auto at = time_of(arguments.at);
    if (!at) return tl::unexpected(at.error());
    Problems notes;
    const auto city = read_inventory_input(arguments.inventory, notes);
    if (!city) return tl::unexpected(city.error());
    CampaignPlan plan;
    if (!arguments.plan.empty()) {
        const auto text = read_all(arguments.plan);
        if (!text) return tl::unexpected(text.error());
        auto read = read_campaign_plan(*text, arguments.plan);
        if (!read) return tl::unexpected(read.error());
        plan = std::move(*read);
    } else {
        plan.name = arguments.name;
        plan.season = arguments.season;
        plan.version = arguments.version;
        // Weeks after the start; the office writes its own dates into campaign.toml.
        constexpr int kDays[kCampaignStages] = {0, 21, 24, 38, 45, 47, 60};
        for (int i = 0; i < kCampaignStages; ++i) plan.closes[i] = day_of(*at) + kDays[i];
    }
    for (const Area& area : city->city.areas)
        if (plan.find(area.id) == nullptr) plan.areas.push_back({area.id, "", ""});
    if (const auto done = start_campaign(arguments.dir, plan, *city, *at); !done) return tl::unexpected(done.error());
    for (const Area& area : city->city.areas) {
        const Inventory part = area_part(*city, area.id);
        say(language, {fmt::format("{}：{} 家企业，{} 个源：{}/下发/{}.xlsx", area.name.zh, part.enterprises.size(), part.sources.size(), arguments.dir, area.id),
                       fmt::format("{}: {} enterprises, {} sources: {}/下发/{}.xlsx", area.name.en, part.enterprises.size(), part.sources.size(), arguments.dir, area.id)});
    }
    for (const CampaignPlan::AreaUnit& one : plan.areas)
        if (one.unit.empty())
            print_problems({{Severity::warning, {arguments.dir + "/campaign.toml", 0, 0, ""},
                             {one.area + " 没有责任单位", one.area + " has no responsible unit"},
                             {"在 [[area]] 中填写 unit", "wanted: unit in [[area]]"}}}, language);
    return 0;
}

/// Keeps the workbook and says what is wrong with it; one with errors is recorded and not taken.
Result<int> receive(const Arguments& arguments, Language language) {
    auto act = begin(arguments, "receive");
    if (!act) return tl::unexpected(act.error());
    Campaign& campaign = act->campaign;
    const auto sheets = read_inventory_sheets(arguments.book);
    if (!sheets) return tl::unexpected(sheets.error());
    Problems findings;
    auto inventory = read_inventory(*sheets, findings);
    Problems errors = inventory ? Problems{} : inventory.error();
    if (inventory)
        if (const auto fits = merge_parts(campaign.city, {{arguments.area, arguments.book, *inventory}}); !fits) {
            // An enterprise of a neighbour that has not sent yet is found at the merge, when both sides are known.
            for (const Problem& one : fits.error())
                if (one.what.en.find("stands already in area") == std::string::npos) errors.push_back(one);
        }
    const auto warnings = std::count_if(findings.begin(), findings.end(), [](const Problem& one) { return one.severity == Severity::warning; });
    act->record.result = fmt::format("{} {}", errors.size(), warnings);
    if (errors.empty()) {
        const auto before = std::count_if(campaign.records.begin(), campaign.records.end(), [&](const CampaignRecord& one) {
            return one.act == "receive" && one.area == arguments.area;
        });
        act->record.file = fmt::format("收回/{}-{}.xlsx", arguments.area, before + 1);
        act->record.hash = text_hash(inventory_text(*inventory));
        std::error_code error;
        fs::create_directories(campaign.dir + "/收回", error);
        const auto done = write_inventory_workbook(campaign.dir + "/" + act->record.file, inventory_sheets(*inventory));
        if (!done) return tl::unexpected(done.error());
    }
    if (const auto done = append_record(campaign, act->record); !done) return tl::unexpected(done.error());
    print_problems(findings, language);
    print_problems(errors, language);
    if (!errors.empty()) {
        say(language, {fmt::format("{} 处错误，未收：改正后重新报送", errors.size()), fmt::format("{} errors, not taken: to be mended and sent again", errors.size())});
        return 1;
    }
    say(language, {fmt::format("已收：{} 家企业，警告 {}", inventory->enterprises.size(), warnings),
                   fmt::format("taken: {} enterprises, {} warnings", inventory->enterprises.size(), warnings)});
    return 0;
}

Result<int> status(const Arguments& arguments, Language) {
    const auto at = time_of(arguments.at);
    if (!at) return tl::unexpected(at.error());
    const auto campaign = open_campaign(arguments.dir);
    if (!campaign) return tl::unexpected(campaign.error());
    const auto rows = campaign_status(*campaign, day_of(*at));
    if (!rows) return tl::unexpected(rows.error());
    Table table{{"area", "name", "unit", "handed_out", {"received", CellKind::text}, {"errors", CellKind::number},
                 {"warnings", CellKind::number}, {"checked", CellKind::boolean}, {"reviewed", CellKind::boolean}, "late_stage",
                 {"days_late", CellKind::number}, {"enterprises_handed_out", CellKind::number},
                 {"enterprises_received", CellKind::number}, "missing"}, {}};
    bool late = false;
    for (const AreaStatus& row : *rows) {
        late = late || row.days_late > 0;
        std::string missing;
        for (const std::string& name : row.missing) missing += (missing.empty() ? "" : "、") + name;
        table.rows.push_back({row.area, row.name, row.unit, format_day(day_of(campaign->records.front().at)),
                              row.received ? format_day(day_of(*row.received)) : "", std::to_string(row.errors),
                              std::to_string(row.warnings), row.checked ? "true" : "false", row.reviewed ? "true" : "false",
                              row.late_stage, row.days_late > 0 ? std::to_string(row.days_late) : "", std::to_string(row.handed_out),
                              row.received ? std::to_string(row.sent) : "", missing});
    }
    print_table(std::cout, table, output_format(arguments.format));
    return late ? 1 : 0;
}

Result<int> merge(const Arguments& arguments, Language language) {
    auto act = begin(arguments, "merge");
    if (!act) return tl::unexpected(act.error());
    Campaign& campaign = act->campaign;
    const auto parts = received_parts(campaign);
    if (!parts) return tl::unexpected(parts.error());
    auto merged = merge_parts(campaign.city, *parts);
    if (!merged) return tl::unexpected(merged.error());
    if (!campaign.plan.version.empty()) merged->version = campaign.plan.version;
    // What only the whole city can show: two enterprises with one meter, a number twice.
    std::vector<Sheet> sheets;
    for (const SheetText& sheet : inventory_sheets(*merged))
        if (!sheet.rows.empty()) sheets.push_back({sheet.form->names.front() + ".csv", sheet.form->names.front(), sheet_csv(sheet)});
    Problems notes;
    if (const auto again = read_inventory(sheets, notes); !again) return tl::unexpected(again.error());
    std::error_code error;
    if (!arguments.out.empty() && fs::exists(arguments.out, error))
        return wrong(arguments.out, {"文件已存在，不覆盖", "this file exists and is not written over"}, {"换一个文件名", "wanted: another name"});
    const auto before = std::count_if(campaign.records.begin(), campaign.records.end(), [](const CampaignRecord& one) { return one.act == "merge"; });
    act->record.file = fmt::format("合并/清单-{}.xlsx", before + 1);
    act->record.hash = text_hash(inventory_text(*merged));
    act->record.note = campaign.state();
    fs::create_directories(campaign.dir + "/合并", error);
    if (const auto done = write_inventory_workbook(campaign.dir + "/" + act->record.file, inventory_sheets(*merged)); !done)
        return tl::unexpected(done.error());
    if (!arguments.out.empty())
        if (const auto done = write_inventory_workbook(arguments.out, inventory_sheets(*merged)); !done) return tl::unexpected(done.error());
    if (const auto done = append_record(campaign, act->record); !done) return tl::unexpected(done.error());
    for (const Area& area : campaign.city.city.areas)
        if (campaign.received(area.id) == nullptr)
            say(language, {area.name.zh + "：未报送，沿用下发时的内容", area.name.en + ": nothing sent, kept as handed out"});
    say(language, {fmt::format("已合并 {} 家企业：{}/{}", merged->enterprises.size(), campaign.dir, act->record.file),
                   fmt::format("merged, {} enterprises: {}/{}", merged->enterprises.size(), campaign.dir, act->record.file)});
    return 0;
}

/// The county's word on its area or on one enterprise of it.
Result<int> check(const Arguments& arguments, Language) {
    auto act = begin(arguments, "check");
    if (!act) return tl::unexpected(act.error());
    if (act->campaign.received(arguments.area) == nullptr)
        return wrong("--area", {"还没有收到无错误的工作簿", "no workbook without errors was received"}, {"先 campaign receive", "wanted: campaign receive first"});
    if (arguments.result == "退回" && arguments.note.empty())
        return wrong("--note", {"退回须写明原因", "what is returned needs a reason"}, {"写明要改什么", "wanted: what is to be mended"});
    if (!arguments.enterprise.empty()) {
        const auto own = area_inventory(act->campaign, arguments.area);
        if (!own) return tl::unexpected(own.error());
        for (const Enterprise& one : own->enterprises)
            if (one.enterprise_id == arguments.enterprise || one.number == arguments.enterprise) act->record.subject = one.enterprise_id;
        if (act->record.subject.empty())
            return wrong("--enterprise", {"该县（市、区）报送的清单中没有这家企业：" + arguments.enterprise, "no such enterprise in the area's workbook: " + arguments.enterprise},
                         {"统一社会信用代码或序号", "wanted: its USCC or number"});
    }
    act->record.hash = act->campaign.state_of(arguments.area);
    if (const auto done = append_record(act->campaign, act->record); !done) return tl::unexpected(done.error());
    return 0;
}

/// The city's word on an area that was merged.
Result<int> review(const Arguments& arguments, Language) {
    auto act = begin(arguments, "review");
    if (!act) return tl::unexpected(act.error());
    const Campaign& campaign = act->campaign;
    if (campaign.merged() == nullptr)
        return wrong("--dir", {"没有合并，或合并后又有县（市、区）报送", "not merged since the last workbook came"}, {"先 campaign merge", "wanted: campaign merge first"});
    if (campaign.received(arguments.area) == nullptr && arguments.note.empty())
        return wrong("--note", {"该县（市、区）未报送，沿用下发时的内容须写明理由", "this area sent nothing: keeping what was handed out needs a reason"},
                     {"写明理由", "wanted: the reason"});
    if (campaign.received(arguments.area) != nullptr && !campaign.checked(arguments.area))
        return wrong("--area", {"现场核定未完成", "not checked on site"}, {"先 campaign check --area " + arguments.area, "wanted: campaign check --area " + arguments.area});
    if (arguments.result == "退回" && arguments.note.empty())
        return wrong("--note", {"退回须写明原因", "what is returned needs a reason"}, {"写明要改什么", "wanted: what is to be mended"});
    act->record.hash = campaign.state_of(arguments.area);
    if (const auto done = append_record(act->campaign, act->record); !done) return tl::unexpected(done.error());
    return 0;
}

Result<int> publish(const Arguments& arguments, Language language) {
    auto act = begin(arguments, "publish");
    if (!act) return tl::unexpected(act.error());
    Campaign& campaign = act->campaign;
    const CampaignRecord* merged = campaign.merged();
    if (merged == nullptr)
        return wrong("--dir", {"没有合并，或合并后又有县（市、区）报送", "not merged since the last workbook came"}, {"先 campaign merge", "wanted: campaign merge first"});
    Problems open;
    for (const Area& area : campaign.city.city.areas)
        if (!campaign.reviewed(area.id))
            open.push_back({Severity::error, {campaign.dir, 0, 0, ""}, {area.name.zh + "：市级复核未完成", area.id + ": not reviewed"},
                            {"先 campaign review --area " + area.id, "wanted: campaign review --area " + area.id}});
    if (campaign.plan.objections_to.empty())
        open.push_back({Severity::error, {campaign.dir + "/campaign.toml", 0, 0, ""}, {"没有写明受理异议的地方", "objections_to is empty"},
                        {"填写 objections_to：岗位、电话、地址", "wanted: post, telephone, address"}});
    if (!open.empty()) return tl::unexpected(std::move(open));
    Problems notes;
    const auto inventory = read_inventory_input(campaign.dir + "/" + merged->file, notes);
    if (!inventory) return tl::unexpected(inventory.error());
    const Day day = day_of(act->record.at);
    const Day until = after_working_days(day, campaign.plan.publication_working_days, campaign.plan);
    const CampaignNotice notice = campaign_notice(*inventory, campaign.plan, day, until);
    const std::string stem = campaign.dir + "/公示/公示-" + format_day(day);
    if (const auto done = write_text_file(stem + ".html", notice.html); !done) return tl::unexpected(done.error());
    if (const auto done = write_text_file(stem + ".md", notice.markdown); !done) return tl::unexpected(done.error());
    act->record.result = format_day(until);
    act->record.file = merged->file;
    act->record.hash = merged->hash;
    if (const auto done = append_record(campaign, act->record); !done) return tl::unexpected(done.error());
    say(language, {stem + ".html，异议受理至 " + format_day(until), stem + ".html, objections until " + format_day(until)});
    return 0;
}

/// A new objection, or with --number the answer to one.
Result<int> objection(const Arguments& arguments, Language language) {
    auto act = begin(arguments, arguments.number.empty() ? "objection" : "answer");
    if (!act) return tl::unexpected(act.error());
    Campaign& campaign = act->campaign;
    const CampaignRecord* notice = campaign.last("publish");
    if (notice == nullptr)
        return wrong("--dir", {"还没有公示", "not published yet"}, {"先 campaign publish", "wanted: campaign publish first"});
    if (!arguments.number.empty()) {
        if (campaign.last("objection", "", arguments.number) == nullptr)
            return wrong("--number", {"没有这条异议：" + arguments.number, "no such objection: " + arguments.number}, {"编号见提出时的输出", "wanted: the number given when it was made"});
        if (arguments.answer.empty() || arguments.by.empty() || arguments.result.empty())
            return wrong("--answer", {"答复须有内容、单位和结果", "an answer needs words, unit and result"},
                         {"--answer … --by … --result 采纳|不采纳", "wanted: --answer … --by … --result 采纳|不采纳"});
        act->record.subject = arguments.number;
        act->record.note = arguments.answer;
    } else {
        if (arguments.from.empty() || arguments.about.empty())
            return wrong("--from", {"异议须写明提出单位和内容", "an objection needs its unit and what it is about"}, {"--from 企业或单位 --about …", "wanted: --from UNIT --about …"});
        const auto count = std::count_if(campaign.records.begin(), campaign.records.end(), [](const CampaignRecord& one) { return one.act == "objection"; });
        act->record.subject = std::to_string(count + 1);
        act->record.by = arguments.from;
        act->record.note = arguments.about;
        act->record.hash = arguments.enterprise;
        if (const auto until = parse_day(notice->result); until && day_of(act->record.at) > *until) act->record.result = "逾期";
    }
    if (const auto done = append_record(campaign, act->record); !done) return tl::unexpected(done.error());
    say(language, {"异议 " + act->record.subject, "objection " + act->record.subject});
    return 0;
}

Result<int> file(const Arguments& arguments, Language language) {
    auto act = begin(arguments, "file");
    if (!act) return tl::unexpected(act.error());
    Campaign& campaign = act->campaign;
    const Day day = day_of(act->record.at);
    auto open = before_filing(campaign, day);
    if (!open) return tl::unexpected(open.error());
    if (!open->empty()) return tl::unexpected(std::move(*open));
    Problems notes;
    const auto inventory = read_inventory_input(campaign.dir + "/" + campaign.merged()->file, notes);
    if (!inventory) return tl::unexpected(inventory.error());
    const auto changes = difference(campaign.city, *inventory);
    if (const auto done = write_package(campaign, *inventory, changes, day); !done) return tl::unexpected(done.error());
    act->record.file = "上报/清单.xlsx";
    act->record.hash = campaign.merged()->hash;
    if (const auto done = append_record(campaign, act->record); !done) return tl::unexpected(done.error());
    say(language, {fmt::format("上报材料：{}/上报（与上一轮相比 {} 处变更）", campaign.dir, changes.size()), fmt::format("package: {}/上报 ({} changes to the last round)", campaign.dir, changes.size())});
    return 0;
}

/// A verb's options are told to it one by one; what it returns as problems is printed.
class Verbs {
public:
    Verbs(VerbContext& context, std::shared_ptr<Arguments> arguments) : context_(context), arguments_(std::move(arguments)) {}

    CLI::App* add(CLI::App& under, const char* name, Text what, Result<int> (*run)(const Arguments&, Language), const char* example) {
        CLI::App* verb = under.add_subcommand(name, what.in(context_.language));
        verb->footer(std::string(context_.language == Language::zh ? "示例：\n  " : "Example:\n  ") + example);
        verb->callback([arguments = arguments_, &context = context_, run] {
            context.run = [arguments, &context, run] {
                const auto done = run(*arguments, context.language);
                if (done) return *done;
                print_problems(done.error(), context.language);
                return 2;
            };
        });
        return verb;
    }
    void option(CLI::App* verb, const char* name, std::string Arguments::*field, Text what, bool needed = false) {
        auto* option = verb->add_option(name, (*arguments_).*field, what.in(context_.language));
        if (needed) option->required();
    }
    void act(CLI::App* verb, bool by = true) {
        option(verb, "--dir", &Arguments::dir, {"清单修订文件夹", "folder of the campaign"}, true);
        option(verb, "--at", &Arguments::at, {"办理时间，默认现在", "time of the act; default now"});
        if (by) option(verb, "--by", &Arguments::by, {"办理单位，不填个人姓名", "unit, never a person"}, true);
    }
    void decision(CLI::App* verb) {
        option(verb, "--area", &Arguments::area, {"行政区划代码", "area"}, true);
        verb->add_option("--result", arguments_->result, "通过|退回")->required()->check(CLI::IsMember({"通过", "退回"}));
        option(verb, "--note", &Arguments::note, {"说明；退回时必填", "note; needed for 退回"});
    }

private:
    VerbContext& context_;
    std::shared_ptr<Arguments> arguments_;
};

}  // namespace

void add_inventory_campaign(CLI::App& inventory, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<Arguments>();
    Verbs verbs(context, arguments);
    CLI::App* top = inventory.add_subcommand("campaign", zh ? "秋季清单修订：下发、收集、合并、核定、复核、公示、上报" : "the autumn revision: hand out, collect, merge, check, review, publish, file");
    top->require_subcommand(1);

    CLI::App* verb = verbs.add(*top, "start", {"按县（市、区）下发工作簿", "hands out one workbook an area"}, start,
                               "qingkong inventory campaign start --inventory examples/city --dir 修订2025 --at 2025-09-01");
    verbs.act(verb, false);
    verbs.option(verb, "--inventory", &Arguments::inventory, {"现行清单：工作簿或文件夹", "workbook or folder"}, true);
    verbs.option(verb, "--plan", &Arguments::plan, {"期限和责任单位（TOML）；不填则按默认期限", "deadlines and units (TOML)"});
    verbs.option(verb, "--name", &Arguments::name, {"名称", "name"});
    verbs.option(verb, "--season", &Arguments::season, {"季节，例如 2025-2026", "season"});
    verbs.option(verb, "--version", &Arguments::version, {"新清单的版本；空为不变", "version of the inventory that comes out"});

    verb = verbs.add(*top, "status", {"各县（市、区）进度：谁迟了几天，少报了哪些企业", "progress by area: who is late, which enterprises are missing"}, status,
                     "qingkong inventory campaign status --dir 修订2025");
    verbs.act(verb, false);
    verbs.option(verb, "--date", &Arguments::at, {"按哪一天，默认今天", "day; default today"});
    verb->add_option("--format", arguments->format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));

    verb = verbs.add(*top, "receive", {"检查并收下一个县（市、区）报送的工作簿", "checks and takes an area's workbook"}, receive,
                     "qingkong inventory campaign receive --dir 修订2025 --area 990101 --by 东城分局 --book 990101.xlsx");
    verbs.act(verb);
    verbs.option(verb, "--area", &Arguments::area, {"行政区划代码", "area"}, true);
    verbs.option(verb, "--book", &Arguments::book, {"工作簿或文件夹", "workbook or folder"}, true);

    verb = verbs.add(*top, "merge", {"合并各县（市、区）的工作簿，整体成功或整体拒绝", "merges what came, whole or not at all"}, merge,
                     "qingkong inventory campaign merge --dir 修订2025 --by 市级清单专班 --out 合并.xlsx");
    verbs.act(verb);
    verbs.option(verb, "--out", &Arguments::out, {"另存一份（.xlsx）", "a copy (.xlsx)"});

    verb = verbs.add(*top, "check", {"县级现场核定：全县（市、区）或一家企业", "the county's check on site: area or enterprise"}, check,
                     "qingkong inventory campaign check --dir 修订2025 --area 990101 --by 东城分局 --result 通过");
    verbs.act(verb);
    verbs.decision(verb);
    verbs.option(verb, "--enterprise", &Arguments::enterprise, {"只核定这家企业", "this enterprise only"});

    verb = verbs.add(*top, "review", {"市级复核", "the city's review"}, review,
                     "qingkong inventory campaign review --dir 修订2025 --area 990101 --by 市生态环境局 --result 通过");
    verbs.act(verb);
    verbs.decision(verb);

    verb = verbs.add(*top, "publish", {"写出公示（HTML、Markdown）", "writes the public notice (HTML, Markdown)"}, publish,
                     "qingkong inventory campaign publish --dir 修订2025 --by 市生态环境局");
    verbs.act(verb);

    verb = verbs.add(*top, "objection", {"登记异议；带 --number 为答复", "records an objection; with --number its answer"}, objection,
                     "qingkong inventory campaign objection --dir 修订2025 --from 示例睿川水泥有限公司 --enterprise 91990104350000371U --about 设备台数有误\n"
                     "  qingkong inventory campaign objection --dir 修订2025 --number 1 --by 市生态环境局 --result 不采纳 --answer 与许可证一致");
    verbs.act(verb, false);
    verbs.option(verb, "--from", &Arguments::from, {"提出的企业或单位", "the enterprise or unit"});
    verbs.option(verb, "--enterprise", &Arguments::enterprise, {"涉及的企业（enterprise_id）", "the enterprise it is about"});
    verbs.option(verb, "--about", &Arguments::about, {"内容", "what it is about"});
    verbs.option(verb, "--number", &Arguments::number, {"异议编号", "number of the objection"});
    verbs.option(verb, "--answer", &Arguments::answer, {"答复", "answer"});
    verbs.option(verb, "--by", &Arguments::by, {"答复单位", "unit that answers"});
    verb->add_option("--result", arguments->result, "采纳|不采纳")->check(CLI::IsMember({"采纳", "不采纳"}));

    verb = verbs.add(*top, "file", {"写出上报材料；有未完成的环节则拒绝并逐项列出", "writes the package to be filed; refused while something is open"}, file,
                     "qingkong inventory campaign file --dir 修订2025 --by 市生态环境局");
    verbs.act(verb);
}

}  // namespace qingkong
