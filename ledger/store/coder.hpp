// The coding of decisions and notes. One list of members for each record serves writing and reading, so the two cannot
// drift apart; the members stand in the order of their declaration. The lists are our own functions and not cereal's
// serialize(): another room may serialise the same records in another way, and two meanings of one template in one
// program would be undefined behaviour. For the sources of this folder only.
#pragma once
#include <type_traits>
#include <utility>

#include "ledger/store/byte_archive.hpp"

namespace tanbu::store {

// Free texts stand in the commands, which can be erased by law. Effects leave them out; the state keeps them.
enum class FreeTexts { left_out, kept };

// The lowest and the highest enumerator; a number outside is damage.
template <class Enum>
struct EnumBounds;
#define TANBU_ENUM_BOUNDS(Enum, lowest_name, highest_name) \
  template <>                                              \
  struct EnumBounds<Enum> {                                \
    static constexpr Enum lowest = Enum::lowest_name;      \
    static constexpr Enum highest = Enum::highest_name;    \
  }
TANBU_ENUM_BOUNDS(LegalForm, legal_person, foreign);
TANBU_ENUM_BOUNDS(ProjectClass, none, ccer_new);
TANBU_ENUM_BOUNDS(RegistryStatus, active, cancelled);
TANBU_ENUM_BOUNDS(RegistryEventStatus, active, withdrawn);
TANBU_ENUM_BOUNDS(Purpose, factory_offset, electricity_consumption);
TANBU_ENUM_BOUNDS(UnitStatus, unassigned, in_conflict);
TANBU_ENUM_BOUNDS(RetirementStatus, declared, voided);
TANBU_ENUM_BOUNDS(Assurance, limited, reasonable);
TANBU_ENUM_BOUNDS(Opinion, unqualified, adverse);
TANBU_ENUM_BOUNDS(EngagementRole, verify, certify);
TANBU_ENUM_BOUNDS(CancelReason, expired, other);
TANBU_ENUM_BOUNDS(ForeignPurpose, national_ets, other);
TANBU_ENUM_BOUNDS(ActionKind, reservation, project_link);
TANBU_ENUM_BOUNDS(ConflictKind, registry_disagrees, over_issued);
TANBU_ENUM_BOUNDS(AuthorisationStepTaken::Kind, suspended, ended);
TANBU_ENUM_BOUNDS(ClaimType, type_1, unknown);
TANBU_ENUM_BOUNDS(Assessor, self, authority);
TANBU_ENUM_BOUNDS(Conformity, conform, not_assessed);
TANBU_ENUM_BOUNDS(AccidentGrade, ordinary, extraordinary);
TANBU_ENUM_BOUNDS(AuditResult, found, differs);
TANBU_ENUM_BOUNDS(ReviewResult, kept, removed);
TANBU_ENUM_BOUNDS(DisputeOutcome, dismissed, upheld);
TANBU_ENUM_BOUNDS(CertificateIssue::Kind, first, legacy);
TANBU_ENUM_BOUNDS(CertificateEvent::Kind, surveillance_passed, audited);
TANBU_ENUM_BOUNDS(Flag, same_site, direct_supply_unnamed);
#undef TANBU_ENUM_BOUNDS

template <class Archive>
class Coder {
 public:
  template <class T>
  using Of = std::conditional_t<Archive::saving, const T, T>;

  Coder(Archive& archive, FreeTexts texts) : archive_(archive), texts_(texts) {}

  // Dispatch by type: numbers, enumerations, texts, options, lists, strong numbers, variants, then records.
  template <class T>
  void one(T& value) {
    using Plain = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Plain, bool>) {
      boolean(value);
    } else if constexpr (std::is_integral_v<Plain>) {
      archive_.number(value);
    } else if constexpr (std::is_enum_v<Plain>) {
      enumeration(value);
    } else if constexpr (std::is_same_v<Plain, std::string>) {
      archive_.text(value);
    } else if constexpr (requires { value.has_value(); }) {
      option(value);
    } else if constexpr (requires { value.begin() == value.end(); }) {
      list(value);
    } else if constexpr (requires { value.value + 1; }) {
      one(value.value);
    } else if constexpr (requires { value.valueless_by_exception(); }) {
      alternative(value);
    } else {
      code(value);
    }
  }

 private:
  template <class... Members>
  void all(Members&... members) {
    (one(members), ...);
  }

  template <class List>
  void list(List& values) {
    if constexpr (Archive::saving) {
      archive_.number(static_cast<std::uint32_t>(values.size()));
    } else {
      values.resize(archive_.length());
    }
    for (auto& element : values) one(element);
  }

  template <class Option>
  void option(Option& value) {
    bool present = value.has_value();
    boolean(present);
    if constexpr (!Archive::saving) {
      if (present) value.emplace();
    }
    if (present) one(*value);
  }

  void boolean(Of<bool>& value) {
    auto number = static_cast<std::uint8_t>(value ? 1 : 0);
    archive_.number(number);
    if (number > 1) malformed_effects();
    if constexpr (!Archive::saving) value = number == 1;
  }

  template <class Enum>
  void enumeration(Enum& value) {
    using Plain = std::remove_const_t<Enum>;
    auto number = static_cast<std::uint16_t>(value);
    archive_.number(number);
    if constexpr (!Archive::saving) {
      constexpr auto lowest = static_cast<std::uint16_t>(EnumBounds<Plain>::lowest);
      constexpr auto highest = static_cast<std::uint16_t>(EnumBounds<Plain>::highest);
      if (number < lowest || number > highest) malformed_effects();
      value = static_cast<Plain>(number);
    }
  }

  // The place of an alternative in Event and Note is its number in the format: new ones go to the end.
  template <class Variant>
  void alternative(Variant& value) {
    using Plain = std::remove_const_t<Variant>;
    auto number = static_cast<std::uint8_t>(value.index());
    archive_.number(number);
    if constexpr (!Archive::saving) {
      if (!emplace(value, number, std::make_index_sequence<std::variant_size_v<Plain>>())) malformed_effects();
    }
    std::visit([this](auto& held) { code(held); }, value);
  }
  template <class Variant, std::size_t... places>
  static bool emplace(Variant& value, std::size_t number, std::index_sequence<places...>) {
    return ((places == number && (value.template emplace<places>(), true)) || ...);
  }

  // A free text, or a list of them: an empty one is written in its place.
  template <class Text>
  void free_text(Text& value) {
    if constexpr (Archive::saving) {
      const Text nothing{};
      one(texts_ == FreeTexts::kept ? value : nothing);
    } else {
      one(value);
    }
  }

  void code(Of<Decision>& decision) { all(decision.events, decision.flags); }
  void code(Of<std::pair<std::string, std::string>>& pair) { all(pair.first, pair.second); }

  void code(Of<PartyId>& party) { one(party.text); }
  void code(Of<KeyId>& key) { one(key.text); }
  void code(Of<ProjectKey>& key) { all(key.programme, key.project_id); }
  void code(Of<Date>& date) { one(date.days); }
  void code(Of<Instant>& instant) { one(instant.unix_ms); }
  void code(Of<Period>& period) { all(period.first, period.last); }
  void code(Of<GridFactor>& factor) { one(factor.kg_per_kwh_e4); }
  void code(Of<UnitRange>& range) { all(range.begin, range.end); }
  void code(Of<BatchRange>& range) { all(range.batch, range.units); }
  void code(Of<Segment>& segment) {
    all(segment.batch, segment.units, segment.status, segment.holder, segment.retirement, segment.traded,
        segment.since);
  }

  void code(Of<Party>& party) {
    all(party.id, party.entry, party.legal_form);
    free_text(party.name);
    free_text(party.aliases);
    one(party.succeeded_by);
  }
  void code(Of<Key>& key) { all(key.kid, key.party, key.entry, key.jwk, key.valid_from, key.valid_until, key.kinds); }
  void code(Of<Appointment>& appointment) {
    all(appointment.entry, appointment.party, appointment.programme, appointment.from, appointment.until);
  }
  void code(Of<FormerOperator>& former) { all(former.party, former.from, former.until); }
  void code(Of<Factory>& factory) {
    all(factory.id, factory.operator_party, factory.operator_from, factory.former_operators);
    free_text(factory.name);
    one(factory.division);
    free_text(factory.address);
  }
  void code(Of<ProjectLock>& lock) { all(lock.factory, lock.retirement, lock.provisional); }
  void code(Of<Project>& project) {
    all(project.key, project.entry);
    free_text(project.title);
    all(project.developer, project.verifier, project.self_developed_for, project.located_in_factory,
        project.project_class, project.recorded_by, project.crediting_from, project.crediting_until, project.asset_code,
        project.also_registered_as, project.used, project.shared, project.lock, project.voided_by);
  }
  void code(Of<tanbu::Batch>& batch) {
    all(batch.id, batch.project, batch.serial, batch.space, batch.units, batch.printed_codes, batch.vintage_from,
        batch.vintage_until, batch.issued_on, batch.registry_status, batch.status_on);
    free_text(batch.beneficiary_text);
    free_text(batch.reason_text);
    all(batch.registry_reference, batch.tradable, batch.recorded_by, batch.hold, batch.voided_by);
  }
  void code(Of<DirectAsset>& asset) { all(asset.asset_code, asset.electricity); }
  void code(Of<Verification>& verification) {
    all(verification.entry, verification.verifier, verification.reported_by, verification.assurance,
        verification.opinion, verification.verified_on);
  }
  void code(Of<Inventory>& inventory) {
    all(inventory.id, inventory.factory, inventory.period, inventory.standard, inventory.version,
        inventory.superseded_by, inventory.scope1, inventory.scope2_heat, inventory.scope3, inventory.consumed,
        inventory.purchased, inventory.factor_location, inventory.ccus, inventory.in_boundary_removal,
        inventory.green_power, inventory.direct, inventory.in_boundary_projects, inventory.in_boundary_assets,
        inventory.verification, inventory.voided_by);
  }
  void code(Of<Retirement>& retirement) {
    all(retirement.id, retirement.issuer, retirement.factory, retirement.period, retirement.purpose, retirement.ranges,
        retirement.quantity, retirement.beneficiary, retirement.retired_on, retirement.registry_reference,
        retirement.status, retirement.claim, retirement.holder, retirement.recorded_on, retirement.counted,
        retirement.replaces, retirement.closed_by);
  }

  void code(Of<FreezePurpose>& purpose) { all(purpose.factory, purpose.period, purpose.purpose); }
  void code(Of<UnitAction>& action) {
    all(action.entry, action.kind, action.issuer, action.ranges, action.before, action.purpose, action.until,
        action.lapses, action.to, action.status, action.on);
    free_text(action.beneficiary_text);
    free_text(action.reason_text);
    all(action.registry_reference, action.cancel_reason, action.linked_to, action.foreign_purpose, action.projects,
        action.closed_by);
  }
  void code(Of<Conflict>& conflict) {
    all(conflict.entry, conflict.ordinal, conflict.kind, conflict.other, conflict.ranges, conflict.retirements,
        conflict.projects, conflict.asset_code, conflict.month, conflict.excess, conflict.closed_by);
  }
  void code(Of<Generation>& note) {
    all(note.entry, note.issuer, note.asset_code, note.month, note.metered, note.voided_by);
  }
  void code(Of<GenerationClaim>& note) { all(note.entry, note.ordinal, note.asset_code, note.month, note.electricity); }
  void code(Of<BenefitAssignment>& note) { all(note.entry, note.from, note.to, note.ranges, note.voided_by); }
  void code(Of<AuthorisationStepTaken>& step) { all(step.entry, step.effective_on, step.kind); }
  void code(Of<Authorisation>& note) {
    all(note.entry, note.party, note.scheme, note.batch, note.from, note.until, note.steps);
  }
  void code(Of<SchemeOwner>& note) { all(note.entry, note.party, note.scheme); }
  void code(Of<ApprovalPolicy>& note) {
    all(note.entry, note.party, note.kinds, note.approvers, note.expires_after_hours);
  }
  void code(Of<Pending>& note) {
    all(note.entry, note.party, note.maker, note.kind, note.lapses, note.closed_by, note.approved);
  }
  void code(Of<Engagement>& note) {
    all(note.entry, note.factory, note.scheme, note.body, note.role, note.from_period, note.until, note.accepted_by,
        note.ended_by);
  }
  void code(Of<CorrectionRequest>& note) { all(note.entry, note.issuer, note.retirement, note.factory, note.period); }
  void code(Of<FactoryOffer>& note) {
    all(note.entry, note.issuer, note.factory, note.to, note.effective_on, note.closed_by);
  }
  void code(Of<RecognisedInstrument>& note) { all(note.entry, note.programme, note.from, note.until); }
  void code(Of<NetFactor>& factor) {
    one(factor.year);
    free_text(factor.area);
    free_text(factor.caliber);
    one(factor.value);
  }
  void code(Of<InventoryFigures>& note) {
    all(note.entry, note.green_power_without_certificates, note.factor_net, note.scope2_market, note.reductions,
        note.energy_emissions, note.plan_target, note.plan_achieved);
  }
  void code(Of<Accident>& accident) { all(accident.on, accident.grade); }
  void code(Of<Indicator>& indicator) {
    all(indicator.row, indicator.value, indicator.score, indicator.score_max, indicator.conformity);
  }
  void code(Of<Assessment>& note) {
    all(note.entry, note.issuer, note.factory, note.period, note.scheme, note.assessor, note.assessed_on, note.level,
        note.basic, note.accidents, note.indicators);
  }
  void code(Of<Claim>& claim) { all(claim.type, claim.percent_e2, claim.level); }
  void code(Of<Attestation>& note) {
    all(note.entry, note.body, note.inventory, note.factory, note.period, note.scheme, note.claim, note.retirements,
        note.assessment, note.to_offset, note.counted_t, note.attested_on, note.withdrawn_by);
  }
  void code(Of<CertificatePrint>& print) {
    one(print.number);
    free_text(print.applicant);
    all(print.period, print.type, print.star, print.level, print.emissions, print.percent_e2, print.first_issued_on,
        print.issued_on, print.cycle_from, print.valid_until);
  }
  void code(Of<CertificateIssue>& issue) {
    all(issue.entry, issue.kind, issue.print, issue.attestation, issue.assessment);
  }
  void code(Of<CertificateEvent>& event) {
    all(event.entry, event.kind, event.issuer, event.effective_on, event.period, event.attestation, event.to_body,
        event.audit);
  }
  void code(Of<Certificate>& note) {
    all(note.entry, note.scheme, note.factory, note.body);
    free_text(note.body_name);
    all(note.issues, note.events);
  }
  void code(Of<AwardReview>& review) { all(review.entry, review.on, review.result); }
  void code(Of<Award>& note) {
    all(note.entry, note.owner, note.factory, note.period, note.scheme, note.level, note.notice_from, note.notice_until,
        note.announced_on, note.reference, note.assessment, note.reviews);
  }
  void code(Of<Label>& note) {
    all(note.entry, note.issuer, note.factory, note.period);
    free_text(note.scheme_name);
    free_text(note.label_issuer);
    all(note.on, note.inventory, note.includes);
  }
  void code(Of<Dispute>& note) { all(note.entry, note.issuer, note.target, note.resolved_by, note.outcome); }
  void code(Of<Redaction>& note) { all(note.entry, note.target); }
  void code(Of<StatedDigest>& note) { all(note.entry, note.size, note.sha256); }
  void code(Of<LogKey>& note) { all(note.entry, note.vkey, note.retired_by); }
  void code(Of<DigestVoided>& note) { all(note.entry, note.target); }

  void code(Of<PartyEnrolled>& event) { one(event.party); }
  void code(Of<KeyRegistered>& event) { one(event.key); }
  void code(Of<RegistrarAppointed>& event) { one(event.appointment); }
  void code(Of<FactoryRegistered>& event) { one(event.factory); }
  void code(Of<ProjectRegistered>& event) { one(event.project); }
  void code(Of<BatchRecorded>& event) { all(event.batch, event.status, event.holder); }
  void code(Of<UnitsTransferred>& event) { all(event.entry, event.ranges, event.to, event.traded); }
  void code(Of<InventoryDeclared>& event) { all(event.inventory, event.supersedes); }
  void code(Of<UnitsRetired>& event) { one(event.retirement); }
  void code(Of<ProjectMarked>& event) { all(event.project, event.used, event.shared); }
  void code(Of<ProjectLocked>& event) { all(event.project, event.lock); }
  void code(Of<ProjectUnitsFrozen>& event) { all(event.entry, event.project); }
  void code(Of<UnitsSet>& event) { one(event.pieces); }
  void code(Of<BatchExtended>& event) { all(event.batch, event.added, event.status, event.holder, event.entry); }
  void code(Of<PartyChanged>& event) { one(event.party); }
  void code(Of<KeyChanged>& event) { one(event.key); }
  void code(Of<AppointmentChanged>& event) { one(event.appointment); }
  void code(Of<FactoryChanged>& event) { one(event.factory); }
  void code(Of<ProjectChanged>& event) { one(event.project); }
  void code(Of<BatchChanged>& event) { one(event.batch); }
  void code(Of<InventoryChanged>& event) { one(event.inventory); }
  void code(Of<RetirementChanged>& event) { one(event.retirement); }
  void code(Of<NoteTaken>& event) { one(event.note); }

  Archive& archive_;
  FreeTexts texts_;
};

}  // namespace tanbu::store
