// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/demo_client.hpp"
#include "engine/demo_daemon.hpp"
#include "engine/demo_enterprises.hpp"
#include "engine/demo_folder.hpp"
#include "engine/demo_officer.hpp"
#include "engine/demo_print.hpp"
#include "engine/demo_story.hpp"
#include "engine/demo_telemetry.hpp"

namespace qingkong {

/// One run of the demo. prepare(), play(), finish(), in this order; each fails as a whole.
class DemoRun {
public:
    /// `interrupted` is asked between the steps.
    DemoRun(DemoPlan plan, Language language, bool (*interrupted)());
    ~DemoRun();

    /// Story, inventory, folder, configuration, daemon.
    Result<void> prepare();
    /// Hour by hour to the end of the story.
    Result<void> play();
    /// Waits for the mails, writes the files of the run, tells where to look.
    Result<void> finish();
    /// Keeps the daemon and its page until interrupted.
    Result<void> stay();

private:
    Result<void> start_daemon();
    /// A row that is refused is a failure: the story has none.
    Result<void> push(const char* path, const std::string& body);
    Result<void> push_beginning();
    Result<void> play_hour(Hour hour);
    Result<void> send_telemetry(Hour hour);
    /// Moves the clock to some minutes past the hour; the proposals that are open then.
    Result<std::vector<OpenProposal>> clock_to(Instant instant);
    Result<std::vector<OpenProposal>> open_proposals();
    Result<void> sign(Hour hour, const std::vector<OpenProposal>& open);
    Result<void> sign_one(const OpenProposal& proposal);
    Result<void> hand_orders_out(const nlohmann::json& transition);
    Result<void> publish_first(Hour hour);
    /// Prints what the journal got since the last time.
    Result<void> print_news();
    bool over(Hour hour) const;

    Result<void> wait_for_mails();
    Result<void> write_files();
    Result<void> print_results();
    Result<void> save(const std::string& path, const std::string& name);

    DemoPlan plan_;
    Language language_;
    bool (*interrupted_)();
    DemoPrinter printer_;
    DemoStory story_;
    std::optional<Inventory> inventory_;
    std::unique_ptr<SimulatedEnterprises> enterprises_;
    DemoTokens tokens_;
    DemoPorts ports_;
    std::unique_ptr<DemoDaemon> daemon_;
    std::unique_ptr<DemoClient> client_;
    std::unique_ptr<DemoTelemetry> telemetry_;

    std::vector<nlohmann::json> transitions_;  ///< in the order of signing
    std::optional<Instant> alert_start_;       ///< response start of the alert issued last
    std::optional<Instant> last_end_;          ///< of the alert released last; empty while one is in force
    bool in_force_ = false;
    bool published_ = false;
    int64_t next_entry_ = 1;  ///< of the journal, not yet printed
    size_t next_other_ = 0;
    Hour last_played_;
};

}  // namespace qingkong
