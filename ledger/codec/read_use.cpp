// transfer and retire: the two commands that move units.
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

// The quantity is redundant on purpose: a person states it, and it must be what the ranges say (E_RANGE_QUANTITY).
void check_quantity(const Field& field, std::int64_t quantity, const std::vector<BatchRange>& ranges) {
  std::optional<std::int64_t> sum = 0;
  for (const auto& range : ranges) sum = sum ? checked_add(*sum, range.units.quantity()) : sum;
  if (sum && *sum == quantity) return;
  field.fault("range_quantity", "the ranges hold " + (sum ? std::to_string(*sum) : "too many") + " units");
}

std::optional<Assignment> read_assignment(const Field& field) {
  if (!field.present()) return std::nullopt;
  Assignment assignment;
  field.object([&](Reader& reader) {
    take(assignment.from, reader.need("from").party());
    take(assignment.evidence, read_evidence(reader.need("evidence")));
  });
  return assignment;
}

}  // namespace

Command read_transfer(Reader& body) {
  TransferCommand command;
  Ranges ranges;
  command.ranges = ranges.read(body.need("ranges"));
  take(command.to, body.need("to").party());
  take(command.basis,
       body.need("basis").choice({TransferBasis::trade, TransferBasis::green_power, TransferBasis::self_use,
                                  TransferBasis::hydro, TransferBasis::off_grid, TransferBasis::other}));
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_retire(Reader& body) {
  RetireCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.purpose, body.need("purpose").choice({Purpose::factory_offset, Purpose::electricity_consumption}));
  const Field ranges_field = body.need("ranges");
  Ranges ranges;
  command.ranges = ranges.read(ranges_field);
  const Field quantity = body.need("quantity");
  const bool has_quantity = take(command.quantity, quantity.integer(1, limits::unit_number_max));
  if (has_quantity && ranges.sound()) check_quantity(quantity, command.quantity, command.ranges);
  take(command.beneficiary, body.need("beneficiary").party());
  command.assignment = read_assignment(body.may("assignment"));
  take(command.retired_on, body.need("retired_on").date());
  command.registry_reference = body.may("registry_reference").reference();
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
