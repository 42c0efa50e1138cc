// What `retire` asks, one function per reason, and how firmly a granted retirement stands. Shared with the commands
// that confirm a retirement later. Not here: the order of the questions (retire.cpp).
#pragma once
#include <optional>
#include <vector>

#include "ledger/rules/references.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {

// A piece of units in one condition, with what it belongs to.
struct FoundPiece {
  const FoundRange* found;
  Segment segment;  // standing(), clipped
};

struct RetirementRequest {
  const RetireCommand& command;
  const Context& context;
  const View& view;
  const Factory& factory;
  const Party& beneficiary;
  const std::vector<FoundRange>& ranges;  // of the command or of its reservation
  std::vector<FoundPiece> pieces;
  bool by_registrar = false;
  // From what it was repaired: the invalidation that `replaces` names.
  std::optional<UnitAction> invalidation{};
};

using MaybeRefused = std::optional<Refused>;

[[nodiscard]] std::vector<FoundPiece> pieces_of(const std::vector<FoundRange>& ranges, const Context& context,
                                                const View& view);

[[nodiscard]] MaybeRefused refuse_unproved_behalf(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_purpose(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_own_boundary(const std::vector<FoundRange>& ranges, const Factory& factory,
                                               Period period, Purpose purpose, const View& view);
[[nodiscard]] MaybeRefused refuse_own_projects(const std::vector<FoundRange>& ranges, FactoryId factory,
                                               const View& view);
[[nodiscard]] MaybeRefused refuse_double_use(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_not_free(const RetirementRequest& request);
// Units of both kinds, or of several holders, in one command; the signer makes several of it.
[[nodiscard]] MaybeRefused refuse_mixed(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_replacement(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_time(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_registry(const RetirementRequest& request);
[[nodiscard]] MaybeRefused refuse_beneficiary(const RetirementRequest& request);

// True when the units are retired at their registry already; precondition: refuse_mixed found nothing.
[[nodiscard]] bool is_claim(const RetirementRequest& request);

// How firmly it stands, and the notices that say why.
struct Firmness {
  RetirementStatus status{};
  std::vector<Flag> flags;
};
[[nodiscard]] Outcome<Firmness> firmness_of(const RetirementRequest& request);

// May the signer of a confirmation or rejection speak about these units? A registrar of all of them, or the body
// engaged for the factory and the period.
[[nodiscard]] bool may_judge(const PartyId& issuer, const std::vector<FoundRange>& ranges, FactoryId factory,
                             Period period, const Context& context, const View& view);

// Everything that follows when a retirement stops standing: its record closed, its units back (to their holder, to the
// registry, or to what the fact says that it conflicted with), conflicts that are settled by it, a lock that it alone
// held.
[[nodiscard]] std::vector<Event> closing_events(const Retirement& retirement, RetirementStatus status,
                                                const Context& context, const View& view);
// The same where several end with one entry: none of them keeps another one's lock.
[[nodiscard]] std::vector<Event> closing_events(const std::vector<Retirement>& retirements, RetirementStatus status,
                                                const Context& context, const View& view);
// The same without what becomes of a lock, for uses that end beside another act of the same entry: what that act asked
// of locks was asked while they stood.
[[nodiscard]] std::vector<Event> unbinding_events(const std::vector<Retirement>& retirements, RetirementStatus status,
                                                  const Context& context, const View& view);
// The piece, bound to the retirement, as it stands once the retirement does not.
[[nodiscard]] Segment unbound(const Segment& piece, const Retirement& retirement, const Context& context,
                              const View& view);
// Open conflicts all of whose in_conflict units are among the pieces.
[[nodiscard]] std::vector<Event> settled_conflicts(const std::vector<Segment>& pieces, const Context& context,
                                                   const View& view);

}  // namespace tanbu::rules
