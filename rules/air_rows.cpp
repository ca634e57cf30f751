// SPDX-License-Identifier: Apache-2.0
#include "rules/air_rows.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace qingkong {
namespace {

bool ascends(const std::vector<AirRow>& rows) {
    return std::adjacent_find(rows.begin(), rows.end(), [](const AirRow& a, const AirRow& b) {
               return a.index >= b.index;
           }) == rows.end();
}

/// Hours (days) between the first and the last row of a series that have none.
int64_t count_absent(const CitySeries& series) {
    if (series.daily) {
        if (series.days.empty()) return 0;
        return series.days.back().day - series.days.front().day + 1 - static_cast<int64_t>(series.days.size());
    }
    if (series.hours.empty()) return 0;
    return series.hours.back().hour - series.hours.front().hour + 1 - static_cast<int64_t>(series.hours.size());
}

}  // namespace

bool has_shape(const CsvRecord& record, size_t columns, AirLog& log) {
    const CsvField& last = record.fields.back();
    if (record.unterminated) {
        log.refuse({Severity::error, log.at(last), {"引号没有闭合", "a quote is not closed"},
                    {"请补上引号，或删去多余的引号", "close it, or delete it where it is not meant"}});
        return false;
    }
    if (record.fields.size() == columns) return true;
    log.refuse({Severity::error, log.at(last),
                {fmt::format("本行有 {} 个字段", record.fields.size()), fmt::format("the number of fields is {}", record.fields.size())},
                {fmt::format("应与表头一致，为 {} 个", columns), fmt::format("wanted: {}, as in the heading", columns)}});
    return false;
}

void settle_rows(std::vector<AirRow>& rows, bool daily, AirLog& log) {
    if (ascends(rows)) return;
    // Stable: of one hour's rows the first in the file stays first.
    std::stable_sort(rows.begin(), rows.end(), [](const AirRow& a, const AirRow& b) { return a.index < b.index; });
    size_t kept = 0;
    for (size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].index != rows[kept].index) {
            if (++kept != i) rows[kept] = std::move(rows[i]);
            continue;
        }
        if (rows[i].same_values(rows[kept])) continue;
        const int first = rows[kept].line;
        log.refuse({Severity::error, {log.file, rows[i].line, 1, ""},
                    {fmt::format("{}已有不同数值的一行：{}:{}", daily ? "该日" : "该时次", log.file, first),
                     fmt::format("this {} has other values in {}:{}", daily ? "day" : "hour", log.file, first)},
                    {"以先出现的一行为准；请只保留一行", "the first row stays; keep only one of them"}});
    }
    rows.resize(kept + 1);
}

std::vector<AirRow> mean_of_stations(const std::map<std::string, std::vector<AirRow>>& stations) {
    std::vector<const AirRow*> all;
    for (const auto& [station, rows] : stations)
        for (const AirRow& row : rows) all.push_back(&row);
    std::sort(all.begin(), all.end(), [](const AirRow* a, const AirRow* b) { return a->index < b->index; });

    std::vector<AirRow> means;
    for (size_t begin = 0; begin < all.size();) {
        size_t end = begin;
        while (end < all.size() && all[end]->index == all[begin]->index) ++end;
        AirRow mean;
        mean.index = all[begin]->index;
        for (size_t p = 0; p < kPollutants; ++p) {
            int64_t sum = 0, count = 0;
            for (size_t i = begin; i < end; ++i) {
                if (!all[i]->values[p]) continue;
                sum += all[i]->values[p]->micro;
                ++count;
            }
            if (count > 0 && 2 * count >= static_cast<int64_t>(stations.size())) mean.values[p] = Concentration{sum / count};
        }
        means.push_back(mean);
        begin = end;
    }
    return means;
}

CitySeries series_of(std::string city, bool daily, StampForm stamp, const std::vector<AirRow>& rows) {
    CitySeries series;
    series.city = std::move(city);
    series.daily = daily;
    series.stamp = stamp;
    if (daily) {
        series.days.reserve(rows.size());
        for (const AirRow& row : rows) series.days.push_back({Day{row.index}, row.aqi, row.values});
    } else {
        series.hours.reserve(rows.size());
        for (const AirRow& row : rows) series.hours.push_back({Hour{row.index}, row.aqi, row.values});
    }
    return series;
}

void note_missing(const std::string& file, int64_t missing_values, int64_t absent_rows, bool daily,
                  std::vector<Problem>& notes) {
    if (missing_values > 0)
        notes.push_back({Severity::note, {file},
                             {fmt::format("{} 个缺测值", missing_values),
                              fmt::format("missing values: {}", missing_values)}, {}});
    if (absent_rows > 0)
        notes.push_back({Severity::note, {file},
                             {fmt::format("{} 个{}没有数据行，按缺测处理", absent_rows, daily ? "日" : "时次"),
                              fmt::format("{} without a row, taken as missing: {}", daily ? "days" : "hours", absent_rows)}, {}});
}

void finish_notes(AirFile& file, AirLog& log) {
    std::stable_sort(log.notes.begin(), log.notes.end(),
                     [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
    int64_t absent = 0;
    bool daily = false;
    for (const CitySeries& series : file.cities) {
        absent += count_absent(series);
        daily = daily || series.daily;
    }
    note_missing(log.file, log.missing_values, absent, daily, log.notes);
    file.notes = std::move(log.notes);
    file.refused = log.refused;
}

}  // namespace qingkong
