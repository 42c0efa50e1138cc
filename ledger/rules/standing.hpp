// How units stand at the moment of a decision. A reservation, a freeze, a waiting command and a HOLD end by the
// ledger's time and not by an entry, so what is stored is not yet the answer: these functions give the condition that
// counts today, and build the pieces that an entry sets. Not here: who may do it.
#pragma once
#include <optional>
#include <vector>

#include "ledger/rules.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu::rules {

// The pieces of the range, clipped to it, ascending, each in the condition that counts at the context's time. A piece
// whose reservation, freeze, waiting command or HOLD has lapsed reads as before it.
[[nodiscard]] std::vector<Segment> standing(const BatchRange& range, const Context& context, const View& view);
// The same for all ranges, in their order.
[[nodiscard]] std::vector<Segment> standing(const std::vector<BatchRange>& ranges, const Context& context,
                                            const View& view);

// The piece in a new condition since the context's entry, without holder and retirement.
[[nodiscard]] Segment put(const Segment& piece, UnitStatus status, const Context& context);
// The same, keeping the holder.
[[nodiscard]] Segment kept(const Segment& piece, UnitStatus status, const Context& context);

// Who holds today what the party held: a party that was merged into another one gets nothing back, its successor does.
[[nodiscard]] PartyId present_holder(PartyId holder, const View& view);
// How the piece stood before the action that keeps it. What kept it then and is over by now does not keep it again.
[[nodiscard]] std::vector<Segment> remembered(const UnitAction& action, const Segment& piece, const View& view);
// True for a transfer that waited for its registry and has its word.
[[nodiscard]] bool is_confirmed_transfer(const UnitAction& action);
// What the action moved and still holds, as it stood before the action: the way back. Pieces that a later entry moved
// on are left out.
[[nodiscard]] std::vector<Segment> way_back(const UnitAction& action, const View& view);

// The units that a reservation or freeze keeps today, also where a later one lies over it: they come back to it.
[[nodiscard]] std::int64_t kept_by(const UnitAction& action, const Context& context, const View& view);

// A refusal about units whose condition stands in the way of a command that asked for `ranges`, with the entry that put
// them into it. Of free and reserved units only their holder, a registrar of the programme and the association are told
// where the holding begins and ends and which entry made it: a stranger, who may ask by dry run as often as he likes,
// would else read from refusals what the answers to reads keep from him. He is told of the range as he asked for it.
[[nodiscard]] Refused about_units(Refusal reason, const Segment& piece, const std::vector<BatchRange>& ranges,
                                  const Context& context, const View& view);

// A fresh action note of this entry.
[[nodiscard]] UnitAction action_of(ActionKind kind, const Context& context, const std::vector<BatchRange>& ranges,
                                   std::vector<Segment> before);

// The ranges of segments, one for each.
[[nodiscard]] std::vector<BatchRange> ranges_of(const std::vector<Segment>& pieces);

// HOLDs that lapsed under these ranges are closed for good by the entry that uses their units again.
[[nodiscard]] std::vector<Event> close_lapsed(const std::vector<BatchRange>& ranges, const Context& context,
                                              const View& view);
[[nodiscard]] bool hold_has_lapsed(const Retirement& retirement, const Context& context);

// What the registry prints beside the retirement of these units: of the newest registry event that says "retired" and
// covers them, else of their batch.
struct RegistryText {
  EntryIndex entry;
  std::optional<Date> on;
  std::string beneficiary;
  std::string reason;
  std::string reference;
};
[[nodiscard]] RegistryText registry_text(const Batch& batch, UnitRange units, const View& view);

// Open conflicts that name any of these units.
[[nodiscard]] std::vector<Conflict> open_conflicts_on(const std::vector<BatchRange>& ranges, const View& view);
// True when the two sets of ranges have a unit in common.
[[nodiscard]] bool share_units(const std::vector<BatchRange>& a, const std::vector<BatchRange>& b);
// True when one of the ranges holds the whole piece.
[[nodiscard]] bool covers(const std::vector<BatchRange>& ranges, const Segment& piece);

}  // namespace tanbu::rules
