#include "audit/follower.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "audit/audit_run.hpp"
#include "audit/proven_source.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::audit {
namespace {

// The hash of every complete subtree, so that the root of any earlier size is at hand. A second tree beside the
// audit's own: the two must agree before anything is said of a root.
class RootsOfAllSizes final : public log::HashReader {
 public:
  void append(const crypto::Digest& leaf) {
    crypto::Digest hash = leaf;
    for (std::size_t level = 0;; ++level) {
      if (level == levels_.size()) levels_.emplace_back();
      levels_[level].push_back(hash);
      const std::size_t count = levels_[level].size();
      if (count % 2 != 0) return;
      hash = log::node_hash(levels_[level][count - 2], levels_[level][count - 1]);
    }
  }
  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }
  [[nodiscard]] crypto::Digest node(unsigned level, std::uint64_t index) override {
    return levels_.at(level).at(static_cast<std::size_t>(index));
  }

 private:
  std::vector<std::vector<crypto::Digest>> levels_;
};

// Hands over nothing behind a command that it was not given: an entry that cannot be re-run must not be taken as one
// that merely could not be examined, as an audit takes it.
class WithoutGap final : public Source {
 public:
  explicit WithoutGap(Source& source) : source_(source) {}

  std::string log_vkey() override { return source_.log_vkey(); }
  std::uint64_t size() override { return source_.size(); }
  std::vector<SourceEntry> entries(std::uint64_t from, std::size_t limit) override {
    auto page = source_.entries(from, limit);
    const auto gap =
        std::find_if(page.begin(), page.end(), [](const SourceEntry& entry) { return !entry.command.has_value(); });
    if (gap != page.end() && gap == page.begin()) {
      const auto entry = log::parse_entry(gap->line);
      withheld_ = gap->index;
      throw SourceFault("command_withheld", "the command of entry " + std::to_string(gap->index) +
                                                (entry ? " (" + entry->kind + ")" : std::string()) +
                                                " is not handed over, so the rules cannot be re-run from there on");
    }
    page.erase(gap, page.end());
    return page;
  }
  std::optional<SourceCheckpoint> checkpoint_after(std::uint64_t size) override {
    return source_.checkpoint_after(size);
  }
  std::optional<SourceTile> tile(unsigned level, std::uint64_t number, unsigned width) override {
    return source_.tile(level, number, width);
  }
  bool serves_partial_tiles() const override { return source_.serves_partial_tiles(); }
  std::vector<SourceEntry> entries_of_kind(const std::string& kind) override { return source_.entries_of_kind(kind); }
  bool may_withhold() const override { return source_.may_withhold(); }
  std::vector<Finding> compare_entry(const ReplayedEntry& entry) override { return source_.compare_entry(entry); }
  std::vector<Finding> compare_end(const State* state, bool& compared) override {
    return source_.compare_end(state, compared);
  }
  [[nodiscard]] std::optional<std::uint64_t> withheld() const { return withheld_; }

 private:
  Source& source_;
  std::optional<std::uint64_t> withheld_;
};

std::vector<Pledge> pledges_of(const Options& options) {
  std::vector<Pledge> pledges;
  for (const std::string& note : options.known_checkpoints)
    pledges.push_back({"known checkpoint " + std::to_string(pledges.size()), "known_checkpoint", note});
  return pledges;
}

// The size that a note claims; whether it is signed is judged where its root is compared.
std::uint64_t size_claimed(const std::string& note) {
  const auto checkpoint = log::claimed_checkpoint(note);
  return log::ok(checkpoint) ? log::value(checkpoint).size : 0;
}

}  // namespace

class Follower::Inside {
 public:
  explicit Inside(Options options) : options_(std::move(options)), replay_(std::make_unique<Replay>(options_)) {
    for (const std::string& note : options_.known_checkpoints) size_known_ = std::max(size_known_, size_claimed(note));
  }

  FollowOutcome follow(Source& stranger) {
    if (std::exchange(broken_, true)) throw std::logic_error("a follower was used again after an exception");
    FollowOutcome outcome;
    std::optional<std::uint64_t> withheld;
    try {
      outcome = go_on(stranger, withheld);
    } catch (const SourceFault& fault) {
      outcome = {Followed::not_yet, fault.code, fault.what(), withheld};
      if (!replay_->report.ok()) outcome = first_finding();
    }
    broken_ = false;
    return outcome;
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }

  [[nodiscard]] const std::optional<log::KeyHistory>& log_keys() const { return replay_->run.keys(); }

  [[nodiscard]] std::optional<crypto::Digest> root_at(std::uint64_t size) {
    if (broken_ || !replay_->report.ok() || size == 0 || size > size_ || standing_digest_at(size) != nullptr)
      return std::nullopt;
    return log::root(size, replay_->roots);
  }

  [[nodiscard]] std::optional<log::Proof> proof(std::uint64_t from, std::uint64_t to) {
    if (!root_at(to)) return std::nullopt;
    return log::consistency_proof(from, to, replay_->roots);
  }

  [[nodiscard]] Report report() const {
    Report report = replay_->report;
    report.finish();
    return report;
  }

 private:
  // One passage through the log from entry 0.
  struct Replay {
    explicit Replay(const Options& options) : run(options, pledges_of(options), report) {
      run.keep_past();
      run.on_leaf([this](const crypto::Digest& leaf) { roots.append(leaf); });
    }
    Report report;
    Run run;
    RootsOfAllSizes roots;
  };

  [[nodiscard]] const HashTree& tree() const { return replay_->run.tree(); }

  FollowOutcome go_on(Source& stranger, std::optional<std::uint64_t>& withheld) {
    if (!replay_->report.ok()) return first_finding();
    const std::uint64_t shown = stranger.size();
    const std::uint64_t begun = std::max(size_known_, tree().size());
    const bool seen_before = shown > 0 && (shown <= size_ || shown < tree().size()) && tree().size() >= size_known_;
    // An empty log is nothing to find a fault in: nobody can cosign it here, and it may grow.
    if (!seen_before && (shown == 0 || shown < begun)) {
      return {
          Followed::not_yet, "log_behind",
          "the log shows " + std::to_string(shown) + " entries, and " + std::to_string(begun) + " were known before",
          std::nullopt};
    }
    if (seen_before) {
      look_back(stranger, shown);
    } else {
      go_forward(stranger, withheld);
    }
    if (!replay_->report.ok()) return first_finding();
    if (replay_->report.state_digests_not_verifiable > digests_let_pass_) {
      if (auto outcome = replay_anew(stranger, shown)) return *outcome;
      if (!replay_->report.ok()) return first_finding();
    }
    size_ = std::max(size_, shown);
    if (const FalseDigest* standing = standing_digest_at(shown))
      return {Followed::not_yet, "state_digest_differs", standing->words, standing->entry};
    return {};
  }

  void go_forward(Source& stranger, std::optional<std::uint64_t>& withheld) {
    ProvenSource proven(stranger, tree());
    if (!proven.prove()) return find_other_history(stranger);
    advance(*replay_, proven, withheld);
    check_whole(*replay_, stranger.size());
  }

  static SourceFault not_proven() {
    return {"source_malformed", "the entries do not hash to the root of the checkpoint beside them"};
  }

  static void advance(Replay& replay, Source& proven, std::optional<std::uint64_t>& withheld) {
    WithoutGap source(proven);
    try {
      replay.run.advance(source);
    } catch (const SourceFault&) {
      withheld = source.withheld();
      throw;
    }
  }

  // An advance without a finding has re-run every entry; that it did is the very thing a cosignature says.
  static void check_whole(Replay& replay, std::uint64_t shown) {
    if (!replay.report.ok()) return;
    const auto taken = replay.run.tree().size();
    if (taken != shown || replay.report.entries_replayed != shown || replay.report.rules_not_replayed_from ||
        replay.report.withheld_count != 0 || !replay.run.keys())
      throw std::logic_error("an audit without findings that did not re-run every entry");
    if (replay.roots.size() != taken || log::root(taken, replay.roots) != replay.run.tree().root())
      throw std::logic_error("two trees over the same entries differ");
  }

  // New entries that do not give the checkpoint's root behind those which were re-run. Where the log hands over others
  // that do, it has two histories, which is a finding; entries that do not hash to their own checkpoint say nothing.
  void find_other_history(Source& stranger) {
    ProvenSource whole(stranger, HashTree());
    if (tree().size() == 0 || !whole.prove()) throw not_proven();
    const std::uint64_t shown = stranger.size();
    const auto stored = stranger.checkpoint_after(shown - 1);
    if (!stored || !replay_->run.keys() || !log::ok(replay_->run.keys()->open_by_any(stored->note)))
      throw SourceFault("source_malformed", "not a checkpoint signed by the log");
    std::uint64_t index = 0;
    while (index < tree().size() && whole.leaves()[index] == replay_->roots.node(0, index)) ++index;
    if (index == tree().size()) throw not_proven();  // what was handed over a moment ago was something else
    replay_->report.add(
        {std::nullopt, "checkpoints size=" + std::to_string(shown), "checkpoint_root",
         "the entries that it promises part from those which the log showed before at entry " + std::to_string(index)});
  }

  // A checkpoint of a size that was re-run before: an older one, one in front of a withheld command, or another one of
  // the same size. One that the log did not sign says nothing.
  void look_back(Source& source, std::uint64_t shown) {
    const auto stored = source.checkpoint_after(shown - 1);
    if (!stored) throw SourceFault("source_malformed", "there is no checkpoint");
    const auto claimed = ProvenSource::claimed_by(*stored);
    const auto& keys = *replay_->run.keys();
    const auto opened = keys.open_by_any(stored->note);
    if (!log::ok(opened))
      throw SourceFault("source_malformed", "not a checkpoint signed by the log: " + std::string(log::code(opened)));
    if (const auto root = log::root(shown, replay_->roots); claimed.root != root) {
      const auto text = [](const crypto::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); };
      replay_->report.add({std::nullopt, "checkpoints size=" + std::to_string(shown), "checkpoint_root",
                           "it promises root " + text(claimed.root) + ", the entries gave " + text(root)});
      return;
    }
    if (shown > size_) {
      // Never cosigned here yet: it must bear every line, as when entries are taken.
      const auto whole = keys.open(stored->note);
      if (!log::ok(whole)) throw SourceFault("source_malformed", std::string(log::code(whole)));
    }
    // The log stands still: what is stated of this size can then be compared without reading everything again.
    if (shown == tree().size()) replay_->run.keep_digest();
  }

  // A digest was stated of a size that was passed before anybody knew: the log is read once more. Nothing where that
  // settled it, or where nobody can, because a text in front was erased by law since.
  std::optional<FollowOutcome> replay_anew(Source& stranger, std::uint64_t shown) {
    if (shown != tree().size()) {
      return FollowOutcome{Followed::not_yet, "state_digest_not_checked",
                           "a digest of the state was stated of an earlier size; the log is read again with its newest "
                           "checkpoint",
                           std::nullopt};
    }
    auto anew = std::make_unique<Replay>(options_);
    std::optional<std::uint64_t> withheld;
    try {
      ProvenSource proven(stranger, HashTree());
      if (!proven.prove()) throw not_proven();
      advance(*anew, proven, withheld);
      check_whole(*anew, shown);
    } catch (const SourceFault& fault) {
      if (anew->report.ok()) {
        if (!withheld || !replay_->run.is_erased(*withheld))
          return FollowOutcome{Followed::not_yet, fault.code, fault.what(), withheld};
        digests_let_pass_ = replay_->report.state_digests_not_verifiable;
        replay_->report.notices.push_back(
            {*withheld, "state", "state_digest_not_checked",
             "a stated digest of the state cannot be compared any more, because this entry's "
             "command was erased by law"});
        return std::nullopt;
      }
    }
    replay_ = std::move(anew);
    digests_let_pass_ = 0;
    if (replay_->report.ok() && replay_->report.state_digests_not_verifiable > 0)
      return FollowOutcome{Followed::not_yet, "source_malformed", "a stated digest is not handed over", std::nullopt};
    return std::nullopt;
  }

  // The first digest that is false, and stands among the first `size` entries.
  [[nodiscard]] const FalseDigest* standing_digest_at(std::uint64_t size) const {
    for (const FalseDigest& digest : replay_->run.false_digests()) {
      if (digest.entry < size && !(digest.voided_by && *digest.voided_by < size)) return &digest;
    }
    return nullptr;
  }

  [[nodiscard]] FollowOutcome first_finding() const {
    const Report sorted = report();
    const Finding& first = sorted.findings.front();
    return {Followed::found_false, first.code, first.place + ": " + first.words, first.entry};
  }

  const Options options_;
  std::unique_ptr<Replay> replay_;
  std::uint64_t size_ = 0;              // checked
  std::uint64_t size_known_ = 0;        // of the known checkpoints
  std::uint64_t digests_let_pass_ = 0;  // stated digests that nobody can compare any more
  bool broken_ = false;
};

Follower::Follower(Options options) : inside_(std::make_unique<Inside>(std::move(options))) {}
Follower::~Follower() = default;
FollowOutcome Follower::follow(Source& source) { return inside_->follow(source); }
std::uint64_t Follower::size() const { return inside_->size(); }
const std::optional<log::KeyHistory>& Follower::log_keys() const { return inside_->log_keys(); }
std::optional<crypto::Digest> Follower::root_at(std::uint64_t size) const { return inside_->root_at(size); }
std::optional<log::Proof> Follower::proof(std::uint64_t from, std::uint64_t to) const {
  return inside_->proof(from, to);
}
Report Follower::report() const { return inside_->report(); }

}  // namespace tanbu::audit
