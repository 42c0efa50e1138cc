// tanbu inventory declare: a factory's emissions and electricity of one period. Rarer members (reduction plans,
// certificates behind contracts) go through `tanbu submit`.
#include <boost/json/array.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"

namespace tanbu::cli {
namespace {

struct InventoryOptions {
  std::string factory, period, standard, supersedes, reason, scope1, heat, scope3, consumed, purchased, factor_location,
      factor_net, scope2_market, ccus, removal, energy;
  std::vector<std::string> green_power, direct, reductions;
  EvidenceOptions evidence;
};

// Splits at the last `separator`; names may hold the separator, numbers never do.
std::pair<std::string, std::string> split_last(std::string_view option, const std::string& text, char separator,
                                               std::string_view form) {
  const auto at = text.rfind(separator);
  if (at == std::string::npos || at == 0) stop_usage(option, text, form);
  return {name_argument(text.substr(0, at)), trimmed(text.substr(at + 1))};
}

boost::json::value net_factor(const std::string& text) {
  constexpr std::string_view form = "YEAR:AREA:CALIBER:FACTOR";
  const auto plain = trimmed(text);
  const auto first = plain.find(':');
  const auto second = plain.find(':', first == std::string::npos ? first : first + 1);
  const auto last = plain.rfind(':');
  if (second == std::string::npos || second == last) stop_usage("--factor-net", text, form);
  return boost::json::object{{"year", integer_argument("--factor-net", plain.substr(0, first))},
                             {"area", plain.substr(first + 1, second - first - 1)},
                             {"caliber", plain.substr(second + 1, last - second - 1)},
                             {"value", plain.substr(last + 1)}};
}

boost::json::value electricity(const InventoryOptions& options) {
  Body body;
  body.integer("consumed_kwh", "--consumed-kwh", options.consumed);
  body.integer("purchased_kwh", "--purchased-kwh", options.purchased);
  boost::json::array green;
  for (const auto& text : options.green_power) {
    const auto [contract, kwh] = split_last("--green-power", text, ':', "CONTRACT:KWH");
    green.push_back(boost::json::object{{"contract", contract}, {"kwh", integer_argument("--green-power", kwh)}});
  }
  if (!green.empty()) body.put("green_power", green);
  boost::json::array direct;
  for (const auto& text : options.direct) {
    if (text.find(':') == std::string::npos) {
      direct.push_back(boost::json::object{{"kwh", integer_argument("--direct", text)}});
      continue;
    }
    const auto [asset, kwh] = split_last("--direct", text, ':', "[ASSET:]KWH");
    direct.push_back(boost::json::object{{"asset_code", asset}, {"kwh", integer_argument("--direct", kwh)}});
  }
  if (!direct.empty()) body.put("direct", direct);
  body.code("factor_location", options.factor_location);
  if (!options.factor_net.empty()) body.put("factor_net", net_factor(options.factor_net));
  return body.take();
}

Exit declare(const InventoryOptions& options, const Settings& settings) {
  Body body;
  body.integer("factory", "--factory", options.factory).put("period", period_argument("--period", options.period));
  body.name("standard", options.standard).integer("supersedes", "--supersedes", options.supersedes);
  body.name("reason", options.reason).code("scope1_t", options.scope1).code("scope2_heat_t", options.heat);
  body.code("scope3_t", options.scope3).put("electricity", electricity(options));
  body.code("scope2_market_t", options.scope2_market).code("ccus_t", options.ccus);
  body.code("in_boundary_removal_t", options.removal);
  boost::json::array reductions;
  for (const auto& text : options.reductions) {
    const auto [measure, tonnes] = split_last("--reduction", text, ':', "MEASURE:TONNES");
    reductions.push_back(boost::json::object{{"measure", measure}, {"tonnes", tonnes}});
  }
  if (!reductions.empty()) body.put("in_boundary_reductions", reductions);
  body.code("energy_emissions_t", options.energy);
  put_evidence(body, options.evidence);
  Session session(settings);
  return write_command(session, "declare_inventory", body.take());
}

}  // namespace

void add_inventory_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "inventory", "emission inventories", "排放清单");
  auto* verb = add_verb(group, "declare", "declare a factory's emissions of a period (operator)",
                        "申报工厂某期间的排放（运营方）");
  auto options = std::make_shared<InventoryOptions>();
  verb->add_option("--factory", options->factory)->required();
  verb->add_option("--period", options->period, "2025")->required();
  verb->add_option("--standard", options->standard, "GB/T 32150-2015")->required();
  verb->add_option("--supersedes", options->supersedes, std::string(say("the inventory corrected", "所更正的清单")));
  verb->add_option("--reason", options->reason, std::string(say("why it is corrected", "更正原因")));
  const std::string tonnes(say("tonnes, at most 3 decimals", "吨，至多三位小数"));
  verb->add_option("--scope1", options->scope1, tonnes)->required();
  verb->add_option("--heat", options->heat, std::string(say("scope 2 heat, ", "外购热力，")) + tonnes);
  verb->add_option("--scope3", options->scope3, tonnes);
  verb->add_option("--consumed-kwh", options->consumed)->required();
  verb->add_option("--purchased-kwh", options->purchased)->required();
  add_repeatable(*verb, "--green-power", options->green_power, "CONTRACT:KWH");
  add_repeatable(*verb, "--direct", options->direct, "[ASSET:]KWH");
  verb->add_option("--factor-location", options->factor_location, "kg/kWh: 0.4974")->required();
  verb->add_option("--factor-net", options->factor_net, "YEAR:AREA:CALIBER:FACTOR");
  verb->add_option("--scope2-market", options->scope2_market, tonnes);
  verb->add_option("--ccus", options->ccus, tonnes);
  verb->add_option("--own-removal", options->removal, tonnes);
  add_repeatable(*verb, "--reduction", options->reductions, "MEASURE:TONNES");
  verb->add_option("--energy-emissions", options->energy, tonnes);
  add_evidence_options(*verb, options->evidence);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return declare(*options, settings); }; });
}

}  // namespace tanbu::cli
