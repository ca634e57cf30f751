// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_ledger.hpp"

#include "rules/csv.hpp"

namespace qingkong {
namespace {

std::string time_cell(const std::optional<Instant>& instant) { return instant ? format_instant(*instant) : ""; }

}  // namespace

std::string ledger_cell(const std::string& text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    const size_t first = out.find_first_not_of(' ');
    const bool formula = first != std::string::npos && (out[first] == '=' || out[first] == '+' || out[first] == '-' || out[first] == '@');
    return formula ? "'" + out : out;
}

std::string ledger_csv(const std::vector<Delivery>& deliveries, const std::map<std::string, ContactOf>& book) {
    std::string csv = csv_line({"id", "transition", "enterprise_id", "enterprise", "area", "channel", "purpose", "to", "state", "attempts",
                                "created_at", "sent_at", "next_try", "last_reply", "bounced_at", "bounce_text", "reminded_at", "confirmed_at",
                                "confirmed_how", "confirmed_by", "message_id"});
    for (const Delivery& d : deliveries) {
        const auto contact = book.find(d.enterprise_id);
        std::vector<std::string> cells = {std::to_string(d.id), d.transition, d.enterprise_id, contact != book.end() ? contact->second.name : "", d.area,
                                          d.channel, d.purpose, d.to, std::string(token(d.state)), std::to_string(d.attempts),
                                          format_instant(d.created_at), time_cell(d.sent_at), time_cell(d.next_try), d.last_reply,
                                          time_cell(d.bounced_at), d.bounce_text, time_cell(d.reminded_at), time_cell(d.confirmed_at),
                                          d.confirmed_how, d.confirmed_by, d.message_id};
        for (std::string& cell : cells) cell = ledger_cell(cell);
        csv += csv_line(cells);
    }
    return csv;
}

}  // namespace qingkong
