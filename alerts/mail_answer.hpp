// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/duty.hpp"
#include "alerts/unit_answer.hpp"

namespace qingkong {

/// A mail that came in, as far as an answer of a unit is concerned.
struct IncomingMail {
    std::string from;                  ///< address in lower case; empty = none or several
    std::vector<std::string> refers;   ///< Message-IDs of In-Reply-To and References, with brackets
    bool automatic = false;            ///< an automatic answer, a bounce, a list or a report: never an answer (K.3)
    std::string text;                  ///< what was written: UTF-8, LF, without quoted lines and signature
};
/// Empty where the bytes are no mail.
std::optional<IncomingMail> read_incoming_mail(std::string_view bytes);

/// The text/plain part of a mail, as it reads: UTF-8, LF, quotes and all; empty where there is none.
std::string mail_text(std::string_view bytes);

/// Bytes of the first PDF attached to a mail; empty where there is none.
std::string mail_pdf(std::string_view bytes);

/// Text without `> …`, without what follows `-----原始邮件-----` and the like, and without a signature after `-- `.
std::string without_quotes(const std::string& text);

/// Unit and transition of a Message-ID of ours, `<A2014-01.2.unit-east@domain>`; empty where it is none.
struct UnitMailId {
    std::string transition, alert, unit;
};
std::optional<UnitMailId> unit_mail_id(const std::string& message_id);

/// Which kind of answer it says to be, by its first line (回执, 落实情况, 日报, 总结); empty = it does not say.
std::optional<DutyKind> said_kind(const std::string& text);
/// Without a first line that is that word alone.
std::string without_heading(const std::string& text);
/// Numbers of lines such as `发现问题：3`, by the form; all other lines are the text.
AnswerContent content_of_mail(const std::string& text, const std::vector<FormField>& form);

}  // namespace qingkong
