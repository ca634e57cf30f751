// SPDX-License-Identifier: Apache-2.0
// Plays devices against an HJ 212 server and measures its answers (bench/README.md):
//   telemetry_load PORT CONNECTIONS SECONDS flood WINDOW    each connection keeps WINDOW packets unanswered
//   telemetry_load PORT CONNECTIONS SECONDS pace MS         each sends one packet every MS
// Packets hold ten factors, as those of W3. Before and after, fdatasync of 4 KiB appends in the working folder is timed.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "emissions/hj212_packet.hpp"

using namespace qingkong;
using Clock = std::chrono::steady_clock;

namespace {

struct Device {
    int socket = -1;
    std::string prefix, suffix;  // around the request number
    std::deque<Clock::time_point> sent;
    std::string out;
    size_t answers_partial = 0;
    Clock::time_point next;
    uint64_t number = 0;
};

double percentile(std::vector<float>& values, double share) {
    if (values.empty()) return 0;
    const size_t at = std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

void time_fdatasync(const char* when) {
    const char* const name = "telemetry_load.sync";
    const int file = ::open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const std::string block(4096, 'x');
    std::vector<float> took;
    for (int i = 0; i < 200; ++i) {
        const auto begin = Clock::now();
        if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) break;
        took.push_back(std::chrono::duration<float, std::milli>(Clock::now() - begin).count());
    }
    ::close(file);
    ::unlink(name);
    fmt::print("fdatasync {}: p50 {:.2f} ms, p99 {:.2f} ms\n", when, percentile(took, 0.5), percentile(took, 0.99));
}

std::string packet_of(Device& device) {
    return encode_frame(fmt::format("{}{:017}{}", device.prefix, ++device.number, device.suffix));
}

bool flush(Device& device) {
    while (!device.out.empty()) {
        const ssize_t n = ::send(device.socket, device.out.data(), device.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) return errno == EAGAIN;
        device.out.erase(0, static_cast<size_t>(n));
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return fmt::print(stderr, "usage: telemetry_load PORT CONNECTIONS SECONDS flood|pace WINDOW|MS\n"), 2;
    const auto port = static_cast<uint16_t>(std::atoi(argv[1]));
    const size_t connections = static_cast<size_t>(std::atoi(argv[2]));
    const std::chrono::seconds seconds(std::atoi(argv[3]));
    const bool pace = argv[4][0] == 'p';
    const int amount = std::atoi(argv[5]);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    time_fdatasync("before");

    const uint64_t run = std::random_device{}() % 1000000;  // so that no run repeats the packets of another
    const int poll = ::epoll_create1(0);
    std::vector<Device> devices(connections);
    for (size_t i = 0; i < connections; ++i) {
        Device& device = devices[i];
        device.number = run * 10'000'000'000;
        device.prefix = "QN=";
        device.suffix = fmt::format(";ST=31;CN=2011;PW=123456;MN=310115000000000000{:06};Flag=5;CP=&&DataTime=20261122130000;", i);
        for (const char* code : {"a21026", "a21002", "a34013", "a19001", "a00000", "a01011", "a01012", "a01013"})
            device.suffix += fmt::format("{0}-Rtd={1}.{2:02},{0}-Flag=N;", code, i % 900, i % 100);
        device.suffix.back() = '&';
        device.suffix += '&';
        device.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(device.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            return fmt::print(stderr, "connection {}: {}\n", i, std::strerror(errno)), 1;
        const int one = 1;
        ::setsockopt(device.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, device.socket, &event);
    }

    const auto begin = Clock::now(), end = begin + seconds;
    std::vector<float> latency;
    uint64_t sent = 0, answered = 0, lost = 0;
    const auto send_one = [&](Device& device, Clock::time_point now) {
        device.out += packet_of(device);
        device.sent.push_back(now);
        ++sent;
    };
    for (size_t i = 0; i < connections; ++i) {
        devices[i].next = begin + std::chrono::microseconds(pace ? 1000LL * amount * static_cast<long>(i) / static_cast<long>(connections) : 0);
        for (int k = 0; !pace && k < amount; ++k) send_one(devices[i], begin);
        if (!flush(devices[i])) ++lost;
    }
    std::vector<epoll_event> events(1024);
    std::string bytes(1 << 16, '\0');
    size_t turn = 0;  // devices send in the order of their numbers, round and round
    while (true) {
        auto now = Clock::now();
        if (now > end + std::chrono::seconds(2) || (now > end && answered >= sent)) break;
        if (pace)
            for (; now < end && devices[turn].next <= now; turn = (turn + 1) % connections) {
                send_one(devices[turn], devices[turn].next);  // late sending counts as latency
                devices[turn].next += std::chrono::milliseconds(amount);
                if (!flush(devices[turn])) ++lost;
            }
        const int n = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), pace ? 1 : 100);
        for (int e = 0; e < n; ++e) {
            Device& device = devices[events[static_cast<size_t>(e)].data.u64];
            const ssize_t got = ::recv(device.socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
            if (got <= 0) {
                if (got < 0 && errno == EAGAIN) continue;
                ::epoll_ctl(poll, EPOLL_CTL_DEL, device.socket, nullptr);
                ++lost;
                continue;
            }
            now = Clock::now();
            const auto count = std::count(bytes.begin(), bytes.begin() + got, '\n');
            for (long k = 0; k < count && !device.sent.empty(); ++k) {
                latency.push_back(std::chrono::duration<float, std::milli>(now - device.sent.front()).count());
                device.sent.pop_front();
                ++answered;
                if (!pace && now < end) send_one(device, now);
            }
            if (!flush(device)) ++lost;
        }
    }
    const double took = std::chrono::duration<double>(std::min(Clock::now(), end + std::chrono::seconds(2)) - begin).count();
    fmt::print("{} connections, {:.1f} s: sent {}, answered {}, broken {}; {:.0f} answers/s\n", connections, took, sent, answered, lost,
               static_cast<double>(answered) / took);
    fmt::print("answer after: p50 {:.2f} ms, p99 {:.2f} ms, longest {:.2f} ms\n", percentile(latency, 0.5), percentile(latency, 0.99),
               percentile(latency, 1.0));
    time_fdatasync("after");
    return answered == sent ? 0 : 1;
}
