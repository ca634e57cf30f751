// SPDX-License-Identifier: Apache-2.0
#include "engine/daemon.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include "alerts/bounce_address.hpp"
#include "emissions/transmission.hpp"
#include "engine/acknowledgement.hpp"
#include "engine/channel_pump.hpp"
#include "engine/clock_watch.hpp"
#include "engine/http_api.hpp"
#include "engine/http_api_field.hpp"
#include "engine/http_page_parts.hpp"
#include "engine/http_server.hpp"
#include "engine/maildrop.hpp"
#include "engine/outbox_pump.hpp"
#include "engine/router.hpp"
#include "engine/self_watch_beat.hpp"
#include "engine/store_telemetry.hpp"
#include "engine/telemetry_station.hpp"
#include "engine/tokens.hpp"

namespace qingkong {
namespace {

constexpr auto kHeartBeat = std::chrono::seconds(5);
/// A clock that was set is shown so long.
constexpr auto kClockToldFor = std::chrono::hours(1);

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

}  // namespace

struct Daemon::Impl {
    Impl(Daemon& owner, const Config& config, Resources resources, Store store)
        : service(config, std::move(resources), std::move(store)),
          router(config.accounts, config.http.open_reads, [this](const std::string& token) { return person_of(token); }),
          outbox(context, service.store(), mailer_options(config.mail), [this] { return service.mailing(); },
                 [this](int64_t id) { return envelope_sender(id); }, config.alerts.retry, [this] { return service.now(); },
                 [this](SendOutcome outcome, const std::string& reply) { channels.note("mail", outcome, reply); },
                 [this] { call_waiters(); }),
          channels(context, service, [this] { pump(); }),
          watch(context, service, channels),
          heart(context),
          daemon(owner) {}

    std::optional<Person> person_of(const std::string& session) {
        const auto user = service.store().session_user(token_hash(session), Clock::system().now());
        return user ? std::optional(Person{user->id, user->name, user->grants}) : std::nullopt;
    }

    /// Where a bounce comes back names the message, if the office has such addresses.
    std::string envelope_sender(int64_t delivery_id) const {
        const MailConfig& mail = service.config().mail;
        return mail.bounce_domain.empty() ? mail.from : bounce_address(delivery_id, service.link_key(), mail.bounce_domain);
    }

    /// Everything due by every channel.
    void pump() {
        channels.pump();
        outbox.pump();
    }

    /// Once every channel is quiet.
    void call_waiters() {
        if (outbox.on_the_wire() != 0 || channels.on_the_wire() != 0) return;
        std::vector<std::function<void()>> called;
        called.swap(waiters);
        for (const auto& waiter : called) waiter();
    }

    /// System clock: a tick when the hour has turned, retries when they are due. A part that throws is tried again at the
    /// next beat.
    void beat() {
        heart.expires_after(kHeartBeat);
        heart.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            beat();
            watch_clock();
            if (service.faults().has("store")) prove_store();
            if (!service.simulated()) {
                const Hour hour = floor_hour(service.now());
                if (hour != last_tick) {
                    service.tick();
                    last_tick = hour;
                } else {
                    service.chase();
                }
            }
            if (devices_of != service.resources().inventory_hash) learn_devices();
            if (!service.config().maildir.empty()) read_maildrop(service, service.config().maildir);
            look_after();
            pump();
        });
    }

    void watch_clock() {
        const auto stepped = clock_watch.step(Clock::system().now(), std::chrono::steady_clock::now());
        if (stepped && !service.simulated()) {
            const Text what{fmt::format("系统时钟被调{}{}分钟，请核对时间", *stepped > 0 ? "快" : "慢", std::abs(*stepped) / 60),
                            fmt::format("the clock was set {} by {} minutes; check the time", *stepped > 0 ? "forward" : "back", std::abs(*stepped) / 60)};
            spdlog::error("{}", what.en);
            service.faults().begin("clock", what, service.now());
            clock_told = std::chrono::steady_clock::now();
        } else if (std::chrono::steady_clock::now() - clock_told > kClockToldFor) {
            service.faults().end("clock");
        }
    }

    /// The disk may be full, the file locked or read-only: nothing was half written, and it is tried again.
    void store_failed(const std::string& why) {
        if (service.faults().begin("store", {"数据库不能写入：" + why, "the database cannot be written: " + why}, service.now()))
            spdlog::error("the database cannot be written: {}", why);
    }

    void prove_store() {
        service.store().set_setting("last_proof", format_instant(Clock::system().now()));
        if (service.faults().end("store")) spdlog::info("the database can be written again");
    }

    /// Until stop(). What a timer or an answer throws ends nothing but itself.
    void run_guarded() {
        while (!context.stopped()) {
            try {
                context.run();
                return;
            } catch (const std::exception& error) {
                store_failed(error.what());
            }
        }
    }

    /// Once a minute of the clock: reminders, and the watch over the program itself.
    void look_after() {
        const int64_t minute = service.now().seconds / 60;
        if (minute == looked_minute) return;
        looked_minute = minute;
        remind(service);
        look_at_unknown_devices();
        watch.look();
    }

    Result<void> listen_telemetry() {
        const auto& config = service.config().telemetry;
        if (!config) return {};
        StationOptions options;
        options.server.listen = config->listen.host;
        options.server.port = config->listen.port;
        options.server.max_connections = static_cast<size_t>(config->max_connections);
        options.server.tls_certificate = config->tls_certificate;
        options.server.tls_key = config->tls_key;
        options.store_path = service.config().store.path;
        options.admission.password = config->password;
        options.admission.store_unknown = config->store_unknown_mn;
        options.admission.most_unknown = static_cast<size_t>(config->max_unknown_mn);
        options.devices = inventory_devices();
        devices_of = service.resources().inventory_hash;
        options.settings = service.resources().telemetry;
        auto opened = TelemetryStation::open(std::move(options));
        if (!opened) {
            const std::vector<Problem>& why = opened.error();
            return fail({service.config().file, 0, 0, ""},
                        {fmt::format("无法监听 {}：{}", config->listen.print(), why.front().print(Language::zh)),
                         fmt::format("cannot listen on {}: {}", config->listen.print(), why.front().print(Language::en))},
                        {"请检查 [telemetry]", "check [telemetry]"});
        }
        telemetry = std::move(*opened);
        set_telemetry_barrier(service.store(), [this] { telemetry->settle(); });
        return {};
    }

    /// Devices of the inventory in force; another version may name others.
    void learn_devices() {
        if (!telemetry) return;
        devices_of = service.resources().inventory_hash;
        telemetry->know(inventory_devices());
    }

    TelemetryAdmission::Devices inventory_devices() {
        return service.resources().inventory ? device_numbers(*service.resources().inventory) : TelemetryAdmission::Devices();
    }

    /// Somebody invents devices, or the office forgot to register many: a person has to look, and no more than once a minute.
    void look_at_unknown_devices() {
        if (!telemetry) return;
        const TelemetryStation::Figures figures = telemetry->figures();
        const uint64_t refused = std::exchange(unknown_refused, figures.unknown_refused);
        if (figures.unknown_refused == refused) {
            service.faults().end("telemetry_unknown");
            return;
        }
        service.faults().begin("telemetry_unknown",
                               {fmt::format("数采仪端口收到未登记设备号（MN）的数据而不再存储：已存未登记设备号{}个，或磁盘剩余不足2 GiB。请核对清单，或改为 unknown_mn = \"refuse\"", figures.unknown_kept),
                                fmt::format("packets of unknown MNs are refused: {} unknown MNs are kept, or the disk has less than 2 GiB left; "
                                            "check the inventory, or set unknown_mn = \"refuse\"", figures.unknown_kept)},
                               service.now());
    }

    boost::asio::io_context context{1};
    boost::asio::thread_pool side{1};    ///< one at a time: each hash takes 64 MiB
    int waiting_aside = 0;
    Service service;
    Router router;
    OutboxPump outbox;
    ChannelPump channels;
    SelfWatchBeat watch;
    std::vector<std::function<void()>> waiters;
    boost::asio::steady_timer heart;
    ClockWatch clock_watch{Clock::system().now(), std::chrono::steady_clock::now()};
    std::chrono::steady_clock::time_point clock_told;
    Daemon& daemon;
    std::unique_ptr<HttpServer> http;
    std::unique_ptr<TelemetryStation> telemetry;
    std::string devices_of;    ///< hash of the inventory they were learned from
    uint64_t unknown_refused = 0;    ///< when last looked
    Hour last_tick;
    int64_t looked_minute = -1;
    bool running = false;
};

Daemon::Daemon(const Config& config, Resources resources, Store store)
    : impl_(std::make_unique<Impl>(*this, config, std::move(resources), std::move(store))) {}
Daemon::~Daemon() = default;

Service& Daemon::service() { return impl_->service; }
bool Daemon::ready() const { return impl_->running; }
TelemetryStation* Daemon::telemetry() { return impl_->telemetry.get(); }

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
    if (impl_->service.simulated()) impl_->look_after();    // its clock may have moved
    impl_->pump();
}

Result<void> Daemon::run() {
    Impl& impl = *impl_;
    std::signal(SIGXFSZ, SIG_IGN);    // a quota is a full disk, not the end
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
    add_outbox_routes(impl.router, *this);
    add_acknowledgement_routes(impl.router, *this);
    add_control_routes(impl.router, *this);
    add_user_routes(impl.router, *this);
    add_document_routes(impl.router, *this);
    add_tip_routes(impl.router, *this);
    add_device_routes(impl.router, *this);
    add_consultation_routes(impl.router, *this);
    add_preview_routes(impl.router, *this);
    add_public_feed_routes(impl.router, *this);
    add_office_pages(impl.router, *this);
    add_page_routes(impl.router, *this);
    impl.router.add_openapi();

    HttpServerOptions options;
    options.address = impl.service.config().http.listen.host;
    options.port = impl.service.config().http.listen.port;
    impl.http = std::make_unique<HttpServer>(impl.context, options, [&impl](Request request, Reply reply) {
        try {
            impl.router.dispatch(std::move(request), Reply(reply));
        } catch (const std::exception& error) {
            impl.store_failed(error.what());
            reply(error_response(503, "store_failed", {fmt::format("数据库不能写入，本次操作未生效：{}", error.what()),
                                                       fmt::format("the database cannot be written, nothing was changed: {}", error.what())},
                                 {"故障排除后重试；值班员可电话通知", "try again when the fault is mended"}));
        }
    });
    if (auto started = impl.http->start(); !started) return started;
    if (auto listening = impl.listen_telemetry(); !listening) return listening;

    boost::asio::signal_set signals(impl.context, SIGTERM, SIGINT);
    signals.async_wait([&impl](const boost::system::error_code& error, int) {
        if (error) return;
        spdlog::info("stopping");
        impl.http->stop();
        impl.heart.cancel();
        impl.outbox.stop();
        impl.channels.stop();
        impl.watch.stop();
        impl.side.stop();
        impl.context.stop();
    });
    impl.last_tick = floor_hour(impl.service.now());
    impl.running = true;
    impl.beat();
    pump();
    spdlog::info("serving http on port {}{}", impl.http->port(),
                 impl.telemetry ? fmt::format(", HJ 212 on port {}", impl.telemetry->port()) : std::string());
    impl.run_guarded();
    return {};
}

}  // namespace qingkong
