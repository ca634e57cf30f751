// SPDX-License-Identifier: Apache-2.0
// The end of a run of the demo: mails, files, what is told last.
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "engine/demo_run.hpp"
#include "rules/csv.hpp"

namespace qingkong {

using Json = nlohmann::json;

namespace {

constexpr auto kMailPatience = std::chrono::seconds(60);
constexpr auto kMailPause = std::chrono::milliseconds(100);

int count_at(const Json& counts, const char* state) {
    return counts.is_object() ? counts.value(state, 0) : 0;
}

std::string text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Enterprises with at least one suspected hour.
size_t suspected_in(const std::string& compliance_csv) {
    std::set<std::string> ids;
    CsvReader reader(compliance_csv);
    CsvRecord row;
    while (reader.next(row))
        if (row.fields.size() > 5 && row.fields[5].text == "suspected") ids.insert(row.fields[1].text);
    return ids.size();
}

}  // namespace

Result<void> DemoRun::wait_for_mails() {
    const auto until = std::chrono::steady_clock::now() + kMailPatience;
    while (std::chrono::steady_clock::now() < until) {
        const auto state = client_->get("/api/v1/state");
        if (!state) return tl::unexpected(state.error());
        const Json counts = state->value("outbox", Json::object());
        if (count_at(counts, "waiting") + count_at(counts, "sending") + count_at(counts, "deferred") +
                count_at(counts, "unknown") ==
            0)
            return {};
        // The simulated clock stands now, so that no retry falls due by itself; the officer asks for it.
        for (const char* word : {"deferred", "unknown"}) {
            if (count_at(counts, word) == 0) continue;
            const auto deliveries = client_->get(fmt::format("/api/v1/outbox?state={}&limit=1000", word));
            if (!deliveries) return tl::unexpected(deliveries.error());
            for (const Json& delivery : *deliveries)
                if (auto asked =
                        client_->call("POST", fmt::format("/api/v1/outbox/{}/retry", delivery.value("id", int64_t{0})),
                                      tokens_.officer);
                    !asked)
                    return tl::unexpected(asked.error());
        }
        std::this_thread::sleep_for(kMailPause);
    }
    return {};
}

Result<void> DemoRun::save(const std::string& path, const std::string& name) {
    const auto text = client_->text(path);
    if (!text) return tl::unexpected(text.error());
    return write_demo_file(plan_.out + "/" + name, *text);
}

Result<void> DemoRun::write_files() {
    const Text note = demo_note(plan_.seed, story_.error);
    const std::string zh = "&lang=zh&note=" + DemoClient::escaped(note.zh);
    const std::string en = "&lang=en&note=" + DemoClient::escaped(note.en);
    std::vector<std::pair<std::string, std::string>> files = {
        {"/api/v1/timeline?lang=zh", "timeline.csv"},
        {"/api/v1/journal?format=jsonl", "journal.jsonl"},
        {"/api/v1/orders?format=csv", "orders.csv"},
        {"/api/v1/account?format=csv", "account.csv"},
        {"/api/v1/evaluation?alert=all" + zh, "evaluation.html"},
        {"/api/v1/evaluation?alert=all" + en, "evaluation.en.html"},
    };
    std::set<std::string> alerts;
    for (const Json& transition : transitions_) alerts.insert(text_at(transition, "alert"));
    for (const std::string& alert : alerts)
        files.emplace_back("/api/v1/evaluation?alert=" + DemoClient::escaped(alert) + zh,
                           "evaluation-" + alert + ".html");
    for (const auto& [path, name] : files)
        if (auto saved = save(path, name); !saved) return saved;
    return {};
}

Result<void> DemoRun::print_results() {
    printer_.comparison(story_, transitions_, last_played_);
    std::set<std::string> alerts;
    for (const Json& transition : transitions_) alerts.insert(text_at(transition, "alert"));
    for (const std::string& alert : alerts) {
        const auto rows = client_->get("/api/v1/achieved?format=json&alert=" + DemoClient::escaped(alert));
        if (!rows) return tl::unexpected(rows.error());
        printer_.achieved(alert, *rows);
    }
    const auto compliance = client_->text("/api/v1/compliance?format=csv");
    if (!compliance) return tl::unexpected(compliance.error());
    if (auto written = write_demo_file(plan_.out + "/compliance.csv", *compliance); !written) return written;
    const auto state = client_->get("/api/v1/state");
    if (!state) return tl::unexpected(state.error());
    const Json counts = state->value("outbox", Json::object());
    const size_t suspected = suspected_in(*compliance);
    printer_.line({"", ""});
    printer_.line(
        {fmt::format("疑似未落实的企业 {} 家（仅为核查线索，不是认定）；邮件 {} 封已由邮件服务器接收，{} "
                     "封失败；监测数据包 {} 个已应答",
                     suspected, count_at(counts, "sent"), count_at(counts, "failed"), telemetry_->answered()),
         fmt::format("{} enterprises suspected (a list for inspectors, not evidence); {} mails accepted by the mail "
                     "server, {} failed; {} telemetry packets answered",
                     suspected, count_at(counts, "sent"), count_at(counts, "failed"), telemetry_->answered())});
    if (daemon_->restarts() > 0)
        printer_.line({fmt::format("守护进程中途重启 {} 次", daemon_->restarts()),
                       fmt::format("the daemon was started again {} times", daemon_->restarts())});
    printer_.line({fmt::format("结果：{}", plan_.out), fmt::format("results: {}", plan_.out)});
    printer_.line(
        {"  timeline.csv 时间线，journal.jsonl 日志链，orders.csv 减排指令，account.csv 核算，compliance.csv "
         "落实判定，\n"
         "  evaluation.html 后评估（evaluation.en.html 英文），mails/ 收到的邮件，daemon.log 运行日志",
         "  timeline.csv, journal.jsonl (hash chain), orders.csv, account.csv, compliance.csv,\n"
         "  evaluation.html (evaluation.en.html in English), mails/ as received, daemon.log"});
    return {};
}

Result<void> DemoRun::finish() {
    if (auto sent = wait_for_mails(); !sent) return sent;
    if (auto written = write_files(); !written) return written;
    return print_results();
}

}  // namespace qingkong
