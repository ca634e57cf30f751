// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qingkong {

/// A form with files, as a browser sends it (RFC 7578).
struct MultipartForm {
    std::map<std::string, std::string> fields;
    struct File {
        std::string field, name, bytes;
    };
    std::vector<File> files;    ///< without the empty one of a file field that nothing was chosen for
};
/// Empty where the content type names no boundary; parts that are no parts are left out.
MultipartForm read_multipart(std::string_view content_type, std::string_view body);

}  // namespace qingkong
