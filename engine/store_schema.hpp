// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace qingkong {

/// Version of the tables below; a database of a later one is refused, an earlier one will be carried over by steps.
constexpr int kSchemaVersion = 6;

/// All tables are STRICT. Times are seconds since 1970 UTC; hours are labels (rules/time.hpp); order is `id` or `seq`.
constexpr const char* kSchema = R"sql(
create table if not exists setting(key text primary key, value text not null) strict;

-- Every version of every hour that was ever known: the last id of an hour counts.
create table if not exists observation(
  id integer primary key, area text not null, hour integer not null, known_at integer not null,
  aqi integer, pm25 integer, pm10 integer, so2 integer, no2 integer, co integer, o3 integer) strict;
create index if not exists observation_by_hour on observation(area, hour, id);

create table if not exists forecast(
  id integer primary key, area text not null, issued_at integer not null, known_at integer not null,
  daily integer not null, body text not null) strict;
create index if not exists forecast_by_issue on forecast(area, issued_at, id);

create table if not exists proposal(id text primary key, status text not null, body text not null) strict;
create table if not exists alert(id text primary key, active integer not null, body text not null) strict;
create table if not exists scope_note(
  scope text primary key, action text not null, level text not null, insufficient integer not null,
  stale integer not null, more text not null default '{}') strict;
-- Every wording that an open proposal had: what an officer saw before signing.
create table if not exists proposal_version(
  proposal text not null, version integer not null, body text not null, primary key (proposal, version)) strict;

-- Papers from above (handbook B.6); active = it still binds, may be judged or prepares.
create table if not exists superior_doc(id text primary key, active integer not null, body text not null) strict;
-- Papers that were passed on (units: a JSON list), what each notice asked of which units, and what they answered: a
-- correction is a further row. Names and texts stand here, outside the journal (handbook K.6).
create table if not exists paper_forward(
  paper text primary key, at integer not null, who text not null, units text not null) strict;
create table if not exists return_terms(transition text primary key, body text not null) strict;
create table if not exists unit_answer(
  id integer primary key, unit text not null, kind text not null, subject text not null, due integer not null,
  at integer not null, recorded_at integer not null, channel text not null, who text not null, told_by text not null,
  body text not null) strict;
create index if not exists unit_answer_by_due on unit_answer(due);
-- What persons said about causes (handbook B.7), and targets of the other cities (B.6); append-only like the air.
create table if not exists cause_record(id integer primary key, body text not null) strict;
create table if not exists region_target(
  id integer primary key, city text not null, level text not null, known_at integer not null) strict;

-- Consultations and what was sent out for signature (handbook B.5); append-only. Names stand in kept_record.
create table if not exists consultation(
  id text primary key, number integer not null, area text not null, at integer not null, body text not null) strict;
create table if not exists submission(
  id text primary key, number integer not null, proposal text not null, at integer not null, body text not null) strict;

create table if not exists journal(
  seq integer primary key, at integer not null, area text not null, kind text not null, level text not null,
  who text not null, text_zh text not null, text_en text not null, data text not null,
  prev text not null, hash text not null) strict;

-- What each decision was made from: the ids up to which the air was known, the event, the book that stood.
create table if not exists decision(
  id integer primary key, at integer not null, first_seq integer not null, last_seq integer not null,
  observation integer not null, forecast integer not null, cause integer not null, region integer not null,
  told integer not null, event text not null, book text not null, edition_hash text not null, context_hash text not null,
  inventory_hash text not null) strict;
create index if not exists decision_by_entry on decision(last_seq);
create table if not exists kept_text(
  hash text primary key, kind text not null, name text not null, body text not null) strict;

-- Versions of the inventory; contents stand in kept_text by their hash. state: in_force, waiting (an alert was active),
-- replaced.
create table if not exists inventory_version(
  id integer primary key, hash text not null unique, version text not null, name text not null, at integer not null,
  who text not null, note text not null, summary_zh text not null, summary_en text not null, state text not null) strict;

-- People, their roles and their sessions. Nothing of it stands in the journal but the id.
create table if not exists app_user(
  id text primary key, name text not null, grants text not null, password text not null, disabled integer not null,
  created_at integer not null) strict;
create table if not exists session(
  token_hash text primary key, user text not null, created_at integer not null, ends_at integer not null) strict;

-- What may hold personal data, outside the chain: note, content and key are emptied when it is destroyed (K.6).
create table if not exists kept_record(
  id text primary key, kind text not null, at integer not null, who text not null, note text not null,
  content blob not null, key text not null, digest text not null, destroyed_at integer,
  destroyed_basis text not null) strict;

create table if not exists measure_order(
  id integer primary key, transition text not null, version integer not null, response_start integer not null,
  enterprise_id text not null, body text not null) strict;
create index if not exists measure_order_by_transition on measure_order(transition);
-- The rows now in force of every enterprise under an alert.
create table if not exists order_in_force(enterprise_id text not null, position integer not null, area text not null,
  body text not null, primary key (enterprise_id, position)) strict;

-- As printed (emissions/order_table): exact fractions of a whole city need not fit 64 bits.
create table if not exists account_row(
  id integer primary key, transition text not null, cells text not null) strict;

create table if not exists notice(
  transition text not null, language text not null, title text not null, text text not null, html text not null,
  primary key (transition, language)) strict;

create table if not exists delivery(
  id integer primary key, transition text not null, alert text not null, enterprise_id text not null, area text not null,
  recipient text not null, message_id text not null unique, subject text not null,
  state text not null, attempts integer not null, created_at integer not null, next_try integer, sent_at integer,
  last_reply text not null, ack_token text not null, confirmed_at integer, confirmed_by text not null,
  channel text not null default 'mail', purpose text not null default 'order',
  confirmed_how text not null default '', bounced_at integer, bounce_text text not null default '',
  reminded_at integer, withdrawn_at integer) strict;
create index if not exists delivery_by_state on delivery(state, next_try);
create index if not exists delivery_by_token on delivery(ack_token);
create index if not exists delivery_of_transition on delivery(transition);
-- What is sent, finished once; apart from its row, so that a change of state does not write it again.
create table if not exists delivery_text(delivery integer primary key, bytes blob not null) strict;
-- Or as what it differs by from a pattern (engine/delivery_text.hpp): the first message of the same signature.
create table if not exists delivery_pattern(id integer primary key, bytes blob not null) strict;
create table if not exists delivery_packed(delivery integer primary key, pattern integer not null, bytes blob not null) strict;
-- Signatures whose mails are made while they go out (engine/mailing.hpp); made < total: the rest is owed.
create table if not exists mailing(transition text primary key, total integer not null, made integer not null) strict;
create table if not exists mailing_source(transition text primary key, body text not null) strict;

create table if not exists telemetry(
  mn text not null, factor text not null, kind integer not null, start integer not null,
  avg_milli integer, cou_milli integer, flag text not null,
  primary key (start, mn, factor, kind)) strict, without rowid;

-- Packets taken in: each once (qn = QN, or T and DataTime). Parts wait for the others of their message.
create table if not exists telemetry_packet(
  mn text not null, cn text not null, qn text not null, pno integer not null, received_at integer not null,
  primary key (mn, cn, qn, pno)) strict, without rowid;
create table if not exists telemetry_part(
  mn text not null, cn text not null, qn text not null, pno integer not null, pnum integer not null,
  received_at integer not null, st text not null, flag text not null, area blob not null,
  primary key (mn, cn, qn, pno)) strict, without rowid;
create table if not exists telemetry_device(
  mn text primary key, first_heard integer not null, last_heard integer not null, packets integer not null,
  repeats integer not null, last_data_time text not null) strict;
create table if not exists telemetry_habit(
  mn text not null, habit text not null, n integer not null, first_at integer not null, last_at integer not null,
  primary key (mn, habit)) strict, without rowid;
-- Evidence that does not come by HJ 212 (emissions/field_evidence.hpp), append-only: the last id of a quantity counts.
create table if not exists evidence(
  id integer primary key, kind text not null, subject text not null, item text not null, start integer not null,
  milli integer not null, source text not null, who text not null, known_at integer not null) strict;
create index if not exists evidence_by_quantity on evidence(kind, start, subject, item, id);
-- Inspections, statements and their decisions, thresholds, frozen normal days, steps of findings, key areas, events
-- (engine/case_codec.hpp); append-only. `key` makes a repeated write the same row.
create table if not exists case_row(
  id integer primary key, kind text not null, subject text not null, key text not null, at integer not null,
  who text not null, body text not null, unique (kind, key)) strict;
)sql";

/// Step i carries version i + 1 over to i + 2; new tables come with kSchema.
constexpr const char* kSchemaSteps[kSchemaVersion - 1] = {
    "alter table scope_note add column more text not null default '{}'",
    "",    // people, sessions, records kept apart: new tables only
    // Several channels, how an acknowledgement came, bounces, reminders; the bytes of a message apart from its state.
    "alter table delivery add column channel text not null default 'mail';"
    "alter table delivery add column purpose text not null default 'order';"
    "alter table delivery add column confirmed_how text not null default '';"
    "alter table delivery add column bounced_at integer;"
    "alter table delivery add column bounce_text text not null default '';"
    "alter table delivery add column reminded_at integer;"
    "alter table delivery add column withdrawn_at integer;"
    "insert into delivery_text select id, bytes from delivery;"
    "alter table delivery drop column bytes;"
    "drop index delivery_by_transition;",
    "",    // messages packed by a pattern: new tables only
    "",    // mails that a signature owes: new tables only
};

/// Indexes over columns that came by a step, made after the steps. Everything but the mails, which may be very many: what
/// other channels have to send is found at once.
constexpr const char* kLateIndexes =
    "create index if not exists delivery_by_channel on delivery(state, next_try) where channel <> 'mail'";

}  // namespace qingkong
