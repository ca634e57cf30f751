// SPDX-License-Identifier: Apache-2.0
#include "rules/encoding.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <iconv.h>

namespace qingkong {
namespace {

/// Length of the well-formed UTF-8 character at the front (RFC 3629: no overlong form, no surrogate), 0 if there is none.
size_t utf8_length(std::string_view text) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned a = byte(0);
    if (a < 0x80) return 1;
    if (a >= 0xC2 && a <= 0xDF) return tail(1) ? 2 : 0;
    if (a >= 0xE0 && a <= 0xEF) {
        const bool overlong = a == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = a == 0xED && byte(1) >= 0xA0;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        const bool overlong = a == 0xF0 && byte(1) < 0x90;
        const bool beyond = a == 0xF4 && byte(1) >= 0x90;
        return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

struct Utf8Census {
    size_t wide = 0;         ///< well-formed characters of three or four bytes; pairs of GBK often look like two
    size_t broken = 0;       ///< bytes that belong to none
    size_t first_broken = 0;
};

Utf8Census count_utf8(std::string_view text) {
    Utf8Census census;
    size_t at = 0;
    while (at < text.size()) {
        uint64_t eight = 0;
        if (at + sizeof eight <= text.size()) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const size_t length = utf8_length(text.substr(at));
        if (length == 0) {
            if (census.broken++ == 0) census.first_broken = at;
            ++at;
        } else {
            if (length > 2) ++census.wide;
            at += length;
        }
    }
    return census;
}

/// A table or letter never holds these; a workbook, an archive or a picture does within its first bytes.
bool holds_control_bytes(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') return true;
    }
    return false;
}

/// False where the bytes are no GB18030.
bool convert_gb18030(std::string_view bytes, std::string& out) {
    const iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == reinterpret_cast<iconv_t>(-1)) return false;
    std::string input(bytes);
    out.resize(bytes.size() * 2 + 16);  // two bytes of GB18030 become at most three, four at most four
    char* from = input.data();
    size_t from_left = input.size();
    char* to = out.data();
    size_t to_left = out.size();
    const size_t result = iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    if (result == static_cast<size_t>(-1) || from_left != 0) return false;
    out.resize(out.size() - to_left);
    return true;
}

Place place_of(std::string_view text, size_t at, const std::string& file) {
    Place place{file, 1, 1, ""};
    for (size_t i = 0; i < at; ++i) {
        if (text[i] == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

}  // namespace

Result<DecodedText> decode_text(std::string_view bytes, const std::string& file) {
    const Text wanted{"请另存为 UTF-8（或 GB18030）编码的文本文件", "save it as text in UTF-8 (or GB18030)"};
    if (starts_with(bytes, "\xFF\xFE") || starts_with(bytes, "\xFE\xFF"))
        return fail({file}, {"文件为 UTF-16 编码，不能读取", "the file is UTF-16, which is not read"}, wanted);
    const bool marked = starts_with(bytes, "\xEF\xBB\xBF");
    if (marked) bytes.remove_prefix(3);
    if (holds_control_bytes(bytes)) return fail({file}, {"不是文本文件", "not a text file"}, wanted);

    const Utf8Census census = count_utf8(bytes);
    if (census.broken == 0) return DecodedText{std::string(bytes), {}};
    // No fewer sound wide characters than broken bytes: damaged UTF-8. As GB18030 it would turn into nonsense names.
    std::string converted;
    if (marked || census.wide >= census.broken || !convert_gb18030(bytes, converted))
        return fail(place_of(bytes, census.first_broken, file),
                    {"此处不是有效的 UTF-8，也不能按 GB18030 读取", "neither valid UTF-8 here nor GB18030"}, wanted);
    Problem note{Severity::warning,
                 {file},
                 {"文件为 GB18030 编码，已转换读取", "the file is GB18030 and was converted"},
                 {"建议另存为 UTF-8", "better save it as UTF-8"}};
    return DecodedText{std::move(converted), {std::move(note)}};
}

}  // namespace qingkong
