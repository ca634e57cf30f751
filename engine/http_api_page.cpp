// SPDX-License-Identifier: Apache-2.0
// Health, metrics, the page and the acknowledgement links.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "engine/embedded.hpp"
#include "engine/http_api.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

Response page_file(const char* path, const char* type) {
    Response response;
    const auto text = embedded(path);
    if (!text) return error_response(404, "unknown_path", {"没有该页面", "no such page"});
    response.content_type = type;
    response.body = std::string(*text);
    response.headers = {{"Content-Security-Policy", "default-src 'self'"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Cache-Control", "no-cache"}};
    return response;
}

Response plain(std::string body, const char* type = "text/plain; charset=utf-8") {
    Response response;
    response.content_type = type;
    response.body = std::move(body);
    return response;
}

std::string metrics(Daemon& daemon) {
    Service& service = daemon.service();
    std::string out = "# HELP qingkong_deliveries Mails by state.\n# TYPE qingkong_deliveries gauge\n";
    for (const auto& [state, count] : service.store().outbox_counts())
        out += fmt::format("qingkong_deliveries{{state=\"{}\"}} {}\n", state, count);
    out += "# HELP qingkong_open_proposals Proposals nobody has answered.\n# TYPE qingkong_open_proposals gauge\n";
    out += fmt::format("qingkong_open_proposals {}\n", service.store().proposals(true).size());
    out += "# HELP qingkong_area_level Level in force: 0 normal or ungraded, 1 blue, 2 yellow, 3 orange, 4 red.\n"
           "# TYPE qingkong_area_level gauge\n";
    for (const Area& area : service.config().city.areas)
        out += fmt::format("qingkong_area_level{{area=\"{}\"}} {}\n", area.id, std::max(0, static_cast<int>(service.level_of(area.id)) - 1));
    return out;
}

/// A small page of its own: opening it confirms nothing, the button does (K.3).
std::string acknowledge_page(const Delivery& delivery, bool button) {
    std::string body = fmt::format("<h1>预警通知回执</h1><p>{}</p>", html_escaped(delivery.subject));
    if (delivery.confirmed_at)
        body += fmt::format("<p><strong>已确认</strong>（{}）。谢谢。</p>", spoken_time_zh(*delivery.confirmed_at));
    else if (button)
        body += "<p>打开本页不视为确认。请核对后按下按钮。</p><form method=\"post\"><button>确认收到并按操作方案落实</button></form>";
    return "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\"><title>回执</title><link rel=\"stylesheet\" "
           "href=\"/style.css\"><main class=\"paper\">" + body + "</main></html>";
}

void acknowledge(Daemon& daemon, const Call& call, const Reply& reply) {
    Store& store = daemon.service().store();
    const std::string token = call.params.at("token");
    const bool post = call.request.method == "POST";
    if (!store.delivery_of_token(token)) {
        Response missing = plain("<!doctype html><meta charset=\"utf-8\"><p>链接无效或已失效。</p>", "text/html; charset=utf-8");
        missing.status = 404;
        return reply(missing);
    }
    if (post) store.confirm(token, daemon.service().now(), "link");
    Response response = plain(acknowledge_page(*store.delivery_of_token(token), !post), "text/html; charset=utf-8");
    response.headers = {{"Content-Security-Policy", "default-src 'self'; form-action 'self'"}, {"Referrer-Policy", "no-referrer"}};
    reply(response);
}

}  // namespace

void add_page_routes(Router& router, Daemon& daemon) {
    const auto open = [&router](const char* path, Text summary, const char* type, auto answer) {
        Route route{"GET", path, {}, std::move(summary), [answer](const Call&, const Reply& reply) { reply(answer()); }};
        route.answer_type = type;
        route.open = true;
        router.add(std::move(route));
    };
    open("/healthz", {"进程存活", "the process lives"}, "text/plain", [] { return plain("ok " + version() + "\n"); });
    open("/readyz", {"可以服务", "ready to serve"}, "text/plain", [&daemon] {
        std::string text;
        for (const Fault& fault : daemon.service().faults().all())
            text += fmt::format("{} (since {}): {}\n", fault.id, format_instant(fault.since), fault.what.en);
        Response response = plain(!daemon.ready() ? "starting\n" : text.empty() ? "ready\n" : text);
        response.status = daemon.ready() && !daemon.service().faults().has("store") ? 200 : 503;
        return response;
    });
    open("/metrics", {"运行指标", "metrics"}, "text/plain",
         [&daemon] { return plain(metrics(daemon), "text/plain; version=0.0.4; charset=utf-8"); });
    open("/", {"页面", "the page"}, "text/html", [] { return page_file("console/index.html", "text/html; charset=utf-8"); });
    open("/style.css", {"样式", "its style"}, "text/css", [] { return page_file("console/style.css", "text/css; charset=utf-8"); });
    open("/page.js", {"脚本", "its script"}, "text/javascript",
         [] { return page_file("console/page.js", "text/javascript; charset=utf-8"); });
    Route see{"GET", "/ack/{token}", {}, {"回执页面（打开不视为确认）", "acknowledgement page; opening it confirms nothing"},
              [&daemon](const Call& call, const Reply& reply) { acknowledge(daemon, call, reply); }};
    see.answer_type = "text/html";
    see.open = true;
    router.add(std::move(see));
    Route press{"POST", "/ack/{token}", {}, {"确认收到", "confirm"},
                [&daemon](const Call& call, const Reply& reply) { acknowledge(daemon, call, reply); }};
    press.answer_type = "text/html";
    press.open = press.by_link = true;
    router.add(std::move(press));
}

}  // namespace qingkong
