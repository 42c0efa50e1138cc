// The log's side of the contract: entries, seal, checkpoints, tiles, replay protection, readers' snapshots.
#include <catch2/catch.hpp>

#include "ledger/store/effects.hpp"
#include "tests/contract/store/place.hpp"
#include "tests/support/log_maker.hpp"

namespace tanbu::test {
namespace {

using store::Seen;
using store::SeenRow;
using store::StoreFault;

const PartyId alice{"uscc:91330100799655058B"};
const PartyId bob{"x:bob"};

Decision some_decision(EntryIndex entry) {
  const Retirement retirement{.id = {entry.value},
                              .issuer = alice,
                              .factory = {3},
                              .period = {{20'000}, {20'100}},
                              .purpose = Purpose::electricity_consumption,
                              .ranges = {{{1}, {0, 10}}, {{2}, {5, 6}}},
                              .quantity = 11,
                              .beneficiary = bob,
                              .retired_on = {20'050},
                              .registry_reference = "R-1",
                              .status = RetirementStatus::matched,
                              .claim = false,
                              .holder = bob,
                              .recorded_on = {20'051},
                              .counted = 11,
                              .replaces = std::nullopt,
                              .closed_by = std::nullopt};
  return {{UnitsRetired{retirement}}, {Flag::old_vintage, Flag::same_site}};
}

SeenRow accepted(const PartyId& issuer, const std::string& jti, crypto::Digest payload, EntryIndex entry) {
  return {.issuer = issuer, .jti = jti, .seen = {.payload = payload, .entry = entry, .refused = std::nullopt}};
}
SeenRow refused(const PartyId& issuer, const std::string& jti, crypto::Digest payload, const Refused& refusal) {
  return {.issuer = issuer, .jti = jti, .seen = {.payload = payload, .entry = std::nullopt, .refused = refusal}};
}

struct Refusing : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A store with `count` entries, committed in batches of at most `batch_size`.
struct Filled {
  std::unique_ptr<Place> place = new_place();
  std::unique_ptr<store::Store> store = place->create();
  LogMaker log;

  void grow(std::uint64_t count, std::uint64_t batch_size) {
    while (count > 0) {
      store::Batch batch;
      const std::uint64_t before = log.size();
      for (std::uint64_t i = 0; i < std::min(count, batch_size); ++i) log.append(batch);
      count -= batch.entries.size();
      commit(*store, batch, before);
    }
  }
};

}  // namespace

TEST_CASE("A new store has an empty head and answers nothing") {
  const auto place = new_place();
  const auto store = place->create();
  const auto head = store->head();
  CHECK(head.size == 0);
  CHECK(head.time == Instant{});
  CHECK(head.last_leaf == crypto::Digest{});
  CHECK(head.checkpoint.empty());
  const auto reader = store->reader();
  CHECK(reader->head().size == 0);
  CHECK(reader->size() == 0);
  CHECK_FALSE(reader->entry({0}));
  CHECK(reader->entries({}).empty());
  CHECK_FALSE(reader->tile(0, 0, 1));
  CHECK_FALSE(reader->bundle(0, 1));
  CHECK_FALSE(reader->checkpoint_covering({0}));
  CHECK_FALSE(reader->seen(alice, "jti-0001"));
  CHECK_FALSE(reader->association());
}

TEST_CASE("A committed batch is the head, survives reopening and is read back as it was given") {
  Filled filled;
  store::Batch batch;
  filled.log.append(batch, some_decision({0}));
  filled.log.append(batch);
  commit(*filled.store, batch, 0);
  const auto check = [&](store::Store& store) {
    const auto head = store.head();
    CHECK(head.size == 2);
    CHECK(head.time == LogMaker::time_of({1}));
    CHECK(head.last_leaf == filled.log.last_leaf());
    CHECK(head.checkpoint == any_checkpoint(2));
    const auto reader = store.reader();
    CHECK(reader->size() == 2);
    const auto entry = reader->entry({0});
    REQUIRE(entry);
    CHECK(entry->index == EntryIndex{0});
    CHECK(entry->entry == filled.log.lines()[0]);
    CHECK(entry->leaf == log::leaf_hash(filled.log.lines()[0]));
    CHECK(entry->command == "command 0");
    CHECK((entry->decision.events == some_decision({0}).events));
    CHECK((entry->decision.flags == some_decision({0}).flags));
    CHECK_FALSE(reader->entry({2}));
    CHECK_FALSE(reader->entry({UINT64_MAX}));
  };
  check(*filled.store);
  filled.store.reset();
  filled.store = filled.place->open();
  check(*filled.store);
}

TEST_CASE("A batch for another size of the log is refused and leaves nothing") {
  Filled filled;
  filled.grow(3, 3);
  for (const std::uint64_t expected : {0U, 2U, 4U}) {
    store::Batch batch;
    LogMaker copy = filled.log;
    copy.append(batch);
    static_cast<void>(filled.store->prefetch({}));
    bool sealed = false;
    CHECK_THROWS_AS(filled.store->commit(batch, expected,
                                         [&](const auto&) {
                                           sealed = true;
                                           return std::string("never");
                                         }),
                    StoreFault);
    CHECK_FALSE(sealed);
    CHECK(filled.store->head().size == 3);
  }
  filled.grow(1, 1);
  CHECK(filled.store->head().size == 4);
}

TEST_CASE("Entries whose numbers are not the next ones are refused") {
  Filled filled;
  filled.grow(3, 3);
  store::Batch batch;
  LogMaker copy = filled.log;
  copy.append(batch);
  for (const std::uint64_t index : {0U, 2U, 4U}) {
    batch.entries.front().index = {index};
    static_cast<void>(filled.store->prefetch({}));
    CHECK_THROWS_AS(filled.store->commit(batch, 3, [](const auto&) { return std::string("x"); }), StoreFault);
  }
  CHECK(filled.store->head().size == 3);
  CHECK(filled.store->reader()->entry({2})->entry == filled.log.lines()[2]);
}

TEST_CASE("The seal sees exactly the lines of the batch") {
  Filled filled;
  filled.grow(5, 5);
  store::Batch batch;
  for (int i = 0; i < 3; ++i) filled.log.append(batch);
  static_cast<void>(filled.store->prefetch({}));
  std::vector<std::string> seen;
  filled.store->commit(batch, 5, [&](const std::vector<std::string>& lines) {
    seen = lines;
    return std::string("sealed");
  });
  const auto& lines = filled.log.lines();
  CHECK(seen == std::vector<std::string>(lines.begin() + 5, lines.end()));
  CHECK(filled.store->head().checkpoint == "sealed");
}

TEST_CASE("A seal that throws stops the batch, and its own exception comes out") {
  Filled filled;
  filled.grow(2, 2);
  store::Batch batch;
  LogMaker copy = filled.log;
  copy.append(batch);
  const Party party{
      .id = alice, .entry = {2}, .legal_form = LegalForm::branch, .name = "A", .aliases = {"a"}, .succeeded_by = {}};
  batch.changes.emplace_back(party);
  batch.seen.push_back(accepted(alice, "jti-0001", {}, {2}));
  static_cast<void>(filled.store->prefetch({}));
  CHECK_THROWS_AS(filled.store->commit(batch, 2, [](const auto&) -> std::string { throw Refusing("no"); }), Refusing);
  CHECK(filled.store->head().size == 2);
  CHECK(filled.store->head().checkpoint == any_checkpoint(2));
  const View& view = filled.store->prefetch({});
  CHECK_FALSE(view.party(alice));
  CHECK_FALSE(filled.store->seen(alice, "jti-0001"));
  filled.store->abandon();
  // The same batch, sealed, is written after all.
  commit(*filled.store, batch, 2);
  CHECK(filled.store->reader()->party(alice) == party);
}

TEST_CASE("An abandoned batch leaves the store free for the next") {
  Filled filled;
  static_cast<void>(filled.store->prefetch({}));
  filled.store->abandon();
  filled.store->abandon();
  filled.grow(1, 1);
  CHECK(filled.store->head().size == 1);
}

TEST_CASE("A batch of refusals alone is remembered without a checkpoint") {
  Filled filled;
  filled.grow(1, 1);
  const Refused refusal{.reason = Refusal::double_use,
                        .conflict = EntryIndex{0},
                        .facts = {{"first", "1"}, {"factory", "17"}, {"text", std::string("a\0b", 3)}}};
  store::Batch batch;
  batch.seen.push_back(refused(bob, "jti-0001", {7}, refusal));
  static_cast<void>(filled.store->prefetch({}));
  filled.store->commit(batch, 1, [](const auto&) -> std::string { throw Refusing("must not be asked"); });
  const auto reader = filled.store->reader();
  const auto seen = reader->seen(bob, "jti-0001");
  REQUIRE(seen);
  CHECK((seen->refused == refusal));
  CHECK(seen->payload == crypto::Digest{7});
  CHECK_FALSE(seen->entry);
  CHECK(reader->head().checkpoint == any_checkpoint(1));
}

TEST_CASE("What was seen is found by issuer and jti, accepted or refused with every refusal") {
  Filled filled;
  store::Batch batch;
  filled.log.append(batch);
  std::vector<SeenRow> rows;
  rows.push_back(accepted(alice, "same-jti", {1}, {0}));
  rows.push_back(accepted(bob, "same-jti", {2}, {0}));
  for (const Refusal reason : all_refusals()) {
    const bool with_conflict = rows.size() % 2 == 0;
    Refused refusal{.reason = reason};
    if (with_conflict) refusal.conflict = EntryIndex{rows.size()};
    if (rows.size() % 3 != 0) refusal.facts = {{"holder", "x:somebody"}, {"", ""}};
    rows.push_back(refused(alice, "jti-" + std::to_string(rows.size()), {3}, refusal));
  }
  batch.seen = rows;
  commit(*filled.store, batch, 0);
  const auto reader = filled.store->reader();
  static_cast<void>(filled.store->prefetch({}));
  for (const SeenRow& row : rows) {
    CHECK((reader->seen(row.issuer, row.jti) == row.seen));
    CHECK((filled.store->seen(row.issuer, row.jti) == row.seen));
  }
  CHECK_FALSE(filled.store->seen(alice, "SAME-JTI"));
  CHECK_FALSE(filled.store->seen({"x:nobody"}, "same-jti"));
  filled.store->abandon();
}

TEST_CASE("An issuer's jti is remembered once and for ever") {
  Filled filled;
  store::Batch batch;
  filled.log.append(batch);
  const SeenRow row = accepted(alice, "jti-0001", {1}, {0});
  batch.seen = {row};
  commit(*filled.store, batch, 0);
  store::Batch again;
  again.seen = {accepted(alice, "jti-0001", {2}, {0})};
  static_cast<void>(filled.store->prefetch({}));
  CHECK_THROWS_AS(filled.store->commit(again, 1, [](const auto&) { return std::string("x"); }), StoreFault);
  CHECK((filled.store->reader()->seen(alice, "jti-0001") == row.seen));
}

TEST_CASE("Tiles of every width are the first hashes of the level, at every size around full tiles") {
  Filled filled;
  std::unique_ptr<store::Reader> reader = filled.store->reader();
  for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 511U, 512U, 513U, 770U}) {
    filled.grow(size - filled.log.size(), 100);
    reader->refresh();
    bool all_right = true;
    for (unsigned level = 0; level < 3; ++level) {
      const auto& hashes = filled.log.level(level);
      for (std::uint64_t number = 0; number < 5; ++number) {
        for (unsigned width = 0; width <= 257; ++width) {
          const auto tile = reader->tile(level, number, width);
          const bool held = width >= 1 && width <= 256 && number * 256 + width <= hashes.size();
          all_right = all_right && tile.has_value() == held;
          if (held) all_right = all_right && *tile == LogMaker::joined(hashes, number * 256, width);
        }
      }
    }
    CHECK(all_right);
  }
  CHECK_FALSE(reader->tile(64, 0, 1));
  CHECK_FALSE(reader->tile(0, UINT64_MAX, 1));
  CHECK_FALSE(reader->tile(0, UINT64_MAX / 256, 256));
}

TEST_CASE("A tree of more than 65536 entries has a full tile on level 1 and a partial one on level 2") {
  Filled filled;
  filled.grow(65'537, 4'096);
  const auto reader = filled.store->reader();
  CHECK(reader->tile(1, 0, 256) == LogMaker::joined(filled.log.level(1), 0, 256));
  CHECK(reader->tile(2, 0, 1) == LogMaker::joined(filled.log.level(2), 0, 1));
  CHECK(reader->tile(0, 256, 1) == LogMaker::joined(filled.log.level(0), 65'536, 1));
  CHECK_FALSE(reader->tile(1, 1, 1));
  CHECK_FALSE(reader->tile(2, 0, 2));
  CHECK(reader->head().size == 65'537);
}

TEST_CASE("A tile out of turn or given twice is refused") {
  Filled filled;
  filled.grow(255, 255);
  for (const std::uint64_t number : {1U, 2U}) {
    store::Batch batch;
    LogMaker copy = filled.log;
    copy.append(batch);
    REQUIRE(batch.tiles.size() == 1);
    batch.tiles[0].number = number;
    static_cast<void>(filled.store->prefetch({}));
    CHECK_THROWS_AS(filled.store->commit(batch, 255, [](const auto&) { return std::string("x"); }), StoreFault);
  }
  filled.grow(1, 1);
  CHECK(filled.store->reader()->tile(0, 0, 256));
}

TEST_CASE("Entry bundles give the lines that are there and nothing beyond") {
  Filled filled;
  filled.grow(300, 77);
  const auto reader = filled.store->reader();
  const auto& lines = filled.log.lines();
  CHECK(reader->bundle(0, 256) == std::vector<std::string>(lines.begin(), lines.begin() + 256));
  CHECK(reader->bundle(0, 3) == std::vector<std::string>(lines.begin(), lines.begin() + 3));
  CHECK(reader->bundle(1, 44) == std::vector<std::string>(lines.begin() + 256, lines.end()));
  CHECK_FALSE(reader->bundle(1, 45));
  CHECK_FALSE(reader->bundle(0, 0));
  CHECK_FALSE(reader->bundle(0, 257));
  CHECK_FALSE(reader->bundle(2, 1));
  CHECK_FALSE(reader->bundle(UINT64_MAX, 1));
}

TEST_CASE("The checkpoint that covers an entry is the first one published after it") {
  Filled filled;
  filled.grow(1, 1);
  filled.grow(3, 3);
  filled.grow(2, 2);
  const auto reader = filled.store->reader();
  const std::vector<std::uint64_t> covering{1, 4, 4, 4, 6, 6};
  for (std::uint64_t index = 0; index < covering.size(); ++index) {
    CHECK(reader->checkpoint_covering({index}) == any_checkpoint(covering[index]));
  }
  CHECK_FALSE(reader->checkpoint_covering({6}));
  CHECK_FALSE(reader->checkpoint_covering({UINT64_MAX}));
}

TEST_CASE("Pages of entries are cut at both ends and at the limit") {
  Filled filled;
  filled.grow(20, 7);
  const auto reader = filled.store->reader();
  const auto indexes = [&](store::Page page) {
    std::vector<std::uint64_t> result;
    for (const auto& entry : reader->entries(page)) {
      CHECK(entry.entry == filled.log.lines().at(entry.index.value));
      result.push_back(entry.index.value);
    }
    return result;
  };
  CHECK(indexes({}).size() == 20);
  CHECK(indexes({.from = 5, .before = 8}) == std::vector<std::uint64_t>{5, 6, 7});
  CHECK(indexes({.from = 5, .limit = 2}) == std::vector<std::uint64_t>{5, 6});
  CHECK(indexes({.from = 18}) == std::vector<std::uint64_t>{18, 19});
  CHECK(indexes({.from = 20}).empty());
  CHECK(indexes({.limit = 0}).empty());
  CHECK(indexes({.from = 8, .before = 8}).empty());
  CHECK(indexes({.from = 5, .before = 8, .newest_first = true}) == std::vector<std::uint64_t>{7, 6, 5});
  CHECK(indexes({.limit = 2, .newest_first = true}) == std::vector<std::uint64_t>{19, 18});
  CHECK(indexes({.before = 3, .limit = 2, .newest_first = true}) == std::vector<std::uint64_t>{2, 1});
}

TEST_CASE("A reader stands still until it is refreshed") {
  Filled filled;
  filled.grow(2, 2);
  const auto reader = filled.store->reader();
  const auto other = filled.store->reader();
  store::Batch batch;
  filled.log.append(batch);
  batch.changes.emplace_back(Party{.id = alice,
                                   .entry = {2},
                                   .legal_form = LegalForm::legal_person,
                                   .name = "A",
                                   .aliases = {},
                                   .succeeded_by = {}});
  batch.seen.push_back(accepted(alice, "jti-0001", {}, {2}));
  commit(*filled.store, batch, 2);
  CHECK(reader->size() == 2);
  CHECK(reader->head().size == 2);
  CHECK(reader->head().checkpoint == any_checkpoint(2));
  CHECK_FALSE(reader->entry({2}));
  CHECK_FALSE(reader->tile(0, 0, 3));
  CHECK_FALSE(reader->party(alice));
  CHECK_FALSE(reader->seen(alice, "jti-0001"));
  reader->refresh();
  CHECK(reader->size() == 3);
  CHECK(reader->head().checkpoint == any_checkpoint(3));
  CHECK(reader->entry({2}));
  CHECK(reader->party(alice));
  CHECK(reader->seen(alice, "jti-0001"));
  CHECK(other->size() == 2);
}

TEST_CASE("A released reader answers again after a refresh and not before") {
  Filled filled;
  filled.grow(2, 2);
  const auto reader = filled.store->reader();
  reader->release();
  reader->release();
  CHECK_THROWS_AS(reader->head(), StoreFault);
  CHECK_THROWS_AS(reader->entry({0}), StoreFault);
  CHECK_THROWS_AS(reader->party(alice), StoreFault);
  CHECK_THROWS_AS(reader->parties({}), StoreFault);
  filled.grow(1, 1);
  reader->refresh();
  CHECK(reader->head().size == 3);
}

TEST_CASE("The writer's view is of the log before the batch") {
  Filled filled;
  filled.grow(4, 4);
  const View& view = filled.store->prefetch({});
  CHECK(view.size() == 4);
  filled.store->abandon();
}

TEST_CASE("Free texts are not in the effects that are kept for ever") {
  Filled filled;
  const Party party{.id = alice,
                    .entry = {0},
                    .legal_form = LegalForm::legal_person,
                    .name = "Secret name",
                    .aliases = {"Alias"},
                    .succeeded_by = {}};
  const Decision decision{{PartyEnrolled{party}}, {}};
  store::Batch batch;
  filled.log.append(batch, decision);
  batch.changes.emplace_back(party);
  commit(*filled.store, batch, 0);
  const auto reader = filled.store->reader();
  CHECK((reader->entry({0})->decision.events == store::without_texts(decision).events));
  CHECK(reader->party(alice) == party);
  CHECK(reader->association() == alice);
}

TEST_CASE("Recovering a store that is well changes nothing") {
  Filled filled;
  filled.grow(3, 2);
  filled.store->recover();
  CHECK(filled.store->head().size == 3);
  filled.grow(1, 1);
  CHECK(filled.store->reader()->size() == 4);
}

}  // namespace tanbu::test
