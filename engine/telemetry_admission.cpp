// SPDX-License-Identifier: Apache-2.0
#include "engine/telemetry_admission.hpp"

#include <sys/statvfs.h>

#include <utility>

namespace qingkong {

TelemetryAdmission::TelemetryAdmission(Limits limits, std::string folder, Devices devices, Devices heard)
    : limits_(std::move(limits)), folder_(std::move(folder)), devices_(std::move(devices)), unknown_(std::move(heard)) {
    unknown_kept_ = unknown_.size();
}

SenderCheck TelemetryAdmission::check(std::string_view mn, std::string_view password) {
    if (!limits_.password.empty() && password != limits_.password) return SenderCheck::wrong_password;
    if (devices_.contains(mn)) return SenderCheck::welcome;
    if (!limits_.store_unknown) return SenderCheck::unknown_mn;
    const bool kept = unknown_.contains(mn);
    if ((!kept && unknown_.size() >= limits_.most_unknown) || !disk_has_room()) {
        ++unknown_refused_;
        return SenderCheck::no_room;
    }
    if (!kept) {
        unknown_.emplace(mn);
        unknown_kept_ = unknown_.size();
    }
    return SenderCheck::welcome;
}

void TelemetryAdmission::know(Devices devices) {
    for (const std::string& former : devices_)
        if (!devices.contains(former)) unknown_.insert(former);
    std::erase_if(unknown_, [&](const std::string& mn) { return devices.contains(mn); });
    devices_ = std::move(devices);
    unknown_kept_ = unknown_.size();
}

/// Looked at once a second: a packet must not cost a system call.
bool TelemetryAdmission::disk_has_room() {
    const auto now = std::chrono::steady_clock::now();
    if (now < look_again_) return room_;
    look_again_ = now + std::chrono::seconds(1);
    struct statvfs disk {};
    room_ = ::statvfs(folder_.c_str(), &disk) != 0 ||
            static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize >= static_cast<uint64_t>(limits_.free_bytes);
    return room_;
}

}  // namespace qingkong
