// SPDX-License-Identifier: Apache-2.0
#include "engine/mailing.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "engine/store_channels.hpp"
#include "engine/store_state.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

const Instant kSigned{1767225600};

/// Every seventh is short and is kept as it is.
OutgoingMail mail_of(size_t i) {
    const std::string id = std::to_string(i);
    std::string text = "To: e" + id + "@example.com\r\n\r\n";
    for (size_t line = 0; i % 7 != 3 && line < 40; ++line) text += "生产线 L" + std::to_string(i * 100 + line) + "：停产，二氧化硫 " + std::to_string(line) + "‰\r\n";
    return {"A2026-01.1", "E" + id, "990101", "e" + id + "@example.com", "<" + id + "@example.com>", "通知 " + id, text, "token" + id};
}

std::vector<size_t> first(size_t count) {
    std::vector<size_t> out(count);
    std::iota(out.begin(), out.end(), size_t{0});
    return out;
}

std::unique_ptr<Mailing> mailing_of(std::vector<size_t> wanted, std::string source = "") {
    return std::make_unique<Mailing>("A2026-01.1", "A2026-01", kSigned, std::move(wanted), mail_of, std::move(source));
}

/// Takes `limit` at a time, as the sender would, until the outbox holds everything; due at any time is at most that.
std::vector<DeliveryBytes> take_all(Store& store, Mailing& mailing, int limit) {
    std::vector<DeliveryBytes> out;
    while (true) {
        std::vector<DeliveryBytes> due = store.exchange({}, kSigned, RetryPolicy{}, limit, true, &mailing);
        REQUIRE(due.size() <= static_cast<size_t>(limit));
        if (due.empty() && mailing.left() == 0) return out;
        if (due.empty()) (void)mailing.wait(1);    // its next batch is being made
        std::move(due.begin(), due.end(), std::back_inserter(out));
    }
}

void check_mails(const std::vector<DeliveryBytes>& due, size_t count) {
    REQUIRE(due.size() == count);
    for (size_t i = 0; i < count; ++i) {
        REQUIRE(due[i].to == mail_of(i).to);
        REQUIRE(due[i].bytes == mail_of(i).bytes);
    }
}

}  // namespace

TEST_CASE("up to five hundred mails stand in the outbox with the signature") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    const auto mailing = mailing_of(first(500));
    store->enqueue(*mailing);
    CHECK(mailing->left() == 0);
    CHECK(store->owed_mails().empty());
    SQLite::Database& db = store->state().db;
    CHECK(db.execAndGet("select count(*) from delivery").getInt() == 500);
    CHECK(db.execAndGet("select count(*) from delivery_pattern").getInt() == 1);
    CHECK(db.execAndGet("select count(*) from delivery_text").getInt() == 71);    // i = 3, 10, …, 493
    CHECK(db.execAndGet("select count(*) from delivery_packed").getInt() == 429);
    const auto due = store->exchange({}, kSigned, RetryPolicy{}, 1000);
    check_mails(due, 500);
    CHECK(store->delivery_bytes(due[3].id) == mail_of(3).bytes);
    CHECK(store->delivery_bytes(due[5].id) == mail_of(5).bytes);
    CHECK_FALSE(store->delivery_bytes(999999));
}

TEST_CASE("of more mails the first five hundred stand in the outbox with the signature, and the others are owed") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    const auto mailing = mailing_of(first(1200), "what they are made from");
    store->enqueue(*mailing);
    CHECK(store->owed_mails() == std::map<std::string, int>{{"A2026-01.1", 700}});
    CHECK(store->mailing_source("A2026-01.1") == "what they are made from");
    CHECK(store->outbox_counts()["waiting"] == 1200);
    CHECK(store->outbox_counts_of("A2026-01.1")["waiting"] == 1200);

    SECTION("they go out in their order while they are made, each once") {
        const auto due = take_all(*store, *mailing, 100);
        check_mails(due, 1200);
        CHECK(store->outbox_counts()["sending"] == 1200);
        CHECK(store->state().db.execAndGet("select count(*) from delivery where attempts = 1").getInt() == 1200);
        CHECK(store->delivery_bytes(due[1100].id) == mail_of(1100).bytes);
    }
    SECTION("a further signature does not wait until they are sent") {
        store->finish(*mailing);
        CHECK(store->outbox_counts()["waiting"] == 1200);
        check_mails(store->exchange({}, kSigned, RetryPolicy{}, 2000), 1200);
    }
    CHECK(mailing->left() == 0);
    CHECK(store->owed_mails().empty());
    CHECK(store->mailing_source("A2026-01.1").empty());
    CHECK(store->state().db.execAndGet("select count(*) from delivery_pattern").getInt() == 1);
}

TEST_CASE("what a killed program owes is made by the next one") {
    const TestFolder folder;
    const std::string path = (folder.path / "q.db").string();
    {
        auto store = Store::open(path);
        REQUIRE(store);
        const auto mailing = mailing_of(first(1200), "source");
        store->enqueue(*mailing);
        REQUIRE(store->exchange({}, kSigned, RetryPolicy{}, 600, true, mailing.get()).size() >= 500);
    }
    auto store = Store::open(path);
    REQUIRE(store);
    store->recover_sending(kSigned);
    const std::set<std::string> there = store->mailed_enterprises("A2026-01.1");
    REQUIRE(store->owed_mails().at("A2026-01.1") == 1200 - static_cast<int>(there.size()));
    std::vector<size_t> wanted;
    for (size_t i = 0; i < 1200; ++i)
        if (there.count(mail_of(i).enterprise_id) == 0) wanted.push_back(i);
    const auto rest = mailing_of(wanted);
    check_mails(take_all(*store, *rest, 256), 1200);
    CHECK(store->owed_mails().empty());
}

TEST_CASE("a database that refuses a batch gets the same mails again") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    const auto mailing = mailing_of(first(1200));
    store->enqueue(*mailing);
    SQLite::Database& db = store->state().db;
    db.exec("create trigger full before insert on delivery begin select raise(fail, 'disk full'); end");
    REQUIRE_FALSE(mailing->wait(1).empty());
    CHECK_THROWS(store->exchange({}, kSigned, RetryPolicy{}, 1000, true, mailing.get()));
    CHECK(store->owed_mails().at("A2026-01.1") == 700);
    db.exec("drop trigger full");
    check_mails(take_all(*store, *mailing, 1000), 1200);
}

TEST_CASE("nothing is enqueued when the making of one message fails") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    const auto mail = [](size_t i) { return i < 400 ? mail_of(i) : throw std::runtime_error("no more"); };
    Mailing mailing("A2026-01.1", "A2026-01", kSigned, first(1000), mail);
    CHECK_THROWS_WITH(store->enqueue(mailing), "no more");
    CHECK(store->state().db.execAndGet("select count(*) from delivery").getInt() == 0);
    CHECK(store->owed_mails().empty());
}

TEST_CASE("a deferred message waits no longer than an hour, or the longest interval, whatever its receiver asks and the clock says") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    store->enqueue(*mailing_of(first(1)));
    const auto at = [](int64_t seconds) { return Instant{kSigned.seconds + seconds}; };
    const RetryPolicy policy;    // a minute, doubled up to half an hour
    const auto deferred_at = [&](Instant now, std::optional<Instant> not_before) {
        const auto due = store->exchange({}, now, policy, 10);
        REQUIRE(due.size() == 1);
        store->exchange({{due[0].id, RelayAnswer::deferred, "451 later", not_before}}, now, policy, 0);
    };

    SECTION("it counts as not taken after its first attempt, also on its way again") {
        const auto due = store->exchange({}, at(0), policy, 10);
        CHECK(oldest_untaken(*store).empty());
        store->exchange({{due.at(0).id, RelayAnswer::deferred, "451 later", {}}}, at(1), policy, 0);
        CHECK(oldest_untaken(*store).at("mail") == kSigned);
        REQUIRE(store->exchange({}, at(61), policy, 10).size() == 1);
        CHECK(oldest_untaken(*store).at("mail") == kSigned);
    }
    SECTION("it asks for ten days") {
        deferred_at(at(0), at(10 * 86400));
        CHECK(store->exchange({}, at(3599), policy, 10).empty());
        CHECK(store->exchange({}, at(3600), policy, 10).size() == 1);
    }
    SECTION("it asks for ten minutes") {
        deferred_at(at(0), at(600));
        CHECK(store->exchange({}, at(599), policy, 10).empty());
        CHECK(store->exchange({}, at(600), policy, 10).size() == 1);
    }
    SECTION("the clock was a day ahead at the attempt, and is set back") {
        deferred_at(at(86400), {});
        CHECK(store->exchange({}, at(86400 + 59), policy, 10).empty());
        CHECK(store->exchange({}, at(5), policy, 10).size() == 1);
    }
}
