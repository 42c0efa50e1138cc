// decide(): the rulebook as pure functions, one file per command under ledger/rules/. Same command, context and view:
// same answer, on any machine, at any time. No rule reads a clock, a file or a random number. Precondition: the command
// is sound in form (the codec saw to it). The order of checks is the order of the Refusal enumeration.
#pragma once
#include "ledger/commands.hpp"
#include "ledger/events.hpp"
#include "ledger/refusal.hpp"
#include "ledger/view.hpp"

namespace tanbu {

// Version of the rule set compiled in; written into every entry (G-01).
inline constexpr std::string_view rules_version = "2026-11-01";

// Everything a rule may know besides the command and the view.
struct Context {
  PartyId issuer;
  EntryIndex entry;  // the index the entry would get
  Instant time;      // the time the entry would get
  [[nodiscard]] Date today() const { return china_date(time); }
};

[[nodiscard]] Outcome<Decision> decide(const GenesisCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const EnrollPartyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AppointRegistrarCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RegisterFactoryCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RegisterProjectCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordBatchCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const TransferCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const DeclareInventoryCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RetireCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const Command& command, const Context& context, const View& view);

// Admission: key in force at the entry's time, then iat and exp (formats section 2, writer checks 2 and 3).
[[nodiscard]] std::optional<Refused> admit(const Envelope& envelope, const Key& key, Instant entry_time);

namespace limits {
inline constexpr std::int64_t command_lifetime_ms_max = 7LL * 24 * 60 * 60 * 1000;
inline constexpr std::int64_t issued_ahead_ms_max = 5LL * 60 * 1000;
}  // namespace limits

}  // namespace tanbu
