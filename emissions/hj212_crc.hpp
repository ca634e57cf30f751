// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace qingkong {

/// The check value of HJ 212 appendix A over the data segment (handbook J.2; it is not CRC-16/MODBUS): r = 0xFFFF, per
/// byte r = (r >> 8) ^ byte, then eight shifts with 0xA001. Chooses the widest way that this processor has.
uint16_t hj212_crc(std::string_view data);

/// One way to compute it. All give the same value for every text; which of them run is found out at start.
struct CrcWay {
    std::string_view name;  ///< `table`, `avx2`, `avx512`
    uint16_t (*value)(std::string_view data);
};
/// The ways that this processor can run, the one that hj212_crc() takes last.
const std::vector<CrcWay>& crc_ways();

}  // namespace qingkong
