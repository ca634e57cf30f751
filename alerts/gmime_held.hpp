// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <gmime/gmime.h>

namespace qingkong {

/// GMime is GObject C: one reference a holder.
struct GmimeUnref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Held = std::unique_ptr<T, GmimeUnref>;

/// Before the first use of GMime; once in a process.
inline void start_gmime() {
    static const bool kStarted = [] {
        g_mime_init();
        return true;
    }();
    (void)kStarted;
}

}  // namespace qingkong
