// SPDX-License-Identifier: Apache-2.0
// Units and their answers in the daemon: duties, answers, papers passed on, chase lists.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "alerts/unit_answer.hpp"
#include "engine/service.hpp"

namespace qingkong {
namespace {

constexpr int64_t kDay = 24 * 3600;
/// Lists are made for duties of the last week; who has not answered longer than that has been named long ago.
constexpr int64_t kChasedDays = 7;
/// What was due so long ago can be answered and corrected.
constexpr int64_t kAnsweredDays = 60;

tl::unexpected<Outcome::Refusal> refuse(const char* id, Text what, Text wanted = {}) {
    return tl::unexpected(Outcome::Refusal{id, std::move(what), std::move(wanted)});
}

/// Of an answer that names no due minute: one that is owed before one that was answered, then the nearest in time. At 9:05
/// that is the return of 9:00, at 16:30 the one of 17:00.
bool meant_rather(const Duty& one, const Duty& other, Instant now) {
    const auto rank = [now](const Duty& duty) {
        const int stand = duty.state == DutyState::not_due ? 2 : duty.answered_at ? 1 : 0;
        return std::pair(stand, std::abs(duty.due.seconds - now.seconds));
    };
    return rank(one) < rank(other);
}

/// Ties the record to the content without saying it; who destroys the key or the row leaves the chain whole (K.6).
std::string seal_of(const std::string& key, const UnitAnswer& answer) {
    const std::string message = answer.unit + "|" + answer.subject + "|" + answer.told_by + "|" + answer.body;
    unsigned char digest[16];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size());
    char text[2 * sizeof digest + 1];
    sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    return text;
}

}  // namespace

std::vector<Duty> Service::duties(Instant since) {
    std::vector<Alert> real, drills;
    for (Alert& alert : store_.alerts()) (alert.exercise ? drills : real).push_back(std::move(alert));
    const auto terms = store_.return_terms();
    const auto answers = store_.unit_answers(since);
    std::vector<Duty> out =
        duties_of({config_.city, std::move(real), terms, store_.superior(), store_.paper_forwards(), answers, now(), since});
    if (drills.empty()) return out;
    // Beside the real ones, never among them: a red drill must not take the place of a yellow alert.
    for (Duty& duty : duties_of({config_.city, std::move(drills), terms, {}, {}, answers, now(), since})) {
        duty.exercise = true;
        out.push_back(std::move(duty));
    }
    return out;
}

tl::expected<Service::Answered, Outcome::Refusal> Service::answer(UnitAnswer answer) {
    const std::vector<Duty> all = duties(Instant{now().seconds - kAnsweredDays * kDay});
    const Duty* duty = nullptr;
    for (const Duty& one : all) {
        if (one.unit != answer.unit || one.kind != answer.kind || one.subject != answer.subject) continue;
        if (answer.due.seconds != 0 ? one.due == answer.due : duty == nullptr || meant_rather(one, *duty, now())) duty = &one;
    }
    if (duty == nullptr || answer.unit.empty())
        return refuse("unknown_duty", {"该单位没有这项报送任务", "the unit owes no such answer"},
                      {"任务见 /api/v1/duties", "the duties are at /api/v1/duties"});
    if (duty->state == DutyState::not_due)
        return refuse("not_due", {fmt::format("{}起方可报送", spoken_time_zh(duty->opens)),
                                  fmt::format("it can be answered from {}", spoken_time_en(duty->opens))});
    answer.due = duty->due;
    answer.recorded_at = now();
    if (answer.at.seconds == 0) answer.at = now();
    if (answer.at > now() || answer.at < duty->opens)
        return refuse("bad_time", {"报送时间不在任务期内，或晚于现在", "the time lies before the duty or after now"},
                      {"at 不早于任务开始，不晚于现在", "not before the duty began, not after now"});
    const JournalEntry entry =
        answer_entry(answer, *duty, config_.members, seal_of(link_key_, answer), duty->answered_at.has_value());
    const auto [id, made] = store_.append_answer(answer, entry);
    answer.id = id;
    return Answered{answer, !made};
}

tl::expected<PaperForward, Outcome::Refusal> Service::forward_paper(const std::string& id, std::vector<std::string> units,
                                                                    const std::string& who) {
    const std::vector<SuperiorDoc> papers = store_.superior();
    const auto paper = std::find_if(papers.begin(), papers.end(), [&](const SuperiorDoc& one) { return one.id == id; });
    if (paper == papers.end()) return refuse("unknown_paper", {"没有上级文件 " + id, "no superior's paper " + id});
    for (const PaperForward& one : store_.paper_forwards()) {
        if (one.paper != id) continue;
        if (units.empty() || units == one.units) return one;    // the same act again: its hours run from the first time
        return refuse("forwarded", {fmt::format("该文件已于{}转发", spoken_time_zh(one.at)), fmt::format("it was passed on at {}", spoken_time_en(one.at))},
                      {"一份文件转发一次；漏发的单位请电话通知", "a paper is passed on once; call a unit that was left out"});
    }
    if (units.empty())
        for (const MemberUnit* unit : units_of_areas(config_.members, areas_of_scope(config_.city, paper->scope())))
            units.push_back(unit->id);
    for (const std::string& unit : units)
        if (config_.members.find(unit) == nullptr) return refuse("unknown_unit", {"没有单位 " + unit, "no unit " + unit});
    if (units.empty())
        return refuse("no_units", {"没有可转发的单位", "there is no unit to pass it on to"}, {"请配置 [[unit]]", "configure [[unit]]"});
    const PaperForward forward{id, now(), who, std::move(units)};
    store_.append_forward(forward, forward_entry(forward, *paper, config_.members));
    return forward;
}

void Service::chase() {
    const Instant at = now();
    // Lists change with the minute; without units there is nothing to chase.
    if (config_.members.units.empty() || at.seconds / 60 == chased_minute_) return;
    chased_minute_ = at.seconds / 60;
    const auto before = store_.chased_to();
    // A record that begins here chases nobody for what was due before.
    if (!before) return store_.append_chase({}, at);
    std::vector<JournalEntry> entries;
    Instant to = *before;
    for (const ChaseList& list : chase_lists(duties(Instant{at.seconds - kChasedDays * kDay}), *before, at)) {
        entries.push_back(chase_entry(list, config_.members, at));
        to = std::max(to, list.due);
    }
    if (!entries.empty()) store_.append_chase(entries, to);
}

Instant Service::next_stop(Instant to) {
    const Instant hour = instant_of(floor_hour(now()) + 1);
    Instant stop = std::min(hour, to);
    if (config_.members.units.empty()) return stop;
    if (const auto next = next_chase(duties(Instant{now().seconds - kDay}), now())) stop = std::min(stop, *next);
    return stop;
}

}  // namespace qingkong
