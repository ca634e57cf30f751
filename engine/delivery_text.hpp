// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace qingkong {

/// The texts of one signature differ in little: each is kept as what it differs by from a pattern, the first of them (zstd
/// with the pattern as its dictionary): much less to write, sync and back up.
class TextPacker {
public:
    TextPacker();
    ~TextPacker();
    TextPacker(const TextPacker&) = delete;
    TextPacker& operator=(const TextPacker&) = delete;

    /// Empty where it would save less than half: the text is kept as it is. The first long text becomes the pattern and is
    /// packed like the others.
    std::string packed(std::string_view text);
    /// Empty before the first packed text.
    const std::string& pattern() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Packed texts read again.
class TextUnpacker {
public:
    TextUnpacker();
    ~TextUnpacker();
    TextUnpacker(const TextUnpacker&) = delete;
    TextUnpacker& operator=(const TextUnpacker&) = delete;

    /// The text byte for byte; empty where the bytes are damaged.
    std::optional<std::string> unpacked(const std::string& pattern, std::string_view packed);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace qingkong
