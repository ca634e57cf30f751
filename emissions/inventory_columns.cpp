// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_columns.hpp"

#include "emissions/emission.hpp"
#include "emissions/exemption.hpp"
#include "emissions/industry.hpp"
#include "emissions/inventory.hpp"

namespace qingkong::columns {

SheetColumn text(std::string key, Words headings, std::string note) {
    return {std::move(key), std::move(headings), false, ColumnType::text, {}, {}, std::move(note)};
}
SheetColumn typed(ColumnType type, std::string key, Words headings, std::string unit, std::string note) {
    return {std::move(key), std::move(headings), false, type, std::move(unit), {}, std::move(note)};
}
SheetColumn choice(std::string key, Words headings, Words choices, std::string note) {
    return {std::move(key), std::move(headings), false, ColumnType::choice, {}, std::move(choices), std::move(note)};
}
SheetColumn code(std::string key, Words headings, std::string note) {
    return typed(ColumnType::code, std::move(key), std::move(headings), {}, std::move(note));
}
SheetColumn date(std::string key, Words headings, std::string note) {
    return typed(ColumnType::date, std::move(key), std::move(headings), {}, std::move(note));
}
SheetColumn yes_no(std::string key, Words headings, std::string note) {
    return {std::move(key), std::move(headings), false, ColumnType::yes_no, {}, {"是", "否"}, std::move(note)};
}
SheetColumn needed(SheetColumn column) {
    column.needed = true;
    return column;
}

Words level_words() {
    Words words;
    for (const AlertLevel level : kLevelsRising) words.push_back(level_name(level).zh);
    return words;
}
Words grade_words() {
    return {"A", "B", "B-", "C", "D", "引领性", "非引领性", "未分级"};
}
Words industry_words() {
    Words words;
    for (const Industry& industry : key_industries()) words.emplace_back(industry.name);
    return words;
}
Words exemption_words() {
    Words words;
    for (int i = 0; i <= static_cast<int>(ExemptionKind::livelihood_site); ++i)
        words.push_back(exemption_name(static_cast<ExemptionKind>(i)).zh);
    return words;
}
Words source_class_words() {
    Words words;
    for (int i = 0; i <= static_cast<int>(SourceClass::other); ++i)
        words.push_back(source_class_name(static_cast<SourceClass>(i)).zh);
    return words;
}
Words zone_words() {
    return {"重点管理区", "一般管理区"};
}

void append_emissions(Columns& columns, const std::string& key, const Words& stems, const std::string& unit) {
    constexpr std::string_view kSheetNames[kEmitted] = {"SO2", "NOx", "PM", "VOCs"};
    for (const Emitted pollutant : kAllEmitted) {
        SheetColumn column = typed(ColumnType::amount, key + "_" + std::string(token(pollutant)), {}, unit);
        for (const std::string& stem : stems)
            column.headings.push_back(stem + std::string(kSheetNames[static_cast<std::size_t>(pollutant)]));
        if (pollutant == Emitted::pm)
            for (const std::string& stem : stems) column.headings.push_back(stem + "颗粒物");
        columns.push_back(std::move(column));
    }
}

}  // namespace qingkong::columns
