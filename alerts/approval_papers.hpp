// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "alerts/consultation.hpp"
#include "alerts/document.hpp"
#include "alerts/template.hpp"

namespace qingkong {

/// One value of the forecast range and what it would give (B.5: lower, centre, upper).
struct ForecastReading {
    std::string value;               ///< 下限 / 中值 / 上限
    AlertLevel level = AlertLevel::normal;
    AlertAction action = AlertAction::none;    ///< of an alert in force: what becomes of it; none = only the level is known
};

enum class ApprovalMeans { open, in_program, on_paper, by_telephone };

/// The approver's act, as far as it has happened.
struct ApprovalAct {
    std::string post;                ///< 副市长（分管生态环境）; who by the level and the authority document
    std::string authority_document;  ///< 授权文号
    ApprovalMeans means = ApprovalMeans::open;
    std::optional<Instant> at;
    std::string recorded_by;         ///< 值班岗位 that wrote down a call or a paper
    std::string opinion;             ///< 同意 / 批示
    std::string scan;                ///< name of the kept scan
};

/// Everything the three papers say (handbook B.5: 会商意见 → 预警建议报告 → 审批表). What is empty prints as a line that a
/// hand fills in; nothing is assumed.
struct ApprovalFacts {
    Proposal proposal;
    Text city;
    std::vector<Text> areas;                      ///< names; empty = the whole city
    std::string peak_aqi;
    std::vector<std::string> primary_pollutants;
    std::string number;                           ///< of the papers: 〔2014〕第3号; empty = by hand
    std::optional<Instant> consulted_at;
    std::string chair;                            ///< post that led the consultation
    std::vector<ConsultationOpinion> opinions;
    std::vector<ForecastReading> readings;
    std::string conclusion;                       ///< signed opinion in words; empty = by hand
    std::string signed_by;                        ///< post that signed the opinion
    std::string handler, reviewer;                ///< 经办, 核稿: posts
    std::optional<Instant> submitted_at;
    ApprovalAct approval;
    std::optional<ApprovalAct> counter_signature; ///< 补签 of a one-person emergency
    bool counter_signature_due = false;           ///< it must follow: the box says so
    std::string publication_document_no;
    std::optional<Instant> published_at;
};

/// 会商意见: measured air and forecast, findings by clause, opinions, what lower, centre and upper would give, conclusion.
Document compose_consultation_opinion(const ApprovalFacts& facts, const Office& office, const Templates& templates);

/// 预警建议报告 to the approver: the proposal with its evidence, what it would change, near misses, request for approval.
Document compose_proposal_report(const ApprovalFacts& facts, const Office& office, const Templates& templates);

/// 预警信息发布（调整、解除）审批表: a form of one A4 page, printable, with boxes for signature, telephone and paper.
Document compose_approval_form(const ApprovalFacts& facts, const Office& office, const Templates& templates);

}  // namespace qingkong
