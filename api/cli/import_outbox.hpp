// The outbox of one import: all its signed commands in one file, complete before the first of them is sent, and a
// second file that says which were answered. Whoever is interrupted sends the same bytes again, which the ledger
// performs once (formats section 2). Both are read and written line by line: an outbox may be larger than memory. A
// file under its name is whole, because it grows under another one; what a killed run left half-written has been sent
// by nobody and is thrown away. The outbox of single commands is outbox.hpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/cli/files.hpp"

namespace tanbu::cli {

// What the ledger said to one line.
struct AnsweredLine {
  std::size_t index = 0;  // of the line in the outbox, from 0
  long status = 0;        // 200, 201, or of a refusal
  std::string code;       // of a refusal
  std::string detail;     // of a refusal
};

// The lines of a file, one after the other. What stands after the last end of line is no line.
class FileLines {
 public:
  // As long as the file is now: what is added later is not read. std::system_error where it cannot be opened.
  explicit FileLines(const std::filesystem::path& path);
  ~FileLines();
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;
  // Good until the next call; nothing at the end.
  [[nodiscard]] std::optional<std::string_view> next();
  [[nodiscard]] bool ends_within_a_line() const { return begin_ != waiting_.size(); }  // at the end

 private:
  int descriptor_;
  std::filesystem::path path_;
  std::uint64_t unread_ = 0;
  std::string waiting_;
  std::size_t begin_ = 0;  // of the next line in what waits
};

// The signed commands in order, with what earlier runs were answered.
class OutboxLines {
 public:
  OutboxLines(const std::filesystem::path& lines, const std::filesystem::path& answers);

  struct Line {
    std::string text;
    std::optional<AnsweredLine> answer;
  };
  // As many as fit into one request: at most 2'000 and 8 MiB, at least one; empty at the end. An answer is found where
  // the lines before it were answered too, which is the order in which they are sent. Another one counts as none, and
  // asking twice is harmless.
  [[nodiscard]] std::vector<Line> next_chunk();
  [[nodiscard]] std::size_t begin() const { return begin_; }  // of the next chunk

 private:
  [[nodiscard]] bool look();
  void find_answers(std::vector<Line>& chunk);

  FileLines lines_;
  std::unique_ptr<FileLines> answers_;  // nothing where there are none
  std::optional<std::string> line_;     // the next one
  std::optional<AnsweredLine> answer_;  // the next one
  std::size_t begin_ = 0;
};

class ImportOutbox {
 public:
  // `folder` is the ledger's folder of the pin store. `name` tells imports apart: the file's digest, the party, the
  // programme. Faults of the machine are std::system_error, a damaged file is std::runtime_error.
  ImportOutbox(const std::filesystem::path& folder, const std::string& name);

  // How many signed commands an earlier run kept; nothing where there are none.
  [[nodiscard]] std::optional<std::size_t> count() const;
  // How many of them have an answer. A torn entry counts as no answer.
  [[nodiscard]] std::size_t answered(std::size_t count) const;

  // A new outbox of mode 0600 in the place of an earlier one. Until finish() there is none under its name. The caller
  // holds the lock.
  class Writing {
   public:
    explicit Writing(const std::filesystem::path& path) : file_(path) {}
    void add(std::string_view line);
    void finish() { file_.finish(); }
    [[nodiscard]] std::size_t count() const { return count_; }

   private:
    GrowingFile file_;
    std::size_t count_ = 0;
  };
  [[nodiscard]] std::unique_ptr<Writing> write();
  [[nodiscard]] std::unique_ptr<OutboxLines> read() const;
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
