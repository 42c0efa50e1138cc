// Confirming, rejecting, withdrawing, correcting, unlocking and voiding: every reason for which they are refused, and
// where the units go.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

RetirementId retired(World& w, std::int64_t count = 5) {
  return {w.grant(w.trader, w.retire({{w.held_by_trader("1", 1, 10), units(1, count)}}))};
}
RetirementId held_claim(World& w, BatchId batch) { return {w.grant(w.plant, w.retire(first_units(w, batch, 5)))}; }
ConfirmEvidenceCommand confirm(RetirementId retirement) { return {retirement.entry(), "R-5", evidence()}; }
Correction to_other_factory(const World& w, RetirementId retirement) {
  return {retirement, w.other_factory, period("2022"), "wrong factory typed"};
}
Correction to_other_year(const World& w, RetirementId retirement) {
  return {retirement, w.factory, period("2023"), "wrong year typed"};
}
VoidCommand voiding(EntryIndex target) { return {target, "a clerk's error", evidence()}; }

RetirementId own_retirement(World& w) {
  w.grant(w.plant, w.own_project("P1"));
  const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  return {w.grant(w.plant, w.retire({{batch, units(1, 5)}}))};
}

const Segment& first_segment(const World& w, RetirementId id) {
  static Segment found;
  const auto range = w.ledger.retirement(id)->ranges.front();
  found = w.ledger.segments(range.batch, {range.units.begin, range.units.begin + 1}).front();
  return found;
}

const std::vector<Row>& evidence_rows() {
  static const std::vector<Row> all{
      {Refusal::not_engaged, "nobody but a registrar or the engaged body confirms a retirement",
       [](World& w) { return w.wish(w.trader, confirm(retired(w))); }},
      {Refusal::not_engaged, "nobody but a registrar or the engaged body confirms a batch",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
         return w.wish(w.trader, ConfirmEvidenceCommand{batch.entry(), "R", evidence()});
       }},
      {Refusal::unknown_target, "what is neither retirement nor batch nor transfer is not confirmed",
       [](World& w) {
         return w.wish(w.registrar, ConfirmEvidenceCommand{{2}, "R", evidence()});
       }},
      {Refusal::own_boundary, "a claim inside the boundary of a later inventory is not confirmed",
       [](World& w) {
         const RetirementId claim = held_claim(w, claimable(w, "Plant One Ltd", ""));
         auto inventory = w.inventory("2022");
         inventory.in_boundary_reductions = {
             {.measure = "boiler", .reduction = {1'000}, .project = ProjectKey{"VCS", "1"}, .asset_code = {}}};
         w.grant(w.plant, inventory);
         return w.wish(w.registrar, confirm(claim));
       }},
      {Refusal::double_use, "of two claims on the same units one is confirmed",
       [](World& w) {
         const BatchId batch = claimable(w, "Plant One Ltd and Rival Works Ltd", "");
         const RetirementId claim = held_claim(w, batch);
         w.grant(w.registrar,
                 RecordForeignUseCommand{first_units(w, batch, 1), ForeignPurpose::event, "a marathon", evidence()});
         return w.wish(w.registrar, confirm(claim));
       }},
      {Refusal::not_open, "a retirement is confirmed once",
       [](World& w) {
         const RetirementId id = retired(w);
         w.grant(w.registrar, confirm(id));
         return w.wish(w.registrar, confirm(id));
       }},
      {Refusal::not_open, "a batch that its registrar recorded needs no confirmation",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.registrar, ConfirmEvidenceCommand{batch.entry(), "R", evidence()});
       }},
      {Refusal::hold_lapsed, "a HOLD of ninety-one days ago is not confirmed",
       [](World& w) {
         const RetirementId claim = held_claim(w, claimable(w, "Plant One Ltd", ""));
         w.now = {w.now.unix_ms + 91LL * 86'400'000};
         return w.wish(w.registrar, confirm(claim));
       }},
      {Refusal::has_dependents, "a batch whose units were moved is not rejected under them",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
         w.grant(w.trader, World::transfer({{batch, units(1, 1)}}, w.plant));
         return w.wish(w.registrar, RejectEvidenceCommand{batch.entry(), "not ours"});
       }},
      {Refusal::not_open, "what was rejected is not rejected again",
       [](World& w) {
         const RetirementId id = retired(w);
         w.grant(w.registrar, RejectEvidenceCommand{id.entry(), "no such retirement"});
         return w.wish(w.registrar, RejectEvidenceCommand{id.entry(), "no such retirement"});
       }},
  };
  return all;
}

const std::vector<Row>& correction_rows() {
  static const std::vector<Row> all{
      {Refusal::not_signer, "a retirement is withdrawn by its signer",
       [](World& w) {
         return w.wish(w.plant, WithdrawRetirementCommand{retired(w), "mistake"});
       }},
      {Refusal::unknown_retirement, "what is no retirement is not withdrawn",
       [](World& w) {
         return w.wish(w.trader, WithdrawRetirementCommand{{3}, "mistake"});
       }},
      {Refusal::not_open, "a matched retirement is not withdrawn",
       [](World& w) {
         const RetirementId claim{w.grant(w.plant, w.retire(first_units(w, claimable(w), 5)))};
         return w.wish(w.plant, WithdrawRetirementCommand{claim, "mistake"});
       }},
      {Refusal::unknown_factory, "a correction names a factory of the ledger",
       [](World& w) {
         Correction correction = to_other_factory(w, retired(w));
         correction.factory = {3};
         return w.wish(w.trader, RequestCorrectionCommand{correction});
       }},
      {Refusal::unknown_retirement, "a correction names a retirement",
       [](World& w) { return w.wish(w.trader, RequestCorrectionCommand{to_other_factory(w, {3})}); }},
      {Refusal::not_signer, "a stranger asks for no correction",
       [](World& w) { return w.wish(w.verifier, RequestCorrectionCommand{to_other_factory(w, retired(w))}); }},
      {Refusal::not_open, "what was withdrawn is not corrected",
       [](World& w) {
         const RetirementId id = retired(w);
         w.grant(w.trader, WithdrawRetirementCommand{id, "mistake"});
         return w.wish(w.trader, RequestCorrectionCommand{to_other_factory(w, id)});
       }},
      {Refusal::self_developed_fixed, "a self-developed project serves its factory for ever",
       [](World& w) {
         const RetirementId id = own_retirement(w);
         return w.wish(w.plant, RequestCorrectionCommand{to_other_year(w, id)});
       }},
      {Refusal::registry_names_it, "a year that the registry has printed stays",
       [](World& w) {
         const RetirementId claim{w.grant(w.plant, w.retire(first_units(w, claimable(w), 5)))};
         return w.wish(w.plant, RequestCorrectionCommand{to_other_year(w, claim)});
       }},
      {Refusal::not_association, "the association corrects",
       [](World& w) { return w.wish(w.trader, CorrectRetirementCommand{to_other_factory(w, retired(w))}); }},
      {Refusal::unknown_retirement, "the association corrects retirements",
       [](World& w) { return w.wish(w.association, CorrectRetirementCommand{to_other_factory(w, {3})}); }},
      {Refusal::own_boundary, "a correction does not move a reduction into its own boundary",
       [](World& w) {
         auto project = World::vcs_project("1");
         project.located_in_factory = w.other_factory;
         w.grant(w.registrar, project);
         return w.wish(w.association, CorrectRetirementCommand{to_other_factory(w, retired(w))});
       }},
      {Refusal::gec_year_mismatch, "from 2026 on certificates are not corrected into a year that did not make them",
       [](World& w) {
         w.now = at("2026-03-01");
         auto command = consumption(w, {{certificates(w, w.plant, "2025-12"), units(1, 5)}}, "2025");
         command.retired_on = day("2026-02-01");
         const RetirementId use{w.grant(w.plant, command)};
         return w.wish(w.association, CorrectRetirementCommand{{use, w.factory, period("2026"), "wrong year typed"}});
       }},
      {Refusal::beneficiary_mismatch, "a claim moves to no factory of somebody else",
       [](World& w) {
         const RetirementId claim{
             w.grant(w.registrar, w.retire(first_units(w, claimable(w, "Plant One Ltd (registry)", ""), 5)))};
         return w.wish(w.association, CorrectRetirementCommand{to_other_factory(w, claim)});
       }},
      {Refusal::self_developed_fixed, "not even the association moves a self-developed project's units",
       [](World& w) {
         const RetirementId id = own_retirement(w);
         return w.wish(w.association, CorrectRetirementCommand{to_other_year(w, id)});
       }},
      {Refusal::correction_not_agreed, "both operators ask for the correction",
       [](World& w) {
         const RetirementId id = retired(w);
         w.grant(w.plant, RequestCorrectionCommand{to_other_factory(w, id)});
         return w.wish(w.association, CorrectRetirementCommand{to_other_factory(w, id)});
       }},
      {Refusal::not_association, "only the association unlocks a project",
       [](World& w) {
         own_retirement(w);
         return w.wish(w.plant, UnlockProjectCommand{{"OWN", "P1"}, "reason", "authority", evidence()});
       }},
      {Refusal::unknown_project, "what is no project is not unlocked",
       [](World& w) {
         return w.wish(w.association, UnlockProjectCommand{{"OWN", "P1"}, "reason", "authority", evidence()});
       }},
      {Refusal::not_locked, "what is not locked is not unlocked",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         return w.wish(w.association, UnlockProjectCommand{{"OWN", "P1"}, "reason", "authority", evidence()});
       }},
  };
  return all;
}

const std::vector<Row>& void_rows() {
  static const std::vector<Row> all{
      {Refusal::not_signer, "a batch is voided by who recorded it",
       [](World& w) { return w.wish(w.trader, voiding(w.held_by_trader("1", 1, 10).entry())); }},
      {Refusal::not_signer, "a project is voided by who registered it",
       [](World& w) {
         const EntryIndex project{w.grant(w.registrar, World::vcs_project("1"))};
         return w.wish(w.trader, voiding(project));
       }},
      {Refusal::not_signer, "a retirement is voided by its signer",
       [](World& w) { return w.wish(w.plant, voiding(retired(w).entry())); }},
      {Refusal::not_signer, "an inventory is voided by the operator",
       [](World& w) {
         const EntryIndex inventory{w.grant(w.plant, w.inventory("2022"))};
         return w.wish(w.rival, voiding(inventory));
       }},
      {Refusal::not_signer, "a metered generation is voided by who recorded it",
       [](World& w) {
         const EntryIndex entry{w.grant(
             w.gec_registrar, RecordGenerationCommand{"PPC1302632802001I", "2022-05", {3'000'000}, evidence()})};
         return w.wish(w.plant, voiding(entry));
       }},
      {Refusal::not_signer, "an invalidation is voided by its authority",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         const EntryIndex entry{
             w.grant(w.registrar, InvalidateCommand{{{batch, units(1, 1)}}, "MEE", "false", evidence()})};
         return w.wish(w.trader, voiding(entry));
       }},
      {Refusal::not_association, "a sender does not reach into the receiver's holdings",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         const EntryIndex entry{w.grant(w.trader, World::transfer({{batch, units(1, 1)}}, w.plant))};
         return w.wish(w.trader, voiding(entry));
       }},
      {Refusal::unknown_target, "what is not in the ledger is not voided",
       [](World& w) { return w.wish(w.association, voiding({9'999})); }},
      {Refusal::not_voidable, "an enrolment is not voided",
       [](World& w) { return w.wish(w.association, voiding({1})); }},
      {Refusal::not_voidable, "a reservation is released and not voided",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         return w.wish(w.trader, voiding(entry));
       }},
      {Refusal::voided_already, "a batch is voided once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const EntryIndex batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
         w.grant(w.registrar, voiding(batch));
         return w.wish(w.registrar, voiding(batch));
       }},
      {Refusal::voided_already, "a project is voided once",
       [](World& w) {
         const EntryIndex project{w.grant(w.registrar, World::vcs_project("1"))};
         w.grant(w.registrar, voiding(project));
         return w.wish(w.registrar, voiding(project));
       }},
      {Refusal::voided_already, "a retirement is voided once",
       [](World& w) {
         const RetirementId id = retired(w);
         w.grant(w.trader, voiding(id.entry()));
         return w.wish(w.trader, voiding(id.entry()));
       }},
      {Refusal::voided_already, "an inventory is voided once",
       [](World& w) {
         const EntryIndex inventory{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.plant, voiding(inventory));
         return w.wish(w.plant, voiding(inventory));
       }},
      {Refusal::voided_already, "a metered generation is voided once",
       [](World& w) {
         const EntryIndex entry{w.grant(
             w.gec_registrar, RecordGenerationCommand{"PPC1302632802001I", "2022-05", {3'000'000}, evidence()})};
         w.grant(w.gec_registrar, voiding(entry));
         return w.wish(w.gec_registrar, voiding(entry));
       }},
      {Refusal::voided_already, "an invalidation is voided once",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         const EntryIndex entry{
             w.grant(w.registrar, InvalidateCommand{{{batch, units(1, 1)}}, "MEE", "false", evidence()})};
         w.grant(w.registrar, voiding(entry));
         return w.wish(w.registrar, voiding(entry));
       }},
      {Refusal::has_dependents, "a batch with moved units is not voided",
       [](World& w) { return w.wish(w.registrar, voiding(w.held_by_trader("1", 1, 10).entry())); }},
      {Refusal::has_dependents, "a project with batches is not voided",
       [](World& w) {
         const EntryIndex project{w.grant(w.registrar, World::vcs_project("1"))};
         w.grant(w.registrar, World::vcs_batch("1", 1, 10));
         return w.wish(w.registrar, voiding(project));
       }},
      {Refusal::has_dependents, "a superseded inventory is not voided",
       [](World& w) {
         const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
         auto second = w.inventory("2022");
         second.supersedes = first;
         second.reason = "restated";
         w.grant(w.plant, second);
         return w.wish(w.plant, voiding(first.entry()));
       }},
      {Refusal::has_dependents, "a verified inventory is not voided",
       [](World& w) {
         const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
         w.verify(VerifyInventoryCommand{first, w.verifier, "ISO 14064-3", Assurance::limited, Opinion::unqualified,
                                         "V-1", day("2023-10-01"), evidence()});
         return w.wish(w.plant, voiding(first.entry()));
       }},
      {Refusal::has_dependents, "a registry event whose units were claimed since is not voided",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         const EntryIndex entry{w.grant(w.registrar, RecordRegistryEventCommand{{{batch, units(1, 5)}},
                                                                                RegistryEventStatus::retired,
                                                                                day("2023-06-01"),
                                                                                "Plant One Ltd (registry)",
                                                                                "2022",
                                                                                "R-8",
                                                                                evidence()})};
         w.grant(w.plant, w.retire({{batch, units(1, 5)}}));
         return w.wish(w.registrar, voiding(entry));
       }},
  };
  return all;
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_undoing() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows = evidence_rows();
    rows.insert(rows.end(), correction_rows().begin(), correction_rows().end());
    rows.insert(rows.end(), void_rows().begin(), void_rows().end());
    return rows;
  }();
  return all;
}

TEST_CASE("A declared retirement that is withdrawn gives its units back to their holder", "[RT-01]") {
  World w;
  w.populate();
  const RetirementId id = retired(w);
  w.grant(w.trader, WithdrawRetirementCommand{id, "wrong batch"});
  CHECK(first_segment(w, id).status == UnitStatus::free);
  CHECK(first_segment(w, id).holder == w.trader);
  CHECK(w.ledger.retirement(id)->status == RetirementStatus::withdrawn);
  CHECK(w.ledger.retirement(id)->counted == 0);
}

TEST_CASE("Several claims may stand on the same units and the confirmed one closes the others", "[RT-02][RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, "Plant One Ltd and Rival Works Ltd", "");
  const RetirementId ours = held_claim(w, batch);
  auto theirs_command = w.retire(first_units(w, batch, 3));
  theirs_command.factory = w.other_factory;
  theirs_command.beneficiary = w.rival;
  const RetirementId theirs{w.grant(w.rival, theirs_command)};
  CHECK(first_segment(w, ours).status == UnitStatus::registry_retired);
  w.grant(w.registrar, confirm(theirs));
  CHECK(w.ledger.retirement(theirs)->status == RetirementStatus::confirmed);
  CHECK(w.ledger.retirement(theirs)->counted == 3);
  CHECK(w.ledger.retirement(ours)->status == RetirementStatus::rejected);
  CHECK(w.ledger.retirement(ours)->counted == 0);
  CHECK(first_segment(w, ours).retirement == theirs);
}

TEST_CASE("A HOLD lapses after ninety days and its units are their holder's again", "[RT-03]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  // A temporary credit waits for a confirmation.
  w.grant(w.association, AppointRegistrarCommand{w.registrar, "OTHER", day("2020-01-01"), day("2030-12-31")});
  auto project = World::vcs_project("X-1");
  project.project = {"OTHER", "X-1"};
  w.grant(w.registrar, project);
  auto record = World::vcs_batch("X-1", 1, 10);
  record.project = {"OTHER", "X-1"};
  record.space = "B";
  const BatchId other{w.grant(w.registrar, record)};
  w.grant(w.registrar, World::transfer({{other, units(1, 10)}}, w.trader));
  const RetirementId held{w.grant(w.trader, w.retire({{other, units(1, 10)}}))};
  CHECK(first_segment(w, held).status == UnitStatus::held);
  w.now = {w.now.unix_ms + 90LL * 86'400'000};
  CHECK_FALSE(w.wish(w.trader, World::transfer({{other, units(1, 1)}}, w.plant)).accepted());
  w.now = {w.now.unix_ms + 1LL * 86'400'000};
  w.grant(w.trader, World::transfer({{other, units(1, 1)}}, w.plant));
  CHECK(first_segment(w, held).holder == w.plant);
  CHECK(w.ledger.retirement(held)->status == RetirementStatus::rejected);
  // What the lapsed HOLD still holds on paper is free as well.
  w.grant(w.trader, World::transfer({{other, units(2, 10)}}, w.rival));
  CHECK(w.ledger.batch(batch).has_value());
}

TEST_CASE("A correction moves a retirement when both operators ask and the association agrees", "[G-03]") {
  World w;
  w.populate();
  const RetirementId id = retired(w);
  w.grant(w.plant, RequestCorrectionCommand{to_other_factory(w, id)});
  w.grant(w.rival, RequestCorrectionCommand{to_other_factory(w, id)});
  w.grant(w.association, CorrectRetirementCommand{to_other_factory(w, id)});
  const auto corrected = w.ledger.retirement(id).value();
  CHECK(corrected.factory == w.other_factory);
  CHECK(corrected.beneficiary == w.rival);
  CHECK(corrected.counted == 5);
  CHECK(w.ledger.retirements(w.factory, period("2022")).empty());
}

TEST_CASE("A provisional lock falls with the only use that put it on", "[CE-10]") {
  World w;
  w.populate();
  const RetirementId id = own_retirement(w);
  REQUIRE(w.ledger.project({"OWN", "P1"})->lock->provisional);
  w.grant(w.plant, WithdrawRetirementCommand{id, "mistake"});
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock);
}

TEST_CASE("A provisional lock stays while another use of its factory stands", "[CE-10]") {
  World w;
  w.populate();
  const RetirementId first = own_retirement(w);
  const BatchId batch = w.ledger.retirement(first)->ranges.front().batch;
  const RetirementId second{w.grant(w.plant, w.retire({{batch, units(6, 10)}}))};
  w.grant(w.plant, WithdrawRetirementCommand{first, "mistake"});
  REQUIRE(w.ledger.project({"OWN", "P1"})->lock);
  CHECK(w.ledger.project({"OWN", "P1"})->lock->retirement == second);
}

TEST_CASE("A confirmed use makes the lock a lock for ever, which only the association opens", "[CE-10]") {
  World w;
  w.populate();
  const RetirementId id = own_retirement(w);
  w.grant(w.verifier, confirm(id));
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock->provisional);
  CHECK_FALSE(w.wish(w.plant, WithdrawRetirementCommand{id, "mistake"}).accepted());
  w.grant(w.association, UnlockProjectCommand{{"OWN", "P1"}, "court", "court of A", evidence()});
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock);
}

TEST_CASE("A voided batch gives its numbers back", "[RT-02]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId wrong{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  CHECK_FALSE(w.wish(w.registrar, World::vcs_batch("1", 1, 100)).accepted());
  w.grant(w.registrar, voiding(wrong.entry()));
  CHECK(w.wish(w.registrar, World::vcs_batch("1", 1, 100)).accepted());
}

TEST_CASE("A voided project gives its name back", "[XM-02]") {
  World w;
  w.populate();
  const EntryIndex wrong{w.grant(w.registrar, World::vcs_project("1"))};
  w.grant(w.registrar, voiding(wrong));
  const std::uint64_t again = w.grant(w.registrar, World::vcs_project("1"));
  CHECK(w.ledger.project({"VCS", "1"})->entry.value == again);
}

TEST_CASE("A voided invalidation lets its units count again", "[RT-09]") {
  World w;
  w.populate();
  const RetirementId id = retired(w);
  const auto ranges = w.ledger.retirement(id)->ranges;
  const EntryIndex entry{w.grant(w.registrar, InvalidateCommand{ranges, "MEE", "false", evidence()})};
  CHECK(w.ledger.retirement(id)->counted == 0);
  w.grant(w.registrar, voiding(entry));
  CHECK(w.ledger.retirement(id)->counted == 5);
  CHECK(first_segment(w, id).since == id.entry());
}

TEST_CASE("A voided foreign use ends the conflict that it opened", "[G-02]") {
  World w;
  w.populate();
  const RetirementId id = retired(w);
  const auto ranges = w.ledger.retirement(id)->ranges;
  const EntryIndex entry{
      w.grant(w.registrar, RecordForeignUseCommand{ranges, ForeignPurpose::product, "a car", evidence()})};
  CHECK(first_segment(w, id).status == UnitStatus::in_conflict);
  CHECK(find_notes<Conflict>(w.ledger, index_names::conflicts_open()).size() == 1);
  w.grant(w.registrar, voiding(entry));
  CHECK(w.ledger.retirement(id)->counted == 5);
  CHECK(find_notes<Conflict>(w.ledger, index_names::conflicts_open()).empty());
}

TEST_CASE("Who withdraws his side of a conflict leaves the units to the fact", "[G-02]") {
  World w;
  w.populate();
  const RetirementId id = retired(w);
  const auto ranges = w.ledger.retirement(id)->ranges;
  w.grant(w.registrar, RecordForeignUseCommand{ranges, ForeignPurpose::product, "a car", evidence()});
  w.grant(w.trader, WithdrawRetirementCommand{id, "they were right"});
  CHECK(first_segment(w, id).status == UnitStatus::foreign_use);
  CHECK(find_notes<Conflict>(w.ledger, index_names::conflicts_open()).empty());
}

TEST_CASE("A voided inventory leaves the version before it", "[G-04]") {
  World w;
  w.populate();
  const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
  auto second = w.inventory("2022");
  second.supersedes = first;
  second.reason = "restated";
  const InventoryId restated{w.grant(w.plant, second)};
  w.grant(w.plant, voiding(restated.entry()));
  CHECK_FALSE(w.ledger.inventory(first)->superseded_by);
}

TEST_CASE("Nothing is confirmed, corrected or undone against the rules, reason by reason", "[rules]") {
  check_rows(rows_of_undoing());
}
