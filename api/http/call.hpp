// One request on its way through the application: what was asked, by whom, and what a handler may use. Not a session:
// nothing here outlives the answer.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/accept.hpp"
#include "api/http/anchors.hpp"
#include "api/http/problem.hpp"
#include "api/http/router.hpp"
#include "api/http/slow_work.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::witnesses {
class Witnesses;
}

namespace tanbu::http {

class Feed;
class Imports;

}  // namespace tanbu::http

namespace tanbu::serving {
class Limits;
class Metrics;
}  // namespace tanbu::serving

namespace tanbu::http {

// What the application owns and lends to every handler. Any thread.
struct Services {
  engine::Engine& engine;
  SlowWork& slow_work;
  Imports& imports;
  std::string version;
  std::shared_ptr<const log::Signer> statement_signer;  // may be absent
  std::shared_ptr<const Anchors> anchors;               // may be absent
  const witnesses::Witnesses* witnesses = nullptr;      // null: nobody is asked to cosign
  Feed* feed = nullptr;                                 // the application always has one
  const std::atomic<bool>* stopping = nullptr;          // never null: the application ends
  std::shared_ptr<serving::Limits> limits{};            // may be absent
  std::shared_ptr<serving::Metrics> metrics{};          // may be absent
};

struct Call {
  Services* services = nullptr;
  Request request;
  const Route* route = nullptr;
  Values values;
  std::string request_id;
  std::string client;  // whose request it is, by what trusted proxies say
  Language language = Language::english;
  ListForm form = ListForm::json;          // of a route that is a list
  std::vector<std::string_view> fields{};  // of its rows that are asked for, names of columns; empty: all
  std::optional<PartyId> who;              // whose access token came with a read; always one in force

  [[nodiscard]] engine::Engine& engine() const { return services->engine; }
  // As received. Computed, not kept: a call is moved, and a short target moves with it.
  [[nodiscard]] std::string_view path() const {
    return std::string_view(request.target).substr(0, request.target.find('?'));
  }
  // Refers to this call.
  [[nodiscard]] ProblemContext context() const { return {language, path(), request_id}; }
  [[nodiscard]] Response problem(const Problem& problem) const { return problem_response(problem, context()); }
  // What is absent and what one may not see are one answer, to the byte (hostile world row 30).
  [[nodiscard]] Response not_found() const { return problem({.code = "not_found"}); }
};

// The content type of a request without its parameters, in lower case.
[[nodiscard]] std::string media_type(const Request& request);
// Answers in the forms that handlers give.
[[nodiscard]] Response json_response(std::string body);
[[nodiscard]] Response text_response(std::string body, std::string_view content_type);
// Adds a strong ETag, made from the body's SHA-256; and with the Cache-Control.
void add_tag(Response& response);
void add_validator(Response& response, std::string_view cache_control);

inline constexpr std::string_view cache_for_ever = "public, max-age=31536000, immutable";
inline constexpr std::string_view cache_few_seconds = "public, max-age=2";

}  // namespace tanbu::http
