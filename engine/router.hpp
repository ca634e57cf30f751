// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/account.hpp"
#include "engine/http_message.hpp"
#include "rules/text.hpp"

namespace qingkong {

/// A request that has found its route.
struct Call {
    Request request;
    std::map<std::string, std::string> params;    ///< `{id}` of the pattern, percent-decoded
    const Account* account = nullptr;             ///< who signed in; null on an open read. Lives as long as the router

    /// Id of the account, or `anonymous`.
    std::string who() const { return account != nullptr ? account->id : "anonymous"; }
};

struct QueryParameter {
    std::string name;
    Text meaning;
    bool required = false;    ///< said in the description; the handler checks it
};

/// One row of the table of routes: dispatch and openapi.json both come from it.
struct Route {
    std::string method;                      ///< `GET`, `POST`, `PUT`, `DELETE`; HEAD goes with GET
    std::string pattern;                     ///< `/api/v1/alerts/{id}/sign`; a parameter is one whole segment
    std::vector<Role> roles;                 ///< who may; empty = any account
    Text summary;                            ///< one line
    std::function<void(const Call&, Reply)> handler;
    std::vector<QueryParameter> query = {};
    std::vector<std::string> body_types = {};    ///< content types of a body, e.g. `application/json`, `text/csv`
    std::string answer_type = "application/json";
    /// Needs no token at all: health, the page, openapi.json, the public feed. Never for a write.
    bool open = false;
    /// With `open`, of a write: the secret in the path is the credential (acknowledgement links of mails).
    bool by_link = false;
};

/// Who is let in: `Authorization: Bearer TOKEN`. Writes always need an account with the role. Reads (GET, HEAD) as well,
/// unless the route is `open`, or it names no role and `open_reads` is set (`[http] open_reads`, for demonstrations).
/// A token that is sent and unknown is refused with 401, also where none is needed.
class Router {
public:
    Router(std::vector<Account> accounts, bool open_reads);

    /// Throws std::logic_error for a route that exists already, a bad pattern or an open write: a mistake of ours.
    void add(Route route);
    /// Adds `GET /api/v1/openapi.json`, open, which answers openapi(); call it last.
    void add_openapi();

    /// 404 `unknown_path`, 405 `wrong_method` with `Allow`, 401 `sign_in`, 403 `wrong_role`, else the handler.
    void dispatch(Request request, Reply reply) const;

    /// OpenAPI 3.1, from the table. Deterministic text.
    std::string openapi() const;
    const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Account> accounts_;
    bool open_reads_;
    std::vector<Route> routes_;
};

/// 403 `wrong_area`, for handlers whose account does not cover the area.
Response wrong_area_response(const Account& account, const std::string& area);

}  // namespace qingkong
