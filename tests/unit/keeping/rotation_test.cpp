// A rotation of the log's key through engine, folder, audit, backup and restore.
#include <random>

#include "audit/verify.hpp"
#include "ledger/engine/backup.hpp"
#include "ledger/log/key_history.hpp"
#include "tests/unit/keeping/files.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string next_key(const LedgerFolder& ledger) {
  const auto made = engine::make_next_log_key(ledger.path());
  const auto* fault = std::get_if<engine::OpenFault>(&made);
  INFO((fault == nullptr ? "" : fault->code + " " + fault->detail));
  REQUIRE(fault == nullptr);
  return std::get<log::Verifier>(made).text();
}

Json naming(const std::string& vkey) { return {{"log_vkey", vkey}, {"reason", "planned rotation"}}; }

std::string newest(LedgerFolder& ledger) {
  std::string note;
  ledger.engine().with_reader([&](store::Reader& reader) { note = reader.head().checkpoint; });
  return note;
}

bool is_signed_by(const std::string& note, const std::string& vkey) {
  return log::ok(log::open_checkpoint(note, log::value(log::Verifier::parse(vkey))));
}

// The findings of an audit by somebody who pinned this key, or none.
std::string audited(const LedgerFolder& ledger, const std::optional<std::string>& pinned = std::nullopt) {
  audit::Options options;
  options.pinned_log_vkey = pinned;
  const auto report = audit::audit_directory(ledger.path(), options);
  return report.ok() ? "" : audit::to_text(report);
}

std::string vkey_of_file(const std::filesystem::path& file) {
  const auto text = bytes_of(file);
  return log::value(log::Signer::parse(text.substr(0, text.find('\n')))).verifier().text();
}

void one_more(LedgerFolder& ledger) {
  static int address = 100;
  ledger.grant(ledger.rival, "register_factory", LedgerFolder::site(std::to_string(++address) + " Road"));
}

}  // namespace

TEST_CASE("the old and the new key of the log sign side by side, and then the new one alone", "[keeping][rotation]") {
  LedgerFolder ledger;
  ledger.populate(100);
  const auto old_key = ledger.engine().log_vkey();
  const auto new_key = next_key(ledger);
  one_more(ledger);
  CHECK_FALSE(is_signed_by(newest(ledger), new_key));
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  for (int step = 0; step < 2; ++step) {
    CHECK(is_signed_by(newest(ledger), old_key));
    CHECK(is_signed_by(newest(ledger), new_key));
    CHECK(ledger.engine().log_vkey() == new_key);
    CHECK(bytes_of(ledger.path() / "log.vkey") == new_key + "\n");
    for (const auto& pin : {old_key, new_key}) CHECK(audited(ledger, pin) == "");
    CHECK(audited(ledger) == "");
    ledger.close();
    ledger.open();
    one_more(ledger);
  }
  const auto receipt_during = [&] {
    std::string text;
    ledger.engine().with_reader([&](store::Reader& reader) {
      text = *ledger.engine().receipt(reader, {3}, engine::Engine::ReceiptOf::latest_checkpoint);
    });
    return text;
  }();
  CHECK(verifies(receipt_during, old_key));
  CHECK(verifies(receipt_during, new_key));
  ledger.grant(ledger.association, "retire_log_key", naming(old_key));
  CHECK_FALSE(is_signed_by(newest(ledger), old_key));
  CHECK(is_signed_by(newest(ledger), new_key));
  CHECK(vkey_of_file(ledger.path() / "keys" / "log") == new_key);
  CHECK_FALSE(std::filesystem::exists(ledger.path() / "keys" / "log-next"));
  ledger.close();
  ledger.open();
  one_more(ledger);
  CHECK_FALSE(is_signed_by(newest(ledger), old_key));
  for (const auto& pin : {old_key, new_key}) CHECK(audited(ledger, pin) == "");
  CHECK(audited(ledger) == "");
  CHECK(LedgerFolder::words(ledger.send(ledger.association, "add_log_key", naming(old_key))) ==
        "refused log_key_known");
}

TEST_CASE("a key that the folder does not hold is not added, and nothing is spent", "[keeping][rotation]") {
  LedgerFolder ledger;
  const auto old_key = ledger.engine().log_vkey();
  const log::Signer elsewhere(ledger.origin, log::SignatureType::ed25519, crypto::ed25519::random_seed());
  const auto command = ledger.sign(ledger.association, "add_log_key", naming(elsewhere.verifier().text()));
  const auto size = ledger.engine().health().size;
  const auto answer = ledger.send(command);
  REQUIRE(std::holds_alternative<engine::Unavailable>(answer));
  CHECK(std::get<engine::Unavailable>(answer).code == "log_key_missing");
  CHECK(ledger.engine().health().size == size);
  // Once the key is there the same command is granted, and again with the same answer.
  engine::replace_file(ledger.path() / "keys" / "log-next", elsewhere.text() + "\n", 0600, engine::Durability::durable);
  REQUIRE(std::holds_alternative<engine::Accepted>(ledger.send(command)));
  CHECK(std::get<engine::Accepted>(ledger.send(command)).replayed);
  CHECK(is_signed_by(newest(ledger), old_key));
  CHECK(is_signed_by(newest(ledger), elsewhere.verifier().text()));
}

TEST_CASE("a rotation can be given up: the new key is retired, and its file goes", "[keeping][rotation]") {
  LedgerFolder ledger;
  const auto old_key = ledger.engine().log_vkey();
  const auto new_key = next_key(ledger);
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  ledger.grant(ledger.association, "retire_log_key", naming(new_key));
  CHECK(is_signed_by(newest(ledger), old_key));
  CHECK_FALSE(is_signed_by(newest(ledger), new_key));
  CHECK_FALSE(std::filesystem::exists(ledger.path() / "keys" / "log-next"));
  CHECK(bytes_of(ledger.path() / "log.vkey") == old_key + "\n");
  CHECK(audited(ledger) == "");
  const auto third = next_key(ledger);
  ledger.grant(ledger.association, "add_log_key", naming(third));
  CHECK(is_signed_by(newest(ledger), third));
  CHECK(audited(ledger, old_key) == "");
}

TEST_CASE("a process that dies between the entry and the folder leaves what the next one understands",
          "[keeping][rotation]") {
  LedgerFolder ledger;
  ledger.populate(100);
  const auto keys = ledger.path() / "keys";
  const auto old_key = ledger.engine().log_vkey();
  const auto new_key = next_key(ledger);
  const auto old_file = bytes_of(keys / "log");
  const auto new_file = bytes_of(keys / "log-next");
  const auto put = [&](const std::filesystem::path& file, const std::string& text) {
    engine::replace_file(file, text, 0600, engine::Durability::atomic_only);
  };
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  ledger.close();
  // D/log.vkey was not reached.
  engine::replace_file(ledger.path() / "log.vkey", old_key + "\n", 0644, engine::Durability::atomic_only);
  ledger.open();
  CHECK(bytes_of(ledger.path() / "log.vkey") == new_key + "\n");
  ledger.grant(ledger.association, "retire_log_key", naming(old_key));
  ledger.close();
  SECTION("before the new key took the old one's place") {
    put(keys / "log", old_file);
    put(keys / "log-next", new_file);
  }
  SECTION("after it") {}
  SECTION("with a rest of the making of a key") { put(keys / "log-next.new-77", new_file); }
  ledger.open();
  CHECK(vkey_of_file(keys / "log") == new_key);
  CHECK_FALSE(std::filesystem::exists(keys / "log-next"));
  one_more(ledger);
  CHECK(audited(ledger) == "");
}

TEST_CASE("a folder that lacks a key in force, or holds a retired one alone, does not open", "[keeping][rotation]") {
  LedgerFolder ledger;
  const auto keys = ledger.path() / "keys";
  const auto old_key = ledger.engine().log_vkey();
  const auto new_key = next_key(ledger);
  const auto old_file = bytes_of(keys / "log");
  const auto new_file = bytes_of(keys / "log-next");
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  ledger.close();
  std::filesystem::remove(keys / "log-next");
  CHECK(ledger.try_open() == "key_file");
  engine::replace_file(keys / "log-next", new_file, 0600, engine::Durability::atomic_only);
  ledger.open();
  ledger.grant(ledger.association, "retire_log_key", naming(old_key));
  ledger.close();
  engine::replace_file(keys / "log", old_file, 0600, engine::Durability::atomic_only);
  CHECK(ledger.try_open() == "key_file");
  CHECK(std::get<engine::OpenFault>(open_at(ledger.path(), ledger.clock)).detail.find(new_key) != std::string::npos);
}

TEST_CASE("whatever keys come and go, alone or in batches, every checkpoint bears the lines that the audit demands",
          "[keeping][rotation]") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    LedgerFolder ledger;
    std::mt19937 random(seed);
    std::vector<std::string> in_force{ledger.engine().log_vkey()};
    for (int round = 0; round < 8; ++round) {
      std::vector<std::string> batch;
      if (in_force.size() == 1) {
        in_force.push_back(next_key(ledger));
        batch.push_back(ledger.sign(ledger.association, "add_log_key", naming(in_force.back())));
      }
      const bool ends = random() % 2 == 0;
      if (ends) {
        const auto gone = random() % in_force.size();
        batch.push_back(ledger.sign(ledger.association, "retire_log_key", naming(in_force[gone])));
        in_force.erase(in_force.begin() + static_cast<std::ptrdiff_t>(gone));
      }
      std::vector<std::promise<engine::Answer>> answers(batch.size());
      for (std::size_t at = 0; at < batch.size(); ++at) {
        auto checked = ledger.engine().check(batch[at]);
        ledger.engine().enqueue(
            std::get<engine::Checked>(std::move(checked)),
            [&answers, at](engine::Answer answer) { answers[at].set_value(std::move(answer)); },
            engine::QueuePolicy::wait_when_full);
      }
      for (auto& answer : answers) CHECK(std::holds_alternative<engine::Accepted>(answer.get_future().get()));
      const auto note = newest(ledger);
      CHECK(log::value(log::parse_note(note)).signatures.size() == in_force.size());
      for (const auto& key : in_force) CHECK(is_signed_by(note, key));
      if (random() % 3 == 0) {
        ledger.close();
        ledger.open();
      }
    }
    INFO("seed " << seed);
    CHECK(audited(ledger) == "");
  }
}

TEST_CASE("a copy is made and restored before, during and after a rotation, and an older one is a fork",
          "[keeping][rotation]") {
  LedgerFolder ledger;
  const TemporaryFolder place;
  const auto old_key = ledger.engine().log_vkey();
  const auto copy = [&](const std::string& name) {
    const auto made = engine::back_up(ledger.path(), place.path() / name);
    REQUIRE(std::holds_alternative<engine::CopiedLedger>(made));
    return std::get<engine::CopiedLedger>(made);
  };
  const auto restored = [&](const std::string& name, const std::string& latest, const std::string& pin,
                            bool read_only = false) -> std::string {
    engine::RestoreOptions options{.file = place.path() / name,
                                   .directory = place.path() / (name + "-restored-" + std::to_string(pin.size())),
                                   .latest_checkpoint = latest,
                                   .pinned_vkey = pin,
                                   .read_only = read_only};
    const auto done = engine::restore(options);
    if (read_only) CHECK(bytes_of(options.directory / "checkpoint") == latest);
    std::filesystem::remove_all(options.directory);
    const auto* fault = std::get_if<engine::OpenFault>(&done);
    return fault == nullptr ? "" : fault->code;
  };
  copy("before");
  const auto note_before = newest(ledger);
  const auto new_key = next_key(ledger);
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  CHECK(copy("during").log_vkey == new_key);
  const auto note_during = newest(ledger);
  ledger.grant(ledger.association, "retire_log_key", naming(old_key));
  CHECK(copy("after").log_vkey == new_key);
  const auto note_after = newest(ledger);
  CHECK(restored("before", note_before, old_key) == "");
  CHECK(restored("before", note_before, new_key) == "vkey_not_pinned");
  CHECK(restored("before", note_during, old_key) == "would_fork");
  // Signed by a key that the copy cannot know: still a fork, and still fit for an archive.
  CHECK(restored("before", note_after, old_key) == "would_fork");
  CHECK(restored("before", note_after, old_key, true) == "");
  CHECK(restored("during", note_before, new_key) == "");
  CHECK(restored("during", note_during, old_key) == "");
  CHECK(restored("during", note_after, new_key) == "would_fork");
  CHECK(restored("after", note_during, old_key) == "");
  CHECK(restored("after", note_after, new_key) == "");
}

TEST_CASE("the next key is made once, privately, and signs nothing before the association names it",
          "[keeping][rotation]") {
  LedgerFolder ledger;
  ledger.populate(100);
  const auto new_key = next_key(ledger);
  CHECK(engine::is_private(ledger.path() / "keys" / "log-next"));
  const auto again = engine::make_next_log_key(ledger.path());
  REQUIRE(std::holds_alternative<engine::OpenFault>(again));
  CHECK(std::get<engine::OpenFault>(again).code == "exists");
  CHECK(std::get<engine::OpenFault>(again).detail.find(new_key) != std::string::npos);
  ledger.close();
  ledger.open();
  one_more(ledger);
  CHECK_FALSE(is_signed_by(newest(ledger), new_key));
  CHECK(audited(ledger) == "");
  const TemporaryFolder empty;
  CHECK(std::get<engine::OpenFault>(engine::make_next_log_key(empty.path())).code == "key_file");
}

TEST_CASE("an audit names a checkpoint whose lines are not those that the entries demand", "[keeping][rotation]") {
  LedgerFolder ledger;
  const auto old_key = ledger.engine().log_vkey();
  const auto old_signer_text = bytes_of(ledger.path() / "keys" / "log");
  const auto new_key = next_key(ledger);
  ledger.grant(ledger.association, "add_log_key", naming(new_key));
  const auto both = log::value(log::parse_note(newest(ledger)));
  ledger.grant(ledger.association, "retire_log_key", naming(old_key));
  const auto alone = log::value(log::parse_note(newest(ledger)));
  const auto signer = log::value(log::Signer::parse(old_signer_text.substr(0, old_signer_text.find('\n'))));
  // What a checkpoint kept elsewhere may look like: a pledge is opened by any line in force, a retired one is none.
  const auto codes = [&](const log::Note& note) {
    audit::Options options;
    options.known_checkpoints = {log::note_bytes(note)};
    std::string found;
    for (const auto& finding : audit::audit_directory(ledger.path(), options).findings) found += finding.code + " ";
    return found;
  };
  CHECK(codes(both) == "");
  auto stripped = both;
  stripped.signatures.pop_back();
  CHECK(codes(stripped) == "");
  auto thief = alone;
  thief.signatures = {signer.sign(alone.text)};
  CHECK(codes(thief) == "known_checkpoint_damaged ");
}
