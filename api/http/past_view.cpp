#include "api/http/past_view.hpp"

#include "ledger/apply.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t entries_at_once = 1'000;

}  // namespace

PastView::PastView(store::Reader& reader, std::uint64_t size) {
  HOLDS(size <= past_entries_max);
  std::uint64_t next = 0;
  while (next < size) {
    const auto page = reader.entries({next, size, entries_at_once});
    HOLDS(!page.empty());  // the log has no holes
    for (const store::StoredEntry& entry : page) {
      for (const Event& event : entry.decision.events) state_.put(tanbu::apply(event, state_));
      state_.append_entry();
      next = entry.index.value + 1;
    }
  }
}

Date day_at(std::uint64_t size, store::Reader& reader) {
  HOLDS(size > 0);
  const auto stored = reader.entry({size - 1});
  HOLDS(stored.has_value());
  const auto entry = log::parse_entry(stored->entry);
  HOLDS(entry.has_value());
  return china_date({entry->time_unix_ms});
}

}  // namespace tanbu::http
