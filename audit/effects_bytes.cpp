#include "audit/effects_bytes.hpp"

#include "audit/effects_coding.hpp"
#include "crypto/digest.hpp"

namespace tanbu::audit {
namespace {

constexpr char format = 2;
constexpr std::size_t check_bytes = 8;
constexpr std::size_t header_bytes = 1 + check_bytes;

std::string check_of(std::string_view rest) {
  const auto digest = crypto::sha256(rest);
  return std::string(crypto::as_bytes(digest).substr(0, check_bytes));
}

template <class Value>
std::string wrapped(const Value& value, Texts texts) {
  WritingBytes rest(texts);
  Coding<WritingBytes>(rest).code(value);
  return std::string(1, format) + check_of(rest.bytes()) + rest.bytes();
}

}  // namespace

std::string expected_effects(const Decision& decision) { return wrapped(decision, Texts::blank); }

std::string expected_part(const Note& note) { return wrapped(note, Texts::kept); }
std::string expected_part(const Verification& verification) { return wrapped(verification, Texts::kept); }
std::string expected_part(const std::vector<std::string>& texts) { return wrapped(texts, Texts::kept); }
std::string expected_part(const std::vector<FormerOperator>& operators) { return wrapped(operators, Texts::kept); }
std::string expected_part(const std::vector<DirectAsset>& assets) { return wrapped(assets, Texts::kept); }
std::string expected_part(const std::vector<ProjectKey>& projects) { return wrapped(projects, Texts::kept); }

bool wrapping_is_whole(std::string_view bytes) {
  if (bytes.size() <= header_bytes || bytes.front() != format) return false;
  return bytes.substr(1, check_bytes) == check_of(bytes.substr(header_bytes));
}

bool whole_effects_are(std::string_view bytes, const Decision& decision) {
  WritingBytes rest(Texts::blank);
  Coding<WritingBytes>(rest).code(decision);
  return bytes.substr(header_bytes) == rest.bytes();
}

std::optional<Decision> stated_effects(std::string_view bytes) {
  if (!wrapping_is_whole(bytes)) return std::nullopt;
  ReadingBytes rest(bytes.substr(header_bytes));
  Decision decision;
  Coding<ReadingBytes>(rest).code(decision);
  // One decision has one spelling; texts, which only a command may bring, make another one.
  if (!rest.sound() || !rest.at_end() || expected_effects(decision) != bytes) return std::nullopt;
  return decision;
}

}  // namespace tanbu::audit
