// SPDX-License-Identifier: Apache-2.0
#include "alerts/tip.hpp"

#include <array>

#include "alerts/health_advice.hpp"
#include "alerts/official_paper.hpp"
#include "alerts/paper_words.hpp"

namespace qingkong {

namespace {

struct Form {
    TipKind kind;
    const char* token;
    const char* file;
    const char* title;
    bool to_public;         ///< health tip; else a notice to the units
    const char* not_alert;  ///< the sentence that must stand
};

constexpr const char* kNoAlert = "本提示不是重污染天气预警，不启动应急响应";
constexpr std::array<Form, 6> kForms = {{
    {TipKind::short_heavy, "short_heavy", "tip_short_heavy.zh.txt", "关于做好空气污染健康防护的提示", true, kNoAlert},
    {TipKind::ozone, "ozone", "tip_ozone.zh.txt", "关于臭氧污染的健康防护提示", true, kNoAlert},
    {TipKind::fire, "fire", "tip_fire.zh.txt", "关于做好烟尘污染健康防护的提示", true, kNoAlert},
    {TipKind::dust, "dust", "tip_dust.zh.txt", "关于沙尘天气的健康防护提示", true, kNoAlert},
    {TipKind::temporary_control, "temporary_control", "temporary_control.zh.txt", "关于实施大气污染临时管控的通知", false,
     "本次临时管控不是重污染天气预警，不启动应急响应"},
    {TipKind::preparation, "preparation", "preparation.zh.txt", "关于做好重污染天气预警准备工作的通知", false,
     "本通知不是重污染天气预警，是否发布预警另行通知"},
}};

const Form& form_of(TipKind kind) {
    for (const Form& form : kForms)
        if (form.kind == kind) return form;
    return kForms.front();
}

std::optional<AqiCategory> category_in(const TipFacts& facts) {
    const auto peak = facts.forecast_peak_aqi.empty() ? std::nullopt : parse_aqi(facts.forecast_peak_aqi);
    if (!peak || !peak->known()) return std::nullopt;
    return category_of(*peak);
}

}  // namespace

std::string_view token(TipKind kind) {
    return form_of(kind).token;
}

std::optional<TipKind> parse_tip_kind(std::string_view text) {
    for (const Form& form : kForms)
        if (text == form.token) return form.kind;
    return std::nullopt;
}

Document compose_tip(const TipFacts& facts, const Office& office, const Templates& templates) {
    const Form& form = form_of(facts.kind);
    TemplateData data;
    add_office(data, office, Language::zh);
    auto& v = data.values;
    v["title"] = std::string(office.exercise ? "【演练】" : "") + form.title;
    v["document_no"] = facts.document_no;
    v["city"] = facts.city.zh;
    v["scope"] = scope_words(facts.areas, Language::zh);
    v["place"] = joined_texts(facts.areas, Language::zh);
    v["span"] = span_words(facts.from, facts.until, Language::zh);
    v["from"] = facts.from ? spoken_time(*facts.from, Language::zh) : "";
    v["until"] = facts.until ? spoken_time(*facts.until, Language::zh) : "";
    v["cause"] = facts.cause.zh;
    v["primary"] = pollutants_words(facts.primary_pollutants, Language::zh);
    v["peak_aqi"] = facts.forecast_peak_aqi;
    if (const auto category = category_in(facts)) {
        v["category"] = category_name(*category).zh;
        v["health_advice"] = category_advice(*category).zh;
    }
    v["basis"] = facts.basis;
    v["legal_basis"] = facts.legal_basis;
    v["not_alert"] = form.not_alert;
    v["date"] = paper_date(facts.issued_at, Language::zh);
    data.lists["measures"] = numbered_rows(facts.measures);
    OfficialHead head;
    head.issuer = head.signature = office.name.zh;
    head.document_no = facts.document_no;
    head.title = v["title"];
    head.date = v["date"];
    head.exercise = v["exercise"];
    return official_paper(head, templates.render(form.file, data), Language::zh, templates);
}

std::vector<Problem> check_tip(const std::string& name, const Document& document, const TipFacts& facts, const Office& office) {
    std::vector<Problem> problems;
    const auto lacks = [&](Text what, Text wanted) {
        problems.push_back({Severity::error, {name, 0, 0, {}}, std::move(what), std::move(wanted)});
    };
    if (facts.kind == TipKind::temporary_control) {
        if (facts.measures.empty()) lacks({"没有管控措施", "no measure"}, {"逐条写明措施", "write them one by one"});
        if (facts.legal_basis.empty()) lacks({"没有写明依据", "nothing it rests on"}, {"写明法律、预案或批准文件", "name the law, plan or approval"});
        if (!facts.from || !facts.until) lacks({"没有写明起止时间", "begin or end is missing"}, {"写明开始和结束时间", "write both"});
    }
    if (facts.kind == TipKind::preparation && !facts.from)
        lacks({"没有写明预计的污染开始时间", "the expected begin is missing"}, {"写明关注的污染过程", "name the episode"});
    std::vector<RequiredContent> required = {{{"非预警说明", "that it is no alert"}, form_of(facts.kind).not_alert, "handbook B.7"},
                                             {{"发布单位", "issuer"}, office.name.zh, "handbook B.7"}};
    for (Problem& problem : check_contents(name, document.text, required)) problems.push_back(std::move(problem));
    return problems;
}

}  // namespace qingkong
