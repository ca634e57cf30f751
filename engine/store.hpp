// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/account.hpp"
#include "alerts/consultation.hpp"
#include "alerts/duty.hpp"
#include "alerts/outbox.hpp"
#include "alerts/situation.hpp"
#include "emissions/telemetry.hpp"
#include "rules/air.hpp"
#include "rules/problem.hpp"

namespace qingkong {

class Mailing;

/// Answer to a push: what became of its rows.
struct PushCounts {
    int accepted = 0, repeated = 0, revised = 0;
};

/// How far the record had grown: rows with a greater id were not known then. The default is everything known by now.
struct KnownTo {
    int64_t observation = INT64_MAX, forecast = INT64_MAX, cause = INT64_MAX, region = INT64_MAX;
};

/// What a decision was made from, as kept beside its journal entries: enough to make it again (verb `journal rerun`).
struct DecisionInputs {
    Instant at;
    KnownTo known;                ///< the air as it was known then
    int64_t told = 0;             ///< observations whose revisions had been told before
    std::string event;            ///< alerts/decision_codec
    std::string book;             ///< alerts, proposals and notes that stood then
    std::string edition_hash;     ///< key of the kept text
    std::string context_hash;     ///< city, areas and settings of the office, a kept text too
    std::string inventory_hash;   ///< empty = no inventory
};
struct StoredDecision {
    int64_t id = 0, first_seq = 0, last_seq = 0;
    DecisionInputs inputs;
};

/// A text that must be found again by its hash: editions, contexts.
struct KeptText {
    std::string kind, name, text;
};

/// One version of the inventory as it was taken in.
struct InventoryVersion {
    int64_t id = 0;
    std::string hash, version, name;
    Instant at;
    std::string who, note;
    Text summary;             ///< what differs from the version before
    std::string state;        ///< in_force, waiting, replaced
};

/// A person's account in the program. The id goes into the journal, the name stands only here.
struct User {
    std::string id;
    std::string name;
    std::vector<Grant> grants;
    std::string password;     ///< argon2id (engine/password.hpp); never answered
    bool disabled = false;
    Instant created_at;
};

/// What may hold personal data: the scan of a signed paper, who spoke with whom. Stands outside the chain (handbook K.6).
struct KeptRecord {
    std::string id;          ///< `R0001`
    std::string kind;        ///< `scan`, `call`, `note`
    Instant at;
    std::string who;         ///< account
    std::string note, content;    ///< empty once destroyed
    std::string key;         ///< of the hash in the journal; empty once destroyed: the hash then tells nothing
    std::string digest;      ///< keyed hash of note and content, hexadecimal
    std::optional<Instant> destroyed_at;
    std::string destroyed_basis;
};

/// One delivery as the operator sees it.
struct Delivery {
    int64_t id = 0;
    std::string transition, enterprise_id, area, to, message_id, subject;
    DeliveryState state = DeliveryState::waiting;
    int attempts = 0;
    Instant created_at;
    std::optional<Instant> next_try, sent_at, confirmed_at;
    std::string last_reply, confirmed_by;
    std::string channel;         ///< `mail`, `sms`, `webhook`, `wecom`, `dingtalk`
    std::string purpose;         ///< `order`, `unit`, `notice`, `reminder`, `alarm`
    std::string confirmed_how;   ///< `page`, `mail`, `telephone`; empty = not confirmed
    std::string bounce_text;     ///< of the delivery report; a fact beside the state
    std::optional<Instant> bounced_at, reminded_at;
};

struct DeliveryBytes {
    int64_t id = 0;
    std::string channel, to, message_id, bytes;
};

/// What the other side said of one attempt.
struct DeliveryResult {
    int64_t id = 0;
    RelayAnswer answer = RelayAnswer::deferred;
    std::string reply;
    std::optional<Instant> not_before;    ///< what the other side asked for (Retry-After)
};

/// A row of orders.csv as kept: which transition gave it, and the order.
struct StoredOrder {
    std::string transition;
    int version = 0;
    Instant response_start;
    MeasureOrder order;
};

struct StoredNotice {
    std::string title, text, html;
};

/// Everything that must survive a power cut, in one SQLite file (WAL, synchronous FULL). One writer: the service. Every
/// function is one transaction; a failure of the disk is a StoreError (the daemon stops rather than go on without it).
class Store {
public:
    /// Makes the database at the first start. Fails where it cannot be opened or is of a later version.
    static Result<Store> open(const std::string& path);
    ~Store();
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;

    /// New or changed, with its entry in the journal; `end_sessions` (another password) or disabled: the sessions end.
    void put_user(const User& user, const JournalEntry& entry, bool end_sessions);
    std::optional<User> user(const std::string& id);
    std::vector<User> users();
    /// A session by the hash of its token, until then; and the user of one that has not ended.
    void open_session(const std::string& token_hash, const std::string& user_id, Instant now, Instant until);
    std::optional<User> session_user(const std::string& token_hash, Instant now);
    void close_session(const std::string& token_hash);
    void close_sessions_of(const std::string& user_id);

    /// New or destroyed, with its entry in the journal.
    void put_record(const KeptRecord& record, const JournalEntry& entry);
    std::optional<KeptRecord> record(const std::string& id);
    int records();

    std::optional<std::string> setting(const std::string& key);
    void set_setting(const std::string& key, const std::string& value);

    /// Equal values for a known hour are `repeated`; other values are a revision: both are kept, the later counts.
    PushCounts append_observations(const std::string& area, const std::vector<Observation>& rows, Instant known_at);
    PushCounts append_forecast(const std::string& area, const Forecast& forecast, Instant known_at);
    /// The newest version of each hour in [from, to], by hour.
    std::vector<Observation> observations(const std::string& area, Hour from, Hour to, const KnownTo& known = {});
    std::optional<Hour> last_observed(const std::string& area);
    /// The newest issue not issued after `now`.
    std::optional<Forecast> newest_forecast(const std::string& area, Instant now, const KnownTo& known = {});
    std::vector<Forecast> forecasts(const std::string& area);
    /// Scopes that have observations or forecasts, `all` first.
    std::vector<std::string> scopes_with_air(const KnownTo& known = {});
    KnownTo known_to();

    /// Of the real alerts, or of the drills: no book holds both.
    AlertBook book(int year, bool exercise = false);
    /// Adds what only a signature needs: the orders in force and the mail threads of the alerts.
    void load_orders(AlertBook& book);
    /// The orders of real alerts that were in force when journal entry `seq` was written.
    std::vector<MeasureOrder> orders_in_force_before(int64_t seq);
    std::vector<Alert> alerts();
    std::optional<Alert> alert(const std::string& id);
    /// The signed step of that id (`A2014-01.2`).
    std::optional<Transition> transition(const std::string& id);
    std::vector<Proposal> proposals(bool only_open);
    std::optional<Proposal> proposal(const std::string& id);

    /// Every wording of a proposal, by version; empty where it never had that one.
    std::optional<Proposal> proposal_version(const std::string& id, int version);
    std::vector<SuperiorDoc> superior();
    /// Statements about causes for one scope and for the whole city, in the order in which they were made.
    std::vector<CauseRecord> causes(const std::string& area, const KnownTo& known = {});
    /// Hours of which another version came after `told` and not after `known`.
    std::vector<Hour> revised_hours(const std::string& area, const KnownTo& told, const KnownTo& known);
    void append_region_target(const std::string& city, AlertLevel level, Instant known_at);
    /// The newest target of each city that is not older than `since`.
    std::map<std::string, AlertLevel> region_targets(Instant since, const KnownTo& known = {});

    /// State, journal, orders, papers and outbox rows in one transaction: after it everything, before it nothing.
    /// `inputs`, if given, are kept beside the journal entries that follow. `mailing`: the mails to enterprises; its first
    /// ones are put, and how many are owed then. Null: there are none.
    void commit(const Outcome& outcome, Instant now, const DecisionInputs* inputs = nullptr, Mailing* mailing = nullptr);
    /// The decision that wrote the entry; empty: an entry of a program that kept no inputs.
    std::optional<StoredDecision> decision_of(int64_t seq);
    std::optional<StoredDecision> last_decision();
    /// Keeps a text by its hash; keeping it twice changes nothing.
    void keep_text(const std::string& hash, const KeptText& text);
    std::optional<KeptText> kept_text(const std::string& hash);

    /// Adds a version as `replaced` with its content; its state follows from the decision on it. Known already: nothing.
    void add_inventory(const InventoryVersion& version, const std::string& content);
    /// By id.
    std::vector<InventoryVersion> inventories();

    std::vector<JournalEntry> journal(int64_t from_seq, int64_t last);
    std::optional<JournalEntry> journal_entry(int64_t seq);
    std::vector<StoredOrder> orders(const std::string& transition_or_empty);
    /// Transition and the cells of account.csv, as printed.
    std::vector<std::pair<std::string, std::vector<std::string>>> account_rows(const std::string& transition_or_empty);
    std::optional<StoredNotice> notice(const std::string& transition, Language language);
    /// Enterprises and sources told by a transition, and its mails.
    std::pair<int, int> counts(const std::string& transition);

    /// One transaction: what became of attempts, then at most `limit` due deliveries become `sending`, those of the outbox
    /// first, then what `mailing` (may be null) has finished. Nothing to do: no transaction. `mails` false: everything that
    /// goes by another channel.
    std::vector<DeliveryBytes> exchange(const std::vector<DeliveryResult>& results, Instant now, const RetryPolicy& policy,
                                        int limit, bool mails = true, Mailing* mailing = nullptr);
    /// The first mails of a mailing in one transaction, with the number that is owed then.
    void enqueue(Mailing& mailing);
    /// All that a mailing has left, waiting.
    void finish(Mailing& mailing);
    /// Mails that signatures owe: transition -> number. Only those of large cities, and for a short time.
    std::map<std::string, int> owed_mails();
    /// What the owed mails are made from; empty = nothing is kept.
    std::string mailing_source(const std::string& transition);
    /// Enterprises and sources that have an order by mail in the outbox.
    std::set<std::string> mailed_enterprises(const std::string& transition);
    /// At start: what a killed program left in `sending` may or may not have been taken. It is `unknown` and due at once.
    int recover_sending(Instant now);
    std::map<std::string, int> outbox_counts();
    /// Per transition: state -> number.
    std::map<std::string, int> outbox_counts_of(const std::string& transition);
    std::vector<Delivery> deliveries(const std::string& state_or_empty, int limit);
    std::optional<std::string> delivery_bytes(int64_t id);
    /// Retry now (deferred, failed, unknown, held -> waiting), or hold (waiting, deferred -> held). False: not so.
    bool retry_delivery(int64_t id);
    bool hold_delivery(int64_t id);
    /// The delivery behind an acknowledgement link.
    std::optional<Delivery> delivery_of_token(const std::string& token);

    // Units and their answers (store_returns.cpp).
    /// What each notice asked, by transition.
    std::map<std::string, NoticeTerms> return_terms();
    /// Answers to duties due at or after `since`, in the order in which they were recorded.
    std::vector<UnitAnswer> unit_answers(Instant since);
    /// Appends the answer with its journal entry. The same answer again (content, channel and who told it equal to the last
    /// of the duty) is not stored: its id, and false.
    std::pair<int64_t, bool> append_answer(const UnitAnswer& answer, const JournalEntry& entry);
    std::vector<PaperForward> paper_forwards();
    /// A paper is passed on once: false where it was before, and nothing is changed.
    bool append_forward(const PaperForward& forward, const JournalEntry& entry);
    /// Chase lists with the due minute up to which the record has been chased, in one transaction.
    void append_chase(const std::vector<JournalEntry>& entries, Instant chased_to);
    std::optional<Instant> chased_to();
    /// An entry about something that came in and changes nothing else.
    void append_entry(const JournalEntry& entry);

    // Consultations and what was sent out for signature (store_consultations.cpp).
    /// The consultation, the forecast that it made (null: nothing was adjusted) and the journal entry in one transaction.
    void append_consultation(const Consultation& consultation, const Forecast* issue, const JournalEntry& entry);
    /// In the order in which they were held.
    std::vector<Consultation> consultations();
    std::optional<Consultation> consultation(const std::string& id);
    void append_submission(const Submission& submission, const JournalEntry& entry);
    int submission_count();
    /// Of one proposal, in their order.
    std::vector<Submission> submissions(const std::string& proposal);
    /// Mails of a transition to member units: how many, how many the relay has taken, and when the last of these.
    struct UnitMails {
        int all = 0, sent = 0;
        std::optional<Instant> last_sent;
    };
    UnitMails unit_mails(const std::string& transition);

    /// The open database, for the store's own files (engine/store_state.hpp).
    struct State;
    State& state() { return *state_; }

private:
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace qingkong
