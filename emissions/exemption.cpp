// SPDX-License-Identifier: Apache-2.0
#include "emissions/exemption.hpp"

#include <array>
#include <vector>

#include "rules/words.hpp"

namespace qingkong {
namespace {

struct Row {
    std::string_view token;
    Text name;
    std::vector<std::string_view> words;  ///< further spellings of a sheet
};

const std::array<Row, 10>& rows() {
    static const std::array<Row, 10> kRows = {{
        {"heat_guarantee", {"以热定产", "heat-set output"}, {"民生供热", "供热保障"}},
        {"waste_coprocess",
         {"协同处置", "quantity-set output (waste co-processing)"},
         {"以量定产", "协同处置（以量定产）"}},
        {"export_military",
         {"军工/外贸订单", "quantity-set output (export or military orders)"},
         {"军工", "外贸", "军工外贸", "外贸订单", "军工订单"}},
        {"strategic", {"战略性新兴产业", "strategic emerging industry"}, {"战略性新兴"}},
        {"whitelist_project",
         {"生态环境要素保障白名单", "whitelist of guaranteed projects"},
         {"白名单项目", "要素保障白名单"}},
        {"voc_substitution",
         {"原辅材料替代白名单", "whitelist of substituted materials"},
         {"源头替代", "原辅材料替代"}},
        {"green_ranking", {"绿色发展排行榜靠前", "front of the green ranking"}, {"绿色发展排行榜"}},
        {"small_micro", {"小微涉气企业", "small emitter"}, {"小微涉气", "小微"}},
        {"green_leading", {"绿色环保引领", "green leading enterprise"}, {"绿色环保引领企业"}},
        {"livelihood_site", {"民生工程/应急抢险", "livelihood or emergency works"}, {"民生工程", "应急抢险"}},
    }};
    return kRows;
}

}  // namespace

std::string_view token(ExemptionKind kind) {
    return rows()[static_cast<std::size_t>(kind)].token;
}
Text exemption_name(ExemptionKind kind) {
    return rows()[static_cast<std::size_t>(kind)].name;
}

std::optional<ExemptionKind> parse_exemption(std::string_view text) {
    const std::string word = lower(text);
    for (std::size_t i = 0; i < rows().size(); ++i) {
        if (word == rows()[i].token || text == rows()[i].name.zh) return static_cast<ExemptionKind>(i);
        for (const std::string_view other : rows()[i].words)
            if (text == other) return static_cast<ExemptionKind>(i);
    }
    return std::nullopt;
}

bool caps_load(ExemptionKind kind) {
    return kind == ExemptionKind::heat_guarantee || kind == ExemptionKind::waste_coprocess ||
           kind == ExemptionKind::export_military;
}

AlertLevel highest_level(ExemptionKind kind) {
    const bool green = kind == ExemptionKind::green_ranking || kind == ExemptionKind::green_leading;
    return green ? AlertLevel::orange : AlertLevel::red;
}

}  // namespace qingkong
