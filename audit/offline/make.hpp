// Makes a bundle out of a whole log: derives the statement, takes the entries that it rests on, proves each of them
// against one checkpoint. What was made is to be verified before it is given to anybody (verify.hpp). Threading: pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/offline/bundle.hpp"
#include "audit/offline/statement.hpp"

namespace tanbu::offline {

struct LogEntry {
  std::string line;
  std::optional<std::string> command;  // nothing where it is withheld from the reader
};
struct WholeLog {
  std::vector<LogEntry> entries;  // all of them, from 0 to the checkpoint's size
  std::string note;               // the checkpoint as signed
  log::Checkpoint checkpoint;     // the same, opened
  // The receipt of every add_log_key, under the first checkpoint over it.
  std::vector<std::string> rotations{};
};

// `word`: the ledger's signed word about the subject, under the same checkpoint (word.hpp). Codes: those of derive and
// of open_word; word_differs (the entries do not give what the ledger signed); log_incomplete (not as many entries as
// the checkpoint says), log_root (the entries are not those of the checkpoint), command_withheld (an entry that the
// statement rests on).
[[nodiscard]] Result<Bundle> make_bundle(const Subject& subject, const std::string& word, const WholeLog& whole,
                                         std::string policy);
[[nodiscard]] Result<Evidence> read_whole(const WholeLog& whole);

// Kinds of the bundle's commands that the ledger shows to the parties concerned only, each with how many there are.
[[nodiscard]] std::vector<std::pair<std::string, std::size_t>> restricted_kinds(const Bundle& bundle);

}  // namespace tanbu::offline
