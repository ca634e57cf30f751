// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_packet.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "emissions/hj212_crc.hpp"

namespace qingkong {

namespace {

/// Suffix as sent (handbook J.5) and the name that `decode` gives it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kSuffixes = {{
    {"Rtd", "rtd"},
    {"Avg", "avg"},
    {"Min", "min"},
    {"Max", "max"},
    {"Cou", "cou"},
    {"Flag", "flag"},
    {"ZsRtd", "zs_rtd"},
    {"ZsAvg", "zs_avg"},
    {"ZsMin", "zs_min"},
    {"ZsMax", "zs_max"},
    {"SampleTime", "sample_time"},
    {"EFlag", "e_flag"},
}};

/// Of one item: there are a dozen suffixes; invented ones by the ten thousand must not be compared each with each.
constexpr size_t kMostFields = 64;

std::string_view name_of(std::string_view suffix) {
    if (suffix.empty()) return "value";
    for (const auto& [sent, name] : kSuffixes)
        if (sent == suffix) return name;
    return suffix;
}

std::string_view suffix_of(std::string_view name) {
    for (const auto& [sent, known] : kSuffixes)
        if (known == name) return sent;
    return name;
}

int number_of(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() && value >= 0 ? value : 0;
}

bool plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

void append(std::string& data, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    data.append(key).append("=").append(value).append(";");
}

bool wants_answer(std::string_view cn, std::string_view flag) {
    return (number_of(flag) & 1) != 0 && !(cn >= "9011" && cn <= "9014");
}

std::string encode_reply(const Hj212Head& head, std::string_view cn, std::string_view area) {
    std::string data;
    append(data, "QN", head.qn);
    append(data, "ST", "91");
    append(data, "CN", cn);
    append(data, "PW", head.pw);
    append(data, "MN", head.mn);
    append(data, "Flag", std::to_string(number_of(head.flag) & ~3));
    return encode_frame(data.append("CP=&&").append(area).append("&&"));
}

}  // namespace

std::string_view token(Hj212Version version) {
    switch (version) {
        case Hj212Version::v2005:
            return "2005";
        case Hj212Version::v2017:
            return "2017";
        case Hj212Version::v2025:
            return "2025";
    }
    return "";
}

tl::expected<Hj212Head, PacketRefusal> read_head(std::string_view data) {
    const auto refuse = [](const char* why) { return tl::unexpected(PacketRefusal{why}); };
    constexpr std::string_view kMark = "CP=&&";
    const size_t mark = data.find(kMark);
    const size_t last = data.rfind("&&");
    if (mark == std::string_view::npos || last < mark + kMark.size()) return refuse("no_cp");

    Hj212Head head;
    head.cp = data.substr(mark + kMark.size(), last - mark - kMark.size());
    std::string_view rest = data.substr(0, mark);
    while (!rest.empty()) {
        const size_t end = rest.find(';');
        const std::string_view piece = rest.substr(0, end);
        const size_t equals = piece.find('=');
        if (equals != std::string_view::npos) {
            const std::string_view key = piece.substr(0, equals), value = piece.substr(equals + 1);
            if (key == "QN")
                head.qn = value;
            else if (key == "ST")
                head.st = value;
            else if (key == "CN")
                head.cn = value;
            else if (key == "PW")
                head.pw = value;
            else if (key == "MN")
                head.mn = value;
            else if (key == "Flag")
                head.flag = value;
            else if (key == "PNUM")
                head.pnum = value;
            else if (key == "PNO")
                head.pno = value;
        }
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    if (head.cn.empty()) return refuse("no_cn");
    if (head.mn.empty()) return refuse("no_mn");
    for (const std::string_view text : {head.qn, head.st, head.cn, head.mn, head.flag, head.pnum, head.pno})
        if (!plain(text)) return refuse("bad_text");
    return head;
}

const std::string* Hj212Item::find(std::string_view name) const {
    for (const auto& [field, value] : fields)
        if (field == name) return &value;
    return nullptr;
}

Hj212Version Hj212Packet::version() const {
    const int version_bits = number_of(flag) >> 2;
    if (version_bits == 0) return Hj212Version::v2005;
    return version_bits == 1 ? Hj212Version::v2017 : Hj212Version::v2025;
}

bool Hj212Packet::wants_answer() const {
    return (number_of(flag) & 1) != 0;
}

tl::expected<Hj212Packet, PacketRefusal> read_packet(std::string_view data) {
    const auto head = read_head(data);
    if (!head) return tl::unexpected(head.error());
    Hj212Packet packet{std::string(head->qn),
                       std::string(head->st),
                       std::string(head->cn),
                       std::string(head->pw),
                       std::string(head->mn),
                       std::string(head->flag),
                       std::string(head->pnum),
                       std::string(head->pno),
                       {},
                       {}};
    for_each_field(head->cp, [&](const Hj212Field& field, bool first_of_group) {
        if (field.code == "DataTime" && field.suffix.empty() && packet.data_time.empty()) {
            packet.data_time = field.value;
            return;
        }
        const std::string_view name = name_of(field.suffix);
        auto& items = packet.items;
        if (first_of_group || items.empty() || items.back().code != field.code || items.back().fields.size() == kMostFields ||
            items.back().find(name) != nullptr)
            items.push_back({std::string(field.code), {}});
        items.back().fields.emplace_back(name, field.value);
    });
    return packet;
}

std::string encode_frame(std::string_view data) {
    if (data.size() > 9999) return {};
    return fmt::format("##{:04}{}{:04X}\r\n", data.size(), data, hj212_crc(data));
}

std::string encode_packet(const Hj212Packet& packet) {
    std::string data;
    append(data, "QN", packet.qn);
    append(data, "ST", packet.st);
    append(data, "CN", packet.cn);
    append(data, "PW", packet.pw);
    append(data, "MN", packet.mn);
    append(data, "Flag", packet.flag);
    append(data, "PNUM", packet.pnum);
    append(data, "PNO", packet.pno);
    data += "CP=&&";
    const size_t begin = data.size();
    append(data, "DataTime", packet.data_time);
    for (const Hj212Item& item : packet.items) {
        for (const auto& [name, value] : item.fields) {
            data += item.code;
            if (name != "value") data.append("-").append(suffix_of(name));
            data.append("=").append(value).append(",");
        }
        if (!item.fields.empty()) data.back() = ';';
    }
    if (data.size() > begin) data.pop_back();
    return encode_frame(data += "&&");
}

std::string encode_answer(const Hj212Packet& packet) {
    return encode_answer(Hj212Head{packet.qn, packet.st, packet.cn, packet.pw, packet.mn, packet.flag, {}, {}, {}});
}

std::string encode_answer(const Hj212Head& head) {
    if (!wants_answer(head.cn, head.flag)) return {};
    const bool data = head.cn.size() == 4 && (head.cn[0] == '2' || head.cn[0] == '3');
    return encode_reply(head, data ? "9014" : "9013", "");
}

std::string encode_refusal(const Hj212Head& head, int qn_rtn) {
    return wants_answer(head.cn, head.flag) ? encode_reply(head, "9011", fmt::format("QnRtn={}", qn_rtn)) : std::string();
}

std::optional<PartNumber> part_number(const Hj212Head& head) {
    constexpr int kMostParts = 999;
    const PartNumber part{number_of(head.pnum), number_of(head.pno)};
    const bool one_of_many = part.pnum > 1 && part.pnum <= kMostParts && part.pno >= 1 && part.pno <= part.pnum;
    return one_of_many ? std::optional(part) : std::nullopt;
}

std::string join_areas(const std::vector<std::string>& areas) {
    std::string joined;
    for (const std::string& area : areas) {
        const std::string_view last = std::string_view(joined).substr(joined.find_last_of(";,") + 1);  // npos + 1 = 0
        const size_t mark = area.find_first_of("=;,");
        const bool begins_field = mark != std::string::npos && mark > 0 && area[mark] == '=';
        if (begins_field && last.find('=') != std::string_view::npos) joined += ';';
        joined += area;
    }
    return joined;
}

}  // namespace qingkong
