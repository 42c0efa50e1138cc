// The schemes' own data keep what the evaluator takes for granted, and the two carbon-neutrality standards keep their
// time.
#include <set>

#include "ledger/evaluation_values.hpp"
#include "ledger/grid_factors.hpp"
#include "ledger/programme.hpp"
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("Every scheme is found by its code, and every code is there once", "[G-01]") {
  std::set<std::string_view> codes;
  for (const Scheme* scheme : all_schemes()) {
    CHECK(codes.insert(scheme->code).second);
    CHECK(find_scheme(scheme->code) == scheme);
    CHECK((!scheme->until || scheme->from < *scheme->until));
  }
  CHECK(codes ==
        std::set<std::string_view>{"binhai-2024", "cace-00x-draft", "ceca-g-0171-2022", "iso-14068-1", "pas-2060"});
  CHECK(find_scheme("no-such-scheme") == nullptr);
}

TEST_CASE("Every row demands what its kind can read, at every level", "[BH-03][CE-04][CA-01]") {
  for (const Scheme* scheme : all_schemes()) {
    std::int64_t number = 0;
    std::set<std::string_view> names(scheme->basics.begin(), scheme->basics.end());
    for (const SchemeRow& row : scheme->rows) {
      INFO(scheme->code << " row " << row.number);
      CHECK(names.insert(row.name).second);  // they become the names of checks
      CHECK(row.number == ++number);
      CHECK_FALSE(row.rule.empty());
      CHECK(row.demands.size() == std::max<std::size_t>(scheme->levels.size(), 1));
      CHECK((row.kind == RowKind::computed) == (row.measure != Measure::none));
      CHECK((row.kind == RowKind::rank) == !row.ranks.empty());
      for (const Demand& demand : row.demands) {
        if (demand.demands_nothing()) continue;
        if (row.kind == RowKind::names) CHECK_FALSE(satisfies({}, demand.names));
        if (row.kind == RowKind::rank)
          CHECK(std::find(row.ranks.begin(), row.ranks.end(), demand.names) != row.ranks.end());
        if (row.kind == RowKind::share) CHECK(demand.least_e2.has_value());
        CHECK((!demand.net_zero || row.measure == Measure::peak_drop));
      }
    }
    const bool legal_only = scheme->legal_forms == std::vector<LegalForm>{LegalForm::legal_person};
    CHECK(scheme->legal_person_only == legal_only);
    CHECK((scheme->rows.empty() || !scheme->level_rule.empty()));
    CHECK((!scheme->accident_grade || !scheme->accident_rule.empty()));
  }
  CHECK(ceca().rows.size() == 8);
  CHECK(cace().rows.size() == 4);
  CHECK(binhai().rows.size() == 18);
}

TEST_CASE("Every instrument that a scheme accepts is a programme of this build that may offset", "[CE-09][CA-05]") {
  for (const Scheme* scheme : all_schemes()) {
    CHECK_FALSE(scheme->instruments.rule.empty());
    for (const std::string_view code : scheme->instruments.accepted) {
      INFO(scheme->code << " " << code);
      const auto& all = all_programmes();
      CHECK(std::any_of(all.begin(), all.end(), [code](const Programme* programme) {
        return programme->offset && (code.back() == '-' ? programme->code.starts_with(code) : programme->code == code);
      }));
    }
    CHECK_FALSE(accepts_instrument(*scheme, "GEC"));
    CHECK_FALSE(accepts_instrument(*scheme, "PHCER"));
    CHECK(accepts_instrument(*scheme, "PHCER-CQ"));
  }
}

TEST_CASE("How the ambiguities were settled is said in both languages") {
  for (const Scheme* scheme : all_schemes()) {
    std::set<std::string_view> ids;
    CHECK_FALSE(scheme->notes.empty());
    for (const SchemeNote& note : scheme->notes) {
      CHECK(ids.insert(note.id).second);
      CHECK_FALSE(note.text.empty());
      CHECK_FALSE(note.text_zh.empty());
    }
    for (const SchemeRow& row : scheme->rows) {
      INFO(scheme->code << " row " << row.number);
      CHECK((row.note.empty() || ids.contains(row.note)));
    }
  }
}

TEST_CASE("ISO 14068-1 asks for retirement within twelve months of the period's end", "[RT-04]") {
  auto facts = ceca_facts();
  facts.claim.type.reset();
  facts.day = day("2024-02-02");
  facts.retired[0].retired_on = day("2023-12-31");
  CHECK(evaluated(iso(), facts).verdict == Verdict::pass);
  CHECK(fact(check_of(iso(), facts, "retired_in_time"), "deadline") == "2023-12-31");
  facts.retired[0].retired_on = day("2024-01-01");
  const auto check = check_of(iso(), facts, "retired_in_time");
  CHECK(check.verdict == Verdict::fail);
  CHECK(check.refusal == Refusal::retired_late);
  CHECK(check.stage == CheckStage::timing);
}

TEST_CASE("A late repair is exempt from the timing and shown as repaired", "[RT-09][RT-04]") {
  auto facts = ceca_facts();
  facts.day = day("2024-06-02");
  facts.retired = {credits(19'207), credits(500)};
  facts.retired[1].retired_on = day("2024-06-01");
  CHECK(verdict_of(iso(), facts, "retired_in_time") == Verdict::fail);
  facts.retired[1].replaces = EntryIndex{77};
  CHECK(verdict_of(iso(), facts, "retired_in_time") == Verdict::pass);
  const auto check = check_of(iso(), facts, "repaired");
  CHECK(check.flag == Flag::repairs_invalidation);
  CHECK(fact(check, "repaired_on") == "2024-06-01");
  CHECK(evaluated(iso(), facts).verdict == Verdict::pass);
}

TEST_CASE("PAS 2060 supports claims declared until its withdrawal", "[RT-05]") {
  auto facts = ceca_facts();
  facts.day = day("2023-09-01");
  facts.retired[0].retired_on = day("2024-08-31");
  CHECK(evaluated(pas(), facts).verdict == Verdict::pass);
  facts.retired[0].retired_on = day("2024-09-02");
  CHECK(check_of(pas(), facts, "retired_in_time").refusal == Refusal::retired_late);
  CHECK(verdict_of(pas(), facts, "retired_in_time") == Verdict::fail);
  facts.day = day("2025-11-30");
  CHECK(verdict_of(pas(), facts, "scheme_in_force") == Verdict::pass);
  facts.day = day("2025-12-01");
  const auto check = check_of(pas(), facts, "scheme_in_force");
  CHECK(check.verdict == Verdict::fail);
  CHECK(check.refusal == Refusal::standard_withdrawn);
}

TEST_CASE("No scheme states a limit for vintages, and nobody here invents one", "[RT-07]") {
  auto facts = ceca_facts();
  for (const Scheme* scheme : all_schemes()) {
    for (const Check& check : evaluated(*scheme, facts).checks) CHECK(check.name.find("vintage") == std::string::npos);
  }
}

TEST_CASE("Checks that refuse stand in the order of the refusals", "[CE-11]") {
  auto facts = ceca_facts();
  facts.claim.type = ClaimType::type_2;
  facts.figures.reset();
  facts.retired.clear();
  facts.inventory.verification.reset();
  facts.legal_form = LegalForm::branch;
  facts.star = 7;
  row(facts, 1).conformity = Conformity::nonconform;
  Refusal last{};
  for (const Check& check : evaluated(ceca(), facts).checks) {
    if (!check.refusal || check.verdict == Verdict::pass || check.verdict == Verdict::flag) continue;
    INFO(check.name);
    CHECK(last <= *check.refusal);
    last = *check.refusal;
  }
  CHECK(last == Refusal::not_legal_person);
}

TEST_CASE("Values are read strictly", "[U-03]") {
  CHECK(std::get<Share>(parse_share("3700/12000")) == Share{3'700, 12'000});
  for (const char* text : {"", "/", "1", "1/", "/1", "1/0", "01/2", "1/2/3", "-1/2", "1.5/2", "30%", "1 /2",
                           "99999999999999999999/1", "1tce/2tce", "1tce0/2tce0", "1tce0.1/2tce0.1x"}) {
    INFO(text);
    CHECK(std::holds_alternative<ShareFault>(parse_share(text)));
  }
  CHECK(parse_names("") == Names{});
  CHECK(parse_names("a,b_2") == Names{"a", "b_2"});
  for (const char* text : {",", "a,", ",a", "a,,b", "a,a", "A", "a b", "a|b"})
    CHECK_FALSE(parse_names(text).has_value());
  CHECK(satisfies({"a", "c"}, "b|a,c"));
  CHECK_FALSE(satisfies({"a"}, "b|a,c"));
  // A threshold is reached on exact values only: 29.9999 % is not 30 %, 5.0001 % is not 5 %.
  CHECK(reaches({30, 100}, 3'000) == true);
  CHECK(reaches({299'999, 1'000'000}, 3'000) == false);
  constexpr std::int64_t huge = 9'000'000'000'000'000'000;
  CHECK(reaches({huge, 1}, 3'000) == true);
  CHECK(reaches({1, huge}, 3'000) == false);
  CHECK_FALSE(reaches({huge, huge}, 3'000).has_value());
}

TEST_CASE("Verdicts, stages, methods and uses of the factor have stable names", "[G-01]") {
  CHECK(name_of(Verdict::pass) == "pass");
  CHECK(name_of(Verdict::fail) == "fail");
  CHECK(name_of(Verdict::undetermined) == "undetermined");
  CHECK(name_of(Verdict::hold) == "hold");
  CHECK(name_of(Verdict::flag) == "flag");
  CHECK(name_of(CheckStage::coverage) == "coverage");
  CHECK(name_of(CheckStage::timing) == "timing");
  CHECK(name_of(CheckStage::assessment) == "assessment");
  CHECK(name_of(CheckStage::level) == "level");
  CHECK(name_of(NetFactorUse::not_needed) == "not_needed");
  CHECK(name_of(NetFactorUse::used) == "used");
  CHECK(name_of(NetFactorUse::missing) == "missing");
  CHECK(name_of(NetFactorUse::unknown) == "unknown");
  CHECK(name_of(ElectricityFigure::Method::location) == "location");
  CHECK(name_of(ElectricityFigure::Method::market) == "market");
  CHECK(name_of(ElectricityFigure::Method::ets) == "ets");
  CHECK(name_of(ShareFault::form) == "form");
  CHECK(name_of(ShareFault::coefficients_differ) == "tce_coefficients_differ");
  CHECK(name_of(FactorCaliber::fossil) == "fossil");
}
