// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_run.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "engine/inventory_input.hpp"

namespace qingkong {

using Json = nlohmann::json;

namespace {

/// Devices begin to report so long before a response starts.
constexpr int64_t kReportAheadHours = 6;

constexpr int64_t kTickMinute = 5;      ///< measured hours arrive so long after their hour
constexpr int64_t kSignMinute = 25;     ///< the officer signs
constexpr int64_t kPublishMinute = 55;  ///< the government has published
constexpr int kPortTries = 3;
constexpr DemoPorts kUsualPorts{8300, 8301};

Instant minutes_past(Hour hour, int64_t minutes) {
    return Instant{instant_of(hour).seconds + minutes * 60};
}

std::string text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_at(const Json& json, const char* key) {
    const std::string text = text_at(json, key);
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

DemoRun::DemoRun(DemoPlan plan, Language language, bool (*interrupted)())
    : plan_(std::move(plan)), language_(language), interrupted_(interrupted), printer_(std::cout, language) {}
DemoRun::~DemoRun() = default;

Result<void> DemoRun::prepare() {
    auto story = load_story(plan_.air_file, plan_.seed);
    if (!story) return tl::unexpected(story.error());
    story_ = std::move(*story);
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(plan_.inventory_folder, notes);
    if (!inventory) return tl::unexpected(inventory.error());
    inventory_ = std::move(*inventory);
    enterprises_ = std::make_unique<SimulatedEnterprises>(*inventory_, plan_.seed);
    auto tokens = prepare_demo_folder(plan_.out);
    if (!tokens) return tl::unexpected(tokens.error());
    tokens_ = std::move(*tokens);
    printer_.opening(plan_, story_, *inventory_, *enterprises_);
    return start_daemon();
}

Result<void> DemoRun::start_daemon() {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string config = plan_.out + "/qingkong.toml";
    const bool any_port = !plan_.port && plan_.once;
    for (int attempt = 1;; ++attempt) {
        ports_ = plan_.port ? DemoPorts{*plan_.port, static_cast<uint16_t>(*plan_.port + 1)}
                            : (any_port ? free_ports() : kUsualPorts);
        const std::string text = demo_config(plan_, inventory_->city, ports_, tokens_, instant_of(story_.times.begin));
        if (auto written = write_demo_file(config, text); !written) return written;
        daemon_ = std::make_unique<DemoDaemon>(program, config, plan_.out + "/daemon.log", plan_.out + "/.daemon.pid");
        const auto revive = [this] { return daemon_->revive(); };
        client_ = std::make_unique<DemoClient>(
            fmt::format("http://127.0.0.1:{}", ports_.http), revive, [this] { daemon_->was_ready(); }, interrupted_);
        telemetry_ = std::make_unique<DemoTelemetry>(ports_.telemetry, [this] { return client_->wait_ready(); });
        if (auto started = daemon_->start(); !started) return started;
        auto ready = client_->wait_ready();
        if (ready) return ready;
        // A port that was free a moment ago may be another's now.
        if (!any_port || attempt == kPortTries || interrupted_()) return ready;
    }
}

Result<void> DemoRun::push(const char* path, const std::string& body) {
    auto answer = client_->post(path, tokens_.feed, Json::parse(body));
    if (!answer) return tl::unexpected(answer.error());
    const auto refused = answer->find("refused");
    if (refused == answer->end() || refused->empty()) return {};
    return fail({path, 0, 0, ""},
                {"推送的数据有被拒收的行：" + refused->dump(), "rows of a push were refused: " + refused->dump()});
}

Result<void> DemoRun::push_beginning() {
    const Hour before = story_.times.begin - 1;
    if (auto pushed = push("/api/v1/observations", observations_body(story_, story_.times.history_from, before));
        !pushed)
        return pushed;
    // The forecast that was known when the story begins.
    const Forecast& first = story_.forecasts.front();
    if (first.issued_at >= instant_of(story_.times.begin)) return {};
    return push("/api/v1/forecasts", forecast_body(first));
}

Result<void> DemoRun::play() {
    if (auto pushed = push_beginning(); !pushed) return pushed;
    const auto started = std::chrono::steady_clock::now();
    int64_t played = 0;
    for (Hour hour = story_.times.begin; hour <= story_.times.end; hour = hour + 1) {
        if (interrupted_()) return fail({"demo", 0, 0, ""}, {"已中断", "interrupted"});
        if (plan_.until && instant_of(hour) > *plan_.until) break;
        if (auto done = play_hour(hour); !done) return done;
        last_played_ = hour;
        if (over(hour)) break;
        ++played;
        if (plan_.hours_per_second > 0)
            std::this_thread::sleep_until(
                started + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                              std::chrono::duration<double>(static_cast<double>(played) / plan_.hours_per_second)));
    }
    return {};
}

bool DemoRun::over(Hour hour) const {
    return hour > story_.last_heavy && !in_force_ && last_end_ &&
           instant_of(hour).seconds >= last_end_->seconds + story_.times.end_quiet_hours * 3600;
}

Result<void> DemoRun::play_hour(Hour hour) {
    const Instant tick = minutes_past(hour, kTickMinute);
    auto open = clock_to(tick);
    if (!open) return tl::unexpected(open.error());
    if (auto pushed = push("/api/v1/observations", observations_body(story_, hour, hour)); !pushed) return pushed;
    if (const Forecast* forecast = story_.issued_at(hour)) {
        // The clock is asked again after each push: where the daemon died between taking the data and deciding on them,
        // the repeated push decides nothing, this does.
        if (auto decided = clock_to(tick); !decided) return tl::unexpected(decided.error());
        if (auto pushed = push("/api/v1/forecasts", forecast_body(*forecast)); !pushed) return pushed;
    }
    if (auto sent = send_telemetry(hour); !sent) return sent;
    open = clock_to(tick);
    if (!open) return tl::unexpected(open.error());
    if (auto printed = print_news(); !printed) return printed;
    while (next_other_ < story_.other_actions.size() && story_.other_actions[next_other_].decided_at <= hour)
        printer_.other(story_, story_.other_actions[next_other_++]);
    return sign(hour, *open);
}

Result<void> DemoRun::send_telemetry(Hour hour) {
    // Only around alerts: from some hours before the response starts until it has ended. Days of waiting for the start
    // would tell nothing and double the packets.
    if (!alert_start_ || instant_of(hour).seconds <= alert_start_->seconds - kReportAheadHours * 3600) return {};
    if (!in_force_ && last_end_ && instant_of(hour) > *last_end_) return {};
    return telemetry_->deliver(enterprises_->packets(start_of(hour)));
}

Result<std::vector<OpenProposal>> DemoRun::clock_to(Instant instant) {
    const auto answer = client_->post("/api/v1/clock", tokens_.admin, {{"to", format_instant(instant)}});
    if (!answer) return tl::unexpected(answer.error());
    const auto ids = answer->find("open_proposals");
    if (ids != answer->end() && ids->empty()) return std::vector<OpenProposal>();
    return open_proposals();
}

Result<std::vector<OpenProposal>> DemoRun::open_proposals() {
    const auto list = client_->get("/api/v1/proposals?status=open");
    if (!list) return tl::unexpected(list.error());
    std::vector<OpenProposal> open;
    for (const Json& json : *list) {
        const auto action = parse_action(text_at(json, "action"));
        const auto level = parse_level(text_at(json, "to"));
        const auto start = parse_stamp(text_at(json, "response_start"));
        if (action && level && start) open.push_back({text_at(json, "id"), *action, *level, start->instant});
    }
    return open;
}

Result<void> DemoRun::sign(Hour hour, const std::vector<OpenProposal>& open) {
    if (proposals_to_sign(open, minutes_past(hour, kTickMinute)).empty()) return {};
    const auto still_open = clock_to(minutes_past(hour, kSignMinute));
    if (!still_open) return tl::unexpected(still_open.error());
    for (const OpenProposal& proposal : proposals_to_sign(*still_open, minutes_past(hour, kSignMinute)))
        if (auto signed_off = sign_one(proposal); !signed_off) return signed_off;
    if (auto published = publish_first(hour); !published) return published;
    return print_news();
}

Result<void> DemoRun::sign_one(const OpenProposal& proposal) {
    auto answer = client_->call("POST", "/api/v1/proposals/" + proposal.id + "/sign", tokens_.officer,
                                Json{{"comment", signing_comment(proposal)}}.dump());
    if (!answer) return tl::unexpected(answer.error());
    // Overtaken by new data between sight and signature: the next hour brings another proposal.
    if (answer->status == 409) return {};
    const Json json = Json::parse(answer->body, nullptr, false);
    if (!answer->good() || !json.is_object() || !json.contains("transition"))
        return fail({"/api/v1/proposals/" + proposal.id + "/sign", 0, 0, ""},
                    {"签发未被接受：" + answer->body, "the signature was not accepted: " + answer->body});
    return hand_orders_out(json.at("transition"));
}

Result<void> DemoRun::hand_orders_out(const Json& transition) {
    const std::string id = text_at(transition, "id");
    const auto start = parse_stamp(text_at(transition, "response_start"));
    const auto rows = client_->get("/api/v1/orders?transition=" + DemoClient::escaped(id));
    if (!rows) return tl::unexpected(rows.error());
    std::vector<ReceivedOrder> orders;
    for (const Json& row : *rows) {
        ReceivedOrder order{text_at(row, "enterprise_id"), text_at(row, "line_id"), {}, number_at(row, "ramp_hours")};
        if (!text_at(row, "load_cap_percent").empty()) order.load_cap_percent = number_at(row, "load_cap_percent");
        orders.push_back(std::move(order));
    }
    enterprises_->receive(orders, start ? start->instant : Instant{});
    transitions_.push_back(transition);
    if (text_at(transition, "action") == "issue" && start) alert_start_ = start->instant;
    in_force_ = text_at(transition, "action") != "release";
    last_end_ = in_force_ ? std::nullopt : std::optional(start ? start->instant : Instant{});
    return {};
}

Result<void> DemoRun::publish_first(Hour hour) {
    if (published_ || transitions_.empty()) return {};
    published_ = true;
    const Instant at = minutes_past(hour, kPublishMinute);
    if (auto moved = clock_to(at); !moved) return tl::unexpected(moved.error());
    const std::string id = text_at(transitions_.front(), "id");
    auto answer = client_->post(
        "/api/v1/transitions/" + DemoClient::escaped(id) + "/publish", tokens_.officer,
        {{"by", inventory_->city.name.zh + "人民政府"}, {"at", format_instant(at)}, {"channel", "政府网站（模拟）"}});
    if (!answer) return tl::unexpected(answer.error());
    return {};
}

Result<void> DemoRun::print_news() {
    const auto entries = client_->get(fmt::format("/api/v1/journal?from={}", next_entry_));
    if (!entries) return tl::unexpected(entries.error());
    for (const Json& entry : *entries) {
        const int64_t seq = entry.value("seq", int64_t{0});
        if (seq < next_entry_) continue;
        next_entry_ = seq + 1;
        printer_.entry(entry);
    }
    return {};
}

Result<void> DemoRun::stay() {
    printer_.line({fmt::format("页面：http://127.0.0.1:{}/ （按 Ctrl-C 结束）", ports_.http),
                   fmt::format("page: http://127.0.0.1:{}/ (Ctrl-C ends)", ports_.http)});
    while (!interrupted_()) {
        if (auto alive = daemon_->revive(); !alive) return alive;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return {};
}

}  // namespace qingkong
