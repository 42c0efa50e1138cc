// Parts that several commands share: evidence, ranges of units, keys, projects, and the spellings of codes. Not the
// commands themselves.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/codec/reader.hpp"
#include "ledger/programme.hpp"

namespace tanbu::codec {

[[nodiscard]] std::optional<std::string> read_sha256(const Field& field);
[[nodiscard]] std::optional<Evidence> read_evidence(const Field& field);

// The ranges of one command. A unit that stands in two of them is refused here already, as a fault of form: Bitcoin's
// CVE-2018-17144 was one input listed twice in one transaction, which only a later check, dropped for speed, would have
// noticed.
class Ranges {
 public:
  // At least one range; what an earlier call read counts as well.
  [[nodiscard]] std::vector<BatchRange> read(const Field& field);
  // True when every range read so far is sound and there is at least one.
  [[nodiscard]] bool sound() const { return sound_ && !seen_.empty(); }

 private:
  std::vector<BatchRange> seen_;
  bool sound_ = true;
};

[[nodiscard]] std::optional<KeyText> read_key(const Field& field);
// A key's name: the 43 characters of its thumbprint.
[[nodiscard]] std::optional<KeyId> read_kid(const Field& field);
// Kinds of commands of this build, at least `smallest` of them, none twice.
[[nodiscard]] std::vector<std::string> read_kinds(const Field& field, std::size_t smallest);
// At least one key, none twice.
[[nodiscard]] std::vector<KeyText> read_keys(const Field& field);

// The line of a verifier key under this name, <name>+<key id>+<base64 of type and key>, Ed25519 only: formats section
// 8, C2SP signed-note.
[[nodiscard]] bool is_vkey(std::string_view text, std::string_view name);

// A programme of this build.
[[nodiscard]] const Programme* read_programme(const Field& field);
// A project's name inside a programme; the programme may be one that this build does not know (nullptr).
[[nodiscard]] std::optional<std::string> read_project_id(const Field& field, const Programme* programme);
// {"programme", "project_id"}; the programme may be one that this build does not know.
[[nodiscard]] std::optional<ProjectKey> read_project_key(const Field& field);

[[nodiscard]] std::optional<std::string> read_asset_code(const Field& field);
[[nodiscard]] std::optional<std::string> read_division(const Field& field);  // GB/T 2260, six digits
// YYYY-MM, as it stands in records.
[[nodiscard]] std::optional<std::string> read_month(const Field& field);
// What a scheme names (a level, a requirement): 1 to 40 of letters, digits and . - _ +
[[nodiscard]] std::optional<std::string> read_name(const Field& field);
// The type of a claim, also as certificates print it (D-37); `unknown` is no type here.
[[nodiscard]] std::optional<ClaimType> read_claim_type(const Field& field);
// A scheme's code: 2 to 41 of small letters, digits, full stop and hyphen.
[[nodiscard]] std::optional<std::string> read_scheme(const Field& field);
[[nodiscard]] std::optional<Purpose> read_purpose(const Field& field);
[[nodiscard]] std::optional<LegalForm> read_legal_form(const Field& field);
// Names under which registries know a party, none twice.
[[nodiscard]] std::vector<std::string> read_aliases(const Field& field);
// GB/T 4754-2017: a letter and two to four digits that belong under it (ID-05).
[[nodiscard]] std::optional<std::string> read_industry(const Field& field);

// Things named by the entries that made them, none twice.
template <class EntryId>
[[nodiscard]] std::vector<EntryId> read_entries(const Field& field, std::size_t largest) {
  std::vector<EntryId> entries;
  for (const Field& element : field.elements(0, largest)) {
    const auto entry = element.entry<EntryId>();
    if (!entry) continue;
    if (std::find(entries.begin(), entries.end(), *entry) != entries.end()) {
      element.fault("element_repeated", "the same thing stands here twice");
    }
    entries.push_back(*entry);
  }
  return entries;
}

// A fault of the whole body where it holds none of these members: a change that changes nothing is a mistake.
void need_change(const Reader& body, std::initializer_list<std::string_view> members);
// The members `from` and `until`, both required and in order.
void read_term(Reader& reader, Date& from, Date& until);
// A fault at `until` when it lies before `from`.
void check_order(const std::optional<Date>& from, const std::optional<Date>& until, const Field& until_field);

}  // namespace tanbu::codec
