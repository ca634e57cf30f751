// SPDX-License-Identifier: Apache-2.0
// The single writer on a real SQLite file: what was answered survives, what was not is done once.
#include <catch2/catch.hpp>

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "alerts/enterprise_mails.hpp"
#include "engine/service.hpp"
#include "engine/tables.hpp"

using namespace qingkong;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / fmt::format("qingkong-service-{}", ::getpid());
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
};

Config config_in(const fs::path& folder) {
    const std::string text = fmt::format(R"(
[city]
id = "990100"
name = "示例市"
name_en = "Example City"
areas = [
  {{ id = "990101", name = "东城示范区", name_en = "East" }}, {{ id = "990102", name = "西城示范区", name_en = "West" }},
  {{ id = "990103", name = "南郊示范区", name_en = "South" }}, {{ id = "990104", name = "北郊示范区", name_en = "North" }},
]
[rules]
edition = "n2017"
[clock]
mode = "simulated"
start = "2014-02-20T08:00:00+08:00"
[store]
path = "q.db"
[http]
listen = "127.0.0.1:8300"
[mail]
smtp_url = "smtp://127.0.0.1:2525"
tls = "none"
from = "duty@office.example"
[office]
name = "办公室"
name_en = "office"
government = "示例市人民政府"
government_en = "government"
plan_title = "《预案》"
plan_title_en = "plan"
document_prefix = "攻坚办"
contact = "值班室"
telephone = "000"
link_base = "http://127.0.0.1:8300"
[inventory]
folder = "{}/examples/city"
)", QINGKONG_SOURCE_DIR);
    auto config = read_config(text, (folder / "qingkong.toml").string());
    if (!config)
        for (const Problem& problem : config.error()) WARN(problem.print(Language::en));
    REQUIRE(config);
    return *config;
}

Service service_in(const fs::path& folder) {
    const Config config = config_in(folder);
    std::vector<Problem> notes;
    auto resources = load_resources(config, notes);
    REQUIRE(resources);
    auto store = Store::open(config.store.path);
    REQUIRE(store);
    return Service(config, std::move(*resources), std::move(*store));
}

std::string hours_json(const char* key, Hour first, const std::vector<int>& values) {
    std::string rows;
    for (size_t i = 0; i < values.size(); ++i)
        rows += fmt::format("{}{{\"{}\":\"{}\",\"aqi\":{}}}", i == 0 ? "" : ",", key, format_hour(first + static_cast<int64_t>(i)),
                            values[i]);
    return rows;
}

void push_heavy_air(Service& service) {
    const Hour now = floor_hour(service.now());
    const std::string measured = fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}",
                                             hours_json("time", now - 23, std::vector<int>(24, 100)));
    REQUIRE(service.push_observations(measured)->counts.accepted == 24);
    std::vector<int> ahead(50, 230);
    ahead.insert(ahead.end(), 42, 140);
    const std::string forecast =
        fmt::format("{{\"area\":\"all\",\"issued_at\":\"{}\",\"hourly\":[{}]}}", format_instant(service.now()),
                    hours_json("valid_at", now + 1, ahead));
    REQUIRE(service.push_forecast(forecast)->counts.accepted == 92);
}

}  // namespace

TEST_CASE("orders, shares, notice, mails and journal of a signature stand in the store together") {
    const Folder folder;
    Service service = service_in(folder.path);
    push_heavy_air(service);
    REQUIRE(service.store().proposals(true).size() == 1);
    const Outcome out = service.command(SignCommand{"P0001", "officer-1", "", {}});
    REQUIRE(out.papers);
    const size_t told = service.resources().inventory->enterprises.size() + service.resources().inventory->sources.size();
    CHECK(mailed(*out.papers) + out.papers->without_address.size() == told);
    const auto [orders, mails] = service.store().counts("A2014-01.1");
    CHECK(orders == static_cast<int>(told));
    CHECK(mails == static_cast<int>(mailed(*out.papers)));
    CHECK(service.store().account_rows("A2014-01.1").size() == 4);
    CHECK(service.store().notice("A2014-01.1", Language::zh)->text.find("环大气〔2017〕86号") != std::string::npos);
    CHECK(verify_chain(service.store().journal(1, 1000)).empty());
    CHECK(service.level_of("990103") == AlertLevel::yellow);
}

TEST_CASE("after a restart everything is as it was, and nothing is done twice") {
    const Folder folder;
    std::string journal_before;
    {
        Service service = service_in(folder.path);
        push_heavy_air(service);
        service.move_clock(Instant{service.now().seconds + 25 * 60});
        service.command(SignCommand{"P0001", "officer-1", "", {}});
        CHECK(service.store().exchange({}, service.now(), {}, 10).size() == 10);    // on the wire when the power goes
        for (const JournalEntry& e : service.store().journal(1, 1000)) journal_before += e.hash;
    }
    Service again = service_in(folder.path);
    std::string journal_after;
    for (const JournalEntry& e : again.store().journal(1, 1000)) journal_after += e.hash;
    CHECK(journal_after == journal_before);
    CHECK(format_instant(again.now()) == "2014-02-20T08:25:00+08:00");
    CHECK(again.level_of("990101") == AlertLevel::yellow);
    auto counts = again.store().outbox_counts();
    CHECK(counts["sending"] == 0);
    CHECK(counts["unknown"] == 10);    // due again, with the same bytes
    CHECK(counts["waiting"] == again.store().counts("A2014-01.1").second - 10);
    CHECK(again.store().exchange({}, again.now(), {}, 1000).size() == static_cast<size_t>(counts["unknown"] + counts["waiting"]));
    const Outcome repeat = again.command(SignCommand{"P0001", "officer-1", "", {}});
    CHECK(repeat.refusal->id == "proposal_closed");
}

TEST_CASE("an observation is repeated, revised or refused, and both versions of a revision are kept") {
    const Folder folder;
    Service service = service_in(folder.path);
    const auto push = [&](const char* rows) {
        return *service.push_observations(fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", rows));
    };
    CHECK(push(R"({"time":"2014-02-20T07:00:00+08:00","pm25":80})").counts.accepted == 1);
    CHECK(push(R"({"time":"2014-02-20T07:00:00+08:00","pm25":80})").counts.repeated == 1);
    CHECK(push(R"({"time":"2014-02-20T07:00:00+08:00","pm25":85})").counts.revised == 1);
    const PushAnswer future = push(R"({"time":"2014-02-20T09:00:00+08:00","pm25":80})");
    CHECK(future.counts.accepted == 0);
    REQUIRE(future.refused.size() == 1);
    CHECK(future.refused[0].line == 1);
    const auto hours = service.air("all", *parse_hour("2014-02-20T07:00"), *parse_hour("2014-02-20T08:00"));
    REQUIRE(hours.size() == 1);
    CHECK(format_aqi(hours[0].index.aqi) == "113");    // PM2.5 85: 100 + 50/40 * 10 = 112.5, up
    CHECK_FALSE(service.push_observations(R"({"area":"elsewhere","rows":[]})"));
}

TEST_CASE("an order ends where the next transition of its area begins") {
    const Folder folder;
    Service service = service_in(folder.path);
    push_heavy_air(service);
    service.command(SignCommand{"P0001", "officer-1", "", {}});
    const Instant start{service.now().seconds + 5 * 3600};
    service.command(ReleaseCommand{"A2014-01", "officer-1", "试验", start});
    const auto due = service.due_orders("A2014-01");
    REQUIRE_FALSE(due.empty());
    CHECK(format_hour(due.front().start) == "2014-02-20T09:00:00+08:00");    // governs from 08:00: label 09:00
    CHECK(format_hour(*due.front().end) == "2014-02-20T14:00:00+08:00");
    CHECK(orders_csv(service, "").find("transition,version,effective_at,area,enterprise_id") == 0);
    CHECK(orders_csv(service, "").find("A2014-01.1,1,2014-02-20T08:00:00+08:00,990101,") != std::string::npos);
}
