// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/text.hpp"

namespace qingkong {

/// One HTTP request as the rest of the engine sees it: no library type.
struct Request {
    std::string method;                           ///< `GET`, `HEAD`, `POST` …
    std::string path;                             ///< as sent, without the query: segments are still percent-encoded
    std::map<std::string, std::string> query;     ///< decoded; of a repeated name the last one counts
    std::map<std::string, std::string> headers;   ///< names in lower case; repeated ones joined by `, `
    std::string body;
    std::string remote;                           ///< the peer's address without port

    /// Empty where the header is absent. `name` in lower case.
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    /// Empty where the parameter is absent.
    std::string parameter(const std::string& name) const {
        const auto found = query.find(name);
        return found == query.end() ? std::string() : found->second;
    }
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;    ///< further ones; `Content-Length` is the server's
};

/// Answers a request. Called once, in the thread of the io_context, at once or later; later calls are ignored. A
/// handler that drops it without calling it makes the server answer 500.
using Reply = std::function<void(Response)>;
using RequestHandler = std::function<void(Request, Reply)>;

/// `{"error":{"id":ID,"what":{"zh","en"},"wanted":{"zh","en"}}}`: the body of every answer from 400 on.
/// `id` is lower snake case and stable.
Response error_response(int status, const std::string& id, const Text& what, const Text& wanted = {});

/// `%E5%8C%97+x` -> `北 x` (`+` as a blank only where `plus_is_blank`). A broken escape stays as it is.
std::string percent_decode(const std::string& text, bool plus_is_blank);
/// `a=1&b=%20` -> {a:1, b:" "}.
std::map<std::string, std::string> parse_query(const std::string& text);

}  // namespace qingkong
