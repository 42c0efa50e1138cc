// Sources: projects, batches, and what their registries report about them (commands document, "Sources: projects and
// batches").
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

enum class ProjectClass { none, ccer_old, ccer_new };

struct RegisterProjectCommand {
  ProjectKey project;
  std::string title;
  std::optional<std::string>
      developer;  // a party id where the developer is enrolled, else the name that the registry prints
  std::string country;
  std::optional<std::string> division;
  std::optional<std::string> site;
  std::optional<FactoryId> located_in_factory;
  std::string technology;
  std::string methodology;
  std::optional<std::string> asset_code;
  ProjectClass project_class = ProjectClass::none;
  std::optional<Date> construction_start;
  std::optional<Date> registered_on;
  std::optional<Date> crediting_from;
  std::optional<Date> crediting_until;
  std::optional<PartyId> verifier;
  std::optional<FactoryId> self_developed_for;
  std::vector<ProjectKey> also_registered_as;
  std::optional<Evidence> evidence;
};

enum class RegistryStatus { active, retired, cancelled };

struct ClaimedGeneration {
  std::string asset_code;
  std::string month;  // YYYY-MM
  KilowattHours electricity;
};

struct RecordBatchCommand {
  ProjectKey project;
  std::string serial;                      // as printed
  std::string space;                       // namespace of the numbers, from the programme's grammar
  UnitRange units;                         // the batch's own numbers, from the programme's grammar
  std::vector<std::string> printed_codes;  // codes that must be unique on their own (GEC), from the grammar
  Date vintage_from;
  Date vintage_until;
  Date issued_on;
  RegistryStatus registry_status{};
  std::optional<Date> status_on;  // retired or cancelled on
  std::string beneficiary_text;   // as the registry prints it, only where it is an organisation; may be empty
  std::string reason_text;
  std::string registry_reference;
  bool tradable = false;
  // What the signer states; for electricity certificates the codec adds what the serial says.
  std::vector<ClaimedGeneration> claimed_generation;
  std::string serial_hold;  // from the programme's grammar: why such units wait for a confirmation; empty: they do not
  std::optional<Evidence> evidence;
};

struct LinkProjectsCommand {
  ProjectKey a;
  ProjectKey b;
  Evidence evidence;
};

// What a registry says today of units that it issued earlier.
enum class RegistryEventStatus { active, retired, cancelled, withdrawn };

struct RecordRegistryEventCommand {
  std::vector<BatchRange> ranges;
  RegistryEventStatus status{};
  Date on;
  std::string beneficiary_text;  // as the registry prints it, only where it is an organisation; may be empty
  std::string reason_text;
  std::string reference;
  std::optional<Evidence> evidence;
};

struct AmendBatchCommand {
  BatchId batch;
  std::optional<std::int64_t> quantity;
  std::optional<PartyId> holder;
  std::string reason;
  Evidence evidence;
};

struct RecordGenerationCommand {
  std::string asset_code;
  std::string month;  // YYYY-MM
  KilowattHours metered;
  std::optional<Evidence> evidence;
};

// The one use that frozen units are kept for.
struct FreezePurpose {
  FactoryId factory;
  Period period;
  Purpose purpose{};
  bool operator==(const FreezePurpose&) const = default;
};

struct FreezeCommand {
  std::vector<BatchRange> ranges;
  std::optional<FreezePurpose> purpose;
  std::optional<Date> until;  // the last day; a body's freeze must name one
  std::string reason;
  std::string authority;
  std::optional<Evidence> evidence;
};
struct UnfreezeCommand {
  std::vector<BatchRange> ranges;
  std::string reason;
  std::optional<Evidence> evidence;
};

enum class CancelReason { expired, ccer_switch, conversion, buffer, registry_cancelled, other };

struct CancelCommand {
  std::vector<BatchRange> ranges;
  CancelReason reason{};
  std::optional<BatchId> linked_to;  // the batch that was issued instead (conversion, ccer_switch)
  Evidence evidence;
};

struct InvalidateCommand {
  std::vector<BatchRange> ranges;
  std::string authority;
  std::string reason;
  Evidence evidence;
};

enum class ForeignPurpose { national_ets, event, product, other };

struct RecordForeignUseCommand {
  std::vector<BatchRange> ranges;
  ForeignPurpose purpose{};
  std::string user;
  Evidence evidence;
};

}  // namespace tanbu
