// SPDX-License-Identifier: Apache-2.0
// Damaged edition files: refused with their place, or read without anything ignored.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>

#include "engine/editions.hpp"
#include "rules/edition_reader.hpp"
#include "rules/edition_words.hpp"

using namespace qingkong;

namespace {

using Random = std::mt19937;

size_t below(Random& random, size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random); }
char one_of(Random& random, std::string_view letters) { return letters[below(random, letters.size())]; }

/// A place in a file: keys, whole numbers and dates outside texts and comments.
struct Token {
    enum class Kind { key, number, date, text };
    Kind kind = Kind::key;
    size_t begin = 0, end = 0;
};

bool of_name(char c) { return c == '_' || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::vector<Token> tokens_of(const std::string& text) {
    std::vector<Token> tokens;
    for (size_t i = 0; i < text.size();) {
        if (text[i] == '#') {
            i = std::min(text.find('\n', i), text.size());
        } else if (text[i] == '"') {
            const size_t end = text.find('"', i + 1);
            REQUIRE(end != std::string::npos);    // the built-in files have no escapes
            tokens.push_back({Token::Kind::text, i + 1, end});
            i = end + 1;
        } else if (of_name(text[i])) {
            size_t end = i;
            while (end < text.size() && of_name(text[end])) ++end;
            const std::string_view word(text.data() + i, end - i);
            const bool digits = word.find_first_not_of("0123456789") == std::string_view::npos;
            const bool date = !digits && word.find_first_not_of("0123456789-") == std::string_view::npos;
            const bool key = text.compare(end, 2, " =") == 0;
            if (key) tokens.push_back({Token::Kind::key, i, end});
            else if (date) tokens.push_back({Token::Kind::date, i, end});
            else if (digits) tokens.push_back({Token::Kind::number, i, end});
            i = end;
        } else {
            ++i;
        }
    }
    return tokens;
}

/// Every name that some table of an edition file knows.
const std::set<std::string> kKnownKeys = {
    "id", "title", "title_en", "document", "citation", "family", "valid_from", "valid_to", "checked_on", "review_by", "extends",
    "without", "metric", "pollutant", "day", "release_rule", "clean_limit", "gap_hours", "min_valid_hours", "merge", "cut",
    "downgrade", "duration_mode", "clean_metric", "daily_aqi_mode", "merge_count", "reaches_500", "window_at_start",
    "forecast_value", "improve_hours", "lead_hours", "max_lead_hours", "targets", "aqi_standard", "so2_1h_above",
    "required_pollutants", "level", "name", "text", "approver", "any_of", "cases", "clause", "all_of", "life_hours", "skips",
    "threshold", "op", "hours", "window", "source", "series", "answer"};

/// One letter of a name changed, left out, doubled or put in.
std::string damaged_name(Random& random, std::string name) {
    const size_t at = below(random, name.size());
    switch (below(random, 4)) {
        case 0: name[at] = one_of(random, "abcdefghijklmnopqrstuvwxyz_-0123456789ABC"); break;
        case 1: name.erase(at, 1); break;
        case 2: name.insert(at, 1, name[at]); break;
        default: name.insert(at, 1, one_of(random, "abcdefghijklmnopqrstuvwxyz_-0123456789.\"")); break;
    }
    return name;
}

/// Another number, or none: a digit changed, left out, put in; a sign, a unit, quotes, a fraction, an exponent.
std::string damaged_number(Random& random, std::string number) {
    static const std::vector<std::string> units = {"h", "d", " h", "%", ".0", ".5", "e1", "_", "小时", "µg"};
    const size_t at = below(random, number.size());
    switch (below(random, 7)) {
        case 0: number[at] = one_of(random, "0123456789"); break;
        case 1: number.erase(at, 1); break;
        case 2: number.insert(at, 1, one_of(random, "0123456789")); break;
        case 3: return number == "0" ? "-1" : "-" + number;    // -0 is 0
        case 4: return "\"" + number + "\"";
        case 5: return "0" + number;
        default: return number + units[below(random, units.size())];
    }
    return number;
}

std::string damaged_date(Random& random, std::string date) {
    switch (below(random, 3)) {
        case 0: return "\"" + date + "\"";
        case 1: return date + "T00:00:00";
        default: date[below(random, date.size())] = one_of(random, "0123456789-/"); return date;
    }
}

/// Bytes, lines and tokens of a file changed, left out or doubled, anywhere.
std::string damaged_anyhow(Random& random, std::string text, const std::vector<Token>& tokens) {
    if (text.empty()) return text;    // cut before its first byte
    const size_t at = below(random, text.size());
    switch (below(random, 7)) {
        case 0: text[at] = static_cast<char>(below(random, 256)); break;
        case 1: text.erase(at, 1 + below(random, 40)); break;
        case 2: text.insert(at, text.substr(at, 1 + below(random, 40))); break;
        case 3: text.insert(at, 1, one_of(random, "\"'[]{}=,#.\n\\0123456789")); break;
        case 4: text.resize(at); break;
        case 5: {    // a line left out or doubled
            const size_t begin = text.rfind('\n', at) + 1, end = std::min(text.find('\n', at), text.size() - 1) + 1;
            if (below(random, 2) == 0 || end <= begin) text.erase(begin, end > begin ? end - begin : 0);
            else text.insert(begin, text.substr(begin, end - begin));
            break;
        }
        default: {    // a token in the place of another
            const Token &to = tokens[below(random, tokens.size())], &from = tokens[below(random, tokens.size())];
            if (to.end > text.size() || from.end > text.size()) return text;    // damaged before
            text = text.replace(to.begin, to.end - to.begin, std::string(text, from.begin, from.end - from.begin));
            break;
        }
    }
    return text;
}

std::string facts_of(const Edition& edition) {
    std::string lines;
    for (const EditionFact& fact : edition_facts(edition)) lines += fact.key + " = " + fact.value + "\n";
    return lines;
}

/// What a damaged file came to.
struct Outcome {
    bool read = false;
    std::string facts;      ///< of one that is read
    std::string error;      ///< the first problem of one that is refused
    bool placed = false;    ///< it has file, line and column
};

class Reader {
public:
    Outcome read(const std::string& text) {
        const auto edition = read_edition(text, "e.toml", [this](const std::string& id) { return base(id); });
        Outcome outcome;
        outcome.read = edition.has_value();
        if (edition) {
            outcome.facts = facts_of(*edition);
            return outcome;
        }
        if (edition.error().empty()) return outcome;
        const Problem& first = edition.error().front();
        outcome.error = first.print(Language::en);
        outcome.placed = first.place.file == "e.toml" && first.place.line > 0 && first.place.column > 0 &&
                         !first.what.zh.empty() && !first.what.en.empty();
        return outcome;
    }

private:
    Result<Edition> base(const std::string& id) {
        if (const auto known = known_.find(id); known != known_.end()) return known->second;
        auto edition = load_edition(id);
        if (edition) known_.emplace(id, *edition);
        return edition;
    }
    std::map<std::string, Edition> known_;
};

struct Original {
    std::string id, text, facts;
    std::vector<Token> tokens;

    const Token& some(Random& random, Token::Kind kind) const {
        for (;;)
            if (const Token& token = tokens[below(random, tokens.size())]; token.kind == kind) return token;
    }
    std::string with(const Token& token, const std::string& word) const {
        return std::string(text).replace(token.begin, token.end - token.begin, word);
    }
    std::string word(const Token& token) const { return text.substr(token.begin, token.end - token.begin); }
};

std::vector<Original> originals(Reader& reader) {
    std::vector<Original> all;
    for (const std::string& id : built_in_editions()) {
        const auto text = edition_text(id);
        REQUIRE(text);
        const Outcome outcome = reader.read(text->text);
        INFO(id);
        REQUIRE(outcome.read);
        all.push_back({id, text->text, outcome.facts, tokens_of(text->text)});
    }
    return all;
}

}  // namespace

TEST_CASE("a damaged edition file is refused with its place or read whole: no key and no number is lost") {
    const char* given = std::getenv("QINGKONG_FUZZ_SEED");
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    const char* wanted = std::getenv("QINGKONG_FUZZ_FILES");
#ifdef __SANITIZE_ADDRESS__
    const int standard = 5'000;    // slower by far
#else
    const int standard = 20'000;
#endif
    const int files = wanted != nullptr ? std::atoi(wanted) : standard;
    std::cout << "edition fuzz seed " << seed << "\n";
    Random random(seed);
    Reader reader;
    const std::vector<Original> all = originals(reader);
    int refused = 0, read = 0;
    for (int i = 0; i < files; ++i) {
        const Original& original = all[static_cast<size_t>(i) % all.size()];
        std::string text, what;
        enum class Damage { anyhow, name, number, date, unknown_key } damage = Damage::anyhow;
        const size_t kind = below(random, 10);
        if (kind < 2) {
            damage = Damage::name;
            const Token& token = original.some(random, Token::Kind::key);
            const std::string name = damaged_name(random, original.word(token));
            if (kKnownKeys.count(name) != 0) continue;    // another key, not a damaged one
            what = original.word(token) + " -> " + name;
            text = original.with(token, name);
        } else if (kind < 5) {
            damage = Damage::number;
            const Token& token = original.some(random, Token::Kind::number);
            const std::string number = damaged_number(random, original.word(token));
            if (number == original.word(token)) continue;
            what = original.word(token) + " -> " + number;
            text = original.with(token, number);
        } else if (kind < 6) {
            damage = Damage::date;
            const Token& token = original.some(random, Token::Kind::date);
            const std::string date = damaged_date(random, original.word(token));
            if (date == original.word(token)) continue;
            what = original.word(token) + " -> " + date;
            text = original.with(token, date);
        } else if (kind < 7) {    // a key too many, in any table
            damage = Damage::unknown_key;
            const Token& token = original.some(random, Token::Kind::key);
            const bool inside = token.begin > 0 && original.text[token.begin - 1] != '\n';
            what = "hour_limit before " + original.word(token);
            text = std::string(original.text).insert(token.begin, inside ? "hour_limit = 1, " : "hour_limit = 1\n");
        } else {
            text = damaged_anyhow(random, original.text, original.tokens);
            if (below(random, 3) == 0) text = damaged_anyhow(random, text, tokens_of(original.text));
            what = "anyhow";
        }
        const Outcome outcome = reader.read(text);
        ++(outcome.read ? read : refused);
        const bool right = outcome.read ? damage == Damage::anyhow ||
                                              ((damage == Damage::number || damage == Damage::date) && outcome.facts != original.facts)
                                        : outcome.placed;
        if (right) continue;
        INFO("seed " << seed << ", file " << i << ", edition " << original.id << ", " << what << "\n" << outcome.error);
        CHECK(right);
        if (damage == Damage::anyhow) std::cout << text << "\n";
    }
    std::cout << "edition fuzz: " << refused << " refused, " << read << " read\n";
    CHECK(refused > files / 2);
    CHECK(read > files / 50);
}
