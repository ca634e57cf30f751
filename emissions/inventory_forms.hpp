// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emissions/inventory_sheet.hpp"

namespace qingkong::forms {

/// The sheets of an inventory folder, columns as in docs/inventory.md (handbook D.2; official names were not found).
const SheetForm& city();            ///< 城市信息
const SheetForm& enterprises();     ///< 企业基本信息
const SheetForm& grades();          ///< 绩效等级
const SheetForm& exemptions();      ///< 豁免与保障
const SheetForm& lines();           ///< 生产线信息
const SheetForm& measures();        ///< 应急减排措施
const SheetForm& meters();          ///< 用电
const SheetForm& transport();       ///< 运输
const SheetForm& peak_shift();      ///< 错峰生产
const SheetForm& dust_sources();    ///< 扬尘源
const SheetForm& mobile_sources();  ///< 移动源
const SheetForm& other_sources();   ///< 其他源
const SheetForm& industry_rows();   ///< 行业措施
const SheetForm& other_regimes();   ///< 其他管控 (inventory_forms_regime.cpp, docs/regimes.md)
const SheetForm& sites();           ///< 工地
const SheetForm& site_rules();      ///< 工地规则
const SheetForm& measure_library(); ///< 措施库
const SheetForm& summary();         ///< 汇总: never read, always computed

/// Key of a column of a level: `yellow_text`, `orange_so2`.
std::string level_key(AlertLevel level, std::string_view what);

}  // namespace qingkong::forms
