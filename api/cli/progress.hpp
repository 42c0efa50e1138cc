// A line of moving text on stderr: how far something long is. Appears after one second, only on a terminal, and leaves
// nothing behind. Threading: belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace tanbu::cli {

class Progress {
 public:
  // `what` is one word: reading, signing, sending. `unit` is what is counted; empty: rows. Without a total, only what
  // is done and its rate are shown.
  explicit Progress(std::string what, std::size_t total = 0, std::string unit = {});
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // The first call says where this run begins; rate and time left are of what came after it.
  void show(std::size_t done);
  // The same where the total is known only on the way.
  void show(std::size_t done, std::size_t total);

 private:
  std::string what_;
  std::size_t total_;
  std::string unit_;
  std::int64_t started_ms_;
  std::int64_t shown_ms_ = 0;
  std::size_t first_ = 0;  // done before this run
  bool begun_ = false;
  bool visible_ = false;
};

}  // namespace tanbu::cli
