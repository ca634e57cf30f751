// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

namespace qingkong {

/// Hours [begin, end) counted from the first hour of a series.
struct Span {
    int begin = 0;
    int end = 0;
    int hours() const { return end - begin; }
    bool operator==(const Span&) const = default;
};

/// Maximal runs of positions for which `holds(i)` is true, at least `least` long.
template <class Holds>
std::vector<Span> runs(Span within, int least, Holds holds) {
    std::vector<Span> found;
    for (int i = within.begin; i < within.end;) {
        if (!holds(i)) {
            ++i;
            continue;
        }
        int end = i + 1;
        while (end < within.end && holds(end)) ++end;
        if (end - i >= least) found.push_back({i, end});
        i = end;
    }
    return found;
}

/// `spans` without the positions of `holes`; both ascending and without overlap. Pieces shorter than `least` are left out.
inline std::vector<Span> without(const std::vector<Span>& spans, const std::vector<Span>& holes, int least = 1) {
    std::vector<Span> left;
    auto hole = holes.begin();
    for (Span rest : spans) {
        while (hole != holes.end() && hole->end <= rest.begin) ++hole;
        for (auto h = hole; h != holes.end() && h->begin < rest.end; ++h) {
            if (h->begin - rest.begin >= least) left.push_back({rest.begin, h->begin});
            rest.begin = std::max(rest.begin, h->end);
        }
        if (rest.hours() >= least) left.push_back(rest);
    }
    return left;
}

}  // namespace qingkong
