// The factory and its year: the site, its inventories, who verifies them, who is engaged (commands document,
// "Factory-year").
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

struct RegisterFactoryCommand {
  std::string name;
  std::string address;
  std::string division;
  std::optional<std::string> zone;
  std::string industry;
  Date established_on;
};

// Members that are absent stay as they are.
struct UpdateFactoryCommand {
  FactoryId factory;
  std::optional<std::string> name;
  std::optional<std::string> address;
  std::optional<std::string> division;
  std::optional<std::string> zone;
  std::optional<std::string> industry;
};

// Complete when both operators have signed the same transfer, or when the association has.
struct TransferFactoryCommand {
  FactoryId factory;
  PartyId to;
  Date effective_on;
  Evidence evidence;
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
  bool operator==(const NetFactor&) const = default;
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

enum class Assurance { limited, reasonable };
enum class Opinion { unqualified, qualified, adverse };

struct VerifyInventoryCommand {
  InventoryId inventory;
  PartyId verifier;
  std::string criteria;
  Assurance assurance{};
  Opinion opinion{};
  std::string statement_number;
  Date verified_on;
  Evidence evidence;
};

enum class EngagementRole { verify, certify };

struct EngageBodyCommand {
  FactoryId factory;
  std::string scheme;
  Period from_period;  // the first period that the engagement is for
  std::optional<Date> until;
  PartyId body;
  EngagementRole role{};
};
struct AcceptEngagementCommand {
  EntryIndex engagement;
};
struct EndEngagementCommand {
  EntryIndex engagement;
  std::string reason;
};

}  // namespace tanbu
