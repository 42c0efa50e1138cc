// Single promises of the state: what a void sets free, under which names a note is found, what an extension adds, and
// that the writer never sees a record as it was before.
#include <catch2/catch.hpp>

#include "tests/contract/store/place.hpp"
#include "tests/support/log_maker.hpp"

namespace tanbu::test {
namespace {

const PartyId registrar{"x:registrar"};

// A store with nothing in it but what each test commits, one entry for each commit.
struct Ledger {
  std::unique_ptr<Place> place = new_place();
  std::unique_ptr<store::Store> store = place->create();
  LogMaker log;

  void commit(const Changes& changes) {
    store::Batch batch;
    const auto before = log.size();
    log.append(batch);
    batch.changes = changes;
    test::commit(*store, batch, before);
  }
  void reopen() {
    store.reset();
    store = place->open();
  }
  [[nodiscard]] bool refuses(const Changes& changes) {
    store::Batch batch;
    LogMaker copy = log;
    const auto before = log.size();
    copy.append(batch);
    batch.changes = changes;
    static_cast<void>(store->prefetch({}));
    try {
      store->commit(batch, before, [](const auto&) { return std::string("x"); });
    } catch (const store::StoreFault&) {
      return true;
    }
    log = copy;
    return false;
  }
};

tanbu::Batch recorded(std::uint64_t id, UnitRange units) {
  tanbu::Batch batch{};
  batch.id = {id};
  batch.project = {"VCS", "1"};
  batch.serial = "serial";
  batch.space = "space";
  batch.units = units;
  batch.printed_codes = {"code-1", "code-2"};
  batch.recorded_by = registrar;
  return batch;
}

Segment free_units(std::uint64_t batch, UnitRange units, const PartyId& holder, std::uint64_t since) {
  return {.batch = {batch},
          .units = units,
          .status = UnitStatus::free,
          .holder = holder,
          .retirement = std::nullopt,
          .traded = false,
          .since = {since}};
}

Conflict open_conflict(std::uint64_t entry, std::uint32_t ordinal) {
  Conflict conflict;
  conflict.entry = {entry};
  conflict.ordinal = ordinal;
  conflict.kind = ConflictKind::foreign_use;
  conflict.ranges = {{{1}, {0, 10}}};
  return conflict;
}

}  // namespace

TEST_CASE("A voided batch sets its numbers, its serial and its codes free and keeps them in its own record") {
  Ledger ledger;
  tanbu::Batch old = recorded(0, {0, 10});
  ledger.commit({old});
  CHECK(ledger.refuses({recorded(1, {0, 10})}));
  old.voided_by = EntryIndex{1};
  ledger.commit({old});
  ledger.reopen();
  auto reader = ledger.store->reader();
  CHECK((reader->batch({0}) == old));
  CHECK(reader->batches_of_project({"VCS", "1"}) == std::vector<BatchId>{{0}});
  CHECK(reader->batches_overlapping("VCS", "space", {0, 10}).empty());
  CHECK(reader->batches_with_number("VCS", 5, 10).empty());
  CHECK_FALSE(reader->batch_with_serial("VCS", "serial"));
  CHECK_FALSE(reader->batch_with_code("VCS", "code-1"));

  const tanbu::Batch again = recorded(2, {0, 10});
  ledger.commit({again});
  reader->refresh();
  CHECK((reader->batch({0}) == old));
  CHECK((reader->batch({2}) == again));
  CHECK((reader->batches_overlapping("VCS", "space", {9, 20}) == std::vector<tanbu::Batch>{again}));
  CHECK((reader->batches_with_number("VCS", 5, 10) == std::vector<tanbu::Batch>{again}));
  CHECK((reader->batch_with_serial("VCS", "serial") == again));
  CHECK(reader->batch_with_code("VCS", "code-2") == BatchId{2});
}

TEST_CASE("Numbers and codes may pass from a voided batch to a new one within one commit") {
  Ledger ledger;
  tanbu::Batch old = recorded(0, {0, 10});
  ledger.commit({old});
  old.voided_by = EntryIndex{1};
  ledger.commit({recorded(1, {0, 10}), old});
  const auto reader = ledger.store->reader();
  CHECK(reader->batch_with_code("VCS", "code-1") == BatchId{1});
  CHECK(reader->batches_overlapping("VCS", "space", {0, 1}).size() == 1);
}

TEST_CASE("A search for a number stops at its limit with the oldest batches") {
  Ledger ledger;
  Changes changes;
  for (std::uint64_t id = 1; id <= 5; ++id) {
    tanbu::Batch batch = recorded(id, {0, 10});
    batch.space = "space-" + std::to_string(9 - id);
    batch.printed_codes.clear();
    changes.emplace_back(batch);
  }
  ledger.commit(changes);
  const auto reader = ledger.store->reader();
  CHECK(reader->batches_with_number("VCS", 3, 100).size() == 5);
  const auto found = reader->batches_with_number("VCS", 3, 2);
  REQUIRE(found.size() == 2);
  CHECK(found[0].id == BatchId{1});
  CHECK(found[1].id == BatchId{2});
  CHECK(reader->batches_with_number("VCS", 3, 0).empty());
}

TEST_CASE("A voided project is found by its key alone, and one registered again leaves no name of the old one behind") {
  Ledger ledger;
  Project old{};
  old.key = {"VCS", "1"};
  old.recorded_by = registrar;
  old.developer = registrar;
  old.asset_code = "asset-old";
  old.also_registered_as = {{"GS", "7"}, {"CDM", "8"}};
  ledger.commit({old});
  old.voided_by = EntryIndex{1};
  ledger.commit({old});
  const auto reader = ledger.store->reader();
  CHECK((reader->project({"VCS", "1"}) == old));
  CHECK((reader->project_at({0}) == old));
  CHECK((reader->projects_of(registrar) == std::vector<Project>{old}));
  for (const char* token : {"project:VCS/1", "project:GS/7", "project:CDM/8", "asset:asset-old"}) {
    CHECK(reader->projects_with_token(token).empty());
  }
  Project again{};
  again.key = old.key;
  again.entry = {2};
  again.recorded_by = registrar;
  again.verifier = registrar;
  again.also_registered_as = {{"GS", "9"}};
  ledger.commit({again});
  ledger.reopen();
  const auto later = ledger.store->reader();
  CHECK((later->project({"VCS", "1"}) == again));
  CHECK((later->project_at({2}) == again));
  CHECK_FALSE(later->project_at({0}));
  for (const char* token : {"project:VCS/1", "project:GS/9"}) {
    CHECK((later->projects_with_token(token) == std::vector<Project>{again}));
  }
  for (const char* token : {"project:GS/7", "project:CDM/8", "asset:asset-old"}) {
    CHECK(later->projects_with_token(token).empty());
  }
}

TEST_CASE("A note is found under the names that it has now and under none that it had") {
  Ledger ledger;
  Conflict first = open_conflict(0, 0);
  const Conflict second = open_conflict(0, 1);
  ledger.commit({Note(second), Note(first)});
  const auto reader = ledger.store->reader();
  using Notes = std::vector<Note>;
  CHECK((reader->notes(index_names::conflicts_open()) == Notes{first, second}));
  first.closed_by = EntryIndex{1};
  first.ranges = {{{2}, {0, 10}}};
  ledger.commit({Note(first)});
  reader->refresh();
  CHECK((reader->note(id_of(first)) == Note(first)));
  CHECK((reader->notes(index_names::conflicts_open()) == Notes{second}));
  CHECK((reader->notes(index_names::conflicts_all()) == Notes{first, second}));
  CHECK((reader->notes(index_names::conflicts_on({1})) == Notes{second}));
  CHECK((reader->notes(index_names::conflicts_on({2})) == Notes{first}));
  CHECK(reader->notes("conflicts").empty());
  CHECK((reader->note_at_entry({0}) == Notes{first, second}));
  CHECK(reader->note_at_entry({1}).empty());
  // Two versions within one commit count as the last.
  first.closed_by = std::nullopt;
  Conflict last = first;
  last.closed_by = EntryIndex{2};
  ledger.commit({Note(first), Note(last)});
  reader->refresh();
  CHECK((reader->notes(index_names::conflicts_open()) == Notes{second}));
}

TEST_CASE("The free texts of a note are kept") {
  Ledger ledger;
  UnitAction action;
  action.kind = ActionKind::registry_event;
  action.beneficiary_text = "TEXT-beneficiary";
  action.reason_text = "TEXT-reason";
  ledger.commit({Note(action)});
  ledger.reopen();
  CHECK((ledger.store->reader()->note(id_of(action)) == Note(action)));
}

TEST_CASE("Units behind the end of a batch join it without touching those before") {
  Ledger ledger;
  tanbu::Batch batch = recorded(0, {0, 10});
  const Segment before = free_units(0, {0, 10}, registrar, 0);
  ledger.commit({batch, SegmentSplice{.batch = {0}, .erased = {}, .inserted = {before}}});
  batch.units.end = 15;
  const Segment behind = free_units(0, {10, 15}, registrar, 1);
  ledger.commit({batch, SegmentSplice{.batch = {0}, .erased = {}, .inserted = {behind}}});
  const auto reader = ledger.store->reader();
  CHECK((reader->batch({0}) == batch));
  CHECK((reader->segments({0}, {0, 15}) == std::vector<Segment>{before, behind}));
  CHECK(reader->batches_held_by(registrar) == std::vector<BatchId>{{0}});
  // A piece that is not behind the end would stand on units that are there.
  CHECK(ledger.refuses({SegmentSplice{.batch = {0}, .erased = {}, .inserted = {behind}}}));
}

TEST_CASE("The writer sees every record as the last commit left it and never as a refused commit would have") {
  Ledger ledger;
  Party party{};
  party.id = registrar;
  party.name = "first";
  tanbu::Batch batch = recorded(0, {0, 10});
  ledger.commit({party, batch});
  const auto names_seen = [&] {
    const View& view = ledger.store->prefetch({});
    const auto seen = view.party(registrar)->name + "/" + view.batch({0})->hold;
    ledger.store->abandon();
    return seen;
  };
  CHECK(names_seen() == "first/");
  party.name = "second";
  batch.hold = "temporary_credit";
  ledger.commit({party, batch});
  CHECK(names_seen() == "second/temporary_credit");
  party.name = "never";
  Segment wrong = free_units(0, {0, 10}, registrar, 0);
  CHECK(ledger.refuses({party, SegmentSplice{.batch = {0}, .erased = {wrong}, .inserted = {}}}));
  CHECK(names_seen() == "second/temporary_credit");
  CHECK(ledger.store->reader()->party(registrar)->name == "second");
  // A record asked for before it exists is found once it does.
  CHECK_FALSE(ledger.store->prefetch({}).factory({2}));
  ledger.store->abandon();
  Factory factory{};
  factory.id = {2};
  factory.operator_party = registrar;
  ledger.commit({factory});
  CHECK((ledger.store->prefetch({}).factory({2}) == factory));
  ledger.store->abandon();
  ledger.store->recover();
  CHECK(names_seen() == "second/temporary_credit");
}

}  // namespace tanbu::test
