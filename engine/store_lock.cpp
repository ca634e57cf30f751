// SPDX-License-Identifier: Apache-2.0
#include "engine/store_lock.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace qingkong {

Result<StoreLock> StoreLock::take(const std::string& path) {
    const std::string file = path + ".lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        const char* why = std::strerror(errno);
        return fail({file, 0, 0, ""}, {fmt::format("不能建立锁文件：{}", why), fmt::format("cannot make the lock file: {}", why)},
                    {"请检查数据库所在文件夹及其权限", "check the folder of the database and its permissions"});
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return StoreLock(descriptor);
    ::close(descriptor);
    return fail({path, 0, 0, ""}, {"另一个程序正在使用这个数据库", "another program works with this database"},
                {"守护进程运行时请用接口或页面操作，或先停止它", "while the daemon runs use its API or page, or stop it first"});
}

StoreLock::StoreLock(StoreLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StoreLock::~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace qingkong
