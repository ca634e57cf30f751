// SPDX-License-Identifier: Apache-2.0
#include "alerts/health_advice.hpp"

#include <algorithm>

namespace qingkong {

Text category_advice(AqiCategory category) {
    switch (category) {
        case AqiCategory::excellent:
            return {"各类人群可正常活动", "everyone may go about as usual"};
        case AqiCategory::good:
            return {"极少数异常敏感人群应减少户外活动", "the very few who are unusually sensitive reduce outdoor activity"};
        case AqiCategory::lightly_polluted:
            return {"儿童、老年人及心脏病、呼吸系统疾病患者应减少长时间、高强度的户外锻炼",
                    "children, old people and patients with heart or respiratory disease reduce long or hard exercise outdoors"};
        case AqiCategory::moderately_polluted:
            return {"儿童、老年人及心脏病、呼吸系统疾病患者避免长时间、高强度的户外锻炼，一般人群适量减少户外运动",
                    "children, old people and patients with heart or respiratory disease avoid long or hard exercise "
                    "outdoors; everyone does somewhat less exercise outdoors"};
        case AqiCategory::heavily_polluted:
            return {"儿童、老年人和心脏病、肺病患者应停留在室内，停止户外运动，一般人群减少户外运动",
                    "children, old people and patients with heart or lung disease stay indoors and stop exercise "
                    "outdoors; everyone reduces exercise outdoors"};
        case AqiCategory::severely_polluted:
            break;
    }
    return {"儿童、老年人和病人应当留在室内，避免体力消耗，一般人群应避免户外活动",
            "children, old and ill people stay indoors and avoid exertion; everyone avoids outdoor activity"};
}

Text category_effect(AqiCategory category) {
    switch (category) {
        case AqiCategory::excellent:
            return {"空气质量令人满意，基本无空气污染", "the air is satisfactory, hardly any pollution"};
        case AqiCategory::good:
            return {"空气质量可接受，但某些污染物可能对极少数异常敏感人群健康有较弱影响",
                    "the air is acceptable; some pollutants may affect the very few who are unusually sensitive"};
        case AqiCategory::lightly_polluted:
            return {"易感人群症状有轻度加剧，健康人群出现刺激症状",
                    "symptoms of susceptible people get slightly worse, healthy people feel irritation"};
        case AqiCategory::moderately_polluted:
            return {"进一步加剧易感人群症状，可能对健康人群心脏、呼吸系统有影响",
                    "symptoms of susceptible people get worse; heart and lungs of healthy people may be affected"};
        case AqiCategory::heavily_polluted:
            return {"心脏病和肺病患者症状显著加剧，运动耐受力降低，健康人群普遍出现症状",
                    "symptoms of heart and lung patients get markedly worse, they tolerate less exercise; healthy people "
                    "commonly have symptoms"};
        case AqiCategory::severely_polluted:
            break;
    }
    return {"健康人群运动耐受力降低，有明显强烈症状，提前出现某些疾病",
            "healthy people tolerate less exercise and have strong symptoms; some diseases appear early"};
}

AqiCategory advised_category(AlertLevel level, const std::string& forecast_peak_aqi) {
    const AqiCategory of_level = level == AlertLevel::red ? AqiCategory::severely_polluted : AqiCategory::heavily_polluted;
    const auto peak = forecast_peak_aqi.empty() ? std::nullopt : parse_aqi(forecast_peak_aqi);
    if (!peak || !peak->known()) return of_level;
    return std::max(of_level, category_of(*peak));
}

}  // namespace qingkong
