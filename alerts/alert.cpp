// SPDX-License-Identifier: Apache-2.0
#include "alerts/alert.hpp"

namespace qingkong {

std::string_view token(AlertAction action) {
    switch (action) {
        case AlertAction::none: return "none";
        case AlertAction::watch: return "watch";
        case AlertAction::issue: return "issue";
        case AlertAction::upgrade: return "upgrade";
        case AlertAction::downgrade: return "downgrade";
        case AlertAction::keep: return "keep";
        case AlertAction::hold: return "hold";
        case AlertAction::release: return "release";
        case AlertAction::external: return "external";
        case AlertAction::correct: return "correct";
    }
    return "none";
}

Text action_name(AlertAction action) {
    switch (action) {
        case AlertAction::none: return {"无须行动", "nothing to do"};
        case AlertAction::watch: return {"预警准备", "watch"};
        case AlertAction::issue: return {"发布", "issue"};
        case AlertAction::upgrade: return {"升级", "upgrade"};
        case AlertAction::downgrade: return {"降级", "downgrade"};
        case AlertAction::keep: return {"维持", "keep"};
        case AlertAction::hold: return {"维持", "hold"};
        case AlertAction::release: return {"解除", "release"};
        case AlertAction::external: return {"上级指令", "superior's order"};
        case AlertAction::correct: return {"更正", "correction"};
    }
    return {};
}

std::string_view token(ProposalKind kind) {
    switch (kind) {
        case ProposalKind::step: return "step";
        case ProposalKind::look: return "look";
        case ProposalKind::cause: return "cause";
        case ProposalKind::joint: return "joint";
    }
    return "step";
}

std::string_view token(Discretion discretion) {
    switch (discretion) {
        case Discretion::none: return "";
        case Discretion::extend: return "extend";
        case Discretion::raise: return "raise";
        case Discretion::release: return "release";
        case Discretion::revise: return "revise";
        case Discretion::suspend: return "suspend";
        case Discretion::resume: return "resume";
    }
    return "";
}

Text discretion_name(Discretion discretion) {
    switch (discretion) {
        case Discretion::none: return {};
        case Discretion::extend: return {"延续预警", "continued by discretion"};
        case Discretion::raise: return {"提高一级", "raised by discretion"};
        case Discretion::release: return {"提前解除", "released early by discretion"};
        case Discretion::revise: return {"按新版清单调整措施", "measures of a new inventory"};
        case Discretion::suspend: return {"暂停", "suspended"};
        case Discretion::resume: return {"重新启动", "resumed"};
    }
    return {};
}

std::string_view token(ProposalStatus status) {
    switch (status) {
        case ProposalStatus::open: return "open";
        case ProposalStatus::signed_off: return "signed";
        case ProposalStatus::refused: return "refused";
        case ProposalStatus::replaced: return "replaced";
    }
    return "open";
}

bool Alert::replaced(const Transition& transition) const {
    for (const Transition& later : transitions)
        if (later.replaces == transition.version) return true;
    return false;
}

}  // namespace qingkong
