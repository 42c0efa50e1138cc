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
  bool traded = false;  // the move was a trade: an electricity certificate has no second one
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

// Pieces of segments now stand exactly as given. The pieces are disjoint and lie inside their batches; a piece that
// goes back to an earlier condition keeps the entry of that condition in `since`.
struct UnitsSet {
  std::vector<Segment> pieces;
  bool operator==(const UnitsSet&) const = default;
};
// The registry corrected a quantity upwards: units are added behind the last one.
struct BatchExtended {
  BatchId batch;
  UnitRange added;
  UnitStatus status{};
  std::optional<PartyId> holder;
  EntryIndex entry;
  bool operator==(const BatchExtended&) const = default;
};
// A record reads otherwise from now on; its name is the same.
struct PartyChanged {
  Party party;
  bool operator==(const PartyChanged&) const = default;
};
struct KeyChanged {
  Key key;
  bool operator==(const KeyChanged&) const = default;
};
struct AppointmentChanged {
  Appointment appointment;
  bool operator==(const AppointmentChanged&) const = default;
};
struct FactoryChanged {
  Factory factory;
  bool operator==(const FactoryChanged&) const = default;
};
struct ProjectChanged {
  Project project;
  bool operator==(const ProjectChanged&) const = default;
};
struct BatchChanged {
  Batch batch;
  bool operator==(const BatchChanged&) const = default;
};
struct InventoryChanged {
  Inventory inventory;
  bool operator==(const InventoryChanged&) const = default;
};
// `counted` is not taken from here: it follows from the units (apply.hpp).
struct RetirementChanged {
  Retirement retirement;
  bool operator==(const RetirementChanged&) const = default;
};
struct NoteTaken {
  Note note;
  bool operator==(const NoteTaken&) const = default;
};

// The place of an alternative is its number in the stored effects: new ones go to the end.
using Event =
    std::variant<PartyEnrolled, KeyRegistered, RegistrarAppointed, FactoryRegistered, ProjectRegistered, BatchRecorded,
                 UnitsTransferred, InventoryDeclared, UnitsRetired, ProjectMarked, ProjectLocked, ProjectUnitsFrozen,
                 UnitsSet, BatchExtended, PartyChanged, KeyChanged, AppointmentChanged, FactoryChanged, ProjectChanged,
                 BatchChanged, InventoryChanged, RetirementChanged, NoteTaken>;

// The answer of a rule that grants the wish: at least one event, and notices.
struct Decision {
  std::vector<Event> events;
  std::vector<Flag> flags;

  // Kept in one file, because they visit every kind of event and every rule would compile them again.
  Decision();
  Decision(std::vector<Event> all_events, std::vector<Flag> all_flags);
  Decision(const Decision& other);
  Decision(Decision&& other) noexcept;
  Decision& operator=(const Decision& other);
  Decision& operator=(Decision&& other) noexcept;
  ~Decision();
};

}  // namespace tanbu
