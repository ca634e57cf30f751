// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_quick.hpp"

namespace qingkong {

/// Hourly sums of the real-time values of a capture (interface: `hj212 aggregate`): CN 2011, every `-Rtd` whose `-Flag`
/// is N, in exact thousandths, digits after the third cut. Nothing is de-duplicated.
class RealTimeSums {
public:
    struct Row {
        std::string_view mn;  ///< lives as long as the sums
        std::string factor, hour;  ///< hour = first ten digits of DataTime as sent
        int64_t n = 0;
        int64_t sum_milli = 0;
        bool operator==(const Row&) const = default;
    };

    RealTimeSums();
    /// A data segment with the right CRC. Allocates only for a device, hour or factor not seen before.
    void add(std::string_view data);
    /// The same for many: a segment is summed at the latest by flush(), until then its bytes must stay. Some at a time let
    /// the memory of one device be fetched while another one's packet is read.
    void queue(std::string_view data);
    void flush();
    /// By mn, factor, hour in byte order.
    std::vector<Row> rows() const;
    /// Values with flag N that are no numbers, or whose packet has no DataTime; not in the sums.
    uint64_t unreadable() const { return unreadable_; }
    /// Frames with the right CRC that are no packets.
    uint64_t refused() const { return refused_; }

private:
    /// A factor: up to 7 bytes with their number in the highest byte, else the index in long_codes_ under 0xFF.
    using FactorKey = uint64_t;
    struct Sum {
        FactorKey factor = 0;
        int64_t n = 0;
        int64_t sum_milli = 0;
    };
    struct HourSums {
        uint64_t hour = 0;
        std::vector<Sum> sums;
    };
    struct Device {
        std::array<uint64_t, 3> front{};  ///< of its MN, zeros behind a shorter one
        HourSums newest;
        std::vector<HourSums> others;
        std::string mn;
    };
    struct Slot {
        uint64_t hash = 0;
        uint32_t device = 0;  ///< index + 1; 0 = free
    };
    struct Pending {
        QuickHead head;
        uint64_t hash = 0;
        std::array<uint64_t, 3> front{};
        uint32_t device = 0;
    };

    uint32_t device_of(const Pending& packet);
    void grow();
    FactorKey key_of(std::string_view code);
    std::string code_of(FactorKey key) const;
    HourSums& sums_of(Device& device, uint64_t hour);
    void add_packet(const Pending& packet);
    void add_group(HourSums& hour, size_t& expected, std::string_view group);
    void take(HourSums& hour, size_t& expected, FactorKey factor, int64_t milli);

    std::array<Pending, 16> pending_;
    size_t pending_count_ = 0;
    std::vector<Device> devices_;
    std::vector<Slot> slots_;  ///< open addressing; a power of two, at most half full
    std::vector<std::string> long_codes_;
    std::unordered_map<std::string, size_t> long_code_index_;
    uint64_t unreadable_ = 0;
    uint64_t refused_ = 0;
};

/// A capture in blocks of any size -> its sums. Frames are read where they stand; only one that is cut by the end of a
/// block is copied.
class CaptureSums {
public:
    void feed(std::string_view block);
    /// Nothing more comes: what is incomplete is noise.
    void finish();
    const RealTimeSums& sums() const { return sums_; }
    const FrameCounters& counters() const { return counters_; }

private:
    size_t run(std::string_view bytes, bool finished);

    std::string cut_;  ///< the front of a frame that the last block ended in
    RealTimeSums sums_;
    FrameCounters counters_;
};

}  // namespace qingkong
