// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/service.hpp"

namespace qingkong {

// The tables of a run (interface: select, account, and the files of a run). The JSON arrays hold the same strings as the
// CSV, so that a figure is the same wherever it is read. `transition` and `alert` empty = all.

/// `transition,version,effective_at` and the columns of `select`; effective_at = clock time of the response start.
std::string orders_csv(Service& service, const std::string& transition);
nlohmann::ordered_json orders_json(Service& service, const std::string& transition);

/// `transition,version` and the columns of `account`.
std::string account_csv(Service& service, const std::string& transition);
nlohmann::ordered_json account_json(Service& service, const std::string& transition);

/// `area,enterprise_id,line_id,measure,hour,verdict,indicator,value,limit,method`.
std::string compliance_table_csv(Service& service, const std::string& alert);

/// `pollutant,base_g_per_day,planned_g_per_day,lower_g_per_day,upper_g_per_day,lower_percent,upper_percent,
/// coverage_percent,target_percent,judged`; figures empty where the coverage is too low.
std::string achieved_csv(Service& service, const std::string& alert);
nlohmann::ordered_json achieved_json(Service& service, const std::string& alert);

}  // namespace qingkong
