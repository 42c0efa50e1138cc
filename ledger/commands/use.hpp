// Holding and use: moving units, keeping them apart, binding them to one factory and one period, and what follows
// (commands document, "Holding" and "Use").
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

enum class TransferBasis { trade, green_power, self_use, hydro, off_grid, other };

struct TransferCommand {
  std::vector<BatchRange> ranges;
  PartyId to;
  TransferBasis basis{};
  std::optional<Evidence> evidence;
};

struct ReserveCommand {
  std::vector<BatchRange> ranges;
  FactoryId factory;
  Period period;
  Purpose purpose{};
  Date until;  // the last day
};
struct ReleaseCommand {
  EntryIndex reservation;
  std::string reason;
};

// Headquarters retired for its factories: the benefit of units goes to another party, not the units.
struct AssignBenefitCommand {
  std::vector<BatchRange> ranges;
  PartyId to;
  Evidence evidence;
};

struct Assignment {
  PartyId from;
  Evidence evidence;
};

struct RetireCommand {
  FactoryId factory;
  Period period;
  Purpose purpose{};
  std::vector<BatchRange> ranges;         // pairwise disjoint; empty exactly where a reservation is named
  std::optional<EntryIndex> reservation;  // all its units are retired
  std::int64_t quantity = 0;              // equals the sum of the ranges
  PartyId beneficiary;
  std::optional<Assignment> assignment;
  Date retired_on;
  std::optional<std::string> registry_reference;
  std::optional<EntryIndex> replaces;  // the invalidation that this retirement repairs
  std::optional<Evidence> evidence;
};

// The target is a retirement, a batch that its holder recorded, or a transfer that waits for its registry.
struct ConfirmEvidenceCommand {
  EntryIndex target;
  std::string registry_reference;
  Evidence evidence;
};
struct RejectEvidenceCommand {
  EntryIndex target;
  std::string reason;
};

struct WithdrawRetirementCommand {
  RetirementId retirement;
  std::string reason;
};

// request_correction and correct_retirement have one body: where the retirement should have pointed.
struct Correction {
  RetirementId retirement;
  FactoryId factory;
  Period period;
  std::string reason;
};
struct RequestCorrectionCommand {
  Correction correction;
};
struct CorrectRetirementCommand {
  Correction correction;
};

struct UnlockProjectCommand {
  ProjectKey project;
  std::string reason;
  std::string authority;
  Evidence evidence;
};

}  // namespace tanbu
