// SPDX-License-Identifier: Apache-2.0
#include "alerts/evaluation.hpp"

#include <catch2/catch.hpp>

#include "tests/paper_fixtures.hpp"

using namespace qingkong;
using papers::at;

namespace {

EvaluationInput input() {
    EvaluationInput in;
    in.office = papers::office();
    in.city = papers::city();
    in.edition = papers::issue().edition;
    in.alert_id = "A2014-01";
    in.episode_source = {"示例市逐小时均值", "hourly means"};
    const Hour first = *parse_hour("2014-02-20T01:00");
    for (int i = 0; i < 48; ++i) in.hours.push_back({first + i, i == 20 ? AqiValue{} : AqiValue::whole(100 + 5 * i)});
    in.episode_begin = at("2014-02-20T14:00");
    in.episode_end = at("2014-02-26T10:00");
    in.hours_by_category = {{"lightly_polluted", 11}, {"moderately_polluted", 9}, {"missing", 1}};
    in.peak_aqi = "335";
    in.peak_at = at("2014-02-22T00:00");
    in.primary_pollutants = {"PM2.5"};
    in.level_by_measured = AlertLevel::yellow;
    in.lead_required_hours = 24;
    EvaluationTransition step;
    step.transition = papers::issue();
    step.lead_hours = "22";
    step.orders = 251;
    step.mails_composed = 251;
    step.mails_accepted = 250;
    step.mails_failed = 1;
    step.shares = {{"all", "so2", "31250001", "6249999", "19.9", "20", "false", "R2017"},
                   {"110101", "so2", "31250001", "77", "0.0", "", "", "R2017"}};
    in.transitions = {step};
    in.other_edition = {"n2024", "ff", {"环大气〔2024〕6号", "MEE 2024 No. 6"}};
    in.own_steps = {{AlertAction::issue, AlertLevel::orange, at("2014-02-19T15:00"), at("2014-02-20T12:00")}};
    in.other_steps = {{AlertAction::issue, AlertLevel::red, at("2014-02-19T15:00"), at("2014-02-20T11:00")},
                      {AlertAction::release, AlertLevel::normal, at("2014-02-26T09:00"), at("2014-02-26T18:00")}};
    in.achieved = {{"so2", "31250001", "19.9", "17.2", "24.0", "78.1", "20", true, "false"},
                   {"vocs", "900", "21.4", "", "", "41.0", "15", false, ""}};
    in.line_hours_by_verdict = {{"complied", 41230}, {"suspected", 512}, {"no_data", 2301}};
    in.enterprises_by_verdict = {{"complied", 140}, {"suspected", 8}};
    in.suspects = {{"东区", "91110000000000001X", "甲<乙>有限公司", "L1", "停产", 64, "2014-02-20T13:00:00+08:00"}};
    in.note = {"演示：随机种子7", "Demonstration: seed 7"};
    in.printed_at = at("2014-02-28T09:00");
    return in;
}

std::string page(Language language = Language::zh) {
    return evaluation_html(input(), papers::templates(), language);
}

}  // namespace

TEST_CASE("the evaluation prints the figures of the tables as they stand there") {
    using Catch::Matchers::Contains;
    const std::string html = page();
    CHECK_THAT(html, Contains("<td class=\"n\">31250001</td><td class=\"n\">6249999</td><td class=\"n\">19.9%</td>"
                              "<td class=\"n\">20%</td><td>未达到</td><td>R2017</td>") &&
                         Contains("<td>东区</td><td>SO₂</td><td class=\"n\">31250001</td><td class=\"n\">77</td>"
                                  "<td class=\"n\">0.0%</td><td class=\"n\">无</td><td>—</td>") &&
                         Contains("<td>19.9%，目标20%，未达到</td><td>—</td><td>—</td><td>—</td>") &&
                         Contains("17.2–24.0%") && Contains("78.1%"));
    CHECK_THAT(html, Contains("<tr><td>生产线小时</td><td class=\"n\">41230</td><td class=\"n\">512</td>"
                              "<td class=\"n\">0</td><td class=\"n\">2301</td><td class=\"n\">0</td></tr>"));
}

TEST_CASE("a pollutant with too little coverage gets no figure") {
    CHECK_THAT(page(), Catch::Matchers::Contains("覆盖率不足，不予给出结论"));
    CHECK_THAT(page(Language::en), Catch::Matchers::Contains("Coverage too low: no figure"));
}

TEST_CASE("the page holds the five starred topics, both editions, and says what suspicion is worth") {
    using Catch::Matchers::Contains;
    for (const char* topic : {"★ 预警发布", "★ 预案措施落实情况", "★ 针对性", "★ 可操作性", "★ 环境效益"})
        CHECK_THAT(page(), Contains(topic));
    CHECK_THAT(page(), Contains("疑似未落实，待现场核查，不作为处罚依据") && Contains("规则版本n2017") &&
                           Contains("对照：环大气〔2024〕6号（规则版本n2024）") &&
                           Contains("02-20 11:00 发布红色预警") && Contains("02-26 18:00 解除预警") &&
                           Contains("发布的最高级别：橙色预警；按实况数据应达到：黄色预警；发布级别高于实况级别"));
    for (const char* topic :
         {"★ Alert issue", "★ Implementation", "★ Targeted-ness", "★ Operability", "★ Environmental benefit"})
        CHECK_THAT(page(Language::en), Contains(topic));
}

TEST_CASE("the page needs nothing from elsewhere, runs no script and escapes names") {
    for (const Language language : {Language::zh, Language::en}) {
        const std::string html = page(language);
        for (const char* never : {"<script", "src=", "@import", "url(", "<link", "甲<乙>"})
            CHECK_THAT(html, !Catch::Matchers::Contains(never));
    }
}

TEST_CASE("the chart names levels in words, begins them at the response start, and leaves a missing hour open") {
    using Catch::Matchers::Contains;
    const std::string svg = evaluation_chart(input(), Language::zh);
    CHECK_THAT(svg, Contains(">橙色预警 Ⅱ级</text>") && Contains(">污染过程</text>"));
    // 48 hours over 936 units; 12:00 of the first day is hour 12: 52 + 12 / 48 * 936 = 286.
    CHECK_THAT(svg, Contains("<rect x=\"286.0\" y=\"64\" width=\"702.0\""));
    // The gap at hour 20 makes two strokes.
    const size_t path = svg.find("stroke=\"#111\" stroke-width=\"1.6\"");
    const std::string stroke = svg.substr(svg.rfind("<path", path), path - svg.rfind("<path", path));
    CHECK(std::count(stroke.begin(), stroke.end(), 'M') == 2);
    CHECK(evaluation_chart({}, Language::en).find("no hourly data") != std::string::npos);
}

TEST_CASE("what is not known is said to be not known") {
    EvaluationInput in = input();
    in.peak_aqi = "";
    in.achieved.clear();
    in.transitions.clear();
    const std::string html = evaluation_html(in, papers::templates(), Language::zh);
    CHECK_THAT(html, Catch::Matchers::Contains("<b>AQI峰值</b>未获得") && Catch::Matchers::Contains("未核算") &&
                         Catch::Matchers::Contains("本次过程未发布预警"));
}
