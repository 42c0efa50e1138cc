// Programmes, parties and factories: all public.
#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/records_json.hpp"

namespace tanbu::http {

Response read_programmes(const Call& call, store::Reader&) {
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  for (const Programme* programme : all_programmes()) {
    json.open_object().member("code", programme->code).member("name", programme->name);
    json.member("name_zh", programme->name_zh).member("registry", programme->registry);
    json.member("unit", unit_text(std::string(programme->code))).member("offset", programme->offset);
    json.member("transferable", programme->transferable).member("opaque", programme->opaque).close_object();
  }
  json.close_array();
  return page_response(call, std::move(body), std::nullopt);
}

Response read_parties(const Call& call, store::Reader& reader) {
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.parties(page); },
      [](const Party& party) { return party.entry.value; },
      [](JsonWriter& json, const Party& party) { write_party(json, party); });
}

Response read_party(const Call& call, store::Reader& reader) {
  const auto party = reader.party({std::string(call.values.text("party"))});
  if (!party) return call.not_found();
  std::string body;
  JsonWriter json(body);
  const auto keys = reader.keys_of(party->id);
  write_party(json, *party, &keys);
  return json_response(std::move(body));
}

Response read_factories(const Call& call, store::Reader& reader) {
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.factories(page); },
      [](const Factory& factory) { return factory.id.value; },
      [](JsonWriter& json, const Factory& factory) { write_factory(json, factory); });
}

Response read_factory(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  if (!factory) return call.not_found();
  std::string body;
  JsonWriter json(body);
  write_factory(json, *factory);
  return json_response(std::move(body));
}

}  // namespace tanbu::http
