// From a read that the router found to its whole answer: who asks, what the handler says or what was kept of it, tag,
// gzip and "not modified". Not the headers that every answer has, and not the log line: those are the application's.
#pragma once
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/http/access.hpp"
#include "api/http/call.hpp"
#include "api/http/kept_answers.hpp"

namespace tanbu::http {

// The first field of that name, exactly as handlers write it; null where there is none.
[[nodiscard]] const std::string* find_header(const Response& response, std::string_view name);

// Any thread.
class Reading {
 public:
  // Told of what went wrong and is nobody's business but the operator's.
  using Report = std::function<void(const Call& call, const std::exception& trouble)>;
  // `services` must outlive this. Without `kept` every answer is made anew.
  Reading(Services& services, std::shared_ptr<KeptAnswers> kept, Report report)
      : services_(services), kept_(std::move(kept)), report_(std::move(report)) {}

  // Precondition: the call's route is a read or a plain one. Sets call.who.
  [[nodiscard]] Response answer(Call& call);

 private:
  [[nodiscard]] bool is_kept(const Call& call) const;
  [[nodiscard]] std::optional<Moment> present_moment();
  Response kept_or_made(Call& call);
  Response made(Call& call);
  Response read(Call& call);
  Response read_with(Call& call, store::Reader& reader, std::optional<std::uint64_t> before);
  std::variant<std::optional<PartyId>, TokenFault> asker(const Call& call, store::Reader& reader,
                                                         std::optional<std::uint64_t> before);

  Services& services_;
  std::shared_ptr<KeptAnswers> kept_;
  SoundTokens tokens_;
  Report report_;
};

}  // namespace tanbu::http
