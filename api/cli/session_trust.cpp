// What has to hold in every call before anything of a ledger is believed, in one place: a checkpoint that the pinned
// key signed, that continues what was seen before, with the second line and the quorum that were asked for. Nothing of
// it is kept before all of it holds: what is kept once would pass as seen the next time.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include "api/cli/exit.hpp"
#include "api/cli/found_false.hpp"
#include "api/cli/second_line.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/encoding.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::cli {
namespace {

using namespace std::chrono_literals;

constexpr int judgements_max = 8;  // against other processes that keep what they see at the same time

// Routes whose answer says which state of the log it speaks of. A ledger that leaves it out shows nothing that it could
// be held to.
bool states_size(std::string_view path) {
  if (path.starts_with("/v1/serials/") || path.starts_with("/v1/units?")) return true;
  return path.starts_with("/v1/factories/") && path.find("/coverage") != std::string_view::npos;
}

// The past state that the question itself names.
std::optional<std::uint64_t> asked_size(std::string_view path) {
  constexpr std::string_view name = "as_of=";
  const auto at = path.find(name);
  if (at == std::string_view::npos || (path[at - 1] != '?' && path[at - 1] != '&')) return std::nullopt;
  std::uint64_t size = 0;
  std::from_chars(path.data() + at + name.size(), path.data() + path.size(), size);
  return size;
}

// A state that is older than what was seen: a cache on the way may show it for some seconds.
class OlderState : public Stop {
  using Stop::Stop;
};
constexpr auto cache_seconds_max = 10s;

}  // namespace

void Session::know_ledger() {
  if (std::exchange(known_, true)) return;
  const auto patience =
      std::min<std::chrono::seconds>(std::chrono::seconds(settings_.flags().retry_seconds), cache_seconds_max);
  const auto until = std::chrono::steady_clock::now() + patience;
  for (bool done = false; !done;) {
    try {
      trust([this] { return get_unjudged("/log/checkpoint").body; }, true);
      done = true;
    } catch (const OlderState&) {
      if (std::chrono::steady_clock::now() + 500ms > until) {
        known_ = false;
        throw;
      }
      std::this_thread::sleep_for(500ms);
    } catch (...) {
      known_ = false;
      throw;
    }
  }
  if (std::exchange(first_use_, false)) tell_first_use();
}

void Session::see_checkpoint(const std::string& note) {
  know_ledger();
  trust([&] { return note; }, false);
}

// Judges what is shown with everything held back, and keeps it when it has held.
void Session::trust(const std::function<std::string()>& ask_note, bool must_be_newest) {
  const auto before = pin_;
  for (int attempt = 0; attempt < judgements_max; ++attempt) {
    pins_.hold_back();
    try {
      if (!pin_) pin_ = kept_pin();
      if (!pin_) {
        pin_ = prove_first_use();
        first_use_ = true;
      }
      judge(ask_note(), must_be_newest);
    } catch (...) {
      pins_.forget_held_back();
      pin_ = before;
      verifier_.reset();
      first_use_ = false;
      throw;
    }
    if (pins_.keep_held_back()) {
      if (!move_told_.empty()) tell(std::exchange(move_told_, {}));
      return;
    }
    pin_.reset();
    verifier_.reset();
    move_told_.clear();
    first_use_ = false;
  }
  throw std::runtime_error(settings_.home().string() + ": other processes keep changing what is kept there");
}

void Session::judge(const std::string& note, bool must_be_newest) {
  follow_log_key(note);
  const auto finding = pins_.see(ledger(), note, proofs());
  if (finding.verdict == Verdict::not_signed && must_be_newest) stop_unsigned(finding);
  stop_unless_consistent(finding);
  HOLDS(finding.shown.has_value());
  const auto size = finding.shown->size;
  // A part of what was seen before is no lie by itself, but answers that are shown after it would be answers from then.
  if (must_be_newest && finding.kept && size < finding.kept->size) {
    throw OlderState(
        Exit::found_false,
        false_words(fmt::format(
            fmt::runtime(
                say("checkpoint_older: the ledger shows {} entries and had shown {} before; it answers from an older "
                    "state. Ask again in a few seconds; if it stays so, the ledger was rolled back.",
                    "checkpoint_older：账本现出示 {} 条，而此前已出示 {} 条；其应答取自较旧的状态。"
                    "请数秒后再试；若仍如此，则账本已被回滚。")),
            size, finding.kept->size)));
  }
  demand_second_line(note, size);
  if (policy_) {
    (void)count_quorum(note);
    demand_quorum(size);
  }
  known_size_ = std::max(known_size_, size);
}

// Whoever signs with another key may at least say who it is.
void Session::stop_unsigned(const Finding& finding) {
  std::string words = explain(finding, ledger());
  try {
    const auto info = json_of(get_unjudged("/v1/log"));
    const Pin shown{url_, text_at(info, "origin"), text_at(info, "vkey"), text_at(info, "genesis_leaf")};
    if (shown.vkey != ledger().vkey || shown.origin != ledger().origin)
      words += "\n" + explain(PinConflict{ledger(), pins_.url_file(url_)}, shown);
  } catch (const Stop&) {  // then there is nothing to add
  }
  stop_false(words);
}

void Session::demand_second_line(const std::string& note, std::uint64_t size) {
  if (size <= second_line_size_) return;
  cli::demand_second_line(note, settings_);
  second_line_size_ = size;
}

ProofSource Session::proofs() {
  return [this](std::uint64_t from, std::uint64_t to) -> ProofAnswer {
    const auto answer = fetch_unjudged(fmt::format("/v1/proofs/consistency?from={}&to={}", from, to));
    // Only a plain no is a no; an overloaded or broken server is not called a liar.
    if (answer.status >= 400 && answer.status < 500 && answer.status != 408 && answer.status != 429) {
      return ProofRefused{};
    }
    if (answer.status != 200) stop_with_problem(answer, json());
    const auto value = json_of(answer);
    const auto* hashes = at(value, "hashes").if_array();
    if (hashes == nullptr || hashes->size() > log::proof_hashes_max) stop_unreadable("hashes");
    log::Proof proof;
    for (const auto& hash : *hashes) {
      const auto digest = log::digest_from_base64(text_of(hash));
      if (!digest) stop_unreadable("hashes");
      proof.push_back(*digest);
    }
    return proof;
  };
}

void Session::stop_unless_consistent(const Finding& finding) {
  if (finding.verdict != Verdict::consistent) stop_false(explain(finding, ledger()));
}

void Session::see_root(const std::string& path, const boost::json::value& answer) {
  const auto& as_of = at(answer, "as_of");
  if (!as_of.is_object()) {
    if (!states_size(path)) return;
    stop_false(std::string(say("as_of_missing: the answer does not say which state of the log it speaks of",
                               "as_of_missing：应答未说明其所依据的日志状态")));
  }
  const auto size = number_at(as_of, "size");
  const auto root = log::digest_from_base64(text_at(as_of, "root"));
  if (!size || !root) stop_unreadable("as_of");
  const auto asked = asked_size(path);
  if (asked && *size != *asked) {
    stop_false(fmt::format(fmt::runtime(say("as_of_differs: asked for {} entries, the answer speaks of {}",
                                            "as_of_differs：所问为 {} 条，应答依据 {} 条")),
                           *asked, *size));
  }
  if (!asked && states_size(path) && *size < known_size_) {
    stop_false(fmt::format(fmt::runtime(say("as_of_older: the answer speaks of {} entries and the log has shown {}",
                                            "as_of_older：应答依据 {} 条，而日志已出示 {} 条")),
                           *size, known_size_));
  }
  if (*size > known_size_) see_checkpoint(get_unjudged("/log/checkpoint").body);
  stop_unless_consistent(pins_.judge_root(ledger(), *size, *root, proofs()));
  if (policy_) demand_quorum(*size);
}

}  // namespace tanbu::cli
