// SPDX-License-Identifier: Apache-2.0
#include "alerts/vehicle_notice.hpp"

#include <fmt/format.h>

#include "alerts/official_paper.hpp"

namespace qingkong {

namespace {

std::string until_words(const VehicleRestriction& r) {
    return r.until ? spoken_time(*r.until, Language::zh) : "重污染天气预警解除时";
}

std::string issuer_of(const VehicleRestriction& r, const Office& office) {
    return r.issuer.empty() ? office.government.zh : r.issuer;
}

/// Gathers what is wrong with the restriction itself.
struct Checker {
    const std::string& name;
    const VehicleRestriction& r;
    std::vector<Problem> problems;

    void say(Severity severity, Text what, Text wanted) {
        problems.push_back({severity, {name, 0, 0, {}}, std::move(what), std::move(wanted)});
    }

    void contents() {
        if (r.rules.empty())
            say(Severity::error, {"没有写明限行车辆和规则", "no rule says which vehicles are restricted"},
                {"写明限行车辆和限行规则（JY2018-29）", "name the vehicles and the rule (JY2018-29)"});
        if (r.roads.empty())
            say(Severity::error, {"没有写明限行区域、路段", "no area or road"}, {"写明区域、路段（JY2018-28）", "name them (JY2018-28)"});
        if (r.detours.empty())
            say(Severity::warning, {"没有写明绕行路线", "no detour"}, {"有绕行路线的应写明（JY2018-28）", "name it where there is one (JY2018-28)"});
        if (r.until && *r.until <= r.from)
            say(Severity::error, {"结束时间不晚于开始时间", "it ends before it begins"}, {"核对起止时间", "check both times"});
    }

    void filing() {
        const std::optional<int> days = restriction_days(r);
        if (!days) {
            const Instant last{start_of(day_of(r.from)).seconds + int64_t{kRestrictionDaysWithoutFiling} * 24 * 3600};
            if (!r.filing)
                say(Severity::warning,
                    {fmt::format("截止时间随预警解除，期限未定；{}起即超过{}日", paper_date(last, Language::zh), kRestrictionDaysWithoutFiling),
                     fmt::format("its end is open; from {} it is longer than {} days", paper_date(last, Language::en), kRestrictionDaysWithoutFiling)},
                    {"如可能超过15日，应提前向省公安厅交警总队报备审核（JY2018-80）", "file with the provincial police before that (JY2018-80)"});
            return;
        }
        if (*days == kRestrictionDaysWithoutFiling && !r.filing)
            say(Severity::warning, {"限行期限恰为15日", "it lasts exactly 15 days"},
                {"“15日以上”如含本数，应提前报备审核，请核实（JY2018-80）", "whether “15日以上” includes 15: ask (JY2018-80)"});
        if (*days <= kRestrictionDaysWithoutFiling) return;
        if (!r.filing)
            return say(Severity::error, {fmt::format("限行{}日，未向省公安厅交警总队报备审核", *days), fmt::format("{} days, and not filed with the provincial police", *days)},
                       {"限行禁行15日以上的，应提前报备审核（JY2018-80）", "longer than 15 days: file before (JY2018-80)"});
        if (!r.filing->filed_at || *r.filing->filed_at > r.from)
            say(Severity::error, {"报备时间不明，或晚于限行开始", "the filing has no date, or came after the start"}, {"应提前报备（JY2018-80）", "file before the start (JY2018-80)"});
        if (!r.filing->approved || r.filing->document_no.empty())
            say(Severity::error, {"报备尚未审核同意，或缺报备文号", "the filing is not approved, or has no number"}, {"取得审核意见后再发布（JY2018-80）", "issue it once approved (JY2018-80)"});
    }
};

}  // namespace

std::optional<int> restriction_days(const VehicleRestriction& r) {
    if (!r.until || *r.until <= r.from) return std::nullopt;
    const int64_t first = start_of(day_of(r.from)).seconds, last = start_of(day_of(Instant{r.until->seconds - 1})).seconds;
    return static_cast<int>((last - first) / (24 * 3600)) + 1;
}

Document compose_vehicle_notice(const VehicleRestriction& r, const Office& office, const Templates& templates) {
    TemplateData data;
    add_office(data, office, Language::zh);
    auto& v = data.values;
    v["title"] = std::string(office.exercise ? "【演练】" : "") + "关于重污染天气期间实施机动车限行的通告";
    v["document_no"] = r.document_no;
    v["issuer"] = issuer_of(r, office);
    v["basis"] = r.basis;
    v["from"] = spoken_time(r.from, Language::zh);
    v["until"] = until_words(r);
    v["hours"] = r.hours.empty() ? "全天" : r.hours;
    if (const auto days = restriction_days(r)) v["days"] = std::to_string(*days);
    if (r.filing && r.filing->approved && !r.filing->document_no.empty()) {
        v["filing"] = r.filing->document_no;
        v["filing_authority"] = r.filing->authority;
    }
    v["telephone"] = r.telephone.empty() ? office.telephone : r.telephone;
    v["date"] = r.issued_at ? paper_date(*r.issued_at, Language::zh) : blank_date();
    data.lists["rules"] = numbered_rows(r.rules);
    data.lists["roads"] = numbered_rows(r.roads);
    data.lists["detours"] = numbered_rows(r.detours);
    data.lists["exempted"] = numbered_rows(r.exempt);
    OfficialHead head;
    head.issuer = head.signature = v["issuer"];
    head.document_no = r.document_no;
    head.title = v["title"];
    head.date = v["date"];
    head.exercise = v["exercise"];
    return official_paper(head, templates.render("vehicle_notice.zh.txt", data), Language::zh, templates);
}

std::vector<Problem> check_vehicle_notice(const std::string& name, const Document& notice, const VehicleRestriction& r,
                                          const Office& office) {
    Checker checker{name, r, {}};
    checker.contents();
    checker.filing();
    std::vector<RequiredContent> required = {{{"开始时间", "start"}, spoken_time(r.from, Language::zh), "JY2018-29"},
                                             {{"截止时间", "end"}, until_words(r), "JY2018-29"},
                                             {{"发布单位", "issuer"}, issuer_of(r, office), "JY2018-29"}};
    for (const std::string& rule : r.rules) required.push_back({{"限行规则", "rule"}, rule, "JY2018-29"});
    for (const std::string& road : r.roads) required.push_back({{"限行区域", "road"}, road, "JY2018-28"});
    for (Problem& problem : check_contents(name, notice.text, required)) checker.problems.push_back(std::move(problem));
    return std::move(checker.problems);
}

}  // namespace qingkong
