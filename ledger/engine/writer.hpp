// The one writer: a bounded queue, one thread, group commit. Faults of the machine are caught here and nowhere else.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "ledger/engine/folder.hpp"
#include "ledger/engine/sequencer.hpp"
#include "ledger/engine/state_number.hpp"

namespace tanbu::engine {

struct WriterOptions {
  std::size_t queue_commands_max = 8192;
  std::size_t batch_commands_max = 1024;
  int erasure_retry_ms = 1'000;
  std::function<void(std::string_view event)> notice{};  // see EngineOptions
};

class Writer {
 public:
  // `replayed` builds the answer to a command that an earlier batch accepted.
  using Replayed = std::function<Answer(EntryIndex)>;
  Writer(WriterOptions options, Folder folder, store::Store& store, LogKeys& keys, std::unique_ptr<Sequencer> sequencer,
         std::shared_ptr<Clock> clock, ClockWatch watch, Replayed replayed);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void enqueue(Checked checked, Done done, QueuePolicy policy);
  // A group waits for room for one command and may then be longer than the room is: the queue holds at most
  // queue_commands_max and one group. An entry of before is answered by its index alone.
  void enqueue(std::vector<Checked> commands, GroupDone done, QueuePolicy policy);
  // Commands whose signatures are being checked right now; the writer waits a moment for them instead of committing a
  // group of one.
  void arriving() { arriving_.fetch_add(1, std::memory_order_relaxed); }
  void arrived() { arriving_.fetch_sub(1, std::memory_order_relaxed); }
  [[nodiscard]] Health health();
  // See StateNumber. Whoever was told of an entry finds it in the state that is named from then on.
  [[nodiscard]] std::optional<std::uint64_t> settled_state() const { return state_number_.settled(); }
  void stop();

 private:
  struct Single {
    Checked checked;
    Done done;
  };
  struct Group {
    std::vector<Checked> commands;
    GroupDone done;
  };
  using Item = std::variant<Single, Group>;
  enum class State { ready, clock_suspect, store_failed, recovering };

  void run();
  [[nodiscard]] std::vector<Item> take_batch();
  void process(std::vector<Item>& items);
  void commit(std::vector<Item>& items, Instant now);
  void put(Item item, QueuePolicy policy);
  void answer(std::vector<Item>& items, Sealed& sealed);
  [[nodiscard]] static Answer answer_of(Verdict& verdict, const Sealed& sealed);
  [[nodiscard]] static std::size_t commands_in(const Item& item);
  void recover();
  // Called now and then while nothing can be decided: what stood in the way may be gone, and where a balancer asks for
  // readiness no command would ever come to find that out.
  void look_again();
  void notice(std::string_view event) const;
  [[nodiscard]] std::int64_t disk_free_bytes() const;
  // A disk without room for a group and its checkpoint.
  [[nodiscard]] bool disk_is_full() const;
  // Stopping, and nothing is left to do.
  [[nodiscard]] bool is_done();
  // Says when an erasure began to wait for readers, and when it ended.
  void note_erasure();
  static void answer_all(std::vector<Item>& items, const Unavailable& unavailable);
  static void answer(Item& item, const Unavailable& unavailable);

  WriterOptions options_;
  Folder folder_;
  store::Store& store_;
  LogKeys& keys_;
  std::unique_ptr<Sequencer> sequencer_;
  std::shared_ptr<Clock> clock_;
  ClockWatch watch_;
  Replayed replayed_;

  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable drained_;
  std::deque<Item> queue_;
  std::size_t queued_commands_ = 0;
  bool stopping_ = false;
  std::atomic<int> arriving_{0};
  std::atomic<State> state_{State::ready};
  std::atomic<std::uint64_t> size_{0};
  std::atomic<bool> erasure_pending_{false};
  StateNumber state_number_;
  std::size_t previous_batch_ = 0;  // items
  std::jthread thread_;
};

}  // namespace tanbu::engine
