// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/plan_board.hpp"
#include "emissions/selection.hpp"

namespace qingkong {

/// 应急减排措施单: one level of one enterprise on a page A4, printed in advance and attached to the mail of that level. It
/// bears no hour and no number: both stand in the notice that it goes with, and without one it orders nothing. Of the
/// terms `day`, `supervisor`, `supervisor_telephone` and `exercise` count.
std::string order_sheet_html(const Inventory& inventory, const Enterprise& enterprise, AlertLevel level,
                             const BoardTerms& terms, const Templates& templates);

/// Does the sheet of the day say what these orders of the enterprise say: the same lines, measures and caps?
bool is_order_sheet_of(const Inventory& inventory, const Enterprise& enterprise, AlertLevel level, Day day,
                       const std::vector<MeasureOrder>& orders);

/// Name of its PDF: `91990104350000371U-order-orange.pdf`; what a file system or a shell minds in the id becomes `_`.
std::string order_sheet_file(const std::string& enterprise_id, AlertLevel level);
/// An enterprise's id as the beginning of a file's name.
std::string file_name_of(const std::string& enterprise_id);

}  // namespace qingkong
