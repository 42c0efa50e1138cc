// Holding and use: transfer, reserve, release, assign_benefit and retire. Not what follows a use (read_after_use.cpp).
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

Command read_reserve(Reader& body) {
  ReserveCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.purpose, read_purpose(body.need("purpose")));
  take(command.until, body.need("until").date());
  return command;
}

Command read_release(Reader& body) {
  ReleaseCommand command;
  take(command.reservation, body.need("reservation").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  return command;
}

Command read_assign_benefit(Reader& body) {
  AssignBenefitCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.to, body.need("to").party());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_retire(Reader& body) {
  RetireCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.purpose, read_purpose(body.need("purpose")));
  // A reservation stands for all its units; stated beside ranges, one of the two would have to be believed.
  const bool reserved = body.has("reservation");
  Ranges ranges;
  command.ranges = ranges.read(body.member("ranges", !reserved));
  const Field reservation = body.may("reservation");
  command.reservation = reservation.entry<EntryIndex>();
  if (reserved && body.has("ranges")) reservation.fault("only_one_of", "either ranges or a reservation is wanted");
  const Field quantity = body.need("quantity");
  const bool has_quantity = take(command.quantity, quantity.integer(1, limits::unit_number_max));
  if (has_quantity && ranges.sound()) check_quantity(quantity, command.quantity, command.ranges);
  take(command.beneficiary, body.need("beneficiary").party());
  command.assignment = read_assignment(body.may("assignment"));
  take(command.retired_on, body.need("retired_on").date());
  command.registry_reference = body.may("registry_reference").reference();
  command.replaces = body.may("replaces").entry<EntryIndex>();
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
