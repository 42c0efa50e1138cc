// The line of an SM2 key on a note: its key texts, what it signs, and that whoever does not know its key skips it.
#include <catch2/catch.hpp>

#include "ledger/log/checkpoint.hpp"
#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

const std::string origin = "log.example/1";
const std::string identifier = "\xffPKIX-SM2-SM3";

// Any 32 bytes below n-1 are a private key.
Signer sm2_signer(const char* phrase = "sm2") { return Signer(origin, SignatureType::pkix_sm2_sm3, seed(phrase)); }
std::string with(const std::string& id, const std::string& bytes) {
  return origin + "+" + id + "+" + crypto::base64_encode(bytes);
}

}  // namespace

TEST_CASE("an SM2 vkey is identifier and SubjectPublicKeyInfo, and its id is their digest", "[log][sm2]") {
  const std::string vkey = sm2_signer().verifier().text();
  const std::string raw = crypto::base64_decode(vkey.substr(origin.size() + 10)).value();
  CHECK(vkey.substr(0, origin.size() + 1) == origin + "+");
  CHECK(vkey[origin.size() + 9] == '+');
  CHECK(raw.substr(0, 13) == identifier);
  CHECK(raw.size() == 13 + 91);
  const auto digest = crypto::sha256(origin + "\n" + raw);
  CHECK(vkey.substr(origin.size() + 1, 8) == crypto::hex_encode(crypto::as_bytes(digest).substr(0, 4)));
  const auto parsed = Verifier::parse(vkey);
  REQUIRE(ok(parsed));
  CHECK(value(parsed).type() == SignatureType::pkix_sm2_sm3);
  CHECK(value(parsed).text() == vkey);
}

TEST_CASE("an SM2 vkey is read strictly", "[log][sm2]") {
  const std::string good = sm2_signer().verifier().text();
  const std::string id = good.substr(origin.size() + 1, 8);
  const std::string raw = crypto::base64_decode(good.substr(origin.size() + 10)).value();
  REQUIRE(ok(Verifier::parse(with(id, raw))));
  CHECK(code(Verifier::parse(with("00000000", raw))) == "vkey_id");
  CHECK(code(Verifier::parse(with(id, raw + "x"))) == "vkey_shape");
  CHECK(code(Verifier::parse(with(id, raw.substr(0, raw.size() - 1)))) == "vkey_shape");
  CHECK(code(Verifier::parse(with(id, identifier))) == "vkey_shape");
  CHECK(code(Verifier::parse(with(id, "\xff" + std::string("PKIX-SM2-SM4") + raw.substr(13)))) == "vkey_type");
  CHECK(code(Verifier::parse(with(id, "\xff"))) == "vkey_type");
  CHECK(code(Verifier::parse(with(id, raw.substr(13)))) == "vkey_type");
  for (std::size_t at = 13; at < raw.size(); ++at) {
    std::string changed = raw;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CAPTURE(at);
    CHECK(code(Verifier::parse(with(id, changed))) == "vkey_key");
  }
  CHECK(code(Verifier::parse(with(id, raw.substr(0, 13 + 27) + std::string(64, '\0')))) == "vkey_key");
}

TEST_CASE("an SM2 private key text gives the same key back, and no other scalar is read", "[log][sm2]") {
  const Signer signer = sm2_signer();
  const auto again = Signer::parse(signer.text());
  REQUIRE(ok(again));
  CHECK(value(again).text() == signer.text());
  CHECK(value(again).verifier().text() == signer.verifier().text());
  const std::string head = "PRIVATE+KEY+";
  const std::string id = signer.verifier().text().substr(origin.size() + 1, 8);
  CHECK(code(Signer::parse(head + with(id, identifier + std::string(32, '\0')))) == "skey_key");
  CHECK(code(Signer::parse(head + with(id, identifier + std::string(32, '\xff')))) == "skey_key");
  CHECK(code(Signer::parse(head + with(id, identifier + std::string(31, '\1')))) == "skey_shape");
  CHECK(code(Signer::parse(head + with(id, identifier + std::string(32, '\1')))) == "skey_id");
}

TEST_CASE("an SM2 line signs its text under its name, and any bit of it counts", "[log][sm2]") {
  const Signer signer = sm2_signer();
  const std::string text = checkpoint_text(example());
  const auto line = signer.sign(text);
  const auto verified = signer.verifier().verify(text, line);
  REQUIRE(verified.has_value());
  CHECK(verified->type == SignatureType::pkix_sm2_sm3);
  CHECK(line.bytes.size() == 64);
  CHECK_FALSE(signer.verifier().verify(text + "x\n", line).has_value());
  CHECK_FALSE(sm2_signer("another").verifier().verify(text, line).has_value());
  for (std::size_t bit = 0; bit < 512; bit += 7) {
    auto changed = line;
    changed.bytes[bit / 8] = static_cast<char>(changed.bytes[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(signer.verifier().verify(text, changed).has_value());
  }
  auto longer = line;
  longer.bytes += "x";
  CHECK_FALSE(signer.verifier().verify(text, longer).has_value());
}

TEST_CASE("a checkpoint with both lines opens under either key, and under the other's not", "[log][sm2]") {
  const Signer log = log_signer();
  const Signer sm2 = sm2_signer();
  const std::string both = sign_checkpoint(example(), log, &sm2);
  const std::string one = sign_checkpoint(example(), log);
  CHECK(both.substr(0, one.size()) == one);
  CHECK(value(open_checkpoint(both, log.verifier())) == example());
  CHECK(value(open_checkpoint(both, sm2.verifier())) == example());
  CHECK(value(open_checkpoint(both, log.verifier(), {sm2.verifier()})).cosignatures.size() == 1);
  CHECK(code(open_checkpoint(one, sm2.verifier())) == "note_unsigned");
  CHECK(code(open_checkpoint(both, sm2_signer("another").verifier())) == "note_unsigned");
}

TEST_CASE("a false SM2 line is an error to whoever knows its key, and nothing to others", "[log][sm2]") {
  const Signer log = log_signer();
  const Signer sm2 = sm2_signer();
  const std::string text = checkpoint_text(example());
  auto false_line = sm2.sign("another text\n");
  const std::string note = note_bytes({text, {log.sign(text), false_line}});
  CHECK(ok(open_checkpoint(note, log.verifier())));
  CHECK(code(open_checkpoint(note, sm2.verifier())) == "note_signature_invalid");
  CHECK(code(open_checkpoint(note, log.verifier(), {sm2.verifier()})) == "note_signature_invalid");
  // Another algorithm's signature under the SM2 key's id.
  false_line.bytes = log.sign(text).bytes;
  CHECK(code(open_checkpoint(note_bytes({text, {false_line}}), sm2.verifier())) == "note_signature_invalid");
}

}  // namespace tanbu::log::test
