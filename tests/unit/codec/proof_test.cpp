// Proofs of possession: who enrols a key shows that its holder wants it, here and for this party.
#include <catch2/catch.hpp>

#include "crypto/encoding.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Place {
  std::string kind;
  std::string party;
  unsigned char seed;
};
const std::vector<Place> places{{"add_key", "x:example", 3}, {"enroll_party", "uscc:91330100799655058B", 2}};
constexpr auto audience = "ledger.example.cn/tanbu/1";

Faulty faults_with(const Place& place, const std::string& proof) {
  return faults_of(place.kind, with(sample(place.kind).full, "/proof", json::string(proof)));
}
const Faulty refused{{"/body/proof", "key_proof"}};

}  // namespace

TEST_CASE("a proof by the new key for this party and this ledger is taken") {
  for (const auto& place : places) {
    INFO(place.kind);
    CHECK(faults_with(place, proof_of_possession(place.seed, {{"party", place.party}, {"aud", audience}})).empty());
    CHECK(faults_with(place, proof_of_possession(place.seed, {{"aud", audience}, {"party", place.party}})).empty());
  }
}

TEST_CASE("a proof that says anything else or is signed otherwise is refused") {
  for (const auto& place : places) {
    INFO(place.kind);
    const json::object good{{"party", place.party}, {"aud", audience}};
    const auto proof = proof_of_possession(place.seed, good);
    CHECK(faults_with(place, proof_of_possession(9, good)) == refused);
    CHECK(faults_with(place, proof_of_possession(place.seed, good, "tanbu-command+jws")) == refused);
    CHECK(faults_with(place, proof_of_possession(place.seed, good, "JWT")) == refused);
    const std::vector<json::object> others{
        {{"party", "x:other"}, {"aud", audience}},
        {{"party", place.party}, {"aud", "ledger.example.cn/tanbu/2"}},
        {{"party", place.party}},
        {{"aud", audience}},
        {},
        {{"party", place.party}, {"aud", audience}, {"kind", "add_key"}},
        {{"party", place.party}, {"aud", json::array{audience}}},
        {{"party", nullptr}, {"aud", audience}},
        {{"iss", place.party}, {"aud", audience}},
    };
    for (const auto& other : others) {
      INFO(json::serialize(other));
      CHECK(faults_with(place, proof_of_possession(place.seed, other)) == refused);
    }
    for (const auto* text : {"x", "..", "a.b.c", "{}"}) CHECK(faults_with(place, text) == refused);
    CHECK(faults_with(place, proof + ".") == refused);
    CHECK(faults_with(place, " " + proof) == refused);
  }
}

TEST_CASE("no character of a proof can be exchanged") {
  const auto& place = places.front();
  const auto proof = proof_of_possession(place.seed, {{"party", place.party}, {"aud", audience}});
  for (std::size_t at = 0; at < proof.size(); ++at) {
    auto wrong = proof;
    wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
    INFO(at);
    CHECK(faults_with(place, wrong) == refused);
  }
}

TEST_CASE("a payload with a name twice or trailing words is no proof") {
  const auto& place = places.front();
  crypto::ed25519::Seed seed{};
  seed.fill(place.seed);
  const auto key = crypto::SigningKey::from_ed25519_seed(seed);
  const auto sign = [&](const std::string& payload) { return crypto::sign_jws("tanbu-proof+jws", payload, key); };
  const std::string good = R"({"party":"x:example","aud":"ledger.example.cn/tanbu/1"})";
  CHECK(faults_with(place, sign(good)).empty());
  CHECK(faults_with(place, sign(good + "x")) == refused);
  CHECK(faults_with(place, sign("[" + good + "]")) == refused);
  CHECK(faults_with(place, sign(R"({"party":"x:example","party":"x:example"})")) == refused);
  CHECK(faults_with(place, sign(R"({"party":"x:other","party":"x:example","aud":"ledger.example.cn/tanbu/1"})")) ==
        refused);
  CHECK(faults_with(place, sign("")) == refused);
}

TEST_CASE("a P-256 key proves itself as well") {
  const auto key = crypto::SigningKey::generate_p256();
  auto body = sample("add_key").full;
  body = with(body, "/key", crypto::to_jwk(key.public_key()));
  CHECK(faults_of("add_key", body) == refused);
  const auto payload = json::serialize(json::object{{"party", "x:example"}, {"aud", audience}});
  body = with(body, "/proof", json::string(crypto::sign_jws("tanbu-proof+jws", payload, key)));
  CHECK(faults_of("add_key", body).empty());
  CHECK(std::get<AddKeyCommand>(command_of("add_key", body)).key.kid.text == key.kid());
}

TEST_CASE("a key and its proof come together and a proof is bound to the command's audience") {
  const auto& full = sample("enroll_party").full;
  CHECK(faults_of("enroll_party", without(full, "/key")) == Faulty{{"/body/key", "missing_member"}});
  CHECK(faults_of("enroll_party", without(full, "/proof")) == Faulty{{"/body/proof", "missing_member"}});
  CHECK(faults_of("enroll_party", without(without(full, "/proof"), "/key")).empty());
  for (const auto& place : places) {
    auto payload = payload_of(place.kind, sample(place.kind).full);
    payload["aud"] = "other.example/tanbu/1";
    CHECK(faults_of(payload) == refused);
    // A faulty audience is one fault, and there is nothing left that the proof could be held against.
    payload["aud"] = "https://other.example";
    CHECK(faults_of(payload) == Faulty{{"/aud", "origin_form"}});
  }
}
