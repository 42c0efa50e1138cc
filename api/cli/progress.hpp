// A line of moving text on stderr: how far something long is. Appears after one second, only on a terminal, and leaves
// nothing behind. Threading: belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace tanbu::cli {

class Progress {
 public:
  // `what` is one word: reading, signing, sending. Without a total, only what is done and its rate are shown.
  explicit Progress(std::string what, std::size_t total = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::size_t done);

 private:
  std::string what_;
  std::size_t total_;
  std::int64_t started_ms_;
  std::int64_t shown_ms_ = 0;
  std::size_t first_ = 0;  // done before this run
  bool begun_ = false;
  bool visible_ = false;
};

}  // namespace tanbu::cli
