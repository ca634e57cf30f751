// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/service.hpp"
#include "tests/run_program.hpp"

namespace qingkong::office {

/// `qingkong.toml` of a made-up city on a simulated clock; `more` are further sections.
inline std::string config_text(const std::string& more = "", const std::string& edition = "n2017") {
    return fmt::format(R"([city]
id = "990100"
name = "示例市"
name_en = "Example City"
areas = [ {{ id = "990101", name = "东城示范区", name_en = "East" }}, {{ id = "990102", name = "西城示范区", name_en = "West" }} ]
[rules]
edition = "{}"
[clock]
mode = "simulated"
start = "2014-02-20T08:00:00+08:00"
[store]
path = "q.db"
[mail]
smtp_url = "smtp://127.0.0.1:2525"
tls = "none"
from = "duty@office.example"
[office]
name = "办公室"
name_en = "office"
government = "示例市人民政府"
government_en = "government"
plan_title = "《预案》"
plan_title_en = "plan"
document_prefix = "攻坚办"
contact = "值班室"
telephone = "000"
{})",
                       edition, more);
}

/// The same with the example city's four areas and its inventory.
inline std::string example_city_text(const std::string& more = "") {
    std::string text = config_text(more + fmt::format("[inventory]\nfolder = \"{}/examples/city\"\n", QINGKONG_SOURCE_DIR));
    const std::string two = "name_en = \"West\" } ]";
    text.replace(text.find(two), two.size(),
                 "name_en = \"West\" },\n  { id = \"990103\", name = \"南郊示范区\", name_en = \"South\" }, { id = \"990104\", name = "
                 "\"北郊示范区\", name_en = \"North\" } ]");
    return text;
}

inline Config config_in(const TestFolder& folder, const std::string& text) {
    const std::string file = (folder.path / "qingkong.toml").string();
    std::ofstream(file, std::ios::binary) << text;
    auto config = read_config(text, file);
    if (!config)
        for (const Problem& problem : config.error()) WARN(problem.print(Language::en));
    REQUIRE(config);
    return *config;
}

inline Service open(const TestFolder& folder, const std::string& text) {
    const Config config = config_in(folder, text);
    std::vector<Problem> notes;
    auto resources = load_resources(config, notes);
    if (!resources)
        for (const Problem& problem : resources.error()) WARN(problem.print(Language::en));
    REQUIRE(resources);
    auto store = Store::open(config.store.path);
    REQUIRE(store);
    return Service(config, std::move(*resources), std::move(*store));
}

inline Instant at(const std::string& stamp) { return parse_stamp(stamp).value().instant; }

inline std::string rows(const char* key, Hour first, const std::vector<int>& values) {
    std::string out;
    for (size_t i = 0; i < values.size(); ++i)
        out += fmt::format("{}{{\"{}\":\"{}\",\"aqi\":{}}}", i == 0 ? "" : ",", key,
                           format_hour(first + static_cast<int64_t>(i)), values[i]);
    return out;
}

/// The last `values.size()` hours up to now.
inline PushAnswer measured(Service& service, const std::vector<int>& values) {
    const Hour first = floor_hour(service.now()) - static_cast<int64_t>(values.size()) + 1;
    return service.push_observations(fmt::format("{{\"area\":\"all\",\"rows\":[{}]}}", rows("time", first, values))).value();
}

inline PushAnswer one_hour(Service& service, const std::string& label, int aqi) {
    return service
        .push_observations(fmt::format(R"({{"area":"all","rows":[{{"time":"{}","aqi":{}}}]}})", label, aqi))
        .value();
}

/// Hourly forecast from the next hour on, issued now.
inline PushAnswer forecast(Service& service, const std::vector<int>& values) {
    return service
        .push_forecast(fmt::format("{{\"area\":\"all\",\"issued_at\":\"{}\",\"hourly\":[{}]}}", format_instant(service.now()),
                                   rows("valid_at", floor_hour(service.now()) + 1, values)))
        .value();
}

/// `run({{230, 50}, {140, 42}})` = 50 hours of 230, then 42 of 140.
inline std::vector<int> run(const std::vector<std::pair<int, int>>& parts) {
    std::vector<int> out;
    for (const auto& [value, hours] : parts) out.insert(out.end(), static_cast<size_t>(hours), value);
    return out;
}

/// `issue normal>yellow`, a word an open proposal: kind unless it is a step, action, from and to.
inline std::string open_proposals(Service& service) {
    std::string out;
    for (const Proposal& p : service.store().proposals(true)) {
        if (!out.empty()) out += "; ";
        if (p.kind != ProposalKind::step)
            out += fmt::format("{} {}", token(p.kind), p.subject);
        else
            out += fmt::format("{}{} {}>{}", p.area == "all" ? "" : p.area + " ", token(p.action), token(p.from), token(p.to));
    }
    return out;
}

inline Proposal the_proposal(Service& service) {
    const auto open = service.store().proposals(true);
    REQUIRE(open.size() == 1);
    return open.front();
}

inline Outcome sign(Service& service) { return service.command(SignCommand{the_proposal(service).id, "officer-1", "", {}, {}}); }

/// Kinds of all journal entries, joined by spaces.
inline std::string kinds(Service& service) {
    std::string out;
    for (const JournalEntry& entry : service.store().journal(1, 100000)) out += (out.empty() ? "" : " ") + entry.kind;
    return out;
}

inline std::vector<JournalEntry> entries(Service& service, const std::string& kind) {
    std::vector<JournalEntry> out;
    for (JournalEntry& entry : service.store().journal(1, 100000))
        if (entry.kind == kind) out.push_back(std::move(entry));
    return out;
}

/// So many hours pass, each measured with `aqi`; the last one too.
inline void hours_pass(Service& service, int hours, int aqi) {
    for (int i = 0; i < hours; ++i) {
        service.move_clock(Instant{service.now().seconds + 3600});
        measured(service, {aqi});
    }
}

inline void silent_hours(Service& service, int hours) { service.move_clock(Instant{service.now().seconds + hours * 3600}); }

}  // namespace qingkong::office
