// SPDX-License-Identifier: Apache-2.0
#include "alerts/template.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

namespace qingkong {

struct Templates::Parsed {
    kainjow::mustache::mustache mustache;
    explicit Parsed(const std::string& text) : mustache(text) {}
};

namespace {

constexpr std::string_view kSuffix = ".mustache";

std::string name_of(std::string_view file) {
    const size_t slash = file.rfind('/');
    std::string_view name = slash == std::string_view::npos ? file : file.substr(slash + 1);
    if (name.size() > kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix)
        name.remove_suffix(kSuffix.size());
    return std::string(name);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Walks the tags of one text. Mustache itself gives an offset but no line, and says nothing of unknown names.
class Scanner {
public:
    Scanner(const TemplateText& source, const TemplateFields& fields) : source_(source), scopes_{&fields} {}

    std::vector<Problem> run() {
        const std::string_view text = source_.text;
        size_t at = 0;
        while (problems_.empty() || !fatal_) {
            const size_t open = text.find("{{", at);
            if (open == std::string_view::npos) break;
            const bool triple = text.substr(open, 3) == "{{{";
            const std::string_view close = triple ? "}}}" : "}}";
            const size_t end = text.find(close, open);
            if (end == std::string_view::npos) {
                report(open, {"标签没有结束", "a tag is not closed"},
                       {fmt::format("以 {} 结束", close), fmt::format("close it with {}", close)});
                return problems_;
            }
            const size_t inner = open + close.size();
            tag(open, text.substr(inner, end - inner), triple);
            at = end + close.size();
        }
        for (const Section& section : open_)
            report(section.offset,
                   {fmt::format("段落 {{{{#{}}}}} 没有结束", section.name),
                    fmt::format("the section {{{{#{}}}}} is not closed", section.name)},
                   {fmt::format("{{{{/{}}}}}", section.name), fmt::format("{{{{/{}}}}}", section.name)});
        return problems_;
    }

private:
    struct Section {
        std::string name;
        size_t offset;
        bool pushed;  ///< a list: its rows have names of their own
    };

    void report(size_t offset, Text what, Text wanted) {
        int line = 1, column = 1;
        for (const char c : source_.text.substr(0, offset)) {
            if (c == '\n') {
                ++line;
                column = 1;
            } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
                ++column;
            }
        }
        problems_.push_back({Severity::error, {source_.file, line, column, {}}, std::move(what), std::move(wanted)});
    }

    bool is_value(const std::string& name) const {
        for (const TemplateFields* scope : scopes_)
            if (scope->values.count(name)) return true;
        return false;
    }
    const TemplateFields* list(const std::string& name) const {
        for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
            if (const auto found = (*scope)->lists.find(name); found != (*scope)->lists.end()) return &found->second;
        return nullptr;
    }

    void unknown(size_t offset, const std::string& name) {
        std::string known;
        for (const TemplateFields* scope : scopes_) {
            for (const std::string& value : scope->values) known += (known.empty() ? "" : ", ") + value;
            for (const auto& [value, fields] : scope->lists) known += (known.empty() ? "#" : ", #") + value;
        }
        report(offset, {fmt::format("没有字段 {}", name), fmt::format("no field {}", name)},
               {"可用字段：" + known, "one of " + known});
    }

    void tag(size_t offset, std::string_view inner, bool triple) {
        const char kind = inner.empty() ? ' ' : inner.front();
        if (!triple && kind == '!') return;
        if (!triple && (kind == '>' || kind == '=')) {
            report(offset, {"不支持引用其他模板或更改分隔符", "partials and other delimiters are not supported"},
                   {"直接写出文字", "write the words here"});
            return;
        }
        const bool mark = !triple && (kind == '#' || kind == '^' || kind == '/' || kind == '&');
        const std::string name(trimmed(mark ? inner.substr(1) : inner));
        if (mark && kind == '/') return close(offset, name);
        if (!mark || kind == '&') {
            if (!is_value(name)) unknown(offset, name);
            return;
        }
        const TemplateFields* rows = list(name);
        if (!rows && !is_value(name)) unknown(offset, name);
        const bool pushed = rows && kind == '#';
        if (pushed) scopes_.push_back(rows);
        open_.push_back({name, offset, pushed});
    }

    void close(size_t offset, const std::string& name) {
        if (open_.empty() || open_.back().name != name) {
            const std::string wanted = open_.empty() ? "{{#" + name + "}}" : "{{/" + open_.back().name + "}}";
            report(offset,
                   {fmt::format("{{{{/{}}}}} 与开始的段落不一致", name),
                    fmt::format("{{{{/{}}}}} closes no open section", name)},
                   {wanted, wanted});
            fatal_ = true;
            open_.clear();
            return;
        }
        if (open_.back().pushed) scopes_.pop_back();
        open_.pop_back();
    }

    const TemplateText& source_;
    std::vector<const TemplateFields*> scopes_;
    std::vector<Section> open_;
    std::vector<Problem> problems_;
    bool fatal_ = false;
};

/// Stands for an empty line while mustache works.
constexpr char kEmptyLine = '\x01';

bool lone_section_tag(std::string_view line) {
    if (line.size() < 5 || line.substr(0, 2) != "{{" || line.substr(line.size() - 2) != "}}") return false;
    const char kind = line[2];
    return (kind == '#' || kind == '^' || kind == '/' || kind == '!') && line.find("{{", 2) == std::string_view::npos;
}

/// A tag that stands alone takes its line away, and an empty line of the template stays. Mustache's own rule leaves an
/// empty line behind each section that is absent and swallows one behind a section that begins.
std::string with_lines_settled(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const bool has_break = end < text.size();
        if (lone_section_tag(trimmed(line))) {
            out += trimmed(line);
        } else {
            if (trimmed(line).empty())
                out += kEmptyLine;
            else
                out += line;
            if (has_break) out += '\n';
        }
        text.remove_prefix(has_break ? end + 1 : end);
    }
    return out;
}

kainjow::mustache::data convert(const TemplateData& from) {
    kainjow::mustache::data to;
    // An empty text is "not there", and hides an outer value of the same name.
    for (const auto& [name, value] : from.values)
        to.set(name, value.empty() ? kainjow::mustache::data(false) : kainjow::mustache::data(value));
    for (const auto& [name, rows] : from.lists) {
        kainjow::mustache::data list(kainjow::mustache::data::type::list);
        for (const TemplateData& row : rows) list.push_back(convert(row));
        to.set(name, list);
    }
    return to;
}

bool escapes(std::string_view name) {
    return name.find(".html") != std::string_view::npos;
}

}  // namespace

std::string Templates::render(std::string_view name, const TemplateData& data) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) throw std::logic_error("no template " + std::string(name));
    std::string out = found->second->mustache.render(convert(data));
    std::erase(out, kEmptyLine);
    return out;
}

Result<Templates> load_templates(const std::vector<TemplateText>& texts) {
    Templates templates;
    std::vector<Problem> problems;
    for (const TemplateText& source : texts) {
        const std::string name = name_of(source.file);
        const TemplateFields* fields = template_fields(name);
        if (!fields) {
            std::string known;
            for (const std::string& one : template_names()) known += (known.empty() ? "" : ", ") + one;
            problems.push_back({Severity::error,
                                {source.file, 0, 0, {}},
                                {"没有这个名称的模板", "no template has this name"},
                                {"名称之一：" + known, "one of " + known}});
            continue;
        }
        std::vector<Problem> found = Scanner(source, *fields).run();
        if (found.empty()) {
            auto parsed = std::make_shared<Templates::Parsed>(with_lines_settled(source.text));
            if (!parsed->mustache.is_valid())
                found.push_back({Severity::error,
                                 {source.file, 0, 0, {}},
                                 {"模板语法错误：" + parsed->mustache.error_message(),
                                  "template syntax: " + parsed->mustache.error_message()},
                                 {}});
            if (!escapes(name)) parsed->mustache.set_custom_escape([](const std::string& text) { return text; });
            templates.by_name_[name] = std::move(parsed);
        }
        problems.insert(problems.end(), found.begin(), found.end());
    }
    for (const std::string& name : template_names()) {
        bool given = false;
        for (const TemplateText& source : texts) given = given || name_of(source.file) == name;
        if (!given)
            problems.push_back({Severity::error,
                                {"alerts/templates/" + name + std::string(kSuffix), 0, 0, {}},
                                {"缺少该模板", "this template is missing"},
                                {}});
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return templates;
}

}  // namespace qingkong
