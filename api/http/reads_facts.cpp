// What contradicts, what a fact touched, who is authorised and engaged, and what waits: lists over the ledger's notes.
#include <algorithm>
#include <set>

#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "api/http/units_json.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

// Far above what one entry can make; a cursor beyond it is not ours.
constexpr std::uint64_t ordinals_max = 100'000;

template <class Sort>
std::uint64_t ordinal_of(const Sort& note) {
  if constexpr (requires { note.ordinal; }) {
    return note.ordinal;
  } else {
    return 0;
  }
}

// A page of the notes of one sort under an index name. An entry may have made several, so the cursor counts them too.
template <class Sort, class Write>
Response notes_response(const Call& call, store::Reader& reader, const std::string& index_name, Write write) {
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  const Cursor& start = asked->cursor;
  if (start.unit > ordinals_max) return call.problem({.code = "cursor_invalid"});
  const store::Page page{start.position, start.size, asked->limit + 1 + static_cast<std::size_t>(start.unit)};
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  std::optional<Cursor> next;
  std::size_t shown = 0;
  for (const Note& note : reader.notes_page(index_name, page)) {
    const auto* sort = std::get_if<Sort>(&note);
    if (sort == nullptr) continue;
    if (sort->entry.value == start.position && ordinal_of(*sort) < start.unit) continue;
    if (shown++ == asked->limit || body.size() >= page_bytes_max) {
      next = Cursor{start.size, sort->entry.value, ordinal_of(*sort)};
      break;
    }
    write(json, *sort);
  }
  json.close_array();
  return page_response(call, std::move(body), next);
}

// The units that an entry speaks of: those of its public actions and conflicts, those whose condition it set, those it
// retired, recorded or closed.
class Touched {
 public:
  Touched(store::Reader& reader, const Rights& rights) : reader_(reader), rights_(rights) {}

  void add(const Note& note) {
    if (const auto* action = std::get_if<UnitAction>(&note)) {
      if (is_public(action->kind) || rights_.is_association()) add(action->ranges);
    } else if (const auto* conflict = std::get_if<Conflict>(&note)) {
      add(conflict->ranges);
      for (const RetirementId id : conflict->retirements) retirements_.insert(id);
    } else if (const auto* attestation = std::get_if<Attestation>(&note)) {
      attestations_.insert(attestation->entry);
    } else if (const auto* dispute = std::get_if<Dispute>(&note)) {
      add_disputed(dispute->target);
    }
  }
  void add(const Event& event) {
    if (const auto* changed = std::get_if<RetirementChanged>(&event)) add(changed->retirement);
    if (const auto* retired = std::get_if<UnitsRetired>(&event)) add(retired->retirement);
    if (const auto* recorded = std::get_if<BatchRecorded>(&event)) add({{recorded->batch.id, recorded->batch.units}});
    if (const auto* taken = std::get_if<NoteTaken>(&event)) add(taken->note);
    if (const auto* inventory = std::get_if<InventoryChanged>(&event)) inventories_.insert(inventory->inventory.id);
    if (const auto* inventory = std::get_if<InventoryDeclared>(&event)) add_series(inventory->inventory);
    if (const auto* set = std::get_if<UnitsSet>(&event)) {
      std::vector<Segment> told;
      for (const Segment& piece : set->pieces) {
        const bool private_condition = piece.status == UnitStatus::free || piece.status == UnitStatus::reserved;
        if (!private_condition || rights_.is_association()) told.push_back(piece);
      }
      for (const Segment& piece : joined(std::move(told))) add({{piece.batch, piece.units}});
    }
  }
  void follow() {
    std::sort(ranges_.begin(), ranges_.end());
    ranges_.erase(std::unique(ranges_.begin(), ranges_.end()), ranges_.end());
    for (const BatchRange& range : ranges_) {
      for (const Retirement& retirement : reader_.retirements_naming(range.batch, range.units))
        retirements_.insert(retirement.id);
    }
    for (const RetirementId id : retirements_) {
      for (const auto& one : find_notes<Attestation>(reader_, index_names::attestations_listing(id)))
        attestations_.insert(one.entry);
    }
    for (const InventoryId id : inventories_) {
      for (const auto& one : find_notes<Attestation>(reader_, index_names::attestations_on(id)))
        attestations_.insert(one.entry);
    }
  }
  [[nodiscard]] const std::set<EntryIndex>& attestations() const { return attestations_; }
  [[nodiscard]] const std::vector<BatchRange>& ranges() const { return ranges_; }
  [[nodiscard]] const std::set<RetirementId>& retirements() const { return retirements_; }

 private:
  void add(const std::vector<BatchRange>& ranges) { ranges_.insert(ranges_.end(), ranges.begin(), ranges.end()); }
  void add(const Retirement& retirement) {
    retirements_.insert(retirement.id);
    add(retirement.ranges);
  }

  void add_disputed(EntryIndex target) {
    if (const auto batch = static_cast<const View&>(reader_).batch({target.value})) add({{batch->id, batch->units}});
    if (static_cast<const View&>(reader_).retirement({target.value})) retirements_.insert({target.value});
    if (static_cast<const View&>(reader_).inventory({target.value})) inventories_.insert({target.value});
    if (find_note<Attestation>(reader_, target)) attestations_.insert(target);
  }
  // A new version touches what was said about the older ones.
  void add_series(const Inventory& inventory) {
    for (const Inventory& other : static_cast<const View&>(reader_).inventories(inventory.factory)) {
      if (other.period == inventory.period && other.standard == inventory.standard) inventories_.insert(other.id);
    }
  }

  store::Reader& reader_;
  const Rights& rights_;
  std::vector<BatchRange> ranges_;
  std::set<RetirementId> retirements_;
  std::set<InventoryId> inventories_;
  std::set<EntryIndex> attestations_;
};

// How many of a retirement's units lie in the ranges. They may overlap each other, so the parts are joined first.
std::int64_t affected_units(const Retirement& retirement, const std::vector<BatchRange>& ranges) {
  std::vector<BatchRange> parts;
  for (const BatchRange& own : retirement.ranges) {
    for (const BatchRange& range : ranges) {
      if (own.batch == range.batch && own.units.overlaps(range.units))
        parts.push_back({own.batch, own.units.intersection(range.units)});
    }
  }
  std::sort(parts.begin(), parts.end());
  std::int64_t sum = 0;
  BatchRange last{};
  for (const BatchRange& part : parts) {
    const bool same = sum > 0 && part.batch == last.batch;
    const std::int64_t begin = same ? std::max(part.units.begin, last.units.end) : part.units.begin;
    if (begin >= part.units.end) continue;
    sum += part.units.end - begin;
    last = part;
  }
  return sum;
}

void write_affected_uses(JsonWriter& json, const Touched& touched, RecordCache& cache) {
  std::set<std::pair<FactoryId, Period>> periods;
  std::set<FactoryId> factories;
  json.name("retirements").open_array();
  for (const RetirementId id : touched.retirements()) {
    const Retirement& retirement = cache.retirement(id);
    periods.emplace(retirement.factory, retirement.period);
    factories.insert(retirement.factory);
    json.open_object().member("retirement", id.value).member("factory", retirement.factory.value);
    json.member("period", format_period(retirement.period)).member("status", name_of(retirement.status));
    json.member("quantity", retirement.quantity).member("counted", retirement.counted);
    json.member("affected", affected_units(retirement, touched.ranges())).close_object();
  }
  json.close_array().name("factories").open_array();
  for (const FactoryId factory : factories) json.integer(factory.value);
  json.close_array().name("periods").open_array();
  for (const auto& [factory, period] : periods) {
    json.open_object().member("factory", factory.value).member("period", format_period(period)).close_object();
  }
  json.close_array();
}

// The words that stand on what was touched, so that one question finds all of them.
void write_affected_words(JsonWriter& json, const Touched& touched, const View& view) {
  std::set<EntryIndex> certificates;
  json.name("attestations").open_array();
  for (const EntryIndex entry : touched.attestations()) {
    json.integer(entry.value);
    for (const auto& one : find_notes<Certificate>(view, index_names::certificates_on(entry)))
      certificates.insert(one.entry);
  }
  json.close_array().name("certificates").open_array();
  for (const EntryIndex entry : certificates) json.integer(entry.value);
  json.close_array();
}

void write_affected_units(JsonWriter& json, const Touched& touched, store::Reader& reader, const Rights& rights,
                          RecordCache& cache) {
  json.name("units").open_array();
  for (const BatchRange& range : touched.ranges()) {
    const Batch& batch = cache.batch(range.batch);
    json.open_object().member("batch", range.batch.value).member("first", range.units.first());
    json.member("last", range.units.last()).name("conditions");
    const bool all = write_units(json, reader.segments(range.batch, range.units), range.units, batch, rights, cache);
    if (!all) json.member("conditions_complete", false);
    json.close_object();
  }
  json.close_array();
}

}  // namespace

Response read_conflicts(const Call& call, store::Reader& reader) {
  const bool all = call.values.text("status") == "all";
  return notes_response<Conflict>(call, reader, all ? index_names::conflicts_all() : index_names::conflicts_open(),
                                  write_conflict);
}

Response read_affected(const Call& call, store::Reader& reader) {
  const auto stored = reader.entry({*call.values.number("index")});
  if (!stored) return call.not_found();
  const auto entry = log::parse_entry(stored->entry);
  HOLDS(entry.has_value());  // we wrote it
  const Rights rights = rights_of(call, reader);
  if (!rights.may_read(*stored, entry->kind)) return call.not_found();
  Touched touched(reader, rights);
  for (const Event& event : stored->decision.events) touched.add(event);
  touched.follow();
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("entry", stored->index.value).member("kind", entry->kind);
  write_affected_uses(json, touched, cache);
  write_affected_words(json, touched, reader);
  write_affected_units(json, touched, reader, rights, cache);
  json.close_object();
  return json_response(std::move(body));
}

Response read_bodies(const Call& call, store::Reader& reader) {
  const std::string scheme(call.values.text("scheme"));
  return notes_response<Authorisation>(call, reader, index_names::authorisations_under(scheme), write_authorisation);
}

Response read_body(const Call& call, store::Reader& reader) {
  const auto party = reader.party({std::string(call.values.text("party"))});
  if (!party) return call.not_found();
  std::string body;
  JsonWriter json(body);
  json.open_object().member("party", party->id.text).member("name", party->name);
  json.name("authorisations").open_array();
  for (const auto& note : find_notes<Authorisation>(reader, index_names::authorisations_of(party->id)))
    write_authorisation(json, note);
  json.close_array().close_object();
  return json_response(std::move(body));
}

// To a body only its own engagements; to anybody else who has none there, nothing is here.
Response read_engagements(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  if (!factory) return call.not_found();
  const Rights rights = rights_of(call, reader);
  std::vector<Engagement> seen;
  for (Engagement& note : find_notes<Engagement>(reader, index_names::engagements_of(factory->id))) {
    if (rights.may_read_engagement(note)) seen.push_back(std::move(note));
  }
  if (seen.empty() && !rights.is_association() && !rights.is(factory->operator_party)) return call.not_found();
  std::string body;
  JsonWriter json(body);
  json.open_object().member("factory", factory->id.value).name("data").open_array();
  for (const Engagement& note : seen) write_engagement(json, note);
  json.close_array();
  return page_response(call, std::move(body), std::nullopt);
}

Response read_pending(const Call& call, store::Reader& reader) {
  if (!call.who) return call.not_found();
  return notes_response<Pending>(call, reader, index_names::pending_of(*call.who), write_pending);
}

Response read_refused_double_uses(const Call& call, store::Reader& reader) {
  if (!rights_of(call, reader).is_association()) return call.not_found();
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  const auto rows = reader.refused_uses(asked->cursor.position, asked->limit + 1);
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  std::size_t shown = 0;
  for (; shown < std::min(rows.size(), asked->limit) && body.size() < page_bytes_max; ++shown) {
    const store::RefusedUse& row = rows[shown];
    json.open_object().member("number", row.number).member("time", instant_text(row.time));
    json.member("issuer", row.issuer.text).member("jti", row.jti).member("reason", name_of(row.refused.reason));
    write_optional_entry(json, "conflict", row.refused.conflict);
    json.name("facts").open_object();
    for (const auto& [name, value] : row.refused.facts) json.member(name, value);
    json.close_object().name("jws");
    row.jws.empty() ? json.null() : json.text(row.jws);
    json.close_object();
  }
  json.close_array();
  std::optional<Cursor> next;
  if (shown < rows.size()) next = Cursor{asked->cursor.size, rows[shown].number, 0};
  return page_response(call, std::move(body), next);
}

}  // namespace tanbu::http
