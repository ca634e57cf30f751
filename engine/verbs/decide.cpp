// SPDX-License-Identifier: Apache-2.0
// `qingkong decide`: one decision for a series written by hand.

#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "alerts/one_decision.hpp"
#include "engine/editions.hpp"
#include "engine/output.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;

struct DecideOptions {
    std::string edition, state = "normal", series, order, hint, format;
    std::optional<int> effective;
};

int refuse(const std::vector<Problem>& problems, Language language) {
    for (const Problem& problem : problems) std::cerr << problem.print(language) << "\n";
    return 2;
}

Json text_json(const Text& text) { return Json{{"zh", text.zh}, {"en", text.en}}; }

Json episode_json(const DecisionAnswer& answer, const Episode& episode) {
    const Episodes& all = answer.picture.actual;
    Json json;
    json["begin"] = episode.span.begin - answer.picture.now;
    json["end"] = episode.span.end - answer.picture.now;
    json["level"] = episode_token(episode.level);
    for (const int threshold : {150, 200, 300, 500})
        json[fmt::format("d{}", threshold)] = all.duration(episode, threshold);
    return json;
}

Json hours_or_null(const std::optional<int>& position, int now) {
    return position ? Json(*position - now) : Json(nullptr);
}

/// What would change the answer: hours or points, and the level it would give.
Json change_json(const Change& change, int now) {
    Json json{{"change", token(change.kind)}, {"level", episode_token(change.level)}};
    if (change.kind == Change::Kind::longer) {
        json["hours"] = change.hours;
        json["above"] = change.above;
        json["until_hour"] = change.until - now;
    } else {
        json["points"] = change.points;
        json["begin_hour"] = change.span.begin - now;
        json["end_hour"] = change.span.end - now;
    }
    json["text"] = text_json(change.text);
    return json;
}

Json reading_json(const OtherReading& reading, int now) {
    return {{"option", reading.option},
            {"value", reading.value},
            {"action", token(reading.step.action)},
            {"level", token(reading.step.level)},
            {"effective_hour", hours_or_null(reading.step.effective, now)},
            {"release_hour", hours_or_null(reading.step.release, now)},
            {"differs", reading.differs},
            {"text", text_json(reading.text)}};
}

Json answer_json(const Edition& edition, const DecisionAnswer& answer) {
    const int now = answer.picture.now;
    Json json;
    json["action"] = token(answer.step.action);
    json["level"] = token(answer.step.level);
    json["effective_hour"] = hours_or_null(answer.step.effective, now);
    json["release_hour"] = hours_or_null(answer.step.release, now);
    json["insufficient_data"] = answer.assessment.insufficient_data;
    if (answer.declinable) json["declinable"] = true;
    json["episodes"] = Json::array();
    for (const Episode& episode : answer.picture.actual.list)
        json["episodes"].push_back(episode_json(answer, episode));
    json["next"] = Json::array();
    for (const size_t i : answer.next) json["next"].push_back(episode_json(answer, answer.picture.actual.list[i]));
    json["findings"] = Json::array();
    for (const Finding& finding : answer.findings)
        json["findings"].push_back({{"clause", finding.clause},
                                    {"level", token(finding.level)},
                                    {"answer", token(finding.answer)},
                                    {"evidence", text_json(finding.evidence)}});
    json["near_misses"] = Json::array();
    for (const NearMiss& miss : answer.near)
        json["near_misses"].push_back({{"clause", miss.clause},
                                       {"level", token(miss.level)},
                                       {"hours_short", miss.hours_short},
                                       {"text", text_json(miss.text)}});
    for (const Change& change : answer.changes) json["near_misses"].push_back(change_json(change, now));
    json["readings"] = Json::array();
    for (const OtherReading& reading : answer.readings) json["readings"].push_back(reading_json(reading, now));
    json["reason"] = text_json(answer.reason);
    json["edition"] = {{"id", edition.id}, {"hash", edition.hash}, {"document", edition.document}};
    return json;
}

std::string hours_words(const std::optional<int>& position, int now, Language language) {
    if (!position) return language == Language::zh ? "未定" : "not known";
    const int hours = *position - now;
    if (hours == 0) return language == Language::zh ? "现在" : "now";
    return fmt::format("{:+} h", hours);
}

/// For people: the proposal, the reason, then clause by clause.
std::string answer_text(const Edition& edition, const DecisionAnswer& answer, Language language) {
    const bool zh = language == Language::zh;
    const int now = answer.picture.now;
    std::string out;
    const auto row = [&](const char* zh_label, const char* en_label, const std::string& value) {
        out += fmt::format("{}{} {}\n", zh ? zh_label : en_label, zh ? "：" : ":", value);
    };
    row("版本", "edition", edition.id + " · " + edition.title.in(language) + " · " + edition.document);
    row("建议", "action",
        fmt::format("{} ({}) {}", action_name(answer.step.action).in(language), token(answer.step.action),
                    level_name(answer.step.level).in(language)));
    if (answer.step.effective) row("生效", "effective", hours_words(answer.step.effective, now, language));
    row("预计解除", "planned end", hours_words(answer.step.release, now, language));
    row("理由", "reason", answer.reason.in(language));
    if (answer.assessment.insufficient_data)
        row("注意", "note", zh ? "资料不足，不能排除更高级别" : "data are insufficient: a higher level cannot be excluded");
    for (const Finding& finding : answer.findings)
        out += fmt::format("  [{}] {}: {}\n", token(finding.answer), finding.clause, finding.evidence.in(language));
    for (const NearMiss& miss : answer.near) out += fmt::format("  {}\n", miss.text.in(language));
    for (const Change& change : answer.changes) out += fmt::format("  {}\n", change.text.in(language));
    if (std::any_of(answer.readings.begin(), answer.readings.end(), [](const OtherReading& r) { return r.differs; })) {
        out += zh ? "其他读法：\n" : "other readings:\n";
        for (const OtherReading& reading : answer.readings)
            if (reading.differs) out += fmt::format("  {}={}  {}\n", reading.option, reading.value, reading.text.in(language));
    }
    return out;
}

/// A level option: empty text = not given; an unknown level, or one the edition lacks, is an error.
Result<std::optional<AlertLevel>> level_option(const char* option, const std::string& text, const Edition& edition) {
    if (text.empty()) return std::optional<AlertLevel>();
    const auto level = parse_level(text);
    if (level && (*level == AlertLevel::normal || edition.has(*level))) return std::optional<AlertLevel>(level);
    std::string known = "normal";
    for (const LevelRule& rule : edition.levels) known += fmt::format(", {}", token(rule.level));
    return fail({option, 0, 0, ""},
                {fmt::format("版本 {} 没有级别 \"{}\"", edition.id, text),
                 fmt::format("edition {} has no level \"{}\"", edition.id, text)},
                {"可用值：" + known, "wanted one of: " + known});
}

int run(const DecideOptions& options, Language language) {
    const auto edition = load_edition(options.edition);
    if (!edition) return refuse(edition.error(), language);
    print_problems(edition_without_cases(*edition, options.edition), language);
    const auto series = read_compact_series(options.series);
    if (!series) return refuse(series.error(), language);
    const auto state = level_option("--state", options.state, *edition);
    if (!state) return refuse(state.error(), language);
    const auto order = level_option("--order", options.order, *edition);
    if (!order) return refuse(order.error(), language);
    const auto hint = level_option("--hint", options.hint, *edition);
    if (!hint) return refuse(hint.error(), language);

    DecisionQuestion question;
    question.state = state->value_or(AlertLevel::normal);
    question.effective_hours = options.effective;
    question.order = *order;
    question.hint = *hint;
    const auto air = known_air(*edition, *series);
    if (!air) return refuse(air.error(), language);
    if (edition->daily_aqi_mode == DailyAqiMode::aqi_of_means)
        print_problems({{Severity::warning, {"--series", 0, 0, ""},
                         {"序列只有AQI，没有浓度", "the series is of AQI, without concentrations"},
                         {"24小时值按逐时AQI的均值计算", "24-h values are means of the hourly AQI"}}},
                       language);
    const DecisionAnswer decided = answer(*edition, *air, question);
    const bool json = options.format.empty() ? isatty(STDOUT_FILENO) == 0 : options.format == "json";
    if (json)
        std::cout << answer_json(*edition, decided).dump(2) << "\n";
    else
        std::cout << answer_text(*edition, decided, language);
    return 0;
}

}  // namespace

void add_decide(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<DecideOptions>();
    CLI::App* verb = app.add_subcommand("decide", zh ? "对一段空气质量序列作一次判断，逐条说明理由"
                                                     : "one decision for a series, with its reasons clause by clause");
    verb->add_option("--edition", options->edition, zh ? "预警版本：编号或文件" : "edition: ID|FILE")->required();
    verb->add_option("--state", options->state, zh ? "当前级别（默认 normal）" : "level in force (default normal)");
    verb->add_option("--series", options->series,
                     zh ? "例如 \"100*24 | 100*24 230*30 140*42\"；| 为现在，D: 开头为日值"
                        : "e.g. \"100*24 | 100*24 230*30 140*42\"; | is now, D: begins days")
        ->required();
    verb->add_option("--effective", options->effective,
                     zh ? "已签发预警的启动时间，距现在的小时数" : "the active alert starts so many hours from now");
    verb->add_option("--order", options->order, zh ? "上级通知的级别" : "level of a superior's order");
    verb->add_option("--hint", options->hint, zh ? "上级提示信息的级别" : "level of a superior's hint");
    verb->add_option("--format", options->format, "table|json")->check(CLI::IsMember({"table", "json"}));
    verb->footer(std::string(zh ? "示例：" : "Example:") +
                 "\n  qingkong decide --edition n2017 --state normal --series \"100*24 | 100*24 230*30 140*42\"");
    verb->callback([options, &context] { context.run = [options, &context] { return run(*options, context.language); }; });
}

}  // namespace qingkong
