// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "emissions/accounting.hpp"
#include "emissions/inventory_difference.hpp"
#include "emissions/selection.hpp"

namespace qingkong {
namespace {

using Figures = std::vector<ChangeFigure>;

void count(Figures& figures, const std::string& item, size_t was, size_t is) {
    ChangeFigure figure;
    figure.item = item;
    figure.was = std::to_string(was);
    figure.is = std::to_string(is);
    figures.push_back(std::move(figure));
}

/// A number that only counts what happened between the two.
void count(Figures& figures, const std::string& item, size_t is) {
    ChangeFigure figure;
    figure.item = item;
    figure.is = std::to_string(is);
    figures.push_back(std::move(figure));
}

size_t lines_of(const Inventory& inventory) {
    size_t lines = 0;
    for (const Enterprise& one : inventory.enterprises) lines += one.lines.size();
    return lines;
}

ChangeFigure about(const Enterprise& one, const std::string& item) {
    ChangeFigure figure;
    figure.item = item;
    figure.area = one.area;
    figure.enterprise_id = one.enterprise_id;
    figure.enterprise = one.name;
    return figure;
}

/// 以热定产（80%，最高至红色）、…: those that hold on the day.
std::string exemptions_on(const Enterprise& one, Day day) {
    std::string text;
    for (const Exemption& exemption : one.exemptions) {
        if (!holds_on(exemption.valid_from, exemption.valid_to, day)) continue;
        text += (text.empty() ? "" : "、") + exemption_name(exemption.kind).zh + "（";
        if (exemption.load_cap_percent) text += "负荷不超过" + std::to_string(*exemption.load_cap_percent) + "%，";
        text += "最高至" + level_name(exemption.max_level).zh + "）";
    }
    return text;
}

DailyEmission planned(const Inventory& inventory, AlertLevel level, Day day) {
    DailyEmission sum;
    for (const MeasureOrder& order : select_measures(inventory, level, day, {})) sum += order.reduction;
    return sum;
}

void grams(Figures& figures, const std::string& item, std::string_view level, const DailyEmission& was,
           const DailyEmission& is) {
    for (const Emitted pollutant : kAllEmitted) {
        ChangeFigure figure;
        figure.item = item;
        figure.level = level;
        figure.pollutant = token(pollutant);
        figure.was = std::to_string(was[pollutant].half_up());
        figure.is = std::to_string(is[pollutant].half_up());
        figures.push_back(std::move(figure));
    }
}

/// Enterprises of both sides, by the id that they have now.
struct Pairs {
    std::vector<const Enterprise*> added, removed;
    std::vector<std::pair<const Enterprise*, const Enterprise*>> both;
};

Pairs pair_up(const Inventory& before, const Inventory& after) {
    const auto renamed = renamed_enterprises(before, after);
    std::map<std::string, const Enterprise*> was;
    for (const Enterprise& one : before.enterprises) {
        const auto other = renamed.find(one.enterprise_id);
        was[other == renamed.end() ? one.enterprise_id : other->second] = &one;
    }
    Pairs pairs;
    for (const Enterprise& one : after.enterprises) {
        const auto found = was.find(one.enterprise_id);
        if (found == was.end()) {
            pairs.added.push_back(&one);
            continue;
        }
        pairs.both.emplace_back(found->second, &one);
        was.erase(found);
    }
    std::set<const Enterprise*> left;
    for (const auto& [id, one] : was) left.insert(one);
    for (const Enterprise& one : before.enterprises)
        if (left.count(&one) != 0) pairs.removed.push_back(&one);
    return pairs;
}

void people_of_the_list(Figures& figures, const Pairs& pairs, Day day) {
    for (const Enterprise* one : pairs.added) {
        figures.push_back(about(*one, "enterprise_added"));
        figures.back().is = grade_name(one->grade_on(day)).zh;
    }
    for (const Enterprise* one : pairs.removed) {
        figures.push_back(about(*one, "enterprise_removed"));
        figures.back().was = grade_name(one->grade_on(day)).zh;
    }
    for (const auto& [was, is] : pairs.both) {
        if (was->grade_on(day) == is->grade_on(day)) continue;
        figures.push_back(about(*is, "grade"));
        figures.back().was = grade_name(was->grade_on(day)).zh;
        figures.back().is = grade_name(is->grade_on(day)).zh;
    }
    for (const auto& [was, is] : pairs.both) {
        if (exemptions_on(*was, day) == exemptions_on(*is, day)) continue;
        figures.push_back(about(*is, "exemption"));
        figures.back().was = exemptions_on(*was, day);
        figures.back().is = exemptions_on(*is, day);
    }
}

}  // namespace

std::vector<ChangeFigure> difference_summary(const Inventory& before, const Inventory& after,
                                             const std::vector<InventoryChange>& changes, Day day) {
    const Pairs pairs = pair_up(before, after);
    std::set<std::string> stayed, touched;
    for (const auto& [was, is] : pairs.both) stayed.insert(is->enterprise_id);
    for (const InventoryChange& change : changes)
        if (stayed.count(change.enterprise_id) != 0) touched.insert(change.enterprise_id);
    Figures figures;
    count(figures, "enterprises", before.enterprises.size(), after.enterprises.size());
    count(figures, "enterprises_added", pairs.added.size());
    count(figures, "enterprises_removed", pairs.removed.size());
    count(figures, "enterprises_changed", touched.size());
    count(figures, "lines", lines_of(before), lines_of(after));
    count(figures, "sources", before.sources.size(), after.sources.size());
    count(figures, "changes", changes.size());
    const std::string all(kWholeCity);
    grams(figures, "base", "", base_emission(before, day, all), base_emission(after, day, all));
    for (const AlertLevel level : kLevelsRising)
        grams(figures, "reduction", token(level), planned(before, level, day), planned(after, level, day));
    people_of_the_list(figures, pairs, day);
    return figures;
}

}  // namespace qingkong
