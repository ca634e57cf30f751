// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/alert.hpp"
#include "alerts/document.hpp"

namespace qingkong {

/// The notice as it reads once the government's publication is recorded (K.5): the sentence of words.md 32 goes, and the
/// time of publication stands in its place. What was signed stays as it is in the record; a notice whose transition is
/// not published comes back unchanged.
Document as_published(Document notice, const Transition& transition, const Office& office, Language language);

}  // namespace qingkong
