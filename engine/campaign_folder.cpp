// SPDX-License-Identifier: Apache-2.0
#include "engine/campaign_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emissions/inventory_sheets.hpp"
#include "engine/byte_source.hpp"
#include "engine/clock.hpp"
#include "engine/editions.hpp"
#include "engine/files.hpp"
#include "engine/inventory_input.hpp"
#include "engine/workbook_file.hpp"

namespace qingkong {

namespace fs = std::filesystem;

namespace {

Result<void> cannot_write(const std::string& path) {
    return fail({path, 0, 0, ""}, {"不能写入", "cannot be written"},
                {"检查权限和磁盘空间", "wanted: a folder that may be written and has room"});
}

std::string line_of(const CampaignRecord& record, const std::string& previous) {
    const nlohmann::ordered_json json = {
        {"act", record.act},       {"at", format_instant(record.at)}, {"entered", format_instant(record.entered)},
        {"by", record.by},         {"area", record.area},             {"subject", record.subject},
        {"result", record.result}, {"note", record.note},             {"file", record.file},
        {"hash", record.hash},     {"previous", previous}};
    return json.dump();
}

/// Empty where the line is no record that follows `previous`.
std::optional<CampaignRecord> record_of(const std::string& line, const std::string& previous) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) return {};
    const auto text = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const auto at = parse_stamp(text("at"));
    const auto entered = parse_stamp(text("entered"));
    if (!at || !entered || text("previous") != previous) return {};
    return CampaignRecord{text("act"),    at->instant,  entered->instant, text("by"),   text("area"), text("subject"),
                          text("result"), text("note"), text("file"),     text("hash")};
}

std::string records_path(const std::string& dir) {
    return dir + "/records.jsonl";
}

Result<std::vector<CampaignRecord>> read_records(const std::string& path) {
    auto bytes = read_all(path);
    if (!bytes) return tl::unexpected(bytes.error());
    std::vector<CampaignRecord> records;
    std::string previous;
    std::istringstream lines(*bytes);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const auto record = record_of(line, previous);
        if (!record)
            return fail({path, number, 0, ""}, {"本条或上一条记录被改动，或不完整", "this record or the one before it was changed, or is not whole"},
                        {"从备份恢复该文件；记录只能追加", "wanted: the file from a backup; records are only added"});
        records.push_back(*record);
        previous = text_hash(line);
    }
    return records;
}

}  // namespace

Result<void> write_text_file(const std::string& path, const std::string& text) {
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    const std::string part = path + ".part";
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    if (!out) return cannot_write(path);
    fs::rename(part, path, error);
    if (error) return cannot_write(path);
    return {};
}

const CampaignRecord* Campaign::last(std::string_view act, std::string_view area, std::string_view subject) const {
    for (auto one = records.rbegin(); one != records.rend(); ++one)
        if (one->act == act && one->area == area && one->subject == subject) return &*one;
    return nullptr;
}

const CampaignRecord* Campaign::received(std::string_view area) const {
    for (auto one = records.rbegin(); one != records.rend(); ++one)
        if (one->act == "receive" && one->area == area && !one->file.empty()) return &*one;
    return nullptr;
}

std::string Campaign::state_of(std::string_view area) const {
    const CampaignRecord* one = received(area);
    return one == nullptr ? "handed-out" : one->hash;
}

std::string Campaign::state() const {
    std::string text;
    for (const Area& area : city.city.areas) text += area.id + "=" + state_of(area.id) + ";";
    return text;
}

bool Campaign::checked(std::string_view area) const {
    const CampaignRecord* whole = last("check", area);
    if (received(area) == nullptr || whole == nullptr || whole->result != "通过" || whole->hash != state_of(area)) return false;
    std::set<std::string> returned;
    for (const CampaignRecord& one : records) {
        if (one.act != "check" || one.area != area || one.subject.empty() || one.hash != state_of(area)) continue;
        if (one.result == "通过")
            returned.erase(one.subject);
        else
            returned.insert(one.subject);
    }
    return returned.empty();
}

bool Campaign::reviewed(std::string_view area) const {
    const CampaignRecord* one = last("review", area);
    return one != nullptr && one->result == "通过" && one->hash == state_of(area);
}

const CampaignRecord* Campaign::merged() const {
    const CampaignRecord* one = last("merge");
    return one != nullptr && one->note == state() ? one : nullptr;
}

Result<Campaign> open_campaign(const std::string& dir) {
    if (!is_file(dir + "/campaign.toml"))
        return fail({dir, 0, 0, ""}, {"不是清单修订文件夹", "no folder of a campaign"},
                    {"先用 inventory campaign start 建立", "wanted: one made by inventory campaign start"});
    const auto text = read_all(dir + "/campaign.toml");
    if (!text) return tl::unexpected(text.error());
    auto plan = read_campaign_plan(*text, dir + "/campaign.toml");
    if (!plan) return tl::unexpected(plan.error());
    auto records = read_records(records_path(dir));
    if (!records) return tl::unexpected(records.error());
    std::vector<Problem> notes;
    auto city = read_inventory_input(dir + "/下发/清单.xlsx", notes);
    if (!city) return tl::unexpected(city.error());
    if (records->empty() || records->front().hash != text_hash(inventory_text(*city)))
        return fail({dir + "/下发/清单.xlsx", 0, 0, ""}, {"下发的清单被改动", "the inventory handed out was changed"},
                    {"从备份恢复该文件", "wanted: the file from a backup"});
    return Campaign{dir, std::move(*plan), std::move(*city), std::move(*records)};
}

Result<void> start_campaign(const std::string& dir, const CampaignPlan& plan, const Inventory& city, Instant at) {
    std::error_code error;
    if (fs::exists(dir, error))
        return fail({dir, 0, 0, ""}, {"文件夹已存在，不覆盖", "this folder exists and is not written over"},
                    {"给出新的文件夹", "wanted: a new folder"});
    const std::string part = dir + ".part";
    fs::remove_all(part, error);
    fs::create_directories(part + "/下发", error);
    if (error) return cannot_write(dir);
    if (auto done = write_text_file(part + "/campaign.toml", campaign_plan_text(plan)); !done) return done;
    if (auto done = write_inventory_workbook(part + "/下发/清单.xlsx", inventory_sheets(city)); !done) return done;
    for (const Area& area : city.city.areas)
        if (auto done = write_inventory_workbook(part + "/下发/" + area.id + ".xlsx", inventory_sheets(area_part(city, area.id)));
            !done)
            return done;
    Campaign campaign{part, plan, city, {}};
    CampaignRecord record;
    record.act = "start";
    record.at = at;
    record.by = "city";
    record.file = "下发/清单.xlsx";
    record.hash = text_hash(inventory_text(city));
    if (auto done = append_record(campaign, record); !done) return done;
    fs::rename(part, dir, error);
    if (error) return cannot_write(dir);
    return {};
}

Result<void> append_record(Campaign& campaign, CampaignRecord record) {
    record.entered = Clock::system().now();
    std::string previous;
    for (const CampaignRecord& one : campaign.records) previous = text_hash(line_of(one, previous));
    std::ofstream out(records_path(campaign.dir), std::ios::binary | std::ios::app);
    out << line_of(record, previous) << "\n";
    out.close();
    if (!out) return cannot_write(records_path(campaign.dir));
    campaign.records.push_back(std::move(record));
    return {};
}

Result<Inventory> area_inventory(const Campaign& campaign, std::string_view area) {
    const CampaignRecord* one = campaign.received(area);
    if (one == nullptr) return area_part(campaign.city, area);
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(campaign.dir + "/" + one->file, notes);
    if (inventory && text_hash(inventory_text(*inventory)) != one->hash)
        return fail({campaign.dir + "/" + one->file, 0, 0, ""},
                    {"收回的工作簿被改动", "the workbook received was changed"},
                    {"重新接收该县（市、区）的工作簿", "wanted: the area's workbook, received again"});
    return inventory;
}

Result<std::vector<AreaPart>> received_parts(const Campaign& campaign) {
    std::vector<AreaPart> parts;
    std::vector<Problem> problems;
    for (const Area& area : campaign.city.city.areas) {
        const CampaignRecord* one = campaign.received(area.id);
        if (one == nullptr) continue;
        auto inventory = area_inventory(campaign, area.id);
        if (inventory)
            parts.push_back({area.id, campaign.dir + "/" + one->file, std::move(*inventory)});
        else
            problems.insert(problems.end(), inventory.error().begin(), inventory.error().end());
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return parts;
}

Result<std::vector<AreaStatus>> campaign_status(const Campaign& campaign, Day day) {
    std::vector<AreaStatus> rows;
    for (const Area& area : campaign.city.city.areas) {
        AreaStatus row;
        row.area = area.id;
        row.name = area.name.zh;
        if (const auto* unit = campaign.plan.find(area.id)) row.unit = unit->unit;
        for (const CampaignRecord& one : campaign.records)
            if (one.act == "receive" && one.area == area.id)
                std::istringstream(one.result) >> row.errors >> row.warnings;
        const CampaignRecord* sent = campaign.received(area.id);
        if (sent != nullptr) row.received = sent->at;
        row.checked = campaign.checked(area.id);
        row.reviewed = campaign.reviewed(area.id);
        const auto late = [&](CampaignStage stage, const std::optional<Instant>& done) {
            const auto& closes = campaign.plan.closes[static_cast<size_t>(stage)];
            const Day until = done ? day_of(*done) : day;
            if (!closes || until <= *closes || row.days_late > 0) return;
            row.late_stage = token(stage);
            row.days_late = until - *closes;
        };
        late(CampaignStage::collected, row.received);
        late(CampaignStage::checked, row.checked ? std::optional(campaign.last("check", area.id)->at) : std::nullopt);
        late(CampaignStage::reviewed, row.reviewed ? std::optional(campaign.last("review", area.id)->at) : std::nullopt);
        const Inventory handed = area_part(campaign.city, area.id);
        row.handed_out = handed.enterprises.size();
        if (sent != nullptr) {
            const auto own = area_inventory(campaign, area.id);
            if (!own) return tl::unexpected(own.error());
            row.sent = own->enterprises.size();
            const auto renamed = renamed_enterprises(handed, *own);
            std::set<std::string> ids;
            for (const Enterprise& one : own->enterprises) ids.insert(one.enterprise_id);
            for (const Enterprise& one : handed.enterprises)
                if (!ids.count(one.enterprise_id) && !renamed.count(one.enterprise_id)) row.missing.push_back(one.name);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<Problem>> before_filing(const Campaign& campaign, Day day) {
    std::vector<Problem> open;
    const auto missing = [&](Text what, Text wanted) {
        open.push_back({Severity::error, {campaign.dir, 0, 0, ""}, std::move(what), std::move(wanted)});
    };
    for (const Area& area : campaign.city.city.areas) {
        if (campaign.received(area.id) != nullptr && !campaign.checked(area.id))
            missing({area.name.zh + "：现场核定未完成", area.id + ": not checked on site"}, {"campaign check --area " + area.id, "campaign check --area " + area.id});
        if (!campaign.reviewed(area.id))
            missing({area.name.zh + "：市级复核未完成", area.id + ": not reviewed"}, {"campaign review --area " + area.id, "campaign review --area " + area.id});
    }
    const CampaignRecord* merged = campaign.merged();
    if (merged == nullptr)
        missing({"没有合并，或合并后又有县（市、区）报送", "not merged since the last workbook came"}, {"campaign merge", "campaign merge"});
    const CampaignRecord* notice = campaign.last("publish");
    if (notice == nullptr) {
        missing({"没有公示", "not published"}, {"campaign publish", "campaign publish"});
        return open;
    }
    if (const auto until = parse_day(notice->result); until && day <= *until)
        missing({"公示期至 " + notice->result + "，尚未届满", "objections are taken until " + notice->result},
                {"次日起可以上报", "wanted: a later day"});
    std::set<std::string> accepted;
    for (const CampaignRecord& one : campaign.records) {
        if (one.act != "objection") continue;
        const CampaignRecord* answer = campaign.last("answer", "", one.subject);
        if (answer == nullptr)
            missing({"异议 " + one.subject + " 未答复", "objection " + one.subject + " is not answered"},
                    {"campaign objection --number " + one.subject, "campaign objection --number " + one.subject});
        else if (answer->result == "采纳")
            accepted.insert(one.hash);  // the enterprise that it is about
    }
    if (merged == nullptr || merged->hash == notice->hash) return open;
    // What changed after the notice may only be what an accepted objection asked for.
    std::vector<Problem> notes;
    const auto shown = read_inventory_input(campaign.dir + "/" + notice->file, notes);
    const auto now = read_inventory_input(campaign.dir + "/" + merged->file, notes);
    if (!shown) return tl::unexpected(shown.error());
    if (!now) return tl::unexpected(now.error());
    std::set<std::string> told;
    for (const InventoryChange& change : difference(*shown, *now))
        if (!accepted.count(change.enterprise_id) && told.insert(change.enterprise_id).second)
            missing({"公示后又有改动，且没有采纳的异议：" + change.enterprise, "changed after the notice without an accepted objection: " + change.enterprise},
                    {"重新公示：campaign publish", "wanted: campaign publish again"});
    return open;
}

}  // namespace qingkong
