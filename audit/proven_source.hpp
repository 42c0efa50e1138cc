// A log behind a wire, held to its signed checkpoint before a single entry is judged: the lines are fetched once and
// hashed, and only when they give the checkpoint's root is anything handed on. From then on every line and command that
// differs from what was hashed is the fault of whatever lies in between (a proxy, a cut connection), is SourceFault
// source_malformed, and can be fetched again; it never is a finding against the log, which signed none of it. Incident:
// one 404 from a proxy for one tile made a witness accuse an honest log for ever. Not here: the signature under the
// checkpoint, which is the caller's to verify. Memory: 32 octets for each new entry. Threading: one thread at a time.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/hash_tree.hpp"
#include "audit/replay.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::audit {

class ProvenSource final : public Source {
 public:
  // The source must outlive the object. `known` is the tree over the entries that were proved before; the new ones
  // begin at its size, and no other may be asked for.
  ProvenSource(Source& source, HashTree known) : source_(source), known_(std::move(known)) {}

  // Whether the new lines, behind the known tree, give the root that the source's checkpoint names. SourceFault when
  // they or a readable checkpoint of this size are not handed over. True for an empty source.
  [[nodiscard]] bool prove();
  // The leaf hashes that prove() found, from the known size on.
  [[nodiscard]] const std::vector<crypto::Digest>& leaves() const { return leaves_; }
  // What the checkpoint of this size says, before its signature is looked at; SourceFault when there is none.
  [[nodiscard]] static log::Checkpoint claimed_by(const SourceCheckpoint& stored);

  std::string log_vkey() override { return source_.log_vkey(); }
  std::uint64_t size() override { return source_.size(); }
  // After prove().
  std::vector<SourceEntry> entries(std::uint64_t from, std::size_t limit) override;
  // Of the new entries.
  std::vector<SourceEntry> entries_of_kind(const std::string& kind) override;
  std::optional<SourceCheckpoint> checkpoint_after(std::uint64_t size) override {
    return source_.checkpoint_after(size);
  }
  std::optional<SourceTile> tile(unsigned level, std::uint64_t number, unsigned width) override {
    return source_.tile(level, number, width);
  }
  bool serves_partial_tiles() const override { return source_.serves_partial_tiles(); }
  bool may_withhold() const override { return source_.may_withhold(); }
  std::vector<Finding> compare_entry(const ReplayedEntry& entry) override { return source_.compare_entry(entry); }
  std::vector<Finding> compare_end(const State* state, bool& compared) override {
    return source_.compare_end(state, compared);
  }

 private:
  void hold(const SourceEntry& entry, std::uint64_t index) const;

  Source& source_;
  const HashTree known_;
  std::vector<crypto::Digest> leaves_;
  std::map<std::string, std::vector<std::uint64_t>> by_kind_;  // only of kinds that an audit asks for
};

}  // namespace tanbu::audit
