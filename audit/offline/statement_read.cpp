// What a statement is about. Everything else in it is derived again and compared, so that only these members are read.
#include "audit/offline/statement.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

Fault statement_fault(std::string_view member) { return {.code = "statement_form", .detail = std::string(member)}; }

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

std::optional<Fault> read_year(const json::object& statement, Subject& subject) {
  const auto period = parse_period(text_in(statement, "period").value_or(""));
  const auto type = text_in(statement, "type");
  const auto scheme = text_in(statement, "scheme");
  if (!period) return statement_fault("/period");
  if (type != name_of(ClaimType::type_1) && type != name_of(ClaimType::type_2)) return statement_fault("/type");
  if (!scheme) return statement_fault("/scheme");
  subject.period = *period;
  subject.type = type == name_of(ClaimType::type_2) ? ClaimType::type_2 : ClaimType::type_1;
  subject.scheme = *scheme;
  return std::nullopt;
}

std::optional<Fault> read_certificate(const json::object& statement, Subject& subject) {
  const auto day = parse_date(text_in(statement, "on").value_or(""));
  if (!day) return statement_fault("/on");
  subject.on = *day;
  return std::nullopt;
}

}  // namespace

Result<Subject> read_statement(const json::object& statement) {
  Subject subject;
  const auto kind = text_in(statement, "kind");
  std::optional<Fault> fault = statement_fault("/kind");
  std::string_view id_member;
  if (kind == name_of(SubjectKind::factory_year)) {
    subject.kind = SubjectKind::factory_year;
    id_member = "factory";
    fault = read_year(statement, subject);
  } else if (kind == name_of(SubjectKind::retirement)) {
    subject.kind = SubjectKind::retirement;
    id_member = "retirement";
    fault.reset();
  } else if (kind == name_of(SubjectKind::certificate)) {
    subject.kind = SubjectKind::certificate;
    id_member = "certificate";
    fault = read_certificate(statement, subject);
  }
  if (fault) return *fault;
  const auto id = number_in(statement, id_member);
  if (!id) return statement_fault("/" + std::string(id_member));
  subject.id = static_cast<std::uint64_t>(*id);
  return subject;
}

}  // namespace tanbu::offline
