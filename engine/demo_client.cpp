// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_client.hpp"

#include <chrono>
#include <thread>

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace qingkong {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kPatience = std::chrono::minutes(2);
constexpr auto kPause = std::chrono::milliseconds(50);
constexpr int kServerErrors = 3;  ///< 500 so often is no accident
constexpr int kTimeouts = 2;      ///< of a daemon that lives and does not answer
constexpr int kBreaks = 200;      ///< of connections: the daemon may be killed again and again
constexpr long kAnswerTimeoutMs = 120'000;

size_t append(char* bytes, size_t size, size_t count, void* into) {
    static_cast<std::string*>(into)->append(bytes, size * count);
    return size * count;
}

tl::unexpected<std::vector<Problem>> interrupted_problem() {
    return fail({"demo", 0, 0, ""}, {"已中断", "interrupted"});
}

/// What the daemon said about a call that it did not accept.
tl::unexpected<std::vector<Problem>> refused(const std::string& path, const DemoAnswer& answer) {
    Text what{fmt::format("守护进程回答 {}", answer.status), fmt::format("the daemon answered {}", answer.status)};
    Text wanted;
    const Json json = Json::parse(answer.body, nullptr, false);
    if (json.is_object() && json.contains("error")) {
        const Json& error = json.at("error");
        const auto part = [&](const char* key) {
            const Json text = error.value(key, Json::object());
            return text.is_object() ? Text{text.value("zh", ""), text.value("en", "")} : Text{};
        };
        const Text said = part("what");
        what.zh += "：" + said.zh;
        what.en += ": " + said.en;
        wanted = part("wanted");
    }
    return fail({path, 0, 0, ""}, what, wanted);
}

}  // namespace

struct DemoClient::Connection {
    CURL* curl = curl_easy_init();
    ~Connection() { curl_easy_cleanup(curl); }
};

DemoClient::DemoClient(std::string base, std::function<Result<void>()> revive, std::function<void()> on_ready,
                       std::function<bool()> interrupted)
    : connection_(std::make_unique<Connection>()),
      base_(std::move(base)),
      revive_(std::move(revive)),
      on_ready_(std::move(on_ready)),
      interrupted_(std::move(interrupted)) {}
DemoClient::~DemoClient() = default;

std::string DemoClient::escaped(const std::string& text) {
    char* bytes = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
    std::string out = bytes != nullptr ? bytes : "";
    curl_free(bytes);
    return out;
}

DemoClient::Try DemoClient::once(const std::string& method, const std::string& path, const std::string& token,
                                 const std::string& body, DemoAnswer& answer) {
    CURL* curl = connection_->curl;
    curl_easy_reset(curl);  // keeps the connection
    answer = {};
    const std::string url = base_ + path;
    curl_slist* headers = curl_slist_append(nullptr, "Expect:");
    if (!token.empty()) headers = curl_slist_append(headers, ("Authorization: Bearer " + token).c_str());
    const bool writes = method == "POST" || method == "PUT";
    if (writes) headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // never through a proxy of the environment: it is the own machine
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5'000L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerTimeoutMs);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    if (writes) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    answer.status = static_cast<int>(status);
    if (code == CURLE_OK) return Try::answered;
    return code == CURLE_OPERATION_TIMEDOUT ? Try::timed_out : Try::broken;
}

Result<void> DemoClient::wait_ready() {
    const auto until = Clock::now() + kPatience;
    DemoAnswer answer;
    while (once("GET", "/readyz", "", "", answer) != Try::answered || answer.status != 200) {
        if (interrupted_()) return interrupted_problem();
        if (auto alive = revive_(); !alive) return alive;
        if (Clock::now() > until)
            return fail({base_, 0, 0, ""}, {"守护进程两分钟内没有就绪", "the daemon was not ready within two minutes"},
                        {"见 daemon.log", "see daemon.log"});
        std::this_thread::sleep_for(kPause);
    }
    on_ready_();
    return {};
}

Result<DemoAnswer> DemoClient::call(const std::string& method, const std::string& path, const std::string& token,
                                    const std::string& body) {
    int server_errors = 0, timeouts = 0, breaks = 0;
    DemoAnswer answer;
    while (true) {
        if (interrupted_()) return interrupted_problem();
        switch (once(method, path, token, body, answer)) {
            case Try::answered:
                if (answer.status < 500) return answer;
                if (answer.status == 500 && ++server_errors >= kServerErrors) return refused(path, answer);
                ++breaks;
                break;
            case Try::timed_out:
                ++timeouts;
                break;
            case Try::broken:
                ++breaks;
                break;
        }
        ++repeats_;
        if (timeouts >= kTimeouts || breaks >= kBreaks)
            return fail({path.substr(0, path.find('?')), 0, 0, ""},
                        {"守护进程始终没有回答", "the daemon does not answer"}, {"见 daemon.log", "see daemon.log"});
        if (auto ready = wait_ready(); !ready) return tl::unexpected(ready.error());
    }
}

Result<std::string> DemoClient::text(const std::string& path) {
    auto answer = call("GET", path);
    if (!answer) return tl::unexpected(answer.error());
    if (!answer->good()) return refused(path, *answer);
    return std::move(answer->body);
}

Result<Json> DemoClient::get(const std::string& path) {
    const auto body = text(path);
    if (!body) return tl::unexpected(body.error());
    return Json::parse(*body, nullptr, false);
}

Result<Json> DemoClient::post(const std::string& path, const std::string& token, const Json& body) {
    auto answer = call("POST", path, token, body.dump());
    if (!answer) return tl::unexpected(answer.error());
    if (!answer->good()) return refused(path, *answer);
    return Json::parse(answer->body, nullptr, false);
}

}  // namespace qingkong
