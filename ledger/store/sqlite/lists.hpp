// The list questions of a Reader: pages for people and programs outside, which no rule asks.
#pragma once
#include "ledger/store/sqlite/rows.hpp"

namespace tanbu::store {

class Lists {
 public:
  Lists(Connection& connection, PartyNumbers& parties)
      : connection_(connection), parties_(parties), rows_(connection, parties) {}

  [[nodiscard]] std::vector<Party> parties(Page page);
  [[nodiscard]] std::vector<Factory> factories(Page page);
  [[nodiscard]] std::vector<Project> projects(Page page, const std::optional<std::string>& programme);
  [[nodiscard]] std::vector<tanbu::Batch> batches(Page page, const BatchFilter& filter);
  [[nodiscard]] std::vector<Retirement> retirements(Page page, const RetirementFilter& filter);
  [[nodiscard]] std::vector<Appointment> appointments_of(const std::string& programme);
  [[nodiscard]] std::vector<Segment> holdings(const PartyId& holder, BatchRange after, std::size_t limit);
  [[nodiscard]] std::vector<tanbu::Batch> batches_with_number(const std::string& programme, std::int64_t number,
                                                              std::size_t limit);
  [[nodiscard]] std::optional<tanbu::Batch> batch_with_serial(const std::string& programme,
                                                              const std::string& canonical);
  [[nodiscard]] std::vector<Note> notes_page(const std::string& index_name, Page page);
  [[nodiscard]] std::vector<Note> note_at_entry(EntryIndex entry);

 private:
  [[nodiscard]] std::vector<Retirement> retirements_of_factory(Page page, FactoryId factory,
                                                               std::optional<Period> period,
                                                               std::optional<std::int64_t> beneficiary);
  // The next sort of notes that carry the name.
  [[nodiscard]] std::optional<std::int64_t> next_sort(const std::string& index_name, std::int64_t after);
  Connection& connection_;
  PartyNumbers& parties_;
  Rows rows_;
};

}  // namespace tanbu::store
