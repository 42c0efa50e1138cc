// The rule of lines: which keys must sign a checkpoint of which size, and what happens when they did not.
#include <catch2/catch.hpp>
#include <random>

#include "ledger/log/key_history.hpp"

namespace crypto = tanbu::crypto;
using namespace tanbu::log;

namespace {

const std::string origin = "ledger.example/keys/1";

Signer signer(unsigned char number, const std::string& name = origin) {
  Signer::Secret secret{};
  secret.fill(number);
  return {name, SignatureType::ed25519, secret};
}

Digest root_of(std::uint64_t size) { return crypto::sha256("root " + std::to_string(size)); }

std::string signed_by(std::uint64_t size, const std::vector<unsigned char>& signers) {
  const std::string text = checkpoint_text({origin, size, root_of(size)});
  Note note{text, {}};
  for (const auto number : signers) note.signatures.push_back(signer(number).sign(text));
  return note_bytes(note);
}

std::string code_of(const KeyHistory& history, const std::string& note) {
  const auto opened = history.open(note);
  return ok(opened) ? "" : std::string(code(opened));
}

// Key 1 from genesis, key 2 from entry 10, key 1 retired by entry 20.
KeyHistory rotated() {
  KeyHistory history(signer(1).verifier());
  history.add(signer(2).verifier(), 10);
  history.retire(signer(1).verifier().text(), 20);
  return history;
}

}  // namespace

TEST_CASE("a checkpoint bears the lines of the keys that the entries below it brought and did not retire") {
  const auto history = rotated();
  for (const std::uint64_t size : {1U, 9U, 10U}) CHECK(code_of(history, signed_by(size, {1})).empty());
  for (const std::uint64_t size : {11U, 12U, 19U, 20U}) CHECK(code_of(history, signed_by(size, {1, 2})).empty());
  for (const std::uint64_t size : {21U, 22U, 1'000'000U}) CHECK(code_of(history, signed_by(size, {2})).empty());
  const auto opened = history.open(signed_by(12, {2, 1}));
  REQUIRE(ok(opened));
  CHECK(value(opened) == Checkpoint{origin, 12, root_of(12)});
}

TEST_CASE("a line too few, too many, repeated, of a retired key or of one not yet in force is each named") {
  const auto history = rotated();
  CHECK(code_of(history, signed_by(11, {1})) == "checkpoint_line_missing");
  CHECK(code_of(history, signed_by(11, {2})) == "checkpoint_line_missing");
  CHECK(code_of(history, signed_by(21, {1})) == "checkpoint_line_unexpected");
  CHECK(code_of(history, signed_by(21, {1, 2})) == "checkpoint_line_unexpected");
  CHECK(code_of(history, signed_by(10, {1, 2})) == "checkpoint_line_unexpected");
  CHECK(code_of(history, signed_by(11, {1, 2, 2})) == "checkpoint_line_repeated");
  CHECK(code_of(history, signed_by(21, {3})) == "checkpoint_line_missing");
}

TEST_CASE("a forged or swapped line is found, a line of somebody else is passed over") {
  const auto history = rotated();
  Note note = value(parse_note(signed_by(12, {1, 2, 3})));
  CHECK(code_of(history, note_bytes(note)).empty());
  // The second key's line over another checkpoint.
  Note swapped = note;
  swapped.signatures[1] = signer(2).sign(checkpoint_text({origin, 13, root_of(13)}));
  CHECK(code_of(history, note_bytes(swapped)) == "note_signature_invalid");
  // The first key's signature under the second key's id.
  Note relabelled = note;
  relabelled.signatures[1].bytes = note.signatures[0].bytes;
  CHECK(code_of(history, note_bytes(relabelled)) == "note_signature_invalid");
  Note other_origin{checkpoint_text({"ledger.example/keys/2", 12, root_of(12)}), {}};
  other_origin.signatures = {signer(1).sign(other_origin.text), signer(2).sign(other_origin.text)};
  CHECK(code_of(history, note_bytes(other_origin)) == "checkpoint_other_origin");
}

TEST_CASE("whatever keys come and go, exactly the lines of a plain list of them open a checkpoint") {
  std::mt19937 random(30);
  for (int round = 0; round < 40; ++round) {
    KeyHistory history(signer(1).verifier());
    struct Key {
      unsigned char number;
      std::uint64_t from;
      std::uint64_t to;
    };
    constexpr std::uint64_t never = 1'000'000;
    std::vector<Key> keys{{1, 0, never}};
    std::uint64_t entry = 0;
    for (int change = 0; change < 6; ++change) {
      entry += 1 + random() % 3;
      std::vector<Key*> standing;
      for (Key& key : keys) {
        if (key.to == never) standing.push_back(&key);
      }
      if (standing.size() == 1) {
        const auto number = static_cast<unsigned char>(keys.size() + 1);
        history.add(signer(number).verifier(), entry);
        keys.push_back({number, entry, never});
      } else {
        Key& gone = *standing[random() % 2];
        history.retire(signer(gone.number).verifier().text(), entry);
        gone.to = entry;
      }
    }
    for (std::uint64_t size = 1; size <= entry + 2; ++size) {
      std::vector<unsigned char> right;
      for (const Key& key : keys) {
        if (key.from < size && key.to >= size) right.push_back(key.number);
      }
      INFO("round " << round << " size " << size);
      REQUIRE(history.in_force_at(size).size() == right.size());
      CHECK(code_of(history, signed_by(size, right)).empty());
      auto fewer = right;
      fewer.pop_back();
      fewer.push_back(99);  // a stranger, so that there is a line at all
      CHECK(code_of(history, signed_by(size, fewer)) == "checkpoint_line_missing");
    }
  }
}
