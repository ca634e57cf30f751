// SPDX-License-Identifier: Apache-2.0
// `qingkong verify`: replayed decisions against alerts that were really issued.

#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/issued_alert.hpp"
#include "alerts/verification.hpp"
#include "engine/air_input.hpp"
#include "engine/byte_source.hpp"
#include "engine/editions.hpp"
#include "engine/output.hpp"
#include "engine/replay.hpp"
#include "engine/replay_air.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/forecast_reader.hpp"

namespace qingkong {
namespace {

struct VerifyArguments {
    std::vector<std::string> files;
    std::string alerts, edition, forecast = "perfect", output, from, to, format;
    std::optional<int> horizon;
    unsigned threads = 0;

    bool from_file() const { return forecast != "perfect" && forecast != "persistence"; }
};

/// Everything that is read before the first city is replayed.
struct VerifyInput {
    Edition edition;
    Standards standards;
    IssuedList issued;
    AirFile air;
    ForecastFile forecast;
    VerificationLimits limits;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

/// `--from`, `--to`: an hour label, or a date (its first or last hour).
Result<std::optional<Hour>> limit(const char* option, const std::string& text, bool last_of_day) {
    if (text.empty()) return std::optional<Hour>();
    if (const auto hour = parse_hour(text)) return std::optional<Hour>(*hour);
    if (const auto day = parse_day(text)) return std::optional<Hour>(first_label(*day) + (last_of_day ? 23 : 0));
    return fail({option, 0, 0, ""},
                {fmt::format("不是时间：\"{}\"", text), fmt::format("\"{}\" is no time", text)},
                {"例如 2014-02-20T12:00 或 2014-02-20", "wanted e.g. 2014-02-20T12:00 or 2014-02-20"});
}

/// Moves a result's value out; false where it failed, with the problems gathered.
template <class T>
bool take(Result<T>&& result, T& into, std::vector<Problem>& problems) {
    if (!result) {
        problems = std::move(result.error());
        return false;
    }
    into = std::move(*result);
    return true;
}

Result<VerifyInput> read_input(const VerifyArguments& arguments) {
    VerifyInput input;
    std::vector<Problem> problems;
    const auto list = [&]() -> Result<IssuedList> {
        const auto bytes = read_all(arguments.alerts);
        if (!bytes) return tl::unexpected(bytes.error());
        return read_issued_alerts(*bytes, arguments.alerts);
    };
    const auto forecast = [&]() -> Result<ForecastFile> {
        if (!arguments.from_file()) return ForecastFile();
        const AirSource source = air_source(arguments.forecast);
        const auto bytes = read_all(source.file);
        if (!bytes) return tl::unexpected(bytes.error());
        return read_forecast(*bytes, source);
    };
    if (take(load_edition(arguments.edition), input.edition, problems) &&
        take(built_in_standards(), input.standards, problems) &&
        take(limit("--from", arguments.from, false), input.limits.from, problems) &&
        take(limit("--to", arguments.to, true), input.limits.to, problems) && take(list(), input.issued, problems) &&
        take(read_air_inputs(arguments.files), input.air, problems) && take(forecast(), input.forecast, problems))
        return input;
    return tl::unexpected(std::move(problems));
}

/// Heavy hours are told by the AQI, whatever the conditions of the edition look at.
Edition index_only(const Edition& edition) {
    Edition plain;
    plain.aqi_standard = edition.aqi_standard;
    plain.required_pollutants = edition.required_pollutants;
    plain.so2_1h_above = edition.so2_1h_above;
    return plain;
}

ReplayedCity replay_city(const VerifyArguments& arguments, const VerifyInput& input, const CitySeries& series,
                         std::vector<Problem>& notes) {
    const ReplayAir air = replay_air(input.edition, input.standards, series);
    notes = missing_series(input.edition, air, series.city, series.city);
    ReplayOptions options;
    options.horizon_hours = arguments.horizon;
    if (arguments.forecast == "persistence") options.forecast = ForecastMode::persistence;
    if (arguments.from_file()) {
        options.forecast = ForecastMode::issues;
        if (const CityForecasts* own = input.forecast.of(series.city)) options.issues = &own->forecasts;
    }
    ReplayedCity city;
    city.city = series.city;
    city.daily = air.daily;
    city.first = air.first;
    bool begins = true;
    for (const ReplayAlert& alert : replay(input.edition, air, options).alerts) {
        city.stays.push_back({alert.level, alert.start, alert.end, begins});
        begins = alert.state == StayEnd::released;
    }
    city.values = replay_air(index_only(input.edition), input.standards, series).values;
    return city;
}

/// Cities are independent: each thread takes the next one.
std::vector<ReplayedCity> replay_all(const VerifyArguments& arguments, const VerifyInput& input, Language language) {
    const std::vector<CitySeries>& series = input.air.cities;
    std::vector<ReplayedCity> cities(series.size());
    std::vector<std::vector<Problem>> notes(series.size());
    std::atomic<size_t> next{0};
    const auto work = [&] {
        for (size_t i = next++; i < series.size(); i = next++) cities[i] = replay_city(arguments, input, series[i], notes[i]);
    };
    const unsigned wanted = arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < wanted && i < series.size(); ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    for (const auto& problems : notes) print_problems(problems, language);
    // A series without a row has nothing to compare.
    std::erase_if(cities, [](const ReplayedCity& city) { return city.values.empty(); });
    return cities;
}

/// One warning if the history lies outside the edition's dates.
void warn_of_dates(const VerifyInput& input, Language language) {
    for (const CitySeries& city : input.air.cities) {
        std::vector<Day> days;
        if (!city.hours.empty()) days = {day_of_label(city.hours.front().hour), day_of_label(city.hours.back().hour)};
        if (!city.days.empty()) days = {city.days.front().day, city.days.back().day};
        for (const Day day : days)
            if (const auto problems = edition_out_of_force(input.edition, day); !problems.empty())
                return print_problems(problems, language);
    }
}

/// A city that the forecast file does not name has no forecast at all: that is said.
void warn_of_cities(const VerifyInput& input, const std::string& file, Language language) {
    for (const CitySeries& city : input.air.cities)
        if (input.forecast.of(city.city) == nullptr)
            print_problems({{Severity::warning, {file, 0, 0, ""},
                             {fmt::format("没有 {} 的预报", city.city), fmt::format("no forecast for {}", city.city)},
                             {"其后时次按未知处理", "its hours to come count as unknown"}}},
                           language);
}

std::string listed(const std::vector<std::string>& names, const char* separator) {
    constexpr size_t kNamed = 8;
    std::vector<std::string> shown(names.begin(), names.begin() + static_cast<int64_t>(std::min(names.size(), kNamed)));
    if (names.size() > kNamed) shown.emplace_back("...");
    return fmt::format("{}", fmt::join(shown, separator));
}

/// What the reader of the figures has to know; on standard error and in JSON.
std::vector<Text> remarks(const Verification& answer) {
    std::vector<Text> texts;
    texts.push_back({"预警清单往往不全：清单缺漏的真实预警会使空报偏多、使得分偏低，得分只能说明与本清单的符合程度",
                     "issued lists are incomplete: an alert that the list lacks makes a false alarm here, so the scores tell "
                     "the agreement with this list only"});
    if (!answer.cities_without_air.empty())
        texts.push_back({fmt::format("没有空气质量数据、只列出不评分的城市（{} 个）：{}", answer.cities_without_air.size(),
                                     listed(answer.cities_without_air, "、")),
                         fmt::format("cities without air, listed and not scored ({}): {}", answer.cities_without_air.size(),
                                     listed(answer.cities_without_air, ", "))});
    if (!answer.cities_without_alerts.empty())
        texts.push_back({fmt::format("清单中没有预警的城市（{} 个），其回放预警全部计为空报：{}",
                                     answer.cities_without_alerts.size(), listed(answer.cities_without_alerts, "、")),
                         fmt::format("cities without an alert in the list ({}), all their replayed alerts count as false: {}",
                                     answer.cities_without_alerts.size(), listed(answer.cities_without_alerts, ", "))});
    const bool counted_from_midnight = std::any_of(answer.rows.begin(), answer.rows.end(), [](const VerifiedAlert& row) {
        return row.lead_seconds && row.issued.issued_at->date_alone;
    });
    if (counted_from_midnight)
        texts.push_back({"发布时间只有日期的，提前时间从当日 0 时算起，实际可能少至多 24 小时",
                         "where the issue has a date alone its lead counts from 00:00, the real one may be up to 24 h less"});
    if (const Scores& all = answer.scores.back(); all.discretion_hits + all.discretion_misses > 0)
        texts.push_back({fmt::format("裁量发布（提级、延续、提前解除）单独计数：命中 {}，未命中 {}", all.discretion_hits,
                                     all.discretion_misses),
                         fmt::format("acts of the office's discretion (raise, extend, release) counted apart: {} hits, "
                                     "{} misses",
                                     all.discretion_hits, all.discretion_misses)});
    return texts;
}

std::string printed(const std::optional<IssuedTime>& time) { return time ? time->print() : ""; }

/// `all_columns`: with what only JSON tells beside the stable columns.
Table rows_table(const Verification& answer, bool all_columns) {
    Table table;
    table.columns = {"city", "level", "effective_from", "released_at", "verified", {"hit", CellKind::boolean},
                     "replay_level", {"lead_hours", CellKind::number}};
    if (all_columns)
        table.columns.insert(table.columns.end(), {{"line", CellKind::number}, "issued_at", "not_scored", "discretion"});
    for (const VerifiedAlert& row : answer.rows) {
        const IssuedAlert& issued = row.issued;
        const bool scored = row.scored();
        table.rows.push_back({issued.city, std::string(token(issued.level)), printed(issued.effective_from),
                              printed(issued.released_at), std::string(token(issued.verified)),
                              !scored ? "" : row.hit() ? "true" : "false",
                              scored ? std::string(token(row.replay_level)) : "",
                              scored && row.lead_seconds ? lead_hours_text(*row.lead_seconds) : ""});
        if (all_columns)
            for (const std::string& cell : {std::to_string(issued.line), printed(issued.issued_at),
                                            std::string(token(row.unscored)), std::string(token(issued.discretion))})
                table.rows.back().push_back(cell);
    }
    return table;
}

Table scores_table(const Verification& answer, bool all_columns) {
    Table table;
    table.columns = {"city"};
    for (const char* name : {"hits", "misses", "false_alarms", "level_agreement", "median_lead_hours", "pod", "far", "csi"})
        table.columns.emplace_back(name, CellKind::number);
    if (all_columns)
        for (const char* name : {"discretion_hits", "discretion_misses"}) table.columns.emplace_back(name, CellKind::number);
    for (const Scores& scores : answer.scores) {
        table.rows.push_back({scores.city, std::to_string(scores.hits), std::to_string(scores.misses),
                              std::to_string(scores.false_alarms), scores.level_agreement(), scores.median_lead_hours(),
                              scores.pod(), scores.far(), scores.csi()});
        if (all_columns) {
            table.rows.back().push_back(std::to_string(scores.discretion_hits));
            table.rows.back().push_back(std::to_string(scores.discretion_misses));
        }
    }
    return table;
}

Table false_alarms_table(const Verification& answer, const std::vector<ReplayedCity>& cities) {
    Table table;
    table.columns = {"city", "level", "start", "end"};
    for (const FalseAlarm& alarm : answer.false_alarms) {
        const auto city = std::find_if(cities.begin(), cities.end(), [&](const ReplayedCity& c) { return c.city == alarm.city; });
        const Hour last = city->first + (static_cast<int64_t>(city->values.size()) * (city->daily ? 24 : 1) - 1);
        const auto stamp = [&](Hour label) { return alarm.daily ? format_day(day_of_label(label)) : format_hour(label); };
        table.rows.push_back({alarm.city, std::string(token(alarm.level)), stamp(alarm.start),
                              alarm.end && *alarm.end <= last ? stamp(*alarm.end) : ""});
    }
    return table;
}

void print_json(const Verification& answer, const std::vector<ReplayedCity>& cities, const Edition& edition,
                const std::string& forecast) {
    const auto text = [](const std::string& value) { return nlohmann::json(value).dump(); };
    std::cout << "{\"edition\": " << text(edition.id) << ", \"hash\": " << text(edition.hash)
              << ", \"forecast\": " << text(forecast) << ",\n\"notes\": [";
    const auto texts = remarks(answer);
    for (size_t i = 0; i < texts.size(); ++i)
        std::cout << (i == 0 ? "\n" : ",\n") << " {\"zh\": " << text(texts[i].zh) << ", \"en\": " << text(texts[i].en) << "}";
    std::cout << "\n],\n\"rows\": ";
    print_table(std::cout, rows_table(answer, true), OutputFormat::json);
    std::cout << ", \"scores\": ";
    print_table(std::cout, scores_table(answer, true), OutputFormat::json);
    std::cout << ", \"false_alarms\": ";
    print_table(std::cout, false_alarms_table(answer, cities), OutputFormat::json);
    std::cout << "}\n";
}

int run(const VerifyArguments& arguments, Language language) {
    const auto input = read_input(arguments);
    if (!input) return refuse(input.error(), language);
    print_problems(input->issued.notes, language);
    print_problems(input->air.notes, language);
    print_problems(input->forecast.notes, language);
    warn_of_dates(*input, language);
    if (arguments.from_file()) warn_of_cities(*input, arguments.forecast, language);

    const std::vector<ReplayedCity> cities = replay_all(arguments, *input, language);
    const Verification answer = verify(input->issued.alerts, cities, input->limits);
    const OutputFormat format = output_format(arguments.format);
    if (format == OutputFormat::json) {
        print_json(answer, cities, input->edition, arguments.forecast);
    } else {
        // CSV is one table; for people the scores follow the rows.
        if (arguments.output != "scores") print_table(std::cout, rows_table(answer, false), format);
        if (arguments.output.empty() && format == OutputFormat::table) std::cout << "\n";
        if (arguments.output == "scores" || (arguments.output.empty() && format == OutputFormat::table))
            print_table(std::cout, scores_table(answer, false), format);
    }
    for (const Text& text : remarks(answer)) print_problems({{Severity::note, {arguments.alerts, 0, 0, ""}, text, {}}}, language);
    return input->issued.refused > 0 || input->air.refused > 0 || input->forecast.refused > 0 ? 1 : 0;
}

}  // namespace

void add_verify(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<VerifyArguments>();
    CLI::App* verb = app.add_subcommand("verify", zh ? "回放结果与实际发布的预警对照：命中、漏报、空报、提前时间"
                                                     : "replayed decisions against alerts really issued");
    verb->add_option("FILE", arguments->files,
                     zh ? "观测文件、名称=文件、文件夹，或 -（标准输入）" : "observations: FILE, NAME=FILE, a folder, or -")
        ->required();
    verb->add_option("--alerts", arguments->alerts, zh ? "实际发布的预警清单（CSV）" : "list of alerts really issued (CSV)")
        ->required();
    verb->add_option("--edition", arguments->edition, zh ? "预警版本：编号或文件" : "edition: ID|FILE")->required();
    verb->add_option("--forecast", arguments->forecast,
                     zh ? "perfect（文件自身的后续时次，默认）、persistence（前24小时重复）或预报文件"
                        : "perfect (the file's own later hours, default), persistence, or a forecast file");
    verb->add_option("--horizon", arguments->horizon, zh ? "预报时效，小时" : "hours of forecast that are used")
        ->check(CLI::Range(0, 24000));
    verb->add_option("--output", arguments->output,
                     zh ? "rows（逐条）或 scores（各城市得分）；默认表格两者都有，csv 为 rows，json 总是两者都有"
                        : "rows or scores; default: both in a table, rows in csv; json always has both")
        ->check(CLI::IsMember({"rows", "scores"}));
    verb->add_option("--threads", arguments->threads, zh ? "线程数，默认为处理器核数" : "threads; default: the cores")
        ->check(CLI::Range(1, 1024));
    verb->add_option("--from", arguments->from, zh ? "只计此时次起的预警（历史仍全部使用）"
                                                   : "only alerts that reach this hour or later; the history is used whole");
    verb->add_option("--to", arguments->to, zh ? "只计此时次为止的预警" : "only alerts that begin up to this hour");
    verb->add_option("--format", arguments->format, zh ? "table|csv|json；默认终端为表格，管道为 csv"
                                                       : "table|csv|json; default a table on a terminal, csv in a pipe")
        ->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong verify --edition n2017 --alerts examples/beijing-2014/alerts.csv --format table"
                 " 北京=examples/beijing-2014/observations.csv");
    verb->callback([arguments, &context] { context.run = [arguments, &context] { return run(*arguments, context.language); }; });
}

}  // namespace qingkong
