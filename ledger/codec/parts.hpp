// Parts that several commands share: evidence, ranges of units, keys, projects, and the spellings of codes. Not the
// commands themselves.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/codec/reader.hpp"
#include "ledger/programme.hpp"

namespace tanbu::codec {

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
// At least one key, none twice.
[[nodiscard]] std::vector<KeyText> read_keys(const Field& field);

// A programme of this build.
[[nodiscard]] const Programme* read_programme(const Field& field);
// A project's name inside a programme; the programme may be one that this build does not know (nullptr).
[[nodiscard]] std::optional<std::string> read_project_id(const Field& field, const Programme* programme);
// {"programme", "project_id"}; the programme may be one that this build does not know.
[[nodiscard]] std::optional<ProjectKey> read_project_key(const Field& field);

[[nodiscard]] std::optional<std::string> read_asset_code(const Field& field);
[[nodiscard]] std::optional<std::string> read_division(const Field& field);  // GB/T 2260, six digits
// GB/T 4754-2017: a letter and two to four digits that belong under it (ID-05).
[[nodiscard]] std::optional<std::string> read_industry(const Field& field);

// A fault at `until` when it lies before `from`.
void check_order(const std::optional<Date>& from, const std::optional<Date>& until, const Field& until_field);

}  // namespace tanbu::codec
