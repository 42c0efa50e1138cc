// What a witness does with a checkpoint (C2SP tlog-witness v1.0.0, tlog-cosignature): all its checks in their order,
// the record of what it cosigned last, and the signature. It never signs two checkpoints of one log that are not
// prefixes of one another. Not here: HTTP, the disk, and what an executing witness demands beyond the tree: the record
// is kept by a function and the demand made by another, both given. Threading: all functions from any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/log/checkpoint.hpp"
#include "ledger/log/witness.hpp"

namespace tanbu::audit {

// What the witness cosigned last of a log; size 0 and no root when nothing yet.
struct Cosigned {
  std::uint64_t size = 0;
  log::Digest root{};
};

struct WitnessedLog {
  std::vector<log::Verifier> keys;  // at least one, all of one name, which is the origin; a line of any of them will do
  Cosigned last{};
  [[nodiscard]] const std::string& origin() const { return keys.front().name(); }
};

// An answer to add-checkpoint. Of a refusal the code is stable: those of parse_add_checkpoint and open_checkpoint (400,
// or 403 for a signature), log_unknown (404), old_beyond_checkpoint (400), old_size_differs (409, the body is the
// size), checkpoint_forks (409, the body is the size), proof_invalid (422), record_failed (503), and those of the
// condition.
struct WitnessAnswer {
  int status = 200;
  std::string code{};  // empty for 200
  std::string content_type{"text/plain; charset=utf-8"};
  std::string body{};  // for 200 the cosignature's line, else words for a person
  // Of a refusal: the note where the log did sign it. Whoever follows the log holds it against what the log shows,
  // because a second history may come to light nowhere else.
  std::string signed_note{};
};

// Why a checkpoint that passed every check is not cosigned after all; the status is 422 when asking again cannot help,
// 503 when it can.
struct Unwilling {
  int status = 503;
  std::string code;
  std::string words;
};

// What a request asks for, once its form, its origin and the log's signature were found good.
struct Asked {
  log::AddCheckpoint request;
  log::Checkpoint checkpoint;
};

class Witness {
 public:
  // Puts the cosigned note (the log's line and the witness's) where it is found again after the machine loses power,
  // and throws when that is not certain. Called under the witness's lock, before the signature is handed out.
  using Keep = std::function<void(const std::string& origin, const std::string& cosigned_note)>;
  // Asked last, under the witness's lock: must be quick. Nothing: may be cosigned.
  using Condition = std::function<std::optional<Unwilling>(const log::Checkpoint& checkpoint)>;

  // The signer's type is cosignature_v1; origins are distinct.
  Witness(log::Signer signer, std::vector<WitnessedLog> logs, Keep keep);

  // Everything that can be said without cosigning: an answer that refuses, or what is asked for.
  [[nodiscard]] std::variant<Asked, WitnessAnswer> examine(std::string_view body) const;
  // The checks, the record and the signature in one step that no other request interrupts.
  [[nodiscard]] WitnessAnswer add_checkpoint(std::string_view body, std::uint64_t time_unix_seconds,
                                             const Condition& condition);
  // The keys under which the log signs from now on, as whoever re-runs its entries knows them; for an origin that is
  // known.
  void know_keys(std::string_view origin, std::vector<log::Verifier> keys);
  // The last one; nothing for an origin that is not known.
  [[nodiscard]] std::optional<Cosigned> last(std::string_view origin) const;
  [[nodiscard]] const log::Verifier& verifier() const { return signer_.verifier(); }

 private:
  using Judged = std::variant<Asked, WitnessAnswer>;
  [[nodiscard]] const WitnessedLog* find(std::string_view origin) const;
  [[nodiscard]] Judged judge(std::string_view body) const;  // under the lock
  [[nodiscard]] WitnessAnswer sign(const Asked& asked, std::uint64_t time_unix_seconds);

  mutable std::mutex guard_;
  const log::Signer signer_;
  std::vector<WitnessedLog> logs_;
  const Keep keep_;
  bool record_failed_ = false;
};

}  // namespace tanbu::audit
