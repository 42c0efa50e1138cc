// What a certificate is worth on a day: a pure reading of its note, for any day and for any size of the log. Not here:
// whether its emissions are still covered (rules/claims.hpp); the two are separate answers. Source: rulebook CE-13,
// CB-03.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/records.hpp"

namespace tanbu {

enum class CertificateState : std::uint8_t {
  not_yet,  // before its first issue
  valid,
  overdue,  // in force, but no surveillance within its interval: a notice (CE-13, D-05)
  surveillance_failed,  // not in force until the next surveillance passes: the certificate itself says so (CE-13)
  suspended,
  expired,    // by date; a renewal of a later day begins a new cycle
  withdrawn,  // final, by the body (撤销)
  cancelled,  // final, at the holder's wish (注销)
};
[[nodiscard]] std::string_view name_of(CertificateState state);
// Whether its holder may show it: valid or overdue.
[[nodiscard]] bool is_in_force(CertificateState state);

enum class CertificateOperation : std::uint8_t {
  reissue,
  renew,
  transfer,
  survey,
  suspend,
  resume,
  withdraw,
  cancel,
  audit
};

// Every state and every operation: the whole table, so that no pair is decided by accident.
[[nodiscard]] bool may_follow(CertificateState state, CertificateOperation operation);

// Entries at and after `log_size` are not seen; the default sees all.
inline constexpr std::uint64_t whole_log = UINT64_MAX;

// The printing in force on that day: the last that was issued by then. Nothing before the first.
[[nodiscard]] std::optional<CertificateIssue> issue_on(const Certificate& certificate, Date day,
                                                       std::uint64_t log_size = whole_log);
[[nodiscard]] CertificateState state_on(const Certificate& certificate, Date day, int surveillance_months,
                                        std::uint64_t log_size = whole_log);
// The last day on which the certificate is not overdue, if nothing more happens; nothing before its first issue.
[[nodiscard]] std::optional<Date> surveillance_due(const Certificate& certificate, Date day, int surveillance_months,
                                                   std::uint64_t log_size = whole_log);
// Who stands behind it on that day: the first body, or the one that took it over.
[[nodiscard]] std::optional<PartyId> body_on(const Certificate& certificate, Date day,
                                             std::uint64_t log_size = whole_log);
// The day of the latest issue or of the latest event that changed its state; nothing later may come before it.
[[nodiscard]] Date latest_day(const Certificate& certificate);

}  // namespace tanbu
