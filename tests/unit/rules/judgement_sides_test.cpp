// Authorisations, labels, disputes and certificates of before the ledger, from the other side: what passes beside what
// is stopped, and each day that is out of order on its own.
#include <catch2/catch.hpp>

#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

RecordLabelCommand label(const World& w, InventoryId inventory, const char* of_period = "2022") {
  return {.factory = w.factory,
          .period = period(of_period),
          .scheme_name = "苏州近零碳工厂",
          .label_issuer = "Suzhou",
          .on = day("2023-09-01"),
          .inventory = inventory,
          .includes = {},
          .evidence = {}};
}
OpenDisputeCommand doubt(std::uint64_t target) { return {{target}, "doubtful", evidence()}; }

}  // namespace

TEST_CASE("A body may be authorised for days before another authorisation of its, up to the last one", "[CB-01]") {
  World w;
  w.populate();
  const EntryIndex later = authorised(w, w.verifier, ceca, "2024-01-01", "2026-12-31");
  const auto until = [&w](const char* last) {
    return w.wish(w.association, AuthoriseBodyCommand{.party = w.verifier,
                                                      .scheme = ceca,
                                                      .batch = 2,
                                                      .cnca_approval = {},
                                                      .verifier_count = 6,
                                                      .from = day("2022-01-01"),
                                                      .until = day(last),
                                                      .evidence = {}});
  };
  const auto overlapping = until("2024-01-01");
  CHECK(refusal_of(overlapping) == Refusal::authorisation_state);
  CHECK(overlapping.refused().conflict == later);
  CHECK(overlapping.refused().facts == Facts{{"from", "2024-01-01"}, {"until", "2026-12-31"}});
  CHECK(until("2023-12-31").accepted());
  CHECK(find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.verifier)).size() == 2);
}

TEST_CASE("A label is recorded by who ran the factory then, by the association, and by a body engaged", "[G-03]") {
  World w;
  w.populate();
  const InventoryId inventory{w.grant(w.plant, planned(w))};
  CHECK(refusal_of(w.wish(w.trader, label(w, inventory))) == Refusal::not_operator);
  CHECK(refusal_of(w.wish(w.verifier, label(w, inventory))) == Refusal::not_operator);
  CHECK(w.wish(w.association, label(w, inventory)).accepted());
  engaged(w, w.verifier);
  CHECK(w.wish(w.verifier, label(w, inventory)).accepted());
  // The plant sells the factory in July 2023 and still speaks for 2022.
  w.grant(w.plant, sale(w.factory, w.rival));
  w.grant(w.rival, sale(w.factory, w.rival));
  REQUIRE(w.ledger.factory(w.factory)->operator_party == w.rival);
  CHECK(w.wish(w.plant, label(w, inventory)).accepted());
  CHECK(find_notes<Label>(w.ledger, index_names::labels_of(w.factory)).size() == 3);
}

TEST_CASE("A label stands on an inventory of its factory and of its year", "[G-03]") {
  World w;
  w.populate();
  const InventoryId inventory{w.grant(w.plant, planned(w))};
  const auto of_next_year = w.wish(w.plant, label(w, inventory, "2023"));
  CHECK(refusal_of(of_next_year) == Refusal::retirement_elsewhere);
  CHECK(of_next_year.refused().conflict == inventory.entry());
  CHECK(of_next_year.refused().facts.back() == std::pair<std::string, std::string>{"period", "2022"});
  auto elsewhere = label(w, inventory);
  elsewhere.factory = w.other_factory;
  const auto of_another = w.wish(w.rival, elsewhere);
  CHECK(refusal_of(of_another) == Refusal::retirement_elsewhere);
  CHECK(of_another.refused().facts[1].second == std::to_string(w.factory.value));
}

TEST_CASE("Everything that others stand on may be doubted, and shows it until it is resolved", "[dispute]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  w.grant(w.association, AppointSchemeOwnerCommand{w.rival, binhai});
  const std::uint64_t award = w.grant(w.rival, RecordAwardCommand{.factory = w.factory,
                                                                  .period = period("2022"),
                                                                  .scheme = binhai,
                                                                  .level = "low",
                                                                  .notice_from = day("2023-08-01"),
                                                                  .notice_until = day("2023-08-07"),
                                                                  .announced_on = day("2023-08-10"),
                                                                  .reference = "list 2023",
                                                                  .assessment = {},
                                                                  .evidence = {}});
  const Year& year = certified.year;
  for (const std::uint64_t target :
       {year.batch.value, year.retirement.value, year.inventory.value, year.assessment.value, year.attestation.value,
        certified.certificate.value, award}) {
    INFO(target);
    const EntryIndex dispute{w.grant(w.verifier, doubt(target))};
    const auto about = find_notes<Dispute>(w.ledger, index_names::disputes_about({target}));
    REQUIRE(about.size() == 1);
    CHECK(about[0].entry == dispute);
    CHECK(find_notes<Dispute>(w.ledger, index_names::disputes_open()).size() == 1);
    w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::dismissed, "checked", {}});
    CHECK(find_notes<Dispute>(w.ledger, index_names::disputes_open()).empty());
  }
}

TEST_CASE("A body doubts while it is authorised under some scheme", "[dispute]") {
  World w;
  w.populate();
  const std::uint64_t batch = stock(w, 10).value;
  CHECK(refusal_of(w.wish(w.trader, doubt(batch))) == Refusal::not_authorised);
  // The last day of an authorisation was yesterday.
  authorised(w, w.trader, binhai, "2022-01-01", "2023-11-14");
  CHECK(refusal_of(w.wish(w.trader, doubt(batch))) == Refusal::not_authorised);
  authorised(w, w.trader, ceca);
  CHECK(w.wish(w.trader, doubt(batch)).accepted());
  CHECK(find_note<Dispute>(w.ledger, {w.ledger.size() - 1})->issuer == w.trader);
}

TEST_CASE("Each day on an old certificate is in order with the next one", "[CB-02]") {
  const auto recorded = [](void (*change)(CertificatePrint&)) {
    World w;
    w.populate();
    auto command = legacy(w);
    change(command.print);
    return w.wish(w.association, command);
  };
  const auto refused = [&](void (*change)(CertificatePrint&)) {
    const auto outcome = recorded(change);
    return !outcome.accepted() && outcome.refused().reason == Refusal::dates_disordered;
  };
  CHECK(refused([](CertificatePrint& p) { p.first_issued_on = day("2022-12-31"); }));
  CHECK(recorded([](CertificatePrint& p) { p.first_issued_on = day("2023-01-01"); }).accepted());
  CHECK(refused([](CertificatePrint& p) { p.first_issued_on = day("2023-07-22"); }));
  CHECK(refused([](CertificatePrint& p) { p.valid_until = day("2023-07-20"); }));
  CHECK(recorded([](CertificatePrint& p) { p.valid_until = day("2023-07-21"); }).accepted());
  // A cycle may begin on the day after the print.
  CHECK(recorded([](CertificatePrint& p) { p.cycle_from = day("2023-07-22"); }).accepted());
  const auto late = recorded([](CertificatePrint& p) { p.cycle_from = day("2023-07-23"); });
  CHECK(refusal_of(late) == Refusal::dates_disordered);
  CHECK(late.refused().facts ==
        Facts{{"first_issued_on", "2023-07-21"}, {"issued_on", "2023-07-21"}, {"valid_until", "2026-07-20"}});
}

TEST_CASE("An old certificate is older than the list unless its body stood on it that day", "[CB-02]") {
  const auto older = [](const std::function<void(World&)>& list) {
    World w;
    w.populate();
    list(w);
    return has_flag(w.wish(w.association, legacy(w)), Flag::issued_before_list);
  };
  CHECK(older([](World&) {}));
  CHECK(older([](World& w) { authorised(w, w.rival); }));
  CHECK(older([](World& w) { authorised(w, w.verifier, binhai); }));
  CHECK(older([](World& w) { authorised(w, w.verifier, ceca, "2023-07-22"); }));
  CHECK_FALSE(older([](World& w) { authorised(w, w.verifier, ceca, "2023-07-21"); }));
}

TEST_CASE("An old certificate of a body that is not enrolled is found by its number alone", "[CE-12][CB-02]") {
  World w;
  w.populate();
  auto command = legacy(w);
  command.body = std::nullopt;
  const auto outcome = w.wish(w.association, command);
  REQUIRE(outcome.accepted());
  CHECK(has_flag(outcome, Flag::issued_before_list));
  const EntryIndex entry{w.ledger.size() - 1};
  const auto certificate = find_note<Certificate>(w.ledger, entry);
  CHECK_FALSE(certificate->body.has_value());
  CHECK(certificate->body_name == "杭州万泰认证有限公司");
  CHECK(find_notes<Certificate>(w.ledger, index_names::certificates_by(w.verifier)).empty());
  CHECK(find_notes<Certificate>(w.ledger, index_names::certificates_numbered("15/23GHGZC1001R0")).size() == 1);
  // Whoever else gives that number, however it is written, learns of it.
  for (const char* number : {"15/23ghgzc1001r0", "１５／２３ＧＨＧＺＣ１００１Ｒ０", "15/23GHGZC1001R0　"}) {
    auto again = legacy(w);
    again.print.number = number;
    const auto refused = w.wish(w.association, again);
    CHECK(refusal_of(refused) == Refusal::certificate_exists);
    CHECK(refused.refused().conflict == entry);
    CHECK(refused.refused().facts == Facts{{"number", "15/23GHGZC1001R0"}});
  }
}

TEST_CASE("A surveillance with an attestation of its period covers the period, and rests on it", "[G-04]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  auto command = surveillance(certified.certificate, "2023-11-01", "2022");
  command.attestation = certified.year.attestation;
  const auto outcome = w.wish(w.verifier, command);
  REQUIRE(outcome.accepted());
  CHECK_FALSE(has_flag(outcome, Flag::period_not_covered));
  const auto certificate = find_note<Certificate>(w.ledger, certified.certificate);
  REQUIRE(certificate->events.size() == 1);
  CHECK(certificate->events[0].attestation == certified.year.attestation);
  CHECK(certificate->events[0].period == period("2022"));
  // The attestation finds the certificate once, though two things rest on it.
  CHECK(find_notes<Certificate>(w.ledger, index_names::certificates_on(certified.year.attestation)).size() == 1);
}

TEST_CASE("A declared retirement is attested by nobody, also where others cover the year without it", "[RT-01]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const BatchId batch = stock(w, 25'000);
  const RetirementId firm = matched(w, batch, 1, 19'707);
  const RetirementId declared{w.grant(w.trader, w.retire(range(batch, 19'708, 19'710)))};
  const auto refused = w.wish(w.verifier, attesting(inventory, {firm, declared}));
  CHECK(refusal_of(refused) == Refusal::retirement_unconfirmed);
  CHECK(refused.refused().conflict == declared.entry());
  CHECK(w.wish(w.verifier, attesting(inventory, {firm})).accepted());
}

TEST_CASE("A claim without its type is asked about before what it stands on", "[CE-01]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const RetirementId elsewhere = matched(w, stock(w, 25'000), 1, 10, "2021");
  auto command = attesting(inventory, {elsewhere});
  CHECK(refusal_of(w.wish(w.verifier, command)) == Refusal::retirement_elsewhere);
  command.claim.type = std::nullopt;
  CHECK(refusal_of(w.wish(w.verifier, command)) == Refusal::claim_type_missing);
  // And after whether the year is over.
  const InventoryId running = verified(w, planned(w, "2023"));
  command.inventory = running;
  CHECK(refusal_of(w.wish(w.verifier, command)) == Refusal::period_not_ended);
}
