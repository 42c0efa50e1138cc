// What a statement asks and what it says in the ledger's name. Everything else in it is derived again and compared, so
// that only these members are read.
#include <boost/json/array.hpp>

#include "audit/offline/statement.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

Fault form(std::string_view member) { return {.code = "statement_form", .detail = std::string(member)}; }

std::optional<std::int64_t> number_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return value->get_int64();
}

std::optional<std::string> text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<Fault> read_use(const json::value& value, Word& word) {
  const auto* object = value.if_object();
  if (object == nullptr) return form("/retirements");
  const auto id = number_in(*object, "retirement");
  const auto status = text_in(*object, "status");
  const auto beneficiary = parse_party(text_in(*object, "beneficiary").value_or(""));
  const auto* units = object->if_contains("units");
  if (!id || !status || !beneficiary || units == nullptr || !units->is_array() || units->get_array().empty())
    return form("/retirements");
  UseWord use{*status, beneficiary, {}};
  for (const json::value& one : units->get_array()) {
    const auto counted = one.is_object() ? number_in(one.get_object(), "counted") : std::nullopt;
    if (!counted) return form("/retirements/units/counted");
    use.counted.push_back(*counted);
  }
  if (!word.emplace(static_cast<std::uint64_t>(*id), std::move(use)).second) return form("/retirements");
  return std::nullopt;
}

std::optional<Fault> read_uses(const json::object& object, Word& word) {
  const auto* uses = object.if_contains("retirements");
  if (uses == nullptr || !uses->is_array()) return form("/retirements");
  for (const json::value& use : uses->get_array()) {
    if (auto fault = read_use(use, word)) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> read_year(const json::object& statement, Stated& stated) {
  const auto period = parse_period(text_in(statement, "period").value_or(""));
  const auto type = text_in(statement, "type");
  const auto scheme = text_in(statement, "scheme");
  if (!period) return form("/period");
  if (type != name_of(ClaimType::type_1) && type != name_of(ClaimType::type_2)) return form("/type");
  if (!scheme) return form("/scheme");
  stated.subject.period = *period;
  stated.subject.type = type == name_of(ClaimType::type_2) ? ClaimType::type_2 : ClaimType::type_1;
  stated.subject.scheme = *scheme;
  return read_uses(statement, stated.word);
}

std::optional<Fault> read_certificate(const json::object& statement, Stated& stated) {
  const auto day = parse_date(text_in(statement, "on").value_or(""));
  if (!day) return form("/on");
  stated.subject.on = *day;
  const auto* attestation = statement.if_contains("attestation");
  if (attestation == nullptr) return form("/attestation");
  if (attestation->is_null()) return std::nullopt;
  return attestation->is_object() ? read_uses(attestation->get_object(), stated.word) : form("/attestation");
}

}  // namespace

Result<Stated> read_statement(const json::object& statement) {
  Stated stated;
  const auto kind = text_in(statement, "kind");
  std::optional<Fault> fault = form("/kind");
  std::string_view id_member;
  if (kind == name_of(SubjectKind::factory_year)) {
    stated.subject.kind = SubjectKind::factory_year;
    id_member = "factory";
    fault = read_year(statement, stated);
  } else if (kind == name_of(SubjectKind::retirement)) {
    stated.subject.kind = SubjectKind::retirement;
    id_member = "retirement";
    fault = read_use(statement, stated.word);
  } else if (kind == name_of(SubjectKind::certificate)) {
    stated.subject.kind = SubjectKind::certificate;
    id_member = "certificate";
    fault = read_certificate(statement, stated);
  }
  if (fault) return *fault;
  const auto id = number_in(statement, id_member);
  if (!id) return form("/" + std::string(id_member));
  stated.subject.id = static_cast<std::uint64_t>(*id);
  return stated;
}

}  // namespace tanbu::offline
