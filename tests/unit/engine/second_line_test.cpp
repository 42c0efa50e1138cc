// A ledger whose checkpoints carry a second line by an SM2 key, from the beginning or from a later day on; and parties
// who sign with SM2.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "ledger/codec/codec.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Accepted;

namespace {

std::string fault_of(const std::variant<log::Verifier, engine::OpenFault>& made) {
  const auto* fault = std::get_if<engine::OpenFault>(&made);
  return fault == nullptr ? "" : fault->code;
}

std::string newest(LedgerFolder& ledger) {
  std::string note;
  ledger.engine().with_reader([&](store::Reader& reader) { note = reader.head().checkpoint; });
  return note;
}

log::Verifier make_line(LedgerFolder& ledger) {
  ledger.close();
  const auto made = engine::make_sm2_line(ledger.path());
  REQUIRE(fault_of(made).empty());
  ledger.open();
  return std::get<log::Verifier>(made);
}

}  // namespace

TEST_CASE("a second line begins with the first checkpoint after its key and stays", "[engine][sm2]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = newest(ledger);
  CHECK_FALSE(ledger.engine().sm2_vkey().has_value());
  const auto verifier = make_line(ledger);
  CHECK(ledger.engine().sm2_vkey() == verifier.text());
  // Nothing is signed anew for the key's sake.
  CHECK(newest(ledger) == before);
  for (std::int64_t unit = 1; unit <= 3; ++unit) {
    const auto answer = ledger.send(ledger.trader, "retire", ledger.retire_body(unit, unit));
    REQUIRE(std::holds_alternative<Accepted>(answer));
    const auto& receipt = std::get<Accepted>(answer).receipt;
    CHECK(log::ok(log::verify_receipt(receipt, ledger.engine().log_vkey())));
    CHECK(log::ok(log::verify_receipt(receipt, verifier)));
  }
  ledger.close();
  ledger.open();
  CHECK(log::ok(log::open_checkpoint(newest(ledger), verifier)));
  CHECK(log::ok(log::open_checkpoint(newest(ledger), ledger.engine().log_verifier())));
  CHECK(engine::read_file(ledger.path() / "checkpoint") == newest(ledger));
}

TEST_CASE("the second key's file is private, and its vkey lies beside the log's", "[engine][sm2]") {
  LedgerFolder ledger;
  const auto verifier = make_line(ledger);
  struct stat status {};
  REQUIRE(::stat((ledger.path() / "keys" / "log-sm2").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(engine::read_file(ledger.path() / "log-sm2.vkey") == verifier.text() + "\n");
  CHECK(verifier.name() == ledger.origin);
}

TEST_CASE("a second key is made once, and not under a running ledger", "[engine][sm2]") {
  LedgerFolder ledger;
  CHECK(fault_of(engine::make_sm2_line(ledger.path())) == "locked");
  const auto verifier = make_line(ledger);
  ledger.close();
  CHECK(fault_of(engine::make_sm2_line(ledger.path())) == "exists");
  CHECK(engine::read_file(ledger.path() / "log-sm2.vkey") == verifier.text() + "\n");
  const TemporaryFolder empty;
  CHECK(fault_of(engine::make_sm2_line(empty.path())) == "missing");
}

TEST_CASE("a ledger whose second key is lost, readable by others or another's does not open", "[engine][sm2]") {
  LedgerFolder ledger;
  const auto verifier = make_line(ledger);
  ledger.close();
  const auto key = ledger.path() / "keys" / "log-sm2";
  const auto vkey = ledger.path() / "log-sm2.vkey";
  const auto good = engine::read_file(key).value();
  const auto replace = [&](const std::string& text) {
    engine::replace_file(key, text + "\n", 0600, engine::Durability::atomic_only);
  };
  std::filesystem::remove(key);
  CHECK(ledger.try_open() == "key_file");
  replace("nonsense");
  CHECK(ledger.try_open() == "key_file");
  replace(log::Signer(ledger.origin, log::SignatureType::ed25519, crypto::ed25519::random_seed()).text());
  CHECK(ledger.try_open() == "key_file");
  replace(log::Signer("another/1", log::SignatureType::pkix_sm2_sm3, crypto::sm2::random_key()).text());
  CHECK(ledger.try_open() == "key_file");
  replace(log::Signer(ledger.origin, log::SignatureType::pkix_sm2_sm3, crypto::sm2::random_key()).text());
  CHECK(ledger.try_open() == "key_file");
  replace(good.substr(0, good.size() - 1));
  std::filesystem::permissions(key, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  CHECK(ledger.try_open() == "key_file");
  std::filesystem::permissions(key, std::filesystem::perms::group_read, std::filesystem::perm_options::remove);
  // The last step of the making is made good where only that one was lost.
  std::filesystem::remove(vkey);
  REQUIRE(ledger.try_open().empty());
  CHECK(engine::read_file(vkey) == verifier.text() + "\n");
}

TEST_CASE("a second line that the newest checkpoint bears is neither dropped nor begun anew in silence",
          "[engine][sm2]") {
  LedgerFolder ledger;
  const auto verifier = make_line(ledger);
  ledger.populate();
  ledger.close();
  const auto key = ledger.path() / "keys" / "log-sm2";
  const auto vkey = ledger.path() / "log-sm2.vkey";
  const auto ended = ledger.path() / "log-sm2.ended";
  const auto good = engine::read_file(key).value();
  // As a restore leaves it that forgot the key: neither it nor its vkey is there.
  std::filesystem::remove(key);
  std::filesystem::remove(vkey);
  CHECK(ledger.try_open() == "key_file");
  CHECK(fault_of(engine::make_sm2_line(ledger.path())) == "key_file");
  CHECK_FALSE(std::filesystem::exists(key));
  // Another key under the same name.
  const log::Signer other(ledger.origin, log::SignatureType::pkix_sm2_sm3, crypto::sm2::random_key());
  engine::replace_file(key, other.text() + "\n", 0600, engine::Durability::atomic_only);
  CHECK(ledger.try_open() == "key_file");
  std::filesystem::remove(key);
  std::filesystem::remove(vkey);
  // Ended in so many words, and only the line that is named.
  engine::replace_file(ended, other.verifier().text() + "\n", 0644, engine::Durability::atomic_only);
  CHECK(ledger.try_open() == "key_file");
  engine::replace_file(ended, verifier.text() + "\n", 0644, engine::Durability::atomic_only);
  REQUIRE(ledger.try_open().empty());
  CHECK_FALSE(ledger.engine().sm2_vkey().has_value());
  ledger.close();
  // The key brought back goes on with its line.
  std::filesystem::remove(ended);
  engine::replace_file(key, good, 0600, engine::Durability::atomic_only);
  REQUIRE(ledger.try_open().empty());
  CHECK(ledger.engine().sm2_vkey() == verifier.text());
}

TEST_CASE("the log's own key is an Ed25519 key, whatever lies beside it", "[engine][sm2]") {
  LedgerFolder ledger;
  ledger.close();
  const log::Signer sm2(ledger.origin, log::SignatureType::pkix_sm2_sm3, crypto::sm2::random_key());
  engine::replace_file(ledger.path() / "keys" / "log", sm2.text() + "\n", 0600, engine::Durability::atomic_only);
  CHECK(ledger.try_open() == "key_file");
}

TEST_CASE("a newest checkpoint with a false second line is not built upon", "[engine][sm2]") {
  LedgerFolder ledger;
  const auto verifier = make_line(ledger);
  ledger.populate();
  ledger.close();
  const auto file = ledger.path() / "checkpoint";
  auto note = log::value(log::parse_note(engine::read_file(file).value()));
  REQUIRE(note.signatures.size() == 2);
  note.signatures[1].bytes[0] = static_cast<char>(note.signatures[1].bytes[0] ^ 1);
  engine::replace_file(file, log::note_bytes(note), 0644, engine::Durability::atomic_only);
  CHECK(ledger.try_open() == "chain");
}

TEST_CASE("a party that signs with SM2 is enrolled, heard and answered again", "[engine][sm2]") {
  LedgerFolder ledger;
  const auto key = crypto::SigningKey::generate_sm2();
  const std::string party = "x:signs-with-sm2";
  const auto proof = [&](const crypto::SigningKey& by) {
    return crypto::sign_jws("tanbu-proof+jws", boost::json::serialize(Json{{"party", party}, {"aud", ledger.origin}}),
                            by);
  };
  const auto enroll = [&](const std::string& possession, const boost::json::value& jwk) {
    return LedgerFolder::words(ledger.send(
        ledger.association, "enroll_party",
        {{"party", party}, {"name", "Guo Mi"}, {"legal_form", "legal_person"}, {"key", jwk}, {"proof", possession}}));
  };
  const auto jwk = crypto::to_jwk(key.public_key());
  CHECK(enroll(proof(crypto::SigningKey::generate_sm2()), jwk) == "faulty /body/proof key_proof");
  const std::string zero(43, 'A');
  CHECK(enroll(proof(key), Json{{"crv", "SM2"}, {"kty", "EC"}, {"x", zero}, {"y", zero}}) ==
        "faulty /body/key key_unsound");
  auto as_p256 = jwk;
  as_p256["crv"] = "P-256";
  CHECK(enroll(proof(key), as_p256) == "faulty /body/key key_unsound");
  CHECK(enroll(proof(key), jwk) == "accepted 1");

  const auto payload = boost::json::serialize(ledger.payload(party, "register_factory", LedgerFolder::site("3 Road")));
  const auto first = ledger.send(crypto::sign_jws(codec::command_type, payload, key));
  CHECK(LedgerFolder::words(first) == "accepted 2");
  // Signed anew, with another signature: the same wish, the same bytes.
  const auto again = ledger.send(crypto::sign_jws(codec::command_type, payload, key));
  REQUIRE(std::holds_alternative<Accepted>(again));
  CHECK(std::get<Accepted>(again).receipt == std::get<Accepted>(first).receipt);
  CHECK(std::get<Accepted>(again).replayed);
  auto forged = crypto::sign_jws(codec::command_type, payload, key);
  forged.back() = forged.back() == 'A' ? 'Q' : 'A';
  CHECK(LedgerFolder::words(ledger.send(forged)) == "refused signature_invalid");
}
