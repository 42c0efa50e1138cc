// The state of the ledger as it was after its first entries, built again from what they did. For questions about the
// past; the present is read from the store. Texts that the effects leave out (names) are empty in it. It costs time and
// memory in proportion to the entries, so there is a bound. Threading: belongs to one thread.
#pragma once
#include "ledger/empty_view.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

inline constexpr std::uint64_t past_entries_max = 200'000;

// The day of the last entry at that size: what stood then is what the ledger said. Precondition: 0 < size <= the log's.
[[nodiscard]] Date day_at(std::uint64_t size, store::Reader& reader);

class PastView {
 public:
  // Precondition: size is at most that of the reader's log, and at most past_entries_max.
  PastView(store::Reader& reader, std::uint64_t size);
  [[nodiscard]] const View& view() const { return state_; }

 private:
  EmptyView nothing_;
  Overlay state_{nothing_};
};

}  // namespace tanbu::http
