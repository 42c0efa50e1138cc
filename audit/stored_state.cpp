#include "audit/stored_state.hpp"

#include <functional>
#include <set>

namespace tanbu::audit {
namespace {

using Rows = std::vector<Row>;
using NextRow = std::function<std::optional<Row>()>;

struct Table {
  const char* name;
  std::vector<const char*> columns;  // the key's first
  std::size_t key_columns;
  std::string sql;  // the same columns, ordered by the key
  NextRow expected;
};

Cell cell(std::int64_t number) { return number; }
Cell cell(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Cell cell(bool value) { return std::int64_t{value}; }
Cell cell(const std::string& text) { return text; }
Cell cell(const PartyId& party) { return party.text; }
Cell cell(EntryIndex index) { return cell(index.value); }
Cell cell(Date date) { return std::int64_t{date.days}; }
Cell cell(Instant instant) { return instant.unix_ms; }
Cell cell(Kilograms amount) { return amount.value; }
Cell cell(KilowattHours amount) { return amount.value; }
template <class Tag>
Cell cell(const Id<Tag>& id) {
  return cell(id.value);
}
template <class Value>
Cell cell(const std::optional<Value>& value) {
  return value ? cell(*value) : Cell{};
}
template <class Enum>
Cell number_of(Enum value) {
  return static_cast<std::int64_t>(value);
}

// The rows of all records of a map, made record by record so that no table is copied as a whole.
template <class Map, class RowsOf>
NextRow rows_of_all(const Map& map, RowsOf rows_of) {
  return [at = map.begin(), end = map.end(), rows_of, pending = Rows{},
          used = std::size_t{0}]() mutable -> std::optional<Row> {
    while (used == pending.size()) {
      if (at == end) return std::nullopt;
      pending = rows_of(*at++);
      used = 0;
    }
    return std::move(pending[used++]);
  };
}

// A column that names a party by its number, as the party's id; a number that names nobody shows as such.
std::string named(const char* column) {
  const std::string name(column);
  return "(CASE WHEN t." + name + " IS NULL THEN NULL ELSE coalesce((SELECT id FROM party_numbers WHERE number = t." +
         name + "), 'no party ' || t." + name + ") END)";
}

Table parties(const State::Tables& state) {
  return {"parties",
          {"party", "entry", "legal_form", "name"},
          1,
          "SELECT " + named("party") + ", entry, legal_form, name FROM parties t ORDER BY 1",
          rows_of_all(state.parties, [](const auto& one) {
            const Party& party = one.second;
            return Rows{{cell(party.id), cell(party.entry), number_of(party.legal_form), cell(party.name)}};
          })};
}

Table party_aliases(const State::Tables& state) {
  return {"party_aliases",
          {"party", "position", "alias"},
          2,
          "SELECT " + named("party") + ", position, alias FROM party_aliases t ORDER BY 1, 2",
          rows_of_all(state.parties, [](const auto& one) {
            Rows rows;
            for (const auto& alias : one.second.aliases)
              rows.push_back({cell(one.second.id), cell(rows.size()), cell(alias)});
            return rows;
          })};
}

Table keys(const State::Tables& state) {
  return {"keys",
          {"kid", "party", "entry", "jwk", "valid_from", "valid_until"},
          1,
          "SELECT kid, " + named("party") + ", entry, jwk, valid_from, valid_until FROM keys t ORDER BY 1",
          rows_of_all(state.keys, [](const auto& one) {
            const Key& key = one.second;
            return Rows{{cell(key.kid.text), cell(key.party), cell(key.entry), cell(key.jwk), cell(key.valid_from),
                         cell(key.valid_until)}};
          })};
}

Table appointments(const State::Tables& state) {
  return {"appointments",
          {"entry", "party", "programme", "from_day", "until_day"},
          1,
          "SELECT entry, " + named("party") + ", programme, from_day, until_day FROM appointments t ORDER BY 1",
          rows_of_all(state.appointments, [](const auto& one) {
            const Appointment& appointment = one.second;
            return Rows{{cell(appointment.entry), cell(appointment.party), cell(appointment.programme),
                         cell(appointment.from), cell(appointment.until)}};
          })};
}

Table factories(const State::Tables& state) {
  return {"factories",
          {"id", "operator", "operator_from", "name", "division", "address"},
          1,
          "SELECT id, " + named("operator") + ", operator_from, name, division, address FROM factories t ORDER BY 1",
          rows_of_all(state.factories, [](const auto& one) {
            const Factory& factory = one.second;
            return Rows{{cell(factory.id), cell(factory.operator_party), cell(factory.operator_from),
                         cell(factory.name), cell(factory.division), cell(factory.address)}};
          })};
}

Table projects(const State::Tables& state) {
  return {"projects",
          {"entry", "programme", "project_id", "title", "developer", "verifier", "self_developed_for", "asset_code",
           "used", "shared", "lock_factory", "lock_retirement", "lock_provisional"},
          1,
          "SELECT entry, programme, project_id, title, " + named("developer") + ", " + named("verifier") +
              ", self_developed_for, asset_code, used, shared, lock_factory, lock_retirement, lock_provisional"
              " FROM projects t ORDER BY 1",
          rows_of_all(state.projects, [](const auto& one) {
            const Project& project = one.second;
            const auto& lock = project.lock;
            return Rows{{cell(project.entry), cell(project.key.programme), cell(project.key.project_id),
                         cell(project.title), cell(project.developer), cell(project.verifier),
                         cell(project.self_developed_for), cell(project.asset_code), cell(project.used),
                         cell(project.shared), lock ? cell(lock->factory) : Cell{},
                         lock ? cell(lock->retirement) : Cell{}, lock ? cell(lock->provisional) : Cell{}}};
          })};
}

Table project_aliases(const State::Tables& state) {
  return {"project_aliases",
          {"project", "position", "programme", "project_id"},
          2,
          "SELECT project, position, programme, project_id FROM project_aliases ORDER BY 1, 2",
          rows_of_all(state.projects, [](const auto& one) {
            Rows rows;
            for (const auto& alias : one.second.also_registered_as)
              rows.push_back({cell(one.first), cell(rows.size()), cell(alias.programme), cell(alias.project_id)});
            return rows;
          })};
}

Table project_tokens(const State::Tables& state) {
  return {"project_tokens",
          {"token", "project"},
          2,
          "SELECT token, project FROM project_tokens ORDER BY 1, 2",
          rows_of_all(state.tokens, [](const auto& one) {
            Rows rows;
            for (const auto project : one.second) rows.push_back({cell(one.first), cell(project)});
            return rows;
          })};
}

Table batches(const State::Tables& state) {
  return {"batches",
          {"id", "programme", "project_id", "serial", "space", "first", "last", "vintage_from", "vintage_until",
           "issued_on", "registry_status", "status_on", "beneficiary_text", "reason_text", "registry_reference",
           "tradable"},
          1,
          "SELECT id, programme, project_id, serial, space, first, last, vintage_from, vintage_until, issued_on,"
          " registry_status, status_on, beneficiary_text, reason_text, registry_reference, tradable"
          " FROM batches ORDER BY 1",
          rows_of_all(state.batches, [](const auto& one) {
            const Batch& batch = one.second;
            return Rows{{cell(batch.id), cell(batch.project.programme), cell(batch.project.project_id),
                         cell(batch.serial), cell(batch.space), cell(batch.units.begin), cell(batch.units.end - 1),
                         cell(batch.vintage_from), cell(batch.vintage_until), cell(batch.issued_on),
                         number_of(batch.registry_status), cell(batch.status_on), cell(batch.beneficiary_text),
                         cell(batch.reason_text), cell(batch.registry_reference), cell(batch.tradable)}};
          })};
}

Table printed_codes(const State::Tables& state) {
  return {"printed_codes",
          {"batch", "position", "programme", "code"},
          2,
          "SELECT batch, position, programme, code FROM printed_codes ORDER BY 1, 2",
          rows_of_all(state.batches, [](const auto& one) {
            Rows rows;
            for (const auto& code : one.second.printed_codes)
              rows.push_back({cell(one.first), cell(rows.size()), cell(one.second.project.programme), cell(code)});
            return rows;
          })};
}

Table segments(const State::Tables& state) {
  return {"segments",
          {"batch", "first", "last", "status", "holder", "retirement", "since"},
          2,
          "SELECT batch, first, last, status, " + named("holder") + ", retirement, since FROM segments t ORDER BY 1, 2",
          rows_of_all(state.spans, [](const auto& one) {
            Rows rows;
            for (const auto& [first, span] : one.second) {
              rows.push_back({cell(one.first), cell(first), cell(span.end - 1), number_of(span.status),
                              cell(span.holder), cell(span.retirement), cell(span.since)});
            }
            return rows;
          })};
}

Table inventories(const State::Tables& state) {
  return {
      "inventories",
      {"id", "factory", "from_day", "until_day", "standard", "version", "superseded_by", "scope1_kg", "scope2_heat_kg",
       "scope3_kg", "consumed_kwh", "purchased_kwh", "factor_location_e4", "ccus_kg", "in_boundary_removal_kg"},
      1,
      "SELECT id, factory, from_day, until_day, standard, version, superseded_by, scope1_kg, scope2_heat_kg,"
      " scope3_kg, consumed_kwh, purchased_kwh, factor_location_e4, ccus_kg, in_boundary_removal_kg"
      " FROM inventories ORDER BY 1",
      rows_of_all(state.inventories, [](const auto& one) {
        const Inventory& it = one.second;
        return Rows{{cell(it.id), cell(it.factory), cell(it.period.first), cell(it.period.last), cell(it.standard),
                     cell(it.version), cell(it.superseded_by), cell(it.scope1), cell(it.scope2_heat), cell(it.scope3),
                     cell(it.consumed), cell(it.purchased), cell(it.factor_location.kg_per_kwh_e4), cell(it.ccus),
                     cell(it.in_boundary_removal)}};
      })};
}

Table retirements(const State::Tables& state) {
  return {"retirements",
          {"id", "issuer", "factory", "from_day", "until_day", "purpose", "quantity", "beneficiary", "retired_on",
           "registry_reference", "status", "claim"},
          1,
          "SELECT id, " + named("issuer") + ", factory, from_day, until_day, purpose, quantity, " +
              named("beneficiary") + ", retired_on, registry_reference, status, claim FROM retirements t ORDER BY 1",
          rows_of_all(state.retirements, [](const auto& one) {
            const Retirement& it = one.second;
            return Rows{{cell(it.id), cell(it.issuer), cell(it.factory), cell(it.period.first), cell(it.period.last),
                         number_of(it.purpose), cell(it.quantity), cell(it.beneficiary), cell(it.retired_on),
                         cell(it.registry_reference), number_of(it.status), cell(it.claim)}};
          })};
}

Table retirement_ranges(const State::Tables& state) {
  return {"retirement_ranges",
          {"retirement", "position", "batch", "first", "last"},
          2,
          "SELECT retirement, position, batch, first, last FROM retirement_ranges ORDER BY 1, 2",
          rows_of_all(state.retirements, [](const auto& one) {
            Rows rows;
            for (const auto& range : one.second.ranges) {
              rows.push_back({cell(one.first), cell(rows.size()), cell(range.batch), cell(range.units.begin),
                              cell(range.units.end - 1)});
            }
            return rows;
          })};
}

Table meta() {
  return {"meta",
          {"name", "value"},
          1,
          "SELECT name, value FROM meta ORDER BY 1",
          [done = false]() mutable -> std::optional<Row> {
            if (std::exchange(done, true)) return std::nullopt;
            return Row{std::string("schema_version"), std::int64_t{1}};
          }};
}

std::string place_of(const Table& table, const Row& row) {
  std::string place = table.name;
  for (std::size_t at = 0; at < table.key_columns; ++at) {
    place += std::string(" ") + table.columns[at] + "=" + text_of(row[at]);
  }
  return place;
}

std::string words_of(const Table& table, const Row& row) {
  std::string words;
  for (std::size_t at = table.key_columns; at < row.size(); ++at) {
    words += (words.empty() ? "" : ", ") + std::string(table.columns[at]) + " " + text_of(row[at]);
  }
  return words;
}

std::optional<Finding> first_difference(Database& database, const Table& table) {
  Statement statement(database, table.sql);
  for (;;) {
    const auto stored = statement.next();
    const auto expected = table.expected();
    if (!stored && !expected) return std::nullopt;
    const auto key_end = static_cast<std::ptrdiff_t>(table.key_columns);
    const auto key = [&](const Row& row) { return Row(row.begin(), row.begin() + key_end); };
    const bool missing = !stored || (expected && key(*expected) < key(*stored));
    const bool unexpected = !expected || (stored && key(*stored) < key(*expected));
    if (missing) {
      return Finding{std::nullopt, place_of(table, *expected), "state_row_missing",
                     "the log makes this row and the database does not have it: " + words_of(table, *expected)};
    }
    if (unexpected) {
      return Finding{std::nullopt, place_of(table, *stored), "state_row_unexpected",
                     "the database has a row that no entry made: " + words_of(table, *stored)};
    }
    for (std::size_t at = table.key_columns; at < stored->size(); ++at) {
      if ((*stored)[at] == (*expected)[at]) continue;
      return Finding{std::nullopt, place_of(table, *stored) + " column " + table.columns[at], "state_value_differs",
                     "stored " + text_of((*stored)[at]) + ", the log says " + text_of((*expected)[at])};
    }
  }
}

// Numbers of parties are 1, 2, 3, ... without a gap, and nobody has one whom no entry names.
std::optional<Finding> party_numbers_difference(Database& database, const State& state) {
  std::set<std::string> known;
  for (const auto& [id, party] : state.tables().parties) known.insert(id);
  for (const auto& [entry, project] : state.tables().projects) {
    if (project.developer) known.insert(project.developer->text);
  }
  Statement statement(database, "SELECT number, id FROM party_numbers ORDER BY 1");
  std::int64_t expected = 1;
  while (const auto row = statement.next()) {
    const std::string place = "party_numbers number=" + text_of(row->at(0));
    if (row->at(0) != Cell{expected})
      return Finding{std::nullopt, place, "state_row_unexpected", "numbers of parties have a gap before this one"};
    const auto* id = std::get_if<std::string>(&row->at(1));
    // An id stands for one number only: each is taken out of the set when it is met.
    if (id == nullptr || known.erase(*id) == 0)
      return Finding{std::nullopt, place, "state_row_unexpected",
                     "names " + text_of(row->at(1)) + ", whom no entry names, or a second time"};
    ++expected;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Finding> compare_state(Database& database, const State& state) {
  const State::Tables& tables = state.tables();
  std::vector<Finding> findings;
  if (auto finding = party_numbers_difference(database, state)) findings.push_back(std::move(*finding));
  for (const Table& table :
       {meta(), parties(tables), party_aliases(tables), keys(tables), appointments(tables), factories(tables),
        projects(tables), project_aliases(tables), project_tokens(tables), batches(tables), printed_codes(tables),
        segments(tables), inventories(tables), retirements(tables), retirement_ranges(tables)}) {
    if (auto finding = first_difference(database, table)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace tanbu::audit
