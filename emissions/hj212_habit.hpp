// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "emissions/hj212_packet.hpp"
#include "rules/problem.hpp"

namespace qingkong {

/// Where a real device departs from the standard and is understood nevertheless (handbook J.1, J.4).
enum class Habit {
    lower_crc,       ///< check value in lower case
    no_qn,           ///< no request number, or not 17 digits
    odd_mn,          ///< MN neither 24 nor, in 2005, 14 characters
    no_flag,         ///< no Flag outside 2005: taken for 2005
    long_password,   ///< over 6 characters
    stray_mark,      ///< `;` or `,` without a field
    long_time,       ///< DataTime with more than 14 digits
    no_data_time,    ///< data without a DataTime that can be read
    unknown_suffix,  ///< a suffix that no table names
    misspelt_field,  ///< a field of the head that no table names
    parts_missing,   ///< Flag says PNUM and PNO, and they are not there
    long_segment,    ///< over 1024 bytes
};
inline constexpr std::array kHabits = {Habit::lower_crc,      Habit::no_qn,          Habit::odd_mn,        Habit::no_flag,
                                       Habit::long_password,  Habit::stray_mark,     Habit::long_time,     Habit::no_data_time,
                                Habit::unknown_suffix, Habit::misspelt_field, Habit::parts_missing, Habit::long_segment};
/// `lower_crc`, … as in the API.
std::string_view token(Habit habit);
Text habit_name(Habit habit);

/// The habits that one packet shows, by enum order. `crc` = its check value as sent.
std::vector<Habit> habits_of(std::string_view data, const Hj212Head& head, std::string_view crc);

}  // namespace qingkong
