// `tanbu verify` and the program `tanbu-verify`: one file judged without a server, and the verdict in words. Both
// programs use exactly this, so that they say the same of the same file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/cli/exit.hpp"
#include "audit/offline/verify.hpp"

namespace tanbu::cli {

struct OfflineOptions {
  std::string policy_file;             // --policy
  std::vector<std::string> executing;  // --executing, each a witness of the policy
  std::optional<std::string> vkey;     // --vkey
  bool json = false;
};

// Files of at most this many bytes are looked at.
inline constexpr std::size_t offline_bytes_max = std::size_t{32} << 20U;

// The file's bytes; Stop (usage) where there is no such file.
[[nodiscard]] std::string read_offline_file(const std::string& file);
// Stop (usage) where neither a policy nor a key is given, or one of them is not sound. Where both are, both are
// demanded.
[[nodiscard]] offline::Trust trust_of(const OfflineOptions& options);
// The verdict on the file. Stop (usage) where it is an absence without a checkpoint and the key is not called like its
// ledger's statement key: then nothing is found false, but the wrong key was given.
[[nodiscard]] offline::Verdict judge_file(const std::string& text, const offline::Trust& trust);
// What this machine saw of the ledger before it judged the file.
struct SeenBefore {
  bool compared = false;              // the file shows the very tree that was seen
  std::optional<std::uint64_t> size;  // of the newest checkpoint that was seen; nothing where none was
};
// Prints what holds and returns ok; Stop (found false) with the reason otherwise. `seen` is nothing where whoever
// judges keeps nothing that it saw.
Exit show_verdict(const offline::Verdict& verdict, const std::string& text, bool json, const SeenBefore& seen = {});

}  // namespace tanbu::cli
