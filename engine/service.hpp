// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alerts/decide.hpp"
#include "emissions/achieved.hpp"
#include "emissions/compliance.hpp"
#include "emissions/inventory_difference.hpp"
#include "engine/clock.hpp"
#include "engine/config.hpp"
#include "engine/editions.hpp"
#include "engine/faults.hpp"
#include "engine/gather.hpp"
#include "engine/mailing.hpp"
#include "engine/store.hpp"
#include "rules/air_json.hpp"
#include "rules/aqi.hpp"

namespace qingkong {

/// What the daemon reads once at start: taken whole or the daemon does not start.
struct Resources {
    Edition edition;
    std::vector<EditionText> edition_texts;    ///< the file and what it extends
    std::string inventory_hash;              ///< of its files; empty = no inventory
    Standards standards;
    std::optional<Inventory> inventory;
    std::vector<TargetTable> target_tables;
    const TargetTable* targets = nullptr;    ///< of the edition, points into target_tables
    Templates templates;
    TelemetrySettings telemetry;
};
/// Problems of severity warning or note go into `notes`.
Result<Resources> load_resources(const Config& config, std::vector<Problem>& notes);

/// What a push answers.
struct PushAnswer {
    PushCounts counts;
    std::vector<RefusedRow> refused;
};

OfficeRules office_rules(const Config& config);
/// What the record speaks of beside the air: kept by its hash with each decision.
DecisionContext decision_context(const Config& config);

/// The single writer: event in -> load, decide, commit; nothing else writes. Runs in one thread.
class Service {
public:
    Service(const Config& config, Resources resources, Store store);

    const Config& config() const { return config_; }
    const Resources& resources() const { return resources_; }
    Store& store() { return store_; }
    Faults& faults() { return faults_; }
    const Faults& faults() const { return faults_; }
    Instant now() const { return clock_.now(); }
    bool simulated() const { return clock_.is_simulated(); }
    /// When the rules were last applied to the air; empty = not since the start.
    std::optional<Instant> evaluated_at() const { return evaluated_at_; }

    /// Appends (transaction A), then decides anew. `area` must be `all` or an area of the city.
    Result<PushAnswer> push_observations(std::string_view json);
    Result<PushAnswer> push_forecast(std::string_view json);

    /// What another city's rule asks for now (handbook B.6); then decides anew.
    void push_region_target(const std::string& city, AlertLevel level);
    /// Neighbours and the targets of the last 24 hours, with our own.
    Region region();
    /// `all` and the areas.
    std::vector<std::string> cause_scopes() const;

    /// A simulated clock goes to `to` (not before now), hour by hour, with a tick at each full hour and at `to`.
    void move_clock(Instant to);
    /// Evaluates now; evaluating twice changes nothing.
    void tick();
    /// A command of a person; a refusal changes nothing. `exercise`: it concerns the drills, whose book stands apart.
    Outcome command(const Event& event, bool exercise = false);
    /// What a command would bring: papers, mails, refusal. Nothing is written, and who may approve it is not asked.
    Outcome preview(const Event& event);

    /// Mails of the oldest signature that the outbox does not hold yet, being made; null: there are none.
    Mailing* mailing();

    /// Observed hours of a scope with their index, in [from, to]; hours without a row are left out.
    std::vector<AirHour> air(const std::string& scope, Hour from, Hour to);
    ScopeAir scope_air(const std::string& scope);

    /// Every order with the hours it governed, of one alert or (empty) of all, up to now.
    std::vector<DueOrder> due_orders(const std::string& alert_id);
    ReadingIndex readings(Hour from, Hour until);
    /// compliance.csv of an alert (empty: all), up to now.
    std::vector<ComplianceRow> compliance(const std::string& alert_id);
    /// Achieved reduction of an alert, from its first response start up to now or its end; empty without orders.
    std::optional<Achieved> achieved(const std::string& alert_id);

    AlertLevel level_of(const std::string& area);

    /// Makes or changes a user; the journal says whose rights were set, never the name or the password. `end_sessions`: the
    /// password is another one.
    void set_user(const User& user, const std::string& who, bool end_sessions);
    /// Keeps what may hold personal data apart from the chain (K.6): the journal gets its number and keyed hash.
    KeptRecord keep_record(const std::string& kind, const std::string& note, const std::string& content, const std::string& who);
    /// Destroys note, content and key of a record; the chain stays whole. False: no such record.
    bool destroy_record(const std::string& id, const std::string& basis, const std::string& who);

    // Units and their answers (service_returns.cpp).
    /// Who must answer what by when, duties due at or after `since`.
    std::vector<Duty> duties(Instant since);
    struct Answered {
        UnitAnswer answer;
        bool repeated = false;
    };
    /// Takes in the answer of a unit to one of its duties; `repeated`: it stood there already. Problems: `unknown_duty`,
    /// `not_due`, `bad_value`, `bad_time` and so on.
    tl::expected<Answered, Outcome::Refusal> answer(UnitAnswer answer);
    /// Passes a paper from above on to units (empty: all of its areas).
    tl::expected<PaperForward, Outcome::Refusal> forward_paper(const std::string& paper, std::vector<std::string> units,
                                                               const std::string& who);
    /// Writes the chase lists that are due; writing twice changes nothing.
    void chase();
    const std::string& link_key() const { return link_key_; }

    // Consultation and submission (service_consultations.cpp).
    /// The newest forecast known for the area; where it has none of its own, the city's.
    std::optional<Forecast> base_forecast(const std::string& area);
    /// What lower, centre and upper of the adjusted forecast would give; nothing is written. Of `draft` area and adjustments
    /// count; base, issue and answers are filled.
    Result<Consultation> preview_consultation(Consultation draft);
    /// The signed consultation: kept, its forecast a new issue, then decided anew. `names` (may be empty) goes into a record
    /// apart. The same opinion again while its forecast is the newest is the one that stands: `repeated`.
    struct Consulted {
        Consultation consultation;
        bool repeated = false;
    };
    Result<Consulted> consult(Consultation draft, const std::string& names);
    /// Sends an open proposal out for signature; version 0 = as it reads now. Problems: `unknown_proposal`,
    /// `proposal_closed`, `unknown_version`, `unknown_consultation`, `bad_consultation`, `unknown_authority`, `no_authority`.
    struct Submitted {
        Submission submission;
        bool repeated = false;
    };
    tl::expected<Submitted, Outcome::Refusal> submit(Submission draft);

    /// Takes in a version of the inventory (already read without errors): in force at once, or waiting for the end of the
    /// alerts. What is known already changes nothing. The answer is the version as it stands now. Refused where it lacks
    /// an area of the configuration: it would be another city's.
    Result<InventoryVersion> import_inventory(Inventory inventory, const std::string& who, const std::string& note);
    /// What differs between a version of the store and the one taken in before it; empty = no such version, or the first.
    std::optional<std::vector<InventoryChange>> inventory_changes(int64_t version_id);
    /// What a signature of the revised orders would bring, without it.
    Outcome revision(const std::string& alert_id);

private:
    void settle_inventory();
    void use_inventory(const std::string& hash);
    /// The version that waits, else null: what a revision is made from.
    std::optional<Inventory> waiting_inventory(const AlertBook& book);
    /// Where a simulated clock stops next on its way to `to`: the full hour, or the minute of a chase list before it.
    Instant next_stop(Instant to);
    Situation situation(const KnownTo& known, bool exercise = false);
    void attach_sheets(Situation& given) const;
    /// The mails to enterprises of an outcome; null: none.
    static std::unique_ptr<Mailing> begin_mailing(const Outcome& outcome);
    /// Every mail of earlier signatures gets its row.
    void finish_mailings();
    /// At start: what a program that was killed owes.
    void resume_mailings();
    GatherInputs gather_inputs(const KnownTo& known);
    void run(const Event& event, bool exercise);
    void commit(const Outcome& outcome, const Situation& given, const KnownTo& known, const Event& event,
                const std::string& inventory_hash);

    Config config_;
    Resources resources_;
    Store store_;
    Faults faults_;
    Clock clock_;
    std::string link_key_;
    std::string context_hash_;
    std::optional<Instant> evaluated_at_;
    int64_t told_ = 0;    ///< observations up to this id have been decided on
    EvidenceIndex evidence_;
    std::deque<std::unique_ptr<Mailing>> mailings_;    ///< in the order in which they were signed
    int64_t chased_minute_ = -1;    ///< chase lists change with the minute, no faster
};

}  // namespace qingkong
