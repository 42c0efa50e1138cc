// Why the ledger says no. Every refusal has a number that is never reused and a snake_case name that is part of the
// public format. The order of the enumerators is the order in which the rules ask (the numbers are only names), so a
// command is refused for the first reason that applies. A refusal is a value; it is not an exception, and it is not a
// fault of form (form.hpp) or of the machine.
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
  party_succeeded = 105,
  key_not_for_kind = 106,
  not_association = 100,
  not_registrar = 101,
  not_operator = 102,
  not_verifier = 103,
  not_beneficiary = 104,
  not_holder = 107,
  not_signer = 108,
  not_engaged = 109,
  not_authorised = 110,
  not_approver = 111,
  approval_by_same_person = 112,
  operator_verifies = 113,
  not_issuer = 114,
  not_scheme_owner = 115,
  // References: something the command names is not in the ledger. The jti is spent; so it is for every reason below.
  genesis_exists = 200,
  unknown_party = 201,
  unknown_key = 209,
  unknown_appointment = 210,
  unknown_authorisation = 211,
  unknown_pending = 212,
  unknown_factory = 202,
  unknown_project = 203,
  unknown_batch = 204,
  unknown_inventory = 205,
  unknown_retirement = 213,
  unknown_reservation = 214,
  unknown_engagement = 215,
  unknown_invalidation = 216,
  unknown_scheme = 218,
  unknown_assessment = 219,
  unknown_attestation = 220,
  unknown_certificate = 221,
  unknown_award = 222,
  unknown_dispute = 223,
  unknown_target = 217,
  range_outside_batch = 206,
  future_date = 207,
  evidence_required = 208,
  // Identity: the thing exists already, is over already, or contradicts what exists.
  party_exists = 300,
  party_has_successor = 305,
  succeeds_itself = 306,
  key_exists = 301,
  key_revoked = 307,
  last_key = 308,
  approver_unknown = 309,
  policy_locked = 310,
  verifier_count = 311,
  authorisation_state = 312,
  appointment_ended = 313,
  pending_closed = 314,
  pending_lapsed = 315,
  project_exists = 302,
  projects_linked = 316,
  same_operator = 317,
  inventory_overlap = 303,
  inventory_exists = 304,
  inventory_superseded = 318,
  engagement_state = 319,
  not_voidable = 320,
  voided_already = 321,
  has_dependents = 322,
  certificate_exists = 323,
  certificate_state = 324,
  attestation_withdrawn = 325,
  dispute_resolved = 326,
  attested = 327,
  dates_disordered = 328,
  not_erasable = 329,
  erased_already = 330,
  digest_stated = 331,
  log_key_known = 332,
  log_keys_two = 333,
  log_key_not_in_force = 334,
  last_log_key = 335,
  // Use: programme and purpose, own project, double use, freedom, time, beneficiary, ceiling; asked in this order.
  gec_not_offset = 400,
  purpose_conflict = 401,
  not_transferable = 402,
  gec_not_tradable = 414,
  gec_retrade = 415,
  own_boundary = 416,
  underlying_locked = 403,
  project_shared = 404,
  underlying_conflict = 405,
  gec_ccer_overlap = 417,
  transfer_to_self = 406,
  double_use = 407,
  reservation_mismatch = 420,
  not_free = 408,
  not_frozen = 418,
  not_assignable = 419,
  ranges_mixed = 409,
  replacement_mismatch = 421,
  replacement_exceeds = 422,
  ex_ante = 410,
  gec_expired = 424,
  gec_year_mismatch = 423,
  registry_lapsed = 425,
  registry_mismatch = 411,
  beneficiary_mismatch = 412,
  gec_over_consumption = 413,
  not_open = 426,
  hold_lapsed = 427,
  self_developed_fixed = 428,
  registry_names_it = 429,
  correction_not_agreed = 430,
  not_locked = 431,
  // Sources.
  serial_overlap = 500,
  gec_dup = 501,
  quantity_fixed = 502,
  // Factory-year: what a scheme asks before a body's word stands.
  draft_scheme = 600,
  standard_withdrawn = 601,
  not_certifiable = 602,
  not_awardable = 603,
  inventory_unverified = 604,
  period_not_ended = 605,
  claim_type_missing = 606,
  scope_missing = 607,
  plan_missing = 608,
  retirement_elsewhere = 609,
  retirement_unconfirmed = 610,
  retired_late = 611,
  assessment_mismatch = 612,
  indicator_fails = 613,
  indicator_undetermined = 614,
  level_unknown = 615,
  star_range = 616,
  star_threshold = 617,
  claim_mismatch = 618,
  emissions_differ = 619,
  validity_length = 620,
  under_covered = 621,
  not_legal_person = 622,
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
  old_vintage = 6,               // vintage begins more than five years before the period (RT-07)
  recorded_by_holder = 7,        // the units count once a registrar or engaged body confirmed the batch
  temporary_credit = 8,          // tCER or lCER: on HOLD
  instrument_unrecognised = 9,   // no recognition of the programme is in force: on HOLD (CE-09 d, PH-02)
  cross_border = 10,             // the beneficiary is not of this country: on HOLD (CC-13)
  old_ccer = 11,                 // filed before 2017-03-14: accepted for a factory, not for the national market (CC-17)
  other_region = 12,             // the registry is of another province than the factory (PH-05)
  gec_year_differs = 13,         // certificate and consumption are of different years: on HOLD from 2026 on (GE-07)
  generation_unknown = 14,       // nobody recorded what the asset generated in that month: UNDETERMINED (XM-02)
  linked_claim = 15,             // the same reductions were cancelled in the other programme in equal quantity
  shared_vintage = 16,           // a linked project issued for the same period: for information
  conflict_opened = 17,          // the fact contradicts what the ledger holds; a conflict names both sides
  waits_for_approval = 18,       // a second signature is needed; the units are kept
  registry_word_missing = 19,    // moved without the registry's word: on HOLD until it is confirmed (CC-11)
  verifier_count_unstated = 20,  // CB-01 could not be checked
  validator_verifies = 21,       // CB-04
  methodology_unknown = 22,      // CC-20
  reduction_before_2020_09_23 = 23,  // CC-04
  issued_late = 24,                  // CC-05
  outside_crediting_period = 25,     // CC-06
  technology_not_admitted =
      26,                     // power credits of the new system come from offshore wind and solar thermal only (GE-09)
  repairs_invalidation = 27,  // a late replacement, exempt from the timing rules
  key_in_recovery = 28,       // the key comes into force seven days later
  restatement_pending = 29,   // a newer, unverified version stands beside the one that counts
  factory_transfer_offered = 30,  // waits for the other operator's signature
  region_unknown = 31,            // ID-04
  industry_unusual = 32,          // the section of the industry is not B, C or D (ID-05)
  over_consumption = 33,          // more certificates stand than the electricity of this inventory (GE-08)
  gec_own_asset =
      34,  // a certificate of an own asset counts inside the direct supply, never in addition (GE-08, XM-01)
  own_generation_claimed = 35,  // own direct supply carries certificates that somebody else holds or used
  star_not_checked = 36,       // no threshold of this star is known: the certificate stands, its star unchecked (CE-03)
  surveillance_late = 37,      // no surveillance within its interval (CE-13)
  period_not_covered = 38,     // the surveillance names no attestation of its period (G-04)
  scheme_lapsed = 39,          // the scheme was not in force on that day (BH-07)
  notice_short = 40,           // the public notice lasted less than seven days (BH-06)
  validity_unusual = 41,       // the validity is not three years less a day (D-30)
  number_unusual = 42,         // the number does not show the year or the cycle of its issue (CE-12)
  period_unusual = 43,         // the period is no whole natural year (CE-11, CA-06)
  plan_behind = 44,            // less was reduced than the plan promised (D-34)
  issued_before_list = 45,     // issued before the list of authorised bodies (D-24)
  level_undetermined = 46,     // the ledger cannot tell whether the level is reached
  coverage_not_examined = 47,  // recorded as printed; its coverage was not examined by this ledger
  conformity_not_examined = 48,  // some indicators could not be examined by the ledger
  net_factor_missing = 49,       // green electricity is not deducted: no factor for the rest is given (EF-04)
  certificate_offered = 50,      // the transfer waits for the other body's signature
  retired_after_issue = 51,      // units were retired after the issue of the certificate (D-06)
  net_factor_lower = 52,         // the factor for the rest is below the location's and lowers that rest, too (EF-04)
  direct_supply_unnamed = 53,    // own supply without its plant's code beside certificates that may be its own (XM-01)
};
[[nodiscard]] std::string_view name_of(Flag flag);

}  // namespace tanbu
