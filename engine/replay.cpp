// SPDX-License-Identifier: Apache-2.0
#include "engine/replay.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "alerts/machine.hpp"
#include "alerts/reason.hpp"
#include "engine/replay_view.hpp"

namespace qingkong {
namespace {

/// `2014-02-20 09:00`, of daily files `2014-02-20`: labels, as the columns beside the sentence.
Text label_name(Hour label, bool daily) {
    if (daily) {
        const std::string day = format_day(day_of_label(label));
        return {day, day};
    }
    const std::string stamp = format_hour(label, StampForm::minutes);
    const std::string name = stamp.substr(0, 10) + " " + stamp.substr(11, 5);
    return {name, name};
}

/// How the action ends the stay before it.
StayEnd stay_end(AlertAction action) {
    switch (action) {
        case AlertAction::upgrade: return StayEnd::upgraded;
        case AlertAction::downgrade: return StayEnd::downgraded;
        default: return StayEnd::released;
    }
}

/// One city's alert on its way through history; positions are those of the view's grid.
class Walk {
public:
    Walk(const Edition& edition, const ReplayAir& air, const ReplayOptions& options, Windows* shared = nullptr)
        : edition_(edition), daily_(air.daily), reasons_(options.reasons), view_(edition, air, options, shared) {}

    Replay go() {
        for (int now = view_.first_now(); now <= view_.last_now(); now = next(now)) evaluate(now);
        if (ends_) stand_down();
        return std::move(out_);
    }

private:
    /// Hours at which neither the air nor the standing alert can ask for anything new are passed over.
    int next(int now) {
        if (std::exchange(moved_, false)) return now + view_.step_hours();    // the next hour sees another standing
        const bool stands = standing_.level != AlertLevel::normal;
        int coming = view_.next(now, stands);
        const auto not_after = [&](int position) {
            if (position > now) coming = std::min(coming, now + rounded_up(position - now, view_.step_hours()));
        };
        if (ends_) not_after(*ends_);
        if (!stands) return coming;
        not_after(standing_.effective);
        if (const auto life = edition_.life_hours(standing_.level)) not_after(standing_.effective + *life);
        return coming;
    }

    static int rounded_up(int hours, int step_hours) { return (hours + step_hours - 1) / step_hours * step_hours; }

    void evaluate(int now) {
        if (ends_ && now >= *ends_) stand_down();
        const AirPicture& picture = view_.at(now, keeps_history(now) ? std::optional(kept_from_) : std::nullopt);
        const int offset = view_.offset();
        if (standing_.waits && !still_waits(picture, proposed_at_ - offset)) {
            standing_.waits = false;
            moved_ = true;
        }
        Standing standing = standing_;
        standing.effective -= offset;
        const Assessment assessment = assess(edition_, picture, standing.waits);
        const Step proposed = step(edition_, picture, assessment, standing);
        // A target withdraws a release that was announced ahead (interface: replay).
        if (assessment.target != AlertLevel::normal && ends_) {
            ends_.reset();
            moved_ = true;
        }
        govern(picture, proposed);
        if (!signs(picture, proposed, now)) return;
        if (reasons_) {
            const PositionName name = [&](int position) { return label_name(view_.label(position + offset), daily_); };
            add_row(picture, proposed, now, reason_of(edition_, picture, assessment, standing, proposed, name));
        }
        sign(proposed, now);
    }

    /// A waiting alert asks what began since it was proposed; a standing one follows its episode until forecasts can no
    /// longer move the end.
    bool keeps_history(int now) const { return standing_.waits || (governed_ && governed_->end + 48 > now); }

    /// Whether the step is one that a person signs (or is told, for `watch`), and not yet signed.
    bool signs(const AirPicture& picture, const Step& proposed, int now) {
        switch (proposed.action) {
            case AlertAction::issue:
            case AlertAction::upgrade:
            case AlertAction::downgrade: return true;
            case AlertAction::release: return ends_ != absolute(proposed.effective.value_or(now - view_.offset()));
            case AlertAction::watch: return is_new_watch(picture, proposed);
            default: return false;
        }
    }

    /// `watch` is told once an episode; a forecast may move the episode a little, so one that overlaps is the same.
    bool is_new_watch(const AirPicture& picture, const Step& proposed) {
        if (!proposed.episode) return true;
        const Span& span = picture.actual.list[*proposed.episode].span;
        const Span coming{absolute(span.begin), absolute(span.end)};
        const bool same = watched_ && coming.begin < watched_->end && watched_->begin < coming.end;
        watched_ = coming;
        return !same;
    }

    void sign(const Step& proposed, int now) {
        moved_ = true;
        const int effective = proposed.effective ? absolute(*proposed.effective) : now;
        switch (proposed.action) {
            case AlertAction::issue:
                standing_ = Standing{};
                standing_.waits = effective > now && !proposed.by_m12;
                proposed_at_ = now;
                kept_from_ = view_.history_start();
                [[fallthrough]];
            case AlertAction::upgrade:
            case AlertAction::downgrade:
                end_stay(effective, stay_end(proposed.action));
                standing_.level = proposed.level;
                standing_.effective = effective;
                out_.alerts.push_back({proposed.level, view_.label(effective), {}, StayEnd::open});
                break;
            case AlertAction::release:
                ends_ = effective;
                if (effective <= now) stand_down();
                break;
            default: break;
        }
    }

    /// The release takes effect.
    void stand_down() {
        moved_ = true;
        end_stay(*ends_, StayEnd::released);
        standing_ = Standing{};
        ends_.reset();
        governed_.reset();
    }

    void end_stay(int position, StayEnd state) {
        if (out_.alerts.empty() || out_.alerts.back().state != StayEnd::open) return;
        out_.alerts.back().end = view_.label(position);
        out_.alerts.back().state = state;
    }

    void add_row(const AirPicture& picture, const Step& proposed, int now, Text reason) {
        ReplayAction row;
        row.decided_at = view_.label(now - 1);
        row.action = proposed.action;
        row.level = proposed.action == AlertAction::release ? AlertLevel::normal : proposed.level;
        row.effective_at = view_.label(proposed.effective ? absolute(*proposed.effective) : now);
        row.reason = std::move(reason);
        if (proposed.action == AlertAction::release) {
            row.clause = edition_.id + "/release";
        } else if (const Episode* episode = leveled(picture, proposed)) {
            row.clause = proposed.by_m12 ? edition_.id + "/m12" : episode->clause;
        } else {
            row.clause = edition_.id + "/m12";
        }
        if (const auto episode = episode_of(picture, proposed)) {
            row.episode_begin = view_.label(episode->begin);
            row.episode_end = view_.label(episode->end);
        }
        out_.actions.push_back(std::move(row));
    }

    /// Follows the episode that the standing alert is for: forecasts move its end.
    void govern(const AirPicture& picture, const Step& proposed) {
        if (proposed.action == AlertAction::issue) governed_.reset();
        if (proposed.action == AlertAction::issue || standing_.level != AlertLevel::normal)
            if (const Episode* episode = leveled(picture, proposed)) governed_ = on_grid(*episode);
        if (!governed_ || standing_.level == AlertLevel::normal) return;
        const std::vector<Episode>& list = picture.actual.list;
        const auto same = std::partition_point(list.begin(), list.end(), [&](const Episode& episode) {
            return absolute(episode.span.begin) < governed_->begin;
        });
        const bool found = same != list.end() && same->level != AlertLevel::normal;
        if (found && absolute(same->span.begin) == governed_->begin) governed_ = on_grid(*same);
    }

    Span on_grid(const Episode& episode) const { return {absolute(episode.span.begin), absolute(episode.span.end)}; }

    /// The episode with a level that the step is about; of M12 without one, null.
    static const Episode* leveled(const AirPicture& picture, const Step& proposed) {
        if (!proposed.episode) return nullptr;
        const Episode& episode = picture.actual.list[*proposed.episode];
        return episode.level == AlertLevel::normal ? nullptr : &episode;
    }

    /// On the grid. A release names the episode that the alert was for, a withdrawal none: it has gone.
    std::optional<Span> episode_of(const AirPicture& picture, const Step& proposed) const {
        if (proposed.action == AlertAction::release) return standing_.waits ? std::nullopt : governed_;
        const Episode* episode = leveled(picture, proposed);
        return episode == nullptr ? std::nullopt : std::optional(on_grid(*episode));
    }

    int absolute(int position) const { return position + view_.offset(); }

    const Edition& edition_;
    bool daily_, reasons_;
    ReplayView view_;
    bool moved_ = false;            ///< the standing changed at this hour
    Standing standing_;             ///< `effective` on the grid
    int proposed_at_ = 0;
    int kept_from_ = 0;             ///< cut of the history when the alert was proposed
    std::optional<int> ends_;       ///< a release announced ahead
    std::optional<Span> governed_;  ///< the episode that the standing alert was last kept or raised for
    std::optional<Span> watched_;
    Replay out_;
};

/// The natural days of hourly air; `hours` begin at 00:00 of the first.
std::vector<AqiValue> natural_days(const Edition& edition, const ReplayAir& air, const AirSeries& hours) {
    return air.means.empty() ? hours_to_days(hours.main, edition.min_valid_hours) : air.means;
}

/// The hours from 00:00 of the first day on.
AirSeries from_midnight(const ReplayAir& air, Hour& first) {
    first = first_label(day_of_label(air.first));
    const auto padded = [&](const std::vector<AqiValue>& values) {
        std::vector<AqiValue> hours(static_cast<size_t>(air.first - first));
        hours.insert(hours.end(), values.begin(), values.end());
        return hours;
    };
    AirSeries series = padded(air.values);
    for (const auto& values : air.others) series.others.push_back(padded(values));
    return series;
}

}  // namespace

std::string_view token(StayEnd end) {
    switch (end) {
        case StayEnd::open: return "open";
        case StayEnd::released: return "released";
        case StayEnd::upgraded: return "upgraded";
        case StayEnd::downgraded: return "downgraded";
    }
    return "open";
}

Replay replay(const Edition& edition, const ReplayAir& air, const ReplayOptions& options) {
    if (air.values.empty()) return {};
    return Walk(edition, air, options).go();
}

Windows windows_of(const Edition& edition, const ReplayAir& air) {
    const WindowRule rule(edition);
    return air.means.empty() ? Windows(air.values, rule) : Windows(air.values, air.means, rule);
}

bool uses_windows(const Edition& edition, const ReplayAir& air, const ReplayOptions& options) {
    return !air.daily && !edition.by_day() && options.shortcuts && options.forecast == ForecastMode::perfect &&
           !options.horizon_hours;
}

Replay replay(const Edition& edition, const ReplayAir& air, const ReplayOptions& options, Windows& windows) {
    if (windows.size() == 0) return {};
    return Walk(edition, air, options, &windows).go();
}

std::vector<ReplayAction> replay_actions(const Edition& edition, Hour first, const std::vector<AqiValue>& hourly) {
    return replay(edition, ReplayAir{false, first, hourly, {}, {}}, {}).actions;
}

std::vector<ReplayEpisode> replay_episodes(const Edition& edition, const ReplayAir& air) {
    const bool by_day = air.daily || edition.by_day();
    const int unit = by_day ? 24 : 1;
    Hour first = air.first;
    Episodes found;
    if (air.daily) {
        found = find_episodes_by_day(edition, air.values);
    } else if (by_day) {
        const AirSeries hours = from_midnight(air, first);
        found = find_episodes_by_day(edition, natural_days(edition, air, hours), hours);
    } else {
        AirSeries series;
        series.main = air.values;
        series.means = air.means;
        series.others = air.others;
        found = find_episodes(edition, series);
    }
    std::vector<ReplayEpisode> rows;
    for (const Episode& episode : found.list) {
        ReplayEpisode row;
        row.level = episode.level;
        row.begin = first + episode.span.begin;
        row.end = first + episode.span.end;
        row.hours = episode.span.hours();
        row.d150 = found.duration(episode, 150);
        row.d200 = found.duration(episode, 200);
        row.d300 = found.duration(episode, 300);
        // Highest hourly value (of daily files: daily), also where the edition's day is natural.
        const int64_t shift = air.daily ? 0 : air.first - first;
        const int64_t grain = air.daily ? unit : 1;
        const int64_t size = static_cast<int64_t>(air.values.size());
        for (int64_t p = std::max<int64_t>(0, (episode.span.begin - shift) / grain);
             p < std::min(size, (episode.span.end - shift) / grain); ++p)
            if (air.values[static_cast<size_t>(p)].units() > row.peak.units()) row.peak = air.values[static_cast<size_t>(p)];
        rows.push_back(row);
    }
    return rows;
}

ReplaySummary replay_summary(const Edition& edition, const ReplayAir& air, const Windows* windows) {
    ReplaySummary summary;
    for (const AqiValue value : air.values)
        if (value.known()) {
            ++summary.n_aqi;
            summary.sum_units += value.units();
        }
    if (air.daily || edition.by_day()) {
        Hour first = air.first;
        const std::vector<AqiValue> days =
            air.daily ? air.values : natural_days(edition, air, from_midnight(air, first));
        for (const AqiValue day : days) {
            summary.n_mean += day.known();
            summary.n_mean_gt200 += day.above(200);
            summary.n_mean_le150 += day.at_most(150);
        }
        return summary;
    }
    const Windows::Counts means =
        windows != nullptr ? windows->count_means(200, 150) : windows_of(edition, air).count_means(200, 150);
    summary.n_mean = means.valid;
    summary.n_mean_gt200 = means.above;
    summary.n_mean_le150 = means.at_most;
    return summary;
}

}  // namespace qingkong
