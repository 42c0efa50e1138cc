// Threads for work that would hold up a server thread: batches, which wait for room in the engine's queue, and
// questions about the past, which replay the log. Not a general scheduler: first in, first out, and full is full.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tanbu::http {

class SlowWork {
 public:
  using Job = std::function<void()>;  // must not throw

  SlowWork(int threads, std::size_t waiting_max);
  // Finishes the jobs that run; those that wait are dropped.
  ~SlowWork();
  SlowWork(const SlowWork&) = delete;
  SlowWork& operator=(const SlowWork&) = delete;

  // False when too many wait already. Any thread.
  [[nodiscard]] bool post(Job job);
  // Help for a running job, which must not depend on it being given: runs on an idle thread, or never.
  void post_help(Job job);

 private:
  void run();

  std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tanbu::http
