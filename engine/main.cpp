// SPDX-License-Identifier: Apache-2.0
// The verbs of `qingkong`: each is added by its own file in engine/verbs.

#include <cstdlib>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "engine/verbs/office_verbs.hpp"

namespace {

/// Command line by LC_ALL, LC_MESSAGES, LANG; default Chinese (interface: common rules).
qingkong::Language language_of_environment() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string(value).rfind("en", 0) == 0 ? qingkong::Language::en : qingkong::Language::zh;
    }
    return qingkong::Language::zh;
}

}  // namespace

int main(int argc, char** argv) {
    qingkong::VerbContext context;
    context.language = language_of_environment();
    const bool zh = context.language == qingkong::Language::zh;

    CLI::App app{zh ? "晴空：重污染天气预警决策与执行系统" : "Qingkong: alerts of heavy pollution, from the air to the orders"};
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("qingkong ") + qingkong::version());
    qingkong::add_aqi(app, context);
    qingkong::add_decide(app, context);
    qingkong::add_replay(app, context);
    qingkong::add_verify(app, context);
    qingkong::add_editions(app, context);
    qingkong::add_inventory(app, context);
    qingkong::add_select(app, context);
    qingkong::add_account(app, context);
    qingkong::add_hj212(app, context);
    qingkong::add_check(app, context);
    qingkong::add_serve(app, context);
    qingkong::add_demo(app, context);
    qingkong::add_journal(app, context);
    qingkong::add_templates(app, context);
    qingkong::add_user(app, context);
    qingkong::add_alert(app, context);
    qingkong::add_outbox(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        const std::string first = argc > 1 ? argv[1] : "";
        const auto verbs = app.get_subcommands([&](const CLI::App* verb) { return verb->get_name() == first; });
        const bool unknown = !first.empty() && first[0] != '-' && verbs.empty();
        std::cerr << "qingkong: error: " << (unknown ? "no verb `" + first + "`" : std::string(error.what())) << "; "
                  << (zh ? "用法见 qingkong --help 或 qingkong 动词 --help"
                         : "see qingkong --help or qingkong VERB --help")
                  << '\n';
        return 2;
    }
    return context.run ? context.run() : 2;
}
