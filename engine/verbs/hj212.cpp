// SPDX-License-Identifier: Apache-2.0
// `qingkong hj212`: captures of HJ 212 read, written, summed and sent.

#include <charconv>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "emissions/hj212_aggregate.hpp"
#include "emissions/hj212_frame.hpp"
#include "emissions/hj212_json.hpp"
#include "engine/byte_source.hpp"
#include "engine/telemetry_client.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/csv.hpp"

namespace qingkong {
namespace {

struct Hj212Options {
    std::string file, format, password, to, scenario;
    bool means = false;
    int pace_ms = 0;
    int timeout_ms = 5000;
};
using Options = std::shared_ptr<Hj212Options>;

int refuse(const std::vector<Problem>& problems, Language language) {
    for (const Problem& problem : problems) std::cerr << problem.print(language) << "\n";
    return 2;
}

int decode(const Hj212Options& options, Language language) {
    auto source = ByteSource::open(options.file);
    if (!source) return refuse(source.error(), language);
    Hj212Framer framer;
    bool all_accepted = true, more = true;
    while (more) {
        const auto bytes = source->next();
        if (!bytes) return refuse(bytes.error(), language);
        more = !bytes->empty();
        framer.feed(*bytes);
        if (!more) framer.finish();
        while (const auto frame = framer.next()) {
            const DecodedLine line = decode_line(*frame);
            std::cout << line.json << "\n";
            all_accepted = all_accepted && line.accepted;
        }
    }
    return std::cout.flush() ? (all_accepted ? 0 : 1) : 2;
}

int encode(const Hj212Options& options, Language language) {
    const auto text = read_all(options.file);
    if (!text) return refuse(text.error(), language);
    bool all_taken = true;
    int number = 0;
    for (size_t at = 0; at < text->size();) {
        const size_t end = std::min(text->find('\n', at), text->size());
        const std::string_view line = std::string_view(*text).substr(at, end - at);
        at = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto packet = packet_of_line(line, {options.file, number, 1, {}});
        std::string frame;
        if (packet) {
            packet->pw = options.password;
            frame = encode_packet(*packet);
            if (frame.empty())
                packet = fail({options.file, number, 1, {}},
                              {"数据段超过 9999 字节", "the data segment is over 9999 bytes"});
        }
        if (!packet) {
            refuse(packet.error(), language);
            all_taken = false;
            continue;
        }
        std::cout << frame;
    }
    return std::cout.flush() ? (all_taken ? 0 : 1) : 2;
}

std::string print_mean(const RealTimeSums::Row& row) {
    const int64_t milli = row.sum_milli / row.n;
    return fmt::format("{}{}.{:03}", milli < 0 ? "-" : "", std::abs(milli) / 1000, std::abs(milli) % 1000);
}

void print_csv(const std::vector<RealTimeSums::Row>& rows, bool means) {
    std::string out = means ? "mn,factor,hour,n,mean\n" : "mn,factor,hour,n,sum_milli\n";
    for (const RealTimeSums::Row& row : rows) {
        out += csv_field(row.mn) += ',';
        out += csv_field(row.factor) += ',';
        out += row.hour;
        out += ',';
        out += fmt::format_int(row.n).c_str();
        out += ',';
        if (means)
            out += print_mean(row);
        else
            out += fmt::format_int(row.sum_milli).c_str();
        out += '\n';
        if (out.size() < (1 << 20)) continue;
        std::cout << out;
        out.clear();
    }
    std::cout << out;
}

void print_table(const std::vector<RealTimeSums::Row>& rows, bool means) {
    constexpr auto kRow = "{:<24}  {:<10}  {:<10}  {:>6}  {:>16}\n";
    std::cout << fmt::format(kRow, "mn", "factor", "hour", "n", means ? "mean" : "sum_milli");
    for (const RealTimeSums::Row& row : rows)
        std::cout << fmt::format(kRow, row.mn, row.factor, row.hour, row.n,
                                 means ? print_mean(row) : std::to_string(row.sum_milli));
}

void print_json(const std::vector<RealTimeSums::Row>& rows, bool means) {
    std::string out = "[";
    for (const RealTimeSums::Row& row : rows)
        out += fmt::format(R"({}{{"mn":"{}","factor":"{}","hour":"{}","n":{},"{}":{}}})", out.size() > 1 ? ",\n" : "",
                           row.mn, row.factor, row.hour, row.n, means ? "mean" : "sum_milli",
                           means ? print_mean(row) : std::to_string(row.sum_milli));
    std::cout << out << "]\n";
}

int aggregate(const Hj212Options& options, Language language) {
    auto source = ByteSource::open(options.file);
    if (!source) return refuse(source.error(), language);
    CaptureSums capture;
    while (true) {
        const auto bytes = source->next();
        if (!bytes) return refuse(bytes.error(), language);
        if (bytes->empty()) break;
        capture.feed(*bytes);
    }
    capture.finish();
    const RealTimeSums& sums = capture.sums();
    const bool table = options.format == "table" || (options.format.empty() && ::isatty(STDOUT_FILENO) == 1);
    const auto rows = sums.rows();
    if (table)
        print_table(rows, options.means);
    else if (options.format == "json")
        print_json(rows, options.means);
    else
        print_csv(rows, options.means);
    const FrameCounters& counters = capture.counters();
    std::cerr << fmt::format("ok={} bad_crc={} bad_frame={} skipped_bytes={} refused={} unreadable_values={}\n",
                             counters.ok, counters.bad_crc, counters.bad_frame, counters.skipped_bytes, sums.refused(),
                             sums.unreadable());
    return std::cout.flush() ? 0 : 2;
}

/// `HOST:PORT`, also `[::1]:9000`; port 0 where it is no address.
std::pair<std::string, uint16_t> read_address(const std::string& text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return {};
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return {host, port};
}

int send(const Hj212Options& options, Language language) {
    const auto [host, port] = read_address(options.to);
    if (port == 0)
        return refuse(fail({"--to"}, {"地址“" + options.to + "”无法识别", "no address: " + options.to},
                           {"主机:端口，如 127.0.0.1:9002", "HOST:PORT, e.g. 127.0.0.1:9002"})
                          .value(),
                      language);
    const auto capture = read_all(options.scenario);
    if (!capture) return refuse(capture.error(), language);
    auto client = TelemetryClient::connect(host, port, std::chrono::milliseconds(options.timeout_ms));
    if (!client) return refuse(client.error(), language);

    Hj212Framer framer;
    framer.feed(*capture);
    framer.finish();
    size_t sent = 0, packets = 0, wanted = 0, answered = 0;
    while (const auto frame = framer.next()) {
        if (frame->state == FrameState::bad_frame) continue;  // goes out as it is before the next frame
        if (packets > 0 && options.pace_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(options.pace_ms));
        const auto bytes = std::string_view(*capture).substr(sent, frame->end - sent);
        if (!client->send(bytes)) break;
        sent = frame->end;
        ++packets;
        const auto packet =
            frame->state == FrameState::ok ? read_packet(frame->data).value_or(Hj212Packet{}) : Hj212Packet{};
        if (!packet.wants_answer()) continue;
        ++wanted;
        const auto answer = client->receive(std::chrono::milliseconds(options.timeout_ms));
        if (!answer) continue;
        ++answered;
        std::cout << decode_line({FrameState::ok, frame->offset, frame->end, *answer}).json << std::endl;
    }
    const bool all_sent = sent == capture->size() || client->send(std::string_view(*capture).substr(sent));
    std::cerr << (language == Language::zh
                      ? fmt::format("已发送 {} 包，应答 {}/{}\n", packets, answered, wanted)
                      : fmt::format("sent {} packets, answers {} of {}\n", packets, answered, wanted));
    return all_sent && answered == wanted ? 0 : 1;
}

}  // namespace

void add_hj212(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    const Language language = context.language;
    const auto options = std::make_shared<Hj212Options>();
    CLI::App* verb = app.add_subcommand(
        "hj212", zh ? "HJ 212 报文：解码、编码、汇总、发送" : "HJ 212 packets: decode, encode, aggregate, send");
    verb->require_subcommand(1);
    const auto add = [&](const char* name, const std::string& help, int (*run)(const Hj212Options&, Language),
                         const std::string& example) {
        CLI::App* part = verb->add_subcommand(name, help);
        part->footer((zh ? "示例：\n  " : "Example:\n  ") + example);
        part->callback([&context, options, run, language] { context.run = [=] { return run(*options, language); }; });
        return part;
    };
    const std::string packet =
        "printf '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
        "CP=&&RtdInterval=30&&1C80\\r\\n'";
    const std::string file_help =
        zh ? "文件（可为 .gz、.zst），- 为标准输入" : "file (.gz and .zst too), - = standard input";

    CLI::App* part =
        add("decode", zh ? "每包一行 JSON；有包被拒时状态为 1" : "one JSON line a packet; status 1 if one was refused",
            decode, packet + " | qingkong hj212 decode -");
    part->add_option("file", options->file, file_help)->required();

    part = add("encode", zh ? "decode 的逆操作" : "the inverse of decode", encode,
               packet + " | qingkong hj212 decode - | qingkong hj212 encode - --pw 100000");
    part->add_option("file", options->file, file_help)->required();
    part->add_option("--pw", options->password, zh ? "密码（不给则不写 PW）" : "password (none: no PW field)");

    part = add("aggregate",
               zh ? "CN 2011 按设备、因子、小时求和（千分位整数）"
                  : "sums of CN 2011 by device, factor and hour, in thousandths",
               aggregate, packet + " | qingkong hj212 aggregate -");
    part->add_option("file", options->file, file_help)->required();
    part->add_flag("--means", options->means, zh ? "输出均值，供人阅读" : "means instead of sums, for people");
    part->add_option("--format", options->format, zh ? "输出格式" : "output format")
        ->check(CLI::IsMember({"table", "csv", "json"}));

    part = add("send",
               zh ? "扮演企业：把报文文件发给接收服务，并打印应答"
                  : "play enterprises: send a capture to a server, print the answers",
               send, packet + " > drill.hj212; qingkong hj212 send --to 127.0.0.1:9002 --scenario drill.hj212");
    part->add_option("--to", options->to, zh ? "主机:端口" : "HOST:PORT")->required();
    part->add_option(
            "--scenario", options->scenario,
            zh ? "报文文件，原样发送（含损坏的包）；Flag 要求应答的包等到应答再发下一包"
               : "capture file, sent as it is (damaged packets too); a packet that wants an answer is waited for")
        ->required();
    part->add_option("--pace-ms", options->pace_ms, zh ? "两包之间的毫秒数" : "milliseconds between packets")
        ->check(CLI::Range(0, 3'600'000));
    part->add_option("--timeout-ms", options->timeout_ms,
                     zh ? "等待应答的毫秒数" : "milliseconds to wait for an answer")
        ->check(CLI::Range(1, 3'600'000));
}

}  // namespace qingkong
