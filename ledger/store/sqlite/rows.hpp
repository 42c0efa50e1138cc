// Rows of the state tables become records. Each method reads the columns of the macro beside it from a query that
// stands on a row, and asks for the child rows (aliases, codes, ranges) itself. Which rows are asked for is decided in
// state.cpp and lists.cpp.
#pragma once
#include "ledger/records.hpp"
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/party_numbers.hpp"

// Lists of columns for SQL literals. Macros, because only literals of the preprocessor can be joined into one literal.
#define TANBU_PARTY_COLUMNS "party, entry, legal_form, name, succeeded_by"
#define TANBU_KEY_COLUMNS "kid, party, entry, jwk, valid_from, valid_until, kinds"
#define TANBU_APPOINTMENT_COLUMNS "entry, party, programme, from_day, until_day"
#define TANBU_FACTORY_COLUMNS "id, operator, operator_from, former_operators, name, division, address"
#define TANBU_PROJECT_COLUMNS                                                                                         \
  "entry, programme, project_id, title, developer, verifier, self_developed_for, located_in_factory, project_class, " \
  "recorded_by, crediting_from, crediting_until, asset_code, used, shared, lock_factory, lock_retirement, "           \
  "lock_provisional, voided_by"
#define TANBU_BATCH_COLUMNS                                                                                          \
  "id, programme, project_id, serial, space, first, last, vintage_from, vintage_until, issued_on, registry_status, " \
  "status_on, beneficiary_text, reason_text, registry_reference, tradable, recorded_by, hold, voided_by, voided_codes"
#define TANBU_SEGMENT_COLUMNS "batch, first, last, status, holder, retirement, traded, since"
#define TANBU_INVENTORY_COLUMNS                                                                                 \
  "id, factory, from_day, until_day, standard, version, superseded_by, scope1_kg, scope2_heat_kg, scope3_kg, "  \
  "consumed_kwh, purchased_kwh, factor_location_e4, ccus_kg, in_boundary_removal_kg, green_power_kwh, direct, " \
  "in_boundary_projects, in_boundary_assets, verification, voided_by"
#define TANBU_RETIREMENT_COLUMNS                                                                               \
  "id, issuer, factory, from_day, until_day, purpose, quantity, beneficiary, retired_on, registry_reference, " \
  "status, claim, holder, recorded_on, counted, replaces, closed_by"
#define TANBU_RETIREMENT_BY_RANGE_COLUMNS \
  "retirements.id, ranges.batch, ranges.first, ranges.last, " TANBU_RETIREMENT_COLUMNS
#define TANBU_RETIREMENT_BY_RANGE_TABLES \
  "retirements LEFT JOIN retirement_ranges AS ranges ON ranges.retirement = retirements.id"

namespace tanbu::store {

class Rows {
 public:
  Rows(Connection& connection, PartyNumbers& parties) : connection_(connection), parties_(parties) {}
  [[nodiscard]] Party party(Query& row);
  [[nodiscard]] Key key(Query& row);
  [[nodiscard]] Appointment appointment(Query& row);
  [[nodiscard]] Factory factory(Query& row);
  [[nodiscard]] Project project(Query& row);
  [[nodiscard]] tanbu::Batch batch(Query& row);
  [[nodiscard]] Segment segment(Query& row);
  [[nodiscard]] Inventory inventory(Query& row);
  [[nodiscard]] Retirement retirement(Query& row);
  // All retirements of a query with one row for each range, in order of id and position: the columns of the range stand
  // before those of the retirement. One statement for many retirements, instead of one more for each.
  [[nodiscard]] std::vector<Retirement> retirements_by_range(Query& query);
  // From a row of the one column `note`.
  [[nodiscard]] Note note(Query& row);

  // All rows of a query, or its first.
  template <class Record>
  [[nodiscard]] std::vector<Record> all(Query& query, Record (Rows::*read)(Query&)) {
    std::vector<Record> records;
    while (query.next()) records.push_back((this->*read)(query));
    return records;
  }
  template <class Record>
  [[nodiscard]] std::optional<Record> first(Query& query, Record (Rows::*read)(Query&)) {
    return query.next() ? std::optional((this->*read)(query)) : std::nullopt;
  }

 private:
  [[nodiscard]] PartyId take_party(Query& row) { return parties_.party(row.take<std::int64_t>()); }
  [[nodiscard]] Retirement retirement_without_ranges(Query& row);
  [[nodiscard]] std::optional<PartyId> take_optional_party(Query& row) {
    return parties_.party(row.take<std::optional<std::int64_t>>());
  }

  Connection& connection_;
  PartyNumbers& parties_;
};

// The inclusive edges of a row.
[[nodiscard]] inline UnitRange take_units(Query& row) {
  const auto first = row.take<std::int64_t>();
  const auto last = row.take<std::int64_t>();
  const auto units = UnitRange::from_inclusive(first, last);
  if (!units) throw StoreFault("database: a stored range of units is out of its bounds");
  return *units;
}
[[nodiscard]] inline Period take_period(Query& row) {
  const auto first = row.take<Date>();
  return {first, row.take<Date>()};
}

}  // namespace tanbu::store
