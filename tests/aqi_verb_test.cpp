// SPDX-License-Identifier: Apache-2.0
// `qingkong aqi` from the outside: files in; standard output, standard error and status out.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// A folder of its own that goes with the test.
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "qingkong-aqi-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    std::string put(const std::string& name, const std::string& bytes) const {
        std::ofstream(path / name, std::ios::binary) << bytes;
        return (path / name).string();
    }
};

/// Both streams and the status: `[0] text`. Run in `folder`, in English.
std::string run(const Folder& folder, const std::string& arguments) {
    const std::string command =
        "cd '" + folder.path.string() + "' && env LC_ALL=en_US.UTF-8 " QINGKONG_BINARY " aqi " + arguments + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    char buffer[4096];
    size_t count = 0;
    while ((count = fread(buffer, 1, sizeof buffer, pipe)) > 0) text.append(buffer, count);
    const int status = pclose(pipe);
    return "[" + std::to_string(WEXITSTATUS(status)) + "] " + text;
}

const char* const kHeading = "time,aqi,category,primary,mean24,valid24,complete\n";

}  // namespace

TEST_CASE("aqi prints the index of each hour in the stamp form of the input") {
    const Folder folder;
    folder.put("a.csv", "time,pm25,pm10,o3\n2014-02-20T12:00+08:00,150.5,420,20\n2014-02-20T13:00+08:00,150,350,20\n"
                        "2014-02-20T14:00+08:00,,,20\n2014-02-20T15:00+08:00,,,\n");
    CHECK(run(folder, "a.csv") == std::string("[0] ") + "a.csv: note: missing values: 5\n" + kHeading +
                                      "2014-02-20T12:00+08:00,300,heavily_polluted,PM10,,1,1\n"
                                      "2014-02-20T13:00+08:00,200,moderately_polluted,PM2.5+PM10,,2,1\n"
                                      "2014-02-20T14:00+08:00,7,excellent,,,2,0\n"
                                      "2014-02-20T15:00+08:00,,,,,2,0\n");
}

TEST_CASE("aqi takes the standard in force at the hour or the one asked for") {
    const Folder folder;
    folder.put("a.csv", "time,pm25\n2014-02-20T12:00:00+08:00,60\n2026-03-01T12:00:00+08:00,60\n");
    const auto index_at = [](const std::string& text, const std::string& stamp) {
        const size_t at = text.find(stamp) + stamp.size() + 1;
        return text.substr(at, text.find(',', at) - at);
    };
    const std::string in_force = run(folder, "a.csv"), newer = run(folder, "--standard HJ633-2026 a.csv");
    CHECK(index_at(in_force, "2014-02-20T12:00:00+08:00") == "82");
    CHECK(index_at(in_force, "2026-03-01T12:00:00+08:00") == "100");
    CHECK(index_at(newer, "2014-02-20T12:00:00+08:00") == "100");
    CHECK(run(folder, "--standard hj633-1999 a.csv") ==
          "[2] --standard: error: no standard hj633-1999; wanted one of: hj633-2012, hj633-2026\n");
}

TEST_CASE("a refused row makes status 1, a file that cannot be read status 2 and no output") {
    const Folder folder;
    folder.put("a.csv", "time,aqi\n2014-02-20T12:00:00+08:00,187.5\n2014-02-20T13:00:00+08:00,x\n");
    CHECK(run(folder, "a.csv") ==
          std::string("[1] a.csv:3:27: error: \"x\" is no number; wanted: a number of 0 or more such as 35.5, or nothing "
                      "where it is missing\n") +
              kHeading + "2014-02-20T12:00:00+08:00,187.5,moderately_polluted,,,1,1\n");
    folder.put("b.csv", "a,b\n1,2\n");
    CHECK(run(folder, "a.csv b.csv").find("[2] b.csv:1:1: error: the heading has no column time or date") == 0);
    CHECK(run(folder, "c.csv").find("[2] c.csv: error: ") == 0);
    CHECK(run(folder, ".").find("[2] ./b.csv:1:1: error:") == 0);
    CHECK(run(folder, "").find("[2] ") == 0);
}

TEST_CASE("a city is printed where the input names it: NAME=FILE, several files, a folder, a column") {
    const Folder folder;
    const std::string row = "time,aqi\n2014-02-20T12:00:00+08:00,80\n";
    const std::string cells = ",2014-02-20T12:00:00+08:00,80,good,,,1,1\n";
    const std::string heading = std::string("city,") + kHeading;
    folder.put("郑州.csv", row);
    folder.put("北京.csv", row);
    folder.put("README.md", "not read");
    CHECK(run(folder, "北京.csv") == std::string("[0] ") + kHeading + cells.substr(1));
    CHECK(run(folder, "天津=北京.csv") == "[0] " + heading + "天津" + cells);
    CHECK(run(folder, "郑州.csv 北京.csv") == "[0] " + heading + "北京" + cells + "郑州" + cells);
    CHECK(run(folder, ".") ==
          "[0] .: note: files not read, being no .csv: 1\n" + heading + "北京" + cells + "郑州" + cells);
    CHECK(run(folder, "- < 北京.csv") == std::string("[0] ") + kHeading + cells.substr(1));
    folder.put("两市.csv", "city,time,aqi\n甲,2014-02-20T12:00:00+08:00,80\n乙,2014-02-20T12:00:00+08:00,80\n");
    CHECK(run(folder, "两市.csv") == "[0] " + heading + "乙" + cells + "甲" + cells);
    CHECK(run(folder, "甲=两市.csv") ==
          "[2] 两市.csv: error: the file holds 2 cities (乙, 甲), so \"甲=\" cannot name it; leave out NAME=\n");
}

TEST_CASE("a later file of the same city revises an hour, with a note") {
    const Folder folder;
    folder.put("a.csv", "time,aqi\n2014-02-20T12:00:00+08:00,80\n2014-02-20T13:00:00+08:00,90\n");
    folder.put("b.csv", "time,aqi\n2014-02-20T13:00:00+08:00,91\n2014-02-20T14:00:00+08:00,95\n");
    CHECK(run(folder, "北京=a.csv 北京=b.csv") ==
          std::string("[0] b.csv: note: 北京: revised values of earlier files: 1\ncity,") + kHeading +
              "北京,2014-02-20T12:00:00+08:00,80,good,,,1,1\n北京,2014-02-20T13:00:00+08:00,91,good,,,2,1\n"
              "北京,2014-02-20T14:00:00+08:00,95,good,,,3,1\n");
}

TEST_CASE("gzip and zstd files are read as they are") {
    const Folder folder;
    folder.put("a.csv", "time,aqi\n2014-02-20T12:00:00+08:00,80\n");
    const std::string wanted = std::string("[0] ") + kHeading + "2014-02-20T12:00:00+08:00,80,good,,,1,1\n";
    REQUIRE(std::system(("gzip -k " + (folder.path / "a.csv").string()).c_str()) == 0);
    CHECK(run(folder, "a.csv.gz") == wanted);
    CHECK(run(folder, "- < a.csv.gz") == wanted);
    folder.put("broken.csv.gz", std::string("\x1f\x8b\x08\x00nonsense", 12));
    CHECK(run(folder, "broken.csv.gz").find("[2] broken.csv.gz: error: ") == 0);
}

TEST_CASE("the station Changping prints its lower bounds with complete = 0") {
    const Folder folder;
    const std::string text = run(folder, std::string(QINGKONG_SOURCE_DIR) + "/tests/data/air/changping_20141018_20141020.csv");
    CHECK(text.find("\n2014-10-19T16:00:00+08:00,347,severely_polluted,PM2.5,") != std::string::npos);
    CHECK(text.find("\n2014-10-19T17:00:00+08:00,,,,") != std::string::npos);
    CHECK(text.find("\n2014-10-19T18:00:00+08:00,22,excellent,,") != std::string::npos);
    CHECK(text.find(",0\n2014-10-20T00:00:00+08:00,374,severely_polluted,PM2.5,") != std::string::npos);
}

TEST_CASE("JSON of aqi is one array with bare numbers") {
    const Folder folder;
    folder.put("a.csv", "time,aqi\n2014-02-20T12:00:00+08:00,187.5\n");
    CHECK(run(folder, "--format json a.csv") ==
          "[0] [\n {\"time\": \"2014-02-20T12:00:00+08:00\", \"aqi\": 187.5, \"category\": \"moderately_polluted\", "
          "\"primary\": \"\", \"mean24\": null, \"valid24\": 1, \"complete\": 1}\n]\n");
}
