// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_crc.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__)
// g++ 12 takes the undefined registers of its own intrinsics for a mistake (PR 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#endif

namespace qingkong {

namespace {

// After each byte only the high half of the check value goes on: h' = A(h ^ byte), and A is linear over GF(2). So the
// half after a text is the xor of A^k(byte) over its bytes, k = how many steps the byte still has to go; the 0xFF of
// the start is xored into the first byte. A linear map of a byte is the xor of two look-ups by its halves.
struct CrcTables {
    std::array<uint16_t, 256> last{};                ///< the whole value after the last byte
    std::array<std::array<uint8_t, 256>, 8> fold{};  ///< A^1 … A^8
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

/// The portable way: eight bytes fold at once, each through the table of its steps.
uint16_t crc_by_table(std::string_view data) {
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

#if defined(__x86_64__)

/// A^steps of the low and of the high half of a byte.
struct alignas(16) HalfTables {
    std::array<uint8_t, 16> low{}, high{};
};

constexpr HalfTables halves(int steps) {
    HalfTables made;
    for (size_t half = 0; half < 16; ++half) {
        uint8_t low = static_cast<uint8_t>(half), high = static_cast<uint8_t>(half << 4);
        for (int i = 0; i < steps; ++i) {
            low = kTables.fold[0][low];
            high = kTables.fold[0][high];
        }
        made.low[half] = low;
        made.high[half] = high;
    }
    return made;
}
constexpr HalfTables kBy64 = halves(64), kBy32 = halves(32), kBy16 = halves(16), kBy8 = halves(8);

__m128i table_of(const std::array<uint8_t, 16>& bytes) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
}

__attribute__((target("avx2"))) inline __m128i step16(__m128i v, const HalfTables& by) {
    const __m128i mask = _mm_set1_epi8(0x0F);
    return _mm_xor_si128(_mm_shuffle_epi8(table_of(by.low), _mm_and_si128(v, mask)),
                         _mm_shuffle_epi8(table_of(by.high), _mm_and_si128(_mm_srli_epi16(v, 4), mask)));
}

__attribute__((target("avx2"))) inline __m256i step32(__m256i v, __m256i low, __m256i high) {
    const __m256i mask = _mm256_set1_epi8(0x0F);
    return _mm256_xor_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, mask)),
                            _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(v, 4), mask)));
}

/// 32 bytes of which the last has no step to go -> the whole value.
__attribute__((target("avx2"))) inline uint16_t finish32(__m256i v) {
    const __m128i v16 = _mm_xor_si128(step16(_mm256_castsi256_si128(v), kBy16), _mm256_extracti128_si256(v, 1));
    const __m128i v8 = _mm_xor_si128(step16(v16, kBy8), _mm_unpackhi_epi64(v16, v16));
    const auto word = static_cast<uint64_t>(_mm_cvtsi128_si64(v8));
    unsigned sum = static_cast<unsigned>(word >> 56);
    for (size_t i = 0; i < 7; ++i) sum ^= kTables.fold[6 - i][(word >> (8 * i)) & 0xFF];
    return kTables.last[sum];
}

/// 32 bytes a step. Zero bytes in front of a text change nothing, so that a first piece is filled up with them.
__attribute__((target("avx2"))) uint16_t crc_by_avx2(std::string_view data) {
    constexpr size_t kWidth = 32;
    if (data.empty()) return 0xFFFF;
    const char* p = data.data();
    const size_t first = (data.size() - 1) % kWidth + 1;
    alignas(kWidth) std::array<uint8_t, kWidth> head{};
    std::memcpy(head.data() + kWidth - first, p, first);
    head[kWidth - first] ^= 0xFF;
    __m256i v = _mm256_load_si256(reinterpret_cast<const __m256i*>(head.data()));
    const __m256i low = _mm256_broadcastsi128_si256(table_of(kBy32.low));
    const __m256i high = _mm256_broadcastsi128_si256(table_of(kBy32.high));
    const char* end = p + data.size();
    for (p += first; p != end; p += kWidth)
        v = _mm256_xor_si256(step32(v, low, high), _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    return finish32(v);
}

/// The same, 64 bytes a step. The bytes before the text are masked: they are not read.
__attribute__((target("avx2,avx512f,avx512bw"))) uint16_t crc_by_avx512(std::string_view data) {
    constexpr size_t kWidth = 64;
    if (data.empty()) return 0xFFFF;
    const char* p = data.data();
    const size_t first = (data.size() - 1) % kWidth + 1;
    const __mmask64 wanted = ~uint64_t{0} << (kWidth - first);
    __m512i v = _mm512_maskz_loadu_epi8(wanted, p - (kWidth - first));
    v = _mm512_xor_si512(v, _mm512_maskz_set1_epi8(uint64_t{1} << (kWidth - first), static_cast<char>(0xFF)));
    const __m512i low = _mm512_broadcast_i32x4(table_of(kBy64.low)), high = _mm512_broadcast_i32x4(table_of(kBy64.high));
    const __m512i mask = _mm512_set1_epi8(0x0F);
    const char* end = p + data.size();
    for (p += first; p != end; p += kWidth) {
        const __m512i stepped = _mm512_xor_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(v, mask)),
                                                 _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(v, 4), mask)));
        v = _mm512_xor_si512(stepped, _mm512_loadu_si512(p));
    }
    const __m256i front = step32(_mm512_castsi512_si256(v), _mm256_broadcastsi128_si256(table_of(kBy32.low)),
                                 _mm256_broadcastsi128_si256(table_of(kBy32.high)));
    return finish32(_mm256_xor_si256(front, _mm512_extracti64x4_epi64(v, 1)));
}

#endif

}  // namespace

const std::vector<CrcWay>& crc_ways() {
    static const std::vector<CrcWay> kWays = [] {
        std::vector<CrcWay> ways = {{"table", crc_by_table}};
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2")) ways.push_back({"avx2", crc_by_avx2});
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"))
            ways.push_back({"avx512", crc_by_avx512});
#endif
        return ways;
    }();
    return kWays;
}

uint16_t hj212_crc(std::string_view data) {
    static const auto value = crc_ways().back().value;
    return value(data);
}

}  // namespace qingkong
