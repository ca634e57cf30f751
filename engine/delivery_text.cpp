// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_text.hpp"

#include <zstd.h>

namespace qingkong {
namespace {

constexpr size_t kShortest = 512;    ///< shorter texts are kept as they are
constexpr int kLevel = 2;
constexpr unsigned long long kLongest = 64u << 20;

template <auto free_one>
struct Freed {
    template <class T>
    void operator()(T* one) const { free_one(one); }
};

}  // namespace

struct TextPacker::State {
    std::unique_ptr<ZSTD_CCtx, Freed<ZSTD_freeCCtx>> context{ZSTD_createCCtx()};
    std::unique_ptr<ZSTD_CDict, Freed<ZSTD_freeCDict>> dictionary;
    std::string pattern, out;
};

TextPacker::TextPacker() : state_(std::make_unique<State>()) {}
TextPacker::~TextPacker() = default;

const std::string& TextPacker::pattern() const { return state_->pattern; }

std::string TextPacker::packed(std::string_view text) {
    if (text.size() < kShortest) return "";
    State& s = *state_;
    if (!s.dictionary) {
        s.pattern = text;
        s.dictionary.reset(ZSTD_createCDict(s.pattern.data(), s.pattern.size(), kLevel));
    }
    s.out.resize(ZSTD_compressBound(text.size()));
    const size_t size = ZSTD_compress_usingCDict(s.context.get(), s.out.data(), s.out.size(), text.data(), text.size(), s.dictionary.get());
    if (ZSTD_isError(size) || size > text.size() / 2) return "";
    return s.out.substr(0, size);
}

struct TextUnpacker::State {
    std::unique_ptr<ZSTD_DCtx, Freed<ZSTD_freeDCtx>> context{ZSTD_createDCtx()};
};

TextUnpacker::TextUnpacker() : state_(std::make_unique<State>()) {}
TextUnpacker::~TextUnpacker() = default;

std::optional<std::string> TextUnpacker::unpacked(const std::string& pattern, std::string_view packed) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size > kLongest) return std::nullopt;    // also the two error values
    std::string text(static_cast<size_t>(size), '\0');
    const size_t n = ZSTD_decompress_usingDict(state_->context.get(), text.data(), text.size(), packed.data(), packed.size(), pattern.data(), pattern.size());
    if (ZSTD_isError(n) || n != text.size()) return std::nullopt;
    return text;
}

}  // namespace qingkong
