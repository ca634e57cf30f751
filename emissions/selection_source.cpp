// SPDX-License-Identifier: Apache-2.0
// Sources without lines: sites, roads, fleets, heating boilers.
#include <algorithm>

#include <fmt/format.h>

#include "emissions/selection_choice.hpp"

namespace qingkong {
namespace {

ChosenRow exempt_row(const Choice& choice, const Source& source, const Exemption& exemption) {
    ChosenRow row = choice.told(exemption_terms(exemption));
    if (!caps_load(exemption.kind) || exemption.load_cap_percent.value_or(100) >= 100) return row;
    MeasureOrder& order = row.order;
    row.load = Rational(*exemption.load_cap_percent, 100);
    order.mandatory = true;
    order.kind = MeasureKind::limit;
    order.load_cap_percent = exemption.load_cap_percent;
    order.verify_by = exemption.verify_by;
    order.reduction = source.base();
    for (Rational& grams : order.reduction.g_per_day)
        grams = grams * Rational(100 - *exemption.load_cap_percent, 100);
    return row;
}

ChosenRow source_row(Choice& choice, const Source& source) {
    const auto valid = valid_exemptions(source.exemptions, choice);
    if (!valid.empty()) {
        choice.decided_by = fmt::format("exemption {}", token(valid.front()->kind));
        return exempt_row(choice, source, *valid.front());
    }
    if (source.site) {
        SitePermit permit = site_permit(choice.inventory.sites[*source.site], choice.inventory.site_rules, choice.level,
                                        choice.day());
        choice.remarks.insert(choice.remarks.end(), permit.remarks.begin(), permit.remarks.end());
        if (permit.continues) {
            choice.decided_by = permit.by;
            // It goes on under conditions, which are a duty of its own permit and not a measure of the alert.
            ChosenRow row = choice.told(permit.terms);
            if (!site_permit(choice.inventory.sites[*source.site], choice.inventory.site_rules, choice.level,
                             choice.start_day())
                     .continues)
                row.remark = "lapses before the start";
            return row;
        }
    }
    AlertLevel from = choice.level;
    const Measure* measure = source.measures.effective(choice.level, &from);
    if (measure == nullptr || !measure->mandatory())
        return choice.told(measure == nullptr || measure->text.empty() ? "本级别无强制性措施" : measure->text);
    ChosenRow row = measure_row(choice, *measure);
    row.order.reduction = stated_reduction(*measure);
    if (measure->kind == MeasureKind::stop) row.load = Rational(0);
    if (from != choice.level) row.remark = fmt::format("row of {}", token(from));
    return row;
}

}  // namespace

MeasureOrder select_source(Choice& choice, const Source& source) {
    choice.decided_by = fmt::format("source {}", token(source.source_class));
    choice.head.source_class = source.source_class;
    choice.head.has_lines = false;
    if (choice.level == AlertLevel::normal) return released(choice, source);
    ChosenRow row = source_row(choice, source);
    apply_round(choice, row);
    return combined(choice, source, std::move(row));
}

}  // namespace qingkong
