// SPDX-License-Identifier: Apache-2.0
// The closed loop of a finding, its deadlines, the file of its evidence (handbook H.5, H.6).
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

#include "alerts/evidence_file.hpp"
#include "alerts/field_finding.hpp"

using namespace qingkong;

namespace {

Instant at(const char* stamp) { return parse_stamp(stamp)->instant; }

EnforcementTerms built_in() {
    std::ifstream file(std::string(QINGKONG_SOURCE_DIR) + "/rules/enforcement.toml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto terms = read_enforcement_terms(text, "rules/enforcement.toml");
    if (!terms)
        for (const Problem& problem : terms.error()) WARN(problem.print(Language::en));
    REQUIRE(terms);
    return *terms;
}

FieldFinding finding(std::vector<FindingEntry> more = {}) {
    FieldFinding one;
    one.id = "F0001";
    one.kind = "line";
    one.area = "990101";
    one.enterprise_id = "E1";
    one.line_id = "L1";
    one.during_alert = true;
    one.steps = {{FindingStep::found, at("2026-11-23T09:00"), "inspector-1"}};
    for (FindingEntry& step : more) one.steps.push_back(std::move(step));
    return one;
}
FindingEntry step(FindingStep what, const char* stamp, const char* unit = "", bool passed = false) {
    return {what, at(stamp), "officer-1", unit, passed, ""};
}

}  // namespace

TEST_CASE("an assignment is due an hour after the finding, feedback and recheck a day each", "[finding]") {
    const EnforcementTerms terms = built_in();
    CHECK(*finding_clock(finding(), terms, at("2026-11-23T09:30")).due == at("2026-11-23T10:00"));
    CHECK_FALSE(finding_clock(finding(), terms, at("2026-11-23T10:00")).overdue);
    CHECK(finding_clock(finding(), terms, at("2026-11-23T10:01")).overdue);
    const FieldFinding assigned = finding({step(FindingStep::assigned, "2026-11-23T09:40", "东城分局")});
    CHECK(*finding_clock(assigned, terms, at("2026-11-23T10:30")).due == at("2026-11-24T09:40"));
    CHECK(assigned.unit() == "东城分局");
    const FieldFinding answered = finding({step(FindingStep::assigned, "2026-11-23T09:40", "东城分局"), step(FindingStep::feedback, "2026-11-23T20:00")});
    CHECK(*finding_clock(answered, terms, at("2026-11-23T21:00")).next == FindingStep::rechecked);
    CHECK(*finding_clock(answered, terms, at("2026-11-23T21:00")).due == at("2026-11-24T20:00"));
}

TEST_CASE("the second failure advises supervision, the third an interview, a person takes the step", "[finding]") {
    const EnforcementTerms terms = built_in();
    std::vector<FindingEntry> steps = {step(FindingStep::assigned, "2026-11-23T11:00", "东城分局")};  // late: one
    CHECK(finding_clock(finding(steps), terms, at("2026-11-23T12:00")).failures == 1);
    const FindingClock late = finding_clock(finding(steps), terms, at("2026-11-24T12:00"));  // feedback late: two
    CHECK(late.failures == 2);
    CHECK(late.advised == FindingStep::supervised);
    steps.push_back(step(FindingStep::feedback, "2026-11-24T13:00"));
    steps.push_back(step(FindingStep::supervised, "2026-11-24T13:30"));
    steps.push_back(step(FindingStep::rechecked, "2026-11-24T15:00", "", false));
    const FindingClock again = finding_clock(finding(steps), terms, at("2026-11-24T16:00"));
    CHECK(again.failures == 3);
    CHECK(again.advised == FindingStep::interview);
    CHECK(again.next == FindingStep::feedback);
    const auto overdue = overdue_findings({finding(steps), finding()}, terms, at("2026-11-26T00:00"));
    REQUIRE(overdue.size() == 2);
    CHECK(overdue[0].unit.empty());
    CHECK(overdue[1].unit == "东城分局");
}

TEST_CASE("the loop goes forward only, and nothing is handed over without two inspectors", "[finding]") {
    const FieldFinding fresh = finding();
    CHECK(refused_step(fresh, step(FindingStep::feedback, "2026-11-23T10:00"), false));
    CHECK(refused_step(fresh, step(FindingStep::assigned, "2026-11-23T10:00"), false)->zh == "交办须写明责任单位");
    CHECK_FALSE(refused_step(fresh, step(FindingStep::assigned, "2026-11-23T10:00", "东城分局"), false));
    CHECK(refused_step(fresh, step(FindingStep::closed, "2026-11-23T10:00"), false));
    CHECK(refused_step(fresh, step(FindingStep::handed_over, "2026-11-23T10:00", "生态环境部门"), false));
    CHECK_FALSE(refused_step(fresh, step(FindingStep::handed_over, "2026-11-23T10:00", "生态环境部门"), true));
    const FieldFinding done = finding({step(FindingStep::assigned, "2026-11-23T09:40", "东城分局"), step(FindingStep::feedback, "2026-11-23T20:00"),
                                       step(FindingStep::rechecked, "2026-11-23T21:00", "", true)});
    CHECK_FALSE(refused_step(done, step(FindingStep::closed, "2026-11-23T22:00"), false));
    CHECK(refused_step(done, step(FindingStep::closed, "2026-11-23T20:30"), false));
}

TEST_CASE("the ladder is off by default, and counts by the plan's steps where a city switches it on", "[finding]") {
    EnforcementTerms terms = built_in();
    const std::vector<FieldFinding> two = {finding(), finding()};
    CHECK(ladder_counts(two, terms, at("2026-11-23T00:00")).empty());
    terms.ladder_enabled = true;
    const auto counts = ladder_counts(two, terms, at("2026-11-23T00:00"));
    REQUIRE(counts.size() == 1);
    CHECK(counts[0].fresh == 2);
    CHECK(counts[0].level == "分包领导");
    CHECK(terms.ladder_level(2, 0) == "主要领导");
    CHECK(terms.ladder_level(0, 0).empty());
}

TEST_CASE("every conduct has a department, a clause and the day on which it was read", "[finding]") {
    const EnforcementTerms terms = built_in();
    CHECK(terms.conducts.size() == 6);
    CHECK(terms.find("permit_special_period")->range_zh() == "50000元以上200000元以下（情节严重的至1000000元）");
    CHECK(terms.find("permit_special_period")->needs_permit_clause);
    const auto wrong = read_enforcement_terms("[[conduct]]\nid = \"x\"\nname = \"y\"\ndepartment = \"z\"\nclause = \"c\"\ndated = \"2026-01-01\"\nleast_yuan = 5\nmost_yuan = 4\n", "e.toml");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().front().what.en == "least_yuan exceeds most_yuan");
}

TEST_CASE("the evidence file is marked as suspicion until two inspectors have judged, and says 违法 nowhere", "[finding]") {
    EvidenceFacts facts;
    facts.finding = finding();
    facts.enterprise = "示例<水泥>厂";
    facts.transition = "A2026-01.2";
    MeasureOrder order;
    order.line_id = "L1";
    order.measure = "停产";
    facts.orders = {order};
    ComplianceRow row;
    row.line_id = "L1";
    row.hour = *parse_hour("2026-11-23T08:00");
    row.verdict = Verdict::suspected;
    row.indicator = "hour_kwh";
    row.value = "900";
    row.limit = "40";
    row.method = "electricity";
    ComplianceRow next = row, later = row;
    next.hour = row.hour + 1;
    later.hour = row.hour + 2;
    later.value = "901";
    facts.rows = {row, next, later};
    facts.clause = "F.1; grade b; plan v1; alert";
    facts.curves = {curve_of(facts.rows, "L1", "hour_kwh")};
    facts.conduct = *built_in().find("order_refused");
    facts.printed_at = at("2026-11-23T12:00");
    const Document suspicion = compose_evidence_file(facts, Office{});
    CHECK(suspicion.text.find("疑似未落实，待现场核查，不作为处罚依据") != std::string::npos);
    CHECK(suspicion.text.find("企业尚未提交说明") != std::string::npos);
    // Hours of which the same is said are one row; nothing stands as a token.
    CHECK(suspicion.html.find("2026年11月23日7时至2026年11月23日9时") != std::string::npos);
    CHECK(suspicion.html.find("2026年11月23日9时至2026年11月23日10时") != std::string::npos);
    CHECK(suspicion.html.find("绩效等级B级") != std::string::npos);
    CHECK(suspicion.html.find("小时用电量（千瓦时）") != std::string::npos);
    for (const char* token : {"hour_kwh", "electricity", "grade b"}) CHECK(suspicion.html.find(token) == std::string::npos);
    CHECK(suspicion.html.find("示例&lt;水泥&gt;厂") != std::string::npos);
    CHECK(suspicion.html.find("<svg") != std::string::npos);
    CHECK(suspicion.text.find("10000元以上100000元以下") != std::string::npos);
    EvidenceFacts::Visit visit;
    visit.inspection = {"I0001", "990101", "E1", "L1", "", row.hour, row.hour + 1, at("2026-11-23T08:30"), InspectionResult::not_complied, 2};
    visit.text = "2号窑点火运行";
    visit.inspectors = {"甲", "乙"};
    facts.visits = {visit};
    const Document judged = compose_evidence_file(facts, Office{});
    CHECK(judged.text.find("两名检查人员现场判定：未落实") != std::string::npos);
    CHECK(judged.text.find("检查人员：甲、乙") != std::string::npos);
    for (const Document* paper : {&suspicion, &judged})
        for (const char* word : {"违法", "偷排"}) CHECK(paper->html.find(word) == std::string::npos);
}
