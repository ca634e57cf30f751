// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/http_api_parts.hpp"

namespace qingkong {

/// The pages /desk, /users, /account: their forms call the handlers of the API, so they come after its routes.
void add_office_pages(Router& router, Daemon& daemon);

// What the pages of the office share: made on the server, no script, they work on a telephone.

/// Every right of who is signed in; Call.account holds only those that the route wants.
std::vector<Grant> grants_of(Service& service, const Call& call);
/// Has somebody with these rights one of the roles for all of the areas?
bool holds(const std::vector<Grant>& grants, const std::vector<Role>& roles, const std::vector<std::string>& areas);

/// A page with its title, as HTML; `body` is finished HTML. `nav`: with the links to the other pages of who is signed in.
Response office_page(const Service& service, const std::string& title, const std::string& body, int status = 200, const std::string& nav = "");
std::string page_links(const std::vector<Grant>& grants);

std::string hidden(const char* name, const std::string& value);
/// 303: after a form the browser reads the page anew, so that a reload sends nothing twice.
Response see_other(const std::string& where);

using Handler = std::function<void(const Call&, Reply)>;
/// A route of the API that a form of a page stands for; there is one, or the program does not start.
const Route& route_of(const Router& router, const std::string& method, const std::string& pattern);
/// The call as a program would have made it.
Call json_call(const Call& call, const nlohmann::ordered_json& body);

/// The words of an answer of the API that refuses: what, and what is wanted.
std::string refusal_words(const Response& answer);

}  // namespace qingkong
