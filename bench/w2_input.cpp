// SPDX-License-Identifier: Apache-2.0
#include "bench/w2_input.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <unordered_map>

namespace bench {
namespace {

using qingkong::AlertLevel;
using qingkong::AnnualGrams;
using qingkong::Cut;
using qingkong::LineDuty;
using qingkong::kEmitted;
using qingkong::SourceClass;

constexpr std::string_view kEnterpriseHead = "ent,city,industry,grade,exempt";
constexpr std::string_view kLineHead = "line,ent,so2,nox,pm,voc";
constexpr uint32_t kMostKg = 999'999'999;
constexpr uint32_t kNone = ~uint32_t{0};
using Kilograms = std::array<uint32_t, kEmitted>;

/// Runs `work(part)` for every part, each in a thread; the error of the earliest part is thrown.
template <typename Work>
void in_parts(int parts, Work&& work) {
    std::vector<std::exception_ptr> errors(static_cast<std::size_t>(parts));
    std::vector<std::thread> threads;
    const auto guarded = [&](int part) {
        try {
            work(part);
        } catch (...) {
            errors[static_cast<std::size_t>(part)] = std::current_exception();
        }
    };
    for (int part = 1; part < parts; ++part) threads.emplace_back(guarded, part);
    guarded(0);
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& error : errors)
        if (error) std::rethrow_exception(error);
}

/// Identifiers with their number. Files mostly name them in order, so the next ones are tried first.
class Names {
public:
    explicit Names(std::vector<Key> keys) : keys_(std::move(keys)) {}

    /// Numbers are given in order to every reader; `near` is where the last one was found, and becomes the new one.
    uint32_t find(const Key& key, uint32_t& near) const {
        for (uint32_t at = near; at < keys_.size() && at < near + 4; ++at)
            if (keys_[at] == key) return near = at;
        std::call_once(once_, [this] { sort(); });
        const auto found = numbers_.find(key);
        return found == numbers_.end() ? kNone : near = found->second;
    }
    /// Around a place where it should be, without the index.
    uint32_t find_around(const Key& key, std::size_t place) const {
        for (std::size_t away = 0; away < 65536; ++away) {
            if (place + away < keys_.size() && keys_[place + away] == key) return static_cast<uint32_t>(place + away);
            if (away <= place && place - away < keys_.size() && keys_[place - away] == key)
                return static_cast<uint32_t>(place - away);
        }
        uint32_t near = 0;
        return find(key, near);
    }
    /// The number of a name that stands twice (the later one), or kNone.
    uint32_t repeated() const {
        if (std::is_sorted(keys_.begin(), keys_.end(), before) &&
            std::adjacent_find(keys_.begin(), keys_.end()) == keys_.end())
            return kNone;
        std::unordered_map<Key, uint32_t, KeyHash> seen;
        for (uint32_t i = 0; i < keys_.size(); ++i)
            if (!seen.emplace(keys_[i], i).second) return i;
        return kNone;
    }
    std::size_t size() const { return keys_.size(); }
    const Key& operator[](std::size_t i) const { return keys_[i]; }

private:
    static bool before(const Key& a, const Key& b) {
        const uint64_t x = __builtin_bswap64(a.low), y = __builtin_bswap64(b.low);
        return x != y ? x < y : __builtin_bswap64(a.high) < __builtin_bswap64(b.high);
    }
    void sort() const {
        numbers_.reserve(keys_.size());
        for (uint32_t i = 0; i < keys_.size(); ++i) numbers_.emplace(keys_[i], i);
    }

    std::vector<Key> keys_;
    mutable std::once_flag once_;
    mutable std::unordered_map<Key, uint32_t, KeyHash> numbers_;
};

template <typename T>
void append(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
    from = {};
}

Kilograms kilograms(Cells& cells) {
    Kilograms kg;
    for (uint32_t& one : kg) one = cells.number(kMostKg);
    return kg;
}

AnnualGrams grams(const Kilograms& kg) {
    AnnualGrams annual;
    for (std::size_t p = 0; p < kEmitted; ++p) annual[p] = int64_t{kg[p]} * 1000;
    return annual;
}

/// The cities in the order in which they are met.
struct Cities {
    std::vector<Key> keys;
    std::unordered_map<Key, uint16_t, KeyHash> numbers;

    uint32_t number(const Key& key) {
        const auto [found, added] = numbers.emplace(key, static_cast<uint16_t>(keys.size()));
        if (added) keys.push_back(key);
        if (keys.size() > 65535) Cells::fail("more than 65535 cities");
        return found->second;
    }
};

struct Sector {
    uint32_t city;
    SourceClass source_class;
    Kilograms kg;
};

std::vector<Sector> read_sectors(const std::string& folder, Cities& cities) {
    const CsvFile file(folder + "/citybase.csv", "city,sector,so2,nox,pm,voc");
    std::vector<Sector> sectors;
    file.rows(file.begin_of(0, 1), file.begin_of(1, 1), [&](Cells& cells) {
        const uint32_t city = cities.number(cells.key());
        const std::string_view name = cells.word();
        const bool known = name == "heating" || name == "dust" || name == "mobile";
        if (!known) Cells::fail("sector '" + std::string(name) + "'; wanted: heating, dust or mobile");
        const SourceClass source_class = name == "heating" ? SourceClass::heating_boiler
                                         : name == "dust"  ? SourceClass::dust
                                                           : SourceClass::mobile;
        sectors.push_back({city, source_class, kilograms(cells)});
        return true;
    });
    return sectors;
}

struct Enterprises {
    std::vector<Key> keys;
    std::vector<uint32_t> city;
    std::vector<char> grade;
    std::vector<bool> exempt;
};

Enterprises read_enterprises(const std::string& folder, Cities& cities) {
    const CsvFile file(folder + "/enterprises.csv", kEnterpriseHead);
    Enterprises all;
    file.rows(file.begin_of(0, 1), file.begin_of(1, 1), [&](Cells& cells) {
        all.keys.push_back(cells.key());
        all.city.push_back(cities.number(cells.key()));
        cells.number(kMostKg);
        const std::string_view grade = cells.word();
        if (grade.size() != 1 || grade[0] < 'A' || grade[0] > 'D')
            Cells::fail("grade '" + std::string(grade) + "'; wanted: A, B, C or D");
        all.grade.push_back(grade[0]);
        all.exempt.push_back(cells.number(1) == 1);
        return true;
    });
    return all;
}

/// Lines by enterprise, in the file's order.
struct Lines {
    std::vector<Key> keys;
    std::vector<uint32_t> enterprise;
    std::vector<Kilograms> kg;

    void reserve(std::size_t lines) {
        keys.reserve(lines);
        enterprise.reserve(lines);
        kg.reserve(lines);
    }
};

Lines read_lines(const std::string& folder, const Names& enterprises, int threads) {
    const CsvFile file(folder + "/lines.csv", kLineHead);
    std::vector<Lines> parts(static_cast<std::size_t>(threads));
    in_parts(threads, [&](int part) {
        Lines& lines = parts[static_cast<std::size_t>(part)];
        const uint64_t begin = file.begin_of(part, threads), end = file.begin_of(part + 1, threads);
        const auto place = enterprises.size() * static_cast<std::size_t>(part) / static_cast<std::size_t>(threads);
        uint32_t near = kNone;
        lines.reserve(static_cast<std::size_t>(end - begin) / 32);
        file.rows(begin, end, [&](Cells& cells) {
            lines.keys.push_back(cells.key());
            const Key name = cells.key();
            const uint32_t enterprise =
                near == kNone ? near = enterprises.find_around(name, place) : enterprises.find(name, near);
            if (enterprise == kNone) Cells::fail("enterprise '" + name.text() + "' is not in enterprises.csv");
            lines.enterprise.push_back(enterprise);
            lines.kg.push_back(kilograms(cells));
            return true;
        });
    });
    Lines all = std::move(parts.front());
    all.reserve(std::accumulate(parts.begin(), parts.end(), all.keys.size(),
                                [](std::size_t sum, const Lines& one) { return sum + one.keys.size(); }));
    for (std::size_t part = 1; part < parts.size(); ++part) {
        append(all.keys, parts[part].keys);
        append(all.enterprise, parts[part].enterprise);
        append(all.kg, parts[part].kg);
    }
    if (std::is_sorted(all.enterprise.begin(), all.enterprise.end())) return all;
    std::vector<uint32_t> order(all.keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return all.enterprise[a] < all.enterprise[b]; });
    Lines sorted;
    for (const uint32_t i : order) {
        sorted.keys.push_back(all.keys[i]);
        sorted.enterprise.push_back(all.enterprise[i]);
        sorted.kg.push_back(all.kg[i]);
    }
    return sorted;
}

/// Measures of the rows from `begin` to `end` whose lines have the numbers `first` to `last`; false at the first row of
/// another line: another thread may be at it.
bool read_measures(const CsvFile& file, uint64_t begin, uint64_t end, const Names& lines, uint32_t first, uint32_t last,
                   qingkong::ReductionTable& table) {
    uint32_t near = first;
    bool inside = true;
    file.rows(begin, end, [&](Cells& cells) {
        const Key name = cells.key();
        const uint32_t line = lines.find(name, near);
        if (line == kNone) Cells::fail("line '" + name.text() + "' is not in lines.csv");
        if (line < first || line >= last) return inside = false;
        const auto level = static_cast<AlertLevel>(static_cast<uint32_t>(AlertLevel::blue) + cells.number(3));
        cells.word();
        Cut cut;
        for (uint16_t& thousandths : cut) thousandths = static_cast<uint16_t>(cells.number(1000));
        if (table.row(line, level) == static_cast<qingkong::OrderCode>(level))
            Cells::fail("a second measure of line '" + name.text() + "' at this level");
        table.set_measure(line, level, cut);
        return true;
    });
    return inside;
}

/// Where a part may begin: at the first row of another line than that of the row at `begin`, so that one thread has all
/// rows of a line. False where the file does not look ordered by line.
bool begin_part(const CsvFile& file, uint64_t& begin, uint64_t end, const Names& lines, std::size_t place,
                uint32_t& first) {
    const char* start = nullptr;
    Key name, before;
    bool found = false;
    int rows = 0;
    file.rows(begin, end, [&](Cells& cells) {
        const char* row = cells.at();
        name = cells.key();
        if (rows == 0) {
            start = row;
            before = name;
        } else if (!(name == before)) {
            begin += static_cast<uint64_t>(row - start);
            found = true;
            return false;
        }
        while (!cells.at_end()) cells.word();
        return ++rows < 64;
    });
    if (found) first = lines.find_around(name, place);
    return found && first != kNone;
}

void read_measures(const std::string& folder, const Names& lines, int threads, qingkong::ReductionTable& table) {
    const CsvFile file(folder + "/measures.csv", "line,level,kind,so2,nox,pm,voc");
    const auto parts = static_cast<std::size_t>(threads);
    const auto count = static_cast<uint32_t>(lines.size());
    std::vector<uint64_t> begins(parts + 1, file.begin_of(1, 1));
    std::vector<uint32_t> firsts(parts + 1, count);
    firsts[0] = 0;
    bool ordered = true;
    for (std::size_t part = 0; part < parts && ordered; ++part) {
        begins[part] = file.begin_of(static_cast<int>(part), threads);
        if (part == 0) continue;
        ordered = begin_part(file, begins[part], begins[parts], lines, count * part / parts, firsts[part]) &&
                  firsts[part] >= firsts[part - 1];
    }
    if (ordered) {
        std::vector<char> inside(parts, 0);
        in_parts(threads, [&](int part) {
            const auto i = static_cast<std::size_t>(part);
            inside[i] = read_measures(file, begins[i], begins[i + 1], lines, firsts[i], firsts[i + 1], table);
        });
        if (std::count(inside.begin(), inside.end(), 0) == 0) return;
        table.lay_out();  // in no order: again, by one thread
    }
    read_measures(file, begins[0], begins[parts], lines, 0, count, table);
}

}  // namespace

LineDuty w2_duty(char grade, bool exempt) {
    if (exempt) return LineDuty::lifted_to(AlertLevel::red);
    return grade == 'A' ? LineDuty::lifted_to(AlertLevel::orange) : LineDuty();
}

namespace {

/// Names the row in which an identifier stands for the second time.
[[noreturn]] void fail_twice(const std::string& path, std::string_view heading, const Key& name) {
    const CsvFile file(path, heading);
    bool seen = false;
    file.rows(file.begin_of(0, 1), file.begin_of(1, 1), [&](Cells& cells) {
        const bool same = cells.key() == name;
        if (same && seen) Cells::fail("'" + name.text() + "' stands twice");
        seen = seen || same;
        while (!cells.at_end()) cells.word();
        return true;
    });
    throw InputError{path + ": '" + name.text() + "' stands twice"};
}

}  // namespace

W2Input read_w2(const std::string& folder, int threads) {
    Cities cities;
    const std::vector<Sector> sectors = read_sectors(folder, cities);
    Enterprises enterprises = read_enterprises(folder, cities);
    const Names enterprise_names(std::move(enterprises.keys));
    if (const uint32_t twice = enterprise_names.repeated(); twice != kNone)
        fail_twice(folder + "/enterprises.csv", kEnterpriseHead, enterprise_names[twice]);
    W2Input input;
    input.table = qingkong::ReductionTable(cities.keys.size(), AlertLevel::blue);
    Lines lines = read_lines(folder, enterprise_names, threads);
    input.table.reserve(enterprise_names.size() + sectors.size(), lines.keys.size() + sectors.size());
    for (std::size_t i = 0, line = 0; i < enterprise_names.size(); ++i) {
        input.table.add_owner(enterprises.city[i], w2_duty(enterprises.grade[i], enterprises.exempt[i]));
        for (; line < lines.keys.size() && lines.enterprise[line] == i; ++line)
            input.table.add_line(grams(lines.kg[line]), SourceClass::industrial);
    }
    for (const Sector& sector : sectors) {
        input.table.add_owner(sector.city);
        input.table.add_line(grams(sector.kg), sector.source_class);
    }
    lines.enterprise = {};
    lines.kg = {};
    const Names line_names(std::move(lines.keys));
    if (const uint32_t twice = line_names.repeated(); twice != kNone)
        fail_twice(folder + "/lines.csv", kLineHead, line_names[twice]);
    input.table.lay_out();
    read_measures(folder, line_names, threads, input.table);
    input.table.sum_up();
    input.cities = std::move(cities.keys);
    input.grade = std::move(enterprises.grade);
    input.exempt = std::move(enterprises.exempt);
    return input;
}

}  // namespace bench
