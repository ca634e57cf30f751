// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emissions/campaign.hpp"

namespace qingkong {

/// 公示: the same notice as a page and as text, Chinese.
struct CampaignNotice {
    std::string html;
    std::string markdown;
};
/// Each enterprise with its grade on the day and its measures in short, and where and until when objections are taken.
CampaignNotice campaign_notice(const Inventory& inventory, const CampaignPlan& plan, Day day, Day until);

}  // namespace qingkong
