// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_enterprises.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace qingkong {
namespace {

constexpr double kDefiesShare = 0.08;
constexpr double kNightsShare = 0.06;
constexpr double kSilentShare = 0.02;
constexpr double kWobble = 0.015;        ///< hourly share by which readings vary, one standard deviation
constexpr double kStoppedOfLimit = 0.4;  ///< a stopped line takes so much of its stop threshold: heating, light
constexpr double kStoppedFlow = 0.02;    ///< of the normal flue flow

/// By Emitted: SO2, NOx, PM, non-methane hydrocarbons (handbook J.5).
constexpr std::array<const char*, kEmitted> kFactors = {"a21026", "a21002", "a34013", "a24088"};

/// `20140220080000`
std::string stamp14(Instant instant) {
    const std::string iso = format_instant(instant);  // 2014-02-20T08:00:00+08:00
    return iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + iso.substr(11, 2) + iso.substr(14, 2) +
           iso.substr(17, 2);
}

std::string decimal(double value) {
    return fmt::format("{:.3f}", std::max(0.0, value));
}

}  // namespace

SimulatedEnterprises::SimulatedEnterprises(const Inventory& inventory, uint64_t seed)
    : random_{seed}, inventory_(inventory) {
    for (const Enterprise& enterprise : inventory.enterprises) {
        if (enterprise.long_term_stopped) continue;
        for (const ProductionLine& line : enterprise.lines) {
            for (const Meter& meter : line.meters) devices_[meter.meter_id].push_back({&enterprise, &line, &meter});
            if (!line.cems_mn.empty()) devices_[line.cems_mn].push_back({&enterprise, &line, nullptr});
        }
    }
}

Conduct SimulatedEnterprises::conduct(std::string_view enterprise_id) const {
    const double u = random_.uniform(fmt::format("conduct {}", enterprise_id));
    if (u < kDefiesShare) return Conduct::defies;
    return u < kDefiesShare + kNightsShare ? Conduct::nights : Conduct::obeys;
}

bool SimulatedEnterprises::silent(std::string_view mn) const {
    return random_.uniform(fmt::format("silent {}", mn)) < kSilentShare;
}

std::map<Conduct, int> SimulatedEnterprises::count_conducts() const {
    std::map<Conduct, int> counts;
    for (const Enterprise& enterprise : inventory_.enterprises) ++counts[conduct(enterprise.enterprise_id)];
    return counts;
}

void SimulatedEnterprises::receive(const std::vector<ReceivedOrder>& orders, Instant response_start) {
    Orders received;
    received.response_start = response_start;
    for (const ReceivedOrder& order : orders)
        if (!order.line_id.empty()) received.by_line[{order.enterprise_id, order.line_id}] = order;
    orders_.push_back(std::move(received));
}

double SimulatedEnterprises::ordered_load(const Enterprise& enterprise, const ProductionLine& line,
                                          Instant start) const {
    double load = 1;
    for (const Orders& orders : orders_) {
        if (orders.response_start > start) continue;
        const auto found = orders.by_line.find({enterprise.enterprise_id, line.line_id});
        if (found == orders.by_line.end()) {
            load = 1;
            continue;
        }
        const ReceivedOrder& order = found->second;
        // Until the granted ramp is over the line goes on as before.
        if (start.seconds < orders.response_start.seconds + order.ramp_hours * 3600) continue;
        load = 1;
        if (!order.load_cap_percent) continue;
        load = *order.load_cap_percent / 100.0;
        // A cap counts from the smallest of three capacities, a normal day is last year's output (handbook D.4).
        const auto base = line.cap_base_t_per_day();
        if (base && !line.last_year_output_t_per_day->zero())
            load = std::min(1.0, load * base->approximate() / line.last_year_output_t_per_day->approximate());
    }
    return load;
}

double SimulatedEnterprises::load(const Enterprise& enterprise, const ProductionLine& line, Instant start) const {
    switch (conduct(enterprise.enterprise_id)) {
        case Conduct::defies:
            return 1;
        case Conduct::nights: {
            const int hour = hour_of_day(start);
            if (hour >= 22 || hour < 6) return 1;
            break;
        }
        case Conduct::obeys:
            break;
    }
    return ordered_load(enterprise, line, start);
}

namespace {

/// kWh of one line's meter in an hour.
double meter_kwh(const Meter& meter, double load, double wobble) {
    const double normal = meter.normal_kwh_per_day           ? meter.normal_kwh_per_day->approximate()
                          : meter.stop_threshold_kwh_per_day ? 10 * meter.stop_threshold_kwh_per_day->approximate()
                                                             : 0;
    const double idle = meter.stop_threshold_kwh_per_day
                            ? kStoppedOfLimit * meter.stop_threshold_kwh_per_day->approximate()
                            : kStoppedFlow * normal;
    return std::max(load * normal, idle) / 24 * wobble;
}

/// What one stack emits in an hour.
struct StackHour {
    std::array<double, kEmitted> kg{};
    double flow_m3 = 0;
    bool running = false;
};

void add_line(StackHour& hour, const ProductionLine& line, double load, double wobble) {
    const double normal = line.normal_flow_m3_per_hour ? line.normal_flow_m3_per_hour->approximate() : 0;
    hour.flow_m3 += std::max(load, kStoppedFlow) * normal * wobble;
    if (load <= 0) return;
    hour.running = true;
    const DailyEmission base = line.base();
    for (const Emitted pollutant : kAllEmitted)
        hour.kg[static_cast<size_t>(pollutant)] += base[pollutant].approximate() / 24'000 * load * wobble;
}

std::vector<Hj212Item> stack_items(const StackHour& hour) {
    const std::string flag = hour.running ? "N" : "F";
    std::vector<Hj212Item> items;
    for (size_t i = 0; i < kFactors.size(); ++i) {
        const double mean = hour.flow_m3 > 0 ? hour.kg[i] * 1e6 / hour.flow_m3 : 0;  // mg/m³
        items.push_back({kFactors[i], {{"cou", decimal(hour.kg[i])}, {"avg", decimal(mean)}, {"flag", flag}}});
    }
    items.push_back(
        {"a00000", {{"cou", decimal(hour.flow_m3)}, {"avg", decimal(hour.flow_m3 / 3600)}, {"flag", flag}}});
    return items;
}

}  // namespace

std::vector<Hj212Packet> SimulatedEnterprises::packets(Instant start) const {
    std::vector<Hj212Packet> out;
    out.reserve(devices_.size());
    const std::string begin = stamp14(start);
    const std::string sent = stamp14(Instant{start.seconds + 3600 + 5}) + "000";
    for (const auto& [mn, lines] : devices_) {
        if (silent(mn)) continue;
        const double wobble = 1 + kWobble * random_.normal(fmt::format("reading {}", mn), start.seconds / 3600);
        Hj212Packet packet;
        packet.qn = sent;
        packet.st = "31";
        packet.cn = "2061";
        packet.pw = "123456";
        packet.mn = mn;
        packet.flag = "5";
        packet.data_time = begin;
        double kwh = 0;
        StackHour stack;
        for (const LineOfDevice& served : lines) {
            const double running = load(*served.enterprise, *served.line, start);
            if (served.meter != nullptr)
                kwh += meter_kwh(*served.meter, running, wobble);
            else
                add_line(stack, *served.line, running, wobble);
        }
        if (lines.front().meter != nullptr)
            packet.items = {{"dl001", {{"cou", decimal(kwh)}, {"flag", "N"}}}};
        else
            packet.items = stack_items(stack);
        out.push_back(std::move(packet));
    }
    return out;
}

}  // namespace qingkong
