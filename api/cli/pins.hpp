// What the client believes about a ledger and never lets a server change: which key signs its checkpoints, pinned at
// first use, and the newest checkpoint seen. A server that later shows another key, another history or a shorter one is
// found out here. No network: whoever asks brings the proofs. Source: formats section 13, house decision 12.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/log/checkpoint.hpp"

namespace tanbu::cli {

struct Pin {
  std::string url;
  std::string origin;
  std::string vkey;
  std::string genesis_leaf;  // base64 of the leaf hash of entry 0
  // Keys that were pinned before and that the log led on from, oldest first (formats section 30). What they signed is
  // believed only where it is proved to be part of what was seen.
  std::vector<std::string> earlier_vkeys{};
  bool operator==(const Pin&) const = default;
};

// The pin's key and the earlier ones.
[[nodiscard]] std::vector<log::Verifier> verifiers_of(const Pin& pin);

// A pin that contradicts what is kept.
struct PinConflict {
  Pin kept;
  std::filesystem::path file;  // what a person may delete who knows why the key changed
};

enum class Verdict {
  consistent,
  not_signed,   // no valid signature of the pinned key under the pinned origin
  forked,       // two histories: no proof connects the kept and the shown checkpoint
  rolled_back,  // the log denies the size that it once signed
  unproven,     // the shown checkpoint is newer and the log gives no proof for it
};

struct Finding {
  Verdict verdict = Verdict::consistent;
  std::string code;  // of not_signed: why
  std::optional<log::Checkpoint> kept;
  std::optional<log::Checkpoint> shown;
  std::filesystem::path evidence;  // folder that holds both notes; empty where the verdict is consistent
};

// The log's answer to a question for a consistency proof; `refused`: it says that there is none (a 4xx status). Where
// nobody answers, the source throws, and nothing is concluded.
struct ProofRefused {};
using ProofAnswer = std::variant<log::Proof, ProofRefused>;
using ProofSource = std::function<ProofAnswer(std::uint64_t from, std::uint64_t to)>;

// The pins and checkpoints in a home folder. Several processes may use one folder at a time: every change is one rename
// under a lock. Damaged files are std::runtime_error, faults of the machine std::system_error.
class PinStore {
 public:
  explicit PinStore(std::filesystem::path home);

  [[nodiscard]] std::optional<Pin> find_by_url(const std::string& url) const;
  [[nodiscard]] std::optional<Pin> find_by_origin(const std::string& origin) const;  // `url` is the first one used
  // From here on what would be kept stays in memory, where only this store sees it; what was held back before is
  // forgotten. Evidence of a lie is written all the same.
  void hold_back();
  // Forgets what is held back and keeps everything at once again.
  void forget_held_back();
  // Keeps what is held back. False, and nothing kept, where another process has kept something else meanwhile: then it
  // has to be judged again.
  [[nodiscard]] bool keep_held_back();

  // Keeps a pin where none is kept for the URL and the origin; nothing to do where the same one is.
  [[nodiscard]] std::optional<PinConflict> keep(const Pin& pin);

  // The log was proved to have led from the kept key to this one: the pin moves, for the URL and for the origin.
  [[nodiscard]] Pin move(const Pin& pin, const std::string& vkey);

  // The newest checkpoint kept for an origin, as the signed note.
  [[nodiscard]] std::optional<std::string> checkpoint(const std::string& origin) const;
  // Judges a signed note against the pin and the kept checkpoint, and keeps it where it is the newer one. A note that
  // only an earlier key signed must lie within the kept checkpoint: such a key says nothing new.
  [[nodiscard]] Finding see(const Pin& pin, const std::string& note, const ProofSource& proofs);
  // Judges a root that an answer claims without a signature; the kept checkpoint must be at least as large.
  [[nodiscard]] Finding judge_root(const Pin& pin, std::uint64_t size, const log::Digest& root,
                                   const ProofSource& proofs);

  // The folder of an origin (made when missing); commands without an answer lie in `outbox` below it.
  [[nodiscard]] std::filesystem::path folder(const std::string& origin) const;
  [[nodiscard]] std::filesystem::path url_file(const std::string& url) const;  // where the pin of an address lies

 private:
  [[nodiscard]] std::filesystem::path keep_evidence(const std::string& origin, const std::string& kept,
                                                    const std::string& shown) const;
  [[nodiscard]] std::optional<std::string> read(const std::filesystem::path& path, std::size_t bytes_max) const;
  [[nodiscard]] std::optional<Pin> read_pin(const std::filesystem::path& path) const;
  void write(const std::filesystem::path& path, const std::string& text);

  struct Held {
    std::optional<std::string> before;  // what lay on the disk when it was judged
    std::string text;
  };
  std::filesystem::path home_;
  bool holding_ = false;
  std::map<std::filesystem::path, Held> held_;
};

// The finding in plain words, several lines, in the language of the process. Empty for `consistent`.
[[nodiscard]] std::string explain(const Finding& finding, const Pin& pin);
[[nodiscard]] std::string explain(const PinConflict& conflict, const Pin& shown);

}  // namespace tanbu::cli
