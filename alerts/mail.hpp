// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/template.hpp"
#include "emissions/inventory.hpp"
#include "emissions/selection.hpp"

namespace qingkong {

/// To whom one mail goes. One recipient a message: no address is shown to another enterprise.
struct MailRecipient {
    std::string enterprise_id;  ///< USCC, else the sheet's number
    std::string name;
    std::string area;  ///< id
    std::string email;
    std::string contact;  ///< a post or a name; may be empty
    std::string exemption;  ///< 以热定产（豁免最高至橙色预警）…, as it must stand in the mail; empty = none
    std::string transport_rule;  ///< 国四及以下重型货车不得进出厂区; empty = none
    std::string ack_token;       ///< opaque; empty = no link
    std::string thread_id;  ///< Message-ID (with brackets) of this alert's first mail to this enterprise; empty = this
    std::vector<RemainingControl> remaining;  ///< only read at a release
    /// Levels of the recipient's own area before and after, where they differ from the transition's: an area's alert
    /// may end while the city's goes on. Empty = the transition's.
    std::optional<AlertLevel> level_before, level_after;
};

/// What the inventory knows of the recipient: address, exemptions in force, transport rule of the level (at a release
/// of the level that ends), other regimes that go on. Exemptions are those of the day of the decision, the other regimes
/// those of the day on which the step begins to govern. Token and thread are the caller's.
MailRecipient mail_recipient(const Enterprise& enterprise, AlertLevel level, Day decided, Day starts);
MailRecipient mail_recipient(const Source& source, AlertLevel level, Day decided, Day starts);

/// A mail finished to its last byte: the same bytes and Message-ID on every attempt (house.md 3).
struct Mail {
    std::string message_id;  ///< `<A2014-01.2.91110000X@domain>`, with brackets
    std::string to;          ///< envelope recipient
    std::string subject;     ///< decoded
    std::string text;        ///< decoded, LF
    std::string html;
    std::string bytes;  ///< RFC 5322, CRLF
};

/// What this enterprise must do, from when (handbook K.3). `orders_now`: its rows at the new level in the order of
/// `select` (at a release: none); `orders_before`: its rows at the former level (empty at an issue). On a change the
/// differences come first, then the whole table. Rows of other enterprises must not be passed. `sheet_pdf`: the order sheet
/// printed in advance, where it says the same; empty = none.
Mail compose_enterprise_mail(const Transition& transition, const Office& office, const City& city,
                             const MailRecipient& recipient, const std::string& sheet_pdf, const std::vector<MeasureOrder>& orders_now,
                             const std::vector<MeasureOrder>& orders_before, const Templates& templates);
std::string enterprise_mail_subject(const Transition& transition, const Office& office, const MailRecipient& recipient);

/// `<A2014-01.2.91110000X@qingkong.example>`.
std::string message_id(const Transition& transition, const Office& office, std::string_view enterprise_id);

/// What is added and dropped against the former level, mandatory rows only, by line, measure and cap.
struct OrderChange {
    std::vector<MeasureOrder> added;
    std::vector<MeasureOrder> dropped;
};
OrderChange order_change(const std::vector<MeasureOrder>& before, const std::vector<MeasureOrder>& now);

/// RFC 2047 encoded words of at most 75 characters, cut at UTF-8 borders, joined by "\n " for folding. GMime's own
/// words are up to 113 long. Pure ASCII text stays as it is.
std::string encoded_words(std::string_view utf8);

/// 绩效等级 in the field's words for a grade token: `b_minus` -> `B-级`. An unknown token is given back.
std::string grade_words(std::string_view grade_token);

}  // namespace qingkong
