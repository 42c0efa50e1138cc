#include "audit/offline/bundle.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <initializer_list>
#include <optional>

#include "crypto/strict_json.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

Fault form(std::string_view member) { return {.code = "bundle_form", .detail = std::string(member)}; }

// Exactly these members, and of the others none or some.
bool has_members(const json::object& object, std::initializer_list<std::string_view> names,
                 std::initializer_list<std::string_view> others = {}) {
  std::size_t known = names.size();
  for (const std::string_view name : names) {
    if (!object.contains(name)) return false;
  }
  for (const std::string_view name : others) known += object.contains(name) ? 1U : 0U;
  return object.size() == known;
}

Result<BundleEntry> read_entry(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr || !has_members(*object, {"entry", "command", "proof"})) return form("entries");
  const auto* line = object->at("entry").if_string();
  const auto* command = object->at("command").if_string();
  const auto* proof = object->at("proof").if_array();
  if (line == nullptr || command == nullptr || proof == nullptr) return form("entries");
  BundleEntry entry{std::string(*line), std::string(*command), {}};
  if (proof->size() > log::proof_hashes_max) return Fault{.code = "bundle_proof_hash", .detail = "too many hashes"};
  for (const json::value& hash : *proof) {
    const auto* text = hash.if_string();
    const auto digest = text == nullptr ? std::nullopt : log::digest_from_base64(*text);
    if (!digest) return Fault{.code = "bundle_proof_hash", .detail = "not 32 bytes in base64"};
    entry.proof.push_back(*digest);
  }
  return entry;
}

// At least as many values as strict JSON of this text holds: one, and one for every comma, bracket and brace that opens
// outside a text.
bool has_too_many_values(std::string_view text) {
  std::size_t values = 1;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char octet = text[at];
    if (octet == '"') quoted = !quoted;
    if (quoted && octet == '\\') ++at;
    if (!quoted && (octet == ',' || octet == '[' || octet == '{') && ++values > bundle_values_max) return true;
  }
  return false;
}

}  // namespace

Result<Bundle> parse_bundle(std::string_view text) {
  if (text.size() <= bundle_bytes_max && has_too_many_values(text))
    return Fault{.code = "bundle_too_large", .detail = "too many values"};
  const auto parsed = crypto::parse_strict_json(text, bundle_bytes_max);
  if (const auto* fault = std::get_if<crypto::JsonFault>(&parsed)) {
    if (fault->code == "too_large") return Fault{.code = "bundle_too_large"};
    return Fault{.code = "bundle_json", .detail = fault->code + " at byte " + std::to_string(fault->offset)};
  }
  const auto* object = std::get<json::value>(parsed).if_object();
  if (object == nullptr) return form("object");
  const auto* format = object->if_contains("format");
  if (format == nullptr || *format != json::value(bundle_format)) return Fault{.code = "bundle_format"};
  const auto* rotations = object->if_contains("rotations");
  const auto* word = object->if_contains("word");
  if (!has_members(*object, {"format", "statement", "checkpoint", "policy", "entries"}, {"word", "rotations"}))
    return form("members");
  if (word != nullptr && !word->is_string()) return form("word");
  const auto* statement = object->at("statement").if_object();
  const auto* checkpoint = object->at("checkpoint").if_string();
  const auto* policy = object->at("policy").if_string();
  const auto* entries = object->at("entries").if_array();
  if (statement == nullptr) return form("statement");
  if (checkpoint == nullptr) return form("checkpoint");
  if (policy == nullptr) return form("policy");
  if (entries == nullptr) return form("entries");
  if (entries->size() > bundle_entries_max) return Fault{.code = "bundle_entries_too_many"};
  Bundle bundle{*statement, std::string(*checkpoint), std::string(*policy), {}, {}, {}};
  if (word != nullptr) bundle.word = word->get_string();
  if (rotations != nullptr) {
    const auto* receipts = rotations->if_array();
    if (receipts == nullptr || receipts->empty() || receipts->size() > bundle_rotations_max) return form("rotations");
    for (const json::value& receipt : *receipts) {
      if (!receipt.is_string()) return form("rotations");
      bundle.rotations.emplace_back(receipt.get_string());
    }
  }
  for (const json::value& value : *entries) {
    auto entry = read_entry(value);
    if (const auto* fault = fault_of(entry)) return *fault;
    bundle.entries.push_back(std::get<BundleEntry>(std::move(entry)));
  }
  return bundle;
}

std::string write_bundle(const Bundle& bundle) {
  json::array entries;
  for (const BundleEntry& entry : bundle.entries) {
    json::array proof;
    for (const log::Digest& hash : entry.proof) proof.emplace_back(log::digest_to_base64(hash));
    entries.push_back(json::object{{"entry", entry.entry}, {"command", entry.command}, {"proof", std::move(proof)}});
  }
  json::object object{{"format", bundle_format},
                      {"statement", bundle.statement},
                      {"checkpoint", bundle.checkpoint},
                      {"policy", bundle.policy},
                      {"entries", std::move(entries)}};
  if (!bundle.word.empty()) object["word"] = bundle.word;
  if (!bundle.rotations.empty()) {
    json::array rotations;
    for (const std::string& receipt : bundle.rotations) rotations.emplace_back(receipt);
    object["rotations"] = std::move(rotations);
  }
  return json::serialize(object) + "\n";
}

}  // namespace tanbu::offline
