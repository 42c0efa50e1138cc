// Pages of lists: which part is asked for, and where the next one starts. All pages of one list show the log as it was
// when the first was read.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/call.hpp"
#include "api/http/cursor.hpp"
#include "api/http/json_writer.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

inline constexpr std::size_t page_limit_default = 100;

struct AskedPage {
  Cursor cursor;  // where this page starts
  std::size_t limit = page_limit_default;
};
// Nothing when the cursor speaks of a log longer than this one: it is not ours.
[[nodiscard]] std::optional<AskedPage> asked_page(const Call& call, std::uint64_t log_size);

// Ends {"data":[...] in `body` with the member `next`, and answers in the form that the client accepts: the JSON, or
// its rows as CSV. Either names the next page in a Link field too (RFC 8288), the only place that CSV has for it.
[[nodiscard]] Response page_response(const Call& call, std::string body, const std::optional<Cursor>& next);

// {"data":[...],"next":...} of things that entries made, one each. `fetch` gives at most the page's limit of them from
// a position on, `position_of` the entry of one, `write` its JSON.
template <class Fetch, class PositionOf, class Write>
[[nodiscard]] Response list_response(const Call& call, store::Reader& reader, Fetch fetch, PositionOf position_of,
                                     Write write) {
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  // One more than is shown tells whether there is a next page.
  const store::Page page{asked->cursor.position, asked->cursor.size, asked->limit + 1};
  const auto things = fetch(page);
  const std::size_t shown = things.size() > asked->limit ? asked->limit : things.size();
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  for (std::size_t at = 0; at < shown; ++at) write(json, things[at]);
  json.close_array();
  std::optional<Cursor> next;
  if (shown < things.size()) next = Cursor{asked->cursor.size, position_of(things[shown]), 0};
  return page_response(call, std::move(body), next);
}

}  // namespace tanbu::http
