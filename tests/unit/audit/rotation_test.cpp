// What an audit says of the lines of checkpoints in a rotation, and of pins of either key.
#include <sqlite3.h>

#include <catch2/catch.hpp>

#include "audit/verify.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/checkpoint.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// A ledger that has been through a rotation, closed: which sizes bear which lines, and both private keys.
struct Rotated {
  LedgerFolder ledger;
  std::string old_key, new_key;
  std::optional<log::Signer> old_signer, new_signer;
  std::uint64_t size_both = 0, size_new = 0;

  Rotated() {
    old_key = ledger.engine().log_vkey();
    old_signer.emplace(signer("log"));
    new_key = std::get<log::Verifier>(engine::make_next_log_key(ledger.path())).text();
    new_signer.emplace(signer("log-next"));
    size_both = ledger.grant(ledger.association, "add_log_key", {{"log_vkey", new_key}, {"reason", "r"}}) + 1;
    size_new = ledger.grant(ledger.association, "retire_log_key", {{"log_vkey", old_key}, {"reason", "r"}}) + 1;
    ledger.close();
  }
  [[nodiscard]] log::Signer signer(const std::string& name) const {
    const auto text = engine::read_file(ledger.path() / "keys" / name).value();
    return log::value(log::Signer::parse(text.substr(0, text.find('\n'))));
  }
  [[nodiscard]] log::Note note(std::uint64_t size) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open((ledger.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "SELECT note FROM checkpoints WHERE size = ?", -1, &statement, nullptr);
    sqlite3_bind_int64(statement, 1, static_cast<std::int64_t>(size));
    REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
    const std::string text(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return log::value(log::parse_note(text));
  }
  // The codes of an audit after this note was put in the place of the stored one; the operator can do that.
  std::string with(std::uint64_t size, const log::Note& forged) {
    const std::string before = log::note_bytes(note(size));
    put(size, log::note_bytes(forged));
    auto codes = audited();
    put(size, before);
    return codes;
  }
  [[nodiscard]] std::string audited(const std::optional<std::string>& pin = std::nullopt) const {
    audit::Options options;
    options.pinned_log_vkey = pin;
    std::string codes;
    for (const auto& finding : audit::audit_directory(ledger.path(), options).findings) {
      if (finding.code != "guard_missing") codes += finding.code + " ";
    }
    return codes;
  }
  void put(std::uint64_t size, const std::string& text) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open((ledger.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
    const std::string drop = "DROP TRIGGER IF EXISTS checkpoints_update";
    REQUIRE(sqlite3_exec(database, drop.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "UPDATE checkpoints SET note = ? WHERE size = ?", -1, &statement, nullptr);
    sqlite3_bind_blob(statement, 1, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, static_cast<std::int64_t>(size));
    REQUIRE(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(database);
  }
};

}  // namespace

TEST_CASE("stripped, forged, swapped and retired lines of a rotation are each named by the audit",
          "[audit][rotation]") {
  Rotated rotated;
  CHECK(rotated.audited() == "");
  const auto both = rotated.note(rotated.size_both);
  REQUIRE(both.signatures.size() == 2);
  for (const std::size_t gone : {0U, 1U}) {
    auto note = both;
    note.signatures.erase(note.signatures.begin() + static_cast<std::ptrdiff_t>(gone));
    CHECK(rotated.with(rotated.size_both, note) == "checkpoint_line_missing ");
  }
  auto forged = both;
  forged.signatures[1].bytes[7] = static_cast<char>(forged.signatures[1].bytes[7] ^ 1);
  CHECK(rotated.with(rotated.size_both, forged) == "checkpoint_signature ");
  auto swapped = both;
  swapped.signatures[1].bytes = both.signatures[0].bytes;
  CHECK(rotated.with(rotated.size_both, swapped) == "checkpoint_signature ");
  auto repeated = both;
  repeated.signatures.push_back(both.signatures[1]);
  CHECK(rotated.with(rotated.size_both, repeated) == "checkpoint_line_repeated ");
  const auto after = rotated.note(rotated.size_new);
  auto retired_too = after;
  retired_too.signatures.push_back(rotated.old_signer->sign(after.text));
  CHECK(rotated.with(rotated.size_new, retired_too) == "checkpoint_line_unexpected ");
  auto retired_alone = after;
  retired_alone.signatures = {rotated.old_signer->sign(after.text)};
  CHECK(rotated.with(rotated.size_new, retired_alone) == "checkpoint_line_unexpected ");
  const auto first = rotated.note(1);
  auto too_early = first;
  too_early.signatures.push_back(rotated.new_signer->sign(first.text));
  // Before an entry brings it a key is a stranger's, whose lines everybody skips.
  CHECK(rotated.with(1, too_early).empty());
}

TEST_CASE("a pin of any key that signed is kept to, and one that only was named is not", "[audit][rotation]") {
  Rotated rotated;
  CHECK(rotated.audited(rotated.old_key) == "");
  CHECK(rotated.audited(rotated.new_key) == "");
  const log::Signer other(rotated.ledger.origin, log::SignatureType::ed25519, crypto::ed25519::random_seed());
  CHECK(rotated.audited(other.verifier().text()).find("vkey_not_pinned") != std::string::npos);
  // A log that is not ours names our key and gets rid of it before it would have to sign.
  LedgerFolder strange;
  engine::replace_file(strange.path() / "keys" / "log-next", rotated.new_signer->text() + "\n", 0600,
                       engine::Durability::durable);
  std::vector<std::promise<engine::Answer>> answers(2);
  std::size_t at = 0;
  for (const char* kind : {"add_log_key", "retire_log_key"}) {
    strange.engine().submit(strange.sign(strange.association, kind, {{"log_vkey", rotated.new_key}, {"reason", "r"}}),
                            [&answers, at](engine::Answer answer) { answers[at].set_value(std::move(answer)); });
    ++at;
  }
  for (auto& answer : answers) REQUIRE(std::holds_alternative<engine::Accepted>(answer.get_future().get()));
  std::uint64_t checkpoints_of_ours = 0;
  audit::Options options;
  options.pinned_log_vkey = rotated.new_key;
  for (const auto& finding : audit::audit_directory(strange.path(), options).findings)
    if (finding.code == "vkey_not_pinned") ++checkpoints_of_ours;
  std::string note;
  strange.engine().with_reader([&](store::Reader& reader) { note = *reader.checkpoint_covering({1}); });
  const bool signed_once = log::ok(log::open_checkpoint(note, log::value(log::Verifier::parse(rotated.new_key))));
  CHECK(checkpoints_of_ours == (signed_once ? 0U : 1U));
}
