// The record of a witness: what was kept is read back, and whatever else stands there is refused by name.
#include "api/cli/witness_state.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "api/cli/files.hpp"
#include "api/cli/witness_key.hpp"
#include "tests/unit/cli/support.hpp"

namespace tanbu::cli::test {
namespace {

const log::Signer log_key("ledger.example/1", log::SignatureType::ed25519, crypto::ed25519::Seed{1});
const log::Signer witness_key("witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{2});

std::string cosigned(std::uint64_t size, const log::Signer& witness = witness_key) {
  log::Digest root{};
  root[0] = static_cast<std::uint8_t>(size);
  const auto text = log::checkpoint_text({"ledger.example/1", size, root});
  return log::note_bytes({text, {log_key.sign(text), witness.cosign(text, 7)}});
}

std::unique_ptr<WitnessState> opened(const Folder& folder) {
  auto state = WitnessState::open(folder.path() / "deep" / "er", {log_key.verifier()}, witness_key.verifier());
  REQUIRE(std::holds_alternative<std::unique_ptr<WitnessState>>(state));
  return std::get<std::unique_ptr<WitnessState>>(std::move(state));
}

std::string refused(const Folder& folder, const log::Signer& log = log_key, const log::Signer& witness = witness_key) {
  const auto state = WitnessState::open(folder.path() / "deep" / "er", {log.verifier()}, witness.verifier());
  const auto* fault = std::get_if<WitnessStateFault>(&state);
  return fault == nullptr ? std::string() : fault->code;
}

std::string content(const std::filesystem::path& path) { return read_file(path, 1 << 20).value(); }

}  // namespace

TEST_CASE("a witness's record is read back as it was kept", "[cli][witness]") {
  const Folder folder;
  {
    const auto state = opened(folder);
    CHECK(state->note().empty());
    CHECK(state->last().size == 0);
    state->keep(cosigned(5));
    state->keep(cosigned(9));
  }
  const auto state = opened(folder);
  CHECK(state->note() == cosigned(9));
  CHECK(state->last().size == 9);
  CHECK(state->last().root[0] == 9);
  CHECK(content(state->folder() / "checkpoint") == cosigned(9));
  CHECK(mode_of(state->folder() / "state") == 0600);
}

TEST_CASE("what a log was caught at is kept until somebody takes it away", "[cli][witness]") {
  const Folder folder;
  std::filesystem::path file;
  {
    const auto state = opened(folder);
    file = state->folder() / "fault";
    CHECK_FALSE(state->fault().has_value());
    state->keep_evidence(cosigned(5));
    state->keep_evidence(cosigned(5));
    state->keep_fault({"rules_refuse", 7, "rules: two words"});
    state->keep_fault({"tile_differs", std::nullopt, "another"});
  }
  {
    const auto state = opened(folder);
    REQUIRE(state->fault().has_value());
    CHECK(state->fault()->code == "rules_refuse");
    CHECK(state->fault()->entry == 7U);
    CHECK(state->fault()->words == "rules: two words");
    CHECK(state->evidence() == std::vector<std::string>{cosigned(5)});
  }
  replace_file(file, "");
  CHECK(opened(folder)->fault()->code == "fault_unreadable");
  std::filesystem::remove(file);
  CHECK_FALSE(opened(folder)->fault().has_value());
}

TEST_CASE("two processes never share a witness's record", "[cli][witness]") {
  const Folder folder;
  auto state = opened(folder);
  CHECK(refused(folder) == "state_locked");
  state.reset();
  CHECK(refused(folder).empty());
}

TEST_CASE("a record with any octet changed or its end missing is damaged", "[cli][witness]") {
  const Folder folder;
  std::filesystem::path file;
  {
    const auto state = opened(folder);
    state->keep(cosigned(5));
    file = state->folder() / "state";
  }
  const std::string whole = content(file);
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    replace_file(file, changed);
    CHECK(refused(folder) == "state_damaged");
    replace_file(file, whole.substr(0, at));
    CHECK(refused(folder) == "state_damaged");
  }
  replace_file(file, whole);
  CHECK(opened(folder)->last().size == 5);
}

TEST_CASE("a folder whose record is gone does not begin anew, and one that was never used does", "[cli][witness]") {
  const Folder folder;
  std::filesystem::path inside;
  {
    const auto state = opened(folder);
    inside = state->folder();
    state->keep(cosigned(5));
  }
  std::filesystem::remove(inside / "state");
  CHECK(refused(folder) == "state_missing");
  for (const auto* name : {"checkpoint", "origin"}) std::filesystem::remove(inside / name);
  // A process that was killed before its first record was in place leaves this.
  std::ofstream(inside / "state.01.new") << "half";
  CHECK(opened(folder)->last().size == 0);
  CHECK_FALSE(std::filesystem::exists(inside / "state.01.new"));
  std::filesystem::remove(inside / "state");
  CHECK(refused(folder) == "state_missing");
}

TEST_CASE("a record of other keys is refused, as is one that they did not sign", "[cli][witness]") {
  const Folder folder;
  opened(folder)->keep(cosigned(5));
  const log::Signer other_log("ledger.example/1", log::SignatureType::ed25519, crypto::ed25519::Seed{3});
  const log::Signer other_witness("witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{4});
  CHECK(refused(folder, other_log) == "state_other_key");
  CHECK(refused(folder, log_key, other_witness) == "state_other_key");
  opened(folder)->keep(cosigned(6, other_witness));
  CHECK(refused(folder) == "state_damaged");
}

TEST_CASE("evidence is kept once, and found again", "[cli][witness]") {
  const Folder folder;
  opened(folder)->keep_evidence(cosigned(5));
  opened(folder)->keep_evidence(cosigned(5));
  CHECK(opened(folder)->evidence() == std::vector<std::string>{cosigned(5)});
}

TEST_CASE("evidence that is dropped is gone, and as many places as for doubts are left for a proof", "[cli][witness]") {
  const Folder folder;
  {
    const auto state = opened(folder);
    for (std::uint64_t size = 1; size <= WitnessState::doubtful_max; ++size) state->keep_evidence(cosigned(size));
    for (std::uint64_t size = 1; size <= WitnessState::doubtful_max; ++size) state->keep_evidence(cosigned(100 + size));
    state->keep_evidence(cosigned(200));
    state->drop_evidence(cosigned(1));
    state->drop_evidence(cosigned(1));
    state->drop_evidence(cosigned(300));
  }
  const auto kept = opened(folder)->evidence();
  CHECK(kept.size() == 2 * WitnessState::doubtful_max - 1);
  const auto has = [&kept](const std::string& note) { return std::find(kept.begin(), kept.end(), note) != kept.end(); };
  CHECK_FALSE(has(cosigned(1)));
  CHECK(has(cosigned(2)));
  CHECK(has(cosigned(100 + WitnessState::doubtful_max)));
  CHECK_FALSE(has(cosigned(200)));
}

TEST_CASE("a witness's key file is its owner's alone and of the right type", "[cli][witness]") {
  const Folder folder;
  const auto file = folder.path() / "key";
  const auto code = [&] {
    const auto read = read_witness_key(file);
    const auto* fault = std::get_if<WitnessKeyFault>(&read);
    return fault == nullptr ? std::string() : fault->code;
  };
  CHECK(code() == "witness_key_missing");
  REQUIRE_FALSE(write_witness_key(file, witness_key).has_value());
  CHECK(mode_of(file) == 0600);
  CHECK(code().empty());
  CHECK(write_witness_key(file, witness_key)->code == "witness_key_exists");
  std::filesystem::permissions(file, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  CHECK(code() == "witness_key_permissions");
  replace_file(file, "PRIVATE+KEY+witness.example/w1");
  CHECK(code() == "witness_key_unreadable");
  replace_file(file, log_key.text() + "\n");
  CHECK(code() == "witness_key_type");
}

}  // namespace tanbu::cli::test
