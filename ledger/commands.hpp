// What may be wished: one struct per kind of command, decoded and sound in form. Whether a wish is granted is decided
// by ledger/rules. A struct here never holds a signature or the JSON it came from. Source: commands document.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/calendar.hpp"
#include "ledger/ids.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu {

// The digest of a document that lies elsewhere, never the document (CR-02).
struct Evidence {
  std::string sha256;  // 64 lower-case hexadecimal characters
  std::int64_t bytes = 0;
  std::string media_type;
  std::string reference;  // the registry's own number; may be empty
  std::optional<std::string> url;
  bool operator==(const Evidence&) const = default;
};

struct KeyText {
  KeyId kid;
  std::string jwk;  // canonical JWK text; the core does not look inside
  bool operator==(const KeyText&) const = default;
};

struct GenesisCommand {
  std::string origin;
  PartyId association;
  std::string association_name;
  std::vector<KeyText> keys;
  std::string log_vkey;
  std::string rules;  // version of the rule set
};

enum class LegalForm { legal_person, branch, sole_trader, foreign };

struct EnrollPartyCommand {
  PartyId party;
  std::string name;
  std::optional<std::string> name_en;
  std::vector<std::string> aliases;  // names under which registries know the party
  LegalForm legal_form{};
  std::optional<std::string> registered_address;
  std::optional<std::string> division;
  std::optional<KeyText> key;
};

struct AppointRegistrarCommand {
  PartyId party;
  std::string programme;
  Date from;
  Date until;
};

struct RegisterFactoryCommand {
  std::string name;
  std::string address;
  std::string division;
  std::optional<std::string> zone;
  std::string industry;
  Date established_on;
};

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
  std::vector<ClaimedGeneration> claimed_generation;
  std::optional<Evidence> evidence;
};

enum class TransferBasis { trade, green_power, self_use, hydro, off_grid, other };

struct TransferCommand {
  std::vector<BatchRange> ranges;
  PartyId to;
  TransferBasis basis{};
  std::optional<Evidence> evidence;
};

struct GreenPower {
  std::string contract;
  KilowattHours electricity;
  std::vector<BatchRange> gec;
};
struct DirectSupply {
  std::optional<std::string> asset_code;
  KilowattHours electricity;
};
struct NetFactor {
  std::int64_t year = 0;
  std::string area;
  std::string caliber;
  GridFactor value;
};
struct InBoundaryReduction {
  std::string measure;
  Kilograms reduction;
  std::optional<ProjectKey> project;
  std::optional<std::string> asset_code;
};
struct ReductionPlan {
  std::string measures;
  Kilograms target;
  Kilograms achieved;
};

struct DeclareInventoryCommand {
  FactoryId factory;
  Period period;
  std::string standard;
  std::optional<InventoryId> supersedes;
  std::optional<std::string> reason;
  Kilograms scope1;
  std::optional<Kilograms> scope2_heat;
  std::optional<Kilograms> scope3;
  KilowattHours consumed;
  KilowattHours purchased;
  std::vector<GreenPower> green_power;
  std::vector<DirectSupply> direct;
  GridFactor factor_location;
  std::optional<NetFactor> factor_net;
  std::optional<Kilograms> scope2_market;  // compared only
  std::optional<Kilograms> ccus;
  std::optional<Kilograms> in_boundary_removal;
  std::vector<InBoundaryReduction> in_boundary_reductions;
  std::optional<Kilograms> energy_emissions;
  std::optional<ReductionPlan> reduction_plan;
  std::optional<Evidence> evidence;
};

enum class Purpose { factory_offset, electricity_consumption };

struct Assignment {
  PartyId from;
  Evidence evidence;
};

struct RetireCommand {
  FactoryId factory;
  Period period;
  Purpose purpose{};
  std::vector<BatchRange> ranges;  // not empty, pairwise disjoint
  std::int64_t quantity = 0;       // equals the sum of the ranges
  PartyId beneficiary;
  std::optional<Assignment> assignment;
  Date retired_on;
  std::optional<std::string> registry_reference;
  std::optional<Evidence> evidence;
};

using Command =
    std::variant<GenesisCommand, EnrollPartyCommand, AppointRegistrarCommand, RegisterFactoryCommand,
                 RegisterProjectCommand, RecordBatchCommand, TransferCommand, DeclareInventoryCommand, RetireCommand>;

// "retire", "record_batch", ...: the member `kind` of a payload and of an entry.
[[nodiscard]] std::string_view kind_of(const Command& command);
// True for kinds whose commands everybody may read (HTTP document, "Public kinds").
[[nodiscard]] bool kind_is_public(std::string_view kind);

[[nodiscard]] std::string_view name_of(LegalForm form);
[[nodiscard]] std::string_view name_of(ProjectClass project_class);
[[nodiscard]] std::string_view name_of(RegistryStatus status);
[[nodiscard]] std::string_view name_of(TransferBasis basis);
[[nodiscard]] std::string_view name_of(Purpose purpose);

// Who wishes, when, and which entry it would become. Everything a rule may know besides the view.
struct Envelope {
  PartyId issuer;
  std::string audience;
  std::string jti;
  Instant issued_at;
  Instant expires_at;
  std::string kind;
};

}  // namespace tanbu
