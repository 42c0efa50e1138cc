// What the law wants gone is gone from every file, and everything else still holds: receipts, replays, the audit.
#include <mutex>
#include <set>
#include <thread>

#include "audit/verify.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/rules/redaction.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/unit/keeping/erasure_cases.hpp"
#include "tests/unit/keeping/files.hpp"
#include "tests/unit/store/raw.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

Json erasing(std::uint64_t entry) {
  return {{"entry", entry}, {"reason", "a court wants it gone"}, {"authority", "order 17 of the court"}};
}

// Retirements that spread the tables over many pages.
void fill(LedgerFolder& ledger, std::int64_t from, std::int64_t count) {
  for (std::int64_t unit = from; unit < from + count; ++unit)
    ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
}

std::string kind_at(LedgerFolder& ledger, std::uint64_t entry) {
  std::string kind;
  ledger.engine().with_reader(
      [&](store::Reader& reader) { kind = log::parse_entry(reader.entry({entry})->entry).value().kind; });
  return kind;
}

}  // namespace

TEST_CASE("no file of the ledger holds an erased text, and the audit takes its effect on trust", "[keeping][erasure]") {
  for (const ErasureCase& one : erasure_cases()) {
    INFO(one.kind << ": " << one.what);
    LedgerFolder ledger;
    ledger.populate(1'000);
    fill(ledger, 1, 15);
    const auto entry = one.write(ledger);
    fill(ledger, 101, 15);
    REQUIRE(files_holding(ledger.path(), marker) != "");  // or the search finds nothing anyway
    CHECK(kind_at(ledger, entry) == one.kind);
    const auto by = ledger.grant(ledger.association, "redact", erasing(entry));
    CHECK(files_holding(ledger.path(), marker) == "");
    fill(ledger, 201, 3);
    CHECK(files_holding(ledger.path(), marker) == "");
    ledger.close();
    CHECK(files_holding(ledger.path(), marker) == "");

    const auto report = audit::audit_directory(ledger.path());
    INFO(audit::to_text(report));
    CHECK(report.ok());
    CHECK(report.exit_code() == 4);
    CHECK_FALSE(report.complete());
    CHECK(report.entries_replayed == report.size);
    CHECK(report.state_compared);
    REQUIRE(report.erased.size() == 1);
    CHECK(report.erased[0].entry == entry);
    CHECK(report.erased[0].by == by);
    CHECK(report.erased[0].effect_taken);
  }
}

TEST_CASE("every kind that leaves texts in the state is searched for after its erasure", "[keeping][erasure]") {
  std::set<std::string_view> searched;
  for (const ErasureCase& one : erasure_cases()) {
    if (rules::leaves_texts(one.kind)) searched.insert(one.kind);
  }
  std::set<std::string_view> leaving;
  for (const std::string_view kind : all_kinds()) {
    if (rules::leaves_texts(kind)) leaving.insert(kind);
  }
  CHECK(searched == leaving);
  CHECK(leaving.size() == 13);
}

TEST_CASE("the signed text of a refused second use goes with the entry that it collided with", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto entry =
      ledger.grant(ledger.registrar, "record_batch", retired_batch(5'000, 5'009, "Plant One Ltd", "2022"));
  CHECK(LedgerFolder::words(ledger.send(ledger.registrar, "record_batch",
                                        retired_batch(5'005, 5'020, marker, marker))) == "refused serial_overlap");
  CHECK(LedgerFolder::words(ledger.send(ledger.registrar, "record_batch", LedgerFolder::batch_body(1, 5))) ==
        "refused serial_overlap");
  REQUIRE(files_holding(ledger.path(), marker) != "");
  ledger.grant(ledger.association, "redact", erasing(entry));
  CHECK(files_holding(ledger.path(), marker) == "");
  ledger.engine().with_reader([](store::Reader& reader) {
    const auto uses = reader.refused_uses(0, 10);
    REQUIRE(uses.size() == 2);
    CHECK(uses[0].jws.empty());
    CHECK(uses[0].refused.reason == Refusal::serial_overlap);
    CHECK_FALSE(uses[1].jws.empty());  // it collided with another entry
  });
  CHECK(audit::audit_directory(ledger.path()).ok());
}

TEST_CASE("the texts of a record outlive the erasure of a later entry about it, in the ledger and in its audit",
          "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto batch =
      ledger.grant(ledger.registrar, "record_batch", retired_batch(5'000, 5'009, "Plant One Ltd", "2022"));
  const auto voiding =
      ledger.grant(ledger.registrar, "void", {{"target", batch}, {"reason", marker}, {"evidence", evidence_json()}});
  ledger.grant(ledger.association, "redact", erasing(voiding));
  CHECK(files_holding(ledger.path(), marker) == "");
  ledger.engine().with_reader([&](store::Reader& reader) {
    CHECK(reader.batch({batch})->beneficiary_text == "Plant One Ltd");
    CHECK(reader.batch({batch})->voided_by == EntryIndex{voiding});
  });
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
}

TEST_CASE("who repeats an erased text in another command does not bring it back", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto body = retired_batch(5'000, 5'009, marker, marker);
  const auto entry = ledger.grant(ledger.registrar, "record_batch", body);
  ledger.grant(ledger.association, "redact", erasing(entry));
  REQUIRE(files_holding(ledger.path(), marker) == "");
  CHECK(LedgerFolder::words(ledger.send(ledger.registrar, "record_batch", body)) == "refused serial_overlap");
  CHECK(files_holding(ledger.path(), marker) == "");
  ledger.engine().with_reader([&](store::Reader& reader) {
    const auto uses = reader.refused_uses(0, 10);
    REQUIRE(uses.size() == 1);  // that he tried is kept, and the digest of what he sent
    CHECK(uses[0].jws.empty());
    CHECK(uses[0].refused.conflict == EntryIndex{entry});
  });
  CHECK(audit::audit_directory(ledger.path()).ok());
}

TEST_CASE("a receipt of an erased entry verifies, and its repeated command gets the same answer",
          "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const std::string jws = ledger.sign(ledger.registrar, "register_project",
                                      {{"programme", "VCS"},
                                       {"project_id", "930"},
                                       {"title", marker},
                                       {"country", "CN"},
                                       {"technology", "wind"},
                                       {"methodology", "ACM0002"}});
  const auto first = std::get<engine::Accepted>(ledger.send(jws));
  ledger.grant(ledger.association, "redact", erasing(first.index.value));
  const auto again = std::get<engine::Accepted>(ledger.send(jws));
  CHECK(again.replayed);
  CHECK(again.index == first.index);
  CHECK(again.entry == first.entry);
  CHECK(again.receipt == first.receipt);
  CHECK(verifies(first.receipt, ledger.engine().log_vkey()));
  CHECK(files_holding(ledger.path(), marker) == "");  // the repetition brought nothing back
  ledger.engine().with_reader([&](store::Reader& reader) {
    CHECK_FALSE(reader.entry(first.index)->command.has_value());
    CHECK(reader.project({"VCS", "930"})->title.empty());
  });
}

TEST_CASE("no command is deleted but the one that an entry of the same transaction erases", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto by = ledger.grant(ledger.association, "redact", erasing(3));
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  ledger.close();
  Raw raw(ledger.path() / "ledger.sqlite");
  const auto count = raw.value("SELECT count(*) FROM commands");
  const auto refused = [&](const std::string& sql) {
    const auto message = raw.run(sql);
    INFO(sql << ": " << message);
    return message.find("append-only") != std::string::npos || message.find("out of order") != std::string::npos ||
           message.find("constraint") != std::string::npos;
  };
  const std::string last = std::to_string(by + 1);
  const std::vector<std::string> attempts{
      "DELETE FROM commands WHERE idx = 4", "DELETE FROM commands WHERE idx = " + last, "DELETE FROM commands",
      "UPDATE commands SET jws = x'00' WHERE idx = 4", "INSERT INTO commands VALUES(3, x'00')",
      // An order of an entry that is committed already, of one that orders nothing, of none; a second one.
      "INSERT INTO redactions VALUES(4, " + std::to_string(by) + ")", "INSERT INTO redactions VALUES(4, " + last + ")",
      "INSERT INTO redactions VALUES(4, 10000)", "REPLACE INTO redactions VALUES(3, " + last + ")",
      "UPDATE redactions SET idx = 4", "DELETE FROM redactions"};
  for (const std::string& sql : attempts) CHECK(refused(sql));
  CHECK(raw.value("SELECT count(*) FROM commands") == count);
  CHECK(raw.value("SELECT count(*) || min(idx) || min(entry) FROM redactions") == "13" + std::to_string(by));
}

TEST_CASE("no text of a refused use is removed without an erasure", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 5));
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(5, 6))) == "refused double_use");
  ledger.grant(ledger.association, "redact", erasing(3));
  ledger.close();
  Raw raw(ledger.path() / "ledger.sqlite");
  for (const char* sql : {"UPDATE refused_uses SET jws = NULL", "UPDATE refused_uses SET jws = x'00'",
                          "UPDATE refused_uses SET time = 0", "DELETE FROM refused_uses"}) {
    INFO(sql);
    CHECK(raw.run(sql).find("append-only") != std::string::npos);
  }
  CHECK(raw.run("INSERT INTO refused_uses VALUES(1, 0, 1, 'j', 407, NULL, x'00', NULL)").find("out of order") !=
        std::string::npos);
}

TEST_CASE("an erasure that the machine interrupted is finished before anybody is served", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto entry = ledger.grant(ledger.association, "enroll_party",
                                  {{"party", "x:gone"}, {"name", marker}, {"legal_form", "legal_person"}});
  TemporaryFolder image;
  {
    // Somebody reads an old snapshot, so the write-ahead log cannot be emptied; then the power fails.
    Raw reading(ledger.path() / "ledger.sqlite");
    REQUIRE(reading.run("BEGIN").empty());
    REQUIRE(reading.value("SELECT count(*) FROM entries") != "0");
    ledger.grant(ledger.association, "redact", erasing(entry));
    copy_folder(ledger.path(), image.path());
  }
  REQUIRE(files_holding(image.path(), marker) != "");
  {
    const auto opened = open_at(image.path(), ledger.clock);
    REQUIRE(std::holds_alternative<std::unique_ptr<engine::Engine>>(opened));
    CHECK(files_holding(image.path(), marker) == "");
  }
  // The first server goes on, and its next batch finishes what it could not.
  REQUIRE(files_holding(ledger.path(), marker) != "");
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  CHECK(files_holding(ledger.path(), marker) == "");
}

TEST_CASE("a server does not start while somebody reads what should be erased", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto entry = ledger.grant(ledger.association, "enroll_party",
                                  {{"party", "x:gone"}, {"name", marker}, {"legal_form", "legal_person"}});
  Raw reading(ledger.path() / "ledger.sqlite");
  REQUIRE(reading.run("BEGIN").empty());
  REQUIRE(reading.value("SELECT count(*) FROM entries") != "0");
  ledger.grant(ledger.association, "redact", erasing(entry));
  ledger.close();
  CHECK(ledger.try_open() == "store");
  REQUIRE(reading.run("COMMIT").empty());
  CHECK(ledger.try_open().empty());
  CHECK(files_holding(ledger.path(), marker) == "");
}

TEST_CASE("what was decided on an erased text is taken on trust, and said so", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  // The claim counts at once because the registry's text names the plant and the year.
  const auto batch = ledger.grant(ledger.registrar, "record_batch",
                                  retired_batch(5'000, 5'009, "Plant One Ltd (registry)", "FY 2022"));
  Json claim = ledger.retire_body(5'000, 5'009);
  claim["ranges"] = boost::json::array{range_json(batch, 5'000, 5'009)};
  const auto used = ledger.grant(ledger.plant, "retire", claim);
  ledger.grant(ledger.association, "redact", erasing(batch));
  ledger.close();
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.taken_on_trust == std::vector<std::uint64_t>{used});
  CHECK(report.state_compared);
}

TEST_CASE("a key that an erased command registered still verifies what it signed", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  ledger.engine().with_reader([&](store::Reader& reader) {
    const auto trader = reader.party({ledger.trader});
    REQUIRE(trader.has_value());
  });
  const std::uint64_t enrolment = 2;  // the trader's
  ledger.grant(ledger.association, "redact", erasing(enrolment));
  ledger.grant(ledger.trader, "retire", ledger.retire_body(2, 2));
  ledger.close();
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.signatures_verified == report.size - 1);  // all but the erased one
}

TEST_CASE("the audit names a command that is gone without an order, and an order that is not carried out",
          "[keeping][erasure][audit]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto entry = ledger.grant(ledger.association, "enroll_party",
                                  {{"party", "x:gone"}, {"name", marker}, {"legal_form", "legal_person"}});
  const auto jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1));
  const auto used = std::get<engine::Accepted>(ledger.send(jws)).index.value;
  ledger.grant(ledger.association, "redact", erasing(entry));
  ledger.close();
  const auto audited = [&](const std::string& sql) {
    TemporaryFolder copy;
    copy_folder(ledger.path(), copy.path());
    {
      Raw raw(copy.path() / "ledger.sqlite");
      for (const char* guard : {"commands_delete", "commands_insert", "commands_update", "redactions_insert",
                                "redactions_update", "redactions_delete", "effects_update"})
        REQUIRE(raw.run(std::string("DROP TRIGGER ") + guard).empty());
      REQUIRE(raw.run(sql).empty());
    }
    auto report = audit::audit_directory(copy.path());
    std::string codes;
    for (const auto& finding : report.findings) {
      if (finding.code == "guard_missing") continue;
      codes += (finding.entry ? std::to_string(*finding.entry) : std::string("-")) + " " + finding.code + "; ";
    }
    return codes;
  };
  const std::string e = std::to_string(entry);
  const std::string u = std::to_string(used);
  CHECK(audited("SELECT 1").empty());
  CHECK(audited("DELETE FROM commands WHERE idx = " + u) == u + " command_missing; ");
  // Said to be erased by an entry that does nothing of the kind.
  CHECK(audited("DELETE FROM commands WHERE idx = " + u + "; INSERT INTO redactions VALUES(" + u + ", " +
                std::to_string(used + 5) + ")") == u + " command_missing; - row_without_entry; ");
  // The order is there, and the command as well.
  CHECK(audited("INSERT INTO commands VALUES(" + e + ", x'41')").find(e + " command_not_erased; ") !=
        std::string::npos);
  // The order is there, and nothing says that it was carried out.
  CHECK(audited("DELETE FROM redactions").find(e + " command_missing; ") != std::string::npos);
  // Effects that no decision is spelt as.
  CHECK(audited("UPDATE effects SET effects = substr(effects, 1, length(effects) - 1) WHERE idx = " + e)
            .find(e + " effects_damaged; ") != std::string::npos);
}

TEST_CASE("an order to erase that needs a second signature erases when it is approved", "[keeping][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto second = crypto::SigningKey::generate_ed25519();
  const auto proof = crypto::sign_jws(
      "tanbu-proof+jws", boost::json::serialize(Json{{"party", ledger.association}, {"aud", ledger.origin}}), second);
  ledger.grant(ledger.association, "add_key",
               {{"party", ledger.association}, {"key", crypto::to_jwk(second.public_key())}, {"proof", proof}});
  ledger.clock->pass(8LL * 24 * 3600 * 1000);
  ledger.close();
  ledger.open({.accept_time = true});
  const auto entry = ledger.grant(ledger.association, "enroll_party",
                                  {{"party", "x:gone"}, {"name", marker}, {"legal_form", "legal_person"}});
  ledger.grant(ledger.association, "set_approval_policy",
               {{"kinds", boost::json::array{"redact"}},
                {"approvers", boost::json::array{ledger.key(ledger.association).kid(), second.kid()}}});
  const auto pending = ledger.grant(ledger.association, "redact", erasing(entry));
  CHECK(files_holding(ledger.path(), marker) != "");
  const auto approval = crypto::sign_jws(
      codec::command_type,
      boost::json::serialize(ledger.payload(ledger.association, "approve", {{"pending", pending}})), second);
  const auto answer = ledger.send(approval);
  INFO(LedgerFolder::words(answer));
  REQUIRE(std::holds_alternative<engine::Accepted>(answer));
  CHECK(files_holding(ledger.path(), marker) == "");
  CHECK(LedgerFolder::words(ledger.send(ledger.association, "redact", erasing(pending))) == "refused not_erasable");
  ledger.close();
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  REQUIRE(report.erased.size() == 1);
  CHECK(report.erased[0].by == std::get<engine::Accepted>(answer).index.value);
}

TEST_CASE("over a URL the audit stops at an erased command and says what it could not check",
          "[keeping][erasure][audit]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto by = ledger.grant(ledger.association, "redact", erasing(3));
  std::vector<store::StoredEntry> stored;
  std::string checkpoint;
  ledger.engine().with_reader([&](store::Reader& reader) {
    stored = reader.entries({.limit = 1'000});
    checkpoint = reader.head().checkpoint;
  });
  std::uint64_t named = by;
  audit::LogFunctions functions;
  functions.log_vkey = ledger.engine().log_vkey();
  functions.size = stored.size();
  functions.checkpoint = checkpoint;
  functions.entries = [&](std::uint64_t from, std::size_t limit) {
    std::vector<std::string> lines;
    for (std::uint64_t at = from; at < stored.size() && lines.size() < limit; ++at) lines.push_back(stored[at].entry);
    return lines;
  };
  functions.commands = [&](std::uint64_t from, std::size_t count) {
    std::vector<std::optional<std::string>> commands;
    for (std::uint64_t at = from; at < from + count; ++at) commands.push_back(stored.at(at).command);
    return commands;
  };
  functions.tile = [&](unsigned level, std::uint64_t number, unsigned width) {
    std::optional<std::string> tile;
    ledger.engine().with_reader([&](store::Reader& reader) { tile = reader.tile(level, number, width); });
    return tile;
  };
  functions.erased_by = [&](std::uint64_t index) { return index == 3 ? std::optional(named) : std::nullopt; };
  auto report = audit::audit_source(*audit::callback_source(functions));
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.exit_code() == 4);
  CHECK(report.rules_not_replayed_from == 3);
  REQUIRE(report.erased.size() == 1);
  CHECK_FALSE(report.erased[0].effect_taken);
  CHECK(report.withheld_count == 0);
  named = by - 1;  // an entry that erases nothing
  report = audit::audit_source(*audit::callback_source(functions));
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].code == "source_malformed");  // nobody signs what a server says of a missing command
  CHECK(report.exit_code() == 7);
}

TEST_CASE("an erasure that a reader of an old snapshot holds up is shown, and finished without another command",
          "[keeping][erasure]") {
  std::mutex mutex;
  std::string told;
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto entry = erasure_cases().front().write(ledger);
  ledger.close();
  engine::EngineOptions options;
  options.erasure_retry_ms = 1;
  options.notice = [&](std::string_view event) {
    const std::lock_guard lock(mutex);
    told += std::string(event) + " ";
  };
  ledger.open(options);
  CHECK_FALSE(ledger.engine().health().erasure_pending);
  ledger.grant(ledger.rival, "register_factory", LedgerFolder::site("77 Road"));
  const auto reader = store::open_sqlite_reader(ledger.path() / "ledger.sqlite");
  ledger.grant(ledger.association, "redact", erasing(entry));
  CHECK(ledger.engine().health().erasure_pending);
  CHECK(ledger.engine().health().ready);
  CHECK(files_holding(ledger.path(), marker) != "");
  reader->release();
  while (ledger.engine().health().erasure_pending) std::this_thread::yield();
  CHECK(files_holding(ledger.path(), marker) == "");
  ledger.close();
  CHECK(told == "erase_pending erase_finished ");
}
