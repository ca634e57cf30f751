// SPDX-License-Identifier: Apache-2.0
// `qingkong aqi`: the index of each hour.

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/air_input.hpp"
#include "engine/output.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/aqi.hpp"

namespace qingkong {
namespace {

struct AqiArguments {
    std::vector<std::string> files;
    std::string standard, format;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

/// Cells of one hour or day after its time.
void add_cells(const HourlyIndex& index, const std::string& mean24, const std::string& valid24,
               std::vector<std::string>& cells) {
    const auto category = index.category();
    cells.push_back(format_aqi(index.aqi));
    cells.emplace_back(category ? token(*category) : "");
    cells.push_back(joined_names(index.primary));
    cells.push_back(mean24);
    cells.push_back(valid24);
    cells.emplace_back(index.complete ? "1" : "0");
}

void print_city(const CitySeries& series, bool with_city, const Standards& standards, const IndexOptions& options,
                TableWriter& writer) {
    std::vector<std::string> cells;
    const auto begin = [&](std::string time) {
        cells.clear();
        if (with_city) cells.push_back(series.city);
        cells.push_back(std::move(time));
    };
    if (series.daily) {
        const auto indices = index_series(standards, series.days, options);
        for (size_t i = 0; i < indices.size(); ++i) {
            begin(format_day(series.days[i].day));
            add_cells(indices[i], "", "", cells);    // a day has no mean of hours
            writer.row(cells);
        }
        return;
    }
    const auto indices = index_series(standards, series.hours, options);
    const auto means = mean24_series(series.hours, indices);
    for (size_t i = 0; i < indices.size(); ++i) {
        begin(format_hour(series.hours[i].hour, series.stamp));
        add_cells(indices[i], means[i].print(), std::to_string(means[i].valid), cells);
        writer.row(cells);
    }
}

int run(const AqiArguments& arguments, Language language) {
    const auto standards = built_in_standards();
    if (!standards) return refuse(standards.error(), language);
    IndexOptions options;
    if (!arguments.standard.empty()) {
        if (standards->find(arguments.standard) == nullptr) {
            std::string known;
            for (const AqiStandard& standard : standards->all()) known += (known.empty() ? "" : ", ") + standard.id;
            return refuse({{Severity::error, {"--standard"},
                            {fmt::format("没有标准 {}", arguments.standard), fmt::format("no standard {}", arguments.standard)},
                            {"可用值：" + known, "wanted one of: " + known}}},
                          language);
        }
        options.standard = arguments.standard;
    }
    const auto input = read_air_inputs(arguments.files);
    if (!input) return refuse(input.error(), language);
    print_problems(input->notes, language);

    std::vector<TableColumn> columns;
    if (input->names_cities) columns.emplace_back("city");
    for (const TableColumn& column : std::vector<TableColumn>{{"time"},
                                                               {"aqi", CellKind::number},
                                                               {"category"},
                                                               {"primary"},
                                                               {"mean24", CellKind::number},
                                                               {"valid24", CellKind::number},
                                                               {"complete", CellKind::number}})
        columns.push_back(column);
    TableWriter writer(std::cout, output_format(arguments.format), columns);
    for (const CitySeries& series : input->cities) print_city(series, input->names_cities, *standards, options, writer);
    writer.finish();
    return input->refused > 0 ? 1 : 0;
}

}  // namespace

void add_aqi(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<AqiArguments>();
    CLI::App* verb = app.add_subcommand("aqi", zh ? "逐小时空气质量指数、类别、首要污染物和 24 小时均值"
                                                  : "index of each hour, its category, primary pollutant and 24-h mean");
    verb->add_option("FILE", arguments->files,
                     zh ? "观测文件、名称=文件、文件夹，或 -（标准输入）" : "observations: FILE, NAME=FILE, a folder, or -")
        ->required();
    verb->add_option("--standard", arguments->standard,
                     zh ? "hj633-2012 或 hj633-2026；默认按该时次现行的标准"
                        : "hj633-2012 or hj633-2026; default: the one in force at that hour");
    verb->add_option("--format", arguments->format, zh ? "table|csv|json；默认终端为表格，管道为 csv"
                                                       : "table|csv|json; default a table on a terminal, csv in a pipe")
        ->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  printf 'time,pm25,o3\\n2014-02-20T12:00:00+08:00,150.5,20\\n' | qingkong aqi -");
    verb->callback([arguments, &context] { context.run = [arguments, &context] { return run(*arguments, context.language); }; });
}

}  // namespace qingkong
