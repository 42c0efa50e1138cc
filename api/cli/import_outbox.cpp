// The files of import_outbox.hpp.
#include "api/cli/import_outbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "api/cli/answer.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t outbox_chunk_lines_max = 2'000;
constexpr std::size_t outbox_chunk_bytes_max = std::size_t{8} << 20;
// A line is a signed command or what was answered to one; both are bounded far below.
constexpr std::size_t outbox_line_bytes_max = std::size_t{16} << 20;
constexpr std::size_t outbox_piece_bytes = 256 * 1024;

std::filesystem::path imports_folder(const std::filesystem::path& folder) {
  auto imports = folder / "imports";
  make_private_folder(imports);
  return imports;
}

[[noreturn]] void outbox_failed(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

std::optional<AnsweredLine> read_answer(std::string_view line) {
  const auto parsed = crypto::parse_strict_json(line, outbox_line_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&parsed);
  if (value == nullptr) return std::nullopt;
  const auto index = number_at(*value, "line");
  const auto status = number_at(*value, "status");
  if (!index || !status) return std::nullopt;
  return AnsweredLine{static_cast<std::size_t>(*index), static_cast<long>(*status), text_at(*value, "code"),
                      text_at(*value, "detail")};
}

}  // namespace

FileLines::FileLines(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)), path_(path) {
  if (descriptor_ < 0) outbox_failed(path_);
  struct ::stat about {};
  if (::fstat(descriptor_, &about) != 0) {
    const int error = errno;
    ::close(descriptor_);
    throw std::system_error(error, std::generic_category(), path_.string());
  }
  unread_ = static_cast<std::uint64_t>(about.st_size);
}

FileLines::~FileLines() { ::close(descriptor_); }

std::optional<std::string_view> FileLines::next() {
  std::size_t looked_at = begin_;
  while (true) {
    const auto end = waiting_.find('\n', looked_at);
    if (end != std::string::npos) {
      const auto line = std::string_view(waiting_).substr(begin_, end - begin_);
      begin_ = end + 1;
      return line;
    }
    if (unread_ == 0) return std::nullopt;
    waiting_.erase(0, begin_);
    begin_ = 0;
    looked_at = waiting_.size();
    if (looked_at > outbox_line_bytes_max) throw std::runtime_error(path_.string() + ": damaged");
    waiting_.resize(looked_at + std::min<std::uint64_t>(outbox_piece_bytes, unread_));
    const auto count = ::read(descriptor_, waiting_.data() + looked_at, waiting_.size() - looked_at);
    if (count < 0 && errno != EINTR) outbox_failed(path_);
    const auto got = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    waiting_.resize(looked_at + got);
    if (count == 0) unread_ = 0;  // somebody has cut it short
    unread_ -= got;
  }
}

OutboxLines::OutboxLines(const std::filesystem::path& lines, const std::filesystem::path& answers) : lines_(lines) {
  if (std::filesystem::exists(answers)) answers_ = std::make_unique<FileLines>(answers);
}

bool OutboxLines::look() {
  if (line_) return true;
  const auto next = lines_.next();
  if (next) line_ = std::string(*next);
  return line_.has_value();
}

std::vector<OutboxLines::Line> OutboxLines::next_chunk() {
  std::vector<Line> chunk;
  std::size_t bytes = 0;
  while (chunk.size() < outbox_chunk_lines_max && look()) {
    bytes += line_->size() + 1;
    if (bytes > outbox_chunk_bytes_max && !chunk.empty()) break;
    chunk.push_back({std::move(*line_), std::nullopt});
    line_.reset();
  }
  find_answers(chunk);
  begin_ += chunk.size();
  return chunk;
}

// Answers stand in the order of the chunks; within a chunk they may stand in any.
void OutboxLines::find_answers(std::vector<Line>& chunk) {
  const std::size_t end = begin_ + chunk.size();
  while (true) {
    if (!answer_) {
      const auto text = answers_ ? answers_->next() : std::nullopt;
      if (!text) return;
      answer_ = read_answer(*text);
      if (!answer_) continue;
    }
    if (answer_->index >= end) return;
    if (answer_->index >= begin_) {
      auto& kept = chunk[answer_->index - begin_].answer;
      if (!kept) kept = std::move(*answer_);
    }
    answer_.reset();
  }
}

ImportOutbox::ImportOutbox(const std::filesystem::path& folder, const std::string& name)
    : path_(imports_folder(folder) / (name + ".jose-seq")), progress_(imports_folder(folder) / (name + ".answered")) {}

std::filesystem::path ImportOutbox::lock_path(const std::filesystem::path& folder) {
  return imports_folder(folder) / "lock";
}

std::optional<std::size_t> ImportOutbox::count() const {
  if (!std::filesystem::exists(path_)) return std::nullopt;
  FileLines lines(path_);
  std::size_t count = 0;
  while (lines.next()) ++count;
  if (count == 0 || lines.ends_within_a_line()) throw std::runtime_error(path_.string() + ": damaged");
  return count;
}

std::size_t ImportOutbox::answered(std::size_t count) const {
  if (!std::filesystem::exists(progress_)) return 0;
  FileLines lines(progress_);
  std::vector<bool> seen(count, false);
  while (const auto line = lines.next()) {
    const auto answer = read_answer(*line);
    if (answer && answer->index < count) seen[answer->index] = true;
  }
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

void ImportOutbox::Writing::add(std::string_view line) {
  file_.add(line);
  file_.add("\n");
  ++count_;
}

std::unique_ptr<ImportOutbox::Writing> ImportOutbox::write() {
  // What killed runs left half-written, of this import or another: nobody else may be writing here.
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path())) {
    if (entry.path().extension() == ".new") unfinished.push_back(entry.path());
  }
  for (const auto& path : unfinished) remove_file(path);
  // Progress of an earlier outbox of the same name would be taken for this one's.
  remove_file(progress_);
  return std::make_unique<Writing>(path_);
}

std::unique_ptr<OutboxLines> ImportOutbox::read() const { return std::make_unique<OutboxLines>(path_, progress_); }

void ImportOutbox::add_answered(const std::vector<AnsweredLine>& answers) {
  std::string text;
  for (const auto& answer : answers) {
    boost::json::object line{{"line", answer.index}, {"status", answer.status}};
    if (!answer.code.empty()) line["code"] = answer.code;
    if (!answer.detail.empty()) line["detail"] = answer.detail;
    text += boost::json::serialize(line) + "\n";
  }
  const int file = ::open(progress_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) outbox_failed(progress_);
  std::string_view rest(text);
  int error = 0;
  while (!rest.empty() && error == 0) {
    const auto count = ::write(file, rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  ::close(file);
  if (error != 0) throw std::system_error(error, std::generic_category(), progress_.string());
}

void ImportOutbox::remove() {
  // In this order: progress without an outbox means nothing, an outbox without progress is only sent again.
  remove_file(path_);
  remove_file(progress_);
}

}  // namespace tanbu::cli
