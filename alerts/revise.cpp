// SPDX-License-Identifier: Apache-2.0
// A new version of the inventory: in force at once where no alert is, else it waits; during an alert only a signature
// brings its orders to the enterprises, and only what differs is told.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/enterprise_mails.hpp"
#include "alerts/transition.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

bool alert_active(const AlertBook& book) {
    return std::any_of(book.alerts.begin(), book.alerts.end(), [](const Alert& alert) {
        return alert.level != AlertLevel::normal || alert.ends_at;
    });
}

JournalEntry in_force_entry(const Situation& situation, const std::string& version) {
    return entry(situation, std::string(kWholeCity), "inventory", AlertLevel::normal, "engine",
                 {fmt::format("减排清单{}版自此生效。", version), fmt::format("Inventory {} is in force from now on.", version)},
                 {{"version", version}});
}

/// Enterprises with duties in force that the new inventory does not know: their orders could not be released to them.
std::vector<std::string> missing_enterprises(const Situation& situation, const std::vector<std::string>& areas) {
    std::vector<std::string> names;
    for (const MeasureOrder& order : situation.book.orders_in_force) {
        if (std::find(areas.begin(), areas.end(), order.area) == areas.end()) continue;
        if (situation.inventory->find_enterprise(order.enterprise_id) != nullptr ||
            situation.inventory->find_source(order.enterprise_id) != nullptr)
            continue;
        if (names.empty() || names.back() != order.enterprise) names.push_back(order.enterprise);
    }
    return names;
}

}  // namespace

Outcome on_import(const Situation& situation, const ImportCommand& command) {
    Outcome out;
    const bool waits = alert_active(situation.book);
    out.inventory = Outcome::InventoryChange{command.hash, !waits};
    const Text when = waits ? Text{"预警期间不改变已下达的措施，待预警全部解除后生效，或经签发后调整。",
                                   "Orders given stay as they are; it waits for the end of the alerts, or a signature."}
                            : Text{"自此生效。", "It is in force from now on."};
    const std::string note = command.note.empty() ? "" : "（" + command.note + "）";
    out.journal.push_back(entry(situation, std::string(kWholeCity), "inventory", AlertLevel::normal, command.who,
                                {fmt::format("导入减排清单{}版{}。{}{}", command.version, note, command.summary.zh, when.zh),
                                 fmt::format("Inventory {} was imported{}. {} {}", command.version,
                                             command.note.empty() ? "" : " (" + command.note + ")", command.summary.en,
                                             when.en)},
                                {{"version", command.version}, {"hash", command.hash}, {"waits", waits}}));
    return out;
}

void follow_inventory(const Situation& situation, Outcome& out) {
    if (situation.book.waiting_inventory.empty() || alert_active(situation.book)) return;
    out.inventory = Outcome::InventoryChange{situation.book.waiting_inventory, true};
    out.journal.push_back(in_force_entry(situation, situation.book.waiting_version));
}

Outcome on_revise(const Situation& situation, const ReviseCommand& command) {
    const auto alert = std::find_if(situation.book.alerts.begin(), situation.book.alerts.end(), [&](const Alert& one) {
        return one.id == command.alert_id && one.level != AlertLevel::normal && !one.ends_at;
    });
    if (alert == situation.book.alerts.end())
        return unknown_alert(command.alert_id);
    if (command.reason.empty()) return reason_missing();
    if (situation.inventory == nullptr)
        return refused("no_inventory", {"没有减排清单", "there is no inventory"}, {"请先导入清单", "import one first"});
    const std::vector<std::string> areas = areas_of_scope(situation.city, alert->area);
    if (const auto missing = missing_enterprises(situation, areas); !missing.empty()) {
        std::string names;
        for (size_t i = 0; i < std::min<size_t>(missing.size(), 5); ++i) names += (i == 0 ? "" : "、") + missing[i];
        return refused("enterprise_missing",
                       {fmt::format("新版清单中没有{}家已下达措施的企业：{}", missing.size(), names),
                        fmt::format("the new inventory lacks {} enterprises that have orders: {}", missing.size(), names)},
                       {"待预警解除后生效，或在清单中保留这些企业",
                        "let it wait for the end of the alert, or keep them in the inventory"});
    }
    SignedStep step;
    step.scope = alert->area;
    step.who = command.who;
    step.action = AlertAction::keep;
    step.from = step.to = alert->level;
    step.discretion = Discretion::revise;
    step.approval = command.approval;
    step.response_start = std::max(instant_of(ceil_hour(situation.now)), alert->effective_from);
    step.planned_end = alert->transitions.back().planned_end;
    step.proposed_at = floor_hour(situation.now) + 1;
    step.reason = {fmt::format("{}：{}。", discretion_name(step.discretion).zh, command.reason),
                   fmt::format("{}: {}.", discretion_name(step.discretion).en, command.reason)};
    step.evidence = Json{{"discretion", token(step.discretion)},
                         {"reason", command.reason},
                         {"inventory", situation.inventory->version}}
                        .dump();
    Outcome out = make_transition(situation, step);
    if (out.refusal) return out;
    if (mailed(*out.papers) == 0 && out.papers->without_address.empty())
        return refused("no_difference", {"新版清单不改变这次预警的任何措施", "the inventory changes no order of this alert"},
                       {"无需签发", "nothing to sign"});
    if (!situation.book.waiting_inventory.empty()) {
        out.inventory = Outcome::InventoryChange{situation.book.waiting_inventory, true};
        out.journal.push_back(in_force_entry(situation, situation.book.waiting_version));
    }
    return out;
}

}  // namespace qingkong
