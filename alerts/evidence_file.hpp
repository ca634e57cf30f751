// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/document.hpp"
#include "alerts/enforcement_terms.hpp"
#include "alerts/field_finding.hpp"
#include "emissions/compliance.hpp"
#include "emissions/inspection.hpp"
#include "emissions/statement.hpp"

namespace qingkong {

/// An hour of a curve: value and limit as judged.
struct CurvePoint {
    Hour hour;
    std::optional<Rational> value, limit;
    Verdict verdict = Verdict::no_data;
};
/// One line of hourly values (kWh, or the flow of a stack) against its limit.
struct Curve {
    std::string title;  ///< `生产线 L1 逐时用电量（千瓦时）`
    std::vector<CurvePoint> points;
};
/// The points of one line and indicator, in order; the rows without that indicator are gaps.
Curve curve_of(const std::vector<ComplianceRow>& rows, const std::string& line_id, const std::string& indicator);
/// As inline SVG: the values as steps, the limit dashed, missing hours left blank; 720 units wide, without script and
/// colour as only carrier.
std::string curve_svg(const Curve& curve);

/// What one evidence file holds (handbook H.6). Texts of persons come from kept records; `""` where they were destroyed.
struct EvidenceFacts {
    FieldFinding finding;
    std::string enterprise;     ///< name
    std::string transition, document_no, clause;  ///< order version, its document, basis of the measure
    std::vector<MeasureOrder> orders;
    std::vector<Curve> curves;
    std::vector<ComplianceRow> rows;              ///< hours that were suspected or not complied
    struct Visit {
        Inspection inspection;
        std::string text;
        std::vector<std::string> inspectors;      ///< names
        std::vector<std::string> photographs;     ///< names of the files
        std::vector<std::string> photograph_uris; ///< `data:image/jpeg;base64,…`, in the same order; may be empty
    };
    std::vector<Visit> visits;
    struct Voice {
        Statement statement;
        std::string text, decision;
    };
    std::vector<Voice> voices;
    std::optional<FinableConduct> conduct;
    std::string permit_no, permit_clause;
    Instant printed_at;
};
/// 证据卷: one printable file. It says what was seen and asked for, never that anybody broke the law; without a verdict of
/// two inspectors its head says 疑似未落实，待现场核查，不作为处罚依据.
Document compose_evidence_file(const EvidenceFacts& facts, const Office& office);

}  // namespace qingkong
