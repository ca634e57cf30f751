// SPDX-License-Identifier: Apache-2.0
// Telemetry in the SQLite store: packets once each, parts, values, devices and their habits.
#include "engine/store_telemetry.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "engine/store_state.hpp"

namespace qingkong {
namespace {

constexpr const char* kPositionKey = "telemetry_log";
constexpr int64_t kPartHours = 24;
// What one sender can make the database hold or do at once (docs/telemetry.md, limits).
constexpr int64_t kMostPartsWaiting = 2000;           // of a device: two of the largest messages
constexpr size_t kLongestMessage = 1 << 20;           // of joined data areas: 999 parts of the standard's 950 bytes
constexpr uint64_t kMostValuesAtOnce = 20'000;        // in a transaction: the daemon writes to the same database
constexpr size_t kLateAtOnce = 50;                    // messages, for the same reason
constexpr size_t kLongestTime = 64;

void bind_maybe(SQLite::Statement& statement, int index, const std::optional<int64_t>& value) {
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
}

void run(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

std::string time_of(const Hj212Head& head) {
    std::string time;
    for_each_field(head.cp, [&](const Hj212Field& field, bool) {
        if (field.code == "DataTime" && field.suffix.empty() && time.empty()) time = field.value;
    });
    return time;
}

/// Bytes that no screen and no JSON can show are not kept as a text.
bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// What a batch says of one device.
struct Heard {
    Instant first, last;
    int64_t packets = 0, repeats = 0;
    std::string data_time;
    struct Count {
        int64_t n = 0;
        Instant first, last;
    };
    std::map<Habit, Count> habits;
};

/// One transaction's work.
class Intake {
public:
    Intake(SQLite::Database& db, const TelemetrySettings& settings)
        : db_(db),
          settings_(settings),
          packet_(db, "insert or ignore into telemetry_packet values (?,?,?,?,?)"),
          // A repeat is stored once; a corrected value for the same start replaces the first one.
          value_(db, "insert or replace into telemetry values (?,?,?,?,?,?,?)") {}

    void take(const LoggedPacket& logged) {
        const auto head = read_head(logged.data);
        if (!head) return;    // the server takes none such
        Heard& heard = heard_[std::string(head->mn)];
        if (heard.packets + heard.repeats == 0) heard.first = logged.received_at;
        heard.last = logged.received_at;
        const std::string time = time_of(*head);
        const auto part = part_number(*head);
        if (!is_new(logged, *head, part, time)) {
            ++heard.repeats;
            ++taken.repeats;
            return;
        }
        ++heard.packets;
        ++taken.packets;
        if (is_printable(time) && !time.empty()) heard.data_time = time;
        for (const Habit habit : habits_of(logged.data, *head, logged.crc)) {
            Heard::Count& count = heard.habits[habit];
            if (count.n++ == 0) count.first = logged.received_at;
            count.last = logged.received_at;
        }
        if (part && !head->qn.empty())
            keep_part(logged, *head, *part);
        else
            put_values(logged.data);
    }

    /// The message of these parts, read whole.
    void join(const std::string& mn, const std::string& cn, const std::string& qn) {
        SQLite::Statement query(db_, "select area, st, flag from telemetry_part where mn = ? and cn = ? and qn = ? order by pno");
        query.bind(1, mn);
        query.bind(2, cn);
        query.bind(3, qn);
        std::vector<std::string> areas;
        size_t joined = 0;
        std::string head;
        while (query.executeStep()) {
            if (joined > kLongestMessage) break;
            areas.push_back(query.getColumn(0).getString());
            joined += areas.back().size();
            if (head.empty()) head = fmt::format("QN={};ST={};CN={};MN={};Flag={};CP=&&", qn, query.getColumn(1).getString(), cn, mn, query.getColumn(2).getString());
        }
        put_values(head + join_areas(areas) + "&&");
        SQLite::Statement clear(db_, "delete from telemetry_part where mn = ? and cn = ? and qn = ?");
        clear.bind(1, mn);
        clear.bind(2, cn);
        clear.bind(3, qn);
        const int cleared = clear.exec();
        if (const auto waiting = parts_.find(mn); waiting != parts_.end()) waiting->second -= cleared;
        ++taken.messages;
    }

    void put_devices() {
        SQLite::Statement device(db_,
                                 "insert into telemetry_device values (?1,?2,?3,?4,?5,?6) on conflict(mn) do update set last_heard = "
                                 "?3, packets = packets + ?4, repeats = repeats + ?5, "
                                 "last_data_time = case when ?6 = '' then last_data_time else ?6 end");
        SQLite::Statement habit(db_, "insert into telemetry_habit values (?1,?2,?3,?4,?5) on conflict(mn, habit) do update set "
                                     "n = n + ?3, last_at = ?5");
        for (const auto& [mn, heard] : heard_) {
            device.bind(1, mn);
            device.bind(2, heard.first.seconds);
            device.bind(3, heard.last.seconds);
            device.bind(4, heard.packets);
            device.bind(5, heard.repeats);
            device.bind(6, heard.data_time.substr(0, 20));
            run(device);
            for (const auto& [kind, count] : heard.habits) {
                habit.bind(1, mn);
                habit.bind(2, std::string(token(kind)));
                habit.bind(3, count.n);
                habit.bind(4, count.first.seconds);
                habit.bind(5, count.last.seconds);
                run(habit);
            }
        }
    }

    TakenIn taken;

private:
    bool is_new(const LoggedPacket& logged, const Hj212Head& head, const std::optional<PartNumber>& part, const std::string& time) {
        const std::string key = head.qn.empty() ? "T" + time : std::string(head.qn);
        if (key == "T" || time.size() > kLongestTime) return true;
        packet_.bind(1, std::string(head.mn));
        packet_.bind(2, std::string(head.cn));
        packet_.bind(3, key);
        packet_.bind(4, part ? part->pno : 0);
        packet_.bind(5, logged.received_at.seconds);
        const bool is_new = packet_.exec() == 1;
        packet_.reset();
        return is_new;
    }

    void keep_part(const LoggedPacket& logged, const Hj212Head& head, const PartNumber& part) {
        SQLite::Statement put(db_, "insert or ignore into telemetry_part values (?,?,?,?,?,?,?,?,?)");
        const std::string mn(head.mn), cn(head.cn), qn(head.qn);
        put.bind(1, mn);
        put.bind(2, cn);
        put.bind(3, qn);
        put.bind(4, part.pno);
        put.bind(5, part.pnum);
        put.bind(6, logged.received_at.seconds);
        put.bind(7, std::string(head.st));
        put.bind(8, std::string(head.flag));
        put.bind(9, head.cp.data(), static_cast<int>(head.cp.size()));
        make_room_for_part(mn);
        parts_[mn] += put.exec();
        SQLite::Statement count(db_, "select count(*) from telemetry_part where mn = ? and cn = ? and qn = ?");
        count.bind(1, mn);
        count.bind(2, cn);
        count.bind(3, qn);
        if (count.executeStep() && count.getColumn(0).getInt() >= part.pnum) join(mn, cn, qn);
    }

    /// A device that never completes its messages has the oldest of them read from what came, as after 24 hours.
    void make_room_for_part(const std::string& mn) {
        auto waiting = parts_.find(mn);
        if (waiting == parts_.end()) {
            SQLite::Statement count(db_, "select count(*) from telemetry_part where mn = ?");
            count.bind(1, mn);
            waiting = parts_.emplace(mn, count.executeStep() ? count.getColumn(0).getInt64() : 0).first;
        }
        if (waiting->second < kMostPartsWaiting) return;
        std::set<std::pair<std::string, std::string>> messages;
        {
            // Many at once: to look for the oldest with each part that comes would cost a scan a part.
            SQLite::Statement oldest(db_, "select cn, qn from telemetry_part where mn = ? order by received_at, qn limit ?");
            oldest.bind(1, mn);
            oldest.bind(2, kMostPartsWaiting / 4);
            while (oldest.executeStep()) messages.emplace(oldest.getColumn(0).getString(), oldest.getColumn(1).getString());
        }
        for (const auto& [cn, qn] : messages) join(mn, cn, qn);
    }

    void put_values(std::string_view data) {
        const auto packet = read_packet(data);
        if (!packet) return;
        for (const TelemetryValue& value : telemetry_values(*packet, settings_)) {
            value_.bind(1, value.mn);
            value_.bind(2, value.factor);
            value_.bind(3, static_cast<int>(value.kind));
            value_.bind(4, value.start.seconds);
            bind_maybe(value_, 5, value.avg_milli);
            bind_maybe(value_, 6, value.cou_milli);
            value_.bind(7, std::string(1, value.flag));
            run(value_);
            ++taken.values;
        }
    }

    SQLite::Database& db_;
    const TelemetrySettings& settings_;
    SQLite::Statement packet_, value_;
    std::map<std::string, Heard> heard_;
    std::map<std::string, int64_t> parts_;    ///< waiting, by MN, as far as looked at
};

}  // namespace

TakenIn& TakenIn::operator+=(const TakenIn& other) {
    packets += other.packets;
    repeats += other.repeats;
    values += other.values;
    messages += other.messages;
    return *this;
}

TakenIn take_in(Store& store, const std::vector<LoggedPacket>& packets, LogPosition behind, const TelemetrySettings& settings) {
    SQLite::Database& db = store.state().db;
    TakenIn all;
    auto next = packets.begin();
    do {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        Intake intake(db, settings);
        LogPosition reached = behind;
        while (next != packets.end()) {
            const LoggedPacket& packet = *next++;
            intake.take(packet);
            if (intake.taken.values < kMostValuesAtOnce || next == packets.end()) continue;
            reached = packet.behind;
            break;
        }
        intake.put_devices();
        store.set_setting(kPositionKey, fmt::format("{}:{}", reached.segment, reached.offset));
        transaction.commit();
        all += intake.taken;
    } while (next != packets.end());
    return all;
}

LogPosition log_position(Store& store) {
    const std::string text = store.setting(kPositionKey).value_or("0:0");
    LogPosition position;
    const char* const end = text.data() + text.size();
    const auto segment = std::from_chars(text.data(), end, position.segment);
    if (segment.ptr != end) std::from_chars(segment.ptr + 1, end, position.offset);
    return position;
}

TakenIn tidy_telemetry(Store& store, Instant now, Instant kept_since, const TelemetrySettings& settings) {
    SQLite::Database& db = store.state().db;
    TakenIn all;
    for (bool more = true; more;) {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        Intake intake(db, settings);
        std::vector<std::array<std::string, 3>> late;
        SQLite::Statement query(db, "select mn, cn, qn from telemetry_part group by mn, cn, qn having max(received_at) < ? limit ?");
        query.bind(1, now.seconds - kPartHours * 3600);
        query.bind(2, static_cast<int64_t>(kLateAtOnce));
        while (query.executeStep())
            late.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString()});
        query.reset();
        more = late.size() == kLateAtOnce;
        for (const auto& [mn, cn, qn] : late) intake.join(mn, cn, qn);
        transaction.commit();
        all += intake.taken;
    }
    // By device: all at once would hold the database for as long as months of packets take.
    std::vector<std::string> numbers;
    for (SQLite::Statement query(db, "select mn from telemetry_device"); query.executeStep();) numbers.push_back(query.getColumn(0).getString());
    for (const std::string& mn : numbers) {
        SQLite::Statement forget(db, "delete from telemetry_packet where mn = ? and received_at < ?");
        forget.bind(1, mn);
        forget.bind(2, kept_since.seconds);
        forget.exec();
    }
    return all;
}

std::set<std::string, std::less<>> unknown_devices(Store& store, const std::set<std::string, std::less<>>& inventory, size_t most) {
    std::set<std::string, std::less<>> unknown;
    SQLite::Statement query(store.state().db, "select mn from telemetry_device order by first_heard, mn");
    while (unknown.size() < most && query.executeStep())
        if (std::string mn = query.getColumn(0).getString(); !inventory.contains(mn)) unknown.insert(std::move(mn));
    return unknown;
}

void set_telemetry_barrier(Store& store, std::function<void()> barrier) {
    store.state().telemetry_barrier = std::move(barrier);
}

std::vector<HeardDevice> heard_devices(Store& store) {
    std::vector<HeardDevice> devices;
    std::map<std::string, size_t> index;
    SQLite::Statement query(store.state().db, "select mn, first_heard, last_heard, packets, repeats, last_data_time from telemetry_device order by mn");
    while (query.executeStep()) {
        HeardDevice device;
        device.mn = query.getColumn(0).getString();
        device.first_heard = Instant{query.getColumn(1).getInt64()};
        device.last_heard = Instant{query.getColumn(2).getInt64()};
        device.packets = static_cast<uint64_t>(query.getColumn(3).getInt64());
        device.repeats = static_cast<uint64_t>(query.getColumn(4).getInt64());
        device.last_data_time = query.getColumn(5).getString();
        index[device.mn] = devices.size();
        devices.push_back(std::move(device));
    }
    SQLite::Statement habits(store.state().db, "select mn, habit, n, first_at, last_at from telemetry_habit order by mn");
    while (habits.executeStep()) {
        const auto device = index.find(habits.getColumn(0).getString());
        if (device == index.end()) continue;
        const std::string name = habits.getColumn(1).getString();
        for (const Habit habit : kHabits)
            if (token(habit) == name)
                devices[device->second].habits.push_back({habit, static_cast<uint64_t>(habits.getColumn(2).getInt64()),
                                                          Instant{habits.getColumn(3).getInt64()}, Instant{habits.getColumn(4).getInt64()}});
    }
    return devices;
}

namespace {

constexpr int64_t kMostValuesOfStrangers = 2'000'000;

std::vector<TelemetryValue> values_between(SQLite::Database& db, Instant from, Instant until, const std::set<std::string, std::less<>>* devices) {
    SQLite::Statement query(db,
                            "select mn, factor, kind, start, avg_milli, cou_milli, flag from telemetry "
                            "where start >= ? and start < ? order by start, mn, factor, kind");
    query.bind(1, from.seconds);
    query.bind(2, until.seconds);
    std::vector<TelemetryValue> out;
    while (query.executeStep()) {
        if (devices != nullptr && !devices->contains(std::string_view(query.getColumn(0).getText()))) continue;
        TelemetryValue value;
        value.mn = query.getColumn(0).getString();
        value.factor = query.getColumn(1).getString();
        value.kind = static_cast<TelemetryKind>(query.getColumn(2).getInt());
        value.start = Instant{query.getColumn(3).getInt64()};
        if (!query.getColumn(4).isNull()) value.avg_milli = query.getColumn(4).getInt64();
        if (!query.getColumn(5).isNull()) value.cou_milli = query.getColumn(5).getInt64();
        const std::string flag = query.getColumn(6).getString();
        value.flag = flag.empty() ? ' ' : flag.front();
        out.push_back(std::move(value));
    }
    return out;
}

}  // namespace

std::vector<HourlyReading> heard_readings(Store& store, Hour from, Hour until, const TelemetrySettings& settings,
                                          const std::set<std::string, std::less<>>* devices) {
    if (store.state().telemetry_barrier) store.state().telemetry_barrier();
    std::vector<HourlyReading> readings;
    for (Hour hour = from; hour < until; hour = hour + 1) {
        auto of_hour = hourly_readings(values_between(store.state().db, start_of(hour), start_of(hour + 1), devices), settings);
        std::move(of_hour.begin(), of_hour.end(), std::back_inserter(readings));
    }
    return readings;
}

bool few_values(Store& store, Hour from, Hour until) {
    SQLite::Statement query(store.state().db, "select count(*) from (select 1 from telemetry where start >= ? and start < ? limit ?)");
    query.bind(1, start_of(from).seconds);
    query.bind(2, start_of(until).seconds);
    query.bind(3, kMostValuesOfStrangers);
    return query.executeStep() && query.getColumn(0).getInt64() < kMostValuesOfStrangers;
}

}  // namespace qingkong
