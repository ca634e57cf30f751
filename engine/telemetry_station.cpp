// SPDX-License-Identifier: Apache-2.0
#include "engine/telemetry_station.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "engine/clock.hpp"
#include "engine/store_telemetry.hpp"

namespace qingkong {

namespace {

constexpr size_t kBatchPackets = 500;  ///< short transactions: the daemon writes to the same database
constexpr auto kNews = std::chrono::milliseconds(200);
constexpr auto kTidyEvery = std::chrono::hours(1);
constexpr int64_t kKeptDays = 40;  ///< a device that was cut off sends a month again; later repeats would be stored anew

/// As many connections as the system allows, less what the daemon itself needs.
size_t raise_file_limit(size_t wanted) {
    constexpr size_t kOwnFiles = 200;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const size_t possible = limit.rlim_cur > kOwnFiles ? limit.rlim_cur - kOwnFiles : 1;
    if (wanted <= possible) return wanted;
    spdlog::warn("telemetry: max_connections is {}, but this process may open {} files: {} connections at most", wanted,
                 limit.rlim_cur, possible);
    return possible;
}

}  // namespace

struct TelemetryStation::State {
    State(StationOptions wanted, Store database) : options(std::move(wanted)), store(std::move(database)) {}
    ~State() {
        if (network.joinable()) {
            boost::asio::post(context, [this] {
                server->stop();
                work.reset();
            });
            network.join();
        }
        log.reset();    // its last batches are answered or dropped; the drain below no longer asks it
        server.reset();
    }

    void take_in_all();
    bool take_in_some(LogPosition& position);

    StationOptions options;
    Store store;    ///< of the drain alone
    boost::asio::io_context context{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work{context.get_executor()};
    std::optional<TelemetryAdmission> admission;    ///< of the network thread
    std::unique_ptr<TelemetryLog> log;
    std::unique_ptr<TelemetryServer> server;
    std::thread network, drain;
    mutable std::mutex mutex;
    std::condition_variable moved;
    bool stopping = false;
    LogPosition taken;
    TakenIn sums;
};

/// False: the database did not take it.
bool TelemetryStation::State::take_in_some(LogPosition& position) {
    LogPosition next = position;
    const std::vector<LoggedPacket> packets = log->read(next, kBatchPackets, kNews);
    if (next == position) return true;
    try {
        const TakenIn done = qingkong::take_in(store, packets, next, options.settings);
        const std::lock_guard lock(mutex);
        sums += done;
        position = taken = next;
    } catch (const std::exception& error) {
        spdlog::error("telemetry: the database does not take {} packets: {}", packets.size(), error.what());
        // Some of them may be in already, by a transaction of their own.
        try {
            position = std::max(position, log_position(store));
        } catch (const std::exception&) {
            // As unreadable as it is unwritable: asked again with the next attempt.
        }
        return false;
    }
    moved.notify_all();
    log->drop_before(position);
    return true;
}

/// The drain. Between two transactions the daemon gets its turn.
void TelemetryStation::State::take_in_all() {
    // Behind whoever waits for an answer: what is in the log is safe, and is taken in when there is time for it. Its
    // transactions are short, because a signature may wait for one.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
    LogPosition position = taken;
    auto tidy_at = std::chrono::steady_clock::now();
    while (true) {
        {
            std::unique_lock lock(mutex);
            if (stopping) return;
        }
        const bool behind = position < log->durable_end();
        if (!take_in_some(position)) {
            std::unique_lock lock(mutex);
            moved.wait_for(lock, std::chrono::seconds(1), [this] { return stopping; });
            continue;
        }
        if (behind) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (std::chrono::steady_clock::now() < tidy_at) continue;
        tidy_at += kTidyEvery;
        try {
            const Instant now = Clock::system().now();
            tidy_telemetry(store, now, Instant{now.seconds - kKeptDays * 86400}, options.settings);
        } catch (const std::exception& error) {
            spdlog::error("telemetry: tidying: {}", error.what());
        }
    }
}

TelemetryStation::TelemetryStation(std::unique_ptr<State> state) : state_(std::move(state)) {}

TelemetryStation::~TelemetryStation() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->moved.notify_all();
    if (state_->drain.joinable()) state_->drain.join();
}

Result<std::unique_ptr<TelemetryStation>> TelemetryStation::open(StationOptions options) {
    auto store = Store::open(options.store_path);
    if (!store) return tl::unexpected(store.error());
    options.server.max_connections = raise_file_limit(options.server.max_connections);
    auto state = std::make_unique<State>(std::move(options), std::move(*store));
    State& s = *state;
    s.taken = log_position(s.store);
    TelemetryLog::Options log_options;
    log_options.prefix = s.options.store_path + "-hj212";
    auto log = TelemetryLog::open(log_options, s.taken);
    if (!log) return tl::unexpected(log.error());
    s.log = std::move(*log);
    const auto folder = std::filesystem::path(s.options.store_path).parent_path();
    const auto& limits = s.options.admission;
    s.admission.emplace(limits, folder.empty() ? "." : folder.string(), s.options.devices,
                        unknown_devices(s.store, s.options.devices, limits.store_unknown ? limits.most_unknown : 0));
    s.options.server.check = [&s](std::string_view mn, std::string_view password) { return s.admission->check(mn, password); };
    try {
        s.server = std::make_unique<TelemetryServer>(
            s.context, s.options.server, [&s](std::vector<ReceivedPacket> packets, std::function<void(bool)> done) {
                const Instant now = Clock::system().now();
                std::string records;
                for (const ReceivedPacket& packet : packets) TelemetryLog::add_record(records, now, packet.crc, packet.data);
                s.log->append(std::move(records), std::move(done));
            });
    } catch (const std::exception& error) {
        return fail({"", 0, 0, ""}, {error.what(), error.what()});
    }
    s.network = std::thread([&s] { s.context.run(); });
    s.drain = std::thread([&s] { s.take_in_all(); });
    return std::unique_ptr<TelemetryStation>(new TelemetryStation(std::move(state)));
}

uint16_t TelemetryStation::port() const {
    return state_->server->port();
}

void TelemetryStation::know(TelemetryAdmission::Devices devices) {
    boost::asio::post(state_->context, [state = state_.get(), devices = std::move(devices)]() mutable { state->admission->know(std::move(devices)); });
}

bool TelemetryStation::settle(std::chrono::milliseconds longest) {
    const LogPosition wanted = state_->log->durable_end();
    std::unique_lock lock(state_->mutex);
    return state_->moved.wait_for(lock, longest, [&] { return state_->taken >= wanted || state_->stopping; }) && state_->taken >= wanted;
}

TelemetryStation::Figures TelemetryStation::figures() const {
    const std::lock_guard lock(state_->mutex);
    return {state_->server->counters(), state_->log->figures(), state_->sums.packets, state_->sums.repeats, state_->sums.values,
            state_->sums.messages, state_->admission->unknown_kept(), state_->admission->unknown_refused()};
}

}  // namespace qingkong
