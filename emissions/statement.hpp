// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emissions/compliance.hpp"

namespace qingkong {

/// What an enterprise may say (陈述申辩, handbook H.1, H.6).
enum class StatementKind { cannot_stop_safely, meter_fault, repair, urgent_supply, objection };
std::string_view token(StatementKind kind);
std::optional<StatementKind> parse_statement_kind(std::string_view text);
/// 不能安全停产, 计量设备故障, 检修, 应急保供, 对判定的异议.
Text statement_name(StatementKind kind);

enum class StatementState { open, accepted, not_accepted, expired };
std::string_view token(StatementState state);
Text statement_state_name(StatementState state);

/// A statement and its decision. Names and texts stand in kept records (handbook K.6).
struct Statement {
    std::string id;  ///< `V0001`
    std::string area, enterprise_id;
    std::string line_id;    ///< empty: every line
    StatementKind kind = StatementKind::objection;
    Instant from;           ///< clock times it speaks of
    std::optional<Instant> until;
    Instant at;             ///< when it was made
    std::string channel;    ///< `page`, or by staff: `telephone`, `paper`, `mail`
    std::string who;        ///< account, or `link`
    std::string record;     ///< kept record with text and name
    // The decision; `decided_by` empty = open.
    bool accepted = false;
    std::string decided_by;             ///< account of the named person
    std::optional<Instant> decided_at;
    std::optional<Instant> expires_at;  ///< of an acceptance; always set
    std::string decision_record;        ///< kept record with the reason

    StatementState state(Instant now) const;
    /// Does an acceptance speak of this hour and line?
    bool covers(const ComplianceRow& row) const;
    bool operator==(const Statement&) const = default;
};

/// The rows with accepted statements, each with a note that names the statement:
/// - cannot_stop_safely, urgent_supply: the order is lifted for these hours: `not_due`. The plan of the account stays.
/// - meter_fault: whatever the electricity said is `no_data` for an inspector: a faulty meter neither accuses nor acquits.
/// - repair, objection: `suspected` becomes `no_data` for an inspector.
/// An inspector's verdict stands, but an accepted objection turns not_complied into `no_data` as well.
/// Missing data is never compliance: nothing here makes a row `complied`.
std::vector<ComplianceRow> with_statements(std::vector<ComplianceRow> rows, const std::vector<Statement>& statements);

}  // namespace qingkong
