// record_batch: units that a registry issued, as its registrar reports them. No number is recorded twice (RT-02),
// nothing is issued before it was reduced (RT-07), and nothing is issued for reductions that a locked project stands
// behind (CE-10).
#include <algorithm>

#include "ledger/form.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_signer(const RecordBatchCommand& command, const Project& project, const Context& context,
                                     const View& view) {
  const Programme* programme = find_programme(command.project.programme);
  HOLDS(programme != nullptr);
  // Nobody verifies a self-developed project but the verifier named at its registration.
  if (programme->self_registered && project.verifier != context.issuer) return Refused{.reason = Refusal::not_verifier};
  if (rules::is_registrar(context.issuer, command.project.programme, context.today(), view)) return std::nullopt;
  return Refused{.reason = Refusal::not_registrar};
}

std::optional<Refused> refuse_overlap(const RecordBatchCommand& command, const View& view) {
  const auto overlapping = view.batches_overlapping(command.project.programme, command.space, command.units);
  if (!overlapping.empty()) {
    const Batch& first = overlapping.front();
    return rules::about_range(Refusal::serial_overlap, first.id.entry(), first.id,
                              first.units.intersection(command.units));
  }
  for (const std::string& code : command.printed_codes) {
    if (const auto batch = view.batch_with_code(command.project.programme, code)) {
      return Refused{.reason = Refusal::gec_dup, .conflict = batch->entry(), .facts = {{"code", code}}};
    }
  }
  return std::nullopt;
}

// Where a fresh batch's units stand. A self-developed project's units belong to its developer from the start, because
// nothing can move them later.
BatchRecorded recorded(const RecordBatchCommand& command, const Project& project, const Context& context) {
  const Programme* programme = find_programme(command.project.programme);
  BatchRecorded event{.batch = {.id = {context.entry.value},
                                .project = command.project,
                                .serial = command.serial,
                                .space = command.space,
                                .units = command.units,
                                .printed_codes = command.printed_codes,
                                .vintage_from = command.vintage_from,
                                .vintage_until = command.vintage_until,
                                .issued_on = command.issued_on,
                                .registry_status = command.registry_status,
                                .status_on = command.status_on,
                                .beneficiary_text = command.beneficiary_text,
                                .reason_text = command.reason_text,
                                .registry_reference = command.registry_reference,
                                .tradable = command.tradable},
                      .status = UnitStatus::unassigned,
                      .holder = std::nullopt};
  if (command.registry_status == RegistryStatus::retired) event.status = UnitStatus::registry_retired;
  if (command.registry_status == RegistryStatus::cancelled) event.status = UnitStatus::cancelled;
  if (event.status == UnitStatus::unassigned && programme->self_registered) {
    event.status = UnitStatus::free;
    event.holder = project.developer;
  }
  return event;
}

// Units retired at their registry for somebody other than the developer have left the developer.
bool left_the_developer(const RecordBatchCommand& command, const Project& project, const View& view) {
  if (command.registry_status != RegistryStatus::retired) return false;
  const auto developer = project.developer ? view.party(*project.developer) : std::nullopt;
  if (!developer) return true;
  const std::string printed = normalised_name(command.beneficiary_text);
  const auto is_printed = [&printed](const std::string& name) { return normalised_name(name) == printed; };
  return !is_printed(developer->name) && std::none_of(developer->aliases.begin(), developer->aliases.end(), is_printed);
}

}  // namespace

Outcome<Decision> decide(const RecordBatchCommand& command, const Context& context, const View& view) {
  const auto project = view.project(command.project);
  if (!project) {
    return Refused{.reason = Refusal::unknown_project,
                   .conflict = std::nullopt,
                   .facts = {{"programme", command.project.programme}, {"project", command.project.project_id}}};
  }
  if (auto refused = refuse_signer(command, *project, context, view)) return *refused;
  if (command.issued_on > context.today() || (command.status_on && *command.status_on > context.today())) {
    return Refusal::future_date;
  }
  const auto locked = rules::locked_behind(rules::tokens_of(*project), view);
  if (locked && locked->key != project->key) return rules::locked_by(*locked);
  if (command.issued_on < command.vintage_until) return Refusal::ex_ante;
  if (auto refused = refuse_overlap(command, view)) return *refused;
  // From here on the record must succeed.
  Decision decision;
  decision.events.emplace_back(recorded(command, *project, context));
  const bool used = command.registry_status == RegistryStatus::retired;
  const bool shared = left_the_developer(command, *project, view);
  if ((used && !project->used) || (shared && !project->shared)) {
    decision.events.emplace_back(ProjectMarked{.project = project->key, .used = used, .shared = shared});
  }
  return decision;
}

}  // namespace tanbu
