// The reduction behind the units (XM-02): one megawatt-hour, or one tonne of one project and period, may be issued
// once, whatever the programme calls it. Power is compared by asset and month in kWh against what was metered, other
// projects by their links and vintages. Not here: the lock of a self-developed project (own_project.hpp).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::rules {

// What the ledger generated an asset's month to: the newest record that is not voided.
[[nodiscard]] std::optional<Generation> metered_generation(const std::string& asset_code, const std::string& month,
                                                           const View& view);

// A batch's claim on an asset's month, as far as it still lives.
struct LiveClaim {
  GenerationClaim claim;
  Batch batch;
  bool certificates = false;  // megawatt-hours, not tonnes
  std::int64_t kwh = 0;       // of certificates no more than those that live; of credits all while one lives
};
// Claims with more than 0 kWh, in order of their batches; voided batches claim nothing.
[[nodiscard]] std::vector<LiveClaim> live_claims(const std::string& asset_code, const std::string& month,
                                                 const View& view);

// Units of the batch that are neither cancelled nor invalidated.
[[nodiscard]] std::int64_t live_units(const Batch& batch, const View& view);
// True when two projects have live batches of overlapping vintages.
[[nodiscard]] bool share_live_vintage(const Project& a, const Project& b, const View& view);

enum class Underlying {
  clear,         // nobody else issued for it
  information,   // somebody did, and all those units are dead (flag shared_vintage)
  linked_claim,  // units were cancelled there in equal quantity for this (flag linked_claim)
  conflict,      // it would be issued twice
};
struct UnderlyingVerdict {
  Underlying kind = Underlying::clear;
  std::optional<Refused> refused;  // for a conflict: underlying_conflict or gec_ccer_overlap, naming the other batch
  std::vector<Flag> flags;         // also generation_unknown
};

// May this batch be issued beside what stands? `set_aside` are batches that fall with this record. What only a holder
// stated never stands in a registrar's way.
struct NewIssuance {
  const RecordBatchCommand& command;
  const Project& project;
  bool by_registrar = false;
  std::vector<BatchId> set_aside;
};
[[nodiscard]] UnderlyingVerdict underlying_verdict(const NewIssuance& issuance, const View& view);

}  // namespace tanbu::rules
