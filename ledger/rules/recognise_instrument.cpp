// recognise_instrument: units of a programme count under a document of some authority, for the document's days (CE-09
// d, PH-02). What was retired without one waits on HOLD.
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const RecogniseInstrumentCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  // From here on the recognition must succeed.
  Decision decision;
  decision.events.emplace_back(NoteTaken{RecognisedInstrument{
      .entry = context.entry, .programme = command.programme, .from = command.from, .until = command.until}});
  return decision;
}

}  // namespace tanbu
