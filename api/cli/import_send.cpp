// Chunks, answers and progress of import_send.hpp.
#include "api/cli/import_send.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "api/cli/answer.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t chunk_lines_max = 2'000;
constexpr std::size_t chunk_bytes_max = std::size_t{8} << 20;
constexpr std::size_t answer_line_bytes_max = std::size_t{1} << 20;
constexpr std::int64_t progress_after_ms = 1'000;
constexpr std::int64_t progress_every_ms = 200;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool is_definite(long status) { return status < 500 && status != 408 && status != 429; }

Client make_client(const Settings& settings) {
  ClientOptions options;
  options.base_url = settings.url();  // valid: the session was made with it
  options.ca_file = settings.ca_file();
  return Client(std::move(options));
}

[[noreturn]] void stop_answer_false(std::string_view what) {
  throw Stop(
      Exit::found_false,
      fmt::format(fmt::runtime(say("the ledger's answer does not belong to what was sent: {}; the signed commands "
                                   "stay in the outbox as evidence",
                                   "账本的应答与所发送内容不符：{}；已签名的命令留在发件箱中作为证据")),
                  what));
}

// One import's sending.
class Sending {
 public:
  Sending(Session& session, ImportOutbox& outbox, const std::vector<std::string>& lines)
      : session_(session),
        outbox_(outbox),
        lines_(lines),
        answered_(lines.size(), false),
        client_(make_client(session.settings())),
        progress_(lines.size()) {
    for (auto& answer : outbox.answered(lines.size())) count(std::move(answer));
  }

  SendOutcome run() {
    std::size_t begin = 0;
    while (begin < lines_.size()) {
      const std::size_t end = begin + lines_of_chunk(lines_, begin);
      send_chunk(begin, end);
      begin = end;
    }
    return std::move(outcome_);
  }

 private:
  void count(AnsweredLine answer) {
    answered_[answer.index] = true;
    if (answer.status == 200 || answer.status == 201) {
      ++(answer.status == 201 ? outcome_.recorded : outcome_.repeated);
    } else {
      outcome_.refused.push_back(std::move(answer));
    }
  }

  // Until every line has a definite answer. A line without one may or may not be recorded, and what follows it may need
  // it; so nothing later is sent before.
  void send_chunk(std::size_t begin, std::size_t end) {
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::seconds(session_.settings().flags().retry_seconds);
    for (int attempt = 0;; ++attempt) {
      std::vector<std::size_t> waiting;
      for (std::size_t at = begin; at < end; ++at) {
        if (!answered_[at]) waiting.push_back(at);
      }
      progress_.show(end - waiting.size());
      if (waiting.empty()) return;
      const std::string trouble = send(waiting);
      if (trouble.empty()) continue;
      const auto wait = std::min<std::chrono::milliseconds>(250ms * (1 << std::min(attempt, 5)), 5s);
      if (std::chrono::steady_clock::now() + wait > until) {
        throw Stop(
            Exit::unreachable,
            trouble + "\n" +
                std::string(say("The import is not finished. Run the same command again to go on: it sends the "
                                "same signed commands, and none is performed twice.",
                                "导入尚未完成。再次运行同一命令即可继续：发送相同的已签名命令，不会重复执行。")));
      }
      std::this_thread::sleep_for(wait);
    }
  }

  // Empty, or why some lines have no definite answer.
  std::string send(const std::vector<std::size_t>& waiting) {
    std::string body;
    for (const auto index : waiting) body += lines_[index] + "\n";
    auto result = client_.post("/v1/commands:batch", "application/jose-seq", body);
    if (const auto* unreachable = std::get_if<Unreachable>(&result)) {
      return std::string(say("no answer: ", "无应答：")) + unreachable->detail;
    }
    const auto& answer = std::get<HttpAnswer>(result);
    if (!is_definite(answer.status)) return describe_problem(answer);
    if (answer.status != 200) stop_with_problem(answer, session_.json());
    return take(answer.body, waiting);
  }

  std::string take(std::string_view text, const std::vector<std::size_t>& waiting) {
    std::vector<AnsweredLine> done;
    std::string last_receipt;
    std::string trouble;
    std::size_t position = 0;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (position == waiting.size()) stop_answer_false("line");
      const auto parsed = crypto::parse_strict_json(line, answer_line_bytes_max);
      if (!std::holds_alternative<boost::json::value>(parsed)) break;  // torn; the rest has no answer
      const auto& value = std::get<boost::json::value>(parsed);
      if (number_at(value, "line") != position + 1) stop_answer_false("line");
      const auto status = static_cast<long>(number_at(value, "status").value_or(500));
      const std::size_t index = waiting[position++];
      if (!is_definite(status)) {
        trouble = harmless(text_at(value, "problem.detail"));
        if (trouble.empty()) trouble = "status " + std::to_string(status);
        continue;
      }
      const bool accepted = status == 200 || status == 201;
      if (accepted) last_receipt = check_accepted(value, lines_[index]);
      done.push_back({index, status, accepted ? "" : text_at(value, "problem.code"),
                      accepted ? "" : text_at(value, "problem.detail")});
    }
    // The checkpoints of one answer are all of one log when the newest of them is of the log that is pinned.
    if (!last_receipt.empty()) (void)session_.see_receipt(last_receipt);
    outbox_.add_answered(done);
    for (auto& answer : done) count(std::move(answer));
    if (position < waiting.size() && trouble.empty()) {
      trouble = say("the answer is incomplete", "应答不完整");
    }
    return trouble;
  }

  std::string check_accepted(const boost::json::value& answer, const std::string& jws) {
    auto receipt = text_at(answer, "receipt");
    const auto verified = log::verify_receipt(receipt, session_.verifier(), session_.ledger().origin);
    if (!log::ok(verified)) stop_answer_false("receipt");
    const auto entry = log::parse_entry(log::value(verified).entry);
    if (!entry || entry->command != crypto::sha256(jws)) stop_answer_false("command");
    if (number_at(answer, "index") != log::value(verified).index) stop_answer_false("index");
    return receipt;
  }

  Session& session_;
  ImportOutbox& outbox_;
  const std::vector<std::string>& lines_;
  std::vector<bool> answered_;
  Client client_;
  Progress progress_;
  SendOutcome outcome_;
};

}  // namespace

Progress::Progress(std::size_t total) : total_(total), started_ms_(steady_ms()) {}

Progress::~Progress() {
  if (visible_) std::fputs("\r\033[K", stderr);
}

void Progress::show(std::size_t done) {
  const std::int64_t now = steady_ms();
  const std::int64_t elapsed = now - started_ms_;
  if (!stderr_is_terminal() || elapsed < progress_after_ms || now - shown_ms_ < progress_every_ms) return;
  shown_ms_ = now;
  visible_ = true;
  constexpr std::size_t cells = 24;
  const std::size_t filled = total_ == 0 ? cells : done * cells / total_;
  const std::string bar = std::string(filled, '#') + std::string(cells - filled, '-');
  const auto rate = static_cast<std::int64_t>(done) * 1000 / elapsed;
  const std::int64_t left = rate == 0 ? 0 : static_cast<std::int64_t>(total_ - done) / rate;
  const auto line = fmt::format(
      fmt::runtime(say("\r\033[K[{}] {}/{}  {} rows/s  {}:{:02} left", "\r\033[K[{}] {}/{}  {} 行/秒  剩余 {}:{:02}")),
      bar, done, total_, rate, left / 60, left % 60);
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

std::size_t lines_of_chunk(const std::vector<std::string>& lines, std::size_t begin) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (begin + count < lines.size() && count < chunk_lines_max) {
    bytes += lines[begin + count].size() + 1;
    if (bytes > chunk_bytes_max && count > 0) break;
    ++count;
  }
  return count;
}

SendOutcome send_import(Session& session, ImportOutbox& outbox, const std::vector<std::string>& lines) {
  session.know_ledger();  // what follows is sent by another client
  return Sending(session, outbox, lines).run();
}

}  // namespace tanbu::cli
