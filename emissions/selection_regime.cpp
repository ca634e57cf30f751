// SPDX-License-Identifier: Apache-2.0
// The last two steps of F.1: what the notice says of this round, and the other regimes beside the alert.
#include <algorithm>

#include <fmt/format.h>

#include "emissions/selection_choice.hpp"

namespace qingkong {
namespace {

const NotApplied* switched_off(const Choice& choice, const MeasureOrder& order) {
    for (const NotApplied& one : choice.terms.not_applied)
        for (const std::string& id : one.ids)
            if (id == order.enterprise_id || id == order.enterprise_id + "/" + order.line_id) return &one;
    return nullptr;
}

/// The row asks for nothing in this round and counts no reduction (handbook D.5).
void switch_off(const Choice& choice, const NotApplied& off, ChosenRow& row) {
    ChosenRow told = choice.told("本轮预警不实施" + off.name);
    told.order.line_id = row.order.line_id;
    told.order.source_class = row.order.source_class;
    told.remark = "not applied this round";
    row = std::move(told);
}

bool cuts_load(MeasureKind kind) {
    return kind == MeasureKind::stop || kind == MeasureKind::limit || kind == MeasureKind::count ||
           kind == MeasureKind::coking;
}

/// What the alert takes away beyond the other regimes: dE - E x (1 - load), never below nothing.
void only_beyond(DailyEmission& reduction, const DailyEmission& base, const Rational& load) {
    for (std::size_t i = 0; i < kEmitted; ++i) {
        Rational& grams = reduction.g_per_day[i];
        grams = std::max(Rational(0), grams - base.g_per_day[i] * (Rational(1) - load));
    }
}

void name_regime(std::string& regimes, const RegimeRow& row) {
    const std::string name(token(row.regime));
    const std::string all = "; " + regimes + "; ";
    if (all.find("; " + name + "; ") == std::string::npos) regimes += (regimes.empty() ? "" : "; ") + name;
}

void add_words(std::string& words, const std::string& more) {
    if (words != more) words += (words.empty() ? "" : "；") + more;
}

/// The row under the other regimes: theirs where they are stricter, both where they are equal, the alert's where it is.
void combine(const Choice& choice, const OtherRegimes& other, const DailyEmission& base,
             const std::optional<Rational>& output_t_per_day, ChosenRow& row) {
    MeasureOrder& order = row.order;
    std::string regimes;
    const bool told_only = !order.mandatory;
    if (!told_only) only_beyond(order.reduction, base, other.load);
    const bool theirs = !other.strictest.empty() && other.load < row.load;
    const bool both = !other.strictest.empty() && !told_only && other.load == row.load;
    // A duty of the alert that does not touch the load (transport, operation) binds beside a stricter load.
    const bool alert_beside = theirs && !told_only && !cuts_load(order.kind);
    if (!theirs || alert_beside) regimes = "alert";
    if (theirs) {
        const std::string alert_words = alert_beside ? order.measure : "";
        order.measure.clear();
        for (const RegimeRow* one : other.strictest) add_words(order.measure, regime_words(*one));
        if (!alert_words.empty()) add_words(order.measure, alert_words);
        order.mandatory = true;
        order.kind = other.load.zero() ? MeasureKind::stop : MeasureKind::limit;
        order.load_cap_percent = static_cast<int>((other.load * Rational(100)).cut());
        order.ramp_hours = 0;
        order.ramp_reason.clear();
        order.counted.reset();
        order.cap_base_t_per_day.reset();
        order.cap_t_per_day.reset();
        if (!other.load.zero() && output_t_per_day && other.strictest.front()->limit.kind == RegimeLimit::Kind::cap)
            order.cap_t_per_day = other.strictest.front()->limit.value;
        order.regime = other.strictest.front()->regime;
        row.remark.clear();
    }
    if (both)
        for (const RegimeRow* one : other.strictest) add_words(order.measure, regime_words(*one));
    if (theirs || both)
        for (const RegimeRow* one : other.strictest) name_regime(regimes, *one);
    else if (!other.strictest.empty())
        row.remark += fmt::format("{}beyond {} {}%", row.remark.empty() ? "" : "; ", token(other.strictest.front()->regime),
                                  (other.load * Rational(100)).cut());
    for (const RegimeRow* one : other.beside) {
        add_words(order.measure, regime_words(*one));
        name_regime(regimes, *one);
        if (!order.mandatory) {
            order.kind = MeasureKind::other;
            order.regime = one->regime;
        }
        order.mandatory = true;
    }
    order.basis = choice.basis(regimes, row.remark);
}

std::string regimes_after_release(const std::vector<RemainingControl>& controls) {
    std::string regimes = "alert";
    for (const RemainingControl& control : controls) {
        const std::string name(token(control.regime));
        if (("; " + regimes + "; ").find("; " + name + "; ") == std::string::npos) regimes += "; " + name;
    }
    return regimes;
}

}  // namespace

void apply_round(const Choice& choice, ChosenRow& row) {
    if (const NotApplied* off = switched_off(choice, row.order)) switch_off(choice, *off, row);
}

void apply_round(const Choice& choice, const Enterprise& enterprise, std::vector<ChosenRow>& rows) {
    for (ChosenRow& row : rows) apply_round(choice, row);
    if (choice.terms.batch.empty()) return;
    const auto group_of = [&](const ChosenRow& row) {
        const ProductionLine* line = row.order.line_id.empty() ? nullptr : enterprise.find_line(row.order.line_id);
        return line == nullptr ? std::string() : line->rotation_group;
    };
    std::vector<ChosenRow> kept;
    std::string spared;
    for (ChosenRow& row : rows) {
        const std::string group = group_of(row);
        if (!group.empty() && row.order.mandatory && cuts_load(row.order.kind)) {
            if (group != choice.terms.batch) {
                spared += (spared.empty() ? "" : "、") + row.order.line_id + "（" + group + "）";
                continue;
            }
            row.remark += (row.remark.empty() ? "" : "; ") + fmt::format("batch {}", group);
        }
        kept.push_back(std::move(row));
    }
    rows = std::move(kept);
    if (!rows.empty()) return;
    ChosenRow told = choice.told(fmt::format("本轮停限产批次为{}，{}不在本批次", choice.terms.batch, spared));
    told.remark = fmt::format("batch {}", choice.terms.batch);
    rows.push_back(std::move(told));
}

std::vector<MeasureOrder> combined(const Choice& choice, const Enterprise& enterprise, std::vector<ChosenRow> rows) {
    const bool free = enterprise.regimes.empty() &&
                      std::all_of(enterprise.lines.begin(), enterprise.lines.end(),
                                  [](const ProductionLine& line) { return line.regimes.empty(); });
    std::vector<MeasureOrder> orders;
    if (free) {
        for (ChosenRow& row : rows) {
            row.order.basis = choice.basis("alert", row.remark);
            orders.push_back(std::move(row.order));
        }
        return orders;
    }
    std::vector<ChosenRow> of_lines;
    const auto take = [&](ChosenRow& row, const ProductionLine& line) {
        const OtherRegimes other = other_regimes(enterprise, line, choice.start_day());
        combine(choice, other, line.base(), line.last_year_output_t_per_day, row);
    };
    for (ChosenRow& row : rows) {
        const ProductionLine* line = row.order.line_id.empty() ? nullptr : enterprise.find_line(row.order.line_id);
        if (line != nullptr)
            take(row, *line);
        else
            row.order.basis = choice.basis("alert", row.remark);
        orders.push_back(row.order);
    }
    // Lines of which the alert asks nothing, and another regime does: in the order of the lines, after the rest.
    for (const ProductionLine& line : enterprise.lines) {
        const auto same = [&](const MeasureOrder& order) { return order.line_id == line.line_id; };
        if (std::any_of(orders.begin(), orders.end(), same)) continue;
        const OtherRegimes other = other_regimes(enterprise, line, choice.start_day());
        if (other.strictest.empty() && other.beside.empty()) continue;
        ChosenRow row = choice.told("");
        row.order.line_id = line.line_id;
        row.order.source_class = line.source_class;
        take(row, line);
        orders.push_back(std::move(row.order));
    }
    return orders;
}

MeasureOrder combined(const Choice& choice, const Source& source, ChosenRow row) {
    if (source.regimes.empty())
        row.order.basis = choice.basis("alert", row.remark);
    else
        combine(choice, other_regimes(source, choice.start_day()), source.base(), std::nullopt, row);
    return row.order;
}

MeasureOrder released(const Choice& choice, const Enterprise& enterprise) {
    const auto controls = remaining_controls(enterprise, choice.start_day());
    std::string held;
    size_t stopped = 0;
    for (const ProductionLine& line : enterprise.lines) {
        const auto of_line = [&](const RemainingControl& control) { return control.line_id == line.line_id; };
        if (std::none_of(controls.begin(), controls.end(), of_line)) continue;
        const bool stop = std::any_of(controls.begin(), controls.end(), [&](const RemainingControl& control) {
            return of_line(control) && control.limit.kind == RegimeLimit::Kind::stop;
        });
        stopped += stop ? 1 : 0;
        held += "；" + line.line_id + remaining_words(controls, line.line_id);
    }
    ChosenRow row = choice.told("可按程序恢复生产" + held);
    if (stopped > 0 && stopped == enterprise.lines.size()) row.order.measure = held.substr(std::string_view("；").size());
    row.order.basis = choice.basis(regimes_after_release(controls));
    return row.order;
}

MeasureOrder released(const Choice& choice, const Source& source) {
    const auto controls = remaining_controls(source, choice.start_day());
    ChosenRow row =
        choice.told(controls.empty() ? "应急响应终止，恢复正常管理" : "应急响应终止；" + remaining_words(controls, ""));
    row.order.basis = choice.basis(regimes_after_release(controls));
    return row.order;
}

std::vector<NotApplied> not_applied_rows(const MeasureLibrary& library, const std::vector<SwitchedOff>& off) {
    std::vector<NotApplied> rows;
    for (const SwitchedOff& one : off)
        if (const LibraryMeasure* measure = find_measure(library, one.id))
            rows.push_back({measure->short_name(), measure->sources});
    return rows;
}

}  // namespace qingkong
