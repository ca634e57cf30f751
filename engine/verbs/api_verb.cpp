// SPDX-License-Identifier: Apache-2.0
#include "engine/verbs/api_verb.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "engine/output.hpp"

namespace qingkong {
namespace {

Result<ApiAddress> address_of(const ApiOptions& options) {
    ApiAddress address{options.url, ""};
    if (options.token_file.empty()) {
        const char* token = std::getenv("QINGKONG_TOKEN");
        if (token != nullptr) address.token = token;
        return address;
    }
    std::ifstream file(options.token_file);
    if (!file || !std::getline(file, address.token))
        return fail({options.token_file, 0, 0, ""}, {"不能读取令牌文件", "the token file cannot be read"}, {"文件第一行为令牌", "its first line is the token"});
    while (!address.token.empty() && (address.token.back() == '\r' || address.token.back() == ' ')) address.token.pop_back();
    return address;
}

tl::expected<ApiAnswer, int> ask(const ApiOptions& options, Language language, const std::string& method, const std::string& path, const std::string& body) {
    const auto address = address_of(options);
    if (!address) {
        print_problems(address.error(), language);
        return tl::unexpected(2);
    }
    const auto answer = call_api(*address, method, path, body);
    if (!answer) {
        print_problems(answer.error(), language);
        return tl::unexpected(2);
    }
    if (!answer->good()) {
        print_problems({api_refusal(path, *answer)}, language);
        return tl::unexpected(1);
    }
    return *answer;
}

}  // namespace

void add_api_options(CLI::App& verb, ApiOptions& options, Language language) {
    const bool zh = language == Language::zh;
    verb.add_option("--url", options.url, zh ? "守护进程地址" : "address of the daemon");
    verb.add_option("--token-file", options.token_file, zh ? "令牌文件（否则取环境变量 QINGKONG_TOKEN）" : "file with the token (else QINGKONG_TOKEN)");
    verb.add_option("--format", options.format, "table|csv|json")->check(CLI::IsMember({"table", "csv", "json"}));
}

tl::expected<nlohmann::ordered_json, int> ask_api(const ApiOptions& options, Language language, const std::string& method,
                                                  const std::string& path, const nlohmann::ordered_json& body) {
    const auto answer = ask(options, language, method, path, body.is_null() ? "" : body.dump());
    if (!answer) return tl::unexpected(answer.error());
    auto json = nlohmann::ordered_json::parse(answer->body, nullptr, false);
    if (json.is_discarded()) {
        print_problems({{Severity::error, {options.url, 0, 0, ""}, {"回答不是 JSON", "the answer is no JSON"}, {"--url 是否为晴空的地址", "is --url the address of qingkong"}}}, language);
        return tl::unexpected(2);
    }
    return json;
}

tl::expected<std::string, int> ask_api_text(const ApiOptions& options, Language language, const std::string& path) {
    auto answer = ask(options, language, "GET", path, "");
    if (!answer) return tl::unexpected(answer.error());
    return std::move(answer->body);
}

std::string path_segment(const std::string& id) {
    std::string out;
    for (const char c : id) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string member_text(const nlohmann::ordered_json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || found->is_null()) return "";
    return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace qingkong
