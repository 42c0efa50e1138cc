// What the simulation holds the ledger against: every unit on its own, in a map, moved by a straight-line reading of
// the accepted commands. It knows neither segments nor changes, and asks no view but when it compares. Not a second
// rulebook: whether a wish is granted is not decided here, and what depends on the words of a registry (which use a
// report contradicts, how firmly a retirement stands) is read from the events.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::simulation {

struct Condition {
  UnitStatus status{};
  std::optional<PartyId> holder;
  std::optional<RetirementId> retirement;
  std::uint64_t since = 0;
};
using Unit = std::pair<std::uint64_t, std::int64_t>;  // batch and number
using Units = std::map<Unit, Condition>;

// An accepted command, as the model is told of it.
struct Said {
  const Command& command;
  PartyId issuer;
  std::uint64_t entry = 0;
  Instant time;
  const Decision& decision;
  [[nodiscard]] Date today() const { return china_date(time); }
};

class Model {
 public:
  void accept(const Said& said);
  // The first difference between the model and the view in the batches that the last command touched, or in all of
  // them; empty where there is none.
  [[nodiscard]] std::string difference(const View& view, bool everything) const;
  [[nodiscard]] std::size_t unit_count() const { return units_.size(); }

 private:
  struct ModelBatch {
    ProjectKey project;
    std::string space;
    UnitRange units;
    std::vector<std::string> codes;
    RegistryStatus status{};
    bool voided = false;
  };
  struct ModelProject {
    std::uint64_t entry = 0;
    std::set<std::string> tokens;
    std::optional<PartyId> developer;
    std::optional<FactoryId> own_for;
    std::optional<ProjectLock> lock;
    bool voided = false;
  };
  struct ModelRetirement {
    std::vector<Unit> units;
    std::optional<PartyId> holder;
    FactoryId factory;
    RetirementStatus status{};
    bool claim = false;
    Date recorded_on;
  };
  // What an entry did to units, so that it can be taken back.
  struct Action {
    ActionKind kind{};
    Units before;
    std::vector<BatchRange> ranges;
    std::optional<Date> until;
    std::optional<Instant> lapses;
    std::optional<PartyId> to;
    std::optional<RegistryEventStatus> status;
    bool closed = false;
    std::vector<ProjectKey> projects;
    std::optional<PartyId> given_to;  // a transfer that waited was confirmed
  };

  // One overload for each kind that moves units or that the others need to know of; the last one for all others.
  void take(const AppointRegistrarCommand& command);
  void take(const EndAppointmentCommand& command);
  void take(const SucceedPartyCommand& command);
  void take(const SetApprovalPolicyCommand& command);
  void take(const ApproveCommand& command);
  void take(const DeclineCommand& command);
  void take(const RegisterProjectCommand& command);
  void take(const LinkProjectsCommand& command);
  void take(const UnlockProjectCommand& command);
  void take(const RecordBatchCommand& command);
  void take(const AmendBatchCommand& command);
  void take(const TransferCommand& command);
  void take(const ReserveCommand& command);
  void take(const ReleaseCommand& command);
  void take(const FreezeCommand& command);
  void take(const UnfreezeCommand& command);
  void take(const CancelCommand& command);
  void take(const InvalidateCommand& command);
  void take(const RecordForeignUseCommand& command);
  void take(const RecordRegistryEventCommand& command);
  void take(const RetireCommand& command);
  void take(const ConfirmEvidenceCommand& command);
  void take(const RejectEvidenceCommand& command);
  void take(const WithdrawRetirementCommand& command);
  void take(const VoidCommand& command);
  template <class Other>
  void take(const Other&) {}

  // model_units.cpp: how units stand.
  [[nodiscard]] Condition standing(const Unit& unit) const;
  [[nodiscard]] Condition remembered(const Action& action, const Unit& unit) const;
  [[nodiscard]] PartyId present(PartyId holder) const;
  [[nodiscard]] std::vector<Unit> units_in(const std::vector<BatchRange>& ranges) const;
  [[nodiscard]] std::vector<Unit> units_of(const ProjectKey& project) const;
  void set(const Unit& unit, Condition condition);
  // The unit in a new condition since this entry, remembered in the action.
  void move(Action& action, const Unit& unit, UnitStatus status, std::optional<PartyId> holder = {},
            std::optional<RetirementId> retirement = {});
  Action& action(ActionKind kind, const std::vector<BatchRange>& ranges);
  void go_back(std::uint64_t entry);
  [[nodiscard]] Condition as_before(const Action& undone, const Unit& unit) const;
  void cancel_batch(std::uint64_t batch);
  void take_pieces(Action& action);
  // A fact about units: what nothing is bound to goes where the fact says, a use becomes contradicted.
  void report(Action& action, UnitStatus loose_units_become);

  // Uses and the locks of self-developed projects.
  void use(RetirementId id, const std::vector<ProjectKey>& projects);
  void close(RetirementId id);
  void unbind(RetirementId id);
  // A HOLD whose days are over comes to its end with the first entry that moves one of its units.
  void end_lapsed(const Unit& unit);
  [[nodiscard]] bool waits(const ModelRetirement& retirement) const;
  [[nodiscard]] bool has_lapsed(const ModelRetirement& retirement) const;
  void unlock(const ProjectKey& project);
  [[nodiscard]] Condition unbound(const Condition& condition, const ModelRetirement& retirement) const;
  [[nodiscard]] bool another_use(const ProjectKey& project, RetirementId except, RetirementId& other) const;
  [[nodiscard]] bool is_over(const Action& action, const Unit& unit) const;
  [[nodiscard]] bool is_locked(const ProjectKey& project) const;
  [[nodiscard]] std::vector<ProjectKey> linked(const ProjectKey& project) const;
  [[nodiscard]] std::vector<ProjectKey> projects_in(const std::vector<Unit>& units) const;
  [[nodiscard]] Condition beginning(const ModelBatch& batch) const;
  [[nodiscard]] bool is_registrar(const std::string& programme) const;
  [[nodiscard]] bool waits_for_approval() const;
  void keep_for_approval();
  void read_retirements();
  [[nodiscard]] std::string difference_in(std::uint64_t batch, const View& view) const;
  [[nodiscard]] std::string difference_in_counts(const View& view) const;

  const Said* said_ = nullptr;
  std::string problem_;
  std::set<std::uint64_t> touched_;
  Units units_;
  std::map<std::uint64_t, ModelBatch> batches_;
  std::map<ProjectKey, ModelProject> projects_;
  std::map<RetirementId, ModelRetirement> retirements_;
  std::map<std::uint64_t, Action> actions_;
  std::map<std::uint64_t, Appointment> appointments_;
  std::map<PartyId, PartyId> successors_;
  std::map<PartyId, std::set<std::string>> policies_;
  std::map<PartyId, std::int64_t> policy_hours_;
  std::map<std::uint64_t, Command> commands_;
};

}  // namespace tanbu::simulation
