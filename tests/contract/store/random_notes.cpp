#include "tests/contract/store/random_notes.hpp"

namespace tanbu::test {
namespace {

class Maker {
 public:
  Maker(std::mt19937& random, EntryIndex entry, std::uint32_t ordinal)
      : random_(random), entry_(entry), ordinal_(ordinal) {}

  void fill(UnitAction& note) {
    note = {.entry = entry_,
            .kind = static_cast<ActionKind>(number(1, 11)),
            .issuer = party(),
            .ranges = ranges(),
            .before = {},
            .purpose = maybe(FreezePurpose{{few()}, period(), static_cast<Purpose>(number(0, 1))}),
            .until = maybe(date()),
            .lapses = maybe(Instant{number(0, 1'000)}),
            .to = maybe(party()),
            .status = maybe(static_cast<RegistryEventStatus>(number(0, 3))),
            .on = maybe(date()),
            .beneficiary_text = text("TEXT-beneficiary"),
            .reason_text = text("TEXT-reason"),
            .registry_reference = text("reference"),
            .cancel_reason = maybe(static_cast<CancelReason>(number(0, 5))),
            .linked_to = maybe(BatchId{few()}),
            .foreign_purpose = maybe(static_cast<ForeignPurpose>(number(0, 3))),
            .projects = {},
            .closed_by = maybe(EntryIndex{few()})};
    if (chance()) note.projects = {{"VCS", "1"}, {"GS", "7001"}};
    for (const BatchRange& range : note.ranges) {
      note.before.push_back({.batch = range.batch,
                             .units = range.units,
                             .status = static_cast<UnitStatus>(number(1, 11)),
                             .holder = maybe(party()),
                             .retirement = maybe(RetirementId{few()}),
                             .traded = chance(),
                             .since = {few()}});
    }
  }
  void fill(Conflict& note) {
    note = {.entry = entry_,
            .ordinal = ordinal_,
            .kind = static_cast<ConflictKind>(number(1, 5)),
            .other = maybe(EntryIndex{few()}),
            .ranges = ranges(),
            .retirements = {{few()}, {few()}},
            .projects = {{"CCER", text("P1")}},
            .asset_code = maybe(text("asset")),
            .month = maybe(month()),
            .excess = maybe(KilowattHours{number(1, 100)}),
            .closed_by = maybe(EntryIndex{few()})};
  }
  void fill(Generation& note) {
    note = {entry_, party(), "asset", month(), {number(0, 100)}, maybe(EntryIndex{few()})};
  }
  void fill(GenerationClaim& note) { note = {entry_, ordinal_, "asset", month(), {number(0, 100)}}; }
  void fill(BenefitAssignment& note) { note = {entry_, party(), party(), ranges(), maybe(EntryIndex{few()})}; }
  void fill(Authorisation& note) {
    note = {entry_, party(), text("scheme"), number(1, 3), date(), date(), {}};
    for (auto count = number(0, 2); count > 0; --count) {
      note.steps.push_back({{few()}, date(), static_cast<AuthorisationStepTaken::Kind>(number(1, 3))});
    }
  }
  void fill(SchemeOwner& note) { note = {entry_, party(), text("scheme")}; }
  void fill(ApprovalPolicy& note) {
    note = {entry_, party(), {"retire", text("transfer")}, {{"kid-1"}, {text("kid-2")}}, number(1, 100)};
  }
  void fill(Pending& note) {
    note = {entry_, party(), {"kid-1"}, "retire", {number(0, 1'000)}, maybe(EntryIndex{few()}), chance()};
  }
  void fill(Engagement& note) {
    note = {.entry = entry_,
            .factory = {few()},
            .scheme = text("scheme"),
            .body = party(),
            .role = static_cast<EngagementRole>(number(0, 1)),
            .from_period = period(),
            .until = maybe(date()),
            .accepted_by = maybe(EntryIndex{few()}),
            .ended_by = maybe(EntryIndex{few()})};
  }
  void fill(CorrectionRequest& note) { note = {entry_, party(), {few()}, {few()}, period()}; }
  void fill(FactoryOffer& note) { note = {entry_, party(), {few()}, party(), date(), maybe(EntryIndex{few()})}; }
  void fill(RecognisedInstrument& note) { note = {entry_, text("VCS"), date(), date()}; }
  void fill(InventoryFigures& note) {
    note = {.entry = entry_,
            .green_power_without_certificates = {number(0, 100)},
            .factor_net = maybe(NetFactor{number(2020, 2024), text("TEXT-area"), text("TEXT-caliber"), {4'974}}),
            .scope2_market = maybe(Kilograms{number(0, 100)}),
            .reductions = {number(0, 100)},
            .energy_emissions = maybe(Kilograms{number(0, 100)}),
            .plan_target = maybe(Kilograms{number(0, 100)}),
            .plan_achieved = maybe(Kilograms{number(0, 100)})};
  }
  void fill(Assessment& note) {
    note = {.entry = entry_,
            .issuer = party(),
            .factory = {few()},
            .period = period(),
            .scheme = text("scheme"),
            .assessor = static_cast<Assessor>(number(1, 3)),
            .assessed_on = date(),
            .level = maybe(text("LOW")),
            .basic = {text("plan")},
            .accidents = maybe(std::vector<Accident>{{date(), static_cast<AccidentGrade>(number(1, 4))}}),
            .indicators = {{number(1, 18), maybe(text("1/2")), maybe(number(0, 9)), maybe(number(0, 9)),
                            static_cast<Conformity>(number(1, 3))}}};
  }
  void fill(Attestation& note) {
    note = {.entry = entry_,
            .body = party(),
            .inventory = {few()},
            .factory = {few()},
            .period = period(),
            .scheme = text("scheme"),
            .claim = {maybe(static_cast<ClaimType>(number(1, 3))), number(1, 10'000), maybe(text("LOW"))},
            .retirements = {{few()}, {few()}},
            .assessment = maybe(EntryIndex{few()}),
            .to_offset = {number(0, 100)},
            .counted_t = number(0, 100),
            .attested_on = date(),
            .withdrawn_by = maybe(EntryIndex{few()})};
  }
  void fill(Certificate& note) {
    note = {.entry = entry_,
            .scheme = text("scheme"),
            .factory = maybe(FactoryId{few()}),
            .body = maybe(party()),
            .body_name = text("TEXT-body"),
            .issues = {},
            .events = {}};
    for (auto count = number(1, 3); count > 0; --count) {
      note.issues.push_back({.entry = {few()},
                             .kind = static_cast<CertificateIssue::Kind>(number(1, 4)),
                             .print = print(),
                             .attestation = maybe(EntryIndex{few()}),
                             .assessment = maybe(EntryIndex{few()})});
    }
    for (auto count = number(0, 2); count > 0; --count) {
      note.events.push_back({.entry = {few()},
                             .kind = static_cast<CertificateEvent::Kind>(number(1, 9)),
                             .issuer = party(),
                             .effective_on = date(),
                             .period = maybe(period()),
                             .attestation = maybe(EntryIndex{few()}),
                             .to_body = maybe(party()),
                             .audit = maybe(static_cast<AuditResult>(number(1, 3)))});
    }
  }
  void fill(Award& note) {
    note = {.entry = entry_,
            .owner = party(),
            .factory = {few()},
            .period = period(),
            .scheme = text("scheme"),
            .level = text("LOW"),
            .notice_from = date(),
            .notice_until = date(),
            .announced_on = date(),
            .reference = text("reference"),
            .assessment = maybe(EntryIndex{few()}),
            .reviews = {}};
    if (chance()) note.reviews.push_back({{few()}, date(), static_cast<ReviewResult>(number(1, 2))});
  }
  void fill(Label& note) {
    note = {.entry = entry_,
            .issuer = party(),
            .factory = {few()},
            .period = period(),
            .scheme_name = text("TEXT-scheme"),
            .label_issuer = text("TEXT-issuer"),
            .on = date(),
            .inventory = {few()},
            .includes = {{few()}, {few()}}};
  }
  void fill(Redaction& note) { note = {entry_, {few()}}; }
  void fill(StatedDigest& note) { note = {entry_, few(), std::string(64, 'a')}; }
  void fill(DigestVoided& note) { note = {entry_, {few()}}; }
  void fill(LogKey& note) { note = {entry_, "ledger.example/1+" + std::to_string(few()), maybe(EntryIndex{few()})}; }
  void fill(Dispute& note) {
    note = {entry_, party(), {few()}, maybe(EntryIndex{few()}), maybe(static_cast<DisputeOutcome>(number(1, 2)))};
  }

 private:
  std::int64_t number(std::int64_t lowest, std::int64_t highest) {
    return std::uniform_int_distribution<std::int64_t>(lowest, highest)(random_);
  }
  bool chance() { return number(0, 1) == 1; }
  std::uint64_t few() { return static_cast<std::uint64_t>(number(1, 4)); }
  PartyId party() { return {"x:party-" + std::to_string(number(0, 3))}; }
  Date date() { return {static_cast<std::int32_t>(number(19'000, 22'000))}; }
  Period period() { return {date(), date()}; }
  std::string month() { return "2025-0" + std::to_string(number(1, 3)); }
  std::string text(const std::string& some) { return chance() ? some : ""; }
  template <class Value>
  std::optional<Value> maybe(const Value& value) {
    return chance() ? std::optional(value) : std::nullopt;
  }
  CertificatePrint print() {
    return {.number = "No. " + std::to_string(number(1, 3)),
            .applicant = text("TEXT-applicant"),
            .period = period(),
            .type = maybe(static_cast<ClaimType>(number(1, 3))),
            .star = maybe(number(1, 6)),
            .level = maybe(text("LOW")),
            .emissions = {number(0, 100)},
            .percent_e2 = number(0, 20'000),
            .first_issued_on = date(),
            .issued_on = date(),
            .cycle_from = date(),
            .valid_until = date()};
  }
  std::vector<BatchRange> ranges() {
    std::vector<BatchRange> all;
    for (auto count = number(0, 3); count > 0; --count) {
      const auto first = number(0, 50);
      all.push_back({{few()}, {first, first + number(1, 9)}});
    }
    return all;
  }

  std::mt19937& random_;
  EntryIndex entry_;
  std::uint32_t ordinal_;
};

template <std::size_t... places>
Note of_sort(std::size_t sort, std::index_sequence<places...>) {
  Note note;
  static_cast<void>(((places == sort && (note.emplace<places>(), true)) || ...));
  return note;
}

}  // namespace

Note random_note(std::mt19937& random, std::size_t sort, EntryIndex entry, std::uint32_t ordinal) {
  Note note = of_sort(sort, std::make_index_sequence<std::variant_size_v<Note>>());
  Maker maker(random, entry, ordinal);
  std::visit([&maker](auto& held) { maker.fill(held); }, note);
  return note;
}

Note changed_note(std::mt19937& random, const Note& note) {
  const NoteId id = id_of(note);
  return random_note(random, id.sort, id.entry, id.ordinal);
}

}  // namespace tanbu::test
