// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "emissions/inventory_sheets.hpp"

namespace qingkong {

/// Writes rows of one form by column key.
class SheetWriter {
public:
    explicit SheetWriter(const SheetForm& form) : sheet_{&form, {}} {
        for (size_t i = 0; i < form.columns.size(); ++i) index_[form.columns[i].key] = i;
    }
    void begin_row() { sheet_.rows.emplace_back(sheet_.form->columns.size()); }
    void set(const std::string& key, std::string text) { sheet_.rows.back()[index_.at(key)] = std::move(text); }
    void number(const std::string& key, const std::optional<Rational>& value) {
        if (value) set(key, decimal_text(*value));
    }
    void percent(const std::string& key, const std::optional<Rational>& value) {
        if (value) set(key, decimal_text(*value) + "%");
    }
    void count(const std::string& key, const std::optional<int>& value) {
        if (value) set(key, std::to_string(*value));
    }
    void day(const std::string& key, const std::optional<Day>& value) {
        if (value) set(key, format_day(*value));
    }
    void yes(const std::string& key, const std::optional<bool>& value) {
        if (value) set(key, *value ? "是" : "否");
    }
    /// Grams a year as t/a.
    void annual(const AnnualGrams& grams) {
        for (const Emitted pollutant : kAllEmitted)
            if (const int64_t g = grams[static_cast<size_t>(pollutant)]; g != 0)
                number("annual_" + std::string(token(pollutant)), Rational(g, 1'000'000));
    }
    /// Grams a day as kg/d.
    void stated(const std::string& key, const std::array<std::optional<Rational>, kEmitted>& grams) {
        for (const Emitted pollutant : kAllEmitted)
            if (const auto& g = grams[static_cast<size_t>(pollutant)])
                number(key + "_" + std::string(token(pollutant)), *g / Rational(1000));
    }
    void enterprise(const Enterprise& enterprise) {
        set("uscc", enterprise.uscc);
        set("number", enterprise.number);
        set("enterprise_name", enterprise.name);
    }
    SheetText take() { return std::move(sheet_); }

private:
    SheetText sheet_;
    std::map<std::string, size_t> index_;
};

/// As 绩效等级 writes it: `B-`, 引领性.
std::string grade_word(Grade grade);

// The sheets beside enterprises and lines (inventory_sheets_registers.cpp).
SheetText peak_shift_sheet(const Inventory& inventory);
SheetText regime_sheet(const Inventory& inventory);
SheetText dust_sheet(const Inventory& inventory);
SheetText mobile_sheet(const Inventory& inventory);
SheetText other_sheet(const Inventory& inventory);
SheetText site_rule_sheet(const Inventory& inventory);
SheetText site_sheet(const Inventory& inventory);
SheetText library_sheet(const Inventory& inventory);

}  // namespace qingkong
