// declare_inventory: a factory's emissions and electricity of one period, as the operator states them.
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t inventory_rows_max = 64;
constexpr std::size_t short_text_characters_max = 100;

std::vector<GreenPower> read_green_power(const Field& field) {
  std::vector<GreenPower> rows;
  Ranges ranges;  // one certificate proves one contract, so all rows share it
  for (const Field& element : field.elements(0, inventory_rows_max)) {
    GreenPower row;
    element.object([&](Reader& reader) {
      take(row.contract, reader.need("contract").reference());
      take(row.electricity, reader.need("kwh").kilowatt_hours());
      row.gec = ranges.read(reader.may("gec"));
    });
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<DirectSupply> read_direct(const Field& field) {
  std::vector<DirectSupply> rows;
  for (const Field& element : field.elements(0, inventory_rows_max)) {
    DirectSupply row;
    element.object([&](Reader& reader) {
      row.asset_code = read_asset_code(reader.may("asset_code"));
      take(row.electricity, reader.need("kwh").kilowatt_hours());
    });
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<NetFactor> read_net_factor(const Field& field) {
  if (!field.present()) return std::nullopt;
  NetFactor factor;
  field.object([&](Reader& reader) {
    take(factor.year, reader.need("year").integer(1990, 2199));
    take(factor.area, reader.need("area").text(short_text_characters_max));
    take(factor.caliber, reader.need("caliber").text(short_text_characters_max));
    take(factor.value, reader.need("value").factor());
  });
  return factor;
}

void read_electricity(const Field& field, DeclareInventoryCommand& command) {
  field.object([&](Reader& reader) {
    take(command.consumed, reader.need("consumed_kwh").kilowatt_hours());
    take(command.purchased, reader.need("purchased_kwh").kilowatt_hours());
    command.green_power = read_green_power(reader.may("green_power"));
    command.direct = read_direct(reader.may("direct"));
    take(command.factor_location, reader.need("factor_location").factor());
    command.factor_net = read_net_factor(reader.may("factor_net"));
  });
}

std::vector<InBoundaryReduction> read_reductions(const Field& field) {
  std::vector<InBoundaryReduction> rows;
  for (const Field& element : field.elements(0, inventory_rows_max)) {
    InBoundaryReduction row;
    element.object([&](Reader& reader) {
      take(row.measure, reader.need("measure").text());
      take(row.reduction, reader.need("tonnes").tonnes());
      row.project = read_project_key(reader.may("project"));
      row.asset_code = read_asset_code(reader.may("asset_code"));
    });
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<ReductionPlan> read_plan(const Field& field) {
  if (!field.present()) return std::nullopt;
  ReductionPlan plan;
  field.object([&](Reader& reader) {
    take(plan.measures, reader.need("measures").text());
    take(plan.target, reader.need("target_t").tonnes());
    take(plan.achieved, reader.need("achieved_t").tonnes());
  });
  return plan;
}

// A correction says what it corrects and why: one without the other is half a statement.
void read_correction(Reader& body, DeclareInventoryCommand& command, bool correction) {
  command.supersedes = body.member("supersedes", correction).entry<InventoryId>();
  command.reason = body.member("reason", correction).text();
}

}  // namespace

Command read_declare_inventory(Reader& body) {
  DeclareInventoryCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.standard, body.need("standard").text(short_text_characters_max));
  read_correction(body, command, body.has("supersedes") || body.has("reason"));
  take(command.scope1, body.need("scope1_t").tonnes());
  command.scope2_heat = body.may("scope2_heat_t").tonnes();
  command.scope3 = body.may("scope3_t").tonnes();
  read_electricity(body.need("electricity"), command);
  command.scope2_market = body.may("scope2_market_t").tonnes();
  command.ccus = body.may("ccus_t").tonnes();
  command.in_boundary_removal = body.may("in_boundary_removal_t").tonnes();
  command.in_boundary_reductions = read_reductions(body.may("in_boundary_reductions"));
  command.energy_emissions = body.may("energy_emissions_t").tonnes();
  command.reduction_plan = read_plan(body.may("reduction_plan"));
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
