// SPDX-License-Identifier: Apache-2.0
#include "emissions/inventory_difference.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_sheets.hpp"

namespace qingkong {
namespace {

/// How the rows of a sheet are told apart.
struct RowNames {
    std::vector<std::string> keys;     ///< columns that name a row beside its enterprise
    std::vector<std::string> repeats;  ///< columns that only repeat another sheet
};

/// A sheet that is not known here is compared row by row as a whole: less readable, but never passed over.
const RowNames* row_names(const SheetForm& form) {
    static const std::vector<std::string> kWho = {"uscc", "number", "enterprise_name"};
    static const std::map<const SheetForm*, RowNames> kNames = {
        {&forms::city(), {{"area_id"}, {}}},
        {&forms::enterprises(), {{}, {"county", "city"}}},
        {&forms::lines(), {{"line_id"}, kWho}},
        {&forms::measures(), {{"line_id", "level"}, kWho}},
        {&forms::grades(), {{"from"}, kWho}},
        {&forms::exemptions(), {{"source_id", "kind", "from"}, kWho}},
        {&forms::transport(), {{}, kWho}},
        {&forms::meters(), {{"line_id", "meter_id"}, kWho}},
        {&forms::peak_shift(), {{"line_id", "from"}, kWho}},
        {&forms::other_regimes(), {{"source_id", "line_id", "regime", "from"}, kWho}},
        {&forms::dust_sources(), {{"source_id"}, {}}},
        {&forms::mobile_sources(), {{"source_id"}, {}}},
        {&forms::other_sources(), {{"source_id"}, {}}},
        {&forms::sites(), {{"source_id"}, {}}},
        {&forms::site_rules(), {{"rule", "name"}, {}}},
        {&forms::industry_rows(), {{"industry", "grade", "zone", "level"}, {}}},
        {&forms::measure_library(), {{"id"}, {}}},
    };
    const auto found = kNames.find(&form);
    return found == kNames.end() ? nullptr : &found->second;
}

bool among(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Of the whole inventory, though each row of 城市信息 repeats it: told once.
bool of_the_city(const std::string& key) {
    return key == "city_id" || key == "city_name" || key == "city_name_en" || key == "name" || key == "version";
}

/// An enterprise or a source that a row belongs to.
struct Owner {
    std::string area, id, name;
    size_t rank = 0;
};

/// Enterprises and sources of both inventories by their id, in print order; ids of `before` are those of `after`.
class Owners {
public:
    Owners(const Inventory& before, const Inventory& after)
        : city_(after.city), renamed_(renamed_enterprises(before, after)) {
        for (const Inventory* inventory : {&after, &before}) {
            for (const Enterprise& one : inventory->enterprises)
                add("e" + id_of(inventory == &before, one.enterprise_id), one.area, one.enterprise_id, one.name);
            for (const Source& one : inventory->sources) add("s" + one.source_id, one.area, one.source_id, one.name);
        }
    }
    std::string id_of(bool before, const std::string& id) const {
        const auto found = before ? renamed_.find(id) : renamed_.end();
        return found == renamed_.end() ? id : found->second;
    }
    const Owner* find(const std::string& key) const {
        const auto found = owners_.find(key);
        return found == owners_.end() ? nullptr : &found->second;
    }
    /// The whole inventory, its areas in their order, what belongs to all of them.
    size_t area_rank(const std::string& area) const {
        if (area.empty()) return 0;
        for (size_t i = 0; i < city_.areas.size(); ++i)
            if (city_.areas[i].id == area) return i + 1;
        return city_.areas.size() + (area == kWholeCity ? 2 : 1);
    }

private:
    void add(const std::string& key, const std::string& area, const std::string& id, const std::string& name) {
        owners_.try_emplace(key, Owner{area, id, name, owners_.size()});
    }
    const City& city_;
    std::map<std::string, std::string> renamed_;
    std::unordered_map<std::string, Owner> owners_;
};

struct Ranked {
    InventoryChange change;
    size_t area = 0, owner = 0, sheet = 0;
};

/// Compares one sheet of both inventories.
class SheetComparison {
public:
    SheetComparison(const SheetText& before, const SheetText& after, const Owners& owners, size_t sheet,
                    std::vector<Ranked>& out)
        : form_(*after.form), names_(row_names(form_)), owners_(owners), sheet_(sheet), out_(out) {
        for (size_t i = 0; i < form_.columns.size(); ++i) {
            const std::string& key = form_.columns[i].key;
            column_[key] = i;
            compared_.push_back(names_ == nullptr || !among(names_->repeats, key));
        }
        before_ = named(before, true);
        after_ = named(after, false);
    }

    /// `order_told`: the enterprises' own order differs, so that of their rows elsewhere is no news.
    bool run(bool order_told) {
        for (const std::string& key : order(after_)) {
            const auto was = before_.rows.find(key);
            if (was == before_.rows.end())
                for (const Row* row : after_.rows.at(key)) whole_row(*row, ChangeKind::added);
            else
                compare(was->second, after_.rows.at(key));
        }
        for (const std::string& key : order(before_))
            if (after_.rows.count(key) == 0)
                for (const Row* row : before_.rows.at(key)) whole_row(*row, ChangeKind::removed);
        return compare_order() && !order_told;
    }

    void tell_order() {
        Ranked one = ranked("", {});
        one.change.field = "次序";
        one.change.was = first_moved_.first;
        one.change.is = first_moved_.second;
        out_.push_back(std::move(one));
    }

private:
    using Row = std::vector<std::string>;
    struct Named {
        std::vector<std::pair<std::string, const Row*>> order;
        std::unordered_map<std::string, std::vector<const Row*>> rows;
    };

    std::string cell(const Row& row, const std::string& key) const {
        const auto found = column_.find(key);
        return found == column_.end() ? "" : row[found->second];
    }

    /// `e` + id or `s` + id of whom the row belongs to; empty = the whole inventory.
    std::string owner_key(const Row& row, bool before) const {
        if (names_ == nullptr) return "";
        if (const std::string source = cell(row, "source_id"); !source.empty()) return "s" + source;
        const std::string uscc = cell(row, "uscc");
        const std::string id = uscc.empty() ? cell(row, "number") : uscc;
        return id.empty() ? "" : "e" + owners_.id_of(before, id);
    }

    Named named(const SheetText& sheet, bool before) const {
        Named named;
        for (const Row& row : sheet.rows) {
            std::string key = owner_key(row, before);
            if (names_ == nullptr)
                for (const std::string& text : row) key += '\n' + text;
            else
                for (const std::string& name : names_->keys) key += '\n' + cell(row, name);
            named.order.emplace_back(key, &row);
            named.rows[key].push_back(&row);
        }
        return named;
    }

    static std::vector<std::string> order(const Named& named) {
        std::vector<std::string> keys;
        std::set<std::string> seen;
        for (const auto& [key, row] : named.order)
            if (seen.insert(key).second) keys.push_back(key);
        return keys;
    }

    bool equal(const Row& a, const Row& b) const {
        for (size_t i = 0; i < a.size(); ++i)
            if (compared_[i] && a[i] != b[i]) return false;
        return true;
    }

    /// Rows of one name on both sides: usually one each. Of several the equal ones go, the others are paired in order.
    void compare(std::vector<const Row*> was, std::vector<const Row*> is) {
        if (was.size() == 1 && is.size() == 1) return cells(*was.front(), *is.front());
        const auto same = [&](const Row* a, const Row* b) { return equal(*a, *b); };
        const bool in_order = std::equal(was.begin(), was.end(), is.begin(), is.end(), same);
        if (in_order) return;
        std::erase_if(is, [&](const Row* row) {
            const auto match = std::find_if(was.begin(), was.end(), [&](const Row* other) { return equal(*other, *row); });
            if (match == was.end()) return false;
            was.erase(match);
            return true;
        });
        if (was.empty() && is.empty()) moved_ = true;
        const size_t pairs = std::min(was.size(), is.size());
        for (size_t i = 0; i < pairs; ++i) cells(*was[i], *is[i]);
        for (size_t i = pairs; i < is.size(); ++i) whole_row(*is[i], ChangeKind::added);
        for (size_t i = pairs; i < was.size(); ++i) whole_row(*was[i], ChangeKind::removed);
    }

    void cells(const Row& was, const Row& is) {
        for (size_t i = 0; i < was.size(); ++i) {
            if (!compared_[i] || was[i] == is[i]) continue;
            const bool city = &form_ == &forms::city() && of_the_city(form_.columns[i].key);
            if (city && !told_.insert(i).second) continue;
            Ranked one = ranked(owner_key(is, false), city ? Row(is.size()) : is);
            one.change.field = heading_of(form_.columns[i]);
            one.change.was = was[i];
            one.change.is = is[i];
            out_.push_back(std::move(one));
        }
    }

    void whole_row(const Row& row, ChangeKind what) {
        Ranked one = ranked(owner_key(row, what == ChangeKind::removed), row);
        one.change.what = what;
        one.change.field = "行";
        std::string& text = what == ChangeKind::added ? one.change.is : one.change.was;
        for (size_t i = 0; i < row.size(); ++i)
            if (compared_[i] && !row[i].empty())
                text += (text.empty() ? "" : "；") + form_.columns[i].headings.front() + "=" + row[i];
        out_.push_back(std::move(one));
    }

    Ranked ranked(const std::string& owner, const Row& row) const {
        Ranked one;
        one.sheet = sheet_;
        one.change.sheet = form_.names.front();
        if (const Owner* found = owner.empty() ? nullptr : owners_.find(owner)) {
            one.change.area = found->area;
            one.change.enterprise_id = found->id;
            one.change.enterprise = found->name;
            one.area = owners_.area_rank(found->area);
            one.owner = found->rank;
        }
        if (row.empty() || names_ == nullptr) return one;
        for (const std::string& key : names_->keys) {
            const std::string text = cell(row, key);
            if (key == "line_id")
                one.change.line_id = text;
            else if (key != "source_id" && !text.empty())
                one.change.row += (one.change.row.empty() ? "" : " ") + text;
        }
        return one;
    }

    /// Do the rows that stand on both sides stand in another order?
    bool compare_order() {
        std::vector<std::string> was, is;
        for (const auto& [key, row] : before_.order)
            if (after_.rows.count(key) != 0) was.push_back(key);
        for (const auto& [key, row] : after_.order)
            if (before_.rows.count(key) != 0) is.push_back(key);
        // Of rows with one name the count may differ; that is told already.
        was.erase(std::unique(was.begin(), was.end()), was.end());
        is.erase(std::unique(is.begin(), is.end()), is.end());
        const auto differ = std::mismatch(was.begin(), was.end(), is.begin(), is.end());
        const auto readable = [](std::string key) {
            if (key.starts_with("e") || key.starts_with("s")) key.erase(0, 1);
            std::replace(key.begin(), key.end(), '\n', ' ');
            return key;
        };
        if (differ.first == was.end() && differ.second == is.end()) return moved_;
        if (differ.first != was.end()) first_moved_.first = readable(*differ.first);
        if (differ.second != is.end()) first_moved_.second = readable(*differ.second);
        return true;
    }

    const SheetForm& form_;
    const RowNames* names_;
    const Owners& owners_;
    size_t sheet_;
    std::vector<Ranked>& out_;
    std::unordered_map<std::string, size_t> column_;
    std::vector<bool> compared_;
    Named before_, after_;
    std::set<size_t> told_;  ///< columns of the whole city that differ, told once
    bool moved_ = false;
    std::pair<std::string, std::string> first_moved_;
};

}  // namespace

std::string_view token(ChangeKind what) {
    return what == ChangeKind::added ? "added" : what == ChangeKind::removed ? "removed" : "changed";
}

Text change_name(ChangeKind what) {
    return what == ChangeKind::added     ? Text{"新增", "added"}
           : what == ChangeKind::removed ? Text{"删除", "removed"}
                                         : Text{"修改", "changed"};
}

std::map<std::string, std::string> renamed_enterprises(const Inventory& before, const Inventory& after) {
    std::set<std::string> before_ids, after_ids;
    for (const Enterprise& one : before.enterprises) before_ids.insert(one.enterprise_id);
    for (const Enterprise& one : after.enterprises) after_ids.insert(one.enterprise_id);
    // Only an enterprise without a partner on the other side, and only where name and area point to one alone.
    std::map<std::pair<std::string, std::string>, std::vector<const Enterprise*>> lonely;
    for (const Enterprise& one : after.enterprises)
        if (before_ids.count(one.enterprise_id) == 0) lonely[{one.area, one.name}].push_back(&one);
    std::map<std::pair<std::string, std::string>, std::vector<const Enterprise*>> gone;
    for (const Enterprise& one : before.enterprises)
        if (after_ids.count(one.enterprise_id) == 0) gone[{one.area, one.name}].push_back(&one);
    std::map<std::string, std::string> renamed;
    for (const auto& [name, was] : gone) {
        const auto found = lonely.find(name);
        if (was.size() == 1 && found != lonely.end() && found->second.size() == 1)
            renamed[was.front()->enterprise_id] = found->second.front()->enterprise_id;
    }
    return renamed;
}

std::vector<InventoryChange> difference(const Inventory& before, const Inventory& after) {
    const std::vector<SheetText> was = inventory_sheets(before);
    const std::vector<SheetText> is = inventory_sheets(after);
    const Owners owners(before, after);
    std::vector<Ranked> ranked;
    bool order_told = false;
    for (size_t sheet = 0; sheet < is.size(); ++sheet) {
        SheetComparison comparison(was[sheet], is[sheet], owners, sheet, ranked);
        if (!comparison.run(order_told)) continue;
        comparison.tell_order();
        if (is[sheet].form == &forms::enterprises()) order_told = true;
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return std::tie(a.area, a.owner, a.sheet) < std::tie(b.area, b.owner, b.sheet);
    });
    std::vector<InventoryChange> changes;
    changes.reserve(ranked.size());
    for (Ranked& one : ranked) changes.push_back(std::move(one.change));
    return changes;
}

}  // namespace qingkong
