// SPDX-License-Identifier: Apache-2.0
// The state machine of handbook B.4. Rows are tested in this order:
//   normal: M12 without an episode at hand -> issue now | episode within max_lead_hours -> issue | later -> watch
//   active: waits and nothing is left -> release (withdrawn) | target above -> upgrade | between -> downgrade |
//           equal -> keep | none and clean hours ahead -> release | else hold
//   any:    a superior's order lifts the level and bars release and anything below it
#include "alerts/machine.hpp"

#include <algorithm>

namespace qingkong {
namespace {

/// Planned end of an alert issued for an episode that begins ahead: r as it would be while that alert waits.
std::optional<int> planned_release(const Edition& edition, const AirPicture& picture, bool waits) {
    return assess(edition, picture, waits).release_position;
}

Step issue_by_m12(const Edition& edition, const AirPicture& picture, const Assessment& assessment) {
    Step out;
    out.action = AlertAction::issue;
    out.level = edition.lowest();
    out.effective = picture.now;
    out.by_m12 = true;
    out.release = assessment.release_position;
    if (assessment.next_leveled) {
        const Episode& next = picture.actual.list[*assessment.next_leveled];
        // A clean run parts the episode from now: then it is a later, separate one.
        const bool parted = assessment.release_position && *assessment.release_position < next.span.begin;
        if (!parted) {
            out.level = std::max(out.level, next.level);
            out.episode = assessment.next_leveled;
        }
    }
    return out;
}

Step step_normal(const Edition& edition, const AirPicture& picture, const Assessment& assessment) {
    if (assessment.m12 && !assessment.leveled_touches_now) return issue_by_m12(edition, picture, assessment);
    Step out;
    if (!assessment.next_leveled) return out;
    const Episode& next = picture.actual.list[*assessment.next_leveled];
    out.level = next.level;
    out.episode = assessment.next_leveled;
    out.effective = std::max(picture.now, next.span.begin);
    if (next.span.begin > picture.now + edition.max_lead_hours) {
        out.action = AlertAction::watch;
        return out;
    }
    out.action = AlertAction::issue;
    out.release = planned_release(edition, picture, next.span.begin > picture.now);
    return out;
}

/// An alert with a fixed life ends by itself, neither earlier nor later (handbook B.2).
Step step_fixed_life(const AirPicture& picture, const Standing& standing, int end) {
    Step out;
    out.release = end;
    if (picture.now >= end) {
        out.action = AlertAction::release;
        out.level = AlertLevel::normal;
        out.effective = picture.now;
    } else {
        out.action = AlertAction::keep;
        out.level = standing.level;
    }
    return out;
}

Step step_active(const Edition& edition, const AirPicture& picture, const Assessment& assessment,
                 const Standing& standing) {
    Step out;
    out.level = standing.level;
    out.release = assessment.release_position;
    out.episode = assessment.decisive;
    const bool episode_left =
        assessment.next_leveled &&
        picture.actual.list[*assessment.next_leveled].span.begin <= picture.now + edition.max_lead_hours;
    if (standing.waits && !episode_left) {
        out.action = AlertAction::release;
        out.level = AlertLevel::normal;
        out.effective = out.release = picture.now;
        return out;
    }
    // Without any lead a level is taken when its episode begins, not before.
    const AlertLevel higher = edition.max_lead_hours == 0 ? assessment.begun : assessment.target;
    if (higher > standing.level) {
        out.action = AlertAction::upgrade;
        out.level = higher;
        out.effective = std::max(picture.now, standing.effective);
    } else if (const auto life = edition.life_hours(standing.level)) {
        return step_fixed_life(picture, standing, standing.effective + *life);
    } else if (assessment.target > standing.level) {
        out.action = AlertAction::keep;
    } else if (assessment.target != AlertLevel::normal && assessment.target < standing.level) {
        out.action = edition.downgrade ? AlertAction::downgrade : AlertAction::keep;
        if (edition.downgrade) {
            out.level = assessment.target;
            out.effective = std::max(picture.now, standing.effective);
        }
    } else if (assessment.target == standing.level) {
        out.action = AlertAction::keep;
    } else if (assessment.release_position) {
        out.action = AlertAction::release;
        out.level = AlertLevel::normal;
        out.effective = assessment.release_position;
    } else {
        out.action = AlertAction::hold;
    }
    return out;
}

}  // namespace

Step step(const Edition& edition, const AirPicture& picture, const Assessment& assessment, const Standing& standing) {
    Step out = standing.level == AlertLevel::normal ? step_normal(edition, picture, assessment)
                                                    : step_active(edition, picture, assessment, standing);
    if (!standing.ordered || *standing.ordered == AlertLevel::normal) return out;
    const AlertLevel ordered = *standing.ordered;
    const bool own_is_higher = (out.action == AlertAction::issue || out.action == AlertAction::upgrade) &&
                               out.level > ordered && out.effective == picture.now;
    if (ordered > standing.level && !own_is_higher) {
        // The order raises the level: binding, with its own start; what we propose ourselves, or from later on, is shown
        // beside it.
        out.action = AlertAction::external;
        out.level = ordered;
        out.effective = picture.now;
        out.release.reset();
        return out;
    }
    out.release.reset();    // released only with the superior's release
    if (out.level >= ordered) return out;
    // The own action would fall below the order: it stops at the ordered level.
    if (ordered < standing.level) {
        out.action = AlertAction::downgrade;
        out.level = ordered;
    } else {
        out.action = AlertAction::keep;
        out.level = standing.level;
        out.effective.reset();
    }
    return out;
}

bool still_waits(const AirPicture& picture, int proposed_at) {
    const std::vector<Episode>& list = picture.actual.list;
    for (size_t i = picture.actual.first_open(proposed_at); i < list.size() && list[i].span.begin <= picture.now; ++i)
        if (list[i].level != AlertLevel::normal && list[i].span.end > proposed_at) return false;
    return true;
}

}  // namespace qingkong
