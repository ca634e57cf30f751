// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "rules/text.hpp"

namespace CLI {
class App;
}

namespace qingkong {

/// What every verb gets and gives back. Exit status: 0 done; 1 done, but the answer is "no" or part of the input was
/// refused; 2 the command or its input is wrong, nothing was changed (interface: common rules).
struct VerbContext {
    Language language = Language::zh;
    /// Set by the verb that was called; main runs it after parsing.
    std::function<int()> run;
};

/// `0.1.0`.
std::string version();

void add_aqi(CLI::App& app, VerbContext& context);
void add_decide(CLI::App& app, VerbContext& context);
void add_replay(CLI::App& app, VerbContext& context);
void add_verify(CLI::App& app, VerbContext& context);
void add_editions(CLI::App& app, VerbContext& context);
void add_inventory(CLI::App& app, VerbContext& context);
void add_inventory_board(CLI::App& inventory, VerbContext& context);  ///< of `inventory`
void add_select(CLI::App& app, VerbContext& context);
void add_account(CLI::App& app, VerbContext& context);
void add_inventory_review(CLI::App& inventory, VerbContext& context);  ///< under the verb `inventory`
void add_hj212(CLI::App& app, VerbContext& context);
void add_check(CLI::App& app, VerbContext& context);
void add_serve(CLI::App& app, VerbContext& context);
void add_demo(CLI::App& app, VerbContext& context);
void add_journal(CLI::App& app, VerbContext& context);
void add_templates(CLI::App& app, VerbContext& context);

}  // namespace qingkong
