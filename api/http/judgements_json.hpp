// What bodies, scheme owners and the association said about a factory's year, as JSON: the same members in lists, in
// records and in the effects of entries. Free texts are left out where they are erased. Not here: how it stands today.
#pragma once
#include "api/http/json_writer.hpp"
#include "ledger/notes.hpp"

namespace tanbu::http {

// "name":[...]: things named by their entries.
template <class Name>
void write_entries(JsonWriter& json, std::string_view name, const std::vector<Name>& things) {
  json.name(name).open_array();
  for (const Name thing : things) json.integer(thing.value);
  json.close_array();
}

// Restricted: ask Rights::may_read_assessment first.
void write_assessment(JsonWriter& json, const Assessment& assessment);

void write_attestation_members(JsonWriter& json, const Attestation& attestation);
void write_certificate_members(JsonWriter& json, const Certificate& certificate);
void write_award_members(JsonWriter& json, const Award& award);
void write_label_members(JsonWriter& json, const Label& label);
void write_dispute_members(JsonWriter& json, const Dispute& dispute);

}  // namespace tanbu::http
