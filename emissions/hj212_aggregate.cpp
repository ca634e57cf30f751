// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_aggregate.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "emissions/hj212_packet.hpp"
#include "emissions/hj212_quick.hpp"
#include "emissions/hj212_words.hpp"
#include "emissions/telemetry.hpp"

namespace qingkong {

namespace {

constexpr std::string_view kDataTime = "DataTime=";
constexpr size_t kHourDigits = 10;
constexpr uint64_t kNoHour = UINT64_MAX;
constexpr size_t kLongestFrame = 9999 + 12;

/// `2017010100` of the data area as a number; kNoHour where DataTime does not begin with ten digits.
uint64_t hour_of(std::string_view cp) {
    const size_t at = cp.starts_with(kDataTime) ? 0 : cp.find(kDataTime);
    if (at == std::string_view::npos || cp.size() < at + kDataTime.size() + kHourDigits) return kNoHour;
    uint64_t hour = 0;
    for (const char c : cp.substr(at + kDataTime.size(), kHourDigits)) {
        if (c < '0' || c > '9') return kNoHour;
        hour = hour * 10 + static_cast<uint64_t>(c - '0');
    }
    return hour;
}

/// The hour of a data area that begins with `DataTime=20261122130000;`, a group that holds no value; `rest` is then what
/// stands behind it. kNoHour: another form.
uint64_t quick_hour(std::string_view& rest) {
    constexpr size_t kTime = 9, kGroup = kTime + 14;
    if (!kWordsReadable || rest.size() <= kGroup || rest[kGroup] != ';' || !word_begins(load_word(rest.data()), "DataTim") ||
        rest[7] != 'e' || rest[8] != '=')
        return kNoHour;
    const uint64_t date = load_word(rest.data() + kTime) ^ (kEachByte * '0');
    const uint64_t clock = (load_word(rest.data() + kTime + 8) ^ (kEachByte * '0')) & first_bytes(6);
    if (!all_digits(date) || !all_digits(clock)) return kNoHour;
    rest.remove_prefix(kGroup + 1);
    return number_of_digits(date) * 100 + (clock & 0xFF) * 10 + (clock >> 8 & 0xFF);
}

using Front = std::array<uint64_t, 3>;

Front front_of(std::string_view text) {
    Front front{};
    if (text.size() == sizeof front)
        std::memcpy(&front, text.data(), sizeof front);  // the standard's length
    else
        std::memcpy(&front, text.data(), std::min(text.size(), sizeof front));
    return front;
}

uint64_t hash_of(std::string_view text, const Front& front) {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
    uint64_t hash = text.size();
    const auto mix = [&](uint64_t word) {
        hash = (hash ^ word) * kOdd;
        hash ^= hash >> 29;
    };
    for (const uint64_t word : front) mix(word);
    for (size_t i = sizeof front; i < text.size(); ++i) mix(static_cast<unsigned char>(text[i]));
    // The last digits of an MN, which differ most, stand in the highest bytes of a word: down into the bits that are looked at.
    hash = (hash ^ hash >> 32) * kOdd;
    return hash ^ hash >> 32;
}

}  // namespace

RealTimeSums::RealTimeSums() : slots_(1024) {}

/// Index of its device, which is made where it is new.
uint32_t RealTimeSums::device_of(const Pending& packet) {
    const std::string_view mn = packet.head.mn;
    const size_t mask = slots_.size() - 1;
    size_t at = packet.hash & mask;
    for (; slots_[at].device != 0; at = (at + 1) & mask) {
        if (slots_[at].hash != packet.hash) continue;
        const Device& device = devices_[slots_[at].device - 1];
        if (device.front == packet.front && device.mn.size() == mn.size() &&
            (mn.size() <= sizeof(Front) || device.mn == mn))
            return slots_[at].device - 1;
    }
    devices_.push_back({packet.front, {kNoHour, {}}, {}, std::string(mn)});
    slots_[at] = {packet.hash, static_cast<uint32_t>(devices_.size())};
    if (devices_.size() * 2 > slots_.size()) grow();
    return static_cast<uint32_t>(devices_.size() - 1);
}

void RealTimeSums::grow() {
    std::vector<Slot> larger(slots_.size() * 2);
    const size_t mask = larger.size() - 1;
    for (const Slot& slot : slots_) {
        if (slot.device == 0) continue;
        size_t at = slot.hash & mask;
        while (larger[at].device != 0) at = (at + 1) & mask;
        larger[at] = slot;
    }
    slots_ = std::move(larger);
}

RealTimeSums::FactorKey RealTimeSums::key_of(std::string_view code) {
    if (code.size() <= 7) {
        uint64_t key = 0;
        for (size_t i = 0; i < code.size(); ++i) key |= uint64_t{static_cast<unsigned char>(code[i])} << (8 * i);
        return key | uint64_t{code.size()} << 56;
    }
    const auto [found, added] = long_code_index_.emplace(std::string(code), long_codes_.size());
    if (added) long_codes_.emplace_back(code);
    return found->second | uint64_t{0xFF} << 56;
}

std::string RealTimeSums::code_of(FactorKey key) const {
    if (key >> 56 == 0xFF) return long_codes_[key & first_bytes(7)];
    std::string code;
    for (size_t i = 0; i < key >> 56; ++i) code += static_cast<char>(key >> (8 * i));
    return code;
}

inline void RealTimeSums::take(HourSums& hour, size_t& expected, FactorKey factor, int64_t milli) {
    std::vector<Sum>& sums = hour.sums;
    size_t at = expected;
    if (at >= sums.size() || sums[at].factor != factor) {
        at = 0;
        while (at < sums.size() && sums[at].factor != factor) ++at;
        if (at == sums.size()) sums.push_back({factor});
    }
    expected = at + 1;
    int64_t sum = 0;
    if (hour.hour == kNoHour || __builtin_add_overflow(sums[at].sum_milli, milli, &sum)) {
        ++unreadable_;  // of no hour, or absurd
        return;
    }
    sums[at].sum_milli = sum;
    ++sums[at].n;
}

/// One group in any form.
void RealTimeSums::add_group(HourSums& hour, size_t& expected, std::string_view group) {
    Hj212Field rtd;
    bool flag_n = false;
    const auto value = [&](std::string_view code, std::string_view text) {
        if (const auto milli = parse_milli(text))
            take(hour, expected, key_of(code), *milli);
        else
            ++unreadable_;
    };
    for_each_field(group, [&](const Hj212Field& field, bool first_of_group) {
        if (first_of_group || field.code != rtd.code) {
            rtd = {field.code, {}, {}};
            flag_n = false;
        }
        if (field.suffix == "Rtd") {
            if (flag_n)
                value(field.code, field.value);
            else
                rtd = field;
        } else if (field.suffix == "Flag" && field.value == "N") {
            if (rtd.suffix == "Rtd")
                value(rtd.code, rtd.value);
            else
                flag_n = true;
        }
    });
}

void RealTimeSums::add(std::string_view data) {
    queue(data);
    flush();
}

void RealTimeSums::queue(std::string_view data) {
    Pending& packet = pending_[pending_count_];
    if (!quick_head(data, packet.head)) {
        const auto read = read_head(data);
        if (!read) {
            ++refused_;
            return;
        }
        packet.head = {read->cn, read->mn, read->cp};
    }
    if (packet.head.cn != "2011") return;
    packet.front = front_of(packet.head.mn);
    packet.hash = hash_of(packet.head.mn, packet.front);
    __builtin_prefetch(&slots_[packet.hash & (slots_.size() - 1)]);
    if (++pending_count_ == pending_.size()) flush();
}

void RealTimeSums::flush() {
    for (size_t i = 0; i < pending_count_; ++i)
        if (const Slot& slot = slots_[pending_[i].hash & (slots_.size() - 1)]; slot.device != 0) {
            const auto* device = reinterpret_cast<const char*>(&devices_[slot.device - 1]);
            __builtin_prefetch(device);
            __builtin_prefetch(device + sizeof(Device) - 1);
        }
    for (size_t i = 0; i < pending_count_; ++i) pending_[i].device = device_of(pending_[i]);
    for (size_t i = 0; i < pending_count_; ++i) {
        const auto* sums = reinterpret_cast<const char*>(devices_[pending_[i].device].newest.sums.data());
        constexpr size_t kLine = 64, kLines = 4;
        for (size_t line = 0; line < kLines; ++line) __builtin_prefetch(sums + line * kLine, 1);
    }
    for (size_t i = 0; i < pending_count_; ++i) add_packet(pending_[i]);
    pending_count_ = 0;
}

/// Of an hour, which becomes the newest one: nearly always it is.
RealTimeSums::HourSums& RealTimeSums::sums_of(Device& device, uint64_t hour) {
    if (device.newest.hour == hour) return device.newest;
    auto& others = device.others;
    const auto found = std::find_if(others.rbegin(), others.rend(), [&](const HourSums& h) { return h.hour == hour; });
    if (found != others.rend()) {
        std::swap(*found, device.newest);
        return device.newest;
    }
    const size_t factors = device.newest.sums.size();
    others.push_back(std::exchange(device.newest, {hour, {}}));
    device.newest.sums.reserve(factors);
    return device.newest;
}

void RealTimeSums::add_packet(const Pending& packet) {
    std::string_view rest = packet.head.cp;
    uint64_t hour = quick_hour(rest);
    if (hour == kNoHour) hour = hour_of(packet.head.cp);
    HourSums& of_hour = sums_of(devices_[packet.device], hour);
    std::vector<Sum>& sums = of_hour.sums;
    size_t expected = 0;  // factors come in the same order in each packet
    QuickGroup group;
    for (const size_t known = hour != kNoHour ? sums.size() : 0; expected < known; ++expected) {
        Sum& sum = sums[expected];
        if (!quick_group(rest, sum.factor, group) || group.code != sum.factor) break;
        int64_t milli = sum.sum_milli;
        if (group.normal && __builtin_add_overflow(milli, group.milli, &milli)) break;
        rest.remove_prefix(group.length);
        sum.sum_milli = milli;    // without flag N as it was
        sum.n += group.normal;
    }
    // The rest in any order and form.
    while (!rest.empty()) {
        if (!quick_group(rest, expected < sums.size() ? sums[expected].factor : 0, group)) {
            const std::string_view other = rest.substr(0, rest.find(';'));
            add_group(of_hour, expected, other);
            rest.remove_prefix(std::min(other.size() + 1, rest.size()));
            continue;
        }
        rest.remove_prefix(group.length);
        if (group.normal) take(of_hour, expected, group.code, group.milli);
    }
}

std::vector<RealTimeSums::Row> RealTimeSums::rows() const {
    std::vector<const Device*> devices;
    for (const Device& device : devices_) devices.push_back(&device);
    std::sort(devices.begin(), devices.end(), [](const Device* a, const Device* b) { return a->mn < b->mn; });
    std::vector<Row> rows;
    for (const Device* device : devices) {
        const size_t begin = rows.size();
        const auto add_hour = [&](const HourSums& hour) {
            const std::string digits = fmt::format("{:010}", hour.hour);
            for (const Sum& sum : hour.sums)
                if (sum.n > 0) rows.push_back({device->mn, code_of(sum.factor), digits, sum.n, sum.sum_milli});
        };
        for (const HourSums& hour : device->others) add_hour(hour);
        add_hour(device->newest);
        std::sort(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end(),
                  [](const Row& a, const Row& b) { return std::tie(a.factor, a.hour) < std::tie(b.factor, b.hour); });
    }
    return rows;
}

size_t CaptureSums::run(std::string_view bytes, bool finished) {
    const size_t all = bytes.size();
    while (true) {
        const FrameStep step = step_frame(bytes, 9999, finished);
        counters_.count(step);
        bytes.remove_prefix(step.used());
        if (step.met == FrameStep::Met::nothing) break;
        if (step.met == FrameStep::Met::ok) sums_.queue(step.data);
    }
    sums_.flush();
    return all - bytes.size();
}

void CaptureSums::feed(std::string_view block) {
    if (!cut_.empty()) {
        // A frame that began before ends within so many bytes, or is none.
        const size_t before = cut_.size();
        const size_t lent = std::min(block.size(), kLongestFrame);
        cut_.append(block.substr(0, lent));
        const size_t used = run(cut_, false);
        if (used < before) {
            cut_.erase(0, used);    // only where the block was short
            return;
        }
        block.remove_prefix(used - before);
        cut_.clear();
    }
    cut_ = block.substr(run(block, false));
}

void CaptureSums::finish() {
    run(std::exchange(cut_, {}), true);
}

}  // namespace qingkong
