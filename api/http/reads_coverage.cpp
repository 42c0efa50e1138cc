// How far retired units cover the emissions of one factory-year. The figures come from ledger/coverage; here they are
// gathered and written. Without a scheme the answer names its basis and passes no verdict; with one it carries every
// check of it.
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/judgements_json.hpp"
#include "api/http/match_json.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/past_view.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "api/http/standing_json.hpp"
#include "ledger/coverage.hpp"
#include "ledger/log/text.hpp"
#include "ledger/rules/factory_year.hpp"

namespace tanbu::http {
namespace {

constexpr std::string_view basis_1 = "gross, location-based, scopes 1 and 2, less green electricity and own removals";
constexpr std::string_view basis_2 =
    "gross, location-based, scopes 1, 2 and 3, less green electricity and own removals";

struct FoundInventory {
  Inventory inventory;
  bool restatement_pending = false;  // a newer version stands that nobody verified
};

// The asked version; or the one that counts: the newest verified one, and where there is none the newest declared one.
std::optional<FoundInventory> find_inventory(const Call& call, Period period,
                                             const std::vector<Inventory>& inventories) {
  if (const auto asked = call.values.number("inventory")) {
    for (const Inventory& inventory : inventories) {
      if (inventory.period == period && inventory.id.value == *asked) return FoundInventory{inventory, false};
    }
    return std::nullopt;
  }
  const auto standing = standing_versions(inventories, period);
  if (standing.counted() == nullptr) return std::nullopt;
  return FoundInventory{*standing.counted(), standing.verified != nullptr && standing.verified != standing.newest};
}

void write_emissions(JsonWriter& json, const Coverage& coverage) {
  const bool with_scope3 = coverage.claim_type == ClaimType::type_2;
  json.member("basis", with_scope3 ? basis_2 : basis_1).member("type", name_of(coverage.claim_type));
  json.member("gross_t", format_tonnes(coverage.gross));
  json.member("scope1_t", format_tonnes(coverage.scope1));
  json.member("scope2_electricity_t", format_tonnes(coverage.scope2_electricity));
  json.member("scope2_heat_t", format_tonnes(coverage.scope2_heat));
  if (coverage.scope3) json.member("scope3_t", format_tonnes(*coverage.scope3));
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
  json.member("kwh", coverage.certified.value).member("covered_kwh", coverage.all.covered_kwh.value);
  json.member("deducted", coverage.net_factor == NetFactorUse::used).close_object();
}

void write_comparison(JsonWriter& json, const Comparison& comparison) {
  write_percent(json, comparison);
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
  note(coverage.net_factor == NetFactorUse::missing,
       "Green electricity is shown and not deducted: the inventory gives no factor for the rest.",
       "绿电、绿证仅作展示，未扣减：清单未提供剩余电量的排放因子。");
  note(coverage.net_factor == NetFactorUse::unknown,
       "The factor for the rest of the electricity is in no loaded table; nothing passes on it.",
       "剩余电量的排放因子不在已载入的因子表中，不得据此认定达标。");
  note(coverage.scope3_missing, "Scope 3 is not stated.", "未申报范围三。");
  note(coverage.declared_t > 0, "Declared retirements are not yet matched by a registrar's record.",
       "部分注销仅由持有人声明，尚未与登记员记录核对。");
  note(coverage.on_hold_t > 0, "Units on HOLD count 0 until they are confirmed.", "待确认的单位在确认前计为 0。");
  note(coverage.invalidated_t + coverage.in_conflict_t > 0, "Units that lost their value or are in conflict count 0.",
       "失效或存在冲突的单位计为 0。");
  note(coverage.all.surplus.value > 0, "A surplus is forfeited and never carried over.", "超出部分作废，不得结转。");
  note(coverage.nothing_to_offset, "There is nothing to offset.", "没有需要抵消的排放。");
  json.close_array();
}

struct Asked {
  const Call& call;
  Factory factory;
  Period period;
  FoundInventory found;
  Claim claim;
  Date day;  // of the question: today, or that of the last entry of the size which is asked about
  const Rights& rights;
};

Claim asked_claim(const Call& call) {
  Claim claim{.type = ClaimType::type_1, .percent_e2 = 10'000, .level = std::nullopt};
  if (call.values.text("type") == name_of(ClaimType::type_2)) claim.type = ClaimType::type_2;
  if (const auto percent = claimed_percent_e2(call.values.text("percent"))) claim.percent_e2 = *percent;
  return claim;
}

void write_heading(JsonWriter& json, const Asked& asked, store::Reader& reader, const View& view) {
  const Inventory& inventory = asked.found.inventory;
  const auto hashes = asked.call.engine().hashes(reader);
  json.member("factory", asked.factory.id.value).member("period", format_period(asked.period));
  json.name("as_of").open_object().member("size", view.size());
  json.member("root", log::digest_to_base64(log::root(view.size(), *hashes)));
  json.member("on", format_date(asked.day)).close_object();
  json.name("inventory").open_object().member("inventory", inventory.id.value);
  json.member("standard", inventory.standard).member("version", inventory.version);
  json.member("verified", is_verified(inventory)).member("restatement_pending", asked.found.restatement_pending);
  json.close_object();
}

std::optional<Evaluation> evaluated(const Asked& asked, const Scheme& scheme, const View& view) {
  const auto assessment = rules::newest_assessment(asked.factory.id, asked.period, scheme.code, view);
  return evaluate(scheme, rules::facts_about(asked.found.inventory, view.retirements(asked.factory.id, asked.period),
                                             assessment, asked.claim, asked.day, view));
}

// Today's comparison with the registries' words, also where the year is asked about as it was: the past keeps no texts.
void write_year_matches(JsonWriter& json, const Asked& asked, store::Reader& reader, const View& view) {
  write_matches(json, view.retirements(asked.factory.id, asked.period), reader);
}

Response coverage_response(const Asked& asked, store::Reader& reader, const View& view) {
  const Inventory& inventory = asked.found.inventory;
  const auto units = rules::retired_units(view.retirements(asked.factory.id, asked.period), view);
  const auto figures = find_note<InventoryFigures>(view, inventory.id.entry());
  const auto coverage = coverage_of(inventory, units, figures, *asked.claim.type);
  const Scheme* scheme = find_scheme(asked.call.values.text("scheme"));
  const auto evaluation = scheme == nullptr ? std::nullopt : evaluated(asked, *scheme, view);
  if (!coverage || (scheme != nullptr && !evaluation)) return asked.call.problem({.code = "coverage_overflow"});
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_heading(json, asked, reader, view);
  write_emissions(json, *coverage);
  write_retired(json, *coverage);
  write_comparison(json, coverage->all);
  json.name("attestable").open_object().member("counted_t", coverage->attestable.counted_t);
  write_comparison(json, coverage->attestable);
  json.close_object();
  write_bridge(json, *coverage);
  write_year_matches(json, asked, reader, view);
  if (evaluation) write_evaluation(json, *scheme, *evaluation, asked.call.language);
  write_notes(json, *coverage, asked.found, asked.call.language);
  json.close_object();
  return json_response(std::move(body));
}

// Words of other bodies about the same year: attestations with their standing, what was found against the factory.
// Whoever may read the inventory sees all of them (no body shopping unseen). Who else was engaged and has said nothing
// is between the operator and that body.
void write_other_words(JsonWriter& json, const Asked& asked, const View& view) {
  json.name("attestations").open_array();
  for (const Attestation& one : find_notes<Attestation>(view, index_names::attestations_of(asked.factory.id))) {
    if (one.period != asked.period) continue;
    json.open_object();
    write_attestation_members(json, one);
    write_standing(json, rules::standing_of(one, asked.day, view));
    json.close_object();
  }
  json.close_array().name("assessments").open_array();
  for (const Assessment& one : find_notes<Assessment>(view, index_names::assessments_of(asked.factory.id))) {
    if (one.period == asked.period) write_assessment(json, one);
  }
  json.close_array().name("certificates").open_array();
  for (const Certificate& one : find_notes<Certificate>(view, index_names::certificates_of(asked.factory.id))) {
    const bool same_year = std::any_of(one.issues.begin(), one.issues.end(), [&](const CertificateIssue& issue) {
      return issue.print.period == asked.period;
    });
    if (same_year) json.integer(one.entry.value);
  }
  json.close_array().name("engagements").open_array();
  for (const Engagement& one : find_notes<Engagement>(view, index_names::engagements_of(asked.factory.id))) {
    const bool shown = one.from_period.first <= asked.period.first && asked.rights.may_read_engagement(one);
    if (shown) write_engagement(json, one);
  }
  json.close_array();
}

Response checks_response(const Asked& asked, store::Reader& reader, const View& view) {
  const Scheme* scheme = find_scheme(asked.call.values.text("scheme"));
  HOLDS(scheme != nullptr);  // the route demands one that exists
  const auto evaluation = evaluated(asked, *scheme, view);
  if (!evaluation) return asked.call.problem({.code = "coverage_overflow"});
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_heading(json, asked, reader, view);
  write_evaluation(json, *scheme, *evaluation, asked.call.language);
  write_other_words(json, asked, view);
  write_year_matches(json, asked, reader, view);
  json.close_object();
  return json_response(std::move(body));
}

// Rights are those of today, whatever size of the log is asked about.
Response about_year(const Call& call, store::Reader& reader,
                    Response (*respond)(const Asked&, store::Reader&, const View&)) {
  const auto factory = reader.factory({*call.values.number("index")});
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  const Period period = *parse_period(call.values.text("period"));
  if (!factory || !rights.may_read_inventories(*factory, period)) return call.not_found();
  const auto response = with_view(call, reader, [&](const View& view) -> std::optional<Response> {
    const auto found = find_inventory(call, period, view.inventories(factory->id));
    if (!found) return call.problem({.code = "inventory_absent"});
    return respond({call, *factory, period, *found, asked_claim(call), asked_day(call, reader), rights}, reader, view);
  });
  HOLDS(response.has_value());
  return *response;
}

}  // namespace

Response read_coverage(const Call& call, store::Reader& reader) { return about_year(call, reader, coverage_response); }
Response read_checks(const Call& call, store::Reader& reader) { return about_year(call, reader, checks_response); }

}  // namespace tanbu::http
