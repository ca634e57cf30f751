// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_story.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/air_input.hpp"
#include "engine/editions.hpp"
#include "engine/replay_air.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kEdition = "n2017";
constexpr const char* kOtherEdition = "n2024";
constexpr int kIssueEveryHours = 12;

Hour hour(const char* text) {
    return *parse_hour(text);
}

/// Concentrations as numbers with up to six decimals, no binary noise: `35.5`.
Json decimal(const std::optional<Concentration>& value) {
    if (!value) return nullptr;
    std::string text = fmt::format("{}.{:06d}", value->micro / 1'000'000, value->micro % 1'000'000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

Json index(AqiValue value) {
    return value.known() ? Json(value.units() / AqiValue::kUnit) : Json(nullptr);
}

void compare_editions(DemoStory& story) {
    // The hours after the story are not known to it. Before the first forecast nothing can be issued, and that one is
    // known from the beginning of the story on.
    std::vector<Forecast> issues = story.forecasts;
    issues.front().issued_at = std::max(issues.front().issued_at, instant_of(story.times.begin));
    ReplayAir air{false, story.index.first, story.index.values};
    air.values.resize(static_cast<size_t>(story.times.end - story.index.first) + 1);
    ReplayOptions options;
    options.forecast = ForecastMode::issues;
    options.issues = &issues;
    for (ReplayAction& action : replay(story.other, air, options).actions)
        if (action.decided_at >= story.times.begin) story.other_actions.push_back(std::move(action));
}

}  // namespace

StoryTimes story_times() {
    return {hour("2014-02-05T00:00"), hour("2014-02-12T06:00"), hour("2014-02-28T12:00"), hour("2014-03-01T00:00"), 24};
}

const Observation* DemoStory::observation(Hour label) const {
    const auto found = std::lower_bound(air.hours.begin(), air.hours.end(), label,
                                        [](const Observation& row, Hour wanted) { return row.hour < wanted; });
    return found != air.hours.end() && found->hour == label ? &*found : nullptr;
}

const Forecast* DemoStory::issued_at(Hour label) const {
    for (const Forecast& forecast : forecasts)
        if (forecast.issued_at == instant_of(label)) return &forecast;
    return nullptr;
}

Result<DemoStory> load_story(const std::string& air_file, uint64_t seed) {
    DemoStory story;
    story.times = story_times();
    auto air = read_air_inputs({air_file});
    if (!air) return tl::unexpected(air.error());
    auto standards = built_in_standards();
    if (!standards) return tl::unexpected(standards.error());
    for (auto [id, into] : {std::pair(kEdition, &story.edition), std::pair(kOtherEdition, &story.other)}) {
        auto edition = load_edition(id);
        if (!edition) return tl::unexpected(edition.error());
        *into = std::move(*edition);
    }
    if (air->cities.size() != 1 || air->cities.front().daily)
        return fail({air_file, 0, 0, ""}, {"应为一个城市的逐小时数据", "hourly values of one city are wanted here"});
    story.air = std::move(air->cities.front());
    const ReplayAir indices = replay_air(story.edition, *standards, story.air);
    story.index = {indices.first, indices.values};
    if (story.index.first > story.times.history_from || story.index.end() <= story.times.air_end)
        return fail({air_file, 0, 0, ""}, {"数据没有覆盖演示的时段", "the data do not cover the time of the demo"},
                    {"2014-02-05T00:00 至 2014-03-01T00:00", "2014-02-05T00:00 to 2014-03-01T00:00"});
    for (Hour label = story.times.begin; label <= story.times.end; label = label + 1)
        if (story.index.at(label).above(200)) story.last_heavy = label;

    HourlyAqi known = with_gaps_filled(story.index);
    known.values.resize(static_cast<size_t>(story.times.air_end - known.first) + 1);
    const int64_t first_issue = story.times.begin.index - story.times.begin.index % kIssueEveryHours;
    for (int64_t issue = first_issue; issue <= story.times.end.index; issue += kIssueEveryHours)
        story.forecasts.push_back(demo_forecast(known, Hour{issue}, seed, story.error));
    compare_editions(story);
    return story;
}

std::string observations_body(const DemoStory& story, Hour from, Hour to) {
    Json rows = Json::array();
    for (Hour label = from; label <= to; label = label + 1) {
        const Observation* measured = story.observation(label);
        Json row;
        row["time"] = format_hour(label);
        for (const Pollutant pollutant : kAllPollutants)
            row[std::string(token(pollutant))] =
                measured != nullptr ? decimal(measured->values[static_cast<size_t>(pollutant)]) : Json(nullptr);
        rows.push_back(std::move(row));
    }
    return Json{{"area", "all"}, {"rows", rows}}.dump();
}

std::string forecast_body(const Forecast& forecast) {
    Json hours = Json::array();
    for (const ForecastValue& value : forecast.values)
        hours.push_back({{"valid_at", format_hour(Hour{value.index})},
                         {"aqi", index(value.centre)},
                         {"aqi_low", index(value.lower)},
                         {"aqi_high", index(value.upper)}});
    return Json{{"area", "all"}, {"issued_at", format_instant(forecast.issued_at)}, {"hourly", hours}}.dump();
}

}  // namespace qingkong
