// SPDX-License-Identifier: Apache-2.0
#include "engine/user_entry.hpp"

#include <algorithm>

#include "engine/password.hpp"

namespace qingkong {
namespace {

bool plain_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

}  // namespace

std::optional<EntryProblem> user_id_problem(const Config& config, const std::string& id) {
    if (!plain_id(id))
        return EntryProblem{{"账号只能用字母、数字和 . _ -", "an id holds letters, digits and . _ -"}, {"例如 zhangwei", "e.g. zhangwei"}};
    for (const Account& account : config.accounts)
        if (account.id == id)
            return EntryProblem{{"配置文件中已有账号 " + id, "the configuration has an account " + id}, {"请用其他账号", "take another id"}};
    return std::nullopt;
}

std::optional<EntryProblem> grant_problem(const Config& config, const Grant& grant) {
    const Text wanted{R"(例如 "grants": [{"role": "officer", "areas": ["all"]}])", R"(e.g. "grants": [{"role": "officer", "areas": ["all"]}])"};
    if (grant.role == Role::feed) return EntryProblem{{"grants 中有未知角色", "grants holds an unknown role"}, wanted};
    for (const std::string& area : grant.areas)
        if (area != kWholeCity && config.city.find(area) == nullptr)
            return EntryProblem{{"没有区域 " + area, "no area " + area}, {"all 或配置中的区域编号", "all or an area id of the configuration"}};
    if (!grant.unit.empty() && config.members.find(grant.unit) == nullptr)
        return EntryProblem{{"没有成员单位 " + grant.unit, "no member unit " + grant.unit}, {"配置中 [[unit]] 的标识", "an id of [[unit]]"}};
    if (grant.areas.empty()) return EntryProblem{{"缺少 areas", "areas is missing"}, wanted};
    return std::nullopt;
}

std::optional<EntryProblem> password_problem(const std::string& password, const std::string& id) {
    if (password_strong(password, id)) return std::nullopt;
    return EntryProblem{{"密码过于简单", "the password is too simple"},
                        {"至少12个字符，或8个字符且含大写、小写、数字、符号中的三种", "12 characters, or 8 of three kinds"}};
}

}  // namespace qingkong
