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
      outcome.code == "checkpoint_signature" || outcome.code == "state_digest_differs")
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
               [this](const std::string&, const std::string& note) { state_.keep(note); }) {
  if (const auto& kept = state_.fault())
    fault_ = FollowOutcome{Followed::found_false, kept->code, kept->words, kept->entry};
  // What an earlier process was in doubt of is judged by this one.
  for (const std::string& note : state_.evidence()) {
    const auto checkpoint = log::claimed_checkpoint(note);
    if (log::ok(checkpoint)) doubtful_.emplace_back(log::value(checkpoint).size, note);
  }
}

// What was cosigned, what this machine has seen of the log otherwise, and what the log was caught with before must all
// be part of the history that is followed.
std::vector<std::string> ExecutingWitness::known_checkpoints() const {
  auto known = state_.evidence();
  if (!state_.note().empty()) known.push_back(state_.note());
  if (auto kept = session_.pins().checkpoint(origin_)) known.push_back(*kept);
  return known;
}

audit::Options ExecutingWitness::audit_options() const {
  audit::Options options;
  options.pinned_log_vkey = session_.ledger().vkey;
  options.known_checkpoints = known_checkpoints();
  options.progress = [stop = options_.stop](std::uint64_t, std::uint64_t) {
    if (stop != nullptr && stop->load()) throw Stopping{};
  };
  return options;
}

FollowOutcome ExecutingWitness::follow_to(const std::string& note, std::uint64_t size) {
  if (fault_) return *fault_;
  const auto source = source_over(session_, note, size);
  auto outcome = follower_.follow(*source);
  if (outcome.followed == Followed::found_false) keep_fault(note, outcome);
  if (outcome.followed == Followed::checked && size == follower_.size()) last_checked_ = note;
  // Which keys sign from now on is what the entries say that were re-run.
  if (outcome.followed == Followed::checked && follower_.size() > 0)
    witness_.know_keys(origin_, follower_.log_keys()->in_force_at(follower_.size()));
  tell_outcome(outcome);
  return outcome;
}

// What the log was caught at may be all that anybody ever sees of it: a second history is known by its signed
// checkpoint alone. Both are on the disk before anything is said, so that the next process knows them too. Incident: a
// longer fork was found by an entry's prev, and its checkpoint was thrown away because another finding came first.
void ExecutingWitness::keep_fault(const std::string& note, const FollowOutcome& outcome) {
  state_.keep_evidence(note);
  if (!last_checked_.empty()) state_.keep_evidence(last_checked_);
  if (outcome.code.ends_with("_root")) {
    for (const std::string& known : known_checkpoints()) state_.keep_evidence(known);
  }
  constexpr std::size_t words_max = 4096;
  state_.keep_fault({outcome.code, outcome.entry, harmless(outcome.words).substr(0, words_max)});
}

audit::WitnessAnswer ExecutingWitness::answer(const audit::Asked& asked, std::string_view body) {
  auto outcome = follow_to(asked.request.checkpoint, asked.checkpoint.size);
  // What the log itself shows now may go on where this checkpoint alone does not, and decides what it is worth.
  if (outcome.code == "log_behind" || outcome.code == "source_malformed") {
    const auto newest = follow_newest();
    if (follower_.size() >= asked.checkpoint.size) {
      outcome = follow_to(asked.request.checkpoint, asked.checkpoint.size);
    } else {
      keep_doubtful(asked.request.checkpoint, asked.checkpoint.size);
      if (newest.followed != Followed::checked) outcome = newest;
    }
  }
  if (outcome.followed != Followed::checked) return refusal_of(outcome);
  return cosign(body);
}

// Without a word to whoever posted it: that was answered at the door.
void ExecutingWitness::suspect(const std::string& note) {
  if (fault_) return;
  const auto checkpoint = log::claimed_checkpoint(note);
  if (!log::ok(checkpoint) || log::value(checkpoint).size == 0) return;
  const auto size = log::value(checkpoint).size;
  if (follower_.size() < size) (void)follow_newest();
  if (fault_) return;
  if (follower_.size() >= size) {
    (void)follow_to(note, size);
  } else {
    keep_doubtful(note, size);
  }
}

// The log signed it, and nothing that it shows yet goes so far: it is judged when something does, by this process or
// the next. Whoever holds the log's key can sign sizes that no log ever reaches; where all places are taken the one
// that would be judged last makes way for one that will be judged sooner.
void ExecutingWitness::keep_doubtful(const std::string& note, std::uint64_t size) {
  const auto one = std::pair(size, note);
  if (fault_ || std::find(doubtful_.begin(), doubtful_.end(), one) != doubtful_.end()) return;
  if (doubtful_.size() >= WitnessState::doubtful_max) {
    const auto last = std::max_element(doubtful_.begin(), doubtful_.end());
    if (last->first <= size) return;
    state_.drop_evidence(last->second);
    doubtful_.erase(last);
  }
  state_.keep_evidence(note);
  doubtful_.push_back(one);
}

void ExecutingWitness::judge_doubtful() {
  for (auto at = doubtful_.begin(); !fault_ && at != doubtful_.end();) {
    const auto judged = at->first > follower_.size() ? Followed::not_yet : follow_to(at->second, at->first).followed;
    if (judged == Followed::not_yet) {
      ++at;
      continue;
    }
    if (judged == Followed::checked) state_.drop_evidence(at->second);
    at = doubtful_.erase(at);
  }
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
    const auto answer = session_.fetch_unjudged("/log/checkpoint");
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

FollowOutcome ExecutingWitness::follow_newest() {
  std::string note;
  log::Checkpoint checkpoint{};
  auto outcome = newest(note, checkpoint);
  if (outcome.followed != Followed::checked) {
    tell_outcome(outcome);
    return outcome;
  }
  outcome = follow_to(note, checkpoint.size);
  judge_doubtful();
  if (outcome.followed != Followed::checked || fault_) return fault_.value_or(outcome);
  cosign_newest(note, checkpoint);
  return outcome;
}

Exit ExecutingWitness::poll() {
  if (fault_) {
    tell_kept_fault();
    return exit_of(*fault_);
  }
  return exit_of(follow_newest());
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
    if (std::exchange(fault_, outcome)) return;
    told_fault_ = true;
    for (const auto& finding : follower_.report().findings) tell_fault(finding);
    return;
  }
  tell_notices();
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
  const auto head = follower_.root_at(size);
  if (!head || std::exchange(told_size_, size) == size) return;
  const auto root = base64(*head);
  if (session_.json()) {
    print_json(boost::json::object{{"event", "checked"}, {"size", size}, {"root", root}});
  } else {
    print(fmt::format(fmt::runtime(say("checked {} {}\n", "已核验 {} {}\n")), size, root));
  }
}

// What an earlier process found. It is told once; while it is kept nothing is asked of the log.
void ExecutingWitness::tell_kept_fault() {
  if (std::exchange(told_fault_, true)) return;
  tell_fault({fault_->entry, "", fault_->code, fault_->words});
  const auto file = (state_.folder() / "fault").string();
  tell(fmt::format(fmt::runtime(say("found by an earlier run; nothing is cosigned while {} is there",
                                    "此前运行已发现；{} 存在期间不再联署")),
                   file));
}

void ExecutingWitness::tell_fault(const audit::Finding& finding) {
  if (session_.json()) {
    boost::json::object line{{"event", "fault"}, {"code", finding.code}, {"words", finding.words}};
    line["entry"] = finding.entry ? boost::json::value(*finding.entry) : boost::json::value(nullptr);
    line["place"] = finding.place;
    print_json(line);
    return;
  }
  const auto place = finding.entry && !finding.place.empty()
                         ? fmt::format("entry {} ({})", *finding.entry, finding.place)
                     : finding.entry         ? fmt::format("entry {}", *finding.entry)
                     : finding.place.empty() ? std::string(say("kept", "已记录"))
                                             : finding.place;
  print(fmt::format(fmt::runtime(say("FAULT {}: {}: {}\n", "错误 {}：{}：{}\n")), harmless(place), finding.code,
                    harmless(finding.words)));
}

void ExecutingWitness::tell_notices() {
  for (const auto& notice : follower_.report().notices) {
    if (!told_notices_.insert(notice.code + std::to_string(notice.entry.value_or(0))).second) continue;
    if (session_.json()) {
      print_json(boost::json::object{
          {"event", "notice"}, {"code", notice.code}, {"entry", notice.entry.value_or(0)}, {"words", notice.words}});
    } else {
      print(fmt::format(fmt::runtime(say("notice: entry {}: {}: {}\n", "提示：条目 {}：{}：{}\n")),
                        notice.entry.value_or(0), notice.code, harmless(notice.words)));
    }
  }
}

}  // namespace tanbu::cli
