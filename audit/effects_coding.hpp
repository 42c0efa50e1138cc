// How a decision, a note and every record of the state are spelt in bytes: little-endian numbers of the members'
// widths, lengths and enumerations as 32 and 16 bits, alternatives by their place in 8 bits, members in the order of
// their declaration. Written here from the description of the format and not from the writer's source; one list of
// members serves writing (WritingBytes) and, for effects that must be taken as stated because their command was erased
// by law, reading (ReadingBytes). What is read may be an enemy's: every length and every enumeration is checked, and
// reading never throws. For the sources of this room only. Threading: pure.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/events.hpp"

namespace tanbu::audit {

enum class Texts { blank, kept };

// The first and the last enumerator; between them there is no gap.
template <class Enum>
struct Ends;
#define TANBU_AUDIT_ENDS(Enum, first_name, last_name)                           \
  template <>                                                                   \
  struct Ends<Enum> {                                                           \
    static constexpr auto first = static_cast<std::uint16_t>(Enum::first_name); \
    static constexpr auto last = static_cast<std::uint16_t>(Enum::last_name);   \
  }
TANBU_AUDIT_ENDS(LegalForm, legal_person, foreign);
TANBU_AUDIT_ENDS(ProjectClass, none, ccer_new);
TANBU_AUDIT_ENDS(RegistryStatus, active, cancelled);
TANBU_AUDIT_ENDS(RegistryEventStatus, active, withdrawn);
TANBU_AUDIT_ENDS(Purpose, factory_offset, electricity_consumption);
TANBU_AUDIT_ENDS(UnitStatus, unassigned, in_conflict);
TANBU_AUDIT_ENDS(RetirementStatus, declared, voided);
TANBU_AUDIT_ENDS(Assurance, limited, reasonable);
TANBU_AUDIT_ENDS(Opinion, unqualified, adverse);
TANBU_AUDIT_ENDS(EngagementRole, verify, certify);
TANBU_AUDIT_ENDS(CancelReason, expired, other);
TANBU_AUDIT_ENDS(ForeignPurpose, national_ets, other);
TANBU_AUDIT_ENDS(ActionKind, reservation, project_link);
TANBU_AUDIT_ENDS(ConflictKind, registry_disagrees, over_issued);
TANBU_AUDIT_ENDS(AuthorisationStepTaken::Kind, suspended, ended);
TANBU_AUDIT_ENDS(ClaimType, type_1, unknown);
TANBU_AUDIT_ENDS(Assessor, self, authority);
TANBU_AUDIT_ENDS(Conformity, conform, not_assessed);
TANBU_AUDIT_ENDS(AccidentGrade, ordinary, extraordinary);
TANBU_AUDIT_ENDS(AuditResult, found, differs);
TANBU_AUDIT_ENDS(ReviewResult, kept, removed);
TANBU_AUDIT_ENDS(DisputeOutcome, dismissed, upheld);
TANBU_AUDIT_ENDS(CertificateIssue::Kind, first, legacy);
TANBU_AUDIT_ENDS(CertificateEvent::Kind, surveillance_passed, audited);
TANBU_AUDIT_ENDS(Flag, same_site, direct_supply_unnamed);
#undef TANBU_AUDIT_ENDS

class WritingBytes {
 public:
  static constexpr bool reads = false;
  explicit WritingBytes(Texts texts) : texts_(texts), bytes_(1, '\1') {}  // 1: little-endian
  [[nodiscard]] std::string& bytes() { return bytes_; }
  [[nodiscard]] Texts texts() const { return texts_; }
  void number(std::uint64_t number, unsigned width) {
    for (unsigned at = 0; at < width; ++at) bytes_.push_back(static_cast<char>((number >> (8 * at)) & 0xff));
  }
  void text(const std::string& text) {
    number(text.size(), 4);
    bytes_ += text;
  }
  void refuse() {}  // what is written was decided by the rules

 private:
  Texts texts_;
  std::string bytes_;
};

class ReadingBytes {
 public:
  static constexpr bool reads = true;
  explicit ReadingBytes(std::string_view bytes) : rest_(bytes) {
    if (number(1) != 1) refuse();
  }
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  void refuse() { sound_ = false; }
  std::uint64_t number(unsigned width) {
    if (rest_.size() < width) {
      refuse();
      rest_ = {};
      return 0;
    }
    std::uint64_t number = 0;
    for (unsigned at = 0; at < width; ++at)
      number |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[at])) << (8 * at);
    rest_.remove_prefix(width);
    return number;
  }
  // Every element of anything takes at least one byte, so a length beyond what is left is damage.
  std::size_t length() {
    const auto length = number(4);
    if (length <= rest_.size()) return length;
    refuse();
    return 0;
  }
  std::string text() {
    const auto size = length();
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view rest_;
  bool sound_ = true;
};

template <class Archive>
class Coding {
 public:
  template <class T>
  using Of = std::conditional_t<Archive::reads, T, const T>;
  explicit Coding(Archive& archive) : archive_(archive) {}

  // Numbers, enumerations, texts, options, lists, numbers with a name of their own, variants; records below.
  template <class T>
  void code(T& value) {
    using Plain = std::remove_const_t<T>;
    if constexpr (std::is_enum_v<Plain>) {
      enumeration(value);
    } else if constexpr (std::is_same_v<Plain, bool>) {
      truth(value);
    } else if constexpr (std::is_integral_v<Plain>) {
      integer(value);
    } else if constexpr (std::is_same_v<Plain, std::string>) {
      if constexpr (Archive::reads) {
        value = archive_.text();
      } else {
        archive_.text(value);
      }
    } else if constexpr (requires { value.has_value(); }) {
      option(value);
    } else if constexpr (requires { value.begin() == value.end(); }) {
      list(value);
    } else if constexpr (requires { value.index(); }) {
      alternative(value);
    } else {
      code(value.value);  // ids, entry numbers, amounts
    }
  }
  void code(Of<GridFactor>& factor) { code(factor.kg_per_kwh_e4); }
  void code(Of<Date>& date) { code(date.days); }
  void code(Of<Instant>& instant) { code(instant.unix_ms); }
  void code(Of<Decision>& decision) { each(decision.events, decision.flags); }
  void code(Of<Period>& period) { each(period.first, period.last); }
  void code(Of<PartyId>& party) { code(party.text); }
  void code(Of<KeyId>& key) { code(key.text); }
  void code(Of<ProjectKey>& key) { each(key.programme, key.project_id); }
  void code(Of<UnitRange>& units) {
    each(units.begin, units.end);
    if (units.begin < 0 || units.begin >= units.end) archive_.refuse();
  }
  void code(Of<BatchRange>& range) { each(range.batch, range.units); }
  void code(Of<Segment>& one) {
    each(one.batch, one.units, one.status, one.holder, one.retirement, one.traded, one.since);
  }

  void code(Of<Party>& party) {
    each(party.id, party.entry, party.legal_form);
    free_text(party.name);
    free_text(party.aliases);
    code(party.succeeded_by);
  }
  void code(Of<Key>& key) { each(key.kid, key.party, key.entry, key.jwk, key.valid_from, key.valid_until, key.kinds); }
  void code(Of<Appointment>& one) { each(one.entry, one.party, one.programme, one.from, one.until); }
  void code(Of<FormerOperator>& one) { each(one.party, one.from, one.until); }
  void code(Of<Factory>& factory) {
    each(factory.id, factory.operator_party, factory.operator_from, factory.former_operators);
    free_text(factory.name);
    code(factory.division);
    free_text(factory.address);
  }
  void code(Of<ProjectLock>& lock) { each(lock.factory, lock.retirement, lock.provisional); }
  void code(Of<Project>& project) {
    each(project.key, project.entry);
    free_text(project.title);
    each(project.developer, project.verifier, project.self_developed_for, project.located_in_factory,
         project.project_class, project.recorded_by, project.crediting_from, project.crediting_until);
    each(project.asset_code, project.also_registered_as, project.used, project.shared, project.lock, project.voided_by);
  }
  void code(Of<Batch>& batch) {
    each(batch.id, batch.project, batch.serial, batch.space, batch.units, batch.printed_codes, batch.vintage_from,
         batch.vintage_until, batch.issued_on, batch.registry_status, batch.status_on);
    free_text(batch.beneficiary_text);
    free_text(batch.reason_text);
    each(batch.registry_reference, batch.tradable, batch.recorded_by, batch.hold, batch.voided_by);
  }
  void code(Of<DirectAsset>& one) { each(one.asset_code, one.electricity); }
  void code(Of<Verification>& one) {
    each(one.entry, one.verifier, one.reported_by, one.assurance, one.opinion, one.verified_on);
  }
  void code(Of<Inventory>& one) {
    each(one.id, one.factory, one.period, one.standard, one.version, one.superseded_by, one.scope1, one.scope2_heat,
         one.scope3, one.consumed, one.purchased, one.factor_location, one.ccus, one.in_boundary_removal);
    each(one.green_power, one.direct, one.in_boundary_projects, one.in_boundary_assets, one.verification,
         one.voided_by);
  }
  void code(Of<Retirement>& one) {
    each(one.id, one.issuer, one.factory, one.period, one.purpose, one.ranges, one.quantity, one.beneficiary,
         one.retired_on, one.registry_reference, one.status, one.claim);
    each(one.holder, one.recorded_on, one.counted, one.replaces, one.closed_by);
  }

  void code(Of<FreezePurpose>& one) { each(one.factory, one.period, one.purpose); }
  void code(Of<UnitAction>& one) {
    each(one.entry, one.kind, one.issuer, one.ranges, one.before, one.purpose, one.until, one.lapses, one.to,
         one.status, one.on);
    free_text(one.beneficiary_text);
    free_text(one.reason_text);
    each(one.registry_reference, one.cancel_reason, one.linked_to, one.foreign_purpose, one.projects, one.closed_by);
  }
  void code(Of<Conflict>& one) {
    each(one.entry, one.ordinal, one.kind, one.other, one.ranges, one.retirements, one.projects, one.asset_code,
         one.month, one.excess, one.closed_by);
  }
  void code(Of<Generation>& one) { each(one.entry, one.issuer, one.asset_code, one.month, one.metered, one.voided_by); }
  void code(Of<GenerationClaim>& one) { each(one.entry, one.ordinal, one.asset_code, one.month, one.electricity); }
  void code(Of<BenefitAssignment>& one) { each(one.entry, one.from, one.to, one.ranges, one.voided_by); }
  void code(Of<AuthorisationStepTaken>& one) { each(one.entry, one.effective_on, one.kind); }
  void code(Of<Authorisation>& one) {
    each(one.entry, one.party, one.scheme, one.batch, one.from, one.until, one.steps);
  }
  void code(Of<SchemeOwner>& one) { each(one.entry, one.party, one.scheme); }
  void code(Of<ApprovalPolicy>& one) { each(one.entry, one.party, one.kinds, one.approvers, one.expires_after_hours); }
  void code(Of<Pending>& one) {
    each(one.entry, one.party, one.maker, one.kind, one.lapses, one.closed_by, one.approved);
  }
  void code(Of<Engagement>& one) {
    each(one.entry, one.factory, one.scheme, one.body, one.role, one.from_period, one.until, one.accepted_by,
         one.ended_by);
  }
  void code(Of<CorrectionRequest>& one) { each(one.entry, one.issuer, one.retirement, one.factory, one.period); }
  void code(Of<FactoryOffer>& one) {
    each(one.entry, one.issuer, one.factory, one.to, one.effective_on, one.closed_by);
  }
  void code(Of<RecognisedInstrument>& one) { each(one.entry, one.programme, one.from, one.until); }

  void code(Of<NetFactor>& one) {
    code(one.year);
    free_text(one.area);
    free_text(one.caliber);
    code(one.value);
  }
  void code(Of<InventoryFigures>& one) {
    each(one.entry, one.green_power_without_certificates, one.factor_net, one.scope2_market, one.reductions);
    each(one.energy_emissions, one.plan_target, one.plan_achieved);
  }
  void code(Of<Accident>& one) { each(one.on, one.grade); }
  void code(Of<Indicator>& one) { each(one.row, one.value, one.score, one.score_max, one.conformity); }
  void code(Of<Assessment>& one) {
    each(one.entry, one.issuer, one.factory, one.period, one.scheme, one.assessor, one.assessed_on);
    each(one.level, one.basic, one.accidents, one.indicators);
  }
  void code(Of<Claim>& one) { each(one.type, one.percent_e2, one.level); }
  void code(Of<Attestation>& one) {
    each(one.entry, one.body, one.inventory, one.factory, one.period, one.scheme, one.claim, one.retirements);
    each(one.assessment, one.to_offset, one.counted_t, one.attested_on, one.withdrawn_by);
  }
  void code(Of<CertificatePrint>& one) {
    code(one.number);
    free_text(one.applicant);
    each(one.period, one.type, one.star, one.level, one.emissions, one.percent_e2);
    each(one.first_issued_on, one.issued_on, one.cycle_from, one.valid_until);
  }
  void code(Of<CertificateIssue>& one) { each(one.entry, one.kind, one.print, one.attestation, one.assessment); }
  void code(Of<CertificateEvent>& one) {
    each(one.entry, one.kind, one.issuer, one.effective_on, one.period, one.attestation, one.to_body, one.audit);
  }
  void code(Of<Certificate>& one) {
    each(one.entry, one.scheme, one.factory, one.body);
    free_text(one.body_name);
    each(one.issues, one.events);
  }
  void code(Of<AwardReview>& one) { each(one.entry, one.on, one.result); }
  void code(Of<Award>& one) {
    each(one.entry, one.owner, one.factory, one.period, one.scheme, one.level, one.notice_from, one.notice_until);
    each(one.announced_on, one.reference, one.assessment, one.reviews);
  }
  void code(Of<Label>& one) {
    each(one.entry, one.issuer, one.factory, one.period);
    free_text(one.scheme_name);
    free_text(one.label_issuer);
    each(one.on, one.inventory, one.includes);
  }
  void code(Of<Dispute>& one) { each(one.entry, one.issuer, one.target, one.resolved_by, one.outcome); }
  void code(Of<Redaction>& one) { each(one.entry, one.target); }
  void code(Of<StatedDigest>& one) { each(one.entry, one.size, one.sha256); }
  void code(Of<LogKey>& one) { each(one.entry, one.vkey, one.retired_by); }
  void code(Of<DigestVoided>& one) { each(one.entry, one.target); }

  void code(Of<PartyEnrolled>& event) { code(event.party); }
  void code(Of<KeyRegistered>& event) { code(event.key); }
  void code(Of<RegistrarAppointed>& event) { code(event.appointment); }
  void code(Of<FactoryRegistered>& event) { code(event.factory); }
  void code(Of<ProjectRegistered>& event) { code(event.project); }
  void code(Of<BatchRecorded>& event) { each(event.batch, event.status, event.holder); }
  void code(Of<UnitsTransferred>& event) { each(event.entry, event.ranges, event.to, event.traded); }
  void code(Of<InventoryDeclared>& event) { each(event.inventory, event.supersedes); }
  void code(Of<UnitsRetired>& event) { code(event.retirement); }
  void code(Of<ProjectMarked>& event) { each(event.project, event.used, event.shared); }
  void code(Of<ProjectLocked>& event) { each(event.project, event.lock); }
  void code(Of<ProjectUnitsFrozen>& event) { each(event.entry, event.project); }
  void code(Of<UnitsSet>& event) { code(event.pieces); }
  void code(Of<BatchExtended>& event) { each(event.batch, event.added, event.status, event.holder, event.entry); }
  void code(Of<PartyChanged>& event) { code(event.party); }
  void code(Of<KeyChanged>& event) { code(event.key); }
  void code(Of<AppointmentChanged>& event) { code(event.appointment); }
  void code(Of<FactoryChanged>& event) { code(event.factory); }
  void code(Of<ProjectChanged>& event) { code(event.project); }
  void code(Of<BatchChanged>& event) { code(event.batch); }
  void code(Of<InventoryChanged>& event) { code(event.inventory); }
  void code(Of<RetirementChanged>& event) { code(event.retirement); }
  void code(Of<NoteTaken>& event) { code(event.note); }

 private:
  template <class... Members>
  void each(Members&... members) {
    (code(members), ...);
  }

  template <class Number>
  void integer(Number& value) {
    if constexpr (Archive::reads) {
      value = static_cast<Number>(archive_.number(sizeof(Number)));
    } else {
      archive_.number(static_cast<std::uint64_t>(value), sizeof(Number));
    }
  }

  void truth(Of<bool>& value) {
    if constexpr (Archive::reads) {
      const auto number = archive_.number(1);
      if (number > 1) archive_.refuse();
      value = number == 1;
    } else {
      archive_.number(value ? 1 : 0, 1);
    }
  }

  template <class Enum>
  void enumeration(Enum& value) {
    using Plain = std::remove_const_t<Enum>;
    if constexpr (Archive::reads) {
      const auto number = archive_.number(2);
      if (number < Ends<Plain>::first || number > Ends<Plain>::last) return archive_.refuse();
      value = static_cast<Plain>(number);
    } else {
      archive_.number(static_cast<std::uint64_t>(value), 2);
    }
  }

  template <class Option>
  void option(Option& value) {
    bool present = value.has_value();
    if constexpr (Archive::reads) {
      truth(present);
      if (present) value.emplace();
    } else {
      archive_.number(present ? 1 : 0, 1);
    }
    if (present) code(*value);
  }

  template <class List>
  void list(List& values) {
    if constexpr (Archive::reads) {
      const auto length = archive_.length();
      for (std::size_t at = 0; at < length && archive_.sound(); ++at) code(values.emplace_back());
    } else {
      archive_.number(values.size(), 4);
      for (const auto& value : values) code(value);
    }
  }

  template <class Variant>
  void alternative(Variant& value) {
    if constexpr (Archive::reads) {
      choose(value, archive_.number(1), std::make_index_sequence<std::variant_size_v<Variant>>());
    } else {
      archive_.number(value.index(), 1);
    }
    std::visit([this](auto& held) { code(held); }, value);
  }
  template <class Variant, std::size_t... places>
  void choose(Variant& value, std::uint64_t number, std::index_sequence<places...>) {
    const bool known = ((places == number && (value.template emplace<places>(), true)) || ...);
    if (!known) archive_.refuse();
  }

  template <class Text>
  void free_text(Text& text) {
    if constexpr (Archive::reads) {
      code(text);
    } else {
      const Text nothing{};
      code(archive_.texts() == Texts::kept ? text : nothing);
    }
  }

  Archive& archive_;
};

}  // namespace tanbu::audit
