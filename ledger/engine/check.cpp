#include "ledger/engine/check.hpp"

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::engine {
namespace {

Answer refuse(Refusal reason) { return Refused{.reason = reason}; }

std::variant<Checked, Answer> finish(const codec::Payload& payload, std::string_view bytes) {
  auto command = codec::read_command(payload);
  if (auto* faults = std::get_if<std::vector<FormFault>>(&command)) return Answer{FaultyForm{std::move(*faults)}};
  HOLDS(payload.envelope.has_value());
  return Checked{.envelope = *payload.envelope,
                 .kid = {},
                 .payload = crypto::sha256(bytes),
                 .jws = {},
                 .command = std::move(std::get<Command>(command))};
}

}  // namespace

std::variant<Checked, Answer> check_payload(std::string_view payload, const PartyId& issuer,
                                            const std::string& origin) {
  auto read = codec::read_payload(payload);
  if (auto* unreadable = std::get_if<codec::Unreadable>(&read)) {
    return Answer{Unreadable{std::move(unreadable->code), std::move(unreadable->detail)}};
  }
  const auto& sound = std::get<codec::Payload>(read);
  // A payload that names somebody else, or another ledger, is not judged any further: its faults are nobody's business
  // here.
  if (sound.issuer && *sound.issuer != issuer) return refuse(Refusal::issuer_mismatch);
  if (sound.audience && *sound.audience != origin) return refuse(Refusal::audience_mismatch);
  return finish(sound, payload);
}

std::variant<Checked, Answer> check_command(std::string jws, const std::string& origin, KeyRing& keys) {
  auto parsed = crypto::parse_jws(jws, codec::command_type);
  if (auto* fault = std::get_if<crypto::JwsFault>(&parsed)) {
    return Answer{Unreadable{std::move(fault->code), std::move(fault->detail)}};
  }
  const auto& sound = std::get<crypto::Jws>(parsed);
  const auto key = keys.find(sound.kid);
  if (!key) return refuse(Refusal::key_unknown);
  if (!crypto::verify_jws(sound, key->key)) return refuse(Refusal::signature_invalid);
  auto checked = check_payload(sound.payload, key->party, origin);
  if (auto* command = std::get_if<Checked>(&checked)) {
    command->kid = {sound.kid};
    command->jws = std::move(jws);
  }
  return checked;
}

std::variant<Checked, Answer> check_genesis(std::string jws) {
  auto parsed = crypto::parse_jws(jws, codec::command_type);
  if (auto* fault = std::get_if<crypto::JwsFault>(&parsed)) {
    return Answer{Unreadable{std::move(fault->code), std::move(fault->detail)}};
  }
  const auto& sound = std::get<crypto::Jws>(parsed);
  auto read = codec::read_payload(sound.payload);
  if (auto* unreadable = std::get_if<codec::Unreadable>(&read)) {
    return Answer{Unreadable{std::move(unreadable->code), std::move(unreadable->detail)}};
  }
  auto finished = finish(std::get<codec::Payload>(read), sound.payload);
  auto* checked = std::get_if<Checked>(&finished);
  if (checked == nullptr) return finished;
  const auto* genesis = std::get_if<GenesisCommand>(&checked->command);
  if (genesis == nullptr) return refuse(Refusal::key_unknown);
  for (const KeyText& named : genesis->keys) {
    if (named.kid.text != sound.kid) continue;
    const auto key = crypto::from_jwk_text(named.jwk);
    if (!key || !crypto::verify_jws(sound, *key)) return refuse(Refusal::signature_invalid);
    if (checked->envelope.issuer != genesis->association) return refuse(Refusal::issuer_mismatch);
    if (checked->envelope.audience != genesis->origin) return refuse(Refusal::audience_mismatch);
    checked->kid = named.kid;
    checked->jws = std::move(jws);
    return finished;
  }
  return refuse(Refusal::key_unknown);
}

}  // namespace tanbu::engine
