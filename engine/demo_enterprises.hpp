// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emissions/hj212_packet.hpp"
#include "emissions/inventory.hpp"
#include "engine/demo_random.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// How a simulated enterprise answers its orders; a function of the seed and its id.
enum class Conduct {
    obeys,   ///< 86 %: does what the order says, from its due hour on
    nights,  ///< 6 %: obeys by day, runs on from 22:00 to 06:00
    defies,  ///< 8 %: runs on as on a normal day
};

/// A row of the daemon's orders as an enterprise reads it.
struct ReceivedOrder {
    std::string enterprise_id, line_id;
    std::optional<int> load_cap_percent;  ///< allowed load; empty = no cap
    int ramp_hours = 0;
};

/// The demo's enterprises: they get orders and send HJ 212 hour data (CN 2061, answer wanted) from the meters and
/// stacks of their inventory. Pure: the packets of an hour are a function of inventory, seed, orders and hour.
class SimulatedEnterprises {
public:
    /// The inventory must outlive this object.
    SimulatedEnterprises(const Inventory& inventory, uint64_t seed);

    Conduct conduct(std::string_view enterprise_id) const;
    /// 2 % of the devices send nothing at all.
    bool silent(std::string_view mn) const;

    /// Orders of the next transition; from its start on they replace what was ordered before. No rows with a line:
    /// production resumes.
    void receive(const std::vector<ReceivedOrder>& orders, Instant response_start);
    /// The load 0..1 at which a line really runs in the hour that begins at `start`.
    double load(const Enterprise& enterprise, const ProductionLine& line, Instant start) const;

    /// One packet a device for the hour that begins at `start`, by MN.
    std::vector<Hj212Packet> packets(Instant start) const;

    /// Numbers of enterprises by conduct, for the first lines of the demo.
    std::map<Conduct, int> count_conducts() const;

private:
    struct LineOfDevice {
        const Enterprise* enterprise = nullptr;
        const ProductionLine* line = nullptr;
        const Meter* meter = nullptr;  ///< null: the line's stack (CEMS)
    };
    struct Orders {
        Instant response_start;
        std::map<std::pair<std::string, std::string>, ReceivedOrder> by_line;
    };

    double ordered_load(const Enterprise& enterprise, const ProductionLine& line, Instant start) const;

    DemoRandom random_;
    const Inventory& inventory_;
    std::map<std::string, std::vector<LineOfDevice>> devices_;  ///< by MN; one meter or stack may serve several lines
    std::vector<Orders> orders_;                                ///< in the order of signing
};

}  // namespace qingkong
