// How a retirement compares with what its registry recorded of the same units: by numbers, quantity, day and
// beneficiary; a name alone decides nothing.
#include <catch2/catch.hpp>

#include "ledger/rules/matching.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;
using rules::Match;
using rules::MatchState;
using Status = RegistryEventStatus;

namespace {

// Units 1..5 of ten, retired by their holder on 2023-06-01 for the plant's 2022.
struct Compared {
  World w;
  BatchId batch;
  RetirementId use;
  explicit Compared(const char* reference = nullptr) {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
    auto retire = w.retire(range(batch, 1, 5));
    if (reference != nullptr) retire.registry_reference = reference;
    use = {w.grant(w.trader, retire)};
  }
  Compared& tell(const RecordRegistryEventCommand& event) {
    w.grant(w.registrar, event);
    return *this;
  }
  [[nodiscard]] Match match() const { return rules::match_of(*w.ledger.retirement(use), w.ledger); }
};

std::vector<std::string> fields(const std::vector<rules::MatchDifference>& list) {
  std::vector<std::string> names;
  for (const auto& one : list) names.emplace_back(one.field);
  return names;
}
using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("a retirement of which no registry spoke is unchecked", "[match]") {
  const Match match = Compared().match();
  CHECK(match.state == MatchState::unchecked);
  CHECK(match.rows.empty());
  CHECK(match.unchecked_units == 5);
}

TEST_CASE("numbers, quantity, day and a beneficiary by alias or code agree", "[match]") {
  for (const char* beneficiary : {"Plant One Ltd (registry)", "retired for 91330100799655058B"}) {
    Compared c;
    auto event = retired_for_plant(range(c.batch, 1, 8));  // one purchase for several uses
    event.beneficiary_text = beneficiary;
    const Match match = c.tell(event).match();
    CHECK(match.state == MatchState::agrees);
    CHECK(match.agreeing_units == 5);
    CHECK(match.differences.empty());
    REQUIRE(match.rows.size() == 1);
    CHECK(match.rows[0].is_event);
    CHECK(match.rows[0].reference == "VCS-R-9");
    CHECK(match.rows[0].ranges == range(c.batch, 1, 5));
  }
}

TEST_CASE("a name alone makes nothing agree and nothing differ", "[match]") {
  for (const char* beneficiary : {"", "Plant One Ltd"}) {
    Compared c;
    const Match match = c.tell(registry_event(range(c.batch, 1, 5), Status::retired, beneficiary, "2022")).match();
    CHECK(match.state == MatchState::unchecked);
    CHECK(match.differences.empty());
    CHECK(fields(match.hints) == Fields{"beneficiary"});
    CHECK(match.hints[0].registry == beneficiary);
  }
  // Where the association has enrolled the name as an alias since, the same words agree.
  Compared c;
  c.tell(registry_event(range(c.batch, 1, 5), Status::retired, "Plant No. 1", "2022"));
  CHECK(fields(c.match().hints) == Fields{"beneficiary"});
  CHECK(fields(c.match().differences) == Fields{"conflict"});  // which the rules opened about another name
}

TEST_CASE("the registry's reference that the retirement states stands for a blank name, never for another one",
          "[match]") {
  Compared c("VCS-R-9");
  CHECK(c.tell(registry_event(range(c.batch, 1, 5), Status::retired)).match().state == MatchState::agrees);
  Compared other("VCS-R-9");
  other.tell(registry_event(range(other.batch, 1, 5), Status::retired, "Somebody Else Ltd"));
  CHECK(other.match().state == MatchState::differs);
  CHECK(other.match().agreeing_units == 0);
}

TEST_CASE("the text with somebody else's credit code differs", "[match]") {
  Compared c;
  c.tell(registry_event(range(c.batch, 1, 5), Status::retired, "Plant One Ltd 914403001922038216", "2022"));
  const Match match = c.match();
  CHECK(match.state == MatchState::differs);
  CHECK(fields(match.differences) == Fields{"beneficiary"});
  CHECK(match.differing_units == 5);
}

TEST_CASE("another day differs", "[match]") {
  Compared c;
  auto event = retired_for_plant(range(c.batch, 1, 5));
  event.on = day("2023-06-02");
  const Match match = c.tell(event).match();
  CHECK(match.state == MatchState::differs);
  REQUIRE(fields(match.differences) == Fields{"date"});
  CHECK(match.differences[0].ledger == "2023-06-01");
  CHECK(match.differences[0].registry == "2023-06-02");
}

TEST_CASE("a part of the units differs in quantity until the registry spoke of the rest", "[match]") {
  Compared c;
  Match match = c.tell(retired_for_plant(range(c.batch, 1, 3))).match();
  CHECK(match.state == MatchState::differs);
  REQUIRE(fields(match.differences) == Fields{"quantity"});
  CHECK(match.differences[0].ledger == "5");
  CHECK(match.differences[0].registry == "3");
  CHECK(match.agreeing_units == 3);
  CHECK(match.unchecked_units == 2);
  match = c.tell(retired_for_plant(range(c.batch, 4, 5))).match();
  CHECK(match.state == MatchState::agrees);
  CHECK(match.rows.size() == 2);
}

TEST_CASE("units that the registry cancelled, withdrew or still holds as active differ", "[match]") {
  for (const Status status : {Status::cancelled, Status::withdrawn, Status::active}) {
    Compared c;
    const Match match = c.tell(registry_event(range(c.batch, 2, 3), status)).match();
    CHECK(match.state == MatchState::differs);
    CHECK(fields(match.differences) == Fields{"status", "conflict"});
    CHECK(match.differences[0].registry == name_of(status));
    CHECK(match.differing_units == 2);
  }
  // What was so before the day of the retirement says nothing of it.
  Compared c;
  auto event = registry_event(range(c.batch, 1, 5), Status::active);
  event.on = day("2023-05-31");
  CHECK(c.tell(event).match().state == MatchState::unchecked);
}

TEST_CASE("the registry's newest word counts, and one that was undone does not", "[match]") {
  Compared c;
  c.tell(retired_for_plant(range(c.batch, 1, 5)));
  const auto last = c.w.grant(c.w.registrar, registry_event(range(c.batch, 1, 5), Status::cancelled));
  CHECK(c.match().state == MatchState::differs);
  c.w.grant(c.w.registrar, voiding(last));
  CHECK(c.match().state == MatchState::agrees);
  // A conflict that is closed by the registry's later agreement is none any more.
  c.tell(registry_event(range(c.batch, 1, 5), Status::cancelled));
  c.tell(retired_for_plant(range(c.batch, 1, 5)));
  CHECK(c.match().state == MatchState::agrees);
}

TEST_CASE("another year or compliance with a trading system differs", "[match]") {
  Compared year;
  year.tell(registry_event(range(year.batch, 1, 5), Status::retired, "Plant One Ltd (registry)", "FY 2021"));
  CHECK(fields(year.match().differences) == Fields{"period", "conflict"});
  Compared trading;
  trading.tell(
      registry_event(range(trading.batch, 1, 5), Status::retired, "Plant One Ltd (registry)", "ETS compliance 2022"));
  CHECK(fields(trading.match().differences) == Fields{"purpose", "conflict"});
}

TEST_CASE("a claim is compared with the batch as it was recorded, but not with its holder's own record", "[match]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.registrar, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022"))};
  const RetirementId use{w.grant(w.plant, w.retire(range(batch, 1, 10)))};
  Match match = rules::match_of(*w.ledger.retirement(use), w.ledger);
  CHECK(match.state == MatchState::agrees);
  REQUIRE(match.rows.size() == 1);
  CHECK(match.rows[0].entry == batch.entry());
  CHECK_FALSE(match.rows[0].is_event);
  Batch own = *w.ledger.batch(batch);
  own.hold = "recorded_by_holder";
  w.ledger.put({own});
  match = rules::match_of(*w.ledger.retirement(use), w.ledger);
  CHECK(match.state == MatchState::unchecked);
  CHECK(match.rows.empty());
}

TEST_CASE("the beneficiary that made its benefit over is named as well as the one that got it", "[match]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.registrar, World::retired_batch("1", 1, 10, "Rival Works Ltd (registry)", "2022"))};
  w.grant(w.rival, AssignBenefitCommand{range(batch, 1, 5), w.plant, evidence()});
  const RetirementId use{w.grant(w.plant, w.retire(range(batch, 1, 5)))};
  CHECK(rules::match_of(*w.ledger.retirement(use), w.ledger).state == MatchState::agrees);
}
