// SPDX-License-Identifier: Apache-2.0
// Names and addresses that would be a script, a formula or a header elsewhere.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "alerts/mail_answer.hpp"
#include "engine/acknowledgement.hpp"
#include "engine/delivery_ledger.hpp"
#include "rules/csv.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;
using namespace qingkong::office;
namespace fs = std::filesystem;

namespace {

constexpr const char* kScript = "<script>alert(1)</script>有限公司";
constexpr const char* kFormula = "=cmd|' /C calc'!A0";
constexpr const char* kBreaks = "某公司\r\nBcc: everybody@else.example\r\n\r\n正文";

std::string cell(const std::string& text) { return "\"" + text + "\""; }

/// Three enterprises; `email` is the address of the third.
Service service_with(const TestFolder& folder, const std::string& email) {
    const fs::path city = folder.path / "city";
    fs::create_directories(city);
    fs::copy_file(fs::path(QINGKONG_SOURCE_DIR) / "examples/city/城市信息.csv", city / "城市信息.csv", fs::copy_options::overwrite_existing);
    std::string text = "序号,行政区划代码,县(区),企业名称,行业类型,企业类别,绩效等级,生产状态,联系岗位,手机,邮箱,操作方案版本,操作方案状态\n";
    const char* names[] = {kScript, kFormula, kBreaks};
    for (int i = 0; i < 3; ++i)
        text += fmt::format("E{},990101,东城示范区,{},水泥,一般,非引领性,正常,{},000-0000,{},v1,备案\n", i + 1, cell(names[i]), cell(kFormula),
                            cell(i == 2 ? email : fmt::format("duty@e{}.example.com", i + 1)));
    std::ofstream(city / "企业基本信息.csv", std::ios::binary) << text;
    std::string config = office::example_city_text();
    const std::string shipped = std::string(QINGKONG_SOURCE_DIR) + "/examples/city";
    config.replace(config.find(shipped), shipped.size(), city.string());
    Service service = office::open(folder, config);
    SuperiorCommand order;
    order.who = "duty";
    order.paper.kind = SuperiorKind::order;
    order.paper.issuer = "省厅";
    order.paper.doc_no = "1号";
    order.paper.level = AlertLevel::orange;
    order.paper.received_at = service.now();
    REQUIRE_FALSE(service.command(order).refusal);
    const auto open = service.store().proposals(true);
    REQUIRE(open.size() == 1);
    REQUIRE_FALSE(service.command(SignCommand{open[0].id, "duty", "", {}, {}, {}, {}}).refusal);
    return service;
}

/// The lines before the first empty one, unfolded.
std::vector<std::string> headers_of(const std::string& bytes) {
    std::vector<std::string> out;
    const std::string head = bytes.substr(0, bytes.find("\r\n\r\n"));
    for (size_t at = 0; at < head.size();) {
        const size_t end = std::min(head.find("\r\n", at), head.size());
        const std::string line = head.substr(at, end - at);
        if (!line.empty() && line[0] == ' ' && !out.empty())
            out.back() += line;
        else
            out.push_back(line);
        at = end + 2;
    }
    return out;
}

int count_of(const std::vector<std::string>& headers, const std::string& name) {
    return static_cast<int>(std::count_if(headers.begin(), headers.end(), [&](const std::string& line) { return line.rfind(name + ":", 0) == 0; }));
}

}  // namespace

TEST_CASE("a name that holds a script, a formula or a header stays a name in every mail") {
    const TestFolder folder;
    Service service = service_with(folder, "duty@e3.example.com");
    std::map<std::string, std::string> mails;
    for (const Delivery& one : service.store().deliveries("", 100))
        if (one.channel == "mail") mails[one.enterprise_id] = service.store().delivery_bytes(one.id).value();
    REQUIRE(mails.size() == 3);
    for (const auto& [id, bytes] : mails) {
        const auto headers = headers_of(bytes);
        INFO(bytes.substr(0, 1500));
        for (const char* once : {"From", "To", "Subject", "Date", "Message-Id", "Auto-Submitted"}) CHECK(count_of(headers, once) == 1);
        CHECK(count_of(headers, "Bcc") == 0);
        CHECK(bytes.find("everybody@else.example") == std::string::npos);    // within base64 only
        for (const std::string& line : headers) CHECK(line.find('\n') == std::string::npos);
    }
    CHECK(mail_text(mails["E1"]).find(kScript) != std::string::npos);    // text is text
}

TEST_CASE("an address with a line break reaches no header: that enterprise is told by telephone") {
    const TestFolder folder;
    Service service = service_with(folder, "a@e3.example\r\nBcc: b@e3.example");
    int mails = 0, calls = 0;
    for (const Delivery& one : service.store().deliveries("", 100)) {
        mails += one.channel == "mail" ? 1 : 0;
        calls += one.channel == "telephone" && one.enterprise_id == "E3" ? 1 : 0;
        CHECK(one.to.find("Bcc") == std::string::npos);
    }
    CHECK(mails == 2);
    CHECK(calls == 1);
}

TEST_CASE("in the ledger no cell begins like a formula and no row is broken by a name") {
    const TestFolder folder;
    Service service = service_with(folder, "duty@e3.example.com");
    const std::string text = ledger_csv(service.store().deliveries("", 100), contact_book(service));
    CsvReader reader(text);
    CsvRecord row;
    int rows = 0;
    while (reader.next(row)) {
        ++rows;
        for (const auto& field : row.fields) {
            const std::string value(field.text);
            CHECK((value.empty() || std::string("=+-@").find(value[0]) == std::string::npos));
            CHECK(value.find('\n') == std::string::npos);
        }
    }
    CHECK(rows == 4);
}
