// SPDX-License-Identifier: Apache-2.0
// Versions of the inventory in the daemon: which one decisions are made from.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "emissions/inventory_difference.hpp"
#include "emissions/inventory_sheets.hpp"
#include "engine/inventory_input.hpp"
#include "engine/service.hpp"

namespace qingkong {
namespace {

/// What differs in a sentence.
Text summary_of(const Inventory* before, const Inventory& after, Day day) {
    if (before == nullptr)
        return {fmt::format("企业{}家，其他源{}个。", after.enterprises.size(), after.sources.size()),
                fmt::format("{} enterprises, {} other sources.", after.enterprises.size(), after.sources.size())};
    std::map<std::string, std::string> figure;
    for (const ChangeFigure& one : difference_summary(*before, after, difference(*before, after), day))
        figure.emplace(one.item, one.is);
    return {fmt::format("与上一版相比：新增企业{}家，减少{}家，变更{}家，共{}处不同。", figure["enterprises_added"],
                        figure["enterprises_removed"], figure["enterprises_changed"], figure["changes"]),
            fmt::format("Against the version before: {} enterprises added, {} removed, {} changed; {} differences.",
                        figure["enterprises_added"], figure["enterprises_removed"], figure["enterprises_changed"],
                        figure["changes"])};
}

Result<Inventory> read_kept(Store& store, const std::string& hash) {
    const auto kept = store.kept_text(hash);
    if (!kept) return fail({hash, 0, 0, ""}, {"没有留存这版清单", "this inventory was not kept"});
    return read_inventory_text(kept->text, kept->name);
}

}  // namespace

void Service::settle_inventory() {
    const auto versions = store_.inventories();
    const auto in_force = std::find_if(versions.begin(), versions.end(),
                                       [](const InventoryVersion& one) { return one.state == "in_force"; });
    if (!resources_.inventory) {
        if (in_force != versions.end()) use_inventory(in_force->hash);
        return;
    }
    const bool known = std::any_of(versions.begin(), versions.end(), [&](const InventoryVersion& one) {
        return one.hash == resources_.inventory_hash;
    });
    if (in_force != versions.end() && in_force->hash == resources_.inventory_hash) return;
    // The configured files are an older version, or a new one: the store says which decisions go on from.
    Inventory configured = std::move(*resources_.inventory);
    resources_.inventory.reset();
    if (in_force != versions.end()) use_inventory(in_force->hash);
    if (!known) (void)import_inventory(std::move(configured), "configuration", "");    // it fits: load_resources has looked
}

void Service::use_inventory(const std::string& hash) {
    auto inventory = read_kept(store_, hash);
    if (!inventory) {
        spdlog::error("inventory {}: {}", hash, inventory.error().front().print(Language::en));
        return;
    }
    resources_.inventory = std::move(*inventory);
    resources_.inventory_hash = hash;
    evidence_ = EvidenceIndex(*resources_.inventory);
}

std::optional<Inventory> Service::waiting_inventory(const AlertBook& book) {
    if (book.waiting_inventory.empty()) return std::nullopt;
    auto inventory = read_kept(store_, book.waiting_inventory);
    return inventory ? std::optional(std::move(*inventory)) : std::nullopt;
}

Result<InventoryVersion> Service::import_inventory(Inventory inventory, const std::string& who, const std::string& note) {
    if (auto fits = fits_city(inventory, config_.city); !fits) return tl::unexpected(std::move(fits.error()));
    // Without a sheet 措施库 the library so far stands in the notices.
    if (inventory.library.empty() && resources_.inventory) inventory.library = resources_.inventory->library;
    const std::string text = inventory_text(inventory);
    const std::string hash = text_hash(text);
    const auto stored = [&] {
        for (const InventoryVersion& one : store_.inventories())
            if (one.hash == hash) return std::optional(one);
        return std::optional<InventoryVersion>();
    };
    const auto before = stored();
    if (before && before->state != "replaced") return *before;
    const Text summary = summary_of(resources_.inventory ? &*resources_.inventory : nullptr, inventory, day_of(now()));
    InventoryVersion version{0, hash, inventory.version, inventory.name, now(), who, note, summary, ""};
    store_.add_inventory(version, text);
    command(ImportCommand{hash, inventory.version, who, note, summary});
    return stored().value_or(version);
}

std::optional<std::vector<InventoryChange>> Service::inventory_changes(int64_t version_id) {
    const auto versions = store_.inventories();
    for (size_t i = 1; i < versions.size(); ++i) {
        if (versions[i].id != version_id) continue;
        const auto before = read_kept(store_, versions[i - 1].hash), after = read_kept(store_, versions[i].hash);
        if (before && after) return difference(*before, *after);
    }
    return std::nullopt;
}

Outcome Service::revision(const std::string& alert_id) {
    Situation given = situation(store_.known_to());
    store_.load_orders(given.book);
    const std::optional<Inventory> waiting = waiting_inventory(given.book);
    if (waiting) given.inventory = &*waiting;
    return decide(given, ReviseCommand{alert_id, "preview", "preview"});
}

}  // namespace qingkong
