#include "audit/unknown_texts.hpp"

#include <utility>

namespace tanbu::audit {

std::string UnknownTexts::name_of(const Note& note) {
  const NoteId id = id_of(note);
  return "note:" + std::to_string(id.sort) + "/" + std::to_string(id.entry.value) + "/" + std::to_string(id.ordinal);
}

void UnknownTexts::add(const Decision& decision, std::uint64_t entry) {
  for (const Event& event : decision.events) {
    std::visit(
        [&](const auto& happened) {
          if constexpr (requires { happened.party.name; }) add_name("party:" + happened.party.id.text, entry);
          if constexpr (requires { happened.factory.address; }) {
            add_name(name_of(happened.factory), entry);
            add_name("division:" + happened.factory.division, entry);
          }
          if constexpr (requires { happened.batch.beneficiary_text; }) add_name(name_of(happened.batch), entry);
          if constexpr (requires { happened.note; }) add_name(name_of(happened.note), entry);
        },
        event);
  }
}

void UnknownTexts::settle(std::uint64_t entry) {
  for (auto at = records_.begin(); at != records_.end();) {
    at->second.erase(entry);
    at = at->second.empty() ? records_.erase(at) : std::next(at);
  }
}

bool UnknownTexts::take_asked() const { return std::exchange(asked_, false); }

}  // namespace tanbu::audit
