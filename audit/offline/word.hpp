// The ledger's signed word in a bundle (docs/formats.md section 23): a note by the key of statements that genesis
// names, over what no choice of entries can show: that the commands took effect, how firmly the retirements stand, and
// that there are no others. It is the operator's word, and an audit of the log refutes it when it is not so. Threading:
// pure functions.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "audit/offline/uses.hpp"
#include "ledger/commands.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::offline {

struct SignedWord {
  std::string text;
  std::string vkey;  // under which it was opened
  Word word;         // of every retirement that the text names
};

// Opens the note under the key that genesis names and holds it to the checkpoint. Codes: word_missing (an empty note),
// word_key_absent (genesis names no key of statements), those of notes, word_shape, word_other_checkpoint.
[[nodiscard]] Result<SignedWord> open_word(std::string_view note, const GenesisCommand& genesis,
                                           const log::Checkpoint& checkpoint);

// With what a word about this checkpoint begins.
[[nodiscard]] std::string word_head(const log::Checkpoint& checkpoint);

// The text that the ledger must have signed for this statement, as derive() makes it; word for word.
[[nodiscard]] std::string word_text(const boost::json::object& statement);

}  // namespace tanbu::offline
