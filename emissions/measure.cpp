// SPDX-License-Identifier: Apache-2.0
#include "emissions/measure.hpp"

#include <algorithm>

#include "rules/words.hpp"

namespace qingkong {
namespace {

struct Row {
    std::string_view token;
    Text name;
};

const std::array<Row, 6>& rows() {
    static const std::array<Row, 6> kRows = {{
        {"none", {"无", "none"}},
        {"stop", {"停产", "stop"}},
        {"limit", {"限产", "limit"}},
        {"count", {"停产台数", "counted stop"}},
        {"coking", {"出焦时间", "coking time"}},
        {"other", {"其他", "other"}},
    }};
    return kRows;
}

}  // namespace

std::string_view token(MeasureKind kind) {
    return rows()[static_cast<std::size_t>(kind)].token;
}
Text measure_kind_name(MeasureKind kind) {
    return rows()[static_cast<std::size_t>(kind)].name;
}

std::optional<MeasureKind> parse_measure_kind(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 0; i < rows().size(); ++i)
        if (word == rows()[i].token || text == rows()[i].name.zh) return static_cast<MeasureKind>(i);
    if (text == "自主减排" || text == "无强制性措施") return MeasureKind::none;
    if (text == "停工" || text == "停用") return MeasureKind::stop;
    if (text == "限行" || text == "运输管控" || text == "运输") return MeasureKind::other;
    return std::nullopt;
}

const Measure* MeasuresByLevel::effective(AlertLevel level, AlertLevel* from) const {
    for (auto i = static_cast<std::size_t>(level); i > 0; --i) {
        if (!at[i]) continue;
        if (from != nullptr) *from = static_cast<AlertLevel>(i);
        return &*at[i];
    }
    return nullptr;
}

bool MeasuresByLevel::empty() const {
    return std::none_of(at.begin(), at.end(), [](const auto& measure) { return measure.has_value(); });
}

}  // namespace qingkong
