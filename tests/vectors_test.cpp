// SPDX-License-Identifier: Apache-2.0
// The vectors of handbook L.1 and L.2, as one line of text each: input in the notation of `decide`, answer in words.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "alerts/one_decision.hpp"
#include "engine/editions.hpp"

using namespace qingkong;

namespace {

Edition edition(const std::string& id) {
    auto loaded = load_edition(id);
    REQUIRE(loaded);
    return *loaded;
}

std::string episode_words(const DecisionAnswer& a, const Episode& e) {
    return fmt::format("{} [{},{})", token(e.level), e.span.begin - a.picture.now, e.span.end - a.picture.now);
}

/// `yellow [15,98)`, `blue [15,39), blue [75,99)`, `-`; with `insufficient` where the data do not allow an answer.
std::string episodes_of(const std::string& id, const std::string& series) {
    const Edition ed = edition(id);
    const DecisionAnswer a = answer(ed, *known_air(ed, *read_compact_series(series)), {});
    std::string words;
    for (const Episode& e : a.picture.actual.list)
        if (e.level != AlertLevel::normal) words += (words.empty() ? "" : ", ") + episode_words(a, e);
    if (words.empty()) words = "-";
    return words + (a.assessment.insufficient_data ? " insufficient" : "");
}

/// Levels only: `blue, blue`.
std::string levels_of(const std::string& id, const std::string& series) {
    const Edition ed = edition(id);
    const DecisionAnswer a = answer(ed, *known_air(ed, *read_compact_series(series)), {});
    std::string words;
    for (const Episode& e : a.picture.actual.list)
        if (e.level != AlertLevel::normal) words += (words.empty() ? "" : ", ") + std::string(token(e.level));
    return words.empty() ? "-" : words;
}

int duration_of(const std::string& id, const std::string& series, int threshold) {
    const Edition ed = edition(id);
    const AirPicture p = picture_of(ed, *known_air(ed, *read_compact_series(series)));
    return p.actual.duration(p.actual.list.at(0), threshold);
}

/// `issue blue +24 end +54`, `release normal +10 end +10 next yellow [82,130)`.
std::string action_of(const std::string& id, const std::string& state, const std::string& series,
                      std::optional<int> effective = {}, std::optional<AlertLevel> order = {},
                      std::optional<AlertLevel> hint = {}) {
    const Edition ed = edition(id);
    DecisionQuestion question;
    question.state = *parse_level(state);
    question.effective_hours = effective;
    question.order = order;
    question.hint = hint;
    const DecisionAnswer a = answer(ed, *known_air(ed, *read_compact_series(series)), question);
    std::string words = fmt::format("{} {}", token(a.step.action), token(a.step.level));
    if (a.step.effective) words += fmt::format(" {:+}", *a.step.effective - a.picture.now);
    if (a.step.release) words += fmt::format(" end {:+}", *a.step.release - a.picture.now);
    for (const size_t i : a.next) words += " next " + episode_words(a, a.picture.actual.list[i]);
    if (a.declinable) words += " declinable";
    return words;
}

}  // namespace

TEST_CASE("L.1 levels of daily series") {
    CHECK(levels_of("n2017", "D: 120 201 140 90") == "blue");
    CHECK(levels_of("n2017", "D: 120 200 140 90") == "-");
    CHECK(levels_of("n2017", "D: 180 230 240 120 90") == "yellow");
    CHECK(levels_of("n2017", "D: 210 220 230 140 80") == "yellow");
    CHECK(levels_of("n2019", "D: 210 220 230 140 80") == "orange");
    CHECK(levels_of("n2017", "D: 210 310 230 140 80") == "orange");
    CHECK(levels_of("n2017", "D: 210 310 305 230 80 70") == "red");
    CHECK(levels_of("n2017", "D: 210 310 250 305 80 70") == "orange");
    for (const char* id : {"n2016", "n2017", "n2019"}) CHECK(levels_of(id, "D: 150 500 180 90 80") == "red");
    CHECK(levels_of("n2024", "D: 150 500 180 90 80") == "yellow");
    CHECK(levels_of("n2017", "D: 230 140 220 100 90") == "yellow");
    CHECK(duration_of("n2017", "D: 230 140 220 100 90", 200) == 72);
    CHECK(levels_of("n2016", "D: 230 140 220 100 90") == "blue, blue");
    CHECK(levels_of("n2017", "D: 230 140 130 220 100 90") == "blue, blue");
    CHECK(levels_of("n2017", "D: 230 160 130 220 100 90") == "yellow");
    CHECK(duration_of("n2017", "D: 230 160 130 220 100 90", 200) == 96);
    CHECK(levels_of("n2019", "D: 230 120 90") == "-");
    CHECK(levels_of("n2019", "D: 230 240 210 90") == "orange");
    CHECK(levels_of("n2024", "D: 201 140 120") == "yellow");
    CHECK(levels_of("n2024", "D: 160 155 120 90") == "yellow");
    CHECK(levels_of("n2024", "D: 160 170 155 120") == "orange");
    CHECK(levels_of("n2024", "D: 150 150 150") == "-");
    CHECK(levels_of("n2024", "D: 210 220 140 90") == "orange");
    CHECK(levels_of("n2024", "D: 210 301 220 140") == "red");
    CHECK(levels_of("n2024", "D: 210 220 230 140") == "orange");
}

TEST_CASE("L.1 episodes of hourly series") {
    CHECK(episodes_of("n2017", "100*24 250*48 100*48") == "yellow [24,72)");
    CHECK(episodes_of("n2017", "100*24 250*47 100*48") == "blue [24,71)");
    CHECK(episodes_of("n2017", "100*12 200*24 100*48") == "-");
    CHECK(episodes_of("n2017", "100*12 201*24 100*48") == "blue [12,36)");
    CHECK(levels_of("n2017", "100*24 190*12 230*12 100*40") == "blue");
    CHECK(duration_of("n2017", "100*24 190*12 230*12 100*40", 200) == 24);
    CHECK(episodes_of("n2017", "100*15 250*24 100*35 250*24 100*40") == "yellow [15,98)");
    CHECK(duration_of("n2017", "100*15 250*24 100*35 250*24 100*40", 200) == 83);
    CHECK(episodes_of("n2017", "100*15 250*24 100*36 250*24 100*40") == "blue [15,39), blue [75,99)");
    CHECK(levels_of("n2017", "80*24 260*23 ?*1 80*40") == "blue");
    CHECK(levels_of("n2017", "80*24 260*10 ?*4 260*10 80*40") == "blue");
    CHECK(episodes_of("n2017", "80*24 260*10 ?*5 260*9 80*40") == "- insufficient");
    CHECK(levels_of("n2017", "90*20 230*24 310*48 220*24 90*40") == "red");
    CHECK(duration_of("n2017", "90*20 230*24 310*48 220*24 90*40", 200) == 96);
    CHECK(levels_of("n2017", "90*20 230*24 310*47 220*25 90*40") == "orange");
    CHECK(episodes_of("n2017", "60*24 500*24 60*40") == "red [24,48)");
    CHECK(levels_of("n2017", "60*24 499*24 60*40") == "blue");
    CHECK(episodes_of("n2024", "120*24 160*48 120*40") == "yellow [24,72)");
    CHECK(levels_of("n2024", "120*24 160*47 120*40") == "-");
    CHECK(episodes_of("n2017", "60*24 300*34 60*40") == "blue [24,58)");
    CHECK(duration_of("n2017", "60*24 300*34 60*40", 200) == 34);
    CHECK(duration_of("n2017", "60*24 300*34 60*40", 300) == 0);
    CHECK(episodes_of("n2024", "120*12 230*60 140*36 230*26 100*40") == "orange [12,72), yellow [108,134)");
    CHECK(episodes_of("n2024", "120*12 230*60 140*35 230*26 100*40") == "orange [12,133)");
}

TEST_CASE("L.2 the state machine") {
    CHECK(action_of("n2017", "normal", "100*24 | 100*24 230*30 140*42") == "issue blue +24 end +54");
    CHECK(action_of("n2017", "normal", "150*20 215*4 | 220*12 130*48") == "issue blue +0 end +12");
    CHECK(action_of("n2017", "normal", "150*20 215*4 | 220*12 100*12 300*48 140*40") == "issue yellow +0 end +72");
    CHECK(action_of("n2019", "normal", "150*20 215*4 | 220*12 130*48") == "issue yellow +0 end +12");
    CHECK(action_of("n2017", "normal", "150*20 215*4 | 220*6 170*6 130*48") == "none normal");
    CHECK(action_of("n2017", "blue", "120*12 230*24 | 240*24 130*48") == "upgrade yellow +0 end +24");
    CHECK(action_of("n2017", "yellow", "230*48 | 310*24 140*48") == "upgrade orange +0 end +24");
    CHECK(action_of("n2017", "yellow", "120*10 230*30 | 190*10 140*36 100*12") == "release normal +10 end +10");
    CHECK(action_of("n2017", "yellow", "120*10 230*50 180*6 | 140*36 155*1 140*20") == "release normal +0 end +0");
    CHECK(action_of("n2017", "yellow", "120*10 230*50 180*6 | 140*35 155*1 140*20") == "hold yellow");
    CHECK(action_of("n2017", "orange", "120*10 230*72 180*2 | 175*48") == "hold orange");
    CHECK(action_of("n2019", "orange", "120*10 230*72 180*2 | 175*48") == "release normal +0 end +0");
    CHECK(action_of("n2017", "orange", "100*24 230*24 | 240*24 150*48") == "downgrade yellow +0 end +24");
    CHECK(action_of("n2017", "yellow", "120*10 230*50 140*30 | 140*10 120*24") == "release normal +0 end +0");
    CHECK(action_of("n2024", "yellow", "120*12 160*40 | 210*24 160*8 120*40") == "upgrade orange +0 end +32");
    CHECK(action_of("n2024", "normal", "120*24 | 130*24 160*48 120*48") == "issue yellow +24 end +72");
    CHECK(action_of("n2017", "red", "230*24 320*48 | 330*24 230*12 140*40") == "keep red end +36");
    CHECK(action_of("n2017", "red", "250*60 | 160*10 80*72 220*48 80*40") ==
          "release normal +10 end +10 next yellow [82,130)");
    CHECK(action_of("n2019", "red", "250*60 | 160*10 80*72 220*48 80*40") ==
          "release normal +0 end +0 next yellow [82,130)");
    CHECK(action_of("n2024", "orange", "120*12 230*60 | 140*36 230*26 100*40") ==
          "release normal +0 end +0 next yellow [36,62)");
    CHECK(action_of("n2024", "orange", "120*12 230*60 | 140*35 230*26 100*40") == "keep orange end +61");
    CHECK(action_of("n2024", "orange", "120*12 230*50 | 160*30 130*48") == "keep orange end +30");
    CHECK(action_of("n2024", "normal", "100*24 | 100*144 230*30 140*42") == "watch yellow +144");
    CHECK(action_of("n2024", "normal", "100*24 | 100*60 230*30 140*42") == "issue yellow +60 end +90");
    CHECK(action_of("n2024", "yellow", "100*24 | 100*60 230*30 140*42", 60) == "keep yellow end +90");
    CHECK(action_of("n2024", "yellow", "100*24 | 100*60 230*30 140*42", 48) == "keep yellow end +90");
    CHECK(action_of("n2024", "yellow", "100*24 | 100*102 90*30", 60) == "release normal +0 end +0");
    CHECK(action_of("n2024", "yellow", "120*12 210*20 | 140*40 320*80 210*20 100*40") ==
          "release normal +0 end +0 next red [40,140)");
}

TEST_CASE("L.2 46: a superior's order binds, a hint may be declined") {
    const auto orange = AlertLevel::orange;
    for (const char* id : {"n2016", "n2017", "n2019", "n2024"}) {
        CHECK(action_of(id, "normal", "100*24 | 100*48", {}, orange) == "external orange +0");
        CHECK(action_of(id, "normal", "100*24 | 100*48", {}, {}, orange) == "issue orange +0 declinable");
    }
    CHECK(action_of("n2017", "orange", "120*10 230*50 | 100*48", {}, orange) == "keep orange");
    CHECK(action_of("n2017", "red", "120*10 230*50 | 100*48", {}, orange) == "downgrade orange +0");
    CHECK(action_of("n2017", "yellow", "100*24 230*24 | 100*48", {}, {}, orange) == "upgrade orange +0 declinable");
}

TEST_CASE("a missing hour neither starts nor releases") {
    CHECK(action_of("n2017", "yellow", "120*10 230*50 180*6 | 140*20 ?*1 140*35") == "hold yellow");
    CHECK(action_of("n2017", "yellow", "120*10 230*50 180*6 | 140*20 ?*1 140*36") == "release normal +21 end +21");
    CHECK(action_of("n2017", "normal", "100*24 | ?*48") == "none normal");
}
