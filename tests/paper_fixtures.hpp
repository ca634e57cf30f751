// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/template.hpp"
#include "rules/area.hpp"

namespace qingkong::papers {

inline Instant at(const std::string& stamp) {
    const auto parsed = parse_stamp(stamp);
    if (!parsed) throw std::runtime_error("not a time: " + stamp);
    return parsed->instant;
}

/// The shipped texts, as files: name, bytes.
inline std::vector<std::pair<std::string, std::string>> shipped_templates() {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::directory_iterator(QINGKONG_SOURCE_DIR "/alerts/templates")) {
        std::ifstream in(entry.path(), std::ios::binary);
        files.emplace_back("alerts/templates/" + entry.path().filename().string(),
                           std::string(std::istreambuf_iterator<char>(in), {}));
    }
    return files;
}

inline const Templates& templates() {
    static const Templates kTemplates = [] {
        const auto files = shipped_templates();
        std::vector<TemplateText> texts;
        for (const auto& [name, text] : files) texts.push_back({name, text});
        const auto loaded = load_templates(texts);
        if (!loaded) {
            std::string all;
            for (const Problem& problem : loaded.error()) all += problem.print(Language::en) + "\n";
            throw std::runtime_error(all);
        }
        return *loaded;
    }();
    return kTemplates;
}

inline Office office() {
    Office office;
    office.name = {"示例市重污染天气应急指挥部办公室", "Example City Command Office"};
    office.government = {"示例市人民政府", "the government of Example City"};
    office.plan_title = {"《示例市重污染天气应急预案》", "the Example City plan"};
    office.document_prefix = "攻坚办";
    office.contact = "值班室";
    office.telephone = "010-00000000";
    office.mail_from = "alert@ews.example";
    office.mail_domain = "ews.example";
    office.link_base = "http://127.0.0.1:8300";
    return office;
}

inline City city() {
    return {"110100", {"示例市", "Example City"}, {{"110101", {"东区", "East"}}, {"110102", {"西区", "West"}}}};
}

/// Orange from normal: signed 19 February 2014 15:20, response from the 20th 12:00, episode from the 20th 14:00.
inline Transition issue() {
    Transition t;
    t.alert_id = "A2014-01";
    t.version = 1;
    t.area = "all";
    t.areas_concerned = {"110101", "110102"};
    t.action = AlertAction::issue;
    t.from = AlertLevel::normal;
    t.to = AlertLevel::orange;
    t.signed_at = at("2014-02-19T15:20");
    t.signed_by = "duty";
    t.response_start = at("2014-02-20T12:00");
    t.planned_end = at("2014-02-26T18:00");
    t.episode_begin = at("2014-02-20T14:00");
    t.episode_end = at("2014-02-26T10:00");
    t.edition = {"n2017", "0123456789abcdef0123", {"环大气〔2017〕86号", "MEP 2017 No. 86"}};
    t.document_no = "攻坚办〔2014〕3号";
    t.reason = {"达到橙色预警条件", "orange condition met"};
    return t;
}

inline Transition upgrade() {
    Transition t = issue();
    t.version = 2;
    t.action = AlertAction::upgrade;
    t.from = AlertLevel::orange;
    t.to = AlertLevel::red;
    t.signed_at = at("2014-02-22T09:00");
    t.response_start = at("2014-02-22T20:00");
    t.document_no = "攻坚办〔2014〕4号";
    return t;
}

inline Transition release() {
    Transition t = issue();
    t.version = 3;
    t.action = AlertAction::release;
    t.from = AlertLevel::orange;
    t.to = AlertLevel::normal;
    t.signed_at = at("2014-02-26T08:30");
    t.response_start = at("2014-02-26T18:00");
    t.planned_end.reset();
    t.document_no = "攻坚办〔2014〕5号";
    return t;
}

}  // namespace qingkong::papers
