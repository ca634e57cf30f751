// SPDX-License-Identifier: Apache-2.0
#include "alerts/bounce.hpp"

#include <algorithm>

#include "alerts/gmime_held.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr int kDeepest = 10;
constexpr size_t kLongestText = 300;

/// `rfc822; a@b` -> `a@b`.
std::string after_type(const std::string& value) {
    const size_t semicolon = value.find(';');
    return trimmed(semicolon == std::string::npos ? value : value.substr(semicolon + 1));
}

std::string one_line(const std::string& text) {
    std::string out;
    for (const char c : trimmed(text)) {
        const char shown = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        if (!(shown == ' ' && !out.empty() && out.back() == ' ')) out += shown;
    }
    if (out.size() > kLongestText) out.resize(kLongestText);
    while (!g_utf8_validate(out.data(), static_cast<gssize>(out.size()), nullptr) && !out.empty()) out.pop_back();
    return out;
}

/// The decoded content of a part.
std::string content_of(GMimeObject* part) {
    if (!GMIME_IS_PART(part)) return "";
    GMimeDataWrapper* data = g_mime_part_get_content(GMIME_PART(part));
    if (data == nullptr) return "";
    const Held<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(data, stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return bytes != nullptr ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len) : "";
}

/// Fields of the blocks of a message/delivery-status, folded lines joined.
template <class Take>
void for_each_field(const std::string& text, Take take) {
    std::string name, value;
    const auto flush = [&] {
        if (!name.empty()) take(lower(name), trimmed(value));
        name.clear();
    };
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        at = end + 1;
        if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !name.empty()) {
            value += " " + trimmed(line);
            continue;
        }
        flush();
        const size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        name = trimmed(line.substr(0, colon));
        value = line.substr(colon + 1);
    }
    flush();
}

void read_status(const std::string& text, Bounce& into) {
    for_each_field(text, [&](const std::string& name, const std::string& value) {
        if (name == "action") {
            const std::string action = lower(value);
            if (action == "failed")
                into.kind = Bounce::Kind::failed;
            else if (action == "delayed" && into.kind != Bounce::Kind::failed)
                into.kind = Bounce::Kind::delayed;
        } else if (name == "status") {
            if (into.status.empty() || value[0] == '5') into.status = one_line(value);
        } else if (name == "final-recipient" || (name == "original-recipient" && into.recipient.empty())) {
            into.recipient = lower(one_line(after_type(value)));
        } else if (name == "diagnostic-code") {
            into.text = one_line(after_type(value));
        }
    });
}

void add_id(const std::string& value, Bounce& into) {
    const size_t begin = value.find('<'), end = value.find('>', begin);
    if (begin != std::string::npos && end != std::string::npos) into.original_ids.push_back(value.substr(begin, end - begin + 1));
}

void walk(GMimeObject* part, Bounce& into, int depth) {
    if (part == nullptr || depth > kDeepest) return;
    if (GMIME_IS_MULTIPART(part)) {
        const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
        for (int i = 0; i < count; ++i) walk(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), into, depth + 1);
        return;
    }
    GMimeContentType* type = g_mime_object_get_content_type(part);
    if (GMIME_IS_MESSAGE_PART(part) && !g_mime_content_type_is_type(type, "message", "delivery-status")) {
        GMimeMessage* original = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
        const char* id = original != nullptr ? g_mime_message_get_message_id(original) : nullptr;
        if (id != nullptr) into.original_ids.push_back("<" + std::string(id) + ">");
        return;
    }
    if (type == nullptr) return;
    if (g_mime_content_type_is_type(type, "message", "delivery-status")) return read_status(content_of(part), into);
    if (g_mime_content_type_is_type(type, "text", "rfc822-headers"))
        for_each_field(content_of(part), [&](const std::string& name, const std::string& value) {
            if (name == "message-id") add_id(value, into);
        });
}

}  // namespace

std::optional<Bounce> read_bounce(std::string_view bytes) {
    start_gmime();
    const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    GMimeMessage* parsed = g_mime_parser_construct_message(parser.get(), nullptr);
    if (parsed == nullptr) return std::nullopt;
    const Held<GMimeMessage> message(parsed);
    GMimeObject* body = g_mime_message_get_mime_part(message.get());
    GMimeContentType* type = body != nullptr ? g_mime_object_get_content_type(body) : nullptr;
    if (type == nullptr || !g_mime_content_type_is_type(type, "multipart", "report")) return std::nullopt;
    const char* report = g_mime_content_type_get_parameter(type, "report-type");
    if (report != nullptr && lower(report) != "delivery-status") return std::nullopt;    // a read receipt is none
    Bounce out;
    walk(body, out, 0);
    if (out.text.empty()) out.text = out.status;
    for (const char* name : {"Delivered-To", "X-Original-To", "Envelope-To", "To"})
        if (const char* value = g_mime_object_get_header(GMIME_OBJECT(message.get()), name)) out.sent_to.push_back(trimmed(value));
    return out;
}

}  // namespace qingkong
