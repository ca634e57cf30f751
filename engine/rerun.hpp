// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/journal.hpp"
#include "engine/service.hpp"

namespace qingkong {

/// One field of a journal entry that came out otherwise.
struct RerunDifference {
    std::string path;    ///< `text.zh`, `data.findings.0.answer`
    std::string was, is;
};

/// A past decision made again from what was known then.
struct Rerun {
    JournalEntry kept, made;    ///< `made` with the kept seq and prev, its hash computed anew
    std::vector<RerunDifference> differences;
    bool identical() const { return differences.empty(); }
};

/// Texts of an edition as they are kept by its hash: `[[file, text], …]`.
std::string kept_edition_text(const std::vector<EditionText>& texts);

/// Number of the journal entry that an ID means: a number (`17`), a proposal (`P0001`: the entry that made it) or a
/// transition (`A2014-01.1`: the entry that signed it into force).
Result<int64_t> journal_entry_of(Store& store, const std::string& id);

/// Makes the decision behind entry `seq` again: its event, on the air, papers and alerts that stood then, under the
/// edition of its hash. Fails where what it was made from is not at hand: no such entry, an edition or inventory whose
/// hash matches nothing known, an entry of a program that kept no inputs.
Result<Rerun> rerun(Store& store, const Config& config, const Resources& resources, int64_t seq);

}  // namespace qingkong
