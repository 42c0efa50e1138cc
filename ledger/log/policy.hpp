// Which witnesses must have cosigned a checkpoint before it is believed (C2SP tlog-policy): `log`, `witness`, `group`
// and `quorum` lines. Not a statement about what is in the log. Of the optional parts of the format only Ed25519 keys
// are known (plain 0x01 for logs, cosignature/v1 0x04 for witnesses): a file that names another kind of key is refused,
// because a quorum that silently lacks a witness is another quorum. Threading: a Policy never changes; free functions
// are pure.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/log/checkpoint.hpp"
#include "ledger/log/fault.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::log {

inline constexpr std::size_t policy_bytes_max = 64 * 1024;
inline constexpr std::size_t policy_logs_max = 64;
inline constexpr std::size_t policy_witnesses_max = 64;  // with the log's own lines they fit into one note
inline constexpr std::size_t policy_groups_max = 64;

class Policy {
 public:
  // Items are parted by spaces and tabs, blank lines and lines that begin with `#` are skipped, names are octets
  // without a meaning of their own, every line ends in a newline (a file that was cut off is not a policy). Codes:
  // policy_too_large (bytes, or too many lines of a kind), policy_line (an octet that may not be there, an unknown or
  // malformed line, a second quorum line), policy_name_repeated (defined twice, `none` defined, or listed as a member
  // twice), policy_name_unknown (not defined on an earlier line), policy_threshold (not any, all or 1..n in decimal),
  // policy_key (not a key of the right type, a log's name that is no origin, or a key listed twice),
  // policy_quorum_missing.
  [[nodiscard]] static Result<Policy> parse(std::string_view text);

  [[nodiscard]] const std::vector<Verifier>& logs() const { return logs_; }
  struct Witness {
    std::string name;  // within this file; the key has a name of its own
    Verifier verifier;
    std::string url;  // the submission prefix; may be empty. Not checked here
  };
  [[nodiscard]] const std::vector<Witness>& witnesses() const { return witnesses_; }
  // The witnesses' keys, in the file's order.
  [[nodiscard]] std::vector<Verifier> witness_keys() const;
  // Whether these verified cosignatures make up the quorum; with `quorum none` always. Signatures of other keys do not
  // count, and two of one witness count once.
  [[nodiscard]] bool satisfied_by(const std::vector<VerifiedSignature>& cosignatures) const;

 private:
  friend class PolicyReader;
  // A witness or a group. The members of a group stand before it, so that one walk from the front decides everything.
  struct Party {
    std::string name;
    std::optional<std::size_t> witness;  // index in witnesses_; a group otherwise
    std::size_t threshold = 0;
    std::vector<std::size_t> members;  // indexes of earlier parties
  };
  Policy() = default;

  std::vector<Verifier> logs_;
  std::vector<Witness> witnesses_;
  std::vector<Party> parties_;
  std::optional<std::size_t> quorum_;  // nullopt: `quorum none`
};

// Opens the checkpoint under one of the policy's log keys and demands the quorum; the cosignatures are those of the
// policy's witnesses. Codes: those of open_checkpoint, policy_log_unknown (no log of the policy has the checkpoint's
// origin), policy_quorum_not_met.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const Policy& policy);

}  // namespace tanbu::log
