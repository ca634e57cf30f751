// SPDX-License-Identifier: Apache-2.0
#include "rules/air.hpp"

#include <fmt/format.h>

namespace qingkong {
namespace {

/// Reads `digits[.digits][e[+-]digits]` exactly as value * 10^places. `round` = half up at the last place, else cut.
/// Empty for anything else, for negative numbers and for numbers beyond 10^12 units.
std::optional<int64_t> scaled_decimal(std::string_view text, int places, bool round) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    std::string digits;
    int exponent = 0;
    bool point = false, any = false;
    size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c >= '0' && c <= '9') {
            any = true;
            if (digits.size() < 40) {
                digits.push_back(c);
                if (point) --exponent;
            } else if (!point) {
                return std::nullopt;
            }
        } else if (c == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    if (!any) return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        bool negative = false;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
        int power = 0, count = 0;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && count < 3) {
            power = power * 10 + (text[at++] - '0');
            ++count;
        }
        if (count == 0) return std::nullopt;
        exponent += negative ? -power : power;
    }
    if (at != text.size()) return std::nullopt;
    exponent += places;  // value = digits * 10^exponent units
    bool up = false;
    while (exponent < 0 && !digits.empty()) {
        up = round && digits.back() >= '5';
        digits.pop_back();
        ++exponent;
    }
    if (exponent < 0) up = false;
    int64_t value = 0;
    for (const char c : digits) {
        if (value > 100'000'000'000) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    for (; exponent > 0 && value != 0; --exponent) {
        if (value > 100'000'000'000) return std::nullopt;
        value *= 10;
    }
    return value + (up ? 1 : 0);
}

}  // namespace

std::string_view token(Pollutant pollutant) {
    static constexpr std::array<std::string_view, kPollutants> kTokens = {"pm25", "pm10", "so2", "no2", "co", "o3"};
    return kTokens[static_cast<size_t>(pollutant)];
}

std::optional<Pollutant> parse_pollutant(std::string_view name) {
    for (const Pollutant pollutant : kAllPollutants)
        if (token(pollutant) == name) return pollutant;
    return std::nullopt;
}

std::string_view field_name(Pollutant pollutant) {
    static constexpr std::array<std::string_view, kPollutants> kNames = {"PM2.5", "PM10", "SO2", "NO2", "CO", "O3"};
    return kNames[static_cast<size_t>(pollutant)];
}

std::string format_aqi(AqiValue value) {
    if (!value.known()) return "";
    const int32_t whole = value.units() / AqiValue::kUnit;
    const int32_t part = value.units() % AqiValue::kUnit;
    if (part == 0) return fmt::format("{}", whole);
    std::string text = fmt::format("{}.{:04}", whole, part);
    while (text.back() == '0') text.pop_back();
    return text;
}

std::optional<AqiValue> parse_aqi(std::string_view text) {
    const auto units = scaled_decimal(text, 4, true);
    if (!units || *units > 10'000LL * AqiValue::kUnit) return std::nullopt;
    return AqiValue::from_units(static_cast<int32_t>(*units));
}

std::optional<Concentration> parse_concentration(std::string_view text) {
    const auto micro = scaled_decimal(text, 6, false);
    if (!micro) return std::nullopt;
    return Concentration{*micro};
}

}  // namespace qingkong
