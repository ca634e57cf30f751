// SPDX-License-Identifier: Apache-2.0
#include "alerts/published_notice.hpp"

#include <algorithm>

#include "alerts/notice.hpp"

namespace qingkong {

namespace {

/// Takes away every line that only says so, in its parentheses; elsewhere `instead` stands for the words.
std::string without(const std::string& text, const std::string& words, const std::string& instead) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        std::string line = text.substr(at, end - at);
        at = end;
        if (line.find("（" + words + "）") != std::string::npos || line.find("(" + words + ")") != std::string::npos) continue;
        for (size_t found = line.find(words); found != std::string::npos; found = line.find(words, found + instead.size()))
            line.replace(found, words.size(), instead);
        out += line;
    }
    return out;
}

}  // namespace

Document as_published(Document notice, const Transition& transition, const Office& office, Language language) {
    if (!transition.published_at) return notice;
    const std::string words = unpublished_words(office, language);
    const std::string time = spoken_time(*transition.published_at, language);
    notice.text = without(notice.text, words, time);
    notice.html = without(notice.html, html_escaped(words), time);
    return notice;
}

}  // namespace qingkong
