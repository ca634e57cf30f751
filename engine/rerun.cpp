// SPDX-License-Identifier: Apache-2.0
#include "engine/rerun.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "emissions/inventory_sheets.hpp"
#include "engine/editions.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

tl::unexpected<std::vector<Problem>> cannot(Text what, Text wanted) { return fail({}, std::move(what), std::move(wanted)); }

std::vector<EditionText> read_edition_texts(const std::string& text) {
    std::vector<EditionText> texts;
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_array())
        for (const Json& one : json)
            if (one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string())
                texts.push_back({one[1].get<std::string>(), one[0].get<std::string>()});
    return texts;
}

/// The edition of that hash: as kept in the store, else any known file that still has it.
Result<Edition> edition_of_hash(Store& store, const Config& config, const std::string& hash) {
    if (const auto kept = store.kept_text(hash)) {
        const auto edition = edition_of_texts(read_edition_texts(kept->text));
        if (edition && edition->hash == hash) return edition;    // else the kept text was changed
    }
    std::vector<std::string> candidates = built_in_editions();
    candidates.push_back(config.rules.edition);
    for (const std::string& id : candidates)
        if (auto edition = load_edition(id, config.rules.editions_dir); edition && edition->hash == hash) return edition;
    return cannot({fmt::format("没有哪个版本文件的校验值是 {}", hash), fmt::format("no known edition has the hash {}", hash)},
                  {"该决定所依据的版本文本已不在，无法重算；请恢复数据库或原版本文件",
                   "the text it was decided under is gone: restore the database or the edition's file"});
}

/// Every leaf of a JSON value by its path.
void leaves(const Json& json, const std::string& path, std::map<std::string, std::string>& into) {
    if (json.is_structured() && !json.empty()) {
        for (const auto& [key, value] : json.items()) leaves(value, path.empty() ? key : path + "." + key, into);
        return;
    }
    into[path] = json.dump();
}

std::vector<RerunDifference> differences(const JournalEntry& kept, const JournalEntry& made) {
    std::map<std::string, std::string> was, is;
    leaves(entry_json(kept), "", was);
    leaves(entry_json(made), "", is);
    std::vector<RerunDifference> out;
    for (const auto& [path, value] : was) {
        const auto found = is.find(path);
        if (path == "hash") continue;    // follows from the others
        if (found == is.end() || found->second != value) out.push_back({path, value, found == is.end() ? "" : found->second});
    }
    for (const auto& [path, value] : is)
        if (was.count(path) == 0) out.push_back({path, "", value});
    if (out.empty() && kept.data != made.data) out.push_back({"data", kept.data, made.data});    // order of keys
    if (out.empty() && kept.hash != made.hash) out.push_back({"hash", kept.hash, made.hash});
    return out;
}

}  // namespace

std::string kept_edition_text(const std::vector<EditionText>& texts) {
    Json json = Json::array();
    for (const EditionText& text : texts) json.push_back({text.file, text.text});
    return json.dump();
}

Result<int64_t> journal_entry_of(Store& store, const std::string& id) {
    int64_t seq = 0;
    const auto [rest, error] = std::from_chars(id.data(), id.data() + id.size(), seq);
    if (error == std::errc() && rest == id.data() + id.size()) return seq;
    const bool proposal = !id.empty() && id.front() == 'P';
    for (const JournalEntry& entry : store.journal(1, INT64_MAX / 2)) {
        const Json data = Json::parse(entry.data, nullptr, false);
        if (!data.is_object() || data.value("id", "") != id) continue;
        if (proposal ? entry.who == "engine" : data.contains("version")) return entry.seq;
    }
    return cannot({fmt::format("日志中没有 {}", id), fmt::format("the journal has no {}", id)},
                  {"序号、建议编号（P0001）或文件编号（A2014-01.1）", "a number, a proposal (P0001) or a transition (A2014-01.1)"});
}

Result<Rerun> rerun(Store& store, const Config& config, const Resources& resources, int64_t seq) {
    auto kept = store.journal_entry(seq);
    if (!kept)
        return cannot({fmt::format("日志没有第{}条", seq), fmt::format("the journal has no entry {}", seq)},
                      {"用 qingkong journal show 查看", "see qingkong journal show"});
    const auto decision = store.decision_of(seq);
    if (!decision)
        return cannot({fmt::format("第{}条没有留存决定的依据", seq), fmt::format("what entry {} was decided from was not kept", seq)},
                      {"仅本版本程序记录的决定可重算", "only decisions of this program's version can be made again"});
    const DecisionInputs& inputs = decision->inputs;
    const auto edition = edition_of_hash(store, config, inputs.edition_hash);
    if (!edition) return tl::unexpected(edition.error());
    const auto event = read_event(inputs.event);
    auto book = read_book(inputs.book);
    const auto context_kept = store.kept_text(inputs.context_hash);
    const auto context = context_kept ? read_context(context_kept->text) : std::nullopt;
    if (!event || !book || !context)
        return cannot({fmt::format("第{}条的依据已损坏", seq), fmt::format("what entry {} was decided from is damaged", seq)},
                      {"请恢复数据库", "restore the database"});
    const bool signs = !std::holds_alternative<Tick>(*event);
    std::optional<Inventory> inventory = resources.inventory;
    if (signs && inputs.inventory_hash != resources.inventory_hash) {
        const auto text = store.kept_text(inputs.inventory_hash);
        auto then = text ? read_inventory_text(text->text, text->name)
                         : Result<Inventory>(fail({"inventory", 0, 0, ""}, {}, {}));
        if (!then && !inputs.inventory_hash.empty())
            return cannot({"当时的减排清单没有留存", "the inventory of then was not kept"},
                          {"请恢复数据库", "restore the database"});
        inventory = then ? std::optional(std::move(*then)) : std::nullopt;
    }

    Office office = config.office;
    office.document_prefix = context->document_prefix;
    const TargetTable* targets = find_targets(resources.target_tables, edition->targets);
    Situation then{inputs.at, context->city, *edition, nullptr, targets, &resources.templates, office};
    then.inventory = inventory ? &*inventory : nullptr;
    then.start_advance_hours = context->start_advance_hours;
    then.start_hours = context->start_hours;
    then.link_key = "rerun";    // links stand in mails only
    const GatherInputs gathering{store,        *edition,  resources.standards, context->city, context->rules, context->borders,
                                 inputs.at, inputs.known, inputs.told};
    then.book = std::move(*book);
    if (signs && then.book.exercise)
        store.load_orders(then.book);
    else if (signs)
        then.book.orders_in_force = store.orders_in_force_before(decision->first_seq);
    then.rules = context->rules;
    if (!then.book.exercise) {
        then.air = gather_scopes(gathering, then.book);
        then.region = gather_region(gathering);
    }
    then.members = &config.members;

    const Outcome outcome = decide(then, *event);
    const auto place = static_cast<size_t>(seq - decision->first_seq);
    const auto entries = static_cast<int64_t>(outcome.journal.size());
    Rerun out{std::move(*kept), {}, {}};
    if (entries != decision->last_seq - decision->first_seq + 1)
        out.differences.push_back({"entries", std::to_string(decision->last_seq - decision->first_seq + 1), std::to_string(entries)});
    if (place >= outcome.journal.size()) return out;
    out.made = outcome.journal[place];
    out.made.seq = seq;
    out.made.prev = out.kept.prev;
    if (out.made.data.empty()) out.made.data = "{}";
    out.made.hash = entry_hash(out.made);
    for (RerunDifference& one : differences(out.kept, out.made)) out.differences.push_back(std::move(one));
    return out;
}

}  // namespace qingkong
