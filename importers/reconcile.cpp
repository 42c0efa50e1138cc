// From rows to the whole: every row and every batch in one class, and the commands in the order of their sending.
#include "importers/reconcile.hpp"

#include <algorithm>
#include <tuple>

#include "importers/reconcile_rows.hpp"
#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

using Status = RegistryEventStatus;
using Place = std::pair<std::size_t, std::size_t>;  // sheet and line

// The later in this order prevails where several rows speak of one batch.
constexpr std::array<BatchClass, 8> by_weight{
    BatchClass::not_listed, BatchClass::ended,        BatchClass::unchanged,          BatchClass::attributes_changed,
    BatchClass::vanished,   BatchClass::status_moved, BatchClass::quantity_corrected, BatchClass::conflict};
BatchClass heavier(BatchClass one, BatchClass other) {
  const auto weight = [](BatchClass batch_class) {
    return std::find(by_weight.begin(), by_weight.end(), batch_class) - by_weight.begin();
  };
  return weight(one) < weight(other) ? other : one;
}

BatchClass class_of(RowClass row_class) {
  switch (row_class) {
    case RowClass::attributes_changed:
      return BatchClass::attributes_changed;
    case RowClass::quantity_corrected:
      return BatchClass::quantity_corrected;
    case RowClass::status_moved:
      return BatchClass::status_moved;
    case RowClass::conflict:
      return BatchClass::conflict;
    case RowClass::fresh:
    case RowClass::unchanged:
    case RowClass::refused:
      return BatchClass::unchanged;
  }
  HOLDS(false);
  return BatchClass::unchanged;
}

std::string project_key(const std::string& programme, const std::string& project) { return programme + " " + project; }

class Reconciling {
 public:
  Reconciling(const Reading& reading, const Picture& picture, const ReconcileOptions& options)
      : reading_(reading), picture_(picture), options_(options), index_(picture) {
    const Profile* profile = profile_named(reading.profile);
    issues_only_ = profile != nullptr && profile->issues_only;
    result_.rows_total = reading.rows;
  }

  Reconciliation result() {
    add_rows_without_units();
    add_new();
    for (const HeldRow& row : reading_.held) compare(row);
    for (const LedgerBatch& batch : picture_.batches) look_at(batch);
    confirm_uses();
    if (options_.complete != Scope::not_complete && !may_withdraw()) result_.notes.emplace_back(why_not_withdrawn());
    for (auto& [place, finding] : rows_) result_.rows.push_back(std::move(finding));
    std::move(repeated_.begin(), repeated_.end(), std::back_inserter(result_.rows));
    std::stable_sort(result_.rows.begin(), result_.rows.end(), [](const RowFinding& one, const RowFinding& other) {
      return Place{one.sheet, one.line} < Place{other.sheet, other.line};
    });
    for (auto* commands : {&projects_, &records_, &amendments_, &events_, &withdrawals_, &confirmations_})
      std::move(commands->begin(), commands->end(), std::back_inserter(result_.commands));
    return std::move(result_);
  }

 private:
  RowFinding& row_at(std::size_t sheet, std::size_t line) {
    RowFinding& finding = rows_[{sheet, line}];
    finding.sheet = sheet;
    finding.line = line;
    return finding;
  }
  const std::string& programme_of(const std::string& own) const { return own.empty() ? reading_.programme : own; }

  void add_rows_without_units() {
    for (const Remark& remark : reading_.refused) {
      // In the place of another row, whose class it must not take over.
      const bool is_other_row = remark.code == row_repeated;
      RowFinding& finding = is_other_row ? repeated_.emplace_back() : row_at(remark.sheet, remark.line);
      finding.sheet = remark.sheet;
      finding.line = remark.line;
      finding.row_class = RowClass::refused;
      add_once(finding.notes, remark.code);
      // Such rows repeat units of another one; of all others nobody knows of which units they speak.
      if (remark.code != "serial_repeated" && remark.code != "serial_overlap") has_unread_rows_ = true;
    }
    for (const KnownRow& known : reading_.known) row_at(known.sheet, known.line).row_class = RowClass::unchanged;
    for (const ProjectRow& project : reading_.projects) {
      RowFinding& finding = row_at(project.sheet, project.line);
      finding.row_class = RowClass::fresh;
      finding.serial = project.project_id;
      projects_.push_back({"register_project", register_project_body(reading_, project)});
    }
  }

  void add_new() {
    for (const BatchRow& batch : reading_.recognised) {
      RowFinding& finding = row_at(batch.sheet, batch.line);
      finding.row_class = RowClass::fresh;
      finding.serial = batch.serial;
      named_projects_.insert(project_key(programme_of(batch.programme), batch.project_id));
      note_ending(batch.retired_on.has_value());
      records_.push_back({"record_batch", record_batch_body(reading_, batch)});
    }
  }

  void note_ending(bool ended) { (ended ? has_ended_rows_ : has_active_rows_) = true; }

  void compare(const HeldRow& row) {
    named_projects_.insert(project_key(programme_of(row.programme), row.project_id));
    note_ending(row.ended_on.has_value());
    auto compared = compare_row(row, {reading_, index_, options_.made_on, issues_only_});
    for (const std::uint64_t batch : compared.finding.batches) {
      listed_[batch].push_back(row.units);
      auto [known, fresh] = classes_.emplace(batch, class_of(compared.finding.row_class));
      if (!fresh) known->second = heavier(known->second, class_of(compared.finding.row_class));
      if (status_of(row) == Status::retired) retired_rows_[batch].push_back(&row);
    }
    if (!compared.events.empty()) {
      for (const std::uint64_t retirement : compared.finding.retirements) touched_.insert(retirement);
    }
    std::move(compared.amendments.begin(), compared.amendments.end(), std::back_inserter(amendments_));
    std::move(compared.events.begin(), compared.events.end(), std::back_inserter(events_));
    rows_[{row.sheet, row.line}] = std::move(compared.finding);
  }

  bool is_in_scope(const LedgerBatch& batch) const {
    if (options_.complete == Scope::not_complete) return false;
    // Issued later than the list was made: it cannot be on it.
    if (options_.made_on && *options_.made_on < batch.issued_on) return false;
    return options_.complete == Scope::programme ||
           named_projects_.count(project_key(batch.programme, batch.project_id)) != 0;
  }

  // A list without retired units does not say whether what is missing was retired or withdrawn; a list of retired ones
  // does not say whether it is active again.
  bool shows_every_state() const { return issues_only_ || (has_active_rows_ && has_ended_rows_); }
  bool may_withdraw() const { return options_.made_on && !has_unread_rows_ && shows_every_state(); }
  std::string_view why_not_withdrawn() const {
    if (has_unread_rows_) return "rows_unread";
    return options_.made_on ? "states_missing" : "made_on_needed";
  }
  // Whether units of this state would stand on such a list.
  bool would_be_listed(const Statement& said) const {
    if (said.status == Status::cancelled || said.status == Status::withdrawn) return false;
    if (options_.made_on && said.on && *options_.made_on < *said.on) return false;
    if (shows_every_state()) return true;
    return said.status == Status::active ? has_active_rows_ : has_ended_rows_;
  }

  void look_at(const LedgerBatch& batch) {
    BatchFinding finding;
    finding.batch = batch.batch;
    finding.serial = batch.serial;
    const auto listed = listed_.find(batch.batch);
    const UnitRange whole{batch.units.begin, batch.struck_from.value_or(batch.units.end)};
    if (listed == listed_.end()) {
      const auto pieces = newest_words(batch.statements, whole);
      const bool ended = std::all_of(pieces.begin(), pieces.end(), [](const SaidPiece& piece) {
        return piece.said->status == Status::cancelled || piece.said->status == Status::withdrawn;
      });
      finding.batch_class = ended ? BatchClass::ended : BatchClass::not_listed;
    } else {
      finding.batch_class = classes_.at(batch.batch);
    }
    if (is_in_scope(batch) && finding.batch_class != BatchClass::quantity_corrected)
      look_for_vanished(batch, whole, listed == listed_.end() ? std::vector<UnitRange>{} : listed->second, finding);
    result_.batches.push_back(std::move(finding));
  }

  void look_for_vanished(const LedgerBatch& batch, UnitRange whole, std::vector<UnitRange> listed,
                         BatchFinding& finding) {
    std::sort(listed.begin(), listed.end());
    std::vector<UnitRange> missing;
    std::int64_t reached = whole.begin;
    for (const UnitRange units : listed) {
      if (reached < units.begin) missing.push_back({reached, std::min(units.begin, whole.end)});
      reached = std::max(reached, units.end);
    }
    if (reached < whole.end) missing.push_back({reached, whole.end});
    std::vector<BatchPart> parts;
    for (const UnitRange units : missing) {
      for (const SaidPiece& piece : newest_words(batch.statements, units)) {
        if (!would_be_listed(*piece.said)) continue;
        finding.vanished.push_back(piece.units);
        parts.push_back({batch.batch, piece.units});
        for (const LedgerUse* use : index_.uses_of(batch.batch, piece.units)) {
          add_once(finding.retirements, use->retirement);
          touched_.insert(use->retirement);
        }
      }
    }
    if (parts.empty()) return;
    finding.batch_class = heavier(finding.batch_class, BatchClass::vanished);
    std::sort(finding.retirements.begin(), finding.retirements.end());
    if (!finding.retirements.empty()) finding.notes.emplace_back("contradicts_use");
    if (!may_withdraw()) return finding.notes.emplace_back(why_not_withdrawn()), void();
    withdrawals_.push_back({"record_registry_event",
                            {{"ranges", ranges_value(parts)},
                             {"status", name_of(Status::withdrawn)},
                             {"on", format_date(*options_.made_on)},
                             {"reference", batch.serial},
                             {"evidence", evidence_of(reading_, 0, 0)}}});
  }

  // A retirement that waits, although the registry's words agree with it by now (an alias was enrolled later): the row
  // that says so is its evidence.
  void confirm_uses() {
    for (const LedgerUse& use : picture_.uses) {
      if (!use.declared || !use.matches || touched_.count(use.retirement) != 0) continue;
      const HeldRow* evidence = nullptr;
      const bool listed = std::all_of(use.parts.begin(), use.parts.end(), [&](const BatchPart& part) {
        const auto rows = retired_rows_.find(part.batch);
        if (rows == retired_rows_.end()) return false;
        std::int64_t common = 0;
        for (const HeldRow* row : rows->second) {
          if (!row->units.overlaps(part.units)) continue;
          common += row->units.intersection(part.units).quantity();
          if (evidence == nullptr) evidence = row;
        }
        return common == part.units.quantity();
      });
      if (!listed || evidence == nullptr) continue;
      RowFinding& finding = row_at(evidence->sheet, evidence->line);
      add_once(finding.retirements, use.retirement);
      add_once(finding.notes, "evidence_confirmed");
      confirmations_.push_back({"confirm_evidence",
                                {{"target", use.retirement},
                                 {"registry_reference", evidence->serial},
                                 {"evidence", evidence_of(reading_, evidence->sheet, evidence->line)}}});
    }
  }

  const Reading& reading_;
  const Picture& picture_;
  const ReconcileOptions& options_;
  PictureIndex index_;
  bool issues_only_ = false;
  bool has_active_rows_ = false;
  bool has_ended_rows_ = false;
  bool has_unread_rows_ = false;
  std::set<std::string> named_projects_;
  std::map<Place, RowFinding> rows_;
  std::vector<RowFinding> repeated_;                        // rows that stand in a place for the second time
  std::map<std::uint64_t, std::vector<UnitRange>> listed_;  // units of rows, by the batch that has some of them
  std::map<std::uint64_t, BatchClass> classes_;             // by what rows say
  std::map<std::uint64_t, std::vector<const HeldRow*>> retired_rows_;
  std::set<std::uint64_t> touched_;  // retirements that a proposed event is about
  std::vector<Proposed> projects_;
  std::vector<Proposed> records_;
  std::vector<Proposed> amendments_;
  std::vector<Proposed> events_;
  std::vector<Proposed> withdrawals_;
  std::vector<Proposed> confirmations_;
  Reconciliation result_;
};

}  // namespace

KnownByProgramme known_of(const Picture& picture) {
  KnownByProgramme known;
  for (const LedgerBatch& batch : picture.batches) {
    KnownBatch one;
    one.space = batch.space;
    one.units = batch.units;
    one.batch = batch.batch;
    known[batch.programme].batches.push_back(std::move(one));
  }
  for (const std::string& key : picture.projects) {
    const auto blank = key.find(' ');
    known[key.substr(0, blank)].projects.insert(key.substr(blank + 1));
  }
  return known;
}

std::string_view name_of(RowClass row_class) {
  switch (row_class) {
    case RowClass::fresh:
      return "new";
    case RowClass::unchanged:
      return "unchanged";
    case RowClass::attributes_changed:
      return "attributes_changed";
    case RowClass::quantity_corrected:
      return "quantity_corrected";
    case RowClass::status_moved:
      return "status_moved";
    case RowClass::conflict:
      return "conflict";
    case RowClass::refused:
      return "refused";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(BatchClass batch_class) {
  switch (batch_class) {
    case BatchClass::unchanged:
      return "unchanged";
    case BatchClass::attributes_changed:
      return "attributes_changed";
    case BatchClass::quantity_corrected:
      return "quantity_corrected";
    case BatchClass::status_moved:
      return "status_moved";
    case BatchClass::conflict:
      return "conflict";
    case BatchClass::vanished:
      return "vanished";
    case BatchClass::ended:
      return "ended";
    case BatchClass::not_listed:
      return "not_listed";
  }
  HOLDS(false);
  return "";
}

std::map<RowClass, std::size_t> Reconciliation::row_counts() const {
  std::map<RowClass, std::size_t> counts;
  for (const RowFinding& row : rows) ++counts[row.row_class];
  return counts;
}

std::map<BatchClass, std::size_t> Reconciliation::batch_counts() const {
  std::map<BatchClass, std::size_t> counts;
  for (const BatchFinding& batch : batches) ++counts[batch.batch_class];
  return counts;
}

Reconciliation reconcile(const Reading& reading, const Picture& picture, const ReconcileOptions& options) {
  return Reconciling(reading, picture, options).result();
}

}  // namespace tanbu::importers
