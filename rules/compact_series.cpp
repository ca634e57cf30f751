// SPDX-License-Identifier: Apache-2.0
#include "rules/compact_series.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr size_t kMostValues = 100'000;

tl::unexpected<std::vector<Problem>> bad(size_t at, std::string_view token) {
    return fail({"--series", 1, static_cast<int>(at) + 1, ""},
                {fmt::format("看不懂 \"{}\"", token), fmt::format("cannot read \"{}\"", token)},
                {"应为 AQI*小时数，例如 230*30、?*5、100", "wanted AQI*hours, e.g. 230*30, ?*5, 100"});
}

Result<CompactSeries::Side> read_side(std::string_view whole, size_t begin, size_t end) {
    CompactSeries::Side side;
    size_t at = begin;
    const auto skip_blanks = [&] {
        while (at < end && (whole[at] == ' ' || whole[at] == '\t' || whole[at] == '\n')) ++at;
    };
    skip_blanks();
    if (whole.substr(at, std::min<size_t>(2, end - at)) == "D:") {
        side.daily = true;
        at += 2;
    }
    for (skip_blanks(); at < end; skip_blanks()) {
        size_t stop = at;
        while (stop < end && whole[stop] != ' ' && whole[stop] != '\t' && whole[stop] != '\n') ++stop;
        const std::string_view token = whole.substr(at, stop - at);
        const size_t star = token.find('*');
        const std::string_view value = token.substr(0, star);
        int count = 1;
        if (star != std::string_view::npos) {
            const std::string_view digits = token.substr(star + 1);
            const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
            if (error != std::errc() || rest != digits.data() + digits.size() || count < 1) return bad(at, token);
        }
        AqiValue aqi;
        if (value != "?") {
            const auto parsed = parse_aqi(value);
            if (!parsed) return bad(at, token);
            aqi = *parsed;
        }
        if (side.values.size() + static_cast<size_t>(count) > kMostValues)
            return fail({"--series", 1, static_cast<int>(at) + 1, ""}, {"序列过长", "the series is too long"},
                        {"每侧最多100000个值", "at most 100000 values a side"});
        side.values.insert(side.values.end(), static_cast<size_t>(count), aqi);
        at = stop;
    }
    return side;
}

/// One series: the sides of `|`.
Result<CompactSeries> read_sides(std::string_view text, size_t begin, size_t end) {
    CompactSeries series;
    const size_t bar = std::min(text.find('|', begin), end);
    if (bar < end) {
        if (const size_t second = text.find('|', bar + 1); second < end)
            return fail({"--series", 1, static_cast<int>(second) + 1, ""}, {"只能有一个 |", "only one | is allowed"},
                        {"| 表示现在", "| is now"});
        auto measured = read_side(text, begin, bar);
        if (!measured) return tl::unexpected(measured.error());
        series.measured = std::move(*measured);
    }
    auto forecast = read_side(text, bar < end ? bar + 1 : begin, end);
    if (!forecast) return tl::unexpected(forecast.error());
    series.forecast = std::move(*forecast);
    if (series.measured.values.empty() && series.forecast.values.empty())
        return fail({"--series", 1, static_cast<int>(begin) + 1, ""}, {"序列为空", "the series is empty"},
                    {"例如 \"100*24 | 230*30 140*42\"", "e.g. \"100*24 | 230*30 140*42\""});
    return series;
}

/// `so2: …` or `aqi:o3: …` -> the name, and where the values begin.
size_t read_name(std::string_view text, size_t begin, size_t end, std::string& name) {
    while (begin < end && text[begin] == ' ') ++begin;
    const size_t stop = std::min(text.find(' ', begin), end);
    if (stop == begin || text[stop - 1] != ':') return std::string_view::npos;
    name = text.substr(begin, stop - 1 - begin);
    return stop;
}

}  // namespace

Result<CompactSeries> read_compact_series(std::string_view text) {
    size_t end = std::min(text.find(';'), text.size());
    auto series = read_sides(text, 0, end);
    while (series && end < text.size()) {
        const size_t begin = end + 1;
        end = std::min(text.find(';', begin), text.size());
        CompactSeries::Other other;
        const size_t from = read_name(text, begin, end, other.name);
        if (from == std::string_view::npos)
            return fail({"--series", 1, static_cast<int>(begin) + 1, ""},
                        {"; 之后须写序列名称和冒号", "a name and a colon are wanted after ;"},
                        {"例如 \"60*48 ; so2: 100*24 550*2 100*22\"", "e.g. \"60*48 ; so2: 100*24 550*2 100*22\""});
        auto sides = read_sides(text, from, end);
        if (!sides) return sides;
        other.measured = std::move(sides->measured);
        other.forecast = std::move(sides->forecast);
        if (other.measured.daily || other.forecast.daily)
            return fail({"--series", 1, static_cast<int>(from) + 1, ""}, {"其他序列须为小时值", "other series are of hours"},
                        {"不写 D:", "without D:"});
        series->others.push_back(std::move(other));
    }
    return series;
}

}  // namespace qingkong
