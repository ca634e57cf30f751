// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "rules/air.hpp"
#include "rules/edition.hpp"
#include "rules/windows.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// One city's index without holes: position p is the hour `first + p` (or the day p of a daily file). Unknown values
/// are missing hours.
struct ReplayAir {
    bool daily = false;
    Hour first;                       ///< label of position 0; of a daily file the first label of its first day
    std::vector<AqiValue> values;     ///< hours, or days where `daily`; of a concentration where the edition asks for one
    /// As AirSeries::means; where the edition's days are natural, by day from that of `first` on. Empty in a daily file.
    std::vector<AqiValue> means;
    std::vector<std::vector<AqiValue>> others;    ///< as AirSeries::others
};

/// What is known of the hours to come (interface: replay).
enum class ForecastMode { perfect, persistence, issues };

struct ReplayOptions {
    ForecastMode forecast = ForecastMode::perfect;
    std::optional<int> horizon_hours;                   ///< cuts the forecast; persistence reaches 72 h without it
    const std::vector<Forecast>* issues = nullptr;      ///< by issued_at; for ForecastMode::issues
    bool reasons = true;                                ///< false: `actions` stay empty, alerts are the same
    bool shortcuts = true;                              ///< false: every hour on the whole history; the tests compare both
};

/// A row of `--output actions`. Hours are labels; ends are the label of the first hour after.
struct ReplayAction {
    Hour decided_at;                      ///< the last measured hour
    AlertAction action = AlertAction::none;
    AlertLevel level = AlertLevel::normal;    ///< after the action; `watch`: of the coming episode
    Hour effective_at;                    ///< first hour governed; `watch`: begin of the coming episode
    std::optional<Hour> episode_begin;
    std::optional<Hour> episode_end;      ///< may lie past the last row
    std::string clause;                   ///< of the episode, or `<edition>/m12`, `<edition>/release`
    Text reason;
};

enum class StayEnd { open, released, upgraded, downgraded };
std::string_view token(StayEnd end);

/// A row of `--output alerts`: a stay at one level.
struct ReplayAlert {
    AlertLevel level = AlertLevel::normal;
    Hour start;
    std::optional<Hour> end;    ///< effective hour of what ended it (may lie past the last row); empty while open
    StayEnd state = StayEnd::open;
};

/// A row of `--output episodes`: B.3 over the whole series, without forecast or state.
struct ReplayEpisode {
    AlertLevel level = AlertLevel::normal;    ///< normal = no row of the edition matches, token `none`
    Hour begin, end;
    int hours = 0;                            ///< end - begin, may be less than 24
    int d150 = 0, d200 = 0, d300 = 0;
    AqiValue peak;
};

/// The row of `--summary`.
struct ReplaySummary {
    int64_t n_aqi = 0;          ///< valid values
    int64_t sum_units = 0;      ///< of AqiValue::units
    int64_t n_mean = 0;         ///< the edition's own valid 24-h means ending at each hour (day steps: days)
    int64_t n_mean_gt200 = 0;
    int64_t n_mean_le150 = 0;
};

struct Replay {
    std::vector<ReplayAction> actions;    ///< by decided_at
    std::vector<ReplayAlert> alerts;      ///< by start
};

/// History through the same rules as live: after each hour (day of a daily file) the machine proposes, and every proposal
/// counts as signed at once and starts as proposed (handbook B.4; interface: replay).
Replay replay(const Edition& edition, const ReplayAir& air, const ReplayOptions& options);

/// The windows of an hourly city as the edition takes its means.
Windows windows_of(const Edition& edition, const ReplayAir& air);
/// Whether the replay can use them: hours, a perfect forecast without horizon, and no natural days.
bool uses_windows(const Edition& edition, const ReplayAir& air, const ReplayOptions& options);

/// The same with a perfect forecast for one of many editions over the same hours: `windows` holds the values of `air` and
/// must be of the edition's `WindowRule`. Not for daily files or natural days.
Replay replay(const Edition& edition, const ReplayAir& air, const ReplayOptions& options, Windows& windows);

/// The actions for hourly values with a perfect forecast: `hourly[p]` is the hour labelled `first + p`.
std::vector<ReplayAction> replay_actions(const Edition& edition, Hour first, const std::vector<AqiValue>& hourly);

std::vector<ReplayEpisode> replay_episodes(const Edition& edition, const ReplayAir& air);

/// `windows`: of the same air, where they are there already.
ReplaySummary replay_summary(const Edition& edition, const ReplayAir& air, const Windows* windows = nullptr);

}  // namespace qingkong
