// The part of the server that asks configured witnesses to cosign the log's checkpoints: one thread for each witness
// with an address, so that one that is slow, dead or hostile delays neither the others nor any answer to a client. It
// only ever adds signature lines of others that it has verified; it signs nothing. All witnesses are asked about the
// same checkpoint, the newest when the round begins: on a busy log they would otherwise each cosign another size and
// never make up a quorum. See docs/adr/0029 and docs/formats.md section 21.
#pragma once
#include <spdlog/logger.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/witnesses/cosignatures.hpp"
#include "api/witnesses/transport.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::witnesses {

// When the next round begins: at once when the quorum of the present one is met, but not more often than the one, and
// not later than the other.
inline constexpr std::int64_t round_ms_min = 1000;
inline constexpr std::int64_t round_ms_max = 10'000;
[[nodiscard]] bool round_is_over(std::int64_t spent_ms, bool quorum_met);

struct Options {
  std::filesystem::path directory;  // the ledger's
  std::shared_ptr<const log::Policy> policy;
  MakeTransport transport;              // for each witness whose url is not empty
  std::shared_ptr<spdlog::logger> log;  // JSON lines; none when absent
};

// What is known of one witness; for GET /v1/log.
struct Status {
  const log::Verifier* verifier = nullptr;  // lives as long as the Witnesses
  std::optional<Cosignatures::Newest> newest;
  std::string_view state;  // a code of asking.hpp; "waiting" before the first answer, "not_asked" without an address
};

class Witnesses {
 public:
  // Reads what was kept. The engine must outlive this. A policy with `log` lines must have this log among them:
  // witnesses_policy is the code otherwise. `ignored` gets the names of damaged files.
  [[nodiscard]] static std::variant<std::unique_ptr<Witnesses>, OpenFault> open(engine::Engine& engine, Options options,
                                                                                std::vector<std::string>& ignored);
  ~Witnesses();
  Witnesses(const Witnesses&) = delete;
  Witnesses& operator=(const Witnesses&) = delete;

  void start();
  // Ends all questions under way; what was kept stays readable.
  void stop();

  // Any thread, and never waiting for a witness or the disk:
  // A checkpoint of this log with the cosignatures that it has so far.
  [[nodiscard]] std::string cosigned(std::uint64_t size, std::string note) const;
  // The newest checkpoint that meets the policy's quorum; with `quorum none` the log's newest.
  [[nodiscard]] std::optional<std::string> witnessed(const store::Head& head) const;
  [[nodiscard]] std::vector<Status> statuses() const;

 private:
  struct Inside;
  explicit Witnesses(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::witnesses
