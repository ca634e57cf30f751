// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace qingkong {

/// A text that travels inside the program: editions, standards, templates, the page.
struct EmbeddedFile {
    std::string_view path;    ///< from the project's root, e.g. `rules/editions/n2017/edition.toml`
    std::string_view text;
};

/// All of them, by path (generated at build time).
std::pair<const EmbeddedFile*, const EmbeddedFile*> embedded_files();

/// Empty where no such file was built in.
inline std::optional<std::string_view> embedded(std::string_view path) {
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path == path) return file->text;
    return std::nullopt;
}

}  // namespace qingkong
