// Whole answers that are given again for as long as nothing they depend on has changed: the state of the ledger, the
// day in China, who asks, what he asks, in which language and whether he takes gzip. Only for routes whose answers
// depend on nothing else (Route::kept). It says nothing to a client's own cache: what is private stays marked so.
// Bounded in bytes; when it is full it is emptied, because what is asked often comes back by itself.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/problem.hpp"
#include "api/http/wire/message.hpp"
#include "ledger/calendar.hpp"
#include "ledger/ids.hpp"

namespace tanbu::http {

// When an answer holds: in one state of the ledger, on one day.
struct Moment {
  std::uint64_t state = 0;  // of Engine::settled_state
  Date day{};
  bool operator==(const Moment&) const = default;
};

// What an answer depends on beside the moment.
struct Question {
  std::string_view target;  // as received: two spellings of one question are kept twice
  std::optional<PartyId> who;
  Language language{};
  bool gzip = false;
};

// Any thread.
class KeptAnswers {
 public:
  explicit KeptAnswers(std::size_t bytes_max = std::size_t{16} << 20U) : bytes_max_(bytes_max) {}

  // What was answered to the same question at the same moment; null where nothing is kept. Answers of an earlier state
  // are dropped at once, so that what was erased does not outlive its entry here.
  [[nodiscard]] std::shared_ptr<const Response> find(const Moment& moment, const Question& question);
  // Precondition: the answer was made at this moment and at no other. One that is longer than an eighth of the room is
  // not kept.
  void keep(const Moment& moment, const Question& question, const Response& response);

  // How often find() had an answer.
  [[nodiscard]] std::uint64_t given() const;
  [[nodiscard]] std::size_t bytes() const;

 private:
  void begin(const Moment& moment);
  void empty();

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  Moment moment_;
  std::map<std::string, std::shared_ptr<const Response>> answers_;  // no hash table: strangers choose the names
  std::size_t bytes_ = 0;
  std::uint64_t given_ = 0;
};

}  // namespace tanbu::http
