// SPDX-License-Identifier: Apache-2.0
#include "alerts/unit_task.hpp"

#include <fmt/format.h>

#include "alerts/notice.hpp"
#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"

namespace qingkong {

Document compose_task_sheet(const TaskSheet& sheet, const Transition& t, const Office& office, const City& city,
                            const std::string& report_hours, const Templates& templates) {
    TemplateData data;
    add_office(data, office, Language::zh);
    auto& v = data.values;
    v["title"] = fmt::format("{}重污染天气{}预警应急响应任务单", office.exercise ? "【演练】" : "", level_name(t.to).zh);
    v["unit"] = sheet.unit;
    v["document_no"] = t.document_no;
    v["level"] = level_name(t.to).zh;
    v["response"] = response_grade(t.to).zh;
    v["start"] = spoken_time(t.response_start, Language::zh);
    v["planned_end"] = planned_end_words(t.planned_end, Language::zh);
    v["unpublished"] = t.published_at ? "" : unpublished_words(office, Language::zh);
    v["report_hours"] = report_hours;
    v["count"] = std::to_string(sheet.measures.size());
    v["date"] = paper_date(t.signed_at, Language::zh);
    for (const LibraryMeasure& measure : sheet.measures) {
        TemplateData row;
        row.values["number"] = std::to_string(data.lists["tasks"].size() + 1);
        row.values["kind"] = library_kind_name(measure.kind).zh;
        row.values["words"] = measure.text;
        row.values["indicator"] = measure.indicator;
        for (const std::string& id : measure.areas) {
            const Area* area = city.find(id);
            row.values["areas"] += (row.values["areas"].empty() ? "" : "、") + (area ? area->name.zh : id);
        }
        for (const std::string& unit : measure.units)
            if (unit != sheet.unit) row.values["others"] += (row.values["others"].empty() ? "" : "、") + unit;
        data.lists["tasks"].push_back(std::move(row));
    }
    OfficialHead head;
    head.issuer = head.signature = office.name.zh;
    head.title = v["title"];
    head.date = v["date"];
    head.exercise = v["exercise"];
    head.unpublished = v["unpublished"];
    return official_paper(head, templates.render("task_sheet.zh.txt", data), Language::zh, templates);
}

}  // namespace qingkong
