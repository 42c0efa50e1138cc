// The zero-carbon factories of the Binhai New Area (津滨工信发〔2024〕24号): three levels, eighteen rows, five basic
// requirements. The authority decides and lists; the ledger says what it can see (BH). The columns of some rows were
// lost in the text of the source; they are settled as D-17 and D-21 recommend and marked so.
#include "ledger/scheme.hpp"

namespace tanbu::schemes {
namespace {

// What the three levels demand.
struct Columns {
  Demand low{};
  Demand near{};
  Demand zero{};
};
std::vector<Demand> of(const Columns& columns) { return {columns.low, columns.near, columns.zero}; }
Demand named(std::string_view names) { return {.names = names}; }
Demand least(std::int64_t percent) { return {.least_e2 = percent * 100}; }

SchemeRow row(std::int64_t number, std::string_view name, std::string_view name_zh, RowKind kind,
              const Columns& columns, std::string_view note = {}) {
  return {.number = number,
          .rule = "BH-03",
          .name = name,
          .name_zh = name_zh,
          .kind = kind,
          .demands = of(columns),
          .note = note};
}

SchemeRow conform(std::int64_t number, std::string_view name, std::string_view name_zh, std::string_view demanded) {
  return row(number, name, name_zh, RowKind::conform, {named(demanded), named(demanded), named(demanded)});
}

SchemeRow names(std::int64_t number, std::string_view name, std::string_view name_zh, const Columns& columns,
                std::string_view note = {}) {
  return row(number, name, name_zh, RowKind::names, columns, note);
}

SchemeRow green_factory() {
  SchemeRow rank =
      row(3, "green_factory", "绿色工厂", RowKind::rank, {named("district"), named("tianjin"), named("national")});
  rank.ranks = {"district", "tianjin", "national"};
  return rank;
}

SchemeRow renewable_share() {
  SchemeRow computed =
      row(6, "renewable_share", "可再生能源占比", RowKind::computed, {least(5), least(10), least(20)}, "D-18");
  computed.measure = Measure::renewable_share;
  return computed;
}

SchemeRow peak_drop() {
  SchemeRow computed =
      row(15, "peak_drop", "零碳指标", RowKind::computed, {least(10), least(50), {.net_zero = true}}, "D-19");
  computed.rule = "BH-04";
  computed.measure = Measure::peak_drop;
  return computed;
}

constexpr std::string_view advanced = "advanced_value";
constexpr std::string_view either = "advanced_value|three_year_decline";
constexpr std::string_view both = "advanced_value,three_year_decline";

std::vector<SchemeRow> rows() {
  const auto measures = named("low_carbon_substitution,quantified");
  const auto statement = named("accounting,third_party_statement");
  const auto system = named("digital_tools,energy_carbon_system");
  const auto analysis = named("daily_monitoring,quarterly_analysis");
  const auto certified = named("systems_running,systems_certified");
  return {
      conform(1, "target", "零碳目标", "plan_with_quantified_annual_targets"),
      names(2, "path", "零碳路径方案", {named("reduce"), named("reduce,zero"), named("reduce,zero,negative")}),
      green_factory(),
      names(4, "energy_per_product", "单位产品综合能耗", {named(either), named(both), named(both)}),
      names(5, "photovoltaic_station", "光伏电站", {{}, {}, named("photovoltaic_station")}),
      renewable_share(),
      conform(7, "pollutants", "污染物", "compliant"),
      row(8, "solid_waste_use", "一般工业固废综合利用率", RowKind::share, {least(100), least(100), least(100)}),
      conform(9, "solid_waste", "工业固体废物", "system_and_ledger"),
      conform(10, "organisation", "组织保障", "organisation_and_training"),
      names(11, "reduction", "碳减排实施",
            {measures, measures, named("low_carbon_substitution,quantified,zero,negative")}, "D-17"),
      names(12, "accounting", "碳盘查/碳核查", {named("accounting"), statement, statement}, "D-17"),
      names(13, "footprint", "碳足迹", {{}, named("product_footprint"), named("product_footprint")}),
      names(14, "emissions_per_product", "单位产品碳排放", {named(either), named(advanced), named(both)}, "D-21"),
      peak_drop(),
      names(16, "digitalisation", "数字化", {named("digital_tools"), system, system}, "D-17"),
      names(17, "carbon_management", "碳排放管理", {named("daily_monitoring"), analysis, analysis}, "D-17"),
      names(18, "management_systems", "综合管理", {named("systems_running"), certified, certified}, "D-17"),
  };
}

std::vector<SchemeNote> notes() {
  return {
      {"D-17", "Where the columns of a row were lost, the stricter text is read for near-zero and zero.",
       "原文栏目缺失的行，近零碳和零碳均按较严要求理解，须由主管部门确认。"},
      {"D-18", "The renewable share is that of electricity, with cancelled certificates; the definition is recorded.",
       "可再生能源占比按电力口径（含已核销绿证）计算，并记录口径。"},
      {"D-19", "The peak is that of five complete calendar years, the evaluated one last.",
       "碳排放峰值取含评价年在内的近五个完整年度。"},
      {"D-20", "Retired units make no decrease; they count only for the net zero of the highest level.",
       "抵消不计入 10% 和 50% 的下降，仅计入零碳工厂的净零判定。"},
      {"D-21", "Row 14: near-zero asks for the advanced value only.", "第 14 行：近零碳仅要求先进值。"},
      {"D-22", "Awards after the trial are flagged; earlier ones stand.", "试行期后的新认定作提示，既有认定不变。"},
      {"D-28", "Accidents of the grade 较大 or worse count here.", "本方案按“较大”及以上事故判定。"},
      {"D-29", "Three years back from the day of the assessment, date to date.", "近三年自评价日起逐日回溯。"},
      {"D-36", "The peak and the year are compared by energy emissions only.", "峰值与当年均按能源层面排放比较。"},
      {"BH-05", "Negative-carbon measures are named with CCER; other credits are on HOLD.",
       "负碳措施原文仅列明 CCER 等；其他碳信用待确认。"},
      {"BH-08", "Seven gases: CO2, CH4, N2O, HFCs, PFCs, SF6 and NF3.", "七种温室气体，依据 GB/T 32150-2015。"},
  };
}

}  // namespace

const Scheme& binhai_2024() {
  static const Scheme scheme{
      .code = "binhai-2024",
      .name = "Zero-carbon factory, Binhai New Area",
      .name_zh = "滨海新区零碳工厂创建方案（试行）",
      .document = "津滨工信发〔2024〕24号",
      .from = make_date(2024, 5, 30),
      .until = make_date(2026, 5, 29),
      .awards = true,
      .levels = {"low", "near", "zero"},
      .coverage_claimed = false,
      .verified_inventory = false,
      .force_rule = "BH-07",
      .legal_forms = {LegalForm::legal_person, LegalForm::branch},
      .registered_division = "120116",
      .basics = {"laws_and_standards", "good_operation", "sound_management_systems", "zero_carbon_plan"},
      .accident_grade = AccidentGrade::larger,
      .accident_rule = "BH-02",
      .level_rule = "BH-01",
      .rows = rows(),
      .instruments = {.accepted = {"CCER", "PHCER-", "OWN"}, .rule = "BH-05"},
      .notes = notes(),
  };
  return scheme;
}

}  // namespace tanbu::schemes
