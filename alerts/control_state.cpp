// SPDX-License-Identifier: Apache-2.0
#include "alerts/control_state.hpp"

#include <algorithm>

#include "alerts/situation.hpp"

namespace qingkong {
namespace {

/// Of one alert at a moment; empty = it does not govern.
std::optional<LevelInForce> of_alert(const Alert& alert, Instant now, bool published_only) {
    std::optional<LevelInForce> state;
    bool announced = false;    // the next step is known
    for (const Transition& t : alert.transitions) {
        if (alert.replaced(t)) continue;
        if (published_only && (!t.published_at || *t.published_at > now)) continue;
        const Instant start = t.action == AlertAction::keep ? t.signed_at : t.response_start;
        if (start > now) {
            if (state && t.action != AlertAction::keep && !announced) {
                state->until = t.response_start;
                announced = true;
            }
            continue;
        }
        if (t.to == AlertLevel::normal) {
            state.reset();
        } else if (state && state->level == t.to) {
            state->until = t.planned_end;    // continued, or the same level by a newer paper
            state->transition = &t;
        } else {
            state = LevelInForce{t.to, t.response_start, t.planned_end, &t};
        }
    }
    return state;
}

}  // namespace

std::optional<LevelInForce> level_in_force(const std::vector<Alert>& alerts, const City& city, const std::string& area,
                                           Instant now, bool published_only) {
    std::optional<LevelInForce> strictest;
    for (const Alert& alert : alerts) {
        if (alert.exercise) continue;
        const std::vector<std::string> covered = areas_of_scope(city, alert.area);
        if (std::find(covered.begin(), covered.end(), area) == covered.end()) continue;
        const auto state = of_alert(alert, now, published_only);
        if (state && (!strictest || state->level > strictest->level)) strictest = state;
    }
    return strictest;
}

ControlState control_state(const ControlQuestion& question) {
    const Enterprise& enterprise = question.enterprise;
    ControlState out{enterprise.enterprise_id, enterprise.name, enterprise.area, {}, {}, "", {}};
    out.in_force = level_in_force(question.alerts, question.city, enterprise.area, question.now, question.published_only);
    if (!out.in_force) return out;
    for (const MeasureOrder& order : question.orders) {
        if (order.enterprise_id != enterprise.enterprise_id) continue;
        std::string line = order.line_id;
        for (const ProductionLine& one : enterprise.lines)
            if (one.line_id == order.line_id && !one.name.empty()) line = one.name;
        out.measures.push_back(line.empty() ? order.measure : line + "：" + order.measure);
    }
    out.transport = enterprise.transport.rule(out.in_force->level);
    // A level without a row of its own takes that of the next lower one, as everywhere.
    for (const auto& [level, stages] : question.stages)
        if (level <= out.in_force->level) out.vehicle_stages = stages;
    return out;
}

}  // namespace qingkong
