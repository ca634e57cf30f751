// SPDX-License-Identifier: Apache-2.0
#include "alerts/document.hpp"

#include <fmt/format.h>

namespace qingkong {

std::vector<Problem> check_contents(const std::string& document, std::string_view text,
                                    const std::vector<RequiredContent>& required) {
    std::vector<Problem> problems;
    for (const RequiredContent& content : required) {
        if (content.words.empty())
            problems.push_back({Severity::error,
                                {document, 0, 0, {}},
                                {fmt::format("没有“{}”（{}）", content.item.zh, content.clause),
                                 fmt::format("no {} ({})", content.item.en, content.clause)},
                                {"补充该项内容", "fill it in"}});
        else if (text.find(content.words) == std::string_view::npos)
            problems.push_back({Severity::error,
                                {document, 0, 0, {}},
                                {fmt::format("文中缺少“{}”（{}）", content.item.zh, content.clause),
                                 fmt::format("the text lacks the {} ({})", content.item.en, content.clause)},
                                {"文中写明：" + content.words, "the text must hold: " + content.words}});
    }
    return problems;
}

std::string document_number(const std::string& prefix, int year, int number) {
    return fmt::format("{}〔{}〕{}号", prefix, year, number);
}

std::string spoken_time(Instant instant, Language language) {
    return language == Language::en ? spoken_time_en(instant) : spoken_time_zh(instant);
}

std::string month_day_hour(Instant instant, Language language) {
    const std::string full = spoken_time(instant, language);
    if (language == Language::zh) {
        constexpr std::string_view kYear = "年";
        return full.substr(full.find(kYear) + kYear.size());
    }
    // `20 Feb 2014 09:00`: the year is the third word.
    const size_t year = full.find(' ', full.find(' ') + 1);
    return full.substr(0, year) + full.substr(full.find(' ', year + 1));
}

std::string paper_date(Instant instant, Language language) {
    const std::string full = spoken_time(instant, language);
    if (language == Language::en) return full.substr(0, full.rfind(' '));
    constexpr std::string_view kDay = "日";
    return full.substr(0, full.find(kDay) + kDay.size());
}

std::string html_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace qingkong
