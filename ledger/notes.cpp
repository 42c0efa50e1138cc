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

Names names(const InventoryFigures&) { return {}; }
Names names(const Assessment& note) { return {index_names::assessments_of(note.factory)}; }
Names names(const Attestation& note) {
  Names all{index_names::attestations_of(note.factory), index_names::attestations_on(note.inventory)};
  for (const RetirementId retirement : note.retirements) all.push_back(index_names::attestations_listing(retirement));
  return all;
}
Names names(const Certificate& note) {
  Names all{index_names::certificates_all()};
  if (note.factory) all.push_back(index_names::certificates_of(*note.factory));
  if (note.body) all.push_back(index_names::certificates_by(*note.body));
  for (const CertificateIssue& issue : note.issues) {
    all.push_back(index_names::certificates_numbered(normalised_certificate_number(issue.print.number)));
    if (issue.attestation) all.push_back(index_names::certificates_on(*issue.attestation));
  }
  for (const CertificateEvent& event : note.events) {
    if (event.to_body) all.push_back(index_names::certificates_by(*event.to_body));
    if (event.attestation) all.push_back(index_names::certificates_on(*event.attestation));
  }
  return all;
}
Names names(const Award& note) { return {index_names::awards_of(note.factory)}; }
Names names(const Label& note) {
  Names all{index_names::labels_of(note.factory), index_names::labels_on(note.inventory)};
  for (const InventoryId inventory : note.includes) all.push_back(index_names::labels_on(inventory));
  return all;
}
Names names(const Dispute& note) {
  Names all{index_names::disputes_about(note.target)};
  if (!note.resolved_by) all.push_back(index_names::disputes_open());
  return all;
}

Names names(const Redaction& note) { return {index_names::redactions_of(note.target)}; }
Names names(const StatedDigest& note) { return {index_names::digests_at(note.size)}; }
Names names(const LogKey&) { return {index_names::log_keys()}; }
Names names(const DigestVoided& note) { return {index_names::digest_voidings_of(note.target)}; }

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
std::string assessments_of(FactoryId factory) { return numbered("assessments", factory.value); }
std::string attestations_of(FactoryId factory) { return numbered("attestations/factory", factory.value); }
std::string attestations_on(InventoryId inventory) { return numbered("attestations/inventory", inventory.value); }
std::string attestations_listing(RetirementId retirement) {
  return numbered("attestations/retirement", retirement.value);
}
std::string certificates_all() { return "certificates/all"; }
std::string certificates_of(FactoryId factory) { return numbered("certificates/factory", factory.value); }
std::string certificates_by(const PartyId& body) { return "certificates/body/" + body.text; }
std::string certificates_on(EntryIndex attestation) { return numbered("certificates/attestation", attestation.value); }
std::string certificates_numbered(std::string_view normalised_number) {
  return "certificates/number/" + std::string(normalised_number);
}
std::string awards_of(FactoryId factory) { return numbered("awards", factory.value); }
std::string labels_of(FactoryId factory) { return numbered("labels/factory", factory.value); }
std::string labels_on(InventoryId inventory) { return numbered("labels/inventory", inventory.value); }
std::string disputes_about(EntryIndex target) { return numbered("disputes", target.value); }
std::string disputes_open() { return "disputes/open"; }
std::string redactions_of(EntryIndex target) { return numbered("redactions", target.value); }
std::string digests_at(std::uint64_t size) { return numbered("digests", size); }
std::string digest_voidings_of(EntryIndex target) { return numbered("digests/voided", target.value); }
std::string log_keys() { return "log_keys"; }
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

std::string_view name_of(CertificateIssue::Kind kind) {
  switch (kind) {
    case CertificateIssue::Kind::first:
      return "first";
    case CertificateIssue::Kind::reissue:
      return "reissue";
    case CertificateIssue::Kind::renewal:
      return "renewal";
    case CertificateIssue::Kind::legacy:
      return "legacy";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(CertificateEvent::Kind kind) {
  switch (kind) {
    case CertificateEvent::Kind::surveillance_passed:
      return "surveillance_passed";
    case CertificateEvent::Kind::surveillance_failed:
      return "surveillance_failed";
    case CertificateEvent::Kind::suspended:
      return "suspended";
    case CertificateEvent::Kind::resumed:
      return "resumed";
    case CertificateEvent::Kind::withdrawn:
      return "withdrawn";
    case CertificateEvent::Kind::cancelled:
      return "cancelled";
    case CertificateEvent::Kind::transfer_offered:
      return "transfer_offered";
    case CertificateEvent::Kind::transferred:
      return "transferred";
    case CertificateEvent::Kind::audited:
      return "audited";
  }
  HOLDS(false);
  return "";
}

std::string normalised_certificate_number(std::string_view number) {
  // The full-width forms of the printable ASCII characters are U+FF01 to U+FF5E; in UTF-8 three bytes each.
  // The full-width blank lies elsewhere.
  constexpr std::string_view wide_blank = "\u3000";
  std::string plain;
  for (std::size_t at = 0; at < number.size(); ++at) {
    if (number.substr(at).starts_with(wide_blank)) {
      plain += ' ';
      at += wide_blank.size() - 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(number[at]);
    if (byte == 0xEF && at + 2 < number.size()) {
      const auto second = static_cast<unsigned char>(number[at + 1]);
      const auto third = static_cast<unsigned char>(number[at + 2]);
      const int code = ((byte & 0x0F) << 12) | ((second & 0x3F) << 6) | (third & 0x3F);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        plain += static_cast<char>(code - 0xFF01 + 0x21);
        at += 2;
        continue;
      }
    }
    plain += number[at];
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  plain.erase(0, plain.find_first_not_of(' '));
  for (char& character : plain) {
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  }
  return plain;
}

std::string_view sort_name_of(const Note& note) {
  static constexpr std::string_view names[]{"unit_action",
                                            "conflict",
                                            "generation",
                                            "generation_claim",
                                            "benefit_assignment",
                                            "authorisation",
                                            "scheme_owner",
                                            "approval_policy",
                                            "pending",
                                            "engagement",
                                            "correction_request",
                                            "factory_offer",
                                            "recognised_instrument",
                                            "inventory_figures",
                                            "assessment",
                                            "attestation",
                                            "certificate",
                                            "award",
                                            "label",
                                            "dispute",
                                            "redaction",
                                            "stated_digest",
                                            "log_key",
                                            "digest_voided"};
  static_assert(std::size(names) == std::variant_size_v<Note>);
  return names[note.index()];
}

}  // namespace tanbu
