// SPDX-License-Identifier: Apache-2.0
#include "engine/daemon.hpp"

#include <csignal>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include "engine/http_api.hpp"
#include "engine/http_api_field.hpp"
#include "engine/http_page_parts.hpp"
#include "engine/http_server.hpp"
#include "engine/maildrop.hpp"
#include "engine/mailer.hpp"
#include "engine/router.hpp"
#include "engine/telemetry_server.hpp"
#include "engine/tokens.hpp"

namespace qingkong {
namespace {

/// Mails read from the store at a time: bounds memory, and one transaction covers so many.
constexpr int kLeaseMails = 500;
constexpr auto kHeartBeat = std::chrono::seconds(5);

MailerOptions mailer_options(const MailConfig& mail) {
    MailerOptions options;
    options.smtp_url = mail.smtp_url;
    options.helo = mail.domain;
    options.sessions = mail.sessions;
    options.tls_required = mail.tls_required;
    options.ca_file = mail.ca_file;
    options.user = mail.user;
    if (!mail.password_file.empty())
        if (const auto secret = read_secret(mail.password_file)) options.password = *secret;
    return options;
}

RelayAnswer relay_answer(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::accepted: return RelayAnswer::accepted;
        case SendOutcome::failed: return RelayAnswer::failed;
        case SendOutcome::unknown: return RelayAnswer::unknown;
        case SendOutcome::deferred: break;
    }
    return RelayAnswer::deferred;
}

}  // namespace

struct Daemon::Impl {
    Impl(Daemon& owner, const Config& config, Resources resources, Store store)
        : service(config, std::move(resources), std::move(store)),
          router(config.accounts, config.http.open_reads, [this](const std::string& token) { return person_of(token); }),
          mailer(context, mailer_options(config.mail),
                 [this](std::vector<SendResult> results) { on_results(std::move(results)); }),
          heart(context),
          daemon(owner) {}

    std::optional<Person> person_of(const std::string& session) {
        const auto user = service.store().session_user(token_hash(session), Clock::system().now());
        return user ? std::optional(Person{user->id, user->name, user->grants}) : std::nullopt;
    }

    /// Leases and hands over as much as the mailer takes; calls the waiters when all is quiet.
    void pump() {
        while (true) {
            const int room = static_cast<int>(mailer.room());
            if (room <= 0) break;
            std::vector<DeliveryBytes> due = service.store().lease_due(service.now(), std::min(room, kLeaseMails));
            if (due.empty()) break;
            std::vector<OutboundMail> mails;
            for (DeliveryBytes& delivery : due)
                mails.push_back({delivery.id, service.config().mail.from, delivery.to,
                                 std::make_shared<const std::string>(std::move(delivery.bytes))});
            on_the_wire += mails.size();
            mailer.send(std::move(mails));
        }
        if (on_the_wire == 0) call_waiters();
    }

    void call_waiters() {
        std::vector<std::function<void()>> called;
        called.swap(waiters);
        for (const auto& waiter : called) waiter();
    }

    void on_results(std::vector<SendResult> results) {
        std::vector<std::pair<int64_t, std::pair<RelayAnswer, std::string>>> answers;
        for (SendResult& result : results) {
            if (result.outcome != SendOutcome::accepted)
                spdlog::warn("mail {}: {} ({})", result.delivery_id, token(result.outcome), result.reply);
            answers.push_back({result.delivery_id, {relay_answer(result.outcome), std::move(result.reply)}});
        }
        service.store().record_results(answers, service.now(), service.config().alerts.retry);
        on_the_wire -= std::min(on_the_wire, answers.size());
        pump();
    }

    /// System clock: a tick when the hour has turned, retries when they are due.
    void beat() {
        heart.expires_after(kHeartBeat);
        heart.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            if (!service.simulated()) {
                const Hour hour = floor_hour(service.now());
                if (hour != last_tick) {
                    last_tick = hour;
                    service.tick();
                } else {
                    service.chase();
                }
            }
            if (!service.config().maildir.empty()) read_maildrop(service, service.config().maildir);
            pump();
            beat();
        });
    }

    Result<void> listen_telemetry() {
        const auto& config = service.config().telemetry;
        if (!config) return {};
        TelemetryServerOptions options;
        options.listen = config->listen.host;
        options.port = config->listen.port;
        options.check = [this](std::string_view mn, std::string_view password) { return check_sender(mn, password); };
        try {
            telemetry = std::make_unique<TelemetryServer>(
                context, options, [this](std::vector<ReceivedPacket> packets, std::function<void(bool)> done) {
                    std::vector<TelemetryValue> values;
                    for (const ReceivedPacket& packet : packets) {
                        const auto of_packet = telemetry_values(packet.packet, service.resources().telemetry);
                        values.insert(values.end(), of_packet.begin(), of_packet.end());
                    }
                    if (!values.empty()) service.store().append_telemetry(values);
                    done(true);
                });
        } catch (const std::exception& error) {
            return fail({service.config().file, 0, 0, ""},
                        {fmt::format("无法监听 {}：{}", config->listen.print(), error.what()),
                         fmt::format("cannot listen on {}: {}", config->listen.print(), error.what())},
                        {"请检查 [telemetry] listen", "check [telemetry] listen"});
        }
        return {};
    }

    SenderCheck check_sender(std::string_view mn, std::string_view password) {
        if (devices_of != service.resources().inventory_hash) learn_devices();
        const TelemetryConfig& config = *service.config().telemetry;
        if (!config.password.empty() && password != config.password) return SenderCheck::wrong_password;
        if (config.store_unknown_mn) return SenderCheck::welcome;
        return known_devices.count(std::string(mn)) != 0 ? SenderCheck::welcome : SenderCheck::unknown_mn;
    }

    /// Devices of the inventory in force; another version may name others.
    void learn_devices() {
        devices_of = service.resources().inventory_hash;
        known_devices.clear();
        if (!service.resources().inventory) return;
        for (const Enterprise& enterprise : service.resources().inventory->enterprises)
            for (const ProductionLine& line : enterprise.lines) {
                if (!line.cems_mn.empty()) known_devices.insert(line.cems_mn);
                for (const Meter& meter : line.meters) known_devices.insert(meter.meter_id);
            }
    }

    boost::asio::io_context context{1};
    boost::asio::thread_pool side{1};    ///< one at a time: each hash takes 64 MiB
    int waiting_aside = 0;
    Service service;
    Router router;
    Mailer mailer;
    boost::asio::steady_timer heart;
    Daemon& daemon;
    std::unique_ptr<HttpServer> http;
    std::unique_ptr<TelemetryServer> telemetry;
    std::set<std::string> known_devices;
    std::string devices_of;    ///< hash of the inventory they were learned from
    std::vector<std::function<void()>> waiters;
    size_t on_the_wire = 0;
    Hour last_tick;
    bool running = false;
};

Daemon::Daemon(const Config& config, Resources resources, Store store)
    : impl_(std::make_unique<Impl>(*this, config, std::move(resources), std::move(store))) {}
Daemon::~Daemon() = default;

Service& Daemon::service() { return impl_->service; }
bool Daemon::ready() const { return impl_->running; }

bool Daemon::aside(std::function<void()> work, std::function<void()> then) {
    constexpr int kMostWaiting = 50;
    if (impl_->waiting_aside >= kMostWaiting) return false;
    ++impl_->waiting_aside;
    boost::asio::post(impl_->side, [impl = impl_.get(), work = std::move(work), then = std::move(then)]() mutable {
        work();
        boost::asio::post(impl->context, [impl, then = std::move(then)] {
            --impl->waiting_aside;
            then();
        });
    });
    return true;
}

void Daemon::pump(std::function<void()> then) {
    if (then) impl_->waiters.push_back(std::move(then));
    impl_->pump();
}

Result<void> Daemon::run() {
    Impl& impl = *impl_;
    impl.learn_devices();
    add_feed_routes(impl.router, *this);
    add_alert_routes(impl.router, *this);
    add_alert_life_routes(impl.router, *this);
    add_inventory_routes(impl.router, *this);
    add_paper_routes(impl.router, *this);
    add_return_routes(impl.router, *this);
    add_return_pages(impl.router, *this);
    add_evidence_routes(impl.router, *this);
    add_finding_routes(impl.router, *this);
    add_field_pages(impl.router, *this);
    add_record_routes(impl.router, *this);
    add_control_routes(impl.router, *this);
    add_user_routes(impl.router, *this);
    add_document_routes(impl.router, *this);
    add_tip_routes(impl.router, *this);
    add_consultation_routes(impl.router, *this);
    add_public_feed_routes(impl.router, *this);
    add_office_pages(impl.router, *this);
    add_page_routes(impl.router, *this);
    impl.router.add_openapi();

    HttpServerOptions options;
    options.address = impl.service.config().http.listen.host;
    options.port = impl.service.config().http.listen.port;
    impl.http = std::make_unique<HttpServer>(impl.context, options, [&impl](Request request, Reply reply) {
        impl.router.dispatch(std::move(request), std::move(reply));
    });
    if (auto started = impl.http->start(); !started) return started;
    if (auto listening = impl.listen_telemetry(); !listening) return listening;

    boost::asio::signal_set signals(impl.context, SIGTERM, SIGINT);
    signals.async_wait([&impl](const boost::system::error_code& error, int) {
        if (error) return;
        spdlog::info("stopping");
        impl.http->stop();
        if (impl.telemetry) impl.telemetry->stop();
        impl.heart.cancel();
        impl.mailer.stop();
        impl.side.stop();
        impl.context.stop();
    });
    impl.last_tick = floor_hour(impl.service.now());
    impl.running = true;
    impl.beat();
    pump();
    spdlog::info("serving http on port {}{}", impl.http->port(),
                 impl.telemetry ? fmt::format(", HJ 212 on port {}", impl.telemetry->port()) : std::string());
    impl.context.run();
    return {};
}

}  // namespace qingkong
