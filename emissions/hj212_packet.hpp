// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace qingkong {

/// Version by the bits V5..V0 of Flag (handbook J.1); a packet without Flag is of 2005.
enum class Hj212Version { v2005, v2017, v2025 };
/// `2005`, `2017`, `2025`.
std::string_view token(Hj212Version version);

/// The pieces of a data segment as sent, nothing copied. Absent pieces are empty.
struct Hj212Head {
    std::string_view qn, st, cn, pw, mn, flag, pnum, pno;
    std::string_view cp;  ///< between the first and the last `&&`
};
/// Why a data segment with the right CRC is refused: `no_cp`, `no_cn`, `no_mn`, `bad_text` (bytes outside ASCII print
/// in a head field).
struct PacketRefusal {
    std::string token;
    bool operator==(const PacketRefusal&) const = default;
};
tl::expected<Hj212Head, PacketRefusal> read_head(std::string_view data);

/// One `code-Suffix=value` of the data area; `code` alone (`DataTime`, `RtdInterval`) has an empty suffix.
struct Hj212Field {
    std::string_view code, suffix, value;
};
/// Calls visit(const Hj212Field&, bool first_of_group) for every field of the data area, in order. Groups are separated
/// by `;`, fields of one factor by `,`; empty pieces (`;` before the last `&&`) are passed over.
template <class Visit>
void for_each_field(std::string_view cp, Visit&& visit) {
    bool first = true;
    for (size_t begin = 0; begin < cp.size();) {
        size_t dash = 0, equals = 0, end = begin;  // 0 = none: a mark in the first place names nothing
        for (; end < cp.size() && cp[end] != ';' && cp[end] != ','; ++end) {
            if (equals > begin) continue;
            if (cp[end] == '=')
                equals = end;
            else if (cp[end] == '-' && dash == 0)
                dash = end;
        }
        if (equals > begin) {
            const bool has_suffix = dash > begin;
            visit(Hj212Field{cp.substr(begin, (has_suffix ? dash : equals) - begin),
                             has_suffix ? cp.substr(dash + 1, equals - dash - 1) : std::string_view{},
                             cp.substr(equals + 1, end - equals - 1)},
                  first);
            first = false;
        }
        if (end < cp.size() && cp[end] == ';') first = true;
        begin = end + 1;
    }
}

/// The values of one factor as sent. Field names are those of `decode`: `rtd`, `avg`, `min`, `max`, `cou`, `zs_rtd`,
/// …, `flag`; an unknown suffix stays as it was sent (`td`); a field without suffix is named `value`.
struct Hj212Item {
    std::string code;
    std::vector<std::pair<std::string, std::string>> fields;

    /// Null where the item has no such field.
    const std::string* find(std::string_view name) const;
    bool operator==(const Hj212Item&) const = default;
};

/// One packet of 2005, 2017 or 2025, all values as sent. Tolerant to the habits of real devices (handbook J.1, J.4):
/// no QN, no Flag, a stray `;`, MN of other lengths, DataTime with milliseconds, unknown suffixes.
struct Hj212Packet {
    std::string qn, st, cn, pw, mn, flag, pnum, pno;  ///< empty = not sent; pw is never printed or logged
    std::string data_time;
    std::vector<Hj212Item> items;

    Hj212Version version() const;
    bool wants_answer() const;  ///< bit A of Flag
    bool operator==(const Hj212Packet&) const = default;
};
tl::expected<Hj212Packet, PacketRefusal> read_packet(std::string_view data);

/// The whole frame: `##`, length, data segment, CRC, CR LF. Empty if the data segment is over 9999 bytes.
std::string encode_packet(const Hj212Packet& packet);
/// `##` … CR LF around a ready data segment.
std::string encode_frame(std::string_view data);

/// 9014 for data (CN 2xxx and 3xxx), 9013 for notices such as the heartbeat 9015; empty where none is due: bit A is 0,
/// or the packet is itself an answer (9011–9014). QN, PW and MN are echoed, ST=91; Flag keeps the version bits, so 5
/// is answered by 4 (handbook J.3, J.7) and 9 of 2025 by 8.
std::string encode_answer(const Hj212Packet& packet);
std::string encode_answer(const Hj212Head& head);
/// 9011 with QnRtn (handbook J.3: 3 password, 4 MN); empty where no answer was wanted.
std::string encode_refusal(const Hj212Head& head, int qn_rtn);

/// The number of a packet among PNUM of its message: 1 <= PNO <= PNUM, at most 999; empty where it is whole in itself.
struct PartNumber {
    int pnum = 0, pno = 0;
};
std::optional<PartNumber> part_number(const Hj212Head& head);
/// Data areas of the parts in their order -> the data area of the message. Real devices cut between groups, with or
/// without the `;`, or anywhere: a `;` is put where both sides look like whole fields.
std::string join_areas(const std::vector<std::string>& areas);

}  // namespace qingkong
