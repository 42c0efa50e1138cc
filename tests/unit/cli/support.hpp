// Shared by the tests of the command line: a folder that goes away, a log that signs what a test wants, and proofs from
// it.
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "api/cli/pins.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::cli::test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tanbu-cli-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

inline crypto::ed25519::Seed seed_of(std::string_view name) { return crypto::sha256(name); }

// A log of the entries "<word> 0", "<word> 1", ...: two logs with different words share no history beyond the common
// part that the word's change point leaves.
class SmallLog {
 public:
  SmallLog(std::string key_name, std::size_t size, std::size_t changed_from, std::string word)
      : signer_("ledger.example/tanbu/1", log::SignatureType::ed25519, seed_of(key_name)) {
    for (std::size_t at = 0; at < size; ++at) {
      entries_.push_back((at < changed_from ? "entry " : word + " ") + std::to_string(at));
    }
  }
  explicit SmallLog(std::size_t size) : SmallLog("log", size, size, "") {}

  [[nodiscard]] Pin pin() const {
    return {"https://ledger.example", signer_.name(), signer_.verifier().text(),
            crypto::base64_encode(crypto::as_bytes(log::leaf_hash(entries_.front())))};
  }
  [[nodiscard]] log::Digest root(std::size_t size) const { return batch(size).tree().root(); }
  [[nodiscard]] std::string note(std::size_t size) const {
    return log::sign_checkpoint({signer_.name(), size, root(size)}, signer_);
  }
  // What an honest server of this log answers: no proof for what it does not have.
  [[nodiscard]] ProofSource proofs(int* asked = nullptr) const {
    return [this, asked](std::uint64_t from, std::uint64_t to) -> ProofAnswer {
      if (asked != nullptr) ++*asked;
      if (to > entries_.size()) return ProofRefused{};
      auto nodes = batch(to);
      const auto proof = log::consistency_proof(from, to, nodes);
      if (!proof) return ProofRefused{};
      return *proof;
    };
  }
  [[nodiscard]] std::string receipt(std::size_t index, std::size_t size) const {
    auto nodes = batch(size);
    return log::write_receipt({entries_[index], index, *log::inclusion_proof(index, size, nodes), note(size)});
  }

 private:
  [[nodiscard]] log::Batch batch(std::size_t size) const {
    log::Batch result{log::Tree{}};
    for (std::size_t at = 0; at < size; ++at) (void)result.append(log::leaf_hash(entries_[at]));
    return result;
  }
  log::Signer signer_;
  std::vector<std::string> entries_;
};

}  // namespace tanbu::cli::test
