// SPDX-License-Identifier: Apache-2.0
// Cities read, replayed and forgotten one by one are those of the whole command line.

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/air_input.hpp"
#include "engine/editions.hpp"
#include "engine/replay_air.hpp"
#include "engine/replay_input.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

std::string in_words(StampForm stamp, const ReplayAir& air) {
    std::string text = fmt::format("{} {} {}:", stamp == StampForm::seconds ? "seconds" : "minutes",
                                   air.daily ? "daily" : "hourly", air.values.empty() ? "" : format_hour(air.first));
    for (const AqiValue value : air.values) text += fmt::format(" {}", value.units());
    return text;
}

std::string in_words(const std::map<std::string, std::string>& cities, const std::vector<Problem>& notes, int refused) {
    std::string text;
    for (const auto& [name, series] : cities) text += name + " " + series + "\n";
    for (const Problem& note : notes) text += note.print(Language::en) + "\n";
    return text + fmt::format("refused {}\n", refused);
}

std::string failed(const std::vector<Problem>& problems) {
    std::string text = "failed\n";
    for (const Problem& problem : problems) text += problem.print(Language::en) + "\n";
    return text;
}

std::string held_whole(const std::vector<std::string>& arguments) {
    const Edition edition = *load_edition("n2017");
    const Standards standards = *built_in_standards();
    const auto input = read_air_inputs(arguments);
    if (!input) return failed(input.error());
    std::map<std::string, std::string> cities;
    for (const CitySeries& series : input->cities)
        cities[series.city] = in_words(series.stamp, replay_air(edition, standards, series));
    return in_words(cities, input->notes, input->refused);
}

std::string one_by_one(const std::vector<std::string>& arguments, unsigned threads) {
    const Edition edition = *load_edition("n2017");
    const Standards standards = *built_in_standards();
    std::map<std::string, std::string> cities;
    std::mutex mutex;
    ReplayInputOptions options;
    options.threads = threads;
    options.replay = [&](const ReplayCity& city) {
        const std::lock_guard lock(mutex);
        cities[city.name] = in_words(city.stamp, city.air);
    };
    const auto input = read_replay_input(arguments, edition, standards, options);
    if (!input) return failed(input.error());
    return in_words(cities, input->notes, input->refused);
}

}  // namespace

TEST_CASE("cities replayed one by one are those of the command line held whole, with the same notes and faults") {
    const TestFolder folder;
    const auto path = [&](const std::string& name) { return (folder.path / name).string(); };
    const auto write = [&](const std::string& name, const std::string& text) {
        std::filesystem::create_directories((folder.path / name).parent_path());
        std::ofstream(folder.path / name, std::ios::binary) << text;
    };
    const std::string rows = "2017-01-01T01:00+08:00,63,7\n2017-01-01T02:00+08:00,,9\n2017-01-01T05:00+08:00,80.5,801\n";
    write("all/a.csv", "time,pm25,pm10\n" + rows);
    write("all/b.csv", "time,pm25,so2\n" + rows);                                // asks for the 24-h mean
    write("all/c.csv", "time,pm25,pm10,wind\n2017-01-01 01:00,1,2,3\n2017-01-01 02:00,x,2,3\n2017-01-01 03:00,-5,2,3\n");
    write("all/d.csv", "date,aqi\n2017-01-01,120\n2017-01-03,210\n");
    write("all/e.csv", "city,time,aqi\nf,2017-01-01T01:00:00+08:00,55\ng,2017-01-01T01:00:00+08:00,66\n");
    write("all/h.csv", "\xEF\xBB\xBF\"time\",pm25\n\"2017-01-01T01:00\",12\n");
    write("all/i.csv", "time,pm25\n");
    write("all/notes.txt", "no table");
    write("more/a.csv", "time,pm25\n2017-01-01T02:00+08:00,70\n2017-01-01T01:00+08:00,64\n");
    write("more/both.csv", "city,time,pm25\na,2017-01-01T04:00+08:00,71\nb,2017-01-01T04:00+08:00,72\n");
    write("more/d.csv", "time,aqi\n2017-01-01T01:00,120\n");
    write("bad/j.csv", "time,wind\n2017-01-01T01:00,120\n");

    const std::vector<std::vector<std::string>> commands = {
        {path("all")},
        {path("all/a.csv")},
        {"x=" + path("all/a.csv"), "y=" + path("all/a.csv")},
        {"x=" + path("all/a.csv"), "x=" + path("more/a.csv")},
        {path("all"), path("more/a.csv")},                        // two files of one name: joined, and told
        {path("more/a.csv"), path("all")},
        {path("all"), path("more/both.csv")},                     // a column names cities that files stand for
        {path("more/both.csv"), path("all"), path("more/a.csv")},
        {"a=" + path("all/h.csv"), path("more/both.csv")},
        {path("all"), path("more/d.csv")},                        // hourly and daily
        {path("all"), path("bad"), path("nowhere.csv")},
        {path("nowhere.csv"), path("bad")},
        {path("all/a.csv"), "q=" + path("all/e.csv")},            // NAME= of two cities
        {"q=" + path("all")},
    };
    for (const auto& command : commands) {
        const std::string whole = held_whole(command);
        INFO(fmt::format("{}", fmt::join(command, " ")));
        CHECK(one_by_one(command, 1) == whole);
        CHECK(one_by_one(command, 4) == whole);
    }
}

TEST_CASE("what can be read only once is read once: a pipe and standard input are replayed as files are") {
    const TestFolder folder;
    std::ofstream(folder.path / "a.csv") << "time,aqi\n2014-02-01T01:00,210\n2014-02-01T02:00,90\n";
    const std::string verb = "qingkong replay --edition n2017 --output alerts --summary ";
    REQUIRE(run_in_shell(folder, verb + "1.csv a.csv").status == 0);
    REQUIRE(run_in_shell(folder, "mkfifo p.csv; (cat a.csv > p.csv &) ; " + verb + "2.csv a=p.csv").status == 0);
    REQUIRE(run_in_shell(folder, verb + "3.csv a=- < a.csv").status == 0);
    const auto text = [&](const char* name) {
        std::ifstream in(folder.path / name);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    CHECK(text("1.csv") == "city,n_aqi,sum_aqi,n_mean,n_mean_gt200,n_mean_le150\na,2,300,0,0,0\n");
    CHECK(text("2.csv") == text("1.csv"));
    CHECK(text("3.csv") == text("1.csv"));
}
