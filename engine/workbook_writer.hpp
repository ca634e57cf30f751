// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <xlsxwriter.h>

#include "rules/problem.hpp"

namespace qingkong {

/// A workbook that is being written beside `path` and takes its place only when `finish` succeeds.
class WorkbookWriter {
public:
    /// `large` keeps no cells in memory; rows must then come in order.
    WorkbookWriter(const std::string& path, bool large);
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;
    ~WorkbookWriter();

    lxw_worksheet* add_sheet(const std::string& name);
    lxw_format* add_format();
    Result<void> finish();

private:
    std::string path_;
    std::string part_;
    lxw_workbook* book_ = nullptr;
};

}  // namespace qingkong
