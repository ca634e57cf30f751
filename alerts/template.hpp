// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/problem.hpp"

namespace qingkong {

/// The names a template may use: `values` as {{name}} or, present or absent, as {{#name}} / {{^name}}; `lists` as
/// {{#name}} … {{/name}}, once a row. Inside a list the outer names stay visible.
struct TemplateFields {
    std::set<std::string> values;
    std::map<std::string, TemplateFields> lists;
};

/// What fills a template. An empty or absent value is "not there"; so is an empty list.
struct TemplateData {
    std::map<std::string, std::string> values;
    std::map<std::string, std::vector<TemplateData>> lists;
};

/// One template text with the file it came from (for messages), e.g. `alerts/templates/mail_order.zh.txt.mustache`.
struct TemplateText {
    std::string file;
    std::string_view text;
};

/// The checked texts of notices, mails and reports. Their names are the files' names without folder and `.mustache`;
/// names with `.html` escape what is filled in, `.txt` and `.css` do not. Copies share the parsed templates.
class Templates {
public:
    /// The name must be one that load_templates accepted; every name the program uses is (load refuses a missing one).
    std::string render(std::string_view name, const TemplateData& data) const;

private:
    struct Parsed;
    std::map<std::string, std::shared_ptr<Parsed>, std::less<>> by_name_;
    friend Result<Templates> load_templates(const std::vector<TemplateText>& texts);
};

/// Every template the program needs, checked when it is loaded: mustache renders an unknown name as empty text without
/// a word, so an unknown field, a section that is not closed, a partial or a file that is missing is refused with
/// FILE:LINE:COLUMN. All problems at once.
Result<Templates> load_templates(const std::vector<TemplateText>& texts);

/// The fields a template of this name may use; empty where no such template is known.
const TemplateFields* template_fields(std::string_view name);

/// The names of all templates the program needs.
std::vector<std::string> template_names();

}  // namespace qingkong
