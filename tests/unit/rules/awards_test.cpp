// Awards of an authority, labels without rules, and disputes.
#include <catch2/catch.hpp>

#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The rival is the authority behind the Binhai list.
void own_scheme(World& w) { w.grant(w.association, AppointSchemeOwnerCommand{w.rival, binhai}); }
RecordAwardCommand award(const World& w) {
  return {.factory = w.factory,
          .period = period("2022"),
          .scheme = binhai,
          .level = "low",
          .notice_from = day("2023-08-01"),
          .notice_until = day("2023-08-07"),
          .announced_on = day("2023-08-10"),
          .reference = "list 2023",
          .assessment = {},
          .evidence = {}};
}
RecordAwardCommand owned_award(World& w, void (*change)(World&, RecordAwardCommand&)) {
  own_scheme(w);
  auto command = award(w);
  change(w, command);
  return command;
}
EntryIndex awarded(World& w) {
  own_scheme(w);
  return {w.grant(w.rival, award(w))};
}
RecordLabelCommand label(const World& w, InventoryId inventory) {
  return {.factory = w.factory,
          .period = period("2022"),
          .scheme_name = "苏州近零碳工厂",
          .label_issuer = "Suzhou",
          .on = day("2023-09-01"),
          .inventory = inventory,
          .includes = {},
          .evidence = {}};
}

const std::vector<Row>& award_rows() {
  static const std::vector<Row> all{
      {Refusal::not_scheme_owner, "only the scheme's own authority awards",
       [](World& w) { return w.wish(w.rival, award(w)); }},
      {Refusal::unknown_factory, "an award is for a factory",
       [](World& w) { return w.wish(w.rival, owned_award(w, [](World&, auto& c) { c.factory = {3}; })); }},
      {Refusal::unknown_scheme, "an award is under a scheme that this ledger knows",
       [](World& w) {
         w.grant(w.association, AppointSchemeOwnerCommand{w.rival, "no-such-scheme"});
         auto command = award(w);
         command.scheme = "no-such-scheme";
         return w.wish(w.rival, command);
       }},
      {Refusal::unknown_assessment, "an award may name an assessment that exists",
       [](World& w) { return w.wish(w.rival, owned_award(w, [](World&, auto& c) { c.assessment = EntryIndex{3}; })); }},
      {Refusal::future_date, "nothing is announced tomorrow",
       [](World& w) {
         return w.wish(w.rival, owned_award(w, [](World&, auto& c) { c.announced_on = day("2023-11-16"); }));
       }},
      {Refusal::dates_disordered, "a notice begins before it ends",
       [](World& w) {
         return w.wish(w.rival, owned_award(w, [](World&, auto& c) { c.notice_until = day("2023-07-31"); }));
       }},
      {Refusal::not_awardable, "a scheme of certificates gives no awards",
       [](World& w) {
         w.grant(w.association, AppointSchemeOwnerCommand{w.rival, ceca});
         auto command = award(w);
         command.scheme = ceca;
         return w.wish(w.rival, command);
       }},
      {Refusal::level_unknown, "an award is of one of the scheme's levels",
       [](World& w) { return w.wish(w.rival, owned_award(w, [](World&, auto& c) { c.level = "golden"; })); }},
      {Refusal::unknown_award, "what is no award is not reviewed",
       [](World& w) {
         return w.wish(w.rival, RecordReviewCommand{{3}, day("2023-11-01"), ReviewResult::kept, {}});
       }},
      {Refusal::not_scheme_owner, "only the authority reviews its awards",
       [](World& w) {
         return w.wish(w.trader, RecordReviewCommand{awarded(w), day("2023-11-01"), ReviewResult::kept, {}});
       }},
      {Refusal::future_date, "nothing is reviewed tomorrow",
       [](World& w) {
         return w.wish(w.rival, RecordReviewCommand{awarded(w), day("2023-11-16"), ReviewResult::kept, {}});
       }},
      {Refusal::dates_disordered, "what was removed from the list is not reviewed again",
       [](World& w) {
         const EntryIndex one = awarded(w);
         w.grant(w.rival, RecordReviewCommand{one, day("2023-11-01"), ReviewResult::removed, {}});
         return w.wish(w.rival, RecordReviewCommand{one, day("2023-11-02"), ReviewResult::kept, {}});
       }},
      {Refusal::unknown_factory, "a label is of a factory",
       [](World& w) {
         auto command = label(w, verified(w));
         command.factory = {3};
         return w.wish(w.plant, command);
       }},
      {Refusal::not_operator, "nobody hangs a label on somebody else's factory",
       [](World& w) { return w.wish(w.trader, label(w, verified(w))); }},
      {Refusal::unknown_inventory, "a label stands on an inventory",
       [](World& w) { return w.wish(w.plant, label(w, {3})); }},
      {Refusal::unknown_inventory, "a label includes inventories that exist",
       [](World& w) {
         auto command = label(w, verified(w));
         command.includes = {{3}};
         return w.wish(w.plant, command);
       }},
      {Refusal::future_date, "no label is given tomorrow",
       [](World& w) {
         auto command = label(w, verified(w));
         command.on = day("2023-11-16");
         return w.wish(w.plant, command);
       }},
      {Refusal::voided_already, "no label stands on an inventory that was undone",
       [](World& w) {
         const InventoryId inventory{w.grant(w.plant, planned(w))};
         w.grant(w.plant, VoidCommand{inventory.entry(), "typed twice", evidence()});
         return w.wish(w.plant, label(w, inventory));
       }},
      {Refusal::retirement_elsewhere, "a label stands on the inventory of its own year",
       [](World& w) { return w.wish(w.plant, label(w, {w.grant(w.plant, planned(w, "2021"))})); }},
      {Refusal::retirement_elsewhere, "a label includes inventories of its own year",
       [](World& w) {
         auto command = label(w, verified(w));
         command.includes = {{w.grant(w.plant, planned(w, "2021"))}};
         return w.wish(w.plant, command);
       }},
      {Refusal::not_authorised, "a factory opens no dispute",
       [](World& w) {
         return w.wish(w.plant, OpenDisputeCommand{verified(w).entry(), "doubtful", evidence()});
       }},
      {Refusal::unknown_target, "a dispute is about something that others stand on",
       [](World& w) {
         return w.wish(w.association, OpenDisputeCommand{{2}, "doubtful", evidence()});
       }},
      {Refusal::not_association, "the association resolves disputes",
       [](World& w) {
         const EntryIndex dispute{
             w.grant(w.registrar, OpenDisputeCommand{stock(w, 10).entry(), "doubtful", evidence()})};
         return w.wish(w.registrar, ResolveDisputeCommand{dispute, DisputeOutcome::dismissed, "checked", {}});
       }},
      {Refusal::unknown_dispute, "what is no dispute is not resolved",
       [](World& w) {
         return w.wish(w.association, ResolveDisputeCommand{{3}, DisputeOutcome::dismissed, "checked", {}});
       }},
      {Refusal::dispute_resolved, "a dispute is resolved once",
       [](World& w) {
         const EntryIndex dispute{
             w.grant(w.registrar, OpenDisputeCommand{stock(w, 10).entry(), "doubtful", evidence()})};
         const ResolveDisputeCommand resolve{dispute, DisputeOutcome::upheld, "checked", {}};
         w.grant(w.association, resolve);
         return w.wish(w.association, resolve);
       }},
  };
  return all;
}

}  // namespace

namespace tanbu::test {
const std::vector<Row>& rows_of_awards() { return award_rows(); }
}  // namespace tanbu::test

TEST_CASE("Nobody awards, labels or doubts against the rules, reason by reason", "[rules]") {
  check_rows(rows_of_awards());
}

TEST_CASE("A notice from 1 to 7 August lasts seven days, and one of six days is noticed", "[BH-06]") {
  for (const auto& [until, is_short] : {std::pair{"2023-08-07", false}, {"2023-08-06", true}}) {
    World w;
    w.populate();
    own_scheme(w);
    auto command = award(w);
    command.notice_until = day(until);
    const auto given = w.wish(w.rival, command);
    REQUIRE(given.accepted());
    CHECK(has_flag(given, Flag::notice_short) == is_short);
    CHECK(has_flag(given, Flag::level_undetermined));
  }
}

TEST_CASE("An award of 2026-05-29 is in time and one of the next day is noticed", "[BH-07]") {
  for (const auto& [on, lapsed] : {std::pair{"2026-05-29", false}, {"2026-05-30", true}}) {
    World w;
    w.populate();
    own_scheme(w);
    w.now = at("2026-06-02");
    auto command = award(w);
    command.announced_on = day(on);
    CHECK(has_flag(w.wish(w.rival, command), Flag::scheme_lapsed) == lapsed);
  }
}

TEST_CASE("A group's label re-uses the factory's inventory by reference and brings no quantity", "[G-03]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  auto group = label(w, year.inventory);
  group.scheme_name = "group statement";
  group.includes = {year.inventory};
  CHECK(w.wish(w.plant, group).accepted());
  CHECK(w.wish(w.plant, label(w, year.inventory)).accepted());
  CHECK(find_notes<Label>(w.ledger, index_names::labels_on(year.inventory)).size() == 2);
  CHECK(w.ledger.retirement(year.retirement)->counted == 19'707);
}
