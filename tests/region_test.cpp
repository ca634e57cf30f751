// SPDX-License-Identifier: Apache-2.0
#include "rules/region.hpp"

#include <catch2/catch.hpp>

#include "rules/cause.hpp"

using namespace qingkong;

TEST_CASE("cities at the level join where they border each other, and a group needs so many members") {
    Region region;
    region.own = "a";
    region.borders = {{"a", "b"}, {"b", "c"}, {"d", "e"}, {"e", "f"}, {"c", "x"}};
    region.targets = {{"a", AlertLevel::orange}, {"b", AlertLevel::red},    {"c", AlertLevel::orange},
                      {"d", AlertLevel::orange}, {"e", AlertLevel::yellow}, {"f", AlertLevel::red}};
    using Groups = std::vector<std::vector<std::string>>;
    CHECK(connected_groups(region, AlertLevel::orange, 3) == Groups{{"a", "b", "c"}});
    CHECK(connected_groups(region, AlertLevel::orange, 4) == Groups{});
    CHECK(connected_groups(region, AlertLevel::orange, 1) == Groups{{"a", "b", "c"}, {"d"}, {"f"}});
    region.targets["e"] = AlertLevel::orange;
    CHECK(connected_groups(region, AlertLevel::orange, 3) == Groups{{"a", "b", "c"}, {"d", "e", "f"}});
    region.targets.erase("b");    // unknown is not orange
    CHECK(connected_groups(region, AlertLevel::orange, 3) == Groups{{"d", "e", "f"}});
    CHECK(connected_groups(Region{}, AlertLevel::orange, 1).empty());
}

namespace {

Observation hour(double pm25, double pm10) {
    Observation made;
    made.hour = *parse_hour("2014-02-20T08:00");
    made.values[static_cast<size_t>(Pollutant::pm25)] = Concentration{static_cast<int64_t>(pm25 * 1000000)};
    made.values[static_cast<size_t>(Pollutant::pm10)] = Concentration{static_cast<int64_t>(pm10 * 1000000)};
    return made;
}

HourlyIndex primary(Pollutant pollutant) {
    HourlyIndex index;
    index.aqi = AqiValue::whole(230);
    index.complete = true;
    index.primary.add(pollutant);
    return index;
}

CauseRecord said(CauseStand stand, const char* from, const char* to) {
    CauseRecord record;
    record.area = "all";
    record.stand = stand;
    record.from = parse_stamp(from)->instant;
    record.to = parse_stamp(to)->instant;
    return record;
}

}  // namespace

TEST_CASE("dust is suspected with PM10 primary and PM2.5 strictly below the share, by whole numbers") {
    const auto suspected = [](const Observation& o, Pollutant first, std::vector<CauseRecord> records = {}) {
        const HourCause cause = cause_of_hour(o, primary(first), 30, records);
        return cause.cause == Cause::dust && cause.suspected;
    };
    CHECK(suspected(hour(89.9, 300), Pollutant::pm10));
    CHECK_FALSE(suspected(hour(90, 300), Pollutant::pm10));    // exactly 0.3
    CHECK_FALSE(suspected(hour(50, 300), Pollutant::pm25));
    Observation alone = hour(0, 300);
    alone.values[static_cast<size_t>(Pollutant::pm25)].reset();
    CHECK_FALSE(suspected(alone, Pollutant::pm10));    // unknown is not zero
    CHECK(suspected(hour(200, 300), Pollutant::pm10, {said(CauseStand::bulletin, "2014-02-20T07:00", "2014-02-20T08:00")}));
    CHECK_FALSE(suspected(hour(200, 300), Pollutant::pm10, {said(CauseStand::bulletin, "2014-02-20T08:00", "2014-02-20T12:00")}));
    CHECK_FALSE(suspected(hour(50, 300), Pollutant::pm10, {said(CauseStand::rejected, "2014-02-20T00:00", "2014-02-20T12:00")}));
}

TEST_CASE("the last word of a person counts, hour by hour") {
    const auto confirmed = said(CauseStand::confirmed, "2014-02-20T00:00", "2014-02-20T12:00");
    const auto rejected = said(CauseStand::rejected, "2014-02-20T06:00", "2014-02-20T08:00");
    const Observation o = hour(50, 300);
    HourCause cause = cause_of_hour(o, primary(Pollutant::pm10), 30, {confirmed});
    CHECK(cause.cause == Cause::dust);
    CHECK_FALSE(cause.suspected);
    CHECK(cause_of_hour(o, primary(Pollutant::pm10), 30, {confirmed, rejected}).cause == Cause::none);
    CHECK(cause_of_hour(o, primary(Pollutant::pm10), 30, {rejected, confirmed}).cause == Cause::dust);
    CHECK(cause_of_hour(o, primary(Pollutant::o3), 30, {}).cause == Cause::ozone);
}
