// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/service.hpp"

namespace qingkong {

struct MaildropCounts {
    int taken = 0;    ///< answers, stored (or known already)
    int aside = 0;    ///< for a person to read, or nothing to read: flagged in the folder
};

/// Reads what lies in `folder`/new (a maildir that the office's mail server fills). An answer is stored, then its file moves
/// to cur. An answer must come from the unit's own address, in reply to a mail of ours to that unit, and say something; an
/// automatic answer or a bounce never counts (handbook K.3). What is no answer moves to cur with the flag F.
/// A daemon that dies between storing and moving reads the mail again: the same answer is stored once.
MaildropCounts read_maildrop(Service& service, const std::string& folder);

/// One mail by its bytes; false = set aside.
bool take_mail(Service& service, const std::string& bytes);

}  // namespace qingkong
