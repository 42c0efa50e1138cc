#include "audit/effects_of_kind.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tanbu::audit {
namespace {

template <class... Kinds>
bool is_one_of(std::string_view kind, Kinds... kinds) {
  return ((kind == kinds) || ...);
}

// Kinds that make or change one record and touch no unit; all that else they leave is that they wait for a second
// signature.
bool does_one_thing(std::string_view kind) {
  constexpr std::array<std::string_view, 10> all{
      "enroll_party",   "update_party",     "add_key",           "revoke_key",      "register_factory",
      "update_factory", "register_project", "appoint_registrar", "end_appointment", "verify_inventory"};
  return std::find(all.begin(), all.end(), kind) != all.end();
}

struct Yields {
  std::string_view kind;

  bool operator()(const PartyEnrolled&) const { return is_one_of(kind, "genesis", "enroll_party"); }
  bool operator()(const KeyRegistered&) const { return is_one_of(kind, "genesis", "enroll_party", "add_key"); }
  bool operator()(const RegistrarAppointed&) const { return kind == "appoint_registrar"; }
  bool operator()(const FactoryRegistered&) const { return kind == "register_factory"; }
  bool operator()(const ProjectRegistered&) const { return kind == "register_project"; }
  bool operator()(const BatchRecorded&) const { return kind == "record_batch"; }
  bool operator()(const UnitsTransferred&) const { return kind == "transfer"; }
  bool operator()(const InventoryDeclared&) const { return kind == "declare_inventory"; }
  bool operator()(const UnitsRetired&) const { return kind == "retire"; }
  bool operator()(const BatchExtended&) const { return kind == "amend_batch"; }
  bool operator()(const PartyChanged&) const { return is_one_of(kind, "update_party", "succeed_party"); }
  bool operator()(const KeyChanged&) const { return kind == "revoke_key"; }
  bool operator()(const AppointmentChanged&) const { return kind == "end_appointment"; }
  bool operator()(const FactoryChanged&) const {
    return is_one_of(kind, "update_factory", "transfer_factory", "succeed_party");
  }
  bool operator()(const InventoryChanged&) const { return is_one_of(kind, "verify_inventory", "void"); }
  bool operator()(const NoteTaken& event) const {
    return std::holds_alternative<Pending>(event.note) || !does_one_thing(kind);
  }
  // Of units and what hangs on them: many kinds do that, those which do one thing do not.
  template <class Other>
  bool operator()(const Other&) const {
    return !does_one_thing(kind);
  }
};

// The kind whose rules an entry's effect follows: of an approval that of the command that waited.
std::string kind_behind(std::string_view kind, const Decision& stated, const State& state) {
  if (kind != "approve") return std::string(kind);
  for (const Event& event : stated.events) {
    const auto* taken = std::get_if<NoteTaken>(&event);
    const auto* closed = taken == nullptr ? nullptr : std::get_if<Pending>(&taken->note);
    if (closed == nullptr || !closed->closed_by) continue;
    const auto waiting = find_note<Pending>(state, closed->entry);
    if (waiting) return waiting->kind;
  }
  return std::string(kind);
}

}  // namespace

bool may_yield(std::string_view kind, const Decision& stated, const State& state) {
  const std::string behind = kind_behind(kind, stated, state);
  return std::all_of(stated.events.begin(), stated.events.end(),
                     [&](const Event& event) { return std::visit(Yields{behind}, event); });
}

}  // namespace tanbu::audit
