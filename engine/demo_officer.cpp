// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_officer.hpp"

#include <fmt/format.h>

namespace qingkong {

std::optional<AlertAction> parse_action(const std::string& text) {
    for (const AlertAction action :
         {AlertAction::none, AlertAction::watch, AlertAction::issue, AlertAction::upgrade, AlertAction::downgrade,
          AlertAction::keep, AlertAction::hold, AlertAction::release, AlertAction::external})
        if (token(action) == text) return action;
    return std::nullopt;
}

std::vector<OpenProposal> proposals_to_sign(const std::vector<OpenProposal>& open, Instant now) {
    std::vector<OpenProposal> out;
    for (const OpenProposal& proposal : open) {
        const bool near = proposal.response_start.seconds - now.seconds <= kReleaseAheadHours * 3600;
        switch (proposal.action) {
            case AlertAction::issue:
            case AlertAction::upgrade:
            case AlertAction::downgrade:
            case AlertAction::external:
                out.push_back(proposal);
                break;
            case AlertAction::release:
                if (near) out.push_back(proposal);
                break;
            default:
                break;
        }
    }
    return out;
}

std::string signing_comment(const OpenProposal& proposal) {
    const std::string level = level_name(proposal.to).zh + "预警";
    switch (proposal.action) {
        case AlertAction::issue:
            return fmt::format("经会商，同意按建议发布{}（模拟签发）", level);
        case AlertAction::upgrade:
            return fmt::format("经会商，同意升级为{}（模拟签发）", level);
        case AlertAction::downgrade:
            return fmt::format("经会商，同意降级为{}（模拟签发）", level);
        case AlertAction::release:
            return "已满足解除条件，同意解除（模拟签发）";
        default:
            return "同意（模拟签发）";
    }
}

}  // namespace qingkong
