// The lock of a self-developed project from every side: several projects behind one name, several uses behind one lock,
// claims beside it, and what comes back when it falls (CE-10).
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const ProjectKey first_own{"OWN", "P1"};
const ProjectKey second_own{"OWN", "P2"};
const ProjectKey at_registry{"VCS", "778"};

// A batch of ten at the registry, of which the plant, who developed the project, holds the first eight.
BatchId listed_batch(World& w, const ProjectKey& project, std::int64_t first) {
  const BatchId batch{w.grant(w.registrar, World::vcs_batch(project.project_id, first, first + 9))};
  w.grant(w.registrar, World::transfer(range(batch, first, first + 7), w.plant));
  return batch;
}
void list(World& w, const ProjectKey& project, std::vector<ProjectKey> aliases) {
  auto listed = World::vcs_project(project.project_id);
  listed.developer = w.plant.text;
  listed.also_registered_as = std::move(aliases);
  w.grant(w.registrar, listed);
}
BatchId own_batch(World& w, const ProjectKey& project, const char* statement) {
  return {w.grant(w.verifier, of_year(World::own_batch(project.project_id, statement, 10), 2021))};
}
RetirementId used(World& w, std::vector<BatchRange> ranges) { return {w.grant(w.plant, w.retire(std::move(ranges)))}; }
void unlock(World& w, const ProjectKey& project) {
  w.grant(w.association, UnlockProjectCommand{project, "decided", "Court", evidence()});
}
std::optional<ProjectLock> lock_of(const World& w, const ProjectKey& project) {
  return w.ledger.project(project)->lock;
}

// Two own projects of the plant that know nothing of each other, and one project at a registry that is listed under
// both names.
struct Beside {
  World w;
  const ProjectKey registered{"VCS", "777"};
  BatchId listed;
  BatchId first;
  BatchId second;

  explicit Beside(std::vector<ProjectKey> aliases = {first_own, second_own}) {
    w.populate();
    list(w, registered, std::move(aliases));
    listed = listed_batch(w, registered, 1);
    w.grant(w.plant, w.own_project("P1"));
    w.grant(w.plant, w.own_project("P2"));
    first = own_batch(w, first_own, "S-1");
    second = own_batch(w, second_own, "S-2");
  }
};

// A project at a registry that the plant developed for its own factory.
struct AtRegistry {
  World w;
  BatchId held;  // numbers 201 to 208 are the plant's
  AtRegistry() {
    w.populate();
    auto own = World::vcs_project("778");
    own.developer = w.plant.text;
    own.self_developed_for = w.factory;
    w.grant(w.registrar, own);
    held = listed_batch(w, at_registry, 201);
  }
  // Retired at the registry for the plant, without a year: a claim on it waits.
  BatchId retired_without_year() {
    return {w.grant(w.registrar, World::retired_batch("778", 101, 110, "Plant One Ltd", ""))};
  }
};

}  // namespace

TEST_CASE("One use of two own projects freezes once what is listed for both, and its end gives it back",
          "[own][CE-10]") {
  Beside s;
  s.w.grant(s.w.plant, reservation(s.w, range(s.listed, 1, 2)));
  const RetirementId use = used(s.w, {{s.first, units(1, 1)}, {s.second, units(1, 1)}});
  for (const std::int64_t unit : {1, 3, 9}) CHECK(status_at(s.w, s.listed, unit) == UnitStatus::frozen);
  CHECK(find_note<UnitAction>(s.w.ledger, use.entry())->before.size() == 3);
  s.w.grant(s.w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK_FALSE(lock_of(s.w, first_own).has_value());
  CHECK_FALSE(lock_of(s.w, second_own).has_value());
  CHECK(status_at(s.w, s.listed, 1) == UnitStatus::reserved);
  CHECK(status_at(s.w, s.listed, 3) == UnitStatus::free);
  CHECK(status_at(s.w, s.listed, 9) == UnitStatus::unassigned);
  CHECK(find_note<UnitAction>(s.w.ledger, use.entry())->closed_by == EntryIndex{s.w.ledger.size() - 1});
}

TEST_CASE("Units that two locks keep stay frozen until the second lock falls", "[own][CE-10]") {
  Beside s;
  used(s.w, range(s.first, 1, 1));
  used(s.w, range(s.second, 1, 1));
  unlock(s.w, first_own);
  CHECK(status_at(s.w, s.listed, 3) == UnitStatus::frozen);
  unlock(s.w, second_own);
  CHECK(status_at(s.w, s.listed, 3) == UnitStatus::free);
  CHECK(segment_at(s.w, s.listed, 3).holder == s.w.plant);
}

TEST_CASE("What only the fallen lock froze comes back while another lock keeps the rest", "[own][CE-10]") {
  Beside s;
  const ProjectKey alone{"VCS", "888"};
  list(s.w, alone, {first_own});
  const BatchId of_first = listed_batch(s.w, alone, 101);
  const RetirementId use = used(s.w, range(s.first, 1, 1));
  used(s.w, range(s.second, 1, 1));
  unlock(s.w, first_own);
  CHECK(status_at(s.w, of_first, 101) == UnitStatus::free);
  CHECK(status_at(s.w, s.listed, 1) == UnitStatus::frozen);
  CHECK_FALSE(find_note<UnitAction>(s.w.ledger, use.entry())->closed_by.has_value());
  unlock(s.w, second_own);
  CHECK(status_at(s.w, s.listed, 1) == UnitStatus::free);
  CHECK(find_note<UnitAction>(s.w.ledger, use.entry())->closed_by == EntryIndex{s.w.ledger.size() - 1});
}

TEST_CASE("Of several locks behind one name the first registered is named", "[own][CE-10]") {
  const std::vector<std::vector<ProjectKey>> orders{{first_own, second_own}, {second_own, first_own}};
  for (const auto& aliases : orders) {
    Beside s(aliases);
    used(s.w, range(s.second, 1, 1));
    const RetirementId use = used(s.w, range(s.first, 1, 1));
    const auto refused = s.w.wish(s.w.registrar, World::vcs_batch("777", 301, 310));
    REQUIRE(refusal_of(refused) == Refusal::underlying_locked);
    CHECK(refused.refused().conflict == use.entry());
    CHECK(refused.refused().facts[1].second == "P1");
  }
}

TEST_CASE("A lock that is put on again freezes every batch again, and its end gives all of them back", "[own][CE-10]") {
  Beside s;
  const BatchId further = listed_batch(s.w, s.registered, 11);
  for (int time = 0; time < 2; ++time) {
    const RetirementId use = used(s.w, range(s.first, 1, 1));
    CHECK(status_at(s.w, s.listed, 1) == UnitStatus::frozen);
    CHECK(status_at(s.w, further, 11) == UnitStatus::frozen);
    s.w.grant(s.w.plant, WithdrawRetirementCommand{use, "error"});
    CHECK(status_at(s.w, s.listed, 1) == UnitStatus::free);
    CHECK(status_at(s.w, further, 11) == UnitStatus::free);
    CHECK(find_note<UnitAction>(s.w.ledger, use.entry())->closed_by == EntryIndex{s.w.ledger.size() - 1});
  }
}

TEST_CASE("Frozen units that their registry cancelled do not come back with the lock's end", "[own][CE-10]") {
  Beside s;
  const RetirementId use = used(s.w, range(s.first, 1, 1));
  s.w.grant(s.w.registrar, cancel(range(s.listed, 1, 10)));
  s.w.grant(s.w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK_FALSE(lock_of(s.w, first_own).has_value());
  for (const std::int64_t unit : {1, 9}) CHECK(status_at(s.w, s.listed, unit) == UnitStatus::cancelled);
  CHECK(find_note<UnitAction>(s.w.ledger, use.entry())->closed_by == EntryIndex{s.w.ledger.size() - 1});
}

TEST_CASE("A locked project is not registered a second time under its own name", "[own][CE-10]") {
  Beside s;
  const RetirementId use = used(s.w, range(s.first, 1, 1));
  const auto refused = s.w.wish(s.w.plant, s.w.own_project("P1"));
  REQUIRE(refusal_of(refused) == Refusal::underlying_locked);
  CHECK(refused.refused().conflict == use.entry());
}

TEST_CASE("A claim on an own project that waits locks nothing, and its confirmation locks for ever", "[own][RT-03]") {
  AtRegistry s;
  list(s.w, {"VCS", "777"}, {at_registry});
  const BatchId listed = [&s] {
    return BatchId{s.w.grant(s.w.registrar, of_year(World::vcs_batch("777", 301, 310), 2021))};
  }();
  const BatchId retired = s.retired_without_year();
  const RetirementId claim = used(s.w, range(retired, 101, 105));
  CHECK(s.w.ledger.retirement(claim)->status == RetirementStatus::on_hold);
  CHECK_FALSE(lock_of(s.w, at_registry).has_value());
  CHECK(status_at(s.w, listed, 301) == UnitStatus::unassigned);
  s.w.grant(s.w.registrar, ConfirmEvidenceCommand{claim.entry(), "VCS-R-1", evidence()});
  REQUIRE(lock_of(s.w, at_registry).has_value());
  CHECK(lock_of(s.w, at_registry) == ProjectLock{s.w.factory, claim, false});
  CHECK(status_at(s.w, listed, 301) == UnitStatus::frozen);
}

TEST_CASE("A claim that waits keeps no lock of a use that is withdrawn", "[own][RT-03]") {
  AtRegistry s;
  const BatchId retired = s.retired_without_year();
  const RetirementId use = used(s.w, range(s.held, 201, 201));
  const RetirementId claim = used(s.w, range(retired, 101, 105));
  REQUIRE(s.w.ledger.retirement(claim)->status == RetirementStatus::on_hold);
  s.w.grant(s.w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK_FALSE(lock_of(s.w, at_registry).has_value());
}

TEST_CASE("A claim that the registry's text matches keeps the lock firmly", "[own][RT-03]") {
  AtRegistry s;
  const BatchId retired{
      s.w.grant(s.w.registrar, World::retired_batch("778", 101, 110, "Plant One Ltd (registry)", "2022"))};
  const RetirementId use = used(s.w, range(s.held, 201, 201));
  const RetirementId claim = used(s.w, range(retired, 101, 105));
  REQUIRE(s.w.ledger.retirement(claim)->status == RetirementStatus::matched);
  s.w.grant(s.w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK(lock_of(s.w, at_registry) == ProjectLock{s.w.factory, claim, false});
}

TEST_CASE("The lock passes to the oldest use that still stands", "[own][CE-10]") {
  Beside s;
  const BatchId further = own_batch(s.w, first_own, "S-3");
  const RetirementId locking = used(s.w, range(s.first, 1, 1));
  const RetirementId gone = used(s.w, range(further, 1, 1));
  const RetirementId heir = used(s.w, range(further, 2, 2));
  used(s.w, range(s.first, 2, 2));
  used(s.w, range(s.first, 3, 3));
  s.w.grant(s.w.plant, WithdrawRetirementCommand{gone, "error"});
  CHECK(lock_of(s.w, first_own) == ProjectLock{s.w.factory, locking, true});
  s.w.grant(s.w.plant, WithdrawRetirementCommand{locking, "error"});
  CHECK(lock_of(s.w, first_own) == ProjectLock{s.w.factory, heir, true});
  CHECK(status_at(s.w, s.listed, 1) == UnitStatus::frozen);
}

TEST_CASE("A second use that is confirmed settles no lock of the first, and inherits it firmly", "[own][CE-10]") {
  Beside s;
  const RetirementId locking = used(s.w, range(s.first, 1, 1));
  const RetirementId heir = used(s.w, range(s.first, 2, 2));
  s.w.grant(s.w.verifier, ConfirmEvidenceCommand{heir.entry(), "R-1", evidence()});
  CHECK(lock_of(s.w, first_own) == ProjectLock{s.w.factory, locking, true});
  s.w.grant(s.w.plant, WithdrawRetirementCommand{locking, "error"});
  CHECK(lock_of(s.w, first_own) == ProjectLock{s.w.factory, heir, false});
  // What was confirmed once locks for ever, also when its retirement is voided.
  s.w.grant(s.w.plant, voiding(heir.value));
  CHECK(lock_of(s.w, first_own) == ProjectLock{s.w.factory, heir, false});
  CHECK(status_at(s.w, s.listed, 1) == UnitStatus::frozen);
}

TEST_CASE("A use on HOLD inherits the lock provisionally until it is confirmed", "[own][CC-13]") {
  AtRegistry s;
  auto temporary = World::vcs_batch("778", 301, 310);
  temporary.serial_hold = "temporary_credit";
  const BatchId waiting{s.w.grant(s.w.registrar, temporary)};
  s.w.grant(s.w.registrar, World::transfer(range(waiting, 301, 310), s.w.plant));
  const RetirementId locking = used(s.w, range(s.held, 201, 201));
  const RetirementId heir = used(s.w, range(waiting, 301, 305));
  REQUIRE(s.w.ledger.retirement(heir)->status == RetirementStatus::on_hold);
  s.w.grant(s.w.plant, WithdrawRetirementCommand{locking, "error"});
  CHECK(lock_of(s.w, at_registry) == ProjectLock{s.w.factory, heir, true});
  s.w.grant(s.w.registrar, ConfirmEvidenceCommand{heir.entry(), "R-1", evidence()});
  CHECK(lock_of(s.w, at_registry) == ProjectLock{s.w.factory, heir, false});
}

TEST_CASE("An own project that served another factory is shared for ever", "[own][CE-10]") {
  AtRegistry s;
  s.retired_without_year();  // used, and still the developer's alone
  REQUIRE(s.w.ledger.project(at_registry)->used);
  REQUIRE_FALSE(s.w.ledger.project(at_registry)->shared);
  const auto for_other = [&s](std::int64_t unit) {
    auto command = s.w.retire(range(s.held, unit, unit));
    command.factory = s.w.other_factory;
    command.beneficiary = s.w.rival;
    return s.w.wish(s.w.plant, command);
  };
  REQUIRE(for_other(201).accepted());
  CHECK(s.w.ledger.project(at_registry)->shared);
  const Project before = *s.w.ledger.project(at_registry);
  REQUIRE(for_other(202).accepted());
  CHECK(*s.w.ledger.project(at_registry) == before);
  CHECK(refusal_of(s.w.wish(s.w.plant, s.w.retire(range(s.held, 203, 203)))) == Refusal::project_shared);
}

TEST_CASE("A voided project has no lock to open", "[own][void]") {
  World w;
  w.populate();
  const EntryIndex project{w.grant(w.plant, w.own_project("P1"))};
  w.grant(w.plant, voiding(project.value));
  const auto refused = w.wish(w.association, UnlockProjectCommand{first_own, "decided", "Court", evidence()});
  REQUIRE(refusal_of(refused) == Refusal::unknown_project);
  CHECK(refused.refused().facts ==
        std::vector<std::pair<std::string, std::string>>{{"programme", "OWN"}, {"project", "P1"}});
}
