// SPDX-License-Identifier: Apache-2.0
#include "emissions/verdict_words.hpp"

#include <map>

namespace qingkong {
namespace {

std::string word_of(const std::map<std::string, const char*>& words, const std::string& token) {
    const auto found = words.find(token);
    return found == words.end() ? token : found->second;
}

}  // namespace

std::string verdict_zh(Verdict verdict) {
    switch (verdict) {
        case Verdict::complied: return "已落实";
        case Verdict::suspected: return "疑似未落实";
        case Verdict::not_complied: return "未落实";
        case Verdict::no_data: return "无数据";
        case Verdict::not_due: return "未到时限";
    }
    return "";
}

std::string indicator_zh(const std::string& indicator) {
    static const std::map<std::string, const char*> kWords = {{"hour_kwh", "小时用电量（千瓦时）"},
                                                              {"hour_kwh_suggested", "小时用电量（千瓦时，建议阈值）"},
                                                              {"day_kwh", "当日用电量（千瓦时）"},
                                                              {"cems_flow_m3_per_h", "烟气流量（立方米/小时）"},
                                                              {"cems_o2_percent", "烟气含氧量（%）"},
                                                              {"cems_flag", "在线监测状态标记"},
                                                              {"banned_trips", "禁行车辆（车次）"},
                                                              {"day_trips", "当日货运（车次）"}};
    return word_of(kWords, indicator);
}

std::string method_zh(const std::string& method) {
    static const std::map<std::string, const char*> kWords = {
        {"electricity", "用电"}, {"cems", "在线监测"}, {"inspection", "现场核查"}, {"gate", "门禁"}};
    return word_of(kWords, method);
}

}  // namespace qingkong
