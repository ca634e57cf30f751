// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
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
    std::shared_ptr<const Account> account;       ///< who signed in, in the role and areas that the route wants; null on an
                                                  ///< open read
    std::string session;                          ///< token of the session that it came with; empty = another credential

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
    /// With `open`, of a write: the secret in the path (acknowledgement links of mails) or in the body (sign-in) is the
    /// credential.
    bool by_link = false;
};

/// One who has signed in as a person: id, name and roles.
struct Person {
    std::string id, name;
    std::vector<Grant> grants;
};

constexpr const char* kSessionCookie = "qingkong_session";

/// Who is let in: `Authorization: Bearer TOKEN`, or the cookie of a session; a write by cookie from another site's page is
/// refused (403 `wrong_origin`). Writes always need an account with the role. Reads (GET, HEAD) as well,
/// unless the route is `open`, or it names no role and `open_reads` is set (`[http] open_reads`, for demonstrations).
/// A token that is sent and unknown is refused with 401, also where none is needed.
class Router {
public:
    using Sessions = std::function<std::optional<Person>(const std::string& session_token)>;

    Router(std::vector<Account> accounts, bool open_reads, Sessions sessions = {});

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
    Sessions sessions_;
    std::vector<Route> routes_;
};

/// 403 `wrong_area`, for handlers whose account does not cover the area.
Response wrong_area_response(const Account& account, const std::string& area);

}  // namespace qingkong
