// SPDX-License-Identifier: Apache-2.0
#include "engine/config.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>

#include <catch2/catch.hpp>

#include "engine/tokens.hpp"

using namespace qingkong;

namespace {

const std::string kHash = token_hash("a token of the tests");

/// Every section that must be there, each key on its own line.
const std::string kCity = "# The tests count lines.\n[city]\nid = \"110000\"\nname = \"北京市\"\nareas = [{ id = \"110105\", name = \"朝阳区\" }]\n";
const std::string kRules = "[rules]\nedition = \"n2017\"\n";
const std::string kStore = "[store]\npath = \"q.db\"\n";
const std::string kMail = "[mail]\nsmtp_url = \"smtp://relay.example:587\"\nfrom = \"yjb@ews.example\"\n";
const std::string kOffice =
    "[office]\nname = \"指挥部办公室\"\ngovernment = \"北京市人民政府\"\nplan_title = \"《预案》\"\n"
    "document_prefix = \"攻坚办\"\ncontact = \"值班室\"\ntelephone = \"12345\"\n";
const std::string kBase = kCity + kRules + kStore + kMail + kOffice;    // 5 + 2 + 2 + 3 + 7 = 19 lines

std::string errors(const std::string& text, const std::string& file = "q.toml") {
    const auto config = read_config(text, file);
    if (config) return "";
    std::string lines;
    for (const Problem& problem : config.error()) lines += problem.print(Language::en) + "\n";
    return lines;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("the shortest configuration has the documented defaults") {
    const auto config = read_config(kBase, "conf/q.toml");
    REQUIRE(config);
    CHECK(config->city.id == "110000");
    CHECK(config->city.name == Text{"北京市", "北京市"});
    CHECK(config->city.areas.at(0).id == "110105");
    CHECK(config->rules.edition == "n2017");
    CHECK_FALSE(config->clock.simulated);
    CHECK(config->store.path == "conf/q.db");
    CHECK(config->http.listen.print() == "127.0.0.1:8300");
    CHECK_FALSE(config->http.open_reads);
    CHECK_FALSE(config->telemetry);
    CHECK(config->mail.smtp_host == "relay.example");
    CHECK(config->mail.tls_required);
    CHECK(config->mail.domain == "ews.example");
    CHECK(config->mail.sessions == 6);
    CHECK(config->office.mail_from == "yjb@ews.example");
    CHECK(config->office.mail_domain == "ews.example");
    CHECK(config->office.link_base == "http://127.0.0.1:8300");
    CHECK_FALSE(config->office.exercise);
    CHECK(config->inventory.folder.empty());
    CHECK(config->alerts.start_advance_hours == 0);
    CHECK(config->alerts.start_hours.empty());
    CHECK(config->alerts.retry.first_seconds == 60);
    CHECK(config->accounts.empty());
    CHECK(config->log.level == "info");
    CHECK_FALSE(config->loopback_only);
}

TEST_CASE("every key has its place") {
    const auto config = read_config(
        replaced(kBase, "n2017", "local/own.toml") +
            "name_en = \"Office\"\ngovernment_en = \"Government\"\nplan_title_en = \"Plan\"\n"
            "link_base = \"https://ews.example/\"\nexercise = true\n"
            "[clock]\nmode = \"simulated\"\nstart = \"2014-02-13T00:00:00+08:00\"\n"
            "[http]\nlisten = \"[::1]:80\"\nopen_reads = true\n"
            "[telemetry]\nlisten = \"localhost:0\"\nunknown_mn = \"refuse\"\npassword = \"123456\"\n"
            "energy_kwh_codes = [\"e1\", \"e2\"]\n"
            "[inventory]\nfolder = \"/data/inventory\"\n"
            "[alerts]\nstart_advance_hours = 12\nstart_hours = [0, 8]\nretry_first_seconds = 5\n"
            "retry_longest_seconds = 50\nretry_give_up_hours = 6\n"
            "[[account]]\nid = \"duty\"\nname = \"值班员\"\nrole = \"officer\"\narea = \"all\"\ntoken_hash = \"" +
            kHash +
            "\"\n[[account]]\nid = \"cy\"\nrole = \"inspector\"\narea = [\"110105\"]\ntoken_hash = \"" +
            token_hash("another") + "\"\n[log]\nlevel = \"debug\"\nfile = \"q.log\"\n",
        "/etc/qingkong/q.toml");
    REQUIRE(config);
    CHECK(config->rules.edition == "/etc/qingkong/local/own.toml");
    CHECK(config->office.name == Text{"指挥部办公室", "Office"});
    CHECK(config->office.government.en == "Government");
    CHECK(config->office.plan_title.en == "Plan");
    CHECK(config->office.link_base == "https://ews.example");
    CHECK(config->office.exercise);
    REQUIRE(config->clock.start);
    CHECK(format_instant(*config->clock.start) == "2014-02-13T00:00:00+08:00");
    CHECK(config->http.listen == ListenAddress{"::1", 80});
    CHECK(config->http.listen.print() == "[::1]:80");
    CHECK(config->http.open_reads);
    REQUIRE(config->telemetry);
    CHECK(config->telemetry->listen == ListenAddress{"127.0.0.1", 0});
    CHECK_FALSE(config->telemetry->store_unknown_mn);
    CHECK(config->telemetry->max_unknown_mn == 20'000);
    CHECK(config->telemetry->password == "123456");
    CHECK(config->telemetry->energy_kwh_codes == std::vector<std::string>{"e1", "e2"});
    CHECK(config->inventory.folder == "/data/inventory");
    CHECK(config->alerts.start_advance_hours == 12);
    CHECK(config->alerts.start_hours == std::vector<int>{0, 8});
    CHECK(config->alerts.retry.longest_seconds == 50);
    CHECK(config->alerts.retry.give_up_hours == 6);
    REQUIRE(config->accounts.size() == 2);
    CHECK(config->accounts[0].role == Role::officer);
    CHECK(config->accounts[0].covers("110105"));
    CHECK(config->accounts[1].areas == std::vector<std::string>{"110105"});
    CHECK(config->log.level == "debug");
    CHECK(config->log.file == "/etc/qingkong/q.log");
}

TEST_CASE("an unknown key is refused with its line and what is known there") {
    CHECK(errors(kBase + "[http]\nlisten = \"127.0.0.1:8300\"\nopen_read = true\n") ==
          "q.toml:22:1: error: unknown key open_read; known here: listen, open_reads\n");
    CHECK(errors(kBase + "[htp]\nlisten = \"127.0.0.1:8300\"\n").find("q.toml:20:2: error: unknown key htp; ") == 0);
    CHECK(errors(replaced(kBase, "{ id = \"110105\",", "{ id = \"110105\", nam = \"x\",")).find(
              "q.toml:5:27: error: unknown key nam; known here: id, name, name_en\n") == 0);
}

TEST_CASE("all errors are told at once, in the order of the file") {
    CHECK(errors("[city]\nid = 110000\nname = \"\"\nareas = []\n[rules]\n[store]\npath = true\n" + kMail + kOffice +
                 "[alerts]\nstart_advance_hours = 49\nstart_hours = [8, 0]\n") ==
          "q.toml:2:6: error: id has the wrong type; wanted: a quoted text\n"
          "q.toml:3:8: error: name is empty; fill it in\n"
          "q.toml:4:9: error: areas is empty; at least one area\n"
          "q.toml:5:1: error: edition is missing; write edition = \"…\"\n"
          "q.toml:7:8: error: path has the wrong type; wanted: a quoted text\n"
          "q.toml:19:23: error: start_advance_hours = 49 is out of range; wanted: 0 to 48\n"
          "q.toml:20:15: error: start_hours must rise; wanted e.g. [0, 8, 12, 18]\n");
}

TEST_CASE("an empty file lacks every section that must be there") {
    const std::string lines = errors("");
    for (const char* name : {"city", "rules", "store", "mail", "office"})
        CHECK(lines.find("the section [" + std::string(name) + "] is missing") != std::string::npos);
    CHECK(std::count(lines.begin(), lines.end(), '\n') == 5);
}

TEST_CASE("what is not TOML is one error with its place, in Chinese as well") {
    const auto config = read_config("[city\n", "q.toml");
    REQUIRE_FALSE(config);
    REQUIRE(config.error().size() == 1);
    CHECK(config.error()[0].print(Language::zh).rfind("q.toml:1:6: error: ", 0) == 0);
}

TEST_CASE("mail goes unencrypted to the own machine only") {
    const auto with = [](const std::string& url, const std::string& rest) {
        return errors(replaced(kBase, "smtp://relay.example:587\"\n", url + "\"\n" + rest));
    };
    const std::string none = "tls = \"none\"\n";
    for (const char* url : {"smtp://127.0.0.1:2525", "smtp://127.8.8.8", "smtp://localhost:25", "smtp://[::1]:25"}) {
        INFO(url);
        CHECK(with(url, none).empty());
    }
    CHECK(with("smtp://relay.example:587", none) ==
          "q.toml:12:7: error: mail to relay.example must not go without encryption; tls = \"none\" is for the own machine "
          "only (127.0.0.1, ::1, localhost); drop tls\n");
    CHECK_FALSE(with("smtp://localhost.example", none).empty());
    CHECK_FALSE(with("smtp://127.0.0.1.example", none).empty());
    CHECK_FALSE(with("smtp://10.0.0.1", none).empty());
    CHECK(with("smtps://127.0.0.1", none).find("contradicts") != std::string::npos);
    CHECK(with("smtps://relay.example", "").empty());
}

TEST_CASE("a secret is never repeated in a message") {
    const std::string secret = "Geheim-42";
    const std::string url = errors(replaced(kBase, "smtp://relay", "smtp://yjb:" + secret + "@relay"));
    CHECK(url.find("smtp_url is no address of a mail server") != std::string::npos);
    const std::string account = errors(kBase + "[[account]]\nid = \"duty\"\nrole = \"officer\"\narea = \"all\"\ntoken_hash = \"" +
                                       secret + "\"\n");
    CHECK(account.find("q.toml:24:14: error: token_hash is no hash of a token") == 0);
    const std::string type = errors(kBase + "[telemetry]\npassword = [\"" + secret + "\"]\n");
    CHECK(type.find("password has the wrong type") != std::string::npos);
    const std::string key = errors(kBase + "password = \"" + secret + "\"\n");
    CHECK(key.find("unknown key password") != std::string::npos);
    const std::string broken = errors(kBase + "[telemetry]\npassword = " + secret + "\n");
    CHECK_FALSE(broken.empty());
    const std::string unclosed = errors(kBase + "[telemetry]\npassword = \"" + secret + "\n");
    CHECK_FALSE(unclosed.empty());
    for (const std::string& message : {url, account, type, key, broken, unclosed})
        CHECK(message.find(secret) == std::string::npos);
}

TEST_CASE("an address to listen at is an IP address with a port") {
    for (const char* bad : {"8300", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:80x", ":8300", "::1:80",
                            "ews.example:80", "127.0.0.1:-1"}) {
        INFO(bad);
        CHECK(errors(kBase + "[http]\nlisten = \"" + bad + "\"\n") ==
              "q.toml:21:10: error: listen = \"" + std::string(bad) +
                  "\" is no address to listen at; wanted IP:PORT such as \"127.0.0.1:8300\"\n");
    }
    CHECK(ListenAddress{"127.3.0.1", 1}.is_loopback());
    CHECK(ListenAddress{"::1", 1}.is_loopback());
    CHECK_FALSE(ListenAddress{"0.0.0.0", 1}.is_loopback());
    CHECK_FALSE(ListenAddress{"::", 1}.is_loopback());
}

TEST_CASE("a demonstration refuses every address but the own machine's") {
    const std::string demo = "[demo]\nloopback_only = true\n";
    const std::string own = replaced(kBase, "smtp://relay.example:587", "smtp://127.0.0.1:2525");
    CHECK(errors(own + demo).empty());
    CHECK(errors(own + "[http]\nlisten = \"0.0.0.0:8300\"\n[telemetry]\nlisten = \"[::]:8301\"\n" + demo) ==
          "q.toml:21:10: error: a demonstration stays on its own machine, [http] listen is 0.0.0.0; use 127.0.0.1, or drop "
          "[demo] loopback_only\n"
          "q.toml:23:10: error: a demonstration stays on its own machine, [telemetry] listen is ::; use 127.0.0.1, or drop "
          "[demo] loopback_only\n");
    CHECK(errors(kBase + demo).find("q.toml:11:12: error: a demonstration stays on its own machine, [mail] smtp_url is "
                                    "relay.example") == 0);
}

TEST_CASE("a simulated clock needs its start, the system's has none") {
    CHECK(errors(kBase + "[clock]\nmode = \"simulated\"\n").find("q.toml:20:1: error: start is missing") == 0);
    CHECK(errors(kBase + "[clock]\nstart = \"2014-02-13T00:00:00+08:00\"\n").find("start is for a simulated clock only") !=
          std::string::npos);
    CHECK(errors(kBase + "[clock]\nmode = \"simulated\"\nstart = \"2014-02-13T00:30:00+08:00\"\n").find("no full hour") !=
          std::string::npos);
    CHECK(errors(kBase + "[clock]\nmode = \"sun\"\n").find("q.toml:21:8: error: ") == 0);
}

TEST_CASE("accounts have their own id and token, a role, and areas of the city") {
    const auto account = [](const std::string& id, const std::string& role, const std::string& area,
                            const std::string& hash) {
        return "[[account]]\nid = \"" + id + "\"\nrole = \"" + role + "\"\narea = " + area + "\ntoken_hash = \"" + hash +
               "\"\n";
    };
    const std::string first = account("duty", "officer", "\"all\"", kHash);
    const std::string other = token_hash("other");
    CHECK(errors(kBase + first).empty());
    CHECK(errors(kBase + first + account("duty", "officer", "\"all\"", other)).find("q.toml:26:6: error: this account stands "
                                                                                    "twice: duty") == 0);
    CHECK(errors(kBase + first + account("two", "officer", "\"all\"", kHash)).find("two accounts have the same token") !=
          std::string::npos);
    CHECK(errors(kBase + account("duty", "king", "\"all\"", kHash)).find("q.toml:22:8: error: ") == 0);
    CHECK(errors(kBase + account("duty", "officer", "\"110199\"", kHash)).find(
              "q.toml:23:8: error: [city] has no area 110199; wanted one of: all, 110105") == 0);
    CHECK_FALSE(errors(kBase + account("duty", "officer", "[]", kHash)).empty());
    CHECK_FALSE(errors(kBase + account("duty", "officer", "[\"all\", \"110105\"]", kHash)).empty());
    CHECK_FALSE(errors(kBase + account("du ty", "officer", "\"all\"", kHash)).empty());
    const std::string bare = errors(kBase + "[[account]]\n");
    for (const char* key : {"id is missing", "role is missing", "area is missing", "token_hash is missing"})
        CHECK(bare.find(key) != std::string::npos);
}

TEST_CASE("user and password file belong together, addresses and domains are checked") {
    CHECK(errors(replaced(kBase, "[mail]\n", "[mail]\nuser = \"yjb\"\n")).find("belong together") != std::string::npos);
    CHECK(errors(replaced(kBase, "[mail]\n", "[mail]\nuser = \"yjb\"\npassword_file = \"p\"\n")).empty());
    for (const char* from : {"yjb", "@ews.example", "yjb@", "a b@ews.example", "<yjb@ews.example>", "a@b@c"}) {
        INFO(from);
        CHECK(errors(replaced(kBase, "yjb@ews.example", from)).find("from is no mail address") != std::string::npos);
    }
}

TEST_CASE("a configuration or password file that is not there is an error with its name") {
    const auto config = load_config("/nowhere/q.toml");
    REQUIRE_FALSE(config);
    CHECK(config.error()[0].print(Language::en) ==
          "/nowhere/q.toml: error: cannot be read (No such file or directory); check path and permissions");
    CHECK_FALSE(load_config("/"));
    const std::string path = "/tmp/qingkong-config-test-" + std::to_string(getpid());
    std::ofstream(path) << "secret\r\nsecond line\n";
    CHECK(read_secret(path).value() == "secret");
    std::ofstream(path) << "\n";
    CHECK_FALSE(read_secret(path));
    std::ofstream(path) << "";
    CHECK_FALSE(read_secret(path));
    std::remove(path.c_str());
    CHECK_FALSE(read_secret(path));
}

TEST_CASE("units have an area of the city, hours rise, and an account of a unit names one that exists") {
    const std::string unit = "[[unit]]\nid = \"cy\"\nname = \"朝阳区政府\"\nkind = \"area\"\narea = \"110105\"\n";
    const auto config = read_config(kBase + unit + "mail = \"a@b.example\"\n[returns]\nhours = [\"9:00\", \"14:30\"]\n"
                                    "form = [\"problems_found 发现问题 个\", \"trucks 查处 渣土车 辆\"]\n"
                                    "[[account]]\nid = \"cy\"\nrole = \"unit\"\nunit = \"cy\"\narea = \"110105\"\ntoken_hash = \"" + kHash + "\"\n",
                                    "q.toml");
    REQUIRE(config);
    CHECK(config->members.units.at(0).kind == UnitKind::area);
    CHECK(config->members.terms.minutes == std::vector<int>{540, 870});
    REQUIRE(config->members.terms.form.size() == 2);
    CHECK(config->members.terms.form[0].name.en == "problems found");    // the usual field keeps its English name
    CHECK(config->members.terms.form[1] == FormField{"trucks", {"查处 渣土车", "查处 渣土车"}, {"辆", "辆"}});
    CHECK(config->accounts.at(0).unit == "cy");
    CHECK(read_config(kBase, "q.toml")->members.terms == ReturnTerms{{540, 1020}, usual_form()});
    const auto refused = [&](const std::string& more) { return errors(kBase + unit + more); };
    CHECK(refused(unit).find("this unit stands twice: cy") != std::string::npos);
    CHECK(refused("[[unit]]\nid = \"x\"\nname = \"x\"\nkind = \"area\"\n").find("area") != std::string::npos);
    CHECK(refused("[[unit]]\nid = \"x\"\nname = \"x\"\narea = \"9\"\n").find("[city] has no area 9") != std::string::npos);
    CHECK(refused("[returns]\nhours = [\"17:00\", \"09:00\"]\n").find("they do not rise") != std::string::npos);
    CHECK(refused("[returns]\nhours = [\"24:00\"]\n").find("24:00") != std::string::npos);
    CHECK(refused("[returns]\nform = [\"发现问题\"]\n").find("is no field of a form") != std::string::npos);
    CHECK(refused("[[account]]\nid = \"a\"\nrole = \"unit\"\nunit = \"zz\"\narea = \"all\"\ntoken_hash = \"" + kHash + "\"\n").find("no unit zz") != std::string::npos);
}

TEST_CASE("the example is a good configuration, and the manual names every key of every section") {
    const auto example = load_config(QINGKONG_SOURCE_DIR "/examples/qingkong.toml");
    std::string lines;
    if (!example)
        for (const Problem& problem : example.error()) lines += problem.print(Language::en) + "\n";
    INFO(lines);
    CHECK(example);

    const std::string manual = read_file(QINGKONG_SOURCE_DIR "/docs/configuration.md");
    std::size_t keys = 0;
    for (const char* name : {"city", "rules", "clock", "store", "http", "telemetry", "mail", "office", "inventory",
                             "alerts", "approval", "air", "region", "cap", "gates", "authority", "unit", "returns", "channel", "watch", "account", "log", "demo"}) {
        const bool list = std::string(name) == "account" || std::string(name) == "channel" || std::string(name) == "unit" || std::string(name) == "authority";
        const std::string head = (list ? "[[" : "[") + std::string(name) + (list ? "]]" : "]");
        const std::size_t begin = manual.find("## " + head);
        REQUIRE(begin != std::string::npos);
        const std::string chapter = manual.substr(begin, manual.find("\n## ", begin + 1) - begin);
        // The reader itself says which keys it knows.
        const std::string refusal = errors(head + "\nno_such_key = 1\n");
        std::smatch known;
        REQUIRE(std::regex_search(refusal, known, std::regex("unknown key no_such_key; known here: (.*)")));
        const std::string keys_known = known[1];
        const std::regex word("[a-z_]+");
        for (std::sregex_iterator it(keys_known.begin(), keys_known.end(), word), end; it != end; ++it, ++keys) {
            INFO(head << " " << it->str());
            CHECK(chapter.find("| `" + it->str() + "` |") != std::string::npos);
        }
    }
    CHECK(keys == 116);
}
