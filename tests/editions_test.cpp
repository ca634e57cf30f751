// SPDX-License-Identifier: Apache-2.0
// Edition files: taken whole or refused with every error's place; what `editions` tells of them.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "engine/editions.hpp"
#include "rules/edition_cases.hpp"
#include "rules/edition_check.hpp"
#include "rules/edition_reader.hpp"
#include "rules/edition_words.hpp"
#include "rules/known_air.hpp"
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

/// The contents of the fenced blocks of docs/editions.md with this word behind the fence.
std::vector<std::string> blocks_of_the_page(const std::string& word) {
    std::ifstream in(std::string(QINGKONG_SOURCE_DIR) + "/docs/editions.md");
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    const std::string fence = "```" + word + "\n";
    std::vector<std::string> blocks;
    for (size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        at += fence.size();
        const size_t end = page.find("```", at);
        REQUIRE(end != std::string::npos);
        blocks.push_back(page.substr(at, end - at));
        at = end + 3;
    }
    return blocks;
}

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

TEST_CASE("every example file of docs/editions.md is an edition whose cases all hold") {
    const std::vector<std::string> examples = blocks_of_the_page("toml");
    REQUIRE(examples.size() == 7);
    const EditionFinder built_in = [](const std::string& id) { return load_edition(id); };
    for (const std::string& example : examples) {
        INFO(example.substr(0, example.find('\n')));
        const auto edition = read_edition(example, "e.toml", built_in);
        std::string lines;
        if (!edition) {
            for (const Problem& problem : edition.error()) lines += problem.print(Language::en) + "\n";
        } else {
            for (const Problem& problem : check_edition(*edition, "e.toml", *parse_day("2026-11-22")))
                if (problem.severity == Severity::error) lines += problem.print(Language::en) + "\n";
            const CaseReport report = run_cases(*edition);
            for (const Problem& problem : report.problems) lines += problem.print(Language::en) + "\n";
            CHECK(report.compared > 0);
        }
        CHECK(lines == "");
    }
    // The keys that stand in comments are right as well.
    std::string example = examples[1];
    for (const char* key : {"# valid_to", "# aqi_standard", "# so2_1h_above"}) example = replaced(example, key, key + 2);
    CHECK(errors_of(example) == "read");
}

TEST_CASE("the worked examples of docs/editions.md give what the page says") {
    const std::vector<std::string> blocks = blocks_of_the_page("readings");
    REQUIRE(blocks.size() == 1);
    std::istringstream lines(blocks[0]);
    int compared = 0;
    for (std::string line; std::getline(lines, line); ++compared) {
        INFO(line);
        const size_t first = line.find('|'), last = line.rfind('|');
        REQUIRE(first < last);
        std::string options = line.substr(0, first);
        std::replace(options.begin(), options.end(), ',', '\n');
        if (options.find("clean_limit") == std::string::npos && options.find("release_rule") == std::string::npos)
            options += "\nclean_limit = 150";
        const auto edition = read_edition("id = \"x\"\ntitle = \"x\"\ndocument = \"x\"\ncitation = \"x\"\n" + options + "\n" +
                                              replaced(kLevel, "hours = 48", "hours = 24"),
                                          "e.toml");
        REQUIRE(edition);
        const auto series = read_compact_series(line.substr(first + 1, last - first - 1));
        REQUIRE(series);
        std::string found;
        for (const Episode& episode : picture_of(*edition, *known_air(*edition, *series)).actual.list)
            found += fmt::format("{}[{},{}) {}", found.empty() ? "" : ", ", episode.span.begin, episode.span.end,
                                 episode.duration_hours[0]);
        CHECK(line.substr(last + 1) == " " + (found.empty() ? "-" : found));
    }
    CHECK(compared == 30);
}

TEST_CASE("every built-in edition passes its own check, and the national ones follow each other without a gap") {
    std::vector<Edition> national;
    int compared = 0;
    for (const std::string& id : built_in_editions()) {
        INFO(id);
        const auto edition = load_edition(id);
        REQUIRE(edition);
        CHECK(edition->id == id);
        const CaseReport report = run_cases(*edition);
        std::string lines;
        for (const Problem& problem : report.problems) lines += problem.print(Language::en) + "\n";
        CHECK(lines == "");
        compared += report.compared;
        if (edition->family == "national") national.push_back(*edition);
    }
    CHECK(compared > 250);
    CHECK(national.size() == 4);
    CHECK(check_families(national).empty());
}

TEST_CASE("a duration that says less than it seems to is told: below a day, or between days") {
    const auto told = [&](const std::string& options, const char* hours) {
        const auto edition = read_edition(kHead + options + replaced(kLevel, "hours = 48", std::string("hours = ") + hours), "e.toml");
        REQUIRE(edition);
        std::string lines;
        for (const Problem& problem : check_edition(*edition, "e.toml", *parse_day("2026-11-22")))
            if (problem.what.en.find("means the same") != std::string::npos) lines += problem.print(Language::en) + "\n";
        return lines;
    };
    CHECK(told("", "23") == "e.toml:9:11: error: hours = 23 of clause x/y means the same as 24; write 24\n");
    CHECK(told("", "47") == "");
    CHECK(told("", "1") == "");
    CHECK(told("day = \"natural\"\n", "47") ==
          "e.toml:10:11: error: hours = 47 of clause x/y means the same as 48; write 48\n");
    CHECK(told("duration_mode = \"windows\"\n", "23") == "");
}

TEST_CASE("a 24-h mean of another series lasts as its process does, hours below the limit within it included") {
    const auto edition = read_edition(
        kHead + replaced(kLevel, "threshold = 200, hours = 48", "metric = \"so2\", threshold = 150, hours = 48"), "e.toml");
    REQUIRE(edition);
    const auto answer = [&](const char* text) {
        return clause_answer(*edition, edition->levels[0].any_of[0], *known_air(*edition, *read_compact_series(text)));
    };
    CHECK(answer("60*96 ; so2: 50*24 151*48 50*24") == Answer::met);
    CHECK(answer("60*96 ; so2: 50*24 200*24 149 200*23 50*24") == Answer::met);
    CHECK(answer("60*96 ; so2: 50*24 151*47 50*25") == Answer::not_met);
    CHECK(answer("60*96 ; so2: 50*24 151*24 ?*24 50*24") == Answer::unknown);
}

TEST_CASE("a missing hour in a known day leaves a condition of hours unknown") {
    const auto hours = read_edition(kHead + "day = \"natural\"\n" +
                                        replaced(kLevel, "hours = 48", "hours = 3, window = \"hour\""),
                                    "e.toml");
    REQUIRE(hours);
    const Clause& clause = hours->levels[0].any_of[0];
    const auto answer = [&](const char* text) {
        return clause_answer(*hours, clause, *known_air(*hours, *read_compact_series(text)));
    };
    CHECK(answer("90*20 201*3 90*25") == Answer::met);
    CHECK(answer("90*20 201*2 ? 90*25") == Answer::unknown);
    CHECK(answer("90*20 201*2 90*26") == Answer::not_met);
}

TEST_CASE("an edition of a concentration may say that it has no early start") {
    const std::string text = kHead + "metric = \"pm25\"\nimprove_hours = 0\n" + kLevel;
    CHECK(errors_of(text) == "read");
    CHECK(errors_of(replaced(text, "improve_hours = 0", "improve_hours = 12")) ==
          "e.toml:7:17: error: improve_hours speaks of the AQI, this edition of a concentration; write improve_hours = 0\n");
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
    CHECK(run.out.find("level.blue.any_of.1,n2017/blue: D>200 >= 24 [ZY2017-35a],\n") != std::string::npos);

    run = run_in_shell(folder, "qingkong editions explain n2017 red --format table");
    CHECK(run.status == 0);
    CHECK(run_in_shell(folder, "qingkong editions explain n2019 blue").status == 2);
    CHECK(run_in_shell(folder, "qingkong editions show nothing").status == 2);
}
