// SPDX-License-Identifier: Apache-2.0
// `qingkong replay`: history through the same rules as live, city by city.

#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <mutex>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include "engine/air_input.hpp"
#include "engine/byte_source.hpp"
#include "engine/editions.hpp"
#include "engine/output.hpp"
#include "engine/sweep.hpp"
#include "engine/replay.hpp"
#include "engine/replay_input.hpp"
#include "engine/verbs/verbs.hpp"
#include "rules/csv.hpp"
#include "rules/forecast_reader.hpp"

namespace qingkong {
namespace {

struct ReplayArguments {
    std::vector<std::string> files;
    std::string edition, forecast = "perfect", output = "actions", summary, sweep, from, to, format;
    std::optional<int> horizon;
    unsigned threads = 0;
};

/// Rows of cells in one piece of memory: a history of many cities has many of them.
class Rows {
public:
    void add(const std::vector<std::string>& cells) {
        for (const std::string& cell : cells) {
            text_ += cell;
            ends_.push_back(text_.size());
        }
    }
    void write(TableWriter& writer, size_t columns) const {
        std::vector<std::string> cells(columns);
        size_t begin = 0;
        for (size_t i = 0; i < ends_.size(); begin = ends_[i++]) {
            cells[i % columns] = text_.substr(begin, ends_[i] - begin);
            if (i % columns == columns - 1) writer.row(cells);
        }
    }

private:
    std::string text_;
    std::vector<size_t> ends_;    ///< of each cell
};

/// What one city gives; kept until its turn to be printed.
struct CityAnswer {
    Rows rows;
    ReplaySummary summary;
    std::optional<Day> first_day, last_day;
};

/// By city. Any thread adds to them.
struct Answers {
    std::mutex mutex;
    std::map<std::string, CityAnswer> cities;
};

/// How each city is answered.
struct Job {
    const ReplayArguments& arguments;
    const Edition& edition;
    const ForecastFile* forecast;
    std::optional<Hour> from, to;
    Language language;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    print_problems(problems, language);
    return 2;
}

/// A label in the form of the input: a stamp, or the date of a daily file.
struct Stamp {
    bool daily;
    StampForm form;
    Hour last;    ///< label of the last row

    std::string operator()(Hour label) const {
        return daily ? format_day(day_of_label(label)) : format_hour(label, form);
    }
    std::string operator()(const std::optional<Hour>& label) const { return label ? (*this)(*label) : ""; }
    /// Empty where it lies past the last row: nobody knows that it ended there.
    std::string end(const std::optional<Hour>& label) const { return label && *label <= last ? (*this)(*label) : ""; }
};

ReplayOptions options_of(const Job& job, const ReplayCity& city) {
    ReplayOptions options;
    options.horizon_hours = job.arguments.horizon;
    options.reasons = job.arguments.output == "actions";
    if (job.arguments.forecast == "persistence") options.forecast = ForecastMode::persistence;
    if (job.forecast != nullptr) {
        options.forecast = ForecastMode::issues;
        if (const CityForecasts* own = job.forecast->of(city.name)) options.issues = &own->forecasts;
    }
    return options;
}

CityAnswer answer_city(const Job& job, const ReplayCity& city) {
    CityAnswer answer;
    const ReplayAir& air = city.air;
    if (air.values.empty()) return answer;
    const int64_t unit = air.daily ? 24 : 1;
    const Stamp stamp{air.daily, city.stamp, air.first + (static_cast<int64_t>(air.values.size()) * unit - 1)};
    answer.first_day = day_of_label(air.first);
    answer.last_day = day_of_label(stamp.last);
    const auto touches = [&](Hour begin, const std::optional<Hour>& end) {
        return (!job.to || begin <= *job.to) && (!job.from || !end || *end > *job.from);
    };
    const ReplayOptions options = options_of(job, city);
    std::optional<Windows> windows;    // summed once, for the alerts and for the summary
    if (uses_windows(job.edition, air, options)) windows.emplace(windows_of(job.edition, air));
    if (!job.arguments.summary.empty())
        answer.summary = replay_summary(job.edition, air, windows ? &*windows : nullptr);
    if (job.arguments.output == "episodes") {
        for (const ReplayEpisode& row : replay_episodes(job.edition, air))
            if (touches(row.begin, row.end))
                answer.rows.add({city.name, std::string(episode_token(row.level)), stamp(row.begin),
                                 stamp.end(row.end), std::to_string(row.hours), std::to_string(row.d150),
                                 std::to_string(row.d200), std::to_string(row.d300), format_aqi(row.peak)});
        return answer;
    }
    const Replay replayed = windows ? replay(job.edition, air, options, *windows) : replay(job.edition, air, options);
    if (job.arguments.output == "alerts") {
        for (const ReplayAlert& row : replayed.alerts)
            if (touches(row.start, row.end))
                answer.rows.add({city.name, std::string(token(row.level)), stamp(row.start), stamp.end(row.end),
                             std::string(token(row.state))});
        return answer;
    }
    for (const ReplayAction& row : replayed.actions)
        if ((!job.from || row.decided_at >= *job.from) && (!job.to || row.decided_at <= *job.to))
            answer.rows.add({city.name, stamp(row.decided_at), std::string(token(row.action)),
                             std::string(token(row.level)), stamp(row.effective_at), stamp(row.episode_begin),
                             stamp.end(row.episode_end), row.clause, row.reason.in(job.language)});
    return answer;
}

/// Progress of long work, on a terminal only.
class Progress {
public:
    void operator()(size_t done, size_t total) {
        if (!shown_) return;
        const std::lock_guard lock(mutex_);
        const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
        if (passed < 2) return;
        const double left = passed / static_cast<double>(done) * static_cast<double>(total - done);
        std::cerr << fmt::format("\r{}/{}  ~{:.0f} s ", done, total, left) << std::flush;
        written_ = true;
    }
    ~Progress() {
        if (written_) std::cerr << "\r                              \r" << std::flush;
    }

private:
    bool shown_ = isatty(STDERR_FILENO) != 0, written_ = false;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::mutex mutex_;
};

unsigned threads_of(const ReplayArguments& arguments) {
    return arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
}

Result<ReplayInput> answer_all(const Job& job, const Standards& standards, Answers& answers) {
    Progress progress;
    ReplayInputOptions options;
    options.threads = threads_of(job.arguments);
    options.progress = [&](size_t done, size_t total) { progress(done, total); };
    options.replay = [&](const ReplayCity& city) {
        CityAnswer answer = answer_city(job, city);
        const std::lock_guard lock(answers.mutex);
        answers.cities.insert_or_assign(city.name, std::move(answer));
    };
    return read_replay_input(job.arguments.files, job.edition, standards, options);
}

std::vector<TableColumn> columns_of(const std::string& output) {
    using Kind = CellKind;
    if (output == "episodes")
        return {"city", "level", "begin", "end", {"hours", Kind::number}, {"d150", Kind::number},
                {"d200", Kind::number}, {"d300", Kind::number}, {"peak", Kind::number}};
    if (output == "alerts") return {"city", "level", "start", "end", "state"};
    return {"city", "decided_at", "action", "level", "effective_at", "episode_begin", "episode_end", "clause", "reason"};
}

/// Ten-thousandths as a decimal without needless zeros.
std::string decimal(int64_t units) {
    std::string text = fmt::format("{}.{:04}", units / AqiValue::kUnit, units % AqiValue::kUnit);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

void write_summary(std::ostream& out, const Answers& answers) {
    out << "city,n_aqi,sum_aqi,n_mean,n_mean_gt200,n_mean_le150\n";
    for (const auto& [name, answer] : answers.cities) {
        const ReplaySummary& s = answer.summary;
        out << csv_line({name, std::to_string(s.n_aqi), decimal(s.sum_units), std::to_string(s.n_mean),
                         std::to_string(s.n_mean_gt200), std::to_string(s.n_mean_le150)});
    }
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

/// One warning if the history lies outside the edition's dates.
void warn_of_dates(const Edition& edition, const Answers& answers, Language language) {
    for (const auto& [name, answer] : answers.cities)
        for (const auto& day : {answer.first_day, answer.last_day}) {
            if (!day) continue;
            if (const auto problems = edition_out_of_force(edition, *day); !problems.empty())
                return print_problems(problems, language);
        }
}

/// A city that the forecast file does not name has no forecast at all: that is said.
void warn_of_cities(const ForecastFile& forecast, const std::string& file, const Answers& answers, Language language) {
    for (const auto& [name, answer] : answers.cities)
        if (forecast.of(name) == nullptr)
            print_problems({{Severity::warning, {file, 0, 0, ""},
                             {fmt::format("没有 {} 的预报", name), fmt::format("no forecast for {}", name)},
                             {"其后时次按未知处理", "its hours to come count as unknown"}}},
                           language);
}

/// What one city gave back the next one takes: else the C library returns and asks for the same pages at every city,
/// which costs a sixth of the time.
void keep_freed_memory() {
    constexpr int kBytes = 32 << 20;    // the most that it takes
    mallopt(M_MMAP_THRESHOLD, kBytes);
    mallopt(M_TRIM_THRESHOLD, kBytes);
}

Result<ForecastFile> forecast_of_file(const std::string& argument) {
    const AirSource source = air_source(argument);
    const auto bytes = read_all(source.file);
    if (!bytes) return tl::unexpected(bytes.error());
    return read_forecast(*bytes, source);
}

/// Median of the leads, half hours cut toward zero; empty where nothing was hit.
std::string median(std::vector<int> hours) {
    if (hours.empty()) return "";
    std::sort(hours.begin(), hours.end());
    const size_t middle = hours.size() / 2;
    return std::to_string(hours.size() % 2 == 1 ? hours[middle] : (hours[middle - 1] + hours[middle]) / 2);
}

/// `--sweep FILE`: many variants in one pass of the data, a row each.
int run_sweep(const ReplayArguments& arguments, const Edition& edition, const Standards& standards, Language language) {
    const auto text = read_all(arguments.sweep);
    if (!text) return refuse(text.error(), language);
    const auto variants = read_variants(*text, arguments.sweep, edition);
    if (!variants) return refuse(variants.error(), language);
    std::mutex mutex;
    std::map<std::string, std::vector<SweepTotals>> cities;
    Progress progress;
    ReplayInputOptions options;
    options.threads = threads_of(arguments);
    options.progress = [&](size_t done, size_t total) { progress(done, total); };
    options.replay = [&](const ReplayCity& city) {
        std::vector<SweepTotals> totals = sweep_city(edition, *variants, city.air);
        const std::lock_guard lock(mutex);
        cities.insert_or_assign(city.name, std::move(totals));
    };
    const auto input = read_replay_input(arguments.files, edition, standards, options);
    if (!input) return refuse(input.error(), language);
    print_problems(input->notes, language);

    std::vector<TableColumn> columns{{"variant", CellKind::number}};
    for (const std::string& key : variants->keys) columns.emplace_back(key.c_str());
    for (const char* name : {"alerts", "hours_under_alert", "heavy_spells", "hits", "misses", "false_alarms", "median_lead_hours"})
        columns.emplace_back(name, CellKind::number);
    TableWriter writer(std::cout, output_format(arguments.format), columns);
    for (size_t i = 0; i < variants->list.size(); ++i) {
        SweepTotals sum;
        for (const auto& [name, totals] : cities) sum.add(totals[i]);
        std::vector<std::string> cells{std::to_string(i + 1)};
        cells.insert(cells.end(), variants->list[i].values.begin(), variants->list[i].values.end());
        for (const int64_t number : {sum.alerts, sum.hours, sum.spells, sum.hits, sum.spells - sum.hits, sum.false_alarms})
            cells.push_back(std::to_string(number));
        cells.push_back(median(std::move(sum.lead_hours)));
        writer.row(cells);
    }
    writer.finish();
    return input->refused > 0 ? 1 : 0;
}

int run(const ReplayArguments& arguments, Language language) {
    const auto edition = load_edition(arguments.edition);
    if (!edition) return refuse(edition.error(), language);
    print_problems(edition_without_cases(*edition, arguments.edition), language);
    const auto standards = built_in_standards();
    if (!standards) return refuse(standards.error(), language);
    const auto from = limit("--from", arguments.from, false);
    if (!from) return refuse(from.error(), language);
    const auto to = limit("--to", arguments.to, true);
    if (!to) return refuse(to.error(), language);
    if (!arguments.sweep.empty()) {
        keep_freed_memory();
        return run_sweep(arguments, *edition, *standards, language);
    }
    const bool from_file = arguments.forecast != "perfect" && arguments.forecast != "persistence";
    const Result<ForecastFile> forecast = from_file ? forecast_of_file(arguments.forecast) : ForecastFile();
    if (!forecast) return refuse(forecast.error(), language);

    keep_freed_memory();
    const Job job{arguments, *edition, from_file ? &*forecast : nullptr, *from, *to, language};
    Answers answers;
    const auto input = answer_all(job, *standards, answers);
    if (!input) return refuse(input.error(), language);
    std::ofstream summary;
    if (!arguments.summary.empty()) {
        summary.open(arguments.summary, std::ios::binary | std::ios::trunc);
        if (!summary)
            return refuse({{Severity::error, {arguments.summary, 0, 0, ""}, {"无法写入", "cannot be written"},
                            {"请检查路径和权限", "check the path and its permissions"}}},
                          language);
    }
    print_problems(input->notes, language);
    print_problems(forecast->notes, language);
    warn_of_dates(*edition, answers, language);
    if (from_file) warn_of_cities(*forecast, arguments.forecast, answers, language);

    const std::vector<TableColumn> columns = columns_of(arguments.output);
    TableWriter writer(std::cout, output_format(arguments.format), columns);
    for (const auto& [name, answer] : answers.cities) answer.rows.write(writer, columns.size());
    writer.finish();
    if (summary.is_open()) write_summary(summary, answers);
    return input->refused > 0 || forecast->refused > 0 ? 1 : 0;
}

}  // namespace

void add_replay(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto arguments = std::make_shared<ReplayArguments>();
    CLI::App* verb = app.add_subcommand("replay", zh ? "用历史资料逐时重演：若按某版本，何时发布、升级、解除"
                                                     : "history through the same rules as live, hour by hour");
    verb->add_option("FILE", arguments->files,
                     zh ? "观测文件、名称=文件、文件夹，或 -（标准输入）" : "observations: FILE, NAME=FILE, a folder, or -")
        ->required();
    verb->add_option("--edition", arguments->edition, zh ? "预警版本：编号或文件" : "edition: ID|FILE")->required();
    verb->add_option("--forecast", arguments->forecast,
                     zh ? "perfect（文件自身的后续时次，默认）、persistence（前24小时重复）或预报文件"
                        : "perfect (the file's own later hours, default), persistence, or a forecast file");
    verb->add_option("--horizon", arguments->horizon, zh ? "预报时效，小时" : "hours of forecast that are used")
        ->check(CLI::Range(0, 24000));
    verb->add_option("--output", arguments->output, "actions|episodes|alerts")
        ->check(CLI::IsMember({"actions", "episodes", "alerts"}));
    verb->add_option("--summary", arguments->summary,
                     zh ? "另存各城市有效时次数、均值个数等（CSV）" : "also write counts of hours and means a city (CSV)");
    verb->add_option("--sweep", arguments->sweep,
                     zh ? "一次读入资料，按文件中的各种取值重演，每种一行：预警时长、命中、空报、提前量（预报按完美）"
                        : "FILE of values to try: a row each with hours under alert, hits, false alarms, lead (perfect forecast)")
        ->excludes("--forecast")->excludes("--horizon")->excludes("--output")->excludes("--summary");
    verb->add_option("--threads", arguments->threads, zh ? "线程数，默认为处理器核数" : "threads; default: the cores")
        ->check(CLI::Range(1, 1024));
    verb->add_option("--from", arguments->from, zh ? "只输出此时次起的结果（历史仍全部使用）"
                                                   : "print from this hour on; the history is used whole");
    verb->add_option("--to", arguments->to, zh ? "只输出到此时次为止的结果" : "print up to this hour");
    verb->add_option("--format", arguments->format, zh ? "table|csv|json；默认终端为表格，管道为 csv"
                                                       : "table|csv|json; default a table on a terminal, csv in a pipe")
        ->check(CLI::IsMember({"table", "csv", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong replay --edition n2017 北京=examples/beijing-2014/observations.csv");
    verb->callback([arguments, &context] { context.run = [arguments, &context] { return run(*arguments, context.language); }; });
}

}  // namespace qingkong
