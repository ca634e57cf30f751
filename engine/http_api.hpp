// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/daemon.hpp"
#include "engine/router.hpp"

namespace qingkong {

/// The routes of `/api/v1`, by what they are about; each handler is a screen at most.
void add_feed_routes(Router& router, Daemon& daemon);       ///< observations, forecasts, the simulated clock
void add_alert_routes(Router& router, Daemon& daemon);      ///< proposals, signatures, alerts, publication
void add_alert_life_routes(Router& router, Daemon& daemon);
void add_control_routes(Router& router, Daemon& daemon);     ///< gates, displays, the code on a board
void add_user_routes(Router& router, Daemon& daemon);
void add_inventory_routes(Router& router, Daemon& daemon);  ///< http_api_inventory.cpp
void add_record_routes(Router& router, Daemon& daemon);     ///< state, journal, orders, accounts, evaluation, outbox
void add_paper_routes(Router& router, Daemon& daemon);      ///< superior's papers, causes, the region, rerun
void add_document_routes(Router& router, Daemon& daemon);   ///< http_api_documents.cpp: papers in every form
void add_device_routes(Router& router, Daemon& daemon);     ///< http_api_devices.cpp: devices that send HJ 212, and their page
void add_tip_routes(Router& router, Daemon& daemon);        ///< http_api_tips.cpp: documents without an alert, vehicles
void add_preview_routes(Router& router, Daemon& daemon);         ///< http_api_preview.cpp: what a signature would send
void add_consultation_routes(Router& router, Daemon& daemon);    ///< http_api_consultations.cpp: 会商, 送签, the procedure
void add_public_feed_routes(Router& router, Daemon& daemon);    ///< http_api_feeds.cpp: CAP and Atom
void add_return_routes(Router& router, Daemon& daemon);     ///< duties of units, their answers, reports
void add_return_pages(Router& router, Daemon& daemon);      ///< the pages /returns and /papers
void add_outbox_routes(Router& router, Daemon& daemon);     ///< http_api_outbox.cpp: deliveries, the ledger
void add_acknowledgement_routes(Router& router, Daemon& daemon);    ///< who has acknowledged, whom to call, links of mails
void add_page_routes(Router& router, Daemon& daemon);       ///< health, metrics, the page

/// `{"error":…}` for problems of an input, 400.
Response problems_response(const std::vector<Problem>& problems);

}  // namespace qingkong
