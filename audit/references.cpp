// Whether what an event points to was there before its entry. Not whether the things pointed to are the right ones.
#include "audit/invariants.hpp"

namespace tanbu::audit {
namespace {

// Reads the references of one event. `own` is what the entry makes, `earlier` what must have been there before,
// `known` either of them.
class References {
 public:
  explicit References(EntryIndex entry) : entry_(entry.value) {}
  [[nodiscard]] bool are_sound() const { return sound_; }

  void read(const PartyEnrolled& event) { own(event.party.entry.value); }
  void read(const KeyRegistered& event) { own(event.key.entry.value); }
  void read(const RegistrarAppointed& event) { own(event.appointment.entry.value); }
  void read(const FactoryRegistered& event) { own(event.factory.id.value); }
  void read(const ProjectRegistered& event) {
    own(event.project.entry.value);
    read(event.project);
  }
  void read(const BatchRecorded& event) { own(event.batch.id.value); }
  void read(const UnitsTransferred& event) {
    own(event.entry.value);
    earlier(event.ranges);
  }
  void read(const InventoryDeclared& event) {
    own(event.inventory.id.value);
    read(event.inventory);
    earlier(event.supersedes);
  }
  void read(const UnitsRetired& event) {
    own(event.retirement.id.value);
    read(event.retirement);
  }
  void read(const ProjectMarked&) {}
  void read(const ProjectLocked& event) { read(event.lock); }
  void read(const ProjectUnitsFrozen& event) { known(event.entry); }
  void read(const UnitsSet& event) {
    for (const Segment& piece : event.pieces) {
      earlier(piece.batch.value);
      known(piece.retirement);
      known(piece.since);
    }
  }
  void read(const BatchExtended& event) {
    earlier(event.batch.value);
    own(event.entry.value);
  }
  void read(const PartyChanged& event) { earlier(event.party.entry.value); }
  void read(const KeyChanged& event) { known(event.key.entry); }
  void read(const AppointmentChanged& event) { earlier(event.appointment.entry.value); }
  void read(const FactoryChanged& event) { earlier(event.factory.id.value); }
  void read(const ProjectChanged& event) { read(event.project); }
  void read(const BatchChanged& event) {
    earlier(event.batch.id.value);
    known(event.batch.voided_by);
  }
  void read(const InventoryChanged& event) { read(event.inventory); }
  void read(const RetirementChanged& event) { read(event.retirement); }
  void read(const NoteTaken& event) {
    std::visit(
        [this](const auto& note) {
          known(note.entry);
          read(note);
        },
        event.note);
  }

 private:
  void own(std::uint64_t value) { sound_ = sound_ && value == entry_; }
  void earlier(std::uint64_t value) { sound_ = sound_ && value < entry_; }
  void known(EntryIndex index) { sound_ = sound_ && index.value <= entry_; }
  // For what a later entry tells again: it rested on what was there when it was first told.
  void before(EntryIndex whole, EntryIndex part) { sound_ = sound_ && part < whole; }
  void before(EntryIndex whole, const std::optional<EntryIndex>& part) {
    if (part) before(whole, *part);
  }
  void earlier(const std::vector<BatchRange>& ranges) {
    for (const BatchRange& range : ranges) earlier(range.batch.value);
  }
  template <class Name>
  void earlier(const std::optional<Name>& name) {
    if (name) earlier(name->value);
  }
  template <class Name>
  void known(const std::optional<Name>& name) {
    if (name) known(EntryIndex{name->value});
  }

  void read(const ProjectLock& lock) {
    earlier(lock.factory.value);
    known(lock.retirement.entry());
  }
  void read(const Project& project) {
    known(project.entry);
    earlier(project.self_developed_for);
    earlier(project.located_in_factory);
    if (project.lock) read(*project.lock);
    known(project.voided_by);
  }
  void read(const Inventory& inventory) {
    known(inventory.id.entry());
    earlier(inventory.factory.value);
    known(inventory.superseded_by);
    if (inventory.verification) known(inventory.verification->entry);
    known(inventory.voided_by);
  }
  void read(const Retirement& retirement) {
    known(retirement.id.entry());
    earlier(retirement.factory.value);
    earlier(retirement.ranges);
    earlier(retirement.replaces);
    known(retirement.closed_by);
  }

  void read(const UnitAction& action) {
    earlier(action.ranges);
    for (const Segment& before : action.before) {
      earlier(before.batch.value);
      earlier(before.retirement);
      earlier(before.since.value);
    }
    if (action.purpose) earlier(action.purpose->factory.value);
    earlier(action.linked_to);
    known(action.closed_by);
  }
  void read(const Conflict& conflict) {
    sound_ = sound_ && (!conflict.other || *conflict.other < conflict.entry);
    earlier(conflict.ranges);
    for (const RetirementId retirement : conflict.retirements) earlier(retirement.value);
    known(conflict.closed_by);
  }
  void read(const Generation& note) { known(note.voided_by); }
  void read(const GenerationClaim&) {}
  void read(const BenefitAssignment& note) {
    earlier(note.ranges);
    known(note.voided_by);
  }
  void read(const Authorisation& note) {
    for (const AuthorisationStepTaken& step : note.steps) known(step.entry);
  }
  void read(const SchemeOwner&) {}
  void read(const ApprovalPolicy&) {}
  void read(const Pending& note) { known(note.closed_by); }
  void read(const Engagement& note) {
    earlier(note.factory.value);
    known(note.accepted_by);
    known(note.ended_by);
  }
  void read(const CorrectionRequest& note) {
    earlier(note.retirement.value);
    earlier(note.factory.value);
  }
  void read(const FactoryOffer& note) {
    earlier(note.factory.value);
    known(note.closed_by);
  }
  void read(const RecognisedInstrument&) {}
  void read(const InventoryFigures&) {}
  void read(const Assessment& note) { earlier(note.factory.value); }
  void read(const Attestation& note) {
    before(note.entry, note.inventory.entry());
    before(note.entry, note.factory.entry());
    for (const RetirementId retirement : note.retirements) before(note.entry, retirement.entry());
    before(note.entry, note.assessment);
    known(note.withdrawn_by);
  }
  void read(const Certificate& note) {
    if (note.factory) before(note.entry, note.factory->entry());
    for (const CertificateIssue& issue : note.issues) {
      known(issue.entry);
      before(issue.entry, issue.attestation);
      before(issue.entry, issue.assessment);
    }
    for (const CertificateEvent& event : note.events) {
      known(event.entry);
      before(event.entry, event.attestation);
    }
  }
  void read(const Award& note) {
    before(note.entry, note.factory.entry());
    before(note.entry, note.assessment);
    for (const AwardReview& review : note.reviews) known(review.entry);
  }
  void read(const Label& note) {
    before(note.entry, note.factory.entry());
    before(note.entry, note.inventory.entry());
    for (const InventoryId inventory : note.includes) before(note.entry, inventory.entry());
  }
  void read(const Dispute& note) {
    before(note.entry, note.target);
    known(note.resolved_by);
  }
  void read(const Redaction& note) { before(note.entry, note.target); }
  void read(const StatedDigest& note) {
    if (note.size > 0) before(note.entry, EntryIndex{note.size - 1});
  }
  void read(const DigestVoided& note) { before(note.entry, note.target); }
  void read(const LogKey& note) {
    known(note.entry);
    known(note.retired_by);
  }

  std::uint64_t entry_;
  bool sound_ = true;
};

}  // namespace

Problem points_backwards(const Event& event, EntryIndex entry) {
  References references(entry);
  std::visit([&references](const auto& what) { references.read(what); }, event);
  if (references.are_sound()) return std::nullopt;
  return "something points to what was not there before entry " + std::to_string(entry.value);
}

}  // namespace tanbu::audit
