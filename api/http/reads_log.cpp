// The public log as strangers' software reads it (C2SP tlog-tiles v0.1.0), and proofs as JSON.
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/lists.hpp"
#include "api/http/notes_json.hpp"
#include "api/witnesses/witnesses.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/rules.hpp"

namespace tanbu::http {
namespace {

void write_hashes(JsonWriter& json, const log::Proof& proof) {
  json.name("hashes").open_array();
  for (const log::Digest& hash : proof) json.text(log::digest_to_base64(hash));
  json.close_array();
}

std::string cosigned(const Call& call, std::uint64_t size, std::string note) {
  const auto* witnesses = call.services->witnesses;
  return witnesses != nullptr ? witnesses->cosigned(size, std::move(note)) : note;
}

// Every key that ever signed this log's checkpoints: from the first checkpoint over `from_entry` to the last one that
// does not cover `to_entry`.
void write_keys(JsonWriter& json, const log::KeyHistory& keys) {
  json.name("keys").open_array();
  for (const auto& span : keys.spans()) {
    json.open_object().member("vkey", span.key.text()).member("from_entry", span.from_entry);
    if (span.to_entry) json.member("to_entry", *span.to_entry);
    json.close_object();
  }
  json.close_array();
}

void write_witnesses(JsonWriter& json, const Call& call) {
  json.name("witnesses").open_array();
  const auto* witnesses = call.services->witnesses;
  for (const auto& one : witnesses != nullptr ? witnesses->statuses() : std::vector<witnesses::Status>{}) {
    json.open_object().member("name", one.verifier->name()).member("vkey", one.verifier->text());
    json.name("size");
    one.newest ? json.integer(one.newest->size) : json.null();
    json.name("time");
    // Cosignatures are kept only near our own time, so the milliseconds are in range.
    one.newest ? json.text(log::time_text(static_cast<std::int64_t>(one.newest->time_unix_seconds) * 1000))
               : json.null();
    json.member("state", one.state).close_object();
  }
  json.close_array();
}

}  // namespace

std::string newest_checkpoint(const Call& call, store::Reader& reader) {
  auto head = reader.head();
  return cosigned(call, head.size, std::move(head.checkpoint));
}

std::optional<std::string> witnessed_checkpoint(const Call& call, store::Reader& reader) {
  if (call.services->witnesses == nullptr) return std::nullopt;
  return call.services->witnesses->witnessed(reader.head());
}

Response read_checkpoint(const Call& call, store::Reader& reader) {
  auto head = reader.head();
  if (head.size == 0) return call.not_found();
  Response response = text_response(cosigned(call, head.size, std::move(head.checkpoint)), "text/plain; charset=utf-8");
  add_validator(response, cache_few_seconds);
  return response;
}

// A path of its own and no parameter of the other: where the tree is served from files, a parameter would be ignored,
// and who asks for a quorum would be given a checkpoint without one.
Response read_witnessed_checkpoint(const Call& call, store::Reader& reader) {
  auto checkpoint = witnessed_checkpoint(call, reader);
  if (!checkpoint) return call.problem({.code = "checkpoint_not_witnessed"});
  Response response = text_response(*std::move(checkpoint), "text/plain; charset=utf-8");
  add_validator(response, cache_few_seconds);
  return response;
}

Response read_tile(const Call& call, store::Reader& reader) {
  const auto name = log::parse_tile_path(call.path());
  if (!name) return call.not_found();
  const auto size = reader.head().size;
  if (name->width > log::tile_width_at(name->level, name->index, size)) return call.not_found();
  std::string body;
  if (name->kind == log::TileKind::entries) {
    const auto entries = reader.bundle(name->index, name->width);
    if (!entries) return call.not_found();
    for (const std::string& entry : *entries) log::append_to_bundle(body, entry);
  } else {
    auto hashes = reader.tile(name->level, name->index, name->width);
    if (!hashes) return call.not_found();
    body = *std::move(hashes);
  }
  Response response = text_response(std::move(body), "application/octet-stream");
  add_validator(response, cache_for_ever);
  return response;
}

// "<size>.tsr" or "<size>.checkpoint". The size is a number before anything is looked up, and no file is opened.
Response read_anchor(const Call& call) {
  const std::string_view name = call.values.text("file");
  const auto dot = name.find('.');
  const auto size = log::parse_decimal(name.substr(0, dot));
  const std::string_view form = dot == std::string_view::npos ? "" : name.substr(dot);
  const bool answer = form == ".tsr";
  if (!size || (!answer && form != ".checkpoint") || !call.services->anchors) return call.not_found();
  auto anchor = call.services->anchors->find(*size);
  if (!anchor) return call.not_found();
  Response response = answer ? text_response(std::move(anchor->answer), "application/timestamp-reply")
                             : text_response(std::move(anchor->checkpoint), "text/plain; charset=utf-8");
  add_validator(response, cache_for_ever);
  return response;
}

Response read_anchors(const Call& call) {
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  if (call.services->anchors) {
    for (const auto& [size, seconds] : call.services->anchors->all())
      json.open_object().member("size", size).member("time", instant_text(Instant{seconds * 1000})).close_object();
  }
  json.close_array();
  return page_response(call, std::move(body), std::nullopt);
}

Response read_log(const Call& call, store::Reader& reader) {
  const auto head = reader.head();
  if (head.size == 0) return call.not_found();
  const auto hashes = call.engine().hashes(reader);
  std::string body;
  JsonWriter json(body);
  const auto keys = call.engine().log_keys(reader);
  json.open_object().member("origin", keys.origin()).member("vkey", keys.in_force_at(head.size).back().text());
  write_keys(json, keys);
  json.name("statement_vkey");
  const auto& signer = call.services->statement_signer;
  signer ? json.text(signer->verifier().text()) : json.null();
  json.name("sm2_vkey");
  const auto& sm2_vkey = call.engine().sm2_vkey();
  sm2_vkey ? json.text(*sm2_vkey) : json.null();
  json.member("size", head.size).member("root", log::digest_to_base64(log::root(head.size, *hashes)));
  json.member("genesis_leaf", log::digest_to_base64(hashes->node(0, 0))).member("rules", rules_version);
  json.member("checkpoint", cosigned(call, head.size, head.checkpoint));
  write_witnesses(json, call);
  json.close_object();
  return json_response(std::move(body));
}

Response read_inclusion(const Call& call, store::Reader& reader) {
  const auto head_size = reader.head().size;
  const auto size = call.values.number("size").value_or(head_size);
  const auto index = *call.values.number("index");
  if (size > head_size || index >= size) {
    return call.problem({.code = "parameter_invalid",
                         .detail = "The index must lie below the size, and the size within the log.",
                         .detail_zh = "index 须小于 size，且 size 不得超过日志大小。",
                         .parameter = size > head_size ? "size" : "index"});
  }
  const auto hashes = call.engine().hashes(reader);
  const auto proof = log::inclusion_proof(index, size, *hashes);
  HOLDS(proof.has_value());
  std::string body;
  JsonWriter json(body);
  json.open_object().member("index", index).member("size", size);
  json.member("leaf", log::digest_to_base64(hashes->node(0, index)));
  write_hashes(json, *proof);
  json.member("root", log::digest_to_base64(log::root(size, *hashes))).close_object();
  return json_response(std::move(body));
}

Response read_consistency(const Call& call, store::Reader& reader) {
  const auto from = *call.values.number("from");
  const auto to = *call.values.number("to");
  if (from == 0) return call.problem({.code = "proof_from_empty"});
  if (from > to || to > reader.head().size) {
    return call.problem({.code = "parameter_invalid",
                         .detail = "The sizes must lie within the log, from not above to.",
                         .detail_zh = "两个大小均不得超过日志大小，且 from 不得大于 to。",
                         .parameter = from > to ? "from" : "to"});
  }
  const auto hashes = call.engine().hashes(reader);
  const auto proof = log::consistency_proof(from, to, *hashes);
  HOLDS(proof.has_value());
  std::string body;
  JsonWriter json(body);
  json.open_object().member("from", from).member("to", to);
  json.member("root_from", log::digest_to_base64(log::root(from, *hashes)));
  json.member("root_to", log::digest_to_base64(log::root(to, *hashes)));
  write_hashes(json, *proof);
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
