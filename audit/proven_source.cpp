#include "audit/proven_source.hpp"

#include <algorithm>

#include "ledger/log/entry.hpp"

namespace tanbu::audit {
namespace {

constexpr std::size_t page_entries = 512;

bool is_asked_for(const std::string& kind) { return kind == "add_log_key" || kind == "record_state_digest"; }

[[noreturn]] void malformed(const std::string& words) { throw SourceFault("source_malformed", words); }

}  // namespace

log::Checkpoint ProvenSource::claimed_by(const SourceCheckpoint& stored) {
  const auto note = log::parse_note(stored.note);
  if (!log::ok(note)) malformed("the checkpoint is not a signed note: " + std::string(log::code(note)));
  const auto checkpoint = log::parse_checkpoint_text(log::value(note).text);
  if (!log::ok(checkpoint)) malformed("not a checkpoint: " + std::string(log::code(checkpoint)));
  if (log::value(checkpoint).size != stored.size)
    malformed("the checkpoint speaks of " + std::to_string(log::value(checkpoint).size) + " entries instead of " +
              std::to_string(stored.size));
  return log::value(checkpoint);
}

bool ProvenSource::prove() {
  const std::uint64_t total = source_.size();
  if (total == 0) return true;
  const auto stored = source_.checkpoint_after(total - 1);
  if (!stored) malformed("there is no checkpoint");
  const auto checkpoint = claimed_by(*stored);
  leaves_.clear();
  by_kind_.clear();
  HashTree tree = known_;
  while (tree.size() < total) {
    const auto page = source_.entries(tree.size(), page_entries);
    if (page.empty()) malformed("no entries where the checkpoint promises some");
    for (const SourceEntry& entry : page) {
      if (tree.size() == total) break;
      if (entry.index != tree.size()) malformed("entries are not in their order");
      if (const auto parsed = log::parse_entry(entry.line); parsed && is_asked_for(parsed->kind))
        by_kind_[parsed->kind].push_back(entry.index);
      leaves_.push_back(hash_of_leaf(entry.line));
      tree.append(leaves_.back(), [](unsigned, std::uint64_t, const std::string&, const crypto::Digest&) {});
    }
  }
  return tree.root() == checkpoint.root;
}

// The line is the one that was hashed, and the command the one whose digest stands in it.
void ProvenSource::hold(const SourceEntry& entry, std::uint64_t index) const {
  const std::string place = "entry " + std::to_string(index);
  const std::uint64_t at = index - known_.size();
  if (entry.index != index || at >= leaves_.size()) malformed("entries are not in their order at " + place);
  if (hash_of_leaf(entry.line) != leaves_[static_cast<std::size_t>(at)])
    malformed(place + " is another than the one that hashed to the checkpoint's root");
  const auto parsed = entry.command ? log::parse_entry(entry.line) : std::nullopt;
  if (parsed && crypto::sha256(*entry.command) != parsed->command)
    malformed("the command of " + place + " is not the one whose SHA-256 the entry holds");
}

std::vector<SourceEntry> ProvenSource::entries(std::uint64_t from, std::size_t limit) {
  auto page = source_.entries(from, limit);
  std::uint64_t index = from;
  for (const SourceEntry& entry : page) hold(entry, index++);
  return page;
}

std::vector<SourceEntry> ProvenSource::entries_of_kind(const std::string& kind) {
  std::vector<SourceEntry> found;
  const auto listed = by_kind_.find(kind);
  if (listed == by_kind_.end()) return found;
  for (const std::uint64_t index : listed->second) {
    auto page = source_.entries(index, 1);
    if (page.empty()) malformed("no entries where the checkpoint promises some");
    hold(page.front(), index);
    found.push_back(std::move(page.front()));
  }
  return found;
}

}  // namespace tanbu::audit
