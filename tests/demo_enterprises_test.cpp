// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_enterprises.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

const Instant kStart = parse_stamp("2014-02-20T10:00")->instant;
constexpr int64_t kHour = 3600;

Instant after(int hours) {
    return Instant{kStart.seconds + hours * kHour};
}

/// `count` enterprises with one line each: meter `D<n>` (normal 2400 kWh/d, stop threshold 240) and stack `C<n>`.
Inventory inventory_of(int count) {
    Inventory inventory;
    for (int i = 0; i < count; ++i) {
        Enterprise enterprise;
        enterprise.enterprise_id = fmt::format("E{:04d}", i);
        ProductionLine line;
        line.line_id = "L1";
        line.cems_mn = fmt::format("C{:04d}", i);
        line.normal_flow_m3_per_hour = Rational(10'000);
        line.meters.push_back({fmt::format("D{:04d}", i), false, Rational(2400), Rational(240)});
        line.annual_g = {330 * 240'000, 330 * 480'000, 330 * 24'000, 0};  // 10, 20, 1 and 0 kg an hour
        enterprise.lines.push_back(line);
        inventory.enterprises.push_back(enterprise);
    }
    return inventory;
}

std::string value(const std::vector<Hj212Packet>& packets, const std::string& mn, const std::string& code,
                  const std::string& field) {
    for (const Hj212Packet& packet : packets)
        if (packet.mn == mn)
            for (const Hj212Item& item : packet.items)
                if (item.code == code && item.find(field) != nullptr) return *item.find(field);
    return "";
}

/// The first enterprise that behaves so and whose devices both speak.
std::string first_with(const SimulatedEnterprises& enterprises, Conduct conduct) {
    for (int i = 0; i < 300; ++i) {
        const std::string number = fmt::format("{:04d}", i);
        if (enterprises.conduct("E" + number) == conduct && !enterprises.silent("D" + number) &&
            !enterprises.silent("C" + number))
            return number;
    }
    return "";
}

}  // namespace

TEST_CASE("Most simulated enterprises obey, some do not stop, some run at night, a few meters are silent") {
    const Inventory inventory = inventory_of(1000);
    const SimulatedEnterprises enterprises(inventory, 632);
    auto counts = enterprises.count_conducts();
    CHECK(counts[Conduct::obeys] > 820);
    CHECK(counts[Conduct::obeys] < 900);
    CHECK(counts[Conduct::defies] > 50);
    CHECK(counts[Conduct::defies] < 110);
    CHECK(counts[Conduct::nights] > 35);
    CHECK(counts[Conduct::nights] < 90);
    const size_t packets = enterprises.packets(kStart).size();
    CHECK(packets > 2000 - 75);
    CHECK(packets < 2000 - 15);
}

TEST_CASE("Before the response start everybody runs, from it on a stop order stops who obeys, by meter and by stack") {
    const Inventory inventory = inventory_of(300);
    SimulatedEnterprises enterprises(inventory, 632);
    const std::string good = first_with(enterprises, Conduct::obeys), bad = first_with(enterprises, Conduct::defies);
    enterprises.receive({{"E" + good, "L1", 0, 0}, {"E" + bad, "L1", 0, 0}}, kStart);

    const auto before = enterprises.packets(after(-1));
    CHECK(std::stod(value(before, "D" + good, "dl001", "cou")) == Approx(100).epsilon(0.06));
    CHECK(value(before, "C" + good, "a21002", "flag") == "N");

    const auto now = enterprises.packets(kStart);
    CHECK(std::stod(value(now, "D" + good, "dl001", "cou")) == Approx(4).epsilon(0.06));  // under 240 / 24
    CHECK(value(now, "C" + good, "a21002", "flag") == "F");
    CHECK(value(now, "C" + good, "a21002", "cou") == "0.000");
    CHECK(std::stod(value(now, "C" + good, "a00000", "cou")) < 2000);  // a fifth of the normal flow
    CHECK(std::stod(value(now, "D" + bad, "dl001", "cou")) == Approx(100).epsilon(0.06));
    CHECK(std::stod(value(now, "C" + bad, "a21002", "cou")) == Approx(20).epsilon(0.06));
}

TEST_CASE("A cap lowers energy and emission in proportion, a granted ramp delays it, a release ends it") {
    const Inventory inventory = inventory_of(300);
    SimulatedEnterprises enterprises(inventory, 632);
    const std::string good = first_with(enterprises, Conduct::obeys);
    enterprises.receive({{"E" + good, "L1", 80, 4}}, kStart);
    CHECK(std::stod(value(enterprises.packets(after(3)), "D" + good, "dl001", "cou")) == Approx(100).epsilon(0.06));
    const auto capped = enterprises.packets(after(4));
    CHECK(std::stod(value(capped, "D" + good, "dl001", "cou")) == Approx(80).epsilon(0.06));
    CHECK(std::stod(value(capped, "C" + good, "a21026", "cou")) == Approx(8).epsilon(0.06));

    enterprises.receive({{"E" + good, "", {}, 0}}, after(48));
    CHECK(std::stod(value(enterprises.packets(after(47)), "D" + good, "dl001", "cou")) == Approx(80).epsilon(0.06));
    CHECK(std::stod(value(enterprises.packets(after(48)), "D" + good, "dl001", "cou")) == Approx(100).epsilon(0.06));
}

TEST_CASE("A cap counts from the smallest of the three capacities, the normal day is last year's output") {
    Inventory inventory = inventory_of(300);
    for (Enterprise& enterprise : inventory.enterprises) {
        enterprise.lines.front().eia_capacity_t_per_day = Rational(100);
        enterprise.lines.front().permitted_capacity_t_per_day = Rational(60);
        enterprise.lines.front().last_year_output_t_per_day = Rational(80);
    }
    SimulatedEnterprises enterprises(inventory, 632);
    const std::string good = first_with(enterprises, Conduct::obeys);
    enterprises.receive({{"E" + good, "L1", 80, 0}}, kStart);
    // 80 % of 60 t are 48 t of the usual 80 t.
    CHECK(std::stod(value(enterprises.packets(kStart), "D" + good, "dl001", "cou")) == Approx(60).epsilon(0.06));
}

TEST_CASE("Who stops by day only runs on from 22:00 to 06:00") {
    const Inventory inventory = inventory_of(300);
    SimulatedEnterprises enterprises(inventory, 632);
    const std::string number = first_with(enterprises, Conduct::nights);
    enterprises.receive({{"E" + number, "L1", 0, 0}}, kStart);
    const auto kwh = [&](int hours) {
        return std::stod(value(enterprises.packets(after(hours)), "D" + number, "dl001", "cou"));
    };
    CHECK(kwh(11) < 10);                          // 21:00
    CHECK(kwh(12) == Approx(100).epsilon(0.06));  // 22:00
    CHECK(kwh(19) == Approx(100).epsilon(0.06));  // 05:00
    CHECK(kwh(20) < 10);                          // 06:00
}

TEST_CASE("A packet is an hour's data with answer wanted, the same each time it is asked, and reads back") {
    const Inventory inventory = inventory_of(3);
    const SimulatedEnterprises enterprises(inventory, 5);
    const auto packets = enterprises.packets(kStart);
    CHECK(packets == SimulatedEnterprises(inventory, 5).packets(kStart));
    REQUIRE(!packets.empty());
    const Hj212Packet& packet = packets.front();
    CHECK(packet.cn == "2061");
    CHECK(packet.data_time == "20140220100000");
    CHECK(packet.qn == "20140220110005000");
    CHECK(packet.wants_answer());
    const std::string frame = encode_packet(packet);
    const auto read = read_packet(std::string_view(frame).substr(6, frame.size() - 12));
    REQUIRE(read);
    CHECK(*read == packet);
}
