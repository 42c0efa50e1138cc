// The moving line of progress.hpp.
#include "api/cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
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

Progress::Progress(std::string what, std::size_t total, std::string unit)
    : what_(std::move(what)),
      total_(total),
      unit_(unit.empty() ? std::string(say("rows", "行")) : std::move(unit)),
      started_ms_(steady_ms()) {}

Progress::~Progress() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done, std::size_t total) {
  total_ = total;
  show(done);
}

void Progress::show(std::size_t done) {
  if (!begun_) first_ = done;  // what an earlier run did says nothing of this one's speed
  begun_ = true;
  const std::int64_t now = steady_ms();
  const std::int64_t elapsed_ms = now - started_ms_;
  if (!stderr_is_terminal() || elapsed_ms < progress_after_ms || now - shown_ms_ < progress_every_ms) return;
  shown_ms_ = now;
  visible_ = true;
  const auto new_ones = static_cast<std::int64_t>(done - first_);
  std::string line = "\r\033[K" + what_;
  if (total_ > 0) line += " " + bar_of(std::min(done, total_), total_);
  line += " " + std::to_string(done);
  if (total_ > 0) line += "/" + std::to_string(total_);
  line += fmt::format(fmt::runtime(say("  {} {}/s", "  {} {}/秒")), new_ones * 1000 / elapsed_ms, unit_);
  if (total_ > 0 && new_ones > 0) {
    const std::int64_t left_s =
        static_cast<std::int64_t>(total_ - std::min(done, total_)) * elapsed_ms / new_ones / 1000;
    line += fmt::format(fmt::runtime(say("  {}:{:02} left", "  剩余 {}:{:02}")), left_s / 60, left_s % 60);
  }
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace tanbu::cli
