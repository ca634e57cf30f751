// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingkong {

/// Whether four characters are the check value of a data segment, in whatever case.
bool is_crc_of(std::string_view crc, std::string_view data);

enum class FrameState { ok, bad_crc, bad_frame };
/// `ok`, `bad_crc`, `bad_frame`.
std::string_view token(FrameState state);

/// One `##` met in the stream. The view lives until the next call of feed().
struct Hj212Frame {
    FrameState state = FrameState::bad_frame;
    uint64_t offset = 0;    ///< of its `##` in the stream, from 0
    uint64_t end = 0;       ///< first byte after its CR LF; offset + 1 where the frame is bad
    std::string_view data;  ///< data segment, `QN=` or `ST=` to the last `&&`; empty where the frame is bad
    std::string_view crc;   ///< the four characters behind it, as sent
};

/// What stands at the front of a piece of a stream (handbook J.1).
struct FrameStep {
    enum class Met { nothing, ok, bad_crc, bad_frame };
    Met met = Met::nothing;  ///< nothing = more bytes are needed
    size_t noise = 0;        ///< bytes before its `##` (before what may become one)
    size_t whole = 0;        ///< bytes of the frame, `##` to LF; 0 unless ok or bad_crc
    std::string_view data;   ///< its data segment
    /// Bytes decided: the next step begins behind them.
    size_t used() const { return noise + (met == Met::bad_frame ? 1 : whole); }
};
/// Looks for one frame. A length above `max_data_bytes` is a bad frame; `finished`: nothing follows the bytes, so that
/// what is incomplete is noise.
FrameStep step_frame(std::string_view bytes, size_t max_data_bytes = 9999, bool finished = false);

struct FrameCounters {
    uint64_t ok = 0;
    uint64_t bad_crc = 0;        ///< skipped whole
    uint64_t bad_frame = 0;      ///< `##` without four digits, or without CR LF where the length says
    uint64_t skipped_bytes = 0;  ///< noise, also the first byte of each bad frame
    void count(const FrameStep& step);
    bool operator==(const FrameCounters&) const = default;
};

/// Bytes -> frames (handbook J.1): packets may be split and glued, noise may stand before them. After a bad frame the
/// search goes on one byte further; a wrong CRC skips the frame whole. Never keeps more than one frame and one feed.
class Hj212Framer {
public:
    /// A frame whose length field says more than this is a bad frame. Four digits cannot say more than 9999.
    explicit Hj212Framer(size_t max_data_bytes = 9999) : max_data_bytes_(max_data_bytes) {}

    /// Takes bytes; then call next() until it is empty.
    void feed(std::string_view bytes);
    /// The next frame that is complete or known to be bad; empty = more bytes are needed.
    std::optional<Hj212Frame> next();
    /// Nothing more comes, or the rest of a frame took too long: what is incomplete now is noise. Call next() again
    /// until it is empty; a later feed() begins anew.
    void finish() { finished_ = true; }
    /// Gives memory back that what is pending does not need.
    void shrink();
    /// Bytes of a frame that is not yet complete.
    size_t pending_bytes() const { return buffer_.size() - position_; }
    /// Stream offset of those bytes.
    uint64_t pending_offset() const { return offset_; }
    const FrameCounters& counters() const { return counters_; }

private:
    size_t max_data_bytes_;
    std::string buffer_;
    size_t position_ = 0;  ///< first byte of buffer_ not yet looked at
    uint64_t offset_ = 0;  ///< stream offset of position_
    bool finished_ = false;
    FrameCounters counters_;
};

}  // namespace qingkong
