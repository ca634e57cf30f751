// SPDX-License-Identifier: Apache-2.0
// A mail relay that takes everything, for the bench: one thread, epoll, loopback only.
//   smtp_sink PORT EXPECTED    prints `messages= bytes= xor= seconds=` once EXPECTED messages were taken and all
//                              connections are closed (or on SIGTERM); xor = of FNV-1a 64 over each message as received
// PORT 0: any free one, printed first as `port=N`.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace {

using Clock = std::chrono::steady_clock;

struct Totals {
    long messages = 0, bytes = 0;
    uint64_t hashes = 0;
    Clock::time_point first;    ///< first DATA
};

struct Session {
    std::string in, out;
    uint64_t hash = 0;
    bool in_text = false;
    bool quit = false;
};

volatile std::sig_atomic_t stopped = 0;

uint64_t fnv(uint64_t hash, std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

void hear(Session& session, std::string_view line, Totals& totals) {
    if (session.in_text) {
        if (line == ".") {
            session.in_text = false;
            totals.hashes ^= session.hash;
            ++totals.messages;
            session.out += "250 2.0.0 Ok\r\n";
            return;
        }
        if (line.starts_with('.')) line.remove_prefix(1);
        session.hash = fnv(fnv(session.hash, line), "\r\n");
        totals.bytes += static_cast<long>(line.size()) + 2;
        return;
    }
    switch (line.empty() ? ' ' : line.front() | 0x20) {
        case 'e': session.out += "250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"; break;
        case 'd':
            if (totals.messages == 0 && totals.bytes == 0) totals.first = Clock::now();
            session.in_text = true;
            session.hash = 14695981039346656037ULL;
            session.out += "354 go on\r\n";
            break;
        case 'q':
            session.quit = true;
            session.out += "221 bye\r\n";
            break;
        default: session.out += "250 Ok\r\n";
    }
}

void take(Session& session, std::string_view bytes, Totals& totals) {
    session.in += bytes;
    size_t begin = 0;
    for (size_t end; (end = session.in.find("\r\n", begin)) != std::string::npos; begin = end + 2)
        hear(session, std::string_view(session.in).substr(begin, end - begin), totals);
    session.in.erase(0, begin);
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) {
        std::fputs("usage: smtp_sink PORT EXPECTED\n", stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, [](int) { stopped = 1; });
    const long expected = std::atol(words[2]);
    const int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(std::atoi(words[1])));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener, 1024) != 0) {
        std::perror("smtp_sink");
        return 1;
    }
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
    std::printf("port=%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    const int events = epoll_create1(0);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = listener;
    epoll_ctl(events, EPOLL_CTL_ADD, listener, &wanted);

    Totals totals;
    std::map<int, Session> sessions;
    std::array<epoll_event, 256> ready;
    std::array<char, 1 << 16> bytes;
    Clock::time_point last = Clock::now();
    while (stopped == 0 && !(totals.messages >= expected && sessions.empty())) {
        const int n = epoll_wait(events, ready.data(), ready.size(), 1000);
        for (int i = 0; i < n; ++i) {
            const int fd = ready[static_cast<size_t>(i)].data.fd;
            if (fd == listener) {
                const int fresh = accept(listener, nullptr, nullptr);
                if (fresh < 0) continue;
                setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                sessions[fresh].out = "220 sink ESMTP\r\n";
                wanted.data.fd = fresh;
                epoll_ctl(events, EPOLL_CTL_ADD, fresh, &wanted);
            } else if (const ssize_t got = read(fd, bytes.data(), bytes.size()); got > 0) {
                take(sessions[fd], {bytes.data(), static_cast<size_t>(got)}, totals);
            } else {
                sessions.erase(fd);
                close(fd);
                continue;
            }
            Session& session = sessions[fd == listener ? wanted.data.fd : fd];
            const int to = fd == listener ? wanted.data.fd : fd;
            if (!session.out.empty() && write(to, session.out.data(), session.out.size()) < 0) session.quit = true;
            session.out.clear();
            if (totals.messages >= expected) last = Clock::now();
            if (session.quit) {
                sessions.erase(to);
                close(to);
            }
        }
    }
    std::printf("messages=%ld bytes=%ld xor=%016lx seconds=%.3f\n", totals.messages, totals.bytes,
                static_cast<unsigned long>(totals.hashes), std::chrono::duration<double>(last - totals.first).count());
}
