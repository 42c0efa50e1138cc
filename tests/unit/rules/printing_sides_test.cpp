// What may be printed on a certificate, condition by condition: its days, its year, its number, its emissions; and the
// rules of printing under schemes of other shapes than the one that certifies today.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/rules/printing.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

Context asking(const World& w, const PartyId& issuer) {
  return {.issuer = issuer, .entry = {w.ledger.size()}, .time = w.now};
}
// What the rules of printing say of the year's print under a scheme of another shape.
Outcome<rules::Printing> examined(const World& w, const Year& year, const Scheme& scheme,
                                  const CertificatePrint& print) {
  return rules::examine({.print = print,
                         .scheme = scheme,
                         .factory = w.factory,
                         .attestation = year.attestation,
                         .assessment = year.assessment,
                         .latest_cycle_from = {print.issued_on.days + 1}},
                        asking(w, w.verifier), w.ledger);
}
std::vector<Flag> print_flags(const CertificatePrint& print, bool renewal = false) {
  std::vector<Flag> flags;
  rules::add_print_flags(print, 36, renewal, flags);
  return flags;
}
CertificatePrint numbered(const char* number) {
  auto print = print_of_2023();
  print.number = number;
  return print;
}
void engage_to_certify(World& w, const PartyId& who, FactoryId factory, const char* from) {
  auto command = engaging(w, w.verifier, from);
  command.factory = factory;
  command.scheme = ceca;
  command.role = EngagementRole::certify;
  w.grant(w.verifier, AcceptEngagementCommand{{w.grant(who, command)}});
}
// A year of the given scope 1, attested and assessed.
Year year_of_scope1(World& w, std::int64_t scope1_kg, std::int64_t captured_kg = 0) {
  empower(w);
  Year year;
  auto inventory = planned(w);
  inventory.scope1 = {scope1_kg};
  inventory.ccus = Kilograms{captured_kg};
  year.inventory = verified(w, inventory);
  year.batch = stock(w, 25'000);
  year.retirement = matched(w, year.batch, 1, 19'707);
  year.assessment = {w.grant(w.verifier, conforming(w))};
  year.attestation = {w.grant(w.verifier, attesting(year.inventory, {year.retirement}))};
  return year;
}

}  // namespace

TEST_CASE("The days on a certificate follow each other", "[CE-12][CE-13]") {
  using Change = void (*)(CertificatePrint&);
  const auto change = GENERATE(values<Change>({
      [](CertificatePrint& print) { print.first_issued_on = day("2022-12-31"); },  // inside the year
      [](CertificatePrint& print) { print.first_issued_on = day("2023-07-22"); },  // after the issue
      [](CertificatePrint& print) { print.cycle_from = day("2023-07-20"); },       // a cycle before the first issue
      [](CertificatePrint& print) { print.valid_until = day("2023-07-20"); },      // over before the issue
      [](CertificatePrint& print) {                                                // over before its cycle
        print.cycle_from = day("2023-07-25");
        print.valid_until = day("2023-07-24");
      },
  }));
  World w;
  w.populate();
  auto command = issuing(w, attested_year(w));
  REQUIRE_FALSE(rules::refuse_dates(command.print, 36, china_date(w.now)).has_value());
  change(command.print);
  const auto refused = w.wish(w.verifier, command);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::dates_disordered);
  CHECK(refused.refused().facts.size() == 5);
}

TEST_CASE("A print is of the factory, the year and the scheme that were attested", "[CE-11][G-04]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  const auto mismatch = [&](const IssueCertificateCommand& command) {
    const auto refused = w.wish(w.verifier, command);
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().reason == Refusal::claim_mismatch);
    return refused.refused();
  };
  const std::pair<std::string, std::string> attested_factory{"factory", std::to_string(w.factory.value)};
  engage_to_certify(w, w.rival, w.other_factory, "2022");
  auto elsewhere = issuing(w, year);
  elsewhere.factory = w.other_factory;
  auto assessing = conforming(w);
  assessing.factory = w.other_factory;
  elsewhere.assessment = {w.grant(w.verifier, assessing)};
  CHECK(mismatch(elsewhere).facts.front() == attested_factory);
  engage_to_certify(w, w.plant, w.factory, "2021");
  auto earlier = issuing(w, year);
  earlier.print.period = period("2021");
  earlier.assessment = {w.grant(w.verifier, conforming(w, "2021"))};
  CHECK(mismatch(earlier).conflict == year.attestation);
  authorised(w, w.verifier, "pas-2060", "2023-01-01", "2025-11-30");
  auto under_another = engaging(w, w.verifier);
  under_another.scheme = "pas-2060";
  w.grant(w.verifier, AcceptEngagementCommand{{w.grant(w.plant, under_another)}});
  auto label = attesting(year.inventory, {year.retirement});
  label.scheme = "pas-2060";
  auto relabelled = issuing(w, year);
  relabelled.attestation = {w.grant(w.verifier, label)};
  CHECK(mismatch(relabelled).conflict == relabelled.attestation);
  CHECK(w.wish(w.verifier, issuing(w, year)).accepted());
}

TEST_CASE("Who was asked to verify a year under the scheme does not certify it", "[CB-02]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  authorised(w, w.trader);
  auto engagement = engaging(w, w.trader);
  engagement.scheme = ceca;
  w.grant(w.trader, AcceptEngagementCommand{{w.grant(w.plant, engagement)}});
  const auto refused = w.wish(w.trader, issuing(w, year));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::not_engaged);
  CHECK(refused.refused().facts == std::vector<std::pair<std::string, std::string>>{{"role", "certify"}});
}

TEST_CASE("Under a scheme without types any print fits, and under one without stars no star is printed",
          "[CE-01][CE-02]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  Scheme typeless = *find_scheme(ceca);
  typeless.has_types = false;
  auto print = print_of_2023();
  print.type = ClaimType::type_2;
  CHECK(examined(w, year, typeless, print).accepted());
  CHECK(examined(w, year, *find_scheme(ceca), print).refused().reason == Refusal::claim_mismatch);
  Scheme starless = *find_scheme(ceca);
  starless.stars = {};
  print = print_of_2023();
  CHECK(examined(w, year, starless, print).refused().reason == Refusal::star_range);
  print.star = std::nullopt;
  CHECK(examined(w, year, starless, print).accepted());
  const auto unstarred = examined(w, year, *find_scheme(ceca), print);
  REQUIRE_FALSE(unstarred.accepted());
  CHECK(unstarred.refused().facts.front() == std::pair<std::string, std::string>{"star", "none"});
}

TEST_CASE("Under a scheme of levels one of them is printed, and it must be reached", "[BH-01]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  Scheme levelled = *find_scheme(ceca);
  levelled.levels = {"low", "high"};
  for (SchemeRow& row : levelled.rows) row.demands.resize(2, row.demands.front());
  levelled.rows.push_back(
      {.number = 9, .rule = "BH-03", .name = "path", .kind = RowKind::names, .demands = {{}, {.names = "zero"}}});
  auto print = print_of_2023();
  print.level = "low";
  CHECK(examined(w, year, levelled, print).accepted());
  print.level = "high";
  CHECK(examined(w, year, levelled, print).refused().reason == Refusal::indicator_undetermined);
  print.level = "golden";
  CHECK(examined(w, year, levelled, print).refused().reason == Refusal::level_unknown);
}

TEST_CASE("The emissions are printed to ten kilograms, net of what was captured or gross", "[U-01][EF-02]") {
  const auto printed = [](const Year& year, World& w, std::int64_t kilograms) {
    auto command = issuing(w, year);
    command.print.emissions = {kilograms};
    return w.wish(w.verifier, command);
  };
  World rounded;  // exactly 19,706.565 t
  rounded.populate();
  const Year year = year_of_scope1(rounded, 7'999'995);
  for (const std::int64_t kilograms : {19'706'550, 19'706'566, 19'706'580})
    CHECK(refusal_of(printed(year, rounded, kilograms)) == Refusal::emissions_differ);
  CHECK(printed(year, rounded, 19'706'560).accepted());
  for (const std::int64_t kilograms : {18'706'570, 19'706'570}) {
    World captured;
    captured.populate();
    CHECK(printed(year_of_scope1(captured, 8'000'000, 1'000'000), captured, kilograms).accepted());
  }
}

TEST_CASE("A star whose share leaves what the ledger counts is not printed", "[CE-03][U-01]") {
  World w;
  w.populate();
  empower(w);
  auto inventory = planned(w);
  inventory.consumed = {1'000'000'000'000'000'000};
  inventory.direct = {{.asset_code = "PV-1", .electricity = {1'000'000'000'000'000'000}}};
  Year year;
  year.inventory = verified(w, inventory);
  year.retirement = matched(w, stock(w, 25'000), 1, 19'707);
  year.assessment = {w.grant(w.verifier, conforming(w))};
  year.attestation = {w.grant(w.verifier, attesting(year.inventory, {year.retirement}))};
  auto command = issuing(w, year);
  command.print.star = 6;
  const auto refused = w.wish(w.verifier, command);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::under_covered);
  CHECK(refused.refused().conflict == year.attestation);
  CHECK(refused.refused().facts.front() == std::pair<std::string, std::string>{"computed", "no"});
}

TEST_CASE("A number belongs to the body that gave it, and to everybody where nobody knows who gave it", "[CE-12]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  auto theirs = legacy(w);
  theirs.body = w.trader;
  CHECK(w.wish(w.association, theirs).accepted());
  auto nobodys = legacy(w);
  nobodys.body = std::nullopt;
  const auto refused = w.wish(w.association, nobodys);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::certificate_exists);
  CHECK(refused.refused().conflict == certificate);
  nobodys.print.number = "15/23GHGZC1002R0";
  w.grant(w.association, nobodys);
  CHECK(refusal_of(w.wish(w.verifier, reissue(certificate, "2023-11-01", "15/23GHGZC1002R0"))) ==
        Refusal::certificate_exists);
  // Its own number may be printed again.
  CHECK(w.wish(w.verifier, reissue(certificate, "2023-11-01", "15/23GHGZC1001R0")).accepted());
}

TEST_CASE("A year that is no calendar year and a number of another form are noticed", "[CE-12][U-04]") {
  CHECK(print_flags(print_of_2023()).empty());
  auto half = print_of_2023();
  half.period = {day("2022-01-01"), day("2022-06-30")};
  CHECK(print_flags(half) == std::vector<Flag>{Flag::period_unusual});
  for (const char* opaque : {"GHGZC1001R0", "15/23GHGZC1001", "7", "15/23GHGZC1001R1"}) {
    INFO(opaque);
    CHECK(print_flags(numbered(opaque)).empty());
  }
  for (const char* unusual : {"15/22GHGZC1001R0", "15/22GHGZC1001R1"}) {
    INFO(unusual);
    CHECK(print_flags(numbered(unusual)) == std::vector<Flag>{Flag::number_unusual});
  }
  CHECK(print_flags(print_of_2023(), true) == std::vector<Flag>{Flag::number_unusual});
  auto again = print_of_2023();
  again.first_issued_on = day("2023-07-20");
  CHECK(print_flags(again) == std::vector<Flag>{Flag::number_unusual});
}
