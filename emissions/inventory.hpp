// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/emission.hpp"
#include "emissions/exemption.hpp"
#include "emissions/grade.hpp"
#include "emissions/measure.hpp"
#include "emissions/measure_library.hpp"
#include "emissions/regime.hpp"
#include "emissions/site.hpp"
#include "rules/area.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Source classes of the inventory (handbook D.1).
enum class SourceClass { industrial, heating_boiler, residential_coal, mobile, dust, other };
/// `industrial`, `heating_boiler`, …
std::string_view token(SourceClass source_class);
Text source_class_name(SourceClass source_class);
/// Tokens and 工业源, 采暖锅炉, 民用散煤, 移动源, 扬尘源, 其他.
std::optional<SourceClass> parse_source_class(std::string_view text);
/// Days by which an annual emission is divided: 330, 120, 365 (JY2018-81b, handbook D.1).
int day_divisor(SourceClass source_class);

/// Grams per year, exact: a sheet's t/a with up to six decimals.
using AnnualGrams = std::array<int64_t, kEmitted>;

/// 分表: a meter whose hourly kWh tells whether a line runs (handbook H.1).
struct Meter {
    std::string meter_id;                                ///< sends HJ 212 under this MN
    bool treatment = false;                              ///< measures a treatment facility, not the production
    std::optional<Rational> normal_kwh_per_day;          ///< declared normal day
    std::optional<Rational> stop_threshold_kwh_per_day;  ///< 停产日用电阈值; the hour's is a 24th; none = no verdict
    std::string account;                                 ///< 总户号
    bool operator==(const Meter&) const = default;
};

/// 生产线/工序
struct ProductionLine {
    std::string line_id;
    std::string name;
    std::string product;
    std::optional<Rational> design_capacity;  ///< in `design_unit`; never the base of a cap
    std::string design_unit;
    std::string equipment;
    std::string fuel;
    std::string facilities;  ///< 治理设施
    SourceClass source_class = SourceClass::industrial;
    std::optional<Rational> eia_capacity_t_per_day;        ///< 环评批复产能
    std::optional<Rational> permitted_capacity_t_per_day;  ///< 排污许可载明产能
    std::optional<Rational> last_year_output_t_per_day;    ///< 前一年正常生产实际产量
    std::optional<int> equipment_count;
    std::string rotation_group;                       ///< 轮产批次, e.g. `H1`
    std::string cems_mn;                              ///< empty = no CEMS
    std::optional<Rational> normal_flow_m3_per_hour;  ///< declared normal flue gas flow of the CEMS
    std::optional<Rational> safe_stop_hours;          ///< 安全停车时间
    std::string restart_rule;                         ///< 恢复生产要求
    std::vector<Meter> meters;
    std::vector<RegimeRow> regimes;  ///< 错峰生产 and 其他管控 of this line; those of the whole enterprise stand there
    AnnualGrams annual_g = {};
    MeasuresByLevel measures;
    Place place;

    /// min(EIA, permitted, last year's output); empty unless all three are known (handbook D.4).
    std::optional<Rational> cap_base_t_per_day() const;
    /// The first production meter, null where there is none.
    const Meter* production_meter() const;
    /// Null, or the line's own peak-shift stop in force on the day; for all regimes together ask other_regimes().
    const RegimeRow* peak_shift_on(Day day) const;
    DailyEmission base() const;  ///< g/d
    bool operator==(const ProductionLine&) const = default;
};

enum class EnterpriseClass { key, general, small_micro };
std::string_view token(EnterpriseClass enterprise_class);
Text enterprise_class_name(EnterpriseClass enterprise_class);

/// Life of an operation plan (handbook F).
enum class PlanStatus { none, draft, enterprise_confirmed, county_checked, filed, displayed, revised, expired };
std::string_view token(PlanStatus status);
/// 备案, 公示, …; 无 for none.
std::string_view plan_status_word(PlanStatus status);
std::optional<PlanStatus> parse_plan_status(std::string_view text);

struct Contact {
    std::string post;  ///< a post such as 值班室, never a person
    std::string telephone;
    std::string email;
    bool operator==(const Contact&) const = default;
};

/// 运输: what the gate and the vehicle rules know of an enterprise.
struct TransportTerms {
    std::optional<int> normal_trips_per_day;
    std::optional<int> alert_trips_per_day;
    std::optional<Rational> national_v_percent;  ///< shares of the fleet by emission standard
    std::optional<Rational> national_vi_percent;
    std::optional<Rational> new_energy_percent;
    std::string vehicle_standards;  ///< the same in words, as written
    std::optional<bool> gate;
    std::optional<int> video_days;             ///< how long the gate's video is kept
    std::string nrmm;                          ///< 非道路移动机械
    std::array<std::string, kLevelCount> rule_by_level;  ///< text; index = AlertLevel; fall back to the next lower one

    const std::string& rule(AlertLevel level) const;
    bool operator==(const TransportTerms&) const = default;
};

struct Enterprise {
    std::string enterprise_id;  ///< USCC, else the sheet's number
    std::string number;         ///< 序号 of the sheet
    std::string area;           ///< id of the county
    std::string name;
    std::string uscc;
    std::string permit_no;
    std::string industry;       ///< id of E.2, else empty
    std::string industry_name;  ///< as written
    std::string gb4754;
    EnterpriseClass enterprise_class = EnterpriseClass::general;
    bool long_term_stopped = false;  ///< 长期停产: not in the base, no reduction (handbook D.5)
    std::vector<GradeSpan> grades;
    std::vector<Exemption> exemptions;
    std::vector<RegimeRow> regimes;  ///< 其他管控 of the whole enterprise: each binds every line
    Contact contact;
    std::string address;
    std::optional<Rational> longitude;  ///< degrees, in `coordinate_system`; not for a map without it (handbook D.3.13)
    std::optional<Rational> latitude;
    std::string coordinate_system;  ///< CGCS2000, WGS84, GCJ-02, BD-09
    std::string zone;               ///< 管理区 (重点管理区, 一般管理区; handbook E.4), as written; empty = the city has none
    std::string plan_version;       ///< e.g. `2025-2`
    PlanStatus plan_status = PlanStatus::none;
    std::optional<Day> plan_filed_on;
    std::optional<Day> plan_expires_on;  ///< last day
    TransportTerms transport;
    std::string voluntary_terms;  ///< 自主减排承诺, may be empty
    std::vector<ProductionLine> lines;
    Place place;

    bool plan_filed() const { return plan_status == PlanStatus::filed || plan_status == PlanStatus::displayed; }
    /// The span that began last among those that hold; `ungraded` where none holds.
    Grade grade_on(Day day) const;
    const ProductionLine* find_line(std::string_view line_id) const;
    bool operator==(const Enterprise&) const = default;
};

/// A source without lines: a construction site (of 扬尘源, or with its record in 工地), road, heating boiler, residential
/// coal, a fleet. Its reduction is the stated one (handbook D.4).
struct Source {
    std::string source_id;
    std::string name;
    std::string kind;  ///< 施工工地, 道路, 重型柴油货车（国四） … as written
    SourceClass source_class = SourceClass::dust;
    std::string area;        ///< area id, or `all` for a source of the whole city
    std::string unit;        ///< 责任单位
    std::string supervisor;  ///< 监管部门
    std::string stage;       ///< 施工阶段
    Contact contact;
    std::vector<Exemption> exemptions;
    std::vector<RegimeRow> regimes;
    std::optional<size_t> site;  ///< index in Inventory::sites where the register 工地 has a record
    AnnualGrams annual_g = {};
    MeasuresByLevel measures;
    Place place;

    DailyEmission base() const;  ///< g/d
    bool operator==(const Source&) const = default;
};

/// Row of the local text for enterprises whose plan has no row (handbook F: unfiled plans).
struct IndustryMeasure {
    std::string industry;        ///< id of E.2 or the Chinese name
    std::optional<Grade> grade;  ///< empty = every grade
    std::string zone;            ///< 管理区; empty = every zone
    MeasuresByLevel measures;
    bool operator==(const IndustryMeasure&) const = default;
};

/// 应急减排清单: one version of one city.
struct Inventory {
    std::string version;  ///< e.g. `2025-2`
    std::string name;
    City city;                            ///< with its areas, in print order
    std::vector<Enterprise> enterprises;  ///< in the sheet's order
    std::vector<Source> sources;          ///< in the sheets' order: dust, mobile, others
    std::vector<IndustryMeasure> industry_measures;
    std::vector<SiteRecord> sites;  ///< the register 工地; Source::site names the record
    SiteRules site_rules;           ///< 工地规则
    MeasureLibrary library;         ///< 措施库; empty = the program's own

    const Enterprise* find_enterprise(std::string_view enterprise_id) const;
    const Source* find_source(std::string_view source_id) const;
    /// The industry's row for an enterprise: of its zone and grade, its zone, its grade, else of all; null if there is none.
    const MeasuresByLevel* industry_row(const Enterprise& enterprise, Grade grade) const;
    bool operator==(const Inventory&) const = default;
};

/// Allowed load of a line under a measure, 0..1 (handbook D.4): stop 0; limit min(1, cap / output), or 1 - limit where
/// a capacity is unknown; count (of - ordered) / of; coking normal / ordered; else 1.
Rational allowed_load(const ProductionLine& line, const Measure& measure);
/// base x (1 - allowed load), exact.
DailyEmission line_reduction(const ProductionLine& line, const Measure& measure);
/// The stated reduction; what is not stated is 0.
DailyEmission stated_reduction(const Measure& measure);
/// The load that the words allow, whole percent, cut: stop 0, 限产20% 80, 44 of 220 pots 80; empty = no cap.
std::optional<int> load_cap_percent(const Measure& measure);

}  // namespace qingkong
