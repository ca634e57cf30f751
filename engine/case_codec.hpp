// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "emissions/inspection.hpp"
#include "emissions/normal_day.hpp"
#include "emissions/statement.hpp"

namespace qingkong {

// Rows of `case_row` as JSON and back. Numbers that must stay exact are fractions, `num/den`.

nlohmann::ordered_json inspection_body(const Inspection& inspection);
Inspection inspection_of(const nlohmann::ordered_json& body);
nlohmann::ordered_json statement_body(const Statement& statement);
/// Without its decision.
Statement statement_of(const nlohmann::ordered_json& body);
nlohmann::ordered_json normal_day_body(const NormalDay& day);
NormalDay normal_day_of(const nlohmann::ordered_json& body);

std::string fraction_text(const Rational& value);
std::optional<Rational> parse_fraction(const std::string& text);

}  // namespace qingkong
