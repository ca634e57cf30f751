// SPDX-License-Identifier: Apache-2.0
// Edition files: taken whole or refused with every error's place; what `editions` tells of them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "engine/editions.hpp"
#include "rules/edition_check.hpp"
#include "rules/edition_reader.hpp"
#include "rules/edition_words.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

const std::string kHead = "id = \"x\"\n"
                          "title = \"标准\"\n"
                          "document = \"文\"\n"
                          "citation = \"一\"\n"
                          "release_rule = \"le150_36h\"\n";    // lines 1 to 5
const std::string kLevel = "[[level]]\n"
                           "name = \"yellow\"\n"
                           "text = \"条文\"\n"
                           "any_of = [{ clause = \"x/y\", all_of = [{ threshold = 200, hours = 48 }] }]\n";

/// All errors, a line each; `read` where there are none.
std::string errors_of(const std::string& text) {
    const auto edition = read_edition(text, "e.toml");
    if (edition) return "read";
    std::string lines;
    for (const Problem& problem : edition.error()) lines += problem.print(Language::en) + "\n";
    return lines;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

const Day kToday = *parse_day("2026-11-22");

}  // namespace

TEST_CASE("the least edition is read with the defaults of the handbook") {
    const auto edition = read_edition(kHead + kLevel, "e.toml");
    REQUIRE(edition);
    CHECK(edition->title.en == "标准");
    CHECK(edition->day == DayKind::moving24);
    CHECK(edition->clean_limit == 150);
    CHECK(edition->gap_hours == 36);
    CHECK(edition->min_valid_hours == 20);
    CHECK((edition->merge && edition->cut && edition->downgrade));
    CHECK(edition->improve_hours == 12);
    CHECK(edition->max_lead_hours == 72);
    CHECK(edition->forecast_value == ForecastChoice::centre);
    CHECK(edition->required_pollutants == std::vector<Pollutant>{Pollutant::pm25});
    CHECK(edition->lowest() == AlertLevel::yellow);
}

TEST_CASE("the clean limit below the lowest trigger is the smallest threshold of any condition") {
    const std::string head = replaced(kHead, "le150_36h", "below_lowest_trigger_36h");
    CHECK(read_edition(head + kLevel, "e.toml")->clean_limit == 200);
    CHECK(read_edition(head + replaced(kLevel, "threshold = 200", "threshold = 100"), "e.toml")->clean_limit == 100);
}

TEST_CASE("every error of an edition file is told with its line and column") {
    CHECK(errors_of(kHead + kLevel) == "read");
    CHECK(errors_of("id = \n").rfind("e.toml:1:", 0) == 0);
    CHECK(errors_of(kHead + "merge = \"yes\"\n" + kLevel) ==
          "e.toml:6:9: error: merge cannot be \"yes\"; wanted one of: gap, none\n");
    CHECK(errors_of(kHead + "gap_hours = 0\n" + kLevel) ==
          "e.toml:6:13: error: gap_hours = 0 is out of range; wanted: 1 to 240\n");
    CHECK(errors_of(kHead + "gap_hours = 36.0\n" + kLevel) ==
          "e.toml:6:13: error: gap_hours has the wrong type; wanted: a whole number\n");
    CHECK(errors_of(kHead + "valid_from = \"2017-08-01\"\n" + kLevel) ==
          "e.toml:6:14: error: valid_from has the wrong type; wanted: a date such as 2017-08-18, without quotes\n");
    CHECK(errors_of(kHead + "valid_from = 2018-01-02\nvalid_to = 2018-01-01\n" + kLevel) ==
          "e.toml:7:12: error: valid_to is before valid_from; check both dates\n");
    CHECK(errors_of(kHead + "required_pollutants = [\"pm2.5\"]\n" + kLevel) ==
          "e.toml:6:23: error: unknown pollutant \"pm2.5\"; wanted: pm25, pm10, so2, no2, co, o3\n");
    CHECK(errors_of(kHead + replaced(kLevel, "threshold = 200, ", "")) ==
          "e.toml:9:39: error: threshold is missing; write threshold = 200\n");
    CHECK(errors_of(kHead + replaced(kLevel, "hours = 48", "hour = 48")) ==
          "e.toml:9:39: error: hours is missing; write hours = 24\n"
          "e.toml:9:58: error: unknown key hour; known here: hours, metric, op, pollutant, source, threshold, window\n");
    CHECK(errors_of(kHead) == "e.toml:1:1: error: level is missing; write level = [[level]] …\n");
    CHECK(errors_of(kHead + kLevel + kLevel) ==
          "e.toml:6:1: error: levels must rise and be unique; order: ungraded, blue, yellow, orange, red\n"
          "e.toml:6:1: error: clause id \"x/y\" is used twice; give every clause its own id\n");
}

TEST_CASE("errors are told all at once") {
    const std::string text = errors_of(kHead + "merge = \"yes\"\ncut = 1\nlead = 4\n" + kLevel);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
}

TEST_CASE("a clause that a higher level's weaker clause covers is never used") {
    const std::string weak = "[[level]]\n"
                             "name = \"red\"\n"
                             "text = \"条文\"\n"
                             "any_of = [{ clause = \"x/r\", citation = \"二\", all_of = [{ threshold = 150, hours = 48 }] }]\n";
    std::string lines;
    for (const Problem& problem : check_edition(*read_edition(kHead + kLevel + weak, "e.toml"), "e.toml", kToday))
        lines += problem.print(Language::en) + "\n";
    CHECK(lines ==
          "e.toml:9:11: error: clause x/y has no citation; write citation\n"
          "e.toml:9:11: error: clause x/y contradicts x/r (e.toml:13:11): the higher level holds whenever it does; a higher "
          "level must ask for more\n"
          "e.toml:6:1: error: no series can reach yellow: a higher level holds whenever one of its clauses does; check the "
          "numbers of the levels\n"
          "e.toml:13:11: error: clause x/r can hold while yellow does not; if that is meant, write skips = [\"yellow\"]\n"
          "e.toml: warning: no date in force; write valid_from\n"
          "e.toml: warning: no day of comparison with the source; write checked_on\n"
          "e.toml: warning: an edition in force has no day of review; write review_by\n");
}

TEST_CASE("the example in docs/editions.md is an edition, and every key it explains is one that is read") {
    std::ifstream in(std::string(QINGKONG_SOURCE_DIR) + "/docs/editions.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    const size_t begin = page.find("```toml\n") + 8, end = page.find("```", begin);
    REQUIRE(end != std::string::npos);
    std::string example = page.substr(begin, end - begin);
    CHECK(errors_of(example) == "read");
    // The keys that stand in comments are right as well.
    for (const char* key : {"# valid_to", "# aqi_standard", "# so2_1h_above"}) example = replaced(example, key, key + 2);
    CHECK(errors_of(example) == "read");
}

TEST_CASE("explain says in both languages what a level asks for") {
    std::string zh, en;
    for (const EditionSentence& sentence : explain_level(*load_edition("n2017"), AlertLevel::orange)) {
        zh += sentence.clause + " " + sentence.text.zh + "\n";
        en += sentence.clause + " " + sentence.text.en + "\n";
    }
    CHECK(zh.find("n2017/orange 一次污染过程中，24小时AQI均值大于200持续72小时以上，且24小时AQI均值大于300持续24小时以上。\n") !=
          std::string::npos);
    CHECK(en.find("n2017/orange in one episode a 24-h mean AQI above 200 for 72 h or more, and a 24-h mean AQI above 300 for 24 h "
                  "or more.\n") != std::string::npos);
    CHECK(zh.find("n2017/release 逐小时AQI连续36小时不高于150时解除；缺测时次不算。\n") != std::string::npos);
    CHECK(explain_level(*load_edition("n2019"), AlertLevel::blue).empty());
}

TEST_CASE("editions on the command line: list, show, check, diff, explain and their status") {
    const TestFolder folder;
    std::ofstream(folder.path / "good.toml") << kHead << kLevel;
    std::ofstream(folder.path / "bad.toml") << kHead << "merge = \"yes\"\n" << kLevel;
    ProgramRun run = run_in_shell(folder, "qingkong editions list");
    CHECK(run.status == 0);
    CHECK(run.out.find("n2017,2017-08-01,2018-10-31,blue+yellow+orange+red,R2017,环大气〔2017〕86号,") != std::string::npos);

    run = run_in_shell(folder, "qingkong editions show good.toml");
    CHECK(run.out == kHead + kLevel);

    CHECK(run_in_shell(folder, "qingkong editions check").status == 0);
    run = run_in_shell(folder, "qingkong editions check good.toml bad.toml");
    CHECK(run.status == 1);
    CHECK(run.err.find("bad.toml:6:9: error: merge cannot be \"yes\"; wanted one of: gap, none\n") != std::string::npos);

    run = run_in_shell(folder, "qingkong editions diff N2017 n2017");
    CHECK(run.status == 0);
    CHECK(run.out == "key,left,right\n");
    run = run_in_shell(folder, "qingkong editions diff n2017 n2019");
    CHECK(run.out.find("release_rule,le150_36h,below_lowest_trigger_36h\nclean_limit,150,200\n") != std::string::npos);
    CHECK(run.out.find("level.blue.any_of.1,D>200 >= 24,\n") != std::string::npos);

    run = run_in_shell(folder, "qingkong editions explain n2017 red --format table");
    CHECK(run.status == 0);
    CHECK(run_in_shell(folder, "qingkong editions explain n2019 blue").status == 2);
    CHECK(run_in_shell(folder, "qingkong editions show nothing").status == 2);
}
