// The queue and its threads.
#include "api/http/slow_work.hpp"

#include <utility>

namespace tanbu::http {

SlowWork::SlowWork(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (int at = 0; at < threads; ++at) threads_.emplace_back([this] { run(); });
}

SlowWork::~SlowWork() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool SlowWork::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= waiting_max_) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void SlowWork::post_help(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || idle_ <= jobs_.size()) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void SlowWork::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (stopping_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace tanbu::http
