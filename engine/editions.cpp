// SPDX-License-Identifier: Apache-2.0
#include "engine/editions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <sodium.h>

#include "engine/embedded.hpp"
#include "rules/edition_reader.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

constexpr int kMostExtensions = 8;    // deeper, it is a circle

/// The hash is of the file's bytes; of a variant also of the edition that it extends.
Result<Edition> load(const std::string& id_or_file, const std::string& editions_dir, int depth,
                     std::vector<EditionText>& texts) {
    const auto found = edition_text(id_or_file, editions_dir);
    if (!found) return tl::unexpected(found.error());
    texts.push_back(*found);
    std::string base_hash;
    const EditionFinder find = [&](const std::string& name) -> Result<Edition> {
        if (depth >= kMostExtensions)
            return fail({found->file, 0, 0, ""}, {"extends 互相引用或层数过多", "extends goes in a circle, or too deep"},
                        {fmt::format("最多{}层", kMostExtensions), fmt::format("at most {} deep", kMostExtensions)});
        std::error_code ignored;    // a file is meant from the folder of the one that extends it
        const auto beside = std::filesystem::path(found->file).parent_path() / name;
        const bool is_file = std::filesystem::is_regular_file(beside, ignored);
        auto base = load(is_file ? beside.string() : name, editions_dir, depth + 1, texts);
        if (base) base_hash = base->hash;
        return base;
    };
    auto edition = read_edition(found->text, found->file, find);
    if (edition) edition->hash = text_hash(found->text + base_hash);
    return edition;
}

/// texts[i] as an edition that extends texts[i + 1].
Result<Edition> from_texts(const std::vector<EditionText>& texts, size_t i) {
    std::string base_hash;
    const EditionFinder find = [&](const std::string& name) -> Result<Edition> {
        if (i + 1 == texts.size())
            return fail({texts[i].file, 0, 0, ""}, {"缺少 extends 所指的版本 " + name, "the edition it extends is missing: " + name});
        auto base = from_texts(texts, i + 1);
        if (base) base_hash = base->hash;
        return base;
    };
    auto edition = read_edition(texts[i].text, texts[i].file, find);
    if (edition) edition->hash = text_hash(texts[i].text + base_hash);
    return edition;
}

}  // namespace

std::string text_hash(std::string_view bytes) {
    unsigned char digest[16];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    std::string text;
    for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
    return text;
}

Result<std::vector<EditionText>> edition_texts(const std::string& id_or_file, const std::string& editions_dir) {
    std::vector<EditionText> texts;
    if (auto edition = load(id_or_file, editions_dir, 0, texts); !edition) return tl::unexpected(edition.error());
    return texts;
}

Result<Edition> edition_of_texts(const std::vector<EditionText>& texts) {
    if (texts.empty()) return fail({}, {"没有版本文本", "there is no text of an edition"});
    return from_texts(texts, 0);
}

std::vector<std::string> built_in_editions() {
    std::vector<std::string> ids;
    constexpr std::string_view kFolder = "rules/editions/";
    constexpr std::string_view kFile = "/edition.toml";
    const auto [begin, end] = embedded_files();
    for (const EmbeddedFile* file = begin; file != end; ++file)
        if (file->path.substr(0, kFolder.size()) == kFolder && file->path.size() > kFolder.size() + kFile.size() &&
            file->path.substr(file->path.size() - kFile.size()) == kFile)
            ids.emplace_back(
                file->path.substr(kFolder.size(), file->path.size() - kFolder.size() - kFile.size()));
    std::sort(ids.begin(), ids.end());
    return ids;
}

Result<EditionText> edition_text(const std::string& id_or_file, const std::string& editions_dir) {
    namespace fs = std::filesystem;
    const std::string id = lower(id_or_file);
    fs::path path;
    std::error_code ignored;
    if (!editions_dir.empty() && fs::is_regular_file(fs::path(editions_dir) / id / "edition.toml", ignored))
        path = fs::path(editions_dir) / id / "edition.toml";
    else if (const auto text = embedded("rules/editions/" + id + "/edition.toml"))
        return EditionText{std::string(*text), "rules/editions/" + id + "/edition.toml"};
    else if (fs::is_regular_file(id_or_file, ignored))
        path = id_or_file;
    if (path.empty()) {
        const std::string known = fmt::format("{}", fmt::join(built_in_editions(), ", "));
        return fail({}, {fmt::format("没有预警版本 \"{}\"", id_or_file), fmt::format("no edition \"{}\"", id_or_file)},
                    {fmt::format("可用：{}，或一个 TOML 文件", known), fmt::format("known: {}, or a TOML file", known)});
    }
    std::ifstream in(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in.good() && !in.eof())
        return fail({path.string(), 0, 0, ""}, {"无法读取", "cannot be read"}, {"请检查权限", "check its permissions"});
    return EditionText{text, path.string()};
}

Result<Edition> load_edition(const std::string& id_or_file, const std::string& editions_dir) {
    std::vector<EditionText> texts;
    return load(id_or_file, editions_dir, 0, texts);
}

std::vector<Problem> edition_without_cases(const Edition& edition, const std::string& id_or_file) {
    const std::vector<std::string> built_in = built_in_editions();
    if (std::find(built_in.begin(), built_in.end(), lower(id_or_file)) != built_in.end()) return {};
    for (const LevelRule& rule : edition.levels)
        for (const Clause& clause : rule.any_of)
            if (clause.cases.empty())
                return {Problem{Severity::warning, clause.place,
                                {fmt::format("条款 {} 没有校验例", clause.id), fmt::format("clause {} has no case", clause.id)},
                                {"请补充后用 qingkong editions check 检查", "add cases and run qingkong editions check"}}};
    return {};
}

std::vector<Problem> edition_out_of_force(const Edition& edition, Day day) {
    if (edition.in_force(day)) return {};
    const std::string from = edition.valid_from ? format_day(*edition.valid_from) : "…";
    const std::string to = edition.valid_to ? format_day(*edition.valid_to) : "…";
    return {Problem{Severity::warning,
                    {},
                    {fmt::format("预警版本 {} 的有效期为 {} 至 {}，不含 {}", edition.id, from, to, format_day(day)),
                     fmt::format("edition {} is in force from {} to {}, not on {}", edition.id, from, to, format_day(day))},
                    {"仅供回放、检验和演示使用", "for replays, tests and demonstrations only"}}};
}

std::vector<Problem> edition_not_for_daemon(const Edition& edition) {
    const bool concentration = edition.main.pollutant && !edition.main.index;
    if (!concentration && edition.daily_aqi_mode == DailyAqiMode::mean_of_aqi) return {};
    const Text why = concentration ? Text{"主序列是浓度", "its main series is a concentration"}
                                   : Text{"日均值取平均浓度的AQI（daily_aqi_mode = \"aqi_of_means\"）",
                                          "its 24-h values are of mean concentrations (daily_aqi_mode = \"aqi_of_means\")"};
    return {Problem{Severity::error,
                    {},
                    {fmt::format("预警版本 {} 不能用于守护进程：{}，而预报只有指数", edition.id, why.zh),
                     fmt::format("edition {} cannot serve: {}, and forecasts are of the index", edition.id, why.en)},
                    {"可用于 decide、replay、verify；请在 [rules] edition 中改用其他版本",
                     "it can be used in decide, replay, verify; name another one in [rules] edition"}}};
}

}  // namespace qingkong
