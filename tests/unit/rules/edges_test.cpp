// Numbered rules at their edges: the last day that counts and the first that does not, the same thing under another
// name, and what a rule must leave alone. One case each; the ways to be refused have their rows elsewhere.
#include <catch2/catch.hpp>

#include "ledger/programme.hpp"
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// A project of any tonne programme with its registrar appointed.
void registered(World& world, const char* programme, const char* id, std::vector<ProjectKey> aliases = {}) {
  if (world.ledger.appointments(world.registrar, programme).empty()) appoint(world, world.registrar, programme);
  auto project = World::vcs_project(id);
  project.project = {programme, id};
  project.also_registered_as = std::move(aliases);
  world.grant(world.registrar, project);
}
RecordBatchCommand batch_of(const char* programme, const char* id, std::int64_t quantity) {
  RecordBatchCommand batch = World::vcs_batch(id, 1, quantity);
  batch.project = {programme, id};
  batch.space = batch.serial;
  return batch;
}
BatchId held(World& world, const char* programme, const char* id, std::int64_t quantity) {
  if (!world.ledger.project({programme, id})) registered(world, programme, id);
  const BatchId batch{world.grant(world.registrar, batch_of(programme, id, quantity))};
  world.grant(world.registrar, World::transfer({{batch, units(1, quantity)}}, world.trader));
  return batch;
}
RetireCommand retired_on(RetireCommand command, const char* on) {
  command.retired_on = day(on);
  return command;
}
RetirementStatus newest_status(const World& world) {
  return world.ledger.retirement({world.ledger.size() - 1})->status;
}

}  // namespace

TEST_CASE("An appointment holds on its first and on its last day and on no other", "[U-05]") {
  World w;
  w.populate();
  w.grant(w.association, AppointRegistrarCommand{w.trader, "GS", day("2023-03-01"), day("2023-03-31")});
  auto project = World::vcs_project("GS1");
  project.project = {"GS", "GS1"};
  const auto on = [&](const char* date) {
    w.now = {day(date).days * 86'400'000LL};  // eight in the morning in China
    return w.wish(w.trader, project).accepted();
  };
  CHECK_FALSE(on("2023-02-28"));
  CHECK_FALSE(on("2023-04-01"));
  CHECK(on("2023-03-01"));
  project.project = {"GS", "GS2"};
  CHECK(on("2023-03-31"));
}

TEST_CASE("Every programme counts whole tonnes or whole megawatt-hours", "[U-02][CC-07][GE-01][PH-03]") {
  for (const Programme* programme : all_programmes()) {
    INFO(programme->code);
    // What is no tonne covers no emissions.
    CHECK(programme->offset == (programme->unit == Unit::tonne_co2e));
    const bool parts = programme->code == "IREC";
    CHECK(programme->units_per_whole == (parts ? 1'000'000 : 1));
  }
  CHECK(find_programme("CCER")->unit == Unit::tonne_co2e);
  CHECK(find_programme("PHCER-GD")->unit == Unit::tonne_co2e);
  CHECK(find_programme("GEC")->unit == Unit::megawatt_hour);
}

TEST_CASE("A party registered elsewhere than its credit code says is enrolled", "[ID-03]") {
  World w;
  w.populate();
  auto moved = World::enrolment({"uscc:9144030071526726XG"}, "Moved Ltd");
  moved.division = "120116";
  CHECK(w.wish(w.association, moved).accepted());
}

TEST_CASE("Units are used from the day of their issue and the end of their vintage on", "[RT-07]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);  // vintage until 2022-12-31, issued on 2023-02-01
  const auto on = [&](const char* date) { return w.wish(w.trader, retired_on(w.retire(range(batch, 1, 1)), date)); };
  CHECK(refusal_of(on("2023-01-31")) == Refusal::ex_ante);
  CHECK(on("2023-02-01").accepted());
}

TEST_CASE("A batch may be issued on the last day of its vintage and not before", "[RT-07]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  auto batch = World::vcs_batch("1", 1, 10);
  batch.issued_on = day("2022-12-30");
  CHECK(refusal_of(w.wish(w.registrar, batch)) == Refusal::ex_ante);
  batch.issued_on = day("2022-12-31");
  CHECK(w.wish(w.registrar, batch).accepted());
}

TEST_CASE("A vintage six years before the period is a notice and one five years before is none", "[RT-07]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const auto flagged = [&w](int year, std::int64_t first) {
    const BatchId batch{w.grant(w.registrar, of_year(World::vcs_batch("1", first, first), year))};
    w.grant(w.registrar, World::transfer(range(batch, first, first), w.trader));
    return has_flag(w.wish(w.trader, w.retire(range(batch, first, first))), Flag::old_vintage);
  };
  CHECK_FALSE(flagged(2017, 1));
  CHECK(flagged(2016, 2));
}

TEST_CASE("What another mechanism issued for the same project and year is not issued as CCER", "[CC-03]") {
  World w;
  w.populate();
  const BatchId issued = w.held_by_trader("1", 1, 10);
  registered(w, "CCER", "A100", {{"VCS", "1"}});
  const auto refused = w.wish(w.registrar, batch_of("CCER", "A100", 10));
  CHECK(refusal_of(refused) == Refusal::underlying_conflict);
  CHECK(refused.refused().conflict == issued.entry());
  CHECK(w.wish(w.registrar, of_year(batch_of("CCER", "A100", 10), 2021)).accepted());
}

TEST_CASE("What a province issued for a project is not issued again by the nation", "[PH-04]") {
  World w;
  w.populate();
  const BatchId issued = held(w, "PHCER-GD", "GD-1", 10);
  registered(w, "CCER", "A100", {{"PHCER-GD", "GD-1"}});
  const auto refused = w.wish(w.registrar, batch_of("CCER", "A100", 10));
  CHECK(refusal_of(refused) == Refusal::underlying_conflict);
  CHECK(refused.refused().conflict == issued.entry());
}

TEST_CASE("Used CCER move no more and are used no more", "[CC-12]") {
  World w;
  w.populate();
  const BatchId batch = held(w, "CCER", "A100", 10);
  w.grant(w.trader, w.retire(range(batch, 1, 5)));
  CHECK(refusal_of(w.wish(w.trader, World::transfer(range(batch, 5, 6), w.plant))) == Refusal::not_free);
  CHECK(refusal_of(w.wish(w.trader, w.retire(range(batch, 5, 5)))) == Refusal::double_use);
  CHECK(status_at(w, batch, 6) == UnitStatus::free);
}

TEST_CASE("The list of methodologies binds projects of the new system only", "[CC-16]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  auto project = ccer_project("A100");
  project.methodology = "CM-001-V01";
  CHECK(has_flag(w.wish(w.registrar, project), Flag::methodology_unknown));
  project = ccer_project("A101");
  project.methodology = "CM-001-V01";
  project.project_class = ProjectClass::ccer_old;
  CHECK_FALSE(has_flag(w.wish(w.registrar, project), Flag::methodology_unknown));
  CHECK(w.ledger.project({"CCER", "A101"})->project_class == ProjectClass::ccer_old);
}

TEST_CASE("What settled a quota supports no factory", "[CC-19]") {
  World w;
  w.populate();
  registered(w, "CCER", "A100");
  for (const char* reason : {"2022年度碳排放配额清缴", "全国碳排放权交易市场2022年度履约抵销"}) {
    auto batch = batch_of("CCER", "A100", 10);
    batch.serial += std::to_string(w.ledger.size());
    batch.space = batch.serial;
    batch.registry_status = RegistryStatus::retired;
    batch.status_on = day("2023-06-01");
    batch.beneficiary_text = "Plant One Ltd (registry)";
    batch.reason_text = reason;
    const BatchId id{w.grant(w.registrar, batch)};
    INFO(reason);
    CHECK(refusal_of(w.wish(w.plant, w.retire(range(id, 1, 1)))) == Refusal::purpose_conflict);
  }
}

TEST_CASE("What served a factory and then settled a quota counts for the factory no more", "[CC-19][XM-01]") {
  World w;
  w.populate();
  const BatchId batch = held(w, "CCER", "A100", 10);
  const RetirementId retirement{w.grant(w.trader, w.retire(range(batch, 1, 10)))};
  auto settled = foreign_use(range(batch, 4, 10));
  settled.purpose = ForeignPurpose::national_ets;
  CHECK(has_flag(w.wish(w.registrar, settled), Flag::conflict_opened));
  CHECK(w.ledger.retirement(retirement)->counted == 3);
  CHECK(status_at(w, batch, 4) == UnitStatus::in_conflict);
}

TEST_CASE("A certificate names its project file in both codes", "[GE-02]") {
  const Programme& gec = *find_programme("GEC");
  const SerialContext month{.quantity = 2, .vintage = period("2024-01-01--2024-01-31")};
  const auto fault_of = [&](const std::string& serial) {
    const auto read = gec.parse_serial(serial, month);
    const auto* fault = std::get_if<SerialFault>(&read);
    return fault == nullptr ? std::string{} : fault->code;
  };
  const std::string first = asset + "240100000000001";
  const std::string last = asset + "240100000000002";
  CHECK(fault_of(first + ".." + last + "#1-2").empty());
  CHECK(fault_of(first + "..PPC1707632801002C240100000000002#1-2") == "serial_form");
  CHECK(fault_of(first.substr(1) + ".." + last.substr(1) + "#1-2") == "serial_form");
}

TEST_CASE("A code of 32 characters is recorded once, whatever positions stand beside it", "[GE-02]") {
  World w;
  w.populate();
  register_gec(w);
  const BatchId issued{w.grant(w.gec_registrar, World::gec_batch(asset, 1, 100))};
  auto again = World::gec_batch(asset, 201, 300);
  again.printed_codes = {asset + "201", asset + "100"};
  const auto refused = w.wish(w.gec_registrar, again);
  CHECK(refusal_of(refused) == Refusal::gec_dup);
  CHECK(refused.refused().conflict == issued.entry());
}

TEST_CASE("Certificates cancelled for any other reason than consumption prove nothing", "[GE-06]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant);
  w.grant(w.gec_registrar, cancel(range(batch, 1, 10), CancelReason::expired));
  w.grant(w.gec_registrar, cancel(range(batch, 11, 20), CancelReason::ccer_switch));
  CHECK(refusal_of(w.wish(w.plant, consumption(w, range(batch, 10, 10)))) == Refusal::not_free);
  CHECK(refusal_of(w.wish(w.plant, consumption(w, range(batch, 11, 11)))) == Refusal::not_free);
  CHECK(w.wish(w.plant, consumption(w, range(batch, 21, 21))).accepted());
}

TEST_CASE("A certificate proves one factory's consumption of one year and nobody else's", "[GE-11][XM-03][XM-01]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant);
  w.grant(w.plant, consumption(w, range(batch, 1, 10)));
  auto others = consumption(w, range(batch, 10, 11));
  others.factory = w.other_factory;
  others.beneficiary = w.rival;
  CHECK(refusal_of(w.wish(w.plant, others)) == Refusal::double_use);
  CHECK(refusal_of(w.wish(w.plant, consumption(w, range(batch, 10, 10), "2023"))) == Refusal::double_use);
  // Several figures of one site and year read the one retirement; a second one would claim the same power again.
  CHECK(refusal_of(w.wish(w.plant, consumption(w, range(batch, 10, 10)))) == Refusal::double_use);
}

TEST_CASE("A regional reduction counts while its region is recognised, first and last day included", "[PH-01]") {
  World w;
  w.populate();
  const BatchId batch = held(w, "PHCER-BJ", "BJ-1", 10);
  w.grant(w.association,
          RecogniseInstrumentCommand{"PHCER-BJ", "Beijing", evidence(), day("2023-06-01"), day("2023-06-30")});
  std::int64_t unit = 0;
  const auto status_on = [&](const char* date) {
    ++unit;
    w.grant(w.trader, retired_on(w.retire(range(batch, unit, unit)), date));
    return newest_status(w);
  };
  CHECK(status_on("2023-05-31") == RetirementStatus::on_hold);
  CHECK(status_on("2023-06-01") == RetirementStatus::declared);
  CHECK(status_on("2023-06-30") == RetirementStatus::declared);
  CHECK(status_on("2023-07-01") == RetirementStatus::on_hold);
}

TEST_CASE("Reductions of Guangdong count from 2022-05-06 to 2027-05-05", "[PH-02]") {
  World w;
  w.populate();
  w.now = at("2027-06-02");
  registered(w, "PHCER-GD", "GD-1");
  auto recorded = of_year(batch_of("PHCER-GD", "GD-1", 10), 2021);
  recorded.issued_on = day("2022-02-01");
  const BatchId batch{w.grant(w.registrar, recorded)};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  const auto on = [&](std::int64_t unit, const char* date) {
    return w.wish(w.trader, retired_on(w.retire(range(batch, unit, unit)), date));
  };
  CHECK(refusal_of(on(1, "2022-05-05")) == Refusal::registry_lapsed);
  CHECK(on(1, "2022-05-06").accepted());
  CHECK(on(2, "2027-05-05").accepted());
  CHECK(refusal_of(on(3, "2027-05-06")) == Refusal::registry_lapsed);
}
