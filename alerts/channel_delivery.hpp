// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/mail.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// An enterprise or source that a step is told to.
struct ToldRecipient {
    MailRecipient recipient;
    std::string telephone;    ///< of its contact, as the inventory has it
};

/// Adds to the papers what goes by other ways than mail: a short message to each mobile number, the common notice to each
/// webhook and group, and for whom neither mail nor short message reaches a row `telephone` that a person must work off.
/// Not counted among the mails of the record.
void tell_by_channels(const Situation& situation, const std::vector<ToldRecipient>& told, TransitionPapers& papers);

}  // namespace qingkong
