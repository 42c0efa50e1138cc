// What the log has promised somewhere else, held against what it shows now: checkpoints that were kept or stamped, and
// receipts.
#include "audit/audit_run.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::audit {
namespace {

std::string base64(const crypto::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); }

}  // namespace

void Run::open_pledges() {
  if (!verifier_) return;
  for (const Pledge& pledge : pledges_) open_pledge(pledge);
  open_receipts();
  for (auto& [place, note] : absences_.checkpoints()) open_pledge({place, "absence", note});
}

void Run::open_pledge(const Pledge& pledge) {
  const auto opened = log::open_checkpoint(pledge.note, *verifier_);
  if (!log::ok(opened))
    return find_elsewhere(pledge.place, pledge.code + "_damaged",
                          "not a checkpoint signed by the log: " + std::string(log::code(opened)));
  const auto& checkpoint = log::value(opened);
  if (checkpoint.size > total_)
    return find_elsewhere(pledge.place, pledge.code + "_newer",
                          "the log had " + std::to_string(checkpoint.size) + " entries and now has " +
                              std::to_string(total_) + ": it was rolled back");
  opened_pledges_.emplace(checkpoint.size, OpenedPledge{pledge.place, pledge.code, checkpoint.root});
}

// A receipt is two promises: its checkpoint is one of this log, and its entry stands at its index.
void Run::open_receipts() {
  for (const auto& [name, text] : options_.receipts) {
    const std::string place = "receipt " + name;
    const auto verified = log::verify_receipt(text, *verifier_);
    if (!log::ok(verified)) {
      find_elsewhere(place, "receipt_damaged", "the receipt does not verify: " + std::string(log::code(verified)));
      continue;
    }
    const auto& receipt = log::value(verified);
    open_pledge({place, "receipt", log::value(log::parse_receipt(text)).checkpoint});
    opened_receipts_.emplace(receipt.index, OpenedReceipt{place, receipt.entry});
  }
}

// A note alone is not signed by the log, but the ledger's word on a root is its promise too.
void Run::open_absences(const GenesisCommand& genesis) {
  for (Absences::Promise& promise : absences_.open(genesis.statement_vkey, verifier_->name(), report_)) {
    if (promise.size > total_) {
      find_elsewhere(promise.place, "absence_newer",
                     "the log had " + std::to_string(promise.size) + " entries and now has " + std::to_string(total_) +
                         ": it was rolled back");
    } else {
      opened_pledges_.emplace(promise.size, OpenedPledge{promise.place, "absence", promise.root});
    }
  }
}

void Run::check_receipts(const std::string& line) {
  const auto [first, last] = opened_receipts_.equal_range(index_);
  for (auto receipt = first; receipt != last; ++receipt) {
    if (receipt->second.entry != line)
      find_elsewhere(receipt->second.place, "receipt_entry",
                     "the receipt proves another entry at " + std::to_string(index_) + " than the log shows");
  }
}

void Run::check_pledges() {
  const auto [first, last] = opened_pledges_.equal_range(tree_.size());
  for (auto at = first; at != last; ++at) {
    if (at->second.root == tree_.root()) continue;
    find_elsewhere(at->second.place, at->second.code + "_root",
                   "at " + std::to_string(at->first) + " entries it promises root " + base64(at->second.root) +
                       ", the entries give " + base64(tree_.root()));
  }
}

}  // namespace tanbu::audit
