// SPDX-License-Identifier: Apache-2.0
// The book of alerts and proposals as it stands.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/codec.hpp"
#include "alerts/decision_codec.hpp"
#include "engine/store.hpp"
#include "engine/store_state.hpp"

namespace qingkong {
namespace {

AlertAction action_of(const std::string& text) {
    for (int i = 0; i <= static_cast<int>(AlertAction::correct); ++i)
        if (token(static_cast<AlertAction>(i)) == text) return static_cast<AlertAction>(i);
    return AlertAction::none;
}

}  // namespace

std::vector<std::string> areas_superseded(const Transition& step) {
    std::vector<std::string> areas = step.areas_concerned;
    if (step.area == kWholeCity) areas.emplace_back(kWholeCity);
    return areas;
}

std::string documents_key(const std::string& year, bool exercise) {
    return fmt::format("documents_{}{}", exercise ? "drill_" : "", year);
}

AlertBook Store::book(int year, bool exercise) {
    AlertBook book;
    book.exercise = exercise;
    SQLite::Statement alerts(state_->db, "select body from alert where active = 1 order by id");
    while (alerts.executeStep())
        if (auto alert = read_alert(alerts.getColumn(0).getString()); alert && alert->exercise == exercise)
            book.alerts.push_back(std::move(*alert));
    SQLite::Statement count(state_->db, "select count(*) from alert where id like ?");
    count.bind(1, fmt::format("{}{}-%", exercise ? 'D' : 'A', year));
    if (count.executeStep()) book.alerts_this_year = count.getColumn(0).getInt();
    // Document numbers run through the year of the signature, whichever alert they belong to.
    book.documents_this_year = std::stoi(setting(documents_key(std::to_string(year), exercise)).value_or("0"));
    if (exercise) return book;    // no rule, no order and no proposal concerns a drill
    book.open = proposals(true);
    SQLite::Statement notes(state_->db, "select scope, action, level, insufficient, stale, more from scope_note");
    while (notes.executeStep()) {
        ScopeNote note{action_of(notes.getColumn(1).getString()),
                       parse_level(notes.getColumn(2).getString()).value_or(AlertLevel::normal),
                       notes.getColumn(3).getInt() != 0, notes.getColumn(4).getInt() != 0};
        read_note(notes.getColumn(5).getString(), note);
        book.notes[notes.getColumn(0).getString()] = std::move(note);
    }
    SQLite::Statement waiting(state_->db, "select hash, version from inventory_version where state = 'waiting'");
    if (waiting.executeStep()) {
        book.waiting_inventory = waiting.getColumn(0).getString();
        book.waiting_version = waiting.getColumn(1).getString();
    }
    for (SuperiorDoc& paper : superior()) {
        ++book.superior_recorded;
        if (paper.active()) book.superior.push_back(std::move(paper));
    }
    book.proposals_made = state_->db.execAndGet("select count(*) from proposal").getInt();
    return book;
}

void Store::load_orders(AlertBook& book) {
    if (book.exercise) {
        for (const Alert& alert : book.alerts)
            if (const Transition* last = alert.last())
                for (StoredOrder& row : orders(last->id())) book.orders_in_force.push_back(std::move(row.order));
    } else {
        SQLite::Statement orders(state_->db, "select body from order_in_force order by position");
        while (orders.executeStep())
            if (auto order = read_order(orders.getColumn(0).getString())) book.orders_in_force.push_back(std::move(*order));
    }
    SQLite::Statement threads(state_->db, "select alert, enterprise_id, message_id from delivery where id in "
                                          "(select min(id) from delivery where channel = 'mail' group by alert, enterprise_id)");
    while (threads.executeStep())
        book.threads[threads.getColumn(0).getString() + "|" + threads.getColumn(1).getString()] =
            threads.getColumn(2).getString();
}

std::optional<Transition> Store::transition(const std::string& id) {
    const auto of = alert(id.substr(0, id.rfind('.')));
    if (!of) return std::nullopt;
    const auto step = std::find_if(of->transitions.begin(), of->transitions.end(), [&](const Transition& t) { return t.id() == id; });
    return step == of->transitions.end() ? std::nullopt : std::optional(*step);
}

std::vector<MeasureOrder> Store::orders_in_force_before(int64_t seq) {
    std::vector<MeasureOrder> in_force;
    SQLite::Statement steps(state_->db, "select json_extract(data, '$.id') from journal where seq < ? and json_valid(data) "
                                        "and json_type(data, '$.version') = 'integer' and json_type(data, '$.id') = 'text' order by seq");
    steps.bind(1, seq);
    while (steps.executeStep()) {
        const std::string id = steps.getColumn(0).getString();
        const auto step = transition(id);
        if (!step || step->exercise) continue;
        const std::vector<std::string> areas = areas_superseded(*step);
        const auto superseded = [&](const MeasureOrder& order) { return std::find(areas.begin(), areas.end(), order.area) != areas.end(); };
        in_force.erase(std::remove_if(in_force.begin(), in_force.end(), superseded), in_force.end());
        for (StoredOrder& row : orders(id)) in_force.push_back(std::move(row.order));
    }
    return in_force;
}

std::vector<Alert> Store::alerts() {
    SQLite::Statement query(state_->db, "select body from alert order by id");
    std::vector<Alert> out;
    while (query.executeStep())
        if (auto alert = read_alert(query.getColumn(0).getString())) out.push_back(std::move(*alert));
    return out;
}

std::optional<Alert> Store::alert(const std::string& id) {
    SQLite::Statement query(state_->db, "select body from alert where id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_alert(query.getColumn(0).getString());
}

std::vector<Proposal> Store::proposals(bool only_open) {
    SQLite::Statement query(state_->db, only_open ? "select body from proposal where status = 'open' order by id"
                                                  : "select body from proposal order by id");
    std::vector<Proposal> out;
    while (query.executeStep())
        if (auto proposal = read_proposal(query.getColumn(0).getString())) out.push_back(std::move(*proposal));
    return out;
}

std::optional<Proposal> Store::proposal(const std::string& id) {
    SQLite::Statement query(state_->db, "select body from proposal where id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_proposal(query.getColumn(0).getString());
}

}  // namespace qingkong
