// SPDX-License-Identifier: Apache-2.0
#include "emissions/measure_library.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rules/toml_table.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

struct Row {
    std::string_view token;
    Text name;
    std::vector<std::string_view> words;
};

const std::array<Row, 3>& rows() {
    static const std::array<Row, 3> kRows = {{
        {"health", {"健康防护措施", "health protection"}, {"健康防护", "引导"}},
        {"advisory", {"倡议性减排措施", "advisory measures"}, {"倡议性", "倡议", "建议性", "建议"}},
        {"mandatory", {"强制性减排措施", "mandatory measures"}, {"强制性", "强制", "应急"}},
    }};
    return kRows;
}

bool touches(const std::vector<std::string>& of_measure, const std::vector<std::string>& areas) {
    if (of_measure.empty() || areas.empty()) return true;
    return std::any_of(areas.begin(), areas.end(), [&](const std::string& area) {
        return std::find(of_measure.begin(), of_measure.end(), area) != of_measure.end();
    });
}

LibraryMeasure read_row(TomlTable& in) {
    LibraryMeasure measure;
    measure.id = in.required_text("id");
    for (const std::string& word : in.texts("levels")) {
        const auto level = parse_level(word);
        if (level && *level != AlertLevel::normal)
            measure.levels.push_back(*level);
        else
            in.error_at("levels", {"没有这个级别：" + word, "no such level: " + word},
                        {"应为 blue、yellow、orange、red", "wanted: blue, yellow, orange, red"});
    }
    std::sort(measure.levels.begin(), measure.levels.end());
    if (measure.levels.empty()) in.missing("levels", "[\"orange\", \"red\"]");
    const std::string word = in.required_text("kind");
    const auto kind = parse_library_kind(word);
    if (!kind && !word.empty())
        in.error_at("kind", {"没有这种措施：" + word, "no such kind: " + word},
                    {"应为 health、advisory 或 mandatory", "wanted: health, advisory or mandatory"});
    measure.kind = kind.value_or(LibraryKind::mandatory);
    measure.units = in.texts("units");
    if (measure.units.empty()) in.missing("units", "[\"城市管理局\"]");
    measure.name = in.text("name").value_or("");
    measure.text = in.required_text("text");
    measure.indicator = in.required_text("indicator");
    measure.areas = in.texts("areas");
    measure.sources = in.texts("sources");
    in.text("basis");  // for the reader of the file
    in.finish();
    return measure;
}

}  // namespace

std::string_view token(LibraryKind kind) { return rows()[static_cast<std::size_t>(kind)].token; }
Text library_kind_name(LibraryKind kind) { return rows()[static_cast<std::size_t>(kind)].name; }

std::optional<LibraryKind> parse_library_kind(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 0; i < rows().size(); ++i) {
        if (word == rows()[i].token || text == rows()[i].name.zh) return static_cast<LibraryKind>(i);
        for (const std::string_view other : rows()[i].words)
            if (text == other || text == std::string(other) + "措施") return static_cast<LibraryKind>(i);
    }
    return std::nullopt;
}

bool LibraryMeasure::at(AlertLevel level) const {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
}

Result<MeasureLibrary> read_measure_library(std::string_view toml_text, const std::string& file) {
    const auto parsed = parse_toml(toml_text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    std::vector<Problem> problems;
    MeasureLibrary library;
    TomlTable root(*parsed, file, problems);
    for (const toml::table* node : root.tables("measure")) {
        TomlTable in(*node, file, problems);
        LibraryMeasure measure = read_row(in);
        if (find_measure(library, measure.id) != nullptr)
            in.error_at("id", {"措施编号重复：" + measure.id, "two measures have the id " + measure.id},
                        {"编号唯一", "wanted: a unique id"});
        library.push_back(std::move(measure));
    }
    root.finish();
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return library;
}

const LibraryMeasure* find_measure(const MeasureLibrary& library, std::string_view id) {
    for (const LibraryMeasure& measure : library)
        if (measure.id == id) return &measure;
    return nullptr;
}

AssembledMeasures assemble_measures(const MeasureLibrary& library, AlertLevel level,
                                    const std::vector<std::string>& areas, const std::vector<SwitchedOff>& off) {
    AssembledMeasures out;
    for (const LibraryMeasure& measure : library) {
        if (!measure.at(level) || !touches(measure.areas, areas)) continue;
        if (std::any_of(off.begin(), off.end(), [&](const SwitchedOff& one) { return one.id == measure.id; })) {
            out.not_applied.push_back({measure.short_name(), measure.short_name()});
            continue;
        }
        auto& list = measure.kind == LibraryKind::health     ? out.health
                     : measure.kind == LibraryKind::advisory ? out.advisory
                                                             : out.mandatory;
        list.push_back(measure);
        for (const std::string& unit : measure.units) {
            auto sheet = std::find_if(out.tasks.begin(), out.tasks.end(),
                                      [&](const TaskSheet& task) { return task.unit == unit; });
            if (sheet == out.tasks.end()) sheet = out.tasks.insert(out.tasks.end(), TaskSheet{unit, {}});
            sheet->measures.push_back(measure);
        }
    }
    return out;
}

Text not_applied_sentence(const LibraryMeasure& measure, const std::string& reason) {
    return {fmt::format("本轮预警不实施{}{}", measure.short_name(), reason.empty() ? "" : "（" + reason + "）"),
            fmt::format("not applied in this round: {}{}", measure.short_name(),
                        reason.empty() ? "" : " (" + reason + ")")};
}

std::string task_sheet_zh(const TaskSheet& sheet, AlertLevel level) {
    std::string text = fmt::format("重污染天气{}预警任务清单（{}）\n", level_name(level).zh, sheet.unit);
    int number = 0;
    for (const LibraryMeasure& measure : sheet.measures) {
        text += fmt::format("{}. 【{}】{}。核查指标：{}", ++number, library_kind_name(measure.kind).zh, measure.text,
                            measure.indicator);
        std::string areas;
        for (const std::string& area : measure.areas) areas += (areas.empty() ? "" : "、") + area;
        text += (areas.empty() ? "" : "。实施区域：" + areas) + "\n";
    }
    return text;
}

}  // namespace qingkong
