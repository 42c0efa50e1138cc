// What the log has promised somewhere else, held against what it shows now: checkpoints that were kept or stamped, and
// receipts. Each is judged when the tree has its size, because only then is it known which keys sign there.
#include "audit/audit_run.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::audit {

void Run::take_promises() {
  if (!keys_) return;
  for (Pledge& pledge : pledges_) take_promise({std::move(pledge), std::nullopt, false});
  for (const auto& [name, text] : options_.receipts) {
    const std::string place = "receipt " + name;
    auto parsed = log::parse_receipt(text);
    if (!log::ok(parsed)) {
      find_elsewhere(place, "receipt_damaged", "the receipt does not verify: " + std::string(log::code(parsed)));
      continue;
    }
    std::string note = log::value(parsed).checkpoint;
    take_promise({{place, "receipt", std::move(note)}, log::value(std::move(parsed)), false});
  }
  for (auto& [place, note] : absences_.checkpoints()) take_promise({{place, "absence", note}, std::nullopt, false});
}

// A note alone is not signed by the log, but the ledger's word on a root is its promise too.
void Run::open_absences(const GenesisCommand& genesis) {
  for (Absences::Promise& promise : absences_.open(genesis.statement_vkey, keys_->origin(), report_)) {
    if (promise.size > total_)
      find_rolled_back(promise.place, "absence", promise.size);
    else
      absence_roots_.emplace(promise.size, AbsenceRoot{promise.place, promise.root});
  }
}

void Run::check_absence_roots() {
  const auto [first, last] = absence_roots_.equal_range(tree_.size());
  for (auto at = first; at != last; ++at) check_root(at->second.place, "absence", at->first, at->second.root);
}

void Run::check_root(const std::string& place, const std::string& code, std::uint64_t size,
                     const crypto::Digest& root) {
  if (root == tree_.root()) return;
  find_elsewhere(place, code + "_root",
                 "at " + std::to_string(size) + " entries it promises root " + log::digest_to_base64(root) +
                     ", the entries give " + log::digest_to_base64(tree_.root()));
}

void Run::find_rolled_back(const std::string& place, const std::string& code, std::uint64_t size) {
  find_elsewhere(place, code + "_newer",
                 "the log had " + std::to_string(size) + " entries and now has " + std::to_string(total_) +
                     ": it was rolled back");
}

void Run::take_promise(Promise promise) {
  const auto claim = log::claimed_checkpoint(promise.pledge.note);
  if (!log::ok(claim)) return find_damaged(promise, log::code(claim));
  const auto taken = promises_.emplace(log::value(claim).size, std::move(promise));
  const auto& receipt = taken->second.receipt;
  if (receipt && receipt->index < taken->first) receipts_at_.emplace(receipt->index, &taken->second);
}

void Run::find_damaged(const Promise& promise, std::string_view code) {
  const char* words = promise.receipt ? "the receipt does not verify: " : "not a checkpoint signed by the log: ";
  find_elsewhere(promise.pledge.place, promise.pledge.code + "_damaged", words + std::string(code));
}

// The line at an entry's index is seen before the checkpoint over it.
void Run::check_receipts(const std::string& line) {
  const auto [first, last] = receipts_at_.equal_range(index_);
  for (auto at = first; at != last; ++at) at->second->shows_other_entry = at->second->receipt->entry != line;
  receipts_at_.erase(first, last);
}

void Run::check_promises() {
  const auto [first, last] = promises_.equal_range(tree_.size());
  for (auto at = first; at != last; ++at) check_promise(at->second);
  promises_.erase(first, last);
}

void Run::check_promise(const Promise& promise) {
  const auto& [place, code, note] = promise.pledge;
  const auto opened = keys_->open_by_any(note);
  if (!log::ok(opened)) return find_damaged(promise, log::code(opened));
  const auto& checkpoint = log::value(opened);
  if (promise.receipt) {
    const bool included =
        log::verify_inclusion(promise.receipt->index, checkpoint.size, log::leaf_hash(promise.receipt->entry),
                              promise.receipt->proof, checkpoint.root);
    if (!included) return find_damaged(promise, "receipt_not_included");
    if (promise.shows_other_entry) {
      find_elsewhere(
          place, "receipt_entry",
          "the receipt proves another entry at " + std::to_string(promise.receipt->index) + " than the log shows");
    }
  }
  if (checkpoint.root == tree_.root()) return note_pin_signed(checkpoint);
  check_root(place, code, checkpoint.size, checkpoint.root);
}

// What speaks of more entries than there are; nothing where it is signed by no key that could have done it.
void Run::check_promises_beyond() {
  for (const auto& [size, promise] : promises_) {
    const auto opened = keys_->open_by_any(promise.pledge.note);
    if (!log::ok(opened)) {
      find_damaged(promise, log::code(opened));
      continue;
    }
    find_rolled_back(promise.pledge.place, promise.pledge.code, size);
  }
  promises_.clear();
  receipts_at_.clear();
}

}  // namespace tanbu::audit
