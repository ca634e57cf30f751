// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// How a step was approved (handbook B.5): signed in the program, or on paper or by telephone as the officer records it, or
/// by one person at night with a counter-signature to follow.
enum class ApprovalManner { program, paper, telephone, emergency };
/// `program`, `paper`, `telephone`, `emergency`.
std::string_view token(ApprovalManner manner);
std::optional<ApprovalManner> parse_approval_manner(std::string_view text);
/// 系统签批 / 纸质签批 / 电话批示 / 应急签发（补签）.
Text approval_manner_name(ApprovalManner manner);

/// Who may approve what, and by which document: `[[authority]]` of the configuration (B.5: approver per level and
/// `authority_doc` with number, scope and validity). Without any, the roles of the accounts alone decide.
struct Authority {
    std::string id;
    std::string approver;                 ///< a post: 市长, 分管副市长, 市攻坚办主任
    std::string document;                 ///< 郑政文〔2023〕35号
    std::vector<AlertLevel> levels;
    std::vector<std::string> areas;       ///< area ids, or the one entry `all`
    std::vector<std::string> accounts;    ///< who signs for this post in the program
    std::optional<Day> valid_from, valid_to;    ///< first and last day
    int emergency_hours = 0;              ///< one person may sign, counter-signed within so many hours; 0 = not

    bool covers(AlertLevel level, const std::vector<std::string>& wanted_areas, Day day) const;
};

/// The approval of one step. `approver` and `document` are those of the authority when it was given.
struct Approval {
    ApprovalManner manner = ApprovalManner::program;
    std::string authority;                    ///< id; empty: no authority is configured
    std::string approver, document;
    std::optional<Instant> given_at;          ///< on paper or by telephone: when
    std::string record;                       ///< id of the record kept apart (who spoke with whom, the scan); may be destroyed
    std::optional<Instant> countersign_due;   ///< of an emergency
    std::optional<Instant> countersigned_at;
    std::string countersigned_by;             ///< account
    bool overdue_told = false;                ///< the journal has said that the counter-signature is missing
    bool operator==(const Approval&) const = default;

    bool waits_for_countersign() const { return countersign_due && !countersigned_at; }
};

/// `批准：分管副市长（郑政文〔2023〕35号），电话批示`; empty where nothing beside the signature is known.
Text approval_words(const Approval& approval);

/// Why a step may not be approved so; `id` is stable: `no_authority`, `bad_approval`.
struct ApprovalRefusal {
    std::string id;
    Text what, wanted;
};

/// Who asks for what.
struct ApprovalQuestion {
    std::string who;                       ///< account
    AlertLevel level = AlertLevel::normal; ///< the higher of before and after: change and release go the same path (B.5)
    std::vector<std::string> areas;
    Instant now;
};

/// Fills authority, approver, document and the clock of the counter-signature, or says why not. A paper or a call needs its
/// time, not ahead of now and not older than a day.
std::optional<ApprovalRefusal> fill_approval(const std::vector<Authority>& authorities, const ApprovalQuestion& question,
                                             Approval& approval);

}  // namespace qingkong
