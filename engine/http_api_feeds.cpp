// SPDX-License-Identifier: Apache-2.0
// The public feed: closed until an officer has recorded the government's publication (handbook K.5).
#include "alerts/atom_feed.hpp"
#include "alerts/national_warning.hpp"
#include "engine/http_api.hpp"

namespace qingkong {
namespace {

/// One answer for everything that is not public: a stranger learns nothing of what is being prepared.
Response nothing_published() {
    return error_response(404, "not_published", {"没有已对外发布的预警", "no published alert"},
                          {"预警由人民政府发布，记录发布后才开放", "open once the government's publication is recorded"});
}

Response xml(std::string body, const char* type) {
    Response response;
    response.content_type = type;
    response.body = std::move(body);
    response.headers = {{"Cache-Control", "no-cache"}, {"X-Content-Type-Options", "nosniff"}};
    return response;
}

/// The messages that are public now. One that is refused (it can be none without a code of the configuration, which
/// `feed = true` has checked) is left out.
std::vector<CapMessage> messages_of(const CapInput& input, const Config& config) {
    std::vector<CapMessage> messages;
    if (!config.cap.feed || config.loopback_only) return messages;
    for (const Transition* t : published_transitions(input.alerts, input.office))
        if (auto message = cap_message(input, *t)) messages.push_back(std::move(*message));
    return messages;
}

using Compose = std::string (*)(const CapMessage&, const CapInput&);

/// `{file}` = identifier or id of the transition, with `.xml`.
Response message_file(Service& service, const Call& call, Compose compose, const char* type) {
    const Config& config = service.config();
    const std::vector<Alert> alerts = service.store().alerts();
    const CapInput input{alerts, config.office, config.city, config.cap};
    const std::string& file = call.params.at("file");
    for (const CapMessage& message : messages_of(input, config))
        if (file == message.identifier + ".xml" || file == message.transition->id() + ".xml")
            return xml(compose(message, input), type);
    return nothing_published();
}

Response atom(Service& service) {
    const Config& config = service.config();
    const std::vector<Alert> alerts = service.store().alerts();
    const CapInput input{alerts, config.office, config.city, config.cap};
    const std::vector<CapMessage> messages = messages_of(input, config);
    if (messages.empty()) return nothing_published();
    return xml(atom_feed(messages, input), "application/atom+xml; charset=utf-8");
}

}  // namespace

void add_public_feed_routes(Router& router, Daemon& daemon) {
    Service& service = daemon.service();
    const auto open = [&router](const char* path, Text summary, const char* type, auto answer) {
        Route route{"GET", path, {}, std::move(summary), [answer](const Call& call, const Reply& reply) { reply(answer(call)); }};
        route.answer_type = type;
        route.open = true;
        router.add(std::move(route));
    };
    open("/feeds/cap.atom", {"已发布预警的订阅（Atom）", "published alerts as an Atom feed"}, "application/atom+xml",
         [&service](const Call&) { return atom(service); });
    open("/feeds/cap/{file}", {"一条已发布预警（CAP 1.2）", "one published alert, CAP 1.2"}, "application/cap+xml",
         [&service](const Call& call) { return message_file(service, call, cap_xml, "application/cap+xml; charset=utf-8"); });
    open("/feeds/national/{file}", {"同一预警的国家预警信息发布系统格式", "the same in the national system's form"}, "application/xml",
         [&service](const Call& call) {
             if (service.config().cap.severity_style != CapSeverityStyle::national) return nothing_published();
             return message_file(service, call, national_warning_xml, "application/xml; charset=utf-8");
         });
}

}  // namespace qingkong
