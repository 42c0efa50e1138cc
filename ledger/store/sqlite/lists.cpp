#include "ledger/store/sqlite/lists.hpp"

#include <algorithm>
#include <tuple>

#include "ledger/holds.hpp"

// Both directions are literals, because nothing else can be a statement; an index is read from either end.
#define TANBU_PAGE(page, question, column, limit)                               \
  ((page).newest_first ? Sql(question " ORDER BY " column " DESC LIMIT " limit) \
                       : Sql(question " ORDER BY " column " LIMIT " limit))

namespace tanbu::store {

std::vector<Party> Lists::parties(Page page) {
  Query query(
      connection_,
      TANBU_PAGE(page, "SELECT " TANBU_PARTY_COLUMNS " FROM parties WHERE entry >= ? AND entry < ?", "entry", "?"),
      page.from, page.before, page.limit);
  return rows_.all(query, &Rows::party);
}

std::vector<Factory> Lists::factories(Page page) {
  Query query(connection_,
              TANBU_PAGE(page, "SELECT " TANBU_FACTORY_COLUMNS " FROM factories WHERE id >= ? AND id < ?", "id", "?"),
              page.from, page.before, page.limit);
  return rows_.all(query, &Rows::factory);
}

std::vector<Project> Lists::projects(Page page, const std::optional<std::string>& programme) {
  // Projects are few; a page of one programme may pass over the others.
  Query query(connection_,
              TANBU_PAGE(page,
                         "SELECT " TANBU_PROJECT_COLUMNS
                         " FROM projects WHERE entry >= ?1 AND entry < ?2 AND (?4 IS NULL OR programme = ?4)",
                         "entry", "?3"),
              page.from, page.before, page.limit, programme);
  return rows_.all(query, &Rows::project);
}

std::vector<tanbu::Batch> Lists::batches(Page page, const BatchFilter& filter) {
  if (filter.programme && filter.project_id) {
    Query query(connection_,
                TANBU_PAGE(page,
                           "SELECT " TANBU_BATCH_COLUMNS
                           " FROM batches WHERE programme = ?4 AND project_id = ?5 AND id >= ?1 AND id < ?2",
                           "id", "?3"),
                page.from, page.before, page.limit, *filter.programme, *filter.project_id);
    return rows_.all(query, &Rows::batch);
  }
  if (filter.programme) {
    Query query(connection_,
                TANBU_PAGE(page,
                           "SELECT " TANBU_BATCH_COLUMNS " FROM batches INDEXED BY batches_by_programme"
                           " WHERE programme = ?4 AND id >= ?1 AND id < ?2",
                           "id", "?3"),
                page.from, page.before, page.limit, *filter.programme);
    return rows_.all(query, &Rows::batch);
  }
  Query query(connection_,
              TANBU_PAGE(page, "SELECT " TANBU_BATCH_COLUMNS " FROM batches WHERE id >= ? AND id < ?", "id", "?"),
              page.from, page.before, page.limit);
  return rows_.all(query, &Rows::batch);
}

std::vector<Retirement> Lists::retirements(Page page, const RetirementFilter& filter) {
  std::optional<std::int64_t> beneficiary;
  if (filter.beneficiary) {
    beneficiary = parties_.find(*filter.beneficiary);
    if (!beneficiary) return {};
  }
  if (filter.factory) return retirements_of_factory(page, *filter.factory, filter.period, beneficiary);
  if (beneficiary) {
    Query query(connection_,
                TANBU_PAGE(page,
                           "SELECT " TANBU_RETIREMENT_COLUMNS " FROM retirements INDEXED BY retirements_by_beneficiary"
                           " WHERE beneficiary = ?4 AND id >= ?1 AND id < ?2",
                           "id", "?3"),
                page.from, page.before, page.limit, *beneficiary);
    return rows_.all(query, &Rows::retirement);
  }
  Query query(
      connection_,
      TANBU_PAGE(page, "SELECT " TANBU_RETIREMENT_COLUMNS " FROM retirements WHERE id >= ? AND id < ?", "id", "?"),
      page.from, page.before, page.limit);
  return rows_.all(query, &Rows::retirement);
}

// The index orders the retirements of a factory by period and then by entry. A factory has few periods, so the first
// `limit` of each period contain the first `limit` of all, and no page sorts a factory's whole history.
std::vector<Retirement> Lists::retirements_of_factory(Page page, FactoryId factory, std::optional<Period> period,
                                                      std::optional<std::int64_t> beneficiary) {
  std::vector<Retirement> found;
  std::optional<Period> at = period;
  if (!period) {
    Query query(connection_, "SELECT from_day, until_day FROM retirements WHERE factory = ? ORDER BY 1, 2 LIMIT 1",
                factory);
    if (query.next()) at = take_period(query);
  }
  while (at) {
    {
      Query query(
          connection_,
          TANBU_PAGE(page,
                     "SELECT " TANBU_RETIREMENT_COLUMNS
                     " FROM retirements INDEXED BY retirements_by_factory WHERE factory = ?4 AND from_day = ?5 AND"
                     " until_day = ?6 AND id >= ?1 AND id < ?2 AND (?7 IS NULL OR beneficiary = ?7)",
                     "id", "?3"),
          page.from, page.before, page.limit, factory, at->first, at->last, beneficiary);
      for (Retirement& retirement : rows_.all(query, &Rows::retirement)) found.push_back(std::move(retirement));
    }
    if (period) return found;
    Query query(connection_,
                "SELECT from_day, until_day FROM retirements WHERE factory = ? AND (from_day, until_day) > (?, ?)"
                " ORDER BY 1, 2 LIMIT 1",
                factory, at->first, at->last);
    at = query.next() ? std::optional(take_period(query)) : std::nullopt;
  }
  std::sort(found.begin(), found.end(),
            [&](const Retirement& a, const Retirement& b) { return page.newest_first ? b.id < a.id : a.id < b.id; });
  if (found.size() > page.limit) found.resize(page.limit);
  return found;
}

std::vector<Appointment> Lists::appointments_of(const std::string& programme) {
  Query query(connection_, "SELECT " TANBU_APPOINTMENT_COLUMNS " FROM appointments WHERE programme = ? ORDER BY entry",
              programme);
  return rows_.all(query, &Rows::appointment);
}

std::vector<Segment> Lists::holdings(const PartyId& holder, BatchRange after, std::size_t limit) {
  const auto number = parties_.find(holder);
  if (!number) return {};
  Query query(connection_,
              "SELECT " TANBU_SEGMENT_COLUMNS
              " FROM segments WHERE holder = ? AND (batch, first) > (?, ?) ORDER BY batch, first LIMIT ?",
              *number, after.batch, after.units.first(), limit);
  return rows_.all(query, &Rows::segment);
}

// One search for each namespace of the programme: in it, only the last living batch that begins at or before the number
// can contain it.
std::vector<tanbu::Batch> Lists::batches_with_number(const std::string& programme, std::int64_t number,
                                                     std::size_t limit) {
  Query query(connection_,
              "WITH RECURSIVE spaces(space) AS ("
              "  SELECT min(space) FROM batches WHERE voided_by IS NULL AND programme = ?1 UNION ALL"
              "  SELECT (SELECT min(space) FROM batches WHERE voided_by IS NULL AND programme = ?1"
              "    AND space > spaces.space) FROM spaces WHERE spaces.space IS NOT NULL)"
              " SELECT " TANBU_BATCH_COLUMNS
              " FROM batches WHERE id IN ("
              "  SELECT (SELECT id FROM batches WHERE voided_by IS NULL AND programme = ?1 AND space = spaces.space"
              "    AND first <= ?2 ORDER BY first DESC LIMIT 1) FROM spaces WHERE spaces.space IS NOT NULL)"
              " AND last >= ?2 ORDER BY id LIMIT ?3",
              programme, number, limit);
  return rows_.all(query, &Rows::batch);
}

std::optional<tanbu::Batch> Lists::batch_with_serial(const std::string& programme, const std::string& canonical) {
  Query query(connection_,
              "SELECT " TANBU_BATCH_COLUMNS
              " FROM batches WHERE voided_by IS NULL AND programme = ? AND serial = ? ORDER BY id LIMIT 1",
              programme, canonical);
  return rows_.first(query, &Rows::batch);
}

// The index orders the notes of a name by sort and then by entry. There are few sorts, so the first `limit` of each
// contain the first `limit` of all, and no page sorts everything that carries the name. Most names carry nothing, so
// the sorts that are there are asked for, instead of every one that there could be.
std::vector<Note> Lists::notes_page(const std::string& index_name, Page page) {
  HOLDS(!page.newest_first);
  std::vector<std::tuple<EntryIndex, std::uint32_t, std::uint32_t>> found;  // entry, sort, ordinal
  for (auto sort = next_sort(index_name, -1); sort; sort = next_sort(index_name, *sort)) {
    Query query(connection_,
                "SELECT entry, ordinal FROM note_index WHERE name = ? AND sort = ? AND entry >= ? AND entry < ?"
                " ORDER BY entry, ordinal LIMIT ?",
                index_name, *sort, page.from, page.before, page.limit);
    while (query.next()) {
      const auto entry = query.take<EntryIndex>();
      found.emplace_back(entry, static_cast<std::uint32_t>(*sort), query.take<std::uint32_t>());
    }
  }
  std::sort(found.begin(), found.end());
  if (found.size() > page.limit) found.resize(page.limit);
  std::vector<Note> notes;
  for (const auto& [entry, sort, ordinal] : found) {
    Query query(connection_, "SELECT note FROM notes WHERE sort = ? AND entry = ? AND ordinal = ?", sort, entry,
                ordinal);
    if (!query.next()) throw StoreFault("database: a name is kept of a note that is not there");
    notes.push_back(rows_.note(query));
  }
  return notes;
}

std::optional<std::int64_t> Lists::next_sort(const std::string& index_name, std::int64_t after) {
  Query query(connection_, "SELECT sort FROM note_index WHERE name = ? AND sort > ? ORDER BY sort LIMIT 1", index_name,
              after);
  return query.next() ? std::optional(query.take<std::int64_t>()) : std::nullopt;
}

std::vector<Note> Lists::note_at_entry(EntryIndex entry) {
  std::vector<Note> notes;
  for (std::uint32_t sort = 0; sort < std::variant_size_v<Note>; ++sort) {
    Query query(connection_, "SELECT note FROM notes WHERE sort = ? AND entry = ? ORDER BY ordinal", sort, entry);
    while (query.next()) notes.push_back(rows_.note(query));
  }
  return notes;
}

}  // namespace tanbu::store
