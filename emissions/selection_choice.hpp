// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emissions/selection.hpp"

namespace qingkong {

/// A row while the regimes are not yet combined.
struct ChosenRow {
    MeasureOrder order;
    Rational load{1};    ///< what the alert allows, exact; 1 = no limit of the load
    std::string remark;  ///< of this row alone: `row of yellow`
};

/// What the selection knows about one enterprise or source while it decides; reasons are collected where a choice is made
/// and become the column `basis`.
struct Choice {
    const Inventory& inventory;
    const SelectionTerms& terms;
    AlertLevel level = AlertLevel::normal;  ///< whose rows count here (zone)
    MeasureOrder head;                      ///< area, id, name, grade of every row
    std::string decided_by;                 ///< `grade c`, `exemption heat_guarantee`, `class small_micro`
    std::string plan;                       ///< `plan 2025-2`
    std::vector<std::string> remarks;       ///< why an exemption does not count, which row was taken

    Day day() const { return terms.decided; }
    Day start_day() const { return terms.starts.value_or(terms.decided); }
    std::string basis(const std::string& regimes = "alert", const std::string& remark = {}) const;
    /// A row without duty.
    ChosenRow told(const std::string& words) const;
};

/// The row of a line or source that carries out this measure.
ChosenRow measure_row(const Choice& choice, const Measure& measure);
/// Exemptions in force at the decision and the level; those that no longer count are named in the remarks.
std::vector<const Exemption*> valid_exemptions(const std::vector<Exemption>& exemptions, Choice& choice);
std::string exemption_terms(const Exemption& exemption);

/// Step 5 of F.1: the notice's batch and the measures not applied this time.
void apply_round(const Choice& choice, const Enterprise& enterprise, std::vector<ChosenRow>& rows);
void apply_round(const Choice& choice, ChosenRow& row);
/// Step 6: combined with the other regimes; the basis is written.
std::vector<MeasureOrder> combined(const Choice& choice, const Enterprise& enterprise, std::vector<ChosenRow> rows);
MeasureOrder combined(const Choice& choice, const Source& source, ChosenRow row);
/// After a release: what may resume, what is still forbidden.
MeasureOrder released(const Choice& choice, const Enterprise& enterprise);
MeasureOrder released(const Choice& choice, const Source& source);

/// Sites, fleets, boilers (selection_source.cpp).
MeasureOrder select_source(Choice& choice, const Source& source);

}  // namespace qingkong
