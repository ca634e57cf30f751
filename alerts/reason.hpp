// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/machine.hpp"

namespace qingkong {

/// Why the step is proposed, in a sentence that a duty officer can read aloud: the episode, its numbers, the clause and
/// the document of the edition.
Text reason_of(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
               const Standing& standing, const Step& step, const PositionName& name);

}  // namespace qingkong
