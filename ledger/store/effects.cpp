#include "ledger/store/effects.hpp"

#include "crypto/digest.hpp"
#include "ledger/store/coder.hpp"

namespace tanbu::store {
namespace {

constexpr char format_byte = 2;
constexpr std::size_t digest_bytes = 8;
constexpr std::size_t header_bytes = 1 + digest_bytes;

std::string_view digest_of(std::string_view body, crypto::Digest& digest) {
  digest = crypto::sha256(body);
  return crypto::as_bytes(digest).substr(0, digest_bytes);
}

template <class Value>
std::string wrapped(const Value& value, FreeTexts texts) {
  std::string bytes(header_bytes, '\0');
  bytes[0] = format_byte;
  EffectsWriter writer(bytes);
  Coder<EffectsWriter>(writer, texts).one(value);
  crypto::Digest digest;
  digest_of(std::string_view(bytes).substr(header_bytes), digest).copy(bytes.data() + 1, digest_bytes);
  return bytes;
}

template <class Value>
Value unwrapped(std::string_view bytes) {
  if (bytes.size() < header_bytes || bytes.front() != format_byte) malformed_effects();
  const auto body = bytes.substr(header_bytes);
  crypto::Digest digest;
  if (digest_of(body, digest) != bytes.substr(1, digest_bytes)) malformed_effects();
  Value value;
  try {
    EffectsReader reader(body);
    Coder<EffectsReader>(reader, FreeTexts::kept).one(value);
    if (!reader.at_end()) malformed_effects();
  } catch (const cereal::Exception&) {
    malformed_effects();
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
void blank(Note& note) {
  if (auto* action = std::get_if<UnitAction>(&note)) {
    action->beneficiary_text.clear();
    action->reason_text.clear();
  } else if (auto* figures = std::get_if<InventoryFigures>(&note)) {
    if (!figures->factor_net) return;
    figures->factor_net->area.clear();
    figures->factor_net->caliber.clear();
  } else if (auto* certificate = std::get_if<Certificate>(&note)) {
    certificate->body_name.clear();
    for (CertificateIssue& issue : certificate->issues) issue.print.applicant.clear();
  } else if (auto* label = std::get_if<Label>(&note)) {
    label->scheme_name.clear();
    label->label_issuer.clear();
  }
}

}  // namespace

std::string effects_to_bytes(const Decision& decision) { return wrapped(decision, FreeTexts::left_out); }
Decision effects_from_bytes(std::string_view bytes) { return unwrapped<Decision>(bytes); }
std::string facts_to_bytes(const Facts& facts) { return wrapped(facts, FreeTexts::kept); }
Facts facts_from_bytes(std::string_view bytes) { return unwrapped<Facts>(bytes); }

template <class Part>
std::string part_to_bytes(const Part& part) {
  return wrapped(part, FreeTexts::kept);
}
template <class Part>
Part part_from_bytes(std::string_view bytes) {
  return unwrapped<Part>(bytes);
}
template std::string part_to_bytes(const Note&);
template std::string part_to_bytes(const std::vector<std::string>&);
template std::string part_to_bytes(const std::vector<FormerOperator>&);
template std::string part_to_bytes(const std::vector<DirectAsset>&);
template std::string part_to_bytes(const std::vector<ProjectKey>&);
template std::string part_to_bytes(const Verification&);
template Note part_from_bytes(std::string_view);
template std::vector<std::string> part_from_bytes(std::string_view);
template std::vector<FormerOperator> part_from_bytes(std::string_view);
template std::vector<DirectAsset> part_from_bytes(std::string_view);
template std::vector<ProjectKey> part_from_bytes(std::string_view);
template Verification part_from_bytes(std::string_view);

Decision without_texts(Decision decision) {
  for (Event& event : decision.events) {
    std::visit(
        [](auto& happened) {
          if constexpr (requires { blank(happened.party); }) blank(happened.party);
          if constexpr (requires { blank(happened.factory); }) blank(happened.factory);
          if constexpr (requires { blank(happened.project); }) blank(happened.project);
          if constexpr (requires { blank(happened.batch); }) blank(happened.batch);
          if constexpr (requires { blank(happened.note); }) blank(happened.note);
        },
        event);
  }
  return decision;
}

}  // namespace tanbu::store
