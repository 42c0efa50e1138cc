// The files of import_outbox.hpp.
#include "api/cli/import_outbox.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "api/cli/answer.hpp"
#include "api/cli/files.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::cli {
namespace {

// A file of 50 MiB, the largest that is imported, becomes less than ten times as many octets of signed commands.
constexpr std::size_t outbox_bytes_max = std::size_t{1} << 30;
constexpr std::size_t progress_bytes_max = std::size_t{256} << 20;

std::filesystem::path imports_folder(const std::filesystem::path& folder) {
  auto imports = folder / "imports";
  make_private_folder(imports);
  return imports;
}

// Whole lines; what stands after the last end of line is dropped.
std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

ImportOutbox::ImportOutbox(const std::filesystem::path& folder, const std::string& name)
    : path_(imports_folder(folder) / (name + ".jose-seq")), progress_(imports_folder(folder) / (name + ".answered")) {}

std::filesystem::path ImportOutbox::lock_path(const std::filesystem::path& folder) {
  return imports_folder(folder) / "lock";
}

std::optional<std::vector<std::string>> ImportOutbox::lines() const {
  const auto text = read_file(path_, outbox_bytes_max);
  if (!text) return std::nullopt;
  if (text->empty() || text->back() != '\n') throw std::runtime_error(path_.string() + ": damaged");
  return split_lines(*text);
}

void ImportOutbox::keep(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  // Progress of an earlier outbox of the same name would be taken for this one's.
  remove_file(progress_);
  replace_file(path_, text);
}

std::vector<AnsweredLine> ImportOutbox::answered(std::size_t count) const {
  std::vector<AnsweredLine> answers;
  const auto text = read_file(progress_, progress_bytes_max);
  if (!text) return answers;
  std::vector<bool> seen(count, false);
  for (const auto& line : split_lines(*text)) {
    const auto parsed = crypto::parse_strict_json(line, progress_bytes_max);
    const auto* value = std::get_if<boost::json::value>(&parsed);
    if (value == nullptr) continue;
    const auto index = number_at(*value, "line");
    const auto status = number_at(*value, "status");
    if (!index || !status || *index >= count || seen[*index]) continue;
    seen[*index] = true;
    answers.push_back({static_cast<std::size_t>(*index), static_cast<long>(*status), text_at(*value, "code"),
                       text_at(*value, "detail")});
  }
  return answers;
}

void ImportOutbox::add_answered(const std::vector<AnsweredLine>& answers) {
  std::string text;
  for (const auto& answer : answers) {
    boost::json::object line{{"line", answer.index}, {"status", answer.status}};
    if (!answer.code.empty()) line["code"] = answer.code;
    if (!answer.detail.empty()) line["detail"] = answer.detail;
    text += boost::json::serialize(line) + "\n";
  }
  const int file = ::open(progress_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) throw std::system_error(errno, std::generic_category(), progress_.string());
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
