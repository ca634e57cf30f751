// SPDX-License-Identifier: Apache-2.0
#include "rules/episode.hpp"

#include <algorithm>
#include <climits>

#include "rules/process.hpp"

namespace qingkong {
namespace {

constexpr int kDay = 24;
constexpr int kTop = 500;    // the index ends there

/// A mean in ten-thousandths that compares with every whole index as the exact mean does: one that lies between two
/// units is rounded up, but never onto a whole index.
AqiValue comparable_mean(int64_t sum, int count) {
    const int64_t below = sum / count;
    const bool between = sum % count != 0 && (below + 1) % AqiValue::kUnit != 0;
    return AqiValue::from_units(static_cast<int32_t>(below + (between ? 1 : 0)));
}

/// The thresholds of the edition: those of the main track first, rising.
std::vector<Threshold> thresholds_of(const Edition& edition) {
    std::vector<Threshold> found;
    for (const LevelRule& rule : edition.levels)
        for (const Clause& clause : rule.any_of)
            for (const Condition& condition : clause.all_of) {
                const Threshold threshold{condition.threshold, condition.reaches, condition.track};
                if (std::find(found.begin(), found.end(), threshold) == found.end()) found.push_back(threshold);
            }
    std::stable_sort(found.begin(), found.end(), [&](const Threshold& a, const Threshold& b) {
        const bool a_main = a.track == edition.main, b_main = b.track == edition.main;
        if (a_main != b_main) return a_main;
        return a.value != b.value ? a.value < b.value : a.reaches > b.reaches;
    });
    return found;
}

/// The hourly values that a threshold looks at; null where they are not given.
const std::vector<AqiValue>* series_of(const Edition& edition, const std::vector<AqiValue>& main,
                                       const std::vector<std::vector<AqiValue>>& others, const Track& track) {
    if (track.same_series(edition.main)) return &main;
    const std::vector<Track> wanted = edition.other_series();
    for (size_t i = 0; i < wanted.size() && i < others.size(); ++i)
        if (wanted[i].same_series(track)) return &others[i];
    return nullptr;
}

/// Hours beyond the threshold in a row, within the span.
std::vector<Span> hours_beyond(const std::vector<AqiValue>& x, const Threshold& threshold, Span within, int least) {
    within.end = std::min(within.end, static_cast<int>(x.size()));
    return runs(within, least, [&](int i) { return threshold.passed_by(x[static_cast<size_t>(i)]); });
}

int longest(const std::vector<Span>& spans) {
    int hours = 0;
    for (const Span& span : spans) hours = std::max(hours, span.hours());
    return hours;
}

/// What an edition finds in one city's air, put together.
class Finder {
public:
    /// `windows`: of the hours, where they are there.
    Finder(const Edition& edition, const std::vector<AqiValue>& hours, const std::vector<std::vector<AqiValue>>& others,
           Windows* windows = nullptr)
        : edition_(edition), hours_(hours), others_(others), windows_(windows) {
        out_.thresholds = thresholds_of(edition);
        main_thresholds_ = static_cast<size_t>(
            std::count_if(out_.thresholds.begin(), out_.thresholds.end(),
                          [&](const Threshold& threshold) { return threshold.track == edition.main; }));
    }

    Episodes find(const std::vector<Span>& clean_runs, const std::vector<std::vector<Process>>& processes) {
        out_.clean_runs = clean_runs;
        if (main_thresholds_ > 0) add_main(processes);
        add_triggers();
        std::stable_sort(out_.list.begin(), out_.list.end(),
                         [](const Episode& a, const Episode& b) { return a.span.begin < b.span.begin; });
        int latest = INT_MIN;
        for (const Episode& episode : out_.list) out_.latest_end.push_back(latest = std::max(latest, episode.span.end));
        return std::move(out_);
    }

    size_t main_thresholds() const { return main_thresholds_; }
    const Threshold& threshold(size_t k) const { return out_.thresholds[k]; }

private:
    /// Step 6: an episode's own D, and for each other threshold the longest process that begins in it.
    void add_main(const std::vector<std::vector<Process>>& processes) {
        for (const Process& base : processes.front()) {
            Episode episode;
            episode.span = base.span;
            episode.duration_hours.assign(out_.thresholds.size(), 0);
            episode.duration_hours[0] = base.duration_hours;
            for (size_t k = 1; k < main_thresholds_; ++k)
                episode.duration_hours[k] = longest_in(processes[k], base.span);
            for (size_t k = 0; k < main_thresholds_; ++k)
                if (edition_.reaches_500 == Reaches500::hour && out_.thresholds[k].reaches && out_.thresholds[k].value == kTop)
                    episode.duration_hours[k] = an_hour_in(base.span, out_.thresholds[k]) ? kDay : 0;
            for (size_t k = main_thresholds_; k < out_.thresholds.size(); ++k)
                if (const auto* x = series(out_.thresholds[k].track);
                    x != nullptr && out_.thresholds[k].track.window == Track::Window::hour)
                    episode.duration_hours[k] = longest(hours_beyond(*x, out_.thresholds[k], base.span, 1));
            give_level(episode);
            out_.list.push_back(std::move(episode));
        }
    }

    static int longest_in(const std::vector<Process>& processes, const Span& span) {
        int hours = 0;
        auto process = std::lower_bound(processes.begin(), processes.end(), span.begin,
                                        [](const Process& p, int begin) { return p.span.begin < begin; });
        for (; process != processes.end() && process->span.begin < span.end; ++process)
            hours = std::max(hours, process->duration_hours);
        return hours;
    }

    /// `reaches_500` hour. Where only days are known, the day stands for its hours.
    bool an_hour_in(const Span& span, const Threshold& threshold) const {
        if (windows_ != nullptr) {
            const std::vector<Span>& found = windows_->hours_beyond(threshold);
            const auto run = std::partition_point(found.begin(), found.end(),
                                                  [&](const Span& r) { return r.end <= span.begin; });
            return run != found.end() && run->begin < span.end;
        }
        return !hours_beyond(hours_, threshold, span, 1).empty();
    }

    /// Step 7: the first matching row from red downwards.
    void give_level(Episode& episode) const {
        for (auto rule = edition_.levels.rbegin(); rule != edition_.levels.rend(); ++rule)
            for (const Clause& clause : rule->any_of) {
                if (is_trigger(clause) || !out_.meets(episode, clause)) continue;
                episode.level = rule->level;
                episode.clause = clause.id;
                return;
            }
    }

    /// A clause without a condition of the main track has hours of its own (handbook B.2).
    bool is_trigger(const Clause& clause) const {
        return std::none_of(clause.all_of.begin(), clause.all_of.end(),
                            [&](const Condition& condition) { return condition.track == edition_.main; });
    }

    void add_triggers() {
        std::vector<Span> polluted;    // no hour of a trigger is clean
        for (const LevelRule& rule : edition_.levels)
            for (const Clause& clause : rule.any_of) {
                if (!is_trigger(clause)) continue;
                for (Episode& episode : trigger_episodes(clause)) {
                    if (!out_.meets(episode, clause)) continue;
                    episode.level = rule.level;
                    episode.clause = clause.id;
                    if (!clause.life_hours) polluted.push_back(episode.span);
                    out_.list.push_back(std::move(episode));
                }
            }
        if (polluted.empty()) return;
        std::sort(polluted.begin(), polluted.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
        out_.clean_runs = without(out_.clean_runs, polluted, edition_.gap_hours);
    }

    std::vector<Episode> trigger_episodes(const Clause& clause) const {
        const Condition& first = clause.all_of.front();
        const Threshold wanted{first.threshold, first.reaches, first.track};
        std::vector<Episode> found;
        const std::vector<AqiValue>* x = series(first.track);
        if (x == nullptr) return found;
        const bool hours = first.track.window == Track::Window::hour;
        std::vector<Process> parts;
        if (hours) {
            for (const Span& span : hours_beyond(*x, wanted, {0, static_cast<int>(x->size())}, first.hours))
                parts.push_back({span, span.hours()});
        } else {
            Windows windows(*x, WindowRule(edition_));
            Edition plain = edition_;
            plain.merge = false;
            parts = hourly_processes(plain, windows, wanted, {});
        }
        for (const Process& part : parts)
            for (Episode& episode : lives(clause, first, part.span)) {
                for (size_t k = main_thresholds_; k < out_.thresholds.size(); ++k)
                    if (const auto* other = series(out_.thresholds[k].track))
                        episode.duration_hours[k] = longest(hours_beyond(*other, out_.thresholds[k], episode.span, 1));
                int& own = episode.duration_hours[index_of(wanted)];    // of the trigger itself, not of what its life covers
                own = hours ? std::max(own, episode.seen_from - episode.span.begin) : part.duration_hours;
                found.push_back(std::move(episode));
            }
        return found;
    }

    /// With a fixed life the trigger is over that long after it was seen; hours that go on begin another one.
    std::vector<Episode> lives(const Clause& clause, const Condition& first, const Span& run) const {
        Episode episode;
        episode.duration_hours.assign(out_.thresholds.size(), 0);
        episode.span = run;
        episode.seen_from = first.track.source == Track::Source::measured ? run.begin + first.hours : 0;
        if (!clause.life_hours) return {episode};
        std::vector<Episode> found;
        for (int begin = run.begin; begin < run.end;) {
            const int seen = begin == run.begin ? begin + first.hours : begin;
            episode.seen_from = first.track.source == Track::Source::measured ? seen : 0;
            episode.span = {begin, seen + *clause.life_hours};
            found.push_back(episode);
            begin = episode.span.end;
        }
        return found;
    }

    size_t index_of(const Threshold& threshold) const {
        return static_cast<size_t>(std::find(out_.thresholds.begin(), out_.thresholds.end(), threshold) -
                                   out_.thresholds.begin());
    }

    const std::vector<AqiValue>* series(const Track& track) const { return series_of(edition_, hours_, others_, track); }

    const Edition& edition_;
    const std::vector<AqiValue>& hours_;
    const std::vector<std::vector<AqiValue>>& others_;
    Windows* windows_;
    Episodes out_;
    size_t main_thresholds_ = 0;
};

/// Every missing value between the first and the last known one becomes `index`. Empty if none is missing.
std::vector<AqiValue> filled_with(const std::vector<AqiValue>& values, int index) {
    const auto known = [](AqiValue v) { return v.known(); };
    const auto first = std::find_if(values.begin(), values.end(), known);
    const auto last = std::find_if(values.rbegin(), values.rend(), known).base();
    if (first == values.end() || std::all_of(first, last, known)) return {};
    std::vector<AqiValue> filled = values;
    const auto from = filled.begin() + (first - values.begin());
    const auto to = filled.begin() + (last - values.begin());
    std::replace_if(from, to, [](AqiValue v) { return !v.known(); }, AqiValue::whole(index));
    return filled;
}

/// Days that the hours reach into, from the first on.
size_t days_under(const std::vector<AqiValue>& hours) { return (hours.size() + kDay - 1) / kDay; }

}  // namespace

int Episodes::duration(const Episode& episode, int threshold) const {
    for (size_t k = 0; k < thresholds.size(); ++k)
        if (thresholds[k].value == threshold && thresholds[k].track == thresholds[0].track) return episode.duration_hours[k];
    return 0;
}

int Episodes::duration(const Episode& episode, const Condition& condition) const {
    for (size_t k = 0; k < thresholds.size(); ++k)
        if (thresholds[k] == Threshold{condition.threshold, condition.reaches, condition.track})
            return episode.duration_hours[k];
    return 0;
}

bool Episodes::meets(const Episode& episode, const Clause& clause) const {
    return std::all_of(clause.all_of.begin(), clause.all_of.end(), [&](const Condition& condition) {
        return duration(episode, condition) >= condition.hours;
    });
}

size_t Episodes::first_open(int now) const {
    return static_cast<size_t>(
        std::partition_point(latest_end.begin(), latest_end.end(), [now](int end) { return end <= now; }) -
        latest_end.begin());
}

Episodes find_episodes(const Edition& edition, const AirSeries& series) {
    if (!series.means.empty()) {
        Windows windows(series.main, series.means, WindowRule(edition));
        return find_episodes(edition, windows, series.others);
    }
    Windows windows(series.main, WindowRule(edition));
    return find_episodes(edition, windows, series.others);
}

Episodes find_episodes(const Edition& edition, Windows& windows, const std::vector<std::vector<AqiValue>>& others) {
    Finder finder(edition, windows.values(), others, &windows);
    const std::vector<Span>& clean_runs = windows.clean_runs(edition.clean_metric, edition.clean_limit, edition.gap_hours);
    std::vector<std::vector<Process>> processes;
    for (size_t k = 0; k < finder.main_thresholds(); ++k)
        processes.push_back(hourly_processes(edition, windows, finder.threshold(k), clean_runs));
    return finder.find(clean_runs, processes);
}

Episodes find_episodes_by_day(const Edition& edition, const std::vector<AqiValue>& days, const AirSeries& hours) {
    std::vector<AqiValue> repeated = hours.main;    // only to ask "an hour that reaches 500" where no hours are known
    const size_t known_days = days_under(repeated);
    repeated.resize(known_days * kDay);
    for (size_t d = known_days; d < days.size(); ++d) repeated.insert(repeated.end(), kDay, days[d]);
    Finder finder(edition, repeated, hours.others);
    std::vector<Span> clean_runs;
    for (const Span& run : runs({0, static_cast<int>(days.size())}, clean_days(edition),
                                [&](int i) { return days[static_cast<size_t>(i)].at_most(edition.clean_limit); }))
        clean_runs.push_back({run.begin * kDay, run.end * kDay});
    std::vector<std::vector<Process>> processes;
    for (size_t k = 0; k < finder.main_thresholds(); ++k)
        processes.push_back(daily_processes(edition, days, finder.threshold(k), clean_runs));
    return finder.find(clean_runs, processes);
}

bool fill_with_500(const Edition& edition, std::vector<AqiValue>& days, std::vector<AqiValue>& hours) {
    const size_t known_days = std::min(days_under(hours), days.size());
    std::vector<AqiValue> row = hours;    // what is known, hours and then days: the first and the last count over both
    row.insert(row.end(), days.begin() + static_cast<long>(known_days), days.end());
    const std::vector<AqiValue> filled = filled_with(row, kTop);
    if (filled.empty()) return false;
    const auto split = filled.begin() + static_cast<long>(hours.size());
    hours.assign(filled.begin(), split);
    days = hours_to_days(hours, edition.min_valid_hours);
    days.insert(days.end(), split, filled.end());
    return true;
}

std::optional<AirSeries> with_missing_as_worst(const Edition& edition, const AirSeries& series) {
    std::optional<AirSeries> out;    // copied only where something is missing
    const auto fill = [&](const std::vector<AqiValue>& values, const Track& track, auto place) {
        int worst = kTop;
        if (track.pollutant && !track.index)
            for (const Threshold& threshold : thresholds_of(edition))
                if (threshold.track.same_series(track)) worst = std::max(worst, threshold.value + 1);
        std::vector<AqiValue> filled = filled_with(values, worst);
        if (filled.empty()) return;
        if (!out) out = series;
        place(*out) = std::move(filled);
    };
    fill(series.main, edition.main, [](AirSeries& s) -> auto& { return s.main; });
    fill(series.means, edition.main, [](AirSeries& s) -> auto& { return s.means; });
    if (series.others.empty()) return out;
    const std::vector<Track> others = edition.other_series();
    for (size_t i = 0; i < series.others.size(); ++i)
        fill(series.others[i], others[i], [i](AirSeries& s) -> auto& { return s.others[i]; });
    return out;
}

std::vector<AqiValue> hours_to_days(const std::vector<AqiValue>& hours, int min_valid_hours) {
    std::vector<AqiValue> days;
    for (size_t begin = 0; begin < hours.size(); begin += 24) {
        int64_t sum = 0;
        int count = 0;
        for (size_t h = begin; h < std::min(begin + 24, hours.size()); ++h)
            if (hours[h].known()) {
                sum += hours[h].units();
                ++count;
            }
        days.push_back(count >= min_valid_hours ? comparable_mean(sum, count) : AqiValue());
    }
    return days;
}

}  // namespace qingkong
