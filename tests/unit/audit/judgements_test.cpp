// Judgements before the auditor: the bytes that it writes itself, what they must fulfil, and what they may point to.
#include <catch2/catch.hpp>

#include "audit/effects_bytes.hpp"
#include "ledger/store/effects.hpp"
#include "tests/unit/audit/scene.hpp"
#include "tests/unit/store/judgement_notes.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// What the invariants say of an entry 40 that takes this note, after entries that left no trace.
audit::Problem taken(const Note& note) {
  audit::State state;
  audit::Invariants invariants{state};
  const Decision decision{{NoteTaken{note}}, {}};
  REQUIRE_FALSE(state.apply(decision.events.front()));
  return invariants.after(decision, {40});
}

const std::string ahead = "something points to what was not there before entry 40";

Certificate small_certificate() {
  Certificate certificate = full_certificate();
  certificate.issues.resize(1);
  certificate.events.resize(1);
  certificate.events.front().entry = {40};
  return certificate;
}

Attestation full_attestation() {
  auto attestation = std::get<Attestation>(full_judgements()[2]);
  attestation.withdrawn_by.reset();
  return attestation;
}

}  // namespace

TEST_CASE("the auditor writes every judgement as the store does", "[audit][judgements]") {
  for (const Note& note : full_judgements()) {
    INFO(sort_name_of(note));
    CHECK(audit::expected_part(note) == store::part_to_bytes(note));
    const Decision decision{{NoteTaken{note}}, {Flag::retired_after_issue}};
    CHECK(audit::expected_effects(decision) == store::effects_to_bytes(decision));
  }
  for (const Note& note : {Note(InventoryFigures{}), Note(Assessment{}), Note(Attestation{}), Note(Certificate{}),
                           Note(Award{}), Note(Label{}), Note(Dispute{})}) {
    INFO(sort_name_of(note));
    CHECK(audit::expected_part(note) == store::part_to_bytes(note));
  }
}

TEST_CASE("a certificate was printed and an attestation lists each retirement once", "[audit][judgements]") {
  CHECK_FALSE(taken(small_certificate()));
  auto empty = small_certificate();
  empty.issues.clear();
  CHECK(taken(empty) == "never printed: certificate 32");
  CHECK_FALSE(taken(full_attestation()));
  auto twice = full_attestation();
  twice.retirements.push_back({9});
  CHECK(taken(twice) == "a retirement is listed twice by attestation 31");
}

TEST_CASE("a judgement stands on what was there when it was given", "[audit][judgements]") {
  const auto attested = [](auto change) {
    auto attestation = full_attestation();
    change(attestation);
    return taken(attestation);
  };
  CHECK_FALSE(attested([](Attestation& note) { note.withdrawn_by = EntryIndex{40}; }));
  CHECK(attested([](Attestation& note) { note.withdrawn_by = EntryIndex{41}; }) == ahead);
  CHECK(attested([](Attestation& note) { note.inventory = {31}; }) == ahead);
  CHECK(attested([](Attestation& note) { note.factory = {32}; }) == ahead);
  CHECK(attested([](Attestation& note) { note.retirements.back() = {39}; }) == ahead);
  CHECK(attested([](Attestation& note) { note.assessment = EntryIndex{31}; }) == ahead);
  CHECK(attested([](Attestation& note) { note.entry = {41}; }) == ahead);

  const auto certified = [](auto change) {
    auto certificate = small_certificate();
    change(certificate);
    return taken(certificate);
  };
  CHECK(certified([](Certificate& note) { note.factory = FactoryId{32}; }) == ahead);
  CHECK(certified([](Certificate& note) { note.issues.front().entry = {41}; }) == ahead);
  CHECK(certified([](Certificate& note) { note.issues.front().attestation = EntryIndex{32}; }) == ahead);
  CHECK(certified([](Certificate& note) { note.issues.front().assessment = EntryIndex{39}; }) == ahead);
  CHECK(certified([](Certificate& note) { note.events.front().entry = {41}; }) == ahead);
  CHECK(certified([](Certificate& note) { note.events.front().attestation = EntryIndex{40}; }) == ahead);

  Assessment assessment = std::get<Assessment>(full_judgements()[1]);
  CHECK_FALSE(taken(assessment));
  assessment.factory = {40};
  CHECK(taken(assessment) == ahead);
}

TEST_CASE("an award, a label and a dispute point to what was there before them", "[audit][judgements]") {
  Award award;
  award.entry = {30};
  award.factory = {3};
  award.assessment = EntryIndex{29};
  award.reviews.push_back({{40}, {}, ReviewResult::kept});
  CHECK_FALSE(taken(award));
  auto awarded = award;
  awarded.factory = {30};
  CHECK(taken(awarded) == ahead);
  awarded = award;
  awarded.assessment = EntryIndex{30};
  CHECK(taken(awarded) == ahead);
  awarded = award;
  awarded.reviews.front().entry = {41};
  CHECK(taken(awarded) == ahead);

  Label label;
  label.entry = {30};
  label.factory = {3};
  label.inventory = {7};
  label.includes = {{5}};
  CHECK_FALSE(taken(label));
  auto labelled = label;
  labelled.factory = {30};
  CHECK(taken(labelled) == ahead);
  labelled = label;
  labelled.inventory = {30};
  CHECK(taken(labelled) == ahead);
  labelled = label;
  labelled.includes.front() = {30};
  CHECK(taken(labelled) == ahead);

  Dispute dispute;
  dispute.entry = {30};
  dispute.target = {9};
  CHECK_FALSE(taken(dispute));
  auto disputed = dispute;
  disputed.target = {30};
  CHECK(taken(disputed) == ahead);
  disputed = dispute;
  disputed.resolved_by = EntryIndex{41};
  CHECK(taken(disputed) == ahead);
}
