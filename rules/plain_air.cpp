// SPDX-License-Identifier: Apache-2.0
#include "rules/plain_air.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "rules/air_columns.hpp"

namespace qingkong {
namespace {

constexpr size_t kLongestLine = 256;
/// A full row is read only where so many bytes follow its begin: stamp, numbers, and whole loads.
constexpr ptrdiff_t kRowMargin = 80;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The cell up to the next comma; the rest begins after it. The last cell leaves nothing.
std::string_view next_cell(std::string_view& rest, bool& more) {
    const size_t comma = rest.find(',');
    more = comma != std::string_view::npos;
    const std::string_view cell = rest.substr(0, comma);
    rest = more ? rest.substr(comma + 1) : std::string_view();
    return cell;
}

/// A place of its own in a table of 1024 for each cell of 1 to 3 digits that ends before `end`, and for each `d.d`: one
/// multiplication adds up hundreds, tens and ones above the 24th bit. What overflows there from above is 512 where the
/// ones are odd, so numbers stay apart.
uint32_t short_cell(const char* end, size_t size) {
    static constexpr std::array<uint32_t, 48> kMasks = {0, 0x0F000000, 0x0F0F0000, 0x0F0F0F00};
    uint32_t text = 0;
    std::memcpy(&text, end - 4, sizeof text);
    return static_cast<uint32_t>((text & kMasks[size]) * uint64_t{100 << 16 | 10 << 8 | 1} >> 24) & 1023;
}

}  // namespace

void PlainAirReader::begin(PlainAir& air) {
    air_ = &air;
    air.rows = 0;
    air.missing_values = 0;
    carry_.clear();
    column_count_ = 0;
    concentrations_ = false;
    gave_up_ = false;
    hours_ = 0;
    table_until_ = Hour{std::numeric_limits<int64_t>::min()};
    stamp_size_ = 0;
}

bool PlainAirReader::take(std::string_view bytes) {
    if (gave_up_) return false;
    if (!carry_.empty()) {
        const size_t carried = carry_.size();
        const size_t joined = std::min(bytes.size(), kLongestLine);
        carry_.append(bytes.substr(0, joined));
        const size_t used = read_lines(carry_, carried);
        if (gave_up_) return false;
        if (used < carried) {    // the line goes on
            gave_up_ = joined < bytes.size();
            return !gave_up_;
        }
        bytes.remove_prefix(used - carried);
        carry_.clear();
    }
    const size_t used = read_lines(bytes, bytes.size());
    carry_ = bytes.substr(used);
    gave_up_ = gave_up_ || carry_.size() > kLongestLine;
    return !gave_up_;
}

bool PlainAirReader::finish() {
    if (!gave_up_ && !carry_.empty()) {
        const size_t carried = carry_.size();
        carry_.push_back('\n');
        gave_up_ = read_lines(carry_, carried) < carried;
    }
    air_->values.resize(hours_);
    return !gave_up_ && air_->rows > 0;
}

/// Reads the lines that begin before `begin` and end in the text; the number of bytes they take.
size_t PlainAirReader::read_lines(std::string_view text, size_t begin) {
    const char* at = text.data();
    const char* const end = at + text.size();
    const char* const stop = at + begin;
    while (at < stop) {
        if (stamp_size_ != 0 && end - at > kRowMargin) {
            at = read_full_rows(at, std::min(stop, end - kRowMargin));
            if (at >= stop) break;
        }
        const size_t within = std::min(static_cast<size_t>(end - at), kLongestLine);
        const auto* newline = static_cast<const char*>(std::memchr(at, '\n', within));
        if (newline == nullptr) {
            gave_up_ = gave_up_ || within == kLongestLine;
            break;
        }
        std::string_view line(at, static_cast<size_t>(newline - at));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (!(column_count_ == 0 ? read_heading(line) : read_row(line))) {
            gave_up_ = true;
            break;
        }
        at = newline + 1;
    }
    return static_cast<size_t>(at - text.data());
}

bool PlainAirReader::read_heading(std::string_view line) {
    bool more = false;
    if (air_column(next_cell(line, more)) != AirColumn::time) return false;
    while (more) {
        const AirColumn column = air_column(next_cell(line, more));
        const bool pollutant = static_cast<int>(column) < kPollutants;
        if (!pollutant && column != AirColumn::aqi) return false;
        const int held = pollutant ? static_cast<int>(column) : kAqi;
        const auto known = columns_.begin() + static_cast<ptrdiff_t>(column_count_);
        if (std::find(columns_.begin(), known, held) != known) return false;
        columns_[column_count_++] = held;
        concentrations_ = concentrations_ || pollutant;
    }
    return column_count_ > 0;
}

bool PlainAirReader::read_row(std::string_view line) {
    bool more = false;
    const std::string_view stamp = next_cell(line, more);
    Hour hour;
    if (!more || !read_stamp(stamp, hour)) return false;
    if (hour >= table_until_) use_tables_at(hour);
    AqiValue given;
    int32_t largest = IndexTable::kNoIndex;
    PollutantSet computed;
    for (size_t c = 0; c < column_count_; ++c) {
        if (!more) return false;
        const std::string_view cell = next_cell(line, more);
        if (columns_[c] == kAqi) {
            if (!read_aqi(cell, given)) return false;
            continue;
        }
        const auto pollutant = static_cast<Pollutant>(columns_[c]);
        int32_t units = IndexTable::kNoIndex;
        if (!read_concentration(cell, pollutant, units)) return false;
        if (units != IndexTable::kNoIndex) computed.add(pollutant);
        largest = std::max(largest, units);
    }
    if (more) return false;
    bool valid = given.known();
    if (!valid && largest != IndexTable::kNoIndex)
        valid = std::all_of(kAllPollutants.begin(), kAllPollutants.end(), [&](Pollutant pollutant) {
            return !tables_.required().contains(pollutant) || computed.contains(pollutant);
        });
    append(hour, !valid ? AqiValue() : given.known() ? given : AqiValue::from_units(largest));
    return true;
}

bool PlainAirReader::read_aqi(std::string_view cell, AqiValue& aqi) {
    if (cell.empty()) {
        // An empty AQI beside concentrations is not missing: it is computed.
        if (!concentrations_) ++air_->missing_values;
        return true;
    }
    if (cell.find_first_not_of("0123456789.") != std::string_view::npos) return false;
    const auto value = parse_aqi(cell);
    aqi = value.value_or(AqiValue());
    return value.has_value();
}

bool PlainAirReader::read_concentration(std::string_view cell, Pollutant pollutant, int32_t& units) {
    if (cell.empty()) {
        ++air_->missing_values;
        return true;
    }
    constexpr size_t kMostDigits = 9;
    size_t at = 0;
    int64_t steps = 0;
    const auto digit = [&] { return at < cell.size() && is_digit(cell[at]) ? cell[at++] - '0' : -1; };
    const size_t whole = std::min(cell.find('.'), cell.size());
    if (whole == 0 || whole > kMostDigits) return false;
    while (at < whole) {
        const int d = digit();
        if (d < 0) return false;
        steps = steps * 10 + d;
    }
    const auto p = static_cast<size_t>(pollutant);
    int place = table_->decimals[p];
    int next = 0;    // the digit after the last step, for half up
    if (at < cell.size()) {
        ++at;
        if (at == cell.size() || cell.size() - at > kMostDigits) return false;
        if (place == 1) {
            const int d = digit();
            if (d < 0) return false;
            steps = steps * 10 + d;
            place = 0;
        }
        if (at < cell.size() && (next = digit()) < 0) return false;
        if (cell.find_first_not_of("0123456789", at) != std::string_view::npos) return false;
    }
    if (place == 1) steps *= 10;
    steps += next >= 5;
    units = table_->units[p][static_cast<size_t>(std::min<int64_t>(steps, IndexTable::kSteps - 1))];
    return units != IndexTable::kAsksMean;
}

/// False where it is no full hour, or not after the row before.
bool PlainAirReader::read_stamp(std::string_view text, Hour& hour) {
    if (stamp_size_ == text.size() + 1) {    // mostly the next hour
        const int64_t of_day = next_ - midnight_;
        hour = next_;
        if (of_day < 24 && std::memcmp(text.data(), expected_[static_cast<size_t>(of_day)].data(), text.size()) == 0) return true;
    }
    const auto stamp = parse_stamp(text);
    if (!stamp) return false;
    hour = floor_hour(stamp->instant);
    if (instant_of(hour) != stamp->instant) return false;
    if (air_->rows == 0) {
        air_->stamp = stamp->form;
        air_->first = hour;
    } else if (hour < next_) {
        return false;
    }
    const int64_t of_day = hour - midnight_;
    if (stamp_size_ == 0 || of_day > 23 || text.size() + 1 != stamp_size_ ||
        std::memcmp(text.data(), expected_[static_cast<size_t>(of_day)].data(), text.size()) != 0)
        expect_day(text, hour);
    return true;
}

void PlainAirReader::append(Hour hour, AqiValue value) {
    const auto at = static_cast<size_t>(hour - air_->first);
    if (air_->values.size() <= at) air_->values.resize(std::max(at + 1, 2 * air_->values.size()));
    std::fill(air_->values.begin() + static_cast<ptrdiff_t>(hours_), air_->values.begin() + static_cast<ptrdiff_t>(at),
              AqiValue());    // hours without a row are unknown
    air_->values[at] = value;
    hours_ = at + 1;
    ++air_->rows;
    next_ = hour + 1;
}

void PlainAirReader::use_tables_at(Hour hour) {
    table_ = &tables_.at(hour);
    table_until_ = tables_.changes_after(hour);
    const auto [known, is_new] = short_cells_.try_emplace(table_);
    if (is_new) fill(*table_, known->second);
    cells_ = &known->second;
    const auto end = columns_.begin() + static_cast<ptrdiff_t>(column_count_);
    complete_ = std::all_of(kAllPollutants.begin(), kAllPollutants.end(), [&](Pollutant pollutant) {
        if (!tables_.required().contains(pollutant)) return true;
        return table_->has(pollutant) && std::find(columns_.begin(), end, static_cast<int>(pollutant)) != end;
    });
    full_rows_ = std::find(columns_.begin(), end, kAqi) == end;
    for (const Pollutant pollutant : kAllPollutants)
        full_rows_ = full_rows_ && table_->decimals[static_cast<size_t>(pollutant)] == (pollutant == Pollutant::co ? 1 : 0);
}

void PlainAirReader::fill(const IndexTable& table, ShortCells& cells) {
    for (size_t p = 0; p < kPollutants; ++p) {
        const bool point = p == static_cast<size_t>(Pollutant::co);
        for (size_t step = 0; step < (point ? 100 : 1000); ++step) {
            const auto digit = [&](size_t unit) { return static_cast<char>('0' + step / unit % 10); };
            const std::array<char, 4> text = {' ', digit(point ? 10 : 100), point ? '.' : digit(10), digit(1)};
            cells[p][short_cell(text.data() + text.size(), 3)] = table.units[p][step];
        }
    }
}

/// Writes the day of a stamp that was read: what lies before and behind the hour stays as this file writes it.
void PlainAirReader::expect_day(std::string_view stamp, Hour hour) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:";
    stamp_size_ = 0;
    // A row's begin is compared by two overlapping loads of 16 bytes.
    if (stamp.size() + 1 < 16 || stamp.size() + 1 > kStampSpace || stamp.compare(0, 4, "2199") > 0) return;
    for (size_t i = 0; i < kShape.size(); ++i)
        if (is_digit(stamp[i]) != (kShape[i] == 'd')) return;
    const int of_day = (stamp[11] - '0') * 10 + (stamp[12] - '0');
    if (of_day > 23) return;
    for (size_t h = 0; h < expected_.size(); ++h) {
        std::array<char, kStampSpace>& text = expected_[h];
        std::copy(stamp.begin(), stamp.end(), text.begin());
        text[stamp.size()] = ',';
        text[11] = static_cast<char>('0' + h / 10);
        text[12] = static_cast<char>('0' + h % 10);
    }
    midnight_ = hour - of_day;
    stamp_size_ = stamp.size() + 1;
}

void PlainAirReader::expect_next_day() {
    const std::array<char, kStampSpace> today = expected_[0];
    std::array<char, 10> date{};
    std::copy_n(today.begin(), date.size(), date.begin());
    const int day = (date[8] - '0') * 10 + (date[9] - '0') + 1;
    if (day <= 28) {
        date[8] = static_cast<char>('0' + day / 10);
        date[9] = static_cast<char>('0' + day % 10);
    } else {
        const auto parsed = parse_day({today.data(), date.size()});
        const std::string next = parsed ? format_day(*parsed + 1) : std::string();
        if (next.size() != date.size() || next.compare(0, 4, "2199") > 0) {
            stamp_size_ = 0;
            return;
        }
        for (size_t i = 0; i < date.size(); ++i)
            if (is_digit(next[i])) date[i] = next[i];    // the file's own separators stay
    }
    for (std::array<char, kStampSpace>& text : expected_) std::copy(date.begin(), date.end(), text.begin());
    midnight_ = midnight_ + 24;
}

#ifdef __SSE2__

namespace {

/// 32 bytes of a row, from its first cell on, as one bit a byte.
struct Window {
    uint32_t other;     ///< no digit
    uint32_t commas;

    explicit Window(const char* at) {
        const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16));
        other = bits(no_digit(low), no_digit(high));
        commas = bits(_mm_cmpeq_epi8(low, _mm_set1_epi8(',')), _mm_cmpeq_epi8(high, _mm_set1_epi8(',')));
    }

private:
    static __m128i no_digit(__m128i bytes) {
        const __m128i value = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
        return _mm_cmpeq_epi8(_mm_max_epu8(value, _mm_set1_epi8(10)), value);
    }
    static uint32_t bits(__m128i low, __m128i high) {
        return static_cast<uint32_t>(_mm_movemask_epi8(low)) | static_cast<uint32_t>(_mm_movemask_epi8(high)) << 16;
    }
};

bool same_stamp(const char* row, const char* expected, size_t size) {
    const auto load = [](const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); };
    const __m128i same = _mm_and_si128(_mm_cmpeq_epi8(load(row), load(expected)),
                                       _mm_cmpeq_epi8(load(row + size - 16), load(expected + size - 16)));
    return _mm_movemask_epi8(same) == 0xFFFF;
}

}  // namespace

/// Rows whose stamp is the expected one and whose cells all hold 1 to 3 digits, CO a digit, point and digit. Stops at the
/// first other row, at the latest at the first that begins at or after `end`.
template <int kCells>
const char* PlainAirReader::read_full_rows(const char* at, const char* end) {
    std::array<const int32_t*, kCells> tables{};
    int with_point = -1;    // the cell of CO
    for (size_t c = 0; c < kCells; ++c) {
        tables[c] = (*cells_)[static_cast<size_t>(columns_[c])].data();
        if (columns_[c] == static_cast<int>(Pollutant::co)) with_point = static_cast<int>(c);
    }
    const size_t stamp_size = stamp_size_;
    const size_t most_rows = static_cast<size_t>(end - at) / (stamp_size + 2 * kCells) + 1;
    if (air_->values.size() < hours_ + most_rows) air_->values.resize(hours_ + most_rows);
    AqiValue* const first = air_->values.data() + hours_;
    AqiValue* value = first;
    const AqiValue* const last = first + std::min<int64_t>(table_until_ - next_, static_cast<int64_t>(most_rows));
    const int32_t incomplete = complete_ ? 0 : -1;
    int64_t of_day = next_ - midnight_;
    while (at < end && value < last) {
        if (of_day == 24) {
            expect_next_day();
            of_day = 0;
            if (stamp_size_ == 0) break;
        }
        if (!same_stamp(at, expected_[static_cast<size_t>(of_day)].data(), stamp_size)) break;
        const char* const cells = at + stamp_size;
        const Window window(cells);
        uint64_t ends = window.other | 0xFF00000000ULL;    // as many as are asked for, whatever the row holds
        size_t after = 0, stop = 0;
        uint64_t bad = 0, points = 0;
        int32_t largest = incomplete;
#pragma GCC unroll 8
        for (int cell = 0; cell < kCells; ++cell) {
            if (cell == with_point) ends &= ends - 1;
            stop = static_cast<size_t>(std::countr_zero(ends));
            ends &= ends - 1;
            const size_t size = stop - after;
            if (cell == with_point) {
                bad = size ^ 3;
                points = (1ULL << stop) >> 2;    // 0 in a row too short for it, which is bad already
            }
            largest = std::max(largest, tables[static_cast<size_t>(cell)][short_cell(cells + stop, size)]);
            after = stop + 1;
        }
        const uint64_t row = (1ULL << stop) - 1;
        const uint64_t digits = ~uint64_t{window.other};
        const uint64_t pairs = digits & digits >> 1;
        const uint64_t long_cells = pairs & pairs >> 2;                                             // four digits
        const uint64_t empty_cells = window.other & (uint64_t{window.other} << 1 | 1);
        bad |= ((window.other & ~window.commas) ^ points) & row;
        bad |= (long_cells | empty_cells) & (row << 1 | 1);
        if (bad != 0 || cells[stop] != '\n' || largest >= IndexTable::kAsksMean) break;
        if (points != 0 && cells[std::countr_zero(points)] != '.') break;
        *value++ = AqiValue::from_units(largest | incomplete);
        at = cells + stop + 1;
        ++of_day;
    }
    const int64_t rows = value - first;
    hours_ += static_cast<size_t>(rows);
    air_->rows += rows;
    next_ = next_ + rows;
    return at;
}

const char* PlainAirReader::read_full_rows(const char* at, const char* end) {
    if (next_ >= table_until_) use_tables_at(next_);
    switch (full_rows_ ? column_count_ : 0) {
        case 1: return read_full_rows<1>(at, end);
        case 2: return read_full_rows<2>(at, end);
        case 3: return read_full_rows<3>(at, end);
        case 4: return read_full_rows<4>(at, end);
        case 5: return read_full_rows<5>(at, end);
        case 6: return read_full_rows<6>(at, end);
        default: return at;
    }
}

#else

const char* PlainAirReader::read_full_rows(const char* at, const char*) { return at; }

#endif

}  // namespace qingkong
