#include "ledger/store/effects.hpp"

#include <catch2/catch.hpp>

#include "ledger/store/store.hpp"
#include "tests/unit/store/judgement_notes.hpp"

namespace tanbu::test {
namespace {

using store::effects_from_bytes;
using store::effects_to_bytes;
using store::StoreFault;
using store::without_texts;

const PartyId party{"uscc:91330100799655058B"};

Project full_project() {
  return {.key = {"CCER", "P1"},
          .entry = {4},
          .title = "TEXT-title",
          .developer = party,
          .verifier = PartyId{"x:verifier"},
          .self_developed_for = FactoryId{3},
          .located_in_factory = FactoryId{4},
          .project_class = ProjectClass::ccer_new,
          .recorded_by = party,
          .crediting_from = Date{18'000},
          .crediting_until = Date{22'000},
          .asset_code = "asset-1",
          .also_registered_as = {{"VCS", "1"}, {"GS", "2"}},
          .used = true,
          .shared = false,
          .lock = ProjectLock{{3}, {9}, true},
          .voided_by = EntryIndex{10}};
}

tanbu::Batch full_batch() {
  return {.id = {5},
          .project = {"CCER", "P1"},
          .serial = "CCER-1-1-10",
          .space = "CCER-1",
          .units = {1, 11},
          .printed_codes = {"c1", "c2"},
          .vintage_from = {19'000},
          .vintage_until = {19'364},
          .issued_on = {-1},
          .registry_status = RegistryStatus::cancelled,
          .status_on = Date{20'001},
          .beneficiary_text = "TEXT-beneficiary",
          .reason_text = "TEXT-reason",
          .registry_reference = "reference-1",
          .tradable = true,
          .recorded_by = party,
          .hold = "temporary_credit",
          .voided_by = EntryIndex{11}};
}

Inventory full_inventory() {
  return {.id = {7},
          .factory = {3},
          .period = {{20'000}, {20'364}},
          .standard = "GB",
          .version = 2,
          .superseded_by = InventoryId{8},
          .scope1 = {1},
          .scope2_heat = {2},
          .scope3 = Kilograms{INT64_MAX},
          .consumed = {4},
          .purchased = {5},
          .factor_location = {4'974},
          .ccus = {6},
          .in_boundary_removal = {7},
          .green_power = {8},
          .direct = {{std::string("asset-1"), {9}}, {std::nullopt, {10}}},
          .in_boundary_projects = {{"VCS", "1"}},
          .in_boundary_assets = {"asset-2"},
          .verification = Verification{{8}, party, {"x:body"}, Assurance::reasonable, Opinion::adverse, {20'400}},
          .voided_by = EntryIndex{12}};
}

Retirement full_retirement() {
  return {.id = {9},
          .issuer = party,
          .factory = {3},
          .period = {{20'000}, {20'364}},
          .purpose = Purpose::electricity_consumption,
          .ranges = {{{5}, {1, 3}}, {{6}, {0, INT64_MAX}}},
          .quantity = 12,
          .beneficiary = {"x:other"},
          .retired_on = {20'100},
          .registry_reference = "reference-2",
          .status = RetirementStatus::on_hold,
          .claim = true,
          .holder = party,
          .recorded_on = {20'101},
          .counted = 12,
          .replaces = EntryIndex{4},
          .closed_by = EntryIndex{13}};
}

Segment full_segment() {
  return {.batch = {5},
          .units = {1, 3},
          .status = UnitStatus::in_conflict,
          .holder = party,
          .retirement = RetirementId{9},
          .traded = true,
          .since = {9}};
}

UnitAction full_action() {
  return {.entry = {12},
          .kind = ActionKind::own_lock,
          .issuer = party,
          .ranges = {{{5}, {1, 3}}},
          .before = {full_segment()},
          .purpose = FreezePurpose{{3}, {{20'000}, {20'364}}, Purpose::electricity_consumption},
          .until = Date{20'500},
          .lapses = Instant{7},
          .to = PartyId{"x:other"},
          .status = RegistryEventStatus::withdrawn,
          .on = Date{20'300},
          .beneficiary_text = "TEXT-beneficiary",
          .reason_text = "TEXT-reason",
          .registry_reference = "reference-3",
          .cancel_reason = CancelReason::other,
          .linked_to = BatchId{6},
          .foreign_purpose = ForeignPurpose::other,
          .projects = {{"VCS", "1"}, {"GS", "7001"}},
          .closed_by = EntryIndex{14}};
}

// Every event, every member set, every flag.
Decision full_decision() {
  Decision decision;
  decision.events = {
      PartyEnrolled{{.id = party,
                     .entry = {1},
                     .legal_form = LegalForm::foreign,
                     .name = "TEXT-name",
                     .aliases = {"TEXT-alias", "TEXT-alias 2"},
                     .succeeded_by = PartyId{"x:successor"}}},
      KeyRegistered{{.kid = {"kid"},
                     .party = party,
                     .entry = {2},
                     .jwk = std::string("{\"k\":\"\0\"}", 9),
                     .valid_from = {-5},
                     .valid_until = Instant{6},
                     .kinds = {"retire", "transfer"}}},
      RegistrarAppointed{{.entry = {2}, .party = party, .programme = "CCER", .from = {19'000}, .until = {21'000}}},
      FactoryRegistered{{.id = {3},
                         .operator_party = party,
                         .operator_from = {19'001},
                         .former_operators = {{{"x:former"}, {18'000}, {19'000}}},
                         .name = "TEXT-factory",
                         .division = "330101",
                         .address = "TEXT-address"}},
      ProjectRegistered{full_project()},
      BatchRecorded{.batch = full_batch(), .status = UnitStatus::cancelled, .holder = party},
      UnitsTransferred{.entry = {6}, .ranges = {{{5}, {1, 2}}}, .to = party, .traded = true},
      InventoryDeclared{.inventory = full_inventory(), .supersedes = InventoryId{6}},
      UnitsRetired{full_retirement()},
      ProjectMarked{.project = {"CCER", "P1"}, .used = true, .shared = true},
      ProjectLocked{.project = {"CCER", "P1"}, .lock = {{3}, {9}, false}},
      ProjectUnitsFrozen{.entry = {9}, .project = {"VCS", "1"}},
      UnitsSet{{full_segment()}},
      BatchExtended{.batch = {5}, .added = {11, 20}, .status = UnitStatus::free, .holder = party, .entry = {10}},
  };
  // Each changed record as the event that made it had it.
  const auto& events = decision.events;
  const Event changed[]{PartyChanged{std::get<PartyEnrolled>(events[0]).party},
                        KeyChanged{std::get<KeyRegistered>(events[1]).key},
                        AppointmentChanged{std::get<RegistrarAppointed>(events[2]).appointment},
                        FactoryChanged{std::get<FactoryRegistered>(events[3]).factory},
                        ProjectChanged{full_project()},
                        BatchChanged{full_batch()},
                        InventoryChanged{full_inventory()},
                        RetirementChanged{full_retirement()},
                        NoteTaken{full_action()}};
  decision.events.insert(decision.events.end(), std::begin(changed), std::end(changed));
  for (auto flag = static_cast<std::uint16_t>(Flag::same_site);
       flag <= static_cast<std::uint16_t>(Flag::direct_supply_unnamed); ++flag) {
    decision.flags.push_back(static_cast<Flag>(flag));
  }
  return decision;
}

bool same(const Decision& a, const Decision& b) { return a.events == b.events && a.flags == b.flags; }

}  // namespace

TEST_CASE("Effects come back from their bytes, without the free texts") {
  const Decision decision = full_decision();
  REQUIRE(decision.events.size() == std::variant_size_v<Event>);
  for (std::size_t at = 0; at < decision.events.size(); ++at) REQUIRE(decision.events[at].index() == at);
  CHECK_FALSE(same(decision, without_texts(decision)));
  CHECK(same(effects_from_bytes(effects_to_bytes(decision)), without_texts(decision)));
  CHECK(same(effects_from_bytes(effects_to_bytes({})), {}));
  Decision bare;
  bare.events = {ProjectRegistered{}, BatchRecorded{.batch = {}, .status = UnitStatus::free, .holder = {}},
                 InventoryDeclared{}, UnitsSet{}, NoteTaken{Generation{}}};
  CHECK(same(effects_from_bytes(effects_to_bytes(bare)), bare));
}

TEST_CASE("No free text is found in the bytes of effects") {
  CHECK(effects_to_bytes(full_decision()).find("TEXT") == std::string::npos);
  CHECK(effects_to_bytes(full_decision()).find("reference-1") != std::string::npos);
}

TEST_CASE("Effects of the same decision are the same bytes, and texts do not change them") {
  CHECK(effects_to_bytes(full_decision()) == effects_to_bytes(full_decision()));
  CHECK(effects_to_bytes(full_decision()) == effects_to_bytes(without_texts(full_decision())));
}

TEST_CASE("The bytes of effects are those of the format") {
  Decision decision;
  decision.events = {ProjectMarked{.project = {"VCS", "1"}, .used = true, .shared = false}};
  decision.flags = {Flag::old_vintage};
  const std::string bytes = effects_to_bytes(decision);
  // Format, digest, little-endian mark; one event of number 9, two texts with 32-bit lengths, two truths; one flag.
  const std::string body("\x01\x01\0\0\0\x09\x03\0\0\0VCS\x01\0\0\0\x31\x01\0\x01\0\0\0\x06\0", 26);
  REQUIRE(bytes.size() == 9 + body.size());
  CHECK(bytes[0] == 2);
  CHECK(bytes.substr(9) == body);
}

TEST_CASE("Damaged effects are refused whatever bit flips and wherever they end") {
  const std::string bytes = effects_to_bytes(full_decision());
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    try {
      static_cast<void>(effects_from_bytes(damaged));
    } catch (const StoreFault&) {
      ++refused;
    }
  }
  CHECK(refused == bytes.size() * 8);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(effects_from_bytes(std::string_view(bytes).substr(0, length)), StoreFault);
  }
  CHECK_THROWS_AS(effects_from_bytes(bytes + '\0'), StoreFault);
}

TEST_CASE("Effects with a right digest and senseless contents are refused and never allocate without bound") {
  const auto wrapped = [](const std::string& body) {
    const auto digest = crypto::sha256(body);
    return '\x02' + std::string(crypto::as_bytes(digest).substr(0, 8)) + body;
  };
  const std::string no_flags("\0\0\0\0", 4);
  const std::vector<std::string> bodies{
      "",
      std::string("\x01\xff\xff\xff\xff", 5),           // four thousand million events
      std::string("\x01\x01\0\0\0\xff", 6) + no_flags,  // no such event
      std::string("\x01\x01\0\0\0\x17", 6) + no_flags,
      std::string("\x01\x01\0\0\0\x16\x14", 7) + no_flags,  // no such note
      std::string("\x01\x01\0\0\0\x09\xff\xff\xff\x7f"
                  "VCS",
                  13),                                                         // a text longer than everything
      std::string("\x01\x01\0\0\0\x09\0\0\0\0\0\0\0\0\x02\0", 16) + no_flags,  // neither true nor false
      std::string("\x01\0\0\0\0\x01\0\0\0\x36\0", 11),                         // no such flag
      std::string("\x01\0\0\0\0\x01\0\0\0\0\0", 11),
      std::string("\x01\0\0\0\0\0\0\0\0\0", 10),  // one byte too many
  };
  for (const std::string& body : bodies) CHECK_THROWS_AS(effects_from_bytes(wrapped(body)), StoreFault);
  CHECK_NOTHROW(effects_from_bytes(wrapped(std::string("\x01\0\0\0\0", 5) + no_flags)));
  CHECK_NOTHROW(effects_from_bytes(wrapped(std::string("\x01\0\0\0\0\x01\0\0\0\x06\0", 11))));
}

TEST_CASE("A note and parts of records come back from their bytes with their texts and as nothing else") {
  const Note note = full_action();
  CHECK((store::part_from_bytes<Note>(store::part_to_bytes(note)) == note));
  CHECK(store::part_to_bytes(note).find("TEXT-reason") != std::string::npos);
  const std::vector<std::string> kinds{"retire", ""};
  CHECK(store::part_from_bytes<std::vector<std::string>>(store::part_to_bytes(kinds)) == kinds);
  const auto inventory = full_inventory();
  CHECK((store::part_from_bytes<std::vector<DirectAsset>>(store::part_to_bytes(inventory.direct)) == inventory.direct));
  CHECK(
      (store::part_from_bytes<Verification>(store::part_to_bytes(*inventory.verification)) == *inventory.verification));
  CHECK_THROWS_AS(store::part_from_bytes<Verification>(store::part_to_bytes(kinds)), StoreFault);
  CHECK_THROWS_AS(store::part_from_bytes<Note>(""), StoreFault);
}

TEST_CASE("Judgements come back from their bytes and leave what people wrote out of the effects") {
  const auto notes = full_judgements();
  for (const Note& note : notes) {
    INFO(sort_name_of(note));
    CHECK((store::part_from_bytes<Note>(store::part_to_bytes(note)) == note));
    Decision decision;
    decision.events = {NoteTaken{note}};
    const std::string bytes = effects_to_bytes(decision);
    CHECK(bytes.find("TEXT") == std::string::npos);
    CHECK(same(effects_from_bytes(bytes), without_texts(decision)));
  }
  CHECK(store::part_to_bytes(notes[3]).find("TEXT-applicant") != std::string::npos);
  CHECK(store::part_to_bytes(notes[3]).find("TEXT-body") != std::string::npos);
  // What a certificate is known by stays.
  Decision decision;
  decision.events = {NoteTaken{full_certificate()}};
  CHECK(effects_to_bytes(decision).find("15/26GHGZC1001R0") != std::string::npos);
}

TEST_CASE("A judgement with an enumerator that nobody knows is damage") {
  const auto refused = [](const Note& note) {
    CHECK_THROWS_AS(store::part_from_bytes<Note>(store::part_to_bytes(note)), StoreFault);
  };
  for (const int number : {0, 10}) {
    auto certificate = full_certificate();
    certificate.events.front().kind = static_cast<CertificateEvent::Kind>(number);
    refused(certificate);
  }
  for (const int number : {0, 5}) {
    auto certificate = full_certificate();
    certificate.issues.front().kind = static_cast<CertificateIssue::Kind>(number);
    refused(certificate);
    Assessment assessment;
    assessment.assessor = Assessor::self;
    assessment.accidents = {{{}, static_cast<AccidentGrade>(number)}};
    refused(assessment);
  }
  for (const int number : {0, 4}) {
    auto certificate = full_certificate();
    certificate.issues.front().print.type = static_cast<ClaimType>(number);
    refused(certificate);
    certificate = full_certificate();
    certificate.events.front().audit = static_cast<AuditResult>(number);
    refused(certificate);
    Assessment assessment;
    assessment.assessor = static_cast<Assessor>(number);
    refused(assessment);
    assessment.assessor = Assessor::self;
    assessment.indicators.resize(1);
    assessment.indicators.front().conformity = static_cast<Conformity>(number);
    refused(assessment);
  }
  for (const int number : {0, 3}) {
    Award award;
    award.reviews.push_back({{61}, {20'900}, static_cast<ReviewResult>(number)});
    refused(award);
    Dispute dispute;
    dispute.outcome = static_cast<DisputeOutcome>(number);
    refused(dispute);
  }
}

TEST_CASE("Facts come back from their bytes") {
  const store::Facts facts{{"first", "1"}, {"", ""}, {"名", std::string("a\0b", 3)}};
  CHECK((store::facts_from_bytes(store::facts_to_bytes(facts)) == facts));
  CHECK(store::facts_from_bytes(store::facts_to_bytes({})).empty());
  CHECK_THROWS_AS(store::facts_from_bytes("x"), StoreFault);
}

}  // namespace tanbu::test
