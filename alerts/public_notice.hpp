// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"
#include "emissions/measure_library.hpp"

namespace qingkong {

/// What the public is told beside the transition. What is empty is left out, or said to be unknown.
struct PublicNoticeFacts {
    Text city;
    std::vector<Text> areas;                      ///< names; empty = the whole city
    std::string forecast_peak_aqi;                ///< empty = no forecast
    std::vector<std::string> primary_pollutants;  ///< field names
    Text cause;                                   ///< 静稳、高湿等不利扩散条件; empty: “成因尚在分析”
    std::string release_condition;                ///< of a release, as the notice has it
    AssembledMeasures measures;                   ///< of the library; Chinese
};

/// The government's notice to the public (handbook K.4, ZY2017-P4): duration, area, cause, measures, health advice by
/// category. It carries no enterprise and no telephone but the office's own, and says that it is not yet published while
/// it is not. Signed by the government, dated by the publication (an open date before).
Document compose_public_notice(const Transition& transition, const Office& office, const PublicNoticeFacts& facts,
                               Language language, const Templates& templates);

/// ZY2017-P4 and 突发事件应对法 §64 against the finished text: the notice must not go out while this is not empty.
std::vector<Problem> check_public_notice(const Document& notice, const Transition& transition, const Office& office,
                                         const PublicNoticeFacts& facts, Language language);

}  // namespace qingkong
