// SPDX-License-Identifier: Apache-2.0
#include "emissions/site.hpp"

#include <algorithm>

#include <date/date.h>
#include <fmt/format.h>

#include "emissions/grade.hpp"

namespace qingkong {
namespace {

template <class Row>
const Row* find(const std::vector<Row>& rows, std::string_view name) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

/// Found dirty on or before the day and not decided anew since: plate and passes are withdrawn.
bool withdrawn(const SiteRecord& site, Day day) {
    if (!site.dirty_on || day < *site.dirty_on) return false;
    return !(site.decided.on && *site.dirty_on < *site.decided.on && *site.decided.on <= day);
}

/// Applied, checked and decided: only the decision of the leading group gives the class its effect.
bool decided(const SiteRecord& site, Day day) {
    return !site.decided.by.empty() && site.decided.on && *site.decided.on <= day && !site.document.empty();
}

bool plate_bears_passes(const SiteRecord& site, const SiteRules& rules) {
    const SiteRules::Plate* plate = rules.find_plate(site.plate);
    if (plate == nullptr || !plate->passes) return false;
    if (plate->credit_least && (!site.credit || *site.credit < *plate->credit_least)) return false;
    return plate->rule_list.empty() || (plate->rule_list == site.rule_list && site.rules_kept == true);
}

std::string terms_of(const SiteRecord& site, const std::string& title, AlertLevel highest) {
    std::string terms = fmt::format("{}：可继续施工（最高至{}预警）", title, level_name(highest).zh);
    if (!site.rule_list.empty()) terms += fmt::format("，严格落实“{}”", site.rule_list);
    if (site.nev_mixers == true) terms += "；混凝土运输使用新能源罐车";
    if (!site.conditions.empty()) terms += "；" + site.conditions;
    return terms;
}

void by_class(const SiteRecord& site, const SiteRules& rules, AlertLevel level, Day day, SitePermit& permit) {
    if (site.livelihood_class.empty() && !site.max_level) return;
    const std::string name = site.livelihood_class.empty() ? "" : " " + site.livelihood_class;
    const SiteRules::Class* of_class = rules.find_class(site.livelihood_class);
    std::optional<AlertLevel> highest = site.max_level;
    if (of_class != nullptr) highest = std::min(highest.value_or(of_class->highest), of_class->highest);
    if (!highest) {
        permit.remarks.push_back(fmt::format("site class{} without a rule", name));
    } else if (!decided(site, day)) {
        permit.remarks.push_back(fmt::format("site class{} not decided", name));
    } else if (!holds_on(site.valid_from, site.valid_to, day)) {
        permit.remarks.push_back(site.valid_to && *site.valid_to < day
                                     ? fmt::format("site class{} expired {}", name, format_day(*site.valid_to))
                                     : fmt::format("site class{} not yet valid", name));
    } else if (*highest < level) {
        permit.remarks.push_back(fmt::format("site class{} only to {}", name, token(*highest)));
    } else {
        permit.continues = true;
        permit.highest = *highest;
        permit.by = "site class" + name;
        permit.terms = terms_of(site, site.livelihood_class.empty() ? "经批准工地" : site.livelihood_class + "民生工程",
                                *highest);
    }
}

void by_pass(const SiteRecord& site, const SiteRules& rules, AlertLevel level, Day day, SitePermit& permit) {
    for (const SitePass& pass : site.passes) {
        const std::string name = fmt::format("site pass {}", token(pass.level));
        if (!plate_bears_passes(site, rules)) {
            permit.remarks.push_back(name + " not borne by the plate");
        } else if (!holds_on(pass.from, pass.to, day)) {
            permit.remarks.push_back(pass.to && *pass.to < day ? fmt::format("{} expired {}", name, format_day(*pass.to))
                                                               : name + " not yet valid");
        } else if (pass.level < level) {
            permit.remarks.push_back(fmt::format("{} only to {}", name, token(pass.level)));
        } else if (!permit.continues) {
            permit.continues = true;
            permit.highest = pass.level;
            permit.by = name;
            permit.terms = terms_of(site, fmt::format("{}工地持{}预警通行证", site.plate, level_name(pass.level).zh),
                                    pass.level);
        }
    }
}

}  // namespace

const SiteRules::Class* SiteRules::find_class(std::string_view name) const { return find(classes, name); }
const SiteRules::Plate* SiteRules::find_plate(std::string_view name) const { return find(plates, name); }
const SiteRules::List* SiteRules::find_list(std::string_view name) const { return find(lists, name); }

SitePermit site_permit(const SiteRecord& site, const SiteRules& rules, AlertLevel level, Day day) {
    SitePermit permit;
    if (withdrawn(site, day)) {
        permit.remarks.push_back("site plate withdrawn " + format_day(*site.dirty_on));
        if (const auto next = next_application(site, rules))
            permit.remarks.push_back("no application before " + format_day(*next));
        return permit;
    }
    by_class(site, rules, level, day, permit);
    by_pass(site, rules, level, day, permit);
    // Why another permit does not count is of no interest where one does.
    if (permit.continues) permit.remarks.clear();
    return permit;
}

std::optional<Day> next_application(const SiteRecord& site, const SiteRules& rules) {
    if (!site.dirty_on || rules.months_without_application < 1) return std::nullopt;
    return months_after(*site.dirty_on, rules.months_without_application);
}

Day months_after(Day day, int months) {
    const date::year_month_day begin{date::sys_days{date::days{day.index}}};
    date::year_month_day end = begin + date::months{months};
    if (!end.ok()) end = end.year() / end.month() / date::last;
    return Day{date::sys_days{end}.time_since_epoch().count()};
}

std::vector<Text> site_findings(const SiteRecord& site, const SiteRules& rules) {
    std::vector<Text> found;
    const auto say = [&](std::string zh, std::string en) { found.push_back({std::move(zh), std::move(en)}); };
    const SiteRules::Class* of_class = rules.find_class(site.livelihood_class);
    const SiteRules::Plate* plate = rules.find_plate(site.plate);
    if (!site.livelihood_class.empty() && of_class == nullptr && !site.max_level)
        say(fmt::format("“工地规则”没有民生类别“{}”，也没有填写最高级别，不能继续施工", site.livelihood_class),
            fmt::format("no rule for class \"{}\" and no highest level: it may not go on", site.livelihood_class));
    if (of_class != nullptr && site.max_level && of_class->highest < *site.max_level)
        say(fmt::format("最高级别高于该类别的{}预警，以类别为准", level_name(of_class->highest).zh),
            fmt::format("the highest level is above the class's {}: the class counts", token(of_class->highest)));
    if (!site.plate.empty() && plate == nullptr)
        say(fmt::format("“工地规则”没有标牌“{}”", site.plate), fmt::format("no rule for plate \"{}\"", site.plate));
    if (!site.rule_list.empty() && rules.find_list(site.rule_list) == nullptr)
        say(fmt::format("“工地规则”没有“{}”", site.rule_list), fmt::format("no list \"{}\" in 工地规则", site.rule_list));
    if (plate != nullptr && plate->credit_least && (!site.credit || *site.credit < *plate->credit_least))
        say(fmt::format("{}须信用评分不低于{}分", site.plate, plate->credit_least->cut1()),
            fmt::format("plate {} needs a credit of at least {}", site.plate, plate->credit_least->cut1()));
    if (plate != nullptr && !plate->rule_list.empty() && (site.rule_list != plate->rule_list || site.rules_kept != true))
        say(fmt::format("{}须落实“{}”", site.plate, plate->rule_list),
            fmt::format("plate {} needs {} kept", site.plate, plate->rule_list));
    if (!site.passes.empty() && (plate == nullptr || !plate->passes))
        say("该标牌不能持通行证", "this plate cannot hold a pass");
    const bool permit = !site.livelihood_class.empty() || site.max_level;
    if (permit && (site.decided.by.empty() || !site.decided.on || site.document.empty()))
        say("缺少决定单位、决定日期或批准文号，不能继续施工", "not decided (who, when, document): it may not go on");
    const auto later = [](const SiteStep& a, const SiteStep& b) { return a.on && b.on && *b.on < *a.on; };
    if (later(site.applied, site.checked) || later(site.checked, site.decided) || later(site.applied, site.decided))
        say("申请、审核、决定日期先后颠倒", "applied, checked and decided are not in order");
    if (const auto next = next_application(site, rules);
        next && site.applied.on && *site.dirty_on <= *site.applied.on && *site.applied.on < *next)
        say(fmt::format("查出扬尘后{}个月内不得重新申请（{}起可申请）", rules.months_without_application, format_day(*next)),
            fmt::format("no new application before {}", format_day(*next)));
    return found;
}

}  // namespace qingkong
