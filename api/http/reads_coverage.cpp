// How far retired units cover the emissions of one factory-year. The figures come from ledger/coverage; here they are
// gathered and written. The answer names its basis and passes no scheme's verdict.
#include <map>

#include "api/http/handlers.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "ledger/coverage.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

constexpr std::string_view basis = "gross, location-based, scopes 1 and 2, less own removals";

// The asked version; or the newest that nobody superseded, of whatever standard was declared last.
std::optional<Inventory> find_inventory(const Call& call, Period period, const std::vector<Inventory>& inventories) {
  const auto asked = call.values.number("inventory");
  std::optional<Inventory> found;
  for (const Inventory& inventory : inventories) {
    if (inventory.period != period) continue;
    if (asked ? inventory.id.value == *asked : !inventory.superseded_by.has_value()) found = inventory;
  }
  return found;
}

std::vector<RetiredUnits> resolve(const std::vector<Retirement>& retirements, RecordCache& cache) {
  std::vector<RetiredUnits> resolved;
  for (const Retirement& retirement : retirements) {
    std::map<std::string, std::int64_t> units_by_programme;
    for (const BatchRange& range : retirement.ranges) {
      units_by_programme[cache.batch(range.batch).project.programme] += range.units.quantity();
    }
    for (const auto& [code, units] : units_by_programme) {
      const Programme* programme = find_programme(code);
      HOLDS(programme != nullptr);  // its batches could not have been recorded
      resolved.push_back({code, programme->unit, programme->offset, retirement.purpose, retirement.status, units});
    }
  }
  return resolved;
}

void write_emissions(JsonWriter& json, const Coverage& coverage) {
  json.member("basis", basis).member("gross_t", format_tonnes(coverage.gross));
  json.member("scope1_t", format_tonnes(coverage.scope1));
  json.member("scope2_electricity_t", format_tonnes(coverage.scope2_electricity));
  json.member("scope2_heat_t", format_tonnes(coverage.scope2_heat));
  json.member("own_removals_t", format_tonnes(coverage.own_removals));
  json.member("to_offset_t", format_tonnes(coverage.to_offset));
}

void write_retired(JsonWriter& json, const Coverage& coverage) {
  json.name("retired").open_object().member("counted_t", coverage.counted_t);
  json.member("declared_t", coverage.declared_t).member("matched_t", coverage.matched_t);
  json.member("confirmed_t", coverage.confirmed_t).member("on_hold_t", coverage.on_hold_t).close_object();
  json.name("by_kind").open_array();
  for (const Coverage::Kind& kind : coverage.by_kind) {
    json.open_object().member("programme", kind.programme).member("counted_t", kind.counted_t).close_object();
  }
  json.close_array();
  json.name("gec").open_object().member("certificates", coverage.certificates);
  json.member("kwh", coverage.certified.value).member("deducted", false).close_object();
}

void write_comparison(JsonWriter& json, const Coverage& coverage) {
  const std::string exact = coverage.nothing_to_offset ? "1/1"
                                                       : std::to_string(coverage.counted.value) + "/" +
                                                             std::to_string(coverage.to_offset.value);
  json.name("percent").open_object().member("exact", exact);
  json.member("shown", format_percent_e2(coverage.percent_e2)).close_object();
  json.member("covered", coverage.covered);
  json.member("gap_kg", coverage.gap.value).member("gap_t", format_tonnes(coverage.gap));
  json.member("surplus_kg", coverage.surplus.value).member("surplus_t", format_tonnes(coverage.surplus));
  json.member("credits_needed", coverage.credits_needed);
}

void write_notes(JsonWriter& json, const Coverage& coverage, const Inventory& inventory, Language language) {
  const bool chinese = language == Language::chinese;
  const auto note = [&](bool applies, std::string_view english, std::string_view in_chinese) {
    if (applies) json.text(chinese ? in_chinese : english);
  };
  json.name("notes").open_array();
  note(true, "The inventory is declared by the operator and not verified.", "排放清单由运营方申报，未经核查。");
  note(true, "These are figures, not the verdict of any scheme.", "以上仅为数据，不是任何标准的认定结论。");
  note(inventory.superseded_by.has_value(), "A newer version of this inventory stands.", "该清单已有更新版本。");
  note(coverage.certificates > 0, "Green electricity certificates are shown, but not yet deducted.",
       "绿证仅作展示，尚未扣减。");
  note(coverage.declared_t > 0, "Declared retirements are not yet matched by a registrar's record.",
       "部分注销仅由持有人声明，尚未与登记员记录核对。");
  note(coverage.on_hold_t > 0, "Units on HOLD count 0 until they are confirmed.", "待确认的单位在确认前计为 0。");
  note(coverage.surplus.value > 0, "A surplus is forfeited and never carried over.", "超出部分作废，不得结转。");
  note(coverage.nothing_to_offset, "There is nothing to offset.", "没有需要抵消的排放。");
  json.close_array();
}

}  // namespace

Response read_coverage(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  if (!factory || !rights.may_read_inventories(*factory)) return call.not_found();
  const Period period = *parse_period(call.values.text("period"));
  const auto inventory = find_inventory(call, period, reader.inventories(factory->id));
  if (!inventory) return call.problem({.code = "inventory_absent"});
  RecordCache cache(reader);
  const auto coverage =
      coverage_of(*inventory, resolve(static_cast<const View&>(reader).retirements(factory->id, period), cache));
  if (!coverage) return call.problem({.code = "coverage_overflow"});
  const auto size = reader.head().size;
  const auto hashes = engine::hashes_of(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("factory", factory->id.value).member("period", format_period(period));
  json.name("as_of").open_object().member("size", size);
  json.member("root", log::digest_to_base64(log::root(size, *hashes))).close_object();
  json.name("inventory").open_object().member("inventory", inventory->id.value);
  json.member("standard", inventory->standard).member("version", inventory->version).member("verified", false);
  json.close_object();
  write_emissions(json, *coverage);
  write_retired(json, *coverage);
  write_comparison(json, *coverage);
  write_notes(json, *coverage, *inventory, call.language);
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
