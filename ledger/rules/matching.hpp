// How a retirement compares with what its registry has recorded of the same units: by numbers, quantity, day and
// beneficiary. Two questions, answered from the same words: whether a registry's text agrees with a use
// (record_registry_event asks it when it decides), and how far all that was recorded so far agrees with a retirement
// (asked again at every reading; nothing of it is stored, so whoever replays the entries sees the same). A name alone
// is a hint: it makes nothing agree and nothing differ. Aliases are those that the association enrolled with the party.
// Source: rulebook G-02, RT-02, RT-03; decision 43.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/rules/registry_text.hpp"
#include "ledger/view.hpp"

namespace tanbu::rules {

enum class Agreement { contradicts, compatible, matches };

// What a registry prints beside a retirement.
struct Printed {
  const std::string& beneficiary;
  const std::string& reason;
  const std::string& reference;
};

// The beneficiary itself, whoever it was merged into, or whoever made the benefit over to it: the firmest of them.
[[nodiscard]] NamedParty named_beneficiary(std::string_view beneficiary_text, const Retirement& retirement,
                                           const View& view);
[[nodiscard]] Agreement agreement(const Printed& printed, const Retirement& retirement, const View& view);

enum class MatchState { unchecked, agrees, differs };
[[nodiscard]] std::string_view name_of(MatchState state);

// A registry's word that the retirement was compared with: a batch as it was recorded, or a registry event.
struct MatchedRow {
  EntryIndex entry;
  bool is_event = false;
  RegistryEventStatus status{};
  std::optional<Date> on;
  std::string reference;
  std::vector<BatchRange> ranges;  // units of the retirement of which this is the newest word
};

struct MatchDifference {
  std::string_view field;  // status, date, quantity, beneficiary, period, purpose, conflict
  std::string ledger;
  std::string registry;
  EntryIndex entry;  // of the registry's word, or the one that opened the conflict
};

struct Match {
  MatchState state = MatchState::unchecked;
  std::vector<MatchedRow> rows;              // in order of their entries
  std::vector<MatchDifference> differences;  // one of them, and the retirement differs
  std::vector<MatchDifference> hints;        // for a person: names, and what the registry left out
  std::int64_t agreeing_units = 0;
  std::int64_t differing_units = 0;
  std::int64_t unchecked_units = 0;
};

// agrees: the registry says of every unit that it was retired, on the retirement's day, for its beneficiary (named by
// an alias or credit code, or under the registry's reference that the retirement states), and nothing differs.
[[nodiscard]] Match match_of(const Retirement& retirement, const View& view);

// The same for many: the words about a batch are read once, however many retirements rest on it. Precondition: the view
// holds the texts of registries, outlives the object and does not change.
class Matcher {
 public:
  explicit Matcher(const View& view);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;
  [[nodiscard]] Match match(const Retirement& retirement);

 private:
  struct Words;
  const View& view_;
  std::unique_ptr<Words> words_;
};

}  // namespace tanbu::rules
