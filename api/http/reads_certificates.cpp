// Schemes, certificates and attestations: public, with how they stand on a day and at a size of the log.
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/judgements_json.hpp"
#include "api/http/lists.hpp"
#include "api/http/past_view.hpp"
#include "api/http/records_json.hpp"
#include "api/http/standing_json.hpp"

namespace tanbu::http {
namespace {

constexpr std::uint64_t expiring_days_max = 3'660;
constexpr std::size_t notes_at_once = 500;
// How a certificate stands is in no index. A page ends after so many, with fewer rows than its limit or none, rather
// than one question look at all of them.
constexpr std::size_t certificates_looked_at_max = 2'000;

void write_certificate(JsonWriter& json, const Certificate& certificate, Date day, const View& view) {
  json.open_object();
  write_certificate_members(json, certificate);
  write_standing(json, certificate, rules::standing_of(certificate, day, view), day);
  json.close_object();
}

// What the query asks of a certificate beyond its number.
struct Filter {
  std::string_view status;
  std::optional<std::int32_t> expiring_within_days;
  Date day;

  [[nodiscard]] bool fits(const Certificate& certificate) const {
    const auto state = state_on(certificate, day, rules::surveillance_months(certificate.scheme));
    if (!status.empty() && name_of(state) != status) return false;
    if (!expiring_within_days) return true;
    const auto issue = issue_on(certificate, day);
    const bool may_run_out =
        is_in_force(state) || state == CertificateState::surveillance_failed || state == CertificateState::suspended;
    return may_run_out && issue && issue->print.valid_until.days <= day.days + *expiring_within_days;
  }
};

// The next certificates from the cursor on that fit, and where the page after them begins.
struct Matching {
  std::vector<Certificate> found;
  std::optional<std::uint64_t> next;
};

Matching matching(store::Reader& reader, const std::string& index_name, const AskedPage& asked, const Filter& filter) {
  Matching result;
  store::Page page{asked.cursor.position, asked.cursor.size, notes_at_once};
  for (std::size_t looked_at = 0; looked_at < certificates_looked_at_max; looked_at += notes_at_once) {
    const auto notes = reader.notes_page(index_name, page);
    for (const Note& note : notes) {
      const auto* certificate = std::get_if<Certificate>(&note);
      if (certificate == nullptr || !filter.fits(*certificate)) continue;
      if (result.found.size() == asked.limit) {
        result.next = certificate->entry.value;
        return result;
      }
      result.found.push_back(*certificate);
    }
    if (notes.size() < notes_at_once) return result;
    page.from = id_of(notes.back()).entry.value + 1;
  }
  result.next = page.from;
  return result;
}

}  // namespace

Response read_schemes(const Call& call, store::Reader&) {
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  for (const Scheme* scheme : all_schemes()) write_scheme(json, *scheme, call.language);
  json.close_array();
  return page_response(call, std::move(body), std::nullopt);
}

Response read_scheme(const Call& call, store::Reader&) {
  const Scheme* scheme = find_scheme(call.values.text("scheme"));
  if (scheme == nullptr) return call.not_found();
  std::string body;
  JsonWriter json(body);
  write_scheme(json, *scheme, call.language);
  return json_response(std::move(body));
}

Response read_certificates(const Call& call, store::Reader& reader) {
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  Filter filter{
      .status = call.values.text("status"), .expiring_within_days = std::nullopt, .day = asked_day(call, reader)};
  if (const auto days = call.values.number("expiring_within")) {
    if (*days > expiring_days_max) return call.problem({.code = "parameter_invalid", .parameter = "expiring_within"});
    filter.expiring_within_days = static_cast<std::int32_t>(*days);
  }
  const std::string_view number = call.values.text("number");
  const std::string index_name = number.empty()
                                     ? index_names::certificates_all()
                                     : index_names::certificates_numbered(normalised_certificate_number(number));
  const auto [found, next_entry] = matching(reader, index_name, *asked, filter);
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  std::size_t shown = 0;
  for (; shown < found.size() && body.size() < page_bytes_max; ++shown) {
    write_certificate(json, found[shown], filter.day, reader);
  }
  json.close_array();
  std::optional<Cursor> next;
  if (next_entry) next = Cursor{asked->cursor.size, *next_entry, 0};
  if (shown < found.size()) next = Cursor{asked->cursor.size, found[shown].entry.value, 0};
  return page_response(call, std::move(body), next);
}

Response read_certificate(const Call& call, store::Reader& reader) {
  const EntryIndex entry{*call.values.number("index")};
  if (!find_note<Certificate>(reader, entry)) return call.not_found();  // before the past is built up for nothing
  const auto response = with_view(call, reader, [&](const View& view) -> std::optional<Response> {
    const auto certificate = find_note<Certificate>(view, entry);
    if (!certificate) return std::nullopt;
    std::string body;
    JsonWriter json(body);
    write_certificate(json, *certificate, asked_day(call, reader), view);
    return json_response(std::move(body));
  });
  return response ? *response : call.not_found();
}

// A label is shown with all of its seven fields or not at all (CE-15): type, star or level, standard, period, issuer,
// status and the day for which it is said. Another scheme's words are never put in their place.
Response read_label(const Call& call, store::Reader& reader) {
  const auto certificate = find_note<Certificate>(reader, {*call.values.number("index")});
  if (!certificate) return call.not_found();
  const Date day = asked_day(call, reader);
  const auto standing = rules::standing_of(*certificate, day, reader);
  // A label whose year is not covered any more, or that was disputed with success, would say what is not so.
  if (standing.upheld_against || (standing.attestation && !standing.attestation->holds))
    return call.problem({.code = "label_incomplete"});
  const Scheme* scheme = find_scheme(certificate->scheme);
  std::vector<std::pair<std::string_view, std::string>> fields;
  const auto field = [&fields](std::string_view name, std::string value) {
    fields.emplace_back(name, std::move(value));
  };
  const auto* print = standing.issue ? &standing.issue->print : nullptr;
  const bool typed = print != nullptr && print->type && *print->type != ClaimType::unknown;
  field("type", typed ? std::string(name_of(*print->type)) : "");
  const auto rank = [print]() -> std::string {
    if (print == nullptr) return "";
    return print->star ? std::to_string(*print->star) : print->level.value_or("");
  };
  field("star", rank());
  field("standard", scheme == nullptr ? certificate->scheme : std::string(scheme->document));
  field("period", print == nullptr ? "" : format_period(print->period));
  field("issuer", standing.body ? standing.body->text : certificate->body_name);
  field("status", print == nullptr ? "" : std::string(name_of(standing.state)));
  field("on", format_date(day));
  for (const auto& [name, value] : fields) {
    if (value.empty()) return call.problem({.code = "label_incomplete"});
  }
  std::string body;
  JsonWriter json(body);
  json.open_object();
  for (const auto& [name, value] : fields) json.member(name, value);
  json.close_object();
  return json_response(std::move(body));
}

Response read_attestation(const Call& call, store::Reader& reader) {
  const EntryIndex entry{*call.values.number("index")};
  if (!find_note<Attestation>(reader, entry)) return call.not_found();
  const auto response = with_view(call, reader, [&](const View& view) -> std::optional<Response> {
    const auto attestation = find_note<Attestation>(view, entry);
    if (!attestation) return std::nullopt;
    std::string body;
    JsonWriter json(body);
    json.open_object();
    write_attestation_members(json, *attestation);
    write_standing(json, rules::standing_of(*attestation, asked_day(call, reader), view));
    json.name("certificates").open_array();
    for (const Certificate& certificate : find_notes<Certificate>(view, index_names::certificates_on(entry)))
      json.integer(certificate.entry.value);
    json.close_array().close_object();
    return json_response(std::move(body));
  });
  return response ? *response : call.not_found();
}

// Everything that was said in public about a factory, whatever became of it: a body that comes later sees what the
// earlier ones said.
Response read_claims(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  if (!factory) return call.not_found();
  const Date day = asked_day(call, reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("factory", factory->id.value).name("attestations").open_array();
  for (const Attestation& one : find_notes<Attestation>(reader, index_names::attestations_of(factory->id))) {
    json.open_object();
    write_attestation_members(json, one);
    write_standing(json, rules::standing_of(one, day, reader));
    json.close_object();
  }
  json.close_array().name("certificates").open_array();
  for (const Certificate& one : find_notes<Certificate>(reader, index_names::certificates_of(factory->id)))
    write_certificate(json, one, day, reader);
  json.close_array().name("awards").open_array();
  for (const Award& one : find_notes<Award>(reader, index_names::awards_of(factory->id))) {
    json.open_object();
    write_award_members(json, one);
    write_disputes(json, one.entry, reader);
    json.close_object();
  }
  json.close_array().name("labels").open_array();
  for (const Label& one : find_notes<Label>(reader, index_names::labels_of(factory->id))) {
    json.open_object();
    write_label_members(json, one);
    json.close_object();
  }
  json.close_array().close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
