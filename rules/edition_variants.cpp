// SPDX-License-Identifier: Apache-2.0
#include "rules/edition_variants.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/edition_reader.hpp"
#include "rules/toml_table.hpp"

namespace qingkong {
namespace {

constexpr size_t kMostVariants = 100'000;

/// One `[[vary]]`: what is changed, and to which values.
struct Vary {
    std::string name;                     ///< as a column
    std::string key;                      ///< of the edition, or `hours`, `threshold` of a clause
    std::string clause;                   ///< empty: an option of the edition
    size_t condition = 0;                 ///< index in the clause
    std::vector<std::string> values;      ///< as TOML text: `150`, `"windows"`
    std::vector<std::string> shown;
    Place place;
};

Vary read_vary(const toml::table& table, const Edition& edition, const std::string& file, std::vector<Problem>& problems) {
    TomlTable in(table, file, problems);
    Vary vary;
    vary.place = in.place_of(table);
    vary.key = in.required_text("key");
    vary.clause = in.text("clause").value_or("");
    const auto condition = in.integer("condition", 1, 100);
    const auto* values = table.get("values");
    if (const toml::array* list = values != nullptr ? values->as_array() : nullptr)
        for (const toml::node& item : *list) {
            if (const auto* number = item.as_integer()) {
                vary.values.push_back(std::to_string(number->get()));
                vary.shown.push_back(vary.values.back());
            } else if (const auto* word = item.as_string(); word != nullptr && vary.clause.empty()) {
                vary.values.push_back("\"" + word->get() + "\"");
                vary.shown.push_back(word->get());
            } else {
                problems.push_back({Severity::error, in.place_of(item), {"不是可用的值", "no value that can be used"},
                                    {"应为整数或带引号的文字", "wanted: a whole number or a quoted word"}});
            }
        }
    in.accept("values");
    if (vary.values.empty()) in.error_here({"values 为空", "values are wanted"}, {"例如 values = [120, 150]", "e.g. values = [120, 150]"});
    in.finish();
    vary.name = vary.clause.empty() ? vary.key : vary.clause + (condition ? fmt::format(".{}", *condition) : "") + "." + vary.key;
    if (vary.clause.empty()) return vary;
    vary.condition = static_cast<size_t>(condition.value_or(1) - 1);
    const Clause* clause = edition.clause(vary.clause);
    if (clause == nullptr)
        in.error_at("clause", {fmt::format("版本 {} 没有条款 \"{}\"", edition.id, vary.clause),
                               fmt::format("edition {} has no clause \"{}\"", edition.id, vary.clause)},
                    {"请写条款编号", "write the id of a clause"});
    else if (vary.condition >= clause->all_of.size())
        in.error_at("condition", {fmt::format("条款 {} 只有 {} 个条件", clause->id, clause->all_of.size()),
                                  fmt::format("clause {} has {} conditions", clause->id, clause->all_of.size())},
                    {"condition 从 1 起", "condition counts from 1"});
    if (vary.key != "hours" && vary.key != "threshold")
        in.error_at("key", {fmt::format("条款没有键 \"{}\"", vary.key), fmt::format("a clause has no key \"{}\"", vary.key)},
                    {"可用值：hours, threshold", "wanted: hours, threshold"});
    return vary;
}

/// The edition with the values of the options; read as an edition file that extends it, so that the same checks hold.
Result<Edition> with_options(const Edition& edition, const std::vector<Vary>& varied, const std::vector<size_t>& chosen,
                             const std::string& file) {
    std::string text = fmt::format("id = \"{}\"\ntitle = \"-\"\ndocument = \"-\"\ncitation = \"-\"\nextends = \"-\"\n", edition.id);
    for (size_t i = 0; i < varied.size(); ++i)
        if (varied[i].clause.empty()) text += fmt::format("{} = {}\n", varied[i].key, varied[i].values[chosen[i]]);
    auto variant = read_edition(text, file, [&](const std::string&) { return Result<Edition>(edition); });
    if (!variant) {
        for (Problem& problem : variant.error()) problem.place = varied.front().place;
        return variant;
    }
    return variant;
}

void set_numbers(Edition& edition, const std::vector<Vary>& varied, const std::vector<size_t>& chosen) {
    for (size_t i = 0; i < varied.size(); ++i)
        for (LevelRule& rule : edition.levels)
            for (Clause& clause : rule.any_of)
                if (clause.id == varied[i].clause) {
                    Condition& condition = clause.all_of[varied[i].condition];
                    const int value = std::stoi(varied[i].values[chosen[i]]);
                    (varied[i].key == "hours" ? condition.hours : condition.threshold) = value;
                }
    if (edition.release_rule == "below_lowest_trigger_36h") edition.clean_limit = edition.base_threshold();
}

/// Whether both take the same series from the data, which a sweep reads once.
bool same_series(const Edition& a, const Edition& b) {
    if (!a.main.same_series(b.main) || a.daily_aqi_mode != b.daily_aqi_mode || a.aqi_standard != b.aqi_standard ||
        a.so2_1h_above != b.so2_1h_above || a.required_pollutants != b.required_pollutants)
        return false;
    return a.daily_aqi_mode == DailyAqiMode::mean_of_aqi ||
           (a.day == b.day && a.min_valid_hours == b.min_valid_hours && a.window_at_start == b.window_at_start);
}

bool in_range(const Vary& vary, std::vector<Problem>& problems) {
    const int most = vary.key == "hours" ? 2400 : 5000;
    for (const std::string& value : vary.values)
        if (value.size() > 4 || value[0] == '-' || std::stoi(value) < 1 || std::stoi(value) > most) {
            problems.push_back({Severity::error, vary.place,
                                {fmt::format("{} = {} 超出范围", vary.name, value), fmt::format("{} = {} is out of range", vary.name, value)},
                                {fmt::format("1 至 {}", most), fmt::format("wanted: 1 to {}", most)}});
            return false;
        }
    return true;
}

}  // namespace

Result<EditionVariants> read_variants(std::string_view toml_text, const std::string& file, const Edition& edition) {
    const auto parsed = parse_toml(toml_text, file);
    if (!parsed) return tl::unexpected(parsed.error());
    std::vector<Problem> problems;
    TomlTable in(*parsed, file, problems);
    std::vector<Vary> varied;
    for (const toml::table* table : in.tables("vary")) varied.push_back(read_vary(*table, edition, file, problems));
    if (varied.empty()) in.missing("vary", "[[vary]] key = \"clean_limit\", values = [150, 200]");
    in.finish();
    size_t count = 1;
    for (const Vary& vary : varied) {
        if (!vary.clause.empty()) in_range(vary, problems);
        count = std::min(kMostVariants + 1, count * std::max<size_t>(1, vary.values.size()));
    }
    if (count > kMostVariants)
        problems.push_back({Severity::error, {file, 0, 0, ""}, {"组合过多", "too many combinations"},
                            {fmt::format("最多 {} 个", kMostVariants), fmt::format("at most {}", kMostVariants)}});
    if (!problems.empty()) return tl::unexpected(std::move(problems));

    EditionVariants out;
    for (const Vary& vary : varied) out.keys.push_back(vary.name);
    std::vector<size_t> chosen(varied.size(), 0);
    for (size_t n = 0; n < count; ++n) {
        size_t rest = n;    // the last key turns fastest
        for (size_t i = varied.size(); i-- > 0; rest /= varied[i].values.size()) chosen[i] = rest % varied[i].values.size();
        auto variant = with_options(edition, varied, chosen, file);
        if (!variant) return tl::unexpected(variant.error());
        if (!same_series(edition, *variant))
            return fail(varied.front().place,
                        {"组合中有选项改变从资料中取用的序列", "a combination changes the series that are taken from the data"},
                        {"一次读入资料，不能改变 metric、pollutant、daily_aqi_mode、aqi_standard、so2_1h_above、required_pollutants"
                         "（aqi_of_means 时还有 day、min_valid_hours、window_at_start）：请分次运行",
                         "the data are read once, so metric, pollutant, daily_aqi_mode, aqi_standard, so2_1h_above and "
                         "required_pollutants cannot vary (with aqi_of_means also day, min_valid_hours, window_at_start): "
                         "run them one by one"});
        set_numbers(*variant, varied, chosen);
        EditionVariants::Variant item{{}, std::move(*variant)};
        for (size_t i = 0; i < varied.size(); ++i) item.values.push_back(varied[i].shown[chosen[i]]);
        out.list.push_back(std::move(item));
    }
    return out;
}

}  // namespace qingkong
