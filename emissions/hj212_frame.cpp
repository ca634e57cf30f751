// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_frame.hpp"

#include <array>

namespace qingkong {

namespace {

// After each byte only the high half of the check value goes on: h' = high(T[h ^ byte]). That step is linear over
// GF(2), so eight bytes fold at once, each through the table of how many steps it still has to go.
struct CrcTables {
    std::array<uint16_t, 256> last{};
    std::array<std::array<uint8_t, 256>, 8> fold{};
};

constexpr CrcTables make_tables() {
    CrcTables tables;
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned r = byte;
        for (int bit = 0; bit < 8; ++bit) r = (r & 1) ? (r >> 1) ^ 0xA001 : r >> 1;
        tables.last[byte] = static_cast<uint16_t>(r);
        tables.fold[0][byte] = static_cast<uint8_t>(r >> 8);
    }
    for (size_t steps = 1; steps < 8; ++steps)
        for (size_t byte = 0; byte < 256; ++byte)
            tables.fold[steps][byte] = tables.fold[0][tables.fold[steps - 1][byte]];
    return tables;
}
constexpr CrcTables kTables = make_tables();

constexpr size_t kHeadBytes = 6;  // ## and four digits
constexpr size_t kTailBytes = 6;  // CRC and CR LF

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Four hexadecimal digits without case; -1 if they are none.
int read_hex4(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        const char lower = static_cast<char>(c | 0x20);
        int digit = -1;
        if (is_digit(c))
            digit = c - '0';
        else if (lower >= 'a' && lower <= 'f')
            digit = lower - 'a' + 10;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

}  // namespace

uint16_t hj212_crc(std::string_view data) {
    if (data.empty()) return 0xFFFF;
    const auto* p = reinterpret_cast<const uint8_t*>(data.data());
    size_t left = data.size() - 1;
    const auto& f = kTables.fold;
    uint8_t high = 0xFF;
    for (; left >= 8; left -= 8, p += 8)
        high = static_cast<uint8_t>(f[7][high ^ p[0]] ^ f[6][p[1]] ^ f[5][p[2]] ^ f[4][p[3]] ^ f[3][p[4]] ^ f[2][p[5]] ^
                                    f[1][p[6]] ^ f[0][p[7]]);
    for (; left > 0; --left, ++p) high = f[0][high ^ *p];
    return kTables.last[high ^ *p];
}

std::string_view token(FrameState state) {
    switch (state) {
        case FrameState::ok:
            return "ok";
        case FrameState::bad_crc:
            return "bad_crc";
        case FrameState::bad_frame:
            return "bad_frame";
    }
    return "";
}

void Hj212Framer::feed(std::string_view bytes) {
    finished_ = false;
    buffer_.erase(0, position_);
    position_ = 0;
    buffer_.append(bytes);
}

void Hj212Framer::skip(size_t bytes) {
    position_ += bytes;
    offset_ += bytes;
    counters_.skipped_bytes += bytes;
}

Hj212Frame Hj212Framer::bad_frame() {
    ++counters_.bad_frame;
    const uint64_t at = offset_;
    skip(1);
    return {FrameState::bad_frame, at, at + 1, {}};
}

std::optional<Hj212Frame> Hj212Framer::next() {
    const size_t at = buffer_.find("##", position_);
    if (at == std::string::npos) {
        // A last `#` may be the first half of the next packet's mark.
        const bool half = !finished_ && buffer_.size() > position_ && buffer_.back() == '#';
        skip(buffer_.size() - position_ - (half ? 1 : 0));
        return std::nullopt;
    }
    skip(at - position_);
    const std::string_view rest = std::string_view(buffer_).substr(position_);
    size_t length = 0;
    for (size_t i = 2; i < kHeadBytes; ++i) {
        if (i >= rest.size()) return finished_ ? std::optional(bad_frame()) : std::nullopt;
        if (!is_digit(rest[i])) return bad_frame();
        length = length * 10 + static_cast<size_t>(rest[i] - '0');
    }
    if (length > max_data_bytes_) return bad_frame();
    const size_t whole = kHeadBytes + length + kTailBytes;
    if (rest.size() < whole) return finished_ ? std::optional(bad_frame()) : std::nullopt;
    if (rest[whole - 2] != '\r' || rest[whole - 1] != '\n') return bad_frame();

    Hj212Frame frame{FrameState::ok, offset_, offset_ + whole, rest.substr(kHeadBytes, length)};
    if (read_hex4(rest.substr(kHeadBytes + length, 4)) != hj212_crc(frame.data)) frame.state = FrameState::bad_crc;
    ++(frame.state == FrameState::ok ? counters_.ok : counters_.bad_crc);
    position_ += whole;
    offset_ += whole;
    return frame;
}

}  // namespace qingkong
