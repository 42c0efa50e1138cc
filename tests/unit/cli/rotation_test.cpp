// How a pin follows the log from one key to the next, and what does not lead it there.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "api/cli/rotation.hpp"
#include "crypto/jws.hpp"
#include "ledger/log/entry.hpp"
#include "tests/unit/cli/support.hpp"

using namespace tanbu;
using namespace tanbu::cli;
using namespace tanbu::cli::test;

namespace {

const std::string origin = "ledger.example/tanbu/1";

log::Signer key(const std::string& name) { return {origin, log::SignatureType::ed25519, seed_of(name)}; }
std::string vkey(const std::string& name) { return key(name).verifier().text(); }

std::string command(const std::string& kind, const std::string& of, const std::string& aud = origin) {
  const boost::json::object payload{{"iss", "x:association"},
                                    {"aud", aud},
                                    {"jti", "jti-00000001"},
                                    {"iat", 1'763'700'000},
                                    {"exp", 1'763'703'600},
                                    {"kind", kind},
                                    {"body", boost::json::object{{"log_vkey", of}, {"reason", "rotation"}}}};
  return crypto::sign_jws("tanbu-command+jws", boost::json::serialize(payload), crypto::SigningKey::generate_ed25519());
}

// A log of commands, and which keys sign each of its checkpoints.
class KeyLog {
 public:
  void add(const std::string& kind, const std::string& jws) {
    const log::Entry entry{.index = lines_.size(),
                           .previous = lines_.empty() ? crypto::Digest{} : log::leaf_hash(lines_.back()),
                           .time_unix_ms = 1'763'700'000'000,
                           .kind = kind,
                           .command = crypto::sha256(jws),
                           .rules = "2026-11-01"};
    lines_.push_back(log::entry_bytes(entry));
    commands_.push_back(jws);
  }
  [[nodiscard]] log::Batch tree(std::size_t size) const {
    log::Batch batch{log::Tree{}};
    for (std::size_t at = 0; at < size; ++at) (void)batch.append(log::leaf_hash(lines_[at]));
    return batch;
  }
  [[nodiscard]] std::string note(std::size_t size, const std::vector<std::string>& signers) const {
    log::Note note{log::checkpoint_text({origin, size, tree(size).tree().root()}), {}};
    for (const auto& name : signers) note.signatures.push_back(key(name).sign(note.text));
    return log::note_bytes(note);
  }
  [[nodiscard]] std::string receipt(std::size_t index, const std::vector<std::string>& signers) const {
    auto batch = tree(index + 1);
    return log::write_receipt(
        {lines_[index], index, *log::inclusion_proof(index, index + 1, batch), note(index + 1, signers)});
  }
  [[nodiscard]] const std::string& command(std::size_t index) const { return commands_[index]; }
  [[nodiscard]] ProofSource proofs() const {
    return [this](std::uint64_t from, std::uint64_t to) -> ProofAnswer {
      auto batch = tree(to);
      return *log::consistency_proof(from, to, batch);
    };
  }

 private:
  std::vector<std::string> lines_, commands_;
};

// Keys a, b, c: b comes with entry 2, a goes with entry 3, c comes with entry 4, b goes with entry 5.
struct Scene {
  KeyLog log;
  Scene() {
    log.add("genesis", command("genesis", vkey("a")));
    log.add("retire", "x");
    log.add("add_log_key", command("add_log_key", vkey("b")));
    log.add("retire_log_key", command("retire_log_key", vkey("a")));
    log.add("add_log_key", command("add_log_key", vkey("c")));
    log.add("retire_log_key", command("retire_log_key", vkey("b")));
  }
  [[nodiscard]] RotationSource source() const {
    RotationSource source;
    source.keys = [] { return std::vector<ClaimedKey>{{vkey("a"), 0}, {vkey("b"), 2}, {vkey("c"), 4}}; };
    source.receipt = [this](std::uint64_t entry) {
      return entry == 2 ? log.receipt(2, {"a", "b"}) : log.receipt(4, {"b", "c"});
    };
    source.command = [this](std::uint64_t entry) { return log.command(entry); };
    return source;
  }
  [[nodiscard]] Pin pin() const { return {"https://ledger.example", origin, vkey("a"), "leaf"}; }
};

}  // namespace

TEST_CASE("a chain of rotations leads from the pinned key to the one that signs today") {
  const Scene scene;
  const auto steps = find_successions(scene.pin(), scene.log.note(6, {"c"}), scene.source());
  REQUIRE(steps.has_value());
  REQUIRE(steps->size() == 2);
  CHECK((*steps)[0].vkey == vkey("b"));
  CHECK((*steps)[1].vkey == vkey("c"));
  // One step is enough for a checkpoint of the time between.
  CHECK(find_successions(scene.pin(), scene.log.note(4, {"b"}), scene.source())->size() == 1);
}

TEST_CASE("a new key without a proof by the pinned one is not followed") {
  const Scene scene;
  const std::string note = scene.log.note(6, {"c"});
  auto source = scene.source();
  const auto nowhere = [&] { return !find_successions(scene.pin(), note, source).has_value(); };
  source.receipt = [&](std::uint64_t entry) { return scene.log.receipt(entry, {"b", "c"}); };
  CHECK(nowhere());  // the pinned key did not sign the step
  source.receipt = [&](std::uint64_t entry) { return scene.log.receipt(entry, {"a"}); };
  CHECK(nowhere());  // nobody showed that he holds the new key
  source = scene.source();
  source.command = [](std::uint64_t) { return command("add_log_key", vkey("b")); };
  CHECK(nowhere());  // not the command that the entry hashes
  source = scene.source();
  source.keys = [] { return std::vector<ClaimedKey>{{vkey("a"), 0}, {vkey("c"), 2}, {vkey("b"), 4}}; };
  CHECK(nowhere());  // the entry names another key than the log claims
  source = scene.source();
  source.keys = [] { return std::vector<ClaimedKey>{}; };
  CHECK(nowhere());
  source = scene.source();
  source.receipt = [](std::uint64_t) { return std::string(); };
  CHECK(nowhere());
  CHECK_FALSE(find_successions(scene.pin(), scene.log.note(6, {"thief"}), scene.source()).has_value());
}

TEST_CASE("an entry of another kind, or a command for another ledger, brings no key") {
  for (const auto& [kind, jws] : {std::pair{"retire_log_key", command("retire_log_key", vkey("b"))},
                                  {"retire_log_key", command("add_log_key", vkey("b"))},
                                  {"add_log_key", command("retire_log_key", vkey("b"))},
                                  {"add_log_key", command("add_log_key", vkey("b"), "other.example/1")},
                                  {"add_log_key", std::string("no command")}}) {
    KeyLog log;
    log.add("genesis", command("genesis", vkey("a")));
    log.add(kind, jws);
    RotationSource source;
    source.keys = [] { return std::vector<ClaimedKey>{{vkey("a"), 0}, {vkey("b"), 1}}; };
    source.receipt = [&](std::uint64_t) { return log.receipt(1, {"a", "b"}); };
    source.command = [&](std::uint64_t) { return log.command(1); };
    INFO(kind);
    CHECK_FALSE(find_successions(Scene().pin(), log.note(2, {"b"}), source).has_value());
  }
}

TEST_CASE("an earlier key of a pin is believed within what was seen and says nothing new") {
  const Folder folder;
  const Scene scene;
  PinStore pins(folder.path());
  REQUIRE_FALSE(pins.keep(scene.pin()).has_value());
  const auto proofs = scene.log.proofs();
  CHECK(pins.see(scene.pin(), scene.log.note(2, {"a"}), proofs).verdict == Verdict::consistent);
  const Pin moved = pins.move(scene.pin(), vkey("b"));
  CHECK(pins.find_by_url(moved.url) == moved);
  CHECK(pins.find_by_origin(origin) == moved);
  // The kept checkpoint is by the earlier key, and is still what the next one must continue.
  CHECK(pins.see(moved, scene.log.note(1, {"a"}), proofs).verdict == Verdict::consistent);
  const auto thief = pins.see(moved, scene.log.note(5, {"a"}), proofs);
  CHECK(thief.verdict == Verdict::not_signed);
  CHECK(thief.code == "key_retired");
  CHECK(pins.see(moved, scene.log.note(4, {"b"}), proofs).verdict == Verdict::consistent);
  CHECK(pins.see(moved, scene.log.note(3, {"a"}), proofs).verdict == Verdict::consistent);
  // Who shows the old pin again means the same ledger; another key is another one.
  Pin elsewhere = scene.pin();
  elsewhere.url = "https://mirror.example";
  CHECK_FALSE(pins.keep(elsewhere).has_value());
  CHECK(pins.find_by_url(elsewhere.url)->vkey == vkey("b"));
  Pin other = scene.pin();
  other.vkey = vkey("thief");
  CHECK(pins.keep(other).has_value());
}
