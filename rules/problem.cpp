// SPDX-License-Identifier: Apache-2.0
#include "rules/problem.hpp"

#include <fmt/format.h>

namespace qingkong {

std::string Problem::print(Language language) const {
    const char* word = severity == Severity::error     ? "error"
                       : severity == Severity::warning ? "warning"
                                                       : "note";
    std::string where = place.file;
    if (!place.cell.empty()) {
        where += "[" + place.cell + "]";
    } else if (place.line > 0) {
        where += fmt::format(":{}", place.line);
        if (place.column > 0) where += fmt::format(":{}", place.column);
    }
    if (!where.empty()) where += ": ";
    std::string line = fmt::format("{}{}: {}", where, word, what.in(language));
    const std::string& remedy = wanted.in(language);
    if (!remedy.empty()) line += (language == Language::zh ? "；" : "; ") + remedy;
    return line;
}

tl::unexpected<std::vector<Problem>> fail(Place place, Text what, Text wanted) {
    return tl::unexpected(std::vector<Problem>{
        Problem{Severity::error, std::move(place), std::move(what), std::move(wanted)}});
}

}  // namespace qingkong
