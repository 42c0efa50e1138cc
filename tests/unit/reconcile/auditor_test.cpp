// Nothing of a comparison with the registry is stored: whoever replays the entries comes to the same one.
#include "audit/state.hpp"
#include "tests/unit/reconcile/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string words_of(const std::vector<rules::MatchDifference>& list) {
  std::string words;
  for (const auto& one : list)
    words +=
        std::string(one.field) + " " + one.ledger + " " + one.registry + " " + std::to_string(one.entry.value) + "\n";
  return words;
}

void check_same(const rules::Match& ours, const rules::Match& theirs) {
  CHECK(ours.state == theirs.state);
  CHECK(words_of(ours.differences) == words_of(theirs.differences));
  CHECK(words_of(ours.hints) == words_of(theirs.hints));
  CHECK(ours.agreeing_units == theirs.agreeing_units);
  CHECK(ours.differing_units == theirs.differing_units);
  CHECK(ours.unchecked_units == theirs.unchecked_units);
  REQUIRE(ours.rows.size() == theirs.rows.size());
  for (std::size_t at = 0; at < ours.rows.size(); ++at) {
    CHECK(ours.rows[at].entry == theirs.rows[at].entry);
    CHECK(ours.rows[at].ranges == theirs.rows[at].ranges);
  }
}

}  // namespace

TEST_CASE("an auditor's own memory of the entries gives every retirement the same comparison") {
  Book book;
  book.follow(template_text({vcs_row(1, 100), vcs_row(101, 200), vcs_row(201, 300), vcs_row(301, 400)}));
  const auto last = book.last_batch().value;
  const std::vector<RetirementId> uses{book.use({last - 3}, 1, 40), book.use({last - 2}, 101, 140),
                                       book.use({last - 1}, 201, 240), book.use({last}, 301, 340)};
  book.follow(template_text({retired(vcs_row(1, 40), "2024-03-01", "Plant One Ltd (registry)", "for 2022"),
                             vcs_row(41, 100), cancelled(vcs_row(101, 120)),
                             retired(vcs_row(201, 240), "2024-03-02", "Plant One Ltd", "for 2022")}));
  audit::State state;
  for (const auto& [entry, decision] : book.w.decisions) {
    for (const Event& event : decision.events) REQUIRE_FALSE(state.apply(event));
    state.append_entry();
  }
  std::vector<rules::MatchState> states;
  for (const RetirementId use : uses) {
    const auto ours = rules::match_of(book.retirement(use), book.w.ledger);
    check_same(ours, rules::match_of(*state.retirement(use), state));
    states.push_back(ours.state);
  }
  using rules::MatchState;
  CHECK(states ==
        std::vector<MatchState>{MatchState::agrees, MatchState::differs, MatchState::differs, MatchState::unchecked});
}
