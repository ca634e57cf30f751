// SPDX-License-Identifier: Apache-2.0
// What the office records: papers from above (B.6) and causes (B.7).
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"
#include "alerts/codec.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Outcome> bad_paper(const Situation& situation, const SuperiorDoc& paper) {
    for (const std::string& area : areas_of_scope(situation.city, paper.scope()))
        if (situation.city.find(area) == nullptr)
            return refused("unknown_area", {"没有区域 " + area, "no area " + area},
                           {"请用 all 或配置中的区域编号", "use all or an area id of the configuration"});
    if (paper.issuer.empty())
        return refused("bad_paper", {"缺少发文单位 issuer", "issuer is missing"}, {"例如 省污染防治攻坚战指挥部办公室", "who sent it"});
    const bool needs_level = paper.kind != SuperiorKind::release;
    if (needs_level && !situation.edition.has(paper.level))
        return refused("bad_paper", {"级别不在本版本之内", "the edition has no such level"},
                       {"请用本版本的级别", "use a level of the edition"});
    if (paper.received_at > situation.now)
        return refused("bad_paper", {"收文时间晚于现在", "received_at lies ahead"}, {"不晚于现在", "not later than now"});
    return std::nullopt;
}

const SuperiorDoc* named(const AlertBook& book, const std::string& id_or_number) {
    const SuperiorDoc* found = nullptr;
    for (const SuperiorDoc& paper : book.superior)
        if (paper.id == id_or_number || (!paper.doc_no.empty() && paper.doc_no == id_or_number)) found = &paper;
    return found;
}

Text paper_text(const Situation& situation, const SuperiorDoc& paper) {
    const Text scope = scope_name(situation.city, paper.scope());
    const Text name = superior_name(paper.kind);
    std::string zh = fmt::format("收到{}{}（{}，{}）：", paper.issuer, name.zh, paper.id, paper.doc_no.empty() ? "无文号" : paper.doc_no);
    std::string en = fmt::format("Received from {}: {} ({}, {}): ", paper.issuer, name.en, paper.id,
                                 paper.doc_no.empty() ? "no number" : paper.doc_no);
    if (paper.kind == SuperiorKind::release) {
        zh += fmt::format("解除{}的约束，本地预警是否解除按本地规则研判。", paper.amends);
        en += fmt::format("{} binds no longer; whether our own alert ends follows our own rule.", paper.amends);
        return {zh, en};
    }
    const Text level = level_name(paper.level);
    zh += fmt::format("{}{}预警", scope.zh, level.zh);
    en += fmt::format("{} for {}", level.en, scope.en);
    if (paper.start) {
        zh += fmt::format("，自{}起", spoken_time_zh(*paper.start));
        en += fmt::format(" from {}", spoken_time_en(*paper.start));
    }
    if (paper.kind == SuperiorKind::amend) {
        zh += fmt::format("；代替{}，以本件为准", paper.amends);
        en += fmt::format("; takes the place of {}", paper.amends);
    }
    const Instant due{paper.received_at.seconds + kOwnNoticeHours * 3600};
    if (paper.effect == SuperiorKind::order) {
        zh += fmt::format("。本级通知应于{}前发出", spoken_time_zh(due));
        en += fmt::format(". Our own notice is due by {}", spoken_time_en(due));
    }
    return {zh + "。", en + "."};
}

}  // namespace

Outcome on_superior(const Situation& situation, const SuperiorCommand& command) {
    SuperiorDoc paper = command.paper;
    if (paper.areas.empty()) paper.areas = {std::string(kWholeCity)};
    paper.effect = paper.kind;
    paper.recorded_by = command.who;
    const bool refers = paper.kind == SuperiorKind::amend || paper.kind == SuperiorKind::release;
    const SuperiorDoc* former = refers ? named(situation.book, paper.amends) : nullptr;
    if (refers && former == nullptr)
        return refused("unknown_paper", {"没有生效中的上级文件 " + paper.amends, "no superior's paper in force " + paper.amends},
                       {"amends 应为上级文件编号或文号", "amends: id or number of the paper"});
    if (former != nullptr && paper.kind == SuperiorKind::release) {
        paper.level = former->level;
        paper.areas = former->areas;
    }
    if (auto bad = bad_paper(situation, paper)) return *bad;
    paper.id = fmt::format("S{:04}", situation.book.superior_recorded + 1);
    Outcome out;
    if (former != nullptr) {
        SuperiorDoc closed = *former;
        (paper.kind == SuperiorKind::amend ? closed.replaced_by : closed.released_by) = paper.id;
        paper.amends = former->id;
        paper.effect = former->effect;
        paper.version = former->version + 1;
        out.superior.push_back(std::move(closed));
    }
    out.journal.push_back(entry(situation, paper.scope(), fmt::format("superior_{}", token(paper.kind)), paper.level,
                                command.who, paper_text(situation, paper), superior_json(paper)));
    out.superior.push_back(std::move(paper));
    return out;
}

Outcome on_cause(const Situation& situation, const CauseCommand& command) {
    const CauseRecord& record = command.record;
    if (record.area != kWholeCity && situation.city.find(record.area) == nullptr)
        return refused("unknown_area", {"没有区域 " + record.area, "no area " + record.area},
                       {"请用 all 或配置中的区域编号", "use all or an area id of the configuration"});
    if (record.reason.empty()) return reason_missing();
    const bool full_hours = instant_of(floor_hour(record.from)) == record.from && instant_of(floor_hour(record.to)) == record.to;
    if (!full_hours || record.from >= record.to)
        return refused("bad_hours", {"from、to 应为整点且 from 早于 to", "from and to: full hours, from before to"}, {});
    const bool judged = record.stand == CauseStand::confirmed || record.stand == CauseStand::rejected;
    if (judged != (record.cause == Cause::dust && record.stand != CauseStand::bulletin) ||
        (record.stand == CauseStand::bulletin && record.cause != Cause::dust))
        return refused("bad_stand", {"该成因不用此结论", "this stand does not go with the cause"},
                       {"沙尘：bulletin、confirmed、rejected；其他：noted", "dust: bulletin, confirmed, rejected; others: noted"});
    static const auto words = [](CauseStand stand) -> Text {
        switch (stand) {
            case CauseStand::bulletin: return {"沙尘天气预警（信息）已记录", "bulletin recorded"};
            case CauseStand::confirmed: return {"经人工确认，按PM2.5指数计", "confirmed: the hours count with their PM2.5 index"};
            case CauseStand::rejected: return {"经人工排除，按实测计", "rejected: the hours count as measured"};
            case CauseStand::noted: return {"已记录，不改变预警", "noted: changes no alert"};
        }
        return {};
    };
    const Text name = cause_name(record.cause), stand = words(record.stand);
    Outcome out;
    out.cause = record;
    out.journal.push_back(entry(
        situation, record.area, "cause", AlertLevel::normal, record.who,
        {fmt::format("{}（{}至{}）：{}。{}", name.zh, spoken_time_zh(record.from), spoken_time_zh(record.to), stand.zh, record.reason),
         fmt::format("{} ({} to {}): {}. {}", name.en, spoken_time_en(record.from), spoken_time_en(record.to), stand.en,
                     record.reason)},
        cause_json(record)));
    return out;
}

}  // namespace qingkong
