// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rules/problem.hpp"

namespace qingkong {

/// Where the daemon is and as whom the verbs speak to it.
struct ApiAddress {
    std::string url = "http://127.0.0.1:8300";
    std::string token;    ///< of an account or a session; empty: nobody
};

struct ApiAnswer {
    int status = 0;
    std::string body;
    bool good() const { return status >= 200 && status < 300; }
};

/// One call, once: a command that was not answered is repeated by the person, who sees first what became of it. Fails where
/// no daemon answers.
Result<ApiAnswer> call_api(const ApiAddress& address, const std::string& method, const std::string& path, const std::string& body = "");

/// What the daemon said when it refused.
Problem api_refusal(const std::string& place, const ApiAnswer& answer);

}  // namespace qingkong
