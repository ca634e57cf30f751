// SPDX-License-Identifier: Apache-2.0
#include "engine/tables.hpp"

#include <map>

#include <nlohmann/json.hpp>

#include "emissions/order_table.hpp"
#include "rules/csv.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

struct Rows {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

std::string csv_of(const Rows& table) {
    std::string out = csv_line(table.columns);
    for (const auto& row : table.rows) out += csv_line(row);
    return out;
}

Json json_of(const Rows& table) {
    Json list = Json::array();
    for (const auto& row : table.rows) {
        Json item;
        for (size_t i = 0; i < table.columns.size(); ++i) item[table.columns[i]] = row[i];
        list.push_back(std::move(item));
    }
    return list;
}

std::vector<std::string> prefixed(std::vector<std::string> first, const std::vector<std::string>& rest) {
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
}

/// `A2014-01.2` -> `2`.
std::string version_of(const std::string& transition) { return transition.substr(transition.rfind('.') + 1); }

Rows orders_rows(Service& service, const std::string& transition) {
    Rows table;
    table.columns = prefixed({"transition", "version", "effective_at"}, order_columns());
    for (const StoredOrder& row : service.store().orders(transition))
        table.rows.push_back(prefixed({row.transition, std::to_string(row.version), format_instant(row.response_start)},
                                      order_cells(row.order)));
    return table;
}

Rows account_table(Service& service, const std::string& transition) {
    Rows table;
    table.columns = prefixed({"transition", "version"}, account_columns());
    for (const auto& [id, cells] : service.store().account_rows(transition))
        table.rows.push_back(prefixed({id, version_of(id)}, cells));
    return table;
}

/// Targets of the level that the alert reached last before its release: what the achieved share is held against.
std::map<Emitted, std::string> targets_of(Service& service, const std::string& alert_id) {
    std::map<Emitted, std::string> targets;
    AlertLevel highest = AlertLevel::normal;
    for (const Alert& alert : service.store().alerts()) {
        if (!alert_id.empty() && alert.id != alert_id) continue;
        for (const Transition& transition : alert.transitions)
            if (alert.area == kWholeCity) highest = std::max(highest, transition.to);
    }
    for (const TargetTable::Row& row : service.resources().targets->rows)
        if (row.level == highest && row.scope.whole())
            for (const Emitted pollutant : kAllEmitted)
                if (const auto percent = row.percent[static_cast<size_t>(pollutant)])
                    targets[pollutant] = std::to_string(*percent);
    return targets;
}

Rows achieved_rows(Service& service, const std::string& alert) {
    Rows table;
    table.columns = {"pollutant", "base_g_per_day", "planned_g_per_day", "lower_g_per_day", "upper_g_per_day",
                     "lower_percent", "upper_percent", "coverage_percent", "target_percent", "judged"};
    const auto achieved = service.achieved(alert);
    if (!achieved) return table;
    const auto targets = targets_of(service, alert);
    const auto grams = [](const std::optional<Rational>& value) { return value ? std::to_string(value->half_up()) : ""; };
    const auto percent = [](const std::optional<Rational>& value) { return value ? value->cut1() : ""; };
    for (const AchievedPollutant& row : achieved->pollutants) {
        const auto target = targets.find(row.pollutant);
        table.rows.push_back({std::string(token(row.pollutant)), grams(row.base_g_per_day), grams(row.planned_g_per_day),
                              grams(row.lower_g_per_day), grams(row.upper_g_per_day), percent(row.lower_percent),
                              percent(row.upper_percent), percent(row.coverage_percent),
                              target != targets.end() ? target->second : "", row.judged ? "true" : "false"});
    }
    return table;
}

}  // namespace

std::string orders_csv(Service& service, const std::string& transition) { return csv_of(orders_rows(service, transition)); }
Json orders_json(Service& service, const std::string& transition) { return json_of(orders_rows(service, transition)); }

std::string account_csv(Service& service, const std::string& transition) { return csv_of(account_table(service, transition)); }
Json account_json(Service& service, const std::string& transition) { return json_of(account_table(service, transition)); }

std::string compliance_table_csv(Service& service, const std::string& alert) {
    return compliance_csv(service.compliance(alert));
}

std::string achieved_csv(Service& service, const std::string& alert) { return csv_of(achieved_rows(service, alert)); }
Json achieved_json(Service& service, const std::string& alert) { return json_of(achieved_rows(service, alert)); }

}  // namespace qingkong
