// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emissions/emission.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// What a measure does to the load of a line (handbook D.2, D.4).
enum class MeasureKind {
    none,    ///< 无: stated for the level, but nothing mandatory (voluntary words)
    stop,    ///< 停产: load 0
    limit,   ///< 限产: percent *less* of the smallest of the three capacities
    count,   ///< 停产台数: counted equipment, `ordered` of `of`
    coking,  ///< 出焦时间: load = normal hours / ordered hours (handbook L.3 R10)
    other,   ///< 其他: transport, operation, dust; mandatory, no load cap
};
/// `none`, `stop`, …
std::string_view token(MeasureKind kind);
Text measure_kind_name(MeasureKind kind);
std::optional<MeasureKind> parse_measure_kind(std::string_view text);

/// Counted equipment: `{台 电解槽, 44 of 220}`. A share “以生产线计” is rounded up to whole lines by the reader.
struct Counted {
    std::string unit;
    int ordered = 0;
    int of = 0;
    bool operator==(const Counted&) const = default;
};

/// One row of 应急减排措施: the measure of a line, site or fleet at one level.
struct Measure {
    MeasureKind kind = MeasureKind::none;
    std::string text;                ///< the inventory's words
    Rational limit_percent;          ///< as written: 限产20% = 20; only of `limit`
    std::optional<Counted> counted;  ///< only of `count`
    Rational coking_hours_normal;    ///< only of `coking`
    Rational coking_hours_ordered;
    int ramp_hours = 0;  ///< granted: only with a reason confirmed by the county
    std::string ramp_reason;
    std::string permit_clause;
    std::string responsible;                                         ///< 责任岗位
    std::string verify_by;                                           ///< 核查方式
    std::array<std::optional<Rational>, kEmitted> stated_g_per_day;  ///< as written in the sheet (kg/d there)
    Place place;
    bool operator==(const Measure&) const = default;

    bool mandatory() const { return kind != MeasureKind::none; }
};

/// A measure or none, as std::optional says it, in the room of a pointer: most levels of most lines have none, and a city
/// has a hundred thousand lines.
class HeldMeasure {
public:
    HeldMeasure() = default;
    HeldMeasure(Measure measure) : held_(std::make_unique<Measure>(std::move(measure))) {}  // NOLINT: as optional does
    HeldMeasure(const HeldMeasure& other) : held_(other.held_ ? std::make_unique<Measure>(*other.held_) : nullptr) {}
    HeldMeasure(HeldMeasure&&) noexcept = default;
    HeldMeasure& operator=(const HeldMeasure& other) { return *this = HeldMeasure(other); }
    HeldMeasure& operator=(HeldMeasure&&) noexcept = default;
    ~HeldMeasure() = default;

    explicit operator bool() const { return held_ != nullptr; }
    bool has_value() const { return held_ != nullptr; }
    void reset() { held_.reset(); }
    const Measure& operator*() const { return *held_; }
    Measure& operator*() { return *held_; }
    const Measure* operator->() const { return held_.get(); }
    Measure* operator->() { return held_.get(); }
    bool operator==(const HeldMeasure& other) const {
        return held_ && other.held_ ? *held_ == *other.held_ : !held_ && !other.held_;
    }

private:
    std::unique_ptr<Measure> held_;
};

/// Measures by level; index = AlertLevel, `normal` always empty.
struct MeasuresByLevel {
    std::array<HeldMeasure, kLevelCount> at;

    const HeldMeasure& operator[](AlertLevel level) const { return at[static_cast<size_t>(level)]; }
    HeldMeasure& operator[](AlertLevel level) { return at[static_cast<size_t>(level)]; }
    /// The row of the level, else of the next lower non-empty level (handbook F.1 step 4); `from` says which.
    const Measure* effective(AlertLevel level, AlertLevel* from = nullptr) const;
    bool empty() const;
    bool operator==(const MeasuresByLevel&) const = default;
};

}  // namespace qingkong
