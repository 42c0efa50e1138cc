// T/CACE 00X-20XX, the (near) zero-carbon factory of the China Association of Circular Economy: a draft whose number
// and dates are placeholders. It is evaluated on trial and certifies nothing (CA-00). Its ten per cent is no 100 %
// (CE-15).
#include "ledger/scheme.hpp"

namespace tanbu::schemes {
namespace {

SchemeRow computed(std::int64_t number, std::string_view rule, std::string_view name, std::string_view name_zh,
                   Measure measure, std::int64_t least_e2, std::string_view note) {
  return {.number = number,
          .rule = rule,
          .name = name,
          .name_zh = name_zh,
          .kind = RowKind::computed,
          .demands = {{.least_e2 = least_e2}},
          .measure = measure,
          .note = note};
}

std::vector<SchemeRow> rows() {
  return {
      {.number = 1,
       .rule = "CA-07",
       .name = "platform",
       .name_zh = "数字化碳管理平台",
       .kind = RowKind::since,
       .demands = {{.names = "in_operation"}}},
      computed(2, "CA-03", "renewable_share", "可再生电力消费占比（含绿证）", Measure::renewable_share, 3'000, "D-16"),
      computed(3, "CA-04", "reduction_share", "边界内碳减排比例", Measure::reduction_share, 420, "D-15"),
      computed(4, "CA-05", "reduction_and_offset_share", "边界内碳减排及边界外碳抵消比例",
               Measure::reduction_and_offset_share, 1'000, "D-14"),
  };
}

std::vector<SchemeNote> notes() {
  return {
      {"D-14", "A certificate counts for the power share and for market-based electricity, never as an offset.",
       "绿证计入电力占比和基于市场的范围二，不计入抵消量。"},
      {"D-15", "The denominator is the actual emissions of the period; the share of the baseline is shown beside it.",
       "分母为当期实际排放量；同时列示相对基线的比例。"},
      {"D-16", "The power share follows its formula: electricity only, without an earlier period.",
       "电力占比按公式（A.1）计算，仅计电力，不与上期比较。"},
      {"D-25", "Units other than CCER and carbon inclusion are on HOLD: the draft leaves open which others it means.",
       "除 CCER 和碳普惠外的单位待确认：原文“等”未予界定。"},
      {"D-28", "Accidents of the grade 较大 or worse count here.", "本标准按“较大”及以上事故判定。"},
      {"D-29", "Three years back from the day of the assessment, date to date.", "近三年自评价日起逐日回溯。"},
      {"D-38", "The formulas are called RE, IN and INEX here, because the clauses bear the same numbers.",
       "公式在此称 RE、IN、INEX，以免与条款编号混淆。"},
  };
}

}  // namespace

const Scheme& cace_00x_draft() {
  static const Scheme scheme{
      .code = "cace-00x-draft",
      .name = "(Near) zero-carbon factory, T/CACE draft",
      .name_zh = "（近）零碳工厂评价技术规范（草案）",
      .document = "T/CACE 00X-20XX",
      .from = {},  // the draft prints no day
      .until = std::nullopt,
      .draft = true,
      .coverage_claimed = false,
      .verified_inventory = false,
      .force_rule = "CA-00",
      .natural_year = true,
      .period_months_least = 12,
      .standards = {{.standard = "GB/T 32150-2015", .from = {}, .until = make_date(2026, 6, 30)},
                    {.standard = "GB/T 32150-2025", .from = make_date(2026, 7, 1), .until = {}},
                    {.standard = "ISO 14064-1:2018", .from = {}, .until = {}}},
      .basics = {"clear_boundary", "lawful_operation", "no_obsolete_equipment"},
      .accident_grade = AccidentGrade::larger,
      .accident_rule = "CA-02",
      .level_rule = "CA-01",
      .rows = rows(),
      .instruments = {.accepted = {"CCER", "PHCER-"}, .rule = "CA-05"},
      .notes = notes(),
  };
  return scheme;
}

}  // namespace tanbu::schemes
