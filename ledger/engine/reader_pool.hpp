// Readers that wait for work: each request takes one, on a fresh snapshot, and gives it back. Any thread.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "ledger/store/store.hpp"

namespace tanbu::engine {

class ReaderPool {
 public:
  using Open = std::function<std::unique_ptr<store::Reader>()>;
  explicit ReaderPool(Open open) : open_(std::move(open)) {}

  void with_reader(const std::function<void(store::Reader&)>& work) {
    std::unique_ptr<store::Reader> reader = take();
    reader->refresh();
    // A reader whose work threw is not given back: its statements may be in the middle of something.
    work(*reader);
    reader->release();  // An idle reader in an old snapshot would hold up the store's recovery and let its log grow.
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
  }

 private:
  [[nodiscard]] std::unique_ptr<store::Reader> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<store::Reader> reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    return open_();
  }

  Open open_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<store::Reader>> idle_;
};

}  // namespace tanbu::engine
