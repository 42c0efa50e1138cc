// Entries, their receipts and their commands. Entries and receipts are public; commands and effects of restricted kinds
// only for those whom they concern.
#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

log::Entry parsed(const store::StoredEntry& stored) {
  auto entry = log::parse_entry(stored.entry);
  HOLDS(entry.has_value());  // we wrote it
  return *std::move(entry);
}

std::optional<EntryIndex> erased_by(EntryIndex index, const View& view) {
  const auto redactions = find_notes<Redaction>(view, index_names::redactions_of(index));
  return redactions.empty() ? std::nullopt : std::optional(redactions.front().entry);
}

std::string_view cache_of(const Call& call) { return call.who ? "private, no-cache" : "public, no-cache"; }

}  // namespace

Response read_entries(const Call& call, store::Reader& reader) {
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.entries(page); },
      [](const store::StoredEntry& stored) { return stored.index.value; },
      [](JsonWriter& json, const store::StoredEntry& stored) {
        json.open_object().member("index", stored.index.value).member("entry", stored.entry);
        json.member("leaf", log::digest_to_base64(stored.leaf)).close_object();
      });
}

Response read_entry(const Call& call, store::Reader& reader) {
  const auto stored = reader.entry({*call.values.number("index")});
  if (!stored) return call.not_found();
  const log::Entry entry = parsed(*stored);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("index", stored->index.value).member("entry", stored->entry);
  json.member("leaf", log::digest_to_base64(stored->leaf)).member("kind", entry.kind);
  json.member("time", log::time_text(entry.time_unix_ms)).member("rules", entry.rules);
  json.member("command_sha256", log::digest_to_base64(entry.command));
  const Rights rights = rights_of(call, reader);
  if (rights.may_read(*stored, entry.kind)) {
    const bool to_everybody = kind_is_public(entry.kind) && !rights.is_association();
    json.name("effects");
    write_effects(json, stored->decision.events, to_everybody ? EffectsFor::everybody : EffectsFor::concerned);
    json.name("flags");
    write_flags(json, stored->decision.flags);
  }
  json.close_object();
  Response response = json_response(std::move(body));
  add_validator(response, cache_of(call));
  return response;
}

Response read_receipt(const Call& call, store::Reader& reader) {
  const EntryIndex index{*call.values.number("index")};
  const auto which = call.values.text("checkpoint");
  const auto size = reader.head().size;
  if (index.value >= size) return call.not_found();
  std::optional<std::string> receipt;
  if (which.empty()) {
    // Without cosignatures, which come later: the receipt of an entry has the same bytes for ever.
    receipt = call.engine().receipt(reader, index, engine::Engine::ReceiptOf::first_checkpoint);
  } else if (which == "latest") {
    receipt = call.engine().receipt_under(reader, index, newest_checkpoint(call, reader));
  } else {
    const auto checkpoint = witnessed_checkpoint(call, reader);
    // It may be newer than this reader's snapshot, if the quorum was met in between.
    reader.refresh();
    if (checkpoint) receipt = call.engine().receipt_under(reader, index, *checkpoint);
    if (!receipt) return call.problem({.code = "checkpoint_not_witnessed"});
  }
  if (!receipt) return call.not_found();
  Response response = text_response(*std::move(receipt), "text/plain; charset=utf-8");
  add_validator(response, which.empty() ? cache_for_ever : cache_few_seconds);
  return response;
}

Response read_command(const Call& call, store::Reader& reader) {
  auto stored = reader.entry({*call.values.number("index")});
  if (!stored) return call.not_found();
  // That a command was erased is public, whoever might have read it.
  if (!stored->command && erased_by(stored->index, reader)) return call.problem({.code = "erased"});
  if (!stored->command || !rights_of(call, reader).may_read(*stored, parsed(*stored).kind)) return call.not_found();
  Response response = text_response(*std::move(stored->command), "application/jose");
  add_validator(response, cache_of(call));
  return response;
}

Response read_commands(const Call& call, store::Reader& reader) {
  const auto asked = asked_page(call, reader.head().size);
  HOLDS(asked.has_value());  // there is no cursor here
  const auto rights = rights_of(call, reader);
  std::string body;
  for (const store::StoredEntry& stored : reader.entries({asked->cursor.position, asked->cursor.size, asked->limit})) {
    if (body.size() >= page_bytes_max) break;  // who reads on does it behind the last line
    JsonWriter json(body);
    json.open_object().member("index", stored.index.value).name("command");
    const bool shown = stored.command && rights.may_read(stored, parsed(stored).kind);
    shown ? json.text(*stored.command) : json.null();
    if (!stored.command) {
      if (const auto by = erased_by(stored.index, reader)) json.member("erased_by", by->value);
    }
    json.close_object();
    body += '\n';
  }
  return text_response(std::move(body), "application/x-ndjson");
}

}  // namespace tanbu::http
