#include "ledger/engine/chain_end.hpp"

#include "ledger/log/entry.hpp"
#include "ledger/rule_set.hpp"

namespace tanbu::engine {

std::optional<OpenFault> check_chain_end(store::Reader& reader, const log::KeyHistory& keys) {
  const store::Head head = reader.head();
  if (head.size == 0) return OpenFault{"missing", "there is no genesis entry"};
  const auto newest = keys.open(head.checkpoint);
  if (!log::ok(newest))
    return OpenFault{"chain", "the newest checkpoint does not verify: " + std::string(log::code(newest))};
  const auto hashes = hashes_of(reader);
  const log::Checkpoint& signed_last = log::value(newest);
  if (signed_last.size != head.size || log::root(head.size, *hashes) != signed_last.root) {
    return OpenFault{"chain", "the stored hashes do not add up to the newest checkpoint"};
  }
  const auto last = reader.entry({head.size - 1});
  if (!last || log::leaf_hash(last->entry) != last->leaf)
    return OpenFault{"chain", "the last entry does not hash to its leaf"};
  // The rules never go back: where a newer program wrote, this one has nothing to decide by.
  const auto entry = log::parse_entry(last->entry);
  if (!entry || find_rule_set(entry->rules) == nullptr) {
    return OpenFault{"chain",
                     "the last entry was decided by rules that this program does not have; a newer one wrote it"};
  }
  return std::nullopt;
}

std::optional<OpenFault> check_continues(store::Reader& reader, const std::string& note, const log::KeyHistory& keys,
                                         const std::string& whose) {
  const auto opened = keys.open_by_any(note);
  if (!log::ok(opened)) return OpenFault{"chain", whose + " does not verify: " + std::string(log::code(opened))};
  const log::Checkpoint& published = log::value(opened);
  const auto size = reader.head().size;
  const auto hashes = hashes_of(reader);
  if (published.size <= size && log::root(published.size, *hashes) == published.root) return std::nullopt;
  return OpenFault{"would_fork", whose + " names size " + std::to_string(published.size) +
                                     ", which the database (size " + std::to_string(size) +
                                     ") does not continue; an older database would sign a second history"};
}

}  // namespace tanbu::engine
