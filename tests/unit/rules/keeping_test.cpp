// redact and record_state_digest: who may, what is never erased, and which texts of the state become empty.
#include <catch2/catch.hpp>

#include "tests/unit/rules/kind_rows.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

RedactCommand erasing(EntryIndex entry) { return {entry, "a court wants it gone", "order 17"}; }
RedactCommand erasing(std::uint64_t entry) { return erasing(EntryIndex{entry}); }
RecordStateDigestCommand digest(std::uint64_t size, char digit = 'a') { return {size, std::string(64, digit)}; }
VoidCommand taking_back(std::uint64_t entry) {
  return {.target = {entry}, .reason = "of another copy", .evidence = {}};
}

const std::vector<Row>& keeping_rows() {
  static const std::vector<Row> all{
      {Refusal::not_association, "nobody but the association erases",
       [](World& w) { return w.wish(w.registrar, erasing(3)); }},
      {Refusal::unknown_target, "what is not in the ledger yet is not erased, the order itself included",
       [](World& w) { return w.wish(w.association, erasing(w.ledger.size())); }},
      {Refusal::not_erasable, "genesis is never erased", [](World& w) { return w.wish(w.association, erasing(0)); }},
      {Refusal::not_erasable, "an erasure is never erased",
       [](World& w) { return w.wish(w.association, erasing(w.grant(w.association, erasing(3)))); }},
      {Refusal::not_erasable, "an order to erase that waits for its second signature is not erased either",
       [](World& w) {
         w.grant(w.association, further_key(w.association, "second"));
         w.now.unix_ms += 8LL * 24 * 3600 * 1000;
         w.grant(w.association,
                 SetApprovalPolicyCommand{{"redact"}, {{"kid-association"}, key_of(w.association, "second")}, 72},
                 {"kid-association"});
         const auto waiting = w.grant(w.association, erasing(3), {"kid-association"});
         return w.wish(w.association, erasing(waiting), {"kid-association"});
       }},
      {Refusal::erased_already, "a command is erased once",
       [](World& w) {
         w.grant(w.association, erasing(3));
         return w.wish(w.association, erasing(3));
       }},
      {Refusal::not_association, "nobody but the association states what the state adds up to",
       [](World& w) { return w.wish(w.registrar, digest(1)); }},
      {Refusal::unknown_target, "the state of a size that the ledger never had is not stated",
       [](World& w) { return w.wish(w.association, digest(w.ledger.size() + 1)); }},
      {Refusal::digest_stated, "one size has one digest",
       [](World& w) {
         w.grant(w.association, digest(3));
         return w.wish(w.association, digest(3, 'b'));
       }},
      {Refusal::not_association, "nobody but the association takes a digest back",
       [](World& w) { return w.wish(w.registrar, taking_back(w.grant(w.association, digest(3)))); }},
      {Refusal::voided_already, "a digest is taken back once",
       [](World& w) {
         const auto stated = w.grant(w.association, digest(3));
         w.grant(w.association, taking_back(stated));
         return w.wish(w.association, taking_back(stated));
       }},
      {Refusal::digest_stated, "after a voiding one size has one digest again",
       [](World& w) {
         w.grant(w.association, taking_back(w.grant(w.association, digest(3))));
         w.grant(w.association, digest(3, 'b'));
         return w.wish(w.association, digest(3, 'a'));
       }},
      {Refusal::digest_stated, "a digest that was stated twice stands until both are taken back",
       [](World& w) {
         w.grant(w.association, digest(3));
         w.grant(w.association, taking_back(w.grant(w.association, digest(3))));
         return w.wish(w.association, digest(3, 'b'));
       }},
      {Refusal::not_erasable, "a stated digest is never erased, because it holds no words and is taken back by void",
       [](World& w) { return w.wish(w.association, erasing(w.grant(w.association, digest(3)))); }},
      {Refusal::not_erasable, "a digest that waits for its second signature is not erased either",
       [](World& w) {
         w.grant(w.association, further_key(w.association, "second"));
         w.now.unix_ms += 8LL * 24 * 3600 * 1000;
         w.grant(w.association,
                 SetApprovalPolicyCommand{
                     {"record_state_digest"}, {{"kid-association"}, key_of(w.association, "second")}, 72},
                 {"kid-association"});
         const auto waiting = w.grant(w.association, digest(3), {"kid-association"});
         return w.wish(w.association, erasing(waiting), {"kid-association"});
       }},
  };
  return all;
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_keeping() { return keeping_rows(); }

TEST_CASE("nothing is erased or stated against the rules, reason by reason", "[rules]") {
  check_rows(rows_of_keeping());
}

TEST_CASE("the present size has a digest, and the same digest may be stated again", "[rules]") {
  World w;
  w.populate();
  const auto size = w.ledger.size();
  w.grant(w.association, digest(size));
  w.grant(w.association, digest(size));
  w.grant(w.association, digest(size + 1, 'b'));
  CHECK(w.ledger.notes(index_names::digests_at(size)).size() == 2);
}

TEST_CASE("a digest that was taken back leaves its size free, and both entries tell of it", "[rules]") {
  World w;
  w.populate();
  const auto wrong = w.grant(w.association, digest(3));
  const auto voiding = w.grant(w.association, taking_back(wrong));
  CHECK(find_note<StatedDigest>(w.ledger, EntryIndex{wrong}) == StatedDigest{{wrong}, 3, std::string(64, 'a')});
  CHECK(find_note<DigestVoided>(w.ledger, EntryIndex{voiding}) == DigestVoided{{voiding}, {wrong}});
  w.grant(w.association, digest(3, 'b'));
  CHECK(w.ledger.notes(index_names::digests_at(3)).size() == 2);
}

TEST_CASE("an erasure empties the texts that the erased command brought and keeps ids and numbers", "[rules]") {
  World w;
  w.populate();
  const auto erase = [&](std::uint64_t entry) { w.grant(w.association, erasing(entry)); };

  auto plant = w.ledger.party(w.plant).value();
  erase(plant.entry.value);
  plant.name.clear();
  plant.aliases.clear();
  CHECK(w.ledger.party(w.plant) == plant);

  auto factory = w.ledger.factory(w.factory).value();
  erase(w.factory.value);
  factory.name.clear();
  factory.address.clear();
  CHECK(w.ledger.factory(w.factory) == factory);

  const auto project_entry = w.grant(w.registrar, World::vcs_project("1"));
  auto project = w.ledger.project({"VCS", "1"}).value();
  erase(project_entry);
  project.title.clear();
  CHECK(w.ledger.project({"VCS", "1"}) == project);

  const BatchId id = claimable(w);
  auto batch = w.ledger.batch(id).value();
  REQUIRE_FALSE(batch.beneficiary_text.empty());
  REQUIRE_FALSE(batch.reason_text.empty());
  erase(id.value);
  batch.beneficiary_text.clear();
  batch.reason_text.clear();
  CHECK(w.ledger.batch(id) == batch);
}

TEST_CASE("an erasure of another entry leaves texts alone that it did not bring", "[rules]") {
  World w;
  w.populate();
  const auto factory = w.ledger.factory(w.factory).value();
  // The sale changes the factory and brings no text.
  const auto offer = w.grant(w.plant, sale(w.factory, w.rival, "2023-07-01"));
  const auto sold = w.grant(w.rival, sale(w.factory, w.rival, "2023-07-01"));
  w.grant(w.association, erasing(offer));
  w.grant(w.association, erasing(sold));
  CHECK(w.ledger.factory(w.factory)->name == factory.name);
  CHECK(w.ledger.factory(w.factory)->address == factory.address);
  CHECK(w.ledger.party(w.rival)->name == "Rival Works Ltd");
}

TEST_CASE("erasing a command that was approved empties what its approval brought", "[rules]") {
  World w;
  w.populate();
  w.grant(w.association, further_key(w.association, "second"));
  w.now.unix_ms += 8LL * 24 * 3600 * 1000;
  w.grant(w.association,
          SetApprovalPolicyCommand{{"enroll_party"}, {{"kid-association"}, key_of(w.association, "second")}, 72},
          {"kid-association"});
  const PartyId gone{"x:gone"};
  const EntryIndex waiting{w.grant(w.association, World::enrolment(gone, "Gone Ltd"), {"kid-association"})};
  const EntryIndex approval{w.grant(w.association, ApproveCommand{waiting}, key_of(w.association, "second"))};
  REQUIRE(w.ledger.party(gone)->name == "Gone Ltd");
  CHECK(redacted_effect_of(waiting, w.ledger) == approval);
  // The approval itself brought no word.
  w.grant(w.association, erasing(approval));
  CHECK(w.ledger.party(gone)->name == "Gone Ltd");
  w.grant(w.association, erasing(waiting));
  CHECK(w.ledger.party(gone)->name.empty());
}
