// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Chosen so that forecasts with the stated error bring an issue, an upgrade, a downgrade, a hold and a release.
constexpr uint64_t kDemoSeed = 632;

/// The command line of `qingkong demo`.
struct DemoOptions {
    std::string speed = "4";  ///< simulated hours a second, or `max`
    uint64_t seed = kDemoSeed;
    std::string out = "demo-out/latest";  ///< folder of the results; made if absent
    bool once = false;                    ///< end with the story; else the page stays
    std::string smtp_url;                 ///< a mail server on the own machine
    std::optional<uint16_t> port;         ///< HTTP; telemetry is the next one. Default 8300, with `once` any free one
    std::string data;                     ///< folder with `beijing-2014` and `city`; empty = the program's examples
    std::string until;                    ///< ends the story at this time; empty = with the last alert
};

/// What the options say, checked.
struct DemoPlan {
    double hours_per_second = 0;  ///< 0 = as fast as it goes
    uint64_t seed = kDemoSeed;
    std::string out;  ///< absolute
    bool once = false;
    std::string smtp_url;
    std::optional<uint16_t> port;
    std::string air_file;          ///< hourly observations
    std::string inventory_folder;  ///< absolute
    std::optional<Instant> until;
};

/// One error for each option that cannot be used; nothing is touched.
Result<DemoPlan> read_demo_options(const DemoOptions& options);

}  // namespace qingkong
