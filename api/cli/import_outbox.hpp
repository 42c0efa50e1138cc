// The outbox of one import: all its signed commands in one file, written before the first of them is sent, and a second
// file that says which were answered. Whoever is interrupted sends the same bytes again, which the ledger performs once
// (formats section 2). The outbox of single commands is outbox.hpp.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::cli {

// What the ledger said to one line.
struct AnsweredLine {
  std::size_t index = 0;  // of the line in the outbox, from 0
  long status = 0;        // 200, 201, or of a refusal
  std::string code;       // of a refusal
  std::string detail;     // of a refusal
};

class ImportOutbox {
 public:
  // `folder` is the ledger's folder of the pin store. `name` tells imports apart: the file's digest, the party, the
  // programme. Faults of the machine are std::system_error, a damaged file is std::runtime_error.
  ImportOutbox(const std::filesystem::path& folder, const std::string& name);

  // The signed commands that an earlier run kept, in order; nothing where there are none.
  [[nodiscard]] std::optional<std::vector<std::string>> lines() const;
  // Replaces the file as a whole (mode 0600); a process killed in between leaves no half of it.
  void keep(const std::vector<std::string>& lines);
  // What was answered to lines below `count`, each once. A torn last entry counts as no answer: asking twice is
  // harmless.
  [[nodiscard]] std::vector<AnsweredLine> answered(std::size_t count) const;
  void add_answered(const std::vector<AnsweredLine>& answers);
  void remove();

  // Held for as long as an import of this ledger runs.
  [[nodiscard]] static std::filesystem::path lock_path(const std::filesystem::path& folder);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::filesystem::path progress_;
};

}  // namespace tanbu::cli
