// SPDX-License-Identifier: Apache-2.0
#include "alerts/decide.hpp"

#include <nlohmann/json.hpp>

#include "alerts/acts.hpp"

namespace qingkong {

Outcome decide(const Situation& situation, const Event& event) {
    if (situation.book.exercise && !situation.office.exercise) {
        Situation drill = situation;    // every paper and mail of a drill is marked
        drill.office.exercise = true;
        return decide(drill, event);
    }
    struct Visitor {
        const Situation& situation;
        Outcome operator()(const Tick&) const { return on_tick(situation); }
        Outcome operator()(const SignCommand& c) const { return on_sign(situation, c); }
        Outcome operator()(const RefuseCommand& c) const { return on_refuse(situation, c); }
        Outcome operator()(const RaiseCommand& c) const { return on_raise(situation, c); }
        Outcome operator()(const ReleaseCommand& c) const { return on_release(situation, c); }
        Outcome operator()(const ExtendCommand& c) const { return on_extend(situation, c); }
        Outcome operator()(const SuspendCommand& c) const { return on_suspend(situation, c); }
        Outcome operator()(const ResumeCommand& c) const { return on_resume(situation, c); }
        Outcome operator()(const CorrectCommand& c) const { return on_correct(situation, c); }
        Outcome operator()(const CountersignCommand& c) const { return on_countersign(situation, c); }
        Outcome operator()(const ImportCommand& c) const { return on_import(situation, c); }
        Outcome operator()(const ReviseCommand& c) const { return on_revise(situation, c); }
        Outcome operator()(const SuperiorCommand& c) const { return on_superior(situation, c); }
        Outcome operator()(const CauseCommand& c) const { return on_cause(situation, c); }
        Outcome operator()(const PublishCommand& c) const { return on_publish(situation, c); }
    };
    Outcome out = std::visit(Visitor{situation}, event);
    // Every entry says under which text of the law it was made.
    for (JournalEntry& made : out.journal) {
        nlohmann::ordered_json data = nlohmann::ordered_json::parse(made.data.empty() ? "{}" : made.data);
        data["edition_hash"] = situation.edition.hash;
        made.data = data.dump();
    }
    return out;
}

}  // namespace qingkong
