// What a bundle states, derived from its entries: the figures of a factory's year, one retirement, one certificate.
// The maker writes what is derived here, and whoever verifies derives it again from the entries of the file and demands
// the same, member by member. Not the rules of the ledger. Threading: pure functions.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "audit/offline/uses.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::offline {

enum class SubjectKind { factory_year, retirement, certificate };
[[nodiscard]] std::string_view name_of(SubjectKind kind);

struct Subject {
  SubjectKind kind{};
  std::uint64_t id = 0;                // of the factory, retirement or certificate
  Period period{};                     // factory_year
  ClaimType type = ClaimType::type_1;  // factory_year: which emissions
  std::string scheme{};                // factory_year: whose instruments count; empty: all
  Date on{};                           // certificate: the day asked about
};

// What it is about; every other member is derived and compared. Code: statement_form (naming the member).
[[nodiscard]] Result<Subject> read_statement(const boost::json::object& statement);

struct Derived {
  boost::json::object statement;
  std::set<std::uint64_t> entries;  // that it rests on, those about its signers among them
  // Retirements of which the status, or how many units count, is the ledger's word and not settled by an entry.
  std::set<std::uint64_t> on_the_ledgers_word;
};
// Codes: those of use_of, evidence_missing, units_twice, inventory_absent, retirement_closed, certificate_not_issued,
// scheme_unknown, coverage_overflow. `word`: what the ledger says of every retirement that the statement is made of.
[[nodiscard]] Result<Derived> derive(const Subject& subject, const Word& word, const Evidence& evidence,
                                     const log::Checkpoint& checkpoint);

// The first member of `stated` that is not what was derived, as a JSON pointer; empty when both are equal.
[[nodiscard]] std::string first_difference(const boost::json::value& stated, const boost::json::value& derived);

}  // namespace tanbu::offline
