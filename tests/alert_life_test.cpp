// SPDX-License-Identifier: Apache-2.0
// What an office does with an alert between issue and release (handbook B.4, B.5): approved by post and document, corrected
// before its start, suspended and resumed, and drilled beside a real one.

#include <catch2/catch.hpp>

#include "alerts/enterprise_mails.hpp"
#include "engine/rerun.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;

namespace {

/// Yellow and orange by the vice-mayor, red by the mayor (as Taiyuan 2019); one person at night for yellow and orange.
const std::string kAuthorities = R"(
[[authority]]
id = "vice"
approver = "分管副市长"
document = "示政文〔2013〕35号"
levels = ["blue", "yellow", "orange"]
area = "all"
accounts = ["vice-mayor"]
valid_to = 2014-12-31
emergency_hours = 4
[[authority]]
id = "mayor"
approver = "市长"
document = "示政文〔2013〕35号"
levels = ["red"]
area = "all"
accounts = ["mayor"]
)";

/// An episode that begins in six hours: what the rule proposes is signed, `who` being the approver in the program.
Transition signed_ahead(Service& service, int aqi, const std::string& who = "officer-1", Approval approval = {}) {
    office::measured(service, office::run({{100, 30}}));
    office::forecast(service, office::run({{100, 6}, {aqi, 110}, {80, 40}}));
    SignCommand command{office::the_proposal(service).id, who, "", {}, {}, {}, std::move(approval)};
    const Outcome outcome = service.command(command);
    INFO((outcome.refusal ? outcome.refusal->what.en : ""));
    REQUIRE(outcome.papers);
    return outcome.papers->transition;
}

std::string states(Service& service, const std::string& transition) {
    std::string out;
    for (const auto& [state, count] : service.store().outbox_counts_of(transition))
        if (state != "confirmed") out += (out.empty() ? "" : " ") + state;
    return out;
}

}  // namespace

TEST_CASE("red signed by mistake is corrected to orange before it starts, and the red version never took effect") {
    const TestFolder folder;
    Service service = office::open(folder, office::example_city_text());
    const Transition red = signed_ahead(service, 460);
    REQUIRE(red.to == AlertLevel::red);
    REQUIRE(states(service, red.id()) == "waiting");

    const Outcome corrected =
        service.command(CorrectCommand{red.alert_id, "officer-1", "省级会商调整为橙色", AlertLevel::orange, {}, {}, {}});
    REQUIRE(corrected.papers);
    const Transition& orange = corrected.papers->transition;
    CHECK(orange.id() == red.alert_id + ".2");
    CHECK(token(orange.action) == "correct");
    CHECK(orange.replaces == 1);
    CHECK(orange.from == AlertLevel::normal);
    CHECK(orange.response_start == red.response_start);
    CHECK(states(service, red.id()) == "withdrawn");
    CHECK(states(service, orange.id()) == "waiting");
    CHECK(corrected.papers->notice_zh.text.find("以本通知为准") != std::string::npos);
    CHECK(corrected.papers->notice_zh.text.find(red.document_no) != std::string::npos);
    REQUIRE(mailed(*corrected.papers) > 0);
    CHECK(corrected.papers->enterprise_mails->subject(0).find("【重污染天气预警更正】") != std::string::npos);
    CHECK(corrected.papers->enterprise_mails->subject(0).find("原通知作废") != std::string::npos);
    const Alert alert = *service.store().alert(red.alert_id);
    CHECK(alert.level == AlertLevel::orange);
    CHECK(alert.replaced(alert.transitions[0]));
    CHECK_FALSE(alert.replaced(alert.transitions[1]));

    SECTION("no hour is ever due under the version that never took effect") {
        service.move_clock(Instant{red.response_start.seconds + 3 * 3600});
        for (const DueOrder& due : service.due_orders("")) CHECK(due.transition == orange.id());
        CHECK_FALSE(service.due_orders("").empty());
    }
    SECTION("the correction counts as no downgrade") {
        CHECK(office::entries(service, "downgrade").empty());
        CHECK(office::entries(service, "correct").size() == 1);
    }
    SECTION("made again it is the identical record") {
        const auto entry = office::entries(service, "correct").front();
        const auto again = rerun(service.store(), service.config(), service.resources(), entry.seq);
        REQUIRE(again);
        CHECK(again->identical());
    }
    SECTION("after the start hour nothing can be corrected any more") {
        service.move_clock(red.response_start);
        const Outcome late = service.command(CorrectCommand{red.alert_id, "officer-1", "晚了", AlertLevel::yellow, {}, {}, {}});
        REQUIRE(late.refusal);
        CHECK(late.refusal->id == "already_started");
    }
}

TEST_CASE("a correction needs a reason, a difference and a level that the superior allows") {
    const TestFolder folder;
    Service service = office::open(folder, office::example_city_text());
    const Transition red = signed_ahead(service, 460);
    const auto refusal = [&](const std::string& reason, AlertLevel level) {
        return service.command(CorrectCommand{red.alert_id, "officer-1", reason, level, {}, red.round, {}}).refusal->id;
    };
    CHECK(refusal("", AlertLevel::orange) == "reason_missing");
    CHECK(refusal("同样", AlertLevel::red) == "no_difference");
    CHECK(refusal("撤销", AlertLevel::normal) == "unknown_level");
    CHECK(service.command(CorrectCommand{"A2014-77", "officer-1", "x", AlertLevel::blue, {}, {}, {}}).refusal->id == "unknown_alert");
    CHECK(service.store().alert(red.alert_id)->transitions.size() == 1);
}

TEST_CASE("only the post that the document names can sign a level") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text(kAuthorities));
    office::measured(service, office::run({{100, 30}}));
    office::forecast(service, office::run({{100, 6}, {460, 110}, {80, 40}}));
    const std::string proposal = office::the_proposal(service).id;
    const auto by = [&](const std::string& who, Approval approval) {
        return service.command(SignCommand{proposal, who, "", {}, {}, {}, std::move(approval)});
    };
    for (const std::string who : {"officer-1", "vice-mayor", "viewer"}) {
        const Outcome refused = by(who, {});
        REQUIRE(refused.refusal);
        CHECK(refused.refusal->id == "no_authority");
        CHECK(refused.refusal->wanted.zh == "批准人：市长（示政文〔2013〕35号）；纸质或电话批准由值班员登记");
    }
    SECTION("by the mayor in the program") {
        const Outcome signed_step = by("mayor", {});
        REQUIRE(signed_step.papers);
        CHECK(signed_step.papers->transition.approval.document == "示政文〔2013〕35号");
        CHECK(signed_step.papers->notice_zh.text.find("经市长（示政文〔2013〕35号）批准") != std::string::npos);
    }
    SECTION("by telephone, as the officer records it with its time") {
        Approval call{ApprovalManner::telephone};
        CHECK(by("officer-1", call).refusal->id == "bad_approval");
        call.given_at = Instant{service.now().seconds + 60};
        CHECK(by("officer-1", call).refusal->id == "bad_approval");
        call.given_at = Instant{service.now().seconds - 600};
        REQUIRE(by("officer-1", call).papers);
        CHECK(office::entries(service, "sign").front().text.zh ==
              "同意签发：发布（P0001）；批准：市长（示政文〔2013〕35号），电话批示（2014年2月20日7时50分）");
    }
    SECTION("nobody signs red alone at night: that authority has no such hours") {
        CHECK(by("officer-1", {ApprovalManner::emergency}).refusal->id == "no_authority");
    }
}

TEST_CASE("what one person signs at night is counter-signed in time, or the journal says so once") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text(kAuthorities));
    const Transition step = signed_ahead(service, 230, "officer-1", {ApprovalManner::emergency});
    REQUIRE(step.to < AlertLevel::red);
    CHECK(format_instant(*step.approval.countersign_due) == "2014-02-20T12:00:00+08:00");
    const auto countersign = [&](const std::string& who) { return service.command(CountersignCommand{step.id(), who, {}}); };

    SECTION("in time") {
        service.move_clock(Instant{service.now().seconds + 3600});
        CHECK(countersign("officer-1").refusal->id == "no_authority");
        REQUIRE_FALSE(countersign("vice-mayor").refusal);
        service.move_clock(Instant{service.now().seconds + 6 * 3600});
        CHECK(office::entries(service, "countersign_overdue").empty());
        CHECK(countersign("vice-mayor").refusal->id == "nothing_to_countersign");
    }
    SECTION("too late") {
        service.move_clock(Instant{service.now().seconds + 6 * 3600});
        CHECK(office::entries(service, "countersign_overdue").size() == 1);
        CHECK(office::entries(service, "countersign_overdue").front().text.en ==
              "攻坚办〔2014〕1号 was signed by one person and is not counter-signed in time (分管副市长, due 20 Feb 2014 12:00).");
        REQUIRE_FALSE(countersign("vice-mayor").refusal);
        CHECK(office::entries(service, "countersign").front().text.zh.find("已补签（逾期）") != std::string::npos);
    }
}

TEST_CASE("an authority ends with its document, and covers no level or area beside its own") {
    const Authority vice{"vice", "分管副市长", "文号", {AlertLevel::yellow}, {"990101"}, {"v"}, {}, parse_day("2014-12-31"), 0};
    const auto may = [&](AlertLevel level, std::vector<std::string> areas, const char* now) {
        Approval approval;
        return !fill_approval({vice}, {"v", level, std::move(areas), office::at(now)}, approval);
    };
    CHECK(may(AlertLevel::yellow, {"990101"}, "2014-12-31T23:59:00+08:00"));
    CHECK_FALSE(may(AlertLevel::yellow, {"990101"}, "2015-01-01T00:00:00+08:00"));
    CHECK_FALSE(may(AlertLevel::orange, {"990101"}, "2014-12-31T10:00:00+08:00"));
    CHECK_FALSE(may(AlertLevel::yellow, {"990101", "990102"}, "2014-12-31T10:00:00+08:00"));
}

TEST_CASE("a suspended alert is resumed under a number of its own that names the suspended notice") {
    const TestFolder folder;
    Service service = office::open(folder, office::example_city_text());
    const Transition issued = signed_ahead(service, 230);
    service.move_clock(Instant{issued.response_start.seconds + 3600});
    const Outcome suspended = service.command(SuspendCommand{issued.alert_id, "officer-1", "冷空气提前，短时改善", Instant{service.now().seconds + 3600}, {}});
    REQUIRE(suspended.papers);    // from the next hour on: it has not begun
    CHECK(token(suspended.papers->transition.discretion) == "suspend");
    CHECK(service.command(ResumeCommand{issued.alert_id, "officer-1", "再次累积", {}, {}, {}, {}}).refusal->id == "alert_active");
    service.move_clock(Instant{service.now().seconds + 2 * 3600});
    CHECK(service.store().alert(issued.alert_id)->level == AlertLevel::normal);

    const Outcome resumed = service.command(ResumeCommand{issued.alert_id, "officer-1", "再次累积", {}, {}, {}, {}});
    INFO((resumed.refusal ? resumed.refusal->what.en : ""));
    REQUIRE(resumed.papers);
    const Transition& again = resumed.papers->transition;
    CHECK(again.alert_id == "A2014-02");
    CHECK(again.to == issued.to);
    CHECK(again.references == suspended.papers->transition.document_no);
    CHECK(again.reason.zh == "重新启动（" + suspended.papers->transition.document_no + "）：再次累积。");
    CHECK(service.command(ResumeCommand{"A2014-02", "officer-1", "x", {}, {}, {}, {}}).refusal->id == "not_suspended");
}

TEST_CASE("a drill goes its way beside a real alert and can never be taken for it") {
    const TestFolder folder;
    Service service = office::open(folder, office::example_city_text());
    const Transition real = signed_ahead(service, 230);
    service.move_clock(Instant{real.response_start.seconds + 3600});
    const auto orders_before = service.due_orders("");
    AlertBook before;
    service.store().load_orders(before);

    const Outcome drill = service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::red, {}, {}, {}}, true);
    INFO((drill.refusal ? drill.refusal->what.en : ""));
    REQUIRE(drill.papers);
    const Transition& step = drill.papers->transition;
    CHECK(step.alert_id == "D2014-01");
    CHECK(step.exercise);
    CHECK(step.document_no == "攻坚办演〔2014〕1号");
    CHECK(drill.papers->notice_zh.text.find("【演练】") != std::string::npos);
    REQUIRE(mailed(*drill.papers) > 0);
    CHECK(drill.papers->enterprise_mails->subject(0).find("【演练】") != std::string::npos);

    SECTION("the real level, the real orders and the real numbers are untouched") {
        CHECK(service.level_of("990101") == real.to);
        CHECK(service.due_orders("").size() == orders_before.size());
        AlertBook after;
        service.store().load_orders(after);
        CHECK(after.orders_in_force == before.orders_in_force);
        CHECK(service.store().book(2014).documents_this_year == 1);
        CHECK(service.store().book(2014).alerts.size() == 1);
    }
    SECTION("it is never published") {
        const Outcome publish = service.command(PublishCommand{step.id(), "officer-1", "示例市人民政府", "网站", service.now()}, true);
        REQUIRE(publish.refusal);
        CHECK(publish.refusal->id == "exercise");
        CHECK(service.command(PublishCommand{step.id(), "officer-1", "示例市人民政府", "网站", service.now()}).refusal->id ==
              "unknown_transition");
    }
    SECTION("it is released like an alert, and the real one goes on") {
        const Outcome released = service.command(ReleaseCommand{"D2014-01", "officer-1", "演练结束", {}, {}}, true);
        REQUIRE(released.papers);
        service.move_clock(Instant{service.now().seconds + 2 * 3600});
        CHECK(service.store().alert("D2014-01")->level == AlertLevel::normal);
        CHECK(service.level_of("990101") == real.to);
    }
}

TEST_CASE("a record with a person's words can be destroyed and the chain stays whole") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    const KeptRecord kept = service.keep_record("call", "22:30 李某电话同意", "", "officer-1");
    CHECK(kept.id == "R0001");
    for (const JournalEntry& entry : service.store().journal(1, 1000)) {
        CHECK(entry.data.find("李某") == std::string::npos);
        CHECK(entry.text.zh.find("李某") == std::string::npos);
    }
    REQUIRE(service.destroy_record("R0001", "评估后无保存必要，分管副局长决定", "admin"));
    const KeptRecord gone = *service.store().record("R0001");
    CHECK(gone.note.empty());
    CHECK(gone.key.empty());
    CHECK(gone.digest == kept.digest);
    CHECK_FALSE(service.destroy_record("R0077", "x", "admin"));
    std::string previous;
    for (const JournalEntry& entry : service.store().journal(1, 1000)) {
        CHECK(entry_hash(entry) == entry.hash);
        if (!previous.empty()) CHECK(entry.prev == previous);
        previous = entry.hash;
    }
}

TEST_CASE("units owe a drill their answers beside the real alert, and the real report speaks of the real one alone") {
    const TestFolder folder;
    Service service = office::open(folder, office::example_city_text("[[unit]]\nid = \"police\"\nname = \"市公安局\"\n"));
    const Transition real = signed_ahead(service, 230);
    REQUIRE(service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::red, {}, {}, {}}, true).papers);
    service.move_clock(office::at("2014-02-21T10:00:00+08:00"));
    int of_real = 0, of_drill = 0;
    for (const Duty& duty : service.duties(Instant{0})) {
        if (duty.kind != DutyKind::daily_return || duty.due != office::at("2014-02-21T09:00:00+08:00")) continue;
        (duty.exercise ? of_drill : of_real) += 1;
        CHECK(duty.subject == (duty.exercise ? "D2014-01" : real.alert_id));
    }
    CHECK(of_real == 1);
    CHECK(of_drill == 1);
    for (const JournalEntry& entry : office::entries(service, "chase"))
        CHECK((entry.text.zh.find("【演练】") == 0) == (entry.text.zh.find("D2014") != std::string::npos));
}

TEST_CASE("a version that a correction replaced can no longer be published") {
    const TestFolder folder;
    Service service = office::open(folder, office::config_text());
    const Transition red = signed_ahead(service, 460);
    REQUIRE(service.command(CorrectCommand{red.alert_id, "officer-1", "调整", AlertLevel::orange, {}, {}, {}}).papers);
    const auto publish = [&](const std::string& id) {
        return service.command(PublishCommand{id, "officer-1", "示例市人民政府", "网站", service.now()});
    };
    CHECK(publish(red.alert_id + ".1").refusal->id == "replaced");
    CHECK_FALSE(publish(red.alert_id + ".2").refusal);
}
