// SPDX-License-Identifier: Apache-2.0
#include "emissions/hj212_json.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace qingkong {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<const char*, std::string Hj212Packet::*>, 7> kHeadKeys = {{
    {"qn", &Hj212Packet::qn},
    {"st", &Hj212Packet::st},
    {"cn", &Hj212Packet::cn},
    {"mn", &Hj212Packet::mn},
    {"flag", &Hj212Packet::flag},
    {"pnum", &Hj212Packet::pnum},
    {"pno", &Hj212Packet::pno},
}};

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

bool safe(const std::string& text) {
    for (const char c : text)
        if (c == ';' || c == ',' || static_cast<unsigned char>(c) < 0x20) return false;
    return text.find("&&") == std::string::npos;
}

/// A string value of a key; empty where it is absent or null. Sets `wrong` to the key where it cannot be taken.
std::string take(const Json& object, const char* key, std::string& wrong) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    if (!found->is_string() || !safe(found->get_ref<const std::string&>())) {
        wrong = key;
        return {};
    }
    return found->get<std::string>();
}

/// Empty where the items cannot be taken; then `wrong` names the key.
std::vector<Hj212Item> take_items(const Json& object, std::string& wrong) {
    std::vector<Hj212Item> items;
    const auto found = object.find("items");
    if (found == object.end() || found->is_null()) return items;
    if (!found->is_array()) {
        wrong = "items";
        return {};
    }
    for (const Json& entry : *found) {
        if (!entry.is_object()) {
            wrong = "items";
            return {};
        }
        Hj212Item item{take(entry, "code", wrong), {}};
        for (const auto& [name, value] : entry.items()) {
            if (name == "code") continue;
            const bool good = value.is_string() && safe(value.get_ref<const std::string&>()) && safe(name);
            if (!good)
                wrong = "items." + name;
            else
                item.fields.emplace_back(name, value.get<std::string>());
        }
        if (item.code.empty() || item.code.find('=') != std::string::npos) wrong = "items.code";
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace

DecodedLine decode_line(const Hj212Frame& frame) {
    std::string error = frame.state == FrameState::ok ? "" : std::string(token(frame.state));
    Hj212Packet packet;
    bool readable = false;
    if (frame.state != FrameState::bad_frame) {
        if (auto read = read_packet(frame.data)) {
            packet = std::move(*read);
            readable = true;
        } else if (error.empty()) {
            error = read.error().token;
        }
    }
    Json json;
    json["offset"] = frame.offset;
    json["accepted"] = error.empty();
    json["version"] = readable ? Json(token(packet.version())) : Json(nullptr);
    for (const auto& [key, member] : kHeadKeys) json[key] = text_or_null(packet.*member);
    json["data_time"] = text_or_null(packet.data_time);
    json["items"] = Json::array();
    for (const Hj212Item& item : packet.items) {
        Json entry;
        entry["code"] = item.code;
        for (const auto& [name, value] : item.fields) entry[name] = value;
        json["items"].push_back(std::move(entry));
    }
    json["error"] = text_or_null(error);
    // Text fields of some devices are GBK; what is no UTF-8 is shown as U+FFFD.
    return {json.dump(-1, ' ', false, Json::error_handler_t::replace), error.empty()};
}

Result<Hj212Packet> packet_of_line(std::string_view line, const Place& place) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object())
        return fail(place, {"不是 JSON 对象", "not a JSON object"},
                    {"decode 输出的一行，如 {\"cn\":\"2011\",\"mn\":\"…\"}", "a line as decode prints it"});
    const auto accepted = json.find("accepted");
    if (accepted != json.end() && accepted->is_boolean() && !accepted->get<bool>())
        return fail(place, {"该数据包解码时未被接受", "this packet was refused by decode"});
    std::string wrong;
    Hj212Packet packet;
    for (const auto& [key, member] : kHeadKeys) packet.*member = take(json, key, wrong);
    packet.data_time = take(json, "data_time", wrong);
    packet.items = take_items(json, wrong);
    if (!wrong.empty())
        return fail(place, {"键 " + wrong + " 的值不可用", "the value of " + wrong + " cannot be taken"},
                    {"不含 ; , && 和控制字符的字符串", "a string without ; , && and control characters"});
    if (packet.cn.empty() || packet.mn.empty())
        return fail(place, {"缺少 cn 或 mn", "cn or mn is missing"}, {"两者均须给出", "both"});
    return packet;
}

}  // namespace qingkong
