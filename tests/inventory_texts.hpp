// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "emissions/inventory_reader.hpp"

namespace inventory_texts {

/// Sheets as a person would write them, small enough to check by hand. Each function may be given other rows.
inline qingkong::Sheet sheet(const std::string& name, const std::string& text) {
    return {name + ".csv", name, text};
}

inline const std::string kEnterpriseHead =
    "序号,行政区划代码,县(区),企业名称,统一社会信用代码,行业类型,企业类别,绩效等级,绩效等级有效期起,联系岗位,手机,邮箱,"
    "操作方案版本,操作方案状态\n";
inline const std::string kLineHead =
    "企业序号,生产线编号,环评批复产能(t/d),排污许可载明产能(t/d),前一年正常生产实际产量(t/d),年排放量SO2(t/"
    "a),年排放量NOx(t/a),年排放量PM(t/a),年排放量VOCs(t/a)\n";
inline const std::string kMeasureHead =
    "企业序号,生产线编号,预警级别,措施文字,措施类型,限产比例,停产台数,设备总数,正常出焦时间(h),应急出焦时间(h),"
    "达到时间(h),安全理由,县级核定,核查方式\n";

/// One row of 企业基本信息: number, area, industry, class, grade and plan status.
inline std::string enterprise(const std::string& number, const std::string& area, const std::string& industry,
                              const std::string& of_class, const std::string& grade,
                              const std::string& status = "备案") {
    return number + "," + area + ",区,企业" + number + ",," + industry + "," + of_class + "," + grade +
           ",2013-01-01,值班室,000-0000-0000,duty@example.com,2025-2," + status + "\n";
}

inline qingkong::Inventory read(const std::vector<qingkong::Sheet>& sheets) {
    std::vector<qingkong::Problem> notes;
    auto inventory = qingkong::read_inventory(sheets, notes);
    std::string problems;
    if (!inventory)
        for (const qingkong::Problem& problem : inventory.error())
            problems += problem.print(qingkong::Language::en) + "\n";
    if (!inventory) throw std::runtime_error(problems);
    return std::move(*inventory);
}

/// Every finding, one a line, in English: errors when refused, then the notes.
inline std::string findings(const std::vector<qingkong::Sheet>& sheets) {
    std::vector<qingkong::Problem> notes;
    const auto inventory = qingkong::read_inventory(sheets, notes);
    std::string text;
    if (!inventory)
        for (const qingkong::Problem& problem : inventory.error()) text += problem.print(qingkong::Language::en) + "\n";
    for (const qingkong::Problem& problem : notes) text += problem.print(qingkong::Language::en) + "\n";
    return text;
}

}  // namespace inventory_texts
