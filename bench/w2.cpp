// SPDX-License-Identifier: Apache-2.0
// The workload W2 (bench/README.md): an inventory of CSV files, the orders and shares of one level in every city.
//   w2 FOLDER [THREADS] [LEVEL]      answer CSV on standard output
//   w2 FOLDER THREADS figures        medians of the query and of a change, on standard error; no answer
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "bench/w2_input.hpp"

using namespace qingkong;

namespace {

constexpr std::array<std::array<int, kEmitted>, 4> kNeedPercent = {
    {{0, 0, 0, 0}, {10, 10, 10, 10}, {20, 20, 20, 15}, {30, 30, 30, 20}}};
constexpr std::array<const char*, kEmitted> kColumns = {"so2", "nox", "pm", "voc"};

AlertLevel alert_level(int number) {
    return static_cast<AlertLevel>(static_cast<int>(AlertLevel::blue) + number);
}

class Watch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Sums in the units of the workload: base in kg/96360 a day, reduction in thousandths of it.
std::string answer(const bench::W2Input& input, const LevelSelection& selection, int level) {
    std::vector<std::size_t> order(input.cities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return input.cities[a].text() < input.cities[b].text(); });
    std::string text = "city,pollutant,selected,base_x,red_x,share_ppm,miss\n";
    for (const std::size_t city : order) {
        const ReductionSums& sums = selection.areas[city];
        for (const Emitted pollutant : kAllEmitted) {
            const auto p = static_cast<std::size_t>(pollutant);
            const auto base = static_cast<long long>(sums.base[p].parts() / 1000);
            const auto reduction = static_cast<long long>(sums.reduction[p].parts());
            const int need = kNeedPercent[static_cast<std::size_t>(level)][p];
            std::array<char, 160> row;
            const int bytes = std::snprintf(row.data(), row.size(), "%s,%s,%u,%lld,%lld,%lld,%d\n",
                                            input.cities[city].text().c_str(), kColumns[p], sums.orders, base,
                                            reduction, static_cast<long long>(sums.share_ppm(pollutant).value_or(0)),
                                            sums.reaches(pollutant, need) ? 0 : 1);
            text.append(row.data(), static_cast<std::size_t>(bytes));
        }
    }
    return text;
}

void print(const char* name, std::vector<double>& seconds, double unit, const char* unit_name) {
    std::sort(seconds.begin(), seconds.end());
    const auto at = [&](std::size_t percent) { return seconds[(seconds.size() - 1) * percent / 100] * unit; };
    std::fprintf(stderr, "%-44s p50 %.3f %s, least %.3f, p99 %.3f (%zu times)\n", name, at(50), unit_name, at(0),
                 at(99), seconds.size());
}

/// The plain bound: a table of the same size as columns of their own, ready for the processor's vectors; products and
/// bases summed, no owner, no order, no city. Four pollutants, 24 bytes a line.
struct PlainColumns {
    std::array<std::vector<uint32_t>, kEmitted> base;
    std::array<std::vector<uint16_t>, kEmitted> cut;

    PlainColumns(std::size_t lines, std::mt19937& random) {
        for (std::size_t p = 0; p < kEmitted; ++p) {
            base[p].resize(lines);
            cut[p].resize(lines);
            for (uint32_t& one : base[p]) one = static_cast<uint32_t>(random() % 30'000'000);
            for (uint16_t& one : cut[p]) one = static_cast<uint16_t>(random() % 1001);
        }
    }
    uint64_t pass() const {
        uint64_t seen = 0;
        for (std::size_t p = 0; p < kEmitted; ++p) {
            uint64_t whole = 0, part = 0;
            for (std::size_t line = 0; line < base[p].size(); ++line) {
                whole += base[p][line];
                part += static_cast<uint64_t>(base[p][line]) * cut[p][line];
            }
            seen += whole ^ part;
        }
        return seen;
    }
};

/// An enterprise gets another grade, loses or wins its exemption, or one of its lines another measure.
void change_one(bench::W2Input& input, std::mt19937& random) {
    ReductionTable& table = input.table;
    const auto owner = static_cast<uint32_t>(random() % input.grade.size());
    const uint32_t kind = random() % 3;
    table.change(owner, [&] {
        const uint32_t lines = table.end_line(owner) - table.first_line(owner);
        if (kind == 2 && lines > 0) {
            const auto cut = static_cast<uint16_t>(random() % 1001);
            table.set_measure(table.first_line(owner) + static_cast<uint32_t>(random()) % lines,
                              alert_level(static_cast<int>(random() % 4)), Cut{cut, cut, cut, cut});
            return;
        }
        if (kind == 0) input.grade[owner] = "ABCD"[random() % 4];
        if (kind == 1) input.exempt[owner] = !input.exempt[owner];
        table.set_duty(owner, bench::w2_duty(input.grade[owner], input.exempt[owner]));
    });
}

int figures(bench::W2Input& input, double read_seconds) {
    const ReductionTable& table = input.table;
    std::fprintf(stderr, "read %.3f s; %zu enterprises, %zu lines, %zu of them beside the columns\n", read_seconds,
                 input.grade.size(), table.lines(), table.exact_lines());
    std::mt19937 random(20140220);
    const PlainColumns columns(table.lines(), random);
    std::vector<double> plain, query, kept, change;
    uint64_t seen = 0;
    for (int i = 0; i < 200; ++i) {  // in turn, so that a busy machine slows both
        const Watch plain_watch;
        seen += columns.pass();
        plain.push_back(plain_watch.seconds());
        const Watch watch;
        const LevelSelection selection = table.select(AlertLevel::orange);
        for (const ReductionSums& sums : selection.areas)
            for (const Emitted pollutant : kAllEmitted)
                seen += static_cast<uint64_t>(sums.share_ppm(pollutant).value_or(0));
        query.push_back(watch.seconds());
        const Watch kept_watch;
        for (const ReductionSums& sums : table.kept(AlertLevel::orange))
            for (const Emitted pollutant : kAllEmitted)
                seen += static_cast<uint64_t>(sums.share_ppm(pollutant).value_or(0));
        kept.push_back(kept_watch.seconds());
    }
    for (int i = 0; i < 100'000; ++i) {
        const Watch watch;
        change_one(input, random);
        change.push_back(watch.seconds());
    }
    print("plain bound: bases and products summed", plain, 1e3, "ms");
    print("query: orders of all lines, shares of all cities", query, 1e3, "ms");
    print("shares alone, from the kept sums", kept, 1e3, "ms");
    print("one enterprise changed, sums of all levels", change, 1e6, "us");
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    std::fprintf(stderr, "peak %.1f MiB (with the plain bound's copy); check %llu\n",
                 static_cast<double>(usage.ru_maxrss) / 1024, static_cast<unsigned long long>(seen));
    for (const AlertLevel level : kLevelsRising)
        if (table.select(level).areas != table.kept(level)) {
            std::fprintf(stderr, "error: after the changes the kept sums are not those of the columns\n");
            return 1;
        }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
    const bool want_figures = argc > 3 && std::string(argv[3]) == "figures";
    const int level = argc > 3 && !want_figures ? std::atoi(argv[3]) : 2;
    if (argc < 2 || threads < 1 || threads > 64 || level < 0 || level > 3) {
        std::fprintf(stderr, "error: wanted: w2 FOLDER [THREADS] [LEVEL 0 to 3 | figures]\n");
        return 2;
    }
    try {
        const Watch watch;
        bench::W2Input input = bench::read_w2(argv[1], threads);
        if (want_figures) return figures(input, watch.seconds());
        const std::string text = answer(input, input.table.select(alert_level(level)), level);
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0 ? 0 : 2;
    } catch (const bench::InputError& error) {
        std::fprintf(stderr, "error: %s\n", error.message.c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
    }
    return 2;
}
