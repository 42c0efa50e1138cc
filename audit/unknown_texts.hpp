// Which records' free texts the auditor does not know, because the command that brought them was erased by law, and
// whether the rules asked for such a record. Between the erased entry and the one that erases it the writer knew the
// texts; from there on they are empty for both. Not the texts themselves. Threading: one thread at a time.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "ledger/events.hpp"

namespace tanbu::audit {

class UnknownTexts {
 public:
  // What the entry did was taken as stated, so the texts of the records that it named are not known.
  void add(const Decision& decision, std::uint64_t entry);
  // The entry's texts are empty from now on.
  void settle(std::uint64_t entry);
  [[nodiscard]] bool empty() const { return records_.empty(); }

  // A rule was shown this record.
  void shown(const Party& party) const { look("party:" + party.id.text); }
  void shown(const Factory& factory) const { look(name_of(factory)); }
  void shown(const Batch& batch) const { look(name_of(batch)); }
  void shown(const Note& note) const { look(name_of(note)); }
  // A rule searched the factories of a division by their address.
  void searched(const std::string& division) const { look("division:" + division); }
  // Whether a record with unknown texts was shown since the last question.
  [[nodiscard]] bool take_asked() const;

 private:
  [[nodiscard]] static std::string name_of(const Factory& factory) {
    return "factory:" + std::to_string(factory.id.value);
  }
  [[nodiscard]] static std::string name_of(const Batch& batch) { return "batch:" + std::to_string(batch.id.value); }
  [[nodiscard]] static std::string name_of(const Note& note);
  void add_name(const std::string& name, std::uint64_t entry) { records_[name].insert(entry); }
  void look(const std::string& name) const {
    if (!records_.empty() && records_.count(name) != 0) asked_ = true;
  }

  std::map<std::string, std::set<std::uint64_t>> records_;  // by name: the entries whose texts are missing
  mutable bool asked_ = false;                              // answering a question changes no record
};

}  // namespace tanbu::audit
