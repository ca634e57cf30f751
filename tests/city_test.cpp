// SPDX-License-Identifier: Apache-2.0
// The example city through the program: examples/city must carry the demo at every level.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "emissions/selection.hpp"
#include "engine/inventory_input.hpp"
#include "run_program.hpp"

using namespace qingkong;

namespace {

const std::string kCity = QINGKONG_SOURCE_DIR "/examples/city";

const Inventory& city() {
    static const Inventory kInventory = [] {
        std::vector<Problem> notes;
        auto inventory = read_inventory_input(kCity, notes);
        REQUIRE(inventory);
        for (const Problem& note : notes) CHECK(note.severity == Severity::note);
        return std::move(*inventory);
    }();
    return kInventory;
}

}  // namespace

TEST_CASE("the example city has what the main job needs") {
    const Inventory& inventory = city();
    CHECK(inventory.city.areas.size() == 4);
    CHECK(inventory.enterprises.size() >= 240);
    std::set<std::string> industries;
    std::set<Grade> grades;
    std::set<ExemptionKind> exemptions;
    std::set<std::string> ids;
    size_t lines = 0;
    size_t metered = 0;
    const Day day = *parse_day("2014-02-20");
    const Day today = *parse_day("2026-01-15");
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (!enterprise.industry.empty()) industries.insert(enterprise.industry);
        grades.insert(enterprise.grade_on(day));
        ids.insert(enterprise.enterprise_id);
        CHECK(enterprise.contact.email.ends_with(".example.com"));
        for (const Exemption& exemption : enterprise.exemptions)
            if (holds_on(exemption.valid_from, exemption.valid_to, day) &&
                holds_on(exemption.valid_from, exemption.valid_to, today))
                exemptions.insert(exemption.kind);
        for (const ProductionLine& line : enterprise.lines) {
            ++lines;
            const Meter* meter = line.production_meter();
            if (meter != nullptr && meter->stop_threshold_kwh_per_day) ++metered;
            if (meter != nullptr) CHECK(meter->meter_id.size() == 24);
            CHECK((line.cems_mn.empty() || line.cems_mn.size() == 24));
        }
    }
    CHECK(ids.size() == inventory.enterprises.size());
    CHECK(industries.size() >= 18);
    CHECK(grades.size() == 8);
    CHECK(exemptions.size() == 10);
    CHECK(metered * 100 / lines >= 60);
    const auto sites = std::count_if(inventory.sources.begin(), inventory.sources.end(),
                                     [](const Source& source) { return source.source_id[0] == 'S'; });
    CHECK(sites == 40);
}

TEST_CASE("every enterprise and source of the city is told at every level, and none outside an area") {
    const Day day = *parse_day("2014-02-20");
    for (const AlertLevel level : kLevelsRising) {
        std::set<std::string> told;
        for (const MeasureOrder& order : select_measures(city(), level, day, {})) told.insert(order.enterprise_id);
        CHECK(told.size() == city().enterprises.size() + city().sources.size());
        for (const MeasureOrder& order : select_measures(city(), level, day, {"990102"})) CHECK(order.area == "990102");
    }
}

TEST_CASE("the example city meets R2017 at every level, orange by interchange, then and now") {
    const TestFolder folder;
    for (const std::string level : {"blue", "yellow", "orange", "red"})
        for (const std::string date : {"2014-02-20", "2026-01-15"}) {
            const auto done = run_in_shell(folder, "qingkong account --inventory " + kCity + " --level " + level +
                                                       " --date " + date + " --format csv");
            INFO(level << " " << date << "\n" << done.out);
            CHECK(done.status == 0);
            CHECK((done.out.find("C.2 sum") != std::string::npos) == (level == "orange"));
        }
}

TEST_CASE("account ends with 1 where a target is missed and with 2 where the question is wrong") {
    const TestFolder folder;
    const auto account = [&](const std::string& options) {
        return run_in_shell(folder, "qingkong account --inventory " + kCity + " --date 2014-02-20 " + options).status;
    };
    CHECK(account("--level orange --targets R2019") == 1);
    CHECK(account("--level orange --targets r2021V") == 0);
    CHECK(account("--level orange --edition n2017 --area 990101,990102") == 0);
    CHECK(account("--level orange --targets R1999") == 2);
    CHECK(account("--level purple") == 2);
    CHECK(account("--level blue --edition n2024") == 2);
    CHECK(account("--level orange --area 990109") == 2);
    CHECK(run_in_shell(folder, "qingkong account --inventory /nonexistent --level red").status == 2);
}

TEST_CASE("a round with one batch reduces less than all its batches together, and an unknown batch, zone or measure is refused") {
    const TestFolder folder;
    const auto so2 = [&](const std::string& options) {
        const ProgramRun run = run_in_shell(folder, "qingkong account --inventory " + kCity + " --date 2014-02-21 --level orange --format csv " + options);
        const size_t at = run.out.find("all,so2,");
        return at == std::string::npos ? run.err : run.out.substr(at, run.out.find('\n', at) - at);
    };
    CHECK(so2("") == "all,so2,41206672,10873376,26.3,20,true,C.2 sum 44.5 of 40.0");
    CHECK(so2("--batch H1") == "all,so2,41206672,10121560,24.5,20,true,C.2 sum 42.3 of 40.0");
    for (const char* wrong : {"--batch H9", "--zone nowhere=yellow", "--zone nowhere", "--not-applied QZ99"})
        CHECK(so2(wrong).find("error") != std::string::npos);
}
