// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "alerts/channel_delivery.hpp"
#include "alerts/mail.hpp"
#include "alerts/situation.hpp"

namespace qingkong {

/// Orders by enterprise, in their order.
using OrdersByEnterprise = std::unordered_map<std::string, std::vector<MeasureOrder>>;
OrdersByEnterprise by_enterprise(const std::vector<MeasureOrder>& orders);

/// The mails of one step to enterprises and sources, each composed when it is wanted: a province has tens of thousands, and
/// the first does not wait for the last. Holds all that it is made from; any thread.
class EnterpriseMails {
public:
    /// One with an address.
    struct Addressed {
        MailRecipient recipient;
        bool with_sheet = false;    ///< the order sheet that was printed in advance says what is ordered, and goes along
    };
    struct Parts {
        Transition transition;
        Office office;
        City city;
        Templates templates;
        std::function<std::string(const std::string& enterprise_id, AlertLevel level)> order_sheet;    ///< as in Situation
        OrdersByEnterprise now, before;    ///< before: in force until this step
        std::vector<Addressed> addressed;
    };
    explicit EnterpriseMails(Parts parts) : parts_(std::move(parts)) {}

    const Parts& parts() const { return parts_; }
    size_t size() const { return parts_.addressed.size(); }
    const MailRecipient& recipient(size_t i) const { return parts_.addressed[i].recipient; }
    std::string message_id(size_t i) const;
    std::string subject(size_t i) const;
    /// The same bytes each time.
    OutgoingMail compose(size_t i) const;

private:
    const Parts parts_;
};

/// How many enterprises and sources have a mail in the papers.
size_t mailed(const TransitionPapers& papers);

/// One mail per enterprise and source of the areas concerned, added to the papers (handbook F.1: everybody is told; of a
/// revised inventory those whose duties differ). `after`: the book as it stands with the step. The answer is everybody who is
/// told, with an address or without.
std::vector<ToldRecipient> address_enterprises(const Situation& situation, const AlertBook& after, TransitionPapers& papers);

}  // namespace qingkong
