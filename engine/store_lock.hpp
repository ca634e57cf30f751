// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rules/problem.hpp"

namespace qingkong {

/// Held while a program may write decisions into a database: two writers would each decide from half of what is known.
/// The system lets go of it when the program ends, however it ends.
class StoreLock {
public:
    /// Fails where another program holds it. The file `path`.lock stays; it holds nothing.
    static Result<StoreLock> take(const std::string& path);
    StoreLock(StoreLock&& other) noexcept;
    StoreLock& operator=(StoreLock&&) = delete;
    ~StoreLock();

private:
    explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace qingkong
