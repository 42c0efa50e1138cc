// One certificate on one day: its printing in force, its state, and the attestation, inventory and retirements that it
// stands on.
#include <algorithm>
#include <variant>

#include "audit/offline/derivation.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;
using Kind = CertificateEvent::Kind;

CertificateEvent event_of(const Effect& effect, Kind kind, Date effective_on) {
  CertificateEvent event{};
  event.entry = effect.id;
  event.kind = kind;
  event.issuer = effect.issuer;
  event.effective_on = effective_on;
  return event;
}

// Complete when both sides have signed the same transfer.
CertificateEvent transfer_of(const Certificate& certificate, const Effect& effect,
                             const TransferCertificateCommand& command) {
  bool complete = false;
  for (const CertificateEvent& event : certificate.events) {
    if (event.kind == Kind::transferred) complete = false;
    const bool same = event.kind == Kind::transfer_offered && event.to_body == command.to_body &&
                      event.effective_on == command.effective_on;
    if (same && (event.issuer == command.to_body) != (effect.issuer == command.to_body)) complete = true;
  }
  auto event = event_of(effect, complete ? Kind::transferred : Kind::transfer_offered, command.effective_on);
  event.to_body = command.to_body;
  return event;
}

// Whether the effect is about the certificate; then it is told in it.
bool tell(Certificate& certificate, const Effect& effect) {
  const Command& command = *effect.command;
  const auto step = [&](const CertificateStep& taken, Kind kind) {
    if (taken.certificate != certificate.entry) return false;
    certificate.events.push_back(event_of(effect, kind, taken.effective_on));
    return true;
  };
  if (const auto* one = std::get_if<SuspendCertificateCommand>(&command)) return step(one->step, Kind::suspended);
  if (const auto* one = std::get_if<ResumeCertificateCommand>(&command)) return step(one->step, Kind::resumed);
  if (const auto* one = std::get_if<WithdrawCertificateCommand>(&command)) return step(one->step, Kind::withdrawn);
  if (const auto* one = std::get_if<CancelCertificateCommand>(&command)) return step(one->step, Kind::cancelled);
  if (const auto* one = std::get_if<ReissueCertificateCommand>(&command)) {
    if (one->certificate != certificate.entry) return false;
    CertificateIssue again = certificate.issues.back();
    again.entry = effect.id;
    again.kind = CertificateIssue::Kind::reissue;
    again.print.number = one->number;
    again.print.applicant = one->applicant.value_or(again.print.applicant);
    again.print.issued_on = one->issued_on;
    certificate.issues.push_back(std::move(again));
    return true;
  }
  if (const auto* one = std::get_if<RenewCertificateCommand>(&command)) {
    if (one->certificate != certificate.entry) return false;
    certificate.issues.push_back(
        {effect.id, CertificateIssue::Kind::renewal, one->print, one->attestation, one->assessment});
    return true;
  }
  if (const auto* one = std::get_if<RecordSurveillanceCommand>(&command)) {
    if (one->certificate != certificate.entry) return false;
    const bool passed = one->result == SurveillanceResult::passed;
    certificate.events.push_back(
        event_of(effect, passed ? Kind::surveillance_passed : Kind::surveillance_failed, one->on));
    return true;
  }
  if (const auto* one = std::get_if<TransferCertificateCommand>(&command)) {
    if (one->certificate != certificate.entry) return false;
    certificate.events.push_back(transfer_of(certificate, effect, *one));
    return true;
  }
  return false;
}

Result<Certificate> certificate_of(std::uint64_t id, Derivation& work) {
  const Effect* issued = find_effect<IssueCertificateCommand>(work.evidence, id);
  const Effect* legacy = find_effect<RecordLegacyCertificateCommand>(work.evidence, id);
  if (issued == nullptr && legacy == nullptr)
    return Fault{.code = "evidence_missing", .detail = "certificate", .entry = id};
  Certificate certificate;
  certificate.entry = {id};
  if (issued != nullptr) {
    const auto& command = std::get<IssueCertificateCommand>(*issued->command);
    certificate.scheme = command.scheme;
    certificate.factory = command.factory;
    certificate.body = issued->issuer;
    certificate.issues.push_back(
        {{id}, CertificateIssue::Kind::first, command.print, command.attestation, command.assessment});
  } else {
    const auto& command = std::get<RecordLegacyCertificateCommand>(*legacy->command);
    certificate.scheme = command.scheme;
    certificate.factory = command.factory;
    certificate.body = command.body;
    certificate.body_name = command.body_name;
    certificate.issues.push_back({{id}, CertificateIssue::Kind::legacy, command.print, std::nullopt, std::nullopt});
  }
  work.rested.on(issued != nullptr ? *issued : *legacy);
  for (const Effect& later : work.evidence.effects()) {
    if (later.id.value > id && tell(certificate, later)) work.rested.on(later);
  }
  return certificate;
}

// What the attestation lists, and what was retired later to repair what that lost.
Result<std::vector<Use>> attested_uses(const AttestCoverageCommand& word, const Inventory& inventory,
                                       Derivation& work) {
  std::vector<Use> uses;
  std::set<EntryIndex> lost;
  const auto add = [&](std::uint64_t retirement) -> std::optional<Fault> {
    auto use = use_in(retirement, work);
    if (const auto* fault = fault_of(use)) return *fault;
    uses.push_back(std::get<Use>(std::move(use)));
    lost.insert(uses.back().touched_by.begin(), uses.back().touched_by.end());
    return std::nullopt;
  };
  std::set<std::uint64_t> known;
  for (const RetirementId listed : word.retirements) {
    known.insert(listed.value);
    if (const auto fault = add(listed.value)) return *fault;
  }
  for (std::size_t before = 0; before != known.size();) {
    before = known.size();
    for (const std::uint64_t other : uses_of_year(inventory.factory, inventory.period, work.evidence)) {
      const Effect* effect = find_effect<RetireCommand>(work.evidence, other);
      const auto& replaces = std::get<RetireCommand>(*effect->command).replaces;
      if (!replaces || !lost.contains(*replaces) || !known.insert(other).second) continue;
      // Which repairs stand for it is the ledger's word.
      if (!work.word.contains(other)) continue;
      if (const auto fault = add(other)) return *fault;
    }
  }
  return uses;
}

const Effect* withdrawal_of(EntryIndex attestation, Derivation& work) {
  for (const Effect& effect : work.evidence.effects()) {
    const auto* withdrawn = std::get_if<WithdrawAttestationCommand>(effect.command);
    if (withdrawn == nullptr || withdrawn->attestation != attestation) continue;
    work.rested.on(effect);
    return &effect;
  }
  return nullptr;
}

// The attestation behind a printing: what it claims, and whether what it lists covers that today.
Result<json::object> attestation_json(const CertificateIssue& issue, Derivation& work, Doubts& doubts) {
  const EntryIndex id = *issue.attestation;
  const Effect* given = find_effect<AttestCoverageCommand>(work.evidence, id.value);
  if (given == nullptr) return Fault{.code = "evidence_missing", .detail = "attestation", .entry = id.value};
  work.rested.on(*given);
  const auto& word = std::get<AttestCoverageCommand>(*given->command);
  const Effect* declared = find_effect<DeclareInventoryCommand>(work.evidence, word.inventory.value);
  if (declared == nullptr)
    return Fault{.code = "evidence_missing", .detail = "inventory", .entry = word.inventory.value};
  const auto& command = std::get<DeclareInventoryCommand>(*declared->command);
  const auto versions = inventories_of(command.factory, command.period, work);
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const FoundInventory& one) { return one.inventory.id == word.inventory; });
  const auto uses = attested_uses(word, found->inventory, work);
  if (const auto* fault = fault_of(uses)) return *fault;
  const Scheme* scheme = find_scheme(word.scheme);
  if (scheme == nullptr) return Fault{.code = "scheme_unknown", .entry = id.value};
  const auto& listed = std::get<std::vector<Use>>(uses);
  if (counts_twice(listed)) return Fault{.code = "units_twice", .entry = id.value};
  const auto coverage = coverage_under(scheme, *found, listed, word.claim, china_date(given->time));
  if (!coverage) return Fault{.code = "coverage_overflow"};
  for (const EntryIndex target : {id, word.inventory.entry()}) add_doubts(target, work, doubts);
  if (word.assessment) add_doubts(*word.assessment, work, doubts);
  const Comparison& comparison = coverage->attestable;
  const auto gap = gap_to_share(comparison.counted, comparison.to_offset, word.claim.percent_e2);
  const bool withdrawn = withdrawal_of(id, work) != nullptr;
  return json::object{{"attestation", id.value},
                      {"body", given->issuer.text},
                      {"scheme", word.scheme},
                      {"factory", command.factory.value},
                      {"period", format_period(command.period)},
                      {"claimed_percent", format_percent_e2(word.claim.percent_e2)},
                      {"withdrawn", withdrawn},
                      {"superseded", found->superseded},
                      {"covers", gap.value == 0},
                      {"holds", !withdrawn && !found->superseded && rules::counts(found->inventory) && gap.value == 0},
                      {"inventory", inventory_json(*found)},
                      {"retirements", uses_json(listed)},
                      {"figures", comparison_json(comparison)}};
}

json::object print_json(const CertificateIssue& issue) {
  const CertificatePrint& print = issue.print;
  json::object object{{"entry", issue.entry.value},
                      {"number", print.number},
                      {"applicant", print.applicant},
                      {"period", format_period(print.period)},
                      {"type", nullptr},
                      {"star", nullptr},
                      {"level", nullptr},
                      {"emissions_t", format_tonnes(print.emissions)},
                      {"offset_percent", format_percent_e2(print.percent_e2)},
                      {"issued_on", format_date(print.issued_on)},
                      {"valid_until", format_date(print.valid_until)}};
  if (print.type) object["type"] = name_of(*print.type);
  if (print.star) object["star"] = *print.star;
  if (print.level) object["level"] = *print.level;
  return object;
}

}  // namespace

Result<json::object> certificate_statement(Derivation& work) {
  const Date day = work.subject.on;
  const auto found = certificate_of(work.subject.id, work);
  if (const auto* fault = fault_of(found)) return *fault;
  const auto& certificate = std::get<Certificate>(found);
  const auto issue = issue_on(certificate, day);
  if (!issue) return Fault{.code = "certificate_not_issued", .detail = "on that day", .entry = work.subject.id};
  const auto state = state_on(certificate, day, rules::surveillance_months(certificate.scheme));
  const auto body = body_on(certificate, day);
  Doubts doubts;
  add_doubts(certificate.entry, work, doubts);
  if (issue->assessment) add_doubts(*issue->assessment, work, doubts);
  json::object statement{{"certificate", certificate.entry.value},
                         {"on", format_date(day)},
                         {"scheme", certificate.scheme},
                         {"factory", nullptr},
                         {"body", body ? body->text : certificate.body_name},
                         {"state", name_of(state)},
                         {"in_force", is_in_force(state)},
                         {"print", print_json(*issue)},
                         {"attestation", nullptr}};
  if (certificate.factory) statement["factory"] = certificate.factory->value;
  bool holds = true;
  if (issue->attestation) {
    auto attestation = attestation_json(*issue, work, doubts);
    if (const auto* fault = fault_of(attestation)) return *fault;
    auto& object = std::get<json::object>(attestation);
    holds = object.at("holds").as_bool();
    statement["attestation"] = std::move(object);
  }
  statement["under_review"] = doubts.open;
  statement["dispute_upheld"] = doubts.upheld;
  statement["stands"] = is_in_force(state) && holds && !doubts.upheld;
  return statement;
}

}  // namespace tanbu::offline
