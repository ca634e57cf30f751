// SPDX-License-Identifier: Apache-2.0
#include "alerts/notice.hpp"

#include <catch2/catch.hpp>

#include "tests/paper_fixtures.hpp"

using namespace qingkong;
using papers::at;

namespace {

NoticeFacts facts() {
    NoticeFacts facts;
    facts.city = papers::city().name;
    facts.forecast_peak_aqi = "347";
    facts.primary_pollutants = {"PM2.5"};
    facts.release_condition = {"轻度污染及以下级别", "lightly polluted or better"};
    facts.enterprises_told = 251;
    facts.enterprises_mandatory = 198;
    facts.lead_required_hours = 24;
    AccountRow share;
    share.area = "all";
    share.pollutant = Emitted::pm;
    share.percent = Rational(19999, 1000);
    share.target_percent = 20;
    share.met = false;
    facts.shares = {share};
    return facts;
}

std::string words(const Transition& transition, Language language = Language::zh, const NoticeFacts& f = facts()) {
    const Office office = papers::office();
    const Document notice = compose_notice(transition, office, f, language, papers::templates());
    for (const Problem& problem : check_notice(notice, transition, office, f, language))
        UNSCOPED_INFO(problem.print(language));
    CHECK(check_notice(notice, transition, office, f, language).empty());
    return notice.text;
}

Transition downgrade() {
    Transition t = papers::upgrade();
    t.action = AlertAction::downgrade;
    std::swap(t.from, t.to);
    return t;
}

}  // namespace

TEST_CASE("the notice of an issue, whole: three times, the edition, a share cut and not rounded") {
    CHECK(words(papers::issue()) ==
          "关于发布重污染天气橙色预警启动Ⅱ级应急响应的通知\n"
          "攻坚办〔2014〕3号\n"
          "（尚未由示例市人民政府对外发布，不得公开）\n"
          "\n"
          "各县（市、区）人民政府，市直有关单位：\n"
          "\n"
          "根据会商研判，预计2月20日14时至2月26日10时，我市将出现一次污染过程，首要污染物为PM2."
          "5，预测AQI峰值347（严重污染）。\n"
          "\n"
          "按照《示例市重污染天气应急预案》，按规定程序批准，决定发布重污染天气橙色预警，自2月20日12时起在全市启动Ⅱ级应"
          "急响应，"
          "预计2月26日18时解除，具体以正式通知为准。\n"
          "\n"
          "请各单位落实健康防护、倡议性和强制性减排措施；纳入应急减排清单的企业按“一厂一策”执行橙色预警措施，于响应启动"
          "时间前落实到位，"
          "生产设施停运后治污设施延后停运；各单位1小时内反馈启动情况，每日9时、17时前报送落实情况。\n"
          "\n"
          "本次通知251家企业（单位），其中执行强制性减排措施198家。\n"
          "全社会减排比例：颗粒物19.9%，目标20%，未达到\n"
          "\n"
          "警示事项：儿童、老年人和病人应留在室内，避免体力消耗，一般人群避免户外活动。\n"
          "\n"
          "预警发布单位：示例市人民政府\n"
          "发布时间：尚未由示例市人民政府对外发布，不得公开\n"
          "响应启动时间：2014年2月20日12时\n"
          "预计解除时间：2014年2月26日18时（具体以正式通知为准）\n"
          "污染过程：2月20日14时至2月26日10时\n"
          "启动范围：全市\n"
          "提前量22小时（要求24小时以上）\n"
          "依据：环大气〔2017〕86号（规则版本n2017，校验码0123456789ab）\n"
          "\n"
          "联系人：值班室　电话：010-00000000\n"
          "\n"
          "示例市重污染天气应急指挥部办公室\n"
          "2014年2月19日\n");
}

TEST_CASE("shares met by the sum of SO2 and NOx say both and the sum in the notice") {
    using Catch::Matchers::Contains;
    NoticeFacts f = facts();
    AccountRow so2 = f.shares.front();
    so2.pollutant = Emitted::so2;
    so2.percent = Rational(12);
    so2.met = true;
    so2.interchange = Interchange{Rational(12), Rational(28), 20, 20, true};
    f.shares = {so2};
    CHECK_THAT(words(papers::issue(), Language::zh, f),
               Contains("全社会减排比例：SO₂12.0%，目标20%，已达到；SO₂ 12.0%（目标20%，不足）、NOx 28.0%（目标20%），两者之和40.0%，"
                        "不低于40%，内部调剂后达到\n"));
}

TEST_CASE("upgrade, downgrade and release say what changes and from when, in the words of the field") {
    using Catch::Matchers::Contains;
    NoticeFacts f = facts();
    f.former_document_no = "攻坚办〔2014〕3号";
    CHECK_THAT(words(papers::upgrade(), Language::zh, f),
               Contains("关于将重污染天气橙色预警升级为红色预警的通知\n攻坚办〔2014〕4号") &&
                   Contains("自2月22日20时起在全市将橙色预警升级为红色预警，Ⅱ级响应调整为Ⅰ级响应") &&
                   Contains("（引用：攻坚办〔2014〕3号）"));
    CHECK_THAT(words(downgrade(), Language::zh, f),
               Contains("关于将重污染天气红色预警调整为橙色预警的通知") &&
                   Contains("不再满足红色预警条件，仍满足橙色预警条件") &&
                   Contains("自2月22日20时起在全市由红色预警调整为橙色预警（Ⅱ级响应）") &&
                   Contains("涉及恢复的工序按安全规程组织"));
    CHECK_THAT(
        words(papers::release(), Language::zh, f),
        Contains("关于解除重污染天气橙色预警的通知") &&
            Contains("我市自2月26日10时起空气质量改善至轻度污染及以下级别，预计持续36小时以上，满足解除条件。") &&
            Contains("自2月26日18时起在全市解除重污染天气橙色预警，终止Ⅱ级应急响应") &&
            Contains("解除预警不等于解除其他管控") && Contains("请于2月28日前报送响应总结（解除后2日内）"));
    // Not to be said (words.md).
    for (const Transition& t : {papers::issue(), papers::upgrade(), downgrade(), papers::release()})
        for (const char* never : {"取消预警", "报警", "警报", "一键停产", "关停", "违法", "已送达", "达标"})
            CHECK_THAT(words(t, Language::zh, f), !Contains(never));
}

TEST_CASE("a continued alert has its own notice, with the reason") {
    using Catch::Matchers::Contains;
    Transition t = papers::upgrade();
    t.action = AlertAction::keep;
    t.to = t.from;
    t.reason = {"后续污染过程紧接本次过程。", "another episode follows."};
    CHECK_THAT(words(t), Contains("关于延续重污染天气橙色预警的通知\n") &&
                             Contains("延续理由：后续污染过程紧接本次过程。\n") &&
                             Contains("自2月22日20时起在全市继续实施Ⅱ级应急响应"));
    CHECK_THAT(words(t, Language::en), Contains("Reason: another episode follows."));
}

TEST_CASE("publication, response start and episode are three times, before publication the notice says so") {
    using Catch::Matchers::Contains;
    Transition t = papers::issue();
    t.published_at = at("2014-02-19T16:30");
    const std::string published = words(t);
    CHECK_THAT(published, Contains("发布时间：2014年2月19日16时30分\n响应启动时间：2014年2月20日12时\n") &&
                              Contains("污染过程：2月20日14时至2月26日10时") && !Contains("不得公开"));
    t.planned_end.reset();
    CHECK_THAT(words(t), Contains("解除时间另行通知。") && Contains("预计解除时间：另行通知\n"));
    CHECK_THAT(words(t, Language::en), Contains("Published: 19 Feb 2014 16:30\nResponse starts: 20 Feb 2014 12:00\n"
                                                "Planned end: to be announced\nEpisode: 20 Feb 14:00 to 26 Feb 10:00"));
}

TEST_CASE("an exercise is marked in title, text and page") {
    Office office = papers::office();
    office.exercise = true;
    const Document notice = compose_notice(papers::issue(), office, facts(), Language::zh, papers::templates());
    CHECK(notice.title == "【演练】关于发布重污染天气橙色预警启动Ⅱ级应急响应的通知");
    CHECK(notice.text.rfind("【演练】仅限演练，不作为实际执行依据\n", 0) == 0);
    CHECK(notice.html.find("<p class=\"exercise\">【演练】仅限演练，不作为实际执行依据</p>") != std::string::npos);
    CHECK(notice.html.find("<script") == std::string::npos);
    CHECK(check_notice(notice, papers::issue(), office, facts(), Language::zh).empty());
}

TEST_CASE("part of the city: the areas are named and nothing is compared with the target") {
    using Catch::Matchers::Contains;
    NoticeFacts f = facts();
    f.areas = {{"东区", "East"}};
    f.shares.front().met.reset();
    CHECK_THAT(words(papers::issue(), Language::zh, f),
               Contains("我市东区将出现一次污染过程") && Contains("启动范围：东区\n") &&
                   Contains("仅部分区域启动，不与全社会目标比较。") && Contains("全社会减排比例：颗粒物19.9%\n"));
}

TEST_CASE("a superior's order is named, and that its release follows the superior") {
    NoticeFacts f = facts();
    f.superior = {"省重污染天气应急指挥部办公室", "the provincial office"};
    Transition t = papers::issue();
    t.action = AlertAction::external;
    CHECK_THAT(words(t, Language::zh, f),
               Catch::Matchers::Contains("根据省重污染天气应急指挥部办公室通知要求（解除以上级通知为准），预计"));
}

TEST_CASE("a notice that lost a content which the law wants is found out") {
    const Office office = papers::office();
    const Transition t = papers::issue();
    Document notice = compose_notice(t, office, facts(), Language::zh, papers::templates());
    const std::string lost = "警示事项：儿童、老年人和病人应留在室内，避免体力消耗，一般人群避免户外活动。";
    notice.text.erase(notice.text.find(lost), lost.size());
    const auto problems = check_notice(notice, t, office, facts(), Language::zh);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().print(Language::zh) ==
          "A2014-01.1: error: 文中缺少“警示事项”（突发事件应对法 §64）；"
          "文中写明：儿童、老年人和病人应留在室内，避免体力消耗，一般人群避免户外活动");
}

TEST_CASE("every notice holds the contents of the law in both languages") {
    for (const Language language : {Language::zh, Language::en})
        for (const Transition& t : {papers::issue(), papers::upgrade(), downgrade(), papers::release()})
            words(t, language);
}

TEST_CASE("labels of states and proposals stand as the field has them") {
    CHECK(state_words(AlertLevel::normal, std::nullopt, Language::zh) == "当前未启动重污染天气预警");
    CHECK(state_words(AlertLevel::orange, at("2026-11-23T12:00"), Language::zh) ==
          "重污染天气橙色预警（Ⅱ级应急响应），自11月23日12时起");
    CHECK(state_words(AlertLevel::orange, at("2026-11-23T12:00"), Language::en) ==
          "Orange alert (response grade II), since 23 Nov 12:00");
    Proposal p;
    p.response_start = at("2026-11-23T12:00");
    const auto say = [&](AlertAction action, AlertLevel from, AlertLevel to) {
        p.action = action;
        p.from = from;
        p.to = to;
        return proposal_words(p, Language::zh);
    };
    CHECK(say(AlertAction::issue, AlertLevel::normal, AlertLevel::yellow) ==
          "建议发布黄色预警，自11月23日12时起启动Ⅲ级应急响应");
    CHECK(say(AlertAction::upgrade, AlertLevel::orange, AlertLevel::red) == "建议将橙色预警升级为红色预警");
    CHECK(say(AlertAction::downgrade, AlertLevel::red, AlertLevel::orange) == "建议将红色预警调整为橙色预警");
    CHECK(say(AlertAction::release, AlertLevel::orange, AlertLevel::normal) == "建议解除橙色预警，终止Ⅱ级应急响应");
    CHECK(say(AlertAction::hold, AlertLevel::orange, AlertLevel::orange) == "建议维持橙色预警");
    CHECK(document_number("攻坚办", 2026, 21) == "攻坚办〔2026〕21号");
}
