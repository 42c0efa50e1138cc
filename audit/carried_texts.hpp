// What is left of an erased command is its effect, and effects hold no texts: of a record that stood before, the texts
// that an effect seems to have emptied are those that it did not show. Pure function.
#pragma once
#include "ledger/events.hpp"
#include "ledger/view.hpp"

namespace tanbu::audit {

// The decision with the texts that the records it changes have in the view. A text of the erased command's own is not
// known and stays as it was before; the entry that ordered the erasure empties it.
[[nodiscard]] Decision with_carried_texts(Decision stated, const View& view);

}  // namespace tanbu::audit
