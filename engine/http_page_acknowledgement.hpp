// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/acknowledgement.hpp"
#include "engine/router.hpp"

namespace qingkong {

class Daemon;

/// The pages behind the links of mails and messages (/ack, /a) and the list for the telephone (/calls).
void add_acknowledgement_pages(Router& router, Daemon& daemon);

/// One who must be called.
struct CallLine {
    EnterpriseStand stand;
    ContactOf contact;
    std::string area_name;
};
/// Of the areas that the account covers, by area.
std::vector<CallLine> call_lines(Service& service, const Alert& alert, const Account& account);
/// Enterprises that were told by mail and get no short message, where the office sends such: their number is none of a mobile.
std::vector<std::string> without_mobile(Service& service, const Alert& alert, const Account& account);
/// Who works with numbers of enterprises.
const std::vector<Role>& call_readers();

}  // namespace qingkong
