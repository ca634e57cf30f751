// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "emissions/compliance.hpp"

using namespace qingkong;

namespace {

const TelemetrySettings kSettings;
const Hour kStart = *parse_hour("2014-02-20T01:00");  // first label of 20 February

LineEvidence furnace() {
    LineEvidence line{"E1", "L1"};
    line.meters = {"METER"};
    line.normal_kwh_per_day = Rational(24'000);  // 1,000 kWh an hour
    line.stop_kwh_per_day = Rational(1'000);     // 41.666… kWh an hour
    line.normal_t_per_day = Rational(5'000);
    return line;
}

DueOrder stop_order() {
    DueOrder due;
    due.order.area = "a1";
    due.order.enterprise_id = "E1";
    due.order.line_id = "L1";
    due.order.measure = "停产";
    due.order.kind = MeasureKind::stop;
    due.order.load_cap_percent = 0;
    due.order.mandatory = true;
    due.start = kStart;
    return due;
}

DueOrder cap_order() {
    DueOrder due = stop_order();
    due.order.measure = "限产20%";
    due.order.kind = MeasureKind::limit;
    due.order.load_cap_percent = 80;
    due.order.cap_base_t_per_day = Rational(5'000);
    due.order.cap_t_per_day = Rational(4'000);
    return due;
}

HourlyReading kwh(int hour, int64_t milli, const char* mn = "METER") {
    return {mn, "dl001", kStart + hour, {}, milli, 'N', TelemetryKind::hour};
}
HourlyReading flow(int hour, int64_t cubic_metres, char flag) {
    return {"STACK", "a00000", kStart + hour, {}, cubic_metres * 1000, flag, TelemetryKind::hour};
}

std::vector<ComplianceRow> judge(const DueOrder& due, const LineEvidence& line, std::vector<HourlyReading> readings,
                                 int hours, int from = 0) {
    const std::vector<DueOrder> orders{due};
    const EvidenceIndex lines({line});
    const ReadingIndex index(std::move(readings));
    return check_compliance({orders, lines, index, kSettings, kStart + from, kStart + hours});
}

std::string verdicts(const std::vector<ComplianceRow>& rows) {
    std::string text;
    for (const ComplianceRow& row : rows) text += (text.empty() ? "" : " ") + std::string(token(row.verdict));
    return text;
}

}  // namespace

TEST_CASE("a stopped line is judged by its own threshold over 24, just under, at and just over") {
    auto line = furnace();
    line.stop_kwh_per_day = Rational(960);  // 40 kWh an hour
    const auto rows = judge(stop_order(), line, {kwh(0, 39'999), kwh(1, 40'000), kwh(2, 40'001)}, 4);
    CHECK(compliance_csv(rows) ==
          "area,enterprise_id,line_id,measure,hour,verdict,indicator,value,limit,method\n"
          "a1,E1,L1,停产,2014-02-20T01:00:00+08:00,complied,hour_kwh,39.999,40,electricity\n"
          "a1,E1,L1,停产,2014-02-20T02:00:00+08:00,complied,hour_kwh,40,40,electricity\n"
          "a1,E1,L1,停产,2014-02-20T03:00:00+08:00,suspected,hour_kwh,40.001,40,electricity\n"
          "a1,E1,L1,停产,2014-02-20T04:00:00+08:00,no_data,,,,electricity\n");
}

TEST_CASE("the limit is exact, only its print is cut") {
    CHECK(verdicts(judge(stop_order(), furnace(), {kwh(0, 41'666), kwh(1, 41'667)}, 2)) == "complied suspected");
}

TEST_CASE("nothing is due before the granted ramp is over, and nothing after the end") {
    DueOrder due = stop_order();
    due.order.ramp_hours = 2;
    due.end = kStart + 4;
    const auto rows = judge(due, furnace(), {kwh(0, 900'000), kwh(1, 900'000), kwh(2, 900'000), kwh(3, 0)}, 10);
    CHECK(verdicts(rows) == "not_due not_due suspected complied");
    CHECK(rows[0].method.empty());
}

TEST_CASE("a voluntary order gets no verdict") {
    DueOrder due = stop_order();
    due.order.mandatory = false;
    CHECK(judge(due, furnace(), {kwh(0, 900'000)}, 1).empty());
}

TEST_CASE("a faulty meter is no data, not compliance") {
    HourlyReading faulty = kwh(0, 0);
    faulty.flag = 'D';
    CHECK(verdicts(judge(stop_order(), furnace(), {faulty}, 1)) == "no_data");
}

TEST_CASE("a line with two production meters needs both") {
    LineEvidence line = furnace();
    line.meters = {"METER", "METER2"};
    CHECK(verdicts(judge(stop_order(), line, {kwh(0, 20'000), kwh(0, 20'000, "METER2"), kwh(1, 20'000)}, 2)) ==
          "complied no_data");
}

TEST_CASE("without a threshold the stack speaks: flag F, or flow up to a fifth of the normal one") {
    LineEvidence line = furnace();
    line.stop_kwh_per_day.reset();
    line.cems_mn = "STACK";
    line.normal_flow_m3_per_hour = Rational(100'000);
    const auto rows =
        judge(stop_order(), line, {flow(0, 0, 'F'), flow(1, 20'000, 'N'), flow(2, 20'001, 'N'), flow(3, 0, 'M')}, 5);
    CHECK(verdicts(rows) == "complied complied suspected no_data no_data");
    CHECK(rows[0].indicator == "cems_flag");
    CHECK(rows[2].indicator == "cems_flow_m3_per_h");
    CHECK(rows[2].value == "20001");
    CHECK(rows[2].limit == "20000");
    CHECK(rows[4].method == "cems");
}

TEST_CASE("the meter counts before the stack") {
    LineEvidence line = furnace();
    line.cems_mn = "STACK";
    CHECK(verdicts(judge(stop_order(), line, {kwh(0, 900'000), flow(0, 0, 'F'), flow(1, 0, 'F')}, 2)) ==
          "suspected complied");
}

TEST_CASE("a load cap gives every due hour of the day the same verdict") {
    // Cap 4,000 of 5,000 t/d, 4.8 kWh a t: 1.05 x 19,200 = 20,160 kWh in 24 hours, 840 an hour.
    std::vector<HourlyReading> at_limit, over;
    for (int hour = 0; hour < 24; ++hour) {
        at_limit.push_back(kwh(hour, hour < 12 ? 1'000'000 : 680'000));
        over.push_back(kwh(hour, hour == 23 ? 840'001 : 840'000));
    }
    const auto fine = judge(cap_order(), furnace(), at_limit, 24);
    REQUIRE(fine.size() == 24);
    for (const ComplianceRow& row : fine) {
        CHECK(row.verdict == Verdict::complied);
        CHECK(row.value == "20160");
        CHECK(row.limit == "20160");
    }
    for (const ComplianceRow& row : judge(cap_order(), furnace(), over, 24)) CHECK(row.verdict == Verdict::suspected);
}

TEST_CASE("a cap in t/d does not depend on last week: 78 % of a normal day complies, 90 % does not") {
    std::vector<HourlyReading> low, high;
    for (int hour = 0; hour < 24; ++hour) {
        low.push_back(kwh(hour, 780'000));
        high.push_back(kwh(hour, 900'000));
    }
    CHECK(judge(cap_order(), furnace(), low, 24)[0].verdict == Verdict::complied);
    CHECK(judge(cap_order(), furnace(), high, 24)[0].verdict == Verdict::suspected);
}

TEST_CASE("a day with a missing hour has no verdict, unless the rest exceeds the limit already") {
    std::vector<HourlyReading> low, high;
    for (int hour = 0; hour < 23; ++hour) {
        low.push_back(kwh(hour, 100'000));
        high.push_back(kwh(hour, 1'000'000));
    }
    for (const ComplianceRow& row : judge(cap_order(), furnace(), low, 24)) CHECK(row.verdict == Verdict::no_data);
    for (const ComplianceRow& row : judge(cap_order(), furnace(), high, 24)) CHECK(row.verdict == Verdict::suspected);
}

TEST_CASE("a day that is due in part is prorated, and the window asked for changes no verdict") {
    DueOrder due = cap_order();
    due.start = kStart + 18;
    std::vector<HourlyReading> readings;
    for (int hour = 18; hour < 24; ++hour) readings.push_back(kwh(hour, 840'000));
    const auto rows = judge(due, furnace(), readings, 24);
    REQUIRE(rows.size() == 6);
    CHECK(rows[0].limit == "5040");
    CHECK(rows[0].verdict == Verdict::complied);
    CHECK(judge(due, furnace(), readings, 24, 22) == std::vector<ComplianceRow>(rows.begin() + 4, rows.end()));
}

TEST_CASE("without capacities the percentage of the normal kWh is the cap") {
    DueOrder due = cap_order();
    due.order.cap_t_per_day.reset();
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 24; ++hour) readings.push_back(kwh(hour, 840'000));
    const auto rows = judge(due, furnace(), readings, 24);
    CHECK(rows[0].limit == "20160");
    CHECK(rows[0].verdict == Verdict::complied);
}

TEST_CASE("counted equipment shows both numbers and waits for an inspector") {
    DueOrder due = cap_order();
    due.order.kind = MeasureKind::count;
    due.order.cap_t_per_day.reset();
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 24; ++hour) readings.push_back(kwh(hour, 1'000'000));
    const auto rows = judge(due, furnace(), readings, 24);
    CHECK(rows[0].verdict == Verdict::no_data);
    CHECK(rows[0].value == "24000");
    CHECK(rows[0].limit == "20160");
    CHECK(rows[0].method == "inspection");
}

TEST_CASE("sites, transport and coking times wait for an inspector") {
    DueOrder site = stop_order();
    site.order.has_lines = false;
    CHECK(judge(site, furnace(), {kwh(0, 0)}, 1)[0].method == "inspection");
    DueOrder other = stop_order();
    other.order.kind = MeasureKind::other;
    const auto rows = judge(other, furnace(), {kwh(0, 0)}, 1);
    CHECK(rows[0].verdict == Verdict::no_data);
    CHECK(rows[0].method == "inspection");
}

TEST_CASE("one meter or one stack for several lines says nothing of one of them") {
    Inventory inventory;
    Enterprise enterprise;
    enterprise.enterprise_id = "E1";
    ProductionLine line;
    Meter meter;
    meter.normal_kwh_per_day = Rational(100);
    meter.stop_threshold_kwh_per_day = Rational(10);
    for (const char* id : {"L1", "L2", "L3"}) {
        line.line_id = id;
        meter.meter_id = id == std::string("L3") ? "OWN" : "SHARED";
        line.meters = {meter};
        line.cems_mn = id == std::string("L3") ? "" : "CHIMNEY";
        enterprise.lines.push_back(line);
    }
    inventory.enterprises.push_back(enterprise);
    const EvidenceIndex lines(inventory);
    CHECK(lines.find("E1", "L1")->meters.empty());
    CHECK_FALSE(lines.find("E1", "L1")->stop_kwh_per_day);
    CHECK(lines.find("E1", "L2")->cems_mn.empty());
    CHECK(lines.find("E1", "L3")->meters == std::vector<std::string>{"OWN"});
    CHECK(lines.find("E1", "L3")->stop_kwh_per_day == Rational(10));
    CHECK(lines.find("E1", "L4") == nullptr);
    const auto rows = judge(stop_order(), *lines.find("E1", "L1"), {kwh(0, 0, "SHARED")}, 1);
    CHECK(rows[0].verdict == Verdict::no_data);
    CHECK(rows[0].method == "inspection");
}

TEST_CASE("a treatment meter is not the production's") {
    Inventory inventory;
    Enterprise enterprise;
    enterprise.enterprise_id = "E1";
    ProductionLine line;
    line.line_id = "L1";
    line.meters = {{"FAN", true, Rational(50), {}}, {"MILL", false, Rational(100), {}}};
    enterprise.lines = {line};
    inventory.enterprises = {enterprise};
    const EvidenceIndex lines(inventory);
    CHECK(lines.find("E1", "L1")->meters == std::vector<std::string>{"MILL"});
    CHECK(lines.find("E1", "L1")->normal_kwh_per_day == Rational(100));
    CHECK_FALSE(lines.find("E1", "L1")->stop_kwh_per_day);
}

TEST_CASE("the suspected are listed by hours, the rate is of what could be judged") {
    const auto row = [](const char* enterprise, const char* line, int hour, Verdict verdict) {
        ComplianceRow made;
        made.area = "a1";
        made.enterprise_id = enterprise;
        made.line_id = line;
        made.hour = kStart + hour;
        made.verdict = verdict;
        return made;
    };
    const std::vector<ComplianceRow> rows = {
        row("E1", "L1", 0, Verdict::suspected), row("E2", "L1", 0, Verdict::suspected),
        row("E2", "L2", 0, Verdict::suspected), row("E2", "L2", 1, Verdict::suspected),
        row("E3", "L1", 0, Verdict::complied),  row("E3", "L1", 1, Verdict::complied),
        row("E3", "L2", 0, Verdict::no_data),   row("E3", "L2", 1, Verdict::not_due),
    };
    CHECK(suspected_enterprises(rows) ==
          std::vector<SuspectedEnterprise>{{"a1", "E2", 2, "L2", 2}, {"a1", "E1", 1, "L1", 1}});
    const ComplianceSummary summary = summarise(rows);
    CHECK(summary.rate_percent()->cut1() == "33.3");
    CHECK(summary.coverage_percent()->cut1() == "85.7");
    CHECK_FALSE(ComplianceSummary{}.rate_percent());
}
