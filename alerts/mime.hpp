// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rules/time.hpp"

namespace qingkong {

/// The parts of a message that GMime sets in bytes.
struct MimeMessage {
    std::string message_id;  ///< with brackets
    std::string thread_id;   ///< References and In-Reply-To, with brackets; empty = none
    Instant date;            ///< written with +0800
    std::string from_name, from_address;
    std::string to_name, to_address;
    std::string subject;
    std::string text, html;  ///< LF
    std::string attachment_name;   ///< of a PDF; empty = no attachment
    std::string attachment;        ///< its bytes
    std::string boundary;    ///< ASCII, fixed by transition and enterprise
};

/// RFC 5322 bytes: multipart/alternative of two base64 parts (within multipart/mixed where a PDF is attached), CRLF, Auto-Submitted. Equal input gives equal bytes:
/// the same message is sent on every attempt.
std::string mime_bytes(const MimeMessage& message);

}  // namespace qingkong
