// SPDX-License-Identifier: Apache-2.0
#include "engine/qr_code.hpp"

#include <memory>

#include <fmt/format.h>
#include <qrencode.h>

namespace qingkong {

Result<std::string> qr_svg(const std::string& text) {
    constexpr int kQuietZone = 4;
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_Q),
                                                         &QRcode_free);
    if (!code)
        return fail({"", 0, 0, ""}, {"网址不能编成二维码：" + text, "this address makes no QR code: " + text},
                    {"非空，且不超过数百字节", "wanted: not empty, some hundred bytes at most"});
    const int width = code->width, side = width + 2 * kQuietZone;
    std::string path;
    for (int y = 0; y < width; ++y)
        for (int x = 0; x < width;) {
            const auto dark = [&](int at) { return (code->data[y * width + at] & 1) != 0; };
            int end = x;
            while (end < width && dark(end)) ++end;
            if (end > x) path += fmt::format("M{} {}h{}v1h-{}z", x + kQuietZone, y + kQuietZone, end - x, end - x);
            x = end + 1;
        }
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img" aria-label="二维码" )"
                       R"(shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>)",
                       side, path);
}

}  // namespace qingkong
