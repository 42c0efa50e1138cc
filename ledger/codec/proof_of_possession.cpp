#include "ledger/codec/proof_of_possession.hpp"

#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::codec {
namespace {

namespace json = boost::json;

bool says(const json::object& payload, std::string_view name, const std::string& wanted) {
  const auto* member = payload.if_contains(json::string_view(name.data(), name.size()));
  const auto* text = member == nullptr ? nullptr : member->if_string();
  return text != nullptr && std::string_view(text->data(), text->size()) == wanted;
}

// Nothing when the proof holds; otherwise what is wrong with it.
std::optional<std::string_view> trouble(const std::string& proof, const PartyId& party, const KeyText& key,
                                        const std::string& audience) {
  const auto parsed = crypto::parse_jws(proof, proof_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return "a compact JWS of type tanbu-proof+jws is wanted here";
  if (jws->kid != key.kid.text) return "the proof is signed by another key than the one that is enrolled";
  const auto public_key = crypto::from_jwk_text(key.jwk);
  if (!public_key || !crypto::verify_jws(*jws, *public_key)) return "the proof's signature does not verify";
  const auto payload = crypto::parse_strict_json(jws->payload, crypto::payload_bytes_max);
  const auto* value = std::get_if<json::value>(&payload);
  const auto* object = value == nullptr ? nullptr : value->if_object();
  if (object == nullptr || object->size() != 2) return "the proof says exactly party and aud";
  if (!says(*object, "party", party.text)) return "the proof was made for another party";
  if (!says(*object, "aud", audience)) return "the proof was made for another ledger";
  return std::nullopt;
}

}  // namespace

void check_proof(const Field& field, const std::optional<PartyId>& party, const std::optional<KeyText>& key,
                 const std::optional<std::string>& audience) {
  const auto proof = field.string();
  if (!proof || !party || !key || !audience) return;
  if (const auto detail = trouble(*proof, *party, *key, *audience)) field.fault("key_proof", *detail);
}

}  // namespace tanbu::codec
