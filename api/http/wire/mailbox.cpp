// Mailbox and ticket: who may answer, how often, and with how few wakeups.
#include "api/http/wire/mailbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

thread_local const Mailbox* mailbox_of_this_thread = nullptr;

void move_all(std::vector<Reply>& from, std::vector<Reply>& to) {
  if (to.empty()) {
    to.swap(from);
    return;
  }
  std::move(from.begin(), from.end(), std::back_inserter(to));
  from.clear();
}

}  // namespace

void Mailbox::put(Reply reply) {
  if (mailbox_of_this_thread == this) {
    own_replies_.push_back(std::move(reply));
    return;
  }
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  replies_.push_back(std::move(reply));
  // Waking a sleeping thread costs about 30 us, so a batch of answers wakes each loop once.
  if (!std::exchange(wake_pending_, true)) wake_();
}

void Mailbox::take(std::vector<Reply>& replies) {
  const std::lock_guard lock(mutex_);
  wake_pending_ = false;
  move_all(replies_, replies);
}

void Mailbox::take_own(std::vector<Reply>& replies) { move_all(own_replies_, replies); }

void Mailbox::open() { mailbox_of_this_thread = this; }

void Mailbox::close() {
  mailbox_of_this_thread = nullptr;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_ = nullptr;
  replies_.clear();
  own_replies_.clear();
}

void Ticket::answer(Response response) {
  State expected = State::open;
  if (!state_.compare_exchange_strong(expected, State::answered)) {
    HOLDS(expected !=
          State::answered);  // two answers to one request: the second would be read as the answer to the next
    return;
  }
  mailbox_->put({key_, std::move(response)});
}

void Ticket::give_up() {
  State expected = State::open;
  if (state_.compare_exchange_strong(expected, State::given_up)) mailbox_->put({key_, std::nullopt});
}

}  // namespace tanbu::http
