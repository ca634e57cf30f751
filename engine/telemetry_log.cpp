// SPDX-License-Identifier: Apache-2.0
#include "engine/telemetry_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <zlib.h>

namespace qingkong {

namespace {

// A record: length and CRC-32 of what follows, then the time of arrival, four characters of check value, the data.
constexpr size_t kHeadBytes = 8;
constexpr size_t kFixedBytes = 12;
constexpr size_t kLongestRecord = 16 << 10;

uint32_t checksum(std::string_view bytes) {
    return static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

template <class Number>
void put(std::string& bytes, Number number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
Number take(std::string_view bytes) {
    Number number;
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

/// Length of the record at the front; 0 where there is no whole good one.
size_t record_length(std::string_view bytes) {
    if (bytes.size() < kHeadBytes) return 0;
    const auto length = take<uint32_t>(bytes);
    if (length < kFixedBytes || length > kLongestRecord || bytes.size() < kHeadBytes + length) return 0;
    return checksum(bytes.substr(kHeadBytes, length)) == take<uint32_t>(bytes.substr(4)) ? kHeadBytes + length : 0;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

/// A name in a folder is durable once the folder is.
void sync_folder(const std::string& file) {
    const auto folder = std::filesystem::path(file).parent_path();
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
}

}  // namespace

struct TelemetryLog::State {
    explicit State(Options wanted) : options(std::move(wanted)) {}
    ~State() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_all();
        if (writer.joinable()) writer.join();
        if (file >= 0) ::close(file);
        if (reading >= 0) ::close(reading);
    }

    struct Waiting {
        std::string records;
        std::function<void(bool)> done;
    };

    std::string name(int64_t segment) const { return fmt::format("{}-{:08}", options.prefix, segment); }
    bool begin_segment(int64_t segment);
    void recover(LogPosition taken);
    void write_on();
    bool store(const std::string& bytes);

    Options options;
    mutable std::mutex mutex;
    std::condition_variable wake;   ///< of the writer
    std::condition_variable news;   ///< of the reader
    std::vector<Waiting> waiting;
    size_t queued = 0;
    bool stopping = false;
    LogPosition end;                        ///< everything before it is durable
    std::map<int64_t, int64_t> lengths;     ///< of the finished segments that still exist
    LogPosition taken;
    Figures figures;
    std::thread writer;
    int file = -1;                          ///< of the writer alone
    std::chrono::steady_clock::time_point complain_again{};
    int reading = -1;                       ///< of the reader alone
    int64_t reading_segment = -1;
    std::string block;
};

bool TelemetryLog::State::begin_segment(int64_t segment) {
    if (file >= 0) ::close(file);
    file = ::open(name(segment).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (file < 0) return false;
    sync_folder(name(segment));
    const std::lock_guard lock(mutex);
    if (end.segment > 0 && end.segment != segment) lengths[end.segment] = end.offset;
    end = {segment, 0};
    return true;
}

/// Measures the segments that a former run left; what is no whole record ends a segment.
void TelemetryLog::State::recover(LogPosition from) {
    taken = from;
    const std::filesystem::path prefix(options.prefix);
    const std::string begin = prefix.filename().string() + "-";
    std::error_code error;
    const auto folder = prefix.parent_path().empty() ? std::filesystem::path(".") : prefix.parent_path();
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string file_name = entry.path().filename().string();
        int64_t segment = 0;
        if (!file_name.starts_with(begin)) continue;
        const auto [stop, bad] = std::from_chars(file_name.data() + begin.size(), file_name.data() + file_name.size(), segment);
        if (bad != std::errc() || stop != file_name.data() + file_name.size()) continue;
        const int old = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (old < 0) continue;
        std::error_code unknown_size;
        const auto size = entry.file_size(unknown_size);
        std::string bytes(unknown_size ? 0 : static_cast<size_t>(size), '\0');
        const ssize_t n = ::pread(old, bytes.data(), bytes.size(), 0);
        ::close(old);
        std::string_view rest = std::string_view(bytes).substr(0, static_cast<size_t>(std::max<ssize_t>(n, 0)));
        const size_t all = rest.size();
        while (const size_t length = record_length(rest)) rest.remove_prefix(length);
        lengths[segment] = static_cast<int64_t>(all - rest.size());
        if (!rest.empty()) spdlog::info("telemetry log: {}: {} bytes of an unfinished record are dropped", file_name, rest.size());
    }
    // A new segment follows all: no old one is written to again.
    end = from;
    if (!lengths.empty() && lengths.rbegin()->first >= from.segment) end = {lengths.rbegin()->first, lengths.rbegin()->second};
}

bool TelemetryLog::State::store(const std::string& bytes) {
    if (end.offset >= options.segment_bytes && !begin_segment(end.segment + 1)) return false;
    {
        const std::lock_guard lock(mutex);
        int64_t behind = -taken.offset;
        for (const auto& [segment, length] : lengths)
            if (segment >= taken.segment) behind += length;
        behind += end.offset;
        if (behind + static_cast<int64_t>(bytes.size()) > options.most_bytes) return false;
    }
    const auto begin = std::chrono::steady_clock::now();
    if (!write_all(file, bytes) || ::fdatasync(file) != 0) {
        const int why = errno;
        if (begin >= complain_again) {
            complain_again = begin + std::chrono::seconds(1);
            spdlog::error("telemetry log: {}: {}", name(end.segment), std::strerror(why));
        }
        // What reached the disk of it is unknown: the segment ends before it. An empty one begins anew: while the disk is
        // full, senders that repeat must not make a file for each attempt.
        begin_segment(end.offset == 0 ? end.segment : end.segment + 1);
        return false;
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    const std::lock_guard lock(mutex);
    end.offset += static_cast<int64_t>(bytes.size());
    ++figures.syncs;
    figures.last_sync_us = took;
    figures.longest_sync_us = std::max<int64_t>(figures.longest_sync_us, took);
    return true;
}

/// The writer: all that came while the disk was busy goes out together.
void TelemetryLog::State::write_on() {
    while (true) {
        std::vector<Waiting> batch;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [&] { return stopping || !waiting.empty(); });
            if (waiting.empty()) return;
            batch.swap(waiting);
        }
        std::string bytes;
        for (const Waiting& one : batch) bytes += one.records;
        const bool durable = store(bytes);
        news.notify_all();
        for (Waiting& one : batch) one.done(durable);
        const std::lock_guard lock(mutex);
        queued -= bytes.size();
    }
}

TelemetryLog::TelemetryLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
TelemetryLog::~TelemetryLog() = default;

Result<std::unique_ptr<TelemetryLog>> TelemetryLog::open(Options options, LogPosition taken) {
    auto state = std::make_unique<State>(std::move(options));
    state->recover(taken);
    if (!state->begin_segment(state->end.segment + 1)) {
        const std::string why = std::strerror(errno);
        return fail({state->name(state->end.segment + 1), 0, 0, ""}, {"无法写入：" + why, "cannot be written: " + why},
                    {"请检查目录、权限和磁盘空间", "check folder, permissions and disk space"});
    }
    state->writer = std::thread([&writer = *state] { writer.write_on(); });
    return std::unique_ptr<TelemetryLog>(new TelemetryLog(std::move(state)));
}

void TelemetryLog::add_record(std::string& records, Instant received_at, std::string_view crc, std::string_view data) {
    const size_t at = records.size();
    put<uint32_t>(records, static_cast<uint32_t>(kFixedBytes + data.size()));
    put<uint32_t>(records, 0);
    put<int64_t>(records, received_at.seconds);
    records.append(crc.substr(0, 4)).append(4 - std::min<size_t>(crc.size(), 4), ' ').append(data);
    const uint32_t sum = checksum(std::string_view(records).substr(at + kHeadBytes));
    std::memcpy(records.data() + at + 4, &sum, sizeof sum);
}

void TelemetryLog::append(std::string records, std::function<void(bool)> done) {
    {
        const std::lock_guard lock(state_->mutex);
        state_->queued += records.size();
        state_->waiting.push_back({std::move(records), std::move(done)});
    }
    state_->wake.notify_one();
}

std::vector<LoggedPacket> TelemetryLog::read(LogPosition& from, size_t most_packets, std::chrono::milliseconds wait) {
    State& state = *state_;
    std::vector<LoggedPacket> packets;
    int64_t limit = 0;
    {
        std::unique_lock lock(state.mutex);
        state.news.wait_for(lock, wait, [&] { return state.stopping || from < state.end; });
        // Behind the end of a segment the next one begins.
        while (from.segment < state.end.segment) {
            const auto found = state.lengths.find(from.segment);
            if (found != state.lengths.end() && from.offset < found->second) break;
            from = {from.segment + 1, 0};
        }
        limit = from.segment == state.end.segment ? state.end.offset : state.lengths[from.segment];
    }
    if (from.offset >= limit) return packets;
    if (state.reading_segment != from.segment) {
        if (state.reading >= 0) ::close(state.reading);
        state.reading = ::open(state.name(from.segment).c_str(), O_RDONLY | O_CLOEXEC);
        state.reading_segment = from.segment;
    }
    constexpr int64_t kBlock = 1 << 20;
    state.block.resize(static_cast<size_t>(std::min(limit - from.offset, kBlock)));
    const ssize_t n = ::pread(state.reading, state.block.data(), state.block.size(), from.offset);
    std::string_view rest = std::string_view(state.block).substr(0, static_cast<size_t>(std::max<ssize_t>(n, 0)));
    while (packets.size() < most_packets) {
        const size_t length = record_length(rest);
        if (length == 0) break;
        const std::string_view record = rest.substr(kHeadBytes, length - kHeadBytes);
        from.offset += static_cast<int64_t>(length);
        packets.push_back({Instant{take<int64_t>(record)}, std::string(record.substr(8, 4)), std::string(record.substr(kFixedBytes)), from});
        rest.remove_prefix(length);
    }
    if (packets.empty()) {
        // Durable once and unreadable now: a fault of the disk. Go on behind it rather than stand still.
        spdlog::error("telemetry log: {} cannot be read from byte {} on", state.name(from.segment), from.offset);
        from.offset = limit;
    }
    return packets;
}

void TelemetryLog::drop_before(LogPosition taken) {
    std::vector<int64_t> gone;
    {
        const std::lock_guard lock(state_->mutex);
        state_->taken = taken;
        for (const auto& [segment, length] : state_->lengths)
            if (segment < taken.segment) gone.push_back(segment);
        for (const int64_t segment : gone) state_->lengths.erase(segment);
    }
    for (const int64_t segment : gone) ::unlink(state_->name(segment).c_str());
}

LogPosition TelemetryLog::durable_end() const {
    const std::lock_guard lock(state_->mutex);
    return state_->end;
}

TelemetryLog::Figures TelemetryLog::figures() const {
    const std::lock_guard lock(state_->mutex);
    Figures figures = state_->figures;
    figures.bytes_queued = state_->queued;
    figures.bytes_waiting = state_->end.offset - state_->taken.offset;
    for (const auto& [segment, length] : state_->lengths)
        if (segment >= state_->taken.segment) figures.bytes_waiting += length;
    return figures;
}

}  // namespace qingkong
