// Refusals that only a change of the world between two commands brings about, and those of a second judgement: one row
// each, as in the tables beside the commands.
#include <catch2/catch.hpp>

#include "tests/unit/rules/kind_rows.hpp"
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

ConfirmEvidenceCommand confirm(EntryIndex target) { return {target, "R-5", evidence()}; }

// Certificates that their holder recorded and nobody confirmed; uses of them wait.
BatchId stated_certificates(World& w) {
  register_gec(w);
  return {w.grant(w.plant, World::gec_batch(asset, 1, 100))};
}
void verified_consumption(World& w, const char* of_period, std::int64_t megawatt_hours) {
  auto inventory = w.inventory(of_period);
  inventory.consumed = {megawatt_hours * 1'000};
  inventory.purchased = inventory.consumed;
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(opinion(declared, w.verifier));
}
// A sale of CCER that waits for its registry's word.
EntryIndex waiting_sale(World& w) {
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  const BatchId batch{w.grant(w.registrar, ccer_batch("C1", "CCER-S-1", 10))};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  return {w.grant(w.trader, World::transfer(range(batch, 1, 4), w.plant))};
}
// The rival's claim, on HOLD, on units of the plant's own project that its registry retired for the plant.
RetirementId claim_on_own_project(World& w) {
  auto own = World::vcs_project("778");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  w.grant(w.registrar, own);
  const BatchId retired{
      w.grant(w.registrar, World::retired_batch("778", 11, 20, "Plant One Ltd (registry)", "FY 2022"))};
  auto claim = w.retire(range(retired, 11, 12));
  claim.factory = w.other_factory;
  claim.beneficiary = w.rival;
  claim.assignment = Assignment{w.plant, evidence()};
  return {w.grant(w.rival, claim)};
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_changed_worlds() {
  static const std::vector<Row> all{
      {Refusal::underlying_locked, "a claim is not confirmed after another factory has locked the project",
       [](World& w) {
         const RetirementId claim = claim_on_own_project(w);
         const BatchId active{w.grant(w.registrar, World::vcs_batch("778", 1, 10))};
         w.grant(w.registrar, World::transfer(range(active, 1, 10), w.plant));
         w.grant(w.plant, w.retire(range(active, 1, 1)));
         return w.wish(w.registrar, confirm(claim.entry()));
       }},
      {Refusal::gec_over_consumption, "certificates that waited are not confirmed above the electricity stated since",
       [](World& w) {
         const BatchId batch = stated_certificates(w);
         const EntryIndex waits{w.grant(w.plant, consumption(w, range(batch, 1, 51)))};
         verified_consumption(w, "2022", 50);
         return w.wish(w.gec_registrar, confirm(waits));
       }},
      {Refusal::gec_over_consumption, "certificates are not corrected into a year that used less electricity",
       [](World& w) {
         const BatchId batch = certificates(w, w.plant);
         const RetirementId use{w.grant(w.plant, consumption(w, range(batch, 1, 51)))};
         w.now = at("2024-02-01");
         verified_consumption(w, "2023", 50);
         return w.wish(w.association, CorrectRetirementCommand{{use, w.factory, period("2023"), "wrong year typed"}});
       }},
      {Refusal::not_open, "a batch that its holder took back is not confirmed",
       [](World& w) {
         const BatchId batch = stated_certificates(w);
         w.grant(w.plant, voiding(batch.value));
         return w.wish(w.gec_registrar, confirm(batch.entry()));
       }},
      {Refusal::not_open, "a sale is confirmed once",
       [](World& w) {
         const EntryIndex sale = waiting_sale(w);
         w.grant(w.registrar, confirm(sale));
         return w.wish(w.registrar, confirm(sale));
       }},
      {Refusal::unknown_party, "units are retired for an enrolled beneficiary",
       [](World& w) {
         auto command = w.retire(range(w.held_by_trader("1", 1, 10), 1, 1));
         command.beneficiary = {"x:nobody"};
         return w.wish(w.trader, command);
       }},
      {Refusal::not_registrar, "the buyer does not reject the sale for the registry",
       [](World& w) {
         return w.wish(w.plant, RejectEvidenceCommand{waiting_sale(w), "not so"});
       }},
  };
  return all;
}

TEST_CASE("What the world has overtaken is not judged as it was, reason by reason", "[rules]") {
  check_rows(rows_of_changed_worlds());
}

TEST_CASE("Certificates are corrected into the year that made them, and before 2026 into any in which they are valid",
          "[GE-07]") {
  struct Move {
    const char* month;
    const char* from;
    const char* to;
  };
  for (const Move& move : {Move{"2026-05", "2025", "2026"}, Move{"2024-05", "2024", "2025"}}) {
    World w;
    w.populate();
    w.now = at("2026-08-01");
    auto command = consumption(w, range(certificates(w, w.plant, move.month), 1, 5), move.from);
    command.retired_on = day(std::string(move.month) == "2026-05" ? "2026-07-15" : "2025-07-01");
    const RetirementId use{w.grant(w.plant, command)};
    const Correction correction{use, w.factory, period(move.to), "wrong year typed"};
    w.grant(w.plant, RequestCorrectionCommand{correction});
    w.grant(w.association, CorrectRetirementCommand{correction});
    CHECK(w.ledger.retirement(use)->period == period(move.to));
  }
}

TEST_CASE("A ledger's first entry is signed by its association", "[rules]") {
  World w;
  const GenesisCommand first{"ledger.example/1", w.association, "A", {}, "v", std::string(rules_version)};
  CHECK(refusal_of(w.wish(w.plant, first)) == Refusal::not_association);
  CHECK(w.wish(w.association, first).accepted());
}

TEST_CASE("A batch that cannot be taken back names every entry in its way", "[void]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  // A number that ends like another one is another entry.
  const std::uint64_t first = w.grant(w.registrar, World::transfer(range(batch, 2, 2), w.trader));
  while (w.ledger.size() < first + 100) w.grant(w.association, renaming(w.rival, "Rival Works Ltd"));
  const std::uint64_t second = w.grant(w.registrar, World::transfer(range(batch, 1, 1), w.trader));
  const auto refused = w.wish(w.registrar, voiding(batch.value));
  CHECK(refusal_of(refused) == Refusal::has_dependents);
  CHECK(refused.refused().conflict == EntryIndex{first});
  const std::string both = std::to_string(first) + " " + std::to_string(second);
  CHECK(refused.refused().facts == std::vector<std::pair<std::string, std::string>>{{"entries", both}});
}
