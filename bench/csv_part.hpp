// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// An identifier of 1 to 16 bytes, compared as two words.
struct Key {
    uint64_t low = 0;
    uint64_t high = 0;
    bool operator==(const Key&) const = default;
    std::string text() const {
        std::array<char, 17> bytes = {};
        std::memcpy(bytes.data(), this, 16);
        return bytes.data();
    }
};
struct KeyHash {
    std::size_t operator()(const Key& key) const {
        return (key.low ^ (key.high * 0x9e3779b97f4a7c15U)) * 0xff51afd7ed558ccdU >> 16;
    }
};

/// What is wrong with the input: a message that names file and line.
struct InputError {
    std::string message;
};

/// Cells of one row after another. The bytes end with LF and 16 bytes that may be read. A cell that is not as wanted
/// throws `Fault`, which the reader of the file turns into file and line.
class Cells {
public:
    struct Fault {
        std::string what;
    };

    explicit Cells(const char* at) : at_(at) {}
    const char* at() const { return at_; }

    uint32_t number(uint32_t most) {
        uint32_t value = 0;
        const char* begin = at_;
        for (auto digit = static_cast<unsigned>(*at_ - '0'); digit < 10; digit = static_cast<unsigned>(*++at_ - '0'))
            value = value * 10 + digit;
        if (at_ == begin || at_ - begin > 9 || value > most) fail_number(begin, most);
        end_cell();
        return value;
    }

    Key key() {
        if (ended_) fail("fewer cells than the heading has");
        Key key;
        std::memcpy(&key, at_, 16);
        const int low = length(key.low);
        const int bytes = low < 8 ? low : 8 + length(key.high);
        key.low &= mask(low);
        key.high = low < 8 ? 0 : key.high & mask(bytes - 8);
        at_ += bytes;
        if (bytes == 0) fail("an empty identifier; wanted: 1 to 16 bytes, e.g. E000001");
        if (holds_line_end(key.low) || holds_line_end(key.high)) fail("fewer cells than the heading has");
        if (*at_ != ',') fail("an identifier of more than 16 bytes");
        ++at_;
        return key;
    }

    std::string_view word() {
        const char* begin = at_;
        while (*at_ != ',' && *at_ != '\n' && *at_ != '\r') ++at_;
        const std::string_view word(begin, static_cast<std::size_t>(at_ - begin));
        end_cell();
        return word;
    }

    bool at_end() const { return ended_; }
    void end_row() {
        if (!ended_) fail("more cells than the heading has");
        ended_ = false;
    }
    [[noreturn]] static void fail(const std::string& what) { throw Fault{what}; }

private:
    /// The high bit of the bytes that are `byte`; of the first one for certain.
    static uint64_t places(uint64_t word, char byte) {
        constexpr uint64_t kOnes = 0x0101010101010101U;
        const uint64_t x = word ^ (kOnes * static_cast<unsigned char>(byte));
        return (x - kOnes) & ~x & (kOnes * 0x80);
    }
    /// Bytes before the first comma, 8 where there is none. Little-endian.
    static int length(uint64_t word) {
        const uint64_t commas = places(word, ',');
        return commas == 0 ? 8 : std::countr_zero(commas) / 8;
    }
    static bool holds_line_end(uint64_t word) { return (places(word, '\n') | places(word, '\r')) != 0; }
    static uint64_t mask(int bytes) { return bytes >= 8 ? ~uint64_t{0} : (uint64_t{1} << (8 * bytes)) - 1; }
    void end_cell() {
        if (ended_) fail("fewer cells than the heading has");
        if (*at_ == '\r') ++at_;
        if (*at_ == '\n')
            ended_ = true;
        else if (*at_ != ',')
            fail("the byte '" + std::string(1, *at_) + "' where a cell should end");
        ++at_;
    }
    [[noreturn]] void fail_number(const char* begin, uint32_t most) {
        if (ended_) fail("fewer cells than the heading has");
        at_ = begin;
        while (*at_ != ',' && *at_ != '\n') ++at_;
        fail("'" + std::string(begin, at_) + "'; wanted: a whole number from 0 to " + std::to_string(most));
    }

    const char* at_;
    bool ended_ = false;
};

/// A CSV file whose rows are read in parts. LF or CRLF, no quotes; the last row may lack its line end.
class CsvFile {
public:
    /// Checks the heading.
    CsvFile(std::string path, std::string_view heading);
    ~CsvFile();
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    /// First byte of the rows of part `part` of `parts`; the end of the file for `part == parts`.
    uint64_t begin_of(int part, int parts) const;
    /// Calls `row(cells)` at the start of each row from the byte `begin` to the byte `end`, both starts of rows; it
    /// takes the cells of the row. False from it stops.
    template <typename Row>
    void rows(uint64_t begin, uint64_t end, Row&& row) const {
        std::vector<char> buffer(kBlock + 32);
        while (begin < end) {
            const char* at = buffer.data();
            const char* stop = at + read_rows(buffer, begin, end);
            const uint64_t used = static_cast<uint64_t>(stop - at);
            Cells cells(at);
            try {
                for (; at < stop; at = cells.at()) {
                    if (!row(cells)) return;
                    cells.end_row();
                }
            } catch (const Cells::Fault& fault) {
                fail(begin + static_cast<uint64_t>(at - buffer.data()), fault.what);
            }
            begin += used;
        }
    }
    [[noreturn]] void fail(uint64_t offset, const std::string& what) const;

private:
    static constexpr std::size_t kBlock = 512 * 1024;

    /// Whole rows from `begin` on, followed by LF where the file ends without; gives their bytes.
    std::size_t read_rows(std::vector<char>& buffer, uint64_t begin, uint64_t end) const;
    std::size_t read(char* to, std::size_t bytes, uint64_t offset) const;

    std::string path_;
    int descriptor_ = -1;
    uint64_t size_ = 0;
    uint64_t first_row_ = 0;
};

}  // namespace bench
