// SPDX-License-Identifier: Apache-2.0
// Devices that send HJ 212: last heard, habits, transmission validity of the month; as JSON and as the administrator's page.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/document.hpp"
#include "emissions/transmission.hpp"
#include "engine/daemon.hpp"
#include "engine/http_api.hpp"
#include "engine/http_page_parts.hpp"
#include "engine/store_telemetry.hpp"
#include "engine/telemetry_station.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostStrangersShown = 200;

struct DeviceRow {
    std::string mn;
    const Enterprise* enterprise = nullptr;    ///< null = unassigned
    std::string line_id;
    std::optional<HeardDevice> heard;          ///< empty = of the inventory, never heard
    std::optional<Transmission> month;         ///< empty = unknown devices sent too much to look at
};

struct Month {
    Hour from, until, end;    ///< labels: first hour, first one that is not over, first of the next month
};

Month month_of(Instant now) {
    const std::string text = format_instant(now);
    const int year = std::stoi(text.substr(0, 4)), month = std::stoi(text.substr(5, 2));
    const auto first = [](int y, int m) { return first_label(*parse_day(fmt::format("{:04}-{:02}-01", y, m))); };
    return {first(year, month), floor_hour(now) + 1, first(month == 12 ? year + 1 : year, month % 12 + 1)};
}

/// Every device of the inventory and every one that was heard, by MN.
std::vector<DeviceRow> device_rows(Service& service) {
    std::map<std::string, DeviceRow> rows;
    if (service.resources().inventory)
        for (const Enterprise& enterprise : service.resources().inventory->enterprises)
            for (const ProductionLine& line : enterprise.lines) {
                const auto add = [&](const std::string& mn) {
                    if (!mn.empty()) rows[mn] = {mn, &enterprise, line.line_id, {}, {}};
                };
                add(line.cems_mn);
                for (const Meter& meter : line.meters) add(meter.meter_id);
            }
    for (HeardDevice& heard : heard_devices(service.store())) {
        DeviceRow& row = rows[heard.mn];
        row.mn = heard.mn;
        row.heard = std::move(heard);
    }
    const Month month = month_of(service.now());
    const ReadingIndex readings = service.readings(month.from, month.until);
    std::set<std::string, std::less<>> unknown;
    for (const auto& [mn, row] : rows)
        if (row.enterprise == nullptr) unknown.insert(mn);
    std::optional<ReadingIndex> of_unknown;
    if (!unknown.empty() && few_values(service.store(), month.from, month.until))
        of_unknown.emplace(heard_readings(service.store(), month.from, month.until, service.resources().telemetry, &unknown));
    std::vector<DeviceRow> out;
    for (auto& [mn, row] : rows) {
        if (row.enterprise != nullptr || of_unknown)
            row.month = transmission_of(row.enterprise != nullptr ? readings : *of_unknown, mn, month.from, month.until, month.end);
        out.push_back(std::move(row));
    }
    return out;
}

Json maybe_time(const std::optional<Instant>& at) {
    return at ? Json(format_instant(*at)) : Json(nullptr);
}

Json device_json(const DeviceRow& row) {
    Json habits = Json::array();
    if (row.heard)
        for (const HeardDevice::HabitCount& count : row.heard->habits)
            habits.push_back({{"habit", token(count.habit)}, {"name", habit_name(count.habit).zh}, {"name_en", habit_name(count.habit).en},
                              {"count", count.n}, {"first", format_instant(count.first)}, {"last", format_instant(count.last)}});
    Json month = nullptr;
    if (const auto& known = row.month)
        month = {{"due_hours", known->due}, {"valid_hours", known->valid}, {"received_hours", known->received}, {"stopped_hours", known->stopped},
                 {"hours_left", known->hours_left}, {"permille", known->permille()}, {"state", token(known->state())},
                 {"hours_to_spare", known->hours_to_spare()}};
    return {{"mn", row.mn},
            {"enterprise_id", row.enterprise != nullptr ? Json(row.enterprise->enterprise_id) : Json(nullptr)},
            {"line_id", row.enterprise != nullptr ? Json(row.line_id) : Json(nullptr)},
            {"first_heard_at", maybe_time(row.heard ? std::optional(row.heard->first_heard) : std::nullopt)},
            {"last_heard_at", maybe_time(row.heard ? std::optional(row.heard->last_heard) : std::nullopt)},
            {"last_data_time", row.heard ? Json(row.heard->last_data_time) : Json(nullptr)},
            {"packets", row.heard ? row.heard->packets : 0},
            {"repeats", row.heard ? row.heard->repeats : 0},
            {"habits", habits},
            {"month", month}};
}

Json station_json(TelemetryStation* station) {
    if (station == nullptr) return nullptr;
    const TelemetryStation::Figures f = station->figures();
    return {{"connections", f.server.open}, {"connections_accepted", f.server.connections}, {"turned_away", f.server.turned_away},
            {"closed", f.server.closed}, {"packets", f.server.packets}, {"stored", f.server.stored}, {"bad_crc", f.server.bad_crc},
            {"bad_frame", f.server.bad_frame}, {"refused", f.server.refused}, {"log_syncs", f.log.syncs},
            {"log_last_sync_us", f.log.last_sync_us}, {"log_longest_sync_us", f.log.longest_sync_us},
            {"log_waiting_bytes", f.log.bytes_waiting}, {"unknown_mn", f.unknown_kept}, {"unknown_mn_refused", f.unknown_refused},
            {"taken_in", f.packets}, {"repeats", f.repeats}, {"values", f.values},
            {"messages", f.messages}};
}

std::string state_words(const Transmission& month) {
    const std::string share = fmt::format("{}.{}%", month.permille() / 10, month.permille() % 10);
    switch (month.state()) {
        case Transmission::State::not_due: return "本月无应传小时";
        case Transmission::State::good: return share;
        case Transmission::State::warning:
            return share + fmt::format("　提醒：低于92%，本月还剩{}天，最多还可缺{}小时", (month.hours_left + 23) / 24, std::max(month.hours_to_spare(), 0));
        case Transmission::State::alarm:
            return share + (month.reachable() ? fmt::format("　报警：低于90%，本月还剩{}天", (month.hours_left + 23) / 24) : std::string("　报警：低于90%，本月已无法达到"));
    }
    return "";
}

std::string card(const DeviceRow& row) {
    std::string out = fmt::format("<h2>{}</h2><p>{}</p>", html_escaped(row.mn),
                                  row.enterprise != nullptr ? html_escaped(row.enterprise->name + "　" + row.line_id) : "未归属：清单中没有这个设备号");
    if (!row.heard) return out + "<p>从未收到数据。</p>";
    out += fmt::format("<p>最近收到：{}　最新数据时间：{}　数据包{}个，重发{}个</p>",
                       format_instant(row.heard->last_heard), html_escaped(row.heard->last_data_time), row.heard->packets, row.heard->repeats);
    if (row.month)
        out += fmt::format("<p>本月传输有效率：{}（有效{}小时，应传{}小时，报停{}小时）</p>", state_words(*row.month), row.month->valid, row.month->due, row.month->stopped);
    else
        out += "<p>未登记设备的数据过多，不计算传输有效率。</p>";
    if (row.heard->habits.empty()) return out + "<p>报文符合标准。</p>";
    out += "<ul>";
    for (const HeardDevice::HabitCount& count : row.heard->habits)
        out += fmt::format("<li>{}：{}次，{}至{}</li>", habit_name(count.habit).zh, count.n, format_instant(count.first), format_instant(count.last));
    return out + "</ul>";
}

Response devices_page(Daemon& daemon, const Call& call) {
    Service& service = daemon.service();
    std::string body;
    if (TelemetryStation* station = daemon.telemetry()) {
        const TelemetryStation::Figures f = station->figures();
        body += fmt::format("<p>连接{}个；收到数据包{}个，已存{}个；校验错{}个，帧格式错{}处，拒收{}个；待入库{}字节。"
                            "未登记设备号{}个，因设备号已满或磁盘将满而拒收{}个。</p>", f.server.open, f.server.packets,
                            f.server.stored, f.server.bad_crc, f.server.bad_frame, f.server.refused, f.log.bytes_waiting, f.unknown_kept, f.unknown_refused);
    } else {
        body += "<p>未配置数采仪端口（[telemetry]）。</p>";
    }
    size_t strangers = 0;
    for (const DeviceRow& row : device_rows(service))
        if (row.enterprise != nullptr || ++strangers <= kMostStrangersShown) body += card(row);
    if (strangers > kMostStrangersShown) body += fmt::format("<p>另有未登记设备号{}个，见接口 GET /api/v1/telemetry/devices。</p>", strangers - kMostStrangersShown);
    return office_page(service, "数采仪", body, 200, page_links(grants_of(service, call)));
}

}  // namespace

void add_device_routes(Router& router, Daemon& daemon) {
    const std::vector<Role> readers = {Role::admin, Role::officer, Role::inspector};
    router.add({"GET", "/api/v1/telemetry/devices", readers, {"数采仪：最近收到、报文偏差、本月传输有效率", "devices: last heard, habits, transmission validity"},
                [&daemon](const Call&, const Reply& reply) {
                    Json devices = Json::array();
                    for (const DeviceRow& row : device_rows(daemon.service())) devices.push_back(device_json(row));
                    reply(json_answer(Json{{"station", station_json(daemon.telemetry())}, {"devices", devices}}));
                }});
    Route page{"GET", "/devices", {Role::admin}, {"数采仪页面", "the page of the devices"},
               [&daemon](const Call& call, const Reply& reply) { reply(devices_page(daemon, call)); }};
    page.answer_type = "text/html";
    router.add(std::move(page));
}

}  // namespace qingkong
