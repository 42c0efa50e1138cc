// The functions of follow_service.hpp.
#include "api/cli/follow_service.hpp"

#include <algorithm>
#include <utility>

namespace tanbu::cli {
namespace {

http::Response response_of(const audit::WitnessAnswer& answer) {
  http::Response response;
  response.status = answer.status;
  response.headers = {{"Content-Type", answer.content_type}, {"Cache-Control", "no-store"}};
  if (answer.status == 503) response.headers.emplace_back("Retry-After", "5");
  if (answer.status == 405) response.headers.emplace_back("Allow", "POST");
  response.body = answer.body;
  return response;
}

audit::WitnessAnswer plain(int status, const char* code, const char* words) {
  return {.status = status, .code = code, .body = std::string(code) + ": " + words + "\n"};
}

}  // namespace

struct FollowService::Job {
  std::string body;
  audit::Asked asked;
  Clock::time_point deadline;
  http::Respond respond;
  std::atomic<bool> answered{false};

  // Whoever comes first, the worker or the clock, answers.
  void answer(const audit::WitnessAnswer& answer) {
    if (!answered.exchange(true)) respond(response_of(answer));
  }
};

FollowService::FollowService(ExecutingWitness& witness, Options options, std::atomic<bool>& stop)
    : witness_(witness), options_(options), stop_(stop) {}

FollowService::~FollowService() { stop(); }

void FollowService::start() {
  worker_ = std::thread([this] { work(); });
}

void FollowService::handle(const http::Request& request, http::Respond respond) {
  if (request.target != "/add-checkpoint")
    return respond(response_of(plain(404, "not_found", "a witness answers POST /add-checkpoint")));
  if (request.method != "POST")
    return respond(response_of(plain(405, "method_not_allowed", "a witness answers POST /add-checkpoint")));
  auto examined = witness_.witness().examine(request.body);
  if (auto* answer = std::get_if<audit::WitnessAnswer>(&examined)) {
    respond(response_of(*answer));
    return keep_suspect(std::move(answer->signed_note));
  }
  auto job = std::make_shared<Job>();
  job->body = request.body;
  job->asked = std::get<audit::Asked>(std::move(examined));
  job->deadline = Clock::now() + options_.answer_seconds_max;
  job->respond = std::move(respond);
  {
    const std::lock_guard<std::mutex> lock(guard_);
    if (jobs_.size() < options_.waiting_max && !stop_) {
      jobs_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  job->answer(plain(503, "busy", "too many requests wait; try again shortly"));
}

// Only the log can make one of these, and the same one is looked at once for as long as it waits.
void FollowService::keep_suspect(std::string note) {
  const std::lock_guard<std::mutex> lock(guard_);
  if (note.empty() || suspects_.size() >= options_.waiting_max) return;
  if (std::find(suspects_.begin(), suspects_.end(), note) != suspects_.end()) return;
  suspects_.push_back(std::move(note));
  changed_.notify_one();
}

std::string FollowService::next_suspect() {
  const std::lock_guard<std::mutex> lock(guard_);
  if (suspects_.empty()) return {};
  std::string note = std::move(suspects_.front());
  suspects_.pop_front();
  return note;
}

void FollowService::work() {
  try {
    auto next_poll = Clock::now();
    while (!stop_) {
      if (Clock::now() >= next_poll) {
        (void)witness_.poll();
        next_poll = Clock::now() + options_.interval;
      }
      if (const auto job = next_job(next_poll)) serve(*job);
      if (const auto note = next_suspect(); !note.empty()) witness_.suspect(note);
    }
  } catch (const Stopping&) {
    // As it was told.
  } catch (const Stop& fault) {
    const std::lock_guard<std::mutex> lock(guard_);
    failure_ = fault.message();
  } catch (const std::exception& fault) {
    // A disk that does not keep the record, no memory: whoever goes on would sign what nobody remembers.
    const std::lock_guard<std::mutex> lock(guard_);
    failure_ = fault.what();
  }
}

std::shared_ptr<FollowService::Job> FollowService::next_job(Clock::time_point until) {
  std::unique_lock<std::mutex> lock(guard_);
  changed_.wait_until(lock, until, [this] { return stop_ || !jobs_.empty() || !suspects_.empty(); });
  if (stop_ || jobs_.empty()) return nullptr;
  return jobs_.front();
}

void FollowService::serve(Job& job) {
  if (!job.answered) {
    try {
      job.answer(witness_.answer(job.asked, job.body));
    } catch (...) {
      job.answer(plain(503, "witness_failed", "the witness cannot go on"));
      throw;
    }
  }
  const std::lock_guard<std::mutex> lock(guard_);
  jobs_.pop_front();
}

void FollowService::answer_overdue() {
  answer_all(true, plain(503, "not_rerun", "the entries up to this size are still being re-run; try again shortly"));
}

void FollowService::answer_all(bool overdue_only, const audit::WitnessAnswer& answer) {
  const auto now = Clock::now();
  const std::lock_guard<std::mutex> lock(guard_);
  for (const auto& job : jobs_) {
    if (!overdue_only || job->deadline <= now) job->answer(answer);
  }
}

std::optional<std::string> FollowService::failure() const {
  const std::lock_guard<std::mutex> lock(guard_);
  return failure_;
}

void FollowService::stop() {
  {
    const std::lock_guard<std::mutex> lock(guard_);
    stop_ = true;
  }
  changed_.notify_all();
  answer_all(false, plain(503, "stopping", "the witness is stopping"));
  if (worker_.joinable()) worker_.join();
}

}  // namespace tanbu::cli
