// POST /v1/commands:batch: many signed commands, one a line. All lines are checked first, on several threads; then they
// are handed over in order, waiting for room, on a thread that serves nobody else. A bad line does not stop the others.
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "api/http/answers.hpp"
#include "api/http/checked_lines.hpp"
#include "api/http/handlers.hpp"
#include "api/http/limited.hpp"
#include "api/serving/metrics.hpp"

namespace tanbu::http {
namespace {

class BatchRequest : public std::enable_shared_from_this<BatchRequest> {
 public:
  BatchRequest(Call call, std::shared_ptr<CheckedLines> lines, Finish finish)
      : call_(std::move(call)), finish_(std::move(finish)), lines_(std::move(lines)), answers_(lines_->size()) {}

  // On a thread for slow work.
  void run() noexcept {
    try {
      auto checked = lines_->check(call_.services->slow_work);
      if (auto refusal = refuse_too_many(checked)) return finish_(*std::move(refusal));
      enqueue(std::move(checked));
      wait_until_answered();
      finish_(write());
    } catch (const std::exception&) {
      finish_(call_.problem({.code = "internal"}));
    }
  }

 private:
  // All lines or none: who is told to come again later sends the same batch again.
  [[nodiscard]] std::optional<Response> refuse_too_many(const std::vector<CheckedLines::Line>& checked) {
    if (!call_.services->limits) return std::nullopt;
    std::map<std::string_view, std::int64_t> lines_of_key;
    for (const auto& line : checked) {
      const auto* command = std::get_if<engine::Checked>(&line);
      if (command != nullptr && !is_repeated(call_, *command)) ++lines_of_key[command->kid.text];
    }
    return refuse_lines(call_, lines_of_key);
  }

  void enqueue(std::vector<CheckedLines::Line> checked) {
    for (std::size_t at = 0; at < checked.size(); ++at) {
      if (auto* answer = std::get_if<engine::Answer>(&checked[at])) {
        put_answer(at, std::move(*answer));
        continue;
      }
      call_.engine().enqueue(
          std::get<engine::Checked>(std::move(checked[at])),
          [self = shared_from_this(), at](engine::Answer given) { self->put_answer(at, std::move(given)); },
          engine::QueuePolicy::wait_when_full);
    }
  }

  void put_answer(std::size_t at, engine::Answer answer) {
    const std::lock_guard lock(mutex_);
    answers_[at].emplace(std::move(answer));
    if (++answered_count_ == answers_.size()) wake_.notify_all();
  }

  void wait_until_answered() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return answered_count_ == answers_.size(); });
  }

  [[nodiscard]] Response write() {
    std::string body;
    for (std::size_t at = 0; at < answers_.size(); ++at) {
      append_answer_line(body, at + 1, *answers_[at], call_.context());
      const bool accepted = std::holds_alternative<engine::Accepted>(*answers_[at]);
      if (!accepted && call_.services->metrics) call_.services->metrics->refused(problem_of_answer(*answers_[at]).code);
      answers_[at].reset();
    }
    Response response = text_response(std::move(body), "application/x-ndjson");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  Call call_;
  Finish finish_;
  std::shared_ptr<CheckedLines> lines_;
  std::vector<std::optional<engine::Answer>> answers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t answered_count_ = 0;
};

}  // namespace

void run_batch(Call call, Finish finish) {
  auto split = CheckedLines::split(call.engine(), std::move(call.request.body));
  if (const auto* problem = std::get_if<Problem>(&split)) return finish(call.problem(*problem));
  SlowWork& slow_work = call.services->slow_work;
  // A call is moved into the job; what a refusal needs is written down before.
  const Response full = call.problem({.code = "batches_full", .retry_seconds = 1});
  const auto batch = std::make_shared<BatchRequest>(std::move(call),
                                                    std::get<std::shared_ptr<CheckedLines>>(std::move(split)), finish);
  if (!slow_work.post([batch] { batch->run(); })) finish(full);
}

}  // namespace tanbu::http
