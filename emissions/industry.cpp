// SPDX-License-Identifier: Apache-2.0
#include "emissions/industry.hpp"

#include "rules/words.hpp"

namespace qingkong {

const std::vector<Industry>& key_industries() {
    static const std::vector<Industry> kIndustries = {
        {"steel_long", "长流程联合钢铁"},
        {"steel_short", "短流程钢铁"},
        {"ferroalloy", "铁合金"},
        {"coking", "焦化"},
        {"lime_kiln", "石灰窑"},
        {"foundry", "铸造"},
        {"alumina", "氧化铝"},
        {"electrolytic_al", "电解铝"},
        {"carbon", "炭素"},
        {"copper_smelt", "铜冶炼"},
        {"lead_zinc_smelt", "铅、锌冶炼"},
        {"moly_smelt", "钼冶炼"},
        {"secondary_nonferrous", "再生铜、铝、铅、锌"},
        {"nonferrous_rolling", "有色金属压延"},
        {"cement", "水泥"},
        {"brick_kiln", "砖瓦窑"},
        {"ceramics", "陶瓷"},
        {"refractory", "耐火材料"},
        {"glass", "玻璃"},
        {"rock_wool", "岩矿棉"},
        {"frp", "玻璃钢（纤维增强塑料制品）"},
        {"waterproof_mat", "防水建筑材料制造"},
        {"refinery_petrochem", "炼油与石油化工"},
        {"carbon_black", "炭黑制造"},
        {"coal_nitrogen_fert", "煤制氮肥"},
        {"pharma", "制药"},
        {"pesticide", "农药制造"},
        {"paint", "涂料制造"},
        {"ink", "油墨制造"},
        {"cellulose_ether", "纤维素醚"},
        {"packaging_print", "包装印刷"},
        {"wood_panel", "人造板制造"},
        {"artificial_leather", "塑料人造革与合成革"},
        {"rubber", "橡胶制品"},
        {"shoe", "制鞋"},
        {"furniture", "家具制造"},
        {"car_assembly", "汽车整车制造"},
        {"construction_machinery", "工程机械整机制造"},
        {"industrial_coating", "工业涂装"},
    };
    return kIndustries;
}

const Industry* find_industry(std::string_view id_or_name) {
    const std::string word = lower(id_or_name);
    for (const Industry& industry : key_industries()) {
        // 玻璃钢 stands in many lists without the words in brackets; 涂料 without 制造.
        const std::string_view name = industry.name;
        const bool short_name = name.starts_with(id_or_name) && (name.substr(id_or_name.size()).starts_with("（") ||
                                                                 name.substr(id_or_name.size()) == "制造");
        if (word == industry.id || id_or_name == name || (!id_or_name.empty() && short_name)) return &industry;
    }
    return nullptr;
}

}  // namespace qingkong
