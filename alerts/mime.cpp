// SPDX-License-Identifier: Apache-2.0
#include "alerts/mime.hpp"

#include "alerts/gmime_held.hpp"
#include "alerts/mail.hpp"

namespace qingkong {

namespace {

/// GMime would write words longer than RFC 2047 allows: the header goes in raw, as we encoded it.
void set_raw(GMimeObject* object, const char* name, const std::string& value) {
    g_mime_object_set_header(object, name, "x", nullptr);
    GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    g_mime_header_set_raw_value(header, (" " + value + "\n").c_str());
}

std::string mailbox(const std::string& name, const std::string& address) {
    if (name.empty()) return "<" + address + ">";
    const std::string words = encoded_words(name);    // line breaks in a name go into the encoded word
    // An ASCII name is quoted: it may hold commas or brackets. A folded address keeps lines short.
    if (words != name) return words + "\n <" + address + ">";
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        if (c != '\r' && c != '\n') quoted += c;
    }
    return quoted + "\" <" + address + ">";
}

std::string without_brackets(const std::string& id) {
    return id.size() > 2 && id.front() == '<' ? id.substr(1, id.size() - 2) : id;
}

Held<GMimeObject> base64_part(const char* subtype, const std::string& words) {
    Held<GMimePart> part(g_mime_part_new_with_type("text", subtype));
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
    // The canonical form of text has CRLF, also inside base64.
    std::string canonical;
    canonical.reserve(words.size() + words.size() / 20);
    for (const char c : words) {
        if (c == '\r') continue;
        if (c == '\n') canonical += '\r';
        canonical += c;
    }
    Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(canonical.data(), canonical.size()));
    Held<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(part.get(), content.get());
    // A relay may lack 8BITMIME.
    g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
    return Held<GMimeObject>(GMIME_OBJECT(part.release()));
}

Held<GMimeObject> pdf_part(const std::string& name, const std::string& bytes) {
    Held<GMimePart> part(g_mime_part_new_with_type("application", "pdf"));
    g_mime_object_set_disposition(GMIME_OBJECT(part.get()), "attachment");
    g_mime_object_set_content_disposition_parameter(GMIME_OBJECT(part.get()), "filename", name.c_str());
    Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    Held<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(part.get(), content.get());
    g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
    return Held<GMimeObject>(GMIME_OBJECT(part.release()));
}

}  // namespace

std::string mime_bytes(const MimeMessage& message) {
    start_gmime();
    Held<GMimeMessage> mime(g_mime_message_new(FALSE));
    GMimeObject* headers = GMIME_OBJECT(mime.get());
    g_mime_message_set_message_id(mime.get(), without_brackets(message.message_id).c_str());
    {
        GTimeZone* zone = g_time_zone_new_offset(static_cast<gint32>(kZoneSeconds));
        GDateTime* utc = g_date_time_new_from_unix_utc(message.date.seconds);
        GDateTime* local = g_date_time_to_timezone(utc, zone);
        g_mime_message_set_date(mime.get(), local);
        g_date_time_unref(local);
        g_date_time_unref(utc);
        g_time_zone_unref(zone);
    }
    set_raw(headers, "From", mailbox(message.from_name, message.from_address));
    set_raw(headers, "To", mailbox(message.to_name, message.to_address));
    set_raw(headers, "Subject", encoded_words(message.subject));
    if (!message.thread_id.empty()) {
        set_raw(headers, "In-Reply-To", message.thread_id);
        set_raw(headers, "References", message.thread_id);
    }
    set_raw(headers, "Auto-Submitted", "auto-generated");
    set_raw(headers, "MIME-Version", "1.0");

    Held<GMimeMultipart> parts(g_mime_multipart_new_with_subtype("alternative"));
    g_mime_multipart_set_boundary(parts.get(), message.boundary.c_str());
    g_mime_multipart_add(parts.get(), base64_part("plain", message.text).get());
    g_mime_multipart_add(parts.get(), base64_part("html", message.html).get());
    if (message.attachment_name.empty()) {
        g_mime_message_set_mime_part(mime.get(), GMIME_OBJECT(parts.get()));
    } else {
        Held<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
        g_mime_multipart_set_boundary(mixed.get(), ("=M" + message.boundary).substr(0, 70).c_str());
        g_mime_multipart_add(mixed.get(), GMIME_OBJECT(parts.get()));
        g_mime_multipart_add(mixed.get(), pdf_part(message.attachment_name, message.attachment).get());
        g_mime_message_set_mime_part(mime.get(), GMIME_OBJECT(mixed.get()));
    }

    GMimeFormatOptions* format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_format_options_set_param_encoding_method(format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
    GByteArray* array = g_byte_array_new();
    Held<GMimeStream> out(g_mime_stream_mem_new_with_byte_array(array));
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(out.get()), FALSE);
    g_mime_object_write_to_stream(GMIME_OBJECT(mime.get()), format, out.get());
    std::string bytes(reinterpret_cast<const char*>(array->data), array->len);
    g_byte_array_free(array, TRUE);
    g_mime_format_options_free(format);
    return bytes;
}

}  // namespace qingkong
