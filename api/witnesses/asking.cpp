// What a witness's answer means.
#include "api/witnesses/asking.hpp"

#include <algorithm>

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/witness.hpp"

namespace tanbu::witnesses {
namespace {

Judged trouble(std::string_view code) { return {.code = code, .is_trouble = true}; }

std::string_view code_of(NoAnswer none) {
  switch (none) {
    case NoAnswer::unreachable:
      return "unreachable";
    case NoAnswer::timed_out:
      return "timed_out";
    case NoAnswer::too_large:
      return "answer_too_large";
    case NoAnswer::stopped:
      return "stopped";
  }
  HOLDS(false);
}

std::string_view code_of_status(long status) {
  if (status >= 300 && status < 400) return "redirected";
  switch (status) {
    case 400:
      return "request_refused";
    case 403:
      return "key_unknown";
    case 404:
      return "log_unknown";
    case 422:
      return "proof_refused";
    default:
      return "status_unexpected";
  }
}

// Exactly a decimal and a newline, under the content type that says that it is one.
std::optional<std::uint64_t> told_size(const Answer& answer) {
  if (answer.content_type != log::size_content_type) return std::nullopt;
  std::string_view rest = answer.body;
  const auto line = log::take_line(rest);
  if (!line || !rest.empty()) return std::nullopt;
  return log::parse_decimal(*line);
}

bool time_is_sane(std::uint64_t time, const Target& target, std::uint64_t now) {
  const auto earliest = target.time_unix_seconds - std::min(target.time_unix_seconds, clock_seconds_max);
  return time >= earliest && time <= std::max(now, target.time_unix_seconds) + clock_seconds_max;
}

}  // namespace

std::optional<std::uint64_t> Asking::old_size(const Target& target, std::uint64_t log_size) const {
  HOLDS(target.size <= log_size);
  if (size_ <= target.size) return size_;
  if (size_ <= log_size) return std::nullopt;
  // It claims more than the log has. That is asked again now and then, with the largest size that may be named.
  return target.size;
}

Judged Asking::judge(const Target& target, std::uint64_t old_size, const Transported& transported,
                     std::uint64_t log_size, std::uint64_t now_unix_seconds) {
  Judged judged;
  if (const auto* none = std::get_if<NoAnswer>(&transported)) {
    if (*none == NoAnswer::stopped) return {.code = "stopped"};
    judged = trouble(code_of(*none));
  } else {
    const auto& answer = std::get<Answer>(transported);
    judged = answer.status == 200   ? judge_lines(target, answer.body, now_unix_seconds)
             : answer.status == 409 ? judge_conflict(target, old_size, answer, log_size)
                                    : trouble(code_of_status(answer.status));
  }
  if (judged.code == "cosigned") size_ = target.size;
  told_before_ = judged.code == "size_told";
  failures_ = judged.is_trouble ? failures_ + 1 : told_before_ ? failures_ : 0;
  return judged;
}

// All lines of known keys must verify, as in a note: an answer with one forged line is not half true.
Judged Asking::judge_lines(const Target& target, std::string_view body, std::uint64_t now_unix_seconds) const {
  const auto note = log::parse_note(target.note);
  HOLDS(log::ok(note));
  if (body.empty() || body.back() != '\n') return trouble("answer_unreadable");
  Judged judged{.code = "cosigned"};
  std::size_t lines = 0;
  while (const auto line = log::take_line(body)) {
    const auto signature = log::parse_signature_line(*line);
    if (!signature || ++lines > log::note_signatures_max) return trouble("answer_unreadable");
    const auto& witnesses = policy_.witnesses();
    const auto named = std::find_if(witnesses.begin(), witnesses.end(), [&](const auto& one) {
      return one.verifier.name() == signature->name && one.verifier.id() == signature->id;
    });
    if (named == witnesses.end()) continue;  // C2SP tlog-witness: lines of unknown keys are ignored
    const auto verified = named->verifier.verify(log::value(note).text, *signature);
    if (!verified) return trouble("cosignature_invalid");
    if (!time_is_sane(verified->time_unix_seconds, target, now_unix_seconds)) return trouble("cosignature_time");
    const auto index = static_cast<std::size_t>(named - witnesses.begin());
    const bool repeated = std::any_of(judged.cosigned.begin(), judged.cosigned.end(),
                                      [&](const Cosigned& earlier) { return earlier.witness == index; });
    if (!repeated) judged.cosigned.push_back({index, verified->time_unix_seconds, log::signature_line(*signature)});
  }
  const bool own = std::any_of(judged.cosigned.begin(), judged.cosigned.end(),
                               [&](const Cosigned& one) { return one.witness == witness_; });
  return own ? judged : trouble("cosignature_missing");
}

Judged Asking::judge_conflict(const Target& target, std::uint64_t old_size, const Answer& answer,
                              std::uint64_t log_size) {
  const auto told = told_size(answer);
  if (!told) return trouble("answer_unreadable");
  if (*told == old_size) return trouble(old_size == target.size ? "root_conflict" : "answer_unreadable");
  size_ = *told;
  // One 409 is how a size is learnt; a witness that never settles must not be asked in a circle.
  Judged judged = *told > log_size ? trouble("witness_ahead")
                  : told_before_   ? trouble("size_unsettled")
                                   : Judged{.code = "size_told"};
  judged.told_size = told;
  return judged;
}

void Asking::failed() { ++failures_; }

std::int64_t Asking::pause_ms() const {
  if (failures_ == 0 || told_before_) return 0;
  constexpr unsigned doublings_max = 9;  // 1 s, 2 s, ... 256 s, then the bound
  return std::min(pause_ms_max, pause_ms_min << std::min(failures_ - 1, doublings_max));
}

}  // namespace tanbu::witnesses
