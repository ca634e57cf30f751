// SPDX-License-Identifier: Apache-2.0
// What a program written by hand for W1 alone reaches: csv_scan read|parse|eval THREADS FILE...
// read: the bytes only; parse: numbers of every row as well; eval: index, 24-h means and runs as well. It trusts its input:
// no stamp is checked, no other form is known. Prints counts, so that nothing can be left out.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>


namespace {

constexpr int kPollutants = 6, kMissing = 4095, kWindow = 24;
constexpr int kIndex[] = {0, 50, 100, 150, 200, 300, 400, 500};
constexpr int kLimits[kPollutants][8] = {
    {0, 35, 75, 115, 150, 250, 350, 500},        {0, 50, 150, 250, 350, 420, 500, 600},
    {0, 150, 500, 650, 800, 0, 0, 0},            {0, 100, 200, 700, 1200, 2340, 3090, 3840},
    {0, 50, 100, 350, 600, 900, 1200, 1500},     {0, 160, 200, 300, 400, 800, 1000, 1200}};
constexpr size_t kStamp = 23;    // with its comma

int16_t table[kPollutants][kMissing + 1];

void fill_tables() {
    for (int p = 0; p < kPollutants; ++p) {
        const int rows = p == 2 ? 5 : 8;    // SO2 ends at 200
        for (int c = 0; c < kMissing; ++c) {
            const int* hi = std::lower_bound(kLimits[p] + 1, kLimits[p] + rows, c);
            const auto k = hi - kLimits[p];
            if (k == rows) {
                table[p][c] = static_cast<int16_t>(kIndex[rows - 1]);
                continue;
            }
            const int run = *hi - hi[-1], rise = (kIndex[k] - kIndex[k - 1]) * (c - hi[-1]);
            table[p][c] = static_cast<int16_t>(kIndex[k - 1] + (rise + run - 1) / run);
        }
        table[p][kMissing] = -1;
    }
}

struct Counts {
    std::atomic<long> bytes{0}, rows{0}, valid{0}, sum{0}, means{0}, above200{0}, runs24{0}, clean36{0};
};

/// Numbers of one file as columns; CO in tenths.
size_t parse(const char* at, const char* end, std::vector<int16_t> (&columns)[kPollutants]) {
    const size_t room = static_cast<size_t>(end - at) / (kStamp + kPollutants) + 1;
    for (auto& column : columns)
        if (column.size() < room) column.resize(room);
    int16_t* out[kPollutants];
    for (int p = 0; p < kPollutants; ++p) out[p] = columns[p].data();
    size_t row = 0;
    at = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at))) + 1;
    for (; at < end; ++row) {
        at += kStamp;
#pragma GCC unroll 6
        for (int p = 0; p < kPollutants; ++p) {
            const char* const begin = at;
            int value = 0;
            for (unsigned digit = 0; (digit = static_cast<unsigned char>(*at) - unsigned{'0'}) < 10; ++at)
                value = value * 10 + static_cast<int>(digit);
            if (*at == '.') {
                value = value * 10 + (at[1] - '0');
                at += 2;
            }
            if (at == begin) value = kMissing;
            out[p][row] = static_cast<int16_t>(value);
            ++at;
        }
    }
    return row;
}

void evaluate(const std::vector<int16_t> (&columns)[kPollutants], size_t rows, std::vector<int16_t>& index, Counts& counts) {
    if (index.size() < rows) index.resize(rows);
    const int16_t* in[kPollutants];
    for (int p = 0; p < kPollutants; ++p) in[p] = columns[p].data();
    for (size_t t = 0; t < rows; ++t) {
        int largest = -1;
        for (int p = 0; p < kPollutants; ++p) largest = std::max<int>(largest, table[p][in[p][t]]);
        index[t] = static_cast<int16_t>(largest);
    }
    long sum = 0, valid = 0, all = 0, all_sum = 0, means = 0, above = 0, run = 0, runs = 0, clean = 0, cleans = 0;
    for (size_t t = 0; t < rows; ++t) {
        if (index[t] >= 0) {
            sum += index[t];
            ++valid;
            ++all;
            all_sum += index[t];
        }
        if (t >= kWindow && index[t - kWindow] >= 0) {
            sum -= index[t - kWindow];
            --valid;
        }
        const bool mean = valid >= 18, heavy = mean && sum > 200 * valid, good = mean && sum <= 150 * valid;
        means += mean;
        above += heavy;
        if (!heavy) runs += run >= 24;
        run = heavy ? run + 1 : 0;
        if (!good) cleans += clean >= 36;
        clean = good ? clean + 1 : 0;
    }
    counts.valid += all;
    counts.sum += all_sum;
    counts.means += means;
    counts.above200 += above;
    counts.runs24 += runs + (run >= 24);
    counts.clean36 += cleans + (clean >= 36);
}

void work(const std::string& mode, int count, char** files, std::atomic<int>& next, Counts& counts) {
    std::vector<char> bytes;
    std::vector<int16_t> columns[kPollutants], index;
    for (int i = next++; i < count; i = next++) {
        const int fd = open(files[i], O_RDONLY);
        struct stat st {};
        if (fd < 0 || fstat(fd, &st) != 0) {
            std::perror(files[i]);
            std::exit(2);
        }
        const auto size = static_cast<size_t>(st.st_size);
        if (bytes.size() < size + 64) bytes.resize(size + 64);
        size_t got = 0;
        for (ssize_t n = 1; got < size && n > 0; got += static_cast<size_t>(std::max<ssize_t>(n, 0)))
            n = read(fd, bytes.data() + got, size - got);
        close(fd);
        counts.bytes += static_cast<long>(got);
        if (mode == "read") continue;
        const size_t rows = parse(bytes.data(), bytes.data() + got, columns);
        counts.rows += static_cast<long>(rows);
        if (mode == "eval") evaluate(columns, rows, index, counts);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fprintf(stderr, "usage: csv_scan read|parse|eval THREADS FILE...\n");
        return 2;
    }
    fill_tables();
    Counts counts;
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < std::atoi(argv[2]); ++i)
        threads.emplace_back([&] { work(argv[1], argc - 3, argv + 3, next, counts); });
    for (std::thread& thread : threads) thread.join();
    std::printf("bytes=%ld rows=%ld n_aqi=%ld sum_aqi=%ld n_mean=%ld n_mean_gt200=%ld runs24=%ld clean36=%ld\n", counts.bytes.load(),
                counts.rows.load(), counts.valid.load(), counts.sum.load(), counts.means.load(), counts.above200.load(),
                counts.runs24.load(), counts.clean36.load());
    return 0;
}
