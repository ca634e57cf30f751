// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "alerts/mail.hpp"

namespace qingkong {

namespace {

/// Label 39: `以热定产（豁免最高至橙色预警）`; caps say the allowed load instead.
std::string exemption_words(const std::vector<Exemption>& exemptions, AlertLevel level, Day day) {
    std::string words;
    for (const Exemption& exemption : exemptions) {
        if (!holds_on(exemption.valid_from, exemption.valid_to, day)) continue;
        if (level > exemption.max_level || level > highest_level(exemption.kind)) continue;
        if (!words.empty()) words += "；";
        words += exemption_name(exemption.kind).zh;
        if (caps_load(exemption.kind) && exemption.load_cap_percent)
            words += fmt::format("（允许负荷不超过{}%）", *exemption.load_cap_percent);
        else if (!caps_load(exemption.kind))
            words += fmt::format("（豁免最高至{}预警）",
                                 level_name(std::min(exemption.max_level, highest_level(exemption.kind))).zh);
    }
    return words;
}

}  // namespace

MailRecipient mail_recipient(const Enterprise& enterprise, AlertLevel level, Day decided, Day starts) {
    MailRecipient recipient;
    recipient.enterprise_id = enterprise.enterprise_id;
    recipient.name = enterprise.name;
    recipient.area = enterprise.area;
    recipient.email = enterprise.contact.email;
    recipient.contact = enterprise.contact.post;
    recipient.exemption = exemption_words(enterprise.exemptions, level, decided);
    if (level != AlertLevel::normal) recipient.transport_rule = enterprise.transport.rule(level);
    recipient.remaining = remaining_controls(enterprise, starts);
    return recipient;
}

MailRecipient mail_recipient(const Source& source, AlertLevel level, Day decided, Day starts) {
    MailRecipient recipient;
    recipient.enterprise_id = source.source_id;
    recipient.name = source.name;
    recipient.area = source.area;
    recipient.email = source.contact.email;
    recipient.contact = source.contact.post;
    recipient.exemption = exemption_words(source.exemptions, level, decided);
    recipient.remaining = remaining_controls(source, starts);
    return recipient;
}

}  // namespace qingkong
