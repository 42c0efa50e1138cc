// record_batch: units that a registry issued, as its registrar reports them, or as a holder or beneficiary states them
// until somebody confirms it. No number is recorded twice (RT-02), nothing is issued before it was reduced (RT-07),
// nothing for reductions that a locked project stands behind (CE-10), and nothing twice under two names (XM-02).
#include <algorithm>

#include "ledger/rules/facts.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/underlying.hpp"
#include "ledger/rules/undoing.hpp"

namespace tanbu {
namespace {

using MaybeRefused = std::optional<Refused>;

struct Request {
  const RecordBatchCommand& command;
  const Project& project;
  const Context& context;
  const View& view;
  bool by_registrar;
  std::vector<Batch> prevailed;  // what holders stated of these numbers, and nobody confirmed
};

MaybeRefused refuse_signer(const Request& request) {
  const Programme* programme = find_programme(request.command.project.programme);
  HOLDS(programme != nullptr);
  // Nobody verifies a self-developed project but the verifier named at its registration.
  if (programme->self_registered) {
    if (request.project.verifier != request.context.issuer) return Refused{.reason = Refusal::not_verifier};
    if (!request.by_registrar) return Refused{.reason = Refusal::not_registrar};
  }
  // Everybody else states what he holds himself; a stranger to the ledger holds nothing.
  if (!request.by_registrar && !request.view.party(request.context.issuer))
    return Refused{.reason = Refusal::not_registrar};
  return std::nullopt;
}

bool counts(const Batch& batch, const View& view) {
  const auto segments = view.segments(batch.id, batch.units);
  return std::any_of(segments.begin(), segments.end(),
                     [](const Segment& segment) { return segment.status == UnitStatus::retired; });
}

// Batches that this record replaces: the registrar's word prevails over a holder's, unless somebody was already
// convinced by it.
std::vector<Batch> prevailed_by(const RecordBatchCommand& command, const View& view) {
  std::vector<Batch> prevailed;
  const auto add = [&](const Batch& batch) {
    const bool known =
        std::any_of(prevailed.begin(), prevailed.end(), [&batch](const Batch& seen) { return seen.id == batch.id; });
    if (!known && batch.hold == "recorded_by_holder" && !counts(batch, view)) prevailed.push_back(batch);
  };
  for (const Batch& batch : view.batches_overlapping(command.project.programme, command.space, command.units))
    add(batch);
  for (const std::string& code : command.printed_codes) {
    if (const auto id = view.batch_with_code(command.project.programme, code)) add(*view.batch(*id));
  }
  return prevailed;
}

bool has_prevailed(const Request& request, BatchId id) {
  return std::any_of(request.prevailed.begin(), request.prevailed.end(),
                     [id](const Batch& batch) { return batch.id == id; });
}

MaybeRefused refuse_overlap(const Request& request) {
  const RecordBatchCommand& command = request.command;
  for (const Batch& other : request.view.batches_overlapping(command.project.programme, command.space, command.units)) {
    if (has_prevailed(request, other.id)) continue;
    return rules::about_range(Refusal::serial_overlap, other.id.entry(), other.id,
                              other.units.intersection(command.units));
  }
  for (const std::string& code : command.printed_codes) {
    const auto batch = request.view.batch_with_code(command.project.programme, code);
    if (batch && !has_prevailed(request, *batch))
      return Refused{.reason = Refusal::gec_dup, .conflict = batch->entry(), .facts = {{"code", code}}};
  }
  return std::nullopt;
}

rules::UnderlyingVerdict verdict_of(const Request& request) {
  std::vector<BatchId> set_aside;
  for (const Batch& batch : request.prevailed) set_aside.push_back(batch.id);
  return rules::underlying_verdict({.command = request.command,
                                    .project = request.project,
                                    .by_registrar = request.by_registrar,
                                    .set_aside = std::move(set_aside)},
                                   request.view);
}

BatchRecorded recorded(const Request& request) {
  const RecordBatchCommand& command = request.command;
  rules::Beginning beginning = rules::beginning_of(command.registry_status, request.project);
  if (!request.by_registrar && beginning.status == UnitStatus::unassigned)
    beginning = {UnitStatus::free, request.context.issuer};
  return {.batch = {.id = {request.context.entry.value},
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
                    .tradable = command.tradable,
                    .recorded_by = request.context.issuer,
                    .hold = request.by_registrar ? command.serial_hold : "recorded_by_holder",
                    .voided_by = std::nullopt},
          .status = beginning.status,
          .holder = beginning.holder};
}

// Doubts about what the registry itself had to check (CC-04, CC-05, CC-06).
void add_doubts(const Request& request, std::vector<Flag>& flags) {
  const RecordBatchCommand& command = request.command;
  const Project& project = request.project;
  if (project.project_class != ProjectClass::ccer_new) return;
  const RuleSet& rules = *request.context.rules;
  if (command.vintage_from < rules.ccer_reduction_from) flags.push_back(Flag::reduction_before_2020_09_23);
  if (command.vintage_from < months_later(command.issued_on, -12 * rules.ccer_issue_years))
    flags.push_back(Flag::issued_late);
  const bool early = project.crediting_from && command.vintage_from < *project.crediting_from;
  const bool late = project.crediting_until && *project.crediting_until < command.vintage_until;
  if (early || late) flags.push_back(Flag::outside_crediting_period);
}

void add_claims(const Request& request, std::vector<Event>& events) {
  std::uint32_t ordinal = 0;
  for (const ClaimedGeneration& claim : request.command.claimed_generation) {
    events.emplace_back(NoteTaken{GenerationClaim{.entry = request.context.entry,
                                                  .ordinal = ordinal,
                                                  .asset_code = claim.asset_code,
                                                  .month = claim.month,
                                                  .electricity = claim.electricity}});
    ++ordinal;
  }
}

Decision granted(const Request& request, std::vector<Flag> flags) {
  Decision decision;
  decision.flags = std::move(flags);
  for (const Batch& batch : request.prevailed) {
    const auto units = request.view.segments(batch.id, batch.units);
    for (Event& event : rules::events_closing_conflicts(units, request.context, request.view))
      decision.events.push_back(std::move(event));
  }
  for (Event& event : rules::voided_batches(request.prevailed, request.context, request.view))
    decision.events.push_back(std::move(event));
  decision.events.emplace_back(recorded(request));
  add_claims(request, decision.events);
  add_doubts(request, decision.flags);
  if (!request.command.serial_hold.empty()) decision.flags.push_back(Flag::temporary_credit);
  if (!request.by_registrar) {
    // What nobody confirmed says nothing yet about the project: a stranger must not spoil it with a word.
    decision.flags.push_back(Flag::recorded_by_holder);
    return decision;
  }
  const bool used = request.command.registry_status == RegistryStatus::retired;
  const bool shared =
      used && rules::left_the_developer(request.command.beneficiary_text, request.project, request.view);
  for (Event& event : rules::marks_of(request.project, used, shared)) decision.events.push_back(std::move(event));
  return decision;
}

}  // namespace

Outcome<Decision> decide(const RecordBatchCommand& command, const Context& context, const View& view) {
  const auto project = view.project(command.project);
  if (!project || project->voided_by) {
    return Refused{.reason = Refusal::unknown_project,
                   .conflict = std::nullopt,
                   .facts = {{"programme", command.project.programme}, {"project", command.project.project_id}}};
  }
  const bool by_registrar = rules::is_registrar(context.issuer, command.project.programme, context.today(), view);
  const Request request{.command = command,
                        .project = *project,
                        .context = context,
                        .view = view,
                        .by_registrar = by_registrar,
                        .prevailed = by_registrar ? prevailed_by(command, view) : std::vector<Batch>{}};
  if (auto refused = refuse_signer(request)) return *refused;
  if (command.issued_on > context.today() || (command.status_on && *command.status_on > context.today())) {
    return Refusal::future_date;
  }
  const auto locked = rules::locked_behind(rules::tokens_of(*project), view);
  if (locked && locked->key != project->key) return rules::locked_by(*locked);
  const rules::UnderlyingVerdict verdict = verdict_of(request);
  if (verdict.refused) return *verdict.refused;
  if (command.issued_on < command.vintage_until) return Refusal::ex_ante;
  if (auto refused = refuse_overlap(request)) return *refused;
  // From here on the record must succeed.
  return granted(request, verdict.flags);
}

}  // namespace tanbu
