// SPDX-License-Identifier: Apache-2.0
#include "alerts/reading.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

struct Variant {
    std::string option, value;
    Edition edition;
    Text words;
};

Variant varied(const Edition& edition, std::string option, std::string value, Text words, void (*change)(Edition&)) {
    Variant out{std::move(option), std::move(value), edition, std::move(words)};
    change(out.edition);
    return out;
}

/// The readings of B.3's table that the edition does not use. Days have no windows: there only merging and limits differ.
std::vector<Variant> variants_of(const Edition& edition, bool by_day) {
    std::vector<Variant> out;
    const auto add = [&](bool other, const char* option, const char* value, Text words, void (*change)(Edition&)) {
        if (other) out.push_back(varied(edition, option, value, std::move(words), change));
    };
    const bool aqi = !edition.main.pollutant;
    add(aqi && edition.clean_limit != 150, "clean_limit", "150", {"解除按不高于150", "release at or below 150"},
        [](Edition& e) { e.clean_limit = 150; });
    add(aqi && edition.clean_limit != 200, "clean_limit", "200", {"解除按不高于200", "release at or below 200"},
        [](Edition& e) { e.clean_limit = 200; });
    add(edition.merge, "merge", "none", {"前后过程不合并", "episodes are not merged"}, [](Edition& e) { e.merge = false; });
    add(!edition.merge, "merge", "gap", {"间隔不足按一次过程", "short gaps merge"}, [](Edition& e) { e.merge = true; });
    add(edition.merge && edition.merge_count != MergeCount::parts, "merge_count", "parts",
        {"合并时不计间隔", "gaps do not count"}, [](Edition& e) { e.merge_count = MergeCount::parts; });
    add(edition.merge && edition.merge_count != MergeCount::gap, "merge_count", "gap", {"合并时计入间隔", "gaps count"},
        [](Edition& e) { e.merge_count = MergeCount::gap; });
    add(edition.improve_hours == 12, "improve_hours", "24", {"“无明显改善”看24小时", "\"no improvement\" looks at 24 h"},
        [](Edition& e) { e.improve_hours = 24; });
    add(edition.improve_hours != 12 && edition.improve_hours != 0, "improve_hours", "12",
        {"“无明显改善”看12小时", "\"no improvement\" looks at 12 h"}, [](Edition& e) { e.improve_hours = 12; });
    if (by_day) return out;
    add(edition.duration_mode != DurationMode::trimmed, "duration_mode", "trimmed",
        {"持续时间按去头尾的时段", "durations trimmed"}, [](Edition& e) { e.duration_mode = DurationMode::trimmed; });
    add(edition.duration_mode != DurationMode::blocks, "duration_mode", "blocks",
        {"持续时间按连续24小时段", "durations by blocks of 24 h"}, [](Edition& e) { e.duration_mode = DurationMode::blocks; });
    add(edition.duration_mode != DurationMode::windows, "duration_mode", "windows",
        {"持续时间按均值超限的时次", "durations by the hours whose mean exceeds"},
        [](Edition& e) { e.duration_mode = DurationMode::windows; });
    add(edition.clean_metric != CleanMetric::hours, "clean_metric", "hours", {"解除按逐时值", "release by each hour"},
        [](Edition& e) { e.clean_metric = CleanMetric::hours; });
    add(edition.clean_metric != CleanMetric::mean24, "clean_metric", "mean24", {"解除按24小时均值", "release by 24-h means"},
        [](Edition& e) { e.clean_metric = CleanMetric::mean24; });
    add(edition.reaches_500 != Reaches500::hour, "reaches_500", "hour", {"一小时达到500即算", "one hour of 500 is enough"},
        [](Edition& e) { e.reaches_500 = Reaches500::hour; });
    add(edition.reaches_500 != Reaches500::mean24, "reaches_500", "mean24",
        {"24小时均值达到500才算", "a 24-h mean of 500 is asked for"}, [](Edition& e) { e.reaches_500 = Reaches500::mean24; });
    return out;
}

Text step_words(const Step& step, const PositionName& name) {
    const Text action = action_name(step.action), level = level_name(step.level);
    Text out{action.zh, action.en};
    const bool of_level = step.action != AlertAction::none && step.action != AlertAction::release;
    if (of_level) {
        out.zh += level.zh;
        out.en += " " + level.en;
    }
    const auto when = [&](const std::optional<int>& position, const char* zh, const char* en) {
        if (!position) return;
        const Text at = name(*position);
        out.zh += fmt::format("，{}{}", zh, at.zh);
        out.en += fmt::format(", {} {}", en, at.en);
    };
    when(step.effective, "生效", "from");
    if (step.action != AlertAction::release) when(step.release, "预计解除", "planned end");
    return out;
}

bool same(const Step& a, const Step& b) {
    return a.action == b.action && a.level == b.level && a.effective == b.effective && a.release == b.release;
}

/// The first hour from which on the hours to come, up to the release by the edition's own rule, meet no trigger.
std::optional<int> first_without_trigger(const Edition& edition, const KnownAir& air, const Step& own) {
    const int size = static_cast<int>(air.hours.main.size());
    const int end = std::min(size, own.release.value_or(size));
    for (int from = air.now; from < end; ++from) {
        const AirSeries rest(std::vector<AqiValue>(air.hours.main.begin() + from, air.hours.main.begin() + end));
        const Episodes found = find_episodes(edition, rest);
        if (std::none_of(found.list.begin(), found.list.end(),
                         [](const Episode& e) { return e.level != AlertLevel::normal; }))
            return from;
    }
    return own.release;
}

}  // namespace

std::vector<OtherReading> other_readings(const Edition& edition, const KnownAir& air, const Standing& standing,
                                         const Step& own, const PositionName& name) {
    std::vector<OtherReading> out;
    const auto add = [&](const std::string& option, const std::string& value, const Text& words, Step step) {
        const Text result = step_words(step, name);
        out.push_back({option, value, step, !same(step, own), {words.zh + "：" + result.zh, words.en + ": " + result.en}});
    };
    for (const Variant& variant : variants_of(edition, air.by_day)) {
        const AirPicture picture = picture_of(variant.edition, air);
        const Assessment assessment = assess(variant.edition, picture, standing.waits);
        add(variant.option, variant.value, variant.words, step(variant.edition, picture, assessment, standing));
    }
    const bool stands = standing.level != AlertLevel::normal && !standing.waits && !standing.ordered;
    const bool ends = own.action == AlertAction::keep || own.action == AlertAction::hold || own.action == AlertAction::release;
    if (!stands || !ends || air.by_day || !edition.other_series().empty()) return out;
    if (const auto from = first_without_trigger(edition, air, own)) {
        Step step;
        step.action = AlertAction::release;
        step.effective = step.release = *from;
        add("release_rule", "hours_to_come", {"解除按其后时次不再满足启动条件", "release once the hours to come meet no trigger"},
            step);
        out.back().differs = own.release != from;
    }
    return out;
}

}  // namespace qingkong
