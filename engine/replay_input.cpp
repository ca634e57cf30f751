// SPDX-License-Identifier: Apache-2.0
#include "engine/replay_input.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "engine/air_input.hpp"
#include "engine/byte_source.hpp"
#include "engine/files.hpp"
#include "engine/replay_air.hpp"
#include "rules/air_rows.hpp"
#include "rules/index_table.hpp"
#include "rules/plain_air.hpp"

namespace qingkong {
namespace {

/// Each thread takes the next of `count` tasks; `make_worker()` gives it what it works with.
template <class MakeWorker>
void share_out(size_t count, unsigned threads, const MakeWorker& make_worker) {
    std::atomic<size_t> next{0};
    const auto run = [&] {
        auto worker = make_worker();
        for (size_t i = next++; i < count; i = next++) worker(i);
    };
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(run);
    run();
    for (std::thread& thread : others) thread.join();
}

/// One input and what is kept of it.
struct Item {
    AirSource source;
    std::string city;          ///< its city, if it holds one that the file does not name
    bool alone = true;         ///< no other input's file name stands for this city
    bool replayed = false;     ///< `file` holds no cities then
    AirFile file;
    std::optional<std::vector<Problem>> failure;

    /// Only what can be read again, if need be, is forgotten at once.
    bool may_pass() const { return alone && is_regular_file(source.file); }
};

std::vector<Item> items_of(const std::vector<AirSource>& sources) {
    std::vector<Item> items;
    std::map<std::string, size_t> count;
    for (const AirSource& source : sources) {
        Item& item = items.emplace_back();
        item.source = source;
        item.city = source.city.value_or(name_without_endings(source.file));
        ++count[item.city];
    }
    for (Item& item : items) item.alone = count[item.city] == 1;
    return items;
}

Result<AirFile> read_whole(const AirSource& source) {
    const auto bytes = read_all(source.file);
    if (!bytes) return tl::unexpected(bytes.error());
    return read_air(*bytes, source);
}

/// Reads and replays; one for all threads.
class Reading {
public:
    Reading(const Edition& edition, const Standards& standards, const ReplayInputOptions& options)
        : edition_(edition), standards_(standards), options_(options), tables_(standards, index_options(edition)),
          plain_(asks_index_only(edition) && tables_.usable()) {}

    void read(std::vector<Item>& items) {
        std::atomic<size_t> done{0}, failed{std::numeric_limits<size_t>::max()};
        share_out(items.size(), options_.threads, [&] {
            return [&, plain = PlainAirReader(tables_), air = PlainAir()](size_t i) mutable {
                if (i > failed) return;    // the first failure is the one that is told
                read_item(items[i], plain, air);
                if (items[i].failure)
                    for (size_t known = failed; i < known && !failed.compare_exchange_weak(known, i);) {}
                options_.progress(++done, items.size());
            };
        });
    }

    void replay(const std::vector<CitySeries>& cities, std::vector<Problem>& notes) const {
        std::vector<std::vector<Problem>> found(cities.size());
        share_out(cities.size(), options_.threads,
                  [&] { return [&](size_t i) { found[i] = replay_series(cities[i], cities[i].city); }; });
        for (const auto& problems : found) notes.insert(notes.end(), problems.begin(), problems.end());
    }

private:
    void read_item(Item& item, PlainAirReader& plain, PlainAir& air) const {
        const bool may_pass = item.may_pass();
        if (may_pass && plain_ && read_plain(item.source.file, plain, air)) {
            ReplayCity city{item.city, air.stamp, {}};
            city.air.first = air.first;
            city.air.values.swap(air.values);
            options_.replay(city);
            city.air.values.swap(air.values);
            note_missing(item.source.file, air.missing_values, air.absent_hours(), false, item.file.notes);
            item.replayed = true;
            return;
        }
        auto file = read_whole(item.source);
        if (!file) {
            item.failure = file.error();
            return;
        }
        item.file = std::move(*file);
        if (!may_pass || item.file.cities.size() != 1 || item.file.cities.front().city != item.city) return;
        const std::vector<Problem> found = replay_series(item.file.cities.front(), item.source.file);
        item.file.notes.insert(item.file.notes.end(), found.begin(), found.end());
        item.file.cities.clear();
        item.replayed = true;
    }

    /// False also where the file cannot be read: the general way tells why.
    static bool read_plain(const std::string& path, PlainAirReader& plain, PlainAir& air) {
        auto source = ByteSource::open(path);
        if (!source) return false;
        plain.begin(air);
        while (true) {
            const auto bytes = source->next();
            if (!bytes) return false;
            if (bytes->empty()) return plain.finish();
            if (!plain.take(*bytes)) return false;
        }
    }

    std::vector<Problem> replay_series(const CitySeries& series, const std::string& source) const {
        const ReplayCity city{series.city, series.stamp, replay_air(edition_, standards_, series)};
        options_.replay(city);
        return missing_series(edition_, city.air, series.city, source);
    }

    const Edition& edition_;
    const Standards& standards_;
    const ReplayInputOptions& options_;
    IndexTables tables_;
    bool plain_;
};

/// A city that was replayed from one input alone although another one holds it too is read again, to be joined.
void read_again(std::vector<Item>& items) {
    std::set<std::string> held;
    for (const Item& item : items)
        for (const CitySeries& series : item.file.cities) held.insert(series.city);
    for (Item& item : items) {
        if (!item.replayed || !held.contains(item.city)) continue;
        auto file = read_whole(item.source);
        if (file)
            item.file = std::move(*file);
        else
            item.failure = file.error();
    }
}

}  // namespace

Result<ReplayInput> read_replay_input(const std::vector<std::string>& arguments, const Edition& edition,
                                      const Standards& standards, const ReplayInputOptions& options) {
    const auto sources = air_sources(arguments);
    if (!sources) return tl::unexpected(sources.error());
    std::vector<Item> items = items_of(sources->list);
    Reading reading(edition, standards, options);
    reading.read(items);
    read_again(items);

    AirGathering gathering;
    gathering.result.notes = sources->notes;
    for (Item& item : items) {
        if (item.failure) return tl::unexpected(*item.failure);
        const auto taken = gathering.take(std::move(item.file), item.source.file);
        if (!taken) return tl::unexpected(taken.error());
    }
    std::vector<CitySeries> cities;
    for (auto& [name, series] : gathering.cities) cities.push_back(std::move(series));
    reading.replay(cities, gathering.result.notes);
    return ReplayInput{std::move(gathering.result.notes), gathering.result.refused};
}

}  // namespace qingkong
