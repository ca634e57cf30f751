// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

#include "emissions/hj212_packet.hpp"
#include "emissions/hj212_words.hpp"

// Readers of the forms in which nearly all real-time packets are written. Each either agrees with the reader of every form
// (read_head, for_each_field, parse_milli) or says nothing. In the header, because the loop over a capture must hold them.

namespace qingkong {

/// What a head needs to be summed; the other fields are known to be readable.
struct QuickHead {
    std::string_view cn, mn, cp;
};
/// The head of a data segment that is written as usual: at most 128 bytes before `CP=&&`, keys in any order, nothing
/// unprintable and no `&` before it, and `&&` as the last bytes. False = anything else: ask read_head().
inline bool quick_head(std::string_view data, QuickHead& head) {
    constexpr WordText kMark = "CP=&&";
    constexpr size_t kBlock = 64, kWord = 8;
    if (!kWordsReadable || data.size() < kBlock + kWord) return false;
    const char* const begin = data.data();
    const char* const end = begin + data.size();
    if (end[-1] != '&' || end[-2] != '&') return false;
    head = {};
    size_t piece = 0;
    for (size_t block = 0; block < 2 * kBlock && block + kBlock + kWord <= data.size(); block += kBlock) {
        HeadMarks marks = head_marks(begin + block);
        while (marks.semicolon != 0) {
            const auto bit = static_cast<size_t>(std::countr_zero(marks.semicolon));
            const size_t stop = block + bit;
            const uint64_t word = load_word(begin + piece);
            if (word_begins(word, "MN="))
                head.mn = {begin + piece + 3, stop - piece - 3};
            else if (word_begins(word, "CN="))
                head.cn = {begin + piece + 3, stop - piece - 3};
            if ((marks.unusual & ((uint64_t{1} << bit) - 1)) != 0) return false;
            marks.semicolon &= marks.semicolon - 1;
            piece = stop + 1;
            if (!word_begins(load_word(begin + piece), kMark)) continue;
            const char* const area = begin + piece + kMark.size;
            if (end - area < 2) return false;
            head.cp = {area, static_cast<size_t>(end - 2 - area)};
            return !head.cn.empty() && !head.mn.empty();
        }
        if (marks.unusual != 0) return false;
    }
    return false;
}

/// Decimal of `length` (1..7) bytes at the front of `word` in thousandths, at most three decimals; -1 if it is another
/// form. Its digits are moved to the end of a word of zeros: no branch depends on how many they are.
inline int64_t quick_milli(uint64_t word, size_t length) {
    constexpr std::array<int64_t, 8> kScale = {1000, 100, 10, 1, 0, 0, 0, 0};
    const size_t shift = 8 * (8 - length);
    uint64_t values = (word << shift) ^ ((kEachByte * '0') << shift);
    const uint64_t points = marks_of(values, '.' ^ '0');
    const uint64_t point = points & (~points + 1);  // the first one; a second is no digit
    // Digits before the point move up by one byte, over it.
    const uint64_t joined = (values & ~((point << 1) - 1)) | ((values & ((point >> 7) - 1)) << 8);
    values = point != 0 ? joined : values;
    const size_t decimals = point != 0 ? 7 - first_mark(point) : 0;
    if (decimals > 3 || !all_digits(values) || (point != 0 && length == 1)) return -1;
    return static_cast<int64_t>(number_of_digits(values)) * kScale[decimals];
}

/// A group of a real-time packet in one of its usual forms: `C-Rtd=12.5,C-Flag=N` or the same with `C-ZsRtd=…` between.
struct QuickGroup {
    uint64_t code = 0;    ///< 1 to 6 bytes, their number in the highest byte
    bool normal = false;  ///< flag N
    int64_t milli = 0;
    size_t length = 0;  ///< with the `;` behind it, if there is one
};

/// The group behind its code: `size` bytes of code, then `-`; `first` are its first eight bytes.
template <class Size>
inline bool quick_values(const char* begin, const char* end, Size size, uint64_t first, QuickGroup& group) {
    const char* p = begin + size + 5;
    if (!word_begins(load_word(p - 4), "Rtd=")) return false;
    const uint64_t number = load_word(p);
    const size_t length = first_mark(marks_of(number, ','));
    if (length == 0 || length > 7) return false;
    group.milli = quick_milli(number, length);
    p += length + 1;
    // The next field of the same code: `-Flag=N` at the least, which with the code is one word and more.
    const auto same_code = [&] {
        return static_cast<size_t>(end - p) >= size + 7 && ((load_word(p) ^ first) & first_bytes(size + 1)) == 0;
    };
    const auto suffix = [&] { return load_word(p + size - 1) >> 8; };
    if (!same_code()) return false;
    if (!word_begins(suffix(), "-Flag=")) {
        if (!word_begins(suffix(), "-ZsRtd=")) return false;
        p += size + 7;
        for (size_t passed = 8; passed == 8; p += passed) {
            if (end - p < 8) return false;
            const uint64_t word = load_word(p);
            passed = first_mark(marks_of(word, ','));
            if ((marks_of(word, ';') & (passed < 8 ? first_bytes(passed) : ~uint64_t{0})) != 0) return false;
        }
        ++p;
        if (!same_code() || !word_begins(suffix(), "-Flag=")) return false;
    }
    p += size + 7;
    const char flag = p[-1];
    if ((p < end && *p != ';') || flag == ';' || flag == ',' || group.milli < 0) return false;
    group.normal = flag == 'N';
    group.length = static_cast<size_t>(p - begin) + (p < end ? 1 : 0);
    return true;
}

/// Reads the group at the front of `rest`. False = another form: ask for_each_field(). `expected` is a code known from
/// before that probably stands here.
inline bool quick_group(std::string_view rest, uint64_t expected, QuickGroup& group) {
    constexpr size_t kLeast = 24;  // so that every word that is loaded unasked is readable
    if (!kWordsReadable || rest.size() < kLeast) return false;
    const char* const begin = rest.data();
    const char* const end = begin + rest.size();
    const uint64_t first = load_word(begin);
    constexpr size_t kUsual = 6;
    group.code = (first & first_bytes(kUsual)) | uint64_t{kUsual} << 56;
    if (group.code == expected && begin[kUsual] == '-')
        return quick_values(begin, end, std::integral_constant<size_t, kUsual>(), first, group);
    const size_t size = first_mark(marks_of(first, '-'));
    if (size == 0 || size > kUsual) return false;
    const uint64_t other_marks = marks_of(first, ',') | marks_of(first, ';') | marks_of(first, '=');
    if ((other_marks & first_bytes(size)) != 0) return false;
    group.code = (first & first_bytes(size)) | uint64_t{size} << 56;
    return quick_values(begin, end, size, first, group);
}

}  // namespace qingkong
