// Nothing of a verdict rests on whoever made the file: what the entries do not prove is what the ledger signed.
#include <catch2/catch.hpp>

#include "audit/offline/word.hpp"
#include "ledger/log/entry.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/bundle_support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

namespace json = boost::json;

// Of the first retirement, what the ledger said of it at that time.
offline::Word with_first(const SmallYear& log, const char* status, std::vector<std::int64_t> counted) {
  auto word = log.said();
  word[log.first_use] = {status, PartyId{"x:plant"}, std::move(counted)};
  return word;
}

void say_that_it_counts(json::object& use, const char* status, std::int64_t counted) {
  use["status"] = status;
  use["counted"] = counted;
  use.at("units").as_array().front().as_object()["counted"] = counted;
}

void leave_out(offline::Bundle& bundle, std::uint64_t index) {
  const auto left = std::erase_if(bundle.entries,
                                  [&](const auto& one) { return tanbu::log::parse_entry(one.entry)->index == index; });
  REQUIRE(left == 1);
}

}  // namespace

TEST_CASE("whoever edits how a retirement stands, what counts of it or for whom is found out", "[offline][adversary]") {
  const SmallYear log;
  const auto word = with_first(log, "on_hold", {0});
  const auto year_of = log.bundle(year(log.factory, "2024"), word);
  REQUIRE(code_of(year_of, log.trust()).empty());
  CHECK(year_of.statement.at("figures").at("all").at("percent") == json::value("40.00"));
  auto forged = year_of;
  // As it would be if it counted: every member that follows is as it should be.
  forged.statement = log.year_bundle().statement;
  CHECK(code_of(forged, log.trust()) == "statement_differs");

  const auto use = log.bundle(retirement(log.first_use), word);
  REQUIRE(code_of(use, log.trust()).empty());
  forged = use;
  say_that_it_counts(forged.statement, "matched", 30);
  CHECK(code_of(forged, log.trust()) == "statement_differs");
  forged = use;
  forged.statement["beneficiary"] = "x:registrar";
  CHECK(code_of(forged, log.trust()) == "statement_differs");
}

TEST_CASE("without the ledger's word, and under another one, a bundle does not hold", "[offline][adversary]") {
  SmallYear log;
  const auto made = log.year_bundle();
  const auto with = [&](std::string word) {
    auto altered = made;
    altered.word = std::move(word);
    return code_of(altered, log.trust());
  };
  REQUIRE(with(made.word).empty());
  CHECK(judged(made, log.trust()).word_vkey == log.statements().verifier().text());
  CHECK(with("") == "word_missing");
  CHECK(with(made.checkpoint) == "note_unsigned");
  CHECK(with("hello") == "note_shape");
  const auto text = log::value(log::parse_note(made.word)).text;
  const auto signed_by = [](const log::Signer& signer, const std::string& said) {
    return log::note_bytes({said, {signer.sign(said)}});
  };
  const log::Signer stranger(log.statements().name(), log::SignatureType::ed25519, crypto::ed25519::Seed{3});
  CHECK(with(signed_by(stranger, text)) == "note_unsigned");
  CHECK(with(signed_by(log.statements(), "tanbu-absence/1\n" + text.substr(text.find('\n') + 1))) == "word_shape");
  CHECK(with(signed_by(log.statements(), text + "retirement 9\n")) == "word_shape");
  CHECK(with(signed_by(log.statements(), text + "remark all is well\n")) == "word_differs");
  CHECK(with(log.bundle(retirement(log.first_use), log.said()).word) == "retirement_word");
  for (std::size_t at = 0; at < made.word.size(); at += 3) {
    auto altered = made.word;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    INFO("octet " << at);
    CHECK_FALSE(with(altered).empty());
  }
  // What was said before the log grew is no word about today.
  log.enroll("x:late");
  auto later = log.year_bundle();
  later.word = made.word;
  CHECK(code_of(later, log.trust()) == "word_other_checkpoint");
}

TEST_CASE("an entry that the maker leaves out is missed by the ledger's word", "[offline][adversary]") {
  SmallYear log;
  SECTION("a withdrawal") {
    const auto withdrawal =
        log.append_signed("x:plant", "withdraw_retirement", {{"retirement", log.first_use}, {"reason", "错误"}});
    auto bundle = log.bundle(year(log.factory, "2024"), with_first(log, "withdrawn", {0}));
    REQUIRE(code_of(bundle, log.trust()).empty());
    leave_out(bundle, withdrawal);
    CHECK(code_of(bundle, log.trust()) == "retirement_word");
  }
  SECTION("a retirement of the year") {
    auto bundle = log.year_bundle();
    auto whole = log.whole();
    whole.entries[log.second_use].command.reset();
    const auto without = log.made(year(log.factory, "2024"), log.said(), whole);
    bundle.statement = std::get<offline::Bundle>(without).statement;
    leave_out(bundle, log.second_use);
    CHECK(code_of(bundle, log.trust()) == "word_differs");
  }
  SECTION("the version before the one that counts") {
    const auto newer = log.append_signed(
        "x:plant", "declare_inventory",
        {{"factory", log.factory},
         {"period", "2024"},
         {"standard", "ISO 14064-1:2018"},
         {"supersedes", log.inventory},
         {"reason", "计量修正"},
         {"scope1_t", "100.00"},
         {"scope3_t", "50.00"},
         {"electricity", {{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}}});
    log.append_signed("x:registrar", "verify_inventory",
                      {{"inventory", newer},
                       {"verifier", "x:registrar"},
                       {"criteria", "ISO 14064-3:2019"},
                       {"assurance", "reasonable"},
                       {"opinion", "unqualified"},
                       {"statement_number", "V-2025-3"},
                       {"verified_on", "2025-02-02"},
                       {"evidence", bundle_evidence()}});
    auto bundle = log.year_bundle();
    REQUIRE(code_of(bundle, log.trust()).empty());
    auto& inventory = bundle.statement.at("inventory").as_object();
    REQUIRE(inventory.at("version") == json::value(2));
    inventory["version"] = 1;
    leave_out(bundle, log.inventory);
    std::erase_if(bundle.entries, [&](const auto& one) {
      return tanbu::log::parse_entry(one.entry)->index == log.inventory + 1;  // its verification
    });
    CHECK(code_of(bundle, log.trust()) == "word_differs");
  }
  SECTION("a new name of the factory") {
    const auto renamed = log.append_signed("x:plant", "update_factory", {{"factory", log.factory}, {"name", "另一厂"}});
    auto bundle = log.year_bundle();
    REQUIRE(bundle.statement.at("name") == json::value("另一厂"));
    bundle.statement["name"] = "一厂";
    leave_out(bundle, renamed);
    CHECK(code_of(bundle, log.trust()) == "word_differs");
  }
}

// The commands stay what they are and every proof is sound; only the choice is the maker's.
TEST_CASE("whatever entry is left out of a file, nothing but what the ledger says is shown to be true",
          "[offline][adversary]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 0);
  const ReadLedger ledger(folder.path());
  const auto evidence = std::get<offline::Evidence>(offline::read_whole(ledger.whole));
  std::vector<offline::Subject> subjects;
  for (const offline::Effect& effect : evidence.effects()) {
    const auto* declared = std::get_if<DeclareInventoryCommand>(effect.command);
    if (declared != nullptr) subjects.push_back(year(declared->factory.value, format_period(declared->period).c_str()));
    const bool issued = std::holds_alternative<IssueCertificateCommand>(*effect.command);
    if (issued) subjects.push_back(certificate(effect.id.value, "2025-10-10"));
  }
  std::size_t otherwise = 0;  // choices of entries that give another statement
  for (const offline::Subject& subject : subjects) {
    const auto honest = bundle_of(subject, ledger);
    const auto word =
        std::get<offline::SignedWord>(offline::open_word(honest.word, evidence.genesis(), ledger.whole.checkpoint));
    for (const auto& entry : honest.entries) {
      const auto index = tanbu::log::parse_entry(entry.entry)->index;
      auto fewer = ledger.whole;
      fewer.entries[static_cast<std::size_t>(index)].command.reset();
      const auto read = offline::read_whole(fewer);
      if (offline::fault_of(read) != nullptr) continue;
      const auto derived =
          offline::derive(subject, word.word, std::get<offline::Evidence>(read), ledger.whole.checkpoint);
      if (offline::fault_of(derived) != nullptr) continue;
      auto forged = honest;
      forged.statement = std::get<offline::Derived>(derived).statement;
      if (forged.statement == honest.statement) continue;
      ++otherwise;
      leave_out(forged, index);
      INFO("without entry " << index << ": " << json::serialize(forged.statement));
      CHECK_FALSE(code_of(forged, ledger.trust).empty());
    }
  }
  CHECK(otherwise >= 3);
}

TEST_CASE("a retirement that only waits is not proved by leaving out why it waits", "[offline][adversary]") {
  SmallYear log;
  log.add_key("x:plant", "x:second");
  const auto policy = log.append_signed(
      "x:plant", "set_approval_policy",
      {{"kinds", json::array{"retire"}}, {"approvers", json::array{log.kid_of("x:plant"), log.kid_of("x:second")}}});
  const auto waiting = log.retire(681'390'071, 681'390'080);
  const auto honest = log.year_bundle();
  REQUIRE(code_of(honest, log.trust()).empty());
  auto whole = log.whole();
  whole.entries[policy].command.reset();
  auto forged = std::get<offline::Bundle>(log.made(year(log.factory, "2024"), log.said(), whole));
  REQUIRE(forged.statement.at("figures").at("all").at("counted_t") == json::value(80));
  forged.word = honest.word;
  CHECK(code_of(forged, log.trust()) == "retirement_word");
  // Nor is there a word of it to be had: the ledger knows no such retirement.
  auto alone = std::get<offline::Bundle>(log.made(retirement(waiting), log.said(), whole));
  alone.word = honest.word;
  CHECK(code_of(alone, log.trust()) == "retirement_word");
}

TEST_CASE("what the ledger signs about a subject is what its entries give", "[offline]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 1);
  const ReadLedger ledger(folder.path());
  std::size_t subjects = 0;
  const auto agree = [&](const offline::Subject& subject) {
    const auto bundle = bundle_of(subject, ledger);
    CHECK(log::value(log::parse_note(bundle.word)).text == offline::word_text(bundle.statement));
    ++subjects;
  };
  const auto evidence = std::get<offline::Evidence>(offline::read_whole(ledger.whole));
  for (const offline::Effect& effect : evidence.effects()) {
    const auto* declared = std::get_if<DeclareInventoryCommand>(effect.command);
    if (declared != nullptr) agree(year(declared->factory.value, format_period(declared->period).c_str()));
    const bool issued = std::holds_alternative<IssueCertificateCommand>(*effect.command) ||
                        std::holds_alternative<RecordLegacyCertificateCommand>(*effect.command);
    if (issued) agree(certificate(effect.id.value, "2025-10-10"));
  }
  CHECK(subjects >= 5);
}
