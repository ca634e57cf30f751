// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "alerts/consultation.hpp"

namespace qingkong {

/// Consultations and submissions as JSON: the API's form is the stored one. Times as ISO 8601.
nlohmann::ordered_json consultation_json(const Consultation& consultation);
nlohmann::ordered_json answers_json(const std::vector<ForecastAnswer>& answers);
nlohmann::ordered_json submission_json(const Submission& submission);
/// Empty where the text is not of this form.
std::optional<Consultation> read_consultation(const std::string& text);
std::optional<Submission> read_submission(const std::string& text);

/// `[{"from","to","low","centre","high"}]` or `[{"date","low","centre","high"}]`; low and high default to the centre. Each
/// item that is not of this form is one problem.
Result<std::vector<ForecastAdjustment>> read_adjustments(const nlohmann::ordered_json& list);

}  // namespace qingkong
