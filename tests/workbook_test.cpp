// SPDX-License-Identifier: Apache-2.0
// The inventory's workbook: what is written is read back as the same model, and every planted fault is found at its cell.

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emissions/inventory_sheets.hpp"
#include "emissions/workbook_reader.hpp"
#include "emissions/workbook_styles.hpp"
#include "engine/byte_source.hpp"
#include "engine/inventory_input.hpp"
#include "engine/workbook_file.hpp"
#include "inventory_texts.hpp"
#include "run_program.hpp"

using namespace qingkong;

namespace {

const std::string kCity = std::string(QINGKONG_SOURCE_DIR) + "/examples/city";

std::string file(const TestFolder& folder, const std::string& name) {
    return (folder.path / name).string();
}

Inventory read_path(const std::string& path) {
    std::vector<Problem> notes;
    auto inventory = read_inventory_input(path, notes);
    if (!inventory) throw std::runtime_error(inventory.error().front().print(Language::en));
    return std::move(*inventory);
}

/// Where a row stood is not part of the content.
Inventory without_places(Inventory inventory) {
    const auto clear = [](MeasuresByLevel& measures) {
        for (auto& measure : measures.at)
            if (measure) measure->place = {};
    };
    for (Enterprise& enterprise : inventory.enterprises) {
        enterprise.place = {};
        for (ProductionLine& line : enterprise.lines) {
            line.place = {};
            clear(line.measures);
        }
    }
    for (Source& source : inventory.sources) {
        source.place = {};
        clear(source.measures);
    }
    for (IndustryMeasure& row : inventory.industry_measures) clear(row.measures);
    for (LibraryMeasure& row : inventory.library) row.place = {};
    return inventory;
}

}  // namespace

TEST_CASE("the example city written as a workbook and read again is the same model, bit for bit") {
    const TestFolder folder;
    const Inventory city = read_path(kCity);
    REQUIRE(city.enterprises.size() == 289);
    REQUIRE(write_inventory_workbook(file(folder, "city.xlsx"), inventory_sheets(city)));
    const Inventory again = read_path(file(folder, "city.xlsx"));
    CHECK(without_places(again) == without_places(city));
    CHECK(inventory_text(again) == inventory_text(city));

    SECTION("and so is a folder of CSV sheets") {
        REQUIRE(write_inventory_folder(file(folder, "sheets"), inventory_sheets(again)));
        CHECK(without_places(read_path(file(folder, "sheets"))) == without_places(city));
    }
    SECTION("two exports have the same bytes") {
        REQUIRE(write_inventory_workbook(file(folder, "second.xlsx"), inventory_sheets(again)));
        CHECK(*read_all(file(folder, "second.xlsx")) == *read_all(file(folder, "city.xlsx")));
    }
}

TEST_CASE("the example workbook is the example city") {
    CHECK(without_places(read_path(std::string(QINGKONG_SOURCE_DIR) + "/examples/city.xlsx")) ==
          without_places(read_path(kCity)));
}

TEST_CASE("a number of a workbook is what a person wrote") {
    CHECK(plain_number("0.30000000000000004") == "0.3");
    CHECK(plain_number("13800000000") == "13800000000");
    CHECK(plain_number("1E-3") == "0.001");
    CHECK(plain_number("12.5") == "12.5");
    CHECK(plain_number("2.5E7") == "25000000");
    CHECK(plain_number("abc").empty());
    CHECK(times_hundred("0.2") == "20");
    CHECK(times_hundred("1") == "100");
    CHECK(times_hundred("0.125") == "12.5");
    CHECK(times_hundred("0.0005") == "0.05");
    CHECK(times_hundred("0") == "0");
    CHECK(serial_date("45976", false) == "2025-11-15");
    CHECK(serial_date("44514", true) == "2025-11-15");  // the same day where days count from 1904
    CHECK(serial_date("45976.75", false) == "2025-11-15");
    CHECK(serial_date("12", false).empty());
}

TEST_CASE("a format code says whether a number is a date, a time or a percentage") {
    CHECK(look_of_code("yyyy\"年\"m\"月\"d\"日\"") == NumberLook::date);
    CHECK(look_of_code("[$-804]yyyy/m/d;@") == NumberLook::date);
    CHECK(look_of_code("h:mm:ss") == NumberLook::time);
    CHECK(look_of_code("0.00%") == NumberLook::percent);
    CHECK(look_of_code("#,##0.00\"d\"") == NumberLook::plain);
    CHECK(look_of_code("General") == NumberLook::plain);
    CHECK(look_of_code("[Red]0.0") == NumberLook::plain);
    CHECK(look_of_builtin(14) == NumberLook::date);
    CHECK(look_of_builtin(57) == NumberLook::date);
    CHECK(look_of_builtin(9) == NumberLook::percent);
    CHECK(look_of_builtin(2) == NumberLook::plain);
}

TEST_CASE("bytes that are no whole workbook are refused with a reason") {
    const auto why = [](const std::string& bytes) {
        const auto tables = read_workbook(bytes, "b.xlsx");
        return tables ? std::string("read") : tables.error().front().print(Language::en);
    };
    CHECK(why("hello").find("b.xlsx: error: no .xlsx workbook") == 0);
    CHECK(why("\xD0\xCF\x11\xE0old").find("b.xlsx: error: an old .xls workbook, or one with a password") == 0);
    const TestFolder folder;
    REQUIRE(write_inventory_workbook(file(folder, "t.xlsx"), inventory_sheets({})));
    const std::string whole = *read_all(file(folder, "t.xlsx"));
    CHECK(why(whole) == "read");
    CHECK(why(whole.substr(0, whole.size() / 2)).find("damaged or cut short") != std::string::npos);
    CHECK(why(whole.substr(0, whole.size() - 1)).find("damaged or cut short") != std::string::npos);
}

namespace {

/// The template filled by another program (tests/data/workbook/fill.py).
ProgramRun fill(const TestFolder& folder, const std::string& how) {
    if (!write_inventory_workbook(file(folder, "t.xlsx"), inventory_sheets({}))) throw std::runtime_error("no template");
    return run_in_shell(folder, "/usr/bin/python3 '" + std::string(QINGKONG_SOURCE_DIR) +
                                    "/tests/data/workbook/fill.py' t.xlsx " + how + ".xlsx " + how);
}

std::string problems_of(const std::string& path) {
    std::vector<Problem> notes;
    const auto inventory = read_inventory_input(path, notes);
    std::string text;
    if (!inventory)
        for (const Problem& problem : inventory.error()) text += problem.print(Language::en) + "\n";
    for (const Problem& problem : notes)
        if (problem.severity == Severity::warning) text += problem.print(Language::en) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a template that another program filled is read without a finding") {
    const TestFolder folder;
    const ProgramRun filled = fill(folder, "clean");
    REQUIRE(filled.err == "");
    std::vector<Problem> notes;
    const auto inventory = read_inventory_input(file(folder, "clean.xlsx"), notes);
    std::string told;
    for (const Problem& problem : notes) told += problem.print(Language::en) + "\n";
    for (const Problem& problem : inventory ? std::vector<Problem>{} : inventory.error())
        told += problem.print(Language::en) + "\n";
    CHECK(told == "");
    REQUIRE(inventory);
    REQUIRE(inventory->enterprises.size() == 3);
    const Enterprise& cement = inventory->enterprises[0];
    CHECK(cement.industry == "cement");
    CHECK(format_day(*cement.grades.front().valid_from) == "2024-01-01");
    REQUIRE(cement.lines.size() == 2);
    CHECK(cement.lines[1].annual_g[1] == 165'500'000);
    CHECK(cement.lines[0].measures[AlertLevel::yellow]->limit_percent == Rational(20));
    CHECK(*cement.lines[0].cap_base_t_per_day() == Rational(5000));
}

TEST_CASE("the same inventory written untidily is the same model, and every guess is told at its cell") {
    const TestFolder folder;
    REQUIRE(fill(folder, "clean").err == "");
    REQUIRE(fill(folder, "messy").err == "");
    CHECK(without_places(read_path(file(folder, "messy.xlsx"))) == without_places(read_path(file(folder, "clean.xlsx"))));
    const std::string told = problems_of(file(folder, "messy.xlsx"));
    CHECK(told.find("330 (") == std::string::npos);
    CHECK(told.find("\"３３０\" is read as 330") != std::string::npos);
    CHECK(told.find("\"5,000\" is read as 5000") != std::string::npos);
}

TEST_CASE("every fault planted in a workbook is found and named with its cell") {
    const TestFolder folder;
    const ProgramRun filled = fill(folder, "faulty");
    REQUIRE(filled.err == "");
    const ProgramRun checked = run_in_shell(folder, "qingkong inventory check faulty.xlsx --format csv --mark marked.xlsx");
    CHECK(checked.status == 1);
    std::istringstream planted(filled.out);
    int count = 0;
    for (std::string line; std::getline(planted, line); ++count) {
        const std::string sheet = line.substr(0, line.find('\t'));
        const std::string cell = line.substr(line.find('\t') + 1);
        INFO(line << "\n" << checked.out);
        CHECK(checked.out.find("\n" + sheet + "," + cell + ",error,") != std::string::npos);
    }
    CHECK(count == 16);

    SECTION("the marked workbook holds the values as read and a sheet of the findings") {
        const auto tables = read_workbook(*read_all(file(folder, "marked.xlsx")), "marked.xlsx");
        REQUIRE(tables);
        REQUIRE(tables->front().name == "检查结果");
        CHECK(tables->front().rows().size() > 16);
        std::set<std::string> names;
        for (const SheetCells& cells : *tables) names.insert(cells.name);
        CHECK(names.count("企业基本信息") == 1);
    }
}

TEST_CASE("cells that do not go together are found beside a cell that is wrong by itself") {
    const TestFolder folder;
    const ProgramRun filled = fill(folder, "inconsistent");
    REQUIRE(filled.err == "");
    const ProgramRun checked = run_in_shell(folder, "qingkong inventory check inconsistent.xlsx --format csv");
    CHECK(checked.status == 1);
    std::istringstream planted(filled.out);
    std::set<std::string> wanted;
    for (std::string line; std::getline(planted, line);) {
        line[line.find('\t')] = ',';
        wanted.insert(line);
    }
    CHECK(wanted.size() == 6);
    std::set<std::string> found;
    std::istringstream rows(checked.out);
    for (std::string row; std::getline(rows, row);)
        if (const size_t at = row.find(",error,"); at != std::string::npos) found.insert(row.substr(0, at));
    INFO(checked.out);
    CHECK(found == wanted);
}
