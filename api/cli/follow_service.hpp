// The threads of `tanbu audit follow`: one worker that polls the log and grants what is asked, one request after the
// other, and the door for those who ask (POST /add-checkpoint, C2SP tlog-witness v1.0.0). What needs no re-run of rules
// is answered at the door; the rest waits for the worker, for a bounded time and in a bounded number.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "api/cli/executing_witness.hpp"
#include "api/http/wire/message.hpp"

namespace tanbu::cli {

inline constexpr std::size_t add_checkpoint_body_max = 64 * 1024;

class FollowService {
 public:
  struct Options {
    std::chrono::seconds interval{10};            // between two looks at the log
    std::chrono::seconds answer_seconds_max{20};  // for the log's entries to be fetched and re-run; then 503
    std::size_t waiting_max = 64;                 // one more gets 503
  };
  // `stop` is what the witness's session and follower look at; it is set by stop().
  FollowService(ExecutingWitness& witness, Options options, std::atomic<bool>& stop);
  ~FollowService();  // stops
  FollowService(const FollowService&) = delete;
  FollowService& operator=(const FollowService&) = delete;

  void start();
  // A Handler of wire/message.hpp. Any thread.
  void handle(const http::Request& request, http::Respond respond);
  // To be called now and then: 503 for everybody who waited long enough.
  void answer_overdue();
  // Whether the worker has ended by itself, and why; the process should end too.
  [[nodiscard]] std::optional<std::string> failure() const;
  // 503 for everybody who waits; joins the worker. A second call does nothing.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  struct Job;
  void work();
  [[nodiscard]] std::shared_ptr<Job> next_job(Clock::time_point until);
  void keep_suspect(std::string note);
  [[nodiscard]] std::string next_suspect();
  void serve(Job& job);
  void answer_all(bool overdue_only, const audit::WitnessAnswer& answer);

  ExecutingWitness& witness_;
  const Options options_;
  std::atomic<bool>& stop_;
  mutable std::mutex guard_;
  std::condition_variable changed_;
  std::deque<std::string> suspects_;       // notes that the log signed and the door refused
  std::deque<std::shared_ptr<Job>> jobs_;  // the first may be in the worker's hands
  std::optional<std::string> failure_;
  std::thread worker_;
};

}  // namespace tanbu::cli
