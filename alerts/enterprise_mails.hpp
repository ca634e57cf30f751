// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "alerts/channel_delivery.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// One mail per enterprise and source of the areas concerned, added to the papers (handbook F.1: everybody is told; of a
/// revised inventory those whose duties differ). `after`: the book as it stands with the step. The answer is everybody who is
/// told, with an address or without.
std::vector<ToldRecipient> write_enterprise_mails(const Situation& situation, const AlertBook& after, TransitionPapers& papers);

}  // namespace qingkong
