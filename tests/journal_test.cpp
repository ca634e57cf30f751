// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "alerts/journal.hpp"
#include "alerts/outbox.hpp"

using namespace qingkong;

namespace {

std::vector<JournalEntry> three_entries() {
    std::vector<JournalEntry> entries(3);
    entries[0].kind = "proposal";
    entries[1].kind = "sign";
    entries[1].who = "officer-1";
    entries[2].kind = "issue";
    entries[2].level = AlertLevel::orange;
    entries[2].text = {"发布橙色预警", "orange issued"};
    chain(entries, nullptr);
    return entries;
}

}  // namespace

TEST_CASE("the chain numbers entries and each hash covers the one before") {
    const auto entries = three_entries();
    CHECK(entries[0].seq == 1);
    CHECK(entries[0].prev == std::string(64, '0'));
    CHECK(entries[2].prev == entries[1].hash);
    CHECK(entries[2].hash.size() == 64);
    CHECK(verify_chain(entries).empty());
}

TEST_CASE("a changed, removed or moved entry is found at its place") {
    auto changed = three_entries();
    changed[1].who = "officer-2";
    CHECK(verify_chain(changed).at(0).seq == 2);
    auto removed = three_entries();
    removed.erase(removed.begin() + 1);
    CHECK(verify_chain(removed).at(0).seq == 2);
    auto moved = three_entries();
    std::swap(moved[0], moved[1]);
    CHECK(verify_chain(moved).at(0).seq == 1);
    auto level = three_entries();
    level[2].level = AlertLevel::red;
    CHECK(verify_chain(level).at(0).seq == 3);
}

TEST_CASE("new entries go on where the journal ends") {
    const auto entries = three_entries();
    std::vector<JournalEntry> more(1);
    more[0].kind = "end";
    chain(more, &entries.back());
    CHECK(more[0].seq == 4);
    auto all = entries;
    all.push_back(more[0]);
    CHECK(verify_chain(all).empty());
}

TEST_CASE("a line of the timeline is the entry in the reader's language") {
    JournalEntry entry;
    entry.at = parse_stamp("2014-02-20T08:25:00")->instant;
    entry.area = "all";
    entry.kind = "issue";
    entry.level = AlertLevel::orange;
    entry.who = "engine";
    entry.text = {"发布橙色预警", "orange, issued"};
    CHECK(timeline_line(entry, Language::zh) == "2014-02-20T08:25:00+08:00,all,issue,orange,engine,发布橙色预警\n");
    CHECK(timeline_line(entry, Language::en) == "2014-02-20T08:25:00+08:00,all,issue,orange,engine,\"orange, issued\"\n");
}

TEST_CASE("a deferred mail waits twice as long each time and fails for a person to call after the limit") {
    const RetryPolicy policy{60, 240, 24};
    const Instant made{1'000'000};
    CHECK(after_attempt(RelayAnswer::accepted, 1, made, made, policy).state == DeliveryState::sent);
    CHECK(after_attempt(RelayAnswer::failed, 1, made, made, policy).state == DeliveryState::failed);
    CHECK(after_attempt(RelayAnswer::deferred, 1, made, made, policy).next_try == Instant{1'000'060});
    CHECK(after_attempt(RelayAnswer::deferred, 2, made, made, policy).next_try == Instant{1'000'120});
    CHECK(after_attempt(RelayAnswer::deferred, 9, made, made, policy).next_try == Instant{1'000'240});
    const Instant late{made.seconds + 24 * 3600};
    // 24 h hold 360 waits of 240 s: half of them must have been tried, or the clock was set forward.
    CHECK(after_attempt(RelayAnswer::deferred, 180, made, late, policy).state == DeliveryState::failed);
    CHECK(after_attempt(RelayAnswer::deferred, 179, made, late, policy).state == DeliveryState::deferred);
    CHECK(after_attempt(RelayAnswer::deferred, 9, made, Instant{late.seconds - 1}, policy).state == DeliveryState::deferred);
    CHECK(after_attempt(RelayAnswer::unknown, 1, made, made, policy).state == DeliveryState::unknown);
    CHECK(after_attempt(RelayAnswer::unknown, 1, made, made, policy).next_try.has_value());
}
