// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "alerts/daily_report.hpp"
#include "engine/service.hpp"

namespace qingkong {

// What reports are made from, gathered now.

/// The returns of one minute of the civil calendar; empty where none were asked for then.
std::optional<ReportFacts> daily_facts(Service& service, Instant hour);
/// The minute of the last return whose time has come; empty = none yet.
std::optional<Instant> last_return(Service& service);
/// The summaries of an alert; empty where the alert is unknown or asks for none.
std::optional<ReportFacts> summary_facts(Service& service, const std::string& alert_id);
/// Addressees and city only, for the report of a transition.
ReportFacts empty_facts(Service& service);

}  // namespace qingkong
