// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/demo_forecast.hpp"
#include "engine/replay.hpp"
#include "rules/air_reader.hpp"
#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// When the story plays (real hours of Beijing, February 2014; handbook H: normal days are not played).
struct StoryTimes {
    Hour history_from;    ///< pushed in one go before the first hour
    Hour begin;           ///< first hour played; the simulated clock starts at its full hour
    Hour end;             ///< last hour played at the latest
    Hour air_end;         ///< forecasts reach no further: the story ends before the next episode of that winter
    int end_quiet_hours;  ///< it ends so long after the last alert ended
};
StoryTimes story_times();

/// The air of the demo and everything that is known of it in advance.
struct DemoStory {
    StoryTimes times;
    CitySeries air;   ///< as measured, missing values missing
    HourlyAqi index;  ///< by the standard in force then
    Hour last_heavy;  ///< last hour above 200 of the story
    ForecastError error;
    std::vector<Forecast> forecasts;          ///< by issue: 00:00 and 12:00 of every day
    Edition edition;                          ///< the one the daemon applies
    Edition other;                            ///< shown beside it
    std::vector<ReplayAction> other_actions;  ///< what `other` would have done with the same air and forecasts

    const Observation* observation(Hour hour) const;
    const Forecast* issued_at(Hour hour) const;
};

/// Reads the observations file and prepares the story. A pure function of file and seed.
Result<DemoStory> load_story(const std::string& air_file, uint64_t seed);

/// Bodies of POST /api/v1/observations and /forecasts.
std::string observations_body(const DemoStory& story, Hour from, Hour to);
std::string forecast_body(const Forecast& forecast);

}  // namespace qingkong
