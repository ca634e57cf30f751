// SPDX-License-Identifier: Apache-2.0
// The papers beside the notice: public notice, vehicle restriction, task sheets, correction, documents without an alert,
// approval papers.
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "alerts/approval_papers.hpp"
#include "alerts/correction_notice.hpp"
#include "alerts/public_notice.hpp"
#include "alerts/published_notice.hpp"
#include "alerts/tip.hpp"
#include "alerts/unit_task.hpp"
#include "alerts/vehicle_notice.hpp"
#include "tests/paper_fixtures.hpp"

using namespace qingkong;
using papers::at;
using Catch::Matchers::Contains;

namespace {

AssembledMeasures measures(AlertLevel level) {
    std::ifstream in(QINGKONG_SOURCE_DIR "/rules/measures.toml", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto library = read_measure_library(text, "rules/measures.toml");
    REQUIRE(library);
    return assemble_measures(*library, level, {}, {});
}

std::string printed(const std::vector<Problem>& problems) {
    std::string all;
    for (const Problem& problem : problems) all += problem.print(Language::zh) + "\n";
    return all;
}

/// Words that no paper may hold (words.md), and traces of a template.
void check_words(const Document& paper) {
    for (const char* never : {"一键停产", "下令", "关停", "取消预警", "报警", "警报", "违法", "偷排", "已送达", "{{", "}}", "，，", "。。", "；。", "，。"}) {
        CHECK_THAT(paper.text, !Contains(never));
        CHECK_THAT(paper.html, !Contains(std::string(never) == "{{" || std::string(never) == "}}" ? "{{" : never));
    }
    CHECK_THAT(paper.text, !Contains("\n\n\n"));
    CHECK_THAT(paper.html, !Contains("<script"));
}

PublicNoticeFacts public_facts() {
    PublicNoticeFacts facts;
    facts.city = papers::city().name;
    facts.forecast_peak_aqi = "287";
    facts.primary_pollutants = {"PM2.5"};
    facts.cause = {"受静稳、高湿等不利扩散条件影响", "stagnant, humid air"};
    facts.measures = measures(AlertLevel::orange);
    return facts;
}

VehicleRestriction restriction() {
    VehicleRestriction r;
    r.issuer = "示例市公安局交通管理支队";
    r.basis = "攻坚办〔2014〕3号";
    r.from = at("2014-02-20T12:00");
    r.until = at("2014-02-26T18:00");
    r.hours = "7时至20时";
    r.rules = {"国三及以下排放标准柴油货车禁止通行", "其他机动车按车牌尾号单号单日、双号双日通行"};
    r.roads = {"绕城公路（不含）以内道路"};
    r.detours = {"过境货车经绕城公路通行"};
    r.exempt = {"执行任务的警车、消防车、救护车、工程救险车", "公共汽车、新能源汽车"};
    r.issued_at = at("2014-02-19T17:00");
    return r;
}

}  // namespace

TEST_CASE("the public notice has duration, area, cause, measures and the health advice of the category") {
    Transition t = papers::issue();
    const Office office = papers::office();
    const PublicNoticeFacts facts = public_facts();
    const Document draft = compose_public_notice(t, office, facts, Language::zh, papers::templates());
    check_words(draft);
    CHECK_THAT(draft.text, Contains("关于发布重污染天气橙色预警的公告\n（尚未由示例市人民政府对外发布，不得公开）\n"));
    CHECK_THAT(draft.text, Contains("\n示例市人民政府\n　　　　年　　月　　日\n"));

    t.published_at = at("2014-02-19T16:30");
    const Document notice = compose_public_notice(t, office, facts, Language::zh, papers::templates());
    CHECK(printed(check_public_notice(notice, t, office, facts, Language::zh)) == "");
    CHECK_THAT(notice.text,
               Contains("根据《示例市重污染天气应急预案》，示例市人民政府决定于2014年2月19日16时30分发布重污染天气橙色预警，"
                        "自2014年2月20日12时起在全市执行Ⅱ级应急响应。现将有关事项公告如下：\n") &&
                   Contains("一、持续时间\n污染过程：2月20日14时至2月26日10时。\n预计解除时间：2014年2月26日18时（具体以正式通知为准）。\n") &&
                   Contains("二、影响范围\n全市。\n") &&
                   Contains("三、污染成因\n受静稳、高湿等不利扩散条件影响；首要污染物为PM2.5；预测AQI峰值287。\n") &&
                   Contains("五、健康防护\n空气质量可达重度污染：心脏病和肺病患者症状显著加剧，运动耐受力降低，健康人群普遍出现症状。\n"
                            "建议：儿童、老年人和心脏病、肺病患者应停留在室内，停止户外运动，一般人群减少户外运动。\n") &&
                   Contains("强制性减排措施1：") && Contains("\n2014年2月19日\n") && !Contains("不得公开"));
    CHECK_THAT(notice.html, Contains("<p class=\"issuer\">示例市人民政府</p>") && Contains("<p class=\"heading\">一、持续时间</p>") &&
                                Contains("<p class=\"signature\">示例市人民政府</p>\n<p class=\"date\">2014年2月19日</p>"));
    CHECK(check_public_notice(compose_public_notice(t, office, facts, Language::en, papers::templates()), t, office, facts, Language::en).empty());

    PublicNoticeFacts unknown;    // nothing is invented
    unknown.city = papers::city().name;
    t.episode_begin.reset();
    t.episode_end.reset();
    t.planned_end.reset();
    const Document bare = compose_public_notice(t, office, unknown, Language::zh, papers::templates());
    check_words(bare);
    CHECK_THAT(bare.text, Contains("污染过程：起止时间另行研判。\n预计解除时间：另行通知。\n") && Contains("三、污染成因\n成因尚在分析。\n") && Contains("重污染天气对健康的影响：") && !Contains("可达"));
    CHECK(check_public_notice(bare, t, office, unknown, Language::zh).empty());
}

TEST_CASE("the public notice of an upgrade, a downgrade, a release and an exercise") {
    Office office = papers::office();
    const auto text = [&](const Transition& t) {
        const Document notice = compose_public_notice(t, office, public_facts(), Language::zh, papers::templates());
        check_words(notice);
        CHECK(printed(check_public_notice(notice, t, office, public_facts(), Language::zh)) == "");
        return notice.text;
    };
    Transition down = papers::upgrade();
    std::swap(down.from, down.to);
    CHECK_THAT(text(papers::upgrade()), Contains("关于将重污染天气橙色预警升级为红色预警的公告\n") && Contains("将重污染天气橙色预警升级为红色预警，"));
    CHECK_THAT(text(down), Contains("关于将重污染天气红色预警调整为橙色预警的公告\n"));
    CHECK_THAT(text(papers::release()), Contains("关于解除重污染天气橙色预警的公告\n") && Contains("自2014年2月26日18时起在全市解除重污染天气橙色预警，终止Ⅱ级应急响应。") &&
                                            !Contains("健康防护") && !Contains("强制性"));
    office.exercise = true;
    CHECK_THAT(text(papers::issue()), Contains("【演练】仅限演练，不作为实际执行依据\n\n【演练】关于发布重污染天气橙色预警的公告"));
}

TEST_CASE("a published notice no longer says that it is unpublished, in text and page") {
    NoticeFacts facts;
    facts.city = papers::city().name;
    const Office office = papers::office();
    Transition t = papers::issue();
    for (const Language language : {Language::zh, Language::en}) {
        const Document signed_one = compose_notice(t, office, facts, language, papers::templates());
        CHECK(as_published(signed_one, t, office, language).text == signed_one.text);
        Transition published = t;
        published.published_at = at("2014-02-19T16:30");
        const Document now = as_published(signed_one, published, office, language);
        for (const std::string& text : {now.text, now.html}) {
            CHECK_THAT(text, !Contains(unpublished_words(office, language)));
            CHECK_THAT(text, Contains(language == Language::zh ? "发布时间：2014年2月19日16时30分" : "Published: 19 Feb 2014 16:30"));
        }
        CHECK(check_notice(now, published, office, facts, language).empty());
    }
}

TEST_CASE("the vehicle restriction, whole") {
    const Document notice = compose_vehicle_notice(restriction(), papers::office(), papers::templates());
    check_words(notice);
    CHECK(printed(check_vehicle_notice("限行", notice, restriction(), papers::office())) == "");
    CHECK(notice.text ==
          "关于重污染天气期间实施机动车限行的通告\n\n"
          "为减轻重污染天气影响，保护公众健康，根据《示例市重污染天气应急预案》和攻坚办〔2014〕3号，决定在重污染天气期间实施机动车限行措施。"
          "现通告如下：\n\n"
          "一、限行时间\n自2014年2月20日12时起至2014年2月26日18时止，共7日；每日限行时段：7时至20时。\n\n"
          "二、限行车辆和规则\n1. 国三及以下排放标准柴油货车禁止通行\n2. 其他机动车按车牌尾号单号单日、双号双日通行\n\n"
          "三、限行区域、路段\n1. 绕城公路（不含）以内道路\n绕行路线1：过境货车经绕城公路通行\n\n"
          "四、不受限行措施限制的车辆\n1. 执行任务的警车、消防车、救护车、工程救险车\n2. 公共汽车、新能源汽车\n\n"
          "请公众合理安排出行，优先选择公共交通。限行措施随重污染天气预警调整或者解除，以正式通告为准。\n\n"
          "咨询电话：010-00000000\n\n示例市公安局交通管理支队\n2014年2月19日\n");
}

TEST_CASE("more than 15 days of restriction need a filing before the start (JY2018-80)") {
    const Office office = papers::office();
    const auto found = [&](const VehicleRestriction& r) {
        return printed(check_vehicle_notice("限行", compose_vehicle_notice(r, office, papers::templates()), r, office));
    };
    VehicleRestriction r = restriction();
    r.from = at("2014-02-01T00:00");
    r.until = at("2014-02-15T00:00");
    CHECK(restriction_days(r) == 14);
    CHECK(found(r) == "");
    r.until = at("2014-02-16T00:00");
    CHECK(restriction_days(r) == 15);
    CHECK(found(r) == "限行: warning: 限行期限恰为15日；“15日以上”如含本数，应提前报备审核，请核实（JY2018-80）\n");
    r.until = at("2014-02-16T01:00");
    CHECK(restriction_days(r) == 16);
    CHECK(found(r) == "限行: error: 限行16日，未向省公安厅交警总队报备审核；限行禁行15日以上的，应提前报备审核（JY2018-80）\n");
    r.filing = RestrictionFiling{"省公安厅交警总队", "省交警备〔2014〕2号", at("2014-02-02T09:00"), true};
    CHECK_THAT(found(r), Contains("报备时间不明，或晚于限行开始"));
    r.filing->filed_at = at("2014-01-25T09:00");
    CHECK(found(r) == "");
    CHECK_THAT(compose_vehicle_notice(r, office, papers::templates()).text, Contains("（已报省公安厅交警总队审核同意，省交警备〔2014〕2号）"));
    r.filing->approved = false;
    CHECK_THAT(found(r), Contains("报备尚未审核同意"));
    CHECK_THAT(compose_vehicle_notice(r, office, papers::templates()).text, !Contains("审核同意"));
    r.filing.reset();
    r.until.reset();
    CHECK(found(r) == "限行: warning: 截止时间随预警解除，期限未定；2014年2月16日起即超过15日；如可能超过15日，应提前向省公安厅交警总队报备审核（JY2018-80）\n");
    CHECK_THAT(compose_vehicle_notice(r, office, papers::templates()).text, Contains("起至重污染天气预警解除时止；每日"));
    r.rules.clear();
    r.roads.clear();
    CHECK_THAT(found(r), Contains("没有写明限行车辆和规则") && Contains("没有写明限行区域、路段"));
}

TEST_CASE("every member unit gets its own task sheet with indicator, areas and the times of its answers") {
    const AssembledMeasures all = measures(AlertLevel::orange);
    REQUIRE_FALSE(all.tasks.empty());
    for (const TaskSheet& sheet : all.tasks) {
        const Document paper = compose_task_sheet(sheet, papers::issue(), papers::office(), papers::city(), "9时、17时", papers::templates());
        check_words(paper);
        CHECK_THAT(paper.text, Contains(sheet.unit + "：\n"));
        for (const LibraryMeasure& measure : sheet.measures) CHECK_THAT(paper.text, Contains(measure.text) && Contains(measure.indicator));
    }
    TaskSheet sheet{"教育部门", {}};
    LibraryMeasure measure;
    measure.kind = LibraryKind::health;
    measure.units = {"教育部门", "卫生健康部门"};
    measure.text = "中小学校和幼儿园停止户外课程和活动";
    measure.indicator = "学校报告";
    measure.areas = {"110101"};
    sheet.measures = {measure};
    CHECK(compose_task_sheet(sheet, papers::issue(), papers::office(), papers::city(), "9时、17时", papers::templates()).text ==
          "重污染天气橙色预警应急响应任务单\n（尚未由示例市人民政府对外发布，不得公开）\n\n教育部门：\n\n"
          "根据《示例市重污染天气应急预案》和攻坚办〔2014〕3号，重污染天气橙色预警（Ⅱ级应急响应）期间，你单位负责落实以下1项任务，"
          "请于响应启动时间前落实到位。\n\n"
          "响应启动时间：2014年2月20日12时\n预计解除时间：2014年2月26日18时（具体以正式通知为准）\n\n"
          "任务清单：\n1. 【健康防护措施】中小学校和幼儿园停止户外课程和活动。核查指标：学校报告。实施区域：东区。共同责任单位：卫生健康部门。\n\n"
          "请于收到本任务单1小时内反馈启动情况，24小时内报送落实情况，每日9时、17时前报送进展，预警解除后2日内报送总结。\n\n"
          "联系人：值班室　电话：010-00000000\n\n示例市重污染天气应急指挥部办公室\n2014年2月19日\n");
}

TEST_CASE("a correction prevails, names the notice it replaces and asks for new receipts") {
    const Office office = papers::office();
    CorrectedNotice old{AlertLevel::red, at("2014-02-20T12:00"), "攻坚办〔2014〕3号", 2};
    Transition t = papers::issue();
    t.version = 2;
    t.document_no = "攻坚办〔2014〕4号";
    t.response_start = at("2014-02-20T14:00");
    t.reason = {"省通知已更正。", "the province has corrected its order."};
    NoticeFacts facts;
    facts.city = papers::city().name;
    facts.superior = {"省重污染天气应急指挥部办公室", "the provincial office"};
    for (const Language language : {Language::zh, Language::en}) {
        const Document notice = compose_correction(t, old, office, facts, language, papers::templates());
        CHECK(printed(check_correction(notice, t, old, office, facts, language)) == "");
    }
    const Document notice = compose_correction(t, old, office, facts, Language::zh, papers::templates());
    check_words(notice);
    CHECK_THAT(notice.text, Contains("关于调整重污染天气预警级别的补充通知（第2版）\n攻坚办〔2014〕4号\n") &&
                                Contains("以本通知为准：原定自2月20日12时起的红色预警调整为橙色预警，自2月20日14时起在全市启动Ⅱ级应急响应，"
                                         "原措施不再执行。（引用：攻坚办〔2014〕3号；回执请重新反馈）\n") &&
                                Contains("\n省通知已更正。\n") && Contains("根据省重污染天气应急指挥部办公室通知要求，"));
    old.level = AlertLevel::orange;
    CHECK_THAT(compose_correction(t, old, office, facts, Language::zh, papers::templates()).text,
               Contains("关于调整重污染天气橙色预警响应启动时间的补充通知（第2版）") && Contains("改为自2月20日14时起在全市启动Ⅱ级应急响应"));
    t.to = AlertLevel::normal;
    const Document none = compose_correction(t, old, office, facts, Language::zh, papers::templates());
    check_words(none);
    CHECK_THAT(none.text, Contains("关于不再启动重污染天气橙色预警的补充通知（第2版）") && Contains("原定自2月20日12时起的橙色预警不再启动，原措施不再执行。") &&
                              !Contains("响应启动时间") && !Contains("警示事项"));
    CHECK(check_correction(none, t, old, office, facts, Language::zh).empty());
}

TEST_CASE("documents without an alert say that they are none, a control needs its basis and its end") {
    const Office office = papers::office();
    for (const TipKind kind : {TipKind::short_heavy, TipKind::ozone, TipKind::fire, TipKind::dust, TipKind::temporary_control, TipKind::preparation}) {
        CHECK(parse_tip_kind(token(kind)) == kind);
        TipFacts facts;
        facts.kind = kind;
        facts.city = papers::city().name;
        facts.issued_at = at("2014-02-19T10:00");
        const Document bare = compose_tip(facts, office, papers::templates());
        if (kind == TipKind::temporary_control)
            CHECK(check_tip("x", bare, facts, office).size() == 3);
        else if (kind == TipKind::preparation)
            CHECK(check_tip("x", bare, facts, office).size() == 1);
        else
            CHECK(check_tip("x", bare, facts, office).empty());
        facts.from = at("2014-02-20T14:00");
        facts.until = at("2014-02-20T20:00");
        facts.forecast_peak_aqi = "215";
        facts.primary_pollutants = {kind == TipKind::ozone ? "O3" : kind == TipKind::dust ? "PM10" : "PM2.5"};
        facts.cause = {"静稳天气", "stagnant air"};
        facts.measures = {"加强重点企业巡查"};
        facts.legal_basis = "《中华人民共和国大气污染防治法》第九十六条";
        const Document full = compose_tip(facts, office, papers::templates());
        check_words(full);
        CHECK(printed(check_tip("x", full, facts, office)) == "");
    }
    TipFacts tip;
    tip.issued_at = at("2014-02-19T10:00");
    tip.from = at("2014-02-20T14:00");
    tip.until = at("2014-02-20T20:00");
    tip.forecast_peak_aqi = "215";
    CHECK(compose_tip(tip, office, papers::templates()).text ==
          "关于做好空气污染健康防护的提示\n\n"
          "预计2月20日14时至2月20日20时，我市将出现短时重污染，未达到预警条件，预测AQI峰值215（重度污染）。本提示不是重污染天气预警，不启动应急响应。\n\n"
          "建议：儿童、老年人和心脏病、肺病患者应停留在室内，停止户外运动，一般人群减少户外运动。\n\n"
          "请公众关注空气质量实时信息，外出时做好防护。\n\n"
          "联系人：值班室　电话：010-00000000\n\n示例市重污染天气应急指挥部办公室\n2014年2月19日\n");
}

TEST_CASE("the approval papers carry proposal, evidence, opinions and approver, what is open is a line for the hand") {
    const Office office = papers::office();
    ApprovalFacts facts;
    facts.city = papers::city().name;
    facts.proposal.id = "P0003";
    facts.proposal.action = AlertAction::issue;
    facts.proposal.to = AlertLevel::orange;
    facts.proposal.response_start = at("2014-02-20T12:00");
    facts.proposal.planned_end = at("2014-02-26T18:00");
    facts.proposal.episode_begin = at("2014-02-20T14:00");
    facts.proposal.edition = papers::issue().edition;
    facts.proposal.reason = {"达到橙色预警条件。", "orange condition met."};
    facts.proposal.findings = {{"n2017/orange", AlertLevel::orange, Answer::met, {"日均值>200持续3天", ""}},
                               {"n2017/red", AlertLevel::red, Answer::unknown, {}},
                               {"n2017/release", AlertLevel::normal, Answer::not_met, {}}};    // no alert: says nothing
    facts.readings = {{"下限", AlertLevel::normal}, {"上限", AlertLevel::red}};
    facts.opinions = {{"市气象台", "静稳天气维持", at("2014-02-19T14:00")}, {"市生态环境监测中心", "", {}}};

    const Document opinion = compose_consultation_opinion(facts, office, papers::templates());
    check_words(opinion);
    CHECK_THAT(opinion.text, Contains("1. 达到橙色预警条件（n2017/orange）：日均值>200持续3天\n2. 资料不足，无法判断是否达到红色预警条件（n2017/red）\n") &&
                                 Contains("预报取下限：不发布预警。\n预报取上限：红色预警。\n") &&
                                 Contains("市气象台（2月19日14时）：静稳天气维持\n市生态环境监测中心：＿＿＿＿＿＿＿＿\n") &&
                                 Contains("系统研判：建议发布橙色预警，自2月20日12时起启动Ⅱ级应急响应，范围为全市。") && Contains("没有实况") && !Contains("release"));
    CHECK_THAT(opinion.html, Contains("日均值&gt;200"));

    const Document report = compose_proposal_report(facts, office, papers::templates());
    check_words(report);
    CHECK_THAT(report.text, Contains("关于发布重污染天气预警的建议报告\n") && Contains("建议级别：橙色预警（Ⅱ级应急响应）") && Contains("以上建议妥否，请批示。"));

    Document form = compose_approval_form(facts, office, papers::templates());
    check_words(form);
    CHECK_THAT(form.text, Contains("重污染天气预警信息发布（调整、解除）审批表\n编号：＿＿＿＿＿＿＿＿\n") && Contains("类别：☑发布　☐调整　☐解除\n") &&
                              Contains("批准人（岗位）：＿＿＿＿＿＿＿＿\n授权文号：＿＿＿＿＿＿＿＿\n") &&
                              Contains("批准方式：☐程序内签发　☐纸质签字　☐电话批示\n") && Contains("时间：　　年　　月　　日　　时　　分\n") && !Contains("补签"));
    CHECK_THAT(form.html, Contains("<th>批准方式</th><td>☐程序内签发　☐纸质签字　☐电话批示</td>"));

    facts.approval = {"副市长（分管生态环境）", "示政文〔2023〕35号", ApprovalMeans::by_telephone, at("2014-02-19T22:10"), "值班岗", "同意", "scan-1.jpg"};
    facts.counter_signature_due = true;
    form = compose_approval_form(facts, office, papers::templates());
    CHECK_THAT(form.text, Contains("批准人（岗位）：副市长（分管生态环境）\n授权文号：示政文〔2023〕35号\n批准方式：☐程序内签发　☐纸质签字　☑电话批示\n审批意见：同意\n") &&
                              Contains("时间：2014年2月19日22时10分\n纸质签字、电话批示记录人：值班岗　扫描件：scan-1.jpg\n补签：＿＿＿＿＿＿＿＿"));
    facts.proposal.action = AlertAction::release;
    facts.proposal.from = AlertLevel::orange;
    facts.proposal.to = AlertLevel::normal;
    CHECK_THAT(compose_proposal_report(facts, office, papers::templates()).text, Contains("3. 未达到解除条件（n2017/release）\n"));
    CHECK_THAT(compose_approval_form(facts, office, papers::templates()).text, Contains("☐发布　☐调整　☑解除\n建议事项：建议解除橙色预警，终止Ⅱ级应急响应"));
}
