// SPDX-License-Identifier: Apache-2.0
#include "emissions/campaign.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "emissions/inventory_difference.hpp"
#include "emissions/inventory_sheets.hpp"

namespace qingkong {
namespace {

std::string told(const Place& place, const std::string& file) {
    if (!place.cell.empty()) return fmt::format("{}[{}]", place.file.empty() ? file : place.file, place.cell);
    return place.line > 0 ? fmt::format("{}:{}", place.file, place.line) : place.file.empty() ? file : place.file;
}

Place at(Place place, const std::string& file) {
    if (place.file.empty()) place.file = file;
    return place;
}

/// The sheets that no area fills.
Inventory of_the_city(const Inventory& inventory) {
    Inventory frame;
    frame.version = inventory.version;
    frame.name = inventory.name;
    frame.city = inventory.city;
    frame.site_rules = inventory.site_rules;
    frame.industry_measures = inventory.industry_measures;
    return frame;
}

/// Collects what is wrong with the parts before anything is put together.
class PartsCheck {
public:
    explicit PartsCheck(const Inventory& city) : city_(city) {}

    void look_at(const AreaPart& part) {
        const Inventory& own = part.inventory;
        if (city_.city.find(part.area) == nullptr)
            problem({part.file, 0, 0, ""}, {"清单中没有这个县（市、区）：" + part.area, "no such area: " + part.area},
                    {"用城市信息中的代码", "wanted: a code of sheet 城市信息"});
        if (inventory_text(of_the_city(own)) != inventory_text(of_the_city(city_)) || !own.library.empty())
            problem({part.file, 0, 0, ""},
                    {"城市信息、工地规则、行业措施或措施库被改动", "a sheet of the whole city was changed"},
                    {"恢复下发时的内容；这些表由市级修改", "wanted: these sheets as handed out; the city changes them"});
        for (const Enterprise& one : own.enterprises)
            one_row(part, "e" + one.enterprise_id, one.area, one.name, one.place, one.number);
        for (const Source& one : own.sources) one_row(part, "s" + one.source_id, one.area, one.name, one.place, "");
    }

    /// What an area that sent nothing holds must not stand in another's workbook.
    void look_at_kept(const std::vector<std::string>& sent) {
        const auto check = [&](const std::string& key, const std::string& area, const Place& place) {
            if (std::find(sent.begin(), sent.end(), area) != sent.end()) return;
            const auto found = seen_.find(key);
            if (found == seen_.end()) return;
            problem(found->second.place,
                    {fmt::format("已在 {} 的清单中（{}）", area_name(area), told(place, "")),
                     fmt::format("stands already in area {} ({})", area, told(place, ""))},
                    {"由原属地报送删除该行的工作簿，或从本工作簿中删除",
                     "wanted: the other area's workbook without it, or this row removed"});
        };
        for (const Enterprise& one : city_.enterprises) check("e" + one.enterprise_id, one.area, one.place);
        for (const Source& one : city_.sources) check("s" + one.source_id, one.area, one.place);
    }

    std::vector<Problem> take() { return std::move(problems_); }

private:
    struct Seen {
        Place place;
        std::string area;
    };
    std::string area_name(const std::string& id) const {
        const Area* area = city_.city.find(id);
        return area == nullptr ? id : area->name.zh;
    }
    void problem(Place place, Text what, Text wanted) {
        problems_.push_back({Severity::error, std::move(place), std::move(what), std::move(wanted)});
    }
    void one_row(const AreaPart& part, const std::string& key, const std::string& area, const std::string& name,
                 const Place& place, const std::string& number) {
        if (area != part.area)
            problem(at(place, part.file),
                    {fmt::format("{} 属于 {}，不属于 {}", name, area_name(area), area_name(part.area)),
                     fmt::format("{} belongs to area {}, not {}", name, area, part.area)},
                    {"从本工作簿中删除，由属地填报", "wanted: this row in the workbook of its own area"});
        twice(part, key, name, place);
        // 序号 is unique in the whole list, whatever the USCC.
        if (!number.empty() && key != "e" + number) twice(part, "n" + number, name, place);
    }
    void twice(const AreaPart& part, const std::string& key, const std::string& name, const Place& place) {
        const auto [found, fresh] = seen_.try_emplace(key, Seen{at(place, part.file), part.area});
        if (fresh || found->second.area == part.area) return;
        problem(at(place, part.file),
                {fmt::format("{}（{}）也在 {} 报送的清单中：{}", name, key.substr(1), area_name(found->second.area),
                             told(found->second.place, "")),
                 fmt::format("{} ({}) was sent by area {} too: {}", name, key.substr(1), found->second.area,
                             told(found->second.place, ""))},
                {"只由属地填报一次；序号在全市清单内唯一", "wanted: once, by its own area; numbers are unique in the city"});
    }

    const Inventory& city_;
    std::map<std::string, Seen> seen_;
    std::vector<Problem> problems_;
};

/// Adds a source with its site record.
void append(Inventory& to, const Source& source, const Inventory& from) {
    to.sources.push_back(source);
    if (!source.site) return;
    to.sites.push_back(from.sites[*source.site]);
    to.sources.back().site = to.sites.size() - 1;
}

const AreaPart* part_of(const std::vector<AreaPart>& parts, std::string_view area) {
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const AreaPart& one) { return one.area == area; });
    return found == parts.end() ? nullptr : &*found;
}

void merge_enterprises(Inventory& merged, const Inventory& city, const std::vector<AreaPart>& parts) {
    std::map<std::string, const Enterprise*> sent;
    std::map<std::string, std::string> renamed;
    for (const AreaPart& part : parts) {
        for (const Enterprise& one : part.inventory.enterprises) sent[one.enterprise_id] = &one;
        renamed.merge(renamed_enterprises(area_part(city, part.area), part.inventory));
    }
    std::map<std::string, bool> placed;
    for (const Enterprise& was : city.enterprises) {
        if (part_of(parts, was.area) == nullptr) {
            merged.enterprises.push_back(was);
            continue;
        }
        const auto other = renamed.find(was.enterprise_id);
        const auto found = sent.find(other == renamed.end() ? was.enterprise_id : other->second);
        if (found == sent.end()) continue;
        merged.enterprises.push_back(*found->second);
        placed[found->first] = true;
    }
    for (const Area& area : city.city.areas)
        if (const AreaPart* part = part_of(parts, area.id))
            for (const Enterprise& one : part->inventory.enterprises)
                if (!placed.count(one.enterprise_id)) merged.enterprises.push_back(one);
}

/// Dust, mobile, others as an inventory has them, each with the old places first.
void merge_sources(Inventory& merged, const Inventory& city, const std::vector<AreaPart>& parts) {
    struct Found {
        const Source* source;
        const Inventory* from;
    };
    std::map<std::string, Found> sent;
    for (const AreaPart& part : parts)
        for (const Source& one : part.inventory.sources) sent[one.source_id] = {&one, &part.inventory};
    std::vector<Found> all;
    std::map<std::string, bool> placed;
    for (const Source& was : city.sources) {
        if (part_of(parts, was.area) == nullptr) {
            all.push_back({&was, &city});
            continue;
        }
        const auto found = sent.find(was.source_id);
        if (found == sent.end()) continue;
        all.push_back(found->second);
        placed[was.source_id] = true;
    }
    for (const Area& area : city.city.areas)
        if (const AreaPart* part = part_of(parts, area.id))
            for (const Source& one : part->inventory.sources)
                if (!placed.count(one.source_id)) all.push_back({&one, &part->inventory});
    const auto rank = [](const Found& one) {
        const SourceClass kind = one.source->source_class;
        const int place = kind == SourceClass::dust ? 0 : kind == SourceClass::mobile ? 1 : 2;
        return place * 2 + (one.source->site ? 1 : 0);
    };
    std::stable_sort(all.begin(), all.end(), [&](const Found& a, const Found& b) { return rank(a) < rank(b); });
    for (const Found& one : all) append(merged, *one.source, *one.from);
}

}  // namespace

std::string_view token(CampaignStage stage) {
    constexpr std::string_view kTokens[kCampaignStages] = {"handed_out", "collected", "merged", "checked",
                                                           "reviewed", "published", "filed"};
    return kTokens[static_cast<size_t>(stage)];
}

Text stage_name(CampaignStage stage) {
    static const Text kNames[kCampaignStages] = {
        {"下发", "handed out"}, {"收集", "collected"},    {"合并", "merged"},   {"现场核定", "checked on site"},
        {"市级复核", "reviewed"}, {"公示", "published"}, {"上报备案", "filed"}};
    return kNames[static_cast<size_t>(stage)];
}

const CampaignPlan::AreaUnit* CampaignPlan::find(std::string_view area) const {
    for (const AreaUnit& one : areas)
        if (one.area == area) return &one;
    return nullptr;
}

Day after_working_days(Day day, int count, const CampaignPlan& plan) {
    const auto among = [](const std::vector<Day>& days, Day one) {
        return std::find(days.begin(), days.end(), one) != days.end();
    };
    while (count > 0) {
        day = day + 1;
        // 1970-01-01 was a Thursday: 0 = Monday.
        const int64_t weekday = ((day.index + 3) % 7 + 7) % 7;
        if (among(plan.workdays, day) || (weekday < 5 && !among(plan.holidays, day))) --count;
    }
    return day;
}

Inventory area_part(const Inventory& city, std::string_view area) {
    Inventory part = of_the_city(city);
    for (const Enterprise& one : city.enterprises)
        if (one.area == area) part.enterprises.push_back(one);
    for (const Source& one : city.sources)
        if (one.area == area) append(part, one, city);
    return part;
}

Result<Inventory> merge_parts(const Inventory& city, const std::vector<AreaPart>& parts) {
    PartsCheck check(city);
    std::vector<std::string> sent;
    for (const AreaPart& part : parts) {
        check.look_at(part);
        sent.push_back(part.area);
    }
    check.look_at_kept(sent);
    if (auto problems = check.take(); !problems.empty()) return tl::unexpected(std::move(problems));
    Inventory merged = of_the_city(city);
    merged.library = city.library;
    merge_enterprises(merged, city, parts);
    merge_sources(merged, city, parts);
    return merged;
}

Result<Inventory> with_grade(const Inventory& inventory, const GradeDecision& decision) {
    std::vector<Problem> problems;
    const auto want = [&](const char* option, bool given, Text what, Text wanted) {
        if (!given) problems.push_back({Severity::error, {option, 0, 0, ""}, std::move(what), std::move(wanted)});
    };
    want("--from-date", decision.on.has_value(), {"没有生效日期", "no date from which it holds"},
         {"例如 2025-11-15；过去的日子保持当时的等级", "for example 2025-11-15; past days keep their grade"});
    want("--document", !decision.document.empty(), {"没有依据文件", "no document"},
         {"写明文号和名称；没有依据不得调整等级", "wanted: number and title; without evidence no grade is changed"});
    want("--by", !decision.decided_by.empty(), {"没有决定机关", "no authority"},
         {"机关名称，不填个人姓名", "wanted: an authority, not a person"});
    want("--to", decision.from != decision.to, {"等级没有变化", "the grade does not change"},
         {"新等级与原等级不同", "wanted: another grade"});
    Inventory changed = inventory;
    Enterprise* one = nullptr;
    for (Enterprise& each : changed.enterprises)
        if (each.enterprise_id == decision.enterprise_id || each.number == decision.enterprise_id) one = &each;
    want("--enterprise", one != nullptr,
         {"清单中没有这家企业：" + decision.enterprise_id, "no such enterprise: " + decision.enterprise_id},
         {"统一社会信用代码或序号", "wanted: its USCC or number"});
    if (one != nullptr && decision.on) {
        const Grade now = one->grade_on(*decision.on);
        want("--from", now == decision.from,
             {fmt::format("{} 在 {} 的等级是{}", one->name, format_day(*decision.on), grade_name(now).zh),
              fmt::format("{} is {} on {}", one->name, grade_name(now).en, format_day(*decision.on))},
             {"原等级须与清单一致", "wanted: the grade of the inventory on that day"});
        for (const GradeSpan& span : one->grades)
            want("--from-date", !span.valid_from || *span.valid_from < *decision.on,
                 {fmt::format("已有 {} 起生效的等级", span.valid_from ? format_day(*span.valid_from) : ""),
                  fmt::format("there is a grade from {} already", span.valid_from ? format_day(*span.valid_from) : "")},
                 {"生效日期须晚于已登记的等级", "wanted: a later date than that of the grades already there"});
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    one->grades.push_back({decision.to, decision.on, {}, decision.document + "（" + decision.decided_by + "）"});
    return changed;
}

}  // namespace qingkong
