// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/http_api.hpp"

namespace qingkong {

void add_evidence_routes(Router& router, Daemon& daemon);   ///< http_api_evidence.cpp: evidence, verdicts, visits, statements
void add_finding_routes(Router& router, Daemon& daemon);    ///< http_api_findings.cpp: the closed loop, key areas, events
/// The pages /inspect, /findings, /statements and /voice/{token}; their forms call the handlers of the API, so they come after it.
void add_field_pages(Router& router, Daemon& daemon);

}  // namespace qingkong
