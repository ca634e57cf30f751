// SPDX-License-Identifier: Apache-2.0
// The plan of the house as a test: which room may include what, and what no file of it may hold
// (docs/architecture.md). A new library is one entry in the tables below, so that adding it is a decision.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using std::string;
using std::string_view;

/// From the innermost room to the outermost: a room may include itself and those before it.
constexpr std::array<string_view, 4> kRooms{"rules", "emissions", "alerts", "engine"};
constexpr std::size_t kEngine = 3, kOutside = 4;

/// Headers of the standard library that reach the world, the clock of the machine, chance or another thread.
const std::set<string_view> kWorldlyHeaders{
    "fstream",   "filesystem", "thread",  "mutex",      "shared_mutex", "condition_variable", "future", "atomic",
    "semaphore", "latch",      "barrier", "stop_token", "random",       "iostream",           "cstdio", "ctime",
    "csignal",   "syncstream", "csetjmp"};

/// Libraries of the pure rooms: codecs from memory to memory, and instructions of the processor. An entry that ends in `/` stands for all below it.
const std::vector<string_view> kPureLibraries{
    "fmt/",    "tl/expected.hpp",      "date/date.h", "toml++/toml.h", "nlohmann/", "simdjson.h", "pugixml.hpp",
    "libxml/", "kainjow/mustache.hpp", "zip.h",       "gmime/gmime.h", "sodium.h",  "iconv.h",
    "emmintrin.h", "immintrin.h"};

/// What engine may use beside these: sockets, store, mail, log, command line, the interfaces of the system.
const std::vector<string_view> kEngineLibraries{
    "boost/asio/", "boost/asio.hpp", "boost/beast/", "boost/beast.hpp", "boost/system/", "SQLiteCpp/", "sqlite3.h",
    "curl/curl.h", "spdlog/",        "CLI/",         "zlib.h",          "zstd.h",        "openssl/",   "xlsxwriter.h",
    "systemd/",    "sys/",           "unistd.h",     "fcntl.h",         "signal.h",      "spawn.h",    "poll.h",
    "termios.h",   "netinet/",       "arpa/",        "netdb.h",       "malloc.h",   "qrencode.h"};

/// What reaches the world without a header of its own. Whole words of code; comments and texts do not count.
const std::vector<string_view> kWorldlyCode{"system_clock",
                                            "steady_clock",
                                            "high_resolution_clock",
                                            "utc_clock",
                                            "::now(",
                                            "time(nullptr)",
                                            "time(NULL)",
                                            "time(0)",
                                            "clock_gettime",
                                            "gettimeofday",
                                            "localtime",
                                            "localtime_r",
                                            "mktime",
                                            "g_date_time_new_now",
                                            "g_date_time_new_now_local",
                                            "g_date_time_new_now_utc",
                                            "std::thread",
                                            "std::jthread",
                                            "std::mutex",
                                            "std::async",
                                            "thread_local",
                                            "random_device",
                                            "mt19937",
                                            "mt19937_64",
                                            "rand(",
                                            "srand(",
                                            "randombytes_buf",
                                            "randombytes_random",
                                            "std::filesystem",
                                            "ifstream",
                                            "ofstream",
                                            "std::fstream",
                                            "fopen",
                                            "popen",
                                            "parse_file",
                                            "load_file",
                                            "zip_open",
                                            "xmlReadFile",
                                            "xmlReaderForFile",
                                            "g_mime_stream_file_open",
                                            "getenv",
                                            "setlocale",
                                            "std::cout",
                                            "std::cerr",
                                            "std::cin",
                                            "socket("};

/// A source longer than this is missing a noun. Who needs more writes the file and its length here; the length may
/// only fall.
constexpr int kLongestFile = 500;
const std::map<string, int> kLongFiles{};

struct Broken {
    string file;
    int line = 0;
    string what;
};

bool begins(string_view text, string_view beginning) {
    return text.substr(0, beginning.size()) == beginning;
}

bool word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool listed(const std::vector<string_view>& libraries, string_view header) {
    return std::any_of(libraries.begin(), libraries.end(), [&](string_view entry) {
        return entry.back() == '/' ? begins(header, entry) : header == entry;
    });
}

/// The room of a path from the root is its first folder.
std::size_t room_of(string_view path) {
    const string_view folder = path.substr(0, path.find('/'));
    return static_cast<std::size_t>(std::find(kRooms.begin(), kRooms.end(), folder) - kRooms.begin());
}

std::vector<string> lines_of(const string& text) {
    std::vector<string> lines;
    std::istringstream stream(text);
    for (string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// The text with comments, strings and characters blanked; lines and columns stay where they are.
string code_only(const string& text) {
    string code = text;
    const auto past = [&](const string& closing, std::size_t from) {
        const std::size_t found = text.find(closing, from);
        return found == string::npos ? text.size() : found + closing.size();
    };
    for (std::size_t at = 0; at < text.size();) {
        const bool fresh = at == 0 || !word_character(text[at - 1]);
        std::size_t end = at;
        if (text.compare(at, 2, "//") == 0) {
            end = std::min(text.find('\n', at), text.size());
        } else if (text.compare(at, 2, "/*") == 0) {
            end = past("*/", at + 2);
        } else if (fresh && text.compare(at, 2, "R\"") == 0) {
            const std::size_t open = std::min(text.find('(', at), text.size());
            end = past(")" + text.substr(at + 2, open - at - 2) + "\"", open);
        } else if (text[at] == '"' || (fresh && text[at] == '\'')) {
            for (++end; end < text.size() && text[end] != text[at] && text[end] != '\n'; ++end)
                if (text[end] == '\\') ++end;
            end = std::min(end + 1, text.size());
        }
        for (std::size_t blank = at; blank < end; ++blank)
            if (text[blank] != '\n') code[blank] = ' ';
        at = std::max(end, at + 1);
    }
    return code;
}

/// Why a file of this room must not include this header; empty if it may. `own`: in quotes, else in <>.
string refusal(std::size_t room, const string& header, bool own) {
    const string name(kRooms[room]);
    if (own) {
        const std::size_t other = room_of(header);
        if (other == kOutside) return "own headers stand in quotes from the root (\"rules/aqi.hpp\"), libraries in <>";
        if (other <= room) return {};
        return name + " must not include " + string(kRooms[other]) + "; rules <- emissions <- alerts <- engine";
    }
    if (header.find_first_of("/.") == string::npos) {  // of the standard library
        if (room == kEngine || kWorldlyHeaders.count(header) == 0) return {};
        return "only engine touches the world; " + name + " takes text, values, an Instant, a seed";
    }
    if (listed(kPureLibraries, header) || (room == kEngine && listed(kEngineLibraries, header))) return {};
    return "the table of this test gives " + name + " no such library";
}

/// The arrows between the rooms and the libraries of each.
std::vector<Broken> check_includes(const string& path, const string& text) {
    std::vector<Broken> broken;
    const auto code = lines_of(code_only(text));  // an #include inside a comment is none ...
    const auto lines = lines_of(text);            // ... but a header in quotes is blanked there, so it is read here
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const string& line = lines[index];
        const std::size_t hash = code[index].find_first_not_of(" \t");
        if (hash == string::npos || code[index][hash] != '#') continue;
        const std::size_t word = std::min(line.find_first_not_of(" \t", hash + 1), line.size());
        if (line.compare(word, 7, "include") != 0) continue;
        const std::size_t open = line.find_first_of("<\"", word);
        const std::size_t close = open == string::npos ? open : line.find_first_of(">\"", open + 1);
        const string header = close == string::npos ? "" : line.substr(open + 1, close - open - 1);
        const string why =
            header.empty() ? "a plain header name is wanted" : refusal(room_of(path), header, line[open] == '"');
        if (!why.empty()) broken.push_back({path, static_cast<int>(index) + 1, "#include " + header + ": " + why});
    }
    return broken;
}

/// Clocks, files, threads and chance in the pure rooms.
std::vector<Broken> check_worldly_code(const string& path, const string& text) {
    std::vector<Broken> broken;
    if (room_of(path) >= kEngine) return broken;
    const auto lines = lines_of(code_only(text));
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const string& line = lines[index];
        if (line.find_first_not_of(" \t") != string::npos && line[line.find_first_not_of(" \t")] == '#') continue;
        for (const string_view word : kWorldlyCode) {
            for (std::size_t at = line.find(word); at != string::npos; at = line.find(word, at + 1)) {
                const bool left = at > 0 && word_character(line[at - 1]) && word_character(word.front());
                const std::size_t end = at + word.size();
                const bool right = end < line.size() && word_character(line[end]) && word_character(word.back());
                if (left || right) continue;
                broken.push_back({path, static_cast<int>(index) + 1,
                                  "`" + string(word) +
                                      "`: only engine touches the world; the pure rooms take an "
                                      "Instant, text, bytes, a seed"});
            }
        }
    }
    return broken;
}

/// Licence in the first line (after `#!` in the second); not too long.
std::vector<Broken> check_form(const string& path, const string& text) {
    std::vector<Broken> broken;
    const auto lines = lines_of(text);
    const std::size_t first = !lines.empty() && begins(lines[0], "#!") ? 1 : 0;
    if (lines.size() <= first || lines[first].find("SPDX-License-Identifier: Apache-2.0") == string::npos)
        broken.push_back(
            {path, static_cast<int>(first) + 1, "the line `SPDX-License-Identifier: Apache-2.0` is wanted here"});
    const auto allowed = kLongFiles.find(path);
    const int limit = allowed == kLongFiles.end() ? kLongestFile : allowed->second;
    if (static_cast<int>(lines.size()) > limit)
        broken.push_back({path, static_cast<int>(lines.size()),
                          "longer than " + std::to_string(limit) + " lines: which noun is missing?"});
    return broken;
}

/// What would tie the repository to one machine. The words are put together here so that this file passes its own test.
std::vector<Broken> check_machine_traces(const string& path, const string& text) {
    static const std::vector<string> traces{string("/wo") + "rk/",     string("/ro") + "ot/",
                                            string("registry") + "=",  string("index") + "-url",
                                            string("GOPR") + "OXY=",   string("://local") + "host:4873",
                                            string("artifact") + "ory"};
    std::vector<Broken> broken;
    int number = 0;
    for (const string& line : lines_of(text)) {
        ++number;
        for (const string& trace : traces)
            if (line.find(trace) != string::npos)
                broken.push_back({path, number, "`" + trace + "` belongs to one machine"});
    }
    return broken;
}

string told(const std::vector<Broken>& broken) {
    string text;
    for (const Broken& one : broken) text += one.file + ":" + std::to_string(one.line) + ": " + one.what + "\n";
    return text;
}

void append(std::vector<Broken>& all, std::vector<Broken> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Paths from the root of what git tracks or would track, so that ignored build folders do not count; without git or
/// in an unpacked archive, of everything in the rooms and in tests/.
std::vector<string> files_of_the_house() {
    const string root = QINGKONG_SOURCE_DIR;
    std::vector<string> files;
    const string command = "git -c safe.directory='*' -c core.quotePath=off -C '" + root +
                           "' ls-files --cached --others --exclude-standard 2>/dev/null";
    if (FILE* pipe = ::popen(command.c_str(), "r")) {
        string output;
        for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
        ::pclose(pipe);
        for (const string& file : lines_of(output))
            if (std::filesystem::is_regular_file(root + "/" + file)) files.push_back(file);
    }
    if (!files.empty()) return files;
    for (const string_view folder : {"rules", "emissions", "alerts", "engine", "tests"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root + "/" + string(folder)))
            if (entry.is_regular_file()) files.push_back(std::filesystem::relative(entry.path(), root).string());
    return files;
}

bool is_cpp(const string& path) {
    const string ending = std::filesystem::path(path).extension().string();
    return ending == ".cpp" || ending == ".hpp" || ending == ".h";
}

}  // namespace

TEST_CASE("the rooms include nothing that the plan of the house does not allow") {
    std::vector<Broken> broken;
    int seen = 0;
    for (const string& path : files_of_the_house()) {
        if (room_of(path) == kOutside || !is_cpp(path)) continue;
        const string text = read_file(string(QINGKONG_SOURCE_DIR) + "/" + path);
        append(broken, check_includes(path, text));
        append(broken, check_worldly_code(path, text));
        ++seen;
    }
    INFO(told(broken));
    CHECK(broken.empty());
    CHECK(seen > 20);  // else the files were not found and nothing was checked
}

TEST_CASE("every source names its licence and is short enough to be read") {
    std::vector<Broken> broken;
    for (const string& path : files_of_the_house()) {
        const bool script = begins(path, "scripts/") || begins(path, ".ci/");
        if (is_cpp(path) || script)
            append(broken, check_form(path, read_file(string(QINGKONG_SOURCE_DIR) + "/" + path)));
    }
    INFO(told(broken));
    CHECK(broken.empty());
}

TEST_CASE("no two headers give their own type the same name") {
    // Two types of one name link without a word, and the wrong one is used.
    const std::regex type(R"((?:struct|class|enum class) ([A-Z]\w+)(?: final)?(?: :[^;{]*)? \{.*)");
    std::map<string, string> defined;
    std::vector<Broken> broken;
    for (const string& path : files_of_the_house()) {
        if (std::filesystem::path(path).extension() != ".hpp" || room_of(path) == kOutside) continue;
        std::istringstream lines(read_file(string(QINGKONG_SOURCE_DIR) + "/" + path));
        std::smatch found;
        for (string line; std::getline(lines, line);)
            if (std::regex_match(line, found, type))
                if (const auto [other, fresh] = defined.emplace(found[1], path); !fresh)
                    broken.push_back({path, 0, found[1].str() + " is already a type of " + other->second});
    }
    INFO(told(broken));
    CHECK(broken.empty());
    CHECK(defined.size() > 100);    // else nothing was read
}

TEST_CASE("no file names a machine or a package registry") {
    std::vector<Broken> broken;
    for (const string& path : files_of_the_house())
        append(broken, check_machine_traces(path, read_file(string(QINGKONG_SOURCE_DIR) + "/" + path)));
    INFO(told(broken));
    CHECK(broken.empty());
}

TEST_CASE("an arrow against the direction of the rooms is found, with file and line") {
    CHECK(told(check_includes("rules/aqi.cpp",
                              "// SPDX\n#include \"rules/aqi.hpp\"\n\n#include \"emissions/site.hpp\"\n")) ==
          "rules/aqi.cpp:4: #include emissions/site.hpp: rules must not include emissions; "
          "rules <- emissions <- alerts <- engine\n");
    CHECK(check_includes("emissions/a.cpp", "#include \"alerts/alert.hpp\"").size() == 1);
    CHECK(check_includes("alerts/a.hpp", "  #  include \"engine/store.hpp\"").size() == 1);
    CHECK(check_includes("rules/a.cpp", "#include \"../engine/store.hpp\"").size() == 1);
    CHECK(check_includes("rules/a.cpp", "#include \"aqi.hpp\"").size() == 1);
    CHECK(check_includes("rules/a.cpp", "#include <engine/store.hpp>").size() == 1);
    CHECK(check_includes("rules/a.cpp", "#include HEADER").size() == 1);
    CHECK(check_includes("alerts/a.cpp", "#include \"rules/aqi.hpp\"\n#include \"alerts/b.hpp\"").empty());
    CHECK(check_includes("engine/a.cpp", "#include \"alerts/decide.hpp\"").empty());
    CHECK(check_includes("rules/a.cpp", "// #include \"engine/a.hpp\"\n/*\n#include <fstream>\n*/\n").empty());
}

TEST_CASE("a library that the room must not use is found") {
    for (const char* header : {"fstream",
                               "filesystem",
                               "thread",
                               "mutex",
                               "random",
                               "atomic",
                               "iostream",
                               "cstdio",
                               "boost/asio.hpp",
                               "boost/asio/ip/tcp.hpp",
                               "SQLiteCpp/Database.h",
                               "sqlite3.h",
                               "curl/curl.h",
                               "spdlog/spdlog.h",
                               "CLI/CLI.hpp",
                               "sys/socket.h",
                               "unistd.h",
                               "xlsxwriter.h",
                               "date/tz.h",
                               "stdio.h"})
        CHECK(check_includes("alerts/a.cpp", "#include <" + string(header) + ">").size() == 1);
    for (const char* header :
         {"vector", "charconv", "chrono", "fmt/format.h", "tl/expected.hpp", "date/date.h", "toml++/toml.h",
          "nlohmann/json.hpp", "kainjow/mustache.hpp", "gmime/gmime.h", "iconv.h"})
        CHECK(check_includes("rules/a.cpp", "#include <" + string(header) + ">").empty());
    for (const char* header : {"fstream", "thread", "boost/beast/http.hpp", "SQLiteCpp/SQLiteCpp.h", "fmt/format.h"})
        CHECK(check_includes("engine/a.cpp", "#include <" + string(header) + ">").empty());
    CHECK(check_includes("engine/a.cpp", "#include <boost/json.hpp>").size() == 1);
}

TEST_CASE("a clock, a file, a thread or chance in a pure room is found, words in comments and texts are not") {
    CHECK(told(check_worldly_code("rules/a.cpp", "\nauto t = std::chrono::system_clock::now();")) ==
          "rules/a.cpp:2: `system_clock`: only engine touches the world; the pure rooms take an Instant, text, bytes, "
          "a seed\n"
          "rules/a.cpp:2: `::now(`: only engine touches the world; the pure rooms take an Instant, text, bytes, a "
          "seed\n");
    for (const char* code :
         {"auto t = time(nullptr);", "std::ofstream f(p);", "std::thread t;", "std::mutex m;", "std::mt19937 g(1);",
          "int r = rand();", "auto t = toml::parse_file(p);", "const char* p = std::getenv(\"TZ\");",
          "int s = ::socket(1, 2, 3);", "'a'; fopen(p, q);", "std::string a = \"a\\\"b\"; popen(a);",
          "int n = 1'000; rand();", "R\"x(a)\" b)x\"; rand();"})
        CHECK(check_worldly_code("emissions/a.cpp", code).size() == 1);
    for (const char* code :
         {"// std::thread", "/* rand()\n rand() */", "f(\"fopen\");", "Hour now = begin; use(now);",
          "local_time(nullptr);", "int operand = grand(1);", "R\"x(\" rand() )x\";", "char c = '\"'; // rand()"})
        CHECK(check_worldly_code("rules/a.cpp", code).empty());
    CHECK(check_worldly_code("engine/a.cpp", "std::thread t;").empty());
}

TEST_CASE("a source without licence, one too long and a machine's path are found") {
    const string licence = "// SPDX-License-Identifier: Apache-2.0\n";
    CHECK(check_form("rules/a.cpp", licence + "int a;\n").empty());
    CHECK(check_form("scripts/a", "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n").empty());
    CHECK(told(check_form("rules/a.cpp", "int a;\n" + licence)) ==
          "rules/a.cpp:1: the line `SPDX-License-Identifier: Apache-2.0` is wanted here\n");
    string text = licence;
    for (int line = 0; line < kLongestFile; ++line) text += "\n";
    CHECK(told(check_form("rules/a.cpp", text)) == "rules/a.cpp:501: longer than 500 lines: which noun is missing?\n");
    CHECK(told(check_machine_traces("docs/a.md", string("first\nsee /wo") + "rk/main\n")) ==
          string("docs/a.md:2: `/wo") + "rk/` belongs to one machine\n");
}
