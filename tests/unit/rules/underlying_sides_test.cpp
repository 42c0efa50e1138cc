// What the reduction behind new units is compared with, and what it is not: dead, voided and converted units of another
// name, claims that live no more, and meters that were read wrongly.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Flags = std::vector<Flag>;

const Flags nothing_to_tell{};

// VCS 777 and CCER C1 are one project; whose units are of 2022 unless a test says otherwise.
struct Twins {
  World w;
  Twins() {
    w.populate();
    auto twin = World::vcs_project("777");
    twin.also_registered_as = {{"CCER", "C1"}};
    w.grant(w.registrar, twin);
    appoint(w, w.registrar, "CCER");
    w.grant(w.registrar, ccer_project("C1"));
  }
  BatchId recorded(const RecordBatchCommand& batch) { return {w.grant(w.registrar, batch)}; }
  BatchId recorded(std::int64_t first, std::int64_t last) { return recorded(World::vcs_batch("777", first, last)); }
  Outcome<Decision> issue(const RecordBatchCommand& batch) { return w.wish(w.registrar, batch); }
  Outcome<Decision> issue() { return issue(ccer_batch("C1", "CCER-S-1", 10)); }
};

// Certificates of the plant `asset`, whose May 2022 is metered.
struct Plant {
  World w;
  explicit Plant(std::int64_t megawatt_hours) {
    w.populate();
    register_gec(w);
    w.grant(w.gec_registrar, generation(megawatt_hours));
  }
  static RecordBatchCommand certificates(std::int64_t first, std::int64_t last) {
    return claiming(World::gec_batch(asset, first, last), last - first + 1);
  }
  BatchId recorded(const RecordBatchCommand& batch) { return {w.grant(w.gec_registrar, batch)}; }
  Outcome<Decision> issue(const RecordBatchCommand& batch) { return w.wish(w.gec_registrar, batch); }
};

// IREC and GEC of one plant, both by the registrar of GEC; they state no power, so that units are compared.
struct TwoSorts {
  World w;
  TwoSorts() {
    w.populate();
    register_gec(w);
    appoint(w, w.gec_registrar, "IREC");
    auto device = World::vcs_project("D1");
    device.project.programme = "IREC";
    device.asset_code = asset;
    w.grant(w.gec_registrar, device);
  }
  static RecordBatchCommand foreign(std::int64_t first, std::int64_t last) {
    auto batch = World::gec_batch(asset, first, last);
    batch.project = {"IREC", "D1"};
    batch.space = "irec";
    return batch;
  }
};

Refused refused(const Outcome<Decision>& outcome) {
  REQUIRE_FALSE(outcome.accepted());
  return outcome.refused();
}
std::string fact(const Refused& refused, const std::string& name) {
  for (const auto& [key, value] : refused.facts) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

TEST_CASE("Units that an authority struck at a linked project stand in nobody's way", "[XM-02]") {
  Twins t;
  t.w.grant(t.w.registrar, invalidate(range(t.recorded(1, 100), 1, 100)));
  CHECK(t.issue().value().flags == Flags{Flag::shared_vintage});
}

TEST_CASE("Units that came cancelled from their registry make no room", "[XM-02]") {
  Twins t;
  auto cancelled = World::vcs_batch("777", 1, 100);
  cancelled.registry_status = RegistryStatus::cancelled;
  t.recorded(cancelled);
  SECTION("where nothing of the project lives, that is a notice") {
    CHECK(t.issue().value().flags == Flags{Flag::shared_vintage});
  }
  SECTION("where one unit lives, it stands in the way") {
    const BatchId living = t.recorded(101, 101);
    CHECK(refused(t.issue()).conflict == living.entry());
  }
}

TEST_CASE("A batch of a linked project that was voided was never there", "[XM-02]") {
  Twins t;
  t.w.grant(t.w.registrar, voiding(t.recorded(1, 100).value));
  CHECK(t.issue().value().flags == nothing_to_tell);
}

TEST_CASE("A conflict with a linked project names the first batch that lives", "[XM-02]") {
  Twins t;
  t.w.grant(t.w.registrar, cancel(range(t.recorded(1, 10), 1, 10)));
  const BatchId second = t.recorded(11, 20);
  t.recorded(21, 30);
  const Refused no = refused(t.issue());
  CHECK(no.reason == Refusal::underlying_conflict);
  CHECK(no.conflict == second.entry());
  CHECK(fact(no, "batch") == std::to_string(second.value));
  CHECK(fact(no, "programme") == "VCS");
}

TEST_CASE("A notice about a linked vintage is given once, however many names share it", "[XM-02]") {
  Twins t;
  auto third = World::vcs_project("778");
  third.also_registered_as = {{"CCER", "C1"}};
  t.w.grant(t.w.registrar, third);
  t.w.grant(t.w.registrar, cancel(range(t.recorded(1, 10), 1, 10)));
  t.w.grant(t.w.registrar, cancel(range(t.recorded(World::vcs_batch("778", 11, 20)), 11, 20)));
  CHECK(t.issue().value().flags == Flags{Flag::shared_vintage});
}

TEST_CASE("Power that only the new units state is no answer to the units of a linked project", "[XM-02]") {
  Twins t;
  const BatchId living = t.recorded(1, 100);
  t.w.grant(t.w.gec_registrar, generation(1'000));
  const Refused no = refused(t.issue(claiming(ccer_batch("C1", "CCER-S-1", 10), 20)));
  CHECK(no.reason == Refusal::underlying_conflict);
  CHECK(no.conflict == living.entry());
  CHECK(fact(no, "month").empty());
}

TEST_CASE("Certificates make room for credits only once none of them lives", "[GE-09][XM-02]") {
  World w;
  w.populate();
  register_gec(w);
  appoint(w, w.registrar, "CCER");
  auto project = ccer_project("C1");
  project.asset_code = asset;
  w.grant(w.registrar, project);
  const BatchId certified{w.grant(w.gec_registrar, World::gec_batch(asset, 1, 100))};
  w.grant(w.gec_registrar, cancel(range(certified, 1, 99), CancelReason::ccer_switch));
  // A megawatt-hour is no tonne: 99 of the one are not enough for 10 of the other.
  const Refused no = refused(w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 10)));
  CHECK(no.reason == Refusal::underlying_conflict);
  CHECK(no.conflict == certified.entry());
  w.grant(w.gec_registrar, cancel(range(certified, 100, 100), CancelReason::ccer_switch));
  CHECK(w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 10)).value().flags == Flags{Flag::linked_claim});
}

TEST_CASE("Units beyond counting are never enough to make room", "[XM-02]") {
  // IREC counts millionths of a certificate; ten of the largest batches in its units are more than 2^63.
  constexpr std::int64_t beyond = 10'000'000'000'000;
  TwoSorts wanting;
  const BatchId small{wanting.w.grant(wanting.w.gec_registrar, TwoSorts::foreign(1, 10))};
  wanting.w.grant(wanting.w.gec_registrar, cancel(range(small, 1, 9), CancelReason::conversion));
  CHECK(refused(wanting.w.wish(wanting.w.gec_registrar, World::gec_batch(asset, 1, beyond))).conflict == small.entry());
  TwoSorts having;
  const BatchId large{having.w.grant(having.w.gec_registrar, World::gec_batch(asset, 1, beyond))};
  having.w.grant(having.w.gec_registrar, cancel(range(large, 2, beyond), CancelReason::conversion));
  CHECK(refused(having.w.wish(having.w.gec_registrar, TwoSorts::foreign(1, 10))).conflict == large.entry());
}

TEST_CASE("Certificates above the meter name the batch that used it up", "[XM-02]") {
  Plant p(100);
  const BatchId first = p.recorded(Plant::certificates(1, 60));
  p.recorded(Plant::certificates(61, 90));
  const Refused no = refused(p.issue(Plant::certificates(91, 110)));
  CHECK(no.reason == Refusal::underlying_conflict);
  CHECK(no.conflict == first.entry());
  CHECK(fact(no, "claimed_kwh") == "110000");
  CHECK(fact(no, "metered_kwh") == "100000");
  CHECK(p.issue(Plant::certificates(91, 100)).accepted());
}

TEST_CASE("Certificates above the meter name credits before other certificates", "[GE-09][XM-02]") {
  Plant p(100);
  appoint(p.w, p.w.registrar, "CCER");
  p.w.grant(p.w.registrar, ccer_project("C1"));
  p.recorded(Plant::certificates(1, 50));
  const BatchId credits{p.w.grant(p.w.registrar, claiming(ccer_batch("C1", "CCER-S-1", 10), 30))};
  const Refused no = refused(p.issue(Plant::certificates(51, 71)));
  CHECK(no.reason == Refusal::gec_ccer_overlap);
  CHECK(no.conflict == credits.entry());
  CHECK(p.issue(Plant::certificates(51, 70)).accepted());
}

TEST_CASE("Of two months the first that is exceeded is named", "[XM-02]") {
  Plant p(10);
  p.w.grant(p.w.gec_registrar, generation(10, "2022-06"));
  auto batch = World::gec_batch(asset, 1, 40);
  batch.claimed_generation = {{asset, "2022-05", {20'000}}, {asset, "2022-06", {20'000}}};
  const Refused no = refused(p.issue(batch));
  CHECK(no.conflict == find_notes<Generation>(p.w.ledger, index_names::generation(asset, "2022-05")).front().entry);
  CHECK(fact(no, "month") == "2022-05");
  batch.claimed_generation.front().electricity = {10'000};
  CHECK(fact(refused(p.issue(batch)), "month") == "2022-06");
}

TEST_CASE("That nobody metered the power is told once for all months", "[XM-02]") {
  World w;
  w.populate();
  register_gec(w);
  auto batch = World::gec_batch(asset, 1, 40);
  batch.claimed_generation = {{asset, "2022-03", {20'000}}, {asset, "2022-04", {20'000}}};
  CHECK(w.wish(w.gec_registrar, batch).value().flags == Flags{Flag::generation_unknown});
}

TEST_CASE("A meter reading that was voided raises no ceiling", "[void][XM-02]") {
  Plant p(50);
  p.w.grant(p.w.gec_registrar, voiding(p.w.grant(p.w.gec_registrar, generation(500))));
  const Refused no = refused(p.issue(Plant::certificates(1, 60)));
  CHECK(fact(no, "metered_kwh") == "50000");
  CHECK(p.issue(Plant::certificates(1, 50)).accepted());
}

TEST_CASE("A voided batch and a batch without a living unit claim no power", "[void][XM-02]") {
  Plant p(100);
  p.w.grant(p.w.gec_registrar, voiding(p.recorded(Plant::certificates(1, 100)).value));
  const BatchId again = p.recorded(Plant::certificates(1, 100));
  p.w.grant(p.w.gec_registrar, cancel(range(again, 1, 100)));
  CHECK(p.issue(Plant::certificates(101, 200)).accepted());
  CHECK_FALSE(p.issue(Plant::certificates(201, 201)).accepted());
}

TEST_CASE("Certificates of several months that live claim each month as far as they reach", "[XM-02]") {
  Plant p(50);
  p.w.grant(p.w.gec_registrar, generation(50, "2022-06"));
  const auto of_two_months = [](std::int64_t first, std::int64_t last, std::int64_t may, std::int64_t june) {
    auto batch = World::gec_batch(asset, first, last);
    batch.claimed_generation = {{asset, "2022-05", {may * 1'000}}, {asset, "2022-06", {june * 1'000}}};
    return batch;
  };
  const BatchId batch = p.recorded(of_two_months(1, 100, 50, 50));
  p.w.grant(p.w.gec_registrar, cancel(range(batch, 1, 50)));
  // The 50 that live may all be of May, or all of June.
  CHECK(fact(refused(p.issue(of_two_months(101, 101, 1, 0))), "month") == "2022-05");
  CHECK(fact(refused(p.issue(of_two_months(101, 101, 0, 1))), "month") == "2022-06");
  p.w.grant(p.w.gec_registrar, cancel(range(batch, 51, 90)));
  CHECK(p.issue(of_two_months(101, 180, 40, 40)).accepted());
  CHECK_FALSE(p.issue(of_two_months(181, 181, 1, 0)).accepted());
}

TEST_CASE("A part of a kilowatt-hour that lives is claimed as a whole one", "[XM-02]") {
  TwoSorts s;
  s.w.grant(s.w.gec_registrar, generation(1));
  const auto megawatt_hour = [](std::int64_t first) { return claiming(TwoSorts::foreign(first, first + 999'999), 1); };
  const BatchId batch{s.w.grant(s.w.gec_registrar, megawatt_hour(1))};
  s.w.grant(s.w.gec_registrar, cancel(range(batch, 1, 999'999)));
  const auto refusal = refused(s.w.wish(s.w.gec_registrar, megawatt_hour(2'000'001)));
  CHECK(fact(refusal, "claimed_kwh") == "1001");
  s.w.grant(s.w.gec_registrar, cancel(range(batch, 1'000'000, 1'000'000)));
  CHECK(s.w.wish(s.w.gec_registrar, megawatt_hour(2'000'001)).accepted());
}

TEST_CASE("Certificates that claim nothing of a month are no second proof of its power", "[GE-10]") {
  TwoSorts s;
  s.w.grant(s.w.gec_registrar, generation(10));
  auto silent = claiming(TwoSorts::foreign(1, 10), 0);
  silent.claimed_generation.push_back({asset, "2022-04", {1'000}});
  s.w.grant(s.w.gec_registrar, silent);
  CHECK(s.w.wish(s.w.gec_registrar, Plant::certificates(1, 10)).accepted());
  auto of_april = World::gec_batch(asset, 11, 11);
  of_april.claimed_generation = {{asset, "2022-04", {1'000}}};
  CHECK(refused(s.w.wish(s.w.gec_registrar, of_april)).reason == Refusal::underlying_conflict);
}

TEST_CASE("What a holder stated of the same numbers claims no power beside the registrar's record", "[RT-02][XM-02]") {
  Plant p(100);
  const BatchId stated{p.w.grant(p.w.trader, Plant::certificates(1, 100))};
  const auto outcome = p.issue(Plant::certificates(1, 100));
  CHECK(outcome.value().flags == nothing_to_tell);
  CHECK(p.w.ledger.batch(stated)->voided_by == EntryIndex{p.w.ledger.size() - 1});
}

TEST_CASE("Linked projects contradict each other only where both have living units of one year", "[link_projects]") {
  const auto flags_of_link = [](int year_of_a, int year_of_b, bool a_lives, bool b_lives) {
    World w;
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    w.grant(w.registrar, World::vcs_project("2"));
    const BatchId a{w.grant(w.registrar, of_year(World::vcs_batch("1", 1, 10), year_of_a))};
    const BatchId b{w.grant(w.registrar, of_year(World::vcs_batch("2", 11, 20), year_of_b))};
    if (!a_lives) w.grant(w.registrar, cancel(range(a, 1, 10)));
    if (!b_lives) w.grant(w.registrar, cancel(range(b, 11, 20)));
    const Flags flags = w.wish(w.registrar, link({"VCS", "1"}, {"VCS", "2"})).value().flags;
    CHECK(open_conflicts(w).size() == flags.size());
    return flags;
  };
  CHECK(flags_of_link(2022, 2022, true, true) == Flags{Flag::conflict_opened});
  CHECK(flags_of_link(2022, 2022, false, true) == nothing_to_tell);
  CHECK(flags_of_link(2022, 2022, true, false) == nothing_to_tell);
  CHECK(flags_of_link(2021, 2022, true, true) == nothing_to_tell);
  CHECK(flags_of_link(2022, 2021, true, true) == nothing_to_tell);
}
