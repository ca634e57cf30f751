// SPDX-License-Identifier: Apache-2.0
#include "alerts/reason.hpp"

#include <fmt/format.h>

namespace qingkong {
namespace {

/// 污染过程…至…，24小时AQI均值＞200持续54小时、＞300持续24小时
Text episode_text(const Edition& edition, const AirPicture& picture, size_t index, const PositionName& name) {
    const Episode& episode = picture.actual.list[index];
    const Text begin = name(episode.span.begin), end = name(episode.span.end);
    Text text{fmt::format("污染过程{}至{}", begin.zh, end.zh), fmt::format("the episode {} to {}", begin.en, end.en)};
    for (size_t k = 0; k < picture.actual.thresholds.size(); ++k) {
        const Threshold& threshold = picture.actual.thresholds[k];
        if (episode.duration_hours[k] == 0) continue;
        const Text value = taken(threshold.track, edition.by_day());
        text.zh += fmt::format("，{}{}{}持续{}小时", value.zh, threshold.reaches ? "达到" : "大于", threshold.value,
                               episode.duration_hours[k]);
        text.en += fmt::format(", {} {} {} for {} h", value.en, threshold.reaches ? "of at least" : "above", threshold.value,
                               episode.duration_hours[k]);
    }
    return text;
}

Text basis(const Edition& edition, const std::string& clause) {
    for (const LevelRule& rule : edition.levels)
        for (const Clause& item : rule.any_of)
            if (item.id == clause) {
                const std::string citation = item.citation.empty() ? edition.citation : item.citation;
                return {fmt::format("依据：{}（{}，{}）", edition.document, citation, clause),
                        fmt::format("Basis: {} ({}, {})", edition.document, citation, clause)};
            }
    return {fmt::format("依据：{}（{}）", edition.document, clause.empty() ? edition.citation : clause),
            fmt::format("Basis: {} ({})", edition.document, clause.empty() ? edition.citation : clause)};
}

Text joined(const Text& a, const Text& b, const Text& c) {
    return {a.zh + "，" + b.zh + "。" + c.zh + "。", a.en + ", " + b.en + ". " + c.en + "."};
}

Text meets(AlertLevel level) {
    const Text name = level_name(level);
    return {fmt::format("达到{}预警条件", name.zh), fmt::format("which meets the {} condition", name.en)};
}

}  // namespace

namespace {

Text plain_reason(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
                  const Standing& standing, const Step& step, const PositionName& name) {
    const std::string clause = step.episode ? picture.actual.list[*step.episode].clause : "";
    const Text episode = step.episode ? episode_text(edition, picture, *step.episode, name) : Text{};
    const Text level = level_name(step.level);
    switch (step.action) {
        case AlertAction::issue:
            if (step.by_m12) {
                const Text now{
                    fmt::format("实况AQI已超过200且未来{}小时预报无明显改善，应尽早启动", edition.improve_hours),
                    fmt::format("measured AQI is above 200 and the next {} h show no improvement: start early",
                                edition.improve_hours)};
                return joined(now, {fmt::format("建议级别为{}", level.zh), fmt::format("proposed level {}", level.en)},
                              basis(edition, edition.id + "/m12"));
            }
            return joined(episode, meets(step.level), basis(edition, clause));
        case AlertAction::upgrade:
            if (step.episode && picture.actual.list[*step.episode].level == step.level)
                return joined(episode, meets(step.level), basis(edition, clause));
            return joined({"实况AQI已超过200且未来预报无明显改善", "measured AQI is above 200 without improvement ahead"},
                          meets(step.level), basis(edition, edition.id + "/m12"));
        case AlertAction::downgrade: {
            const Text former = level_name(standing.level);
            if (standing.ordered && step.level == *standing.ordered && assessment.target < step.level)
                return joined({"上级指令仍在执行", "a superior's order is still in force"},
                              {fmt::format("调整为{}预警", level.zh), fmt::format("lowered to {}", level.en)},
                              basis(edition, ""));
            if (!step.episode || picture.actual.list[*step.episode].level == AlertLevel::normal)
                return joined({fmt::format("已无达到{}预警条件的污染过程，但实况AQI超过200且未来预报无明显改善", former.zh),
                               fmt::format("no episode meets {} any more, but the measured AQI is above 200 without improvement ahead",
                                           former.en)},
                              {fmt::format("调整为{}预警", level.zh), fmt::format("lowered to {}", level.en)},
                              basis(edition, edition.id + "/m12"));
            return joined(episode,
                          {fmt::format("不再满足{}预警条件，仍满足{}预警条件", former.zh, level.zh),
                           fmt::format("no longer meets {}, still meets {}", former.en, level.en)},
                          basis(edition, clause));
        }
        case AlertAction::keep:
            return joined(step.episode ? episode : Text{"污染尚未结束", "the pollution goes on"},
                          {fmt::format("维持{}预警", level.zh), fmt::format("{} is kept", level.en)},
                          basis(edition, clause));
        case AlertAction::hold:
            return joined({"已无达到预警条件的污染过程", "no episode meets a condition any more"},
                          {fmt::format("但未见AQI不高于{}并持续{}小时以上的时段，维持{}预警", edition.clean_limit,
                                       edition.gap_hours, level.zh),
                           fmt::format("but no {} h at or below {} are in sight: {} is kept", edition.gap_hours,
                                       edition.clean_limit, level.en)},
                          basis(edition, edition.id + "/release"));
        case AlertAction::release:
            if (standing.waits && step.effective == picture.now && !assessment.decisive)
                return joined({"原预测的污染过程不再出现", "the forecast episode has gone"},
                              {"预警在启动前撤回", "the alert is withdrawn before its start"},
                              basis(edition, edition.id + "/release"));
            {
                const Text from = name(step.effective.value_or(picture.now));
                return joined(
                    {fmt::format("自{}起AQI不高于{}", from.zh, edition.clean_limit),
                     fmt::format("from {} the AQI is at or below {}", from.en, edition.clean_limit)},
                    {fmt::format("且持续{}小时以上，满足解除条件", edition.gap_hours),
                     fmt::format("for at least {} h: the release condition is met", edition.gap_hours)},
                    basis(edition, edition.id + "/release"));
            }
        case AlertAction::watch:
            return joined(episode,
                          {fmt::format("距现在超过{}小时，先作预警准备", edition.max_lead_hours),
                           fmt::format("more than {} h ahead: prepare, nothing to sign yet", edition.max_lead_hours)},
                          basis(edition, clause));
        case AlertAction::external:
            return joined({"上级通知要求启动", "ordered by the superior"},
                          {fmt::format("执行{}预警，解除以上级通知为准", level.zh),
                           fmt::format("level {}; released only by the superior", level.en)},
                          {"依据：上级通知（B.6）", "Basis: superior's document (B.6)"});
        case AlertAction::none:
        case AlertAction::correct:    // signed by a person, never proposed
            break;
    }
    return {"未达到预警条件。" + basis(edition, "").zh + "。", "No condition is met. " + basis(edition, "").en + "."};
}

}  // namespace

Text reason_of(const Edition& edition, const AirPicture& picture, const Assessment& assessment, const Standing& standing,
               const Step& step, const PositionName& name) {
    Text text = plain_reason(edition, picture, assessment, standing, step, name);
    const bool falls = step.action == AlertAction::downgrade || step.action == AlertAction::release;
    if (!falls || !assessment.insufficient_data) return text;
    // The known data demand the step; what they do not know is said beside it.
    text.zh += "注意：有缺测时次，不能排除更高级别，请核对资料后再签。";
    text.en += " Mind: hours are missing, a higher level cannot be excluded; check the data before signing.";
    return text;
}

}  // namespace qingkong
