// What happened: past participles, one struct per thing that can happen to the state. Rules yield events, apply() turns
// them into changes. An event carries what the state needs and no personal or free text beyond it; the command keeps
// the rest.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "ledger/records.hpp"
#include "ledger/refusal.hpp"

namespace tanbu {

struct PartyEnrolled {
  Party party;
  bool operator==(const PartyEnrolled&) const = default;
};
struct KeyRegistered {
  Key key;
  bool operator==(const KeyRegistered&) const = default;
};
struct RegistrarAppointed {
  Appointment appointment;
  bool operator==(const RegistrarAppointed&) const = default;
};
struct FactoryRegistered {
  Factory factory;
  bool operator==(const FactoryRegistered&) const = default;
};
struct ProjectRegistered {
  Project project;
  bool operator==(const ProjectRegistered&) const = default;
};
// All units of a new batch start in one status; `holder` only where the status is free.
struct BatchRecorded {
  Batch batch;
  UnitStatus status{};
  std::optional<PartyId> holder;
  bool operator==(const BatchRecorded&) const = default;
};
struct UnitsTransferred {
  EntryIndex entry;
  std::vector<BatchRange> ranges;
  PartyId to;
  bool operator==(const UnitsTransferred&) const = default;
};
struct InventoryDeclared {
  Inventory inventory;
  std::optional<InventoryId> supersedes;
  bool operator==(const InventoryDeclared&) const = default;
};
// A retirement or, when its status is on_hold and it is a claim, a record that moves no unit.
struct UnitsRetired {
  Retirement retirement;
  bool operator==(const UnitsRetired&) const = default;
};
// Something about a project's history that can never be unlearnt: its units were used, or left the developer.
struct ProjectMarked {
  ProjectKey project;
  bool used = false;
  bool shared = false;
  bool operator==(const ProjectMarked&) const = default;
};
struct ProjectLocked {
  ProjectKey project;
  ProjectLock lock;
  bool operator==(const ProjectLocked&) const = default;
};
// Free and unassigned units of a project frozen because a linked project was locked.
struct ProjectUnitsFrozen {
  EntryIndex entry;
  ProjectKey project;
  bool operator==(const ProjectUnitsFrozen&) const = default;
};

using Event =
    std::variant<PartyEnrolled, KeyRegistered, RegistrarAppointed, FactoryRegistered, ProjectRegistered, BatchRecorded,
                 UnitsTransferred, InventoryDeclared, UnitsRetired, ProjectMarked, ProjectLocked, ProjectUnitsFrozen>;

// The answer of a rule that grants the wish: at least one event, and notices.
struct Decision {
  std::vector<Event> events;
  std::vector<Flag> flags;
};

}  // namespace tanbu
