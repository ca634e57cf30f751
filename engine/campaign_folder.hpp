// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emissions/campaign.hpp"
#include "emissions/inventory_difference.hpp"

namespace qingkong {

/// One line of `records.jsonl`, which only grows; each holds the hash of the line before it.
struct CampaignRecord {
    std::string act;     ///< start, receive, check, merge, review, publish, objection, answer, file
    Instant at;          ///< when it was done, as told
    Instant entered;     ///< when it was written down: the clock
    std::string by;      ///< account or unit, never a person
    std::string area;    ///< empty = the city
    std::string subject; ///< enterprise, or number of an objection
    std::string result;  ///< 通过, 退回, 采纳, 不采纳; of a receipt `errors warnings`; of a notice its last day
    std::string note;
    std::string file;    ///< inside the folder
    std::string hash;    ///< of the state that was received, checked, merged …
};

/// A folder: campaign.toml, 下发/清单.xlsx and one workbook an area, 收回/, 合并/, 公示/, 上报/, records.jsonl.
struct Campaign {
    std::string dir;
    CampaignPlan plan;
    Inventory city;  ///< as handed out
    std::vector<CampaignRecord> records;

    const CampaignRecord* last(std::string_view act, std::string_view area = {}, std::string_view subject = {}) const;
    /// The receipt of an area's last workbook without errors; null where it sent none.
    const CampaignRecord* received(std::string_view area) const;
    /// Hash of what stands for the area: of the workbook received, else `handed-out`.
    std::string state_of(std::string_view area) const;
    /// The same of all areas in one text; a merge of another one is out of date.
    std::string state() const;
    bool checked(std::string_view area) const;
    bool reviewed(std::string_view area) const;
    /// The last merge, null where there is none or a workbook came after it.
    const CampaignRecord* merged() const;
    bool filed() const { return last("file") != nullptr; }
};

/// Reads folder, plan and records; a record that was changed afterwards is an error at its line.
Result<Campaign> open_campaign(const std::string& dir);
/// A new folder with the workbooks to hand out; the whole of it or nothing.
Result<void> start_campaign(const std::string& dir, const CampaignPlan& plan, const Inventory& city, Instant at);
Result<void> append_record(Campaign& campaign, CampaignRecord record);

/// What an area sent last, or what was handed out to it.
Result<Inventory> area_inventory(const Campaign& campaign, std::string_view area);
/// The parts of all areas that sent something.
Result<std::vector<AreaPart>> received_parts(const Campaign& campaign);

/// One area on a day.
struct AreaStatus {
    std::string area, name, unit;
    std::optional<Instant> received;
    int errors = 0, warnings = 0;  ///< of the last workbook that came, also where it was not taken
    bool checked = false, reviewed = false;
    std::string late_stage;  ///< the first stage that is, or was, late: collected, checked or reviewed
    int64_t days_late = 0;
    size_t handed_out = 0, sent = 0;      ///< enterprises
    std::vector<std::string> missing;     ///< names of enterprises handed out that did not come back
};
Result<std::vector<AreaStatus>> campaign_status(const Campaign& campaign, Day day);

/// What stands against filing, each with what to do; empty = it may be filed.
Result<std::vector<Problem>> before_filing(const Campaign& campaign, Day day);

/// 上报/: 清单.xlsx, 与上一轮差异.csv, 汇总.csv, 异议.csv, 核定和复核.csv; each objection must have its answer.
Result<void> write_package(const Campaign& campaign, const Inventory& inventory, const std::vector<InventoryChange>& changes,
                           Day day);

/// Makes folders as needed and writes the file whole.
Result<void> write_text_file(const std::string& path, const std::string& text);

}  // namespace qingkong
