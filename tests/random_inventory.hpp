// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>

#include "emissions/inventory.hpp"
#include "tests/random_decision.hpp"

/// Random inventories for the account and its plain second computation.
namespace qingkong::plain {

/// Bases are multiples of this many g/d, so that every reduction of the shapes below is a whole number of grams.
constexpr int64_t kStep = 6000;

inline AnnualGrams random_annual(std::mt19937& random, SourceClass source_class) {
    AnnualGrams annual = {};
    for (int64_t& grams : annual)
        if (chance(random, 80)) grams = kStep * between(random, 1, 50) * day_divisor(source_class);
    return annual;
}

inline Measure random_measure(std::mt19937& random) {
    Measure measure;
    measure.text = "措施";
    measure.verify_by = "分表用电量";
    measure.kind = static_cast<MeasureKind>(between(random, 0, 5));
    measure.limit_percent = Rational(10 * between(random, 1, 9));
    const int of = between(random, 1, 6);
    measure.counted = Counted{"台", between(random, 0, of), of};
    measure.coking_hours_normal = Rational(24);
    measure.coking_hours_ordered = Rational(std::array{30, 36, 48}[static_cast<size_t>(between(random, 0, 2))]);
    if (measure.kind != MeasureKind::count) measure.counted.reset();
    return measure;
}

inline ProductionLine random_line(std::mt19937& random, int number) {
    ProductionLine line;
    line.line_id = "L" + std::to_string(number);
    line.source_class = chance(random, 90) ? SourceClass::industrial : SourceClass::heating_boiler;
    line.annual_g = random_annual(random, line.source_class);
    if (chance(random, 60)) {
        const auto capacity = [&] { return Rational(1000 * between(random, 3, 6)); };
        line.eia_capacity_t_per_day = capacity();
        line.permitted_capacity_t_per_day = capacity();
        if (chance(random, 80)) line.last_year_output_t_per_day = capacity();
    }
    for (const AlertLevel level : kLevelsRising)
        if (chance(random, 60)) line.measures[level] = random_measure(random);
    if (chance(random, 15))
        line.regimes.push_back({Regime::peak_shift, parse_day("2014-01-01"),
                                parse_day(chance(random, 50) ? "2014-03-15" : "2014-02-01"), {}, "", "", "", {}, {}});
    return line;
}

inline Exemption random_exemption(std::mt19937& random) {
    Exemption exemption;
    exemption.kind = static_cast<ExemptionKind>(between(random, 0, 9));
    exemption.valid_from = parse_day("2013-01-01");
    if (chance(random, 20)) exemption.valid_to = parse_day("2014-01-31");
    exemption.max_level = kLevelsRising[static_cast<size_t>(between(random, 0, 3))];
    if (caps_load(exemption.kind)) exemption.load_cap_percent = 10 * between(random, 1, 10);
    return exemption;
}

inline Enterprise random_enterprise(std::mt19937& random, int number) {
    Enterprise enterprise;
    enterprise.enterprise_id = "E" + std::to_string(number);
    enterprise.name = "企业" + std::to_string(number);
    enterprise.area = chance(random, 50) ? "990101" : "990102";
    enterprise.enterprise_class = static_cast<EnterpriseClass>(between(random, 0, 2));
    enterprise.long_term_stopped = chance(random, 5);
    enterprise.plan_status = PlanStatus::filed;
    enterprise.grades.push_back({static_cast<Grade>(between(random, 0, 7)), parse_day("2013-01-01"), {}, ""});
    if (chance(random, 25)) enterprise.exemptions.push_back(random_exemption(random));
    const int lines = between(random, 0, 4);
    for (int i = 1; i <= lines; ++i) enterprise.lines.push_back(random_line(random, i));
    return enterprise;
}

inline Source random_source(std::mt19937& random, int number) {
    Source source;
    source.source_id = "S" + std::to_string(number);
    source.name = "源" + std::to_string(number);
    source.source_class = static_cast<SourceClass>(between(random, 1, 5));
    source.area = std::array{"990101", "990102", "all"}[static_cast<size_t>(between(random, 0, 2))];
    source.annual_g = random_annual(random, source.source_class);
    for (const AlertLevel level : kLevelsRising) {
        if (!chance(random, 50)) continue;
        Measure measure;
        measure.text = "措施";
        measure.kind = chance(random, 80) ? MeasureKind::other : MeasureKind::none;
        for (std::size_t i = 0; i < kEmitted; ++i)
            if (chance(random, 70))
                measure.stated_g_per_day[i] = Rational(source.annual_g[i] / day_divisor(source.source_class) / 10 *
                                                       between(random, 0, 10));
        source.measures[level] = measure;
    }
    if (chance(random, 15)) source.exemptions.push_back(random_exemption(random));
    if (!source.exemptions.empty() && source.exemptions.front().kind == ExemptionKind::small_micro)
        source.exemptions.clear();  // a class of enterprises
    return source;
}

inline Inventory random_inventory(std::mt19937& random, int enterprises, int sources) {
    Inventory inventory;
    inventory.city = {"990100", {"市", "city"}, {{"990101", {"东区", "east"}}, {"990102", {"西区", "west"}}}};
    for (int i = 1; i <= enterprises; ++i) inventory.enterprises.push_back(random_enterprise(random, i));
    for (int i = 1; i <= sources; ++i) inventory.sources.push_back(random_source(random, i));
    return inventory;
}

}  // namespace qingkong::plain
