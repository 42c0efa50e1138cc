#include "audit/offline/make.hpp"

#include <map>

#include "audit/offline/word.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::offline {
namespace {

// Every complete subtree over some leaves.
class Subtrees final : public log::HashReader {
 public:
  explicit Subtrees(const std::vector<LogEntry>& entries) {
    levels_.emplace_back();
    for (const LogEntry& entry : entries) levels_.front().push_back(log::leaf_hash(entry.line));
    while (levels_.back().size() > 1) {
      const auto& below = levels_.back();
      std::vector<log::Digest> above;
      for (std::size_t at = 0; at + 1 < below.size(); at += 2)
        above.push_back(log::node_hash(below[at], below[at + 1]));
      levels_.push_back(std::move(above));
    }
  }
  log::Digest node(unsigned level, std::uint64_t index) override {
    if (level >= levels_.size() || index >= levels_[level].size()) throw log::MissingHash("not in the tree");
    return levels_[level][static_cast<std::size_t>(index)];
  }

 private:
  std::vector<std::vector<log::Digest>> levels_;
};

}  // namespace

Result<Evidence> read_whole(const WholeLog& whole) {
  std::vector<SourceEntry> readable;
  for (const LogEntry& entry : whole.entries) {
    if (entry.command) readable.push_back({entry.line, *entry.command});
  }
  return Evidence::read(readable, whole.checkpoint.origin, Signatures::not_verified);
}

Result<Bundle> make_bundle(const Subject& subject, const std::string& word, const WholeLog& whole, std::string policy) {
  const std::uint64_t size = whole.checkpoint.size;
  if (whole.entries.size() != size) return Fault{.code = "log_incomplete"};
  Subtrees tree(whole.entries);
  if (log::root(size, tree) != whole.checkpoint.root) return Fault{.code = "log_root"};
  const auto evidence = read_whole(whole);
  if (const auto* fault = fault_of(evidence)) return *fault;
  const auto opened = open_word(word, std::get<Evidence>(evidence).genesis(), whole.checkpoint);
  if (const auto* fault = fault_of(opened)) return *fault;
  const auto& signed_word = std::get<SignedWord>(opened);
  auto derived = derive(subject, signed_word.word, std::get<Evidence>(evidence), whole.checkpoint);
  if (const auto* fault = fault_of(derived)) return *fault;
  auto& result = std::get<Derived>(derived);
  if (word_text(result.statement) != signed_word.text) return Fault{.code = "word_differs"};
  Bundle bundle{std::move(result.statement), whole.note, std::move(policy), word, {}, whole.rotations};
  for (const std::uint64_t index : result.entries) {
    const LogEntry& entry = whole.entries[static_cast<std::size_t>(index)];
    const auto proof = log::inclusion_proof(index, size, tree);
    if (!entry.command || !proof) return Fault{.code = "command_withheld", .entry = index};
    bundle.entries.push_back({entry.line, *entry.command, *proof});
  }
  return bundle;
}

namespace {

// An amendment of a public kind that says whose units are (http-api, rights).
bool names_a_holder(const BundleEntry& one) {
  const auto parsed = crypto::parse_jws(one.command, codec::command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return false;
  const auto payload = codec::read_payload(jws->payload);
  const auto* read = std::get_if<codec::Payload>(&payload);
  return read != nullptr && read->kind == "amend_batch" && read->body.contains("holder");
}

}  // namespace

std::vector<std::pair<std::string, std::size_t>> restricted_kinds(const Bundle& bundle) {
  std::map<std::string, std::size_t> counts;
  for (const BundleEntry& one : bundle.entries) {
    const auto entry = log::parse_entry(one.entry);
    if (entry && (!kind_is_public(entry->kind) || names_a_holder(one))) ++counts[entry->kind];
  }
  return {counts.begin(), counts.end()};
}

}  // namespace tanbu::offline
