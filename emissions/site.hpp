// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/rational.hpp"
#include "rules/level.hpp"
#include "rules/problem.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// One step of the application chain: who (an authority or unit, never a person) and when.
struct SiteStep {
    std::string by;
    std::optional<Day> on;
    bool operator==(const SiteStep&) const = default;
};

/// 通行证 of one colour: the site goes on while this alert is in force (handbook D.6).
struct SitePass {
    AlertLevel level = AlertLevel::yellow;
    std::optional<Day> from;
    std::optional<Day> to;
    std::string document;
    bool operator==(const SitePass&) const = default;
};

/// What the register 工地 knows of a site beyond its source row (name, area, stage, emissions, measures): handbook D.6.
struct SiteRecord {
    std::string owner;                     ///< 建设单位
    std::string builder;                   ///< 施工单位
    std::optional<Rational> size_m2;       ///< 建筑（占地）面积
    std::string livelihood_class;          ///< 一类, 二类, 三类; a name of 工地规则; empty = none
    std::optional<AlertLevel> max_level;   ///< 最高级别 as decided for this site; may only be lower than its class
    std::string plate;                     ///< 红牌, 黄牌, 绿牌; empty = none
    std::optional<Rational> credit;        ///< 信用评分
    std::string rule_list;                 ///< 六个百分之百 …: the list that applies here, a name of 工地规则
    std::optional<bool> rules_kept;        ///< empty = not known, which is not kept
    std::optional<bool> nev_mixers;        ///< 新能源罐车 (GC2021-27): true = condition of this site
    std::string conditions;                ///< further conditions in words
    SiteStep applied, checked, decided;    ///< 申请, 审核, 决定
    std::string document;                  ///< 批准文号
    std::optional<Day> valid_from;
    std::optional<Day> valid_to;
    std::vector<SitePass> passes;
    std::optional<Day> dirty_on;           ///< 查出扬尘日期: plate and passes end with it
    bool operator==(const SiteRecord&) const = default;
};

/// The local rules of the register as data (sheet 工地规则): no rule, no permission.
struct SiteRules {
    struct Class {
        std::string name;    ///< 一类
        AlertLevel highest = AlertLevel::normal;
        std::string basis;
        bool operator==(const Class&) const = default;
    };
    struct Plate {
        std::string name;                      ///< 绿牌
        bool passes = false;                   ///< may hold passes
        std::optional<Rational> credit_least;  ///< e.g. 95
        std::string rule_list;                 ///< list that it needs, e.g. 八个百分之百; empty = any
        std::string basis;
        bool operator==(const Plate&) const = default;
    };
    struct List {
        std::string name;    ///< 六个百分之百
        std::string items;   ///< 施工工地周边100%围挡；…
        std::string basis;
        bool operator==(const List&) const = default;
    };
    std::vector<Class> classes;
    std::vector<Plate> plates;
    std::vector<List> lists;
    int months_without_application = 0;  ///< after a plate was withdrawn
    std::string withdrawal_basis;

    const Class* find_class(std::string_view name) const;
    const Plate* find_plate(std::string_view name) const;
    const List* find_list(std::string_view name) const;
    bool operator==(const SiteRules&) const = default;
};

/// May the site go on at a level on a day, and why or why not.
struct SitePermit {
    bool continues = false;
    AlertLevel highest = AlertLevel::normal;  ///< of the class or pass that lets it go on
    std::string by;                           ///< `site class 一类`, `site pass orange`: for the basis
    std::string terms;                        ///< 一类民生工程：可继续施工（最高至橙色预警），严格落实“八个百分之百”…
    std::vector<std::string> remarks;         ///< for the basis: `site class 一类 only to orange`, `plate withdrawn 2019-11-02`
};
SitePermit site_permit(const SiteRecord& site, const SiteRules& rules, AlertLevel level, Day day);

/// The first day on which a site that was found dirty may apply again; empty where it was not, or no rule says so.
std::optional<Day> next_application(const SiteRecord& site, const SiteRules& rules);
/// The day `months` later: 11-02 + 1 = 12-02; the last day of a shorter month.
Day months_after(Day day, int months);

/// What is not in order with a record: unknown class, plate or list, a pass or plate that its credit or list does not
/// bear, a chain out of order, an application within the ban. Warnings: the permit simply does not count.
std::vector<Text> site_findings(const SiteRecord& site, const SiteRules& rules);

}  // namespace qingkong
