// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/edition.hpp"

namespace qingkong {

/// One sentence about an edition, with the clause it rests on.
struct EditionSentence {
    std::string clause;      ///< `n2017/red-1`, `n2017/m12`, `n2017/release` …
    std::string citation;    ///< of the document or of the handbook's register; may be empty
    Text text;
};

/// What the edition asks for the level, how it is merged, released and started early. Empty where it has no such level.
std::vector<EditionSentence> explain_level(const Edition& edition, AlertLevel level);

/// A key of the edition file and its value as text, defaults included: what two editions are compared by.
struct EditionFact {
    std::string key;         ///< `release_rule`, `level.red.n2017/red-1`
    std::string value;
};
std::vector<EditionFact> edition_facts(const Edition& edition);

}  // namespace qingkong
