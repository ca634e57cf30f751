// SPDX-License-Identifier: Apache-2.0
// From the air to a signed step: decide() as the daemon calls it, without a daemon.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "alerts/decide.hpp"
#include "engine/editions.hpp"
#include "rules/compact_series.hpp"

using namespace qingkong;

namespace {

const City kCity{"990100", {"示例市", "Example"}, {{"990101", {"东区", "East"}}, {"990102", {"西区", "West"}}}};
const Office kOffice{{"办公室", "office"}, {"市人民政府", "government"}, {"《预案》", "plan"}, "攻坚办", "值班室", "000",
                     "duty@office.example", "office.example", "http://127.0.0.1", false};

const Edition& n2017() {
    static const Edition edition = *load_edition("n2017");
    return edition;
}

Instant at(const char* text) { return parse_stamp(text)->instant; }

/// A city whose clock stands at 2014-02-20 08:05 with `series` around it (`|` = after the hour labelled 08:00).
struct World {
    Instant now = at("2014-02-20T08:05:00");
    AlertBook book;
    std::vector<ScopeAir> air;

    void set_air(const std::string& scope, const std::string& series) {
        const CompactSeries read = *read_compact_series(series);
        ScopeAir one;
        one.scope = scope;
        one.now = static_cast<int>(read.measured.values.size());
        one.values = read.measured.values;
        one.values.insert(one.values.end(), read.forecast.values.begin(), read.forecast.values.end());
        one.first = floor_hour(now) + 1 - one.now;
        one.measured_to = floor_hour(now);
        one.forecast_issued_at = now;
        for (ScopeAir& old : air)
            if (old.scope == scope) {
                old = one;
                return;
            }
        air.push_back(one);
    }
    Situation situation() const {
        Situation s{now, kCity, n2017(), nullptr, nullptr, nullptr, kOffice, 0, {}, "", air, book};
        return s;
    }
    /// What a store does with an outcome.
    Outcome apply(const Event& event) {
        const Outcome out = decide(situation(), event);
        for (const Proposal& p : out.proposals) {
            const auto same = [&](const Proposal& o) { return o.id == p.id; };
            const bool known = std::any_of(book.open.begin(), book.open.end(), same);
            book.open.erase(std::remove_if(book.open.begin(), book.open.end(), same), book.open.end());
            if (p.status == ProposalStatus::open) book.open.push_back(p);
            if (!known && p.status == ProposalStatus::open) ++book.proposals_made;
        }
        for (const Alert& a : out.alerts) {
            const auto same = [&](const Alert& o) { return o.id == a.id; };
            if (std::none_of(book.alerts.begin(), book.alerts.end(), same)) ++book.alerts_this_year;
            book.alerts.erase(std::remove_if(book.alerts.begin(), book.alerts.end(), same), book.alerts.end());
            if (a.level != AlertLevel::normal) book.alerts.push_back(a);
        }
        for (const auto& [scope, note] : out.notes) book.notes[scope] = note;
        if (out.papers) ++book.documents_this_year;
        return out;
    }
    Outcome sign_open() { return apply(SignCommand{book.open.at(0).id, "officer-1", "", {}}); }
};

/// `proposal yellow, …`
std::string kinds(const Outcome& out) {
    std::string text;
    for (const JournalEntry& entry : out.journal)
        text += (text.empty() ? "" : ", ") + entry.kind + " " + std::string(token(entry.level));
    return text;
}

}  // namespace

TEST_CASE("a forecast episode is proposed once and issued by a signature, with three different times") {
    World world;
    world.set_air("all", "100*24 | 100*24 230*50 140*42");
    CHECK(kinds(world.apply(Tick{})) == "proposal yellow");
    CHECK(world.apply(Tick{}).nothing());    // evaluating twice changes nothing
    world.now = at("2014-02-20T08:25:00");
    const Outcome out = world.sign_open();
    REQUIRE(out.papers);
    CHECK(kinds(out) == "sign yellow, issue yellow, orders yellow");
    const Transition& t = out.papers->transition;
    CHECK(t.id() == "A2014-01.1");
    CHECK(t.document_no == "攻坚办〔2014〕1号");
    CHECK(format_instant(t.signed_at) == "2014-02-20T08:25:00+08:00");
    CHECK(format_instant(t.response_start) == "2014-02-21T08:00:00+08:00");    // hour 0 starts at 08:00; +24
    CHECK(format_instant(*t.episode_begin) == "2014-02-21T08:00:00+08:00");
    CHECK(format_instant(*t.episode_end) == "2014-02-23T10:00:00+08:00");
    CHECK_FALSE(t.published_at);
    CHECK(t.areas_concerned == std::vector<std::string>{"990101", "990102"});
    CHECK(t.edition.id == "n2017");
    CHECK(world.book.alerts.at(0).waits);
}

TEST_CASE("an action effective now starts at the first full hour after the signature") {
    World world;
    world.set_air("all", "230*48 | 230*24 140*48");
    world.apply(Tick{});
    CHECK(format_instant(world.book.open.at(0).response_start) == "2014-02-20T09:00:00+08:00");
    world.now = at("2014-02-20T08:55:00");
    CHECK(format_instant(world.sign_open().papers->transition.response_start) == "2014-02-20T09:00:00+08:00");
}

TEST_CASE("a signature is refused when level or direction has changed, and taken when only the numbers have") {
    World world;
    world.set_air("all", "100*24 | 100*24 230*50 140*42");
    world.apply(Tick{});
    const std::string id = world.book.open.at(0).id;
    world.set_air("all", "100*24 | 100*24 230*30 140*42");    // blue now
    const Outcome refused = decide(world.situation(), SignCommand{id, "officer-1", "", {}});
    REQUIRE(refused.refusal);
    CHECK(refused.refusal->id == "proposal_changed");
    CHECK(refused.journal.empty());
    CHECK(kinds(world.apply(Tick{})) == "proposal_replaced blue");
    world.set_air("all", "100*24 | 100*24 230*32 140*42");    // still blue, two hours longer
    CHECK(world.sign_open().papers);
}

TEST_CASE("upgrade, hold and release follow each other, each signed") {
    World world;
    world.set_air("all", "100*24 | 230*30 140*42");
    world.apply(Tick{});
    CHECK(world.sign_open().papers->transition.to == AlertLevel::blue);
    world.set_air("all", "100*24 230*20 | 230*40 140*42");
    CHECK(kinds(world.apply(Tick{})) == "proposal yellow");
    const Transition upgrade = world.sign_open().papers->transition;
    CHECK(upgrade.action == AlertAction::upgrade);
    CHECK(upgrade.id() == "A2014-01.2");
    world.set_air("all", "100*24 230*60 | 170*40");
    CHECK(kinds(world.apply(Tick{})) == "hold yellow");
    CHECK(world.book.open.empty());
    world.set_air("all", "230*60 170*10 | 140*40");
    world.apply(Tick{});
    const Transition release = world.sign_open().papers->transition;
    CHECK(release.action == AlertAction::release);
    CHECK(format_instant(release.response_start) == "2014-02-20T09:00:00+08:00");
    CHECK(world.book.alerts.at(0).level == AlertLevel::yellow);    // in force until its hour
    world.now = at("2014-02-20T09:05:00");
    CHECK(kinds(world.apply(Tick{})).rfind("end yellow", 0) == 0);
    CHECK(world.book.alerts.empty());
}

TEST_CASE("a missing hour releases nothing and is told") {
    World world;
    world.set_air("all", "100*24 | 230*50 140*42");
    world.apply(Tick{});
    world.sign_open();
    world.set_air("all", "230*60 140*30 ?*1 | 140*30");
    const Outcome out = world.apply(Tick{});
    for (const Proposal& proposal : out.proposals) CHECK(proposal.action != AlertAction::release);
    CHECK(kinds(out).find("hold yellow") != std::string::npos);
}

TEST_CASE("an area may be stricter than the city, never laxer") {
    World world;
    world.set_air("all", "100*24 | 230*50 140*42");
    world.apply(Tick{});
    world.sign_open();
    const Outcome laxer = decide(world.situation(), RaiseCommand{"990101", "officer-1", "局地加重", AlertLevel::yellow, {}});
    REQUIRE(laxer.refusal);
    CHECK(laxer.refusal->id == "laxer");
    const Outcome stricter = world.apply(RaiseCommand{"990101", "officer-1", "局地加重", AlertLevel::orange, {}});
    REQUIRE(stricter.papers);
    CHECK(stricter.papers->transition.areas_concerned == std::vector<std::string>{"990101"});
    CHECK(level_of_area(world.book, kCity, "990101") == AlertLevel::orange);
    CHECK(level_of_area(world.book, kCity, "990102") == AlertLevel::yellow);

    // The city's release ends the other area only; the stricter one goes on by its own alert.
    world.set_air("all", "230*60 | 140*40");
    world.apply(Tick{});
    CHECK(world.sign_open().papers->transition.areas_concerned == std::vector<std::string>{"990102"});
}

TEST_CASE("an area's own air proposes only what is stricter than the city") {
    World world;
    world.set_air("all", "100*24 | 230*50 140*42");
    world.apply(Tick{});
    world.sign_open();
    world.set_air("990101", "100*24 | 230*50 140*42");    // yellow, as the city
    world.apply(Tick{});
    CHECK(world.book.open.empty());
    world.set_air("990101", "100*24 | 310*50 230*30 140*42");    // orange
    world.apply(Tick{});
    REQUIRE(world.book.open.size() == 1);
    CHECK(world.book.open.at(0).area == "990101");
    CHECK(world.book.open.at(0).to == AlertLevel::orange);
}

TEST_CASE("without a reason nothing is refused or raised, a start in the past is refused") {
    World world;
    world.set_air("all", "100*24 | 230*50 140*42");
    world.apply(Tick{});
    CHECK(decide(world.situation(), RefuseCommand{"P0001", "officer-1", ""}).refusal->id == "reason_missing");
    CHECK(decide(world.situation(), SignCommand{"P0001", "officer-1", "", at("2014-02-20T08:00:00")}).refusal->id == "bad_start");
    CHECK(decide(world.situation(), SignCommand{"P0001", "officer-1", "", at("2014-02-20T10:30:00")}).refusal->id == "bad_start");
    CHECK(decide(world.situation(), RaiseCommand{"990109", "officer-1", "x", AlertLevel::red, {}}).refusal->id == "unknown_area");
    CHECK(kinds(world.apply(RefuseCommand{"P0001", "officer-1", "预报偏重"})) == "refuse yellow");
}

TEST_CASE("publication is recorded beside the alert") {
    World world;
    world.set_air("all", "100*24 | 230*50 140*42");
    world.apply(Tick{});
    world.sign_open();
    const Outcome out = world.apply(PublishCommand{"A2014-01.1", "officer-1", "市人民政府", "官网", at("2014-02-20T08:50:00")});
    CHECK(kinds(out) == "publish yellow");
    CHECK(world.book.alerts.at(0).transitions.at(0).published_at == at("2014-02-20T08:50:00"));
}

TEST_CASE("an upgrade of a waiting alert names the earlier start of the episode, and the officer may sign it") {
    World world;
    world.set_air("all", "100*24 | 100*48 230*30 140*42");
    world.apply(Tick{});
    world.sign_open();    // blue from hour 48
    world.set_air("all", "100*24 | 100*40 230*60 140*42");
    world.apply(Tick{});
    const Proposal& upgrade = world.book.open.at(0);
    CHECK(upgrade.to == AlertLevel::yellow);
    CHECK(format_instant(upgrade.response_start) == "2014-02-22T08:00:00+08:00");    // as signed: hour 48
    CHECK(upgrade.reason.zh.find("可提前至2014年2月22日0时启动") != std::string::npos);    // hour 40
    const Outcome out = world.apply(SignCommand{upgrade.id, "officer-1", "", at("2014-02-22T00:00:00")});
    REQUIRE(out.papers);
    CHECK(format_instant(out.papers->transition.response_start) == "2014-02-22T00:00:00+08:00");
}
