// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/inventory.hpp"
#include "rules/time.hpp"

namespace qingkong {

enum class ChangeKind { added, removed, changed };
/// `added`, `removed`, `changed`.
std::string_view token(ChangeKind what);
/// 新增, 删除, 修改.
Text change_name(ChangeKind what);

/// One readable difference of two inventories: a cell that has another text, or a whole row that came or went.
struct InventoryChange {
    std::string area;           ///< id of the enterprise's or source's area; empty = of the whole inventory
    std::string enterprise_id;  ///< or the number of a source; empty = of the whole inventory
    std::string enterprise;     ///< name of the enterprise or source
    std::string line_id;
    ChangeKind what = ChangeKind::changed;
    std::string sheet;  ///< 应急减排措施
    std::string row;    ///< what else names the row: `橙色`, a meter, a date; empty where nothing does
    std::string field;  ///< heading of the column; `行` of a whole row, `次序` where rows only changed places
    std::string was;    ///< of a whole row `列=值；列=值`
    std::string is;
    bool operator==(const InventoryChange&) const = default;
};

/// Every difference, by area, then enterprise in the order of `after`, then sheet; what is of the whole inventory comes
/// first. Found in the texts of all sheets, so that a new column can never be forgotten: empty exactly where
/// inventory_text() of both is equal. An enterprise that has got its USCC is the same one where name and area are.
std::vector<InventoryChange> difference(const Inventory& before, const Inventory& after);

/// Ids of `after` by ids of `before` for enterprises that are the same under another id.
std::map<std::string, std::string> renamed_enterprises(const Inventory& before, const Inventory& after);

/// A figure or a state before and after.
struct ChangeFigure {
    std::string item;  ///< `enterprises`, `enterprises_added`, `base`, `reduction`, `grade`, `exemption`, …
    std::string area, enterprise_id, enterprise;  ///< of `grade` and `exemption`; also of an enterprise that came or went
    std::string level;      ///< token, of `reduction`
    std::string pollutant;  ///< token, of `base` and `reduction`
    std::string was, is;    ///< g/d rounded half up, counts, grades, exemptions
    bool operator==(const ChangeFigure&) const = default;
};

/// How many enterprises, lines and sources there are, came, went and changed; base and planned reduction of the whole
/// city per pollutant and level as on `day`; who has another grade or other exemptions on that day; who came and went.
std::vector<ChangeFigure> difference_summary(const Inventory& before, const Inventory& after,
                                             const std::vector<InventoryChange>& changes, Day day);

}  // namespace qingkong
