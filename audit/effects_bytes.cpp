#include "audit/effects_bytes.hpp"

#include <optional>
#include <type_traits>

#include "crypto/digest.hpp"

namespace tanbu::audit {
namespace {

constexpr char format = 2;
constexpr char little_endian = 1;
constexpr std::size_t check_bytes = 8;

enum class Texts { blank, kept };

class Bytes {
 public:
  explicit Bytes(Texts texts) : texts_(texts), bytes_(1, little_endian) {}
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  void write(std::uint64_t number, unsigned width) {
    for (unsigned at = 0; at < width; ++at) bytes_.push_back(static_cast<char>((number >> (8 * at)) & 0xff));
  }
  void write(bool value) { write(value ? 1U : 0U, 1); }
  void write(std::uint32_t number) { write(number, 4); }
  void write(std::uint64_t number) { write(number, 8); }
  void write(std::int64_t number) { write(static_cast<std::uint64_t>(number), 8); }
  void write(const std::string& text) {
    write(text.size(), 4);
    bytes_ += text;
  }
  template <class Enum>
  std::enable_if_t<std::is_enum_v<Enum>> write(Enum value) {
    write(static_cast<std::uint64_t>(value), 2);
  }
  template <class Value>
  void write(const std::optional<Value>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <class Value>
  void write(const std::vector<Value>& values) {
    write(values.size(), 4);
    for (const auto& value : values) write(value);
  }
  template <class... Alternatives>
  void write(const std::variant<Alternatives...>& value) {
    write(value.index(), 1);
    std::visit([this](const auto& held) { write(held); }, value);
  }
  template <class Tag>
  void write(const Id<Tag>& id) {
    write(id.value);
  }
  void write(EntryIndex index) { write(index.value); }
  void write(Kilograms amount) { write(amount.value); }
  void write(KilowattHours amount) { write(amount.value); }
  void write(GridFactor factor) { write(factor.kg_per_kwh_e4); }
  void write(Date date) { write(static_cast<std::uint64_t>(static_cast<std::uint32_t>(date.days)), 4); }
  void write(Instant instant) { write(instant.unix_ms); }
  void write(const Period& period) { each(period.first, period.last); }
  void write(const PartyId& party) { write(party.text); }
  void write(const KeyId& key) { write(key.text); }
  void write(const ProjectKey& key) { each(key.programme, key.project_id); }
  void write(const UnitRange& units) { each(units.begin, units.end); }
  void write(const BatchRange& range) { each(range.batch, range.units); }
  void write(const Segment& one) {
    each(one.batch, one.units, one.status, one.holder, one.retirement, one.traded, one.since);
  }

  void write(const Party& party) {
    each(party.id, party.entry, party.legal_form);
    free_text(party.name);
    free_text(party.aliases);
    write(party.succeeded_by);
  }
  void write(const Key& key) {
    each(key.kid, key.party, key.entry, key.jwk, key.valid_from, key.valid_until, key.kinds);
  }
  void write(const Appointment& one) { each(one.entry, one.party, one.programme, one.from, one.until); }
  void write(const FormerOperator& one) { each(one.party, one.from, one.until); }
  void write(const Factory& factory) {
    each(factory.id, factory.operator_party, factory.operator_from, factory.former_operators);
    free_text(factory.name);
    write(factory.division);
    free_text(factory.address);
  }
  void write(const ProjectLock& lock) { each(lock.factory, lock.retirement, lock.provisional); }
  void write(const Project& project) {
    each(project.key, project.entry);
    free_text(project.title);
    each(project.developer, project.verifier, project.self_developed_for, project.located_in_factory,
         project.project_class, project.recorded_by, project.crediting_from, project.crediting_until);
    each(project.asset_code, project.also_registered_as, project.used, project.shared, project.lock, project.voided_by);
  }
  void write(const Batch& batch) {
    each(batch.id, batch.project, batch.serial, batch.space, batch.units, batch.printed_codes, batch.vintage_from,
         batch.vintage_until, batch.issued_on, batch.registry_status, batch.status_on);
    free_text(batch.beneficiary_text);
    free_text(batch.reason_text);
    each(batch.registry_reference, batch.tradable, batch.recorded_by, batch.hold, batch.voided_by);
  }
  void write(const DirectAsset& one) { each(one.asset_code, one.electricity); }
  void write(const Verification& one) {
    each(one.entry, one.verifier, one.reported_by, one.assurance, one.opinion, one.verified_on);
  }
  void write(const Inventory& one) {
    each(one.id, one.factory, one.period, one.standard, one.version, one.superseded_by, one.scope1, one.scope2_heat,
         one.scope3, one.consumed, one.purchased, one.factor_location, one.ccus, one.in_boundary_removal);
    each(one.green_power, one.direct, one.in_boundary_projects, one.in_boundary_assets, one.verification,
         one.voided_by);
  }
  void write(const Retirement& one) {
    each(one.id, one.issuer, one.factory, one.period, one.purpose, one.ranges, one.quantity, one.beneficiary,
         one.retired_on, one.registry_reference, one.status, one.claim);
    each(one.holder, one.recorded_on, one.counted, one.replaces, one.closed_by);
  }

  void write(const FreezePurpose& one) { each(one.factory, one.period, one.purpose); }
  void write(const UnitAction& one) {
    each(one.entry, one.kind, one.issuer, one.ranges, one.before, one.purpose, one.until, one.lapses, one.to,
         one.status, one.on);
    free_text(one.beneficiary_text);
    free_text(one.reason_text);
    each(one.registry_reference, one.cancel_reason, one.linked_to, one.foreign_purpose, one.projects, one.closed_by);
  }
  void write(const Conflict& one) {
    each(one.entry, one.ordinal, one.kind, one.other, one.ranges, one.retirements, one.projects, one.asset_code,
         one.month, one.excess, one.closed_by);
  }
  void write(const Generation& one) {
    each(one.entry, one.issuer, one.asset_code, one.month, one.metered, one.voided_by);
  }
  void write(const GenerationClaim& one) { each(one.entry, one.ordinal, one.asset_code, one.month, one.electricity); }
  void write(const BenefitAssignment& one) { each(one.entry, one.from, one.to, one.ranges, one.voided_by); }
  void write(const AuthorisationStepTaken& one) { each(one.entry, one.effective_on, one.kind); }
  void write(const Authorisation& one) {
    each(one.entry, one.party, one.scheme, one.batch, one.from, one.until, one.steps);
  }
  void write(const SchemeOwner& one) { each(one.entry, one.party, one.scheme); }
  void write(const ApprovalPolicy& one) {
    each(one.entry, one.party, one.kinds, one.approvers, one.expires_after_hours);
  }
  void write(const Pending& one) {
    each(one.entry, one.party, one.maker, one.kind, one.lapses, one.closed_by, one.approved);
  }
  void write(const Engagement& one) {
    each(one.entry, one.factory, one.scheme, one.body, one.role, one.from_period, one.until, one.accepted_by,
         one.ended_by);
  }
  void write(const CorrectionRequest& one) { each(one.entry, one.issuer, one.retirement, one.factory, one.period); }
  void write(const FactoryOffer& one) {
    each(one.entry, one.issuer, one.factory, one.to, one.effective_on, one.closed_by);
  }
  void write(const RecognisedInstrument& one) { each(one.entry, one.programme, one.from, one.until); }

  void write(const NetFactor& one) {
    write(one.year);
    free_text(one.area);
    free_text(one.caliber);
    write(one.value);
  }
  void write(const InventoryFigures& one) {
    each(one.entry, one.green_power_without_certificates, one.factor_net, one.scope2_market, one.reductions);
    each(one.energy_emissions, one.plan_target, one.plan_achieved);
  }
  void write(const Accident& one) { each(one.on, one.grade); }
  void write(const Indicator& one) { each(one.row, one.value, one.score, one.score_max, one.conformity); }
  void write(const Assessment& one) {
    each(one.entry, one.issuer, one.factory, one.period, one.scheme, one.assessor, one.assessed_on);
    each(one.level, one.basic, one.accidents, one.indicators);
  }
  void write(const Claim& one) { each(one.type, one.percent_e2, one.level); }
  void write(const Attestation& one) {
    each(one.entry, one.body, one.inventory, one.factory, one.period, one.scheme, one.claim, one.retirements);
    each(one.assessment, one.to_offset, one.counted_t, one.attested_on, one.withdrawn_by);
  }
  void write(const CertificatePrint& one) {
    write(one.number);
    free_text(one.applicant);
    each(one.period, one.type, one.star, one.level, one.emissions, one.percent_e2);
    each(one.first_issued_on, one.issued_on, one.cycle_from, one.valid_until);
  }
  void write(const CertificateIssue& one) { each(one.entry, one.kind, one.print, one.attestation, one.assessment); }
  void write(const CertificateEvent& one) {
    each(one.entry, one.kind, one.issuer, one.effective_on, one.period, one.attestation, one.to_body, one.audit);
  }
  void write(const Certificate& one) {
    each(one.entry, one.scheme, one.factory, one.body);
    free_text(one.body_name);
    each(one.issues, one.events);
  }
  void write(const AwardReview& one) { each(one.entry, one.on, one.result); }
  void write(const Award& one) {
    each(one.entry, one.owner, one.factory, one.period, one.scheme, one.level, one.notice_from, one.notice_until);
    each(one.announced_on, one.reference, one.assessment, one.reviews);
  }
  void write(const Label& one) {
    each(one.entry, one.issuer, one.factory, one.period);
    free_text(one.scheme_name);
    free_text(one.label_issuer);
    each(one.on, one.inventory, one.includes);
  }
  void write(const Dispute& one) { each(one.entry, one.issuer, one.target, one.resolved_by, one.outcome); }

  void write(const PartyEnrolled& event) { write(event.party); }
  void write(const KeyRegistered& event) { write(event.key); }
  void write(const RegistrarAppointed& event) { write(event.appointment); }
  void write(const FactoryRegistered& event) { write(event.factory); }
  void write(const ProjectRegistered& event) { write(event.project); }
  void write(const BatchRecorded& event) { each(event.batch, event.status, event.holder); }
  void write(const UnitsTransferred& event) { each(event.entry, event.ranges, event.to, event.traded); }
  void write(const InventoryDeclared& event) { each(event.inventory, event.supersedes); }
  void write(const UnitsRetired& event) { write(event.retirement); }
  void write(const ProjectMarked& event) { each(event.project, event.used, event.shared); }
  void write(const ProjectLocked& event) { each(event.project, event.lock); }
  void write(const ProjectUnitsFrozen& event) { each(event.entry, event.project); }
  void write(const UnitsSet& event) { write(event.pieces); }
  void write(const BatchExtended& event) { each(event.batch, event.added, event.status, event.holder, event.entry); }
  void write(const PartyChanged& event) { write(event.party); }
  void write(const KeyChanged& event) { write(event.key); }
  void write(const AppointmentChanged& event) { write(event.appointment); }
  void write(const FactoryChanged& event) { write(event.factory); }
  void write(const ProjectChanged& event) { write(event.project); }
  void write(const BatchChanged& event) { write(event.batch); }
  void write(const InventoryChanged& event) { write(event.inventory); }
  void write(const RetirementChanged& event) { write(event.retirement); }
  void write(const NoteTaken& event) { write(event.note); }

 private:
  template <class... Members>
  void each(const Members&... members) {
    (write(members), ...);
  }
  template <class Text>
  void free_text(const Text& text) {
    write(texts_ == Texts::kept ? text : Text{});
  }

  Texts texts_;
  std::string bytes_;
};

std::string check_of(std::string_view rest) {
  const auto digest = crypto::sha256(rest);
  return std::string(crypto::as_bytes(digest).substr(0, check_bytes));
}

std::string wrapped(const Bytes& rest) { return std::string(1, format) + check_of(rest.bytes()) + rest.bytes(); }

template <class Part>
std::string wrapped_part(const Part& part) {
  Bytes rest(Texts::kept);
  rest.write(part);
  return wrapped(rest);
}

}  // namespace

std::string expected_effects(const Decision& decision) {
  Bytes rest(Texts::blank);
  rest.write(decision.events);
  rest.write(decision.flags);
  return wrapped(rest);
}

std::string expected_part(const Note& note) { return wrapped_part(note); }
std::string expected_part(const Verification& verification) { return wrapped_part(verification); }
std::string expected_part(const std::vector<std::string>& texts) { return wrapped_part(texts); }
std::string expected_part(const std::vector<FormerOperator>& operators) { return wrapped_part(operators); }
std::string expected_part(const std::vector<DirectAsset>& assets) { return wrapped_part(assets); }
std::string expected_part(const std::vector<ProjectKey>& projects) { return wrapped_part(projects); }

bool wrapping_is_whole(std::string_view bytes) {
  if (bytes.size() <= 1 + check_bytes || bytes.front() != format) return false;
  return bytes.substr(1, check_bytes) == check_of(bytes.substr(1 + check_bytes));
}

}  // namespace tanbu::audit
