// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "emissions/industry.hpp"
#include "emissions/inventory_forms.hpp"
#include "emissions/inventory_reading.hpp"
#include "emissions/uscc.hpp"

namespace qingkong {

std::string Reading::area_of(const SheetRow& row) {
    const std::string code = row.text("area");
    const std::string county = row.text("county");
    for (const Area& area : inventory.city.areas)
        if (area.id == code || (code.empty() && area.name.zh == county)) return area.id;
    const std::string id = code.empty() ? county : code;
    if (city_sheet || id.empty() || id == kWholeCity) {
        row.error("area", {fmt::format("没有这个县（市、区）：“{}”", id), fmt::format("no such area: \"{}\"", id)},
                  {"应为“城市信息”中的行政区划代码", "wanted: a code of sheet 城市信息"});
        return {};
    }
    // Without 城市信息 the areas are those that the rows name, in their order.
    const std::string name = county.empty() ? id : county;
    if (inventory.city.id.empty()) {
        inventory.city.id = code.size() == 6 ? code.substr(0, 4) + "00" : std::string(kWholeCity);
        const std::string city = row.text("city");
        inventory.city.name = {city.empty() ? inventory.city.id : city, city.empty() ? inventory.city.id : city};
    }
    inventory.city.areas.push_back({id, {name, name}});
    return id;
}

namespace {

std::string uscc_of(const SheetRow& row) {
    std::string code = row.code("uscc");
    std::transform(code.begin(), code.end(), code.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return code;
}

}  // namespace

void Reading::begin_row_of(const std::string& enterprise_id) {
    if (findings.errors.size() > errors_before_row && !row_of.empty()) damaged.insert(row_of);
    errors_before_row = findings.errors.size();
    row_of = enterprise_id;
}

/// The enterprise whose own code is wrong (and was told) and differs from this good one in a character or two: its rows
/// are not all wrong because of one cell.
std::map<std::string, size_t>::const_iterator Reading::misspelt(const std::string& uscc) const {
    if (!valid_uscc(uscc)) return by_uscc.end();
    for (auto one = by_uscc.begin(); one != by_uscc.end(); ++one) {
        if (one->first.size() != uscc.size() || valid_uscc(one->first)) continue;
        int differ = 0;
        for (size_t i = 0; i < uscc.size(); ++i) differ += one->first[i] != uscc[i] ? 1 : 0;
        if (differ <= 2) return one;
    }
    return by_uscc.end();
}

Enterprise* Reading::enterprise_of(const SheetRow& row) {
    const std::string uscc = uscc_of(row);
    const std::string number = row.code("number");
    const std::string name = row.text("enterprise_name");
    const bool by_name_only = uscc.empty() && number.empty();
    const auto& index = !uscc.empty() ? by_uscc : by_name_only ? by_name : by_number;
    const std::string& key = !uscc.empty() ? uscc : by_name_only ? name : number;
    const std::string column = !uscc.empty() ? "uscc" : by_name_only && !name.empty() ? "enterprise_name" : "number";
    auto found = index.find(key);
    if (found == index.end() && !uscc.empty()) found = misspelt(uscc);
    begin_row_of(found == index.end() || found->second == kSeveral
                     ? std::string()
                     : inventory.enterprises[found->second].enterprise_id);
    if (key.empty() || found == index.end()) {
        orphans = true;
        row.error(column,
                  {fmt::format("“企业基本信息”中没有企业“{}”", key), fmt::format("no enterprise \"{}\" in 企业基本信息", key)},
                  {"应填写统一社会信用代码或企业序号", "wanted: its USCC or its number"});
        return nullptr;
    }
    if (found->second == kSeveral) {
        row.error(column,
                  {fmt::format("有几家企业名为“{}”", key), fmt::format("several enterprises are called \"{}\"", key)},
                  {"应填写统一社会信用代码或企业序号", "wanted: the USCC or the number"});
        return nullptr;
    }
    Enterprise& enterprise = inventory.enterprises[found->second];
    if (!by_name_only && !name.empty() && name != enterprise.name)
        row.warning("enterprise_name",
                    {fmt::format("企业名称“{}”与“企业基本信息”中的“{}”不一致", name, enterprise.name),
                     fmt::format("the name \"{}\" differs from \"{}\" in 企业基本信息", name, enterprise.name)},
                    {"核对代码和名称是否为同一家企业", "wanted: code and name of one enterprise"});
    if (!uscc.empty() && !number.empty() && number != enterprise.number)
        row.error("number",
                  {fmt::format("序号“{}”与信用代码不是同一家企业", number),
                   fmt::format("number \"{}\" and the USCC belong to different enterprises", number)},
                  {"核对后改正其中一项", "wanted: both of one enterprise, or one of them"});
    return &enterprise;
}

void read_city_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::city(), reading.findings);
    Inventory& inventory = reading.inventory;
    for (const SheetRow& row : table.rows()) {
        if (inventory.city.id.empty()) {
            inventory.city.id = row.wanted_text("city_id", {"城市代码", "the city's code"});
            const std::string zh = row.wanted_text("city_name", {"城市名称", "the city's name"});
            inventory.city.name = {zh, row.has("city_name_en") ? row.text("city_name_en") : zh};
            inventory.version = row.wanted_text("version", {"清单版本，例如 2025-2", "the version, e.g. 2025-2"});
            inventory.name = row.text("name");
        } else if (row.text("city_id") != inventory.city.id) {
            row.error("city_id", {"一份清单只能有一个城市", "one inventory holds one city"},
                      {inventory.city.id, inventory.city.id});
        }
        const std::string id = row.wanted_text("area_id", {"行政区划代码", "the area's code"});
        const std::string zh = row.wanted_text("area_name", {"县（区）名称", "the area's name"});
        if (inventory.city.find(id) != nullptr || id == kWholeCity)
            row.error("area_id", {fmt::format("县区代码“{}”重复或不可用", id), fmt::format("area \"{}\" is taken", id)},
                      {"代码唯一", "a unique code"});
        inventory.city.areas.push_back({id, {zh, row.has("area_name_en") ? row.text("area_name_en") : zh}});
    }
    reading.city_sheet = true;
}

namespace {

EnterpriseClass class_of(const SheetRow& row, const Enterprise& enterprise) {
    const std::string word = row.text("class");
    if (row.yes("small").value_or(false) || word.starts_with("小微")) return EnterpriseClass::small_micro;
    if (word.empty()) return enterprise.industry.empty() ? EnterpriseClass::general : EnterpriseClass::key;
    if (word.starts_with("重点")) return EnterpriseClass::key;
    if (word.starts_with("一般")) return EnterpriseClass::general;
    row.error("class", {fmt::format("“{}”不是企业类别", word), fmt::format("\"{}\" is no class", word)},
              {"应为 重点行业、一般工业 或 小微涉气", "wanted: 重点行业, 一般工业 or 小微涉气"});
    return EnterpriseClass::general;
}

std::optional<Grade> grade_of(const SheetRow& row) {
    const std::string word = row.text("grade");
    if (word.empty()) return std::nullopt;
    const auto grade = parse_grade(word);
    if (!grade)
        row.error(
            "grade", {fmt::format("“{}”不是绩效等级", word), fmt::format("\"{}\" is no grade", word)},
            {"应为 A、B、B-、C、D、引领性、非引领性 或 未分级", "wanted: A, B, B-, C, D, 引领性, 非引领性 or 未分级"});
    return grade;
}

void check_dates(const SheetRow& row, const std::string& key, const std::optional<Day>& from,
                 const std::optional<Day>& to) {
    if (from && to && *to < *from)
        row.error(key, {"失效日期早于生效日期", "the end lies before the begin"},
                  {"失效日期不早于生效日期", "wanted: an end not before the begin"});
}

/// 是否保障类 in the base sheet: a kind here is a record without basis or dates; 豁免与保障 is the better place.
void read_guarantee(const SheetRow& row, Enterprise& enterprise) {
    const std::string word = row.text("guarantee");
    if (word.empty() || word == "否" || word == "是" || word == "无") return;
    const auto kind = parse_exemption(word);
    if (!kind) {
        row.error("guarantee",
                  {fmt::format("“{}”不是保障类型", word), fmt::format("\"{}\" is no guarantee kind", word)},
                  {"例如 以热定产，或 否", "for example 以热定产, or 否"});
        return;
    }
    Exemption exemption;
    exemption.kind = *kind;
    exemption.max_level = highest_level(*kind);
    if (const auto load = row.percent("guarantee_load")) exemption.load_cap_percent = static_cast<int>(load->cut());
    if (caps_load(*kind) && !exemption.load_cap_percent)
        row.error("guarantee", {"缺少核定最大允许生产负荷", "the certified load is missing"},
                  {"填写列“核定负荷”，或在“豁免与保障”中登记", "fill column 核定负荷 or register it in 豁免与保障"});
    row.warning("guarantee", {"没有依据和有效期", "no legal basis and no dates"},
                {"请在“豁免与保障”中登记", "register it in sheet 豁免与保障"});
    enterprise.exemptions.push_back(std::move(exemption));
}

/// Without a telephone or an address nobody can be told (handbook D.3.9).
void check_contact(const SheetRow& row, const Enterprise& enterprise) {
    const bool telephone = !enterprise.contact.telephone.empty();
    const bool email = enterprise.contact.email.find('@') != std::string::npos;
    if (telephone && email) return;
    const std::string name = row.text("name");
    const Text what{name + "：缺少" + (telephone ? "邮箱" : email ? "联系电话" : "联系电话和邮箱"),
                    name + ": no " + (telephone ? "e-mail address" : email ? "telephone" : "telephone and e-mail")};
    const Text wanted{"两项都要填写，通知才能送到", "wanted: both, or the notice cannot reach it"};
    if (telephone || email)
        row.warning(telephone ? "email" : "telephone", what, wanted);
    else
        row.error("telephone", what, wanted);
}

/// A position without its system may be hundreds of metres off (GCJ-02): kept, not shown on a map (handbook D.3.13).
void read_position(const SheetRow& row, Enterprise& enterprise) {
    enterprise.address = row.text("address");
    enterprise.longitude = row.number("longitude");
    enterprise.latitude = row.number("latitude");
    enterprise.coordinate_system = row.text("coordinates");
    const auto check = [&](const char* key, const std::optional<Rational>& degrees, int least, int most) {
        if (!degrees || (*degrees >= Rational(least) && *degrees <= Rational(most))) return;
        row.error(key, {"坐标不在中国境内", "a position outside China"},
                  {fmt::format("应在 {}° 至 {}° 之间", least, most), fmt::format("wanted: {} to {} degrees", least, most)});
    };
    check("longitude", enterprise.longitude, 73, 136);
    check("latitude", enterprise.latitude, 3, 54);
    if (enterprise.longitude.has_value() != enterprise.latitude.has_value())
        row.error(enterprise.longitude ? "latitude" : "longitude", {"经纬度只填了一项", "half a position"},
                  {"经度、纬度同时填写", "wanted: both longitude and latitude"});
    if (enterprise.longitude && enterprise.coordinate_system.empty())
        row.warning("coordinates", {"没有写明坐标系，不在地图上显示", "no coordinate system: not shown on a map"},
                    {"例如 CGCS2000", "for example CGCS2000"});
}

void read_identity(const SheetRow& row, Reading& reading, Enterprise& enterprise) {
    enterprise.number = row.code("number");
    enterprise.uscc = uscc_of(row);
    enterprise.enterprise_id = enterprise.uscc.empty() ? enterprise.number : enterprise.uscc;
    const size_t index = reading.inventory.enterprises.size();
    if (enterprise.enterprise_id.empty())
        row.error("uscc", {"企业没有统一社会信用代码，也没有序号", "neither a USCC nor a number"},
                  {"至少填写一项", "wanted: one of them"});
    if (!enterprise.uscc.empty() && !valid_uscc(enterprise.uscc))
        row.error("uscc",
                  {fmt::format("统一社会信用代码“{}”校验不通过", enterprise.uscc),
                   fmt::format("USCC \"{}\": wrong length, character or check digit", enterprise.uscc)},
                  {"应为 18 位并符合 GB 32100-2015", "wanted: 18 characters by GB 32100-2015"});
    if (!enterprise.uscc.empty() && !reading.by_uscc.emplace(enterprise.uscc, index).second)
        row.error("uscc",
                  {fmt::format("统一社会信用代码重复，首次出现在第 {} 行",
                               reading.inventory.enterprises[reading.by_uscc[enterprise.uscc]].place.line),
                   fmt::format("this USCC stands already in line {}",
                               reading.inventory.enterprises[reading.by_uscc[enterprise.uscc]].place.line)},
                  {"每家企业一行", "one row an enterprise"});
    if (!enterprise.number.empty() && !reading.by_number.emplace(enterprise.number, index).second)
        row.error("number", {"企业序号重复", "this number stands twice"}, {"序号唯一", "a unique number"});
}

}  // namespace

void read_enterprise_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::enterprises(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise enterprise;
        enterprise.place = row.place("name");
        reading.begin_row_of("");
        read_identity(row, reading, enterprise);
        reading.row_of = enterprise.enterprise_id;
        enterprise.area = reading.area_of(row);
        enterprise.name = row.wanted_text("name", {"企业名称", "the enterprise's name"});
        enterprise.permit_no = row.code("permit");
        enterprise.industry_name = row.text("industry");
        if (const Industry* industry = find_industry(enterprise.industry_name)) {
            enterprise.industry = industry->id;
            enterprise.industry_name = industry->name;
        }
        enterprise.gb4754 = row.code("gb4754");
        read_position(row, enterprise);
        enterprise.zone = row.text("zone");
        enterprise.enterprise_class = class_of(row, enterprise);
        const std::string state = row.text("state");
        enterprise.long_term_stopped = state == "长期停产";
        if (!state.empty() && state != "正常" && !enterprise.long_term_stopped)
            row.error("state", {fmt::format("“{}”无法识别", state), fmt::format("\"{}\" is not understood", state)},
                      {"应为 正常 或 长期停产", "wanted: 正常 or 长期停产"});
        const auto grade = grade_of(row);
        GradeSpan span{grade.value_or(Grade::ungraded), row.day("grade_from"), row.day("grade_to"), {}};
        check_dates(row, "grade_to", span.valid_from, span.valid_to);
        if (grade) enterprise.grades.push_back(std::move(span));
        read_guarantee(row, enterprise);
        enterprise.contact = {row.text("post"), row.code("telephone"), row.text("email")};
        check_contact(row, enterprise);
        enterprise.plan_version = row.code("plan_version");
        enterprise.plan_filed_on = row.day("plan_filed");
        enterprise.plan_expires_on = row.day("plan_expires");
        if (const std::string status = row.text("plan_status"); !status.empty()) {
            const auto known = parse_plan_status(status);
            if (known)
                enterprise.plan_status = *known;
            else
                row.error(
                    "plan_status",
                    {fmt::format("“{}”不是操作方案状态", status), fmt::format("\"{}\" is no plan status", status)},
                    {"例如 备案、公示、草案", "for example 备案, 公示, 草案"});
        }
        enterprise.voluntary_terms = row.text("voluntary");
        if (!enterprise.name.empty() &&
            !reading.by_name.emplace(enterprise.name, reading.inventory.enterprises.size()).second)
            reading.by_name[enterprise.name] = Reading::kSeveral;
        reading.inventory.enterprises.push_back(std::move(enterprise));
    }
}

void read_grade_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::grades(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        Enterprise* enterprise = reading.enterprise_of(row);
        const auto grade = grade_of(row);
        if (!row.has("grade")) row.wanted_text("grade", {"绩效等级", "a grade"});
        GradeSpan span{grade.value_or(Grade::ungraded), row.day("from"), row.day("to"), row.text("document")};
        check_dates(row, "to", span.valid_from, span.valid_to);
        if (enterprise == nullptr || !grade) continue;
        enterprise->grades.push_back(std::move(span));
    }
}

void read_exemption_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::exemptions(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        std::vector<Exemption>* owner = nullptr;
        if (const std::string source_id = row.code("source_id"); !source_id.empty()) {
            const auto source = reading.by_source_id.find(source_id);
            if (source != reading.by_source_id.end())
                owner = &reading.inventory.sources[source->second].exemptions;
            else
                row.error("source_id",
                          {fmt::format("没有源“{}”", source_id), fmt::format("no source \"{}\"", source_id)},
                          {"应为扬尘源、移动源或其他源的编号", "wanted: a number of a source sheet"});
        } else if (Enterprise* enterprise = reading.enterprise_of(row)) {
            owner = &enterprise->exemptions;
        }
        Exemption exemption;
        const std::string word = row.wanted_text("kind", {"豁免或保障类型", "the kind of exemption"});
        const auto kind = parse_exemption(word);
        if (!word.empty() && !kind)
            row.error("kind", {fmt::format("“{}”不是豁免或保障类型", word), fmt::format("\"{}\" is no kind", word)},
                      {"例如 以热定产、战略性新兴产业、绿色环保引领", "kinds: docs/inventory.md"});
        exemption.kind = kind.value_or(ExemptionKind::strategic);
        exemption.legal_basis = row.wanted_text("legal_basis", {"依据文件", "the legal basis"});
        exemption.approver = row.wanted_text("approver", {"批准机关", "the approving authority"});
        exemption.valid_from = row.day("from");
        exemption.valid_to = row.day("to");
        check_dates(row, "to", exemption.valid_from, exemption.valid_to);
        const AlertLevel highest = highest_level(exemption.kind);
        exemption.max_level = row.level("max_level").value_or(highest);
        if (highest < exemption.max_level)
            row.error("max_level", {"该类型在红色预警时不豁免", "this kind does not hold at red"},
                      {"最高至橙色", "wanted: at most 橙色 (orange)"});
        exemption.conditions = row.text("conditions");
        if (const auto load = row.percent("load")) {
            exemption.load_cap_percent = static_cast<int>(load->cut());
            if (!(Rational(*exemption.load_cap_percent) == *load))
                row.error("load", {"允许负荷应为整数百分比", "the allowed load is a whole percentage"},
                          {"例如 60%", "e.g. 60%"});
        }
        if (caps_load(exemption.kind) && !exemption.load_cap_percent)
            row.error("load", {"缺少核定最大允许生产负荷", "the certified load is missing"},
                      {"例如 60%", "for example 60%"});
        exemption.verify_by = row.text("verify_by");
        exemption.terms = row.text("terms");
        if (owner != nullptr) owner->push_back(std::move(exemption));
    }
}

void read_transport_sheet(Reading& reading, const Sheet& sheet) {
    const SheetTable table(sheet, forms::transport(), reading.findings);
    for (const SheetRow& row : table.rows()) {
        TransportTerms terms;
        terms.normal_trips_per_day = row.integer("normal_trips", 0, 100'000);
        terms.alert_trips_per_day = row.integer("alert_trips", 0, 100'000);
        terms.national_v_percent = row.percent("national_v");
        terms.national_vi_percent = row.percent("national_vi");
        terms.new_energy_percent = row.percent("new_energy");
        Rational fleet;
        for (const auto& share : {terms.national_v_percent, terms.national_vi_percent, terms.new_energy_percent})
            if (share) fleet += *share;
        if (fleet > Rational(100))
            row.error("national_vi", {"国五、国六、新能源比例之和大于 100%", "the shares of the fleet exceed 100 %"},
                      {"核对各项比例", "wanted: shares of one fleet"});
        terms.vehicle_standards = row.text("standards");
        terms.gate = row.yes("gate");
        terms.video_days = row.integer("video_days", 0, 10'000);
        terms.nrmm = row.text("nrmm");
        for (const AlertLevel level : kLevelsRising)
            terms.rule_by_level[static_cast<std::size_t>(level)] = row.text(std::string(token(level)));
        if (Enterprise* enterprise = reading.enterprise_of(row)) enterprise->transport = std::move(terms);
    }
}

}  // namespace qingkong
