#include "audit/offline/uses.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/programme.hpp"

namespace tanbu::offline {
namespace {

using Problem = std::optional<Fault>;

Fault missing(std::string what, std::uint64_t entry) {
  return {.code = "evidence_missing", .detail = std::move(what), .entry = entry};
}

// Parts of one range, joined before they are counted: two facts may speak of the same units.
class Parts {
 public:
  void add(UnitRange units) { parts_.push_back(units); }
  void add(const Parts& other) { parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end()); }
  [[nodiscard]] std::int64_t quantity() const {
    std::vector<UnitRange> sorted = parts_;
    std::sort(sorted.begin(), sorted.end());
    std::int64_t sum = 0;
    std::int64_t end = 0;
    for (const UnitRange& part : sorted) {
      const std::int64_t begin = std::max(part.begin, end);
      if (begin < part.end) sum += part.end - begin;
      end = std::max(end, part.end);
    }
    return sum;
  }

 private:
  std::vector<UnitRange> parts_;
};

// What entries after the retirement did to one range of it.
struct Losses {
  Parts certain;   // without value, whatever else happened
  Parts possible;  // the rules decided
};

class UseReader {
 public:
  UseReader(std::uint64_t id, const Word& word, const Evidence& evidence, Rested& rested)
      : id_(id), word_(word), evidence_(evidence), rested_(rested) {}

  Result<Use> read() {
    const Effect* effect = find_effect<RetireCommand>(evidence_, id_);
    if (effect == nullptr) return missing("retirement", id_);
    rested_.on(*effect);
    const auto& command = std::get<RetireCommand>(*effect->command);
    use_.id = {id_};
    use_.issuer = effect->issuer;
    use_.factory = command.factory;
    use_.period = command.period;
    use_.purpose = command.purpose;
    use_.beneficiary = command.beneficiary;
    use_.retired_on = command.retired_on;
    use_.replaces = command.replaces;
    use_.quantity = command.quantity;
    if (auto problem = read_units(command)) return *std::move(problem);
    losses_.resize(use_.units.size());
    for (const Effect& later : evidence_.effects()) {
      if (effect->id < later.id) take(later);
    }
    if (auto problem = read_word(command.beneficiary)) return *std::move(problem);
    return std::move(use_);
  }

 private:
  Problem read_units(const RetireCommand& command) {
    std::vector<BatchRange> ranges = command.ranges;
    if (command.reservation) {
      const Effect* reservation = find_effect<ReserveCommand>(evidence_, command.reservation->value);
      if (reservation == nullptr) return missing("reservation", command.reservation->value);
      rested_.on(*reservation);
      ranges = std::get<ReserveCommand>(*reservation->command).ranges;
    }
    std::int64_t sum = 0;
    for (const BatchRange& range : ranges) {
      const auto more = checked_add(sum, range.units.quantity());
      if (!more) return Fault{.code = "units_overflow", .entry = id_};
      sum = *more;
      if (auto problem = read_batch(range)) return problem;
    }
    if (sum == use_.quantity) return std::nullopt;
    return Fault{.code = "retirement_word", .detail = "the units do not add up to the quantity", .entry = id_};
  }

  Problem read_batch(const BatchRange& range) {
    const Effect* recorded = find_effect<RecordBatchCommand>(evidence_, range.batch.value);
    if (recorded == nullptr) return missing("batch", range.batch.value);
    rested_.on(*recorded);
    const auto& batch = std::get<RecordBatchCommand>(*recorded->command);
    const Programme* programme = find_programme(batch.project.programme);
    if (programme == nullptr) return missing("programme", range.batch.value);
    // A name that was voided may have been registered again: the batch is of the one before it.
    const Effect* project = nullptr;
    for (const Effect& effect : evidence_.effects()) {
      if (recorded->id <= effect.id) break;
      const auto* registered = std::get_if<RegisterProjectCommand>(effect.command);
      if (registered != nullptr && registered->project == batch.project) project = &effect;
    }
    if (project == nullptr) return missing("project of batch", range.batch.value);
    rested_.on(*project);
    use_.units.push_back({range, &batch, programme, 0, range.units.quantity(), 0});
    return std::nullopt;
  }

  void take(const Effect& later) {
    if (is_about(*later.command)) {
      rested_.on(later);
      use_.touched_by.insert(later.id);
    }
    if (const auto* correction = std::get_if<CorrectRetirementCommand>(later.command)) {
      if (correction->correction.retirement != use_.id) return;
      corrected_ = true;
      use_.factory = correction->correction.factory;
      use_.period = correction->correction.period;
    }
    if (const auto* withdrawn = std::get_if<WithdrawRetirementCommand>(later.command)) {
      if (withdrawn->retirement == use_.id) use_.status = RetirementStatus::withdrawn;
    }
    if (const auto* voided = std::get_if<VoidCommand>(later.command)) {
      if (voided->target == use_.id.entry()) use_.status = RetirementStatus::voided;
    }
    if (const auto* rejected = std::get_if<RejectEvidenceCommand>(later.command)) {
      if (rejected->target == use_.id.entry()) use_.status = RetirementStatus::rejected;
    }
    if (const auto* confirmed = std::get_if<ConfirmEvidenceCommand>(later.command)) {
      if (confirmed->target == use_.id.entry()) use_.status = RetirementStatus::confirmed;
    }
    take_from_units(later);
  }

  [[nodiscard]] bool is_about(const Command& command) const {
    const EntryIndex own = use_.id.entry();
    if (const auto* one = std::get_if<CorrectRetirementCommand>(&command)) return one->correction.retirement == use_.id;
    if (const auto* one = std::get_if<RequestCorrectionCommand>(&command)) return one->correction.retirement == use_.id;
    if (const auto* one = std::get_if<WithdrawRetirementCommand>(&command)) return one->retirement == use_.id;
    if (const auto* one = std::get_if<VoidCommand>(&command)) return one->target == own;
    if (const auto* one = std::get_if<RejectEvidenceCommand>(&command)) return one->target == own;
    if (const auto* one = std::get_if<ConfirmEvidenceCommand>(&command)) return one->target == own;
    return false;
  }

  // Facts about units come from those who may state them; what the rules made of one is between the two bounds.
  void take_from_units(const Effect& later) {
    const Command& command = *later.command;
    if (const auto* one = std::get_if<InvalidateCommand>(&command)) return lose(later, one->ranges, true);
    if (const auto* one = std::get_if<CancelCommand>(&command)) return lose(later, one->ranges, false);
    if (const auto* one = std::get_if<RecordForeignUseCommand>(&command)) return lose(later, one->ranges, false);
    if (const auto* one = std::get_if<RecordRegistryEventCommand>(&command)) return lose(later, one->ranges, false);
    for (std::size_t at = 0; at < use_.units.size(); ++at) {
      const UsedUnits& units = use_.units[at];
      if (!may_touch(command, units)) continue;
      rested_.on(later);
      use_.touched_by.insert(later.id);
      losses_[at].possible.add(units.range.units);
      batch_voided_ = batch_voided_ || std::holds_alternative<VoidCommand>(command);
    }
  }

  static bool may_touch(const Command& command, const UsedUnits& units) {
    const ProjectKey& project = units.batch->project;
    if (const auto* one = std::get_if<LinkProjectsCommand>(&command)) return one->a == project || one->b == project;
    if (const auto* one = std::get_if<AmendBatchCommand>(&command)) return one->batch == units.range.batch;
    if (const auto* one = std::get_if<VoidCommand>(&command)) return one->target == units.range.batch.entry();
    if (const auto* one = std::get_if<RecordGenerationCommand>(&command)) {
      const auto& claimed = units.batch->claimed_generation;
      return std::any_of(claimed.begin(), claimed.end(), [one](const ClaimedGeneration& claim) {
        return claim.asset_code == one->asset_code && claim.month == one->month;
      });
    }
    return false;
  }

  [[nodiscard]] const Effect* voiding_of(EntryIndex target) const {
    for (const Effect& effect : evidence_.effects()) {
      const auto* voided = std::get_if<VoidCommand>(effect.command);
      if (voided != nullptr && voided->target == target) return &effect;
    }
    return nullptr;
  }

  void lose(const Effect& fact, const std::vector<BatchRange>& ranges, bool for_good) {
    const Effect* voiding = nullptr;
    for (std::size_t at = 0; at < use_.units.size(); ++at) {
      const BatchRange& own = use_.units[at].range;
      for (const BatchRange& range : ranges) {
        if (range.batch != own.batch || !range.units.overlaps(own.units)) continue;
        voiding = voiding_of(fact.id);
        rested_.on(fact);
        use_.touched_by.insert(fact.id);
        Losses& losses = losses_[at];
        (for_good && voiding == nullptr ? losses.certain : losses.possible).add(range.units.intersection(own.units));
      }
    }
    if (voiding != nullptr) rested_.on(*voiding);
  }

  Problem read_word(const PartyId& first_beneficiary) {
    for (std::size_t at = 0; at < use_.units.size(); ++at) {
      UsedUnits& units = use_.units[at];
      Parts touched = losses_[at].certain;
      touched.add(losses_[at].possible);
      units.counted_most = units.range.units.quantity() - losses_[at].certain.quantity();
      units.counted_least = units.range.units.quantity() - touched.quantity();
    }
    const auto said = word_.find(id_);
    if (said == word_.end()) return Fault{.code = "retirement_word", .detail = "nothing is said of it", .entry = id_};
    if (corrected_) use_.beneficiary = said->second.beneficiary.value_or(first_beneficiary);
    if (auto problem = read_status(said->second.status)) return problem;
    return read_counted(said->second.counted);
  }

  // What an entry here has settled must be said; otherwise how firmly it stands is the ledger's word. It may also have
  // lapsed, or fallen with its batch, without an entry that names it.
  Problem read_status(const std::string& said) {
    constexpr std::array all{RetirementStatus::declared, RetirementStatus::matched,  RetirementStatus::confirmed,
                             RetirementStatus::on_hold,  RetirementStatus::rejected, RetirementStatus::withdrawn,
                             RetirementStatus::voided};
    for (const RetirementStatus status : all) {
      if (name_of(status) != said) continue;
      const bool settled = use_.status != RetirementStatus{};
      const bool stands = is_open(status) && status != RetirementStatus::confirmed;
      const bool fell = status == RetirementStatus::rejected || (status == RetirementStatus::voided && batch_voided_);
      if (settled ? status != use_.status : !stands && !fell) break;
      use_.settled = settled;
      use_.status = status;
      return std::nullopt;
    }
    return Fault{.code = "retirement_word", .detail = "the status does not follow", .entry = id_};
  }

  Problem read_counted(const std::vector<std::int64_t>& said) {
    if (!said.empty() && said.size() != use_.units.size())
      return Fault{.code = "retirement_word", .detail = "counted", .entry = id_};
    const bool counts_nothing = !is_open(use_.status) || use_.status == RetirementStatus::on_hold;
    for (std::size_t at = 0; at < use_.units.size(); ++at) {
      UsedUnits& units = use_.units[at];
      if (counts_nothing) units.counted_least = units.counted_most = 0;
      units.counted = said.empty() ? units.counted_most : said[at];
      if (units.counted_least <= units.counted && units.counted <= units.counted_most) continue;
      return Fault{.code = "retirement_word", .detail = "the counted units do not follow", .entry = id_};
    }
    return std::nullopt;
  }

  std::uint64_t id_;
  const Word& word_;
  const Evidence& evidence_;
  Rested& rested_;
  Use use_;
  bool corrected_ = false;
  bool batch_voided_ = false;
  std::vector<Losses> losses_;
};

}  // namespace

Result<Use> use_of(std::uint64_t retirement, const Word& word, const Evidence& evidence, Rested& rested) {
  return UseReader(retirement, word, evidence, rested).read();
}

std::vector<std::uint64_t> uses_of_year(FactoryId factory, Period period, const Evidence& evidence) {
  std::map<std::uint64_t, std::pair<FactoryId, Period>> places;
  for (const Effect& effect : evidence.effects()) {
    if (const auto* retired = std::get_if<RetireCommand>(effect.command))
      places[effect.id.value] = {retired->factory, retired->period};
    if (const auto* corrected = std::get_if<CorrectRetirementCommand>(effect.command)) {
      const auto place = places.find(corrected->correction.retirement.value);
      if (place != places.end()) place->second = {corrected->correction.factory, corrected->correction.period};
    }
  }
  std::vector<std::uint64_t> found;
  for (const auto& [retirement, place] : places) {
    if (place == std::pair{factory, period}) found.push_back(retirement);
  }
  return found;
}

bool counts_twice(const std::vector<Use>& uses) {
  std::vector<const UsedUnits*> counting;
  for (const Use& use : uses) {
    for (const UsedUnits& units : use.units) {
      if (units.counted > 0) counting.push_back(&units);
    }
  }
  std::sort(counting.begin(), counting.end(),
            [](const UsedUnits* a, const UsedUnits* b) { return a->range < b->range; });
  // Ranges that overlap one another, directly or through others, make one stretch.
  BatchRange stretch{};
  std::int64_t counted = 0;
  for (const UsedUnits* units : counting) {
    const bool joins =
        counted > 0 && units->range.batch == stretch.batch && units->range.units.begin < stretch.units.end;
    if (joins) {
      stretch.units.end = std::max(stretch.units.end, units->range.units.end);
      counted += units->counted;
    } else {
      stretch = units->range;
      counted = units->counted;
    }
    if (stretch.units.end - stretch.units.begin < counted) return true;
  }
  return false;
}

std::vector<RetiredUnits> retired_units(const std::vector<Use>& uses) {
  std::vector<RetiredUnits> all;
  for (const Use& use : uses) {
    if (!is_open(use.status)) continue;
    std::map<std::pair<std::string, std::optional<std::string>>, RetiredUnits> by_source;
    for (const UsedUnits& used : use.units) {
      const auto& claimed = used.batch->claimed_generation;
      const bool certificates = used.programme->unit == Unit::megawatt_hour;
      const auto asset = certificates && !claimed.empty() ? std::optional(claimed.front().asset_code) : std::nullopt;
      RetiredUnits& units = by_source[{used.batch->project.programme, asset}];
      units.programme = used.batch->project.programme;
      units.unit = used.programme->unit;
      units.offset = used.programme->offset;
      units.units_per_whole = used.programme->units_per_whole;
      units.asset_code = asset;
      const bool waits = use.status == RetirementStatus::on_hold;
      units.counted += waits ? 0 : used.counted;
      units.waiting += waits ? used.range.units.quantity() : 0;
    }
    for (auto& [source, units] : by_source) {
      units.purpose = use.purpose;
      units.status = use.status;
      units.retirement = use.id;
      units.retired_on = use.retired_on;
      units.replaces = use.replaces;
      all.push_back(std::move(units));
    }
  }
  return all;
}

}  // namespace tanbu::offline
