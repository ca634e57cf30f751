// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emissions/compliance.hpp"

namespace qingkong {

/// How papers and pages of the bureau say what stands as a token in compliance.csv.
std::string verdict_zh(Verdict verdict);
/// 核查指标 with its unit; an unknown one as it is.
std::string indicator_zh(const std::string& indicator);
/// 用电, 在线监测, 现场核查, 门禁; an unknown one as it is.
std::string method_zh(const std::string& method);

}  // namespace qingkong
