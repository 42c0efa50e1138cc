#include "ledger/engine/writer.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>

#include "ledger/log/proof.hpp"

namespace tanbu::engine {
namespace {

constexpr std::int64_t disk_free_bytes_min = std::int64_t{1} << 20;

}  // namespace

Writer::Writer(WriterOptions options, Folder folder, store::Store& store, LogKeys& keys,
               std::unique_ptr<Sequencer> sequencer, std::shared_ptr<Clock> clock, ClockWatch watch, Replayed replayed)
    : options_(options),
      folder_(std::move(folder)),
      store_(store),
      keys_(keys),
      sequencer_(std::move(sequencer)),
      clock_(std::move(clock)),
      watch_(watch),
      replayed_(std::move(replayed)) {
  size_ = sequencer_->size();
  thread_ = std::jthread([this] { run(); });
}

Writer::~Writer() { stop(); }

void Writer::enqueue(Checked checked, Done done, QueuePolicy policy) {
  put(Single{std::move(checked), std::move(done)}, policy);
}

void Writer::enqueue(std::vector<Checked> commands, GroupDone done, QueuePolicy policy) {
  HOLDS(!commands.empty() && commands.size() <= group_commands_max);
  put(Group{std::move(commands), std::move(done)}, policy);
}

std::size_t Writer::commands_in(const Item& item) {
  const auto* group = std::get_if<Group>(&item);
  return group == nullptr ? 1 : group->commands.size();
}

void Writer::put(Item item, QueuePolicy policy) {
  std::unique_lock lock(mutex_);
  if (policy == QueuePolicy::wait_when_full) {
    drained_.wait(lock, [this] { return stopping_ || queued_commands_ < options_.queue_commands_max; });
  }
  if (stopping_ || queued_commands_ >= options_.queue_commands_max) {
    const bool stopping = stopping_;
    lock.unlock();
    answer(item, {.code = stopping ? "stopping" : "queue_full", .retry_seconds = 1});
    return;
  }
  queued_commands_ += commands_in(item);
  queue_.push_back(std::move(item));
  // One wake-up is enough to start a batch; while the writer works or lingers it looks at the queue by itself.
  const bool wake = queue_.size() == 1 || queue_.size() >= previous_batch_;
  lock.unlock();
  if (wake) filled_.notify_one();
}

std::vector<Writer::Item> Writer::take_batch() {
  std::unique_lock lock(mutex_);
  const auto has_work = [this] { return stopping_ || !queue_.empty(); };
  if (erasure_pending_ || state_ != State::ready) {
    filled_.wait_for(lock, std::chrono::milliseconds(options_.erasure_retry_ms), has_work);
  } else {
    filled_.wait(lock, has_work);
  }
  // Under load a wait of at most a millisecond makes groups larger and the disk's syncs fewer; a lone client never
  // waits, because nobody else is arriving and the last group was its own command.
  const bool others_come = arriving_.load(std::memory_order_relaxed) > 0 || previous_batch_ > 1;
  if (!stopping_ && others_come && queue_.size() < previous_batch_) {
    filled_.wait_for(lock, std::chrono::milliseconds(1),
                     [this] { return stopping_ || queue_.size() >= previous_batch_; });
  }
  std::vector<Item> items;
  std::size_t commands = 0;
  while (!queue_.empty()) {
    // A group is never split; one that is longer than a batch is a batch of its own.
    const std::size_t more = commands_in(queue_.front());
    if (!items.empty() && commands + more > options_.batch_commands_max) break;
    items.push_back(std::move(queue_.front()));
    queue_.pop_front();
    commands += more;
  }
  queued_commands_ -= commands;
  previous_batch_ = items.size();
  lock.unlock();
  drained_.notify_all();
  return items;
}

void Writer::run() {
  while (true) {
    std::vector<Item> items = take_batch();
    if (!items.empty()) {
      process(items);
    } else if (is_done()) {
      return;
    } else if (state_ != State::ready) {
      look_again();
    } else {
      // What the law wants gone does not wait for the next command.
      store_.finish_erasures();
    }
    note_erasure();
  }
}

bool Writer::is_done() {
  const std::unique_lock lock(mutex_);
  return stopping_ && queue_.empty();
}

void Writer::note_erasure() {
  const bool pending = store_.erasure_pending();
  if (erasure_pending_.exchange(pending) != pending) notice(pending ? "erase_pending" : "erase_finished");
}

void Writer::notice(std::string_view event) const {
  if (options_.notice) options_.notice(event);
}

std::int64_t Writer::disk_free_bytes() const {
  std::error_code error;
  const auto space = std::filesystem::space(folder_.root, error);
  return error ? -1 : static_cast<std::int64_t>(space.available);
}

bool Writer::disk_is_full() const {
  const std::int64_t free = disk_free_bytes();
  return free >= 0 && free < disk_free_bytes_min;
}

void Writer::look_again() {
  if (state_ == State::clock_suspect) {
    if (!watch_.trusts(clock_->now(), clock_->monotonic_ms(), sequencer_->size(), sequencer_->last_time())) return;
    state_ = State::ready;
    return notice("recovered");
  }
  if (disk_is_full()) return;
  state_ = State::recovering;
  recover();
}

// The one place where faults of the machine are caught (house decision 4).
void Writer::process(std::vector<Item>& items) {
  if (state_ == State::recovering) recover();
  if (state_ == State::recovering) {
    answer_all(items, {.code = disk_is_full() ? "disk_full" : "store_failed", .retry_seconds = 5});
    return;
  }
  const Instant now = clock_->now();
  if (!watch_.trusts(now, clock_->monotonic_ms(), sequencer_->size(), sequencer_->last_time())) {
    state_ = State::clock_suspect;
    notice("clock_suspect");
    answer_all(items, {.code = "clock_suspect", .retry_seconds = 60});
    return;
  }
  try {
    commit(items, now);
  } catch (const store::CommitUnknown&) {
    // Nobody knows whether the batch is durable. The signed checkpoint stays in this process; the client asks again
    // with its jti.
    state_ = State::recovering;
    notice("outcome_unknown");
    answer_all(items, {.code = "outcome_unknown", .retry_seconds = 2});
    recover();
  } catch (const store::StoreFault&) {
    state_number_.settle();  // it was rolled back
    state_ = State::store_failed;
    const char* const code = disk_is_full() ? "disk_full" : "store_failed";
    notice(code);
    answer_all(items, {.code = code, .retry_seconds = 5});
  }
}

void Writer::commit(std::vector<Item>& items, Instant now) {
  std::vector<const Checked*> commands;
  std::vector<Together> together;
  for (const Item& item : items) {
    if (const auto* single = std::get_if<Single>(&item)) {
      commands.push_back(&single->checked);
      continue;
    }
    const auto& group = std::get<Group>(item);
    together.push_back({commands.size(), group.commands.size()});
    for (const Checked& checked : group.commands) commands.push_back(&checked);
  }
  Sealed sealed = sequencer_->commit(commands, together, now, [this] { state_number_.unsettle(); });
  state_number_.settle();
  if (state_.exchange(State::ready) != State::ready) notice("recovered");
  if (!sealed.entries.empty()) {
    watch_.entry_written();
    size_ = sequencer_->size();
    try {
      replace_file(folder_.checkpoint(), sealed.checkpoint, 0644, Durability::atomic_only);
    } catch (const store::StoreFault&) {
      // The batch is durable and the file is only a memory aid against a database of yesterday; the next batch writes
      // it again.
    }
  }
  if (sealed.changed_keys) {
    try {
      keys_.settle(*sealed.changed_keys, size_);
    } catch (const store::StoreFault&) {
      // The checkpoints say already what the files do not; whoever opens the folder next brings them up to it.
    }
  }
  note_erasure();
  answer(items, sealed);
}

void Writer::answer(std::vector<Item>& items, Sealed& sealed) {
  std::size_t at = 0;
  auto together = sealed.together.begin();
  for (Item& item : items) {
    if (auto* single = std::get_if<Single>(&item)) {
      Verdict& verdict = sealed.verdicts[at++];
      const bool replay = verdict.replay_of && !verdict.refused;
      single->done(replay ? replayed_(*verdict.replay_of) : answer_of(verdict, sealed));
      continue;
    }
    auto& group = std::get<Group>(item);
    GroupAnswer answered{.recorded = together->recorded, .size_before = together->size_before, .answers = {}};
    ++together;
    std::optional<Unavailable> unavailable;
    for (std::size_t left = group.commands.size(); left > 0; --left) {
      Verdict& verdict = sealed.verdicts[at++];
      if (verdict.unavailable) unavailable = verdict.unavailable;
      answered.answers.push_back(answer_of(verdict, sealed));
    }
    group.done(unavailable ? GroupResult(*unavailable) : GroupResult(std::move(answered)));
  }
}

Answer Writer::answer_of(Verdict& verdict, const Sealed& sealed) {
  if (verdict.refused) return std::move(*verdict.refused);
  if (verdict.unavailable) return *verdict.unavailable;
  if (verdict.replay_of) {
    return Accepted{
        .index = *verdict.replay_of, .kind = {}, .entry = {}, .receipt = {}, .decision = {}, .replayed = true};
  }
  if (verdict.would_be) {
    return Accepted{.index = verdict.would_be->index,
                    .kind = std::move(verdict.would_be->kind),
                    .entry = {},
                    .receipt = {},
                    .decision = std::move(verdict.would_be->decision)};
  }
  const std::size_t position = *verdict.new_entry;
  const store::NewEntry& entry = sealed.entries[position];
  return Accepted{.index = entry.index,
                  .kind = entry.kind,
                  .entry = entry.entry,
                  .receipt = log::write_receipt({.entry = entry.entry,
                                                 .index = entry.index.value,
                                                 .proof = sealed.proofs[position],
                                                 .checkpoint = sealed.checkpoint}),
                  .decision = entry.decision,
                  .replayed = verdict.repeats_in_batch};
}

// Settles what an unknown commit left behind: what is visible must be on the disk before anything is built on it.
void Writer::recover() {
  state_number_.unsettle();
  try {
    store_.recover();
    const auto reader = store_.reader();
    auto sequencer = std::make_unique<Sequencer>(store_, keys_, *reader);
    const auto& newest = reader->head().checkpoint;
    const auto history = key_history(*reader);
    const auto opened = history.open(newest);
    if (!log::ok(opened) || log::value(opened).size != sequencer->size() || keys_.fault_of_second_line(newest)) return;
    keys_.settle(history, sequencer->size());
    replace_file(folder_.checkpoint(), reader->head().checkpoint, 0644, Durability::atomic_only);
    sequencer_ = std::move(sequencer);
    size_ = sequencer_->size();
    state_number_.settle();
    state_ = State::ready;
    notice("recovered");
  } catch (const std::runtime_error&) {
    // Stays read-only and not ready; the next command tries again.
  }
}

void Writer::answer_all(std::vector<Item>& items, const Unavailable& unavailable) {
  for (Item& item : items) answer(item, unavailable);
}

void Writer::answer(Item& item, const Unavailable& unavailable) {
  std::visit([&](auto& asked) { asked.done(unavailable); }, item);
}

Health Writer::health() {
  Health health;
  health.size = size_;
  health.erasure_pending = erasure_pending_;
  health.disk_free_bytes = disk_free_bytes();
  const std::unique_lock lock(mutex_);
  health.queued = queued_commands_;
  switch (state_.load()) {
    case State::ready:
      break;
    case State::clock_suspect:
      health.reason = "clock_suspect";
      break;
    case State::store_failed:
      health.reason = disk_is_full() ? "disk_full" : "store_failed";
      break;
    case State::recovering:
      health.reason = disk_is_full() ? "disk_full" : "recovering";
      break;
  }
  if (health.reason.empty() && disk_is_full()) health.reason = "disk_full";
  if (stopping_) health.reason = "stopping";
  health.ready = health.reason.empty();
  return health;
}

void Writer::stop() {
  {
    const std::unique_lock lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_all();
  drained_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace tanbu::engine
