// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "alerts/evaluation.hpp"
#include "alerts/notice.hpp"

namespace qingkong {

namespace {

constexpr int kLeft = 52, kRight = 988, kTop = 64, kBottom = 300, kWidth = 1000, kHeight = 346;

struct Band {
    AlertLevel level;
    Instant from, to;
};

/// Fill of a level's band: pale, since the words in it carry the meaning (colour is never alone).
const char* band_fill(AlertLevel level) {
    switch (level) {
        case AlertLevel::blue:
            return "#dbe6ff";
        case AlertLevel::yellow:
            return "#fff3b8";
        case AlertLevel::orange:
            return "#ffd9b0";
        case AlertLevel::red:
            return "#ffc4c0";
        case AlertLevel::ungraded:
            return "#eeeeee";
        case AlertLevel::normal:
            break;
    }
    return "none";
}

/// Where the axis ends: AQI has its last breakpoint at 500.
int axis_top(const std::vector<EvaluationHour>& hours) {
    int top = 300;
    for (const EvaluationHour& hour : hours)
        if (hour.aqi.known()) top = std::max(top, (hour.aqi.units() / AqiValue::kUnit / 100 + 1) * 100);
    return std::min(top, 1000);
}

class Axis {
public:
    Axis(const std::vector<EvaluationHour>& hours)
        : first_(instant_of(hours.front().hour).seconds - 3600),
          last_(instant_of(hours.back().hour).seconds),
          top_(axis_top(hours)) {}

    double x(Instant instant) const {
        const int64_t at = std::clamp(instant.seconds, first_, last_);
        return kLeft + static_cast<double>(at - first_) / static_cast<double>(std::max<int64_t>(1, last_ - first_)) *
                           (kRight - kLeft);
    }
    double y(double aqi) const { return kBottom - std::min(aqi, double(top_)) / top_ * (kBottom - kTop); }
    Instant first() const { return Instant{first_}; }
    Instant last() const { return Instant{last_}; }
    int top() const { return top_; }

private:
    int64_t first_, last_;
    int top_;
};

/// Levels in force, from response start to response start. Where the city and an area have alerts, the city's.
std::vector<Band> bands(const EvaluationInput& input, const Axis& axis) {
    const auto of_city = [](const EvaluationTransition& t) { return t.transition.area == kWholeCity; };
    const bool city_only = std::any_of(input.transitions.begin(), input.transitions.end(), of_city);
    std::vector<Band> out;
    for (const EvaluationTransition& step : input.transitions) {
        if (city_only && !of_city(step)) continue;
        const Transition& t = step.transition;
        if (!out.empty() && out.back().to > t.response_start)
            out.back().to = std::max(out.back().from, t.response_start);
        if (t.to != AlertLevel::normal) out.push_back({t.to, t.response_start, axis.last()});
    }
    return out;
}

std::string draw_bands(const EvaluationInput& input, const Axis& axis, Language language) {
    std::string svg;
    for (const Band& band : bands(input, axis)) {
        const double from = axis.x(band.from), to = axis.x(band.to);
        if (to - from < 0.5) continue;
        svg += fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>\n", from, kTop,
                           to - from, kBottom - kTop, band_fill(band.level));
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>\n",
            from, kTop - 34, kBottom);
        // A narrow band's words stand higher, so that neighbours do not overlap.
        const bool narrow = to - from < 130;
        svg += fmt::format(
            "<text x=\"{:.1f}\" y=\"{}\" font-size=\"13\" font-weight=\"bold\">{}</text>\n", from + 4,
            narrow ? kTop - 22 : kTop - 6,
            html_escaped(language == Language::zh
                             ? fmt::format("{}预警 {}级", level_name(band.level).zh, response_grade(band.level).zh)
                             : fmt::format("{} alert, {}", level_name(band.level).en, response_grade(band.level).en)));
    }
    return svg;
}

std::string draw_scale(const Axis& axis, Language language) {
    struct Mark {
        int aqi;
        const char* zh;
        const char* en;
    };
    static constexpr std::array<Mark, 5> kMarks = {{{100, "良", "good"},
                                                    {150, "轻度", "light"},
                                                    {200, "中度", "moderate"},
                                                    {300, "重度", "heavy"},
                                                    {500, "严重", "severe"}}};
    std::string svg;
    for (const Mark& mark : kMarks) {
        if (mark.aqi > axis.top()) continue;
        const double y = axis.y(mark.aqi);
        svg +=
            fmt::format("<line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\" stroke=\"#999\" stroke-width=\"{}\"/>\n",
                        kLeft, y, kRight, y, mark.aqi == 200 ? "1.4" : "0.6");
        svg += fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"12\" text-anchor=\"end\">{}</text>\n", kLeft - 4,
                           y + 4, mark.aqi);
        svg +=
            fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"11\" text-anchor=\"end\" fill=\"#555\">{}≤{}</text>\n",
                        kRight - 4, y + 12, language == Language::zh ? mark.zh : mark.en, mark.aqi);
    }
    return svg;
}

std::string draw_days(const Axis& axis, Language language) {
    std::string svg;
    const int64_t days = day_of(axis.last()) - day_of(axis.first()) + 1;
    const int64_t every = std::max<int64_t>(1, (days + 13) / 14);
    for (Day day = day_of(axis.first()) + 1; start_of(day) <= axis.last(); day = day + every) {
        const double x = axis.x(start_of(day));
        svg += fmt::format("<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#333\"/>\n", x, kBottom,
                           kBottom + 5);
        const std::string words = paper_date(start_of(day), language);
        const std::string brief =
            language == Language::zh ? words.substr(words.find("年") + 3) : words.substr(0, words.rfind(' '));
        if (x < kRight - 30)
            svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\">{}</text>\n", x,
                               kBottom + 18, brief);
    }
    return svg;
}

/// Hours that follow each other make one stroke; a missing hour is a gap, never a guess.
std::string draw_series(const EvaluationInput& input, const Axis& axis) {
    std::string path;
    bool down = false;
    std::optional<Hour> before;
    for (const EvaluationHour& hour : input.hours) {
        if (!hour.aqi.known() || (before && hour.hour - *before != 1)) down = false;
        before = hour.hour;
        if (!hour.aqi.known()) continue;
        const Instant middle{instant_of(hour.hour).seconds - 1800};
        const double aqi = static_cast<double>(hour.aqi.units()) / AqiValue::kUnit;
        path += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", axis.x(middle), axis.y(aqi));
        if (!down) path += "h0.1";  // a lone hour between gaps stays visible
        down = true;
    }
    return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.6\" stroke-linecap=\"round\"/>\n",
                       path);
}

std::string draw_episode(const EvaluationInput& input, const Axis& axis, Language language) {
    if (!input.episode_begin) return {};
    const double from = axis.x(*input.episode_begin), to = axis.x(input.episode_end.value_or(axis.last()));
    return fmt::format(
        "<path d=\"M{0:.1f} {2}v6H{1:.1f}v-6\" fill=\"none\" stroke=\"#111\"/>\n"
        "<text x=\"{3:.1f}\" y=\"{4}\" font-size=\"12\" text-anchor=\"middle\">{5}</text>\n",
        from, to, kBottom + 22, (from + to) / 2, kBottom + 42, language == Language::zh ? "污染过程" : "episode");
}

}  // namespace

std::string evaluation_chart(const EvaluationInput& input, Language language) {
    const bool zh = language == Language::zh;
    const std::string label = zh ? "逐小时AQI和预警级别" : "hourly AQI and alert levels";
    std::string svg = fmt::format(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" xmlns=\"http://www.w3.org/2000/svg\">\n"
        "<title>{}</title>\n",
        kWidth, kHeight, label, label);
    if (input.hours.empty())
        return svg + fmt::format("<text x=\"20\" y=\"40\" font-size=\"14\">{}</text>\n</svg>\n",
                                 zh ? "无逐小时数据" : "no hourly data");
    const Axis axis(input.hours);
    svg += fmt::format(
        "<text x=\"{}\" y=\"14\" font-size=\"12\">{}</text>\n", kLeft,
        zh ? "AQI（逐小时，缺测留空；虚线为响应启动时间）" : "AQI (hourly, gaps are missing; dashed: response start)");
    svg += draw_bands(input, axis, language) + draw_scale(axis, language) + draw_days(axis, language);
    svg += fmt::format("<path d=\"M{0} {1}V{2}H{3}\" fill=\"none\" stroke=\"#333\"/>\n", kLeft, kTop, kBottom, kRight);
    svg += draw_series(input, axis) + draw_episode(input, axis, language);
    return svg + "</svg>\n";
}

}  // namespace qingkong
