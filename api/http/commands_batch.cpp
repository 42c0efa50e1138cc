// POST /v1/commands:batch: many signed commands, one a line. All lines are checked first, on several threads; then they
// are handed over in order, waiting for room, on a thread that serves nobody else. A bad line does not stop the others.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "api/http/answers.hpp"
#include "api/http/handlers.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t lines_max = 10'000;
constexpr std::size_t lines_taken_at_once = 16;

class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Call call, Finish finish) : call_(std::move(call)), finish_(std::move(finish)) {}

  // Gives a problem, or nothing when there are lines to work on.
  [[nodiscard]] std::optional<Problem> split() {
    std::string_view rest = call_.request.body;
    while (!rest.empty()) {
      if (lines_.size() == lines_max) return Problem{.code = "batch_too_long"};
      const auto end = rest.find('\n');
      lines_.push_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    checked_.resize(lines_.size());
    answers_.resize(lines_.size());
    return std::nullopt;
  }

  // On a thread for slow work.
  void run() noexcept {
    try {
      call_.services->slow_work.post_help([self = shared_from_this()] { self->help(); });
      check_lines();
      wait_until_checked();
      enqueue_lines();
      wait_until_answered();
      finish_(write());
    } catch (const std::exception&) {
      finish_(call_.problem({.code = "internal"}));
    }
  }

 private:
  void help() noexcept {
    try {
      check_lines();
    } catch (const std::exception&) {
      const std::lock_guard lock(mutex_);
      failed_ = true;
      wake_.notify_all();
    }
  }

  [[nodiscard]] std::variant<engine::Checked, engine::Answer> check(std::string_view line) const {
    if (is_access_token(line)) return engine::Answer(engine::Unreadable{"token_not_a_command", {}});
    try {
      return call_.engine().check(std::string(line));
    } catch (const store::StoreFault&) {  // The key could not be read; the line may be sent again.
      return engine::Answer(engine::Unavailable{"store_failed", 5});
    }
  }

  void check_lines() {
    while (true) {
      const std::size_t begin = next_.fetch_add(lines_taken_at_once);
      if (begin >= lines_.size()) return;
      const std::size_t end = std::min(begin + lines_taken_at_once, lines_.size());
      for (std::size_t at = begin; at < end; ++at) {
        checked_[at].emplace(check(lines_[at]));
      }
      const std::lock_guard lock(mutex_);
      checked_count_ += end - begin;
      if (checked_count_ == lines_.size()) wake_.notify_all();
    }
  }

  void wait_until_checked() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return failed_ || checked_count_ == lines_.size(); });
    if (failed_) throw std::runtime_error("a line could not be checked");
  }

  void enqueue_lines() {
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      auto& checked = *checked_[at];
      if (auto* answer = std::get_if<engine::Answer>(&checked)) {
        put_answer(at, std::move(*answer));
      } else {
        call_.engine().enqueue(
            std::get<engine::Checked>(std::move(checked)),
            [self = shared_from_this(), at](engine::Answer given) { self->put_answer(at, std::move(given)); },
            engine::QueuePolicy::wait_when_full);
      }
      checked_[at].reset();
    }
  }

  void put_answer(std::size_t at, engine::Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[at].emplace(std::move(answer));
    if (++answered_count_ == lines_.size()) wake_.notify_all();
  }

  void wait_until_answered() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return answered_count_ == lines_.size(); });
  }

  [[nodiscard]] Response write() {
    std::string body;
    for (std::size_t at = 0; at < answers_.size(); ++at) {
      append_answer_line(body, at + 1, *answers_[at], call_.context());
      answers_[at].reset();
    }
    Response response = text_response(std::move(body), "application/x-ndjson");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  Call call_;
  Finish finish_;
  std::vector<std::string_view> lines_;
  std::vector<std::optional<std::variant<engine::Checked, engine::Answer>>> checked_;
  std::vector<std::optional<engine::Answer>> answers_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t checked_count_ = 0;
  std::size_t answered_count_ = 0;
  bool failed_ = false;
};

}  // namespace

void run_batch(Call call, Finish finish) {
  const Language language = call.language;
  const std::string path(call.path());
  const std::string request_id = call.request_id;
  SlowWork& slow_work = call.services->slow_work;
  const auto refuse = [&](Problem problem) { return problem_response(problem, {language, path, request_id}); };
  const auto batch = std::make_shared<Batch>(std::move(call), finish);
  if (const auto problem = batch->split()) return finish(refuse(*problem));
  if (!slow_work.post([batch] { batch->run(); })) {
    finish(refuse({.code = "batches_full", .retry_seconds = 1}));
  }
}

}  // namespace tanbu::http
