// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/demo_enterprises.hpp"
#include "engine/demo_options.hpp"
#include "engine/demo_story.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// What the demo tells on standard output while it plays.
class DemoPrinter {
public:
    DemoPrinter(std::ostream& out, Language language) : out_(out), language_(language) {}

    /// What is real, what is invented, what is simulated, under which seed.
    void opening(const DemoPlan& plan, const DemoStory& story, const Inventory& inventory,
                 const SimulatedEnterprises& enterprises);
    /// A row of the daemon's journal.
    void entry(const nlohmann::json& entry);
    /// What the other edition would have done with the data of this hour.
    void other(const DemoStory& story, const ReplayAction& action);
    void line(const Text& text);
    /// Both editions' steps, one list under the other, up to the last hour played.
    void comparison(const DemoStory& story, const std::vector<nlohmann::json>& transitions, Hour last_played);
    /// Rows of /api/v1/achieved.
    void achieved(const std::string& alert, const nlohmann::json& rows);

private:
    std::ostream& out_;
    Language language_;
};

/// 建议, 签发 … : the word for a kind of the journal; the token itself where there is none.
Text kind_name(const std::string& kind);

/// The note under the title of the evaluation: seed, forecast error, what is simulated.
Text demo_note(uint64_t seed, const ForecastError& error);

}  // namespace qingkong
