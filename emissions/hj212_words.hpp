// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace qingkong {

// Eight bytes of text at a time, the first one lowest: plain C++ for every processor of that byte order. On others
// kWordsReadable is false and the readers below them take everything byte by byte.

constexpr bool kWordsReadable = std::endian::native == std::endian::little;
constexpr uint64_t kEachByte = 0x0101010101010101;
constexpr uint64_t kHighBits = kEachByte * 0x80;

/// Eight bytes; all of them must be readable.
inline uint64_t load_word(const char* text) {
    uint64_t word;
    std::memcpy(&word, text, sizeof word);
    return word;
}

/// High bits at bytes equal to `c`; exact for the first one, later ones may be false.
constexpr uint64_t marks_of(uint64_t word, char c) {
    const uint64_t zero = word ^ (kEachByte * static_cast<unsigned char>(c));
    return (zero - kEachByte) & ~zero & kHighBits;
}

/// Index of the first mark, 8 where there is none.
constexpr size_t first_mark(uint64_t marks) {
    return static_cast<size_t>(std::countr_zero(marks)) / 8;
}

/// All bits of the first `bytes` bytes, 0..7.
constexpr uint64_t first_bytes(size_t bytes) {
    return (uint64_t{1} << (8 * bytes)) - 1;
}

/// Whether every byte is 0..9.
constexpr bool all_digits(uint64_t values) {
    return (((values + kEachByte * 0x76) | values) & kHighBits) == 0;
}

/// The number that eight bytes 0..9 make, the first byte its highest digit: pairs, then fours, then all.
constexpr uint64_t number_of_digits(uint64_t values) {
    const uint64_t pairs = values * 10 + (values >> 8);
    constexpr uint64_t kPairs = 0x000000FF000000FF;
    return ((pairs & kPairs) * (100 + (uint64_t{1000000} << 32)) + ((pairs >> 16) & kPairs) * (1 + (uint64_t{10000} << 32))) >> 32;
}

/// Up to 7 bytes to compare with the front of a word; made by the compiler.
struct WordText {
    uint64_t bits = 0, mask = 0;
    size_t size = 0;
    consteval WordText(const char* text) {
        for (; text[size] != 0; ++size) {
            bits |= uint64_t{static_cast<unsigned char>(text[size])} << (8 * size);
            mask |= uint64_t{0xFF} << (8 * size);
        }
    }
};
constexpr bool word_begins(uint64_t word, WordText text) {
    return (word & text.mask) == text.bits;
}

/// Where 64 bytes of text hold a `;`, and where one that no usual head holds before its data area: outside 0x21..0x7E,
/// or `&`. Bit i is byte i.
struct HeadMarks {
    uint64_t semicolon = 0, unusual = 0;
};
inline HeadMarks head_marks(const char* text) {
    HeadMarks marks;
#if defined(__SSE2__)
    for (int i = 0; i < 4; ++i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * i));
        const auto bits = [&](__m128i found) { return uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(found))} << (16 * i); };
        marks.semicolon |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(';')));
        marks.unusual |= bits(_mm_or_si128(_mm_cmpgt_epi8(_mm_set1_epi8(0x21), bytes),  // signed: 0x80 and above too
                                           _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)),
                                                        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('&')))));
    }
#else
    for (int i = 0; i < 64; ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        marks.semicolon |= uint64_t{c == ';'} << i;
        marks.unusual |= uint64_t{c < 0x21 || c > 0x7E || c == '&'} << i;
    }
#endif
    return marks;
}

}  // namespace qingkong
