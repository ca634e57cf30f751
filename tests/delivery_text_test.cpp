// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_text.hpp"

#include <catch2/catch.hpp>


using namespace qingkong;

namespace {

std::string order_of(int number) {
    std::string text = "To: e" + std::to_string(number) + "@example.com\r\n\r\n";
    for (int line = 0; line < 40; ++line) text += "生产线 L" + std::to_string(number * 100 + line) + "：停产，二氧化硫 " + std::to_string(line) + "‰\r\n";
    return text;
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
