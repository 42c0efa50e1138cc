// Retirements, which are public, and holdings, which are the holder's own business.
#include <algorithm>
#include <map>

#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/match_json.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "ledger/amount.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

// A party with more segments than this gets its list, but no sums: one question must not read a whole ledger.
constexpr std::size_t summed_segments_max = 100'000;
constexpr std::size_t summed_chunk = 2'000;

using Totals = std::map<std::pair<std::string, UnitStatus>, std::int64_t>;

std::optional<Totals> sum_holdings(const PartyId& party, store::Reader& reader, RecordCache& cache) {
  Totals totals;
  BatchRange after{};
  for (std::size_t summed = 0; summed < summed_segments_max; summed += summed_chunk) {
    const auto segments = reader.holdings(party, after, summed_chunk);
    for (const Segment& segment : segments) {
      totals[{cache.batch(segment.batch).project.programme, segment.status}] += segment.units.quantity();
    }
    if (segments.size() < summed_chunk) return totals;
    after = {segments.back().batch, segments.back().units};
  }
  return std::nullopt;
}

void write_totals(JsonWriter& json, const std::optional<Totals>& totals) {
  json.name("totals");
  if (!totals) {
    json.null();
    return;
  }
  json.open_array();
  for (const auto& [kind, quantity] : *totals) {
    json.open_object().member("programme", kind.first).member("status", name_of(kind.second));
    json.member("quantity", quantity).close_object();
  }
  json.close_array();
}

void write_holding(JsonWriter& json, const Segment& segment, const Batch& batch) {
  json.open_object().member("batch", segment.batch.value).member("programme", batch.project.programme);
  json.member("project_id", batch.project.project_id).member("first", segment.units.first());
  json.member("last", segment.units.last()).member("quantity", segment.units.quantity());
  json.member("unit", unit_text(batch.project.programme)).member("status", name_of(segment.status));
  json.member("vintage_from", format_date(batch.vintage_from));
  json.member("vintage_until", format_date(batch.vintage_until)).close_object();
}

BatchRange range_before(const Cursor& cursor) {
  HOLDS(cursor.unit <= static_cast<std::uint64_t>(limits::unit_number_max));  // read_cursor takes no other
  const auto unit = static_cast<std::int64_t>(cursor.unit);
  return {{cursor.position}, {unit, unit + 1}};
}

}  // namespace

Response read_retirements(const Call& call, store::Reader& reader) {
  store::RetirementFilter filter;
  if (const auto factory = call.values.number("factory")) filter.factory = FactoryId{*factory};
  if (call.values.has("period")) filter.period = parse_period(call.values.text("period"));
  if (call.values.has("beneficiary")) filter.beneficiary = parse_party(call.values.text("beneficiary"));
  if (filter.period && !filter.factory) {
    return call.problem({.code = "parameter_missing",
                         .detail = "A period is one of a factory: add factory.",
                         .detail_zh = "周期属于某一工厂：请补充 factory。",
                         .parameter = "factory"});
  }
  RecordCache cache(reader);
  rules::Matcher matcher(reader);
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.retirements(page, filter); },
      [](const Retirement& retirement) { return retirement.id.value; },
      [&](JsonWriter& json, const Retirement& retirement) {
        json.open_object();
        write_retirement_members(json, retirement, cache);
        write_match_member(json, matcher.match(retirement));
        json.close_object();
      });
}

Response read_retirement(const Call& call, store::Reader& reader) {
  const auto retirement = reader.retirement({*call.values.number("index")});
  if (!retirement) return call.not_found();
  const auto factory = reader.factory(retirement->factory);
  HOLDS(factory.has_value());
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_retirement_members(json, *retirement, cache);
  write_match_member(json, rules::match_of(*retirement, reader));
  json.member("factory_name", factory->name).close_object();
  return json_response(std::move(body));
}

Response read_holdings(const Call& call, store::Reader& reader) {
  const PartyId party{std::string(call.values.text("party"))};
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  if (!rights.may_read_holdings(party) || !reader.party(party)) return call.not_found();
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  const bool first_page = !call.values.has("cursor");
  auto segments = reader.holdings(party, first_page ? BatchRange{} : range_before(asked->cursor), asked->limit + 1);
  // Whatever came to the party, or was divided or reserved, since the first page was read: the pages no longer fit.
  const bool moved = std::any_of(segments.begin(), segments.end(),
                                 [&](const Segment& segment) { return segment.since.value >= asked->cursor.size; });
  if (moved) return call.problem({.code = "holdings_changed"});
  const bool more = segments.size() > asked->limit;
  if (more) segments.pop_back();
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("party", party.text).name("data").open_array();
  for (const Segment& segment : segments) write_holding(json, segment, cache.batch(segment.batch));
  json.close_array();
  // The sums are those of all pages; the first page carries them.
  write_totals(json, first_page ? sum_holdings(party, reader, cache) : std::nullopt);
  std::optional<Cursor> next;
  if (more) {
    const Segment& last = segments.back();
    next = Cursor{asked->cursor.size, last.batch.value, static_cast<std::uint64_t>(last.units.begin)};
  }
  return page_response(call, std::move(body), next);
}

}  // namespace tanbu::http
