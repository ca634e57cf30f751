// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qingkong {

/// A delivery report after RFC 3464, as far as one of our mails is concerned.
struct Bounce {
    enum class Kind {
        failed,     ///< given up for good: Action failed
        delayed,    ///< still tried by the relay: nothing is lost
        other       ///< delivered, relayed, expanded
    };
    Kind kind = Kind::other;
    std::string status;                        ///< `5.1.1`; may be empty
    std::string text;                          ///< Diagnostic-Code, else the status; one line, at most 300 bytes
    std::string recipient;                     ///< Final-Recipient, without its type; may be empty
    std::vector<std::string> original_ids;     ///< Message-IDs of the returned mail or its headers, with brackets
    std::vector<std::string> sent_to;          ///< addresses to which the report itself went: an envelope sender of ours
};

/// Empty where the bytes are no delivery report. Of several recipients the gravest word counts: our mails have one.
std::optional<Bounce> read_bounce(std::string_view bytes);

}  // namespace qingkong
