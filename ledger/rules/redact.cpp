// redact: the law wants a text gone. The command's bytes are erased; the entry with the command's hash, its place in
// the tree, and ids and numbers of its effect stay. What the state keeps of the texts becomes empty here, by events
// like any other change, so that every replay arrives at the same state. Only what the entry itself or, for a record
// that is replaced as a whole, an entry of its sort brought is blanked: who needs a name again states it anew.
#include <algorithm>
#include <array>

#include "ledger/rules/log_keys.hpp"
#include "ledger/rules/redaction.hpp"
#include "ledger/rules/references.hpp"
#include "ledger/rules/state_digests.hpp"

namespace tanbu {
namespace {

// The kinds whose free texts live on in the state.
constexpr std::array<std::string_view, 12> kinds_with_texts{
    "enroll_party",      "update_party",        "register_factory",      "update_factory",
    "register_project",  "record_batch",        "record_registry_event", "declare_inventory",
    "issue_certificate", "reissue_certificate", "renew_certificate",     "record_legacy_certificate"};

// The record of an erasure must itself stay readable, or nobody could tell an erasure by law from a loss.
bool tells_of_an_erasure(EntryIndex entry, const View& view) {
  if (find_note<Redaction>(view, entry)) return true;
  const auto pending = find_note<Pending>(view, entry);
  return pending && pending->kind == "redact";
}

// What the entry's events named, as it stands today with the entry's texts gone. An event is yielded whether or not a
// text is left: who replays without the texts must come to the same events. What is not there is passed over, because
// an auditor may have the events from a stranger.
struct Blanking {
  EntryIndex entry;
  const View& view;
  std::vector<Event> events{};

  void operator()(const PartyEnrolled& event) { blank_party(event.party.id); }
  void operator()(const PartyChanged& event) { blank_party(event.party.id); }
  void operator()(const FactoryRegistered& event) { blank_factory(event.factory.id); }
  void operator()(const FactoryChanged& event) { blank_factory(event.factory.id); }
  void operator()(const ProjectRegistered& event) {
    auto project = view.project_at(event.project.entry);
    if (!project) return;
    project->title.clear();
    events.emplace_back(ProjectChanged{*std::move(project)});
  }
  void operator()(const BatchRecorded& event) {
    auto batch = view.batch(event.batch.id);
    if (!batch) return;
    batch->beneficiary_text.clear();
    batch->reason_text.clear();
    events.emplace_back(BatchChanged{*std::move(batch)});
  }
  void operator()(const NoteTaken& event) {
    auto note = view.note(id_of(event.note));
    if (!note) return;
    if (std::visit([this](auto& sort) { return blank(sort); }, *note)) events.emplace_back(NoteTaken{*std::move(note)});
  }
  template <class Other>
  void operator()(const Other&) {}

 private:
  void blank_party(const PartyId& id) {
    auto party = view.party(id);
    if (!party) return;
    party->name.clear();
    party->aliases.clear();
    events.emplace_back(PartyChanged{*std::move(party)});
  }
  void blank_factory(FactoryId id) {
    auto factory = view.factory(id);
    if (!factory) return;
    factory->name.clear();
    factory->address.clear();
    events.emplace_back(FactoryChanged{*std::move(factory)});
  }
  // Whether the note is of a sort that may hold a text of the entry's.
  [[nodiscard]] bool blank(UnitAction& note) const {
    if (note.entry != entry || note.kind != ActionKind::registry_event) return false;
    note.beneficiary_text.clear();
    note.reason_text.clear();
    return true;
  }
  [[nodiscard]] bool blank(InventoryFigures& note) const {
    if (!note.factor_net) return false;
    note.factor_net->area.clear();
    note.factor_net->caliber.clear();
    return true;
  }
  [[nodiscard]] bool blank(Certificate& note) const {
    if (note.entry == entry) note.body_name.clear();
    for (CertificateIssue& issue : note.issues) {
      if (issue.entry == entry) issue.print.applicant.clear();
    }
    return true;
  }
  [[nodiscard]] bool blank(Label& note) const {
    note.scheme_name.clear();
    note.label_issuer.clear();
    return true;
  }
  template <class Other>
  [[nodiscard]] bool blank(Other&) const {
    return false;
  }
};

}  // namespace

namespace rules {

bool leaves_texts(std::string_view kind) {
  return kind == "record_label" ||
         std::find(kinds_with_texts.begin(), kinds_with_texts.end(), kind) != kinds_with_texts.end();
}

}  // namespace rules

EntryIndex redacted_effect_of(EntryIndex entry, const View& view) {
  const auto pending = find_note<Pending>(view, entry);
  return pending && pending->approved && pending->closed_by ? *pending->closed_by : entry;
}

const RedactCommand* redact_in(const Command& command, const Command* pending) {
  if (std::holds_alternative<ApproveCommand>(command))
    return pending == nullptr ? nullptr : std::get_if<RedactCommand>(pending);
  return std::get_if<RedactCommand>(&command);
}

Outcome<Decision> decide(const RedactCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  const EntryIndex target = command.entry;
  if (target.value >= view.size() || context.target == nullptr) {
    return Refused{.reason = Refusal::unknown_target,
                   .conflict = std::nullopt,
                   .facts = {{"entry", std::to_string(target.value)}}};
  }
  // Genesis and the changes of the log's keys name what everything else is verified with; a stated digest, which holds
  // no words, is taken back by void, and whoever reads the log must see what was taken back.
  if (target.value == 0 || rules::changes_log_keys(context.target->kind) || tells_of_an_erasure(target, view) ||
      rules::states_a_digest(target, view))
    return Refused{.reason = Refusal::not_erasable, .conflict = target, .facts = {}};
  const auto erased = find_notes<Redaction>(view, index_names::redactions_of(target));
  if (!erased.empty()) return Refused{.reason = Refusal::erased_already, .conflict = erased.front().entry, .facts = {}};
  // From here on the command must be erased.
  Decision decision;
  decision.events.emplace_back(NoteTaken{Redaction{.entry = context.entry, .target = target}});
  if (!rules::leaves_texts(context.target->kind)) return decision;
  Blanking blanking{.entry = redacted_effect_of(target, view), .view = view};
  for (const Event& event : context.target->decision.events) std::visit(blanking, event);
  for (Event& event : blanking.events) decision.events.push_back(std::move(event));
  return decision;
}

}  // namespace tanbu
