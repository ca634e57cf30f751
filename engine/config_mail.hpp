// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/config.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {

/// `[mail]`: where the mails go and in whose name. Without encryption only to the own machine.
MailConfig read_mail_config(TomlTable table, const PathOf& path);

}  // namespace qingkong
