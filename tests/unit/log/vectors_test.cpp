// The public vectors: transparency-dev/merkle's 98 + 98 proofs, RFC 6962 roots, and C2SP notes and checkpoints made by
// others.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

namespace json = boost::json;

// Some cases hold roots and leaves of other lengths than 32 bytes, equal or different on purpose. Such a word stands
// for its own digest, which keeps equal words equal and different ones different.
Digest digest_or_word(const json::value& value) {
  if (value.is_null()) return crypto::sha256("null");
  const auto bytes = crypto::base64_decode(text_of(value)).value();
  return bytes.size() == 32 ? digest_of(text_of(value)) : crypto::sha256("word " + bytes);
}

Proof proof_of(const json::value& value) {
  Proof proof;
  if (value.is_null()) return proof;
  for (const auto& hash : value.as_array()) proof.push_back(digest_or_word(hash));
  return proof;
}

std::uint64_t number_of(const json::value& value) { return value.to_number<std::uint64_t>(); }

struct Count {
  int cases = 0;
  int accepted = 0;
};

template <class Check>
Count run_cases(const std::string& folder, Check check) {
  Count count;
  for (const auto& file : std::filesystem::recursive_directory_iterator(vectors_folder() + "/" + folder)) {
    if (file.path().extension() != ".json") continue;
    INFO(file.path());
    const auto one = json::parse(read_file(file.path().string()));
    const bool accepted = check(one.as_object());
    CHECK(accepted == !one.at("wantErr").as_bool());
    ++count.cases;
    count.accepted += accepted ? 1 : 0;
  }
  return count;
}

Verifier verifier_of(const json::value& vkey) { return value(Verifier::parse(text_of(vkey))); }

}  // namespace

TEST_CASE("the 98 public inclusion cases are judged as their authors judge them", "[log]") {
  const auto count = run_cases("inclusion", [](const json::object& one) {
    // A leaf that is not 32 bytes cannot even be handed to the verifier.
    if (one.at("leafHash").is_null() || crypto::base64_decode(text_of(one.at("leafHash")))->size() != 32) return false;
    return verify_inclusion(number_of(one.at("leafIdx")), number_of(one.at("treeSize")),
                            digest_or_word(one.at("leafHash")), proof_of(one.at("proof")),
                            digest_or_word(one.at("root")));
  });
  REQUIRE(count.cases == 98);
  REQUIRE(count.accepted == 6);
}

TEST_CASE("the 98 public consistency cases are judged as their authors judge them", "[log]") {
  const auto count = run_cases("consistency", [](const json::object& one) {
    return verify_consistency(number_of(one.at("size1")), number_of(one.at("size2")), digest_or_word(one.at("root1")),
                              digest_or_word(one.at("root2")), proof_of(one.at("proof")));
  });
  REQUIRE(count.cases == 98);
  REQUIRE(count.accepted == 6);
}

TEST_CASE("the roots of the RFC 6962 test tree come out", "[log]") {
  const auto& leaves_hex = c2sp_vectors().at("rfc6962_leaves_hex").as_array();
  const auto& roots_hex = c2sp_vectors().at("rfc6962_roots_hex").as_object();
  REQUIRE(leaves_hex.size() == 8);
  Tree tree;
  for (std::size_t size = 0; size <= leaves_hex.size(); ++size) {
    if (size > 0) tree.append(leaf_hash(crypto::hex_decode(text_of(leaves_hex[size - 1])).value()));
    CHECK(crypto::hex_encode(crypto::as_bytes(tree.root())) == text_of(roots_hex.at(std::to_string(size))));
  }
}

TEST_CASE("the example of the signed note specification opens", "[log]") {
  const auto& example = c2sp_vectors().at("signed_note_example").as_object();
  const auto opened = open_note(text_of(example.at("note")), {verifier_of(example.at("vkey"))});
  REQUIRE(ok(opened));
  CHECK(value(opened).text == "This is an example message.\n");
  REQUIRE(value(opened).signatures.size() == 1);
  CHECK(value(opened).signatures[0].name == "example.com/foo");
  CHECK(value(opened).signatures[0].time_unix_seconds == 0);
}

TEST_CASE("another implementation's checkpoints open, are consistent and are signed byte for byte alike", "[log]") {
  const auto& monkeys = c2sp_vectors().at("monkeys").as_object();
  const auto key = verifier_of(monkeys.at("vkey"));
  CHECK(key.text() == text_of(monkeys.at("vkey")));
  const auto five = open_checkpoint(text_of(monkeys.at("size5")), key);
  const auto eight = open_checkpoint(text_of(monkeys.at("size8")), key);
  REQUIRE(ok(five));
  REQUIRE(ok(eight));
  CHECK(value(five).size == 5);
  CHECK(value(eight).size == 8);
  const auto proof = proof_of(monkeys.at("consistency_5_8"));
  CHECK(verify_consistency(5, 8, value(five).root, value(eight).root, proof));
  CHECK_FALSE(verify_consistency(5, 8, value(eight).root, value(five).root, proof));

  const auto signer = Signer::parse(text_of(monkeys.at("skey")));
  REQUIRE(ok(signer));
  CHECK(value(signer).text() == text_of(monkeys.at("skey")));
  CHECK(value(signer).verifier().text() == text_of(monkeys.at("vkey")));
  CHECK(sign_checkpoint(value(five), value(signer)) == text_of(monkeys.at("size5")));
  CHECK(sign_checkpoint(value(eight), value(signer)) == text_of(monkeys.at("size8")));
}

TEST_CASE("sigsum's checkpoints open and are consistent", "[log]") {
  const auto& sigsum = c2sp_vectors().at("sigsum").as_object();
  const auto key = verifier_of(sigsum.at("vkey"));
  const auto open = [&](const char* name) { return value(open_checkpoint(text_of(sigsum.at(name)), key)); };
  const auto one = open("cp1");
  const auto three = open("cp3");
  const auto five = open("cp5");
  CHECK(verify_consistency(1, 3, one.root, three.root, proof_of(sigsum.at("consistency_1_3"))));
  CHECK(verify_consistency(3, 5, three.root, five.root, proof_of(sigsum.at("consistency_3_5"))));
  CHECK_FALSE(verify_consistency(1, 5, one.root, five.root, proof_of(sigsum.at("consistency_3_5"))));
}

TEST_CASE("the documented checkpoint with its cosignature is reproduced byte for byte", "[log]") {
  const std::string expected =
      "ledger.example/carbon/1\n13\nwMEonwBgX419h4C59CZMc2zPuEzpFwjCsn5kJr/H2Kg=\n\n"
      "\xE2\x80\x94 ledger.example/carbon/1 "
      "oGfDYVl1DZKOJOlsgyR2fp3geSFxdrL6rpqJQE/Lvni6nvIKjbd8+DxvJqEexxmviKySVDrmgIjziptoOmybn+CyfAE=\n"
      "\xE2\x80\x94 witness.example/w1 "
      "p+EhRAAAAABoTuGAhzpeTxw/7Eb16v/fBSbBIdd0Isrkh02S7vdNxA2GxNmmzMXHPzvETSeuiRD3VNw4GgH7kiNYVB/ix12/IADTAA==\n";
  const Signer log("ledger.example/carbon/1", SignatureType::ed25519, seed("log"));
  const Signer witness("witness.example/w1", SignatureType::cosignature_v1, seed("witness"));
  CHECK(log.verifier().text() == "ledger.example/carbon/1+a067c361+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx");
  CHECK(witness.verifier().text() == "witness.example/w1+a7e12144+BGG3op9v3HIXXDPBmFc/0CioJHhGCXc+pyvvFPlBZdYO");

  Tree tree;
  for (const auto& leaf : leaves(13)) tree.append(leaf);
  const Checkpoint checkpoint{"ledger.example/carbon/1", tree.size(), tree.root()};
  auto note = value(parse_note(sign_checkpoint(checkpoint, log)));
  constexpr std::uint64_t time_unix_seconds = 0x684EE180;
  note.signatures.push_back(witness.cosign(note.text, time_unix_seconds));
  CHECK(note_bytes(note) == expected);

  const auto opened = open_checkpoint(expected, log.verifier(), {witness.verifier()});
  REQUIRE(ok(opened));
  CHECK(value(opened).checkpoint == checkpoint);
  REQUIRE(value(opened).cosignatures.size() == 1);
  CHECK(value(opened).cosignatures[0].name == "witness.example/w1");
  CHECK(value(opened).cosignatures[0].time_unix_seconds == time_unix_seconds);
  CHECK(code(open_checkpoint(expected, value(Verifier::parse(witness.verifier().text())))) ==
        "checkpoint_other_origin");
}

}  // namespace tanbu::log::test
