// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/enterprise_mails.hpp"

namespace qingkong {

/// To whom the mails of a step go, and the orders before it: with the step, its orders and the templates all that the mails
/// are made from. Kept while mails are owed.
struct AddressedKept {
    std::vector<EnterpriseMails::Addressed> addressed;
    std::vector<MeasureOrder> before;
};

/// JSON; reading back gives equal values, text that is not of this form an empty optional.
std::string addressed_text(const EnterpriseMails& mails);
std::optional<AddressedKept> read_addressed(const std::string& text);

}  // namespace qingkong
