// SPDX-License-Identifier: Apache-2.0
#include "emissions/accounting_closing.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace qingkong {
namespace {

bool household(SourceClass source_class) {
    return source_class == SourceClass::heating_boiler || source_class == SourceClass::residential_coal;
}

std::optional<Spared> spared_by(const std::vector<Exemption>& exemptions, const PlannedLevel& plan) {
    for (const Exemption& exemption : exemptions) {
        const AlertLevel highest = std::min(exemption.max_level, highest_level(exemption.kind));
        if (plan.level <= highest && holds_on(exemption.valid_from, exemption.valid_to, plan.day))
            return caps_load(exemption.kind) ? Spared::guaranteed : Spared::exempt;
    }
    return std::nullopt;
}

std::optional<Spared> spared(const PlannedUnit& unit, const PlannedLevel& plan) {
    if (unit.source != nullptr) {
        if (household(unit.source->source_class)) return Spared::livelihood;
        if (unit.site_goes_on) return Spared::exempt;
        return spared_by(unit.source->exemptions, plan);
    }
    const Enterprise& enterprise = *unit.enterprise;
    if (const auto reason = spared_by(enterprise.exemptions, plan)) return reason;
    const Grade grade = enterprise.grade_on(plan.day);
    if (grade == Grade::a || grade == Grade::leading) return Spared::voluntary_grade;
    if (enterprise.enterprise_class == EnterpriseClass::small_micro) return Spared::small;
    if (supplies_public(enterprise)) return Spared::livelihood;
    return std::nullopt;
}


SourceClass class_of(const PlannedUnit& unit, const PlannedLine& line) {
    return line.line != nullptr ? line.line->source_class : unit.source->source_class;
}

Rational remaining(const PlannedUnit& unit, const PlannedLine& line, Emitted pollutant) {
    const auto i = static_cast<std::size_t>(pollutant);
    const AnnualGrams& annual = line.line != nullptr ? line.line->annual_g : unit.source->annual_g;
    const Rational base = Rational(annual[i], day_divisor(class_of(unit, line))) * line.left;
    const Rational left = line.order != nullptr ? base - line.order->reduction[pollutant] : base;
    return left.negative() ? Rational() : left;
}

__extension__ using Wide = __int128;  // ISO C++ has no name for the type

/// A candidate with its weight in units of 2^-40, at most `slack` of them too low: enough to rank almost all of many
/// thousands without the common denominators of their lines.
struct Candidate {
    const PlannedUnit* unit = nullptr;
    Wide weight = 0;
    int slack = 0;
};

constexpr std::size_t kMore = 10;      // told beyond those that suffice
constexpr std::size_t kHopeless = 100;  // told where all do not suffice
constexpr int kScaleBits = 40;

/// grams x factor in units of 2^-40, cut: low by less than factor + 1 units.
Wide scaled(const Rational& grams, const Rational& factor) {
    const int64_t cut = grams.cut();
    const Rational rest = grams - Rational(cut);
    const Wide part = rest.small() ? (static_cast<Wide>(rest.num()) << kScaleBits) / rest.den()
                                   : static_cast<Wide>((rest * Rational(int64_t{1} << kScaleBits)).cut());
    return ((static_cast<Wide>(cut) << kScaleBits) + part) * factor.num() / factor.den();
}

class Search {
public:
    Search(const PlannedLevel& plan, const AccountRow& row, const AccountRow* partner)
        : plan_(plan), row_(row), partner_(partner) {
        closing_.level = plan.level;
        closing_.row = row;
        closing_.by_interchange = partner != nullptr;
        closing_.missing = row.missing_g_per_day.value_or(Rational());
        if (partner == nullptr) return;
        closing_.missing = Rational(row.interchange->wanted_percent()) - row.interchange->sum_percent();
        closing_.per_gram = Rational(100) / row.base_g_per_day;
        closing_.per_partner_gram = Rational(100) / partner->base_g_per_day;
    }

    Closing run() {
        for (const PlannedUnit& unit : plan_.units)
            if (unit.in_base()) weigh(unit);
        std::stable_sort(found_.begin(), found_.end(), [this](const Candidate& a, const Candidate& b) {
            const bool of_enterprise = a.unit->source == nullptr;
            if (of_enterprise != (b.unit->source == nullptr)) return of_enterprise;
            if (a.weight > b.weight + b.slack) return true;
            if (b.weight > a.weight + a.slack) return false;
            return closing_.weight(tell(*a.unit)) > closing_.weight(tell(*b.unit));
        });
        const Wide missing = scaled(closing_.missing, Rational(1));
        Wide sum = 0;
        Wide slack = 0;
        for (std::size_t i = 0; i < found_.size(); ++i) {
            ++(found_[i].unit->source == nullptr ? closing_.enterprises : closing_.sources);
            if (closing_.needed) continue;
            sum += found_[i].weight;
            slack += found_[i].slack;
            // The scaled sum says whether these suffice, unless it lies within its slack of the missing amount.
            if (sum > missing || (sum + slack >= missing && exactly_enough(i + 1))) closing_.needed = i + 1;
        }
        const std::size_t told = closing_.needed ? *closing_.needed + kMore : kHopeless;
        for (std::size_t i = 0; i < std::min(told, found_.size()); ++i) closing_.units.push_back(tell(*found_[i].unit));
        return std::move(closing_);
    }

private:
    bool exactly_enough(std::size_t count) const {
        ExactSum exact;
        for (std::size_t i = 0; i < count; ++i)
            for (const ClosingLine& line : tell(*found_[i].unit).lines) {
                exact.add(line.remaining_g_per_day * closing_.per_gram);
                exact.add(line.partner_g_per_day * closing_.per_partner_gram);
            }
        return exact.value() >= closing_.missing;
    }

    std::optional<Spared> line_spared(const PlannedUnit& unit, const PlannedLine& line) const {
        if (line.held()) return Spared::other_regime;
        if (household(class_of(unit, line))) return Spared::livelihood;
        return std::nullopt;
    }

    /// Calls `take(line, left, left of the partner)` for every line of the scope that still emits.
    template <class Take>
    void each_line(const PlannedUnit& unit, Take take) const {
        for (const PlannedLine& line : unit.lines) {
            if (!row_.scope.covers(unit.source == nullptr, class_of(unit, line))) continue;
            const Rational left = remaining(unit, line, row_.pollutant);
            const Rational other = partner_ != nullptr ? remaining(unit, line, partner_->pollutant) : Rational();
            if (!left.zero() || !other.zero() || line.held()) take(line, left, other);
        }
    }

    void weigh(const PlannedUnit& unit) {
        const auto slack = static_cast<int>(closing_.per_gram.cut() + closing_.per_partner_gram.cut() + 4);
        const auto reason = spared(unit, plan_);
        Candidate found{&unit};
        std::optional<Spared> left_out;
        each_line(unit, [&](const PlannedLine& line, const Rational& left, const Rational& other) {
            if (const auto why = reason ? reason : line_spared(unit, line)) {
                left_out = why;
                return;
            }
            found.weight += scaled(left, closing_.per_gram) + scaled(other, closing_.per_partner_gram);
            found.slack += slack;
        });
        if (found.slack > 0)
            found_.push_back(found);
        else if (left_out)
            ++closing_.spared[*left_out];
    }

    /// The unit as it is told, its largest line first.
    ClosingUnit tell(const PlannedUnit& unit) const {
        ClosingUnit told{unit.area(), unit.id(), unit.name(), unit.source == nullptr, {}};
        each_line(unit, [&](const PlannedLine& line, const Rational& left, const Rational& other) {
            if (line_spared(unit, line)) return;
            told.lines.push_back({line.line != nullptr ? line.line->line_id : "",
                                  line.order != nullptr ? line.order->measure : "", left, other});
        });
        std::stable_sort(told.lines.begin(), told.lines.end(), [](const ClosingLine& a, const ClosingLine& b) {
            return a.remaining_g_per_day > b.remaining_g_per_day;
        });
        return told;
    }

    const PlannedLevel& plan_;
    const AccountRow& row_;
    const AccountRow* partner_;
    Closing closing_;
    std::vector<Candidate> found_;
};

}  // namespace

Text spared_name(Spared reason) {
    switch (reason) {
        case Spared::voluntary_grade:
            return {"A级、引领性企业", "grade A and leading"};
        case Spared::guaranteed:
            return {"保障类企业", "guaranteed"};
        case Spared::exempt:
            return {"豁免企业和民生工程", "exempt, livelihood sites"};
        case Spared::small:
            return {"小微涉气企业", "small emitters"};
        case Spared::livelihood:
            return {"供电、供热、供气、供水和民用", "power, heat, gas, water and households"};
        case Spared::other_regime:
            return {"已错峰停产或受其他管控停产", "stopped by peak-shift or another regime"};
    }
    return {};
}

bool supplies_public(const Enterprise& enterprise) {
    const std::string& code = enterprise.gb4754;
    const auto digit = code.find_first_of("0123456789");
    if (digit == std::string::npos) return false;
    const std::string division = code.substr(digit, 2);
    return division == "44" || division == "45" || division == "46";
}

Rational Closing::weight(const ClosingUnit& unit) const {
    Rational sum;
    for (const ClosingLine& line : unit.lines)
        sum += line.remaining_g_per_day * per_gram + line.partner_g_per_day * per_partner_gram;
    return sum;
}

Text Closing::words() const {
    const Text scope = row.scope.name();
    Text text{fmt::format("{}{} ", scope.zh, field_name_zh(row.pollutant)),
              fmt::format("{} of {}: ", token(row.pollutant), scope.en)};
    if (!row.percent) return {text.zh + "没有基数，无法比较", text.en + "no base, nothing to compare"};
    const int64_t grams = rounded_up(*row.missing_g_per_day);
    text.zh += fmt::format("还差{}克/日{}", grams, by_interchange ? "（只由该项补足时；或与另一项合计补足）" : "");
    text.en += fmt::format("{} g/d are missing{}", grams,
                           by_interchange ? " (if this one alone makes it up; or both together)" : "");
    if (!needed) {
        text.zh += fmt::format("；可再采取措施的{}家企业和{}个源全部停产停工也不能补足", enterprises,
                               sources);
        text.en += fmt::format("; even stopping all {} enterprises and {} sources open to measures does not suffice",
                               enterprises, sources);
    } else if (*needed <= enterprises) {
        text.zh += fmt::format("；最少再对{}家企业采取措施即可补足", *needed);
        text.en += fmt::format("; further measures at {} enterprise{} suffice, no fewer do", *needed,
                               *needed == 1 ? "" : "s");
    } else {
        text.zh += fmt::format("；{}家企业全部停产不足，还须对{}个无生产线的源采取措施", enterprises,
                               *needed - enterprises);
        text.en += fmt::format("; stopping all {} enterprises does not suffice, {} sources without lines are needed too",
                               enterprises, *needed - enterprises);
    }
    return text;
}

PlannedLevel on_day_of_batch(const PlannedLevel& plan, const std::string& batch) {
    PlannedLevel day;
    day.level = plan.level;
    day.day = plan.day;
    day.units = plan.units;
    for (PlannedUnit& unit : day.units)
        for (PlannedLine& line : unit.lines)
            if (line.line != nullptr && !line.line->rotation_group.empty() && line.line->rotation_group != batch)
                line.order = nullptr;
    return day;
}

std::vector<Closing> closings(const PlannedLevel& plan, const std::vector<AccountRow>& rows) {
    std::vector<Closing> found;
    for (const AccountRow& row : rows) {
        if (row.met != false) continue;
        const AccountRow* partner = nullptr;
        if (row.interchange)
            for (const AccountRow& other : rows)
                if (other.scope == row.scope && other.interchange && other.pollutant != row.pollutant) partner = &other;
        found.push_back(row.percent ? Search(plan, row, partner).run() : Closing{plan.level, row});
    }
    return found;
}

}  // namespace qingkong
