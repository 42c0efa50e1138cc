// The second opinion on every entry: changes that no rule makes, each with the words in which it is stopped. What the
// rules themselves make passes it in every other test of this folder.
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>

#include "ledger/invariants.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const std::string impossible_move = "a unit makes a move that no unit can make";
const std::string malformed = "a segment is not well formed";

// Ten units of the trader's, and a retirement of ten others.
struct Stage {
  World w;
  BatchId batch, other;
  RetirementId use;

  Stage() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
    other = w.held_by_trader("1", 11, 20);
    use = {w.grant(w.trader, w.retire(range(other, 11, 20)))};
  }
  [[nodiscard]] EntryIndex next() const { return {w.ledger.size()}; }
  [[nodiscard]] Segment stored() const { return segment_at(w, batch, 1); }
  [[nodiscard]] Segment used() const { return segment_at(w, other, 11); }
  [[nodiscard]] Retirement retirement() const { return w.ledger.retirement(use).value(); }
  [[nodiscard]] std::string words(const Changes& changes) const {
    return violated_invariant(changes, w.ledger, next()).value_or("");
  }
  // A new batch of the units 21 to 30, as the next entry would record it.
  [[nodiscard]] Batch fresh() const {
    Batch record = w.ledger.batch(batch).value();
    record.id = {next().value};
    record.units = units(21, 30);
    return record;
  }
  [[nodiscard]] Segment fresh_units(std::int64_t first, std::int64_t last) const {
    return {.batch = fresh().id,
            .units = units(first, last),
            .status = UnitStatus::unassigned,
            .holder = std::nullopt,
            .retirement = std::nullopt,
            .traded = false,
            .since = next()};
  }
};

Segment with(Segment segment, const std::function<void(Segment&)>& change) {
  change(segment);
  return segment;
}
Segment cut(const Segment& segment, std::int64_t first, std::int64_t last) {
  return with(segment, [&](Segment& s) { s.units = units(first, last); });
}
SegmentSplice splice(const Segment& before, std::vector<Segment> after) {
  return {before.batch, {before}, std::move(after)};
}

// A segment in this condition with what belongs to it.
Segment in_condition(const Segment& like, UnitStatus status, const PartyId& holder, RetirementId retirement) {
  const std::set<UnitStatus> held{UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen, UnitStatus::held};
  const std::set<UnitStatus> bound{UnitStatus::held, UnitStatus::retired, UnitStatus::invalidated,
                                   UnitStatus::in_conflict};
  Segment segment = like;
  segment.status = status;
  segment.holder = held.contains(status) ? std::optional(holder) : std::nullopt;
  segment.retirement = bound.contains(status) ? std::optional(retirement) : std::nullopt;
  return segment;
}
std::vector<UnitStatus> every_status() {
  std::vector<UnitStatus> all;
  for (std::size_t number = 1; number <= unit_status_count; ++number) all.push_back(static_cast<UnitStatus>(number));
  return all;
}

}  // namespace

TEST_CASE("Units of a batch neither appear nor vanish nor overlap", "[invariants]") {
  const Stage s;
  const Segment stored = s.stored();
  CHECK(s.words({splice(stored, {})}) == "units vanish");
  CHECK(s.words({SegmentSplice{s.batch, {}, {stored}}}) == "units appear in a batch that exists already");
  CHECK(s.words({splice(stored, {cut(stored, 1, 6), cut(stored, 5, 10)})}) == "segments overlap");
  CHECK(s.words({SegmentSplice{s.batch, {stored, stored}, {stored}}}) == "segments overlap");
  CHECK(s.words({splice(stored, {cut(stored, 1, 9)})}) == "units are made or lost");
  CHECK(s.words({splice(stored, {cut(stored, 11, 20)})}) == "units come from nowhere");
  CHECK(s.words({splice(stored, {cut(stored, 1, 5), cut(stored, 7, 11)})}) == "units come from nowhere");
  const Segment frozen = with(stored, [](Segment& one) { one.status = UnitStatus::frozen; });
  CHECK(s.words({splice(frozen, {stored})}) == "a splice replaces segments that are not there");
  CHECK(s.words({splice(cut(stored, 1, 5), {cut(stored, 1, 5)})}) == "a splice replaces segments that are not there");
  const Segment later = with(stored, [&](Segment& one) { one.since = {s.next().value + 1}; });
  CHECK(s.words({splice(stored, {later})}) == "a unit's condition comes from a later entry");
  const Segment elsewhere = with(stored, [&](Segment& one) { one.batch = s.other; });
  CHECK(s.words({SegmentSplice{s.batch, {stored}, {elsewhere}}}) == malformed);
  CHECK(s.words({splice(stored, {cut(frozen, 1, 5), cut(stored, 6, 10)})}).empty());
}

TEST_CASE("A new batch holds exactly the units that it names", "[invariants]") {
  const Stage s;
  const auto recorded = [&](const Batch& batch, std::vector<Segment> pieces) {
    return s.words({batch, SegmentSplice{batch.id, {}, std::move(pieces)}});
  };
  const std::string wrong = "a new batch does not hold the units it names";
  CHECK(recorded(s.fresh(), {s.fresh_units(21, 25), s.fresh_units(26, 30)}).empty());
  CHECK(recorded(s.fresh(), {s.fresh_units(21, 29)}) == wrong);
  CHECK(recorded(s.fresh(), {s.fresh_units(22, 30)}) == wrong);
  CHECK(recorded(s.fresh(), {s.fresh_units(21, 24), s.fresh_units(26, 30)}) == wrong);
  const Segment ownerless = with(s.fresh_units(21, 30), [](Segment& one) { one.status = UnitStatus::free; });
  CHECK(recorded(s.fresh(), {ownerless}) == malformed);
  const Segment bound = in_condition(s.fresh_units(21, 30), UnitStatus::invalidated, s.w.trader, s.use);
  CHECK(recorded(s.fresh(), {bound}) == malformed);
}

TEST_CASE("A batch keeps its name and its first unit and never shrinks", "[invariants]") {
  Stage s;
  Batch foreign = s.fresh();
  foreign.id = {s.next().value + 5};
  CHECK(s.words({foreign}) == "a batch is named after another entry");
  const Batch stored = s.w.ledger.batch(s.batch).value();
  CHECK(s.words({stored}).empty());
  for (const UnitRange shrunk : {units(1, 9), units(2, 10)}) {
    Batch smaller = stored;
    smaller.units = shrunk;
    CHECK(s.words({smaller}) == "a batch lost units");
  }
  s.w.ledger.put({s.fresh()});
  CHECK(s.words({s.fresh()}) == "a batch is recorded twice");
}

TEST_CASE("Every condition of a unit has its holder and its retirement or has none", "[invariants]") {
  const Stage s;
  // What each condition may carry: neither, a holder, a retirement, both.
  const std::map<UnitStatus, std::string> allowed{
      {UnitStatus::unassigned, "n"},  {UnitStatus::free, "h"},         {UnitStatus::held, "b"},
      {UnitStatus::frozen, "nh"},     {UnitStatus::retired, "r"},      {UnitStatus::registry_retired, "n"},
      {UnitStatus::cancelled, "n"},   {UnitStatus::reserved, "h"},     {UnitStatus::foreign_use, "n"},
      {UnitStatus::in_conflict, "r"}, {UnitStatus::invalidated, "nhr"}};
  for (const UnitStatus status : every_status()) {
    for (const char carried : {'n', 'h', 'r', 'b'}) {
      Segment segment = s.stored();
      segment.status = status;
      segment.holder = carried == 'h' || carried == 'b' ? std::optional(s.w.trader) : std::nullopt;
      segment.retirement = carried == 'r' || carried == 'b' ? std::optional(s.use) : std::nullopt;
      INFO(name_of(status) << " carrying " << carried);
      const bool good = allowed.at(status).find(carried) != std::string::npos;
      CHECK((s.words({splice(s.stored(), {segment})}) == malformed) == !good);
      const Batch batch = s.w.ledger.batch(s.batch).value();
      CHECK(violated_batch_invariant(batch, {segment}).has_value() == !good);
    }
  }
}

TEST_CASE("A unit moves only as units can", "[invariants][RT-02]") {
  Stage s;
  using enum UnitStatus;
  // What no unit in this condition becomes at once, its retirement being the same.
  const std::map<UnitStatus, std::set<UnitStatus>> never{
      {unassigned, {reserved, held, retired, in_conflict}},
      {free, {in_conflict}},
      {reserved, {in_conflict}},
      {frozen, {in_conflict}},
      {registry_retired, {in_conflict}},
      {cancelled, {retired, held, in_conflict}},
      {foreign_use, {retired, held, in_conflict}},
      {retired, {unassigned, reserved, frozen, cancelled, foreign_use}},
      {held, {}},
      {invalidated, {}},
      {in_conflict, {}}};
  const RetirementId another{s.next().value};
  for (const UnitStatus from : every_status()) {
    const Segment before = in_condition(s.stored(), from, s.w.trader, s.use);
    s.w.ledger.put({splice(s.stored(), {before})});
    for (const UnitStatus to : every_status()) {
      INFO(name_of(from) << " to " << name_of(to));
      const Segment after = in_condition(before, to, s.w.trader, s.use);
      CHECK((s.words({splice(before, {after})}) == impossible_move) == never.at(from).contains(to));
    }
    // With another retirement: what counted for one never counts for the next at once.
    const auto moves_to_another = [&](UnitStatus to) {
      return s.words({splice(before, {in_condition(before, to, s.w.trader, another)})}) != impossible_move;
    };
    INFO(name_of(from) << " to another retirement");
    CHECK_FALSE(moves_to_another(in_conflict));
    const bool was_used = from == retired || from == invalidated || from == in_conflict;
    const bool gone = from == unassigned || from == cancelled || from == foreign_use;
    CHECK(moves_to_another(retired) == !(was_used || gone));
    CHECK(moves_to_another(held) == !(from == retired || gone));
  }
}

TEST_CASE("That a certificate was traded is forgotten only on the way back", "[invariants][GE-04]") {
  Stage s;
  const Segment traded = with(s.stored(), [](Segment& one) { one.traded = true; });
  s.w.ledger.put({splice(s.stored(), {traded})});
  const auto forgotten = [&](EntryIndex since) {
    return s.words({splice(traded, {with(traded, [&](Segment& one) {
                             one.traded = false;
                             one.since = since;
                           })})});
  };
  CHECK(forgotten(s.next()) == impossible_move);
  CHECK(forgotten(traded.since) == impossible_move);
  CHECK(forgotten({traded.since.value - 1}).empty());
}

TEST_CASE("A retirement counts exactly the units that stand in its name", "[invariants][RT-01]") {
  Stage s;
  const auto changed = [&](const std::function<void(Retirement&)>& change) {
    Retirement record = s.retirement();
    change(record);
    return s.words({record});
  };
  CHECK(changed([](Retirement&) {}).empty());
  CHECK(changed([](Retirement& r) { r.quantity = 11; }) == "a retirement's ranges do not add up to its quantity");
  CHECK(changed([](Retirement& r) { r.factory = {999}; }) == "a retirement names a factory that is not there");
  CHECK(changed([](Retirement& r) { r.counted = 9; }) == "a retirement miscounts its units");
  CHECK(changed([](Retirement& r) { r.ranges = range({999}, 11, 20); }) ==
        "a retirement draws on a batch that is not there");
  for (const auto status : {RetirementStatus::withdrawn, RetirementStatus::on_hold}) {
    CHECK(changed([status](Retirement& r) { r.status = status; }) ==
          "a retirement counts although it is closed or on HOLD");
  }
  CHECK(changed([&](Retirement& r) {
          r.id = {s.next().value};
          r.counted = 0;
        }) == "a retirement does not bind the units it names");
  Batch orphan = s.w.ledger.batch(s.other).value();
  orphan.project = {"VCS", "404"};
  s.w.ledger.put({orphan});
  CHECK(changed([](Retirement&) {}) == "a batch has no project");
}

TEST_CASE("Units and the retirement that they leave or enter tell one story", "[invariants][RT-01]") {
  Stage s;
  const auto moved = [&](UnitStatus to, std::int64_t counted, RetirementStatus status) {
    Retirement record = s.retirement();
    record.counted = counted;
    record.status = status;
    return s.words({splice(s.used(), {in_condition(s.used(), to, s.w.trader, s.use)}), record});
  };
  const auto declared = RetirementStatus::declared;
  CHECK(moved(UnitStatus::free, 10, declared) == "a retirement miscounts its units");
  CHECK(moved(UnitStatus::free, 0, declared) == "units left a retirement that still stands");
  CHECK(moved(UnitStatus::registry_retired, 0, declared) == "units left a retirement that still stands");
  CHECK(moved(UnitStatus::free, 0, RetirementStatus::withdrawn).empty());
  CHECK(moved(UnitStatus::held, 0, declared) == "units wait for a proof in a retirement that is not on HOLD");
  CHECK(moved(UnitStatus::held, 0, RetirementStatus::on_hold).empty());
  CHECK(moved(UnitStatus::invalidated, 0, declared).empty());
  const Segment nowhere = in_condition(s.stored(), UnitStatus::retired, s.w.trader, {s.next().value});
  CHECK(s.words({splice(s.stored(), {nowhere})}) == "units are bound to a retirement that is not there");
}

TEST_CASE("Units in conflict have an open conflict that names them", "[invariants]") {
  const Stage s;
  Retirement record = s.retirement();
  record.counted = 0;
  const Segment struck = in_condition(s.used(), UnitStatus::in_conflict, s.w.trader, s.use);
  const auto told = [&](const std::vector<BatchRange>& named, std::optional<EntryIndex> closed_by) {
    Conflict conflict;
    conflict.entry = s.next();
    conflict.kind = ConflictKind::foreign_use;
    conflict.ranges = named;
    conflict.retirements = {s.use};
    conflict.closed_by = closed_by;
    return s.words({splice(s.used(), {struck}), record, Note{conflict}});
  };
  const std::string silent = "units are in conflict and no open conflict names them";
  CHECK(s.words({splice(s.used(), {struck}), record}) == silent);
  CHECK(told(range(s.other, 11, 20), std::nullopt).empty());
  CHECK(told(range(s.other, 11, 19), std::nullopt) == silent);
  CHECK(told(range(s.other, 11, 20), s.next()) == silent);
}

TEST_CASE("A locked project's units are bound to its own factory only", "[invariants][CE-10]") {
  Stage s;
  Project locked = s.w.ledger.project({"VCS", "1"}).value();
  const auto bound_while_locked_for = [&](FactoryId factory) {
    locked.lock = ProjectLock{.factory = factory, .retirement = s.use, .provisional = false};
    s.w.ledger.put({locked});
    Retirement record = s.retirement();
    record.id = {s.next().value};
    record.ranges = range(s.batch, 1, 10);
    const Segment bound = in_condition(s.stored(), UnitStatus::retired, s.w.trader, record.id);
    return s.words({splice(s.stored(), {bound}), record});
  };
  CHECK(bound_while_locked_for(s.w.other_factory) == "a locked project serves another factory");
  CHECK(bound_while_locked_for(s.w.factory).empty());
}

TEST_CASE("A whole batch has no gap and no overlap and is complete", "[invariants]") {
  const Stage s;
  const Batch batch = s.w.ledger.batch(s.batch).value();
  const auto words = [&](const std::vector<Segment>& segments) {
    return violated_batch_invariant(batch, segments).value_or("");
  };
  const Segment stored = s.stored();
  CHECK(words({stored}).empty());
  CHECK(words({cut(stored, 1, 4), cut(stored, 5, 10)}).empty());
  CHECK(words({cut(stored, 1, 4), cut(stored, 6, 10)}) == "a batch has a gap or an overlap");
  CHECK(words({cut(stored, 1, 6), cut(stored, 5, 10)}) == "a batch has a gap or an overlap");
  CHECK(words({cut(stored, 1, 9)}) == "a batch is not complete");
  CHECK(words({}) == "a batch is not complete");
  Segment nothing = stored;
  nothing.units = {1, 1};
  CHECK(words({nothing}) == malformed);
}
