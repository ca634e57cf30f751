// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/notice.hpp"

namespace qingkong {

/// What a correction replaces (handbook B.5, K.2 【补充】): the old version never took effect.
struct CorrectedNotice {
    AlertLevel level = AlertLevel::normal;    ///< that the old version announced
    Instant response_start;                   ///< its start, not yet reached
    std::string document_no;                  ///< 引用
    int version = 2;                          ///< of the notice now: 第2版
};

/// The 补充通知: this notice prevails, the old measures are not carried out any more, receipts begin again. `transition`
/// is the new version: `to` and `response_start` hold now, `to` = normal where the old alert is not started at all.
/// `facts` as of a notice; of its lists only the library's measures of the new level stand here.
Document compose_correction(const Transition& transition, const CorrectedNotice& old, const Office& office,
                            const NoticeFacts& facts, Language language, const Templates& templates);

/// Contents by law, and that it says which notice it replaces.
std::vector<Problem> check_correction(const Document& notice, const Transition& transition, const CorrectedNotice& old,
                                      const Office& office, const NoticeFacts& facts, Language language);

}  // namespace qingkong
