// SPDX-License-Identifier: Apache-2.0
#include "engine/target_files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "engine/embedded.hpp"

namespace qingkong {
namespace {

constexpr const char* kBuiltIn = "rules/targets.toml";

std::string ids(const std::vector<TargetTable>& tables) {
    std::string known;
    for (const TargetTable& table : tables) known += (known.empty() ? "" : ", ") + table.id;
    return known;
}

bool is_file(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

Result<std::vector<TargetTable>> built_in() {
    return read_targets(embedded(kBuiltIn).value_or(""), kBuiltIn);
}

Result<std::vector<TargetTable>> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail({path, 0, 0, ""}, {"无法读取减排目标文件", "the file of targets cannot be read"});
    const std::string text(std::istreambuf_iterator<char>(in), {});
    return read_targets(text, path);
}

Result<TargetTable> choose(const std::vector<TargetTable>& tables, const std::string& id, const std::string& place) {
    if (const TargetTable* table = find_targets(tables, id)) return *table;
    return fail({place, 0, 0, ""}, {"没有这个减排目标表：" + id, "no such target table: " + id},
                {"应为 " + ids(tables) + "，或自备文件", "wanted: " + ids(tables) + ", or a file"});
}

}  // namespace

Result<TargetTable> load_targets(const std::string& id_or_file) {
    std::string path = id_or_file;
    std::string id;
    if (!is_file(path)) {
        const auto hash = path.rfind('#');
        if (hash != std::string::npos) {
            id = path.substr(hash + 1);
            path.resize(hash);
        }
    }
    if (is_file(path)) {
        const auto tables = read_file(path);
        if (!tables) return tl::unexpected(tables.error());
        if (!id.empty()) return choose(*tables, id, path);
        if (tables->size() == 1) return tables->front();
        return fail({path, 0, 0, ""}, {"文件须指明其中一个减排目标表", "name one of the tables of the file"},
                    {path + "#" + (tables->empty() ? "ID" : ids(*tables)), path + "#" + (tables->empty() ? "ID" : ids(*tables))});
    }
    const auto tables = built_in();
    if (!tables) return tl::unexpected(tables.error());
    return choose(*tables, id_or_file, "--targets");
}

Result<std::vector<TargetTable>> all_targets(const std::string& editions_dir) {
    auto tables = built_in();
    const std::string own = (std::filesystem::path(editions_dir) / "targets.toml").string();
    if (!tables || editions_dir.empty() || !is_file(own)) return tables;
    auto first = read_file(own);
    if (first) first->insert(first->end(), tables->begin(), tables->end());
    return first;
}

}  // namespace qingkong
