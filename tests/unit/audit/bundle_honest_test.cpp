// Bundles of honest ledgers hold, and say what the ledger itself says.
#include <catch2/catch.hpp>

#include "ledger/coverage.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/factory_year.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/bundle_support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const offline::Evidence& evidence_in(const ReadLedger& ledger) {
  static std::optional<offline::Evidence> kept;
  auto read = offline::read_whole(ledger.whole);
  if (const auto* fault = offline::fault_of(read)) FAIL(fault->code << " " << fault->entry.value_or(0));
  kept = std::get<offline::Evidence>(std::move(read));
  return *kept;
}

std::string because(const offline::Verdict& verdict) {
  return verdict.fault ? verdict.fault->code + " " + verdict.fault->detail : "holds";
}

}  // namespace

TEST_CASE("the year of every factory is stated with the figures that the ledger computes", "[offline]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 3);
  const ReadLedger ledger(folder.path());
  std::set<std::pair<std::uint64_t, std::string>> years;
  for (const offline::Effect& effect : evidence_in(ledger).effects()) {
    const auto* declared = std::get_if<DeclareInventoryCommand>(effect.command);
    if (declared != nullptr) years.emplace(declared->factory.value, format_period(declared->period));
  }
  REQUIRE(years.size() >= 2);
  for (const auto& [factory, period] : years) {
    const auto bundle = bundle_of(year(factory, period.c_str()), ledger);
    const auto verdict = judged(bundle, ledger.trust);
    INFO("factory " << factory << " in " << period << ": " << because(verdict));
    REQUIRE(verdict.holds());
    CHECK(bundle.entries.size() < ledger.whole.entries.size() / 2);
    ledger.engine->with_reader([&](store::Reader& reader) {
      const View& view = reader;
      const auto& stated = verdict.statement;
      const InventoryId id{stated.at("inventory").at("inventory").to_number<std::uint64_t>()};
      const auto units = rules::retired_units(view.retirements({factory}, *parse_period(period)), view);
      const auto coverage = coverage_of(*view.inventory(id), units, find_note<InventoryFigures>(view, id.entry()));
      const auto& all = stated.at("figures").at("all");
      CHECK(all.at("to_offset_kg").to_number<std::int64_t>() == coverage->all.to_offset.value);
      CHECK(all.at("counted_t").to_number<std::int64_t>() == coverage->all.counted_t);
      CHECK(all.at("percent") == boost::json::value(format_percent_e2(coverage->all.percent_e2)));
      CHECK(stated.at("figures").at("certificates").to_number<std::int64_t>() == coverage->certificates);
      CHECK(stated.at("figures").at("attestable").at("counted_t").to_number<std::int64_t>() ==
            coverage->attestable.counted_t);
    });
  }
}

TEST_CASE("every open retirement has a bundle that holds, and a closed one has none", "[offline]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 1);
  const ReadLedger ledger(folder.path());
  std::size_t open = 0;
  std::size_t closed = 0;
  for (const Retirement& one : ledger.retirements) {
    const auto subject = retirement(one.id.value);
    const auto made = offline::make_bundle(subject, ledger.word(subject), ledger.whole, "");
    if (const auto* fault = offline::fault_of(made)) {
      CHECK(fault->code == "retirement_closed");
      CHECK(one.status == RetirementStatus::withdrawn);
      ++closed;
      continue;
    }
    ++open;
    const auto verdict = judged(std::get<offline::Bundle>(made), ledger.trust);
    INFO("retirement " << subject.id << " " << name_of(one.status) << ": " << because(verdict));
    CHECK(verdict.holds());
    CHECK(verdict.statement.at("status") == boost::json::value(name_of(one.status)));
    CHECK_FALSE(verdict.genesis_leaf.empty());
  }
  CHECK(open >= 6);
  CHECK(closed == 1);
}

TEST_CASE("a certificate is stated with its state on a day and the coverage that it stands on", "[offline]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 0);
  const ReadLedger ledger(folder.path());
  std::uint64_t issued = 0;
  std::uint64_t legacy = 0;
  for (const offline::Effect& effect : evidence_in(ledger).effects()) {
    if (std::holds_alternative<IssueCertificateCommand>(*effect.command)) issued = effect.id.value;
    if (std::holds_alternative<RecordLegacyCertificateCommand>(*effect.command)) legacy = effect.id.value;
  }
  for (const auto& [day, state] : {std::pair{"2025-03-20", "valid"},
                                   {"2025-04-01", "suspended"},
                                   {"2025-10-10", "valid"},
                                   {"2025-11-21", "cancelled"}}) {
    const auto verdict = judged(bundle_of(certificate(issued, day), ledger), ledger.trust);
    INFO(day << ": " << because(verdict));
    REQUIRE(verdict.holds());
    CHECK(verdict.statement.at("state") == boost::json::value(state));
    ledger.engine->with_reader([&](store::Reader& reader) {
      const View& view = reader;
      const auto standing = rules::standing_of(*find_note<Certificate>(view, {issued}), *parse_date(day), view);
      CHECK(verdict.statement.at("state") == boost::json::value(name_of(standing.state)));
      CHECK(verdict.statement.at("body") == boost::json::value(standing.body->text));
      CHECK(verdict.statement.at("print").at("number") == boost::json::value(standing.issue->print.number));
      const auto& attestation = verdict.statement.at("attestation");
      CHECK(attestation.at("holds").as_bool() == standing.attestation->holds);
      CHECK(attestation.at("figures").at("counted_t").to_number<std::int64_t>() ==
            standing.attestation->comparison->counted_t);
    });
  }
  const auto old = judged(bundle_of(certificate(legacy, "2025-10-10"), ledger), ledger.trust);
  CHECK(old.holds());
  CHECK(old.statement.at("attestation").is_null());
  const auto before = certificate(issued, "2025-03-01");
  const auto early = offline::make_bundle(before, ledger.word(before), ledger.whole, "");
  CHECK(offline::fault_of(early)->code == "certificate_not_issued");
}

TEST_CASE("a year of type II counts scope 3 as well, and percentages are cut, never rounded", "[offline]") {
  const SmallYear small;
  auto subject = year(small.factory, "2024");
  const auto all = [&] {
    const auto verdict = judged(small.bundle(subject, small.said()), small.trust());
    INFO(because(verdict));
    REQUIRE(verdict.holds());
    return verdict.statement.at("figures").at("all").as_object();
  };
  CHECK(all().at("percent") == boost::json::value("70.00"));
  subject.type = ClaimType::type_2;
  CHECK(all().at("to_offset_kg").to_number<std::int64_t>() == 150'000);
  CHECK(all().at("percent") == boost::json::value("46.66"));
  // Under a scheme only what it accepts counts; units of VCS do under this one.
  subject.scheme = "ceca-g-0171-2022";
  CHECK(all().at("counted_t").to_number<std::int64_t>() == 70);
  subject.scheme = "none";
  const auto made = small.made(subject, small.said());
  REQUIRE(offline::fault_of(made) != nullptr);
  CHECK(offline::fault_of(made)->code == "scheme_unknown");
}

TEST_CASE("only a witness that the reader names as executing says that the rules were kept", "[offline]") {
  const SmallYear small;
  const log::Signer witness("witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{7});
  auto bundle = small.year_bundle();
  const auto policy_text =
      "log " + small.functions().log_vkey + "\nwitness w1 " + witness.verifier().text() + "\nquorum w1\n";
  offline::Trust trust;
  trust.policy = log::value(log::Policy::parse(policy_text));
  CHECK(code_of(bundle, trust) == "policy_quorum_not_met");

  auto note = log::value(log::parse_note(bundle.checkpoint));
  note.signatures.push_back(witness.cosign(note.text, 1'763'700'100));
  bundle.checkpoint = log::note_bytes(note);
  auto verdict = judged(bundle, trust);
  REQUIRE(verdict.holds());
  REQUIRE(verdict.cosigners.size() == 1);
  CHECK_FALSE(verdict.cosigners.front().executing);
  CHECK(verdict.cosigners.front().time_unix_seconds == 1'763'700'100);
  trust.executing = {"w1"};
  CHECK(judged(bundle, trust).cosigners.front().executing);
  // What the file itself proposes as a policy is believed by nobody.
  bundle.policy = "log " + small.functions().log_vkey + "\nquorum none\n";
  note.signatures.pop_back();
  bundle.checkpoint = log::note_bytes(note);
  CHECK(code_of(bundle, trust) == "policy_quorum_not_met");
}

TEST_CASE("a signed absence holds under the statement key of its ledger and no other", "[offline]") {
  const std::string origin = "ledger.example.cn/tanbu/1";
  const log::Signer statements(origin + "/statements", log::SignatureType::ed25519, crypto::ed25519::Seed{9});
  const std::string text =
      "tanbu-absence/1\n" + origin + "\nVCS 15312-1-2-VCS-VCU-208\n12\n" + std::string(43, 'A') + "=\n";
  const std::string note = log::note_bytes({text, {statements.sign(text)}});
  const auto trust = trust_in(statements.verifier().text());
  const auto verdict = offline::verify_file(note, trust);
  REQUIRE(verdict.holds());
  CHECK(verdict.programme == "VCS");
  CHECK(verdict.serial == "15312-1-2-VCS-VCU-208");
  CHECK(verdict.checkpoint->size == 12);
  const log::Signer log_key(origin, log::SignatureType::ed25519, crypto::ed25519::Seed{9});
  CHECK(offline::verify_file(note, trust_in(log_key.verifier().text())).fault->code == "absence_key");
  for (std::size_t at = 0; at < note.size(); ++at) {
    auto altered = note;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    INFO("octet " << at);
    CHECK_FALSE(offline::verify_file(altered, trust).holds());
  }
}
