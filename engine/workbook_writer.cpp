// SPDX-License-Identifier: Apache-2.0
#include "engine/workbook_writer.hpp"

#include <filesystem>
#include <system_error>

namespace qingkong {

WorkbookWriter::WorkbookWriter(const std::string& path, bool large) : path_(path), part_(path + ".part") {
    lxw_workbook_options options = {};
    options.constant_memory = large ? 1 : 0;
    book_ = workbook_new_opt(part_.c_str(), &options);
    lxw_doc_properties properties = {};
    properties.created = 946'684'800;  // a fixed day: equal content gives equal bytes
    workbook_set_properties(book_, &properties);
}

WorkbookWriter::~WorkbookWriter() {
    if (book_ == nullptr) return;
    workbook_close(book_);
    std::error_code error;
    std::filesystem::remove(part_, error);
}

lxw_worksheet* WorkbookWriter::add_sheet(const std::string& name) {
    return workbook_add_worksheet(book_, name.c_str());
}

lxw_format* WorkbookWriter::add_format() {
    return workbook_add_format(book_);
}

Result<void> WorkbookWriter::finish() {
    const lxw_error written = workbook_close(book_);
    book_ = nullptr;
    std::error_code error;
    if (written == LXW_NO_ERROR) std::filesystem::rename(part_, path_, error);
    if (written == LXW_NO_ERROR && !error) return {};
    const std::string why = written == LXW_NO_ERROR ? error.message() : lxw_strerror(written);
    std::filesystem::remove(part_, error);
    return fail({path_, 0, 0, ""}, {"工作簿不能写入：" + why, "the workbook cannot be written: " + why},
                {"检查文件夹、权限和磁盘空间", "wanted: a folder that exists, may be written and has room"});
}

}  // namespace qingkong
