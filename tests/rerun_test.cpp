// SPDX-License-Identifier: Apache-2.0
// A past decision made again from what was known then; late and revised data; signatures on overtaken proposals.
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/rerun.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

void change(const TestFolder& folder, const std::string& sql) {
    SQLite::Database db((folder.path / "q.db").string(), SQLite::OPEN_READWRITE);
    db.exec(sql);
}

ProgramRun rerun_verb(const TestFolder& folder, const std::string& id) {
    return run_in_shell(folder, "qingkong journal rerun " + id + " --config qingkong.toml");
}

/// Two proposals, a signature, a revision, new forecasts, a silent feed and a release.
void play(Service& service) {
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    sign(service);
    hours_pass(service, 3, 230);
    one_hour(service, "2014-02-20T09:00", 260);
    forecast(service, run({{230, 80}, {140, 42}}));
    silent_hours(service, 5);
    hours_pass(service, 2, 120);
    forecast(service, run({{60, 72}}));
}

}  // namespace

TEST_CASE("every past decision, made again from what was known then, gives the identical record") {
    const TestFolder folder;
    const std::string text = example_city_text();
    std::vector<std::string> kept;
    {
        Service service = office::open(folder, text);
        play(service);
        for (const JournalEntry& entry : service.store().journal(1, 1000)) {
            kept.push_back(entry_json(entry).dump());
            CHECK(nlohmann::json::parse(entry.data).at("edition_hash") == service.resources().edition.hash);
        }
        CHECK(kinds(service).find("inventory proposal sign issue orders") == 0);
        CHECK(kinds(service).find("revised") != std::string::npos);
        CHECK(kinds(service).find("look") != std::string::npos);
    }
    REQUIRE(kept.size() >= 8);
    const ProgramRun all = rerun_verb(folder, "all");
    CHECK(all.err == "");
    CHECK(all.out == fmt::format("entries made again: {}, different: 0\n", kept.size()));
    CHECK(all.status == 0);
    const ProgramRun one = rerun_verb(folder, "P0001");
    CHECK(one.out == kept[1] + "\n");
    CHECK(one.status == 0);
    CHECK(rerun_verb(folder, "A2014-01.1").out == kept[3] + "\n");
}

TEST_CASE("signatures that change the orders in force, made again, give the identical record") {
    const TestFolder folder;
    const bool drill = GENERATE(false, true);
    {
        Service service = office::open(folder, example_city_text());
        measured(service, run({{100, 24}}));
        forecast(service, run({{230, 50}, {140, 42}}));
        if (drill)
            REQUIRE_FALSE(service.command(RaiseCommand{"all", "duty", "年度演练", AlertLevel::yellow, {}, {}, {}}, true).refusal);
        else
            sign(service);
        const std::string alert = service.store().alerts().at(0).id;
        service.move_clock(Instant{service.now().seconds + 3600});
        if (!drill) {
            Inventory other = *service.resources().inventory;
            other.version = "changed";
            for (Enterprise& enterprise : other.enterprises)
                for (auto& line : enterprise.lines)
                    if (auto& measure = line.measures[AlertLevel::yellow]) measure->text = "停产，按更正后的方案";
            REQUIRE(service.import_inventory(std::move(other), "admin", "更正")->state == "waiting");
            REQUIRE_FALSE(service.command(ReviseCommand{alert, "duty", "方案更正"}).refusal);
            service.move_clock(Instant{service.now().seconds + 3600});
        }
        REQUIRE_FALSE(service.command(RaiseCommand{"all", "duty", "会商", AlertLevel::orange, {}, {}, {}}, drill).refusal);
        service.move_clock(Instant{service.now().seconds + 3600});
        REQUIRE_FALSE(service.command(ReleaseCommand{alert, "duty", "空气转好", {}}, drill).refusal);
        CHECK(service.store().journal(1, 100).back().seq >= 8);
    }
    const ProgramRun all = rerun_verb(folder, "all");
    CHECK(all.err == "");
    CHECK(all.status == 0);
}

TEST_CASE("a rerun says exactly what differs") {
    const TestFolder folder;
    {
        Service service = office::open(folder, config_text());
        measured(service, run({{100, 24}}));
        forecast(service, run({{230, 50}, {140, 42}}));
    }
    change(folder, "update journal set text_en = 'something else' where seq = 1");
    const ProgramRun run = rerun_verb(folder, "1");
    CHECK(run.status == 1);
    CHECK(run.err.find("entry 1 text.en: was \"something else\", is \"P0001: Proposal: issue yellow") == 0);
    CHECK(run.err.find('\n') == run.err.size() - 1);    // and nothing else
    CHECK(rerun_verb(folder, "99").status == 2);
    CHECK(rerun_verb(folder, "P0009").status == 2);
}

TEST_CASE("an edition is found by its hash after its file was changed, one that is nowhere is an error") {
    const TestFolder folder;
    std::ofstream(folder.path / "own.toml") << edition_text("n2017")->text;
    const std::string text = config_text("", "own.toml");
    {
        Service service = office::open(folder, text);
        measured(service, run({{100, 24}}));
        forecast(service, run({{230, 50}, {140, 42}}));
    }
    std::ofstream(folder.path / "own.toml", std::ios::app) << "\n# compared again\n";
    CHECK(rerun_verb(folder, "1").status == 0);    // the text of then is kept
    // The built-in n2017 has the same bytes: found there when the store has lost it.
    change(folder, "delete from kept_text where kind = 'edition'");
    CHECK(rerun_verb(folder, "1").status == 0);
    change(folder, "update decision set edition_hash = '00112233445566778899aabbccddeeff'");
    const ProgramRun gone = rerun_verb(folder, "1");
    CHECK(gone.status == 2);
    CHECK(gone.err.find("no known edition has the hash 00112233445566778899aabbccddeeff") != std::string::npos);
    CHECK(gone.out == "");
}

TEST_CASE("a database of the former version is carried over, its entries say that nothing was kept to make them again") {
    const TestFolder folder;
    {
        Service service = office::open(folder, config_text());
        measured(service, run({{100, 24}}));
        forecast(service, run({{230, 50}, {140, 42}}));
    }
    change(folder, "delete from decision; drop table proposal_version; drop table superior_doc; "
                   "alter table scope_note drop column more; drop table delivery; drop table delivery_text; drop table delivery_packed; "
                   "drop table delivery_pattern; drop table mailing; drop table mailing_source;"
                   "create table delivery(id integer primary key, transition text not null, alert text not null, "
                   "enterprise_id text not null, area text not null, recipient text not null, message_id text not null unique, "
                   "subject text not null, bytes blob not null, state text not null, attempts integer not null, "
                   "created_at integer not null, next_try integer, sent_at integer, last_reply text not null, "
                   "ack_token text not null, confirmed_at integer, confirmed_by text not null) strict;"
                   "create index delivery_by_state on delivery(state, next_try); create index delivery_by_token on delivery(ack_token);"
                   "create index delivery_by_transition on delivery(transition, state);"
                   "insert into delivery values (1, 'A2013-01.1', 'A2013-01', 'E1', '990101', 'e1@example.com', '<A2013-01.1.E1@x>', "
                   "'notice', x'4869', 'sent', 1, 1385856000, null, 1385856001, '250 ok', 'token', null, '');"
                   "pragma user_version = 1");
    Service service = office::open(folder, config_text());
    CHECK(service.store().delivery_bytes(1) == "Hi");
    CHECK(service.store().deliveries("sent", 10).at(0).channel == "mail");
    CHECK(open_proposals(service) == "issue normal>yellow");
    CHECK(sign(service).papers);
    const auto old = rerun(service.store(), service.config(), service.resources(), 1);
    REQUIRE_FALSE(old);
    CHECK(old.error().front().what.en == "what entry 1 was decided from was not kept");
    CHECK(rerun(service.store(), service.config(), service.resources(), 3)->identical());
}

TEST_CASE("a revision is kept beside the old value and told, an unsigned proposal follows, a signed one stays") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 23}, {230, 1}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    const std::string first = entry_json(service.store().journal(1, 10).front()).dump();
    one_hour(service, "2014-02-20T08:00", 190);
    const auto told = entries(service, "revised");
    REQUIRE(told.size() == 1);
    CHECK(nlohmann::json::parse(told[0].data).at("hours").dump() ==
          R"([{"hour":"2014-02-20T08:00:00+08:00","is":"190","was":"230"}])");
    CHECK(told[0].text.en.find("1 h were revised (20 Feb 2014 08:00: AQI was 230, is 190); the old ones are kept, evaluated anew.") !=
          std::string::npos);
    const Proposal p = the_proposal(service);
    CHECK(p.id == "P0001");    // replaced in place, not doubled
    CHECK(p.revised);
    CHECK(p.version > 1);
    CHECK(entry_json(service.store().journal(1, 10).front()).dump() == first);
    service.tick();
    CHECK(entries(service, "revised").size() == 1);    // told once
    CHECK(rerun(service.store(), service.config(), service.resources(), told[0].seq)->identical());
}

TEST_CASE("a signature on an overtaken proposal shows the difference, and is refused where level or direction changed") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    const auto seen = service.store().proposal_version("P0001", 1);
    REQUIRE(seen);
    hours_pass(service, 1, 230);
    Outcome out = service.command(SignCommand{"P0001", "officer-1", "", {}, seen});
    CHECK_FALSE(out.refusal);
    CHECK(out.difference.en.find("measured to was 2014-02-20T08:00:00+08:00, is 2014-02-20T09:00:00+08:00") == 0);
    CHECK(out.difference.zh.find("实况截至由") == 0);

    forecast(service, run({{230, 50}, {320, 40}, {140, 42}}));
    const Proposal upgrade = the_proposal(service);
    CHECK(upgrade.action == AlertAction::upgrade);
    forecast(service, run({{60, 72}}));    // the same issue, revised
    out = service.command(SignCommand{upgrade.id, "officer-1", "", {}, upgrade});
    REQUIRE(out.refusal);
    CHECK(out.refusal->id == "proposal_closed");
}
