// SPDX-License-Identifier: Apache-2.0
// Evidence, visits, statements and findings in the daemon's service, on the example city.
#include <catch2/catch.hpp>

#include "emissions/verdict_day.hpp"
#include "engine/field_findings.hpp"
#include "engine/multipart.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;

namespace {

using Json = nlohmann::ordered_json;

/// A red alert that began six hours ago, and a line that it stopped, with its own meter and threshold.
struct Alerted {
    TestFolder folder;
    Service service;
    std::string alert;
    DueOrder due;
    const LineEvidence* line = nullptr;
    EvidenceIndex lines;

    Alerted() : service(office::open(folder, office::example_city_text())), lines(std::vector<LineEvidence>{}) {
        office::measured(service, office::run({{100, 30}}));
        office::forecast(service, office::run({{100, 6}, {460, 110}, {80, 40}}));
        const Outcome outcome = office::sign(service);
        REQUIRE(outcome.papers);
        alert = outcome.papers->transition.alert_id;
        office::silent_hours(service, 12);
        lines = EvidenceIndex(*service.resources().inventory);
        for (const DueOrder& one : service.due_orders(alert)) {
            if (!one.order.mandatory || one.order.kind != MeasureKind::stop || one.order.ramp_hours > 0) continue;
            const LineEvidence* found = lines.find(one.order.enterprise_id, one.order.line_id);
            if (found == nullptr || found->meters.size() != 1 || !found->stop_kwh_per_day || !found->cems_mn.empty()) continue;
            line = found;
            due = one;
            break;
        }
        REQUIRE(line != nullptr);
    }

    PushCounts push(Hour hour, int64_t kwh) {
        return append_evidence(service.store(), "grid", "feed-1", {{EvidenceKind::electricity, line->meters.front(), "kwh", start_of(hour), kwh * 1000}},
                               service.now());
    }
    std::string verdicts() {
        std::string out;
        for (const ComplianceRow& row : service.compliance(alert))
            if (row.enterprise_id == line->enterprise_id && row.line_id == line->line_id) out += (out.empty() ? "" : " ") + std::string(token(row.verdict));
        return out;
    }
    Json visit(const char* result, std::vector<std::string> names) {
        return {{"enterprise_id", line->enterprise_id}, {"line_id", line->line_id}, {"result", result}, {"text", "2号窑点火运行"}, {"inspectors", names},
                {"at", format_instant(start_of(due.start + 1))}};
    }
};

std::string refusal(const auto& taken) { return taken ? "" : taken.error().id; }

}  // namespace

TEST_CASE("pushed electricity is judged, repeated is counted so, another value is a revision", "[field]") {
    Alerted city;
    CHECK(city.push(city.due.start, 0).accepted == 1);
    CHECK(city.push(city.due.start, 0).repeated == 1);
    CHECK(city.push(city.due.start + 1, 9'000'000).accepted == 1);
    CHECK(city.verdicts().substr(0, 18) == "complied suspected");
    CHECK(city.push(city.due.start + 1, 0).revised == 1);
    CHECK(city.verdicts().substr(0, 17) == "complied complied");
    CHECK(city.verdicts().find("no_data") != std::string::npos);
}

TEST_CASE("one inspector makes no verdict, two make one, kept apart from the journal", "[field]") {
    Alerted city;
    city.push(city.due.start + 1, 9'000'000);
    CHECK(refusal(take_inspection(city.service, city.visit("not_complied", {"甲某"}), "inspector-1", {})) == "two_inspectors");
    CHECK(refusal(take_inspection(city.service, city.visit("not_complied", {"甲某", "甲某"}), "inspector-1", {})) == "two_inspectors");
    const auto taken = take_inspection(city.service, city.visit("not_complied", {"甲某", "乙某"}), "inspector-1", {{"a.jpg", "\xFF\xD8photo"}});
    REQUIRE(taken);
    CHECK_FALSE(taken->second);
    CHECK(taken->first.records.size() == 2);
    CHECK(take_inspection(city.service, city.visit("not_complied", {"甲某", "乙某"}), "inspector-1", {{"a.jpg", "\xFF\xD8photo"}})->second);
    CHECK(inspections(city.service).size() == 1);
    CHECK(city.verdicts().substr(0, 20) == "no_data not_complied");
    for (const JournalEntry& entry : city.service.store().journal(1, 100'000)) {
        CHECK(entry.data.find("甲某") == std::string::npos);
        CHECK(entry.data.find("点火") == std::string::npos);
    }
    CHECK(verify_chain(city.service.store().journal(1, 100'000)).empty());
}

TEST_CASE("a statement changes nothing until a person accepts it with an end", "[field]") {
    Alerted city;
    for (int hour = 0; hour < 3; ++hour) city.push(city.due.start + hour, 9'000'000);
    const std::string before = city.verdicts();
    const auto made = take_statement(city.service, {{"enterprise_id", city.line->enterprise_id}, {"kind", "urgent_supply"}, {"text", "供暖"}, {"name", "值班"},
                                                    {"from", format_instant(start_of(city.due.start))}}, "link", "page");
    REQUIRE(made);
    CHECK(city.verdicts() == before);
    const std::string id = made->first.id;
    CHECK(refusal(decide_statement(city.service, id, {{"accepted", true}, {"reason", "属实"}}, "officer-1")) == "no_end");
    CHECK(refusal(decide_statement(city.service, id, {{"accepted", true}}, "officer-1")) == "no_reason");
    REQUIRE(decide_statement(city.service, id, {{"accepted", true}, {"reason", "属实"}, {"expires_at", format_instant(instant_of(city.due.start))}}, "officer-1"));
    CHECK(city.verdicts().substr(0, 17) == "not_due suspected");
    REQUIRE(decide_statement(city.service, id, {{"accepted", false}, {"reason", "已恢复供暖"}}, "officer-1"));
    CHECK(city.verdicts() == before);
}

TEST_CASE("a declared threshold cannot be set anew, normal days without data are the declared ones", "[field]") {
    Alerted city;
    CHECK(refusal(set_threshold(city.service, {{"enterprise_id", city.line->enterprise_id}, {"line_id", city.line->line_id}, {"kwh_per_day", "5"}, {"reason", "x"}},
                                "officer-1")) == "declared");
    const auto days = normal_days(city.service, city.alert);
    REQUIRE_FALSE(days.empty());
    for (const NormalDay& day : days) CHECK(day.source != NormalSource::measured);
    city.push(city.due.start + -200, 5);
    CHECK(normal_days(city.service, city.alert).size() == days.size());
}

TEST_CASE("a finding goes its way, its file is marked as suspicion until two inspectors have judged", "[field]") {
    Alerted city;
    for (int hour = 0; hour < 3; ++hour) city.push(city.due.start + hour, 9'000'000);
    const auto found = take_finding(city.service, {{"kind", "line"}, {"enterprise_id", city.line->enterprise_id}, {"line_id", city.line->line_id}, {"text", "夜间运行"}}, "inspector-1");
    REQUIRE(found);
    const std::string id = found->first.id;
    CHECK(found->first.during_alert);
    CHECK(refusal(take_step(city.service, id, {{"step", "handed_over"}, {"unit", "生态环境部门"}, {"text", "移交"}}, "officer-1")) == "wrong_step");
    CHECK(refusal(propose_grade(city.service, id, {{"grade", "D"}, {"from", "2014-03-01"}, {"reason", "x"}}, "officer-1")) == "not_proven");
    REQUIRE(take_step(city.service, id, {{"step", "assigned"}, {"unit", "东城分局"}}, "officer-1"));
    CHECK(take_step(city.service, id, {{"step", "assigned"}, {"unit", "东城分局"}}, "officer-1")->second);
    const auto terms = enforcement_terms(city.service.config());
    REQUIRE(terms);
    const auto paper = [&] { return compose_evidence_file(evidence_facts(city.service, field_findings(city.service).front(), *terms, "order_refused"), Office{}); };
    CHECK(paper().text.find("疑似未落实，待现场核查") != std::string::npos);
    CHECK(paper().html.find("<svg") != std::string::npos);
    REQUIRE(take_inspection(city.service, city.visit("not_complied", {"甲某", "乙某"}), "inspector-1", {}));
    CHECK(paper().text.find("检查人员：甲某、乙某") != std::string::npos);
    CHECK(take_step(city.service, id, {{"step", "handed_over"}, {"unit", "生态环境部门"}, {"text", "移交"}}, "officer-1"));
    CHECK(propose_grade(city.service, id, {{"grade", "D"}, {"from", "2014-03-01"}, {"reason", "x"}}, "officer-1"));
    office::silent_hours(city.service, 30);
    CHECK(overdue_findings(field_findings(city.service), *terms, city.service.now()).front().unit == "东城分局");
}

TEST_CASE("a form with files is read as a browser sends it", "[field]") {
    const std::string body = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n点火\r\n--b\r\nContent-Disposition: form-data; name=\"photograph\"; "
                             "filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xFF\xD8\r\n--x\r\n--b\r\nContent-Disposition: form-data; "
                             "name=\"photograph\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
    const MultipartForm form = read_multipart("multipart/form-data; boundary=b", body);
    CHECK(form.fields.at("text") == "点火");
    REQUIRE(form.files.size() == 1);
    CHECK(form.files[0].name == "a.jpg");
    CHECK(form.files[0].bytes == "\xFF\xD8\r\n--x");
    CHECK(read_multipart("text/plain", body).files.empty());
}
