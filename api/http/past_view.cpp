#include "api/http/past_view.hpp"

#include "ledger/apply.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t entries_at_once = 1'000;

}  // namespace

PastView::PastView(store::Reader& reader, std::uint64_t size, const std::function<bool()>& given_up) {
  HOLDS(size <= past_entries_max);
  std::uint64_t next = 0;
  while (next < size) {
    if (given_up && given_up()) return;
    const auto page = reader.entries({next, size, entries_at_once});
    HOLDS(!page.empty());  // the log has no holes
    for (const store::StoredEntry& entry : page) {
      for (const Event& event : entry.decision.events) state_.put(tanbu::apply(event, state_));
      state_.append_entry();
      next = entry.index.value + 1;
    }
  }
  whole_ = true;
}

std::optional<Response> with_view(const Call& call, store::Reader& reader,
                                  const std::function<std::optional<Response>(const View&)>& answer) {
  const auto as_of = call.values.number("as_of");
  if (!as_of) return answer(reader);
  if (*as_of > reader.head().size || *as_of > past_entries_max) return call.problem({.code = "as_of_out_of_reach"});
  // Whoever asked has gone when the server stops, and the stop is not to wait for two hundred thousand entries.
  const PastView past(reader, *as_of, [&call] { return call.services->stopping->load(); });
  if (!past.whole()) return call.problem({.code = "stopping", .retry_seconds = 1});
  return answer(past.view());
}

Date asked_day(const Call& call, store::Reader& reader) {
  if (const auto on = parse_date(call.values.text("on"))) return *on;
  const auto as_of = call.values.number("as_of");
  if (!as_of || *as_of == 0) return china_date(call.engine().now());
  const auto stored = reader.entry({*as_of - 1});
  HOLDS(stored.has_value());
  const auto entry = log::parse_entry(stored->entry);
  HOLDS(entry.has_value());
  return china_date({entry->time_unix_ms});
}

}  // namespace tanbu::http
