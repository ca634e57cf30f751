// SPDX-License-Identifier: Apache-2.0
#include "engine/air_input.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "engine/byte_source.hpp"
#include "engine/embedded.hpp"
#include "engine/files.hpp"

namespace qingkong {
namespace {

constexpr std::string_view kStandardsFolder = "rules/standards/";

int64_t time_of(const Observation& row) { return row.hour.index; }
int64_t time_of(const DailyObservation& row) { return row.day.index; }

/// Puts later rows into earlier ones, both ascending; the later stands. How many were revised.
template <class Row>
int64_t revise(std::vector<Row>& rows, std::vector<Row>&& later) {
    std::vector<Row> joined;
    joined.reserve(rows.size() + later.size());
    int64_t revised = 0;
    size_t a = 0, b = 0;
    while (a < rows.size() || b < later.size()) {
        if (b == later.size() || (a < rows.size() && time_of(rows[a]) < time_of(later[b]))) {
            joined.push_back(std::move(rows[a++]));
            continue;
        }
        if (a < rows.size() && time_of(rows[a]) == time_of(later[b])) {
            if (!(rows[a].aqi == later[b].aqi && rows[a].values == later[b].values)) ++revised;
            ++a;
        }
        joined.push_back(std::move(later[b++]));
    }
    rows = std::move(joined);
    return revised;
}

}  // namespace

AirSource air_source(const std::string& argument) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || is_file(argument)) return {argument, {}};
    return {argument.substr(equals + 1), argument.substr(0, equals)};
}

Result<AirSources> air_sources(const std::vector<std::string>& arguments) {
    AirSources sources;
    sources.several = arguments.size() > 1;
    for (const std::string& argument : arguments) {
        const AirSource source = air_source(argument);
        if (!is_folder(source.file)) {
            sources.list.push_back(source);
            continue;
        }
        sources.several = true;
        const auto files = list_folder(source.file, {".csv"});
        if (!files) return tl::unexpected(files.error());
        if (source.city || files->paths.empty())
            return fail({source.file},
                        source.city ? Text{"文件夹含多个城市，不能用“名称=”指定", "a folder is many cities, so NAME= cannot name it"}
                                    : Text{"文件夹中没有 .csv 文件", "the folder has no .csv file"},
                        {"请给出文件，或不带“名称=”的文件夹", "wanted: a file, or a folder without NAME="});
        if (files->others > 0)
            sources.notes.push_back({Severity::note, {source.file},
                                     {fmt::format("{} 个非 .csv 文件未读取", files->others),
                                      fmt::format("files not read, being no .csv: {}", files->others)}, {}});
        for (const std::string& path : files->paths) sources.list.push_back({path, {}});
    }
    return sources;
}

Result<void> AirGathering::take(AirFile&& file, const std::string& name) {
    result.names_cities = result.names_cities || file.names_cities;
    result.refused += file.refused;
    result.notes.insert(result.notes.end(), file.notes.begin(), file.notes.end());
    for (CitySeries& series : file.cities) {
        const auto [at, is_new] = cities.try_emplace(series.city, CitySeries{});
        if (is_new) {
            at->second = std::move(series);
            continue;
        }
        if (at->second.daily != series.daily)
            return fail({name}, {fmt::format("{}：小时值与日值不能混用", series.city),
                                 fmt::format("{}: hourly and daily values cannot be mixed", series.city)});
        const int64_t revised = series.daily ? revise(at->second.days, std::move(series.days))
                                             : revise(at->second.hours, std::move(series.hours));
        if (revised > 0)
            result.notes.push_back({Severity::note, {name},
                                    {fmt::format("{}：{} 个时次的数值被本文件修订", series.city, revised),
                                     fmt::format("{}: revised values of earlier files: {}", series.city, revised)},
                                    {}});
    }
    return {};
}

Result<AirFile> read_air_inputs(const std::vector<std::string>& arguments) {
    const auto sources = air_sources(arguments);
    if (!sources) return tl::unexpected(sources.error());
    AirGathering gathering;
    gathering.result.notes = sources->notes;
    gathering.result.names_cities = sources->several;
    for (const AirSource& source : sources->list) {
        const auto bytes = read_all(source.file);
        if (!bytes) return tl::unexpected(bytes.error());
        auto file = read_air(*bytes, source);
        if (!file) return tl::unexpected(file.error());
        if (const auto taken = gathering.take(std::move(*file), source.file); !taken) return tl::unexpected(taken.error());
    }
    for (auto& [name, series] : gathering.cities) gathering.result.cities.push_back(std::move(series));
    return std::move(gathering.result);
}

Result<Standards> built_in_standards() {
    std::vector<std::pair<std::string_view, std::string>> texts;
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.starts_with(kStandardsFolder)) texts.emplace_back(file->text, std::string(file->path));
    return read_standards(texts);
}

}  // namespace qingkong
