// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/csv_part.hpp"
#include "emissions/reduction_table.hpp"

namespace bench {

/// The four files of W2 as a reduction table. Areas are cities; owners are the enterprises in the file's order, then
/// the sectors of `citybase.csv`.
struct W2Input {
    std::vector<Key> cities;   ///< by area
    std::vector<bool> exempt;  ///< by enterprise, as `grade`: the facts that decide
    std::vector<char> grade;
    qingkong::ReductionTable table{0};
};

/// The workload's rule: an exempt enterprise has no mandatory measure, one of grade A none up to orange.
qingkong::LineDuty w2_duty(char grade, bool exempt);

/// Throws InputError: one message with file and line.
W2Input read_w2(const std::string& folder, int threads);

}  // namespace bench
