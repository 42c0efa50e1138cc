#include "ledger/store/sqlite/party_numbers.hpp"

namespace tanbu::store {
namespace {
constexpr std::size_t remembered_max = 65'536;  // about 10 MB
}

std::optional<std::int64_t> PartyNumbers::find(const PartyId& party) {
  const auto known = numbers_.find(party.text);
  if (known != numbers_.end()) return known->second;
  Query query(connection_, "SELECT number FROM party_numbers WHERE id = ?", party.text);
  if (!query.next()) return std::nullopt;
  const auto number = query.take<std::int64_t>();
  remember(party, number);
  return number;
}

std::int64_t PartyNumbers::give(const PartyId& party) {
  if (const auto known = find(party)) return *known;
  Query::run(connection_,
             "INSERT INTO party_numbers(number, id) SELECT coalesce(max(number), 0) + 1, ? FROM party_numbers",
             party.text);
  const auto number = find(party);
  if (!number) throw StoreFault("database: a party number is missing");
  return *number;
}

std::optional<std::int64_t> PartyNumbers::give(const std::optional<PartyId>& party) {
  return party ? std::optional(give(*party)) : std::nullopt;
}

PartyId PartyNumbers::party(std::int64_t number) {
  const auto known = parties_.find(number);
  if (known != parties_.end()) return known->second;
  Query query(connection_, "SELECT id FROM party_numbers WHERE number = ?", number);
  if (!query.next()) throw StoreFault("database: a party number is missing");
  PartyId party{query.take<std::string>()};
  remember(party, number);
  return party;
}

std::optional<PartyId> PartyNumbers::party(std::optional<std::int64_t> number) {
  return number ? std::optional(party(*number)) : std::nullopt;
}

void PartyNumbers::forget() {
  numbers_.clear();
  parties_.clear();
}

void PartyNumbers::remember(const PartyId& party, std::int64_t number) {
  if (numbers_.size() >= remembered_max) forget();
  numbers_.insert_or_assign(party.text, number);
  parties_.insert_or_assign(number, party);
}

}  // namespace tanbu::store
