// T/CECA-G 0171-2022, the zero-carbon factory of the China Energy Conservation Association: the certificate of rulebook
// CE. The text of the standard was never read here; the certificate, the announcement and the definition were. What
// only the standard says (thresholds of stars, scores of indicators, vintages) is absent and never passes.
#include "ledger/scheme.hpp"

namespace tanbu::schemes {
namespace {

SchemeRow row(std::int64_t number, std::string_view name, std::string_view name_zh) {
  return {.number = number,
          .rule = number == 1 ? "CE-05" : "CE-04",
          .name = name,
          .name_zh = name_zh,
          .kind = RowKind::conform,
          .demands = {{.names = "conform"}},
          .fatal = number == 1,
          .note = "D-35"};
}

std::vector<SchemeRow> rows() {
  return {row(1, "basic_compliance", "基本合规要求"),
          row(2, "basic_management", "基本管理要求"),
          row(3, "infrastructure", "基础设施"),
          row(4, "energy_and_carbon_information_system", "能源和碳排放智能信息化管理系统"),
          row(5, "use_of_energy_and_resources", "能源和资源使用"),
          row(6, "product", "产品（生态设计）"),
          row(7, "reduction", "温室气体减排实施"),
          row(8, "offsetting", "碳抵消实施")};
}

// Six stars are read in secondary sources for type I only; five stars were seen once at 100 %, which is no threshold.
std::vector<StarThreshold> thresholds() {
  std::vector<StarThreshold> all;
  for (const ClaimType type : {ClaimType::type_1, ClaimType::type_2}) {
    for (const std::int64_t star : {3, 4, 5}) all.push_back({.type = type, .star = star});
    all.push_back({.type = type,
                   .star = 6,
                   .offset_least_e2 = 10'000,
                   .renewable_least_e2 = 10'000,
                   .unverified = type == ClaimType::type_2});
  }
  return all;
}

std::vector<SchemeNote> notes() {
  return {
      {"D-01", "The share that is covered is part of the claim; 'zero carbon' without a number only at 100 % or more.",
       "抵消百分比是声明的一部分；不带百分比的“零碳”仅指不低于 100%。"},
      {"D-02", "A type whose tick cannot be read on the print stays unknown.", "证书上无法辨认的类型按“未知”处理。"},
      {"D-03", "Thresholds of stars that nobody here has read are not checked.", "未获得原文的星级门槛不作判定。"},
      {"D-04", "Six stars of type II are read as those of type I; this is unverified.",
       "II 型六星参照 I 型理解，尚未核实。"},
      {"D-05", "Surveillance is expected every twelve months.", "监督评价间隔按 12 个月理解。"},
      {"D-06", "Units are expected to be retired on or before the day of issue.", "单位应在发证日或之前注销。"},
      {"D-07", "Whole tonnes are required, rounded up; percentages are shown truncated.",
       "所需数量按整吨向上取整；百分比显示时截断。"},
      {"D-28", "Accidents of the grade 重大 or worse count here.", "本标准按“重大”及以上事故判定。"},
      {"D-29", "Three years back from the day of the assessment, date to date.", "近三年自评价日起逐日回溯。"},
      {"D-33", "Captured carbon is taken off before units are counted.", "CCUS 在抵消前扣减，单独列示。"},
      {"D-34", "A plan whose target was missed is shown, and fails nothing.", "未达到减排计划目标仅作提示。"},
      {"D-35", "All eight indicators must conform; this is our reading, and only the first is fatal beyond doubt.",
       "八项指标均须符合系本账本的理解；仅第一项确为否决项。"},
      {"D-37", "'1型' is type I.", "“1型”即 I 型。"},
  };
}

}  // namespace

const Scheme& ceca_g_0171_2022() {
  static const Scheme scheme{
      .code = "ceca-g-0171-2022",
      .name = "Zero-carbon factory, T/CECA-G 0171-2022",
      .name_zh = "零碳工厂评价规范",
      .document = "T/CECA-G 0171-2022",
      .from = make_date(2022, 6, 1),
      .until = std::nullopt,
      .draft = false,
      .certificates = true,
      .awards = false,
      .has_types = true,
      .stars = {3, 4, 5, 6},
      .levels = {},
      .validity_months = 36,
      .surveillance_months = 12,
      .legal_person_only = true,
      .plan_required = true,
      .legal_forms = {LegalForm::legal_person},
      .natural_year = true,
      .accident_grade = AccidentGrade::major,
      .accident_rule = "CE-05",
      .level_rule = "CE-04",
      .rows = rows(),
      .thresholds = thresholds(),
      // The last four are "other credits recognised by an authoritative body": they count only under a recognition that
      // the ledger holds, and stand on HOLD without one before any scheme is asked.
      .instruments = {.accepted = {"CCER", "PHCER-", "GS", "VCS", "CDM", "OWN", "OTHER", "ACR", "CAR", "ART"},
                      .rule = "CE-09"},
      .timing = {.kind = RetirementTiming::before_issue, .months = 0, .rule = "D-06"},
      .notes = notes(),
  };
  return scheme;
}

}  // namespace tanbu::schemes
