// A witness's answers: the requests of another implementation, every status, forks, races, and a record that fails.
#include "audit/witness.hpp"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "ledger/log/tree.hpp"

using namespace tanbu;
using namespace tanbu::audit;

namespace {

constexpr std::uint64_t now = 1'763'700'000;
const Witness::Condition willing = [](const log::Checkpoint&) { return std::nullopt; };

log::Signer witness_key() {
  return {"witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{2}};
}

boost::json::value vectors() {
  std::ifstream file(std::string(TANBU_SOURCE_DIR) + "/tests/vectors/witness/add-checkpoint.json");
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

// A log that signs whatever it is told to, with two histories that part behind entry `parting`.
class TwoFacedLog {
 public:
  static constexpr std::uint64_t parting = 5;
  static constexpr std::uint64_t size_max = 20;
  TwoFacedLog() {
    for (std::uint64_t index = 0; index < size_max; ++index) {
      for (int face = 0; face < 2; ++face) {
        const auto name =
            "entry " + std::to_string(index) + (index < parting || face == 0 ? "" : " of another history");
        if (index == 0) faces_[face] = std::make_unique<log::Batch>(log::Tree());
        faces_[face]->append(log::leaf_hash(name));
        roots_[face].push_back(faces_[face]->tree().root());
      }
    }
  }
  [[nodiscard]] const log::Verifier& key() const { return signer_.verifier(); }
  [[nodiscard]] log::Checkpoint checkpoint(std::uint64_t size, int face = 0) const {
    return {signer_.name(), size, size == 0 ? log::empty_root() : roots_[face][size - 1]};
  }
  [[nodiscard]] std::string note(std::uint64_t size, int face = 0) const {
    return log::sign_checkpoint(checkpoint(size, face), signer_);
  }
  [[nodiscard]] log::Proof proof(std::uint64_t from, std::uint64_t to, int face = 0) const {
    if (from == 0 || from == to) return {};
    return *log::consistency_proof(from, to, *faces_[face]);
  }
  [[nodiscard]] std::string request(std::uint64_t from, std::uint64_t to, int face = 0) const {
    return log::write_add_checkpoint({from, proof(from, to, face), note(to, face)});
  }
  [[nodiscard]] std::string signed_text(const std::string& text) const {
    return log::note_bytes({text, {signer_.sign(text)}});
  }

 private:
  log::Signer signer_{"ledger.example/1", log::SignatureType::ed25519, crypto::ed25519::Seed{1}};
  std::unique_ptr<log::Batch> faces_[2];
  std::vector<log::Digest> roots_[2];
};

struct WitnessScene {
  TwoFacedLog log;
  std::vector<std::string> kept;
  Witness witness{witness_key(), {{{log.key()}}}, [this](const std::string& origin, const std::string& note) {
                    CHECK(origin == log.key().name());
                    kept.push_back(note);
                  }};
  WitnessAnswer post(const std::string& body) { return witness.add_checkpoint(body, now, willing); }
};

}  // namespace

TEST_CASE("a witness answers the requests of another implementation's tests as that one does", "[audit][witness]") {
  const auto document = vectors();
  const auto key = log::Verifier::parse(std::string(document.at("log_vkey").as_string()));
  REQUIRE(log::ok(key));
  std::uint64_t kept = 0;
  Witness witness(witness_key(), {{{log::value(key)}}}, [&](const auto&, const auto&) { ++kept; });
  REQUIRE(document.at("requests").as_array().size() == 9);
  for (const auto& vector : document.at("requests").as_array()) {
    const auto answer = witness.add_checkpoint(std::string(vector.at("request").as_string()), now, willing);
    INFO(vector.at("request").as_string());
    INFO(answer.body);
    CHECK(answer.status == vector.at("status").as_int64());
    if (vector.as_object().contains("body")) {
      CHECK(answer.body == std::string(vector.at("body").as_string()));
      CHECK(answer.content_type == "text/x.tlog.size");
    } else {
      // The name in a cosignature is each witness's own.
      const std::string contained(vector.at("body_contains").as_string());
      const bool signature = contained == "\xE2\x80\x94 example.com/witness";
      CHECK(answer.body.find(signature ? "\xE2\x80\x94 witness.example/w1 " : contained) != std::string::npos);
    }
  }
  CHECK(kept == 3);
  CHECK(witness.last(log::value(key).name())->size == 5);
}

TEST_CASE("a cosignature verifies on the checkpoint it was asked for, and is kept with it", "[audit][witness]") {
  WitnessScene scene;
  const auto answer = scene.post(scene.log.request(0, 7));
  REQUIRE(answer.status == 200);
  CHECK(answer.code.empty());
  const auto opened =
      log::open_checkpoint(scene.log.note(7) + answer.body, scene.log.key(), {scene.witness.verifier()});
  REQUIRE(log::ok(opened));
  REQUIRE(log::value(opened).cosignatures.size() == 1);
  CHECK(log::value(opened).cosignatures[0].time_unix_seconds == now);
  REQUIRE(scene.kept.size() == 1);
  CHECK(scene.kept[0] == scene.log.note(7) + answer.body);
  CHECK(scene.post(scene.log.request(7, 20)).status == 200);
  CHECK(scene.witness.last("ledger.example/1")->size == 20);
  CHECK(scene.witness.last("ledger.example/1")->root == scene.log.checkpoint(20).root);
  CHECK_FALSE(scene.witness.last("ledger.example/2").has_value());
}

TEST_CASE("what a witness keeps is the log's line and its own, however many lines of strangers there were",
          "[audit][witness]") {
  WitnessScene scene;
  auto note = log::value(log::parse_note(scene.log.note(3)));
  for (std::size_t at = 1; at < log::note_signatures_max; ++at)
    note.signatures.push_back({"stranger.example/" + std::to_string(at), {}, "x"});
  std::rotate(note.signatures.begin(), note.signatures.begin() + 1, note.signatures.end());
  REQUIRE(scene.post(log::write_add_checkpoint({0, {}, log::note_bytes(note)})).status == 200);
  REQUIRE(scene.kept.size() == 1);
  const auto opened = log::open_checkpoint(scene.kept[0], scene.log.key(), {scene.witness.verifier()});
  REQUIRE(log::ok(opened));
  CHECK(log::value(log::parse_note(scene.kept[0])).signatures.size() == 2);
}

TEST_CASE("the same checkpoint is cosigned again, with a later time", "[audit][witness]") {
  WitnessScene scene;
  REQUIRE(scene.post(scene.log.request(0, 7)).status == 200);
  const auto again = scene.witness.add_checkpoint(scene.log.request(7, 7), now + 60, willing);
  REQUIRE(again.status == 200);
  const auto opened = log::open_checkpoint(scene.log.note(7) + again.body, scene.log.key(), {scene.witness.verifier()});
  REQUIRE(log::ok(opened));
  CHECK(log::value(opened).cosignatures[0].time_unix_seconds == now + 60);
}

TEST_CASE("every refusal of a witness has its status and code and leaves nothing behind", "[audit][witness]") {
  WitnessScene scene;
  REQUIRE(scene.post(scene.log.request(0, 7)).status == 200);
  const auto add = [&](std::uint64_t from, log::Proof proof, std::string note) {
    return log::write_add_checkpoint({from, std::move(proof), std::move(note)});
  };
  const log::Signer other("ledger.example/2", log::SignatureType::ed25519, crypto::ed25519::Seed{3});
  const log::Signer impostor("ledger.example/1", log::SignatureType::ed25519, crypto::ed25519::Seed{3});
  auto forged = scene.log.note(9);
  forged[forged.find("\n9\n") + 1] = '8';
  const std::string root = log::checkpoint_text(scene.log.checkpoint(9)).substr(19);
  const struct {
    std::string body;
    int status;
    std::string code;
  } cases[] = {
      {"", 400, "add_checkpoint_old"},
      {"old 07\n\n" + scene.log.note(9), 400, "add_checkpoint_old"},
      {"old 7\nnot base64\n\n" + scene.log.note(9), 400, "add_checkpoint_hash"},
      {"old 7\n\n", 400, "add_checkpoint_shape"},
      {add(7, {}, "no note"), 400, "note_shape"},
      {add(7, {}, scene.log.signed_text("ledger.example/1\nnine\n" + root)), 400, "checkpoint_size"},
      {add(7, {}, scene.log.signed_text(log::checkpoint_text(scene.log.checkpoint(9)) + "more\n")), 400,
       "checkpoint_shape"},
      {add(0, {}, log::sign_checkpoint({"ledger.example/2", 9, scene.log.checkpoint(9).root}, other)), 404,
       "log_unknown"},
      {add(7, scene.log.proof(7, 9), log::sign_checkpoint(scene.log.checkpoint(9), impostor)), 403, "note_unsigned"},
      {add(7, scene.log.proof(7, 9), forged), 403, "note_signature_invalid"},
      // The signature is judged before the sizes.
      {add(9, {}, log::sign_checkpoint(scene.log.checkpoint(8), impostor)), 403, "note_unsigned"},
      {add(10, {}, scene.log.note(9)), 400, "old_beyond_checkpoint"},
      {add(8, scene.log.proof(8, 9), scene.log.note(9)), 409, "old_size_differs"},
      {add(0, {}, scene.log.note(9)), 409, "old_size_differs"},
      {add(6, {}, scene.log.note(6)), 409, "old_size_differs"},
      {add(7, {}, scene.log.note(7, 1)), 409, "checkpoint_forks"},
      {add(7, {}, scene.log.note(9)), 422, "proof_invalid"},
      {add(7, scene.log.proof(7, 10), scene.log.note(9)), 422, "proof_invalid"},
      {add(7, scene.log.proof(7, 9, 1), scene.log.note(9, 1)), 422, "proof_invalid"},
      {add(7, scene.log.proof(7, 9), scene.log.note(7)), 422, "proof_invalid"},
  };
  for (const auto& [body, status, code] : cases) {
    INFO(body);
    const auto answer = scene.post(body);
    CHECK(answer.status == status);
    CHECK(answer.code == code);
    // What the log signed is handed on with the refusal, because it may be the only sign of a second history.
    const std::string_view given = code;
    const bool log_signed_it = given == "old_size_differs" || given == "checkpoint_forks" || given == "proof_invalid" ||
                               given == "old_beyond_checkpoint";
    CHECK(answer.signed_note.empty() != log_signed_it);
    if (status == 409) {
      CHECK(answer.body == "7\n");
      CHECK(answer.content_type == "text/x.tlog.size");
    } else {
      CHECK(answer.body.find(code + ": ") == 0);
    }
    const auto examined = scene.witness.examine(body);
    REQUIRE(std::holds_alternative<WitnessAnswer>(examined));
    CHECK(std::get<WitnessAnswer>(examined).code == code);
  }
  CHECK(scene.kept.size() == 1);
  CHECK(scene.witness.last("ledger.example/1")->size == 7);
  CHECK(scene.post(scene.log.request(7, 9)).status == 200);
}

TEST_CASE("a proof from the empty tree must be empty", "[audit][witness]") {
  WitnessScene scene;
  CHECK(scene.post(log::write_add_checkpoint({0, scene.log.proof(5, 9), scene.log.note(9)})).code == "proof_invalid");
  CHECK(scene.post(scene.log.request(0, 0)).status == 200);
  CHECK(scene.post(scene.log.request(0, 9)).status == 200);
}

TEST_CASE("of two histories that part behind a cosigned size only one is ever cosigned", "[audit][witness]") {
  WitnessScene scene;
  REQUIRE(scene.post(scene.log.request(0, TwoFacedLog::parting)).status == 200);
  const int first = GENERATE(0, 1);
  REQUIRE(scene.post(scene.log.request(TwoFacedLog::parting, 9, first)).status == 200);
  CHECK(scene.post(scene.log.request(TwoFacedLog::parting, 9, 1 - first)).status == 409);
  CHECK(scene.post(scene.log.request(9, 9, 1 - first)).code == "checkpoint_forks");
  CHECK(scene.post(scene.log.request(9, 12, 1 - first)).code == "proof_invalid");
  CHECK(scene.post(scene.log.request(9, 12, first)).status == 200);
}

TEST_CASE("what the condition refuses is neither kept nor signed", "[audit][witness]") {
  WitnessScene scene;
  std::uint64_t asked = 0;
  const auto unwilling = [&](const log::Checkpoint& checkpoint) -> std::optional<Unwilling> {
    asked = checkpoint.size;
    return Unwilling{422, "rules_refuse", "entry 3"};
  };
  const auto answer = scene.witness.add_checkpoint(scene.log.request(0, 4), now, unwilling);
  CHECK(answer.status == 422);
  CHECK(answer.code == "rules_refuse");
  CHECK(answer.body == "rules_refuse: entry 3\n");
  CHECK(asked == 4);
  CHECK(scene.kept.empty());
  CHECK(scene.witness.last("ledger.example/1")->size == 0);
}

TEST_CASE("no signature leaves when the record cannot be kept, and none afterwards", "[audit][witness]") {
  TwoFacedLog log;
  bool fails = true;
  Witness witness(witness_key(), {{{log.key()}}}, [&](const auto&, const auto&) {
    if (fails) throw std::runtime_error("the disk is full");
  });
  CHECK_THROWS_AS(witness.add_checkpoint(log.request(0, 5), now, willing), std::runtime_error);
  fails = false;
  // The record may have reached the disk or not; only a new process, which reads it, knows from where to go on.
  CHECK(witness.add_checkpoint(log.request(0, 5), now, willing).code == "record_failed");
  CHECK(witness.add_checkpoint(log.request(0, 9, 1), now, willing).status == 503);
}

// Holds the gap between check and record open for whoever would slip through it.
std::optional<Unwilling> linger(const log::Checkpoint&) {
  for (unsigned turn = 0; turn < 200; ++turn) std::this_thread::yield();
  return std::nullopt;
}

TEST_CASE("of many requests at once for two histories, all that are granted agree", "[audit][witness]") {
  for (unsigned round = 0; round < 20; ++round) {
    WitnessScene scene;
    REQUIRE(scene.post(scene.log.request(0, TwoFacedLog::parting)).status == 200);
    std::atomic<unsigned> ready{0};
    std::atomic<unsigned> granted[2]{};
    {
      std::vector<std::jthread> crowd;
      for (int face = 0; face < 2; ++face) {
        for (std::uint64_t to = TwoFacedLog::parting + 1; to < TwoFacedLog::parting + 4; ++to) {
          crowd.emplace_back([&, face, to] {
            const auto body = scene.log.request(TwoFacedLog::parting, to, face);
            ++ready;
            while (ready < 6) std::this_thread::yield();
            if (scene.witness.add_checkpoint(body, now, linger).status == 200) ++granted[face];
          });
        }
      }
    }
    // All of them ask from the same old size: the first that is recorded makes it another one.
    CHECK(granted[0] + granted[1] == 1);
    CHECK(scene.kept.size() == 2);
  }
}
