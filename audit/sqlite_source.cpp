#include "audit/sqlite_source.hpp"

#include <algorithm>
#include <fstream>
#include <future>
#include <map>
#include <utility>

#include "audit/database.hpp"
#include "audit/effects_bytes.hpp"
#include "audit/guards.hpp"
#include "audit/refusals.hpp"
#include "audit/stored_state.hpp"
#include "ledger/log/note.hpp"
#include "ledger/refusal.hpp"

namespace tanbu::audit {
namespace {

std::optional<std::string> text_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

// Numbers below zero do not occur in sound rows; as the largest number they are certain to be reported.
std::uint64_t index_in(const Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr || *number < 0 ? UINT64_MAX : static_cast<std::uint64_t>(*number);
}

std::int64_t bounded(std::uint64_t value) { return value > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(value); }

Cell bound_number(std::uint64_t value) { return bounded(value); }

class SqliteSource final : public Source {
 public:
  SqliteSource(const std::filesystem::path& directory, bool integrity)
      : database_(directory / "ledger.sqlite"),
        size_(static_cast<std::uint64_t>(
            single_number(database_, "SELECT coalesce(max(idx), -1) + 1 FROM entries").value_or(0))),
        page_(database_,
              "SELECT e.idx, e.entry, e.leaf, c.jws, f.effects, r.entry FROM entries e"
              " LEFT JOIN commands c ON c.idx = e.idx LEFT JOIN effects f ON f.idx = e.idx"
              " LEFT JOIN redactions r ON r.idx = e.idx WHERE e.idx >= ? ORDER BY e.idx LIMIT ?"),
        checkpoint_(database_, "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size LIMIT 1"),
        tile_(database_, "SELECT hashes, root FROM tiles WHERE level = ? AND number = ?"),
        seen_(database_,
              "SELECT s.payload, s.entry FROM party_numbers p JOIN seen s ON s.party = p.number"
              " WHERE p.id = ? AND s.jti = ?"),
        seen_by_number_(database_, "SELECT payload, entry FROM seen WHERE party = ? AND jti = ?"),
        numbers_(database_, "SELECT number FROM party_numbers WHERE id = ? LIMIT 2") {
    if (integrity) {
      integrity_faults_ = std::async(
          std::launch::async, [file = directory / "ledger.sqlite"] { return Database(file).integrity_faults(); });
    }
    vkey_ = read_small_file(directory / "log.vkey").value_or("");
    if (!vkey_.empty() && vkey_.back() == '\n') vkey_.pop_back();
  }

  std::string log_vkey() override { return vkey_; }
  std::uint64_t size() override { return size_; }
  bool serves_partial_tiles() const override { return false; }
  bool may_withhold() const override { return false; }

  std::vector<SourceEntry> entries(std::uint64_t from, std::size_t limit) override {
    std::vector<SourceEntry> page;
    constexpr std::size_t reserved_max = 1024;
    page.reserve(std::min(limit, reserved_max));
    page_.start_with(bounded(from), bounded(limit));
    while (page_.step()) {
      SourceEntry& entry = page.emplace_back();
      entry.index = index_in(page_.cell(0));
      entry.line = page_.bytes(1).value_or(std::string_view());
      entry.command = page_.bytes(3);
      entry.leaf = std::string(page_.bytes(2).value_or(std::string_view()));
      entry.effects = page_.bytes(4);
      if (page_.integer(5)) entry.erased_by = index_in(page_.cell(5));
    }
    return page;
  }

  // Only lines of the kind are joined: the question to every line is asked here, where it costs a tenth.
  std::vector<SourceEntry> entries_of_kind(const std::string& kind) override {
    const std::string sign = "\"kind\":\"" + kind + "\"";
    std::vector<SourceEntry> found;
    Statement lines(database_, "SELECT idx, entry FROM entries ORDER BY idx");
    Statement command(database_, "SELECT jws FROM commands WHERE idx = ?");
    while (lines.step()) {
      const auto line = lines.bytes(1);
      if (!line || line->find(sign) == std::string_view::npos) continue;
      command.start({lines.cell(0)});
      if (!command.step()) continue;
      SourceEntry& entry = found.emplace_back();
      entry.index = index_in(lines.cell(0));
      entry.line = *line;
      entry.command = command.bytes(0);
    }
    return found;
  }

  std::optional<SourceCheckpoint> checkpoint_after(std::uint64_t size) override {
    checkpoint_.start({bound_number(size)});
    const auto row = checkpoint_.next();
    if (!row) return std::nullopt;
    return SourceCheckpoint{index_in(row->at(0)), text_in(row->at(1)).value_or("")};
  }

  std::optional<SourceTile> tile(unsigned level, std::uint64_t tile_number, unsigned /*width*/) override {
    tile_.start({bound_number(level), bound_number(tile_number)});
    const auto row = tile_.next();
    if (!row) return std::nullopt;
    return SourceTile{text_in(row->at(0)).value_or(""), text_in(row->at(1)).value_or("")};
  }

  std::vector<Finding> compare_entry(const ReplayedEntry& entry) override {
    std::vector<Finding> findings;
    const auto index = entry.source.index;
    const auto add = [&](const char* place, const char* code, std::string words) {
      findings.push_back({index, place, code, std::move(words)});
    };
    if (entry.source.leaf != crypto::as_bytes(entry.leaf))
      add("entries column leaf", "entry_leaf", "the stored leaf hash is not the hash of the stored entry");
    if (!entry.source.effects) {
      add("effects", "effects_missing", "the entry's effects are not stored");
    } else if (!wrapping_is_whole(*entry.source.effects)) {
      add("effects", "effects_damaged", "the stored effects do not fit their own digest");
    } else if (entry.decision != nullptr && !whole_effects_are(*entry.source.effects, *entry.decision)) {
      add("effects", "effects_differ", "the stored effects are not what the rules decide");
    }
    if (entry.envelope == nullptr) return findings;
    const Statement* row = find_seen(*entry.envelope);
    if (row != nullptr && row->bytes(0) == crypto::as_bytes(entry.payload) && row->integer(1) == bounded(index))
      return findings;
    const std::string place = "seen iss=" + entry.envelope->issuer.text + " jti=" + entry.envelope->jti;
    if (row == nullptr) {
      add(place.c_str(), "seen_missing", "the command's id is not remembered, so it could be spent twice");
    } else {
      if (row->bytes(0) != crypto::as_bytes(entry.payload))
        add((place + " column payload").c_str(), "seen_payload", "the remembered digest is not the payload's");
      if (row->cell(1) != bound_number(index))
        add((place + " column entry").c_str(), "seen_entry",
            "the command is remembered as entry " + text_of(row->cell(1)));
    }
    return findings;
  }

  std::vector<Finding> compare_end(const State* state, bool& compared) override {
    std::vector<Finding> findings;
    for (const auto& fault : integrity_faults())
      findings.push_back({std::nullopt, "ledger.sqlite", "database_damaged", fault});
    for (auto& finding : find_guards_missing(database_)) findings.push_back(std::move(finding));
    for (auto& finding : find_triggers_unexpected(database_)) findings.push_back(std::move(finding));
    for (auto& finding : find_definitions_altered(database_)) findings.push_back(std::move(finding));
    find_checkpoints_missing(findings);
    find_rows_without_entry(findings);
    find_surplus_tiles(findings);
    find_seen_unexpected(findings);
    find_refusals_damaged(findings);
    find_uses_erased(findings);
    for (auto& finding : check_refusals(database_, state)) findings.push_back(std::move(finding));
    if (state != nullptr) {
      for (auto& finding : compare_state(database_, *state)) findings.push_back(std::move(finding));
      compared = true;
    }
    return findings;
  }

 private:
  // What was examined beside the entries, through a connection of its own. Why that one failed, this one tells.
  std::vector<std::string> integrity_faults() {
    if (!integrity_faults_.valid()) return {};
    try {
      return integrity_faults_.get();
    } catch (const SourceFault&) {
      return database_.integrity_faults();
    }
  }

  // The row of a command's id, ready to be read; null where there is none. A party's number is asked for once.
  const Statement* find_seen(const Envelope& envelope) {
    auto known = numbers_by_id_.find(envelope.issuer.text);
    if (known == numbers_by_id_.end()) {
      numbers_.start_with(envelope.issuer.text);
      std::optional<std::int64_t> number;
      if (numbers_.step()) number = numbers_.integer(0);
      // Two numbers of one party, or none, are no ledger's: then the join says what there is.
      if (number && numbers_.step()) number = std::nullopt;
      known = numbers_by_id_.emplace(envelope.issuer.text, number).first;
    }
    if (known->second) {
      seen_by_number_.start_with(*known->second, envelope.jti);
      return seen_by_number_.step() ? &seen_by_number_ : nullptr;
    }
    seen_.start({envelope.issuer.text, envelope.jti});
    return seen_.step() ? &seen_ : nullptr;
  }

  // A commit may have any number of entries, so that no entry tells where a checkpoint was; its successor does.
  void find_checkpoints_missing(std::vector<Finding>& findings) {
    Statement broken(database_,
                     "SELECT size, previous, before FROM (SELECT size, previous, lag(size, 1, 0) OVER (ORDER BY size)"
                     " AS before FROM checkpoints) WHERE previous IS NOT before LIMIT 10");
    while (const auto row = broken.next()) {
      findings.push_back({std::nullopt, "checkpoints size=" + text_of(row->at(0)), "checkpoint_missing",
                          "it follows the checkpoint of size " + text_of(row->at(1)) +
                              ", and the one that stands before it is of size " + text_of(row->at(2))});
    }
  }

  void find_rows_without_entry(std::vector<Finding>& findings) {
    for (const char* table : {"commands", "effects"}) {
      const auto stray = single_number(
          database_, "SELECT idx FROM " + std::string(table) + " WHERE idx NOT IN (SELECT idx FROM entries) LIMIT 1");
      if (!stray) continue;
      findings.push_back({std::nullopt, std::string(table) + " idx=" + std::to_string(*stray), "row_without_entry",
                          "the row belongs to no entry"});
    }
    // Made in advance it would stand in the way of an erasure later.
    const auto erased = single_number(database_,
                                      "SELECT idx FROM redactions WHERE idx NOT IN (SELECT idx FROM entries)"
                                      " OR entry NOT IN (SELECT idx FROM entries) LIMIT 1");
    if (!erased) return;
    findings.push_back({std::nullopt, "redactions idx=" + std::to_string(*erased), "row_without_entry",
                        "the row erases or names an entry that is not there"});
  }

  void find_surplus_tiles(std::vector<Finding>& findings) {
    Statement statement(database_, "SELECT level, min(number), max(number), count(*) FROM tiles GROUP BY level");
    while (const auto row = statement.next()) {
      const auto level = index_in(row->at(0));
      const std::uint64_t full = level < 7 ? size_ >> (8 * (level + 1)) : 0;
      const auto last = index_in(row->at(2));
      if (last < full && index_in(row->at(3)) == full && index_in(row->at(1)) == 0) continue;
      if (last < full) continue;  // one is missing: reported where the tree was rebuilt
      findings.push_back({std::nullopt, "tiles " + text_of(row->at(0)) + "/" + text_of(row->at(2)), "tile_unexpected",
                          "the tree does not have this full tile"});
    }
  }

  // Whether each entry is remembered at most once, and none that is not there: in every sound ledger.
  bool is_seen_once() {
    // No page holds so many entries: beyond it the size is a lie, and no memory is to be asked for it.
    constexpr std::uint64_t entries_in_page_max = 1'000;
    const auto pages = single_number(database_, "PRAGMA page_count").value_or(0);
    if (pages < 0 || size_ / entries_in_page_max > static_cast<std::uint64_t>(pages)) return false;
    std::vector<bool> remembered(size_, false);
    Statement statement(database_, "SELECT entry FROM seen WHERE entry IS NOT NULL");
    while (statement.step()) {
      const auto entry = statement.integer(0);
      if (!entry || *entry < 0 || static_cast<std::uint64_t>(*entry) >= size_) return false;
      const auto place = static_cast<std::size_t>(*entry);
      if (remembered[place]) return false;
      remembered[place] = true;
    }
    return true;
  }

  void find_seen_unexpected(std::vector<Finding>& findings) {
    if (is_seen_once()) return;
    Statement statement(database_,
                        "SELECT entry, count(*), max(jti) FROM seen WHERE entry IS NOT NULL GROUP BY entry"
                        " HAVING count(*) > 1 OR entry < 0 OR entry >= ? ORDER BY entry LIMIT 10");
    statement.start({bound_number(size_)});
    while (const auto row = statement.next()) {
      findings.push_back({std::nullopt, "seen entry=" + text_of(row->at(0)) + " jti=" + text_of(row->at(2)),
                          "seen_unexpected", "remembered as accepted, but no entry of its own belongs to it"});
    }
  }

  // Refused commands leave no entry. Here the form of what is remembered; check_refusals() asks whether it was written.
  void find_refusals_damaged(std::vector<Finding>& findings) {
    Statement statement(database_,
                        "SELECT coalesce((SELECT id FROM party_numbers WHERE number = party), 'no party ' || party),"
                        " jti, refusal, conflict, facts FROM seen WHERE refusal IS NOT NULL");
    while (const auto row = statement.next()) {
      const auto reason = index_in(row->at(2));
      const auto known = reason <= UINT16_MAX ? refusal_from_number(static_cast<std::uint16_t>(reason)) : std::nullopt;
      const bool conflict_sound = std::holds_alternative<std::monostate>(row->at(3)) || index_in(row->at(3)) < size_;
      if (known && group_of(*known) != RefusalGroup::admission && conflict_sound &&
          wrapping_is_whole(text_in(row->at(4)).value_or("")) && text_in(row->at(0))->rfind("no party", 0) != 0)
        continue;
      findings.push_back({std::nullopt,
                          "seen iss=" + text_in(row->at(0)).value_or("") + " jti=" + text_in(row->at(1)).value_or(""),
                          "seen_refusal_damaged", "the remembered refusal is none that this ledger can have given"});
    }
  }

  // The signed text of a refused use goes with the entry that it collided with, and not otherwise.
  void find_uses_erased(std::vector<Finding>& findings) {
    const auto stray = single_number(database_,
                                     "SELECT number FROM refused_uses WHERE jws IS NULL"
                                     " AND (conflict IS NULL OR conflict NOT IN (SELECT idx FROM redactions)) LIMIT 1");
    if (stray) {
      findings.push_back({std::nullopt, "refused_uses number=" + std::to_string(*stray), "refused_use_erased",
                          "its signed text is gone, though no entry erased what it collided with"});
    }
    const auto back = single_number(database_,
                                    "SELECT number FROM refused_uses WHERE jws IS NOT NULL"
                                    " AND conflict IN (SELECT idx FROM redactions) LIMIT 1");
    if (!back) return;
    findings.push_back({std::nullopt, "refused_uses number=" + std::to_string(*back), "refused_use_not_erased",
                        "its signed text stands there, though what it collided with was erased"});
  }

  Database database_;
  std::uint64_t size_;
  Statement page_;
  Statement checkpoint_;
  Statement tile_;
  Statement seen_;
  Statement seen_by_number_;
  Statement numbers_;
  std::map<std::string, std::optional<std::int64_t>> numbers_by_id_;
  std::string vkey_;
  std::shared_future<std::vector<std::string>> integrity_faults_;
};

}  // namespace

std::unique_ptr<Source> sqlite_source(const std::filesystem::path& directory, bool integrity) {
  return std::make_unique<SqliteSource>(directory, integrity);
}

std::optional<std::string> read_small_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string bytes(log::note_bytes_max + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || bytes.size() > log::note_bytes_max) return std::nullopt;
  return bytes;
}

}  // namespace tanbu::audit
