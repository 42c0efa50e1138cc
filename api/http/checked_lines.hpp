// Signed commands, one a line: signatures and form of all of them are checked before the first is decided, on the
// thread that asks and on another one where one is idle. A bad line does not stop the others.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http/problem.hpp"
#include "api/http/slow_work.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::http {

class CheckedLines : public std::enable_shared_from_this<CheckedLines> {
 public:
  using Line = std::variant<engine::Checked, engine::Answer>;  // never an Accepted

  // Problem: batch_too_long. The engine must outlive the slow work.
  [[nodiscard]] static std::variant<std::shared_ptr<CheckedLines>, Problem> split(engine::Engine& engine,
                                                                                  std::string body);
  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  // All lines, in order; to be asked once. Throws where a machine's fault kept a line from being checked.
  [[nodiscard]] std::vector<Line> check(SlowWork& slow_work);

 private:
  CheckedLines(engine::Engine& engine, std::string body) : engine_(engine), body_(std::move(body)) {}
  void help() noexcept;
  void check_some();
  [[nodiscard]] Line check(std::string_view line) const;

  engine::Engine& engine_;
  std::string body_;
  std::vector<std::string_view> lines_;
  std::vector<std::optional<Line>> checked_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t checked_count_ = 0;
  bool failed_ = false;
};

}  // namespace tanbu::http
