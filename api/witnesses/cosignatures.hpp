// The cosignatures that the ledger holds, in memory and in D/cosignatures: one file for each size, named by it, holding
// the cosigned checkpoint as a signed note that any note tool opens. Nothing enters that was not verified by the caller
// under a key of the policy, and nothing is shown before it is on the disk. Not part of the append-only tables: a
// cosignature comes after the commit, from outside, and can be asked for again. Threading: any thread; readers never
// wait for the disk.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/witnesses/asking.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/policy.hpp"

namespace tanbu::witnesses {

// Why witnesses cannot be asked; `code` is stable: would_fork, witnesses_folder.
struct OpenFault {
  std::string code;
  std::string detail;
};

class Cosignatures {
 public:
  struct Newest {
    std::uint64_t size = 0;
    std::uint64_t time_unix_seconds = 0;
  };

  // Reads the folder, which may be missing, against the log as it is. Files that are damaged are left out and named in
  // `ignored`: what they held can be asked for again. A sound one whose tree this log does not have is would_fork: the
  // database is older than what it has already published, or another one.
  [[nodiscard]] static std::variant<std::unique_ptr<Cosignatures>, OpenFault> open(
      std::filesystem::path folder, std::shared_ptr<const log::Policy> policy, const log::KeyHistory& log,
      std::uint64_t log_size, log::HashReader& hashes, std::vector<std::string>& ignored);

  // On the disk when it returns; a store::StoreFault when the machine failed, and then nothing is shown. Forgets what
  // no reader needs any more: below the newest checkpoint with a quorum only each witness's newest is kept.
  void keep(const Target& target, const std::vector<Cosigned>& cosigned);

  [[nodiscard]] bool has(std::size_t witness, std::uint64_t size) const;
  [[nodiscard]] bool quorum_met(std::uint64_t size) const;
  [[nodiscard]] std::optional<Newest> newest_of(std::size_t witness) const;
  // The note with the lines that are held for its size, in the policy's order.
  [[nodiscard]] std::string cosigned(std::uint64_t size, std::string note) const;
  // The newest kept checkpoint whose cosignatures make up the quorum.
  [[nodiscard]] std::optional<std::string> witnessed() const;

 private:
  struct Held {
    std::string note;                            // with the lines of the log's own keys only
    std::map<std::size_t, Cosigned> by_witness;  // in the policy's order
  };
  using Sizes = std::map<std::uint64_t, Held>;

  Cosignatures(std::filesystem::path folder, std::shared_ptr<const log::Policy> policy)
      : folder_(std::move(folder)), policy_(std::move(policy)) {}
  [[nodiscard]] std::optional<OpenFault> read(const std::filesystem::path& file, const log::KeyHistory& log,
                                              std::uint64_t log_size, log::HashReader& hashes,
                                              std::vector<std::string>& ignored);
  [[nodiscard]] bool satisfied_by(const Held& held) const;
  [[nodiscard]] static std::string note_of(const Held& held);
  [[nodiscard]] std::optional<std::uint64_t> quorum_size(const Sizes& sizes) const;
  void forget_old(Sizes& sizes) const;

  const std::filesystem::path folder_;
  const std::shared_ptr<const log::Policy> policy_;
  std::mutex writing_;          // one keep() at a time; held while the disk works
  mutable std::mutex reading_;  // of sizes_; never held while the disk works
  Sizes sizes_;
};

}  // namespace tanbu::witnesses
