#include "audit/absences.hpp"

#include "ledger/commands.hpp"
#include "ledger/log/note.hpp"
#include "ledger/programme.hpp"

namespace tanbu::audit {
namespace {

std::optional<std::string> checkpoint_in(const std::string& receipt) {
  auto parsed = log::parse_receipt(receipt);
  if (!log::ok(parsed)) return std::nullopt;
  return log::value(std::move(parsed)).checkpoint;
}

// The numbers that a serial states, read by its grammar; nothing where there is none, or it cannot be read.
std::optional<UnitRange> stated_numbers(const Programme& programme, const std::string& serial, const Batch& batch) {
  const Period vintage{batch.vintage_from, batch.vintage_until};
  auto read = programme.parse_serial(serial, {1, vintage});
  if (const auto* fault = std::get_if<SerialFault>(&read)) {
    if (!fault->units) return std::nullopt;
    // One unit was asked for and the serial states more.
    read = programme.parse_serial(serial, {fault->units->quantity(), vintage});
  }
  const auto* found = std::get_if<Serial>(&read);
  if (found == nullptr || found->space != batch.space) return std::nullopt;
  return found->units;
}

// The numbers of the serial that the batch holds. By the identity of units alone, which is narrower than how the ledger
// searches before it signs: nobody is convicted over a likeness.
std::optional<UnitRange> units_of(const log::Absence& absence, const Batch& batch) {
  if (batch.voided_by || batch.project.programme != absence.programme) return std::nullopt;
  if (batch.serial == absence.serial) return batch.units;
  const Programme* programme = find_programme(absence.programme);
  if (programme == nullptr || programme->opaque) return std::nullopt;
  const auto stated = stated_numbers(*programme, absence.serial, batch);
  if (!stated || !stated->overlaps(batch.units)) return std::nullopt;
  return stated->intersection(batch.units);
}

std::string uses_of(const Batch& batch, UnitRange units, const State& state) {
  std::string words;
  for (const Retirement& use : state.retirements_naming(batch.id, units))
    words += (words.empty() ? "" : ", ") + std::to_string(use.id.value);
  return words.empty() ? words : "; retired by entry " + words;
}

}  // namespace

Absences::Absences(const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [name, text] : files) {
    File file{.place = "absence " + name, .note = text, .checkpoint = std::nullopt, .fault = {}};
    if (text.starts_with(log::witnessed_absence_header)) {
      auto parsed = log::parse_witnessed_absence(text);
      if (log::ok(parsed)) {
        file.note = log::value(parsed).note;
        file.checkpoint = checkpoint_in(log::value(parsed).receipt);
      }
      file.fault = log::code(parsed);
      if (log::ok(parsed) && !file.checkpoint) file.fault = "absence_parts";
    }
    files_.push_back(std::move(file));
  }
}

std::vector<std::pair<std::string, std::string>> Absences::checkpoints() const {
  std::vector<std::pair<std::string, std::string>> found;
  for (const File& file : files_) {
    if (file.checkpoint) found.emplace_back(file.place, *file.checkpoint);
  }
  return found;
}

std::vector<Absences::Promise> Absences::open(const std::optional<std::string>& statement_vkey,
                                              const std::string& origin, Report& report) {
  const auto key = log::Verifier::parse(statement_vkey.value_or(""));
  std::vector<Promise> promises;
  for (const File& file : files_) {
    const auto damaged = [&](std::string_view why) {
      report.add({std::nullopt, file.place, "absence_damaged", "not a statement of this ledger: " + std::string(why)});
    };
    if (!file.fault.empty()) {
      damaged(file.fault);
      continue;
    }
    if (!log::ok(key) || log::value(key).name() != statement_key_name(origin)) {
      damaged("entry 0 names no key that signs its statements");
      continue;
    }
    const auto opened = log::open_note(file.note, {log::value(key)});
    if (!log::ok(opened)) {
      damaged(log::code(opened));
      continue;
    }
    const auto absence = log::parse_absence_text(log::value(opened).text);
    if (!log::ok(absence) || log::value(absence).origin != origin || log::value(absence).size == 0) {
      damaged("it says something else than an absence here");
      continue;
    }
    promises.push_back({file.place, log::value(absence).size, log::value(absence).root});
    statements_.emplace(log::value(absence).size, Statement{file.place, log::value(absence)});
  }
  return promises;
}

void Absences::judge(std::uint64_t size, const State* state, Report& report) const {
  const auto [first, last] = statements_.equal_range(size);
  for (auto at = first; at != last; ++at) {
    const auto& [place, absence] = at->second;
    if (state == nullptr) {
      ++report.absences_not_verifiable;
      continue;
    }
    bool untrue = false;
    for (const auto& [entry, batch] : state->tables().batches) {
      const auto units = units_of(absence, batch);
      if (!units) continue;
      untrue = true;
      report.add({entry, place, "absence_untrue",
                  "the operator signed that of " + absence.programme + " " + absence.serial +
                      " nothing was recorded in the first " + std::to_string(size) +
                      " entries; this entry recorded it: batch " + std::to_string(batch.id.value) + ", units " +
                      std::to_string(units->first()) + " to " + std::to_string(units->last()) +
                      uses_of(batch, *units, *state)});
    }
    if (!untrue) ++report.absences_verified;
  }
}

}  // namespace tanbu::audit
