// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"
#include "emissions/accounting.hpp"
#include "emissions/measure_library.hpp"

namespace qingkong {

/// What a notice says beyond the transition itself. Only the names are required; what is empty is left out or said to
/// be unknown, never invented.
struct NoticeFacts {
    Text city;                                    ///< 北京市
    std::vector<Text> areas;                      ///< names of the areas concerned; empty = the whole city
    std::string forecast_peak_aqi;                ///< `347`, of the episode; empty = no forecast
    std::vector<std::string> primary_pollutants;  ///< field names: `PM2.5`, `PM10`
    Text weather;                                 ///< 静稳、高湿 / stagnant, humid air; empty = not stated
    Text approved_by;                             ///< 市长 / 授权文号; empty: “按规定程序批准”
    Text superior;                           ///< whose order starts it (B.6): 省…办公室; empty = own conditions
    Text release_condition;                  ///< 轻度污染及以下级别 (n2017) / 黄色预警条件以下 (n2024)
    int clean_hours = 36;                    ///< of the release rule
    std::string former_document_no;          ///< 引用: the notice that this one changes
    std::vector<Text> not_applied;           ///< 本轮不实施
    AssembledMeasures measures;              ///< of the library; its lists stand in the Chinese notice
    std::string batch;                       ///< 轮产批次 that this round names
    std::vector<Text> other_controls;        ///< regimes that go on after the release: 错峰生产
    std::vector<AccountRow> shares;          ///< planned shares at the new level; empty at a release
    int enterprises_told = 0;                ///< all enterprises (and sites) of the areas concerned
    int enterprises_mandatory = 0;           ///< of these with mandatory measures
    std::optional<int> lead_required_hours;  ///< of the edition; a measured target, never a gate (B.5)
    Text report_hours = {"9时、17时", "9:00, 17:00"};  ///< of the daily return (I.4)
};

/// The official notice of a transition (handbook K.2): issue, upgrade, downgrade, release; a superior's order that
/// raises the level reads as issue or upgrade with the sentence of words.md 20. It names the edition, gives
/// publication, response start and episode as three times, says that it is not yet published while it is not, and bears
/// 【演练】 in an exercise.
Document compose_notice(const Transition& transition, const Office& office, const NoticeFacts& facts, Language language,
                        const Templates& templates);

/// What the law wants in this notice (handbook B.5), for check_contents.
std::vector<RequiredContent> required_contents(const Transition& transition, const Office& office,
                                               const NoticeFacts& facts, Language language);

/// compose_notice and check_contents in one: the notice must not go out while this is not empty.
std::vector<Problem> check_notice(const Document& notice, const Transition& transition, const Office& office,
                                  const NoticeFacts& facts, Language language);

/// `重污染天气橙色预警` / `orange heavy-pollution-weather alert`.
std::string alert_words(AlertLevel level, Language language);
/// Label 2 of words.md without its time: `橙色预警（Ⅱ级应急响应）`.
std::string level_and_response(AlertLevel level, Language language);
/// Label 2 whole: `重污染天气橙色预警（Ⅱ级应急响应），自11月23日12时起`; label 1 when the level is normal.
std::string state_words(AlertLevel level, std::optional<Instant> since, Language language);
/// Labels 4 to 10: what a proposal says in one line.
std::string proposal_words(const Proposal& proposal, Language language);
/// Label 32: `尚未由北京市人民政府对外发布，不得公开`.
std::string unpublished_words(const Office& office, Language language);
/// Label 31: `【演练】仅限演练，不作为实际执行依据`.
std::string exercise_words(Language language);

}  // namespace qingkong
