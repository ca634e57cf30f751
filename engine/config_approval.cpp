// SPDX-License-Identifier: Apache-2.0
#include "engine/config_approval.hpp"

namespace qingkong {

ApprovalConfig read_approval(TomlTable table) {
    ApprovalConfig out;
    out.form_hours = static_cast<int>(table.integer("form_hours", 1, 48).value_or(out.form_hours));
    out.deliver_hours = static_cast<int>(table.integer("deliver_hours", 1, 48).value_or(out.deliver_hours));
    table.finish();
    return out;
}

}  // namespace qingkong
