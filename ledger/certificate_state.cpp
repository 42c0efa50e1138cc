#include "ledger/certificate_state.hpp"

#include <algorithm>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

using Kind = CertificateEvent::Kind;

bool seen(EntryIndex entry, std::uint64_t log_size) { return entry.value < log_size; }

// The state that the bodies' own words give it on that day; what follows from dates alone comes after. A renewal begins
// anew: a suspension of the cycle before, which ran out, does not reach into it.
CertificateState decided_on(const Certificate& certificate, Date day, std::uint64_t log_size) {
  EntryIndex cycle;
  for (const CertificateIssue& issue : certificate.issues) {
    const bool begins = issue.kind == CertificateIssue::Kind::renewal && issue.print.issued_on <= day;
    if (begins && seen(issue.entry, log_size)) cycle = issue.entry;
  }
  CertificateState state = CertificateState::valid;
  for (const CertificateEvent& event : certificate.events) {
    if (!seen(event.entry, log_size) || day < event.effective_on) continue;
    if (event.entry < cycle) continue;
    if (event.kind == Kind::suspended) state = CertificateState::suspended;
    if (event.kind == Kind::resumed) state = CertificateState::valid;
    if (event.kind == Kind::withdrawn) state = CertificateState::withdrawn;
    if (event.kind == Kind::cancelled) state = CertificateState::cancelled;
  }
  return state;
}

struct Surveillance {
  Date last_passed;     // or the beginning of the cycle
  bool failed = false;  // the latest one
};

Surveillance surveillance_by(const Certificate& certificate, const CertificateIssue& issue, Date day,
                             std::uint64_t log_size) {
  Surveillance found{.last_passed = issue.print.cycle_from, .failed = false};
  Date latest = issue.print.cycle_from;
  for (const CertificateEvent& event : certificate.events) {
    const bool survey = event.kind == Kind::surveillance_passed || event.kind == Kind::surveillance_failed;
    if (!survey || !seen(event.entry, log_size) || day < event.effective_on || event.effective_on < latest) continue;
    latest = event.effective_on;
    found.failed = event.kind == Kind::surveillance_failed;
    if (!found.failed) found.last_passed = event.effective_on;
  }
  return found;
}

}  // namespace

std::string_view name_of(CertificateState state) {
  switch (state) {
    case CertificateState::not_yet:
      return "not_yet";
    case CertificateState::valid:
      return "valid";
    case CertificateState::overdue:
      return "overdue";
    case CertificateState::surveillance_failed:
      return "surveillance_failed";
    case CertificateState::suspended:
      return "suspended";
    case CertificateState::expired:
      return "expired";
    case CertificateState::withdrawn:
      return "withdrawn";
    case CertificateState::cancelled:
      return "cancelled";
  }
  HOLDS(false);
  return "";
}

bool is_in_force(CertificateState state) {
  return state == CertificateState::valid || state == CertificateState::overdue;
}

bool may_follow(CertificateState state, CertificateOperation operation) {
  using enum CertificateOperation;
  if (operation == audit) return state != CertificateState::not_yet;  // to look it up is a fact, whatever it is worth
  switch (state) {
    case CertificateState::not_yet:
    case CertificateState::withdrawn:
    case CertificateState::cancelled:
      return false;
    case CertificateState::expired:
      return operation == renew;
    case CertificateState::suspended:
      return operation == resume || operation == survey || operation == withdraw || operation == cancel;
    case CertificateState::valid:
    case CertificateState::overdue:
    case CertificateState::surveillance_failed:
      return operation != resume;
  }
  HOLDS(false);
  return false;
}

std::optional<CertificateIssue> issue_on(const Certificate& certificate, Date day, std::uint64_t log_size) {
  std::optional<CertificateIssue> found;
  for (const CertificateIssue& issue : certificate.issues) {
    if (seen(issue.entry, log_size) && issue.print.issued_on <= day) found = issue;
  }
  return found;
}

CertificateState state_on(const Certificate& certificate, Date day, int surveillance_months, std::uint64_t log_size) {
  const auto issue = issue_on(certificate, day, log_size);
  if (!issue) return CertificateState::not_yet;
  const CertificateState decided = decided_on(certificate, day, log_size);
  if (decided == CertificateState::withdrawn || decided == CertificateState::cancelled) return decided;
  if (issue->print.valid_until < day) return CertificateState::expired;
  if (decided == CertificateState::suspended) return decided;
  const Surveillance surveillance = surveillance_by(certificate, *issue, day, log_size);
  if (surveillance.failed) return CertificateState::surveillance_failed;
  const bool late = months_later(surveillance.last_passed, surveillance_months) < day;
  return late ? CertificateState::overdue : CertificateState::valid;
}

std::optional<Date> surveillance_due(const Certificate& certificate, Date day, int surveillance_months,
                                     std::uint64_t log_size) {
  const auto issue = issue_on(certificate, day, log_size);
  if (!issue) return std::nullopt;
  return months_later(surveillance_by(certificate, *issue, day, log_size).last_passed, surveillance_months);
}

std::optional<PartyId> body_on(const Certificate& certificate, Date day, std::uint64_t log_size) {
  std::optional<PartyId> body = certificate.body;
  for (const CertificateEvent& event : certificate.events) {
    if (event.kind == Kind::transferred && seen(event.entry, log_size) && event.effective_on <= day)
      body = event.to_body;
  }
  return body;
}

Date latest_day(const Certificate& certificate) {
  HOLDS(!certificate.issues.empty());
  Date latest = certificate.issues.front().print.issued_on;
  for (const CertificateIssue& issue : certificate.issues) latest = std::max(latest, issue.print.issued_on);
  for (const CertificateEvent& event : certificate.events) {
    const bool moves = event.kind != Kind::audited && event.kind != Kind::transfer_offered &&
                       event.kind != Kind::surveillance_passed && event.kind != Kind::surveillance_failed;
    if (moves) latest = std::max(latest, event.effective_on);
  }
  return latest;
}

}  // namespace tanbu
