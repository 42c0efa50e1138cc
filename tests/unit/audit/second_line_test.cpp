// What an auditor finds who demands the checkpoints' second line, and that parties who sign with SM2 are verified.
#include <catch2/catch.hpp>

#include "audit/verify.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/checkpoint.hpp"
#include "tests/support/ledger_folder.hpp"
#include "tests/unit/audit/memory_log.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const std::string origin = "ledger.example.cn/tanbu/1";

log::Signer sm2_signer() { return {origin, log::SignatureType::pkix_sm2_sm3, crypto::sha256("sm2")}; }

std::vector<std::string> codes(const audit::Report& report) {
  std::vector<std::string> found;
  for (const auto& finding : report.findings) found.push_back(finding.code);
  return found;
}

using Codes = std::vector<std::string>;

// The newest checkpoint of a small log with the given line, or none, under the log's own.
audit::Report audited(const MemoryLog& log, const std::optional<log::NoteSignature>& line,
                      const std::string& sm2_vkey) {
  auto functions = log.functions();
  auto note = log::value(log::parse_note(functions.checkpoint));
  if (line) note.signatures.push_back(*line);
  functions.checkpoint = log::note_bytes(note);
  audit::Options options;
  options.sm2_vkey = sm2_vkey;
  const auto source = audit::callback_source(functions);
  return audit::audit_source(*source, options);
}

}  // namespace

TEST_CASE("the demanded SM2 line is verified, and a missing, false or foreign one is found", "[audit][sm2]") {
  const MemoryLog log;
  const auto signer = sm2_signer();
  const auto vkey = signer.verifier().text();
  const auto text = log::value(log::parse_note(log.functions().checkpoint)).text;
  const auto good = audited(log, signer.sign(text), vkey);
  INFO(audit::to_text(good));
  CHECK(good.ok());
  CHECK(good.sm2_lines_verified == 1);
  CHECK(codes(audited(log, std::nullopt, vkey)) == Codes{"sm2_line_missing"});
  CHECK(codes(audited(log, signer.sign("other\n"), vkey)) == Codes{"sm2_line_invalid", "sm2_line_missing"});
  const log::Signer other(origin, log::SignatureType::pkix_sm2_sm3, crypto::sha256("other"));
  CHECK(codes(audited(log, other.sign(text), vkey)) == Codes{"sm2_line_missing"});
  CHECK(codes(audited(log, signer.sign(text), "nonsense")) == Codes{"sm2_vkey_unreadable"});
  CHECK(codes(audited(log, signer.sign(text), log.functions().log_vkey)) == Codes{"sm2_vkey_unreadable"});
  // Who does not ask is not told.
  CHECK_FALSE(log.audit().sm2_lines_verified.has_value());
}

TEST_CASE("a ledger that began without the line passes from the day it has one, and not without it afterwards",
          "[audit][sm2]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  const auto made = engine::make_sm2_line(ledger.path());
  REQUIRE(std::holds_alternative<log::Verifier>(made));
  audit::Options options;
  options.sm2_vkey = std::get<log::Verifier>(made).text();
  CHECK(codes(audit::audit_directory(ledger.path(), options)) == Codes{"sm2_line_missing"});
  ledger.open();
  (void)ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  (void)ledger.grant(ledger.trader, "retire", ledger.retire_body(2, 2));
  ledger.close();
  const auto good = audit::audit_directory(ledger.path(), options);
  INFO(audit::to_text(good));
  CHECK(good.ok());
  CHECK(good.sm2_lines_verified == 2);
  // An operator who lets the line go is found out by the first checkpoint without it.
  std::filesystem::remove(ledger.path() / "keys" / "log-sm2");
  std::filesystem::rename(ledger.path() / "log-sm2.vkey", ledger.path() / "log-sm2.ended");
  ledger.open();
  (void)ledger.grant(ledger.trader, "retire", ledger.retire_body(3, 3));
  ledger.close();
  CHECK(codes(audit::audit_directory(ledger.path(), options)) == Codes{"sm2_line_missing"});
  CHECK(audit::audit_directory(ledger.path()).ok());
}

TEST_CASE("the audit verifies commands signed with SM2", "[audit][sm2]") {
  LedgerFolder ledger;
  const auto key = crypto::SigningKey::generate_sm2();
  const std::string party = "x:signs-with-sm2";
  const Json said{{"party", party}, {"aud", ledger.origin}};
  (void)ledger.grant(ledger.association, "enroll_party",
                     {{"party", party},
                      {"name", "Guo Mi"},
                      {"legal_form", "legal_person"},
                      {"key", crypto::to_jwk(key.public_key())},
                      {"proof", crypto::sign_jws("tanbu-proof+jws", boost::json::serialize(said), key)}});
  const auto payload = boost::json::serialize(ledger.payload(party, "register_factory", LedgerFolder::site("3 Road")));
  const auto answer = ledger.send(crypto::sign_jws(codec::command_type, payload, key));
  REQUIRE(LedgerFolder::words(answer) == "accepted 2");
  ledger.close();
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.signatures_verified == 3);
}
