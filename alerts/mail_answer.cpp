// SPDX-License-Identifier: Apache-2.0
#include "alerts/mail_answer.hpp"

#include <algorithm>

#include "alerts/gmime_held.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr size_t kMostReferences = 50;

std::string header(GMimeMessage* message, const char* name) {
    const char* value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    return value != nullptr ? lower(trimmed(value)) : "";
}

std::string sender(GMimeMessage* message) {
    InternetAddressList* list = g_mime_message_get_from(message);
    if (list == nullptr || internet_address_list_length(list) != 1) return "";
    InternetAddress* one = internet_address_list_get_address(list, 0);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) return "";
    const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
    return address != nullptr ? lower(address) : "";
}

/// `<…>` tokens, as they stand.
void add_ids(GMimeMessage* message, const char* name, std::vector<std::string>& into) {
    const char* value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    const std::string text = value != nullptr ? value : "";
    for (size_t at = text.find('<'); at != std::string::npos && into.size() < kMostReferences; at = text.find('<', at + 1)) {
        const size_t end = text.find('>', at);
        if (end == std::string::npos) break;
        into.push_back(text.substr(at, end - at + 1));
    }
}

/// What holiday notices without any mark of RFC 3834 are called.
bool automatic_subject(GMimeMessage* message) {
    const char* text = g_mime_message_get_subject(message);
    const std::string subject = text != nullptr ? lower(trimmed(text)) : "";
    for (const char* beginning : {"自动回复", "自动答复", "自动应答", "休假", "外出", "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "out of office", "vacation"})
        if (subject.rfind(beginning, 0) == 0) return true;
    return false;
}

bool is_automatic(GMimeMessage* message, const std::string& from) {
    if (automatic_subject(message)) return true;
    const std::string submitted = header(message, "Auto-Submitted"), precedence = header(message, "Precedence");
    if (!submitted.empty() && submitted != "no") return true;
    if (precedence == "bulk" || precedence == "junk" || precedence == "list" || precedence == "auto_reply") return true;
    for (const char* name : {"X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "X-Failed-Recipients"})
        if (!header(message, name).empty()) return true;
    if (header(message, "Return-Path") == "<>") return true;
    const std::string local = from.substr(0, from.find('@'));
    if (from.empty() || local == "mailer-daemon" || local == "postmaster" || local.rfind("noreply", 0) == 0 || local.rfind("no-reply", 0) == 0)
        return true;
    GMimeObject* body = g_mime_message_get_mime_part(message);
    GMimeContentType* type = body != nullptr ? g_mime_object_get_content_type(body) : nullptr;
    return type != nullptr && g_mime_content_type_is_type(type, "multipart", "report");
}

/// The first text/plain that is no attachment.
std::string plain_text(GMimeObject* part, int depth) {
    if (part == nullptr || depth > 10) return "";
    if (GMIME_IS_MULTIPART(part)) {
        const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
        for (int i = 0; i < count; ++i)
            if (std::string text = plain_text(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1); !text.empty()) return text;
        return "";
    }
    GMimeContentType* type = g_mime_object_get_content_type(part);
    const char* disposition = g_mime_object_get_disposition(part);
    if (!GMIME_IS_TEXT_PART(part) || type == nullptr || !g_mime_content_type_is_type(type, "text", "plain") ||
        (disposition != nullptr && lower(disposition) == "attachment"))
        return "";
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    if (text == nullptr) return "";
    std::string out = g_utf8_validate(text, -1, nullptr) ? text : "";
    g_free(text);
    return out;
}

std::string attached_pdf(GMimeObject* part, int depth) {
    if (part == nullptr || depth > 10) return "";
    if (GMIME_IS_MULTIPART(part)) {
        const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
        for (int i = 0; i < count; ++i)
            if (std::string pdf = attached_pdf(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1); !pdf.empty()) return pdf;
        return "";
    }
    GMimeContentType* type = g_mime_object_get_content_type(part);
    if (!GMIME_IS_PART(part) || type == nullptr || !g_mime_content_type_is_type(type, "application", "pdf")) return "";
    Held<GMimeStream> out(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), out.get());
    const GByteArray* array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
    return std::string(reinterpret_cast<const char*>(array->data), array->len);
}

/// Empty where the bytes are no mail.
Held<GMimeMessage> parsed_mail(std::string_view bytes) {
    start_gmime();
    Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    return Held<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        lines.push_back(std::move(line));
        at = end + 1;
    }
    return lines;
}

bool begins(const std::string& text, std::string_view beginning) { return text.compare(0, beginning.size(), beginning) == 0; }
bool ends(const std::string& text, std::string_view ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

/// Where mail programs put the mail that is answered.
bool opens_quote(const std::string& line) {
    const std::string text = trimmed(line);
    if (line == "-- " || begins(text, "-----原始邮件") || begins(text, "----- 原始邮件") || begins(text, "------------------ 原始邮件") ||
        begins(text, "-----Original Message") || begins(text, "________________________________"))
        return true;
    if (begins(text, "在") && (ends(text, "写道：") || ends(text, "写道:"))) return true;
    return begins(text, "On ") && ends(text, "wrote:");
}

}  // namespace

std::string without_quotes(const std::string& text) {
    std::string out;
    for (const std::string& line : lines_of(text)) {
        if (opens_quote(line)) break;
        if (begins(trimmed(line), ">")) continue;
        out += line + "\n";
    }
    return trimmed(out);
}

std::string mail_text(std::string_view bytes) {
    const Held<GMimeMessage> message = parsed_mail(bytes);
    std::string text = message ? plain_text(g_mime_message_get_mime_part(message.get()), 0) : "";
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    return text;
}

std::string mail_pdf(std::string_view bytes) {
    const Held<GMimeMessage> message = parsed_mail(bytes);
    return message ? attached_pdf(g_mime_message_get_mime_part(message.get()), 0) : "";
}

std::optional<IncomingMail> read_incoming_mail(std::string_view bytes) {
    const Held<GMimeMessage> message = parsed_mail(bytes);
    if (!message) return std::nullopt;
    IncomingMail out;
    out.from = sender(message.get());
    add_ids(message.get(), "In-Reply-To", out.refers);
    add_ids(message.get(), "References", out.refers);
    out.automatic = is_automatic(message.get(), out.from);
    out.text = without_quotes(plain_text(g_mime_message_get_mime_part(message.get()), 0));
    return out;
}

std::optional<UnitMailId> unit_mail_id(const std::string& message_id) {
    constexpr std::string_view kMark = ".unit-";
    if (message_id.size() < 3 || message_id.front() != '<') return std::nullopt;
    const size_t at = message_id.find('@'), mark = message_id.find(kMark);
    if (at == std::string::npos || mark == std::string::npos || mark > at) return std::nullopt;
    UnitMailId out;
    out.transition = message_id.substr(1, mark - 1);
    out.alert = out.transition.substr(0, out.transition.rfind('.'));
    out.unit = message_id.substr(mark + kMark.size(), at - mark - kMark.size());
    if (out.unit.empty() || out.alert == out.transition) return std::nullopt;
    return out;
}

std::optional<DutyKind> said_kind(const std::string& text) {
    const std::string first = text.substr(0, text.find('\n'));
    if (first.find("回执") != std::string::npos || first.find("收到") != std::string::npos) return DutyKind::receipt;
    if (first.find("日报") != std::string::npos) return DutyKind::daily_return;
    if (first.find("总结") != std::string::npos) return DutyKind::summary;
    if (first.find("落实情况") != std::string::npos) return DutyKind::execution;
    return std::nullopt;
}

std::string without_heading(const std::string& text) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string first = trimmed(text.substr(0, end));
    for (const char* word : {"回执", "响应回执", "落实情况", "日报", "总结", "响应总结"})
        if (first == word) return trimmed(text.substr(end));
    return text;
}

AnswerContent content_of_mail(const std::string& text, const std::vector<FormField>& form) {
    AnswerContent out;
    for (const std::string& line : lines_of(text)) {
        const std::string clean = trimmed(line);
        bool taken = false;
        for (const FormField& field : form) {
            if (!begins(clean, field.name.zh)) continue;
            std::string rest = clean.substr(field.name.zh.size());
            for (const std::string_view colon : {"：", ":"})
                if (begins(rest, colon)) rest = rest.substr(colon.size());
            rest = trimmed(rest);
            if (!field.count_word.zh.empty() && ends(rest, field.count_word.zh)) rest = trimmed(rest.substr(0, rest.size() - field.count_word.zh.size()));
            if (rest.empty() || rest.size() > 9 || rest.find_first_not_of("0123456789") != std::string::npos) continue;
            out.values[field.id] = std::stoll(rest);
            taken = true;
        }
        if (!taken) out.text += line + "\n";
    }
    out.text = trimmed(out.text);
    return out;
}

}  // namespace qingkong
