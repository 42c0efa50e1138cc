// Judges one file with nothing but the file and what its reader trusts: a bundle, a receipt or a signed absence, alone
// or witnessed. No server, database, network or clock. What a bundle's entries cannot show is that they took effect and
// that no other entry of the log took something back; that is the ledger's signed word, and without it a bundle does
// not hold. Nothing rests on whoever made the file. A Verdict says what was shown, and by whose word the rest stands.
// Threading: pure functions.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/offline/bundle.hpp"
#include "audit/offline/fault.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/policy.hpp"

namespace tanbu::offline {

// One of the two is there, or both where the policy names no log: then the key is the log's. A cosignature says that a
// witness saw one tree grow; only the reader can know which of the witnesses also re-runs the rules before it signs,
// and names them.
struct Trust {
  std::optional<log::Verifier> key;  // the log's, or for an absence without a checkpoint the statement key
  std::optional<log::Policy> policy;
  std::vector<std::string> executing;  // names of the policy
};

enum class FileKind { bundle, receipt, absence, witnessed_absence };
// By the file's beginning; nothing for what is none of them.
[[nodiscard]] std::optional<FileKind> kind_of_file(std::string_view text);
// The origin that the file speaks of, before anything is verified: only for choosing among keys. Empty where none.
[[nodiscard]] std::string claimed_origin(std::string_view text);

// Why the file cannot be read at all, whomever one trusts; nothing where only a key can tell.
[[nodiscard]] std::optional<Fault> form_fault(std::string_view text);

struct Cosigner {
  std::string name;  // in the policy
  std::uint64_t time_unix_seconds = 0;
  bool executing = false;
};

struct Verdict {
  std::optional<FileKind> kind;
  std::optional<Fault> fault;  // the first reason why the file does not hold; nothing: it holds
  // What was checked and held, in order, with the number of things that it was checked of.
  std::vector<std::pair<std::string, std::size_t>> checks;
  std::optional<log::Checkpoint> checkpoint;
  std::string vkey;  // under which it was opened
  std::vector<Cosigner> cosigners;
  boost::json::object statement;                // of a bundle that holds
  std::string word_vkey;                        // of the ledger's statements, under which its word was opened
  std::set<std::uint64_t> on_the_ledgers_word;  // retirements of which its status or counted units are that word
  std::string genesis_leaf;                     // base64
  std::string entry;                            // of a receipt that holds
  std::uint64_t index = 0;                      // of that entry
  std::string programme, serial;                // of an absence that holds
  [[nodiscard]] bool holds() const { return !fault; }
};

// Codes beside those of the readers: file_kind, genesis_other_key, log_key_retired, entry_not_in_tree,
// receipt_not_included, receipt_other_index, statement_differs, word_differs (the entries do not give what the ledger
// signed), absence_key (not the key of that ledger's statements, or its first entry names none), absence_not_witnessed
// (a policy is trusted and the file carries no checkpoint), absence_other_checkpoint (the statement and the checkpoint
// differ).
[[nodiscard]] Verdict verify_file(std::string_view text, const Trust& trust);

// The part of it that ties entries to the checkpoint: entry_malformed, entry_not_in_tree.
[[nodiscard]] std::optional<Fault> check_inclusion(const Bundle& bundle, const log::Checkpoint& checkpoint);

}  // namespace tanbu::offline
