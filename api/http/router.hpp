// Which route a request names, and whether its parameters are what the route says. The routes themselves are data
// (routes.hpp). Strict: an unknown or repeated parameter is refused, never ignored, because who asks for `?verified=1`
// and is not heard believes what he reads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/http/problem.hpp"
#include "api/http/target.hpp"
#include "api/http/wire/message.hpp"

namespace tanbu::store {
class Reader;
}

namespace tanbu::http {

// What a parameter may be; each kind has one checker.
enum class ValueKind {
  index,       // 0..2^53-1 without leading zeros
  page_limit,  // 1..500
  flag,        // true or false
  checkpoint,  // latest or witnessed
  standing,    // open or all
  period,      // canonical
  party,       // canonical
  programme,   // a code of this build
  cursor,      // of this list
  sort,        // entry or -entry
  date,        // YYYY-MM-DD
  scheme,      // a code of this build
  certificate_state,
  claim_type,  // I or II
  percent,     // above 0, at most 100, at most two decimals
  text,        // 1..500 bytes
  rest,        // path only: one or more segments
  language,    // en or zh
};

// The states that a certificate can be in, as they are spelt.
[[nodiscard]] std::span<const std::string_view> certificate_state_words();

// "100", "80.5": hundredths of a per cent, above 0 and at most 10'000; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> claimed_percent_e2(std::string_view text);

struct Parameter {
  std::string_view name;
  ValueKind kind{};
  bool required = false;
  std::string_view description{};
};

enum class Access {
  everyone,
  // Some of it, or all of it, only for those whom it concerns; to others it looks absent.
  by_right,
};

struct Call;
using Finish = std::function<void(Response)>;
using ReadHandler = Response (*)(const Call& call, store::Reader& reader);
// Asks neither ledger nor reader, so that it answers while the store fails.
using PlainHandler = Response (*)(const Call& call);
using CommandHandler = void (*)(Call call, Finish finish);

// One row of the table of routes. Exactly one handler is set: reads and plain ones are GET (and HEAD), commands are
// POST.
struct Route {
  std::string_view method;
  std::string_view pattern;  // "/v1/entries/{index}"; "{name*}" takes all segments that are left
  Access access = Access::everyone;
  ReadHandler read = nullptr;
  CommandHandler command = nullptr;
  PlainHandler plain = nullptr;
  std::size_t body_bytes_max = 0;
  int request_seconds_max = 30;
  std::vector<Parameter> path{};  // kinds of the pattern's names
  std::vector<Parameter> query{};
  std::string_view correction{};  // the kind of command that corrects what stands here; for PUT, PATCH, DELETE
  std::string_view description{};
  std::string_view list{};   // of importers/exported.hpp: the answer is a page of its rows, and is given as CSV too
  bool by_language = false;  // the answer has words that follow Accept-Language
  // The answer depends on the state of the ledger, the day in China, who asks, the target, the language and gzip, and
  // on nothing else, unless as_of or checkpoint are asked for: it is given again while these stand.
  bool kept = false;
};

// Checked parameters of a request, path and query together.
class Values {
 public:
  void set(std::string_view name, std::string value) { values_.emplace_back(name, std::move(value)); }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  // Empty when absent.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  // Of kinds index and page_limit.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return text(name) == "true"; }

 private:
  [[nodiscard]] const std::string* find(std::string_view name) const;
  std::vector<std::pair<std::string_view, std::string>> values_;
};

struct Matched {
  const Route* route = nullptr;
  Values values;
};

class Router {
 public:
  // The routes must outlive the router.
  explicit Router(std::span<const Route> routes);
  // HEAD is GET. Problems: not_found, method_not_allowed, unknown_parameter, parameter_repeated, parameter_missing,
  // parameter_invalid, cursor_invalid. A malformed value in the path names nothing: not_found.
  [[nodiscard]] std::variant<Matched, Problem> match(std::string_view method, const Target& target) const;
  // By method and path alone; nullptr when there is none.
  [[nodiscard]] const Route* find(std::string_view method, const Target& target) const;

 private:
  struct Row {
    const Route* route;
    std::vector<std::string_view> segments;  // "{name}" for a parameter
  };
  std::vector<Row> rows_;
};

}  // namespace tanbu::http
