// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_text.hpp"

#include <catch2/catch.hpp>

#include "engine/store_state.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

std::string order_of(int number) {
    std::string text = "To: e" + std::to_string(number) + "@example.com\r\n\r\n";
    for (int line = 0; line < 40; ++line) text += "生产线 L" + std::to_string(number * 100 + line) + "：停产，二氧化硫 " + std::to_string(line) + "‰\r\n";
    return text;
}

OutgoingMail mail_of(int number, const std::string& bytes) {
    const std::string id = std::to_string(number);
    return {"A2026-01.1", "E" + id, "990101", "e" + id + "@example.com", "<" + id + "@example.com>", "通知 " + id, bytes, "token" + id};
}

}  // namespace

TEST_CASE("texts that resemble each other are kept as what they differ by, and come back byte for byte") {
    TextPacker packer;
    TextUnpacker unpacker;
    const std::string first = packer.packed(order_of(1)), second = packer.packed(order_of(2));
    REQUIRE_FALSE(first.empty());
    REQUIRE_FALSE(second.empty());
    CHECK(packer.pattern() == order_of(1));
    CHECK(second.size() * 4 < order_of(2).size());
    CHECK(unpacker.unpacked(packer.pattern(), first) == order_of(1));
    CHECK(unpacker.unpacked(packer.pattern(), second) == order_of(2));
    SECTION("a short text, or one unlike the others, is kept as it is") {
        CHECK(packer.packed("短信").empty());
        std::string noise;
        for (unsigned state = 1, i = 0; i < 2000; ++i) noise += static_cast<char>((state = state * 1103515245 + 12345) >> 16);
        CHECK(packer.packed(noise).empty());
    }
    SECTION("damage is seen, not sent") {
        CHECK_FALSE(unpacker.unpacked(packer.pattern(), second.substr(0, second.size() / 2)));
        CHECK_FALSE(unpacker.unpacked(packer.pattern(), "no frame at all"));
        CHECK_FALSE(unpacker.unpacked(packer.pattern(), ""));
    }
}

TEST_CASE("the outbox hands over the bytes that were enqueued, packed or not") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    std::vector<OutgoingMail> mails;
    for (int i = 0; i < 600; ++i) mails.push_back(mail_of(i, i % 7 == 3 ? "kurz " + std::to_string(i) : order_of(i)));    // several batches
    auto at = mails.begin();
    const Instant now{1767225600};
    store->enqueue([&] { return at == mails.end() ? std::nullopt : std::optional(*at++); }, "A2026-01", now);
    SQLite::Database& db = store->state().db;
    CHECK(db.execAndGet("select count(*) from delivery").getInt() == 600);
    CHECK(db.execAndGet("select count(*) from delivery_pattern").getInt() == 1);
    CHECK(db.execAndGet("select count(*) from delivery_text").getInt() == 86);    // i = 3, 10, …, 598
    CHECK(db.execAndGet("select count(*) from delivery_packed").getInt() == 514);

    const auto due = store->exchange({}, now, RetryPolicy{}, 1000);
    REQUIRE(due.size() == mails.size());
    for (size_t i = 0; i < due.size(); ++i) {
        REQUIRE(due[i].to == mails[i].to);
        REQUIRE(due[i].bytes == mails[i].bytes);
    }
    CHECK(store->delivery_bytes(due[5].id) == mails[5].bytes);
    CHECK(store->delivery_bytes(due[3].id) == mails[3].bytes);
    CHECK_FALSE(store->delivery_bytes(999999));
}

TEST_CASE("nothing is enqueued when the making of one message fails") {
    const TestFolder folder;
    auto store = Store::open((folder.path / "q.db").string());
    REQUIRE(store);
    int made = 0;
    CHECK_THROWS_WITH(store->enqueue(
                          [&]() -> std::optional<OutgoingMail> {
                              if (++made > 400) throw std::runtime_error("no more");
                              return mail_of(made, order_of(made));
                          },
                          "A2026-01", Instant{1767225600}),
                      "no more");
    CHECK(store->state().db.execAndGet("select count(*) from delivery").getInt() == 0);
}
