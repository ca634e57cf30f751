// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/area.hpp"
#include "rules/level.hpp"
#include "rules/text.hpp"
#include "rules/time.hpp"

namespace qingkong {

/// Papers from above (handbook B.6): binding orders, hints to be judged, preparation, amendment, release.
enum class SuperiorKind { order, hint, prepare, amend, release };
std::string_view token(SuperiorKind kind);
std::optional<SuperiorKind> parse_superior_kind(std::string_view text);
/// 上级通知 / superior's order …
Text superior_name(SuperiorKind kind);

/// A paper from above as recorded by the office.
struct SuperiorDoc {
    std::string id;                       ///< `S0001`, in order of recording
    SuperiorKind kind = SuperiorKind::order;
    SuperiorKind effect = SuperiorKind::order;    ///< what it works as: of an amendment the kind of what it replaces
    std::string issuer;                   ///< 省污染防治攻坚战指挥部办公室
    AlertLevel level = AlertLevel::normal;
    std::vector<std::string> areas;       ///< area ids, or the one entry `all`
    std::optional<Instant> start, end;    ///< clock times as the paper says; `end` ends nothing by itself
    std::string doc_no;
    Instant received_at;
    std::string amends;                   ///< id of the paper it amends or releases
    int version = 1;                      ///< 1 + the version of what it amends
    std::string recorded_by;              ///< account
    std::string replaced_by;              ///< id of the amendment that took its place
    std::string released_by;              ///< id of the release
    std::optional<Instant> declined_at;   ///< a hint only
    std::string declined_by, decline_reason;
    std::optional<Instant> answered_at;   ///< our own notice was signed

    /// Still binds, waits to be judged or prepares.
    bool active() const {
        return kind != SuperiorKind::release && replaced_by.empty() && released_by.empty() && !declined_at;
    }
    /// The scope of the alert that it asks for: `all`, one area, or areas joined by `+`.
    std::string scope() const;
    bool operator==(const SuperiorDoc&) const = default;
};

/// Own notice within so many hours of the receipt (handbook B.5, B.6): shown and logged, never a gate.
constexpr int kOwnNoticeHours = 2;

/// The strictest active paper of that effect that covers every area of the scope; null = none.
const SuperiorDoc* strictest(const std::vector<SuperiorDoc>& papers, SuperiorKind effect, const City& city,
                             const std::string& scope);

/// The level below which the scope may not fall; empty = nothing is ordered.
std::optional<AlertLevel> ordered_level(const std::vector<SuperiorDoc>& papers, const City& city, const std::string& scope);

}  // namespace qingkong
