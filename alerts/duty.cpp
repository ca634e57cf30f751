// SPDX-License-Identifier: Apache-2.0
#include "alerts/duty.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "alerts/situation.hpp"

namespace qingkong {
namespace {

constexpr int64_t kHour = 3600, kDay = 24 * kHour;

constexpr std::array<DutyKind, 5> kKinds = {DutyKind::own_notice, DutyKind::receipt, DutyKind::execution,
                                            DutyKind::daily_return, DutyKind::summary};
constexpr std::array<AnswerChannel, 4> kChannels = {AnswerChannel::page, AnswerChannel::mail, AnswerChannel::telephone,
                                                    AnswerChannel::paper};

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// A span of one alert during which one version of its notice governs: [from, to).
struct Governed {
    const Alert* alert = nullptr;
    const Transition* transition = nullptr;
    const NoticeTerms* terms = nullptr;
    Instant from;
    std::optional<Instant> to;    ///< empty = still in force
};

class Derivation {
public:
    explicit Derivation(const DutyInputs& inputs) : in_(inputs) {
        for (const UnitAnswer& answer : in_.answers) answers_[{answer.unit, answer.kind, answer.subject, answer.due}].push_back(&answer);
    }

    std::vector<Duty> run() {
        for (const Alert& alert : in_.alerts)
            if (!alert.ends_at || alert.ends_at->seconds + (kSummaryDays + 1) * kDay >= in_.since.seconds) notices_of(alert);
        for (const SuperiorDoc& paper : in_.papers) paper_duties(paper);
        daily_returns();
        std::stable_sort(out_.begin(), out_.end(), [](const Duty& a, const Duty& b) {
            return std::tuple(a.due, a.kind, a.subject) < std::tuple(b.due, b.kind, b.subject);
        });
        return std::move(out_);
    }

private:
    const NoticeTerms* terms_of(const Transition& transition) const {
        const auto found = in_.terms.find(transition.id());
        return found != in_.terms.end() ? &found->second : nullptr;
    }

    /// `replaced`: when something newer took its place; what was not due by then is owed no more unless it was answered.
    void add(Duty duty, std::optional<Instant> replaced = std::nullopt) {
        if (duty.due < in_.since) return;
        if (const auto found = answers_.find({duty.unit, duty.kind, duty.subject, duty.due}); found != answers_.end())
            for (const UnitAnswer* answer : found->second) {
                if (!duty.answered_at || answer->at < *duty.answered_at) duty.answered_at = answer->at;
                duty.answer_id = answer->id;
            }
        if (!duty.answered_at && replaced && *replaced <= duty.due) return;
        if (duty.answered_at)
            duty.state = *duty.answered_at <= duty.due ? DutyState::answered : DutyState::answered_late;
        else if (in_.now > duty.due)
            duty.state = DutyState::missing;
        else
            duty.state = in_.now < duty.opens ? DutyState::not_due : DutyState::open;
        out_.push_back(std::move(duty));
    }

    void notices_of(const Alert& alert) {
        const std::vector<Transition>& all = alert.transitions;
        for (size_t i = 0; i < all.size(); ++i) {
            const Transition& t = all[i];
            const NoticeTerms* terms = terms_of(t);
            if (terms == nullptr) continue;
            std::optional<Instant> replaced;    // set apart: g++ 12 -O2 takes the conditional form for uninitialised
            if (i + 1 < all.size()) replaced = all[i + 1].signed_at;
            // An extension or a release asks for no further measures: there is nothing new to carry out.
            const bool carries_out = t.action != AlertAction::release && t.action != AlertAction::keep;
            for (const std::string& unit : terms->units) {
                Duty duty{unit, DutyKind::receipt, t.id(), t.version, t.area, t.signed_at,
                          Instant{t.signed_at.seconds + kReceiptHours * kHour}, {}, 0, {}};
                add(duty, replaced);
                if (!carries_out) continue;
                duty.kind = DutyKind::execution;
                duty.due = Instant{t.signed_at.seconds + kExecutionHours * kHour};
                add(duty, replaced);
            }
        }
        spans(alert);
        summary(alert);
    }

    /// A version that was corrected never governed: it leaves no span.
    void spans(const Alert& alert) {
        std::vector<const Transition*> effective;
        for (const Transition& t : alert.transitions)
            if (!alert.replaced(t)) effective.push_back(&t);
        for (size_t i = 0; i < effective.size(); ++i)
            if (const NoticeTerms* terms = terms_of(*effective[i])) span(alert, effective, i, *terms);
    }

    void span(const Alert& alert, const std::vector<const Transition*>& all, size_t i, const NoticeTerms& terms) {
        const Transition& t = *all[i];
        if (t.action == AlertAction::release) return;
        // An extension goes on with what is in force from its signature.
        const Instant from = t.action == AlertAction::keep ? std::max(t.signed_at, all.front()->response_start)
                                                           : t.response_start;
        std::optional<Instant> to;
        if (i + 1 < all.size()) {
            const Transition& next = *all[i + 1];
            to = next.action == AlertAction::keep ? std::max(next.signed_at, from) : next.response_start;
        }
        // A release that was taken back by an extension ended nothing: the span before it goes on until it.
        if (i + 2 < all.size() && all[i + 1]->action == AlertAction::release && all[i + 2]->action == AlertAction::keep)
            to = std::max(all[i + 2]->signed_at, from);
        if (to && *to <= from) return;    // replaced before it began
        spans_.push_back({&alert, &t, &terms, from, to});
    }

    void summary(const Alert& alert) {
        if (alert.transitions.empty()) return;
        const Transition& last = alert.transitions.back();
        const NoticeTerms* terms = terms_of(last);
        if (last.action != AlertAction::release || terms == nullptr) return;
        if (last.response_start <= alert.transitions.front().response_start) return;    // withdrawn before its start
        // To the end of the second day, as the notice prints it: released the 15th, due the 17th.
        const Instant due = at_minute(day_of(last.response_start) + kSummaryDays, 24 * 60 - 1);
        for (const std::string& unit : terms->reporting)
            add({unit, DutyKind::summary, alert.id, last.version, alert.area, last.response_start, due, {}, 0, {}});
    }

    void paper_duties(const SuperiorDoc& paper) {
        const std::string scope = paper.scope();
        std::optional<Instant> replaced;    // the amendment or release came in
        for (const SuperiorDoc& other : in_.papers)
            if (other.id == (paper.replaced_by.empty() ? paper.released_by : paper.replaced_by)) replaced = other.received_at;
        if (paper.effect == SuperiorKind::order && paper.kind != SuperiorKind::release) own_notice(paper, scope, replaced);
        for (const PaperForward& forward : in_.forwards) {
            if (forward.paper != paper.id) continue;
            const bool carries_out = paper.kind != SuperiorKind::release && paper.effect == SuperiorKind::order;
            for (const std::string& unit : forward.units) {
                Duty duty{unit, DutyKind::receipt, paper.id, paper.version, scope, forward.at,
                          Instant{forward.at.seconds + kReceiptHours * kHour}, {}, 0, {}};
                add(duty, replaced);
                if (!carries_out) continue;
                duty.kind = DutyKind::execution;
                duty.due = Instant{forward.at.seconds + kExecutionHours * kHour};
                add(duty, replaced);
            }
        }
    }

    void own_notice(const SuperiorDoc& paper, const std::string& scope, std::optional<Instant> replaced) {
        Duty duty{"", DutyKind::own_notice, paper.id, paper.version, scope, paper.received_at,
                  Instant{paper.received_at.seconds + kOwnNoticeHours * kHour}, {}, 0, {}};
        duty.answered_at = paper.answered_at;
        add(std::move(duty), replaced);
    }

    /// Stretches of `unit` that hold at the minute; the highest level, of equals the whole city, then the later alert.
    const Governed* governing(const std::string& unit, Instant at) const {
        const Governed* best = nullptr;
        const auto rank = [](const Governed& one) {
            return std::tuple(one.transition->to, one.alert->area == kWholeCity, one.alert->id);
        };
        for (const Governed& one : spans_) {
            // What is reported at an hour lies before it: at the minute of the start there is nothing yet.
            if (one.from >= at || (one.to && *one.to < at) || !contains(one.terms->reporting, unit)) continue;
            // In the hour of the first receipt that is the answer.
            if (at.seconds <= one.alert->transitions.front().signed_at.seconds + kReceiptHours * kHour) continue;
            if (best == nullptr || rank(one) > rank(*best)) best = &one;
        }
        return best;
    }

    void daily_returns() {
        std::vector<std::string> units;
        for (const Governed& one : spans_)
            for (const std::string& unit : one.terms->reporting)
                if (!contains(units, unit)) units.push_back(unit);
        for (const std::string& unit : units) returns_of(unit);
    }

    void returns_of(const std::string& unit) {
        std::optional<Instant> first, last;
        for (const Governed& one : spans_) {
            if (!contains(one.terms->reporting, unit)) continue;
            // Of a response that goes on or has not begun: up to the first hour after now.
            const Instant to = one.to.value_or(Instant{std::max(one.from, in_.now).seconds + 2 * kDay});
            first = first ? std::min(*first, one.from) : one.from;
            last = last ? std::max(*last, to) : to;
        }
        if (!first) return;
        Day day = day_of(std::max(*first, Instant{in_.since.seconds - kDay}));
        Instant opens = *first;
        for (; at_minute(day, 0) <= *last; day = day + 1)
            for (int minute = 0; minute < 24 * 60; ++minute) {
                if (!asked(unit, minute)) continue;
                const Instant due = at_minute(day, minute);
                const Governed* one = governing(unit, due);
                if (one == nullptr || !contains_minute(one->terms->terms.minutes, minute)) continue;
                add({unit, DutyKind::daily_return, one->alert->id, one->transition->version, one->alert->area,
                     std::max(opens, one->from), due, {}, 0, {}});
                opens = due;
                if (due > in_.now) return;
            }
    }

    static bool contains_minute(const std::vector<int>& minutes, int minute) {
        return std::find(minutes.begin(), minutes.end(), minute) != minutes.end();
    }
    bool asked(const std::string& unit, int minute) const {
        return std::any_of(spans_.begin(), spans_.end(), [&](const Governed& one) {
            return contains(one.terms->reporting, unit) && contains_minute(one.terms->terms.minutes, minute);
        });
    }

    const DutyInputs& in_;
    std::map<std::tuple<std::string, DutyKind, std::string, Instant>, std::vector<const UnitAnswer*>> answers_;
    std::vector<Governed> spans_;
    std::vector<Duty> out_;
};

}  // namespace

std::string_view token(DutyKind kind) {
    switch (kind) {
        case DutyKind::own_notice: return "own_notice";
        case DutyKind::receipt: return "receipt";
        case DutyKind::execution: return "execution";
        case DutyKind::daily_return: return "return";
        case DutyKind::summary: return "summary";
    }
    return "";
}

std::optional<DutyKind> parse_duty_kind(std::string_view text) {
    for (const DutyKind kind : kKinds)
        if (token(kind) == text) return kind;
    return std::nullopt;
}

Text duty_name(DutyKind kind) {
    switch (kind) {
        case DutyKind::own_notice: return {"本级通知", "own notice"};
        case DutyKind::receipt: return {"响应回执", "receipt"};
        case DutyKind::execution: return {"落实情况", "execution"};
        case DutyKind::daily_return: return {"日报", "daily return"};
        case DutyKind::summary: return {"响应总结", "summary"};
    }
    return {};
}

std::string_view token(DutyState state) {
    switch (state) {
        case DutyState::not_due: return "not_due";
        case DutyState::open: return "open";
        case DutyState::answered: return "answered";
        case DutyState::answered_late: return "answered_late";
        case DutyState::missing: return "missing";
    }
    return "";
}

Text state_name(DutyState state) {
    switch (state) {
        case DutyState::not_due: return {"未到时限", "not due"};
        case DutyState::open: return {"待报", "open"};
        case DutyState::answered: return {"已报", "in"};
        case DutyState::answered_late: return {"逾期补报", "in, late"};
        case DutyState::missing: return {"未报", "missing"};
    }
    return {};
}

std::string_view token(AnswerChannel channel) {
    switch (channel) {
        case AnswerChannel::page: return "page";
        case AnswerChannel::mail: return "mail";
        case AnswerChannel::telephone: return "telephone";
        case AnswerChannel::paper: return "paper";
    }
    return "";
}

std::optional<AnswerChannel> parse_answer_channel(std::string_view text) {
    for (const AnswerChannel channel : kChannels)
        if (token(channel) == text) return channel;
    return std::nullopt;
}

Text channel_name(AnswerChannel channel) {
    switch (channel) {
        case AnswerChannel::page: return {"页面", "page"};
        case AnswerChannel::mail: return {"邮件", "mail"};
        case AnswerChannel::telephone: return {"电话", "telephone"};
        case AnswerChannel::paper: return {"书面", "on paper"};
    }
    return {};
}

Instant at_minute(Day day, int minute) { return Instant{start_of(day).seconds + minute * 60}; }

std::vector<Duty> duties_of(const DutyInputs& inputs) { return Derivation(inputs).run(); }

std::vector<ChaseList> chase_lists(const std::vector<Duty>& duties, Instant chased_to, Instant now) {
    std::vector<ChaseList> lists;
    for (const Duty& duty : duties) {
        if (duty.state != DutyState::missing || duty.unit.empty() || duty.due <= chased_to ||
            duty.due.seconds + kChaseAfterSeconds > now.seconds)
            continue;
        const auto same = std::find_if(lists.begin(), lists.end(), [&](const ChaseList& one) {
            return one.kind == duty.kind && one.subject == duty.subject && one.due == duty.due;
        });
        if (same != lists.end())
            same->units.push_back(duty.unit);
        else
            lists.push_back({duty.kind, duty.subject, duty.area, duty.version, duty.due, {duty.unit}, duty.exercise});
    }
    return lists;
}

std::optional<Instant> next_chase(const std::vector<Duty>& duties, Instant now) {
    std::optional<Instant> next;
    for (const Duty& duty : duties) {
        const Instant at{duty.due.seconds + kChaseAfterSeconds};
        if (duty.unit.empty() || duty.answered_at || at <= now) continue;
        if (!next || at < *next) next = at;
    }
    return next;
}

}  // namespace qingkong
