// The state of the ledger as plain records: what all entries so far add up to. A record is replaced as a whole by its
// key; units of a batch are segments, disjoint and complete. Not the history (that is the log) and not how it is stored
// (that is the store).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/commands.hpp"

namespace tanbu {

struct Party {
  PartyId id;
  EntryIndex entry;
  LegalForm legal_form{};
  std::string name;
  std::vector<std::string> aliases;
  bool operator==(const Party&) const = default;
};

struct Key {
  KeyId kid;
  PartyId party;
  EntryIndex entry;
  std::string jwk;
  Instant valid_from;                  // the time of the entry that registered it
  std::optional<Instant> valid_until;  // exclusive; set by a revocation
  bool operator==(const Key&) const = default;
};

struct Appointment {
  EntryIndex entry;
  PartyId party;
  std::string programme;
  Date from;
  Date until;
  bool operator==(const Appointment&) const = default;
};

struct Factory {
  FactoryId id;
  PartyId operator_party;  // in this rule set the operator never changes
  Date operator_from;
  std::string name;
  std::string division;
  std::string address;
  bool operator==(const Factory&) const = default;
};

struct ProjectLock {
  FactoryId factory;
  RetirementId retirement;
  bool provisional = false;  // the use that locked it is not confirmed yet
  bool operator==(const ProjectLock&) const = default;
};

struct Project {
  ProjectKey key;
  EntryIndex entry;
  std::string title;
  std::optional<PartyId> developer;  // only where the developer is an enrolled party
  std::optional<PartyId> verifier;
  std::optional<FactoryId> self_developed_for;
  std::optional<std::string> asset_code;
  std::vector<ProjectKey> also_registered_as;
  bool used = false;    // some unit was retired or bound, here or at its registry
  bool shared = false;  // some unit left the developer or served another factory
  std::optional<ProjectLock> lock;
  bool operator==(const Project&) const = default;
};

struct Batch {
  BatchId id;
  ProjectKey project;
  std::string serial;  // canonical spelling
  std::string space;
  UnitRange units;
  std::vector<std::string> printed_codes;
  Date vintage_from;
  Date vintage_until;
  Date issued_on;
  RegistryStatus registry_status{};
  std::optional<Date> status_on;
  std::string beneficiary_text;
  std::string reason_text;
  std::string registry_reference;
  bool tradable = false;
  bool operator==(const Batch&) const = default;
};

enum class UnitStatus : std::uint8_t {
  unassigned = 1,  // recorded, no holder known
  free = 2,        // held, may be transferred or retired
  held = 3,        // retired by its holder, on HOLD: counts 0
  frozen = 4,
  registry_retired = 5,  // retired at its registry, not bound here
  retired = 6,           // bound to one factory and one period
  cancelled = 7,
};
[[nodiscard]] std::string_view name_of(UnitStatus status);

// Neighbouring units of one batch in the same condition.
struct Segment {
  BatchId batch;
  UnitRange units;
  UnitStatus status{};
  std::optional<PartyId> holder;           // free, frozen, held; absent otherwise
  std::optional<RetirementId> retirement;  // held and retired
  EntryIndex since;                        // the entry that put the units into this condition
  bool operator==(const Segment&) const = default;
};

enum class RetirementStatus : std::uint8_t {
  declared = 1,  // by the holder; waits for the registrar's record
  matched = 2,   // agrees with a registrar's record
  confirmed = 3,
  on_hold = 4,  // a claim that binds nothing, or units that count 0 until confirmed
};
[[nodiscard]] std::string_view name_of(RetirementStatus status);

struct Retirement {
  RetirementId id;
  PartyId issuer;
  FactoryId factory;
  Period period;
  Purpose purpose{};
  std::vector<BatchRange> ranges;
  std::int64_t quantity = 0;
  PartyId beneficiary;
  Date retired_on;
  std::string registry_reference;
  RetirementStatus status{};
  bool claim = false;  // on units retired at their registry
  bool operator==(const Retirement&) const = default;
};

// What coverage needs of an inventory; the rest stays in the command.
struct Inventory {
  InventoryId id;
  FactoryId factory;
  Period period;
  std::string standard;
  std::int64_t version = 1;
  std::optional<InventoryId> superseded_by;
  Kilograms scope1;
  Kilograms scope2_heat;
  std::optional<Kilograms> scope3;
  KilowattHours consumed;
  KilowattHours purchased;
  GridFactor factor_location;
  Kilograms ccus;
  Kilograms in_boundary_removal;
  bool operator==(const Inventory&) const = default;
};

// Replaces the segments of one batch that begin at `erased` by `inserted`, which cover exactly the same units.
struct SegmentSplice {
  BatchId batch;
  std::vector<Segment> erased;
  std::vector<Segment> inserted;
  bool operator==(const SegmentSplice&) const = default;
};

using Change = std::variant<Party, Key, Appointment, Factory, Project, Batch, Inventory, Retirement, SegmentSplice>;
using Changes = std::vector<Change>;

}  // namespace tanbu
