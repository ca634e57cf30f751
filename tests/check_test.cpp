// SPDX-License-Identifier: Apache-2.0
// `qingkong check`, from the outside.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include <catch2/catch.hpp>

namespace {

namespace fs = std::filesystem;

struct Answer {
    int status = -1;
    std::string out;      ///< without the disk's line, which is the machine's
    std::string errors;
};

class Desk {
public:
    Desk() {
        char name[] = "/tmp/qingkong-check-XXXXXX";
        REQUIRE(mkdtemp(name) != nullptr);
        folder_ = name;
    }
    ~Desk() { fs::remove_all(folder_); }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

    Answer check(const std::string& arguments) {
        const std::string command = "cd '" + folder_.string() + "' && LC_ALL=en_US.UTF-8 '" QINGKONG_BINARY "' check " +
                                    arguments + " >out 2>errors";
        Answer answer;
        answer.status = WEXITSTATUS(std::system(command.c_str()));
        answer.out = std::regex_replace(read("out"), std::regex("disk,[^\n]*\n"), "");
        answer.errors = std::regex_replace(read("errors"), std::regex("[^\n]* MiB are free[^\n]*\n"), "");
        return answer;
    }

private:
    std::string read(const std::string& name) {
        std::ifstream stream(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }
    fs::path folder_;
};

const std::string kGood =
    "[city]\nid = \"110000\"\nname = \"北京市\"\nareas = [{ id = \"110105\", name = \"朝阳区\" }]\n"
    "[rules]\nedition = \"n2017\"\n"
    "[clock]\nmode = \"simulated\"\nstart = \"2018-01-10T00:00:00+08:00\"\n"
    "[store]\npath = \"q.db\"\n"
    "[mail]\nsmtp_url = \"smtp://127.0.0.1:25\"\ntls = \"none\"\nfrom = \"yjb@ews.example\"\n"
    "[office]\nname = \"指挥部办公室\"\ngovernment = \"北京市人民政府\"\nplan_title = \"《预案》\"\n"
    "document_prefix = \"攻坚办\"\ncontact = \"值班室\"\ntelephone = \"12345\"\n";

const std::string kEditions = "item,status,what\neditions,ok,\"built-in editions can be read: ";

}  // namespace

TEST_CASE("check without a configuration reads the built-in editions") {
    Desk desk;
    const Answer answer = desk.check("");
    CHECK(answer.status == 0);
    CHECK(answer.out.rfind(kEditions, 0) == 0);
    CHECK(answer.errors.empty());
}

TEST_CASE("check lists what holds, and a warning is no error") {
    Desk desk;
    desk.write("q.toml", kGood);
    const Answer answer = desk.check("--config q.toml");
    CHECK(answer.status == 0);
    CHECK(answer.errors.empty());
    CHECK(answer.out.substr(answer.out.find("config,")) ==
          "config,ok,the configuration is right: q.toml\n"
          "edition,ok,the edition can be used: n2017\n"
          "inventory,warning,no inventory is configured: no enterprise will be told\n"
          "store,ok,the first start will make the database: q.db\n"
          "mail,ok,mail relay: smtp://127.0.0.1:25\n");
}

TEST_CASE("check tells every error with its file and what to do, and ends with 1") {
    Desk desk;
    std::string text = kGood;
    text.replace(text.find("q.db"), 4, "no/q.db");
    text.replace(text.find("n2017"), 5, "n1999");
    text.replace(text.find("tls ="), 0, "user = \"yjb\"\npassword_file = \"secret\"\n");
    desk.write("q.toml", text + "[inventory]\nfolder = \"sheets\"\n[log]\nfile = \"nowhere/q.log\"\n");
    const Answer answer = desk.check("--config q.toml");
    CHECK(answer.status == 1);
    CHECK(answer.out.find("edition,error,") != std::string::npos);
    CHECK(answer.out.find("inventory,error,sheets: ") != std::string::npos);
    CHECK(answer.out.find("store,error,no/q.db: the database's folder does not exist\n") != std::string::npos);
    CHECK(answer.out.find("mail,error,secret: cannot be read (No such file or directory)\n") != std::string::npos);
    CHECK(answer.out.find("log,error,nowhere/q.log: the log cannot be written\n") != std::string::npos);
    CHECK(answer.errors.find("no/q.db: error: the database's folder does not exist; make the folder no\n") !=
          std::string::npos);
}

TEST_CASE("check refuses a configuration with its lines, and one that is not there with 2") {
    Desk desk;
    desk.write("q.toml", kGood + "[http]\nlisten = \"127.0.0.1:8300\"\nport = 80\n");
    const Answer answer = desk.check("--config q.toml");
    CHECK(answer.status == 1);
    CHECK(answer.out.substr(answer.out.find("config,")) == "config,error,q.toml: unknown key port\n");
    CHECK(answer.errors == "q.toml:25:1: error: unknown key port; known here: listen, open_reads\n");
    CHECK(desk.check("--config nothing.toml").status == 2);
    CHECK(desk.check("--format xml").status == 2);
}
