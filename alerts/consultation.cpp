// SPDX-License-Identifier: Apache-2.0
#include "alerts/consultation.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr int kHighest = 500;

/// `第2项（2014-02-21）`, `第1项（2014年2月20日20时—2014年2月21日8时）`.
Text name_of(const ForecastAdjustment& one, size_t number) {
    if (one.day)
        return {fmt::format("第{}项（{}）", number, format_day(*one.day)), fmt::format("item {} ({})", number, format_day(*one.day))};
    return {fmt::format("第{}项（{}至{}）", number, spoken_time_zh(one.from), spoken_time_zh(one.to)),
            fmt::format("item {} ({} to {})", number, spoken_time_en(one.from), spoken_time_en(one.to))};
}

bool full_hour(Instant at) { return instant_of(floor_hour(at)) == at; }

/// Indices that an adjustment speaks of, half-open: hour labels, or days of a daily forecast.
struct IndexSpan {
    int64_t begin = 0, end = 0;
};

IndexSpan span_of(const ForecastAdjustment& one, bool daily, Instant now) {
    if (daily) return {one.day->index, one.day->index + 1};
    // A label names the end of its hour.
    if (!one.day) return {floor_hour(one.from).index + 1, floor_hour(one.to).index + 1};
    const int64_t next = floor_hour(now).index + 1;
    return {std::max(first_label(*one.day).index, next), first_label(*one.day + 1).index};
}

/// What is wrong with one adjustment: what, and what is wanted instead; the first thing only.
std::optional<std::pair<Text, Text>> fault_of(const ForecastAdjustment& one, bool daily, Instant now) {
    using Fault = std::pair<Text, Text>;
    if (one.low < 0 || one.high > kHighest || one.low > one.centre || one.centre > one.high)
        return Fault{{fmt::format("下限{}、中值{}、上限{}不是可用的AQI范围", one.low, one.centre, one.high),
                      fmt::format("low {}, centre {}, high {} is no range of the AQI", one.low, one.centre, one.high)},
                     {"0≤下限≤中值≤上限≤500", "0 <= low <= centre <= high <= 500"}};
    if (!one.day && daily)
        return Fault{{"预报为逐日预报，不能按小时调整", "the forecast is a daily one and has no hours"}, {"请按日调整：date", "adjust by day: date"}};
    const Day today = day_of(now), last = today + kAdjustableDays;
    if (!one.day && (!full_hour(one.from) || !full_hour(one.to) || one.to <= one.from))
        return Fault{{"起止时间不是由前到后的整点", "from and to are no full hours in their order"}, {"例如20时至次日8时", "e.g. 20:00 to 08:00 of the next day"}};
    if (one.day ? *one.day < today : one.from < instant_of(floor_hour(now)))
        return Fault{{"所调整的时段已经过去", "these hours lie in the past"}, {fmt::format("现在是{}", spoken_time_zh(now)), fmt::format("it is {} now", spoken_time_en(now))}};
    if (one.day ? *one.day > last : one.to > start_of(last + 1))
        return Fault{{fmt::format("超出{}日，不在预报时效之内", kAdjustableDays), fmt::format("more than {} days ahead is no forecast", kAdjustableDays)},
                     {fmt::format("最晚到{}", format_day(last)), fmt::format("up to {} at the latest", format_day(last))}};
    return std::nullopt;
}

}  // namespace

const char* OfficeClock::state(Instant now) const {
    if (done.value_or(now) > due()) return "late";
    return done ? "met" : "running";
}

Text answer_words(const ForecastAnswer& answer) {
    const Text choice = forecast_choice_name(answer.choice), action = action_name(answer.action), level = level_name(answer.level);
    Text words{choice.zh + "：", choice.en + ": "};
    if (answer.action == AlertAction::none) return {words.zh + "不启动", words.en + "no alert"};
    if (answer.action == AlertAction::release) {
        words.zh += "解除预警";
        words.en += "release";
    } else {
        words.zh += fmt::format("{}{}预警", action.zh, level.zh);
        words.en += fmt::format("{} {}", action.en, level.en);
    }
    if (answer.start) {
        words.zh += fmt::format("，自{}起", spoken_time_zh(*answer.start));
        words.en += fmt::format(" from {}", spoken_time_en(*answer.start));
    }
    return words;
}

Result<Forecast> adjusted(const std::optional<Forecast>& base, const std::vector<ForecastAdjustment>& adjustments, Instant now) {
    if (!base && adjustments.empty())
        return fail({}, {"该区域没有预报，也没有调整", "the area has no forecast, and nothing is adjusted"},
                    {"请先推送预报，或给出 adjustments", "push a forecast, or give adjustments"});
    Forecast out = base.value_or(Forecast{});
    if (adjustments.empty()) return out;
    std::vector<Problem> problems;
    std::map<int64_t, ForecastValue> values;
    for (const ForecastValue& value : out.values) values[value.index] = value;
    for (size_t i = 0; i < adjustments.size(); ++i) {
        const ForecastAdjustment& one = adjustments[i];
        if (const auto fault = fault_of(one, out.daily, now)) {
            const Text name = name_of(one, i + 1);
            problems.push_back({Severity::error, {}, {name.zh + "：" + fault->first.zh, name.en + ": " + fault->first.en}, fault->second});
            continue;
        }
        const IndexSpan span = span_of(one, out.daily, now);
        for (int64_t index = span.begin; index < span.end; ++index)
            values[index] = {index, AqiValue::whole(one.centre), AqiValue::whole(one.low), AqiValue::whole(one.high)};
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    out.issued_at = now;
    out.values.clear();
    for (const auto& [index, value] : values) out.values.push_back(value);
    return out;
}

Forecast one_value(const Forecast& forecast, ForecastChoice choice) {
    Forecast out = forecast;
    for (ForecastValue& value : out.values) {
        const AqiValue wanted = choice == ForecastChoice::lower ? value.lower : choice == ForecastChoice::upper ? value.upper : value.centre;
        value = {value.index, wanted.known() ? wanted : value.centre, AqiValue(), AqiValue()};
    }
    return out;
}

}  // namespace qingkong
