// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rules/problem.hpp"

namespace qingkong {

/// The zip archive of an .xlsx workbook held in memory (libzip). `bytes` must outlive it.
class WorkbookArchive {
public:
    /// Fails where the bytes are no whole, plain zip archive: an old .xls, a file with a password, a cut download.
    static Result<WorkbookArchive> open(std::string_view bytes, const std::string& file);
    WorkbookArchive(WorkbookArchive&&) noexcept;
    WorkbookArchive& operator=(WorkbookArchive&&) noexcept;
    ~WorkbookArchive();

    bool has(const std::string& part) const;
    const std::string& file() const { return file_; }
    struct Handle;
    Handle& handle() const { return *handle_; }

private:
    WorkbookArchive(std::unique_ptr<Handle> handle, std::string file);
    std::unique_ptr<Handle> handle_;
    std::string file_;
};

enum class XmlNode { begin, end, text, other, finished };

/// One XML part of a workbook, read node by node (libxml2's streaming reader): names without their prefixes, no
/// network, no entities, no document type, at most `kLargestPart` bytes. After `finished` `problems()` says whether the
/// part was whole; if it was not, what was read counts for nothing.
class WorkbookPart {
public:
    static constexpr uint64_t kLargestPart = 256ULL << 20;

    WorkbookPart(const WorkbookArchive& archive, const std::string& part);
    WorkbookPart(const WorkbookPart&) = delete;
    WorkbookPart& operator=(const WorkbookPart&) = delete;
    ~WorkbookPart();

    XmlNode next();
    /// Local name of the element; valid until the next call.
    std::string_view name() const;
    /// `<x/>`: no `end` follows.
    bool empty_element() const;
    /// Text of a text node.
    std::string_view text() const;
    /// Attribute by local name, empty where it is absent; valid until the next call of any function.
    std::string_view attribute(std::string_view name);
    /// Calls `take(name, value)` for each attribute, with local names.
    template <class Take>
    void attributes(Take take) {
        for (bool more = first_attribute(); more; more = next_attribute()) take(name(), text());
        leave_attributes();
    }
    const std::vector<Problem>& problems() const { return problems_; }

private:
    struct State;
    bool first_attribute();
    bool next_attribute();
    void leave_attributes();
    void refuse(Text what, Text wanted);

    std::unique_ptr<State> state_;
    std::vector<Problem> problems_;
    std::string file_;
};

}  // namespace qingkong
