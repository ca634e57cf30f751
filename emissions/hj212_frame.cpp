// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_frame.hpp"

#include <algorithm>
#include <array>

#include "emissions/hj212_crc.hpp"

namespace qingkong {

namespace {

constexpr size_t kHeadBytes = 6;  // ## and four digits
constexpr size_t kTailBytes = 6;  // CRC and CR LF

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Value of a hexadecimal digit without case; 0x10000 where it is none, so that four of them joined exceed any CRC.
constexpr std::array<int, 256> make_hex_values() {
    std::array<int, 256> values{};
    for (int& value : values) value = 0x10000;
    for (int i = 0; i < 10; ++i) values[static_cast<size_t>('0' + i)] = i;
    for (int i = 0; i < 6; ++i)
        values[static_cast<size_t>('A' + i)] = values[static_cast<size_t>('a' + i)] = 10 + i;
    return values;
}
constexpr std::array<int, 256> kHexValues = make_hex_values();

/// Four hexadecimal digits without case; 0x10000 or more if they are none.
int read_hex4(const char* text) {
    const auto value = [&](int i) { return kHexValues[static_cast<unsigned char>(text[i])]; };
    const int plain = ((value(0) & 0xF) << 12) | ((value(1) & 0xF) << 8) | ((value(2) & 0xF) << 4) | (value(3) & 0xF);
    return plain | ((value(0) | value(1) | value(2) | value(3)) & 0x10000);
}

}  // namespace

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

void Hj212Framer::shrink() {
    constexpr size_t kSmall = 1024;
    if (buffer_.capacity() <= kSmall || pending_bytes() > kSmall) return;
    buffer_ = std::string(buffer_, position_);
    position_ = 0;
}

bool is_crc_of(std::string_view crc, std::string_view data) {
    return crc.size() == 4 && read_hex4(crc.data()) == hj212_crc(data);
}

FrameStep step_frame(std::string_view bytes, size_t max_data_bytes, bool finished) {
    using Met = FrameStep::Met;
    FrameStep step;
    if (!bytes.starts_with("##")) {
        step.noise = std::min(bytes.find("##"), bytes.size());
        // A last `#` may be the first half of the next packet's mark.
        if (step.noise == bytes.size() && !finished && bytes.ends_with('#')) --step.noise;
        bytes.remove_prefix(step.noise);
        if (bytes.size() < 2) return step;
    }
    const auto incomplete = [&] {
        step.met = finished ? Met::bad_frame : Met::nothing;
        return step;
    };
    size_t length = 0;
    for (size_t i = 2; i < kHeadBytes; ++i) {
        if (i >= bytes.size()) return incomplete();
        if (!is_digit(bytes[i])) {
            step.met = Met::bad_frame;
            return step;
        }
        length = length * 10 + static_cast<size_t>(bytes[i] - '0');
    }
    const size_t whole = kHeadBytes + length + kTailBytes;
    if (length <= max_data_bytes && bytes.size() < whole) return incomplete();
    if (length > max_data_bytes || bytes[whole - 2] != '\r' || bytes[whole - 1] != '\n') {
        step.met = Met::bad_frame;
        return step;
    }
    step.whole = whole;
    step.data = bytes.substr(kHeadBytes, length);
    step.met = read_hex4(step.data.data() + length) == hj212_crc(step.data) ? Met::ok : Met::bad_crc;
    return step;
}

void FrameCounters::count(const FrameStep& step) {
    skipped_bytes += step.noise;
    switch (step.met) {
        case FrameStep::Met::nothing:
            break;
        case FrameStep::Met::ok:
            ++ok;
            break;
        case FrameStep::Met::bad_crc:
            ++bad_crc;
            break;
        case FrameStep::Met::bad_frame:
            ++bad_frame;
            ++skipped_bytes;
            break;
    }
}

std::optional<Hj212Frame> Hj212Framer::next() {
    const FrameStep step = step_frame(std::string_view(buffer_).substr(position_), max_data_bytes_, finished_);
    counters_.count(step);
    const uint64_t at = offset_ + step.noise;
    position_ += step.used();
    offset_ += step.used();
    switch (step.met) {
        case FrameStep::Met::nothing:
            return std::nullopt;
        case FrameStep::Met::bad_frame:
            return Hj212Frame{FrameState::bad_frame, at, offset_, {}, {}};
        case FrameStep::Met::ok:
        case FrameStep::Met::bad_crc:
            break;
    }
    return Hj212Frame{step.met == FrameStep::Met::ok ? FrameState::ok : FrameState::bad_crc, at, offset_, step.data, {step.data.data() + step.data.size(), 4}};
}

}  // namespace qingkong
