#include "audit/stored_tables.hpp"

#include <utility>

#include "audit/effects_bytes.hpp"

namespace tanbu::audit {
namespace {

using Rows = std::vector<Row>;
using NextRow = std::function<std::optional<Row>()>;

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

// Written cell by cell where there are many rows: a list in braces copies each cell.
template <class... Cells>
Row row_of(Cells... cells) {
  Row row;
  row.reserve(sizeof...(cells));
  (row.push_back(std::move(cells)), ...);
  return row;
}

Rows alone(Row row) {
  Rows rows;
  rows.push_back(std::move(row));
  return rows;
}

// A column that names a party by its number, as the party's id; a number that names nobody shows as such. For tables of
// few rows: it costs a search in each, which numbered_parties saves.
std::string named(const char* column) {
  const std::string name(column);
  return "(CASE WHEN t." + name + " IS NULL THEN NULL ELSE coalesce((SELECT id FROM party_numbers WHERE number = t." +
         name + "), 'no party ' || t." + name + ") END)";
}

StoredTable parties(const State::Tables& state) {
  return {
      "parties",
      {"party", "entry", "legal_form", "name", "succeeded_by"},
      1,
      "SELECT " + named("party") + ", entry, legal_form, name, " + named("succeeded_by") + " FROM parties t ORDER BY 1",
      rows_of_all(state.parties, [](const auto& one) {
        const Party& party = one.second;
        return Rows{{cell(party.id), cell(party.entry), number_of(party.legal_form), cell(party.name),
                     cell(party.succeeded_by)}};
      })};
}

StoredTable party_aliases(const State::Tables& state) {
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

StoredTable keys(const State::Tables& state) {
  return {"keys",
          {"kid", "party", "entry", "jwk", "valid_from", "valid_until", "kinds"},
          1,
          "SELECT kid, " + named("party") + ", entry, jwk, valid_from, valid_until, kinds FROM keys t ORDER BY 1",
          rows_of_all(state.keys, [](const auto& one) {
            const Key& key = one.second;
            return Rows{{cell(key.kid.text), cell(key.party), cell(key.entry), cell(key.jwk), cell(key.valid_from),
                         cell(key.valid_until), expected_part(key.kinds)}};
          })};
}

StoredTable appointments(const State::Tables& state) {
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

StoredTable factories(const State::Tables& state) {
  return {"factories",
          {"id", "operator", "operator_from", "former_operators", "name", "division", "address"},
          1,
          "SELECT id, " + named("operator") +
              ", operator_from, former_operators, name, division, address"
              " FROM factories t ORDER BY 1",
          rows_of_all(state.factories, [](const auto& one) {
            const Factory& factory = one.second;
            return Rows{{cell(factory.id), cell(factory.operator_party), cell(factory.operator_from),
                         expected_part(factory.former_operators), cell(factory.name), cell(factory.division),
                         cell(factory.address)}};
          })};
}

Row project_row(const Project& project) {
  const auto& lock = project.lock;
  return {cell(project.entry),
          cell(project.key.programme),
          cell(project.key.project_id),
          cell(project.title),
          cell(project.developer),
          cell(project.verifier),
          cell(project.self_developed_for),
          cell(project.located_in_factory),
          number_of(project.project_class),
          cell(project.recorded_by),
          cell(project.crediting_from),
          cell(project.crediting_until),
          cell(project.asset_code),
          cell(project.used),
          cell(project.shared),
          lock ? cell(lock->factory) : Cell{},
          lock ? cell(lock->retirement) : Cell{},
          lock ? cell(lock->provisional) : Cell{},
          cell(project.voided_by)};
}

StoredTable projects(const State::Tables& state) {
  return {"projects",
          {"entry", "programme", "project_id", "title", "developer", "verifier", "self_developed_for",
           "located_in_factory", "project_class", "recorded_by", "crediting_from", "crediting_until", "asset_code",
           "used", "shared", "lock_factory", "lock_retirement", "lock_provisional", "voided_by"},
          1,
          "SELECT entry, programme, project_id, title, " + named("developer") + ", " + named("verifier") +
              ", self_developed_for, located_in_factory, project_class, " + named("recorded_by") +
              ", crediting_from, crediting_until, asset_code, used, shared, lock_factory, lock_retirement,"
              " lock_provisional, voided_by FROM projects t ORDER BY 1",
          rows_of_all(state.projects, [](const auto& one) { return Rows{project_row(one.second)}; })};
}

StoredTable project_aliases(const State::Tables& state) {
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

StoredTable project_tokens(const State::Tables& state) {
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

Row batch_row(const Batch& batch) {
  return {cell(batch.id),
          cell(batch.project.programme),
          cell(batch.project.project_id),
          cell(batch.serial),
          cell(batch.space),
          cell(batch.units.begin),
          cell(batch.units.end - 1),
          cell(batch.vintage_from),
          cell(batch.vintage_until),
          cell(batch.issued_on),
          number_of(batch.registry_status),
          cell(batch.status_on),
          cell(batch.beneficiary_text),
          cell(batch.reason_text),
          cell(batch.registry_reference),
          cell(batch.tradable),
          cell(batch.recorded_by),
          cell(batch.hold),
          cell(batch.voided_by),
          batch.voided_by ? Cell{expected_part(batch.printed_codes)} : Cell{}};
}

StoredTable batches(const State::Tables& state) {
  return {"batches",
          {"id",
           "programme",
           "project_id",
           "serial",
           "space",
           "first",
           "last",
           "vintage_from",
           "vintage_until",
           "issued_on",
           "registry_status",
           "status_on",
           "beneficiary_text",
           "reason_text",
           "registry_reference",
           "tradable",
           "recorded_by",
           "hold",
           "voided_by",
           "voided_codes"},
          1,
          "SELECT id, programme, project_id, serial, space, first, last, vintage_from, vintage_until, issued_on,"
          " registry_status, status_on, beneficiary_text, reason_text, registry_reference, tradable, " +
              named("recorded_by") + ", hold, voided_by, voided_codes FROM batches t ORDER BY 1",
          rows_of_all(state.batches, [](const auto& one) { return Rows{batch_row(one.second)}; })};
}

StoredTable printed_codes(const State::Tables& state) {
  return {"printed_codes",
          {"batch", "position", "programme", "code"},
          2,
          "SELECT batch, position, programme, code FROM printed_codes ORDER BY 1, 2",
          rows_of_all(state.batches, [](const auto& one) {
            Rows rows;
            if (one.second.voided_by) return rows;  // free again; they stand in the batch's own row
            for (const auto& code : one.second.printed_codes)
              rows.push_back({cell(one.first), cell(rows.size()), cell(one.second.project.programme), cell(code)});
            return rows;
          })};
}

StoredTable segments(const State::Tables& state) {
  return {"segments",
          {"batch", "first", "last", "status", "holder", "retirement", "traded", "since"},
          2,
          "SELECT batch, first, last, status, holder, retirement, traded, since FROM segments ORDER BY 1, 2",
          rows_of_all(state.spans,
                      [](const auto& one) {
                        Rows rows;
                        rows.reserve(one.second.size());
                        for (const auto& [first, span] : one.second) {
                          rows.push_back(row_of(cell(one.first), cell(first), cell(span.end - 1),
                                                number_of(span.status), cell(span.holder), cell(span.retirement),
                                                cell(span.traded), cell(span.since)));
                        }
                        return rows;
                      }),
          {4}};
}

Row inventory_row(const Inventory& it) {
  return {cell(it.id),
          cell(it.factory),
          cell(it.period.first),
          cell(it.period.last),
          cell(it.standard),
          cell(it.version),
          cell(it.superseded_by),
          cell(it.scope1),
          cell(it.scope2_heat),
          cell(it.scope3),
          cell(it.consumed),
          cell(it.purchased),
          cell(it.factor_location.kg_per_kwh_e4),
          cell(it.ccus),
          cell(it.in_boundary_removal),
          cell(it.green_power),
          expected_part(it.direct),
          expected_part(it.in_boundary_projects),
          expected_part(it.in_boundary_assets),
          it.verification ? Cell{expected_part(*it.verification)} : Cell{},
          cell(it.voided_by)};
}

StoredTable inventories(const State::Tables& state) {
  return {
      "inventories",
      {"id",
       "factory",
       "from_day",
       "until_day",
       "standard",
       "version",
       "superseded_by",
       "scope1_kg",
       "scope2_heat_kg",
       "scope3_kg",
       "consumed_kwh",
       "purchased_kwh",
       "factor_location_e4",
       "ccus_kg",
       "in_boundary_removal_kg",
       "green_power_kwh",
       "direct",
       "in_boundary_projects",
       "in_boundary_assets",
       "verification",
       "voided_by"},
      1,
      "SELECT id, factory, from_day, until_day, standard, version, superseded_by, scope1_kg, scope2_heat_kg,"
      " scope3_kg, consumed_kwh, purchased_kwh, factor_location_e4, ccus_kg, in_boundary_removal_kg, green_power_kwh,"
      " direct, in_boundary_projects, in_boundary_assets, verification, voided_by FROM inventories ORDER BY 1",
      rows_of_all(state.inventories, [](const auto& one) { return Rows{inventory_row(one.second)}; })};
}

Row retirement_row(const Retirement& it) {
  return row_of(cell(it.id), cell(it.issuer), cell(it.factory), cell(it.period.first), cell(it.period.last),
                number_of(it.purpose), cell(it.quantity), cell(it.beneficiary), cell(it.retired_on),
                cell(it.registry_reference), number_of(it.status), cell(it.claim), cell(it.holder),
                cell(it.recorded_on), cell(it.counted), cell(it.replaces), cell(it.closed_by));
}

StoredTable retirements(const State::Tables& state) {
  return {"retirements",
          {"id", "issuer", "factory", "from_day", "until_day", "purpose", "quantity", "beneficiary", "retired_on",
           "registry_reference", "status", "claim", "holder", "recorded_on", "counted", "replaces", "closed_by"},
          1,
          "SELECT id, issuer, factory, from_day, until_day, purpose, quantity, beneficiary, retired_on,"
          " registry_reference, status, claim, holder, recorded_on, counted, replaces, closed_by FROM retirements"
          " ORDER BY 1",
          rows_of_all(state.retirements, [](const auto& one) { return alone(retirement_row(one.second)); }),
          {1, 7, 12}};
}

StoredTable retirement_ranges(const State::Tables& state) {
  return {"retirement_ranges",
          {"retirement", "position", "batch", "first", "last"},
          2,
          "SELECT retirement, position, batch, first, last FROM retirement_ranges ORDER BY 1, 2",
          rows_of_all(state.retirements, [](const auto& one) {
            Rows rows;
            for (const auto& range : one.second.ranges) {
              rows.push_back(row_of(cell(one.first), cell(rows.size()), cell(range.batch), cell(range.units.begin),
                                    cell(range.units.end - 1)));
            }
            return rows;
          })};
}

StoredTable notes(const State::Tables& state) {
  return {"notes",
          {"sort", "entry", "ordinal", "note"},
          3,
          "SELECT sort, entry, ordinal, note FROM notes ORDER BY 1, 2, 3",
          rows_of_all(state.notes, [](const auto& one) {
            const NoteId& id = one.first;
            return Rows{{cell(std::int64_t{id.sort}), cell(id.entry), cell(std::int64_t{id.ordinal}),
                         expected_part(one.second)}};
          })};
}

StoredTable note_index(const State::Tables& state) {
  return {"note_index",
          {"name", "sort", "entry", "ordinal"},
          4,
          "SELECT name, sort, entry, ordinal FROM note_index ORDER BY 1, 2, 3, 4",
          rows_of_all(state.note_names, [](const auto& one) {
            Rows rows;
            for (const NoteId& id : one.second)
              rows.push_back(
                  {cell(one.first), cell(std::int64_t{id.sort}), cell(id.entry), cell(std::int64_t{id.ordinal})});
            return rows;
          })};
}

StoredTable meta() {
  return {"meta",
          {"name", "value"},
          1,
          "SELECT name, value FROM meta ORDER BY 1",
          [done = false]() mutable -> std::optional<Row> {
            if (std::exchange(done, true)) return std::nullopt;
            return Row{std::string("schema_version"), std::int64_t{5}};
          }};
}

}  // namespace

std::vector<StoredTable> stored_tables(const State& state) {
  const State::Tables& tables = state.tables();
  return {meta(),
          parties(tables),
          party_aliases(tables),
          keys(tables),
          appointments(tables),
          factories(tables),
          projects(tables),
          project_aliases(tables),
          project_tokens(tables),
          batches(tables),
          printed_codes(tables),
          segments(tables),
          inventories(tables),
          retirements(tables),
          retirement_ranges(tables),
          notes(tables),
          note_index(tables)};
}

}  // namespace tanbu::audit
