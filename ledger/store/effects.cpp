// One list of members for each record serves writing and reading, so the two cannot drift apart. The lists are our own
// functions and not cereal's serialize(): another room may serialise the same records in another way, and two meanings
// of one template in one program would be undefined behaviour.
#include "ledger/store/effects.hpp"

#include <cereal/archives/portable_binary.hpp>
#include <cstdint>
#include <istream>
#include <ostream>
#include <streambuf>
#include <type_traits>

#include "crypto/digest.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::store {
namespace {

constexpr char format_byte = 1;
constexpr std::size_t digest_bytes = 8;
constexpr std::size_t header_bytes = 1 + digest_bytes;

[[noreturn]] void malformed() { throw StoreFault("stored effects are damaged"); }

// Streams over a string without the locale and copies of a stringstream.
class StringSink final : public std::streambuf {
 public:
  explicit StringSink(std::string& bytes) : bytes_(bytes) {}

 private:
  std::streamsize xsputn(const char* data, std::streamsize count) override {
    bytes_.append(data, static_cast<std::size_t>(count));
    return count;
  }
  int_type overflow(int_type character) override {
    bytes_.push_back(traits_type::to_char_type(character));
    return character;
  }
  std::string& bytes_;
};

class StringSource final : public std::streambuf {
 public:
  explicit StringSource(std::string_view bytes) {
    // The get area is only read from; the interface of streambuf has no const.
    char* const data = const_cast<char*>(bytes.data());
    setg(data, data, data + bytes.size());
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(egptr() - gptr()); }
};

class EffectsWriter {
 public:
  static constexpr bool saving = true;
  explicit EffectsWriter(std::string& bytes)
      : sink_(bytes),
        stream_(&sink_),
        archive_(stream_, cereal::PortableBinaryOutputArchive::Options::LittleEndian()) {}
  template <class Number>
  void number(const Number& value) {
    archive_(value);
  }
  void text(const std::string& value) {
    number(static_cast<std::uint32_t>(value.size()));
    archive_(cereal::binary_data(value.data(), value.size()));
  }

 private:
  StringSink sink_;
  std::ostream stream_;
  cereal::PortableBinaryOutputArchive archive_;
};

class EffectsReader {
 public:
  static constexpr bool saving = false;
  explicit EffectsReader(std::string_view bytes) : source_(bytes), stream_(&source_), archive_(stream_) {}
  template <class Number>
  void number(Number& value) {
    archive_(value);
  }
  void text(std::string& value) {
    value.resize(length());
    archive_(cereal::binary_data(value.data(), value.size()));
  }
  // Every element of anything takes at least one byte, so a length beyond what is left is damage.
  [[nodiscard]] std::size_t length() {
    std::uint32_t size = 0;
    number(size);
    if (size > source_.left()) malformed();
    return size;
  }
  [[nodiscard]] bool at_end() const { return source_.left() == 0; }

 private:
  StringSource source_;
  std::istream stream_;
  cereal::PortableBinaryInputArchive archive_;
};

template <class Archive>
class Coder {
 public:
  template <class T>
  using Of = std::conditional_t<Archive::saving, const T, T>;

  explicit Coder(Archive& archive) : archive_(archive) {}

  // Dispatch by type: numbers, enumerations, texts, options, lists, strong numbers, then records.
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
    } else {
      code(value);
    }
  }

 private:
  void code(Of<Decision>& decision) { all(decision.events, decision.flags); }
  void code(Of<std::pair<std::string, std::string>>& pair) { all(pair.first, pair.second); }

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

  template <class... Members>
  void all(Members&... members) {
    (one(members), ...);
  }

  void boolean(Of<bool>& value) {
    auto number = static_cast<std::uint8_t>(value ? 1 : 0);
    archive_.number(number);
    if (number > 1) malformed();
    if constexpr (!Archive::saving) value = number == 1;
  }

  template <class Enum>
  void enumeration(Enum& value) {
    using Plain = std::remove_const_t<Enum>;
    auto number = static_cast<std::uint16_t>(value);
    archive_.number(number);
    if constexpr (!Archive::saving) {
      if (number < lowest(Plain{}) || number > highest(Plain{})) malformed();
      value = static_cast<Plain>(number);
    }
  }
  static constexpr std::uint16_t lowest(LegalForm) { return 0; }
  static constexpr std::uint16_t highest(LegalForm) { return static_cast<std::uint16_t>(LegalForm::foreign); }
  static constexpr std::uint16_t lowest(RegistryStatus) { return 0; }
  static constexpr std::uint16_t highest(RegistryStatus) {
    return static_cast<std::uint16_t>(RegistryStatus::cancelled);
  }
  static constexpr std::uint16_t lowest(Purpose) { return 0; }
  static constexpr std::uint16_t highest(Purpose) {
    return static_cast<std::uint16_t>(Purpose::electricity_consumption);
  }
  static constexpr std::uint16_t lowest(UnitStatus) { return static_cast<std::uint16_t>(UnitStatus::unassigned); }
  static constexpr std::uint16_t highest(UnitStatus) { return static_cast<std::uint16_t>(UnitStatus::cancelled); }
  static constexpr std::uint16_t lowest(RetirementStatus) {
    return static_cast<std::uint16_t>(RetirementStatus::declared);
  }
  static constexpr std::uint16_t highest(RetirementStatus) {
    return static_cast<std::uint16_t>(RetirementStatus::on_hold);
  }
  static constexpr std::uint16_t lowest(Flag) { return static_cast<std::uint16_t>(Flag::same_site); }
  static constexpr std::uint16_t highest(Flag) { return static_cast<std::uint16_t>(Flag::old_vintage); }

  // A free text: an empty one is written in its place.
  void erased_text(Of<std::string>& value) {
    if constexpr (Archive::saving) {
      archive_.text({});
    } else {
      archive_.text(value);
    }
  }
  void erased_texts(Of<std::vector<std::string>>& values) {
    if constexpr (Archive::saving) {
      list(no_texts_);
    } else {
      list(values);
    }
  }

  void code(Of<PartyId>& party) { one(party.text); }
  void code(Of<KeyId>& key) { one(key.text); }
  void code(Of<ProjectKey>& key) { all(key.programme, key.project_id); }
  void code(Of<Date>& date) { one(date.days); }
  void code(Of<Instant>& instant) { one(instant.unix_ms); }
  void code(Of<Period>& period) { all(period.first, period.last); }
  void code(Of<GridFactor>& factor) { one(factor.kg_per_kwh_e4); }
  void code(Of<UnitRange>& range) { all(range.begin, range.end); }
  void code(Of<BatchRange>& range) { all(range.batch, range.units); }
  void code(Of<ProjectLock>& lock) { all(lock.factory, lock.retirement, lock.provisional); }

  void code(Of<Party>& party) {
    all(party.id, party.entry, party.legal_form);
    erased_text(party.name);
    erased_texts(party.aliases);
  }
  void code(Of<Key>& key) { all(key.kid, key.party, key.entry, key.jwk, key.valid_from, key.valid_until); }
  void code(Of<Appointment>& appointment) {
    all(appointment.entry, appointment.party, appointment.programme, appointment.from, appointment.until);
  }
  void code(Of<Factory>& factory) {
    all(factory.id, factory.operator_party, factory.operator_from);
    erased_text(factory.name);
    one(factory.division);
    erased_text(factory.address);
  }
  void code(Of<Project>& project) {
    all(project.key, project.entry);
    erased_text(project.title);
    all(project.developer, project.verifier, project.self_developed_for, project.asset_code, project.also_registered_as,
        project.used, project.shared, project.lock);
  }
  void code(Of<tanbu::Batch>& batch) {
    all(batch.id, batch.project, batch.serial, batch.space, batch.units, batch.printed_codes, batch.vintage_from,
        batch.vintage_until, batch.issued_on, batch.registry_status, batch.status_on);
    erased_text(batch.beneficiary_text);
    erased_text(batch.reason_text);
    all(batch.registry_reference, batch.tradable);
  }
  void code(Of<Inventory>& inventory) {
    all(inventory.id, inventory.factory, inventory.period, inventory.standard, inventory.version,
        inventory.superseded_by, inventory.scope1, inventory.scope2_heat, inventory.scope3, inventory.consumed,
        inventory.purchased, inventory.factor_location, inventory.ccus, inventory.in_boundary_removal);
  }
  void code(Of<Retirement>& retirement) {
    all(retirement.id, retirement.issuer, retirement.factory, retirement.period, retirement.purpose, retirement.ranges,
        retirement.quantity, retirement.beneficiary, retirement.retired_on, retirement.registry_reference,
        retirement.status, retirement.claim);
  }

  void code(Of<PartyEnrolled>& event) { one(event.party); }
  void code(Of<KeyRegistered>& event) { one(event.key); }
  void code(Of<RegistrarAppointed>& event) { one(event.appointment); }
  void code(Of<FactoryRegistered>& event) { one(event.factory); }
  void code(Of<ProjectRegistered>& event) { one(event.project); }
  void code(Of<BatchRecorded>& event) { all(event.batch, event.status, event.holder); }
  void code(Of<UnitsTransferred>& event) { all(event.entry, event.ranges, event.to); }
  void code(Of<InventoryDeclared>& event) { all(event.inventory, event.supersedes); }
  void code(Of<UnitsRetired>& event) { one(event.retirement); }
  void code(Of<ProjectMarked>& event) { all(event.project, event.used, event.shared); }
  void code(Of<ProjectLocked>& event) { all(event.project, event.lock); }
  void code(Of<ProjectUnitsFrozen>& event) { all(event.entry, event.project); }

  // The place of an alternative in Event is its number in the format: new events go to the end of the variant.
  void code(Of<Event>& event) {
    auto number = static_cast<std::uint8_t>(event.index());
    archive_.number(number);
    if constexpr (!Archive::saving) {
      if (!emplace(event, number, std::make_index_sequence<std::variant_size_v<Event>>())) malformed();
    }
    std::visit([this](auto& happened) { code(happened); }, event);
  }
  template <std::size_t... places>
  static bool emplace(Event& event, std::size_t number, std::index_sequence<places...>) {
    return ((places == number && (event.emplace<places>(), true)) || ...);
  }

  const std::vector<std::string> no_texts_;
  Archive& archive_;
};

std::string_view digest_of(std::string_view body, crypto::Digest& digest) {
  digest = crypto::sha256(body);
  return crypto::as_bytes(digest).substr(0, digest_bytes);
}

template <class Value>
std::string wrapped(const Value& value) {
  std::string bytes(header_bytes, '\0');
  bytes[0] = format_byte;
  EffectsWriter writer(bytes);
  Coder<EffectsWriter>(writer).one(value);
  crypto::Digest digest;
  digest_of(std::string_view(bytes).substr(header_bytes), digest).copy(bytes.data() + 1, digest_bytes);
  return bytes;
}

template <class Value>
Value unwrapped(std::string_view bytes) {
  if (bytes.size() < header_bytes || bytes.front() != format_byte) malformed();
  const auto body = bytes.substr(header_bytes);
  crypto::Digest digest;
  if (digest_of(body, digest) != bytes.substr(1, digest_bytes)) malformed();
  Value value;
  try {
    EffectsReader reader(body);
    Coder<EffectsReader>(reader).one(value);
    if (!reader.at_end()) malformed();
  } catch (const cereal::Exception&) {
    malformed();
  }
  return value;
}

void blank(Party& party) {
  party.name.clear();
  party.aliases.clear();
}
void blank(Factory& factory) {
  factory.name.clear();
  factory.address.clear();
}
void blank(Project& project) { project.title.clear(); }
void blank(tanbu::Batch& batch) {
  batch.beneficiary_text.clear();
  batch.reason_text.clear();
}

}  // namespace

std::string effects_to_bytes(const Decision& decision) { return wrapped(decision); }
Decision effects_from_bytes(std::string_view bytes) { return unwrapped<Decision>(bytes); }
std::string facts_to_bytes(const Facts& facts) { return wrapped(facts); }
Facts facts_from_bytes(std::string_view bytes) { return unwrapped<Facts>(bytes); }

Decision without_texts(Decision decision) {
  for (Event& event : decision.events) {
    if (auto* enrolled = std::get_if<PartyEnrolled>(&event)) blank(enrolled->party);
    if (auto* registered = std::get_if<FactoryRegistered>(&event)) blank(registered->factory);
    if (auto* registered = std::get_if<ProjectRegistered>(&event)) blank(registered->project);
    if (auto* recorded = std::get_if<BatchRecorded>(&event)) blank(recorded->batch);
  }
  return decision;
}

}  // namespace tanbu::store
