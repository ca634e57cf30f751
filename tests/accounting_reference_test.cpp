// SPDX-License-Identifier: Apache-2.0
// Random inventories against a plain second computation in whole grams, written from handbook C, D.4, D.5, E.4 and F.1.
#include <catch2/catch.hpp>

#include "emissions/accounting_closing.hpp"
#include "tests/random_inventory.hpp"

using namespace qingkong;
using namespace qingkong::plain;

namespace {

const Day kDay = *parse_day("2014-02-20");

/// base x cut / of, which must be whole.
int64_t part(int64_t base, int64_t cut, int64_t of) {
    REQUIRE(base * cut % of == 0);
    return base * cut / of;
}

int64_t plain_cut(const ProductionLine& line, const Measure& measure, int64_t base) {
    switch (measure.kind) {
        case MeasureKind::stop:
            return base;
        case MeasureKind::limit: {
            const int64_t allowed = 100 - measure.limit_percent.num();
            if (!line.eia_capacity_t_per_day || !line.permitted_capacity_t_per_day || !line.last_year_output_t_per_day)
                return part(base, 100 - allowed, 100);
            const int64_t output = line.last_year_output_t_per_day->num();
            const int64_t least =
                std::min({output, line.eia_capacity_t_per_day->num(), line.permitted_capacity_t_per_day->num()});
            return part(base, 100 * output - allowed * least, 100 * output);
        }
        case MeasureKind::count:
            return part(base, measure.counted->ordered, measure.counted->of);
        case MeasureKind::coking:
            return part(base, measure.coking_hours_ordered.num() - 24, measure.coking_hours_ordered.num());
        default:
            return 0;
    }
}

const Measure* row_of(const MeasuresByLevel& measures, AlertLevel level) {
    const Measure* last = nullptr;
    for (const AlertLevel one : kLevelsRising)
        if (one <= level && measures[one]) last = &*measures[one];
    return last;
}

/// Empty: the exemption does not hold; 100: it lifts everything; less: the allowed load.
std::optional<int> plain_exemption(const std::vector<Exemption>& exemptions, AlertLevel level) {
    for (const Exemption& one : exemptions) {
        const bool green = one.kind == ExemptionKind::green_ranking || one.kind == ExemptionKind::green_leading;
        if (level > one.max_level || (green && level == AlertLevel::red)) continue;
        if (one.valid_to && *one.valid_to < kDay) continue;
        if (one.kind == ExemptionKind::small_micro && level == AlertLevel::red) return std::nullopt;
        return one.load_cap_percent.value_or(100);
    }
    return std::nullopt;
}

struct Plain {
    int64_t base = 0, cut = 0;
    void add(int64_t base_g, int64_t cut_g) {
        base += base_g;
        cut += cut_g;
    }
};

/// Base and reduction of one pollutant in a scope.
Plain plain_account(const Inventory& inventory, AlertLevel level, PeakShiftMode mode, const TargetScope& scope,
                    std::size_t p) {
    Plain sum;
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped) continue;
        const Grade grade = enterprise.grades.front().grade;
        const auto allowed = plain_exemption(enterprise.exemptions, level);
        const bool capped = allowed && caps_load(enterprise.exemptions.front().kind);
        const bool free = !capped && (allowed || grade == Grade::a || grade == Grade::leading ||
                                      (enterprise.enterprise_class == EnterpriseClass::small_micro &&
                                       level < AlertLevel::red));
        for (const ProductionLine& line : enterprise.lines) {
            if (!scope.covers(true, line.source_class)) continue;
            const int64_t base = line.annual_g[p] / day_divisor(line.source_class);
            if (line.peak_shift_on(kDay) != nullptr) {
                if (mode == PeakShiftMode::base_only) sum.add(base, 0);
                if (mode == PeakShiftMode::count_reduction) sum.add(base, base);
                continue;
            }
            const Measure* measure = row_of(line.measures, level);
            sum.add(base, free               ? 0
                          : capped           ? part(base, 100 - *allowed, 100)
                          : measure != nullptr ? plain_cut(line, *measure, base)
                                             : 0);
        }
    }
    for (const Source& source : inventory.sources) {
        if (!scope.covers(false, source.source_class)) continue;
        const int64_t base = source.annual_g[p] / day_divisor(source.source_class);
        const auto allowed = plain_exemption(source.exemptions, level);
        const bool exempt = !source.exemptions.empty() && allowed;
        const Measure* measure = row_of(source.measures, level);
        int64_t cut = 0;
        if (exempt)
            cut = caps_load(source.exemptions.front().kind) ? part(base, 100 - *allowed, 100) : 0;
        else if (measure != nullptr && measure->kind != MeasureKind::none && measure->stated_g_per_day[p])
            cut = measure->stated_g_per_day[p]->num();
        sum.add(base, cut);
    }
    return sum;
}

std::string share_words(const Plain& sum) {
    const int64_t tenths = sum.cut * 1000 / sum.base;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

/// cut / base >= percent / 100
bool reaches(const Plain& sum, int percent) {
    return sum.base > 0 && sum.cut * 100 >= percent * sum.base;
}

/// cut_s / base_s + cut_n / base_n >= percent / 100, in whole numbers beyond 64 bits.
bool reaches_by_sum(const Plain& s, const Plain& n, int percent) {
    __extension__ using Wide = __int128;
    const Wide left = (static_cast<Wide>(s.cut) * n.base + static_cast<Wide>(n.cut) * s.base) * 100;
    return left >= static_cast<Wide>(percent) * s.base * n.base;
}

TargetTable random_targets(std::mt19937& random, AlertLevel level) {
    TargetTable table;
    table.id = "X";
    table.peak_shift = static_cast<PeakShiftMode>(between(random, 0, 2));
    const std::vector<TargetScope> scopes = {{},
                                             {TargetBase::controlled, {}},
                                             {TargetBase::whole_society, {SourceClass::mobile, SourceClass::dust}}};
    for (const TargetScope& scope : scopes) {
        TargetTable::Row row{level, {}, chance(random, 70), scope};
        for (auto& percent : row.percent)
            if (chance(random, 85)) percent = between(random, 5, 60);
        table.rows.push_back(row);
    }
    return table;
}

}  // namespace

TEST_CASE("the account of random inventories equals a plain second computation") {
    const unsigned seed = test_seed();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    int met = 0, missed = 0, by_sum = 0;
    for (int round = 0; round < 400; ++round) {
        INFO("round " << round);
        const Inventory inventory = random_inventory(random, between(random, 1, 12), between(random, 0, 8));
        const AlertLevel level = kLevelsRising[static_cast<size_t>(between(random, 0, 3))];
        const TargetTable targets = random_targets(random, level);
        const auto rows = account(inventory, level, kDay, targets, {});
        for (const AccountRow& row : rows) {
            const auto p = static_cast<std::size_t>(row.pollutant);
            const Plain sum = plain_account(inventory, level, targets.peak_shift, row.scope, p);
            INFO(row.area << " " << token(row.pollutant));
            REQUIRE(row.base_g_per_day == Rational(sum.base));
            REQUIRE(row.reduction_g_per_day == Rational(sum.cut));
            REQUIRE((row.percent ? row.percent->cut1() : "") == (sum.base == 0 ? "" : share_words(sum)));
            const TargetTable::Row& target = *targets.find(level, row.scope);
            bool wanted = !target.percent[p] || reaches(sum, *target.percent[p]);
            if (p < 2 && target.percent[0] && target.percent[1] && target.interchange && !wanted) {
                const Plain other = plain_account(inventory, level, targets.peak_shift, row.scope, 1 - p);
                if (sum.base > 0 && other.base > 0)
                    wanted = reaches_by_sum(sum, other, *target.percent[0] + *target.percent[1]);
                by_sum += wanted ? 1 : 0;
            }
            REQUIRE(row.met == wanted);
            if (!row.interchange && !wanted && row.percent)
                REQUIRE(*row.missing_g_per_day + Rational(sum.cut) == Rational(sum.base * *target.percent[p], 100));
            ++(wanted ? met : missed);
        }
    }
    WARN("seed " << seed << ": " << met << " met, " << missed << " missed, " << by_sum << " by the sum");
    CHECK(met > 500);
    CHECK(missed > 500);
    CHECK(by_sum > 10);
}

TEST_CASE("the fewest enterprises of a closing are those that trying all sets finds") {
    const unsigned seed = test_seed() + 1;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    int tried = 0, impossible = 0;
    for (int round = 0; round < 150; ++round) {
        const Inventory inventory = random_inventory(random, between(random, 3, 9), 0);
        const AlertLevel level = kLevelsRising[static_cast<size_t>(between(random, 0, 3))];
        const TargetTable targets = random_targets(random, level);
        const PlannedLevel plan = planned_level(inventory, level, kDay);
        const auto rows = account(inventory, level, kDay, targets, {}, plan.orders);
        for (const Closing& closing : closings(plan, rows)) {
            const std::size_t n = closing.units.size();
            std::optional<std::size_t> fewest;
            std::vector<Rational> weights;
            for (const ClosingUnit& unit : closing.units) weights.push_back(closing.weight(unit));
            for (std::size_t set = 0; set < (std::size_t{1} << n); ++set) {
                Rational sum;
                std::size_t count = 0;
                for (std::size_t i = 0; i < n; ++i)
                    if ((set >> i & 1) != 0) {
                        sum += weights[i];
                        ++count;
                    }
                if (sum >= closing.missing && (!fewest || count < *fewest)) fewest = count;
            }
            if (!closing.row.percent) continue;
            REQUIRE(closing.needed == fewest);
            ++(fewest ? tried : impossible);
            for (const ClosingUnit& unit : closing.units) {
                const Enterprise& enterprise = *inventory.find_enterprise(unit.enterprise_id);
                const Grade grade = enterprise.grades.front().grade;
                CHECK((grade != Grade::a && grade != Grade::leading && !enterprise.long_term_stopped));
                CHECK(enterprise.enterprise_class != EnterpriseClass::small_micro);
                CHECK_FALSE((!enterprise.exemptions.empty() && plain_exemption(enterprise.exemptions, level)));
            }
        }
    }
    WARN("seed " << seed << ": " << tried << " closings, " << impossible << " impossible");
    CHECK(tried > 100);
    CHECK(impossible > 20);
}
