// SPDX-License-Identifier: Apache-2.0
#include "bench/csv_part.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>

namespace bench {

CsvFile::CsvFile(std::string path, std::string_view heading) : path_(std::move(path)) {
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat facts = {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &facts) != 0)
        throw InputError{path_ + ": cannot be opened: " + std::strerror(errno)};
    size_ = static_cast<uint64_t>(facts.st_size);
    std::vector<char> head(heading.size() + 2);
    head.resize(read(head.data(), head.size(), 0));
    std::string_view found(head.data(), head.size());
    const std::size_t end = found.find('\n');
    first_row_ = end == found.npos ? size_ : end + 1;
    found = found.substr(0, end);
    if (found.ends_with('\r')) found.remove_suffix(1);
    if (found != heading) {
        ::close(descriptor_);
        throw InputError{path_ + ":1: not the heading; wanted: " + std::string(heading)};
    }
}

CsvFile::~CsvFile() {
    ::close(descriptor_);
}

std::size_t CsvFile::read(char* to, std::size_t bytes, uint64_t offset) const {
    std::size_t got = 0;
    while (got < bytes) {
        const ssize_t more = ::pread(descriptor_, to + got, bytes - got, static_cast<off_t>(offset + got));
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) throw InputError{path_ + ": cannot be read: " + std::strerror(errno)};
        if (more == 0) break;
        got += static_cast<std::size_t>(more);
    }
    return got;
}

uint64_t CsvFile::begin_of(int part, int parts) const {
    if (part == 0) return first_row_;
    const uint64_t near =
        first_row_ + (size_ - first_row_) / static_cast<uint64_t>(parts) * static_cast<uint64_t>(part);
    if (part >= parts || near <= first_row_) return part >= parts ? size_ : first_row_;
    std::vector<char> bytes(kBlock);
    const std::size_t got = read(bytes.data(), bytes.size(), near - 1);
    const char* end = static_cast<const char*>(std::memchr(bytes.data(), '\n', got));
    return end == nullptr ? size_ : near + static_cast<uint64_t>(end - bytes.data());
}

std::size_t CsvFile::read_rows(std::vector<char>& buffer, uint64_t begin, uint64_t end) const {
    const std::size_t wanted = static_cast<std::size_t>(std::min<uint64_t>(kBlock, end - begin));
    const std::size_t got = read(buffer.data(), wanted, begin);
    if (got < wanted) fail(begin, "the file became shorter while it was read");
    if (begin + got == size_ && buffer[got - 1] != '\n') {
        buffer[got] = '\n';
        return got + 1;
    }
    const char* last = static_cast<const char*>(::memrchr(buffer.data(), '\n', got));
    if (last == nullptr) fail(begin, "a row of more than 512 KiB");
    return static_cast<std::size_t>(last - buffer.data()) + 1;
}

void CsvFile::fail(uint64_t offset, const std::string& what) const {
    uint64_t line = 1;
    std::vector<char> bytes(kBlock);
    for (uint64_t at = 0; at < offset;) {
        const std::size_t got = read(bytes.data(), std::min<uint64_t>(kBlock, offset - at), at);
        if (got == 0) break;
        line +=
            static_cast<uint64_t>(std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got), '\n'));
        at += got;
    }
    throw InputError{path_ + ":" + std::to_string(line) + ": " + what};
}

}  // namespace bench
