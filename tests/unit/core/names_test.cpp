// The words of the wire for values of the core. They stand in stored commands, so they never change.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/commands.hpp"
#include "ledger/form.hpp"
#include "ledger/ids.hpp"
#include "ledger/notes.hpp"

using namespace tanbu;

namespace {

template <class Value>
void check_names(const std::vector<std::pair<Value, std::string_view>>& names) {
  for (const auto& [value, name] : names) CHECK(name_of(value) == name);
}

}  // namespace

TEST_CASE("The values of commands have the names under which they are stored") {
  check_names<LegalForm>({{LegalForm::legal_person, "legal_person"},
                          {LegalForm::branch, "branch"},
                          {LegalForm::sole_trader, "sole_trader"},
                          {LegalForm::foreign, "foreign"}});
  check_names<ProjectClass>(
      {{ProjectClass::none, "none"}, {ProjectClass::ccer_old, "old"}, {ProjectClass::ccer_new, "new"}});
  check_names<RegistryStatus>({{RegistryStatus::active, "active"},
                               {RegistryStatus::retired, "retired"},
                               {RegistryStatus::cancelled, "cancelled"}});
  check_names<TransferBasis>({{TransferBasis::trade, "trade"},
                              {TransferBasis::green_power, "green_power"},
                              {TransferBasis::self_use, "self_use"},
                              {TransferBasis::hydro, "hydro"},
                              {TransferBasis::off_grid, "off_grid"},
                              {TransferBasis::other, "other"}});
  check_names<Purpose>(
      {{Purpose::factory_offset, "factory_offset"}, {Purpose::electricity_consumption, "electricity_consumption"}});
  check_names<SuccessionReason>({{SuccessionReason::merger, "merger"},
                                 {SuccessionReason::split, "split"},
                                 {SuccessionReason::deregistered, "deregistered"},
                                 {SuccessionReason::re_identified, "re_identified"}});
  check_names<RegistryEventStatus>({{RegistryEventStatus::active, "active"},
                                    {RegistryEventStatus::retired, "retired"},
                                    {RegistryEventStatus::cancelled, "cancelled"},
                                    {RegistryEventStatus::withdrawn, "withdrawn"}});
  check_names<CancelReason>({{CancelReason::expired, "expired"},
                             {CancelReason::ccer_switch, "ccer_switch"},
                             {CancelReason::conversion, "conversion"},
                             {CancelReason::buffer, "buffer"},
                             {CancelReason::registry_cancelled, "registry_cancelled"},
                             {CancelReason::other, "other"}});
  check_names<ForeignPurpose>({{ForeignPurpose::national_ets, "national_ets"},
                               {ForeignPurpose::event, "event"},
                               {ForeignPurpose::product, "product"},
                               {ForeignPurpose::other, "other"}});
  check_names<Assurance>({{Assurance::limited, "limited"}, {Assurance::reasonable, "reasonable"}});
  check_names<Opinion>(
      {{Opinion::unqualified, "unqualified"}, {Opinion::qualified, "qualified"}, {Opinion::adverse, "adverse"}});
  check_names<EngagementRole>({{EngagementRole::verify, "verify"}, {EngagementRole::certify, "certify"}});
}

TEST_CASE("Every kind of note has a name of its own, in the order of the notes") {
  CHECK(sort_name_of(UnitAction{}) == "unit_action");
  CHECK(sort_name_of(Conflict{}) == "conflict");
  CHECK(sort_name_of(BenefitAssignment{}) == "benefit_assignment");
  CHECK(sort_name_of(RecognisedInstrument{}) == "recognised_instrument");
}

TEST_CASE("Of the kinds of command a few are hidden, and one that nobody knows is hidden too") {
  CHECK(std::set<std::string_view>(all_kinds().begin(), all_kinds().end()).size() == all_kinds().size());
  CHECK(kind_of(Command{RetireCommand{}}) == "retire");
  CHECK(kind_is_public("retire"));
  CHECK_FALSE(kind_is_public("declare_inventory"));
  CHECK_FALSE(kind_is_public("a_kind_of_next_year"));
}

TEST_CASE("A conflict is found under a month of a plant only when it names both") {
  Conflict conflict;
  conflict.asset_code = "PPC1302632802001I";
  const auto without_month = index_names_of(conflict);
  conflict.month = "2022-05";
  const auto with_both = index_names_of(conflict);
  CHECK(with_both.size() == without_month.size() + 1);
  const auto name = index_names::generation("PPC1302632802001I", "2022-05");
  CHECK(std::find(with_both.begin(), with_both.end(), name) != with_both.end());
}

TEST_CASE("A legal entity identifier has digits, capital letters and two check digits", "[ID-01]") {
  CHECK(check_party("lei:529900T8BM49AURSDO55") == PartyFault::none);
  CHECK(check_party("lei:529900T8BM49AURSDO56") == PartyFault::lei_check);
  for (const std::string_view wrong :
       {"lei:529900t8BM49AURSDO55", "lei:529900/8BM49AURSDO55", "lei:529900:8BM49AURSDO55", "lei:529900[8BM49AURSDO55",
        "lei:529900T8BM49AURSDOA5", "lei:529900T8BM49AURSDO5A", "lei:529900T8BM49AURSDO5"}) {
    INFO(wrong);
    CHECK(check_party(wrong) == PartyFault::party_form);
  }
}

TEST_CASE("A mail address is found whatever stands before its sign", "[PD-01]") {
  for (const std::string local : {"a", "z", "A", "Z", "0", "9", "a.", "a_", "a-", "a+"}) {
    INFO(local);
    CHECK(holds_personal_information("see " + local + "@example.com"));
  }
  for (const std::string local : {"{", "[", "/", ":", "("}) {
    INFO(local);
    CHECK_FALSE(holds_personal_information("see " + local + "@example.com"));
  }
}
