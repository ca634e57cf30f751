// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/gram_sum.hpp"
#include "emissions/inventory.hpp"
#include "rules/level.hpp"

namespace qingkong {

/// Thousandths of a line's base that a measure takes away, by pollutant, each 0 to 1000: a stop 1000, 限产20% 200.
using Cut = std::array<uint16_t, kEmitted>;

/// Which measure a line has at a level: 0 none, 1 to 5 the line's row of that AlertLevel (a lower one where the level
/// has no row of its own), `kOtherOrder` what another text than the line's rows asks (a guarantee, an industry's row).
using OrderCode = uint8_t;
constexpr OrderCode kNoOrder = 0;
constexpr OrderCode kOtherOrder = 6;

/// What grade and exemptions make of the lines' rows, level by level (handbook F.1 steps 2 and 3).
struct LineDuty {
    static constexpr uint8_t kRowsApply = 255;
    /// Index = AlertLevel. `kRowsApply`; 100 = nothing mandatory (grade A, a lifting exemption); less = the load that a
    /// guarantee allows to every line, in percent.
    std::array<uint8_t, kLevelCount> allowed_percent = {255, 255, 255, 255, 255, 255};
    bool counted = true;  ///< false: long-term stopped, neither in the base nor in the reduction (handbook D.5)

    /// Nothing mandatory up to and including `level`.
    static LineDuty lifted_to(AlertLevel level);
};

/// Orders, base and reduction of one area, or of one owner, at a level; exact.
struct ReductionSums {
    uint32_t orders = 0;  ///< lines with a measure
    std::array<GramSum, kEmitted> base;
    std::array<GramSum, kEmitted> reduction;

    ReductionSums& operator+=(const ReductionSums& other);
    bool operator==(const ReductionSums&) const = default;
    DailyEmission base_g_per_day() const;
    DailyEmission reduction_g_per_day() const;
    /// Is 100 x reduction >= percent x base? (a base of zero is reached by nothing: ask `base` first)
    bool reaches(Emitted pollutant, int percent) const;
    /// Share in millionths, cut; empty where the base is zero.
    std::optional<int64_t> share_ppm(Emitted pollutant) const;
};

/// What a level asks of a whole inventory.
struct LevelSelection {
    std::vector<OrderCode> orders;     ///< by line
    std::vector<ReductionSums> areas;  ///< by area
};

/// An inventory as columns: what a level orders and what it saves is one pass over memory, and one enterprise that
/// changes is a correction of kept sums. Everything is exact.
///
/// An *owner* is an enterprise, or a source without lines; it lies in one area and owns consecutive lines. A line whose
/// base is a whole number of kg/96360 a day below 2^32 and whose measures are whole thousandths lies in the columns, 16
/// bytes and 9 a level; any other (cap over output, 24 of 36 coking hours, a stated kg/d) in a side list of fractions.
/// It makes no law: who must do what is decided by `selection` or by the caller's LineDuty.
///
/// Building: owners, each followed by its lines; `lay_out`; measures; `sum_up`. Afterwards edits only inside `change`.
/// At most `kMostLines` lines and 65536 areas (std::length_error).
class ReductionTable {
public:
    static constexpr uint32_t kMostLines = 1U << 22;  ///< a sum of so many thousandths of 2^32 fits 64 bits

    /// Levels below `lowest` have no orders and take no memory.
    explicit ReductionTable(std::size_t areas, AlertLevel lowest = AlertLevel::ungraded);

    void reserve(std::size_t owners, std::size_t lines);
    uint32_t add_owner(uint32_t area, const LineDuty& duty = {});
    /// Of the owner added last; gives the line's index.
    uint32_t add_line(const AnnualGrams& annual_g, SourceClass source_class);
    void lay_out();
    void sum_up();

    void set_duty(uint32_t owner, const LineDuty& duty) { duties_[owner] = duty; }
    /// Another base; the line's measures are gone.
    void set_base(uint32_t line, const AnnualGrams& annual_g, SourceClass source_class);
    /// The line's own row of a level, or that it has none: higher levels without an own row follow. Before `sum_up`
    /// several threads may call it for different lines.
    void set_measure(uint32_t line, AlertLevel level, const std::optional<Cut>& cut);
    /// What the line does at this level only, as decided elsewhere. Not mixed with `set_measure` on one line.
    void set_reduction(uint32_t line, AlertLevel level, OrderCode code, const DailyEmission& reduction);

    /// Edits of the duty and the lines of one owner; the kept sums follow. O(its lines).
    template <typename Edit>
    void change(uint32_t owner, Edit&& edit) {
        count(owner, -1);
        edit();
        count(owner, 1);
    }

    /// Orders of every line and sums of every area, from the columns.
    LevelSelection select(AlertLevel level) const;
    /// The same sums as kept: no line is looked at.
    const std::vector<ReductionSums>& kept(AlertLevel level) const { return kept_[index(level)]; }
    /// All areas together.
    ReductionSums kept_total(AlertLevel level) const;
    ReductionSums of_owner(uint32_t owner, AlertLevel level) const;

    std::size_t owners() const { return duties_.size(); }
    std::size_t lines() const { return base_.size(); }
    std::size_t exact_lines() const { return exact_.size(); }  ///< in the side list
    uint32_t area(uint32_t owner) const { return areas_[owner]; }
    uint32_t first_line(uint32_t owner) const { return first_lines_[owner]; }
    uint32_t end_line(uint32_t owner) const { return first_lines_[owner + 1]; }
    uint32_t owner_of(uint32_t line) const;
    const LineDuty& duty(uint32_t owner) const { return duties_[owner]; }
    /// Before the owner's duty.
    OrderCode row(uint32_t line, AlertLevel level) const;

private:
    struct LevelColumns {
        std::vector<OrderCode> rows;
        std::vector<Cut> cuts;
    };
    struct ExactLine {
        uint32_t owner = 0;
        DailyEmission base;
        std::array<DailyEmission, kLevelCount> reduction;
    };
    struct Part {
        uint32_t orders = 0;
        std::array<uint64_t, kEmitted> reduction = {};

        Part& operator+=(const Part& other) {
            orders += other.orders;
            for (std::size_t p = 0; p < kEmitted; ++p) reduction[p] += other.reduction[p];
            return *this;
        }
    };
    static std::size_t index(AlertLevel level) { return static_cast<std::size_t>(level); }
    bool held(std::size_t level) const { return level >= lowest_ && level < kLevelCount; }
    void put_base(uint32_t line, uint32_t owner, const AnnualGrams& annual_g, SourceClass source_class);
    ExactLine& make_exact(uint32_t line);
    Part column_part(uint32_t owner, std::size_t level, OrderCode* orders) const;
    void add_base(uint32_t owner, int times, std::array<GramSum, kEmitted>& base) const;
    void add_exact(const ExactLine& line, std::size_t level, int times, std::array<GramSum, kEmitted>& sums) const;
    void count(uint32_t owner, int times);

    std::size_t area_count_;
    std::size_t lowest_;
    std::vector<uint16_t> areas_;                       ///< by owner
    std::vector<uint32_t> first_lines_;                 ///< by owner, and the end
    std::vector<LineDuty> duties_;                          ///< by owner
    std::vector<std::array<uint32_t, kEmitted>> base_;  ///< by line, kg/d x 96360; 0 where the line is in `exact_`
    std::array<LevelColumns, kLevelCount> levels_;
    std::map<uint32_t, ExactLine> exact_;  ///< by line
    std::array<std::vector<ReductionSums>, kLevelCount> kept_;
};

}  // namespace qingkong
