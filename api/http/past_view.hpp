// The state of the ledger as it was after its first entries, built again from what they did. For questions about the
// past; the present is read from the store. Texts that the effects leave out (names) are empty in it. It costs time and
// memory in proportion to the entries, so there is a bound. Threading: belongs to one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "api/http/call.hpp"
#include "ledger/empty_view.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

inline constexpr std::uint64_t past_entries_max = 200'000;

class PastView {
 public:
  // Precondition: size is at most that of the reader's log, and at most past_entries_max.
  // `given_up` is asked now and then; may be empty.
  PastView(store::Reader& reader, std::uint64_t size, const std::function<bool()>& given_up = {});
  // False when it was given up; then the view is of no size that anybody asked for.
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] const View& view() const { return state_; }

 private:
  bool whole_ = false;
  EmptyView nothing_;
  Overlay state_{nothing_};
};

// The answer on the state at the size that the query names under `as_of`, or on the present one; the problem
// as_of_out_of_reach where there is no such state.
[[nodiscard]] std::optional<Response> with_view(const Call& call, store::Reader& reader,
                                                const std::function<std::optional<Response>(const View&)>& answer);

// For which day the query asks: the one under `on`; else that of the last entry of the size under `as_of`, because what
// stood then is what the ledger said; else today. Precondition: the size is in reach.
[[nodiscard]] Date asked_day(const Call& call, store::Reader& reader);

}  // namespace tanbu::http
