// SPDX-License-Identifier: Apache-2.0
#include "alerts/approval.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/area.hpp"

namespace qingkong {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// `分管副市长（郑政文〔2023〕35号）、市长（…）`: who could.
std::string posts(const std::vector<const Authority*>& authorities) {
    std::string list;
    for (const Authority* one : authorities) {
        if (!list.empty()) list += "、";
        list += one->approver;
        if (!one->document.empty()) list += "（" + one->document + "）";
    }
    return list;
}

ApprovalRefusal no_authority(AlertLevel level, const std::vector<const Authority*>& fitting) {
    const Text name = level_name(level);
    if (fitting.empty())
        return {"no_authority",
                {fmt::format("没有任何有效授权可批准该区域的{}预警事项", name.zh),
                 fmt::format("no authority in force covers {} alerts of these areas", name.en)},
                {"请在 [[authority]] 中登记授权文件及其范围、有效期", "enter the document, its scope and validity in [[authority]]"}};
    return {"no_authority",
            {fmt::format("本账号未获授权批准{}预警事项", name.zh),
             fmt::format("this account is not authorised to approve {} alerts", name.en)},
            {fmt::format("批准人：{}；纸质或电话批准由值班员登记", posts(fitting)),
             fmt::format("approvers: {}; an approval on paper or by telephone is recorded by the officer", posts(fitting))}};
}

ApprovalRefusal bad_approval(Text what, Text wanted) { return {"bad_approval", std::move(what), std::move(wanted)}; }

}  // namespace

std::string_view token(ApprovalManner manner) {
    switch (manner) {
        case ApprovalManner::program: return "program";
        case ApprovalManner::paper: return "paper";
        case ApprovalManner::telephone: return "telephone";
        case ApprovalManner::emergency: return "emergency";
    }
    return "program";
}

std::optional<ApprovalManner> parse_approval_manner(std::string_view text) {
    for (const ApprovalManner manner :
         {ApprovalManner::program, ApprovalManner::paper, ApprovalManner::telephone, ApprovalManner::emergency})
        if (token(manner) == text) return manner;
    return std::nullopt;
}

Text approval_manner_name(ApprovalManner manner) {
    switch (manner) {
        case ApprovalManner::program: return {"系统签批", "signed in the program"};
        case ApprovalManner::paper: return {"纸质签批", "signed on paper"};
        case ApprovalManner::telephone: return {"电话批示", "by telephone"};
        case ApprovalManner::emergency: return {"应急签发，待补签", "signed by one person, counter-signature to follow"};
    }
    return {};
}

bool Authority::covers(AlertLevel level, const std::vector<std::string>& wanted_areas, Day day) const {
    if (std::find(levels.begin(), levels.end(), level) == levels.end()) return false;
    if ((valid_from && day < *valid_from) || (valid_to && day > *valid_to)) return false;
    if (contains(areas, std::string(kWholeCity))) return true;
    return std::all_of(wanted_areas.begin(), wanted_areas.end(), [&](const std::string& area) { return contains(areas, area); });
}

Text approval_words(const Approval& approval) {
    if (approval.approver.empty() && approval.manner == ApprovalManner::program) return {};
    const Text manner = approval_manner_name(approval.manner);
    const std::string document = approval.document.empty() ? "" : "（" + approval.document + "）";
    Text text{fmt::format("批准：{}{}，{}", approval.approver, document, manner.zh),
              fmt::format("approved by {}{}, {}", approval.approver, document, manner.en)};
    if (approval.given_at && approval.manner != ApprovalManner::program) {
        text.zh += fmt::format("（{}）", spoken_time_zh(*approval.given_at));
        text.en += fmt::format(" ({})", spoken_time_en(*approval.given_at));
    }
    if (approval.waits_for_countersign()) {
        text.zh += fmt::format("，须于{}前补签", spoken_time_zh(*approval.countersign_due));
        text.en += fmt::format(", to be counter-signed by {}", spoken_time_en(*approval.countersign_due));
    }
    return text;
}

std::optional<ApprovalRefusal> fill_approval(const std::vector<Authority>& authorities, const ApprovalQuestion& question,
                                             Approval& approval) {
    const bool recorded = approval.manner == ApprovalManner::paper || approval.manner == ApprovalManner::telephone;
    if (recorded && !approval.given_at)
        return bad_approval({"缺少批准时间 approved_at", "approved_at is missing"}, {"批准人何时签批或批示", "when the approver signed or spoke"});
    constexpr int64_t kOldest = 24 * 3600;
    if (recorded && (*approval.given_at > question.now || question.now.seconds - approval.given_at->seconds > kOldest))
        return bad_approval({"批准时间晚于现在，或早于24小时以前", "approved_at lies ahead, or more than 24 hours back"},
                            {"请核对批准时间", "check the time"});
    if (authorities.empty()) {
        if (approval.manner == ApprovalManner::emergency)
            return bad_approval({"未登记授权文件，不能应急签发", "no authority is configured: nobody may sign alone"},
                                {"请在 [[authority]] 中登记 emergency_hours", "enter emergency_hours in [[authority]]"});
        return std::nullopt;
    }
    std::vector<const Authority*> fitting;
    for (const Authority& one : authorities)
        if (one.covers(question.level, question.areas, day_of(question.now))) fitting.push_back(&one);
    const auto named = [&](const Authority* one) { return approval.authority.empty() || one->id == approval.authority; };
    const auto may = [&](const Authority* one) {
        if (!named(one)) return false;
        if (approval.manner == ApprovalManner::program) return contains(one->accounts, question.who);
        if (approval.manner == ApprovalManner::emergency) return one->emergency_hours > 0;
        return true;
    };
    const auto found = std::find_if(fitting.begin(), fitting.end(), may);
    if (found == fitting.end()) return no_authority(question.level, fitting);
    // Who approved on paper is not guessed where several could have.
    if (recorded && approval.authority.empty() && fitting.size() > 1)
        return bad_approval({"有多个授权可适用，未说明由谁批准", "several authorities fit: who approved is not said"},
                            {fmt::format("authority 取其一：{}", posts(fitting)), fmt::format("authority: one of {}", posts(fitting))});
    approval.authority = (*found)->id;
    approval.approver = (*found)->approver;
    approval.document = (*found)->document;
    if (approval.manner == ApprovalManner::emergency)
        approval.countersign_due = Instant{question.now.seconds + int64_t{(*found)->emergency_hours} * 3600};
    return std::nullopt;
}

}  // namespace qingkong
