// SPDX-License-Identifier: Apache-2.0
#include "alerts/superior.hpp"

#include <algorithm>
#include <array>

#include "alerts/situation.hpp"

namespace qingkong {
namespace {

constexpr std::array<SuperiorKind, 5> kKinds = {SuperiorKind::order, SuperiorKind::hint, SuperiorKind::prepare,
                                                SuperiorKind::amend, SuperiorKind::release};

}  // namespace

std::string_view token(SuperiorKind kind) {
    switch (kind) {
        case SuperiorKind::order: return "order";
        case SuperiorKind::hint: return "hint";
        case SuperiorKind::prepare: return "prepare";
        case SuperiorKind::amend: return "amend";
        case SuperiorKind::release: return "release";
    }
    return "order";
}

std::optional<SuperiorKind> parse_superior_kind(std::string_view text) {
    for (const SuperiorKind kind : kKinds)
        if (token(kind) == text) return kind;
    return std::nullopt;
}

Text superior_name(SuperiorKind kind) {
    switch (kind) {
        case SuperiorKind::order: return {"上级通知（须执行）", "superior's order (binding)"};
        case SuperiorKind::hint: return {"上级提示信息（结合本地实际研判）", "superior's hint (to be judged)"};
        case SuperiorKind::prepare: return {"上级预警准备通知", "superior's notice to prepare"};
        case SuperiorKind::amend: return {"上级补充通知（更正）", "superior's supplement or correction"};
        case SuperiorKind::release: return {"上级解除通知", "superior's release"};
    }
    return {};
}

std::string SuperiorDoc::scope() const {
    std::string joined;
    for (const std::string& area : areas) joined += (joined.empty() ? "" : "+") + area;
    return joined.empty() ? std::string(kWholeCity) : joined;
}

const SuperiorDoc* strictest(const std::vector<SuperiorDoc>& papers, SuperiorKind effect, const City& city,
                             const std::string& scope) {
    const std::vector<std::string> wanted = areas_of_scope(city, scope);
    const SuperiorDoc* found = nullptr;
    for (const SuperiorDoc& paper : papers) {
        if (!paper.active() || paper.effect != effect) continue;
        const std::vector<std::string> covered = areas_of_scope(city, paper.scope());
        const bool covers_all = std::all_of(wanted.begin(), wanted.end(), [&](const std::string& area) {
            return std::find(covered.begin(), covered.end(), area) != covered.end();
        });
        // Of equal levels the later paper: it is what the office has last in hand.
        if (covers_all && (found == nullptr || paper.level >= found->level)) found = &paper;
    }
    return found;
}

std::optional<AlertLevel> ordered_level(const std::vector<SuperiorDoc>& papers, const City& city,
                                        const std::string& scope) {
    const SuperiorDoc* order = strictest(papers, SuperiorKind::order, city, scope);
    return order != nullptr ? std::optional(order->level) : std::nullopt;
}

}  // namespace qingkong
