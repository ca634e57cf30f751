// SPDX-License-Identifier: Apache-2.0
#include "emissions/grade.hpp"

#include <array>

#include "rules/words.hpp"

namespace qingkong {
namespace {

struct Row {
    Grade grade;
    std::string_view token;
    Text name;
};

const std::array<Row, 8>& rows() {
    static const std::array<Row, 8> kRows = {{
        {Grade::a, "a", {"A级", "grade A"}},
        {Grade::b, "b", {"B级", "grade B"}},
        {Grade::b_minus, "b_minus", {"B-级", "grade B-"}},
        {Grade::c, "c", {"C级", "grade C"}},
        {Grade::d, "d", {"D级", "grade D"}},
        {Grade::leading, "leading", {"引领性", "leading"}},
        {Grade::non_leading, "non_leading", {"非引领性", "non-leading"}},
        {Grade::ungraded, "ungraded", {"未分级", "ungraded"}},
    }};
    return kRows;
}

}  // namespace

std::string_view token(Grade grade) {
    return rows()[static_cast<std::size_t>(grade)].token;
}
Text grade_name(Grade grade) {
    return rows()[static_cast<std::size_t>(grade)].name;
}

std::optional<Grade> parse_grade(std::string_view text) {
    struct Word {
        std::string_view word;
        Grade grade;
    };
    static constexpr std::array<Word, 14> kOtherWords = {{
        {"b-", Grade::b_minus},
        {"b−", Grade::b_minus},
        {"b－", Grade::b_minus},
        {"b−级", Grade::b_minus},
        {"b－级", Grade::b_minus},
        {"bminus", Grade::b_minus},
        {"引领", Grade::leading},
        {"引领性企业", Grade::leading},
        {"绩效引领性", Grade::leading},
        {"非引领", Grade::non_leading},
        {"非引领性企业", Grade::non_leading},
        {"nonleading", Grade::non_leading},
        {"不分级", Grade::ungraded},
        {"未评级", Grade::ungraded},
    }};
    const std::string word = lower(text);
    for (const Row& row : rows())
        if (word == row.token || word == lower(row.name.zh)) return row.grade;
    for (const Word& other : kOtherWords)
        if (word == other.word) return other.grade;
    return std::nullopt;
}

}  // namespace qingkong
