// The functions of executing_witness.hpp.
#include "api/cli/executing_witness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/cli/log_source.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::cli {
namespace {

using audit::Followed;
using audit::FollowOutcome;

std::string base64(const log::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); }

// The exit status of a single run that ended so.
Exit exit_of(const FollowOutcome& outcome) {
  if (outcome.followed == Followed::checked) return Exit::ok;
  if (outcome.followed == Followed::found_false || outcome.code == "log_behind" ||
      outcome.code == "checkpoint_signature")
    return Exit::found_false;
  return outcome.code == "command_withheld" ? Exit::not_allowed : Exit::unreachable;
}

// 422: the same request will never be granted. 503: it may be, later.
audit::WitnessAnswer refusal_of(const FollowOutcome& outcome) {
  const bool for_ever = outcome.followed == Followed::found_false;
  const auto place = outcome.entry && for_ever ? fmt::format("entry {}: ", *outcome.entry) : std::string();
  return {.status = for_ever ? 422 : 503,
          .code = outcome.code,
          .body = outcome.code + ": " + place + harmless(outcome.words) + "\n"};
}

}  // namespace

ExecutingWitness::ExecutingWitness(Session& session, WitnessState& state, log::Signer signer, Options options)
    : session_(session),
      state_(state),
      options_(options),
      origin_(session.ledger().origin),
      follower_(audit_options()),
      witness_(std::move(signer), {{session.keys(), state.last()}},
               [this](const std::string&, const std::string& note) { state_.keep(note); }) {}

// What was cosigned, what this machine has seen of the log otherwise, and what the log was caught with before must all
// be part of the history that is followed.
audit::Options ExecutingWitness::audit_options() const {
  audit::Options options;
  options.pinned_log_vkey = session_.ledger().vkey;
  options.known_checkpoints = state_.evidence();
  if (!state_.note().empty()) options.known_checkpoints.push_back(state_.note());
  if (auto kept = session_.pins().checkpoint(origin_)) options.known_checkpoints.push_back(*kept);
  options.progress = [stop = options_.stop](std::uint64_t, std::uint64_t) {
    if (stop != nullptr && stop->load()) throw Stopping{};
  };
  return options;
}

FollowOutcome ExecutingWitness::follow_to(const std::string& note, std::uint64_t size) {
  const auto source = source_over(session_, note, size);
  auto outcome = follower_.follow(*source);
  // A second history is known by its signed checkpoint alone, which nobody else may have: it is kept, so that the next
  // process knows it too.
  if (outcome.followed == Followed::found_false && !fault_ && outcome.code == "checkpoint_root")
    state_.keep_evidence(note);
  // Which keys sign from now on is what the entries say that were re-run.
  if (outcome.followed == Followed::checked && follower_.size() > 0)
    witness_.know_keys(origin_, follower_.log_keys()->in_force_at(follower_.size()));
  tell_outcome(outcome);
  return outcome;
}

audit::WitnessAnswer ExecutingWitness::answer(const audit::Asked& asked, std::string_view body) {
  const auto outcome = follow_to(asked.request.checkpoint, asked.checkpoint.size);
  if (outcome.followed != Followed::checked) return refusal_of(outcome);
  return cosign(body);
}

audit::WitnessAnswer ExecutingWitness::cosign(std::string_view body) {
  const auto condition = [this](const log::Checkpoint& checkpoint) -> std::optional<audit::Unwilling> {
    const auto root = follower_.root_at(checkpoint.size);
    if (!root) return audit::Unwilling{503, "not_rerun", "the entries up to this size were not re-run"};
    if (*root != checkpoint.root) return audit::Unwilling{422, "checkpoint_root", "the entries give another root"};
    return std::nullopt;
  };
  auto answer = witness_.add_checkpoint(body, static_cast<std::uint64_t>(unix_seconds_now()), condition);
  if (answer.status != 200) return answer;
  const auto last = witness_.last(origin_).value();
  if (session_.json()) {
    print_json(boost::json::object{
        {"event", "cosigned"}, {"size", last.size}, {"root", base64(last.root)}, {"signature", answer.body}});
  } else {
    print(fmt::format("cosigned {} {}\n", last.size, answer.body.substr(0, answer.body.size() - 1)));
  }
  return answer;
}

// The newest checkpoint that the log itself shows.
FollowOutcome ExecutingWitness::newest(std::string& note, log::Checkpoint& checkpoint) {
  const auto not_yet = [](const char* code, std::string words) {
    return FollowOutcome{Followed::not_yet, code, std::move(words), std::nullopt};
  };
  try {
    const auto answer = session_.fetch("/log/checkpoint");
    if (answer.status != 200) return not_yet("source_unreachable", describe_problem(answer));
    note = answer.body;
  } catch (const Stop& stop) {
    return not_yet("source_unreachable", stop.message());
  }
  try {
    const auto opened = session_.open(note);
    if (!log::ok(opened))
      return not_yet("checkpoint_signature", "not a checkpoint signed by the log: " + std::string(log::code(opened)));
    checkpoint = log::value(opened);
    return {};
  } catch (const Stop& stop) {  // on the way to the log's next key
    return not_yet(stop.status() == Exit::found_false ? "checkpoint_signature" : "source_unreachable", stop.message());
  }
}

Exit ExecutingWitness::poll() {
  if (fault_) return exit_of(*fault_);
  std::string note;
  log::Checkpoint checkpoint{};
  auto outcome = newest(note, checkpoint);
  if (outcome.followed != Followed::checked) {
    tell_outcome(outcome);
    return exit_of(outcome);
  }
  outcome = follow_to(note, checkpoint.size);
  if (outcome.followed == Followed::checked) cosign_newest(note, checkpoint);
  return exit_of(outcome);
}

void ExecutingWitness::cosign_newest(const std::string& note, const log::Checkpoint& checkpoint) {
  const auto last = witness_.last(origin_).value();
  const bool newer = checkpoint.size > last.size;
  if (options_.cosigns == Options::Cosigns::never || checkpoint.size < last.size) return;
  if (!newer && options_.cosigns == Options::Cosigns::newer) return;
  log::AddCheckpoint request{last.size, {}, note};
  if (last.size > 0 && newer) request.proof = follower_.proof(last.size, checkpoint.size).value();
  const auto answer = cosign(log::write_add_checkpoint(request));
  if (answer.status != 200) throw std::runtime_error("what was re-run could not be cosigned: " + answer.body);
}

void ExecutingWitness::tell_outcome(const FollowOutcome& outcome) {
  if (outcome.followed == Followed::found_false) {
    if (!std::exchange(fault_, outcome)) tell_fault(follower_.report());
    return;
  }
  if (outcome.followed == Followed::not_yet) {
    const auto words = outcome.code + ": " + harmless(outcome.words);
    if (std::exchange(told_waiting_, words) == words) return;
    if (session_.json()) {
      print_json(boost::json::object{{"event", "waiting"}, {"code", outcome.code}, {"words", outcome.words}});
    } else {
      print(fmt::format(fmt::runtime(say("waiting: {}\n", "等待：{}\n")), words));
    }
    return;
  }
  told_waiting_.clear();
  const auto size = follower_.size();
  if (std::exchange(told_size_, size) == size) return;
  const auto root = base64(follower_.root_at(size).value());
  if (session_.json()) {
    print_json(boost::json::object{{"event", "checked"}, {"size", size}, {"root", root}});
  } else {
    print(fmt::format(fmt::runtime(say("checked {} {}\n", "已核验 {} {}\n")), size, root));
  }
}

void ExecutingWitness::tell_fault(const audit::Report& report) {
  for (const auto& finding : report.findings) {
    if (session_.json()) {
      boost::json::object line{{"event", "fault"}, {"code", finding.code}, {"words", finding.words}};
      line["entry"] = finding.entry ? boost::json::value(*finding.entry) : boost::json::value(nullptr);
      line["place"] = finding.place;
      print_json(line);
    } else {
      const auto place = finding.entry ? fmt::format("entry {} ({})", *finding.entry, finding.place) : finding.place;
      print(fmt::format(fmt::runtime(say("FAULT {}: {}: {}\n", "错误 {}：{}：{}\n")), harmless(place), finding.code,
                        harmless(finding.words)));
    }
  }
}

}  // namespace tanbu::cli
