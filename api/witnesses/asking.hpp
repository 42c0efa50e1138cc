// Asking one witness, without IO: which size to start from, what an answer means, and how long to wait before the next
// question (C2SP tlog-witness v1.0.0, tlog-cosignature). A witness is a stranger with a key: whatever it answers, the
// only thing that is ever taken from it is a signature that verifies. Threading: an Asking belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/witnesses/transport.hpp"
#include "ledger/log/policy.hpp"

namespace tanbu::witnesses {

// The checkpoint that is shown to the witnesses.
struct Target {
  std::uint64_t size = 0;
  std::string note;                     // with the log's own line only
  std::uint64_t time_unix_seconds = 0;  // of the last entry
};

// A signature line of a witness of the policy, verified over the target's text.
struct Cosigned {
  std::size_t witness = 0;  // index in the policy
  std::uint64_t time_unix_seconds = 0;
  std::string line;  // ends in a newline
  bool operator==(const Cosigned&) const = default;
};

// `code` is stable and stands in the log line and in GET /v1/log:
//   cosigned               what came was verified and is in `cosigned`
//   size_told              409: the witness stands at another size, from which it is asked next
//   stopped                we are ending; nothing is known
// and the troubles, after each of which the next question waits longer:
//   unreachable, timed_out, answer_too_large, redirected, status_unexpected
//   answer_unreadable      a 200 that is no signature lines, a 409 that is no size
//   cosignature_missing    a 200 without a line of this witness
//   cosignature_invalid    a line under a key of the policy that does not verify: forged, or for other bytes
//   cosignature_time       signed more than ten minutes ahead of our clock or before the last entry
//   request_refused, key_unknown, log_unknown, proof_refused      400, 403, 404, 422
//   root_conflict          409 for the size that it has: it holds another tree of that size
//   witness_ahead          409 with a size that this log never had: it lies, or this ledger has lost entries
//   size_unsettled         a second 409 in a row
struct Judged {
  std::string_view code;
  bool is_trouble = false;
  std::vector<Cosigned> cosigned{};
  std::optional<std::uint64_t> told_size{};
};

inline constexpr std::int64_t pause_ms_min = 1000;
inline constexpr std::int64_t pause_ms_max = 300'000;
// Five minutes for each of the two clocks: the ledger's own may be wrong by as much (house decision 14).
inline constexpr std::uint64_t clock_seconds_max = 600;

class Asking {
 public:
  // `witness` is an index in the policy, which must outlive this; `size` the last one that it is known to have
  // cosigned.
  Asking(const log::Policy& policy, std::size_t witness, std::uint64_t size)
      : policy_(policy), witness_(witness), size_(size) {}

  // The old size to name for this target; nullopt when the target is older than what the witness stands at, so that it
  // is to be asked about a later one. `log_size` is the log's own size, at least the target's.
  [[nodiscard]] std::optional<std::uint64_t> old_size(const Target& target, std::uint64_t log_size) const;
  [[nodiscard]] Judged judge(const Target& target, std::uint64_t old_size, const Transported& transported,
                             std::uint64_t log_size, std::uint64_t now_unix_seconds);
  // Our own machine failed before an answer could be kept.
  void failed();
  // How long to wait before the next question: 0, or from pause_ms_min doubling up to pause_ms_max.
  [[nodiscard]] std::int64_t pause_ms() const;

 private:
  [[nodiscard]] Judged judge_lines(const Target& target, std::string_view body, std::uint64_t now_unix_seconds) const;
  [[nodiscard]] Judged judge_conflict(const Target& target, std::uint64_t old_size, const Answer& answer,
                                      std::uint64_t log_size);

  const log::Policy& policy_;
  std::size_t witness_;
  std::uint64_t size_;
  unsigned failures_ = 0;
  bool told_before_ = false;  // the answer before was a 409 with a usable size
};

}  // namespace tanbu::witnesses
