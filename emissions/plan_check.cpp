// SPDX-License-Identifier: Apache-2.0
#include "emissions/plan_check.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "emissions/plan_check_enterprises.hpp"

namespace qingkong {

std::string level_zh(AlertLevel level) {
    return level == AlertLevel::ungraded ? "不分等级响应" : level_name(level).zh + "预警";
}

PlanFinding finding(Severity severity, std::string_view check, AlertLevel level, const char* basis) {
    PlanFinding out;
    out.severity = severity;
    out.check = check;
    out.level = level;
    out.basis = basis;
    return out;
}

namespace {

/// The reduction of a level, apart by rotation batch and by whether a ramp was granted.
struct Parts {
    AccountSums always;                          ///< lines and sources without a batch
    std::map<std::string, AccountSums> batches;  ///< 轮产批次 with a mandatory measure at the level
    AccountSums at_start;                        ///< everything without a ramp
    int ramped_lines = 0, ramped_enterprises = 0, ramp_hours = 0, longest_hours = 0;
};

Parts parts_of(const PlannedLevel& plan, PeakShiftMode mode) {
    Parts parts;
    for (const PlannedUnit& unit : plan.units) {
        if (!unit.in_base()) continue;
        const bool of_enterprise = unit.source == nullptr;
        bool ramped = false;
        for (const PlannedLine& line : unit.lines) {
            const SourceClass source_class = of_enterprise ? line.line->source_class : unit.source->source_class;
            if (line.left < Rational(1) && mode == PeakShiftMode::count_reduction) {
                DailyEmission taken = of_enterprise ? line.line->base() : unit.source->base();
                for (Rational& grams : taken.g_per_day) grams = grams * (Rational(1) - line.left);
                parts.always.add(of_enterprise, source_class, taken);
                parts.at_start.add(of_enterprise, source_class, taken);
            }
            if (line.order == nullptr) continue;
            const bool in_batch = of_enterprise && !line.held() && !line.line->rotation_group.empty();
            (in_batch ? parts.batches[line.line->rotation_group] : parts.always)
                .add(of_enterprise, source_class, line.order->reduction);
            const int hours = line.order->ramp_hours;
            if (hours <= 0) {
                parts.at_start.add(of_enterprise, source_class, line.order->reduction);
                continue;
            }
            ramped = true;
            ++parts.ramped_lines;
            parts.ramp_hours += hours;
            parts.longest_hours = std::max(parts.longest_hours, hours);
        }
        parts.ramped_enterprises += ramped ? 1 : 0;
    }
    return parts;
}

std::string percent_words(const AccountRow& row) {
    return row.percent ? row.percent->cut1() + "%" : "—";
}

/// The mean of a pollutant's share over the days of all batches.
std::optional<Rational> mean_percent(const std::vector<LevelAccount>& days, std::size_t row) {
    Rational sum;
    for (const LevelAccount& day : days) {
        if (!day.rows[row].percent) return std::nullopt;
        sum += *day.rows[row].percent;
    }
    return sum / Rational(static_cast<int64_t>(days.size()));
}

void tell_missed(const LevelAccount& account, const std::vector<LevelAccount>& days,
                 const std::vector<Closing>& closing, PlanCheck& check) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < account.rows.size(); ++i) {
        const AccountRow& row = account.rows[i];
        if (row.met != false) continue;
        const Closing& way = closing[next++];
        const bool unreachable = row.percent && !way.needed;
        PlanFinding out = finding(Severity::error,
                                  unreachable             ? "target_unreachable"
                                  : account.batch.empty() ? "target_missed"
                                                          : "batch_missed",
                                  account.level, account.batch.empty() ? "C.3" : "E.4");
        const Text closes = way.words();
        out.area = row.area;
        out.what = {fmt::format("{}{}：全部执行也只达到{}，目标{}%；{}", level_zh(account.level),
                                account.batch.empty() ? "" : "轮产批次" + account.batch + "单独执行", percent_words(row),
                                *row.target_percent, closes.zh),
                    fmt::format("{}{}: {} if all comply, target {} %; {}", token(account.level),
                                account.batch.empty() ? "" : " batch " + account.batch + " alone", percent_words(row),
                                *row.target_percent, closes.en)};
        if (row.interchange) {
            out.what.zh += "；" + row.interchange->words().zh;
            out.what.en += "; " + row.interchange->words().en;
        }
        out.wanted = {"达到目标比例", "the target"};
        const auto mean = account.batch.empty() ? std::nullopt : mean_percent(days, i);
        if (mean && *mean >= Rational(*row.target_percent))
            out.wanted = {fmt::format("每个批次（每一天）都要达到目标；各批次平均{}%不予认可", mean->cut1()),
                          fmt::format("every batch, every day; the mean over the batches, {} %, does not count",
                                      mean->cut1())};
        check.findings.push_back(std::move(out));
        check.closings.push_back({account.batch, way});
    }
}

/// Every day must reach the targets: a level with batches is judged on the day of each alone (handbook E.4).
void check_targets(const PlannedLevel& plan, const Parts& parts, const BaseSums& base, const TargetTable& targets,
                   PlanCheck& check) {
    std::vector<LevelAccount> days;
    for (const auto& [batch, sums] : parts.batches) {
        AccountSums reduction = parts.always;
        reduction.add(sums);
        days.push_back({plan.level, parts.batches.size() > 1 ? batch : "",
                        compare_with_targets(targets, plan.level, base, reduction)});
    }
    if (days.empty()) days.push_back({plan.level, "", compare_with_targets(targets, plan.level, base, parts.always)});
    for (const LevelAccount& day : days) {
        if (!target_missed(day.rows)) continue;
        const std::vector<Closing> closing = day.batch.empty() ? closings(plan, day.rows)
                                                               : closings(on_day_of_batch(plan, day.batch), day.rows);
        tell_missed(day, days, closing, check);
    }
    check.accounts.insert(check.accounts.end(), days.begin(), days.end());
}

/// Words of rotation without a named batch: the ratio would hold on average only, on no single day (handbook E.4).
void unnamed_rotation(const PlannedLevel& plan, std::vector<PlanFinding>& findings) {
    static constexpr std::array<std::string_view, 6> kWords = {"轮停", "轮产", "轮流", "轮换", "轮开", "分批"};
    for (const PlannedUnit& unit : plan.units)
        for (const PlannedLine& line : unit.lines) {
            if (line.order == nullptr || line.held() || line.line == nullptr || !line.line->rotation_group.empty())
                continue;
            const std::string& words = line.order->measure;
            if (std::none_of(kWords.begin(), kWords.end(),
                             [&](std::string_view word) { return words.find(word) != std::string::npos; }))
                continue;
            PlanFinding out = finding(Severity::error, "rotation_without_batch", plan.level, "E.4");
            out.area = unit.area();
            out.enterprise_id = unit.id();
            out.enterprise = unit.name();
            out.line_id = line.line->line_id;
            out.what = {"轮流执行而没有轮产批次，只能按多日平均计算：" + words,
                        "rotation without a named batch holds on average only: " + words};
            out.wanted = {"填写生产线的轮产批次，每个批次单独达到目标", "name the line's batch; each alone must reach the target"};
            findings.push_back(std::move(out));
        }
}

/// The sum of granted ramps, and what the level reaches before they end (handbook F, "due at the start hour").
void tell_ramps(const PlannedLevel& plan, const Parts& parts, const BaseSums& base, const TargetTable& targets,
                std::vector<PlanFinding>& findings) {
    if (parts.ramped_lines == 0) return;
    const std::vector<AccountRow> rows = compare_with_targets(targets, plan.level, base, parts.at_start);
    std::string shares;
    for (const AccountRow& row : rows)
        if (row.scope.whole())
            shares += fmt::format("{}{} {}", shares.empty() ? "" : ", ", token(row.pollutant), percent_words(row));
    // With several batches the early shares are of no single day: only hours and enterprises are told.
    const bool one_day = parts.batches.size() <= 1;
    const bool late = one_day && target_missed(rows);
    PlanFinding out = finding(late ? Severity::warning : Severity::note, "ramps", plan.level, "F");
    out.what = {fmt::format("经核定推迟达到的：{}家企业、{}条生产线，合计{}小时，最长{}小时", parts.ramped_enterprises,
                            parts.ramped_lines, parts.ramp_hours, parts.longest_hours),
                fmt::format("granted ramps: {} enterprises, {} lines, {} hours together, the longest {}",
                            parts.ramped_enterprises, parts.ramped_lines, parts.ramp_hours, parts.longest_hours)};
    if (one_day) {
        out.what.zh += "；到期之前的比例为 " + shares;
        out.what.en += "; shares before they end: " + shares;
    }
    if (late)
        out.wanted = {"响应启动时就应达到目标；复核推迟的安全理由", "the target holds from the start hour; review the reasons"};
    findings.push_back(std::move(out));
}

std::vector<AlertLevel> levels_of(const TargetTable& targets) {
    std::vector<AlertLevel> levels = targets.levels();
    for (const AlertLevel level : {AlertLevel::yellow, AlertLevel::orange, AlertLevel::red})
        if (std::find(levels.begin(), levels.end(), level) == levels.end()) levels.push_back(level);
    std::sort(levels.begin(), levels.end());
    return levels;
}

void tell_long_term(const Inventory& inventory, std::vector<PlanFinding>& findings) {
    const auto count = std::count_if(inventory.enterprises.begin(), inventory.enterprises.end(),
                                     [](const Enterprise& enterprise) { return enterprise.long_term_stopped; });
    if (count == 0) return;
    PlanFinding out = finding(Severity::note, "long_term_stopped", AlertLevel::normal, "D.5");
    out.what = {fmt::format("长期停产企业{}家，不计入基数和减排量", count),
                fmt::format("{} long-term stopped enterprises, in neither base nor reduction", count)};
    findings.push_back(std::move(out));
}

}  // namespace

bool PlanCheck::failed() const {
    return std::any_of(findings.begin(), findings.end(),
                       [](const PlanFinding& one) { return one.severity == Severity::error; });
}

PlanCheck check_plan(const Inventory& inventory, Day day, const TargetTable& targets) {
    PlanCheck check;
    std::vector<PlannedLevel> plans;
    const BaseSums base = base_sums(inventory, day, targets.peak_shift, {});
    for (const AlertLevel level : levels_of(targets)) plans.push_back(planned_level(inventory, level, day));
    std::vector<PlanFinding> ramps;
    for (const PlannedLevel& plan : plans) {
        const Parts parts = parts_of(plan, targets.peak_shift);
        check_targets(plan, parts, base, targets, check);
        tell_ramps(plan, parts, base, targets, ramps);
        const std::vector<BurdenRow> rows = burden(inventory, plan, targets.peak_shift);
        check.burden.insert(check.burden.end(), rows.begin(), rows.end());
    }
    for (const PlannedLevel& plan : plans) unnamed_rotation(plan, check.findings);
    check_planned_enterprises(inventory, plans, check.findings);
    check.findings.insert(check.findings.end(), ramps.begin(), ramps.end());
    tell_long_term(inventory, check.findings);
    return check;
}

}  // namespace qingkong
