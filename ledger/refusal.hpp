// Why the ledger says no. Every refusal has a number that is never reused and a snake_case name that is part of the
// public format. The order of the enumerators within a group is the order in which the rules ask, so a command is
// refused for the first reason that applies. A refusal is a value; it is not an exception, and it is not a fault of
// form (form.hpp) or of the machine.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/holds.hpp"
#include "ledger/ids.hpp"

namespace tanbu {

enum class Refusal : std::uint16_t {
  // Not admitted: who signed, for whom, when. Nothing is spent; sign again correctly.
  key_unknown = 1,
  signature_invalid = 2,
  issuer_mismatch = 3,
  audience_mismatch = 4,
  jti_reused = 5,
  key_not_in_force = 6,
  issued_in_future = 7,
  lifetime_too_long = 8,
  command_expired = 9,
  // Not allowed: the signer has no authority for this wish. The jti is spent.
  not_association = 100,
  not_registrar = 101,
  not_operator = 102,
  not_verifier = 103,
  not_beneficiary = 104,
  // References: something the command names is not in the ledger. The jti is spent; so it is for every reason below.
  genesis_exists = 200,
  unknown_party = 201,
  unknown_factory = 202,
  unknown_project = 203,
  unknown_batch = 204,
  unknown_inventory = 205,
  range_outside_batch = 206,
  future_date = 207,
  evidence_required = 208,
  // Identity: the thing exists already or contradicts what exists.
  party_exists = 300,
  key_exists = 301,
  project_exists = 302,
  inventory_overlap = 303,
  inventory_exists = 304,
  // Use: programme and purpose, own project, double use, freedom, time, beneficiary, ceiling; asked in this order.
  gec_not_offset = 400,
  purpose_conflict = 401,
  not_transferable = 402,
  underlying_locked = 403,
  project_shared = 404,
  underlying_conflict = 405,
  transfer_to_self = 406,
  double_use = 407,
  not_free = 408,
  ranges_mixed = 409,
  ex_ante = 410,
  registry_mismatch = 411,
  beneficiary_mismatch = 412,
  gec_over_consumption = 413,
  // Sources.
  serial_overlap = 500,
  gec_dup = 501,
};

// What the caller does about it; decides the HTTP status.
enum class RefusalGroup { admission, authority, state };
[[nodiscard]] RefusalGroup group_of(Refusal refusal);
[[nodiscard]] std::string_view name_of(Refusal refusal);
[[nodiscard]] std::optional<Refusal> refusal_from_number(std::uint16_t number);
[[nodiscard]] const std::vector<Refusal>& all_refusals();

// A refusal with what it collided with. `conflict` is the entry that stands in the way; `facts` are name and value
// pairs in canonical spellings (first, last, factory, period, batch, holder, ...), for texts and for programs.
struct Refused {
  Refusal reason{};
  std::optional<EntryIndex> conflict{};
  std::vector<std::pair<std::string, std::string>> facts{};
  bool operator==(const Refused&) const = default;
};

// Either a value or a refusal. [[nodiscard]] stands on the type, so no caller can drop a refusal silently.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Refused refused) : held_(std::in_place_index<1>, std::move(refused)) {}
  Outcome(Refusal reason) : held_(std::in_place_index<1>, Refused{.reason = reason}) {}
  [[nodiscard]] bool accepted() const { return held_.index() == 0; }
  [[nodiscard]] const T& value() const {
    HOLDS(accepted());
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T take() {
    HOLDS(accepted());
    return std::move(*std::get_if<0>(&held_));
  }
  [[nodiscard]] const Refused& refused() const {
    HOLDS(!accepted());
    return *std::get_if<1>(&held_);
  }

 private:
  std::variant<T, Refused> held_;
};

// Accepted, but with a notice that everybody sees (FLAG in the rulebook). Not a refusal and not a HOLD.
enum class Flag : std::uint16_t {
  same_site = 1,            // another living factory has the same division and address
  factor_not_in_table = 2,  // the grid factor is not in the loaded tables (EF-01)
  purpose_unclear = 3,      // the claim is on HOLD: the registry's text does not name this party and year (RT-03)
  surplus_forfeited = 4,    // retired more than the emissions need; the remainder is not carried over (CE-14)
  crediting_period_missing = 5,
  old_vintage = 6,  // vintage begins more than five years before the period (RT-07)
};
[[nodiscard]] std::string_view name_of(Flag flag);

}  // namespace tanbu
