// SPDX-License-Identifier: Apache-2.0
#include "engine/http_sender.hpp"

#include <algorithm>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace qingkong {

namespace {

constexpr std::size_t kMostAnswer = 64 * 1024;
constexpr std::size_t kShownAnswer = 200;

void start_curl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_ALL);
    (void)done;
}

std::size_t hear(char* text, std::size_t size, std::size_t count, void* context) {
    auto& answer = *static_cast<std::string*>(context);
    answer.append(text, std::min(size * count, kMostAnswer - std::min(answer.size(), kMostAnswer)));
    return size * count;
}

/// One line of an answer, cut between characters.
std::string beginning(const std::string& answer) {
    std::string out;
    for (const char c : answer) {
        if (out.size() >= kShownAnswer && (static_cast<unsigned char>(c) & 0xC0) != 0x80) break;
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

/// The value at the pointer as text; empty where the answer is no JSON or has no such place.
std::optional<std::string> value_at(const std::string& answer, const std::string& pointer) {
    const auto json = nlohmann::json::parse(answer, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    try {
        const auto& value = json.at(nlohmann::json::json_pointer(pointer));
        return value.is_string() ? value.get<std::string>() : value.dump();
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

SendOutcome outcome_of(const OutboundRequest& request, long status, const std::string& answer) {
    if (status >= 500 || status == 429 || status == 408) return SendOutcome::deferred;
    if (status < 200 || status >= 300) return SendOutcome::failed;
    if (request.success_pointer.empty()) return SendOutcome::accepted;
    const auto value = value_at(answer, request.success_pointer);
    if (!value) return SendOutcome::deferred;    // not the receiver's own words: a proxy, a page for maintenance
    if (*value == request.success_value) return SendOutcome::accepted;
    const bool later = std::find(request.later_values.begin(), request.later_values.end(), *value) != request.later_values.end();
    return later ? SendOutcome::deferred : SendOutcome::failed;
}

/// The handle and the list of headers, freed on every way out.
struct Exchange {
    CURL* handle = curl_easy_init();
    curl_slist* headers = nullptr;
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() {
        curl_slist_free_all(headers);
        if (handle != nullptr) curl_easy_cleanup(handle);
    }
};

}  // namespace

RequestResult send_request(const OutboundRequest& request, const HttpSenderOptions& options) {
    start_curl();
    RequestResult result;
    result.delivery_id = request.delivery_id;
    Exchange exchange;
    CURL* handle = exchange.handle;
    if (handle == nullptr) return result;
    std::string answer;
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");    // never through a proxy of the environment
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "qingkong");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.send_timeout.count()));
    if (!request.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_file.c_str());
    if (request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
        exchange.headers = curl_slist_append(exchange.headers, "Expect:");
    }
    for (const std::string& header : request.headers) exchange.headers = curl_slist_append(exchange.headers, header.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, exchange.headers);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, hear);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reason);
    const CURLcode done = curl_easy_perform(handle);
    long status = 0, sent_bytes = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent_bytes);
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after);
    if (retry_after > 0) result.retry_after_seconds = retry_after;
    if (done == CURLE_OK) {
        result.outcome = outcome_of(request, status, answer);
        result.reply = fmt::format("{} {}", status, beginning(answer));
        return result;
    }
    // Before the request left nothing can have been taken; after it nobody knows.
    result.outcome = sent_bytes > 0 ? SendOutcome::unknown : SendOutcome::deferred;
    result.reply = *reason != '\0' ? reason : curl_easy_strerror(done);
    return result;
}

HttpSender::HttpSender(boost::asio::io_context& context, HttpSenderOptions options,
                       std::function<void(std::vector<RequestResult>)> on_results)
    : pool_(context, options.sessions, options.queue_limit,
            [options] {
                return SenderWorker<OutboundRequest, RequestResult>{
                    [options](const OutboundRequest& request) { return send_request(request, options); }, [] {}};
            },
            std::move(on_results)) {}

}  // namespace qingkong
