// Pages of lists: which part is asked for, and where the next one starts. All pages of one list have the rows of the
// entries that there were when the first was read; what a row says is of the moment at which its page is read.
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
// A page that is so long ends before its limit: rows may be many times longer than others, and the whole of a page is
// held until its client has read it.
inline constexpr std::size_t page_bytes_max = std::size_t{1} << 20;

struct AskedPage {
  Cursor cursor;  // where this page starts
  std::size_t limit = page_limit_default;
  bool newest_first = false;
};
// Nothing when the cursor speaks of a log longer than this one, or of the other direction: it is not ours.
[[nodiscard]] std::optional<AskedPage> asked_page(const Call& call, std::uint64_t log_size);
// What the store is asked for: one row more than is shown, which tells whether there is a next page. Both directions
// begin in the index where the page before ended, so that the last page costs what the first does.
[[nodiscard]] store::Page page_of_store(const AskedPage& asked);

// Reads the parameter `fields` of a list into the call: names of columns, or of members that hold several. Gives the
// problem when a name is unknown or stands twice.
[[nodiscard]] std::optional<Problem> read_asked_fields(Call& call);
// Whether the client wants a member of the rows: named by `fields`, or everything is wanted.
[[nodiscard]] bool asks_for_member(const Call& call, std::string_view member);

// Ends {"data":[...] in `body` with the member `next`, and answers in the form that the client accepts: the JSON, or
// its rows as CSV or as lines, each with the fields that were asked for. All name the next page in a Link field too
// (RFC 8288), the only place that rows alone have for it.
[[nodiscard]] Response page_response(const Call& call, std::string body, const std::optional<Cursor>& next);

// {"data":[...],"next":...} of things that entries made, one each. `fetch` gives at most the page's limit of them from
// a position on, `position_of` the entry of one, `write` its JSON.
template <class Fetch, class PositionOf, class Write>
[[nodiscard]] Response list_response(const Call& call, store::Reader& reader, Fetch fetch, PositionOf position_of,
                                     Write write) {
  const auto asked = asked_page(call, reader.head().size);
  if (!asked) return call.problem({.code = "cursor_invalid"});
  const auto things = fetch(page_of_store(*asked));
  const std::size_t shown_max = things.size() > asked->limit ? asked->limit : things.size();
  std::string body;
  JsonWriter json(body);
  json.open_object().name("data").open_array();
  std::size_t shown = 0;
  for (; shown < shown_max && body.size() < page_bytes_max; ++shown) write(json, things[shown]);
  json.close_array();
  std::optional<Cursor> next;
  if (shown < things.size()) next = Cursor{asked->cursor.size, position_of(things[shown]), 0};
  return page_response(call, std::move(body), next);
}

}  // namespace tanbu::http
