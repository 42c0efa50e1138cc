#include "tests/unit/codec/support.hpp"

#include <set>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "tests/unit/codec/schema.hpp"

namespace tanbu::test {
namespace {

constexpr auto evidence = R"({"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","bytes":48211,
  "media_type":"application/pdf","reference":"JS-2023-00412","url":"https://registry.example/doc/412.pdf"})";

void collect(const json::value& value, const std::string& pointer, std::vector<std::string>& places) {
  if (!pointer.empty()) places.push_back(pointer);
  if (const auto* object = value.if_object()) {
    if (object->contains("kty")) return;
    for (const auto& member : *object) collect(member.value(), pointer + "/" + std::string(member.key()), places);
  }
  if (const auto* array = value.if_array()) {
    for (std::size_t index = 0; index < array->size(); ++index) {
      collect((*array)[index], pointer + "/" + std::to_string(index), places);
    }
  }
}

// What reads must be what the description says; and faults that a schema can tell must be told by it, too.
void check_description(const json::object& payload, const Faulty& faults) {
  static const std::set<std::string> told_by_schemas{
      "missing_member",  "unknown_member", "wrong_type",     "unknown_value", "unknown_kind",    "unknown_programme",
      "text_empty",      "text_too_long",  "too_few",        "key_repeated",  "kind_repeated",   "alias_repeated",
      "nothing_changed", "only_one_of",    "rules_form",     "jti_form",      "digest_form",     "media_type_form",
      "url_form",        "division_form",  "industry_form",  "country_form",  "asset_code_form", "scheme_form",
      "name_form",       "value_form",     "reference_form", "programme_form"};
  const auto described = described_faults(payload);
  if (faults.empty()) {
    INFO(json::serialize(payload));
    CHECK(described == std::vector<std::string>{});
  }
  for (const auto& fault : faults) {
    if (!told_by_schemas.contains(fault.code)) continue;
    INFO(fault << " in " << json::serialize(payload));
    CHECK_FALSE(described.empty());
  }
}

std::pair<json::value*, std::string> parent_of(json::value& body, const std::string& pointer) {
  const auto slash = pointer.rfind('/');
  return {&body.at_pointer(pointer.substr(0, slash)), pointer.substr(slash + 1)};
}

}  // namespace

json::value parse_body(std::string text) {
  for (auto at = text.find("EVIDENCE"); at != std::string::npos; at = text.find("EVIDENCE")) {
    text.replace(at, 8, evidence);
  }
  return json::parse(text);
}

std::vector<std::string> plus_evidence(std::vector<std::string> pointers) {
  for (const auto* pointer : {"/evidence", "/evidence/reference", "/evidence/url"}) pointers.emplace_back(pointer);
  return pointers;
}

json::value public_jwk(unsigned char seed) {
  crypto::ed25519::Seed bytes{};
  bytes.fill(seed);
  return crypto::to_jwk(crypto::SigningKey::from_ed25519_seed(bytes).public_key());
}

std::string log_vkey(const std::string& origin) {
  const auto key = crypto::ed25519::public_key(crypto::ed25519::Seed{7});
  std::string typed_key("\x01");
  for (const auto octet : key) typed_key += static_cast<char>(octet);
  const auto digest = crypto::sha256(origin + "\n" + typed_key);
  return origin + "+" + crypto::hex_encode(crypto::as_bytes(digest).substr(0, 4)) + "+" +
         crypto::base64_encode(typed_key);
}

std::string proof_of_possession(unsigned char seed, const json::object& payload, std::string_view type) {
  crypto::ed25519::Seed bytes{};
  bytes.fill(seed);
  return crypto::sign_jws(type, json::serialize(payload), crypto::SigningKey::from_ed25519_seed(bytes));
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = [] {
    auto every = first_samples();
    for (auto& later : later_samples()) every.push_back(std::move(later));
    for (auto& judgement : judgement_samples()) every.push_back(std::move(judgement));
    return every;
  }();
  return all;
}

const Sample& sample(std::string_view kind) {
  for (const auto& candidate : samples()) {
    if (candidate.kind == kind) return candidate;
  }
  throw std::invalid_argument("no such sample");
}

json::object payload_of(std::string_view kind, const json::value& body) {
  return {{"iss", "uscc:91330100799655058B"},
          {"aud", "ledger.example.cn/tanbu/1"},
          {"jti", "01JD8Z4QW3E9"},
          {"iat", 1763700000},
          {"exp", 1763703600},
          {"kind", json::string_view(kind.data(), kind.size())},
          {"body", body}};
}

Faulty faults_of(const json::object& payload) {
  const auto read = codec::read_payload(json::serialize(payload));
  if (const auto* unreadable = std::get_if<codec::Unreadable>(&read)) return {{"", unreadable->code}};
  const auto result = codec::read_command(std::get<codec::Payload>(read));
  Faulty faults;
  if (const auto* found = std::get_if<std::vector<FormFault>>(&result)) {
    for (const auto& fault : *found) faults.push_back({fault.pointer, fault.code});
    CHECK_FALSE(faults.empty());
  }
  check_description(payload, faults);
  return faults;
}

Faulty faults_of(std::string_view kind, const json::value& body) { return faults_of(payload_of(kind, body)); }

Command command_of(std::string_view kind, const json::value& body) {
  const auto read = codec::read_payload(json::serialize(payload_of(kind, body)));
  auto result = codec::read_command(std::get<codec::Payload>(read));
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&result)) {
    FAIL(faults->front().pointer << " " << faults->front().code << " " << faults->front().detail);
  }
  return std::get<Command>(std::move(result));
}

std::vector<std::string> places_of(const json::value& body) {
  std::vector<std::string> places;
  collect(body, "", places);
  return places;
}

json::value with(json::value body, const std::string& pointer, const json::value& value) {
  const auto [parent, name] = parent_of(body, pointer);
  if (parent->is_object()) {
    parent->as_object()[name] = value;
  } else {
    parent->as_array().at(std::stoul(name)) = value;
  }
  return body;
}

json::value without(json::value body, const std::string& pointer) {
  const auto [parent, name] = parent_of(body, pointer);
  auto& object = parent->as_object();
  object.stable_erase(object.find(name));
  return body;
}

void check_values(const std::vector<ValueRow>& rows) {
  for (const auto& [kind, pointer, value, code] : rows) {
    INFO(kind << pointer << " " << json::serialize(value).substr(0, 80));
    const auto faults = faults_of(kind, with(sample(kind).full, pointer, value));
    CHECK(faults == (code.empty() ? Faulty{} : Faulty{{"/body" + pointer, code}}));
  }
}

}  // namespace tanbu::test
