// SPDX-License-Identifier: Apache-2.0
#include "emissions/statement.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

namespace qingkong {

namespace {

constexpr std::array<StatementKind, 5> kKinds = {StatementKind::cannot_stop_safely, StatementKind::meter_fault, StatementKind::repair,
                                                 StatementKind::urgent_supply, StatementKind::objection};

void apply(ComplianceRow& row, const Statement& statement) {
    const bool inspected = row.method == "inspection" && (row.verdict == Verdict::complied || row.verdict == Verdict::not_complied);
    const auto to_inspector = [&] {
        row.verdict = Verdict::no_data;
        row.method = "inspection";
    };
    switch (statement.kind) {
        case StatementKind::cannot_stop_safely:
        case StatementKind::urgent_supply:
            if (inspected) return;
            row.verdict = Verdict::not_due;
            row.method.clear();
            break;
        case StatementKind::meter_fault:
            if (inspected || row.method != "electricity") return;
            to_inspector();
            break;
        case StatementKind::repair:
            if (inspected || row.verdict != Verdict::suspected) return;
            to_inspector();
            break;
        case StatementKind::objection:
            if (row.verdict != Verdict::suspected && row.verdict != Verdict::not_complied) return;
            to_inspector();
            break;
    }
    row.note = {fmt::format("企业说明{}（{}）已同意，至{}", statement.id, statement_name(statement.kind).zh, spoken_time_zh(*statement.expires_at)),
                fmt::format("statement {} ({}) accepted until {}", statement.id, statement_name(statement.kind).en,
                            spoken_time_en(*statement.expires_at))};
}

}  // namespace

std::string_view token(StatementKind kind) {
    switch (kind) {
        case StatementKind::cannot_stop_safely: return "cannot_stop_safely";
        case StatementKind::meter_fault: return "meter_fault";
        case StatementKind::repair: return "repair";
        case StatementKind::urgent_supply: return "urgent_supply";
        case StatementKind::objection: return "objection";
    }
    return "";
}

std::optional<StatementKind> parse_statement_kind(std::string_view text) {
    for (const StatementKind kind : kKinds)
        if (token(kind) == text) return kind;
    return std::nullopt;
}

Text statement_name(StatementKind kind) {
    switch (kind) {
        case StatementKind::cannot_stop_safely: return {"不能安全停产", "cannot stop safely"};
        case StatementKind::meter_fault: return {"计量设备故障", "meter fault"};
        case StatementKind::repair: return {"检修", "repair"};
        case StatementKind::urgent_supply: return {"应急保供", "urgent supply"};
        case StatementKind::objection: return {"对判定的异议", "objection to a verdict"};
    }
    return {};
}

std::string_view token(StatementState state) {
    switch (state) {
        case StatementState::open: return "open";
        case StatementState::accepted: return "accepted";
        case StatementState::not_accepted: return "not_accepted";
        case StatementState::expired: return "expired";
    }
    return "";
}

Text statement_state_name(StatementState state) {
    switch (state) {
        case StatementState::open: return {"待处理", "open"};
        case StatementState::accepted: return {"同意", "accepted"};
        case StatementState::not_accepted: return {"不同意", "not accepted"};
        case StatementState::expired: return {"已到期", "expired"};
    }
    return {};
}

StatementState Statement::state(Instant now) const {
    if (decided_by.empty()) return StatementState::open;
    if (!accepted) return StatementState::not_accepted;
    return expires_at && *expires_at <= now ? StatementState::expired : StatementState::accepted;
}

bool Statement::covers(const ComplianceRow& row) const {
    if (decided_by.empty() || !accepted || !expires_at || enterprise_id != row.enterprise_id) return false;
    if (!line_id.empty() && line_id != row.line_id) return false;
    const Instant begin = start_of(row.hour);
    const Instant end = until ? std::min(*until, *expires_at) : *expires_at;
    return instant_of(row.hour) > from && begin < end;
}

std::vector<ComplianceRow> with_statements(std::vector<ComplianceRow> rows, const std::vector<Statement>& statements) {
    std::multimap<std::string, const Statement*> by_enterprise;
    for (const Statement& statement : statements)
        if (statement.accepted && !statement.decided_by.empty()) by_enterprise.emplace(statement.enterprise_id, &statement);
    if (by_enterprise.empty()) return rows;
    for (ComplianceRow& row : rows) {
        if (row.verdict == Verdict::not_due) continue;
        const auto [begin, end] = by_enterprise.equal_range(row.enterprise_id);
        for (auto it = begin; it != end; ++it)
            if (it->second->covers(row)) apply(row, *it->second);
    }
    return rows;
}

}  // namespace qingkong
