// SPDX-License-Identifier: Apache-2.0
#include "engine/api_client.hpp"

#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace qingkong {
namespace {

size_t append(char* bytes, size_t size, size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

}  // namespace

Result<ApiAnswer> call_api(const ApiAddress& address, const std::string& method, const std::string& path, const std::string& body) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    ApiAnswer answer;
    std::string base = address.url;
    while (!base.empty() && base.back() == '/') base.pop_back();
    const std::string url = base + path;
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    if (!address.token.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + address.token).c_str());
    if (method == "POST") list = curl_slist_append(list, "Content-Type: application/json");
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, curl_slist_free_all);
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 5L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 120L);    // a signature makes the papers of all enterprises
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    if (method == "POST") {
        curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK)
        return fail({address.url, 0, 0, ""},
                    {fmt::format("守护进程没有回答（{}）", curl_easy_strerror(code)), fmt::format("the daemon does not answer ({})", curl_easy_strerror(code))},
                    {"请检查 --url 及守护进程是否在运行", "check --url and whether the daemon runs"});
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
}

Problem api_refusal(const std::string& place, const ApiAnswer& answer) {
    Problem problem;
    problem.place.file = place;
    problem.what = {fmt::format("守护进程回答 {}", answer.status), fmt::format("the daemon answered {}", answer.status)};
    const nlohmann::json json = nlohmann::json::parse(answer.body, nullptr, false);
    if (!json.is_object() || !json.contains("error") || !json.at("error").is_object()) return problem;
    const auto part = [&](const char* key) {
        const nlohmann::json text = json.at("error").value(key, nlohmann::json::object());
        return text.is_object() ? Text{text.value("zh", ""), text.value("en", "")} : Text{};
    };
    problem.what = part("what");
    problem.wanted = part("wanted");
    return problem;
}

}  // namespace qingkong
