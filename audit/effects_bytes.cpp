#include "audit/effects_bytes.hpp"

#include <optional>

#include "crypto/digest.hpp"

namespace tanbu::audit {
namespace {

constexpr char format = 1;
constexpr char little_endian = 1;
constexpr std::size_t check_bytes = 8;

class Bytes {
 public:
  Bytes() : bytes_(1, little_endian) {}
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  void write(std::uint64_t number, unsigned width) {
    for (unsigned at = 0; at < width; ++at) bytes_.push_back(static_cast<char>((number >> (8 * at)) & 0xff));
  }
  void write(bool value) { write(value ? 1U : 0U, 1); }
  void write(std::uint64_t number) { write(number, 8); }
  void write(std::int64_t number) { write(static_cast<std::uint64_t>(number), 8); }
  void write(std::string_view text) {
    write(text.size(), 4);
    bytes_ += text;
  }
  void write(const std::string& text) { write(std::string_view(text)); }
  template <class Enum>
  void write_enum(Enum value) {
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
  void write(const ProjectLock& lock) { each(lock.factory, lock.retirement, lock.provisional); }

  void write(const PartyEnrolled& event) {
    each(event.party.id, event.party.entry);
    write_enum(event.party.legal_form);
    each(std::string_view(), std::vector<std::string>());
  }
  void write(const KeyRegistered& event) {
    const Key& key = event.key;
    each(key.kid, key.party, key.entry, key.jwk, key.valid_from, key.valid_until);
  }
  void write(const RegistrarAppointed& event) {
    const Appointment& one = event.appointment;
    each(one.entry, one.party, one.programme, one.from, one.until);
  }
  void write(const FactoryRegistered& event) {
    const Factory& factory = event.factory;
    each(factory.id, factory.operator_party, factory.operator_from, std::string_view(), factory.division,
         std::string_view());
  }
  void write(const ProjectRegistered& event) {
    const Project& project = event.project;
    each(project.key, project.entry, std::string_view(), project.developer, project.verifier,
         project.self_developed_for, project.asset_code, project.also_registered_as, project.used, project.shared,
         project.lock);
  }
  void write(const BatchRecorded& event) {
    const Batch& batch = event.batch;
    each(batch.id, batch.project, batch.serial, batch.space, batch.units, batch.printed_codes, batch.vintage_from,
         batch.vintage_until, batch.issued_on);
    write_enum(batch.registry_status);
    each(batch.status_on, std::string_view(), std::string_view(), batch.registry_reference, batch.tradable);
    write_enum(event.status);
    write(event.holder);
  }
  void write(const UnitsTransferred& event) { each(event.entry, event.ranges, event.to); }
  void write(const InventoryDeclared& event) {
    const Inventory& one = event.inventory;
    each(one.id, one.factory, one.period, one.standard, one.version, one.superseded_by, one.scope1, one.scope2_heat,
         one.scope3, one.consumed, one.purchased, one.factor_location, one.ccus, one.in_boundary_removal,
         event.supersedes);
  }
  void write(const UnitsRetired& event) {
    const Retirement& one = event.retirement;
    each(one.id, one.issuer, one.factory, one.period);
    write_enum(one.purpose);
    each(one.ranges, one.quantity, one.beneficiary, one.retired_on, one.registry_reference);
    write_enum(one.status);
    write(one.claim);
  }
  void write(const ProjectMarked& event) { each(event.project, event.used, event.shared); }
  void write(const ProjectLocked& event) { each(event.project, event.lock); }
  void write(const ProjectUnitsFrozen& event) { each(event.entry, event.project); }

 private:
  template <class... Members>
  void each(const Members&... members) {
    (write(members), ...);
  }
  std::string bytes_;
};

std::string check_of(std::string_view rest) {
  const auto digest = crypto::sha256(rest);
  return std::string(crypto::as_bytes(digest).substr(0, check_bytes));
}

}  // namespace

std::string expected_effects(const Decision& decision) {
  Bytes rest;
  rest.write(decision.events.size(), 4);
  for (const Event& event : decision.events) {
    rest.write(event.index(), 1);
    std::visit([&rest](const auto& happened) { rest.write(happened); }, event);
  }
  rest.write(decision.flags.size(), 4);
  for (const Flag flag : decision.flags) rest.write_enum(flag);
  return std::string(1, format) + check_of(rest.bytes()) + rest.bytes();
}

bool wrapping_is_whole(std::string_view bytes) {
  if (bytes.size() <= 1 + check_bytes || bytes.front() != format) return false;
  return bytes.substr(1, check_bytes) == check_of(bytes.substr(1 + check_bytes));
}

}  // namespace tanbu::audit
