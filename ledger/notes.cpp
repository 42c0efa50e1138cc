#include "ledger/notes.hpp"

#include <algorithm>
#include <set>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

using Names = std::vector<std::string>;

std::string numbered(std::string_view what, std::uint64_t number) {
  return std::string(what) + "/" + std::to_string(number);
}

std::string spelt(const ProjectKey& project) { return project.programme + "/" + project.project_id; }

// The batches among the ranges, each once, ascending.
std::set<BatchId> batches_of(const std::vector<BatchRange>& ranges) {
  std::set<BatchId> batches;
  for (const BatchRange& range : ranges) batches.insert(range.batch);
  return batches;
}

Names names(const UnitAction& action) {
  Names all;
  for (const BatchId batch : batches_of(action.ranges)) all.push_back(index_names::actions_on(batch));
  return all;
}

Names names(const Conflict& conflict) {
  Names all{index_names::conflicts_all()};
  if (!conflict.closed_by) all.push_back(index_names::conflicts_open());
  for (const BatchId batch : batches_of(conflict.ranges)) all.push_back(index_names::conflicts_on(batch));
  for (const RetirementId retirement : conflict.retirements) all.push_back(index_names::conflicts_of(retirement));
  for (const ProjectKey& project : conflict.projects) all.push_back(index_names::conflicts_of(project));
  if (conflict.asset_code && conflict.month)
    all.push_back(index_names::generation(*conflict.asset_code, *conflict.month));
  return all;
}

Names names(const Generation& note) { return {index_names::generation(note.asset_code, note.month)}; }
Names names(const GenerationClaim& note) {
  return {index_names::claims(note.asset_code, note.month), index_names::claims_of({note.entry.value})};
}
Names names(const BenefitAssignment& note) {
  Names all;
  for (const BatchId batch : batches_of(note.ranges)) all.push_back(index_names::assignments_on(batch));
  return all;
}
Names names(const Authorisation& note) {
  return {index_names::authorisations_of(note.party), index_names::authorisations_under(note.scheme)};
}
Names names(const SchemeOwner& note) { return {index_names::owners_of(note.scheme)}; }
Names names(const ApprovalPolicy& note) { return {index_names::policies_of(note.party)}; }
Names names(const Pending& note) { return {index_names::pending_of(note.party)}; }
Names names(const Engagement& note) {
  return {index_names::engagements_of(note.factory), index_names::engagements_by(note.body)};
}
Names names(const CorrectionRequest& note) { return {index_names::corrections_of(note.retirement)}; }
Names names(const FactoryOffer& note) { return {index_names::offers_of(note.factory)}; }
Names names(const RecognisedInstrument& note) { return {index_names::recognitions_of(note.programme)}; }

template <class Sort>
std::uint32_t ordinal_of(const Sort& note) {
  if constexpr (requires { note.ordinal; }) {
    return note.ordinal;
  } else {
    return 0;
  }
}

}  // namespace

NoteId id_of(const Note& note) {
  return std::visit(
      [&note](const auto& sort) {
        return NoteId{static_cast<std::uint32_t>(note.index()), sort.entry, ordinal_of(sort)};
      },
      note);
}

std::vector<std::string> index_names_of(const Note& note) {
  Names all = std::visit([](const auto& sort) { return names(sort); }, note);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

namespace index_names {
std::string actions_on(BatchId batch) { return numbered("actions", batch.value); }
std::string conflicts_open() { return "conflicts/open"; }
std::string conflicts_all() { return "conflicts/all"; }
std::string conflicts_on(BatchId batch) { return numbered("conflicts/batch", batch.value); }
std::string conflicts_of(RetirementId retirement) { return numbered("conflicts/retirement", retirement.value); }
std::string conflicts_of(const ProjectKey& project) { return "conflicts/project/" + spelt(project); }
std::string generation(std::string_view asset_code, std::string_view month) {
  return "generation/" + std::string(asset_code) + "/" + std::string(month);
}
std::string claims(std::string_view asset_code, std::string_view month) {
  return "claims/" + std::string(asset_code) + "/" + std::string(month);
}
std::string claims_of(BatchId batch) { return numbered("claims", batch.value); }
std::string assignments_on(BatchId batch) { return numbered("assignments", batch.value); }
std::string authorisations_of(const PartyId& party) { return "authorisations/party/" + party.text; }
std::string authorisations_under(std::string_view scheme) { return "authorisations/scheme/" + std::string(scheme); }
std::string owners_of(std::string_view scheme) { return "owners/" + std::string(scheme); }
std::string policies_of(const PartyId& party) { return "policies/" + party.text; }
std::string pending_of(const PartyId& party) { return "pending/" + party.text; }
std::string engagements_of(FactoryId factory) { return numbered("engagements/factory", factory.value); }
std::string engagements_by(const PartyId& body) { return "engagements/body/" + body.text; }
std::string corrections_of(RetirementId retirement) { return numbered("corrections", retirement.value); }
std::string offers_of(FactoryId factory) { return numbered("offers", factory.value); }
std::string recognitions_of(std::string_view programme) { return "recognitions/" + std::string(programme); }
}  // namespace index_names

std::string_view name_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::reservation:
      return "reservation";
    case ActionKind::freeze:
      return "freeze";
    case ActionKind::registry_event:
      return "registry_event";
    case ActionKind::cancellation:
      return "cancellation";
    case ActionKind::invalidation:
      return "invalidation";
    case ActionKind::foreign_use:
      return "foreign_use";
    case ActionKind::transfer_hold:
      return "transfer_hold";
    case ActionKind::pending:
      return "pending";
    case ActionKind::transfer:
      return "transfer";
    case ActionKind::own_lock:
      return "own_lock";
    case ActionKind::project_link:
      return "project_link";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::registry_disagrees:
      return "registry_disagrees";
    case ConflictKind::foreign_use:
      return "foreign_use";
    case ConflictKind::underlying:
      return "underlying";
    case ConflictKind::generation_exceeded:
      return "generation_exceeded";
    case ConflictKind::over_issued:
      return "over_issued";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(AuthorisationStepTaken::Kind kind) {
  switch (kind) {
    case AuthorisationStepTaken::Kind::suspended:
      return "suspended";
    case AuthorisationStepTaken::Kind::resumed:
      return "resumed";
    case AuthorisationStepTaken::Kind::ended:
      return "ended";
  }
  HOLDS(false);
  return "";
}

std::string_view sort_name_of(const Note& note) {
  static constexpr std::string_view names[]{
      "unit_action",        "conflict",      "generation",           "generation_claim", "benefit_assignment",
      "authorisation",      "scheme_owner",  "approval_policy",      "pending",          "engagement",
      "correction_request", "factory_offer", "recognised_instrument"};
  static_assert(std::size(names) == std::variant_size_v<Note>);
  return names[note.index()];
}

}  // namespace tanbu
