// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_habit.hpp"

#include <algorithm>
#include <charconv>

namespace qingkong {

namespace {

constexpr size_t kPasswordLength = 6, kQnLength = 17, kTimeLength = 14, kSegmentLength = 1024;
constexpr size_t kMnLength = 24, kMnLength2005 = 14;

bool digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int flag_of(const Hj212Head& head) {
    int value = 0;
    std::from_chars(head.flag.data(), head.flag.data() + head.flag.size(), value);
    return value;
}

bool known_suffix(std::string_view suffix) {
    constexpr std::array<std::string_view, 13> kKnown = {"",      "Rtd",   "Avg",   "Min",   "Max",        "Cou",  "Flag",
                                                         "ZsRtd", "ZsAvg", "ZsMin", "ZsMax", "SampleTime", "EFlag"};
    return std::find(kKnown.begin(), kKnown.end(), suffix) != kKnown.end();
}

bool misspelt(std::string_view data) {
    constexpr std::array<std::string_view, 9> kKnown = {"QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"};
    std::string_view rest = data.substr(0, data.find("CP=&&"));
    while (!rest.empty()) {
        const std::string_view piece = rest.substr(0, rest.find(';'));
        const std::string_view key = piece.substr(0, piece.find('='));
        if (!piece.empty() && std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) return true;
        rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
    }
    return false;
}

bool stray_mark(std::string_view area) {
    if (area.empty()) return false;
    const auto mark = [](char c) { return c == ';' || c == ','; };
    if (mark(area.front()) || mark(area.back())) return true;
    for (size_t i = 1; i < area.size(); ++i)
        if (mark(area[i]) && mark(area[i - 1])) return true;
    return false;
}

}  // namespace

std::string_view token(Habit habit) {
    constexpr std::array<std::string_view, kHabits.size()> kTokens = {
        "lower_crc", "no_qn",        "odd_mn",         "no_flag",        "long_password", "stray_mark",
        "long_time", "no_data_time", "unknown_suffix", "misspelt_field", "parts_missing", "long_segment"};
    return kTokens[static_cast<size_t>(habit)];
}

Text habit_name(Habit habit) {
    static const std::array<Text, kHabits.size()> kNames = {{
        {"校验码为小写", "check value in lower case"},
        {"缺少请求编码QN或不是17位数字", "no QN, or not 17 digits"},
        {"设备唯一标识MN长度不合标准", "MN of another length"},
        {"缺少应答标志Flag", "no Flag"},
        {"访问密码超过6位", "password over 6 characters"},
        {"多余的分号或逗号", "stray semicolon or comma"},
        {"DataTime多于14位", "DataTime over 14 digits"},
        {"缺少可读的DataTime", "no readable DataTime"},
        {"未知的数据后缀", "unknown suffix"},
        {"未知的字段名", "unknown field of the head"},
        {"Flag表示分包，但缺少PNUM、PNO", "Flag says parts, PNUM and PNO are missing"},
        {"数据段超过1024字节", "data segment over 1024 bytes"},
    }};
    return kNames[static_cast<size_t>(habit)];
}

std::vector<Habit> habits_of(std::string_view data, const Hj212Head& head, std::string_view crc) {
    const int flag = flag_of(head);
    const bool of_2005 = flag >> 2 == 0;
    const bool carries_data = head.cn.size() == 4 && head.cn.front() == '2';
    std::string_view time;
    bool unknown_suffix = false;
    for_each_field(head.cp, [&](const Hj212Field& field, bool) {
        if (field.code == "DataTime" && field.suffix.empty() && time.empty()) time = field.value;
        unknown_suffix = unknown_suffix || !known_suffix(field.suffix);
    });
    const auto shows = [&](Habit habit) {
        switch (habit) {
            case Habit::lower_crc: return std::any_of(crc.begin(), crc.end(), [](char c) { return c >= 'a' && c <= 'f'; });
            case Habit::no_qn: return head.qn.size() != kQnLength || !digits(head.qn);
            case Habit::odd_mn: return head.mn.size() != kMnLength && !(of_2005 && head.mn.size() == kMnLength2005);
            case Habit::no_flag: return head.flag.empty() && !head.qn.empty();
            case Habit::long_password: return head.pw.size() > kPasswordLength;
            case Habit::stray_mark: return stray_mark(head.cp);
            case Habit::long_time: return time.size() > kTimeLength;
            case Habit::no_data_time: return carries_data && (time.size() < kTimeLength || !digits(time) || !time.starts_with("20"));
            case Habit::unknown_suffix: return unknown_suffix;
            case Habit::misspelt_field: return misspelt(data);
            case Habit::parts_missing: return (flag & 2) != 0 && (head.pnum.empty() || head.pno.empty());
            case Habit::long_segment: return data.size() > kSegmentLength;
        }
        return false;
    };
    std::vector<Habit> found;
    for (const Habit habit : kHabits)
        if (shows(habit)) found.push_back(habit);
    return found;
}

}  // namespace qingkong
