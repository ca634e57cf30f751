// SPDX-License-Identifier: Apache-2.0
// Silent feeds, causes (handbook B.7), daily forecasts (B.3 step 9) and the region (B.6), through the real service.
#include "alerts/evaluate.hpp"
#include "tests/paper_fixtures.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;

namespace {

/// The last `hours` hours up to now, all with these pollutants.
void pollutants(Service& service, int hours, const std::string& values) {
    const Hour first = floor_hour(service.now()) - hours + 1;
    std::string list;
    for (int i = 0; i < hours; ++i)
        list += fmt::format("{}{{\"time\":\"{}\",{}}}", i == 0 ? "" : ",", format_hour(first + i), values);
    REQUIRE(service.push_observations(fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", list))->counts.accepted == hours);
}

Outcome say(Service& service, CauseStand stand, const char* from, const char* to) {
    CauseRecord record;
    record.area = "all";
    record.stand = stand;
    record.from = at(from);
    record.to = at(to);
    record.who = "officer-1";
    record.reason = "气象台会商";
    record.at = service.now();
    return service.command(CauseCommand{record});
}

/// 30 hours of dust (PM10 380 is AQI 243, PM2.5 100 is 132), then so many heavy hours ahead.
void dust_then_heavy(Service& service, int heavy_hours) {
    pollutants(service, 30, R"("pm25":100,"pm10":380)");
    forecast(service, run({{230, heavy_hours}, {100, 60}}));
}

}  // namespace

TEST_CASE("a silent feed is a proposal to look, once an outage, and ends when data come") {
    const TestFolder folder;
    Service service = office::open(folder, config_text("[air]\nstale_hours = 4\n"));
    measured(service, run({{60, 24}}));
    forecast(service, run({{60, 240}}));
    silent_hours(service, 3);
    CHECK(open_proposals(service) == "");
    silent_hours(service, 1);
    CHECK(open_proposals(service) == "look observations");
    CHECK(entries(service, "look").front().text.zh == "P0001：监测数据已4小时未更新，请核查数据源。缺测既不触发也不解除预警。");
    silent_hours(service, 8);
    CHECK(open_proposals(service) == "look observations");
    CHECK(entries(service, "look").size() == 1);
    CHECK(service.command(SignCommand{"P0001", "officer-1", "", {}, {}}).refusal->id == "nothing_to_sign");
    measured(service, {60});
    CHECK(open_proposals(service) == "");
    CHECK(kinds(service) == "look data_back");
    silent_hours(service, 4);
    CHECK(kinds(service) == "look data_back look");    // another outage
    REQUIRE_FALSE(service.command(RefuseCommand{"P0002", "officer-1", "站点检修至明日"}).refusal);
    silent_hours(service, 5);
    CHECK(open_proposals(service) == "");    // answered: not asked again in this outage
}

TEST_CASE("an old forecast is a proposal to look as well") {
    const TestFolder folder;
    Service service = office::open(folder, config_text("[air]\nforecast_stale_hours = 24\n"));
    measured(service, run({{60, 24}}));
    forecast(service, run({{60, 240}}));
    hours_pass(service, 23, 60);
    CHECK(open_proposals(service) == "");
    hours_pass(service, 1, 60);
    CHECK(open_proposals(service) == "look forecast");
    forecast(service, run({{60, 240}}));
    CHECK(open_proposals(service) == "");
}

TEST_CASE("air that nobody knows releases no alert") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{230, 24}}));
    forecast(service, run({{230, 30}}));
    sign(service);
    silent_hours(service, 100);
    CHECK(open_proposals(service) == "look observations; look forecast");
    CHECK(service.level_of("990101") == AlertLevel::yellow);
    measured(service, run({{60, 36}}));
    CHECK(open_proposals(service) == "look forecast");    // 36 clean hours are over, of the next one nobody knows
    forecast(service, run({{60, 1}}));
    CHECK(open_proposals(service) == "release yellow>normal");
}

TEST_CASE("suspected dust that changes the answer keeps the state and asks, both results are shown") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    dust_then_heavy(service, 12);
    CHECK(open_proposals(service) == "cause dust");
    const auto told = entries(service, "dust_suspected");
    REQUIRE(told.size() == 1);
    const auto data = nlohmann::json::parse(told[0].data);
    CHECK(data.at("as_measured").dump() == R"({"action":"issue","level":"blue"})");    // 42 hours above 200
    CHECK(data.at("without_dust").at("action") != "issue");                              // no day above 200
    CHECK(told[0].text.zh.find("疑似沙尘影响（2014年2月19日2时起30小时），需人工确认") != std::string::npos);
    CHECK(service.command(RefuseCommand{"P0001", "officer-1", "x"}).refusal->id == "nothing_to_refuse");

    SECTION("confirmed by a person, the hours count with their PM2.5 index") {
        REQUIRE_FALSE(say(service, CauseStand::confirmed, "2014-02-19T02:00", "2014-02-20T08:00").refusal);
        CHECK(open_proposals(service) == "");
        const ScopeAir air = service.scope_air("all");
        CHECK(format_aqi(air.values[static_cast<size_t>(air.now - 1)]) == "132");    // 100 + 50/40 * 25 = 131.25, up
        CHECK(air.dust_suspects.empty());
        CHECK(entries(service, "cause").front().text.zh ==
              "沙尘（2014年2月19日2时至2014年2月20日8时）：经人工确认，按PM2.5指数计。气象台会商");
    }
    SECTION("rejected by a person, they count as measured") {
        REQUIRE_FALSE(say(service, CauseStand::rejected, "2014-02-19T02:00", "2014-02-20T08:00").refusal);
        CHECK(open_proposals(service) == "issue normal>blue");
    }
    SECTION("a reason and full hours are required") {
        CHECK(say(service, CauseStand::confirmed, "2014-02-20T08:00", "2014-02-19T02:00").refusal->id == "bad_hours");
        CHECK(say(service, CauseStand::noted, "2014-02-19T02:00", "2014-02-20T08:00").refusal->id == "bad_stand");
    }
}

TEST_CASE("a bulletin makes hours suspect whose ratio does not, another ratio is a setting") {
    const TestFolder folder;
    Service service = office::open(folder, config_text("[air]\ndust_ratio_percent = 10\n"));
    dust_then_heavy(service, 12);
    CHECK(open_proposals(service) == "issue normal>blue");    // 100/380 is not below 10 %
    REQUIRE_FALSE(say(service, CauseStand::bulletin, "2014-02-19T02:00", "2014-02-20T08:00").refusal);
    CHECK(open_proposals(service) == "cause dust");
}

TEST_CASE("what is asked for with and without the suspected dust is proposed at the lower level") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    dust_then_heavy(service, 30);    // 60 hours above 200 are yellow, 30 are blue
    CHECK(open_proposals(service) == "cause dust; issue normal>blue");
}

TEST_CASE("handbook B.7: unconfirmed dust keeps orange where the raw answer is red") {
    // n2024, orange, 100*24 220*56 | 460*18 170*6 80*60; the 18 dust hours have 205 by PM2.5.
    const Edition edition = *load_edition("n2024");
    const City city = papers::city();
    const Office office_of = papers::office();
    Situation situation{papers::at("2014-02-20T08:05"), city, edition, nullptr, nullptr, nullptr, office_of};
    ScopeAir air;
    air.scope = "all";
    air.now = 80;
    air.first = floor_hour(situation.now) + 1 - air.now;
    air.measured_to = floor_hour(situation.now);
    std::vector<int> aqi = run({{100, 24}, {220, 56}, {460, 18}, {170, 6}, {80, 60}});
    for (const int value : aqi) air.values.push_back(AqiValue::whole(value));
    Alert orange;
    orange.id = "A2014-01";
    orange.area = "all";
    orange.level = AlertLevel::orange;
    orange.effective_from = papers::at("2014-02-18T08:00");
    situation.book.alerts = {orange};
    CHECK(evaluate(situation, air).step.action == AlertAction::upgrade);
    CHECK(evaluate(situation, air).step.level == AlertLevel::red);
    air.without_dust = air.values;
    for (int i = 80; i < 98; ++i) air.without_dust[static_cast<size_t>(i)] = AqiValue::whole(205);
    const ScopeEvaluation unconfirmed = evaluate(situation, air);
    CHECK(unconfirmed.step.action == AlertAction::keep);
    REQUIRE(unconfirmed.dust);
    CHECK(unconfirmed.dust->as_measured.level == AlertLevel::red);
    CHECK(unconfirmed.dust->without_dust.action == AlertAction::keep);
    air.values = air.without_dust;    // confirmed
    air.without_dust.clear();
    CHECK(evaluate(situation, air).step.action == AlertAction::keep);
    CHECK_FALSE(evaluate(situation, air).dust);
}

TEST_CASE("ozone starts no response: health advice instead") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    pollutants(service, 40, R"("pm25":30,"o3":700)");
    forecast(service, run({{230, 12}, {100, 60}}));
    CHECK(open_proposals(service) == "");
    REQUIRE(kinds(service) == "health_tip");
    CHECK(entries(service, "health_tip").front().text.zh == "首要污染物为臭氧，不启动应急响应，建议发布健康提示。");
}

TEST_CASE("a fire is noted and changes nothing") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {140, 42}}));
    CauseRecord fire{"all", Cause::fire, CauseStand::noted, at("2014-02-20T02:00"), at("2014-02-20T06:00"), {}, "officer-1", "秸秆露天焚烧", service.now()};
    REQUIRE_FALSE(service.command(CauseCommand{fire}).refusal);
    CHECK(open_proposals(service) == "issue normal>yellow");
    CHECK(service.store().causes("all").size() == 1);
}

TEST_CASE("a daily forecast is taken and evaluated in days, the running day by its measured hours and that day's value") {
    const TestFolder folder;
    Service service = office::open(folder, config_text());
    measured(service, run({{100, 32}}));    // from the 19th 01:00
    const auto push = [&](const std::string& issued, const std::string& days) {
        return service.push_forecast(fmt::format(R"({{"area":"all","issued_at":"{}","daily":[{}]}})", issued, days))->counts;
    };
    const char* days = R"({"valid_date":"2014-02-20","aqi":240},{"valid_date":"2014-02-21","aqi":230},
                          {"valid_date":"2014-02-22","aqi":230},{"valid_date":"2014-02-23","aqi":90},{"valid_date":"2014-02-24","aqi":80})";
    CHECK(push("2014-02-20T08:00:00+08:00", days).accepted == 5);
    const ScopeAir air = service.scope_air("all");
    CHECK(air.daily_forecast);
    CHECK(air.now == 32);
    CHECK(air.values.size() == 32);
    CHECK(air.day_values.size() == 5);
    // The 20th: 8 hours of 100 and 16 of 240 are 193, not above 200; the 21st and 22nd are 48 hours.
    const Proposal p = the_proposal(service);
    CHECK(p.action == AlertAction::issue);
    CHECK(p.to == AlertLevel::yellow);
    CHECK(format_instant(p.response_start) == "2014-02-21T00:00:00+08:00");
    CHECK(format_instant(*p.episode_end) == "2014-02-23T00:00:00+08:00");
    CHECK(format_instant(*p.planned_end) == "2014-02-23T00:00:00+08:00");    // two clean days, effective on the first
    CHECK(push("2014-02-20T08:00:00+08:00", days).repeated == 5);
    forecast(service, run({{100, 72}}));    // an hourly revision of the same issue stands instead
    CHECK_FALSE(service.scope_air("all").daily_forecast);
    CHECK(open_proposals(service) == "");
}

TEST_CASE("connected cities at orange or above are a proposal of joint response") {
    const TestFolder folder;
    Service service =
        office::open(folder, config_text("[region]\nneighbours = [\"990100 990200\", \"990200 990300\", \"990300 990400\"]\n"));
    measured(service, run({{100, 24}}));
    forecast(service, run({{230, 50}, {320, 30}, {100, 40}}));
    CHECK(open_proposals(service) == "issue normal>orange");
    service.push_region_target("990300", AlertLevel::red);
    CHECK(open_proposals(service) == "issue normal>orange");    // not connected: 990200 is not known
    service.push_region_target("990200", AlertLevel::orange);
    REQUIRE(open_proposals(service) == "issue normal>orange; joint 990100+990200+990300");
    CHECK(entries(service, "joint_proposed").front().text.zh ==
          "P0002：连片城市（990100 990200 990300）均达到橙色及以上预警条件，建议启动区域应急联动。");
    REQUIRE_FALSE(service.command(SignCommand{"P0002", "officer-1", "", {}, {}}).refusal);
    CHECK(entries(service, "joint").size() == 1);
    CHECK(service.store().alerts().empty());
    service.push_region_target("990200", AlertLevel::yellow);
    service.push_region_target("990200", AlertLevel::orange);
    CHECK(open_proposals(service) == "issue normal>orange; joint 990100+990200+990300");
}
