// What an entry did, event by event. A new kind of event does not compile until it is spelt here. The entries of public
// kinds show their effects to everybody, and a public fact may move units whose holder is nobody's business: so no
// effect but that of a transfer names a holder.
#include <algorithm>
#include <map>

#include "api/http/notes_json.hpp"
#include "api/http/records_json.hpp"

namespace tanbu::http {
namespace {

// Conditions in which units are their holder's own business: told by quantity alone, because their bounds would tell
// what a transfer or a reservation may not.
bool is_holders_business(UnitStatus status) { return status == UnitStatus::free || status == UnitStatus::reserved; }

void write_piece(JsonWriter& json, const Segment& piece) {
  json.open_object().member("batch", piece.batch.value).member("status", name_of(piece.status));
  json.member("first", piece.units.first()).member("last", piece.units.last());
  json.member("quantity", piece.units.quantity());
  if (piece.retirement) json.member("retirement", piece.retirement->value);
  json.close_object();
}

void write_pieces(JsonWriter& json, const std::vector<Segment>& pieces, EffectsFor whom) {
  std::map<std::pair<BatchId, UnitStatus>, std::int64_t> sums;
  std::vector<Segment> told;
  for (const Segment& piece : pieces) {
    if (is_holders_business(piece.status)) {
      const auto status = whom == EffectsFor::everybody ? UnitStatus::free : piece.status;
      sums[{piece.batch, status}] += piece.units.quantity();
    } else {
      told.push_back(piece);
    }
  }
  json.name("units").open_array();
  for (const Segment& piece : joined(std::move(told))) write_piece(json, piece);
  for (const auto& [what, quantity] : sums) {
    json.open_object().member("batch", what.first.value).member("status", name_of(what.second));
    json.member("quantity", quantity).close_object();
  }
  json.close_array();
}

void write_project_key(JsonWriter& json, const ProjectKey& key) {
  json.member("programme", key.programme).member("project_id", key.project_id);
}

struct EventWriter {
  JsonWriter& json;
  EffectsFor whom;

  void operator()(const PartyEnrolled& event) const {
    json.member("type", "party_enrolled").member("party", event.party.id.text);
    json.member("legal_form", name_of(event.party.legal_form));
  }
  void operator()(const KeyRegistered& event) const {
    json.member("type", "key_registered").member("kid", event.key.kid.text).member("party", event.key.party.text);
  }
  void operator()(const RegistrarAppointed& event) const {
    const Appointment& appointment = event.appointment;
    json.member("type", "registrar_appointed").member("party", appointment.party.text);
    json.member("programme", appointment.programme).member("from", format_date(appointment.from));
    json.member("until", format_date(appointment.until));
  }
  void operator()(const FactoryRegistered& event) const {
    json.member("type", "factory_registered").member("factory", event.factory.id.value);
    json.member("operator", event.factory.operator_party.text).member("division", event.factory.division);
  }
  void operator()(const ProjectRegistered& event) const {
    json.member("type", "project_registered");
    write_project_key(json, event.project.key);
    if (event.project.self_developed_for) {
      json.member("self_developed_for", event.project.self_developed_for->value);
    }
  }
  void operator()(const BatchRecorded& event) const {
    json.member("type", "batch_recorded").member("batch", event.batch.id.value);
    write_project_key(json, event.batch.project);
    json.member("namespace", event.batch.space).member("first", event.batch.units.first());
    json.member("last", event.batch.units.last()).member("quantity", event.batch.units.quantity());
    json.member("status", name_of(event.status));
  }
  void operator()(const UnitsTransferred& event) const {
    json.member("type", "units_transferred").member("to", event.to.text).name("ranges").open_array();
    for (const BatchRange& range : event.ranges) {
      json.open_object().member("batch", range.batch.value).member("first", range.units.first());
      json.member("last", range.units.last()).close_object();
    }
    json.close_array();
    if (event.traded) json.member("traded", true);
  }
  void operator()(const InventoryDeclared& event) const {
    const Inventory& inventory = event.inventory;
    json.member("type", "inventory_declared").member("inventory", inventory.id.value);
    json.member("factory", inventory.factory.value).member("period", format_period(inventory.period));
    json.member("standard", inventory.standard).member("version", inventory.version);
    if (event.supersedes) json.member("supersedes", event.supersedes->value);
  }
  void operator()(const UnitsRetired& event) const {
    const Retirement& retirement = event.retirement;
    json.member("type", "units_retired").member("retirement", retirement.id.value);
    json.member("factory", retirement.factory.value).member("period", format_period(retirement.period));
    json.member("purpose", name_of(retirement.purpose)).member("quantity", retirement.quantity);
    json.member("status", name_of(retirement.status)).member("claim", retirement.claim);
    if (retirement.replaces) json.member("replaces", retirement.replaces->value);
  }
  void operator()(const ProjectMarked& event) const {
    json.member("type", "project_marked");
    write_project_key(json, event.project);
    json.member("used", event.used).member("shared", event.shared);
  }
  void operator()(const ProjectLocked& event) const {
    json.member("type", "project_locked");
    write_project_key(json, event.project);
    json.member("factory", event.lock.factory.value).member("retirement", event.lock.retirement.value);
    json.member("provisional", event.lock.provisional);
  }
  void operator()(const ProjectUnitsFrozen& event) const {
    json.member("type", "project_units_frozen");
    write_project_key(json, event.project);
  }
  void operator()(const UnitsSet& event) const {
    json.member("type", "units_set");
    write_pieces(json, event.pieces, whom);
  }
  void operator()(const BatchExtended& event) const {
    json.member("type", "batch_extended").member("batch", event.batch.value);
    json.member("first", event.added.first()).member("last", event.added.last());
    json.member("quantity", event.added.quantity()).member("status", name_of(event.status));
  }
  void operator()(const PartyChanged& event) const {
    json.member("type", "party_changed").member("party", event.party.id.text);
    json.member("legal_form", name_of(event.party.legal_form));
    if (event.party.succeeded_by) json.member("succeeded_by", event.party.succeeded_by->text);
  }
  void operator()(const KeyChanged& event) const {
    json.member("type", "key_changed").member("kid", event.key.kid.text).member("party", event.key.party.text);
    json.member("revoked", event.key.valid_until.has_value());
  }
  void operator()(const AppointmentChanged& event) const {
    const Appointment& appointment = event.appointment;
    json.member("type", "appointment_changed").member("appointment", appointment.entry.value);
    json.member("party", appointment.party.text).member("programme", appointment.programme);
    json.member("from", format_date(appointment.from)).member("until", format_date(appointment.until));
  }
  void operator()(const FactoryChanged& event) const {
    json.member("type", "factory_changed").member("factory", event.factory.id.value);
    json.member("operator", event.factory.operator_party.text).member("division", event.factory.division);
  }
  void operator()(const ProjectChanged& event) const {
    const Project& project = event.project;
    json.member("type", "project_changed");
    write_project_key(json, project.key);
    json.member("used", project.used).member("shared", project.shared).member("locked", project.lock.has_value());
    if (project.voided_by) json.member("voided_by", project.voided_by->value);
  }
  void operator()(const BatchChanged& event) const {
    const Batch& batch = event.batch;
    json.member("type", "batch_changed").member("batch", batch.id.value);
    write_project_key(json, batch.project);
    json.member("quantity", batch.units.quantity()).member("registry_status", name_of(batch.registry_status));
    if (!batch.hold.empty()) json.member("hold", batch.hold);
    if (batch.voided_by) json.member("voided_by", batch.voided_by->value);
  }
  // Verified, superseded or voided: what it says stays with those who may read inventories.
  void operator()(const InventoryChanged& event) const {
    json.member("type", "inventory_changed").member("inventory", event.inventory.id.value);
    if (event.inventory.voided_by) json.member("voided_by", event.inventory.voided_by->value);
  }
  void operator()(const RetirementChanged& event) const {
    const Retirement& retirement = event.retirement;
    json.member("type", "retirement_changed").member("retirement", retirement.id.value);
    json.member("factory", retirement.factory.value).member("period", format_period(retirement.period));
    json.member("quantity", retirement.quantity).member("status", name_of(retirement.status));
    if (retirement.closed_by) json.member("closed_by", retirement.closed_by->value);
  }
  void operator()(const NoteTaken& event) const {
    json.member("type", "note_taken").member("note", sort_name_of(event.note));
    write_note_members(json, event.note);
  }
};

}  // namespace

std::vector<Segment> joined(std::vector<Segment> pieces) {
  const auto place = [](const Segment& piece) { return std::pair(piece.batch, piece.units.first()); };
  std::sort(pieces.begin(), pieces.end(),
            [&](const Segment& one, const Segment& other) { return place(one) < place(other); });
  std::vector<Segment> whole;
  for (Segment& piece : pieces) {
    const bool goes_on = !whole.empty() && whole.back().batch == piece.batch && whole.back().status == piece.status &&
                         whole.back().retirement == piece.retirement &&
                         whole.back().units.last() + 1 == piece.units.first();
    if (goes_on) {
      whole.back().units = *UnitRange::from_inclusive(whole.back().units.first(), piece.units.last());
    } else {
      whole.push_back(std::move(piece));
    }
  }
  return whole;
}

void write_effects(JsonWriter& json, const std::vector<Event>& events, EffectsFor whom) {
  json.open_array();
  for (const Event& event : events) {
    json.open_object();
    std::visit(EventWriter{json, whom}, event);
    json.close_object();
  }
  json.close_array();
}

void write_flags(JsonWriter& json, const std::vector<Flag>& flags) {
  json.open_array();
  for (const Flag flag : flags) json.text(name_of(flag));
  json.close_array();
}

}  // namespace tanbu::http
