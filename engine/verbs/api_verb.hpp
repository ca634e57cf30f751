// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "engine/api_client.hpp"
#include "engine/verbs/office_verbs.hpp"

namespace qingkong {

// What the verbs that speak to the daemon share.

struct ApiOptions {
    std::string url = "http://127.0.0.1:8300", token_file, format;
};

/// `--url`, `--token-file` (else the environment's QINGKONG_TOKEN), `--format`.
void add_api_options(CLI::App& verb, ApiOptions& options, Language language);

/// The daemon's JSON, or the exit status: 1 refused (its words are on standard error), 2 no daemon, no token file.
tl::expected<nlohmann::ordered_json, int> ask_api(const ApiOptions& options, Language language, const std::string& method,
                                                  const std::string& path, const nlohmann::ordered_json& body = nullptr);
/// The answer's text, likewise.
tl::expected<std::string, int> ask_api_text(const ApiOptions& options, Language language, const std::string& path);

/// One segment of a path: an id holds letters, digits and . _ -, anything else is escaped.
std::string path_segment(const std::string& id);

/// The text of a JSON member; empty where it is null or absent.
std::string member_text(const nlohmann::ordered_json& json, const char* key);

}  // namespace qingkong
