// SPDX-License-Identifier: Apache-2.0
// `qingkong serve`: the daemon.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "engine/daemon.hpp"
#include "engine/editions.hpp"
#include "engine/log.hpp"
#include "engine/store_lock.hpp"
#include "engine/verbs/verbs.hpp"

namespace qingkong {
namespace {

int refuse(const std::vector<Problem>& problems, Language language) {
    for (const Problem& problem : problems) std::cerr << problem.print(language) << "\n";
    return 2;
}

/// On the system clock an edition outside its dates is refused; on a simulated one it is only said (handbook, 2).
bool edition_may_serve(const Config& config, const Edition& edition, Instant now, Language language) {
    std::vector<Problem> problems = edition_out_of_force(edition, day_of(now));
    for (Problem& problem : problems) {
        problem.place.file = config.file;
        if (!config.clock.simulated) {
            problem.severity = Severity::error;
            problem.wanted = {"请在 [rules] edition 中改用现行版本", "name an edition in force in [rules] edition"};
        }
        std::cerr << problem.print(language) << "\n";
    }
    return problems.empty() || config.clock.simulated;
}

int serve(const std::string& file, Language language) {
    if (sodium_init() < 0) return 2;
    const auto config = load_config(file);
    if (!config) return refuse(config.error(), language);
    std::vector<Problem> notes;
    auto resources = load_resources(*config, notes);
    if (!resources) return refuse(resources.error(), language);
    const Instant now = config->clock.simulated ? config->clock.start.value_or(Instant{}) : Clock::system().now();
    if (!edition_may_serve(*config, resources->edition, now, language)) return 2;
    const auto lock = StoreLock::take(config->store.path);
    if (!lock) return refuse(lock.error(), language);
    auto store = Store::open(config->store.path);
    if (!store) return refuse(store.error(), language);
    if (const auto problems = open_log(config->log); !problems) return refuse(problems.error(), language);
    for (const Problem& note : notes) spdlog::info("{}", note.print(Language::en));
    try {
        Daemon daemon(*config, std::move(*resources), std::move(*store));
        if (const auto ran = daemon.run(); !ran) return refuse(ran.error(), language);
    } catch (const std::exception& error) {
        // A store that cannot write is the end: going on without it would lose what is told to people.
        spdlog::critical("stopped: {}", error.what());
        return 2;
    }
    return 0;
}

}  // namespace

void add_serve(CLI::App& app, VerbContext& context) {
    const bool zh = context.language == Language::zh;
    auto file = std::make_shared<std::string>("qingkong.toml");
    CLI::App* verb = app.add_subcommand("serve", zh ? "运行守护进程" : "run the daemon");
    verb->add_option("--config", *file, zh ? "配置文件" : "configuration")->required();
    verb->footer(std::string(zh ? "示例：" : "Example:") + "\n  qingkong serve --config qingkong.toml");
    verb->callback([file, &context] { context.run = [file, &context] { return serve(*file, context.language); }; });
}

}  // namespace qingkong
