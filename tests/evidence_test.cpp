// SPDX-License-Identifier: Apache-2.0
// Compliance beyond the meter alone: stack against meter, normal days, patterns, people (handbook H.1-H.3, H.6).
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "emissions/achieved.hpp"
#include "emissions/falsification.hpp"
#include "emissions/field_evidence.hpp"
#include "emissions/inspection.hpp"
#include "emissions/kiln_sign.hpp"
#include "emissions/method_check.hpp"
#include "emissions/normal_day.hpp"
#include "emissions/statement.hpp"
#include "emissions/verdict_day.hpp"

using namespace qingkong;

namespace {

const TelemetrySettings kSettings;
const Hour kStart = *parse_hour("2014-02-20T01:00");  // first label of 20 February

LineEvidence kiln() {
    LineEvidence line{"E1", "L1"};
    line.meters = {"METER"};
    line.normal_kwh_per_day = Rational(24'000);
    line.stop_kwh_per_day = Rational(960);  // 40 kWh an hour
    line.cems_mn = "STACK";
    line.normal_flow_m3_per_hour = Rational(100'000);
    line.base[Emitted::nox] = Rational(240'000);  // 10 kg an hour
    return line;
}

DueOrder stop_order(int hours) {
    DueOrder due;
    due.order.area = "a1";
    due.order.enterprise_id = "E1";
    due.order.line_id = "L1";
    due.order.measure = "停产";
    due.order.kind = MeasureKind::stop;
    due.order.load_cap_percent = 0;
    due.order.mandatory = true;
    due.order.reduction[Emitted::nox] = Rational(240'000);
    due.start = kStart;
    due.end = kStart + hours;
    return due;
}

HourlyReading reading(const char* mn, const char* factor, int hour, std::optional<int64_t> avg, std::optional<int64_t> cou, char flag = 'N') {
    return {mn, factor, kStart + hour, avg, cou, flag, TelemetryKind::hour};
}
HourlyReading kwh(int hour, int64_t milli, const char* mn = "METER") { return reading(mn, "dl001", hour, {}, milli); }
HourlyReading flow(int hour, int64_t m3, char flag = 'N') { return reading("STACK", "a00000", hour, {}, m3 * 1000, flag); }
HourlyReading o2(int hour, int64_t milli) { return reading("STACK", "a19001", hour, milli, {}); }
HourlyReading nox(int hour, int64_t grams) { return reading("STACK", "a21002", hour, {}, grams); }

std::vector<ComplianceRow> judge(const LineEvidence& line, std::vector<HourlyReading> readings, int hours, DueOrder due = stop_order(1000)) {
    const std::vector<DueOrder> orders{due};
    const EvidenceIndex lines({line});
    const ReadingIndex index(std::move(readings));
    return check_compliance({orders, lines, index, kSettings, kStart, kStart + hours});
}

std::vector<FalsificationHint> hints(const LineEvidence& line, std::vector<HourlyReading> readings, int hours) {
    const std::vector<DueOrder> orders{stop_order(1000)};
    const EvidenceIndex lines({line});
    const ReadingIndex index(std::move(readings));
    return falsification_hints({orders, lines, index, kSettings, kStart, kStart + hours});
}

std::string verdicts(const std::vector<ComplianceRow>& rows) {
    std::string text;
    for (const ComplianceRow& row : rows) text += (text.empty() ? "" : " ") + std::string(token(row.verdict));
    return text;
}

std::vector<DayEnergy> days(const char* first, int count, int64_t kwh_per_day, int hours = 24) {
    std::vector<DayEnergy> out;
    for (int i = 0; i < count; ++i) out.push_back({*parse_day(first) + i, hours, kwh_per_day * 1000 * hours / 24});
    return out;
}

NormalDay normal(const std::vector<DayEnergy>& measured, const std::vector<DayEnergy>& season = {}, const char* hint = "2014-02-20T09:00",
                 std::vector<Day> alerts = {}) {
    const LineEvidence line = kiln();
    return normal_day({line, parse_stamp(hint)->instant, measured, season, alerts, {}});
}

}  // namespace

TEST_CASE("a line that stops its meter but not its kiln is suspected, with the stack's number", "[evidence]") {
    const auto rows = judge(kiln(), {kwh(0, 0), flow(0, 95'000), kwh(1, 0), flow(1, 20'000), kwh(2, 0)}, 3);
    CHECK(verdicts(rows) == "suspected complied complied");
    CHECK(rows[0].indicator == "cems_flow_m3_per_h");
    CHECK(rows[0].value == "95000");
    CHECK(rows[0].limit == "20000");
    CHECK(rows[0].method == "cems");
    CHECK(rows[0].note.zh == "分表用电量0千瓦时（限值40），与在线监测不一致，待现场核查");
    CHECK(rows[1].method == "electricity");
}

TEST_CASE("without a flow the O2 or the emission shows the kiln running", "[evidence]") {
    const auto rows = judge(kiln(), {kwh(0, 0), o2(0, 9'800), kwh(1, 0), nox(1, 2'001), kwh(2, 0), nox(2, 2'000), kwh(3, 0), o2(3, 20'900)}, 4);
    CHECK(verdicts(rows) == "suspected suspected complied complied");
    CHECK(rows[0].indicator == "cems_o2_percent");
    CHECK(rows[0].value == "9.8");
    CHECK(rows[1].indicator == "cems_nox_g_per_h");
    CHECK(rows[1].limit == "2000");
}

TEST_CASE("O2 of 19 % shows a stopped kiln that still draws air, but not with an unchanged flow", "[evidence]") {
    CHECK(verdicts(judge(kiln(), {o2(0, 19'000), flow(0, 80'000), o2(1, 20'900), flow(1, 80'001), o2(2, 18'999), flow(2, 60'000)}, 3)) ==
          "complied suspected suspected");
}

TEST_CASE("flag F with the flow of a running kiln is no stop", "[evidence]") {
    CHECK(verdicts(judge(kiln(), {flow(0, 90'000, 'F'), flow(1, 10'000, 'F')}, 2)) == "suspected complied");
}

TEST_CASE("without a threshold a measured normal day only guides the inspector", "[evidence]") {
    LineEvidence line = kiln();
    line.stop_kwh_per_day.reset();
    line.cems_mn.clear();
    line.suggested_stop_kwh_per_day = Rational(2'400);
    const auto rows = judge(line, {kwh(0, 900'000)}, 2);
    CHECK(verdicts(rows) == "no_data no_data");
    CHECK(rows[0].indicator == "hour_kwh_suggested");
    CHECK(rows[0].value == "900");
    CHECK(rows[0].limit == "100");
    CHECK(rows[0].method == "inspection");
    line.stop_kwh_per_day = line.suggested_stop_kwh_per_day;
    line.stop_set_by_person = true;
    CHECK(judge(line, {kwh(0, 100'001)}, 1)[0].verdict == Verdict::suspected);
    CHECK(judge(line, {kwh(0, 100'000)}, 1)[0].note.zh == "停产阈值由人工设定");
}

TEST_CASE("44 of 120 pots: both numbers, and about how many by electricity, but no verdict", "[evidence]") {
    DueOrder due = stop_order(24);
    due.order.kind = MeasureKind::count;
    due.order.load_cap_percent = 63;
    due.order.counted = Counted{"台电解槽", 44, 120};
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 24; ++hour) readings.push_back(kwh(hour, 883'333));  // 106 of 120 run
    const auto rows = judge(kiln(), readings, 24, due);
    REQUIRE(rows[0].counted);
    CHECK(rows[0].verdict == Verdict::no_data);
    CHECK(rows[0].counted->about_stopped == 14);
    CHECK(rows[0].counted->text().zh == "应停44台电解槽（共120台电解槽），按用电量推算约停14台电解槽");
}

TEST_CASE("a normal day is the mean of at most 14 whole days before the first hint", "[evidence]") {
    // 6 to 19 February are the last fourteen; the 20th ends after the hint, the 5th is the fifteenth.
    auto measured = days("2014-02-05", 1, 99'000);
    for (const DayEnergy& day : days("2014-02-06", 14, 20'000)) measured.push_back(day);
    measured.push_back({*parse_day("2014-02-20"), 24, 0});
    const NormalDay day = normal(measured);
    CHECK(day.source == NormalSource::measured);
    CHECK(day.days.size() == 14);
    CHECK(format_day(day.days.front()) == "2014-02-06");
    CHECK(day.kwh_per_day == Rational(20'000));
    CHECK(day.suggested_stop_kwh_per_day() == Rational(2'000));
}

TEST_CASE("days under alert, and days with 19 valid hours, are no normal days, fewer than five give the declared value", "[evidence]") {
    auto measured = days("2014-02-10", 4, 20'000);
    for (const DayEnergy& day : days("2014-02-14", 3, 20'000, 19)) measured.push_back(day);
    measured.push_back({*parse_day("2014-02-17"), 20, 20'000'000});  // 20 hours of 1,000: 24,000 a day
    const NormalDay five = normal(measured);
    CHECK(five.source == NormalSource::measured);
    CHECK(five.kwh_per_day == Rational(20'800));
    const NormalDay four = normal(measured, {}, "2014-02-20T09:00", {*parse_day("2014-02-10")});
    CHECK(four.source == NormalSource::declared);
    CHECK(four.kwh_per_day == Rational(24'000));
    CHECK_FALSE(four.suggested_stop_kwh_per_day());
}

TEST_CASE("a rise before the alert of more than a fifth against the season is flagged and does not count", "[evidence]") {
    const auto season = days("2013-02-01", 28, 20'000);
    CHECK_FALSE(normal(days("2014-02-06", 14, 24'000), season).raised);
    const NormalDay raised = normal(days("2014-02-06", 14, 24'001), season);
    CHECK(raised.raised);
    CHECK(raised.source == NormalSource::declared);
    CHECK(raised_text(raised).zh == "预警前用电异常升高：正常日24001千瓦时，往年同月20000千瓦时，高20.0%");
}

TEST_CASE("the first hint is the earliest of the episode, not one of the alert before", "[evidence]") {
    const auto at = [](const char* stamp) { return parse_stamp(stamp)->instant; };
    const HintFacts facts{at("2014-02-20T09:00"), at("2014-02-12T00:00"),
                          {at("2014-02-11T10:00"), at("2014-02-19T17:00"), at("2014-02-18T15:30"), at("2014-01-02T00:00")}};
    CHECK(first_hint(facts) == at("2014-02-18T15:30"));
    CHECK(first_hint({at("2014-02-20T09:00"), {}, {}}) == at("2014-02-20T09:00"));
}

TEST_CASE("hints: a value that does not move for six hours, not for five, and not zero", "[evidence]") {
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 6; ++hour) readings.push_back(reading("STACK", "a21002", hour, 35'100, {}));
    for (int hour = 0; hour < 5; ++hour) readings.push_back(reading("STACK", "a21026", hour, 35'100, {}));
    for (int hour = 0; hour < 6; ++hour) readings.push_back(kwh(hour, 0));
    CHECK(hints_csv(hints(kiln(), readings, 6)) ==
          "area,enterprise_id,line_id,mn,factor,kind,from,until,value\n"
          "a1,E1,L1,STACK,a21002,constant_value,2014-02-20T01:00:00+08:00,2014-02-20T07:00:00+08:00,35.1\n");
}

TEST_CASE("hints: O2 jumps to air while the flow stays", "[evidence]") {
    const auto found = hints(kiln(), {o2(-1, 10'200), flow(-1, 100'000), o2(0, 20'900), flow(0, 91'000), o2(1, 20'900), flow(1, 90'000), o2(2, 10'000)}, 3);
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == HintKind::o2_jump);
    CHECK(found[0].until - found[0].from == 2);
    CHECK(found[0].value == "10.2 -> 20.9 %, 100000 -> 91000 m3/h");
}

TEST_CASE("hints: the emission falls to half, the electricity does not", "[evidence]") {
    std::vector<HourlyReading> readings;
    for (int hour = -8; hour < 0; ++hour) {
        readings.push_back(nox(hour, 10'000));
        readings.push_back(kwh(hour, 1'000'000 + hour));
    }
    for (int hour = 0; hour < 3; ++hour) {
        readings.push_back(nox(hour, hour < 2 ? 5'000 : 5'001));
        readings.push_back(kwh(hour, 900'000 + hour));
    }
    const auto found = hints(kiln(), readings, 3);
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == HintKind::emission_drop);
    CHECK(found[0].until - found[0].from == 2);
}

TEST_CASE("hints: a device that sent and falls silent for two hours, one that never sent is no data only", "[evidence]") {
    const auto found = hints(kiln(), {kwh(-1, 5'000), kwh(0, 5'001), kwh(3, 5'002)}, 5);
    REQUIRE(found.size() == 1);
    CHECK(found[0].mn == "METER");
    CHECK(found[0].kind == HintKind::meter_offline);
    CHECK(found[0].value == "2 h");
}

TEST_CASE("treatment that runs on after production is fine, production without treatment is serious", "[evidence]") {
    LineEvidence line = kiln();
    line.treatment_meters = {"FAN"};
    line.normal_treatment_kwh_per_day = Rational(2'400);  // off: 10 kWh an hour and less
    const auto found = hints(line, {kwh(0, 0), kwh(0, 100'000, "FAN"), kwh(1, 500'000), kwh(1, 10'000, "FAN")}, 2);
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == HintKind::treatment_off);
    CHECK(found[0].from == kStart + 1);
}

TEST_CASE("only two inspectors make a verdict, their word stands for its hours", "[evidence]") {
    const auto rows = judge(kiln(), {kwh(0, 900'000), kwh(1, 900'000), kwh(2, 0)}, 4);
    REQUIRE(verdicts(rows) == "suspected suspected complied no_data");
    Inspection visit{"I0001", "a1", "E1", "L1", "", kStart + 1, kStart + 4, start_of(kStart + 2), InspectionResult::not_complied, 1};
    CHECK(with_inspections(rows, {visit}) == rows);
    visit.inspectors = 2;
    const auto seen = with_inspections(rows, {visit});
    CHECK(verdicts(seen) == "suspected not_complied not_complied not_complied");
    CHECK(seen[1].method == "inspection");
    CHECK(seen[1].value == "900");
    Inspection later = visit;
    later.id = "I0002";
    later.at = start_of(kStart + 3);
    later.from = kStart + 2;
    later.result = InspectionResult::complied;
    CHECK(verdicts(with_inspections(rows, {later, visit})) == "suspected not_complied complied complied");
    visit.result = InspectionResult::not_judged;
    CHECK(with_inspections(rows, {visit}) == rows);
}

TEST_CASE("an accepted statement lifts or annotates, a refused or open one changes nothing, none makes compliance", "[evidence]") {
    const auto rows = judge(kiln(), {kwh(0, 900'000), kwh(1, 900'000), kwh(2, 0)}, 3);
    Statement statement{"V0001", "a1", "E1", "", StatementKind::urgent_supply, start_of(kStart + 1)};
    CHECK(with_statements(rows, {statement}) == rows);
    statement.decided_by = "officer-1";
    statement.decided_at = start_of(kStart);
    CHECK(with_statements(rows, {statement}) == rows);
    statement.accepted = true;
    statement.expires_at = instant_of(kStart + 1);  // end of the second hour
    CHECK(verdicts(with_statements(rows, {statement})) == "suspected not_due complied");
    CHECK(statement.state(start_of(kStart)) == StatementState::accepted);
    CHECK(statement.state(instant_of(kStart + 1)) == StatementState::expired);
    statement.kind = StatementKind::meter_fault;
    statement.expires_at = instant_of(kStart + 5);
    const auto faulty = with_statements(rows, {statement});
    CHECK(verdicts(faulty) == "suspected no_data no_data");
    CHECK(faulty[1].method == "inspection");
    CHECK(faulty[1].note.zh == "企业说明V0001（计量设备故障）已同意，至2014年2月20日6时");
    statement.kind = StatementKind::objection;
    CHECK(verdicts(with_statements(rows, {statement})) == "suspected no_data complied");
}

TEST_CASE("the verdict of a day is the worst of its due hours", "[evidence]") {
    DueOrder due = stop_order(1000);
    due.order.ramp_hours = 1;
    const auto one = verdict_days(judge(kiln(), {kwh(1, 0), kwh(2, 0)}, 4, due));
    REQUIRE(one.size() == 1);
    CHECK(one[0].verdict == Verdict::no_data);
    CHECK(one[0].due_hours == 3);
    const auto two = verdict_days(judge(kiln(), {kwh(1, 900'000), kwh(2, 0)}, 4, due));
    CHECK(two[0].verdict == Verdict::suspected);
    CHECK(two[0].worst.value == "900");
    const auto list = inspection_list(judge(kiln(), {kwh(1, 900'000), kwh(2, 0)}, 4, due));
    REQUIRE(list.size() == 1);
    CHECK(list[0].suspected_hours == 1);
    CHECK(list[0].no_data_hours == 1);
    CHECK(list[0].example.value == "900");
}

TEST_CASE("an hour of a pushed meter, a gate and a site is read from CSV and JSON, refused rows are named", "[evidence]") {
    const auto push = read_evidence(EvidenceKind::electricity,
                                    "\xEF\xBB\xBF时间,电表,用电量\n2014-02-20T00:00:00+08:00,M1,12.5\n2014-02-20T00:30:00+08:00,M1,1\n2014-02-20 01:00,M1,-3\n", false);
    REQUIRE(push);
    REQUIRE(push->rows.size() == 1);
    CHECK(push->rows[0].milli == 12'500);
    CHECK(push->refused.size() == 2);
    CHECK(push->refused[0].first == 3);
    const auto readings = meter_readings(push->rows, kSettings);
    CHECK(readings[0].hour == kStart);
    CHECK_FALSE(read_evidence(EvidenceKind::electricity, "a,b\n1,2\n", false));
    const auto json = read_evidence(EvidenceKind::gate, R"({"source":"gate-7","rows":[{"time":"2014-02-20T00:00:00+08:00","enterprise_id":"E1","trips":4,"banned_trips":1}]})", true);
    REQUIRE(json);
    CHECK(json->source == "gate-7");
    CHECK(json->rows.size() == 2);
}

TEST_CASE("what came by HJ 212 stands before a pushed hour", "[evidence]") {
    const auto merged = merged_readings({kwh(0, 1)}, {kwh(0, 2), kwh(1, 3)});
    REQUIRE(merged.size() == 2);
    CHECK(merged[0].cou_milli == 1);
    CHECK(merged[1].cou_milli == 3);
}

TEST_CASE("the gate: a banned trip beyond the safety list is suspected, freight of the day at most half", "[evidence]") {
    Inventory inventory;
    Enterprise enterprise;
    enterprise.enterprise_id = "E1";
    enterprise.transport.normal_trips_per_day = 48;  // 24 a day, 2 in two due hours
    inventory.enterprises = {enterprise};
    const auto gate = [&](int hour, int trips, int banned, int exempt) {
        const Instant at = start_of(kStart + hour);
        return std::vector<EvidenceRow>{{EvidenceKind::gate, "E1", "trips", at, trips * 1000},
                                        {EvidenceKind::gate, "E1", "banned_trips", at, banned * 1000},
                                        {EvidenceKind::gate, "E1", "exempt_trips", at, exempt * 1000}};
    };
    auto records = gate(0, 1, 1, 1);
    for (const EvidenceRow& row : gate(1, 1, 1, 0)) records.push_back(row);
    const auto rows = check_gates({stop_order(2)}, inventory, records, kStart, kStart + 2);
    REQUIRE(rows.size() == 2);
    CHECK(verdicts(rows) == "complied suspected");
    CHECK(rows[0].indicator == "day_trips");
    CHECK(rows[0].limit == "2");
    CHECK(rows[1].indicator == "banned_trips");
    CHECK(verdicts(check_gates({stop_order(2)}, inventory, gate(0, 3, 0, 0), kStart, kStart + 2)) == "suspected suspected");
    CHECK(verdicts(check_gates({stop_order(2)}, inventory, gate(0, 1, 0, 0), kStart, kStart + 2)) == "complied no_data");
}

TEST_CASE("achieved: inspected hours count as their plan, the others widen the interval", "[evidence]") {
    const std::vector<DueOrder> orders{stop_order(24)};
    LineEvidence blind{"E1", "L1"};
    blind.base[Emitted::nox] = Rational(240'000);
    const EvidenceIndex lines({blind});
    const ReadingIndex nothing({});
    DailyEmission base;
    base[Emitted::nox] = Rational(1'000'000);
    std::vector<Inspection> visits{{"I0001", "a1", "E1", "", "", kStart, kStart + 18, start_of(kStart), InspectionResult::complied, 2}};
    const AchievedInput input{orders, lines, nothing, kSettings, kStart, kStart + 24, base, 60, &visits};
    const auto result = achieved_reduction(input)[Emitted::nox];
    REQUIRE(result.judged);
    CHECK(result.coverage_percent == Rational(75));
    CHECK(result.lower_g_per_day == Rational(180'000));
    CHECK(result.upper_g_per_day == Rational(240'000));
    CHECK(result.by_inspection_g_per_day == Rational(180'000));
    CHECK(result.inspection_days == 1);
    CHECK(describe(result).zh == "18–24 %（覆盖率75 %）");
    const auto hours = achieved_hours(input);
    REQUIRE(hours.size() == 24);
    CHECK(hours[17].second[Emitted::nox].judged);
    CHECK_FALSE(hours[18].second[Emitted::nox].judged);
}

TEST_CASE("stack and meter of one line that tell different days are listed beyond 25 points", "[evidence]") {
    const std::vector<DueOrder> orders{stop_order(12)};
    const EvidenceIndex lines({kiln()});
    std::vector<HourlyReading> readings;
    for (int hour = 0; hour < 12; ++hour) {
        readings.push_back(nox(hour, 2'000));     // a fifth
        readings.push_back(kwh(hour, 450'001));  // 45.0001 %
    }
    const ReadingIndex index(readings);
    const auto found = method_disagreements({orders, lines, index, kSettings, kStart, kStart + 12, {}});
    REQUIRE(found.size() == 1);
    CHECK(found[0].emission_percent == Rational(20));
    CHECK(found[0].load_percent.cut1() == "45.0");
    for (HourlyReading& one : readings)
        if (one.mn == "METER") one.cou_milli = 450'000;
    const ReadingIndex near(readings);
    CHECK(method_disagreements({orders, lines, near, kSettings, kStart, kStart + 12, {}}).empty());
}
