// SPDX-License-Identifier: Apache-2.0
// The workload W4 (bench/README.md): from the signature to the last 250 of the relay, through the product's outbox and
// mailer. The signature stores the first mails and how many are owed; every mail is rendered, stored, sent, and its `sent`
// stored.
//   w4 W2_FOLDER W4_FOLDER TEMPLATE SMTP_PORT DATABASE [SESSIONS]    TEMPLATE own: the product's mail instead of a fixed text
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include "alerts/mail.hpp"
#include "engine/outbox_pump.hpp"
#include "engine/store.hpp"
#include "engine/template_files.hpp"

using namespace qingkong;

namespace {

using Row = std::vector<std::string>;

/// Rows of a plain CSV file, one after another; none is kept.
class Rows {
public:
    explicit Rows(const std::string& path) : file_(path), path_(path) {
        if (!file_) throw std::runtime_error("cannot read " + path);
        next();    // the heading
        next();
    }
    bool has(const std::string& key, size_t column) const { return !ended_ && row_[column] == key; }
    bool ended() const { return ended_; }
    const Row& row() const { return row_; }
    void next() {
        ended_ = !std::getline(file_, line_);
        if (ended_) return;
        size_t cell = 0;
        for (size_t begin = 0; begin <= line_.size(); ++cell) {
            const size_t end = std::min(line_.find(',', begin), line_.size());
            if (cell == row_.size()) row_.emplace_back();
            row_[cell].assign(line_, begin, end - begin);
            begin = end + 1;
        }
    }

private:
    std::ifstream file_;
    std::string path_, line_;
    Row row_;
    bool ended_ = false;
};

std::string base64(const std::string& text) {
    std::string out(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

std::string with_crlf(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

size_t rows_in(const std::string& path) {
    size_t count = 0;
    for (Rows rows(path); !rows.ended(); rows.next()) ++count;
    return count;
}

/// What the product's own mail is made from.
struct OwnMail {
    Transition transition;
    Office office;
    City city{"110100", {"示例市", "Example City"}, {{"110101", {"东区", "East"}}}};
    Templates templates;
};

std::unique_ptr<OwnMail> own_mail_parts() {
    auto templates = load_office_templates("");
    if (!templates) throw std::runtime_error("the templates cannot be read");
    auto own = std::make_unique<OwnMail>();
    own->templates = std::move(*templates);
    own->office.name = {"示例市重污染天气应急指挥部办公室", "Example City Command Office"};
    own->office.government = {"示例市人民政府", "the government of Example City"};
    own->office.plan_title = {"《示例市重污染天气应急预案》", "the Example City plan"};
    own->office.document_prefix = "攻坚办";
    own->office.contact = "值班室";
    own->office.telephone = "010-00000000";
    own->office.mail_from = "alert@alert.invalid";
    own->office.mail_domain = "alert.invalid";
    own->office.link_base = "https://ews.invalid";
    Transition& t = own->transition;
    t.alert_id = "A2017-01";
    t.version = 1;
    t.area = kWholeCity;
    t.areas_concerned = {"110101"};
    t.action = AlertAction::issue;
    t.from = AlertLevel::normal;
    t.to = AlertLevel::orange;
    t.signed_at = Instant{1483588800};
    t.response_start = Instant{1483588800 + 4 * 3600};
    t.edition = {"n2016", "0123456789abcdef0123", {"环大气〔2016〕", "2016"}};
    t.document_no = "攻坚办〔2017〕1号";
    t.reason = {"达到橙色预警条件", "orange condition met"};
    return own;
}

/// The workload's fixed mail for each recipient; enterprises, lines and measures follow each other in the same order.
class Mails {
public:
    Mails(const std::string& w2, const std::string& w4, const std::string& text, std::unique_ptr<OwnMail> own)
        : enterprises_(w2 + "/enterprises.csv"), lines_(w2 + "/lines.csv"), measures_(w2 + "/measures.csv"), to_(w4 + "/recipients.csv"),
          text_(with_crlf(text)), own_(std::move(own)) {}

    OutgoingMail next() {
        if (to_.ended()) throw std::runtime_error("too few recipients");
        const Row& to = to_.row();
        if (!enterprises_.has(to[0], 0)) throw std::runtime_error("recipients and enterprises differ at " + to[0]);
        const Row& enterprise = enterprises_.row();
        const bool voluntary = enterprise[4] == "1" || enterprise[3] == "A";
        if (own_) {
            OutgoingMail mail = own_mail(to, enterprise, voluntary);
            to_.next();
            enterprises_.next();
            return mail;
        }
        std::string measures;
        int count = 0;
        for (; lines_.has(to[0], 1); lines_.next(), ++count) measures += measure(lines_.row()[0], voluntary);
        OutgoingMail mail{"2017-0001", to[0], enterprise[1], to[2], fmt::format("<2017-0001.{}@alert.invalid>", to[0]),
                          "重污染天气橙色预警应急减排通知 " + to[0], "", to[0]};
        mail.bytes = fmt::format("From: alert@alert.invalid\r\nTo: {}\r\nSubject: =?UTF-8?B?{}?=\r\n"
                                 "Date: Thu, 05 Jan 2017 12:00:00 +0800\r\nMessage-ID: {}\r\nMIME-Version: 1.0\r\n"
                                 "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
                                 to[2], base64(mail.subject), mail.message_id);
        fmt::format_to(std::back_inserter(mail.bytes), fmt::runtime(text_), fmt::arg("level", "橙色"), fmt::arg("name", to[1]),
                       fmt::arg("ent", to[0]), fmt::arg("contact", to[3]), fmt::arg("city", enterprise[1]),
                       fmt::arg("start", "2017-01-05 12:00"), fmt::arg("nlines", count), fmt::arg("measures", measures),
                       fmt::arg("ack", 30), fmt::arg("notice", "2017-0001"));
        to_.next();
        enterprises_.next();
        return mail;
    }

private:
    /// The row of the highest level up to orange.
    Row best_of(const std::string& line) {
        Row best;
        for (; measures_.has(line, 0); measures_.next())
            if (const int level = std::stoi(measures_.row()[1]); level <= 2 && (best.empty() || level > std::stoi(best[1]))) best = measures_.row();
        return best;
    }

    /// As a signature of an orange alert composes it: text and HTML, headers, link.
    OutgoingMail own_mail(const Row& to, const Row& enterprise, bool voluntary) {
        std::vector<MeasureOrder> orders;
        for (; lines_.has(to[0], 1); lines_.next()) {
            const Row best = best_of(lines_.row()[0]);
            MeasureOrder order;
            order.area = "110101";
            order.enterprise_id = to[0];
            order.enterprise = to[1];
            order.grade = "b";
            order.line_id = lines_.row()[0];
            order.mandatory = !voluntary && !best.empty();
            order.measure = !order.mandatory ? "自主减排" : best[2] == "stop" ? "停产" : "限产";
            order.verify_by = "用电量";
            order.basis = "F.1; grade B; plan v1; alert";
            orders.push_back(std::move(order));
        }
        MailRecipient recipient;
        recipient.enterprise_id = to[0];
        recipient.name = to[1];
        recipient.area = "110101";
        recipient.email = to[2];
        recipient.contact = to[3];
        recipient.ack_token = to[0];
        const Mail made = compose_enterprise_mail(own_->transition, own_->office, own_->city, recipient, "", orders, {}, own_->templates);
        return {"2017-0001", to[0], enterprise[1], made.to, made.message_id, made.subject, made.bytes, to[0]};
    }

    std::string measure(const std::string& line, bool voluntary) {
        const Row best = best_of(line);
        if (voluntary || best.empty()) return fmt::format("    生产线 {}:本级别自主减排,无强制比例。\r\n", line);
        return fmt::format("    生产线 {}:{},二氧化硫 {}‰、氮氧化物 {}‰、颗粒物 {}‰、挥发性有机物 {}‰。\r\n", line,
                           best[2] == "stop" ? "停产" : "限产", best[3], best[4], best[5], best[6]);
    }

    Rows enterprises_, lines_, measures_, to_;
    std::string text_;
    std::unique_ptr<OwnMail> own_;    ///< null: the fixed text
};

int run(int count, char** words) {
    const bool own = std::string_view(words[3]) == "own";
    std::ifstream file(words[3], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    Mails mails(words[1], words[2], text, own ? own_mail_parts() : nullptr);
    auto store = Store::open(words[5]);
    if (!store) throw std::runtime_error("cannot open the database");
    boost::asio::io_context context;
    MailerOptions options;
    options.smtp_url = fmt::format("smtp://127.0.0.1:{}", words[4]);
    options.tls_required = false;
    options.sessions = count > 6 ? std::atoi(words[6]) : 8;

    std::vector<size_t> wanted(rows_in(std::string(words[2]) + "/recipients.csv"));
    std::iota(wanted.begin(), wanted.end(), size_t{0});

    const auto signature = std::chrono::steady_clock::now();
    const auto since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - signature).count(); };
    const Instant now{1483588800};
    Mailing mailing("2017-0001", "2017-0001", now, std::move(wanted), [&](size_t) { return mails.next(); }, words[1]);
    store->enqueue(mailing);
    const double stored = since();
    double first = 0, last = 0;
    bool quiet = false;
    OutboxPump outbox(context, *store, options, [&] { return mailing.left() > 0 ? &mailing : nullptr; }, [](int64_t) { return "alert@alert.invalid"; }, RetryPolicy{}, [&] { return now; },
                      [&](SendOutcome, const std::string&) {
                          if (first == 0) first = since();
                      },
                      [&] {
                          last = since();
                          quiet = true;
                      });
    outbox.pump();
    while (!quiet && context.run_one() > 0) {}
    outbox.stop();
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const int sent = store->outbox_counts()["sent"];
    std::printf("sent=%d signed_seconds=%.3f first_answers_seconds=%.3f last_seconds=%.3f peak_mib=%.1f\n", sent, stored, first, last,
                static_cast<double>(used.ru_maxrss) / 1024);
    return sent > 0 && store->outbox_counts()["waiting"] == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    if (count < 6) {
        std::fputs("usage: w4 W2_FOLDER W4_FOLDER TEMPLATE SMTP_PORT DATABASE [SESSIONS]\n", stderr);
        return 2;
    }
    try {
        return run(count, words);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 2;
    }
}
