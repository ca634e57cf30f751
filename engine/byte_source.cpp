// SPDX-License-Identifier: Apache-2.0
#include "engine/byte_source.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <zlib.h>
#include <zstd.h>

namespace qingkong {

namespace {

constexpr size_t kChunk = 1 << 18;
enum class Packing { unknown, none, gzip, zstd };

Packing packing_of(std::string_view head) {
    if (head.starts_with("\x1f\x8b")) return Packing::gzip;
    if (head.starts_with("\x28\xb5\x2f\xfd")) return Packing::zstd;
    return Packing::none;
}

}  // namespace

struct ByteSource::State {
    std::string path;
    std::FILE* file = nullptr;
    Packing packing = Packing::unknown;
    std::string raw = std::string(kChunk, '\0');
    std::string plain;
    std::string_view rest;  ///< of raw, not yet unpacked
    z_stream gzip{};
    ZSTD_DStream* zstd = nullptr;
    bool inside = false;  ///< within a gzip member or zstd frame: the end must not come yet

    ~State() {
        if (packing == Packing::gzip) inflateEnd(&gzip);
        if (zstd != nullptr) ZSTD_freeDStream(zstd);
        if (file != nullptr && file != stdin) std::fclose(file);
    }

    tl::unexpected<std::vector<Problem>> broken(const Text& what) const { return fail({path}, what); }
    Result<void> fill();
    Result<size_t> unpack();
};

Result<void> ByteSource::State::fill() {
    const size_t count = std::fread(raw.data(), 1, raw.size(), file);
    if (count == 0 && std::ferror(file) != 0) {
        const std::string why = std::strerror(errno);
        return broken({"无法读取：" + why, "cannot be read: " + why});
    }
    rest = std::string_view(raw).substr(0, count);
    if (packing != Packing::unknown) return {};
    packing = packing_of(rest);
    if (packing == Packing::none) return {};
    plain.resize(kChunk * 2);
    const bool ready =
        packing == Packing::gzip ? inflateInit2(&gzip, 15 + 16) == Z_OK : (zstd = ZSTD_createDStream()) != nullptr;
    if (!ready) return broken({"内存不足，无法解压", "no memory to unpack"});
    return {};
}

/// One step from `rest` into `plain`: how many bytes came out.
Result<size_t> ByteSource::State::unpack() {
    if (packing == Packing::zstd) {
        ZSTD_inBuffer in{rest.data(), rest.size(), 0};
        ZSTD_outBuffer out{plain.data(), plain.size(), 0};
        const size_t left = ZSTD_decompressStream(zstd, &out, &in);
        if (ZSTD_isError(left)) return broken({"zstd 数据已损坏", "broken zstd data"});
        rest.remove_prefix(in.pos);
        inside = left != 0;
        return out.pos;
    }
    gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    gzip.avail_in = static_cast<uInt>(rest.size());
    gzip.next_out = reinterpret_cast<Bytef*>(plain.data());
    gzip.avail_out = static_cast<uInt>(plain.size());
    const int result = inflate(&gzip, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return broken({"gzip 数据已损坏", "broken gzip data"});
    rest.remove_prefix(rest.size() - gzip.avail_in);
    inside = result != Z_STREAM_END;
    if (!inside) inflateReset(&gzip);  // another member may follow
    return plain.size() - gzip.avail_out;
}

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

Result<ByteSource> ByteSource::open(const std::string& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
    if (state->file == nullptr) {
        const std::string why = std::strerror(errno);
        return fail({path}, {"无法打开：" + why, "cannot be opened: " + why}, {"可读取的文件", "a readable file"});
    }
    return ByteSource(std::move(state));
}

Result<std::string_view> ByteSource::next() {
    State& state = *state_;
    while (true) {
        if (state.rest.empty()) {
            if (auto filled = state.fill(); !filled) return tl::unexpected(filled.error());
            if (state.rest.empty() && state.inside)
                return state.broken({"压缩文件不完整", "the packed file ends too early"});
            if (state.rest.empty() || state.packing == Packing::none) return std::exchange(state.rest, {});
        }
        const auto count = state.unpack();
        if (!count) return tl::unexpected(count.error());
        if (*count > 0) return std::string_view(state.plain).substr(0, *count);
    }
}

Result<std::string> read_all(const std::string& path) {
    auto source = ByteSource::open(path);
    if (!source) return tl::unexpected(source.error());
    std::string text;
    while (true) {
        const auto bytes = source->next();
        if (!bytes) return tl::unexpected(bytes.error());
        if (bytes->empty()) return text;
        text += *bytes;
    }
}

}  // namespace qingkong
