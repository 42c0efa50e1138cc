// One row for each way a command says no: what stands in the way, and which reason comes first. The tables lie beside
// the tests of their commands; every_refusal_test.cpp holds all of them against the enumeration.
#pragma once
#include <functional>
#include <vector>

#include "tests/support/world.hpp"

namespace tanbu::test {

struct Row {
  Refusal reason;
  const char* sentence;
  std::function<Outcome<Decision>(World&)> wish;
};

// Use: transfer, reserve, release, assign_benefit, retire, confirm, reject, withdraw, correct, unlock, void.
[[nodiscard]] const std::vector<Row>& rows_of_holding();
[[nodiscard]] const std::vector<Row>& rows_of_retiring();
[[nodiscard]] const std::vector<Row>& rows_of_undoing();

// Short ways to common situations.
inline BatchId claimable(World& world, const char* beneficiary = "Plant One Ltd (registry)",
                         const char* text = "2022") {
  if (!world.ledger.project({"VCS", "1"})) world.grant(world.registrar, World::vcs_project("1"));
  const auto first = static_cast<std::int64_t>(world.ledger.size()) * 1'000;
  return {world.grant(world.registrar, World::retired_batch("1", first, first + 9, beneficiary, text))};
}
// The first `count` units of a batch of claimable().
inline std::vector<BatchRange> first_units(const World& world, BatchId batch, std::int64_t count) {
  const auto recorded = world.ledger.batch(batch).value();
  return {{batch, units(recorded.units.first(), recorded.units.first() + count - 1)}};
}
inline BatchId certificates(World& world, const PartyId& holder, const char* month = "2022-05", bool tradable = true,
                            std::int64_t count = 100) {
  const std::string asset = "PPC1302632802001I";
  if (!world.ledger.project({"GEC", asset})) {
    auto project = World::vcs_project(asset);
    project.project.programme = "GEC";
    world.grant(world.gec_registrar, project);
  }
  auto batch = World::gec_batch(asset, 1, count);
  const Period span = period((std::string(month) + "-01--" + month + "-28").c_str());
  batch.space = asset + "/" + month;
  batch.serial = asset + "#" + month;
  batch.printed_codes = {asset + month + "1", asset + month + std::to_string(count)};
  batch.vintage_from = span.first;
  batch.vintage_until = span.last;
  batch.issued_on = {span.last.days + 10};
  batch.tradable = tradable;
  batch.claimed_generation = {{asset, month, {count * 1'000}}};
  const BatchId id{world.grant(world.gec_registrar, batch)};
  auto move = World::transfer({{id, units(1, count)}}, holder);
  move.basis = TransferBasis::self_use;
  world.grant(world.gec_registrar, move);
  return id;
}
inline RetireCommand consumption(const World& world, std::vector<BatchRange> ranges, const char* of_period = "2022") {
  RetireCommand command = world.retire(std::move(ranges));
  command.purpose = Purpose::electricity_consumption;
  command.period = period(of_period);
  return command;
}
inline ReserveCommand reservation(const World& world, std::vector<BatchRange> ranges) {
  return {.ranges = std::move(ranges),
          .factory = world.factory,
          .period = period("2022"),
          .purpose = Purpose::factory_offset,
          .until = day("2023-12-31")};
}
inline Instant at(const char* date) { return {static_cast<std::int64_t>(day(date).days) * 86'400'000 + 3'600'000}; }

}  // namespace tanbu::test
