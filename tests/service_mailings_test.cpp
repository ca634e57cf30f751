// SPDX-License-Identifier: Apache-2.0
// More mails than a signature makes at once: made while they go out, and by the next program where one was killed.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "alerts/enterprise_mails.hpp"
#include "tests/service_fixture.hpp"

using namespace qingkong;

namespace {

namespace fs = std::filesystem;
constexpr int kMore = 250;

/// The example city with 250 enterprises before its own 289, and its 98 other sources behind them.
std::string large_city_text(const TestFolder& folder) {
    const fs::path from = fs::path(QINGKONG_SOURCE_DIR) / "examples" / "city", city = folder.path / "city";
    fs::copy(from, city);
    std::ifstream file(from / "企业基本信息.csv", std::ios::binary);
    std::string text, row;
    std::getline(file, text);
    text += '\n';
    for (int i = 1; i <= kMore; ++i)
        text += fmt::format("N{:04},990101,东城示范区,第{}新增有限公司,,,水泥,一般,非引领性,,否,否,正常,值班室,000-1000-{:04},n{}@n.example.com,example-1,备案,\n", i, i, i, i);
    while (std::getline(file, row)) text += row + '\n';
    std::ofstream(city / "企业基本信息.csv", std::ios::binary) << text;
    std::string config = office::example_city_text();
    const std::string of_source = from.string();
    return config.replace(config.find(of_source), of_source.size(), city.string());
}

/// Message-ID -> bytes.
using Mails = std::map<std::string, std::string>;

Mails composed(const Outcome& outcome) {
    Mails mails;
    const EnterpriseMails& made = *outcome.papers->enterprise_mails;
    for (size_t i = 0; i < made.size(); ++i) mails[made.message_id(i)] = made.compose(i).bytes;
    return mails;
}

/// Everything that goes out, taken by the relay.
Mails sent(Service& service) {
    Mails mails;
    std::vector<DeliveryResult> results;
    while (true) {
        const auto due = service.store().exchange(results, service.now(), RetryPolicy{}, 200, true, service.mailing());
        results.clear();
        for (const DeliveryBytes& one : due) {
            CHECK(mails.count(one.message_id) == 0);
            mails[one.message_id] = one.bytes;
            results.push_back({one.id, RelayAnswer::accepted, "250 OK"});
        }
        if (!due.empty()) continue;
        if (service.mailing() == nullptr) return mails;
        (void)service.mailing()->wait(1);
    }
}

int owed(Service& service) {
    int count = 0;
    for (const auto& [transition, mails] : service.store().owed_mails()) count += mails;
    return count;
}

}  // namespace

TEST_CASE("what a killed program owes of an issue, a change and a release is made by the next one to the same byte") {
    const TestFolder folder;
    const std::string text = large_city_text(folder);
    const size_t told = kMore + 289 + 98;
    const auto step = [&](const Event& event) {
        Mails wanted;
        {
            Service service = office::open(folder, text);
            const Outcome outcome = service.command(event, true);
            INFO((outcome.refusal ? outcome.refusal->what.en : ""));
            REQUIRE(outcome.papers);
            wanted = composed(outcome);
            REQUIRE(wanted.size() + outcome.papers->without_address.size() == told);
            CHECK(owed(service) == static_cast<int>(wanted.size() - kMailsOfSignature));
            CHECK(service.store().outbox_counts_of(outcome.papers->transition.id())["waiting"] == static_cast<int>(wanted.size()));
            CHECK(service.store().counts(outcome.papers->transition.id()).second == static_cast<int>(wanted.size()));
        }
        Service again = office::open(folder, text);
        REQUIRE(again.mailing() != nullptr);
        CHECK(again.mailing()->left() == wanted.size() - kMailsOfSignature);
        CHECK((sent(again) == wanted));    // a failure would print megabytes
        CHECK(owed(again) == 0);
        CHECK(again.store().outbox_counts()["waiting"] == 0);
    };
    step(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::yellow, {}, {}, {}});
    step(RaiseCommand{"all", "officer-1", "年度演练升级", AlertLevel::red, {}, {}, {}});
    step(ReleaseCommand{"D2014-01", "officer-1", "演练结束", {}, {}});
}

TEST_CASE("a further signature gives every owed mail its row, and writes in its thread") {
    const TestFolder folder;
    Service service = office::open(folder, large_city_text(folder));
    const Outcome issued = service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::yellow, {}, {}, {}}, true);
    REQUIRE(issued.papers);
    REQUIRE(service.mailing() != nullptr);
    const Outcome raised = service.command(RaiseCommand{"all", "officer-1", "年度演练升级", AlertLevel::red, {}, {}, {}}, true);
    REQUIRE(raised.papers);
    CHECK(service.store().owed_mails().count(issued.papers->transition.id()) == 0);
    CHECK(service.store().owed_mails().count(raised.papers->transition.id()) == 1);
    const size_t last = mailed(*raised.papers) - 1;    // its first mail was owed
    CHECK(raised.papers->enterprise_mails->compose(last).bytes.find("References: " + issued.papers->enterprise_mails->message_id(last)) != std::string::npos);
    Mails wanted = composed(issued);
    wanted.merge(composed(raised));
    CHECK((sent(service) == wanted));
}

TEST_CASE("a domain that was changed before the rest is made brings nobody a second mail") {
    const TestFolder folder;
    std::string text = large_city_text(folder);
    size_t told = 0;
    {
        Service service = office::open(folder, text);
        const Outcome issued = service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::yellow, {}, {}, {}}, true);
        REQUIRE(issued.papers);
        told = mailed(*issued.papers);
    }
    const std::string from = "duty@office.example";
    text.replace(text.find(from), from.size(), "duty@new.example");
    Service again = office::open(folder, text);
    REQUIRE(again.mailing() != nullptr);
    CHECK(again.mailing()->left() == told - kMailsOfSignature);
    const Mails mails = sent(again);
    CHECK(mails.size() == told);
    const auto of_domain = [&](const std::string& domain) {
        return std::count_if(mails.begin(), mails.end(), [&](const auto& mail) { return mail.first.find(domain) != std::string::npos; });
    };
    CHECK(of_domain("@office.example>") == static_cast<std::ptrdiff_t>(kMailsOfSignature));
    CHECK(of_domain("@new.example>") == static_cast<std::ptrdiff_t>(told - kMailsOfSignature));
}

TEST_CASE("owed mails whose source is damaged are a fault, not silence") {
    const TestFolder folder;
    const std::string text = large_city_text(folder);
    {
        Service service = office::open(folder, text);
        REQUIRE(service.command(RaiseCommand{"all", "officer-1", "年度演练", AlertLevel::yellow, {}, {}, {}}, true).papers);
    }
    SQLite::Database((folder.path / "q.db").string(), SQLite::OPEN_READWRITE).exec("update mailing_source set body = 'torn'");
    Service again = office::open(folder, text);
    CHECK(again.mailing() == nullptr);
    CHECK(again.faults().has("mailing D2014-01.1"));
    CHECK(again.store().outbox_counts()["waiting"] > 500);    // still owed
}
