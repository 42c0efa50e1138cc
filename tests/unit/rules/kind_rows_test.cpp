// The same reason for another kind of command: what one rule refuses, its neighbours refuse too.
#include <catch2/catch.hpp>

#include "tests/unit/rules/kind_rows.hpp"
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

AuthorisationStep step(EntryIndex authorisation) {
  return {.authorisation = authorisation, .effective_on = day("2023-06-01"), .reason = "complaint", .evidence = {}};
}
EntryIndex authorised(World& w) {
  return {w.grant(w.association, AuthoriseBodyCommand{.party = w.verifier,
                                                      .scheme = "ceca-zero-carbon",
                                                      .batch = 1,
                                                      .cnca_approval = {},
                                                      .verifier_count = 6,
                                                      .from = day("2023-01-01"),
                                                      .until = day("2025-12-31"),
                                                      .evidence = {}})};
}
RetirementId used(World& w) { return {w.grant(w.trader, w.retire(range(w.held_by_trader("1", 1, 10), 1, 5)))}; }
std::vector<BatchRange> beyond(World& w) { return range(w.held_by_trader("1", 1, 10), 10, 11); }
const std::vector<BatchRange> of_no_batch{{BatchId{1}, units(1, 1)}};

// A project of the plant's own at a registry, also known under a name whose units nobody holds yet.
BatchId own_beside_another(World& w) {
  w.grant(w.registrar, World::vcs_project("777"));
  const BatchId other{w.grant(w.registrar, World::vcs_batch("777", 1, 10))};
  auto own = World::vcs_project("778");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  own.also_registered_as = {{"VCS", "777"}};
  w.grant(w.registrar, own);
  return other;
}
BatchId own_batch_of(World& w, RecordBatchCommand batch) {
  return {w.grant(w.registrar, of_year(std::move(batch), 2021))};
}
RecordBatchCommand retired_without_year() { return World::retired_batch("778", 101, 110, "Plant One Ltd", ""); }

void share_own_project(World& w) {
  const BatchId sold{w.grant(w.registrar, World::vcs_batch("778", 201, 210))};
  w.grant(w.registrar, World::transfer(range(sold, 201, 210), w.trader));
}
void register_own(World& w) {
  auto own = World::vcs_project("778");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  w.grant(w.registrar, own);
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_further_kinds() {
  static const std::vector<Row> all{
      {Refusal::not_association, "a ledger's first entry is signed by its association",
       [](World& w) {
         World empty;
         const auto outcome = empty.wish(w.plant, GenesisCommand{.origin = "ledger.example/1",
                                                                 .association = w.association,
                                                                 .association_name = "Association",
                                                                 .keys = {{{"kid-association"}, "{}"}},
                                                                 .log_vkey = "v",
                                                                 .rules = std::string(rules_version)});
         w.last_kind = empty.last_kind;
         return outcome;
       }},
      {Refusal::not_association, "only the association ends an authorisation",
       [](World& w) { return w.wish(w.plant, EndAuthorisationCommand{step(authorised(w))}); }},
      {Refusal::not_association, "only the association resumes an authorisation",
       [](World& w) { return w.wish(w.plant, ResumeAuthorisationCommand{step(authorised(w))}); }},
      {Refusal::not_registrar, "the buyer does not confirm the sale for the registry",
       [](World& w) {
         appoint(w, w.registrar, "CCER");
         w.grant(w.registrar, ccer_project("C1"));
         const BatchId batch{w.grant(w.registrar, ccer_batch("C1", "CCER-S-1", 10))};
         w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
         const EntryIndex sale{w.grant(w.trader, World::transfer(range(batch, 1, 4), w.plant))};
         return w.wish(w.plant, ConfirmEvidenceCommand{sale, "R-5", evidence()});
       }},
      {Refusal::not_engaged, "nobody but a registrar or the engaged body rejects a retirement",
       [](World& w) {
         return w.wish(w.trader, RejectEvidenceCommand{used(w).entry(), "nothing found"});
       }},
      {Refusal::unknown_party, "units are retired for an enrolled party",
       [](World& w) {
         auto command = w.retire(range(w.held_by_trader("1", 1, 10), 1, 5));
         command.beneficiary = {"x:nobody"};
         return w.wish(w.trader, command);
       }},
      {Refusal::unknown_authorisation, "what is no authorisation is not suspended",
       [](World& w) { return w.wish(w.association, SuspendAuthorisationCommand{step(EntryIndex{1})}); }},
      {Refusal::unknown_authorisation, "what is no authorisation is not resumed",
       [](World& w) { return w.wish(w.association, ResumeAuthorisationCommand{step(EntryIndex{1})}); }},
      {Refusal::unknown_factory, "a retirement is corrected to a factory of the ledger",
       [](World& w) {
         return w.wish(w.association, CorrectRetirementCommand{{used(w), FactoryId{3}, period("2022"), "wrong"}});
       }},
      {Refusal::unknown_batch, "what was never recorded is not invalidated",
       [](World& w) { return w.wish(w.association, invalidate(of_no_batch)); }},
      {Refusal::unknown_batch, "what was never recorded was not used elsewhere",
       [](World& w) { return w.wish(w.association, foreign_use(of_no_batch)); }},
      {Refusal::unknown_target, "what is neither retirement nor batch nor transfer is not rejected",
       [](World& w) {
         return w.wish(w.registrar, RejectEvidenceCommand{{2}, "nothing found"});
       }},
      {Refusal::range_outside_batch, "no benefit of units beyond the batch is made over",
       [](World& w) {
         return w.wish(w.trader, AssignBenefitCommand{beyond(w), w.plant, evidence()});
       }},
      {Refusal::range_outside_batch, "no units beyond the batch are frozen",
       [](World& w) { return w.wish(w.registrar, freeze(beyond(w))); }},
      {Refusal::range_outside_batch, "no units beyond the batch are thawed",
       [](World& w) { return w.wish(w.registrar, unfreeze(beyond(w))); }},
      {Refusal::range_outside_batch, "no units beyond the batch are invalidated",
       [](World& w) { return w.wish(w.association, invalidate(beyond(w))); }},
      {Refusal::range_outside_batch, "no units beyond the batch were used elsewhere",
       [](World& w) { return w.wish(w.association, foreign_use(beyond(w))); }},
      {Refusal::range_outside_batch, "a registry retires no units beyond its batch",
       [](World& w) { return w.wish(w.registrar, retired_for_plant(beyond(w))); }},
      {Refusal::range_outside_batch, "no units beyond the batch are reserved",
       [](World& w) { return w.wish(w.trader, reservation(w, beyond(w))); }},
      {Refusal::party_has_successor, "nothing is sold to a party that was merged into another one",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.association, succession(w.rival, w.plant));
         return w.wish(w.trader, World::transfer(range(batch, 1, 5), w.rival));
       }},
      {Refusal::party_has_successor, "no factory is handed to a party that was merged into another one",
       [](World& w) {
         w.grant(w.association, succession(w.rival, w.plant));
         return w.wish(w.association, sale(w.factory, w.rival));
       }},
      {Refusal::authorisation_state, "what was ended is not ended again",
       [](World& w) {
         const EntryIndex authorisation = authorised(w);
         w.grant(w.association, EndAuthorisationCommand{step(authorisation)});
         return w.wish(w.association, EndAuthorisationCommand{step(authorisation)});
       }},
      {Refusal::project_shared, "a claim is not confirmed after units of the own project were sold",
       [](World& w) {
         register_own(w);
         const BatchId retired = own_batch_of(w, retired_without_year());
         const EntryIndex claim{w.grant(w.plant, w.retire(range(retired, 101, 105)))};
         share_own_project(w);
         return w.wish(w.registrar, ConfirmEvidenceCommand{claim, "R-5", evidence()});
       }},
      {Refusal::project_shared, "nothing is reserved of an own project whose units were sold",
       [](World& w) {
         register_own(w);
         const BatchId kept = own_batch_of(w, World::vcs_batch("778", 101, 110));
         w.grant(w.registrar, World::transfer(range(kept, 101, 110), w.plant));
         share_own_project(w);
         return w.wish(w.plant, reservation(w, range(kept, 101, 105)));
       }},
      {Refusal::underlying_conflict, "a claim is not confirmed after the own project was sold under its other name",
       [](World& w) {
         const BatchId other = own_beside_another(w);
         const BatchId retired = own_batch_of(w, retired_without_year());
         const EntryIndex claim{w.grant(w.plant, w.retire(range(retired, 101, 105)))};
         w.grant(w.registrar, World::transfer(range(other, 1, 10), w.trader));
         return w.wish(w.registrar, ConfirmEvidenceCommand{claim, "R-5", evidence()});
       }},
      {Refusal::underlying_conflict, "nothing is reserved of an own project that was sold under its other name",
       [](World& w) {
         const BatchId other = own_beside_another(w);
         const BatchId kept = own_batch_of(w, World::vcs_batch("778", 101, 110));
         w.grant(w.registrar, World::transfer(range(kept, 101, 110), w.plant));
         w.grant(w.registrar, World::transfer(range(other, 1, 10), w.trader));
         return w.wish(w.plant, reservation(w, range(kept, 101, 105)));
       }},
      {Refusal::evidence_required, "a body's freeze says how long it lasts",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, World::transfer(range(batch, 1, 5), w.plant));
         engaged(w, w.verifier, "2023");
         return w.wish(w.verifier, freeze(range(batch, 1, 5)));
       }},
      {Refusal::not_open, "what was withdrawn is not corrected",
       [](World& w) {
         const RetirementId use = used(w);
         w.grant(w.trader, WithdrawRetirementCommand{use, "a slip"});
         return w.wish(w.association, CorrectRetirementCommand{{use, w.other_factory, period("2022"), "wrong"}});
       }},
      {Refusal::registry_names_it, "not even the association moves a use from the year that the registry printed",
       [](World& w) {
         const BatchId batch = claimable(w);
         const RetirementId claim{w.grant(w.plant, w.retire(first_units(w, batch, 5)))};
         return w.wish(w.association, CorrectRetirementCommand{{claim, w.factory, period("2023"), "wrong"}});
       }},
  };
  return all;
}

TEST_CASE("What one kind of command is refused for its neighbours are refused for too", "[rules]") {
  check_rows(rows_of_further_kinds());
}
