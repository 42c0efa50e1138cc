// Writing side of session.hpp: a command is signed once, kept, sent until there is a definite answer, and its receipt
// is verified before anybody is told that it worked.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/cli/exit.hpp"
#include "api/cli/session.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/ulid.hpp"
#include "crypto/digest.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

using namespace std::chrono_literals;

// What an answer to a command says about the command.
enum class Said {
  decided,  // recorded, or refused for good
  later,    // recorded or not; only the same bytes may be sent again
  nothing,  // not a ledger's answer, as of a proxy or a wrong address; asking again would not help
};

Said said_by(const HttpAnswer& answer) {
  if (answer.status == 200 || answer.status == 201) return Said::decided;
  if (answer.status >= 500 || answer.status == 408 || answer.status == 429) return Said::later;
  // A refusal has the ledger's own form: a 403 or 404 of something in between decides nothing.
  const auto type = answer.headers.find("content-type");
  const bool problem = type != answer.headers.end() && type->second.rfind("application/problem+json", 0) == 0;
  switch (answer.status) {
    case 400:
    case 401:
    case 403:
    case 409:
    case 413:
    case 415:
    case 422:
      return problem ? Said::decided : Said::nothing;
    default:
      return Said::nothing;
  }
}

std::chrono::milliseconds wait_of(const HttpResult& result, int attempt) {
  auto wait = std::min<std::chrono::milliseconds>(250ms * (1 << std::min(attempt, 5)), 5s);
  if (const auto* answer = std::get_if<HttpAnswer>(&result)) {
    const auto named = answer->headers.find("retry-after");
    if (named != answer->headers.end() && named->second.size() == 1 && named->second[0] >= '1' &&
        named->second[0] <= '9') {
      wait = std::max<std::chrono::milliseconds>(wait, std::chrono::seconds(named->second[0] - '0'));
    }
  }
  return wait;
}

std::string reason_of(const HttpResult& result) {
  if (const auto* answer = std::get_if<HttpAnswer>(&result)) return describe_problem(*answer);
  return std::get<Unreachable>(result).detail;
}

[[noreturn]] void stop_answer_false(const std::string& what) {
  throw Stop(
      Exit::found_false,
      fmt::format(
          fmt::runtime(say("the ledger's answer does not belong to what was sent: {}; the signed command stays in the "
                           "outbox as evidence",
                           "账本的应答与所发送内容不符：{}；已签名的命令留在发件箱中作为证据")),
          what));
}

}  // namespace

std::string Session::payload(const std::string& kind, const boost::json::object& body, const std::string& jti) {
  const PayloadHead head{party(), ledger().origin, jti, unix_seconds_now(), settings_.flags().expires_seconds, kind};
  auto text = payload_text(head, body);
  if (text.size() > crypto::payload_bytes_max) {
    throw Stop(Exit::failure, std::string(say("the command is larger than 16 KiB", "命令超过 16 KiB")));
  }
  return text;
}

HttpAnswer Session::dry_run(const std::string& kind, const boost::json::object& body) {
  // Unsigned on purpose: a signed command sent for a rehearsal could be performed.
  know_ledger();
  const auto text = payload(kind, body, fresh_ulid());
  auto result = client_.post("/v1/commands?dry_run=true", "application/json", text, token());
  if (auto* unreachable = std::get_if<Unreachable>(&result)) {
    throw Stop(Exit::unreachable, std::string(say("no answer: ", "无应答：")) + unreachable->detail);
  }
  auto& answer = std::get<HttpAnswer>(result);
  if (answer.status != 200) stop_with_problem(answer, json());
  return std::move(answer);
}

HttpAnswer Session::submit(const std::string& kind, const boost::json::object& body) {
  const auto jti = fresh_ulid();
  const Waiting waiting{jti, crypto::sign_jws(codec::command_type, payload(kind, body, jti), key())};
  if (const auto earlier = outbox().all(); !earlier.empty()) {
    tell(fmt::format(fmt::runtime(say("note: {} earlier command(s) have no answer yet; see `tanbu outbox list`",
                                      "提示：尚有 {} 个先前的命令未获应答；见 `tanbu outbox list`")),
                     earlier.size()));
  }
  outbox().keep(waiting.jti, waiting.jws);
  try {
    return resend(waiting);
  } catch (const Stop& stop) {
    // Whoever answered is not the pinned ledger: it was never sent, so nobody has to ask what became of it.
    if (!known_ && stop.status() == Exit::found_false) outbox().remove(waiting.jti);
    throw;
  }
}

HttpAnswer Session::resend(const Waiting& waiting) {
  auto answer = send_until_answered(waiting);
  if (answer.status != 200 && answer.status != 201) {
    outbox().remove(waiting.jti);
    stop_with_problem(answer, json());
  }
  check_accepted(answer, waiting.jws);
  outbox().remove(waiting.jti);
  return answer;
}

void Session::await_ledger(std::chrono::steady_clock::time_point until, const std::string& how_to_ask_again) {
  for (int attempt = 0;; ++attempt) {
    try {
      return know_ledger();
    } catch (const Stop& stop) {
      if (stop.status() != Exit::unreachable) throw;
      const auto wait = wait_of(Unreachable{}, attempt);
      if (std::chrono::steady_clock::now() + wait > until)
        throw Stop(Exit::unreachable, stop.message() + "\n" + how_to_ask_again);
      if (attempt == 0) tell(stop.message());
      std::this_thread::sleep_for(wait);
    }
  }
}

HttpAnswer Session::send_until_answered(const Waiting& waiting) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(settings_.flags().retry_seconds);
  const auto how_to_ask_again =
      fmt::format(fmt::runtime(say("Whether the command was recorded is not known. It is kept signed; ask again with\n"
                                   "  tanbu outbox resend {}\nwhich sends the same bytes and cannot do it twice.",
                                   "命令是否已记录尚不可知。已签名的命令已保存；可用以下命令再次询问\n"
                                   "  tanbu outbox resend {}\n它发送相同的字节，不会重复执行。")),
                  waiting.jti);
  await_ledger(until, how_to_ask_again);
  for (int attempt = 0;; ++attempt) {
    auto result = client_.post("/v1/commands", "application/jose", waiting.jws);
    auto* answer = std::get_if<HttpAnswer>(&result);
    const Said said = answer == nullptr ? Said::later : said_by(*answer);
    if (said == Said::decided) return std::move(*answer);
    if (said == Said::nothing) {
      throw Stop(exit_of_status(answer->status), describe_problem(*answer) + "\n" + how_to_ask_again);
    }
    const auto wait = wait_of(result, attempt);
    if (std::chrono::steady_clock::now() + wait > until) {
      throw Stop(Exit::unreachable, reason_of(result) + "\n" + how_to_ask_again);
    }
    tell(reason_of(result));
    tell(say("sending the same signed command again; the ledger performs it at most once",
             "正在重新发送同一已签名命令；账本至多执行一次"));
    std::this_thread::sleep_for(wait);
  }
}

void Session::check_accepted(const HttpAnswer& answer, const std::string& jws) {
  const auto value = json_of(answer);
  const auto verified = see_receipt(text_at(value, "receipt"));
  const auto entry = log::parse_entry(verified.entry);
  if (!entry) stop_answer_false("receipt");
  if (entry->command != crypto::sha256(jws)) stop_answer_false("command");
  if (verified.entry != text_at(value, "entry")) stop_answer_false("entry");
  if (number_at(value, "index") != verified.index || entry->index != verified.index) stop_answer_false("index");
  if (entry->kind != text_at(value, "kind")) stop_answer_false("kind");
}

}  // namespace tanbu::cli
