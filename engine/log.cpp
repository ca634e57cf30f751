// SPDX-License-Identifier: Apache-2.0
#include "engine/log.hpp"

#include <chrono>
#include <memory>
#include <mutex>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace qingkong {

namespace {

constexpr std::size_t kFileBytes = 20 * 1024 * 1024;
constexpr std::size_t kFiles = 5;

std::shared_ptr<spdlog::logger> make_logger(const LogOptions& options) {
    spdlog::sink_ptr sink;
    if (options.file.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file, kFileBytes, kFiles);
    auto logger = std::make_shared<spdlog::logger>("qingkong", sink);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->set_level(spdlog::level::from_str(options.level));
    // Little is logged: what was written survives a crash.
    logger->flush_on(spdlog::level::info);
    return logger;
}

std::mutex mutex_of_current;
std::shared_ptr<spdlog::logger> current_logger;

std::shared_ptr<spdlog::logger> current() {
    const std::lock_guard<std::mutex> lock(mutex_of_current);
    if (!current_logger) current_logger = make_logger({"warning", ""});
    return current_logger;
}

}  // namespace

Result<void> open_log(const LogOptions& options) {
    try {
        auto logger = make_logger(options);
        const std::lock_guard<std::mutex> lock(mutex_of_current);
        current_logger = std::move(logger);
        return {};
    } catch (const spdlog::spdlog_ex& error) {
        return fail({options.file, 0, 0, ""}, {"无法写日志文件", std::string("the log file cannot be written: ") + error.what()},
                    {"[log] file 应为可写文件的路径", "[log] file must be the path of a file that can be written"});
    }
}

void log_debug(std::string_view text) { current()->debug(text); }
void log_info(std::string_view text) { current()->info(text); }
void log_warning(std::string_view text) { current()->warn(text); }
void log_error(std::string_view text) { current()->error(text); }

}  // namespace qingkong
