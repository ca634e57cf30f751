// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory.hpp"

#include <algorithm>

#include "rules/words.hpp"

namespace qingkong {
namespace {

struct ClassRow {
    std::string_view token;
    Text name;
    int divisor;
};

const std::array<ClassRow, 6>& class_rows() {
    static const std::array<ClassRow, 6> kRows = {{
        {"industrial", {"工业源", "industrial"}, 330},
        {"heating_boiler", {"采暖锅炉", "heating boiler"}, 120},
        {"residential_coal", {"民用散煤", "residential coal"}, 120},
        {"mobile", {"移动源", "mobile"}, 365},
        {"dust", {"扬尘源", "dust"}, 365},
        {"other", {"其他", "other"}, 365},
    }};
    return kRows;
}

DailyEmission daily(const AnnualGrams& annual, SourceClass source_class) {
    DailyEmission base;
    for (std::size_t i = 0; i < kEmitted; ++i) base.g_per_day[i] = Rational(annual[i], day_divisor(source_class));
    return base;
}

struct PlanRow {
    std::string_view token;
    std::string_view zh;
    std::string_view also;
};

constexpr std::array<PlanRow, 8> kPlanRows = {{
    {"none", "无", "未编制"},
    {"draft", "草案", "编制中"},
    {"enterprise_confirmed", "企业确认", "未备案"},
    {"county_checked", "现场核定", "县级核定"},
    {"filed", "备案", "已备案"},
    {"displayed", "公示", "已公示"},
    {"revised", "修订", "修订中"},
    {"expired", "过期", "已过期"},
}};

}  // namespace

std::string_view token(SourceClass source_class) {
    return class_rows()[static_cast<std::size_t>(source_class)].token;
}
Text source_class_name(SourceClass source_class) {
    return class_rows()[static_cast<std::size_t>(source_class)].name;
}
int day_divisor(SourceClass source_class) {
    return class_rows()[static_cast<std::size_t>(source_class)].divisor;
}

std::optional<SourceClass> parse_source_class(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 0; i < class_rows().size(); ++i)
        if (word == class_rows()[i].token || text == class_rows()[i].name.zh) return static_cast<SourceClass>(i);
    if (text == "面源" || text == "其他源" || text == "其他/面源") return SourceClass::other;
    return std::nullopt;
}

std::string_view token(EnterpriseClass enterprise_class) {
    static constexpr std::array<std::string_view, 3> kTokens = {"key", "general", "small_micro"};
    return kTokens[static_cast<std::size_t>(enterprise_class)];
}

Text enterprise_class_name(EnterpriseClass enterprise_class) {
    static const std::array<Text, 3> kNames = {
        {{"重点行业", "key industry"}, {"一般工业", "general industry"}, {"小微涉气", "small emitter"}}};
    return kNames[static_cast<std::size_t>(enterprise_class)];
}

std::string_view token(PlanStatus status) {
    return kPlanRows[static_cast<std::size_t>(status)].token;
}

std::string_view plan_status_word(PlanStatus status) {
    return kPlanRows[static_cast<std::size_t>(status)].zh;
}

std::optional<PlanStatus> parse_plan_status(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 0; i < kPlanRows.size(); ++i)
        if (word == kPlanRows[i].token || text == kPlanRows[i].zh || text == kPlanRows[i].also)
            return static_cast<PlanStatus>(i);
    return std::nullopt;
}

std::optional<Rational> ProductionLine::cap_base_t_per_day() const {
    if (!eia_capacity_t_per_day || !permitted_capacity_t_per_day || !last_year_output_t_per_day) return std::nullopt;
    return std::min({*eia_capacity_t_per_day, *permitted_capacity_t_per_day, *last_year_output_t_per_day});
}

const Meter* ProductionLine::production_meter() const {
    const auto found = std::find_if(meters.begin(), meters.end(), [](const Meter& meter) { return !meter.treatment; });
    return found == meters.end() ? nullptr : &*found;
}

const RegimeRow* ProductionLine::peak_shift_on(Day day) const {
    const auto found = std::find_if(regimes.begin(), regimes.end(), [&](const RegimeRow& row) {
        return row.regime == Regime::peak_shift && row.limit.kind == RegimeLimit::Kind::stop &&
               holds_on(row.from, row.to, day);
    });
    return found == regimes.end() ? nullptr : &*found;
}

DailyEmission ProductionLine::base() const {
    return daily(annual_g, source_class);
}
DailyEmission Source::base() const {
    return daily(annual_g, source_class);
}

const std::string& TransportTerms::rule(AlertLevel level) const {
    for (auto i = static_cast<std::size_t>(level); i > 0; --i)
        if (!rule_by_level[i].empty()) return rule_by_level[i];
    return rule_by_level[0];
}

Grade Enterprise::grade_on(Day day) const {
    const GradeSpan* last = nullptr;
    for (const GradeSpan& span : grades) {
        if (!holds_on(span.valid_from, span.valid_to, day)) continue;
        const bool later =
            last == nullptr || !last->valid_from || (span.valid_from && *last->valid_from <= *span.valid_from);
        if (later) last = &span;
    }
    return last == nullptr ? Grade::ungraded : last->grade;
}

const ProductionLine* Enterprise::find_line(std::string_view line_id) const {
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const ProductionLine& line) { return line.line_id == line_id; });
    return found == lines.end() ? nullptr : &*found;
}

const Enterprise* Inventory::find_enterprise(std::string_view enterprise_id) const {
    const auto found = std::find_if(enterprises.begin(), enterprises.end(),
                                    [&](const Enterprise& one) { return one.enterprise_id == enterprise_id; });
    return found == enterprises.end() ? nullptr : &*found;
}

const Source* Inventory::find_source(std::string_view source_id) const {
    const auto found =
        std::find_if(sources.begin(), sources.end(), [&](const Source& one) { return one.source_id == source_id; });
    return found == sources.end() ? nullptr : &*found;
}

const MeasuresByLevel* Inventory::industry_row(const Enterprise& enterprise, Grade grade) const {
    const MeasuresByLevel* best = nullptr;
    int best_fit = -1;
    for (const IndustryMeasure& row : industry_measures) {
        const bool same = enterprise.industry.empty() ? row.industry == enterprise.industry_name
                                                      : row.industry == enterprise.industry;
        if (!same || (row.grade && row.grade != grade) || (!row.zone.empty() && row.zone != enterprise.zone)) continue;
        const int fit = (row.zone.empty() ? 0 : 2) + (row.grade ? 1 : 0);
        if (fit <= best_fit) continue;
        best = &row.measures;
        best_fit = fit;
    }
    return best;
}

Rational allowed_load(const ProductionLine& line, const Measure& measure) {
    switch (measure.kind) {
        case MeasureKind::stop:
            return Rational(0);
        case MeasureKind::limit: {
            const Rational share = Rational(1) - measure.limit_percent / Rational(100);
            const auto cap_base = line.cap_base_t_per_day();
            // Without all three capacities the base of the cap is unknown: the words alone (handbook D.4).
            if (!cap_base || line.last_year_output_t_per_day->zero()) return share;
            return std::min(Rational(1), share * *cap_base / *line.last_year_output_t_per_day);
        }
        case MeasureKind::count:
            return Rational(measure.counted->of - measure.counted->ordered, measure.counted->of);
        case MeasureKind::coking:
            return measure.coking_hours_normal / measure.coking_hours_ordered;
        case MeasureKind::none:
        case MeasureKind::other:
            break;
    }
    return Rational(1);
}

DailyEmission line_reduction(const ProductionLine& line, const Measure& measure) {
    const Rational cut = Rational(1) - allowed_load(line, measure);
    DailyEmission reduction = line.base();
    for (Rational& grams : reduction.g_per_day) grams = grams * cut;
    return reduction;
}

DailyEmission stated_reduction(const Measure& measure) {
    DailyEmission reduction;
    for (std::size_t i = 0; i < kEmitted; ++i)
        if (measure.stated_g_per_day[i]) reduction.g_per_day[i] = *measure.stated_g_per_day[i];
    return reduction;
}

std::optional<int> load_cap_percent(const Measure& measure) {
    const Rational hundred(100);
    switch (measure.kind) {
        case MeasureKind::stop:
            return 0;
        case MeasureKind::limit:
            return static_cast<int>((hundred - measure.limit_percent).cut());
        case MeasureKind::count:
            return static_cast<int>(
                (hundred * Rational(measure.counted->of - measure.counted->ordered, measure.counted->of)).cut());
        case MeasureKind::coking:
            return static_cast<int>((hundred * measure.coking_hours_normal / measure.coking_hours_ordered).cut());
        case MeasureKind::none:
        case MeasureKind::other:
            break;
    }
    return std::nullopt;
}

}  // namespace qingkong
