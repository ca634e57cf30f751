// SPDX-License-Identifier: Apache-2.0
// `qingkong demo`: the main job on a real winter.

#include <memory>

#include <CLI/CLI.hpp>

#include "engine/demo.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {

void add_demo(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto options = std::make_shared<DemoOptions>();
    CLI::App* verb = app.add_subcommand("demo", zh ? "用一段真实的冬季空气质量演示全过程（由 scripts/demo 启动）"
                                                   : "the main job on a real winter (started by scripts/demo)");
    verb->add_option("--speed", options->speed,
                     zh ? "每秒几个小时，或 max（默认 4）" : "hours a second, or max (default 4)");
    verb->add_option(
        "--seed", options->seed,
        zh ? "预报误差、企业行为的种子（默认 632）" : "seed of forecast error and enterprises (default 632)");
    verb->add_option("--out", options->out,
                     zh ? "结果目录（默认 demo-out/latest）" : "folder of the results (default demo-out/latest)");
    verb->add_flag("--once", options->once, zh ? "故事结束即退出，不保留网页" : "end with the story, leave no page");
    verb->add_option(
        "--smtp", options->smtp_url,
        zh ? "本机邮件服务器 smtp://127.0.0.1:端口" : "mail server of this machine: smtp://127.0.0.1:PORT");
    verb->add_option("--port", options->port,
                     zh ? "网页端口，下一个端口收监测数据（默认 8300；--once 时任取空闲端口）"
                        : "port of the page, telemetry takes the next (default 8300; free ones with --once)");
    verb->add_option("--data", options->data,
                     zh ? "数据目录，含 beijing-2014 和 city（默认随程序的 examples）"
                        : "folder with beijing-2014 and city (default: the program's examples)");
    verb->add_option(
        "--until", options->until,
        zh ? "提前在此时刻结束，例如 2014-02-14T00:00" : "end the story at this time, e.g. 2014-02-14T00:00");
    verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  scripts/demo --once --speed max --out /tmp/demo\n" +
                 "  qingkong demo --once --speed max --out /tmp/demo --smtp smtp://127.0.0.1:2525");
    verb->callback(
        [options, &context] { context.run = [options, &context] { return run_demo(*options, context.language); }; });
}

}  // namespace qingkong
