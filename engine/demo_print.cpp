// SPDX-License-Identifier: Apache-2.0
#include "engine/demo_print.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/output.hpp"

namespace qingkong {
namespace {

using Json = nlohmann::json;

constexpr int kKindWidth = 14;
constexpr int kNameWidth = 12;
constexpr size_t kIndent = 27;  ///< under the text of a row

std::string padded(const std::string& text, int width) {
    const int missing = width - display_width(text);
    return text + std::string(static_cast<size_t>(std::max(missing, 0)), ' ');
}

std::string at_start(const std::string& text, int width) {
    const int missing = width - display_width(text);
    return std::string(static_cast<size_t>(std::max(missing, 0)), ' ') + text;
}

Text step_text(AlertAction action, AlertLevel level, Instant start) {
    const Text name = action_name(action);
    const Text colour = level_name(level);
    const bool release = action == AlertAction::release;
    return {fmt::format("{}{}，{} 起", name.zh, release ? "" : colour.zh + "预警", short_time(start)),
            fmt::format("{}{}, from {}", name.en, release ? "" : " " + colour.en, short_time(start))};
}

/// Split after `。`, or after a full stop that a blank follows.
std::vector<std::string> sentences(const std::string& text) {
    std::vector<std::string> out(1);
    for (size_t i = 0; i < text.size(); ++i) {
        const bool zh = text.compare(i, 3, "。") == 0;
        const bool en = text.compare(i, 2, ". ") == 0;
        out.back().append(text, i, zh ? 3 : 1);
        if (zh) i += 2;
        if (!zh && !en) continue;
        if (en) ++i;
        out.emplace_back();
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

/// The demo's daemon decides some minutes past the hour; the row beside it carries the same stamp.
Instant decided_in_clock(const ReplayAction& action) {
    return Instant{instant_of(action.decided_at).seconds + 5 * 60};
}

std::string stamp_of(const std::string& iso) {
    const auto stamp = parse_stamp(iso);
    return stamp ? short_time(stamp->instant) : iso;
}

}  // namespace

Text kind_name(const std::string& kind) {
    static const std::map<std::string, Text> names = {
        {"proposal", {"建议", "proposal"}},
        {"proposal_replaced", {"建议更新", "new proposal"}},
        {"proposal_withdrawn", {"建议撤回", "withdrawn"}},
        {"watch", {"预警准备", "watch"}},
        {"hold", {"维持", "hold"}},
        {"keep", {"维持", "keep"}},
        {"insufficient_data", {"资料不足", "data missing"}},
        {"look", {"核查数据源", "look at the data"}},
        {"data_back", {"数据恢复", "data back"}},
        {"revised", {"实况修订", "revised"}},
        {"dust_suspected", {"疑似沙尘", "dust suspected"}},
        {"cause", {"成因确认", "cause"}},
        {"health_tip", {"健康提示", "health advice"}},
        {"joint_proposed", {"区域联动建议", "joint response proposed"}},
        {"joint", {"区域联动", "joint response"}},
        {"extend", {"延续", "extend"}},
        {"decline", {"不予启动", "declined"}},
        {"superior_order", {"上级通知", "superior's order"}},
        {"superior_hint", {"上级提示信息", "superior's hint"}},
        {"superior_prepare", {"上级准备通知", "notice to prepare"}},
        {"superior_amend", {"上级补充通知", "superior's amendment"}},
        {"superior_release", {"上级解除通知", "superior's release"}},
        {"sign", {"签发", "signed"}},
        {"refuse", {"退回", "refused"}},
        {"issue", {"发布", "issue"}},
        {"upgrade", {"升级", "upgrade"}},
        {"downgrade", {"降级", "downgrade"}},
        {"release", {"解除", "release"}},
        {"end", {"响应终止", "end"}},
        {"publish", {"政府发布", "published"}},
        {"orders", {"减排指令", "orders"}},
        {"suspected", {"疑似未落实", "suspected"}},
        {"evaluation", {"后评估", "evaluation"}},
    };
    const auto found = names.find(kind);
    return found != names.end() ? found->second : Text{kind, kind};
}

Text demo_note(uint64_t seed, const ForecastError& error) {
    const Text forecast = describe(error);
    return {
        fmt::format("演示：空气质量为北京市 2014 年 2 月真实数据，城市、企业、值班员和执法对象均为虚构，种子 {}。{}。",
                    seed, forecast.zh),
        fmt::format(
            "Demonstration: the air is Beijing's of February 2014, really measured; city, enterprises and officer "
            "are invented; seed {}. {}.",
            seed, forecast.en)};
}

void DemoPrinter::line(const Text& text) {
    out_ << text.in(language_) << "\n" << std::flush;
}

void DemoPrinter::opening(const DemoPlan& plan, const DemoStory& story, const Inventory& inventory,
                          const SimulatedEnterprises& enterprises) {
    const auto conducts = enterprises.count_conducts();
    const auto count = [&](Conduct conduct) { return conducts.count(conduct) != 0 ? conducts.at(conduct) : 0; };
    line({"晴空演示 · 重污染天气预警【演练】", "Qingkong demonstration · alerts of heavy pollution (EXERCISE)"});
    line({fmt::format("  真实：北京市 {} 至 {} 逐小时空气质量（来源和许可见 {}）",
                      format_day(day_of(instant_of(story.times.begin))),
                      format_day(day_of(instant_of(story.times.end))), "examples/beijing-2014/README.md"),
          fmt::format("  real: Beijing's hourly air of {} to {} (origin and licence: {})",
                      format_day(day_of(instant_of(story.times.begin))),
                      format_day(day_of(instant_of(story.times.end))), "examples/beijing-2014/README.md")});
    line({fmt::format("  虚构：{}（{} 个区、{} 家企业、{} 个工地等源）", inventory.city.name.zh,
                      inventory.city.areas.size(), inventory.enterprises.size(), inventory.sources.size()),
          fmt::format("  invented: {} ({} areas, {} enterprises, {} sites and other sources)", inventory.city.name.en,
                      inventory.city.areas.size(), inventory.enterprises.size(), inventory.sources.size())});
    line({fmt::format("  模拟：值班员签发；企业按种子 {} 落实（{} 家遵守、{} 家夜间照常、{} 家不停），通过 HJ 212 报数",
                      plan.seed, count(Conduct::obeys), count(Conduct::nights), count(Conduct::defies)),
          fmt::format("  simulated: the officer who signs; enterprises by seed {} ({} obey, {} run on at night, {} do "
                      "not stop), "
                      "reporting by HJ 212",
                      plan.seed, count(Conduct::obeys), count(Conduct::nights), count(Conduct::defies))});
    const Text error = describe(story.error);
    line({"  " + error.zh, "  " + error.en});
    line({fmt::format("  分级标准：{} {}；并列显示 {} 在同样的空气和预报下会怎样", story.edition.id,
                      story.edition.document, story.other.id),
          fmt::format("  edition: {} {}; beside it what {} would have done with the same air and forecasts",
                      story.edition.id, story.edition.document, story.other.id)});
    line({"", ""});
}

void DemoPrinter::entry(const Json& entry) {
    const std::string kind = entry.value("kind", "");
    const std::string area = entry.value("area", "all");
    const std::vector<std::string> parts =
        sentences(entry.at("text").value(language_ == Language::zh ? "zh" : "en", ""));
    if (parts.empty()) return;
    out_ << stamp_of(entry.value("at", "")) << "  " << padded(kind_name(kind).in(language_), kKindWidth)
         << (area == "all" ? "" : "[" + area + "] ") << parts.front() << "\n";
    // The reasons stand with the proposal; the signed papers repeat them.
    if (kind.rfind("proposal", 0) == 0)
        for (size_t i = 1; i < parts.size(); ++i) out_ << std::string(kIndent, ' ') << parts[i] << "\n";
    out_ << std::flush;
}

void DemoPrinter::other(const DemoStory& story, const ReplayAction& action) {
    out_ << short_time(decided_in_clock(action)) << "  " << padded("┊ " + story.other.id, kKindWidth) << "┊ "
         << step_text(action.action, action.level, start_of(action.effective_at)).in(language_) << "\n"
         << std::flush;
}

void DemoPrinter::comparison(const DemoStory& story, const std::vector<Json>& transitions, Hour last_played) {
    line({"", ""});
    line({fmt::format("同样的空气和预报：{}（本次）", story.edition.id),
          fmt::format("The same air and forecasts: {} (this run)", story.edition.id)});
    for (const Json& t : transitions) {
        const auto action = parse_level(t.value("to", ""));
        const auto start = parse_stamp(t.value("response_start", ""));
        const std::string word = t.value("action", "");
        for (const AlertAction known : {AlertAction::issue, AlertAction::upgrade, AlertAction::downgrade,
                                        AlertAction::release, AlertAction::external})
            if (token(known) == word && action && start)
                out_ << "  " << stamp_of(t.value("signed_at", "")) << "  "
                     << step_text(known, *action, start->instant).in(language_) << "\n";
    }
    line({story.other.id, story.other.id});
    for (const ReplayAction& action : story.other_actions)
        if (action.action != AlertAction::watch && action.decided_at <= last_played)
            out_ << "  " << short_time(decided_in_clock(action)) << "  "
                 << step_text(action.action, action.level, start_of(action.effective_at)).in(language_) << "\n";
}

void DemoPrinter::achieved(const std::string& alert, const Json& rows) {
    if (!rows.is_array() || rows.empty()) return;
    const bool zh = language_ == Language::zh;
    line({"", ""});
    line({fmt::format("实际减排比例（{}，占基准排放，按监测数据核算）", alert),
          fmt::format("Achieved reduction ({}, share of the base, by telemetry)", alert)});
    const std::vector<std::string> heads =
        zh ? std::vector<std::string>{"污染物", "实际 %", "目标 %", "覆盖率 %"}
           : std::vector<std::string>{"pollutant", "achieved %", "target %", "coverage %"};
    out_ << "  " << padded(heads[0], kNameWidth);
    for (size_t i = 1; i < heads.size(); ++i) out_ << at_start(heads[i], kNameWidth);
    out_ << "\n";
    for (const Json& row : rows) {
        const auto cell = [&](const char* key) {
            return row.contains(key) && row.at(key).is_string() ? row.at(key).get<std::string>() : "";
        };
        const std::string range = cell("judged") != "true" ? (zh ? "不予结论" : "not judged")
                                                           : cell("lower_percent") + "–" + cell("upper_percent");
        out_ << "  " << padded(cell("pollutant"), kNameWidth) << at_start(range, kNameWidth)
             << at_start(cell("target_percent"), kNameWidth) << at_start(cell("coverage_percent"), kNameWidth) << "\n";
    }
    out_ << std::flush;
}

}  // namespace qingkong
