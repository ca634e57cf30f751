// SPDX-License-Identifier: Apache-2.0
#include "engine/demo.hpp"

#include <csignal>

#include <curl/curl.h>
#include <sodium.h>

#include "engine/demo_run.hpp"
#include "engine/output.hpp"

namespace qingkong {
namespace {

volatile std::sig_atomic_t signalled = 0;

void on_signal(int) {
    signalled = 1;
}
bool was_signalled() {
    return signalled != 0;
}

void catch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);  // a broken connection is an error code, not an end
}

}  // namespace

int run_demo(const DemoOptions& options, Language language) {
    const auto plan = read_demo_options(options);
    if (!plan) {
        print_problems(plan.error(), language);
        return 2;
    }
    if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) return 2;
    catch_signals();
    DemoRun run(*plan, language, was_signalled);
    if (auto prepared = run.prepare(); !prepared) {
        print_problems(prepared.error(), language);
        return 2;
    }
    auto done = run.play();
    if (done) done = run.finish();
    if (done && !plan->once) done = run.stay();
    if (done) return 0;
    print_problems(done.error(), language);
    return 1;
}

}  // namespace qingkong
