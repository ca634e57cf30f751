// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/edition.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// An edition by `ID|FILE` (interface): ids match without case and are built in, or lie in `editions_dir` as
/// `<id>/edition.toml`; anything that names an existing file is read from there. `hash` is filled.
Result<Edition> load_edition(const std::string& id_or_file, const std::string& editions_dir = "");

/// The file of an edition as it stands; `file` is its path, of a built-in one from the project's root.
struct EditionText {
    std::string text;
    std::string file;
};
/// The file of an edition and, after it, those of the editions that it extends.
Result<std::vector<EditionText>> edition_texts(const std::string& id_or_file, const std::string& editions_dir = "");
/// An edition from these texts, as kept or as they stand in files; `hash` is filled.
Result<Edition> edition_of_texts(const std::vector<EditionText>& texts);
/// BLAKE2b-128 of the bytes, hexadecimal: the hash of an edition, and of every text that is found again by it.
std::string text_hash(std::string_view bytes);
Result<EditionText> edition_text(const std::string& id_or_file, const std::string& editions_dir = "");

/// Ids of the editions built into the program, sorted.
std::vector<std::string> built_in_editions();

/// A warning where a file of one's own has a clause without a case beside it; `editions check` makes it an error.
std::vector<Problem> edition_without_cases(const Edition& edition, const std::string& id_or_file);

/// An error if the daemon cannot ask the edition: forecasts are of an index, so there is neither a concentration nor a mean
/// concentration of the hours to come. Replays can.
std::vector<Problem> edition_not_for_daemon(const Edition& edition);

/// A warning if the day is outside the edition's dates in force; empty otherwise.
std::vector<Problem> edition_out_of_force(const Edition& edition, Day day);

}  // namespace qingkong
