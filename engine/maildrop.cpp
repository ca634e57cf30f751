// SPDX-License-Identifier: Apache-2.0
#include "engine/maildrop.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "alerts/bounce.hpp"
#include "alerts/mail_answer.hpp"
#include "engine/acknowledgement.hpp"
#include "engine/http_api_returns.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

namespace fs = std::filesystem;

/// Bounds of one reading: the rest waits for the next one.
constexpr size_t kMostMails = 200;
constexpr uintmax_t kLargestMail = 25u << 20;

/// Which of our mails it answers; empty where it answers none, or comes from another address than that mail went to.
std::optional<UnitMailId> answered_mail(const Service& service, const IncomingMail& mail) {
    for (const std::string& id : mail.refers)
        if (auto ours = unit_mail_id(id))
            if (const MemberUnit* unit = service.config().members.find(ours->unit); unit != nullptr && !unit->mail.empty() && lower(unit->mail) == mail.from)
                return ours;
    return std::nullopt;
}

/// A unit wrote what could not be taken: the record says so, and a person reads it.
void note_aside(Service& service, const UnitMailId& ours, const std::string& why) {
    const Text name = unit_name(service.config().members, ours.unit);
    JournalEntry entry;
    entry.at = service.now();
    entry.area = kWholeCity;
    entry.kind = "mail_aside";
    entry.who = "engine";
    entry.text = {fmt::format("{}来信（{}）未能作为报送登记（{}），请人工处理。", name.zh, ours.transition, why),
                  fmt::format("A mail of {} ({}) could not be taken as an answer ({}): a person must read it.", name.en, ours.transition, why)};
    entry.data = nlohmann::ordered_json{{"unit", ours.unit}, {"transition", ours.transition}, {"why", why}}.dump();
    service.store().append_entry(entry);
}

/// What it answers, by its first line; without a word the receipt, while that is owed.
std::optional<DutyKind> kind_of(Service& service, const UnitMailId& ours, const std::string& text) {
    if (const auto said = said_kind(text)) return said;
    for (const Duty& duty : service.duties(Instant{0}))
        if (duty.unit == ours.unit && duty.subject == ours.transition && duty.kind == DutyKind::receipt && !duty.answered_at) return DutyKind::receipt;
    return std::nullopt;
}

}  // namespace

bool take_mail(Service& service, const std::string& bytes) {
    if (const auto bounce = read_bounce(bytes)) return take_bounce(service, *bounce);
    const auto mail = read_incoming_mail(bytes);
    if (!mail || mail->automatic) return false;
    const auto ours = answered_mail(service, *mail);
    if (!ours) return acknowledge_by_mail(service, *mail);
    const auto kind = mail->text.empty() ? std::nullopt : kind_of(service, *ours, mail->text);
    if (!kind) {
        note_aside(service, *ours, mail->text.empty() ? "empty" : "kind_unknown");
        return false;
    }
    const std::string text = without_heading(mail->text);
    const bool whole_alert = *kind == DutyKind::daily_return || *kind == DutyKind::summary;
    nlohmann::ordered_json body{{"kind", token(*kind)}, {"subject", whole_alert ? ours->alert : ours->transition}, {"text", text},
                                {"channel", "mail"}, {"told_by", mail->from}};
    if (whole_alert) {
        const AnswerContent content = content_of_mail(text, service.config().members.terms.form);
        body["text"] = content.text;
        body["values"] = content.values;
    }
    const auto answered = take_answer(service, body, ours->unit, true, "mail");
    if (!answered) note_aside(service, *ours, answered.error().id);
    return answered.has_value();
}

MaildropCounts read_maildrop(Service& service, const std::string& folder) {
    MaildropCounts counts;
    std::error_code error;
    std::vector<fs::path> files;
    fs::create_directories(fs::path(folder) / "new", error);
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / "new", error))
        if (entry.is_regular_file(error) && entry.path().filename().string().front() != '.') files.push_back(entry.path());
    if (error) spdlog::warn("maildir {}: {}", folder, error.message());
    std::sort(files.begin(), files.end());
    if (files.size() > kMostMails) files.resize(kMostMails);
    for (const fs::path& file : files) {
        bool taken = false;
        if (fs::file_size(file, error) <= kLargestMail && !error) {
            std::ifstream stream(file, std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
            taken = take_mail(service, bytes);
        }
        ++(taken ? counts.taken : counts.aside);
        const std::string name = file.filename().string();
        fs::create_directories(fs::path(folder) / "cur", error);
        fs::rename(file, fs::path(folder) / "cur" / (name.substr(0, name.find(":2,")) + (taken ? ":2,S" : ":2,F")), error);
        if (error) {
            spdlog::error("maildir {}: a mail cannot be moved to cur: {}", folder, error.message());
            break;    // else it would be read again and again
        }
    }
    return counts;
}

}  // namespace qingkong
