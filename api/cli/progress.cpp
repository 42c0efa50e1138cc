// The moving line of progress.hpp.
#include "api/cli/progress.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "api/cli/terminal.hpp"

namespace tanbu::cli {
namespace {

constexpr std::int64_t progress_after_ms = 1'000;
constexpr std::int64_t progress_every_ms = 200;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string bar_of(std::size_t done, std::size_t total) {
  constexpr std::size_t cells = 24;
  const std::size_t filled = done * cells / total;
  return "[" + std::string(filled, '#') + std::string(cells - filled, '-') + "]";
}

}  // namespace

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)), total_(total), started_ms_(steady_ms()) {}

Progress::~Progress() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done) {
  if (!begun_) first_ = done;  // what an earlier run did says nothing of this one's speed
  begun_ = true;
  const std::int64_t now = steady_ms();
  const std::int64_t elapsed = now - started_ms_;
  if (!stderr_is_terminal() || elapsed < progress_after_ms || now - shown_ms_ < progress_every_ms) return;
  shown_ms_ = now;
  visible_ = true;
  const auto rate = static_cast<std::int64_t>(done - first_) * 1000 / elapsed;
  std::string line;
  if (total_ == 0) {
    line = fmt::format(fmt::runtime(say("\r\033[K{} {}  {} rows/s", "\r\033[K{} {}  {} 行/秒")), what_, done, rate);
  } else {
    const std::int64_t left = rate == 0 ? 0 : static_cast<std::int64_t>(total_ - done) / rate;
    line = fmt::format(fmt::runtime(say("\r\033[K{} {} {}/{}  {} rows/s  {}:{:02} left",
                                        "\r\033[K{} {} {}/{}  {} 行/秒  剩余 {}:{:02}")),
                       what_, bar_of(done, total_), done, total_, rate, left / 60, left % 60);
  }
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace tanbu::cli
