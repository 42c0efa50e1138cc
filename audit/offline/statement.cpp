#include "audit/offline/statement.hpp"

#include <algorithm>

#include "audit/offline/derivation.hpp"
#include "ledger/evaluation.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

Result<json::object> factory_json(FactoryId factory, Derivation& work) {
  const Effect* registered = find_effect<RegisterFactoryCommand>(work.evidence, factory.value);
  if (registered == nullptr) return Fault{.code = "evidence_missing", .detail = "factory", .entry = factory.value};
  work.rested.on(*registered);
  std::string name = std::get<RegisterFactoryCommand>(*registered->command).name;
  for (const Effect& effect : work.evidence.effects()) {
    if (const auto* updated = std::get_if<UpdateFactoryCommand>(effect.command)) {
      if (updated->factory != factory) continue;
      work.rested.on(effect);
      name = updated->name.value_or(name);
    }
    if (const auto* sold = std::get_if<TransferFactoryCommand>(effect.command)) {
      if (sold->factory == factory) work.rested.on(effect);
    }
  }
  return json::object{{"factory", factory.value}, {"name", name}, {"registered_by", registered->issuer.text}};
}

Result<json::object> year_statement(Derivation& work) {
  const Subject& subject = work.subject;
  const FactoryId factory{subject.id};
  const Scheme* scheme = subject.scheme.empty() ? nullptr : find_scheme(subject.scheme);
  if (scheme == nullptr && !subject.scheme.empty()) return Fault{.code = "scheme_unknown"};
  auto named = factory_json(factory, work);
  if (const auto* fault = fault_of(named)) return *fault;
  const auto found = counting_of(inventories_of(factory, subject.period, work));
  if (!found) return Fault{.code = "inventory_absent"};
  std::vector<Use> uses;
  for (const std::uint64_t retirement : uses_of_year(factory, subject.period, work.evidence)) {
    auto use = use_in(retirement, work);
    if (const auto* fault = fault_of(use)) return *fault;
    uses.push_back(std::get<Use>(std::move(use)));
  }
  if (counts_twice(uses)) return Fault{.code = "units_twice"};
  const Claim claim{.type = subject.type, .percent_e2 = 10'000, .level = std::nullopt};
  const auto coverage = coverage_under(scheme, *found, uses, claim, {});
  if (!coverage) return Fault{.code = "coverage_overflow"};
  json::object statement = std::get<json::object>(std::move(named));
  statement["period"] = format_period(subject.period);
  statement["type"] = name_of(subject.type);
  statement["scheme"] = subject.scheme;
  statement["inventory"] = inventory_json(*found);
  statement["retirements"] = uses_json(uses);
  statement["figures"] = figures_json(*coverage);
  return statement;
}

Result<json::object> retirement_statement(Derivation& work) {
  auto use = use_in(work.subject.id, work);
  if (const auto* fault = fault_of(use)) return *fault;
  const Use& found = std::get<Use>(use);
  if (!is_open(found.status)) return Fault{.code = "retirement_closed", .entry = found.id.value};
  if (counts_twice({found})) return Fault{.code = "units_twice", .entry = found.id.value};
  auto named = factory_json(found.factory, work);
  if (const auto* fault = fault_of(named)) return *fault;
  json::object statement = use_json(found);
  statement["factory_name"] = std::get<json::object>(named).at("name");
  return statement;
}

Result<json::object> statement_about(Derivation& work) {
  switch (work.subject.kind) {
    case SubjectKind::factory_year:
      return year_statement(work);
    case SubjectKind::retirement:
      return retirement_statement(work);
    case SubjectKind::certificate:
      return certificate_statement(work);
  }
  HOLDS(false);
  return Fault{};
}

// Whoever verifies may trust a key of the log that came later, or one that went since.
void rest_on_log_keys(Derivation& work) {
  for (const Effect& effect : work.evidence.effects()) {
    if (std::holds_alternative<AddLogKeyCommand>(*effect.command) ||
        std::holds_alternative<RetireLogKeyCommand>(*effect.command))
      work.rested.on(effect);
  }
}

// Signers of entries about signers are signers too.
std::set<std::uint64_t> with_signers(std::set<std::uint64_t> entries, const Evidence& evidence) {
  for (std::size_t before = 0; before != entries.size();) {
    before = entries.size();
    std::set<PartyId> signers;
    for (const std::uint64_t index : entries) signers.insert(evidence.issuer(index));
    entries.merge(evidence.about_signers(signers));
  }
  return entries;
}

}  // namespace

std::string_view name_of(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::factory_year:
      return "factory_year";
    case SubjectKind::retirement:
      return "retirement";
    case SubjectKind::certificate:
      return "certificate";
  }
  HOLDS(false);
  return "";
}

Result<Derived> derive(const Subject& subject, const Word& word, const Evidence& evidence,
                       const log::Checkpoint& checkpoint) {
  Derivation work{subject, word, evidence};
  auto about = statement_about(work);
  if (const auto* fault = fault_of(about)) return *fault;
  rest_on_log_keys(work);
  json::object statement{{"kind", name_of(subject.kind)},
                         {"origin", checkpoint.origin},
                         {"size", checkpoint.size},
                         {"root", log::digest_to_base64(checkpoint.root)}};
  for (auto& member : std::get<json::object>(about)) statement[member.key()] = std::move(member.value());
  return Derived{std::move(statement), with_signers(work.rested.entries(), evidence),
                 std::move(work.on_the_ledgers_word)};
}

std::string first_difference(const json::value& stated, const json::value& derived) {
  if (stated == derived) return {};
  if (stated.is_object() && derived.is_object()) {
    for (const auto& member : derived.get_object()) {
      const auto* other = stated.get_object().if_contains(member.key());
      if (other == nullptr) return "/" + std::string(member.key());
      if (*other != member.value()) return "/" + std::string(member.key()) + first_difference(*other, member.value());
    }
    return "/";  // a member too many
  }
  if (stated.is_array() && derived.is_array()) {
    const auto& ours = derived.get_array();
    const auto& theirs = stated.get_array();
    for (std::size_t at = 0; at < std::min(ours.size(), theirs.size()); ++at) {
      if (ours[at] != theirs[at]) return "/" + std::to_string(at) + first_difference(theirs[at], ours[at]);
    }
    return "/" + std::to_string(std::min(ours.size(), theirs.size()));
  }
  return {};
}

}  // namespace tanbu::offline
