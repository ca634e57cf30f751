// SPDX-License-Identifier: Apache-2.0
#include "emissions/order_table.hpp"

namespace qingkong {

const std::vector<std::string>& order_columns() {
    static const std::vector<std::string> kColumns = {
        "area",          "enterprise_id",    "enterprise",     "grade",     "line_id",
        "measure",       "load_cap_percent", "ramp_hours",     "verify_by", "so2_g_per_day",
        "nox_g_per_day", "pm_g_per_day",     "vocs_g_per_day", "basis"};
    return kColumns;
}

std::vector<std::string> order_cells(const MeasureOrder& order) {
    std::vector<std::string> cells = {order.area,
                                      order.enterprise_id,
                                      order.enterprise,
                                      order.grade,
                                      order.line_id,
                                      order.measure,
                                      order.load_cap_percent ? std::to_string(*order.load_cap_percent) : "",
                                      std::to_string(order.ramp_hours),
                                      order.verify_by};
    for (const Rational& grams : order.reduction.g_per_day) cells.push_back(std::to_string(grams.half_up()));
    cells.push_back(order.basis);
    return cells;
}

const std::vector<std::string>& account_columns() {
    static const std::vector<std::string> kColumns = {
        "area", "pollutant", "base_g_per_day", "reduction_g_per_day", "percent", "target_percent", "met", "basis"};
    return kColumns;
}

std::vector<std::string> account_cells(const AccountRow& row) {
    return {row.area,
            std::string(token(row.pollutant)),
            std::to_string(row.base_g_per_day.half_up()),
            std::to_string(row.reduction_g_per_day.half_up()),
            row.percent ? row.percent->cut1() : "",
            row.target_percent ? std::to_string(*row.target_percent) : "",
            row.met ? (*row.met ? "true" : "false") : "",
            row.basis};
}

}  // namespace qingkong
