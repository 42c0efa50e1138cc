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

#include "ledger/notes.hpp"

namespace tanbu {

struct Party {
  PartyId id;
  EntryIndex entry;
  LegalForm legal_form{};
  std::string name;
  std::vector<std::string> aliases;
  std::optional<PartyId> succeeded_by;  // then the party signs nothing any more
  bool operator==(const Party&) const = default;
};

struct Key {
  KeyId kid;
  PartyId party;
  EntryIndex entry;
  std::string jwk;
  Instant valid_from;                  // the time of the entry that registered it; 7 days later for a recovery
  std::optional<Instant> valid_until;  // exclusive; set by a revocation
  std::vector<std::string> kinds;      // what the key may sign; empty: everything
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

// Who ran a factory until it was sold.
struct FormerOperator {
  PartyId party;
  Date from;
  Date until;  // the day before the next one took over
  bool operator==(const FormerOperator&) const = default;
};

struct Factory {
  FactoryId id;
  PartyId operator_party;  // today's
  Date operator_from;
  std::vector<FormerOperator> former_operators;  // oldest first
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
  std::optional<FactoryId> located_in_factory;
  ProjectClass project_class = ProjectClass::none;
  PartyId recorded_by;  // who signed the registration
  std::optional<Date> crediting_from;
  std::optional<Date> crediting_until;
  std::optional<std::string> asset_code;
  std::vector<ProjectKey> also_registered_as;
  bool used = false;    // some unit was retired or bound, here or at its registry
  bool shared = false;  // some unit left the developer or served another factory
  std::optional<ProjectLock> lock;
  std::optional<EntryIndex> voided_by;  // then its name is free again
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
  PartyId recorded_by;
  std::string hold;  // why its units count only once confirmed: recorded_by_holder, temporary_credit; empty: they count
  std::optional<EntryIndex> voided_by;  // then its numbers are free again
  bool operator==(const Batch&) const = default;
};

enum class RetirementStatus : std::uint8_t {
  declared = 1,  // by the holder; waits for the registrar's record
  matched = 2,   // agrees with a registrar's record
  confirmed = 3,
  on_hold = 4,    // a claim that binds nothing, or units that count 0 until confirmed
  rejected = 5,   // by a registrar or body, or because another claim on its units was confirmed
  withdrawn = 6,  // by its signer
  voided = 7,     // a clerk's error
};
// True while the retirement may count or come to count.
[[nodiscard]] constexpr bool is_open(RetirementStatus status) { return status <= RetirementStatus::on_hold; }
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
  bool claim = false;             // on units retired at their registry
  std::optional<PartyId> holder;  // whose units they were; absent for a claim
  Date recorded_on;               // China date of its entry; a HOLD lapses 90 days later
  // Units that count today: bound to it, neither invalidated nor in conflict, not on HOLD. Kept by apply() alone.
  std::int64_t counted = 0;
  std::optional<EntryIndex> replaces;   // the invalidation that it repairs
  std::optional<EntryIndex> closed_by;  // the entry that rejected, withdrew or voided it
  bool operator==(const Retirement&) const = default;
};

// Electricity that reaches the factory without the grid.
struct DirectAsset {
  std::optional<std::string> asset_code;
  KilowattHours electricity;
  bool operator==(const DirectAsset&) const = default;
};

struct Verification {
  EntryIndex entry;
  PartyId verifier;
  PartyId reported_by;  // the verifier itself, or the engaged body that reports another's statement
  Assurance assurance{};
  Opinion opinion{};
  Date verified_on;
  bool operator==(const Verification&) const = default;
};

// What coverage and the rules need of an inventory; the rest stays in the command.
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
  KilowattHours green_power;                     // bought as green power, own certificates or not
  std::vector<DirectAsset> direct;               // own supply, never counted a second time as its certificates
  std::vector<ProjectKey> in_boundary_projects;  // reductions inside the boundary that are also registered somewhere
  std::vector<std::string> in_boundary_assets;   // the same by asset code
  std::optional<Verification> verification;      // the newest; only unqualified or qualified ones make it count
  std::optional<EntryIndex> voided_by;
  bool operator==(const Inventory&) const = default;
};

// Replaces the segments of one batch that begin at `erased` by `inserted`, which cover exactly the same units.
struct SegmentSplice {
  BatchId batch;
  std::vector<Segment> erased;
  std::vector<Segment> inserted;
  bool operator==(const SegmentSplice&) const = default;
};

using Change =
    std::variant<Party, Key, Appointment, Factory, Project, Batch, Inventory, Retirement, SegmentSplice, Note>;
using Changes = std::vector<Change>;

}  // namespace tanbu
