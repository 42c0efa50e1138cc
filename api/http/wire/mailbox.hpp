// The way back of an answer: from whatever thread the handler's work ended on to the loop that owns the connection. Not
// a queue of work: every entry answers one request that is waiting for it.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "api/http/wire/message.hpp"

namespace tanbu::http {

// A connection of one loop. The generation tells it from an earlier connection in the same slot.
struct SessionKey {
  std::uint32_t slot = 0;
  std::uint64_t generation = 0;
};

struct Reply {
  SessionKey key;
  std::optional<Response> response;  // nothing: nobody is left who could answer
};

class Mailbox {
 public:
  // `wake` makes the loop call take() soon, on its own thread; it is called under a lock and at most once between two
  // take().
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Any thread. On the loop's own thread the reply goes into a second list without lock or wakeup: the loop looks there
  // each time a handler returns.
  void put(Reply reply);
  // The loop's thread only: moves everything that has arrived to the end of `replies`.
  void take(std::vector<Reply>& replies);
  void take_own(std::vector<Reply>& replies);
  // Declares the calling thread to be the loop's, until close().
  void open();
  // The loop's thread only. Replies that come later are dropped; `wake` is not called again.
  void close();

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::vector<Reply> replies_;
  bool wake_pending_ = false;
  bool closed_ = false;
  std::vector<Reply> own_replies_;
};

// The right to answer one request once. Destroyed unused, it reports that no answer will come.
class Ticket {
 public:
  Ticket(std::shared_ptr<Mailbox> mailbox, SessionKey key) : mailbox_(std::move(mailbox)), key_(key) {}
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() { give_up(); }

  void answer(Response response);
  // From now on answers are ignored; if there was none yet, the loop is told so.
  void give_up();

 private:
  enum class State : std::uint8_t { open, answered, given_up };
  std::atomic<State> state_{State::open};
  std::shared_ptr<Mailbox> mailbox_;
  SessionKey key_;
};

}  // namespace tanbu::http
