// The two threads of checked_lines.hpp.
#include "api/http/checked_lines.hpp"

#include <algorithm>
#include <stdexcept>

#include "api/http/answers.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t lines_max = 10'000;
static_assert(lines_max <= engine::group_commands_max);
constexpr std::size_t lines_taken_at_once = 16;

}  // namespace

std::variant<std::shared_ptr<CheckedLines>, Problem> CheckedLines::split(engine::Engine& engine, std::string body) {
  std::shared_ptr<CheckedLines> lines(new CheckedLines(engine, std::move(body)));
  std::string_view rest = lines->body_;
  while (!rest.empty()) {
    if (lines->lines_.size() == lines_max) return Problem{.code = "batch_too_long"};
    const auto end = rest.find('\n');
    lines->lines_.push_back(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  lines->checked_.resize(lines->lines_.size());
  return lines;
}

std::vector<CheckedLines::Line> CheckedLines::check(SlowWork& slow_work) {
  slow_work.post_help([self = shared_from_this()] { self->help(); });
  check_some();
  {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return failed_ || checked_count_ == lines_.size(); });
    if (failed_) throw std::runtime_error("a line could not be checked");
  }
  std::vector<Line> all;
  all.reserve(checked_.size());
  for (auto& line : checked_) all.push_back(*std::move(line));
  return all;
}

void CheckedLines::help() noexcept {
  try {
    check_some();
  } catch (const std::exception&) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    wake_.notify_all();
  }
}

void CheckedLines::check_some() {
  while (true) {
    const std::size_t begin = next_.fetch_add(lines_taken_at_once);
    if (begin >= lines_.size()) return;
    const std::size_t end = std::min(begin + lines_taken_at_once, lines_.size());
    for (std::size_t at = begin; at < end; ++at) checked_[at].emplace(check(lines_[at]));
    const std::lock_guard lock(mutex_);
    checked_count_ += end - begin;
    if (checked_count_ == lines_.size()) wake_.notify_all();
  }
}

CheckedLines::Line CheckedLines::check(std::string_view line) const {
  if (is_access_token(line)) return engine::Answer(engine::Unreadable{"token_not_a_command", {}});
  try {
    return engine_.check(std::string(line));
  } catch (const store::StoreFault&) {  // The key could not be read; the line may be sent again.
    return engine::Answer(engine::Unavailable{"store_failed", 5});
  }
}

}  // namespace tanbu::http
