// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/decide.hpp"
#include "emissions/achieved.hpp"
#include "emissions/compliance.hpp"
#include "engine/clock.hpp"
#include "engine/config.hpp"
#include "engine/store.hpp"
#include "rules/air_json.hpp"
#include "rules/aqi.hpp"

namespace qingkong {

/// What the daemon reads once at start: taken whole or the daemon does not start.
struct Resources {
    Edition edition;
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

/// An hour as the rules see it.
struct AirHour {
    Hour hour;
    HourlyIndex index;
    Observation observation;
};

/// The single writer: event in -> load, decide, commit; nothing else writes. Runs in one thread.
class Service {
public:
    Service(const Config& config, Resources resources, Store store);

    const Config& config() const { return config_; }
    const Resources& resources() const { return resources_; }
    Store& store() { return store_; }
    Instant now() const { return clock_.now(); }
    bool simulated() const { return clock_.is_simulated(); }

    /// Appends (transaction A), then decides anew. `area` must be `all` or an area of the city.
    Result<PushAnswer> push_observations(std::string_view json);
    Result<PushAnswer> push_forecast(std::string_view json);

    /// A simulated clock goes to `to` (not before now), hour by hour, with a tick at each full hour and at `to`.
    void move_clock(Instant to);
    /// Evaluates now; evaluating twice changes nothing.
    void tick();
    /// A command of a person; a refusal changes nothing.
    Outcome command(const Event& event);

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

private:
    Situation situation();
    void run(const Event& event);

    Config config_;
    Resources resources_;
    Store store_;
    Clock clock_;
    std::string link_key_;
    EvidenceIndex evidence_;
};

}  // namespace qingkong
