// The register of the retirements of a year: one row for each range of units, in the manner of the tables in which
// Parties report actions under Article 6 (UNFCCC agreed electronic format, decision 6/CMA.4 annex VII), as far as this
// ledger knows their columns. Public facts only; parties by their ids.
#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/project_texts.hpp"
#include "api/http/records_json.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

// The day of retirement is declared and stands in no index. A page ends after so many retirements, with fewer rows than
// its limit or none, rather than one question read a whole ledger.
constexpr std::size_t retirements_at_once = 500;
constexpr std::size_t retirements_looked_at_max = 20'000;

struct Proof {
  std::string leaf;
  std::string receipt_sha256;
};

class RegisterPage {
 public:
  RegisterPage(const Call& call, store::Reader& reader, Period year, const AskedPage& asked)
      : call_(call), reader_(reader), year_(year), asked_(asked), cache_(reader), texts_(reader), json_(body_) {}

  Response answer() {
    json_.open_object().name("data").open_array();
    const auto next = write_rows();
    json_.close_array();
    return page_response(call_, std::move(body_), next);
  }

 private:
  std::optional<Cursor> write_rows() {
    store::Page page{asked_.cursor.position, asked_.cursor.size, retirements_at_once};
    const auto first_range = static_cast<std::size_t>(asked_.cursor.unit);
    for (std::size_t looked_at = 0; looked_at < retirements_looked_at_max;) {
      const auto retirements = reader_.retirements(page, {});
      for (const Retirement& retirement : retirements) {
        const bool is_first = retirement.id.value == asked_.cursor.position;
        if (auto next = write_retirement(retirement, is_first ? first_range : 0)) return next;
      }
      if (retirements.size() < retirements_at_once) return std::nullopt;
      looked_at += retirements.size();
      page.from = retirements.back().id.value + 1;
    }
    return Cursor{asked_.cursor.size, page.from, 0};
  }

  // Where the page was full before the end of the retirement.
  std::optional<Cursor> write_retirement(const Retirement& retirement, std::size_t first_range) {
    if (!contains(year_, retirement.retired_on)) return std::nullopt;
    std::optional<Proof> proof;
    for (std::size_t at = first_range; at < retirement.ranges.size(); ++at) {
      if (shown_ == asked_.limit) return Cursor{asked_.cursor.size, retirement.id.value, at};
      if (!proof) proof = proof_of(retirement.id.entry());
      write_row(retirement, at, *proof);
      ++shown_;
    }
    return std::nullopt;
  }

  Proof proof_of(EntryIndex entry) {
    const auto stored = reader_.entry(entry);
    const auto receipt = call_.engine().receipt(reader_, entry, engine::Engine::ReceiptOf::first_checkpoint);
    HOLDS(stored && receipt);  // a retirement is an entry of this log
    const auto digest = crypto::sha256(*receipt);
    return {log::digest_to_base64(stored->leaf), crypto::hex_encode(crypto::as_bytes(digest))};
  }

  const std::string& factory_name(FactoryId id) {
    const auto known = factories_.find(id);
    if (known != factories_.end()) return known->second;
    const auto factory = reader_.factory(id);
    HOLDS(factory.has_value());
    return factories_.emplace(id, factory->name).first->second;
  }

  void write_row(const Retirement& retirement, std::size_t position, const Proof& proof) {
    const BatchRange& range = retirement.ranges[position];
    const Batch& batch = cache_.batch(range.batch);
    const Programme* programme = find_programme(batch.project.programme);
    HOLDS(programme != nullptr);
    json_.open_object().member("retirement", retirement.id.value).member("position", position);
    json_.member("programme", batch.project.programme).member("registry", programme->registry);
    json_.member("project_id", batch.project.project_id).member("project_title", texts_.of(batch.project).title);
    json_.member("batch", batch.id.value).member("serial", batch.serial);
    json_.member("first_unit", range.units.first()).member("last_unit", range.units.last());
    json_.member("metric", programme->unit == Unit::megawatt_hour ? "MWh" : "t CO2 eq");
    json_.member("units_per_metric", programme->units_per_whole).member("quantity", range.units.quantity());
    json_.member("vintage_from", format_date(batch.vintage_from));
    json_.member("vintage_until", format_date(batch.vintage_until));
    json_.member("action_date", format_date(retirement.retired_on)).member("action_type", "retirement");
    write_use(retirement);
    json_.member("entry_leaf", proof.leaf).member("receipt_sha256", proof.receipt_sha256);
    write_standing(retirement);
    json_.close_object();
  }

  void write_use(const Retirement& retirement) {
    json_.member("purpose", name_of(retirement.purpose)).member("factory", retirement.factory.value);
    json_.member("factory_name", factory_name(retirement.factory)).member("period", format_period(retirement.period));
    json_.member("beneficiary", retirement.beneficiary.text);
    json_.member("registry_reference", retirement.registry_reference);
  }

  void write_standing(const Retirement& retirement) {
    json_.member("status", name_of(retirement.status)).member("claim", retirement.claim);
    json_.member("recorded_on", format_date(retirement.recorded_on));
    if (retirement.replaces) json_.member("replaces", retirement.replaces->value);
    if (retirement.closed_by) json_.member("closed_by", retirement.closed_by->value);
  }

  const Call& call_;
  store::Reader& reader_;
  Period year_;
  const AskedPage& asked_;
  RecordCache cache_;
  ProjectTexts texts_;
  std::map<FactoryId, std::string> factories_;
  std::string body_;
  JsonWriter json_;
  std::size_t shown_ = 0;
};

}  // namespace

Response read_retirement_register(const Call& call, store::Reader& reader) {
  const auto text = call.values.text("year");
  const auto year = parse_period(text);
  // A period of other dates names no year.
  if (!year || text.size() != 4) return call.not_found();
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  return RegisterPage(call, reader, *year, *asked).answer();
}

}  // namespace tanbu::http
