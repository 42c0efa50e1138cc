#include "ledger/rules/words.hpp"

#include <algorithm>

#include "ledger/holds.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/factory_year.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::rules {
namespace {

std::string number(EntryIndex entry) { return std::to_string(entry.value); }
std::string truth(bool value) { return value ? "true" : "false"; }

// Units of the range that count for the retirement today.
std::int64_t counted_in(const BatchRange& range, RetirementId retirement, const View& view) {
  std::int64_t counted = 0;
  for (const Segment& segment : view.segments(range.batch, range.units)) {
    const bool counts = segment.status == UnitStatus::retired && segment.retirement == retirement;
    if (counts) counted += segment.units.intersection(range.units).quantity();
  }
  return counted;
}

std::string retirement_line(const Retirement& retirement, const View& view) {
  std::string counted;
  for (const BatchRange& range : retirement.ranges)
    counted += (counted.empty() ? "" : ",") + std::to_string(counted_in(range, retirement.id, view));
  return "retirement " + number(retirement.id.entry()) + " " + number(retirement.factory.entry()) + " " +
         format_period(retirement.period) + " " + std::string(name_of(retirement.status)) + " " +
         retirement.beneficiary.text + " " + counted + "\n";
}

std::string factory_line(FactoryId id, const View& view) {
  const auto factory = view.factory(id);
  HOLDS(factory.has_value());
  return "factory " + number(id.entry()) + " " + factory->name + "\n";
}

// Disputes about what the certificate stands on.
std::string disputes_line(const Certificate& certificate, const CertificateIssue& issue,
                          const std::optional<Attestation>& attestation, const View& view) {
  std::vector<EntryIndex> targets{certificate.entry};
  if (issue.assessment) targets.push_back(*issue.assessment);
  if (attestation) targets.insert(targets.end(), {attestation->entry, attestation->inventory.entry()});
  if (attestation && attestation->assessment) targets.push_back(*attestation->assessment);
  bool open = false;
  bool upheld = false;
  for (const EntryIndex target : targets) {
    for (const Dispute& dispute : standing_disputes(target, view)) {
      open = open || !dispute.resolved_by;
      upheld = upheld || dispute.outcome == DisputeOutcome::upheld;
    }
  }
  return "disputes " + truth(open) + " " + truth(upheld) + "\n";
}

// Which version it is and which opinion on it stands: whoever leaves an entry out of a file would choose among them.
std::string inventory_words(const Inventory& inventory) {
  const EntryIndex verified_by = inventory.verification ? inventory.verification->entry : EntryIndex{0};
  return "inventory " + number(inventory.id.entry()) + " " + number(verified_by) + " " +
         std::to_string(inventory.version);
}

// A newer version of the attested inventory counts.
bool is_superseded(const Attestation& attestation, const View& view) {
  const auto inventory = view.inventory(attestation.inventory);
  HOLDS(inventory.has_value());
  const auto counting = counting_of_series(*inventory, view);
  return counting && attestation.inventory < counting->id;
}

}  // namespace

std::string word_about(const Retirement& retirement, const View& view) {
  return "about retirement " + number(retirement.id.entry()) + "\n" + factory_line(retirement.factory, view) +
         retirement_line(retirement, view);
}

std::optional<std::string> word_about(FactoryId factory, Period period, const View& view) {
  std::optional<Inventory> newest;
  std::optional<Inventory> counting;
  for (Inventory& inventory : view.inventories(factory)) {
    if (inventory.period != period || inventory.voided_by) continue;
    if (counts(inventory)) counting = inventory;
    newest = std::move(inventory);
  }
  if (!newest) return std::nullopt;
  const Inventory& stated = counting ? *counting : *newest;
  std::string text = "about factory_year " + number(factory.entry()) + " " + format_period(period) + "\n" +
                     factory_line(factory, view) + inventory_words(stated) + " " + truth(newest->id != stated.id) +
                     "\n";
  for (const Retirement& retirement : view.retirements(factory, period)) text += retirement_line(retirement, view);
  return text;
}

std::optional<std::string> word_about(const Certificate& certificate, Date day, const View& view) {
  const auto standing = standing_of(certificate, day, view);
  if (!standing.issue) return std::nullopt;
  const auto attestation =
      standing.issue->attestation ? find_note<Attestation>(view, *standing.issue->attestation) : std::nullopt;
  const auto body = body_on(certificate, day);  // of that day, whoever succeeded it
  const bool covered = !standing.attestation || standing.attestation->holds;
  std::string text = "about certificate " + number(certificate.entry) + " " + format_date(day) + "\n";
  text += "state " + std::string(name_of(standing.state)) + " " +
          truth(is_in_force(standing.state) && covered && !standing.upheld_against) + "\n";
  text += disputes_line(certificate, *standing.issue, attestation, view);
  text += "issue " + number(standing.issue->entry) + " " + standing.issue->print.number + "\n";
  text += "body " + (body ? body->text : certificate.body_name) + "\n";
  if (!attestation) return text;
  text += "attestation " + number(attestation->entry) + " " + truth(attestation->withdrawn_by.has_value()) + " " +
          truth(is_superseded(*attestation, view)) + "\n";
  const auto attested = view.inventory(attestation->inventory);
  HOLDS(attested.has_value());
  text += inventory_words(*attested) + "\n";
  auto listed = standing_for(*attestation, view);
  std::sort(listed.begin(), listed.end(), [](const Retirement& a, const Retirement& b) { return a.id < b.id; });
  for (const Retirement& retirement : listed) text += retirement_line(retirement, view);
  return text;
}

}  // namespace tanbu::rules
