// SPDX-License-Identifier: Apache-2.0
// Health, metrics and the page.
#include <algorithm>

#include <fmt/format.h>

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
        // A channel at fault takes nobody off the line: the daemon still decides and serves. Without evaluations or a store it
        // does not.
        std::string text = daemon.ready() ? "ready\n" : "starting\n";
        for (const StandingFault& fault : daemon.service().faults().all())
            text += fmt::format("fault {} since {}: {} ({})\n", fault.id, format_instant(fault.since), fault.what.en, fault.what.zh);
        const bool fit = daemon.ready() && !daemon.service().faults().has("store") && !daemon.service().faults().has("evaluation");
        Response response = plain(std::move(text));
        response.status = fit ? 200 : 503;
        return response;
    });
    open("/metrics", {"运行指标", "metrics"}, "text/plain",
         [&daemon] { return plain(metrics(daemon), "text/plain; version=0.0.4; charset=utf-8"); });
    open("/", {"页面", "the page"}, "text/html", [] { return page_file("console/index.html", "text/html; charset=utf-8"); });
    open("/style.css", {"样式", "its style"}, "text/css", [] { return page_file("console/style.css", "text/css; charset=utf-8"); });
    open("/page.js", {"脚本", "its script"}, "text/javascript",
         [] { return page_file("console/page.js", "text/javascript; charset=utf-8"); });
}

}  // namespace qingkong
