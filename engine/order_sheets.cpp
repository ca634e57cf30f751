// SPDX-License-Identifier: Apache-2.0
#include "engine/order_sheets.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <spdlog/spdlog.h>

#include "alerts/order_sheet.hpp"

namespace qingkong {
namespace {

/// Larger is no sheet of one page.
constexpr std::uintmax_t kLargestSheet = 4 << 20;

std::string bytes_of(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::file_size(path, error) > kLargestSheet || error) return "";
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::function<std::string(const std::string&, AlertLevel)> order_sheets_in(const std::string& folder, const std::string& inventory_hash) {
    std::string mark = bytes_of(std::filesystem::path(folder) / kOrderSheetsMark);
    while (!mark.empty() && mark.back() == '\n') mark.pop_back();
    if (mark.empty() || mark != inventory_hash) {
        spdlog::warn("order sheets in {}: {}; mails go without them", folder,
                     mark.empty() ? "none, or without inventory.txt" : "printed from another inventory");
        return nullptr;
    }
    return [folder](const std::string& enterprise_id, AlertLevel level) -> std::string {
        std::string pdf = bytes_of(std::filesystem::path(folder) / order_sheet_file(enterprise_id, level));
        if (!std::string_view(pdf).starts_with("%PDF-")) pdf.clear();
        return pdf;
    };
}

}  // namespace qingkong
