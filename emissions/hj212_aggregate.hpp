// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qingkong {

/// Hourly sums of the real-time values of a capture (interface: `hj212 aggregate`): CN 2011, every `-Rtd` whose `-Flag`
/// is N, in exact thousandths, digits after the third cut. Nothing is de-duplicated.
class RealTimeSums {
public:
    struct Row {
        std::string mn, factor, hour;  ///< hour = first ten digits of DataTime as sent
        int64_t n = 0;
        int64_t sum_milli = 0;
        bool operator==(const Row&) const = default;
    };

    /// A data segment with the right CRC. Allocates only for a device, hour or factor not seen before.
    void add(std::string_view data);
    /// By mn, factor, hour in byte order.
    std::vector<Row> rows() const;
    /// Values with flag N that are no numbers, or whose packet has no DataTime; not in the sums.
    uint64_t unreadable() const { return unreadable_; }
    /// Frames with the right CRC that are no packets.
    uint64_t refused() const { return refused_; }

private:
    struct Sum {
        std::string factor;
        int64_t n = 0;
        int64_t sum_milli = 0;
    };
    struct HourSums {
        std::string hour;
        std::vector<Sum> sums;
    };
    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    std::unordered_map<std::string, std::vector<HourSums>, TextHash, std::equal_to<>> devices_;
    uint64_t unreadable_ = 0;
    uint64_t refused_ = 0;
};

}  // namespace qingkong
