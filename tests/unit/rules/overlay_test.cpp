// The overlay over a base: whatever part of a history lies below, every question has the same answer.
#include <catch2/catch.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Wish {
  PartyId issuer;
  Command command;
};

// A history of use, beginning where World::populate ends: names, keys, numbers and notes that later entries change.
class History {
 public:
  History() {
    world_.populate();
    say(world_.registrar, World::vcs_project("1"));
    const BatchId sold = record(World::vcs_batch("1", 1, 100));
    say(world_.registrar, World::transfer(range(sold, 1, 100), world_.trader));
    RegisterProjectCommand own = World::vcs_project("2");
    own.developer = world_.plant.text;
    own.self_developed_for = world_.factory;
    own.asset_code = asset;
    say(world_.registrar, own);
    const BatchId kept = record(World::vcs_batch("2", 101, 200));
    say(world_.registrar, World::transfer(range(kept, 101, 200), world_.plant));
    const BatchId wrong = record(World::vcs_batch("1", 301, 310));
    say(world_.trader, reservation(world_, range(sold, 41, 50)));
    const EntryIndex used{say(world_.trader, world_.retire(range(sold, 1, 20)))};
    say(world_.registrar, freeze(range(sold, 91, 100)));
    say(world_.plant, world_.inventory("2022"));
    say(world_.plant, world_.retire(range(kept, 101, 110)));
    say(world_.registrar, ConfirmEvidenceCommand{used, "VCS-R-9", evidence()});
    say(world_.registrar, VoidCommand{wrong.entry(), "a clerk's error", evidence()});
    say(world_.trader, World::transfer(range(sold, 51, 60), world_.rival));
    say(world_.registrar, unfreeze(range(sold, 91, 95)));
    say(world_.plant, further_key(world_.plant, "second"));
    say(world_.plant, World::site("Hall 3"));
    say(world_.plant, sale(world_.other_factory, world_.plant));
    say(world_.rival, sale(world_.other_factory, world_.plant));
    say(world_.association, EndAppointmentCommand{{appointment_of_gec()}, day("2023-06-30"), "ended"});
    say(world_.registrar, invalidate(range(sold, 1, 5)));
  }

  [[nodiscard]] const std::vector<Wish>& wishes() const { return wishes_; }
  [[nodiscard]] const World& world() const { return world_; }

 private:
  std::uint64_t say(const PartyId& issuer, const Command& command) {
    wishes_.push_back({issuer, command});
    return world_.grant(issuer, command);
  }
  BatchId record(const RecordBatchCommand& command) { return {say(world_.registrar, command)}; }
  [[nodiscard]] std::uint64_t appointment_of_gec() const {
    return world_.ledger.appointments(world_.gec_registrar, "GEC").front().entry.value;
  }

  World world_;
  std::vector<Wish> wishes_;
};

void play(const Wish& wish, Instant now, Overlay& ledger) {
  const Context context{.issuer = wish.issuer, .entry = EntryIndex{ledger.size()}, .time = now, .key = {}};
  const auto outcome = decide(wish.command, context, ledger);
  REQUIRE(outcome.accepted());
  for (const Event& event : outcome.value().events) ledger.put(tanbu::apply(event, ledger));
  ledger.append_entry();
}

void check_same(const View& a, const View& b, const World& world) {
  CHECK(a.size() == b.size());
  CHECK(a.association() == b.association());
  for (const PartyId& party : {world.association, world.registrar, world.gec_registrar, world.trader, world.plant,
                               world.rival, PartyId{"x:nobody"}}) {
    INFO(party.text);
    CHECK(a.party(party) == b.party(party));
    CHECK(a.keys_of(party) == b.keys_of(party));
    CHECK(a.key(key_of(party)) == b.key(key_of(party)));
    CHECK(a.factories_of(party) == b.factories_of(party));
    CHECK(a.projects_of(party) == b.projects_of(party));
    CHECK(a.batches_held_by(party) == b.batches_held_by(party));
    for (const char* programme : {"VCS", "GEC", "OWN"})
      CHECK(a.appointments(party, programme) == b.appointments(party, programme));
  }
  for (const char* address : {"Hall 1", "Hall 2", "Hall 3"})
    CHECK(a.factories_at("330108", address) == b.factories_at("330108", address));
  for (const char* id : {"1", "2", "3"}) {
    INFO(id);
    CHECK(a.project({"VCS", id}) == b.project({"VCS", id}));
    CHECK(a.batches_of_project({"VCS", id}) == b.batches_of_project({"VCS", id}));
    CHECK(a.projects_with_token(std::string("project:VCS/") + id) ==
          b.projects_with_token(std::string("project:VCS/") + id));
  }
  CHECK(a.projects_with_token("asset:" + asset) == b.projects_with_token("asset:" + asset));
  for (const UnitRange range : {units(1, 1'000), units(5, 5), units(91, 101), units(305, 306)})
    CHECK(a.batches_overlapping("VCS", "2020", range) == b.batches_overlapping("VCS", "2020", range));
  for (std::uint64_t entry = 0; entry < b.size(); ++entry) {
    INFO("entry " << entry);
    CHECK(a.appointment({entry}) == b.appointment({entry}));
    CHECK(a.project_at({entry}) == b.project_at({entry}));
    CHECK(a.factory({entry}) == b.factory({entry}));
    CHECK(a.inventory({entry}) == b.inventory({entry}));
    CHECK(a.inventories({entry}) == b.inventories({entry}));
    CHECK(a.retirement({entry}) == b.retirement({entry}));
    CHECK(a.retirements({entry}, period("2022")) == b.retirements({entry}, period("2022")));
    CHECK(find_note<UnitAction>(a, {entry}) == find_note<UnitAction>(b, {entry}));
    CHECK(a.notes(index_names::actions_on({entry})) == b.notes(index_names::actions_on({entry})));
    CHECK(a.batch({entry}) == b.batch({entry}));
    for (const UnitRange range : {units(1, 1'000), units(5, 5), units(45, 95)}) {
      CHECK(a.segments({entry}, range) == b.segments({entry}, range));
      CHECK(a.retirements_naming({entry}, range) == b.retirements_naming({entry}, range));
    }
  }
}

}  // namespace

TEST_CASE("An overlay answers the same wherever the history is cut into its base and itself") {
  const History history;
  const World& whole = history.world();
  for (std::size_t cut = 0; cut <= history.wishes().size(); ++cut) {
    INFO("the first " << cut << " wishes lie in the base");
    World base;
    base.populate();
    Overlay top(static_cast<const View&>(base.ledger));
    for (std::size_t at = 0; at < history.wishes().size(); ++at)
      play(history.wishes()[at], base.now, at < cut ? base.ledger : top);
    check_same(top, whole.ledger, whole);
  }
}

TEST_CASE("A certificate's code is found in the base and above it, and is free once its batch is voided", "[GE-02]") {
  World w;
  w.populate();
  register_gec(w);
  const BatchId below{w.grant(w.gec_registrar, World::gec_batch(asset, 1, 100))};
  auto other = World::gec_batch(asset, 101, 200);
  Overlay top(static_cast<const View&>(w.ledger));
  CHECK(top.batch_with_code("GEC", asset + "1") == below);
  play({w.gec_registrar, other}, w.now, top);
  CHECK(top.batch_with_code("GEC", asset + "200") == BatchId{w.ledger.size()});
  CHECK_FALSE(top.batch_with_code("GEC", asset + "300").has_value());
  CHECK_FALSE(top.batch_with_code("VCS", asset + "200").has_value());
  play({w.gec_registrar, VoidCommand{below.entry(), "a clerk's error", evidence()}}, w.now, top);
  CHECK_FALSE(top.batch_with_code("GEC", asset + "1").has_value());
  CHECK(w.ledger.batch_with_code("GEC", asset + "1") == below);
}
