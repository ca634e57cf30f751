// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/demo_options.hpp"
#include "rules/area.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Who speaks to the demo's daemon. Never printed.
struct DemoTokens {
    std::string feed, officer, admin;
};

struct DemoPorts {
    uint16_t http = 0;
    uint16_t telemetry = 0;
};

/// Two free ports of the loopback address, found by binding; they may be taken by another before they are used.
DemoPorts free_ports();

/// Makes the folder ready for a run: what an earlier demo left is removed, mails apart (they belong to the mail
/// server). Refuses a folder that holds a file of such a name which is no demo's. Returns fresh tokens, also kept in
/// `.tokens` (mode 0600).
Result<DemoTokens> prepare_demo_folder(const std::string& folder);

/// Text of qingkong.toml. Paths in it are relative to `plan.out` or absolute.
std::string demo_config(const DemoPlan& plan, const City& city, const DemoPorts& ports, const DemoTokens& tokens,
                        Instant clock_start);

/// Writes a file of the folder, whole or not at all.
Result<void> write_demo_file(const std::string& path, std::string_view bytes);

}  // namespace qingkong
