// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <sys/types.h>

#include "rules/problem.hpp"

namespace qingkong {

/// `qingkong serve` as a child of the demo. It ends with the demo, whatever ends that.
class DemoDaemon {
public:
    /// `program` is this executable; standard output and error go to the end of `output_file`. `pid_file` names the
    /// child that runs now.
    DemoDaemon(std::string program, std::string config_file, std::string output_file, std::string pid_file);
    /// stop().
    ~DemoDaemon();
    DemoDaemon(const DemoDaemon&) = delete;
    DemoDaemon& operator=(const DemoDaemon&) = delete;

    Result<void> start();
    /// Starts it again if it is dead. Fails where it has died five times without having been ready in between: then the
    /// fault is not in what killed it.
    Result<void> revive();
    /// Call it when an answer of /readyz came.
    void was_ready() { deaths_in_a_row_ = 0; }
    /// SIGTERM, after five seconds SIGKILL; waits for its end.
    void stop();

    /// How often it was started again.
    int restarts() const { return restarts_; }
    pid_t pid() const { return pid_; }

private:
    bool alive();

    std::string program_, config_file_, output_file_, pid_file_;
    pid_t pid_ = -1;
    int status_ = 0;
    int deaths_in_a_row_ = 0;
    int restarts_ = 0;
};

}  // namespace qingkong
