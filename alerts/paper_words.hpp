// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/document.hpp"

namespace qingkong {

// Pieces of sentences that several papers share.

/// `2月20日14时至2月26日10时`, `2月20日14时起`; empty where the begin is not known.
std::string span_words(std::optional<Instant> begin, std::optional<Instant> end, Language language);
/// Label 3: 全市 / 东区、西区 (4 and more: 8个县（市、区）with their names).
std::string scope_words(const std::vector<Text>& areas, Language language);
/// `另行通知`, or the time with （具体以正式通知为准）.
std::string planned_end_words(std::optional<Instant> planned_end, Language language);
/// The same within a sentence (K.2): `预计2月26日18时解除，具体以正式通知为准`.
std::string end_clause_words(std::optional<Instant> planned_end, Language language);
/// `PM2.5、PM10`.
std::string pollutants_words(const std::vector<std::string>& names, Language language);

}  // namespace qingkong
