// Records and events of the ledger as the JSON of the HTTP API. Only spelling: what may be shown is decided elsewhere,
// and nothing here that needs a right is written without being asked for.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/json_writer.hpp"
#include "ledger/events.hpp"
#include "ledger/programme.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

// "t" or "MWh".
[[nodiscard]] std::string_view unit_text(const std::string& programme);

// Whom effects are shown to: everybody is told units that are reserved as free, because a reservation is its holder's
// business.
enum class EffectsFor { everybody, concerned };
// [{"type": ..., ids and numbers}, ...]; texts are left out, so that a repeated answer equals the first one.
void write_effects(JsonWriter& json, const std::vector<Event>& events, EffectsFor whom);
void write_flags(JsonWriter& json, const std::vector<Flag>& flags);
// In the order of their numbers, and neighbours of one batch, status and retirement as one piece: where the pieces of a
// public fact begin and end would tell how transfers divided the units before it.
[[nodiscard]] std::vector<Segment> joined(std::vector<Segment> pieces);

// Whether a body has spoken for the inventory; one that spoke against it has not.
[[nodiscard]] inline bool is_verified(const Inventory& inventory) {
  return inventory.verification && inventory.verification->opinion != Opinion::adverse;
}

// Of the versions of one year's inventory that nobody undid: the newest, and the newest that is verified. Pointers into
// what was given; null where there is none.
struct StandingVersions {
  const Inventory* newest = nullptr;
  const Inventory* verified = nullptr;
  // The one that coverage takes where no version is asked for.
  [[nodiscard]] const Inventory* counted() const { return verified != nullptr ? verified : newest; }
};
[[nodiscard]] inline StandingVersions standing_versions(const std::vector<Inventory>& versions, Period period) {
  StandingVersions standing;
  for (const Inventory& version : versions) {
    if (version.period != period || version.voided_by) continue;
    standing.newest = &version;
    if (is_verified(version)) standing.verified = &version;
  }
  return standing;
}

// Whole objects.
void write_party(JsonWriter& json, const Party& party, const std::vector<Key>* keys = nullptr);
void write_factory(JsonWriter& json, const Factory& factory);
// The members of a project without the object's brackets.
void write_project_members(JsonWriter& json, const Project& project, const std::vector<BatchId>& batches);
// The members of a batch without the object's brackets, so that others can be added.
void write_batch_members(JsonWriter& json, const Batch& batch);

// Batches and retirements read once while one answer is written.
class RecordCache {
 public:
  explicit RecordCache(store::Reader& reader) : reader_(reader) {}
  [[nodiscard]] const Batch& batch(BatchId id);
  [[nodiscard]] const Retirement& retirement(RetirementId id);
  // What was read anyhow needs not be asked for again.
  void remember(Retirement retirement) {
    const auto id = retirement.id;
    retirements_.emplace(id, std::move(retirement));
  }

 private:
  store::Reader& reader_;
  std::map<BatchId, Batch> batches_;
  std::map<RetirementId, Retirement> retirements_;
};

void write_retirement_members(JsonWriter& json, const Retirement& retirement, RecordCache& cache);

}  // namespace tanbu::http
