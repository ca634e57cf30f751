// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace qingkong {

/// A file or standard input (`-`), read piece by piece; gzip and zstd are unpacked as they come (interface: common
/// rules). Memory does not depend on the size of the file.
class ByteSource {
public:
    /// Fails where the file cannot be opened.
    static Result<ByteSource> open(const std::string& path);
    ~ByteSource();
    ByteSource(ByteSource&&) noexcept;
    ByteSource& operator=(ByteSource&&) noexcept;

    /// The next bytes, valid until the next call; empty at the end. Fails where reading or unpacking fails.
    Result<std::string_view> next();

private:
    struct State;
    explicit ByteSource(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The whole of it.
Result<std::string> read_all(const std::string& path);

}  // namespace qingkong
