// SPDX-License-Identifier: Apache-2.0
#include "alerts/issued_alert.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "rules/air_columns.hpp"
#include "rules/air_rows.hpp"
#include "rules/csv.hpp"
#include "rules/encoding.hpp"
#include "rules/words.hpp"

namespace qingkong {
namespace {

enum class Column { city, level, issued_at, effective_from, released_at, source, verified, note, discretion, other };
constexpr size_t kColumns = static_cast<size_t>(Column::other);

constexpr std::array<std::pair<std::string_view, Column>, 18> kHeadings = {{
    {"city", Column::city},                     {"城市", Column::city},
    {"level", Column::level},                   {"级别", Column::level},
    {"issued_at", Column::issued_at},           {"发布时间", Column::issued_at},
    {"effective_from", Column::effective_from}, {"启动时间", Column::effective_from},
    {"released_at", Column::released_at},       {"解除时间", Column::released_at},
    {"source", Column::source},                 {"来源", Column::source},
    {"verified", Column::verified},             {"核实", Column::verified},
    {"note", Column::note},                     {"备注", Column::note},
    {"discretion", Column::discretion},         {"裁量", Column::discretion},
}};

Column column_of(std::string_view heading) {
    const std::string word = lower(heading);
    for (const auto& [name, column] : kHeadings)
        if (word == name) return column;
    return Column::other;
}

/// Where the columns stand, -1 where the file lacks one.
struct Columns {
    std::array<int, kColumns> at;

    bool has(Column column) const { return at[static_cast<size_t>(column)] >= 0; }
    /// Null where the file lacks the column.
    const CsvField* of(const CsvRecord& record, Column column) const {
        const int position = at[static_cast<size_t>(column)];
        return position < 0 ? nullptr : &record.fields[static_cast<size_t>(position)];
    }
};

Result<Columns> read_columns(const CsvRecord& header, AirLog& log) {
    Columns columns;
    columns.at.fill(-1);
    std::vector<std::string> others;
    for (size_t i = 0; i < header.fields.size(); ++i) {
        const CsvField& field = header.fields[i];
        const Column column = column_of(field.text);
        if (column == Column::other) {
            others.push_back(shown(field.text));
            continue;
        }
        if (columns.has(column))
            return fail(log.at(field),
                        {fmt::format("列 {} 出现两次", field.text), fmt::format("column {} stands twice", field.text)},
                        {"请只保留其中一列", "keep one of the two"});
        columns.at[static_cast<size_t>(column)] = static_cast<int>(i);
    }
    if (!columns.has(Column::city) || !columns.has(Column::level) ||
        (!columns.has(Column::effective_from) && !columns.has(Column::issued_at)))
        return fail({log.file, header.line, 1, ""}, {"不是预警清单的表头", "not the heading of a list of alerts"},
                    {"表头应有 city、level 和 issued_at 或 effective_from",
                     "wanted: a heading with city, level, and issued_at or effective_from"});
    if (!others.empty()) {
        const std::string list = fmt::format("{}", fmt::join(others, ", "));
        log.notes.push_back({Severity::note, {log.file, header.line, 0, ""},
                             {fmt::format("有 {} 列未读取：{}", others.size(), list),
                              fmt::format("columns not read ({}): {}", others.size(), list)},
                             {}});
    }
    return columns;
}

void refuse_word(const CsvField& field, const Text& what, const std::string& wanted, AirLog& log) {
    log.refuse({Severity::error, log.at(field),
                {fmt::format("“{}”不是{}", shown(field.text), what.zh), fmt::format("\"{}\" is no {}", shown(field.text), what.en)},
                {fmt::format("应为 {}", wanted), fmt::format("wanted: {}", wanted)}});
}

/// A token, or the level's Chinese name with or without 预警.
std::optional<AlertLevel> level_of(std::string_view text) {
    for (const AlertLevel level : kLevelsRising)
        if (const std::string name = level_name(level).zh; text == name || text == name + "预警") return level;
    const auto level = parse_level(text);
    return level == AlertLevel::normal ? std::nullopt : level;
}

/// False where the cell holds something that is no time.
bool read_time(const CsvField* field, std::optional<IssuedTime>& time, AirLog& log) {
    if (field == nullptr || is_missing_mark(field->text)) return true;
    if (const auto day = parse_day(field->text)) {
        time = IssuedTime{start_of(*day), true, StampForm::seconds};
        return true;
    }
    if (const auto stamp = parse_stamp(field->text)) {
        time = IssuedTime{stamp->instant, false, stamp->form};
        return true;
    }
    refuse_word(*field, {"时间", "time"}, "2014-02-20T12:00:00+08:00 / 2014-02-20", log);
    return false;
}

/// One of the words of an enum, an empty cell leaves `value` as it is.
template <class T, size_t N>
bool read_word(const CsvField* field, const std::array<T, N>& words, const Text& what, T& value, AirLog& log) {
    if (field == nullptr || is_missing_mark(field->text)) return true;
    const std::string text = lower(field->text);
    std::vector<std::string_view> wanted;
    for (const T word : words) {
        if (text == token(word)) {
            value = word;
            return true;
        }
        wanted.push_back(token(word));
    }
    refuse_word(*field, what, fmt::format("{}", fmt::join(wanted, " / ")), log);
    return false;
}

bool read_row(const CsvRecord& record, const Columns& columns, IssuedAlert& alert, AirLog& log) {
    const CsvField& city = *columns.of(record, Column::city);
    if (city.text.empty()) {
        log.refuse({Severity::error, log.at(city), {"没有城市", "no city"}, {"请填写城市名称", "wanted: the name of a city"}});
        return false;
    }
    alert.city = city.text;
    const CsvField& level = *columns.of(record, Column::level);
    const auto known = level_of(level.text);
    if (!known) {
        refuse_word(level, {"预警级别", "level of an alert"}, "blue / yellow / orange / red", log);
        return false;
    }
    alert.level = *known;
    if (!read_time(columns.of(record, Column::issued_at), alert.issued_at, log) ||
        !read_time(columns.of(record, Column::effective_from), alert.effective_from, log) ||
        !read_time(columns.of(record, Column::released_at), alert.released_at, log) ||
        !read_word(columns.of(record, Column::verified), std::array{Verified::yes, Verified::part, Verified::no},
                   {"核实程度", "degree of verification"}, alert.verified, log) ||
        !read_word(columns.of(record, Column::discretion),
                   std::array{Discretion::raise, Discretion::extend, Discretion::release},
                   {"裁量种类", "act of discretion"}, alert.discretion, log))
        return false;
    if (const auto span = span_of(alert, false); span && span->last < span->first) {
        const CsvField& end = *columns.of(record, Column::released_at);
        log.refuse({Severity::error, log.at(end),
                    {fmt::format("解除时间 {} 早于启动时间 {}", alert.released_at->print(), alert.start()->print()),
                     fmt::format("the end {} lies before the start {}", alert.released_at->print(), alert.start()->print())},
                    {"应不早于启动时间", "wanted: an end at or after the start"}});
        return false;
    }
    if (const CsvField* field = columns.of(record, Column::source)) alert.source = field->text;
    if (const CsvField* field = columns.of(record, Column::note)) alert.note = field->text;
    return true;
}

/// The first time that a row tells, for its place in the list.
Instant first_known(const IssuedAlert& alert) {
    for (const auto* time : {&alert.issued_at, &alert.effective_from, &alert.released_at})
        if (*time) return (*time)->instant;
    return {};
}

auto key_of(const IssuedAlert& alert) { return std::tuple(std::string_view(alert.city), first_known(alert)); }

bool same_text(const CsvRecord& a, const CsvRecord& b) {
    return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                      [](const CsvField& x, const CsvField& y) { return x.text == y.text; });
}

}  // namespace

std::string IssuedTime::print() const {
    return date_alone ? format_day(day_of(instant)) : format_instant(instant, form);
}

std::string_view token(Verified verified) {
    switch (verified) {
        case Verified::yes: return "yes";
        case Verified::part: return "part";
        case Verified::no: return "no";
    }
    return "no";
}

std::optional<LabelSpan> span_of(const IssuedAlert& alert, bool by_day) {
    constexpr int64_t kDaySeconds = 24 * 3600;
    const auto& start = alert.start();
    if (!start) return std::nullopt;
    Instant end{start->instant.seconds + kDaySeconds};
    if (alert.released_at)
        end = Instant{alert.released_at->instant.seconds + (alert.released_at->date_alone ? kDaySeconds : 0)};
    if (!by_day) {
        // The first hour of a date alone is labelled 01:00; a stamp is compared with labels as it stands.
        const Hour first = start->date_alone ? first_label(day_of(start->instant)) : ceil_hour(start->instant);
        return LabelSpan{first, floor_hour(end)};
    }
    const Day first = day_of(start->instant);
    const Day last = std::max(first, day_of_label(ceil_hour(end)));
    return LabelSpan{first_label(first), first_label(last) + 23};
}

Result<IssuedList> read_issued_alerts(std::string_view bytes, const std::string& file) {
    const auto decoded = decode_text(bytes, file);
    if (!decoded) return tl::unexpected(decoded.error());
    AirLog log;
    log.file = file;
    log.notes = decoded->notes;
    CsvReader reader(decoded->text);
    CsvRecord header, record;
    if (!reader.next(header))
        return fail({file}, {"文件为空", "the file is empty"},
                    {"表头应有 city、level 和 issued_at 或 effective_from",
                     "wanted: a heading with city, level, and issued_at or effective_from"});
    const auto columns = read_columns(header, log);
    if (!columns) return tl::unexpected(columns.error());
    IssuedList list;
    std::vector<CsvRecord> taken;
    while (reader.next(record)) {
        IssuedAlert alert;
        alert.line = record.line;
        if (!has_shape(record, header.fields.size(), log) || !read_row(record, *columns, alert, log)) continue;
        if (std::any_of(taken.begin(), taken.end(), [&](const CsvRecord& earlier) { return same_text(earlier, record); }))
            continue;
        taken.push_back(record);
        list.alerts.push_back(std::move(alert));
    }
    std::stable_sort(list.alerts.begin(), list.alerts.end(),
                     [](const IssuedAlert& a, const IssuedAlert& b) { return key_of(a) < key_of(b); });
    list.notes = std::move(log.notes);
    list.refused = log.refused;
    return list;
}

}  // namespace qingkong
