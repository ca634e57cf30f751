// SPDX-License-Identifier: Apache-2.0
#include "rules/csv.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace qingkong;

namespace {

/// `1:1 time|1:6 aqi` a record: place and text of each field; `!` where a quote stayed open.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    CsvReader reader(text);
    CsvRecord record;
    while (reader.next(record)) {
        std::string line = record.unterminated ? "!" : "";
        for (const CsvField& field : record.fields) {
            if (line.size() > (record.unterminated ? 1U : 0U)) line += "|";
            line += std::to_string(field.line) + ":" + std::to_string(field.column) + " " + field.text;
        }
        lines.push_back(line);
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("records end with LF, CRLF or the end of the text, and blank lines are skipped") {
    CHECK(lines_of("time,aqi\n2014,35\n") == Lines{"1:1 time|1:6 aqi", "2:1 2014|2:6 35"});
    CHECK(lines_of("time,aqi\r\n\r\n  \n2014,35") == Lines{"1:1 time|1:6 aqi", "4:1 2014|4:6 35"});
    CHECK(lines_of("").empty());
    CHECK(lines_of("\n\r\n").empty());
}

TEST_CASE("empty fields count, also the last one of a line") {
    CHECK(lines_of("a,,c,\n,") == Lines{"1:1 a|1:3 |1:4 c|1:6 ", "2:1 |2:2 "});
}

TEST_CASE("columns count characters, not bytes") {
    CHECK(lines_of("北京,郑州,x\n") == Lines{"1:1 北京|1:4 郑州|1:7 x"});
}

TEST_CASE("blanks around a field are trimmed unless it is quoted") {
    CHECK(lines_of(" a , \"b \" ,c\t\n") == Lines{"1:1 a|1:6 b |1:12 c"});
}

TEST_CASE("a quoted field holds commas, doubled quotes and line breaks") {
    CHECK(lines_of("\"a,b\",\"say \"\"no\"\"\"\r\n\"two\r\nlines\",c\nd\n") ==
          Lines{"1:1 a,b|1:7 say \"no\"", "2:1 two\nlines|3:8 c", "4:1 d"});
    CsvReader reader("\"two\nlines\",c\nd\n");
    CsvRecord record;
    REQUIRE(reader.next(record));
    CHECK(record.line == 1);
    CHECK(record.last_line == 2);
}

TEST_CASE("a quote that is never closed costs its own line only") {
    CHECK(lines_of("a,b\n1,\"2\n3,4\n5,6\n") == Lines{"1:1 a|1:3 b", "!2:1 1|2:3 \"2", "3:1 3|3:3 4", "4:1 5|4:3 6"});
    CHECK(lines_of("a,\"b") == Lines{"!1:1 a|1:3 \"b"});
}

TEST_CASE("a reused record forgets the fields of the longer one before") {
    CHECK(lines_of("a,b,c\nd\n") == Lines{"1:1 a|1:3 b|1:5 c", "2:1 d"});
}

TEST_CASE("what is written is quoted only where it must be, and reads back equal") {
    CHECK(csv_line({"PM2.5+PM10", "187.5", "", "a,b", "say \"no\"", "two\nlines", " edge"}) ==
          "PM2.5+PM10,187.5,,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\" edge\"\n");
    const std::vector<std::string> fields = {"限产20%", "", "x,\"y\"\nz", " ", "end"};
    const std::string text = csv_line(fields);
    CsvReader reader(text);
    CsvRecord record;
    REQUIRE(reader.next(record));
    REQUIRE(record.fields.size() == fields.size());
    for (size_t i = 0; i < fields.size(); ++i) CHECK(record.fields[i].text == fields[i]);
}
