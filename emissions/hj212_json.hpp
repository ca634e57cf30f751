// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_packet.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// One frame as the line that `hj212 decode` prints (interface), without LF. `accepted` tells whether the packet was
/// taken: a frame with a wrong CRC is shown as far as it can be read, with `error` = `bad_crc`. Values are strings as
/// sent, null where not sent. The password never appears.
struct DecodedLine {
    std::string json;
    bool accepted = false;
};
DecodedLine decode_line(const Hj212Frame& frame);

/// The inverse: one such line -> packet. Refused: a line that is no JSON object, `accepted` false, no `cn` or `mn`,
/// values that are no strings or would break the frame (`;` `,` `&&` or control characters).
Result<Hj212Packet> packet_of_line(std::string_view line, const Place& place);

}  // namespace qingkong
