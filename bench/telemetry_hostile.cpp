// SPDX-License-Identifier: Apache-2.0
// Plays honest devices among hostile senders against a running daemon's HJ 212 port (bench/README.md):
//   telemetry_hostile PORT SECONDS PID DATABASE [SEED]    PID 0: not watched; DATABASE -: not looked at
// Every answered packet of the honest ones must be in the database once, with its value. Exit 1 where one is lost, taken in
// twice or never answered, or where the daemon died.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_packet.hpp"
#include "rules/time.hpp"

using namespace qingkong;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

namespace {

constexpr int kHonest = 12;
uint16_t port = 0;
std::atomic<bool> over{false};
std::atomic<uint64_t> hostile_acts{0}, hostile_bytes{0};

int below(Random& random, int limit) { return static_cast<int>(random() % static_cast<uint64_t>(limit)); }

class Line {
public:
    Line() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        open_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        const int one = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    ~Line() { ::close(socket_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    bool open() const { return open_; }
    /// False: gone, or the peer takes nothing for so long.
    bool send(std::string_view bytes, std::chrono::milliseconds patience = 30s) {
        const auto end = Clock::now() + patience;
        while (open_ && !bytes.empty()) {
            const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n > 0) {
                bytes.remove_prefix(static_cast<size_t>(n));
                continue;
            }
            if (errno != EAGAIN && errno != EINTR) open_ = false;
            if (!open_ || Clock::now() > end) break;
            pollfd wait{socket_, POLLOUT, 0};
            ::poll(&wait, 1, 20);
        }
        return bytes.empty();
    }
    /// The next answer's data segment; empty after the patience or at the end.
    std::string receive(std::chrono::milliseconds patience) {
        const auto end = Clock::now() + patience;
        while (true) {
            if (const auto frame = framer_.next()) {
                if (frame->state == FrameState::ok) return std::string(frame->data);
                continue;
            }
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
            pollfd wait{socket_, POLLIN, 0};
            if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) return {};
            char bytes[4096];
            const ssize_t n = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
            if (n <= 0) {
                open_ = false;
                return {};
            }
            framer_.feed({bytes, static_cast<size_t>(n)});
        }
    }
    /// Nothing left for the peer but a reset.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

private:
    int socket_;
    bool open_ = false;
    Hj212Framer framer_{9999};
};

std::string time_of(int64_t number) {
    std::string text = format_instant(Instant{1'767'196'800 + number});    // 2026-01-01T00:00:00+08:00 and seconds
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text.substr(0, 14);
}

std::string bytes_of(Random& random, size_t length, bool marks) {
    std::string text(length, '\0');
    for (char& c : text) {
        c = static_cast<char>(random() & 0xFF);
        if (!marks && c == '#') c = 'x';
    }
    for (int i = 0; marks && length > 20 && i < 4; ++i) text.replace(static_cast<size_t>(below(random, static_cast<int>(length) - 8)), 2, "##");
    return text;
}

// --- honest -----------------------------------------------------------------------------------------------------------

struct Device {
    std::string mn;
    int64_t next = 1;
    std::vector<bool> answered;    ///< by number
    uint64_t sent = 0, repeats = 0, repeats_answered = 0, reconnected = 0, unanswered = 0;
    std::vector<float> waits;      ///< ms
};

std::string qn_of(int64_t number) { return fmt::format("{:017}", number); }

std::string honest_packet(const Device& device, int64_t number) {
    return encode_frame(fmt::format("QN={};ST=31;CN=2011;PW=123456;MN={};Flag=5;CP=&&DataTime={};a1-Rtd={},a1-Flag=N;a2-Rtd=7.5,a2-Flag=N&&",
                                    qn_of(number), device.mn, time_of(number), number));
}

/// One message in three parts, in any order.
std::vector<std::string> honest_parts(const Device& device, int64_t number, Random& random) {
    const std::string head = fmt::format("QN={};ST=31;CN=2011;PW=123456;MN={};Flag=7;PNUM=3;PNO=", qn_of(number), device.mn);
    std::vector<std::string> parts = {encode_frame(head + "1;CP=&&DataTime=" + time_of(number) + ";a2-Rtd=7.5,a2-Flag=N&&"),
                                      encode_frame(head + "2;CP=&&a3-Rtd=1.5,a3-Flag=N&&"),
                                      encode_frame(head + fmt::format("3;CP=&&a1-Rtd={},a1-Flag=N&&", number))};
    std::shuffle(parts.begin(), parts.end(), random);
    return parts;
}

void play_honest(Device& device, uint64_t seed) {
    Random random(seed);
    auto line = std::make_unique<Line>();
    std::vector<std::pair<int64_t, std::vector<std::string>>> waiting;    // numbers and frames not answered yet
    while (true) {
        if (waiting.empty()) {
            if (over) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(below(random, 300)));
            for (int count = 1 + below(random, 10); count > 0; --count) {
                const int64_t number = device.next++;
                waiting.emplace_back(number, below(random, 8) == 0 ? honest_parts(device, number, random) : std::vector{honest_packet(device, number)});
            }
            device.answered.resize(static_cast<size_t>(device.next));
            if (device.next > 20 && below(random, 5) == 0) {    // what was answered long ago comes again
                const int64_t number = 1 + below(random, static_cast<int>(device.next) - 15);
                waiting.emplace_back(-number, std::vector{honest_packet(device, number)});
            }
        }
        std::string all;
        std::vector<int64_t> expected;
        for (const auto& [number, frames] : waiting)
            for (const std::string& frame : frames) {
                if (below(random, 10) == 0) all += bytes_of(random, static_cast<size_t>(below(random, 200)), false);
                if (below(random, 20) == 0) {
                    std::string wrong = frame;
                    wrong[20] = wrong[20] == '1' ? '2' : '1';
                    all += wrong;
                }
                all += frame;
                expected.push_back(number);
            }
        const auto begin = Clock::now();
        bool good = line->open();
        for (size_t at = 0; good && at < all.size();) {
            const size_t piece = below(random, 3) == 0 ? 1 + random() % 60 : all.size();
            good = line->send(std::string_view(all).substr(at, piece));
            at += piece;
        }
        device.sent += expected.size();
        size_t answers = 0;
        while (good && answers < expected.size()) {
            const std::string data = line->receive(30s);
            const auto head = data.empty() ? tl::unexpected(PacketRefusal{}) : read_head(data);
            good = head && head->cn == "9014" && head->qn == qn_of(std::abs(expected[answers]));
            if (good) ++answers;
        }
        device.waits.push_back(std::chrono::duration<float, std::milli>(Clock::now() - begin).count());
        // A message counts as answered when its last part is; what is not goes out again, as a device does it.
        size_t seen = 0;
        std::erase_if(waiting, [&](const auto& message) {
            seen += message.second.size();
            if (seen > answers) return false;
            if (message.first > 0)
                device.answered[static_cast<size_t>(message.first)] = true;
            else
                ++device.repeats_answered;
            return true;
        });
        if (good) continue;
        ++device.reconnected;
        if (over && device.reconnected > 0 && Clock::now() - begin > 25s) {
            device.unanswered += waiting.size();
            return;
        }
        std::this_thread::sleep_for(200ms);
        line = std::make_unique<Line>();
        if (!line->open() && over) {
            device.unanswered += waiting.size();
            return;
        }
    }
}

// --- hostile ----------------------------------------------------------------------------------------------------------

std::string any_packet(Random& random, const std::string& mn) {
    return encode_frame(fmt::format("QN={:017};ST=31;CN=2011;PW=123456;MN={};Flag=5;CP=&&DataTime={};a1-Rtd={},a1-Flag=N&&", random() % 1'000'000'000'000,
                                    mn, time_of(below(random, 1'000'000)), below(random, 1000)));
}

/// Sends bytes on a line of its own and goes; sometimes by a reset.
void hit(Random& random, const std::string& bytes) {
    Line line;
    line.send(bytes, 2s);
    hostile_bytes += bytes.size();
    if (below(random, 3) == 0) line.reset();
    if (below(random, 3) == 0) line.receive(20ms);
}

void wrong_crc(Random& random) {
    std::string all;
    for (int i = 0; i < 20; ++i) {
        std::string frame = any_packet(random, "HOSTILE1");
        const size_t at = 6 + random() % (frame.size() - 8);
        frame[at] = static_cast<char>(frame[at] ^ (1 << below(random, 7)));
        all += frame;
    }
    hit(random, all);
}

void cut_frames(Random& random) {
    const std::string frame = any_packet(random, "HOSTILE2");
    hit(random, any_packet(random, "HOSTILE2") + frame.substr(0, random() % frame.size()));
}

void noise(Random& random) { hit(random, bytes_of(random, static_cast<size_t>(below(random, 100'000)), true)); }

void lengths_that_lie(Random& random) {
    static const std::vector<std::string> kHeads = {"##9999", "##0000", "##0001", "##00-1", "##99999999", "##+123", "## 123", "##0x10", "##", "#", "##5000", "##0087"};
    std::string all;
    for (int i = 0; i < 50; ++i) {
        all += kHeads[random() % kHeads.size()];
        if (below(random, 2) == 0) all += any_packet(random, "HOSTILE3").substr(static_cast<size_t>(below(random, 12)));
    }
    hit(random, all);
}

void slow_bytes(Random& random) {
    std::vector<std::pair<std::unique_ptr<Line>, std::string>> lines;
    for (int i = 0; i < 30; ++i) lines.emplace_back(std::make_unique<Line>(), any_packet(random, "SLOW") + any_packet(random, "SLOW"));
    for (size_t at = 0; !over && at < lines.front().second.size(); ++at) {
        for (auto& [line, bytes] : lines)
            if (at < bytes.size()) line->send(std::string_view(bytes).substr(at, 1), 10ms);
        std::this_thread::sleep_for(std::chrono::milliseconds(20 + below(random, 300)));
    }
}

/// Wants answers and never takes one.
void deaf(Random& random) {
    Line line;
    std::string all;
    for (int i = 0; i < 200; ++i) all += any_packet(random, "DEAF");
    const auto end = Clock::now() + std::chrono::seconds(5 + below(random, 40));
    int rounds = 0;
    while (!over && Clock::now() < end && line.open()) {
        if (++rounds > 100 || !line.send(all, 200ms)) std::this_thread::sleep_for(500ms);
        hostile_bytes += all.size();
    }
}

void connect_and_close(Random& random) {
    for (int i = 0; i < 200 && !over; ++i) {
        Line line;
        if (below(random, 2) == 0) line.reset();
        if (below(random, 4) == 0) line.send("##01");
    }
}

void many_silent(Random& random) {
    std::vector<std::unique_ptr<Line>> lines;
    for (int i = 0; i < 300; ++i) lines.push_back(std::make_unique<Line>());
    for (int i = below(random, 200); i > 0 && !over; --i) std::this_thread::sleep_for(100ms);
}

void invented_devices(Random& random) {
    std::string all;
    for (int i = 0; i < 20; ++i) all += any_packet(random, fmt::format("{:024X}", random()));
    hit(random, all);
}

void part_games(Random& random) {
    static const std::vector<std::string> kNumbers = {"0", "1", "2", "3", "999", "1000", "-1", "99999999999999999999", "", "abc", "07"};
    std::string all;
    for (int i = 0; i < 20; ++i) {
        const std::string area = below(random, 4) == 0 ? std::string(static_cast<size_t>(below(random, 9000)), ';') : fmt::format("a{}-Rtd=1,b-{}=2", random() % 100000, random() % 1000);
        all += encode_frame(fmt::format("QN={:017};ST=31;CN=2011;PW=1;MN=PARTS{};Flag=7;PNUM={};PNO={};CP=&&DataTime={};{}&&", below(random, 100000), below(random, 20),
                                        kNumbers[random() % kNumbers.size()], kNumbers[random() % kNumbers.size()], time_of(below(random, 100000)), area));
    }
    for (int part = 1; part <= 200; ++part)    // and one that grows
        all += encode_frame(fmt::format("QN={:017};ST=31;CN=2011;PW=1;MN=PARTS;Flag=7;PNUM=999;PNO={};CP=&&c{}-Rtd=1&&", below(random, 1000), part, random() % 100000));
    hit(random, all);
}

/// The right check value over what no device says.
void strange_bytes(Random& random) {
    std::string all;
    for (int i = 0; i < 10; ++i) {
        const std::string head = fmt::format("QN={:017};ST=31;CN=2011;PW=1;MN=STRANGE;Flag=5;CP=&&", random() % 1'000'000'000);
        switch (below(random, 8)) {
            case 0: all += encode_frame(head + bytes_of(random, 500, true) + "&&"); break;
            case 1: all += encode_frame("MN=\xff\xfe" + std::string(3, '\0') + ";CN=2011;CP=&&&&"); break;
            case 2: all += encode_frame("QN=" + std::string(9000, '1') + ";CN=2011;MN=LONG;Flag=5;CP=&&DataTime=20261122130000&&"); break;
            case 3: all += encode_frame("QN=1;CN=2011;MN=" + std::string(9000, 'A') + ";Flag=5;CP=&&DataTime=20261122130000&&"); break;
            case 4: all += encode_frame(head + "DataTime=" + (below(random, 2) == 0 ? "99991231235959" : "00000000000000") + ";a1-Rtd=1,a1-Flag=N&&"); break;
            case 5: all += encode_frame(head + "DataTime=\xff\xff\xff;a\xfe-Rtd=1,a-Flag=\xff&&"); break;
            case 6: all += encode_frame(bytes_of(random, static_cast<size_t>(below(random, 9999)), true)); break;
            default: {
                std::string area = "DataTime=" + time_of(below(random, 1'000'000));
                while (area.size() < 9800) area += fmt::format(";f{:x}-Rtd=1", random() % 1'000'000);
                all += encode_frame(head + area + "&&");
            }
        }
    }
    hit(random, all);
}

void long_lines(Random& random) {
    static const std::vector<std::string> kPieces = {"x", "#", "##", "##99", std::string(1, '\0'), "\r\n", "&&", ";"};
    const std::string& piece = kPieces[random() % kPieces.size()];
    std::string all;
    while (all.size() < 100'000) all += piece;
    hit(random, all);
}

void the_same_again(Random& random) {
    const std::string frame = any_packet(random, "AGAIN");
    std::string all;
    for (int i = 0; i < 300; ++i) all += frame;
    hit(random, all);
}

struct Hostile {
    void (*act)(Random&);
    int pause_ms;    ///< at most, between two acts
};
constexpr Hostile kHostile[] = {{wrong_crc, 300}, {cut_frames, 100}, {noise, 500}, {lengths_that_lie, 300}, {slow_bytes, 10}, {deaf, 10}, {deaf, 10},
                                {connect_and_close, 3000}, {many_silent, 10}, {invented_devices, 200}, {part_games, 500}, {strange_bytes, 500},
                                {long_lines, 500}, {the_same_again, 1000}};

// --- the account ------------------------------------------------------------------------------------------------------

int64_t rss_kb(int pid) {
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string word; status >> word;)
        if (int64_t kb = 0; word == "VmRSS:" && status >> kb) return kb;
    return 0;
}

/// What is missing or more than once; waits as long as the daemon still takes packets in (of a dead one the log is not looked at).
uint64_t look_in(const std::string& path, const std::vector<Device>& devices, bool alive) {
    SQLite::Database db(path, SQLite::OPEN_READONLY, 30'000);
    auto give_up = Clock::now() + (alive ? 60s : 0s);
    uint64_t lost = 0, twice = 0, least = UINT64_MAX;
    while (true) {
        lost = twice = 0;
        SQLite::Transaction one_moment(db);
        for (const Device& device : devices) {
            std::vector<int> found(device.answered.size(), 0), valued(device.answered.size(), 0);
            SQLite::Statement packets(db, "select cast(qn as integer), pno from telemetry_packet where mn = ?");
            packets.bind(1, device.mn);
            uint64_t rows = 0;
            for (; packets.executeStep(); ++rows)
                if (const auto number = static_cast<size_t>(packets.getColumn(0).getInt64()); number < found.size()) ++found[number];
            SQLite::Statement values(db, "select avg_milli from telemetry where mn = ? and factor = 'a1' and start >= 1767196800");
            values.bind(1, device.mn);
            while (values.executeStep())
                if (const auto number = static_cast<size_t>(values.getColumn(0).getInt64() / 1000); number < valued.size()) ++valued[number];
            for (size_t number = 1; number < found.size(); ++number) {
                if (!device.answered[number]) continue;
                // Whole, in three parts, and whole once more: never two rows of one, the key sees to that.
                if (found[number] == 0 || found[number] == 2 || valued[number] == 0)
                    ++lost;
                else
                    twice += valued[number] > 1 || found[number] > 4;
            }
            SQLite::Statement heard(db, "select packets from telemetry_device where mn = ?");
            heard.bind(1, device.mn);
            const uint64_t counted = heard.executeStep() ? static_cast<uint64_t>(heard.getColumn(0).getInt64()) : 0;
            twice += counted > rows ? counted - rows : 0;
        }
        if ((lost == 0 && twice == 0) || Clock::now() > give_up) break;
        if (lost < least && alive) give_up = Clock::now() + 60s;
        least = std::min(least, lost);
        std::this_thread::sleep_for(2s);
    }
    const auto count = [&](const char* table) { return db.execAndGet(fmt::format("select count(*) from {}", table)).getInt64(); };
    fmt::print("stored: {} devices, {} packets, {} parts waiting, {} values, {} habits\n", count("telemetry_device"), count("telemetry_packet"),
               count("telemetry_part"), count("telemetry"), count("telemetry_habit"));
    fmt::print("answered honest packets lost: {}, more than once: {}\n", lost, twice);
    return lost + twice;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) return fmt::print(stderr, "usage: telemetry_hostile PORT SECONDS PID DATABASE [SEED]\n"), 2;
    port = static_cast<uint16_t>(std::atoi(argv[1]));
    const std::chrono::seconds seconds(std::atoi(argv[2]));
    const int pid = std::atoi(argv[3]);
    const std::string database = argv[4];
    const uint64_t seed = argc > 5 ? std::strtoull(argv[5], nullptr, 10) : std::random_device{}();
    fmt::print("seed {}\n", seed);
    std::fflush(stdout);

    std::vector<Device> devices(kHonest);
    std::vector<std::thread> threads;
    for (int i = 0; i < kHonest; ++i) {
        devices[static_cast<size_t>(i)].mn = fmt::format("HONEST{:010X}{:08}", seed & 0xFFFFFFFFFF, i);
        threads.emplace_back(play_honest, std::ref(devices[static_cast<size_t>(i)]), seed + static_cast<uint64_t>(i));
    }
    for (const Hostile& hostile : kHostile)
        threads.emplace_back([&hostile, own = seed * 31 + threads.size()] {
            Random random(own);
            while (!over) {
                hostile.act(random);
                ++hostile_acts;
                std::this_thread::sleep_for(std::chrono::milliseconds(below(random, hostile.pause_ms)));
            }
        });

    bool alive = true;
    int64_t first_minute = 0, most = 0, last = 0;
    const auto begin = Clock::now();
    while (alive && Clock::now() - begin < seconds) {
        std::this_thread::sleep_for(1s);
        if (pid == 0) continue;
        alive = ::kill(pid, 0) == 0 && (last = rss_kb(pid)) > 0;
        most = std::max(most, last);
        if (first_minute == 0 && Clock::now() - begin >= 60s) first_minute = last;
    }
    over = true;
    for (std::thread& thread : threads) thread.join();
    if (pid != 0) alive = alive && ::kill(pid, 0) == 0 && rss_kb(pid) > 0;

    uint64_t answered = 0, unanswered = 0, repeats = 0, reconnected = 0;
    std::vector<float> waits;
    for (const Device& device : devices) {
        answered += static_cast<uint64_t>(std::count(device.answered.begin(), device.answered.end(), true));
        unanswered += device.unanswered;
        repeats += device.repeats_answered;
        reconnected += device.reconnected;
        waits.insert(waits.end(), device.waits.begin(), device.waits.end());
    }
    std::sort(waits.begin(), waits.end());
    fmt::print("{} s: {} honest messages answered, {} repeats answered, {} never answered, {} reconnections; hostile: {} acts, {} MB\n", seconds.count(), answered,
               repeats, unanswered, reconnected, hostile_acts.load(), hostile_bytes.load() >> 20);
    if (!waits.empty()) fmt::print("answers to a batch after: p50 {:.1f} ms, p99 {:.1f} ms, longest {:.1f} ms\n", waits[waits.size() / 2], waits[waits.size() * 99 / 100], waits.back());
    if (pid != 0) fmt::print("daemon: {}; RSS {} kB after the first minute, {} kB at the end, {} kB at most\n", alive ? "alive" : "DEAD", first_minute, rss_kb(pid), most);
    const uint64_t wrong = database == "-" ? 0 : look_in(database, devices, alive);
    return wrong == 0 && unanswered == 0 && answered > 0 && alive ? 0 : 1;
}
