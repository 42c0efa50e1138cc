// Chunks and answers of import_send.hpp.
#include "api/cli/import_send.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/cli/answer.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/progress.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t answer_line_bytes_max = std::size_t{1} << 20;

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

RefusedLine refused_line(const std::string& line, const AnsweredLine& answer) {
  RefusedLine refused{answer.status, answer.code, answer.detail, {}, {}, {}};
  const auto parsed = crypto::parse_jws(line, codec::command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return refused;
  const auto payload = crypto::parse_strict_json(jws->payload, crypto::payload_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&payload);
  if (value == nullptr) return refused;
  refused.kind = text_at(*value, "kind");
  refused.row = text_at(*value, "body.evidence.reference");
  // A registry event repeats the serial as its reference.
  refused.name = text_at(*value, refused.kind == "record_batch"            ? "body.serial"
                                 : refused.kind == "record_registry_event" ? "body.reference"
                                                                           : "body.project_id");
  return refused;
}

// One import's sending.
class Sending {
 public:
  Sending(Session& session, ImportOutbox& outbox, std::size_t lines,
          const std::function<void(const RefusedLine&)>& refused)
      : session_(session),
        outbox_(outbox),
        refused_(refused),
        client_(make_client(session.settings())),
        progress_(std::string(say("sending", "发送")), lines) {}

  SendOutcome run() {
    const auto lines = outbox_.read();
    while (true) {
      begin_ = lines->begin();
      chunk_ = lines->next_chunk();
      if (chunk_.empty()) return std::move(outcome_);
      send_chunk();
      for (const auto& line : chunk_) count(line);
    }
  }

 private:
  void count(const OutboxLines::Line& line) {
    const AnsweredLine& answer = *line.answer;
    if (answer.status == 200 || answer.status == 201) {
      ++(answer.status == 201 ? outcome_.recorded : outcome_.repeated);
      return;
    }
    // A project that somebody registered in the meantime is no trouble.
    if (answer.code == "project_exists") {
      ++outcome_.repeated;
      return;
    }
    auto refused = refused_line(line.text, answer);
    if (refused_) refused_(refused);
    // Who may not register a project is told of its batches that the project is unknown.
    const bool not_allowed = answer.status == 403 || (outcome_.refused != 0 && answer.code == "unknown_project");
    outcome_.only_not_allowed = outcome_.only_not_allowed && not_allowed;
    ++outcome_.refused;
    if (++outcome_.refused_by_code[answer.code] <= refusals_kept_max) outcome_.refusals.push_back(std::move(refused));
  }

  // Until every line has a definite answer. A line without one may or may not be recorded, and what follows it may need
  // it; so nothing later is sent before.
  void send_chunk() {
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::seconds(session_.settings().flags().retry_seconds);
    for (int attempt = 0;; ++attempt) {
      std::vector<std::size_t> waiting;  // places in the chunk
      for (std::size_t at = 0; at < chunk_.size(); ++at) {
        if (!chunk_[at].answer) waiting.push_back(at);
      }
      progress_.show(begin_ + chunk_.size() - waiting.size());
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
    for (const auto index : waiting) body += chunk_[index].text + "\n";
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
      if (accepted) last_receipt = check_accepted(value, chunk_[index].text);
      done.push_back({begin_ + index, status, accepted ? "" : text_at(value, "problem.code"),
                      accepted ? "" : text_at(value, "problem.detail")});
    }
    // The checkpoints of one answer are all of one log when the newest of them is of the log that is pinned.
    if (!last_receipt.empty()) (void)session_.see_receipt(last_receipt);
    outbox_.add_answered(done);
    for (auto& answer : done) {
      auto& line = chunk_[answer.index - begin_];
      line.answer = std::move(answer);
    }
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
  const std::function<void(const RefusedLine&)>& refused_;
  std::size_t begin_ = 0;  // of the chunk, in the outbox
  std::vector<OutboxLines::Line> chunk_;
  Client client_;
  Progress progress_;
  SendOutcome outcome_;
};

}  // namespace

SendOutcome send_import(Session& session, ImportOutbox& outbox, std::size_t lines,
                        const std::function<void(const RefusedLine&)>& refused) {
  session.know_ledger();  // what follows is sent by another client
  return Sending(session, outbox, lines, refused).run();
}

}  // namespace tanbu::cli
