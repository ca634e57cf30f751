// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"

namespace qingkong {

/// Documents that never change the state of an alert (handbook B.7).
enum class TipKind {
    short_heavy,          ///< 健康防护提示: heavy hours below the trigger
    ozone,                ///< 臭氧: health tip and a list for the daily supervision
    fire,                 ///< 山林火、局地扬尘、外来传输
    dust,                 ///< 沙尘健康提示
    temporary_control,    ///< 临时管控
    preparation           ///< 预警准备
};
/// `short_heavy`, `ozone`, `fire`, `dust`, `temporary_control`, `preparation`.
std::string_view token(TipKind kind);
std::optional<TipKind> parse_tip_kind(std::string_view text);

/// What the document says. What is empty is left out; nothing is assumed.
struct TipFacts {
    TipKind kind = TipKind::short_heavy;
    Text city;
    std::vector<Text> areas;                      ///< names; empty = the whole city
    std::optional<Instant> from, until;           ///< of the expected pollution, or of the control
    std::string forecast_peak_aqi;                ///< empty = not known
    std::vector<std::string> primary_pollutants;
    Text cause;                                   ///< 受上游沙尘传输影响: as the forecasters say it
    std::string document_no;                      ///< empty = none
    std::string basis;                            ///< paper from above (预警准备通知 …), empty = own judgement
    std::vector<std::string> measures;            ///< local ones: control measures, list of supervision, preparation; in order
    std::string legal_basis;                      ///< of a temporary control: what it rests on
    Instant issued_at;
};

/// Chinese, in the layout of an official paper; says that it is no alert and starts no response. Tips for the public
/// carry the health advice of the expected category (dust: words of their own).
Document compose_tip(const TipFacts& facts, const Office& office, const Templates& templates);

/// Errors: a control without measures, legal basis, begin or end; a preparation without a begin; a text that lost the
/// sentence that it is no alert. `name` names the paper in the messages.
std::vector<Problem> check_tip(const std::string& name, const Document& document, const TipFacts& facts, const Office& office);

}  // namespace qingkong
