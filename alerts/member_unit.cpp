// SPDX-License-Identifier: Apache-2.0
#include "alerts/member_unit.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace qingkong {

using Json = nlohmann::ordered_json;

std::string_view token(UnitKind kind) { return kind == UnitKind::area ? "area" : "department"; }

const MemberUnit* Members::find(std::string_view id) const {
    for (const MemberUnit& unit : units)
        if (unit.id == id) return &unit;
    return nullptr;
}

std::vector<FormField> usual_form() {
    return {{"inspectors", {"出动检查人员", "inspectors sent"}, {"人次", "persons"}},
            {"enterprises_checked", {"检查企业（工地）", "enterprises and sites checked"}, {"家次", "visits"}},
            {"enterprises_stopped", {"停产限产企业", "enterprises stopped or limited"}, {"家", "enterprises"}},
            {"problems_found", {"发现问题", "problems found"}, {"个", "problems"}},
            {"problems_settled", {"完成整改", "problems settled"}, {"个", "problems"}}};
}

std::vector<const MemberUnit*> units_of_areas(const Members& members, const std::vector<std::string>& areas) {
    std::vector<const MemberUnit*> out;
    for (const MemberUnit& unit : members.units)
        if (unit.area == kWholeCity || std::find(areas.begin(), areas.end(), unit.area) != areas.end()) out.push_back(&unit);
    return out;
}

NoticeTerms notice_terms(const Members& members, const std::vector<std::string>& areas) {
    NoticeTerms out{members.terms, {}, {}};
    for (const MemberUnit* unit : units_of_areas(members, areas)) {
        out.units.push_back(unit->id);
        if (unit->returns) out.reporting.push_back(unit->id);
    }
    return out;
}

std::string terms_text(const NoticeTerms& terms) {
    Json form = Json::array();
    for (const FormField& field : terms.terms.form)
        form.push_back({field.id, field.name.zh, field.name.en, field.count_word.zh, field.count_word.en});
    return Json{{"minutes", terms.terms.minutes}, {"form", form}, {"units", terms.units}, {"reporting", terms.reporting}}.dump();
}

std::optional<NoticeTerms> read_terms(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        NoticeTerms out;
        out.terms.minutes = json.at("minutes").get<std::vector<int>>();
        for (const Json& one : json.at("form"))
            out.terms.form.push_back({one.at(0), {one.at(1), one.at(2)}, {one.at(3), one.at(4)}});
        out.units = json.at("units").get<std::vector<std::string>>();
        out.reporting = json.at("reporting").get<std::vector<std::string>>();
        return out;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

Text hours_words(const std::vector<int>& minutes) {
    Text words;
    for (const int minute : minutes) {
        const int hour = minute / 60, rest = minute % 60;
        words.zh += (words.zh.empty() ? "" : "、") + (rest == 0 ? fmt::format("{}时", hour) : fmt::format("{}时{}分", hour, rest));
        words.en += (words.en.empty() ? "" : ", ") + fmt::format("{}:{:02}", hour, rest);
    }
    return words;
}

}  // namespace qingkong
