// SPDX-License-Identifier: Apache-2.0
// The vectors of handbook L.1 and L.2 (tests/handbook_vectors.hpp), asked of the library and of the program.
#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "alerts/one_decision.hpp"
#include "engine/editions.hpp"
#include "tests/handbook_vectors.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;
using Json = nlohmann::json;

namespace {

constexpr int kThresholds[] = {150, 200, 300, 500};

DecisionAnswer answer_of(const StepVector& vector) {
    const auto edition = load_edition(vector.edition);
    REQUIRE(edition);
    DecisionQuestion question;
    question.state = *parse_level(vector.state);
    question.effective_hours = vector.effective;
    if (!vector.order.empty()) question.order = parse_level(vector.order);
    if (!vector.hint.empty()) question.hint = parse_level(vector.hint);
    return answer(*edition, *known_air(*edition, *read_compact_series(vector.series)), question);
}

std::string span_words(const std::string& level, int begin, int end) {
    return fmt::format("{} [{},{})", level, begin, end);
}

std::string episode_words(const EpisodeVector& vector) {
    const DecisionAnswer a = answer_of({vector.number, vector.edition, "normal", vector.series, ""});
    std::string words;
    for (const Episode& e : a.picture.actual.list) {
        if (e.level == AlertLevel::normal) continue;
        if (!words.empty()) words += ", ";
        words += span_words(std::string(token(e.level)), e.span.begin - a.picture.now, e.span.end - a.picture.now);
        for (const int k : kThresholds)
            if (const int hours = a.picture.actual.duration(e, k)) words += fmt::format(" d{} {}", k, hours);
    }
    return (words.empty() ? "-" : words) + (a.assessment.insufficient_data ? " insufficient" : "");
}

std::string step_words(const StepVector& vector) {
    const DecisionAnswer a = answer_of(vector);
    std::string words = fmt::format("{} {}", token(a.step.action), token(a.step.level));
    if (a.step.effective) words += fmt::format(" {:+}", *a.step.effective - a.picture.now);
    if (a.step.release) words += fmt::format(" end {:+}", *a.step.release - a.picture.now);
    for (const size_t i : a.next) {
        const Episode& e = a.picture.actual.list[i];
        words += " next " +
                 span_words(std::string(token(e.level)), e.span.begin - a.picture.now, e.span.end - a.picture.now);
    }
    return words + (a.declinable ? " declinable" : "");
}

/// What the program prints.
Json printed(const TestFolder& folder, const StepVector& vector) {
    std::string line = fmt::format("qingkong decide --edition {} --state {} --series '{}' --format json",
                                   vector.edition, vector.state, vector.series);
    if (vector.effective) line += fmt::format(" --effective {}", *vector.effective);
    if (!vector.order.empty()) line += " --order " + vector.order;
    if (!vector.hint.empty()) line += " --hint " + vector.hint;
    const ProgramRun run = run_in_shell(folder, line);
    INFO(run.err);
    REQUIRE(run.status == 0);
    return Json::parse(run.out);
}

std::string printed_span(const Json& episode) {
    return span_words(episode.at("level").get<std::string>(), episode.at("begin").get<int>(),
                      episode.at("end").get<int>());
}

std::string printed_episodes(const Json& answer) {
    std::string words;
    for (const Json& episode : answer.at("episodes")) {
        if (episode.at("level") == "none") continue;
        if (!words.empty()) words += ", ";
        words += printed_span(episode);
        for (const int k : kThresholds)
            if (const int hours = episode.at(fmt::format("d{}", k)).get<int>())
                words += fmt::format(" d{} {}", k, hours);
    }
    return (words.empty() ? "-" : words) + (answer.at("insufficient_data").get<bool>() ? " insufficient" : "");
}

std::string printed_step(const Json& answer) {
    std::string words = answer.at("action").get<std::string>() + " " + answer.at("level").get<std::string>();
    if (!answer.at("effective_hour").is_null()) words += fmt::format(" {:+}", answer.at("effective_hour").get<int>());
    if (!answer.at("release_hour").is_null()) words += fmt::format(" end {:+}", answer.at("release_hour").get<int>());
    for (const Json& episode : answer.at("next")) words += " next " + printed_span(episode);
    return words + (answer.value("declinable", false) ? " declinable" : "");
}

/// Edition, state, series, what is expected.
std::string asked(const std::string& number, const std::string& edition, const std::string& series) {
    return "vector " + number + ": " + edition + " " + series;
}

}  // namespace

TEST_CASE("L.1 levels and durations of episodes, by the library") {
    for (const EpisodeVector& vector : kEpisodeVectors) {
        INFO(asked(vector.number, vector.edition, vector.series));
        CHECK(episode_words(vector) == vector.expected);
    }
}

TEST_CASE("L.2 the state machine, by the library") {
    for (const StepVector& vector : kStepVectors) {
        INFO(asked(vector.number, vector.edition, vector.series));
        CHECK(step_words(vector) == vector.expected);
    }
}

TEST_CASE("L.1 levels and durations of episodes, by qingkong decide") {
    const TestFolder folder;
    for (const EpisodeVector& vector : kEpisodeVectors) {
        INFO(asked(vector.number, vector.edition, vector.series));
        CHECK(printed_episodes(printed(folder, {vector.number, vector.edition, "normal", vector.series, ""})) ==
              vector.expected);
    }
}

TEST_CASE("L.2 the state machine, by qingkong decide") {
    const TestFolder folder;
    for (const StepVector& vector : kStepVectors) {
        INFO(asked(vector.number, vector.edition, vector.series));
        CHECK(printed_step(printed(folder, vector)) == vector.expected);
    }
}

TEST_CASE("a missing hour neither starts nor releases") {
    CHECK(step_words({"", "n2017", "yellow", "120*10 230*50 180*6 | 140*20 ?*1 140*35", ""}) == "hold yellow");
    CHECK(step_words({"", "n2017", "yellow", "120*10 230*50 180*6 | 140*20 ?*1 140*36", ""}) ==
          "release normal +21 end +21");
    CHECK(step_words({"", "n2017", "normal", "100*24 | ?*48", ""}) == "none normal");
}

TEST_CASE("a natural day is unknown by its missing hours, not as a whole") {
    // Twenty hours of 199 leave the day valid; were the other four 500, its mean would be 249.
    CHECK(episode_words({"", "n2016", "199*20 ?*4 100*24", ""}) == "- insufficient");
    // Nineteen hours of 100 leave it missing; were the other five 500, its mean would be 183.
    CHECK(episode_words({"", "n2016", "100*19 ?*5 100*24", ""}) == "-");
}
