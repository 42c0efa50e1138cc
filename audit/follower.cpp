#include "audit/follower.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "audit/audit_run.hpp"
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
  const auto parsed = log::parse_note(note);
  if (!log::ok(parsed)) return 0;
  const auto checkpoint = log::parse_checkpoint_text(log::value(parsed).text);
  return log::ok(checkpoint) ? log::value(checkpoint).size : 0;
}

}  // namespace

class Follower::Inside {
 public:
  explicit Inside(Options options) : options_(std::move(options)), run_(options_, pledges_of(options_), report_) {
    run_.keep_past();
    run_.on_leaf([this](const crypto::Digest& leaf) { roots_.append(leaf); });
    for (const std::string& note : options_.known_checkpoints) size_known_ = std::max(size_known_, size_claimed(note));
  }

  FollowOutcome follow(Source& stranger) {
    if (std::exchange(broken_, true)) throw std::logic_error("a follower was used again after an exception");
    WithoutGap source(stranger);
    FollowOutcome outcome;
    try {
      outcome = go_on(source);
    } catch (const SourceFault& fault) {
      outcome = {Followed::not_yet, fault.code, fault.what(), source.withheld()};
      if (!report_.ok()) outcome = first_finding();
    }
    broken_ = false;
    return outcome;
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }

  [[nodiscard]] const std::optional<log::KeyHistory>& log_keys() const { return run_.keys(); }

  [[nodiscard]] std::optional<crypto::Digest> root_at(std::uint64_t size) {
    if (broken_ || !report_.ok() || size == 0 || size > size_) return std::nullopt;
    return log::root(size, roots_);
  }

  [[nodiscard]] std::optional<log::Proof> proof(std::uint64_t from, std::uint64_t to) {
    if (!root_at(to)) return std::nullopt;
    return log::consistency_proof(from, to, roots_);
  }

  [[nodiscard]] Report report() const {
    Report report = report_;
    report.finish();
    return report;
  }

 private:
  FollowOutcome go_on(Source& source) {
    if (!report_.ok()) return first_finding();
    const std::uint64_t shown = source.size();
    if (shown > 0 && shown <= size_) return look_back(source, shown);
    const std::uint64_t begun = std::max(size_known_, run_.tree().size());
    // An empty log is nothing to find a fault in: nobody can cosign it here, and it may grow.
    if (shown == 0 || shown < begun) {
      return {
          Followed::not_yet, "log_behind",
          "the log shows " + std::to_string(shown) + " entries, and " + std::to_string(begun) + " were known before",
          std::nullopt};
    }
    run_.advance(source);
    if (!report_.ok()) return first_finding();
    // An advance without a finding has re-run every entry; that it did is the very thing a cosignature says.
    const auto taken = run_.tree().size();
    if (taken != shown || report_.entries_replayed != shown || !report_.complete() || !run_.keys())
      throw std::logic_error("an audit without findings that did not re-run every entry");
    if (roots_.size() != taken || log::root(taken, roots_) != run_.tree().root())
      throw std::logic_error("two trees over the same entries differ");
    size_ = taken;
    return {};
  }

  // A checkpoint of a size that was checked before: an older one, or another one of the same size.
  FollowOutcome look_back(Source& source, std::uint64_t shown) {
    const auto stored = source.checkpoint_after(shown - 1);
    if (!stored) return {Followed::not_yet, "source_malformed", "there is no checkpoint", std::nullopt};
    const std::string place = "checkpoints size=" + std::to_string(shown);
    const auto opened = run_.keys()->open_by_any(stored->note);
    if (!log::ok(opened)) {
      report_.add({std::nullopt, place, "checkpoint_signature",
                   "not a checkpoint signed by the log: " + std::string(log::code(opened))});
    } else if (log::value(opened).size != shown) {
      report_.add({std::nullopt, place, "checkpoint_size",
                   "it speaks of " + std::to_string(log::value(opened).size) + " entries"});
    } else if (const auto root = log::root(shown, roots_); log::value(opened).root != root) {
      const auto text = [](const crypto::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); };
      report_.add({std::nullopt, place, "checkpoint_root",
                   "it promises root " + text(log::value(opened).root) + ", the entries gave " + text(root)});
    }
    return report_.ok() ? FollowOutcome{} : first_finding();
  }

  [[nodiscard]] FollowOutcome first_finding() const {
    const Report sorted = report();
    const Finding& first = sorted.findings.front();
    return {Followed::found_false, first.code, first.place + ": " + first.words, first.entry};
  }

  const Options options_;
  Report report_;
  Run run_;
  RootsOfAllSizes roots_;
  std::uint64_t size_ = 0;        // checked
  std::uint64_t size_known_ = 0;  // of the known checkpoints
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
