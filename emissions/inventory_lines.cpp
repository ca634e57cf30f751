// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"

namespace qingkong {

ProductionLine* Reading::line_of(const SheetRow& row, Enterprise& enterprise, const std::string& line_id) {
    for (ProductionLine& line : enterprise.lines)
        if (line.line_id == line_id) return &line;
    if (orphan_lines.count(line_id) != 0) return nullptr;
    row.error("line_id",
              {fmt::format("企业“{}”没有生产线“{}”", enterprise.name, line_id),
               fmt::format("enterprise \"{}\" has no line \"{}\"", enterprise.name, line_id)},
              {"应为“生产线信息”中的编号", "wanted: a number of sheet 生产线信息"});
    return nullptr;
}

AnnualGrams read_annual(const SheetRow& row) {
    AnnualGrams grams = {};
    for (const Emitted pollutant : kAllEmitted)
        grams[static_cast<std::size_t>(pollutant)] =
            row.scaled("annual_" + std::string(token(pollutant)), 6).value_or(0);  // t/a with six decimals = grams
    return grams;
}

std::optional<MeasureKind> read_kind(const SheetRow& row, const std::string& key) {
    const std::string word = row.text(key);
    if (word.empty()) return std::nullopt;
    const auto kind = parse_measure_kind(word);
    if (!kind)
        row.error(
            key, {fmt::format("“{}”不是措施类型", word), fmt::format("\"{}\" is no kind of measure", word)},
            {"应为 停产、限产、停产台数、出焦时间、其他 或 无", "wanted: 停产, 限产, 停产台数, 出焦时间, 其他 or 无"});
    return kind;
}

namespace {

std::string cems_of(const SheetRow& row) {
    std::string mn = row.code("cems_mn");
    for (const std::string_view word : {"是", "否", "有", "无"})
        if (mn == word) mn.clear();
    return mn;
}

/// The kind as written, else what the filled cells say.
MeasureKind kind_of(const SheetRow& row) {
    if (const auto kind = read_kind(row, "kind")) return *kind;
    if (row.yes("is_stop").value_or(false) || row.has("stop_lines")) return MeasureKind::stop;
    if (row.has("ordered")) return MeasureKind::count;
    if (row.has("coking_ordered")) return MeasureKind::coking;
    if (row.has("limit")) return MeasureKind::limit;
    return MeasureKind::other;
}

/// `ordered` of `of`. A share of whole lines is rounded up: half of one line is the line, of three lines two.
void read_counted(const SheetRow& row, const ProductionLine& line, Measure& measure) {
    Counted counted;
    counted.unit = row.has("counted_unit") ? row.text("counted_unit") : "台";
    counted.of = row.integer("of", 1, 100'000).value_or(line.equipment_count.value_or(0));
    if (const auto ordered = row.integer("ordered", 0, 100'000))
        counted.ordered = *ordered;
    else if (const auto share = row.percent("limit")) {
        const Rational exact = *share * Rational(counted.of) / Rational(100);
        counted.ordered = static_cast<int>(exact.cut()) + (exact == Rational(exact.cut()) ? 0 : 1);
    }
    if (counted.of < 1 || counted.ordered < 1 || counted.ordered > counted.of)
        row.error("ordered",
                  {fmt::format("停产台数 {} / 设备总数 {} 不成立", counted.ordered, counted.of),
                   fmt::format("{} of {} pieces cannot be", counted.ordered, counted.of)},
                  {"停产台数应在 1 与设备总数之间", "wanted: from 1 to the number of pieces"});
    counted.of = std::max(counted.of, 1);
    measure.counted = counted;
}

void read_limit(const SheetRow& row, const ProductionLine& line, Measure& measure) {
    const auto limit = row.percent("limit");
    if (!limit || limit->zero()) {
        if (!row.has("limit") || limit)
            row.error("limit", {"限产措施没有限产比例", "a limit without its percentage"},
                      {"例如 20%（少生产 20%）", "for example 20% (that much less)"});
        return;
    }
    if (measure.text.find("以生产线计") != std::string::npos)
        row.error("kind", {"以生产线计的停产不能写成限产", "a share counted by lines is no limit"},
                  {"写明停产的生产线（类型“停产”），或用“停产台数”", "name the line that stops, or use 停产台数"});
    measure.limit_percent = *limit;
    if (*limit == Rational(100)) {
        measure.kind = MeasureKind::stop;
        measure.limit_percent = Rational();
    }
    const auto capped = row.number("capped_output");
    const auto base = line.cap_base_t_per_day();
    if (!capped || !base) return;
    const Rational cap = *base * (Rational(1) - *limit / Rational(100));
    if (!(cap == *capped))
        row.warning("capped_output",
                    {fmt::format("限后产量与三者最小值的计算结果 {} 吨/日不一致", cap.cut1()),
                     fmt::format("the capped output differs from {} t/d as computed", cap.cut1())},
                    {"以计算结果为准", "the computed figure is used"});
}

void read_coking(const SheetRow& row, Measure& measure) {
    const auto normal = row.number("coking_normal", 2);
    const auto ordered = row.number("coking_ordered", 2);
    measure.coking_hours_normal = normal.value_or(Rational(1));
    measure.coking_hours_ordered = ordered.value_or(Rational(1));
    if (!normal || !ordered || normal->zero() || *ordered < *normal) {
        row.error("coking_ordered", {"出焦时间不完整或缩短", "coking hours are missing or shortened"},
                  {"填写正常与应急出焦时间，例如 24 和 36", "wanted: normal and ordered hours, e.g. 24 and 36"});
        measure.coking_hours_normal = measure.coking_hours_ordered = Rational(1);
    }
}

/// A ramp is granted only with a safety reason that the county has confirmed (handbook F).
void read_ramp(const SheetRow& row, Measure& measure) {
    const int hours = row.integer("ramp", 0, 168).value_or(0);
    measure.ramp_reason = row.text("ramp_reason");
    if (hours == 0) return;
    if (measure.ramp_reason.empty() || !row.yes("ramp_confirmed").value_or(false)) {
        row.warning("ramp",
                    {"达到时间没有经县级核定的安全理由，不予认可", "a ramp without a confirmed reason is not granted"},
                    {"措施自响应启动时起执行", "the measure is due at the response start"});
        return;
    }
    measure.ramp_hours = hours;
}

Measure read_measure(const SheetRow& row, const ProductionLine& line) {
    Measure measure;
    measure.text = row.text("text");
    measure.kind = kind_of(row);
    measure.place = row.place(measure.kind == MeasureKind::limit    ? "limit"
                              : measure.kind == MeasureKind::count  ? "ordered"
                              : measure.kind == MeasureKind::coking ? "coking_ordered"
                                                                    : "text");
    measure.permit_clause = row.text("permit_clause");
    measure.responsible = row.text("responsible");
    measure.verify_by = row.text("verify_by");
    if (measure.kind == MeasureKind::count) read_counted(row, line, measure);
    if (measure.kind == MeasureKind::limit) read_limit(row, line, measure);
    if (measure.kind == MeasureKind::coking) read_coking(row, measure);
    read_ramp(row, measure);
    for (const Emitted pollutant : kAllEmitted)
        if (const auto kg = row.number("stated_" + std::string(token(pollutant))))
            measure.stated_g_per_day[static_cast<std::size_t>(pollutant)] = *kg * Rational(1000);
    if (!line.line_id.empty()) {
        const DailyEmission computed = line_reduction(line, measure);
        check_stated(row, "stated", measure, line.base(), &computed);
    }
    if (!measure.mandatory()) return measure;
    row.wanted_text("text", {"措施文字", "the words of the measure"});
    if (measure.verify_by.empty())
        row.error("verify_by", {"措施没有可核查的指标", "a measure without an indicator"},
                  {"例如 分表用电量", "for example 分表用电量 (electricity of its meter)"});
    return measure;
}

std::vector<std::string> split_lines(const std::string& list) {
    std::vector<std::string> ids;
    std::string id;
    const auto flush = [&] {
        if (!id.empty()) ids.push_back(id);
        id.clear();
    };
    for (size_t i = 0; i < list.size();) {
        const std::string_view rest = std::string_view(list).substr(i);
        const std::string_view wide = rest.starts_with("、")   ? "、"
                                      : rest.starts_with("；") ? "；"
                                      : rest.starts_with("，") ? "，"
                                                               : "";
        if (!wide.empty()) {
            flush();
            i += wide.size();
        } else if (rest[0] == ';' || rest[0] == ',' || rest[0] == ' ') {
            flush();
            ++i;
        } else {
            id.push_back(rest[0]);
            ++i;
        }
    }
    flush();
    return ids;
}

}  // namespace

void read_line_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::lines(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise* enterprise = reading.enterprise_of(row);
        const size_t errors = reading.findings.errors.size();
        ProductionLine line;
        line.place = row.place("line_id");
        row.wanted_text("line_id", {"生产线编号", "the line's number"});
        line.line_id = row.code("line_id");
        line.name = row.text("name");
        line.product = row.text("product");
        line.design_capacity = row.number("design");
        line.design_unit = row.text("design_unit");
        line.equipment = row.text("equipment");
        line.fuel = row.text("fuel");
        line.facilities = row.text("facilities");
        if (const std::string word = row.text("class"); !word.empty()) {
            const auto known = parse_source_class(word);
            if (known)
                line.source_class = *known;
            else
                row.error("class", {fmt::format("“{}”不是源类", word), fmt::format("\"{}\" is no source class", word)},
                          {"例如 工业源、采暖锅炉", "for example 工业源, 采暖锅炉"});
        }
        line.eia_capacity_t_per_day = row.number("eia");
        line.permitted_capacity_t_per_day = row.number("permitted");
        line.last_year_output_t_per_day = row.number("output");
        line.equipment_count = row.integer("count", 1, 100'000);
        line.rotation_group = row.code("rotation");
        line.cems_mn = cems_of(row);
        line.normal_flow_m3_per_hour = row.number("normal_flow");
        line.safe_stop_hours = row.number("safe_stop", 2);
        line.restart_rule = row.text("restart");
        line.annual_g = read_annual(row);
        if (enterprise == nullptr) {
            reading.orphan_lines.insert(line.line_id);
            continue;
        }
        if (reading.findings.errors.size() > errors)
            reading.damaged_lines.emplace(enterprise->enterprise_id, line.line_id);
        if (const ProductionLine* first = enterprise->find_line(line.line_id))
            row.error("line_id",
                      {fmt::format("企业“{}”的生产线“{}”重复，首次出现在第 {} 行", enterprise->name, line.line_id,
                                   first->place.line),
                       fmt::format("line \"{}\" of \"{}\" stands already in line {}", line.line_id, enterprise->name,
                                   first->place.line)},
                      {"同一企业内生产线编号唯一", "wanted: a number used once in the enterprise"});
        enterprise->lines.push_back(std::move(line));
    }
}

void read_measure_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::measures(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise* enterprise = reading.enterprise_of(row);
        const auto level = row.level("level");
        if (!row.has("level")) row.wanted_text("level", {"预警级别", "the level"});
        // A row without words and figures is the empty row of a template: the next lower level holds.
        if (!row.has("text") && !row.has("kind") && !row.has("is_stop") && !row.has("limit") && !row.has("ordered"))
            continue;
        // A row whose enterprise or line is unknown may hold other faults: they are told in the same run.
        const auto read_the_rest = [&] { read_measure(row, ProductionLine{}); };
        if (enterprise == nullptr || !level) {
            read_the_rest();
            continue;
        }
        std::vector<std::string> ids = split_lines(row.text("stop_lines"));
        if (ids.empty() && row.has("line_id")) ids.push_back(row.code("line_id"));
        if (ids.empty()) {
            row.error(
                "line_id", {"措施没有指明生产线", "the measure names no line"},
                {"填写生产线编号；整条生产线停产须写明哪一条", "wanted: the line; a stop of a whole line names it"});
            read_the_rest();
            continue;
        }
        for (const std::string& id : ids) {
            ProductionLine* line = reading.line_of(row, *enterprise, id);
            if (line == nullptr) {
                read_the_rest();
                continue;
            }
            if (line->measures[*level])
                row.error("level",
                          {fmt::format("生产线“{}”该级别的措施重复，首次出现在第 {} 行", id,
                                       line->measures[*level]->place.line),
                           fmt::format("line \"{}\" has a measure of this level already in line {}", id,
                                       line->measures[*level]->place.line)},
                          {"每条生产线每级别一行", "one row a line and level"});
            else {
                const size_t errors = reading.findings.errors.size();
                line->measures[*level] = read_measure(row, *line);
                if (reading.findings.errors.size() > errors)
                    reading.damaged_lines.emplace(enterprise->enterprise_id, line->line_id);
            }
        }
    }
}

void read_meter_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::meters(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise* enterprise = reading.enterprise_of(row);
        Meter meter;
        row.wanted_text("meter_id", {"分表编号", "the meter's number"});
        meter.meter_id = row.code("meter_id");
        meter.account = row.code("account");
        meter.treatment = row.text("object").find("治理") != std::string::npos;
        meter.normal_kwh_per_day = row.number("normal");
        meter.stop_threshold_kwh_per_day = row.number("threshold");
        if (meter.normal_kwh_per_day && meter.stop_threshold_kwh_per_day &&
            *meter.normal_kwh_per_day <= *meter.stop_threshold_kwh_per_day)
            row.warning("threshold", {"停产阈值不低于正常日用电", "the stop threshold is not below the normal day"},
                        {"请核对", "please check"});
        if (enterprise == nullptr) continue;
        if (ProductionLine* line = reading.line_of(row, *enterprise, row.code("line_id")))
            line->meters.push_back(std::move(meter));
    }
}

void read_peak_shift_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::peak_shift(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise* enterprise = reading.enterprise_of(row);
        RegimeRow stop;
        stop.from = row.day("from");
        stop.to = row.day("to");
        stop.document = row.text("document");
        if (!row.has("from")) row.wanted_text("from", {"起始日期", "the first day"});
        if (!row.has("to")) row.wanted_text("to", {"截止日期", "the last day"});
        if (enterprise == nullptr) continue;
        if (ProductionLine* line = reading.line_of(row, *enterprise, row.code("line_id")))
            line->regimes.push_back(std::move(stop));
    }
}

}  // namespace qingkong
