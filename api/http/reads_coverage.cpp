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

bool is_verified(const Inventory& inventory) {
  return inventory.verification && inventory.verification->opinion != Opinion::adverse;
}

struct FoundInventory {
  Inventory inventory;
  bool restatement_pending = false;  // a newer version stands that nobody verified
};

// The asked version; or the one that counts: the newest verified one, and where there is none the newest declared one.
std::optional<FoundInventory> find_inventory(const Call& call, Period period, std::vector<Inventory> inventories) {
  const auto asked = call.values.number("inventory");
  std::optional<Inventory> newest;
  std::optional<Inventory> verified;
  for (Inventory& inventory : inventories) {
    if (inventory.period != period) continue;
    if (asked && inventory.id.value == *asked) return FoundInventory{std::move(inventory), false};
    if (inventory.voided_by) continue;
    if (is_verified(inventory)) verified = inventory;
    newest = std::move(inventory);
  }
  if (asked || !newest) return std::nullopt;
  if (!verified) return FoundInventory{*std::move(newest), false};
  const bool pending = newest->id != verified->id;
  return FoundInventory{*std::move(verified), pending};
}

// How the units of one range stand for the retirement today.
void add_standing(const Retirement& retirement, const BatchRange& range, store::Reader& reader, RetiredUnits& units) {
  if (retirement.status == RetirementStatus::on_hold) {
    units.waiting += range.units.quantity();
    return;
  }
  for (const Segment& segment : reader.segments(range.batch, range.units)) {
    if (segment.retirement != retirement.id || !segment.units.overlaps(range.units)) continue;
    const auto quantity = segment.units.intersection(range.units).quantity();
    if (segment.status == UnitStatus::retired) units.counted += quantity;
    if (segment.status == UnitStatus::invalidated) units.invalidated += quantity;
    if (segment.status == UnitStatus::in_conflict) units.in_conflict += quantity;
  }
}

std::vector<RetiredUnits> resolve(const std::vector<Retirement>& retirements, store::Reader& reader) {
  RecordCache cache(reader);
  std::vector<RetiredUnits> resolved;
  for (const Retirement& retirement : retirements) {
    if (!is_open(retirement.status)) continue;
    std::map<std::string, RetiredUnits> by_programme;
    for (const BatchRange& range : retirement.ranges) {
      const std::string& code = cache.batch(range.batch).project.programme;
      add_standing(retirement, range, reader, by_programme[code]);
    }
    for (auto& [code, units] : by_programme) {
      const Programme* programme = find_programme(code);
      HOLDS(programme != nullptr);  // its batches could not have been recorded
      units.programme = code;
      units.unit = programme->unit;
      units.offset = programme->offset;
      units.units_per_whole = programme->units_per_whole;
      units.purpose = retirement.purpose;
      units.status = retirement.status;
      resolved.push_back(std::move(units));
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
  json.name("retired").open_object().member("counted_t", coverage.all.counted_t);
  json.member("declared_t", coverage.declared_t).member("matched_t", coverage.matched_t);
  json.member("confirmed_t", coverage.confirmed_t).member("on_hold_t", coverage.on_hold_t);
  json.member("invalidated_t", coverage.invalidated_t).member("in_conflict_t", coverage.in_conflict_t).close_object();
  json.name("by_kind").open_array();
  for (const Coverage::Kind& kind : coverage.by_kind) {
    json.open_object().member("programme", kind.programme).member("counted_t", kind.counted_t);
    json.member("attestable_t", kind.attestable_t).close_object();
  }
  json.close_array();
  json.name("gec").open_object().member("certificates", coverage.certificates);
  json.member("attestable_certificates", coverage.attestable_certificates);
  json.member("kwh", coverage.certified.value).member("deducted", false).close_object();
}

void write_comparison(JsonWriter& json, const Coverage& coverage, const Comparison& comparison) {
  const std::string exact = coverage.nothing_to_offset ? "1/1"
                                                       : std::to_string(comparison.counted.value) + "/" +
                                                             std::to_string(coverage.to_offset.value);
  json.name("percent").open_object().member("exact", exact);
  json.member("shown", format_percent_e2(comparison.percent_e2)).close_object();
  json.member("covered", comparison.covered);
  json.member("gap_kg", comparison.gap.value).member("gap_t", format_tonnes(comparison.gap));
  json.member("surplus_kg", comparison.surplus.value).member("surplus_t", format_tonnes(comparison.surplus));
  json.member("credits_needed", comparison.credits_needed);
}

void write_notes(JsonWriter& json, const Coverage& coverage, const FoundInventory& found, Language language) {
  const Inventory& inventory = found.inventory;
  const bool chinese = language == Language::chinese;
  const auto note = [&](bool applies, std::string_view english, std::string_view in_chinese) {
    if (applies) json.text(chinese ? in_chinese : english);
  };
  json.name("notes").open_array();
  note(!is_verified(inventory), "The inventory is declared by the operator and not verified.",
       "排放清单由运营方申报，未经核查。");
  note(inventory.voided_by.has_value(), "This inventory was undone.", "该清单已被撤销。");
  note(found.restatement_pending, "A newer version stands that nobody has verified yet.", "已有更新版本，尚未核查。");
  note(true, "These are figures, not the verdict of any scheme.", "以上仅为数据，不是任何标准的认定结论。");
  note(inventory.superseded_by.has_value(), "A newer version of this inventory stands.", "该清单已有更新版本。");
  note(coverage.certificates > 0, "Green electricity certificates are shown, but not yet deducted.",
       "绿证仅作展示，尚未扣减。");
  note(coverage.declared_t > 0, "Declared retirements are not yet matched by a registrar's record.",
       "部分注销仅由持有人声明，尚未与登记员记录核对。");
  note(coverage.on_hold_t > 0, "Units on HOLD count 0 until they are confirmed.", "待确认的单位在确认前计为 0。");
  note(coverage.invalidated_t + coverage.in_conflict_t > 0, "Units that lost their value or are in conflict count 0.",
       "失效或存在冲突的单位计为 0。");
  note(coverage.all.surplus.value > 0, "A surplus is forfeited and never carried over.", "超出部分作废，不得结转。");
  note(coverage.nothing_to_offset, "There is nothing to offset.", "没有需要抵消的排放。");
  json.close_array();
}

}  // namespace

Response read_coverage(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  if (!factory || !rights.may_read_inventories(*factory)) return call.not_found();
  const Period period = *parse_period(call.values.text("period"));
  const auto found = find_inventory(call, period, reader.inventories(factory->id));
  if (!found) return call.problem({.code = "inventory_absent"});
  const Inventory& inventory = found->inventory;
  const auto coverage =
      coverage_of(inventory, resolve(static_cast<const View&>(reader).retirements(factory->id, period), reader));
  if (!coverage) return call.problem({.code = "coverage_overflow"});
  const auto size = reader.head().size;
  const auto hashes = engine::hashes_of(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("factory", factory->id.value).member("period", format_period(period));
  json.name("as_of").open_object().member("size", size);
  json.member("root", log::digest_to_base64(log::root(size, *hashes))).close_object();
  json.name("inventory").open_object().member("inventory", inventory.id.value);
  json.member("standard", inventory.standard).member("version", inventory.version);
  json.member("verified", is_verified(inventory)).member("restatement_pending", found->restatement_pending);
  json.close_object();
  write_emissions(json, *coverage);
  write_retired(json, *coverage);
  write_comparison(json, *coverage, coverage->all);
  json.name("attestable").open_object().member("counted_t", coverage->attestable.counted_t);
  write_comparison(json, *coverage, coverage->attestable);
  json.close_object();
  write_notes(json, *coverage, *found, call.language);
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
