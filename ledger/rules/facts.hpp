// What the commands have in common that report facts from elsewhere: who may report, which units a fact moves without
// more ado, and how a fact that contradicts a use of this ledger becomes a conflict that names both sides. A fact is
// never refused because it is inconvenient. Not here: what each fact means for the units (one file per command).
#pragma once
#include <map>
#include <vector>

#include "ledger/rules/references.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {

// Recorded, bound to nothing: a fact moves such units at once.
[[nodiscard]] bool is_loose(UnitStatus status);
// Bound to a retirement of this ledger, counted or on HOLD.
[[nodiscard]] bool is_used_here(UnitStatus status);

enum class Reporters { registrar, registrar_or_association };
// The ranges of a fact, reported by somebody who may: unknown_batch, range_outside_batch, else not_registrar.
[[nodiscard]] Outcome<std::vector<FoundRange>> find_fact(const std::vector<BatchRange>& ranges, Reporters reporters,
                                                         const Context& context, const View& view);

// A conflict that the context's entry opens, between the fact and the retirement.
[[nodiscard]] Conflict conflict_with(const Retirement& retirement, ConflictKind kind, std::uint32_t ordinal,
                                     std::vector<BatchRange> ranges, const Context& context);
// A conflict between two names of one real project (XM-02).
[[nodiscard]] Conflict conflict_between(const Project& a, const Project& b, std::uint32_t ordinal,
                                        const Context& context);

// The open conflicts that have nothing in conflict any more once these pieces leave it, closed.
[[nodiscard]] std::vector<Event> events_closing_conflicts(const std::vector<Segment>& pieces, const Context& context,
                                                          const View& view);

// What is known of a project for ever after its units were used, here or elsewhere; nothing when it is known already.
[[nodiscard]] std::vector<Event> marks_of(const Project& project, bool used, bool shared);
// True where the registry's text names somebody other than the project's developer: the units left him.
[[nodiscard]] bool left_the_developer(const std::string& beneficiary_text, const Project& project, const View& view);

// The condition in which a batch's units begin, unless somebody is known to hold them.
struct Beginning {
  UnitStatus status{};
  std::optional<PartyId> holder;
};
[[nodiscard]] Beginning beginning_of(RegistryStatus registry_status, const Project& project);

// Collects what one fact does to units, piece by piece, and makes the decision of it. Pieces are those of standing().
class FactEffects {
 public:
  FactEffects(const Context& context, const View& view);
  // The piece now stands otherwise; a void of the fact brings it back.
  void move(const Segment& piece, Segment now);
  // The fact contradicts the use of these units, which are used here or in conflict already: they count 0 from now on,
  // and a conflict names the fact and their retirement.
  void contradict(const Segment& piece, ConflictKind kind);
  // Something that must happen before the units move.
  void add(Event event);
  // The action's pieces are filled in here.
  [[nodiscard]] Decision decision(UnitAction action);

 private:
  void add_conflicts(std::vector<Event>& events, std::vector<Flag>& flags);

  const Context& context_;
  const View& view_;
  std::vector<Segment> before_;
  std::vector<Segment> after_;
  std::vector<Segment> left_conflict_;
  std::map<std::pair<RetirementId, ConflictKind>, std::vector<BatchRange>> contradicted_;
  std::vector<Event> earlier_;
};

}  // namespace tanbu::rules
