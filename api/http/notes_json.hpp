// Notes of the ledger as JSON. Public notes are spelt in full; of those that belong to restricted kinds only what the
// entry's existence tells. Texts are left out, as in all effects: they stand in the commands.
#pragma once
#include "api/http/json_writer.hpp"
#include "ledger/notes.hpp"

namespace tanbu::http {

// The members without the object's brackets; "entry" first.
void write_note_members(JsonWriter& json, const Note& note);

// Whole objects. A conflict names entries, units and projects, never holders.
void write_conflict(JsonWriter& json, const Conflict& conflict);
void write_authorisation(JsonWriter& json, const Authorisation& authorisation);
// With parties and periods: only for those who may read engagements.
void write_engagement(JsonWriter& json, const Engagement& engagement);
// Only for the party itself.
void write_pending(JsonWriter& json, const Pending& pending);

// Actions that everybody may know of: all but transfers, reservations and what waits for a second signature.
[[nodiscard]] bool is_public(ActionKind kind);

// "index": null or a number.
void write_optional_entry(JsonWriter& json, std::string_view name, const std::optional<EntryIndex>& entry);
// "ranges": [{"batch","first","last"}].
void write_ranges(JsonWriter& json, const std::vector<BatchRange>& ranges);
// "2026-11-21T08:00:00.123Z", as entries spell it.
[[nodiscard]] std::string instant_text(Instant instant);

}  // namespace tanbu::http
