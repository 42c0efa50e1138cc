// What an entry did, event by event. A new kind of event does not compile until it is spelt here.
#include "api/http/records_json.hpp"

namespace tanbu::http {
namespace {

void write_project_key(JsonWriter& json, const ProjectKey& key) {
  json.member("programme", key.programme).member("project_id", key.project_id);
}

struct EventWriter {
  JsonWriter& json;

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
};

}  // namespace

void write_effects(JsonWriter& json, const std::vector<Event>& events) {
  json.open_array();
  for (const Event& event : events) {
    json.open_object();
    std::visit(EventWriter{json}, event);
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
