// SPDX-License-Identifier: Apache-2.0
#include "engine/output.hpp"

#include <sstream>

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

std::string printed(OutputFormat format, const Table& table) {
    std::ostringstream out;
    print_table(out, table, format);
    return out.str();
}

const Table& example() {
    static const Table table{{"city", {"aqi", CellKind::number}, {"met", CellKind::boolean}},
                             {{"北京", "187.5", "true"}, {"a \"b\", c", "", ""}, {"郑州市", "35", "false"}}};
    return table;
}

}  // namespace

TEST_CASE("CSV has a heading line and quotes only where it must") {
    CHECK(printed(OutputFormat::csv, example()) == "city,aqi,met\n北京,187.5,true\n\"a \"\"b\"\", c\",,\n郑州市,35,false\n");
}

TEST_CASE("JSON is one document with bare numbers and null for what is empty") {
    CHECK(printed(OutputFormat::json, example()) ==
          "[\n {\"city\": \"北京\", \"aqi\": 187.5, \"met\": true},\n"
          " {\"city\": \"a \\\"b\\\", c\", \"aqi\": null, \"met\": null},\n"
          " {\"city\": \"郑州市\", \"aqi\": 35, \"met\": false}\n]\n");
    CHECK(printed(OutputFormat::json, {{"city"}, {}}) == "[]\n");
}

TEST_CASE("a table aligns Chinese by its width and numbers to the right") {
    CHECK(printed(OutputFormat::table, example()) ==
          "city        aqi  met\n"
          "北京      187.5  true\n"
          "a \"b\", c\n"
          "郑州市       35  false\n");
    CHECK(display_width("PM2.5") == 5);
    CHECK(display_width("重污染，AQI") == 11);
}
