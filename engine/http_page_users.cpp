// SPDX-License-Identifier: Apache-2.0
// The pages of the accounts. Their forms go to the handlers of the API (engine/http_api_users.cpp).
#include "engine/http_page_users.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/document.hpp"
#include "engine/form_memory.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::ordered_json;
using Fields = std::map<std::string, std::string>;

const char* role_word(Role role) {
    switch (role) {
        case Role::viewer: return "只读查看";
        case Role::officer: return "值班员";
        case Role::forecaster: return "预报";
        case Role::approver: return "签批";
        case Role::unit: return "成员单位";
        case Role::inspector: return "检查";
        case Role::enterprise: return "企业";
        case Role::admin: return "管理员";
        case Role::feed: return "数据接口";
    }
    return "";
}

std::string area_word(const City& city, const std::string& id) {
    const Area* area = city.find(id);
    return id == kWholeCity ? "全市" : area != nullptr ? area->name.zh : id;
}

std::string grant_words(const Config& config, const Grant& grant) {
    std::string areas;
    for (const std::string& id : grant.areas) areas += (areas.empty() ? "" : "、") + area_word(config.city, id);
    return fmt::format("{}（{}{}）", role_word(grant.role), areas, grant.unit.empty() ? "" : "，" + grant.unit);
}

Json grant_json(const Grant& grant) { return {{"role", token(grant.role)}, {"areas", grant.areas}, {"unit", grant.unit}}; }

/// Role, areas and unit of one grant.
std::string grant_fields(const Config& config) {
    std::string out = "<p><label>角色<br><select name=\"role\">";
    for (const Role role : kRoles)
        if (role != Role::feed) out += fmt::format("<option value=\"{}\">{}</option>", token(role), role_word(role));
    out += "</select></label></p><fieldset><legend>区域</legend><label class=\"pick\"><input type=\"checkbox\" name=\"area_all\" value=\"1\"> 全市</label>";
    for (const Area& area : config.city.areas)
        out += fmt::format("<label class=\"pick\"><input type=\"checkbox\" name=\"area_{}\" value=\"1\"> {}</label>", html_escaped(area.id), html_escaped(area.name.zh));
    out += "</fieldset>";
    if (config.members.units.empty()) return out;
    out += "<p><label>成员单位（仅角色“成员单位”）<br><select name=\"unit\"><option value=\"\"></option>";
    for (const MemberUnit& unit : config.members.units)
        out += fmt::format("<option value=\"{}\">{}</option>", html_escaped(unit.id), html_escaped(unit.name.zh));
    return out + "</select></label></p>";
}

std::string password_field(const char* label, const char* name, const char* hint) {
    return fmt::format("<p><label>{}<br><input name=\"{}\" type=\"password\" autocomplete=\"{}\" required></label></p>", label, name, hint);
}

std::string form(const std::string& action, const std::string& fields, const char* button) {
    return fmt::format("<form method=\"post\" action=\"{}\">{}<p><button>{}</button></p></form>", html_escaped(action), fields, button);
}

std::string folded(const char* title, const std::string& body) { return fmt::format("<details><summary>{}</summary>{}</details>", title, body); }

std::string user_card(const Config& config, const User& user) {
    const std::string base = "/users/" + user.id + "/";
    std::string out = fmt::format("<article class=\"card\"><h3>{}　{}{}</h3><ul>", html_escaped(user.id), html_escaped(user.name), user.disabled ? "（已停用）" : "");
    std::string remove;
    for (size_t i = 0; i < user.grants.size(); ++i) {
        const std::string words = html_escaped(grant_words(config, user.grants[i]));
        out += "<li>" + words + "</li>";
        remove += form(base + "revoke", hidden("grant", grant_json(user.grants[i]).dump()) + "<p>" + words + "</p>", "撤销");
    }
    out += user.grants.empty() ? "<li>没有权限</li></ul>" : "</ul>";
    out += folded("增加权限", form(base + "grant", grant_fields(config), "增加"));
    if (!remove.empty()) out += folded("撤销权限", remove);
    out += folded("设置新密码", form(base + "password", password_field("新密码", "password", "new-password"), "设置"));
    return out + folded(user.disabled ? "启用" : "停用", form(base + "disable", hidden("disabled", user.disabled ? "0" : "1"), user.disabled ? "启用账号" : "停用账号")) + "</article>";
}

std::string told_html(const std::string& told) {
    return told.empty() ? "" : "<p class=\"notice\" role=\"status\"><strong>" + html_escaped(told) + "</strong></p>";
}

Response users_page(Service& service, FormMemory& memory, const Call& call) {
    const Config& config = service.config();
    std::string list;
    for (const User& user : service.store().users()) list += user_card(config, user);
    const std::string body =
        told_html(memory.told(call.account->id)) + (list.empty() ? "<p>还没有用户。</p>" : list) + "<h2>新建用户</h2>" +
        form("/users", "<p><label>账号（字母、数字和 . _ -）<br><input name=\"id\" autocomplete=\"off\" required></label></p>"
                       "<p><label>姓名（不进入日志）<br><input name=\"name\" autocomplete=\"off\"></label></p>" +
                           password_field("初始密码（至少12个字符，或8个字符且含三种）", "password", "new-password") + grant_fields(config),
             "新建");
    return office_page(service, "用户", body, 200, page_links(grants_of(service, call)));
}

Response account_page(Service& service, FormMemory& memory, const Call& call) {
    const std::vector<Grant> grants = grants_of(service, call);
    std::string body = told_html(memory.told(call.account->id)) + fmt::format("<p>账号：{}　{}</p><ul>", html_escaped(call.account->id), html_escaped(call.account->name));
    for (const Grant& grant : grants) body += "<li>" + html_escaped(grant_words(service.config(), grant)) + "</li>";
    body += "</ul>";
    if (service.store().user(call.account->id))
        body += "<h2>修改密码</h2>" + form("/account/password", password_field("原密码", "old", "current-password") + password_field("新密码", "password", "new-password") +
                                                               password_field("再次输入新密码", "again", "new-password"), "修改密码");
    return office_page(service, "我的账号", body + "<h2>退出</h2>" + form("/account/sign-out", "", "退出登录"), 200, page_links(grants));
}

Json areas_of(const Fields& fields) {
    Json areas = Json::array();
    for (const auto& [name, value] : fields)
        if (name.rfind("area_", 0) == 0 && !value.empty()) areas.push_back(name.substr(5));
    return fields.count("area_all") != 0 ? Json::array({kWholeCity}) : areas;
}

Json grant_of(const Fields& fields) {
    const auto field = [&](const char* name) { return fields.count(name) != 0 ? fields.at(name) : std::string(); };
    return {{"role", field("role")}, {"areas", areas_of(fields)}, {"unit", field("role") == "unit" ? field("unit") : ""}};
}

/// The change that a form of one user asks for, as the body of PUT /api/v1/users/{id}.
Json user_change(Service& service, const std::string& act, const std::string& id, const Fields& fields) {
    const auto field = [&](const char* name) { return fields.count(name) != 0 ? fields.at(name) : std::string(); };
    if (act == "password") return {{"password", field("password")}};
    if (act == "disable") return {{"disabled", field("disabled") == "1"}};
    Json grants = Json::array();
    const auto user = service.store().user(id);
    for (const Grant& grant : user ? user->grants : std::vector<Grant>{})
        if (act != "revoke" || grant_json(grant).dump() != field("grant")) grants.push_back(grant_json(grant));
    if (act != "revoke") grants.push_back(grant_of(fields));
    Json body{{"grants", grants}};
    if (act == "new") {
        body["name"] = field("name");
        body["password"] = field("password");
    }
    return body;
}

struct UserForms {
    Daemon& daemon;
    std::shared_ptr<FormMemory> memory;
    Handler put, password, sign_out;
};

void change_user(const UserForms& forms, const std::string& act, const Call& call, const Reply& reply) {
    const Fields fields = parse_query(call.request.body);
    Call put = call;
    if (act == "new") put.params["id"] = fields.count("id") != 0 ? fields.at("id") : "";
    const std::string id = put.params["id"], who = call.account->id;
    const auto tell = [memory = forms.memory, who, reply](const std::string& words) {
        memory->tell(who, words);
        reply(see_other("/users"));
    };
    const bool known = forms.daemon.service().store().user(id).has_value();
    if (known == (act == "new")) return tell(known ? "账号 " + id + " 已存在" : "没有账号 " + id);
    forms.put(json_call(put, user_change(forms.daemon.service(), act, id, fields)), [tell, id](const Response& answer) {
        tell(answer.status < 400 ? "已保存账号 " + id : "未能保存：" + refusal_words(answer));
    });
}

void change_own_password(const UserForms& forms, const Call& call, const Reply& reply) {
    Fields fields = parse_query(call.request.body);
    const auto tell = [memory = forms.memory, who = call.account->id, reply](const std::string& words) {
        memory->tell(who, words);
        reply(see_other("/account"));
    };
    if (fields["password"] != fields["again"]) return tell("两次输入的新密码不同");
    forms.password(json_call(call, {{"old", fields["old"]}, {"password", fields["password"]}}), [tell](const Response& answer) {
        // The old sessions have ended: the browser is sent on to sign in anew.
        tell(answer.status < 400 ? "密码已修改" : "未能修改：" + refusal_words(answer));
    });
}

void leave(const UserForms& forms, const Call& call, const Reply& reply) {
    forms.sign_out(call, [reply](const Response& answer) {
        Response out = see_other("/login");
        for (const auto& header : answer.headers)
            if (header.first == "Set-Cookie") out.headers.push_back(header);
        reply(std::move(out));
    });
}

}  // namespace

void add_user_pages(Router& router, Daemon& daemon) {
    const auto forms = std::make_shared<UserForms>(UserForms{daemon, std::make_shared<FormMemory>(), route_of(router, "PUT", "/api/v1/users/{id}").handler,
                                                             route_of(router, "POST", "/api/v1/password").handler,
                                                             route_of(router, "POST", "/api/v1/logout").handler});
    const auto add = [&router](const char* method, const std::string& path, std::vector<Role> roles, Text summary, Handler handler) {
        Route route{method, path, std::move(roles), std::move(summary), std::move(handler)};
        route.answer_type = "text/html";
        if (route.method == "POST") route.body_types = {"application/x-www-form-urlencoded"};
        router.add(std::move(route));
    };
    // Accounts of every role have a page of their own, but it is nobody's without signing in, also with open_reads.
    const std::vector<Role> anyone(kRoles.begin(), kRoles.end());
    add("GET", "/users", {Role::admin}, {"用户页面", "the page of the users"},
        [&daemon, forms](const Call& call, const Reply& reply) { reply(users_page(daemon.service(), *forms->memory, call)); });
    add("POST", "/users", {Role::admin}, {"在页面上新建用户", "make a user on the page"},
        [forms](const Call& call, const Reply& reply) { change_user(*forms, "new", call, reply); });
    for (const char* act : {"grant", "revoke", "password", "disable"})
        add("POST", std::string("/users/{id}/") + act, {Role::admin}, {"在页面上修改用户", "change a user on the page"},
            [forms, act = std::string(act)](const Call& call, const Reply& reply) { change_user(*forms, act, call, reply); });
    add("GET", "/account", anyone, {"我的账号页面", "the page of one's own account"},
        [&daemon, forms](const Call& call, const Reply& reply) { reply(account_page(daemon.service(), *forms->memory, call)); });
    add("POST", "/account/password", anyone, {"在页面上修改密码", "change one's password on the page"},
        [forms](const Call& call, const Reply& reply) { change_own_password(*forms, call, reply); });
    add("POST", "/account/sign-out", anyone, {"在页面上退出", "sign out on the page"},
        [forms](const Call& call, const Reply& reply) { leave(*forms, call, reply); });
}

}  // namespace qingkong
