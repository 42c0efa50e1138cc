// A signed absence under a witnessed checkpoint holds as long as every part of it does, and an operator who signs one
// that is not true is convicted by it.
#include <catch2/catch.hpp>

#include "ledger/log/absence.hpp"
#include "tests/unit/audit/bundle_support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const std::string origin = "ledger.example.cn/tanbu/1";
const std::string unused = "15312-1-2-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";
const std::string used = "15312-681390001-681390100-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";
const std::string used_in_part = "15312-681390100-681390101-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";

// The whole tree over a few leaves, in the most obvious way.
class SmallTree final : public log::HashReader {
 public:
  explicit SmallTree(const std::vector<std::string>& lines) : lines_(lines) {}
  log::Digest node(unsigned level, std::uint64_t index) override {
    if (level == 0) return log::leaf_hash(lines_.at(index));
    return log::node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  }

 private:
  const std::vector<std::string>& lines_;
};

// An operator with all keys and an honest log, and two witnesses who cosign whatever tree he shows them.
struct Operator : MemoryLog {
  Operator() {
    enroll("x:plant");
    factory = append_signed("x:plant", "register_factory",
                            {{"name", "一厂"},
                             {"address", "A 路 1 号"},
                             {"division", "330108"},
                             {"industry", "C3841"},
                             {"established_on", "2012-02-29"}});
    append_signed("x:registrar", "register_project",
                  {{"programme", "VCS"},
                   {"project_id", "929"},
                   {"title", "Project 929"},
                   {"country", "CN"},
                   {"technology", "wind"},
                   {"methodology", "ACM0002"}});
    batch = append_signed("x:registrar", "record_batch",
                          {{"programme", "VCS"},
                           {"serial", used},
                           {"quantity", 100},
                           {"project", "929"},
                           {"vintage_from", "2018-01-01"},
                           {"vintage_until", "2018-12-31"},
                           {"issued_on", "2019-05-06"},
                           {"registry_status", {{"status", "active"}}}});
    append_signed("x:registrar", "transfer",
                  {{"ranges", units(681'390'001, 681'390'100)},
                   {"to", "x:plant"},
                   {"basis", "trade"},
                   {"evidence", {{"sha256", std::string(64, 'c')}, {"bytes", 3}, {"media_type", "text/csv"}}}});
    first_use = retire(681'390'001, 681'390'030);
    second_use = retire(681'390'031, 681'390'070);
  }
  [[nodiscard]] boost::json::array units(std::int64_t from, std::int64_t to) const {
    return {{{"batch", batch}, {"first", from}, {"last", to}}};
  }
  std::uint64_t retire(std::int64_t from, std::int64_t to) {
    return append_signed("x:plant", "retire",
                         {{"factory", factory},
                          {"period", "2024"},
                          {"purpose", "factory_offset"},
                          {"ranges", units(from, to)},
                          {"quantity", to - from + 1},
                          {"beneficiary", "x:plant"},
                          {"retired_on", "2025-02-03"}});
  }
  std::string file(const std::string& serial, std::uint64_t size) { return file(serial, size, size); }
  // The absence as of one size under the checkpoint of another.
  std::string file(const std::string& serial, std::uint64_t size, std::uint64_t checkpoint_size) {
    return log::write_witnessed_absence({*commands.front(), note(serial, size), receipt(0, checkpoint_size)});
  }
  std::string note(const std::string& serial, std::uint64_t size) {
    SmallTree tree(lines);
    const auto text = log::absence_text({origin, "VCS", serial, size, log::root(size, tree)});
    return log::note_bytes({text, {statements().sign(text)}});
  }
  std::string receipt(std::uint64_t index, std::uint64_t size) {
    SmallTree tree(lines);
    auto checkpoint =
        log::value(log::parse_note(log::sign_checkpoint({log_key.name(), size, log::root(size, tree)}, log_key)));
    for (const log::Signer* witness : cosigning)
      checkpoint.signatures.push_back(witness->cosign(checkpoint.text, 1'763'700'100));
    return log::write_receipt(
        {lines.at(index), index, log::inclusion_proof(index, size, tree).value(), log::note_bytes(checkpoint)});
  }
  [[nodiscard]] offline::Trust policy(const std::string& rule = "all") const {
    offline::Trust trust;
    trust.policy = log::value(log::Policy::parse("log " + log_key.verifier().text() + "\nwitness w1 " +
                                                 first.verifier().text() + "\nwitness w2 " + second.verifier().text() +
                                                 "\ngroup g " + rule + " w1 w2\nquorum g\n"));
    return trust;
  }
  audit::Report audit_of(const std::string& text) {
    audit::Options options;
    options.absences = {{"kept", text}};
    return audit(options);
  }

  std::uint64_t factory = 0;
  std::uint64_t batch = 0;
  std::uint64_t first_use = 0;
  std::uint64_t second_use = 0;
  log::Signer log_key{origin, log::SignatureType::ed25519, crypto::ed25519::Seed{1}};
  log::Signer first{"witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{3}};
  log::Signer second{"witness.example/w2", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{4}};
  std::vector<const log::Signer*> cosigning{&first, &second};
};

std::string code_of_file(const std::string& text, const offline::Trust& trust) {
  const auto verdict = offline::verify_file(text, trust);
  return verdict.fault ? verdict.fault->code : std::string();
}

std::vector<std::string> codes(const audit::Report& report) {
  std::vector<std::string> found;
  for (const auto& finding : report.findings) found.push_back(finding.code);
  return found;
}

}  // namespace

TEST_CASE("a witnessed absence holds under the log's key or a policy, and says who signed what", "[offline][absence]") {
  Operator ledger;
  const auto size = ledger.lines.size();
  const auto text = ledger.file(unused, size);
  auto trust = ledger.policy();
  trust.executing = {"w2"};
  const auto verdict = offline::verify_file(text, trust);
  REQUIRE(verdict.holds());
  CHECK(verdict.kind == offline::FileKind::witnessed_absence);
  CHECK(verdict.checkpoint->size == size);
  CHECK(verdict.programme == "VCS");
  CHECK(verdict.serial == unused);
  REQUIRE(verdict.cosigners.size() == 2);
  CHECK_FALSE(verdict.cosigners[0].executing);
  CHECK(verdict.cosigners[1].executing);
  CHECK(code_of_file(text, trust_in(ledger.log_key.verifier().text())).empty());
  // A policy that names no log stands with the log's key beside it, and demands its quorum all the same.
  offline::Trust both = trust_in(ledger.log_key.verifier().text());
  both.policy = log::value(log::Policy::parse("witness w1 " + ledger.first.verifier().text() + "\nquorum w1\n"));
  CHECK(code_of_file(text, both).empty());
  ledger.cosigning = {&ledger.second};
  CHECK(code_of_file(ledger.file(unused, size), both) == "policy_quorum_not_met");
}

TEST_CASE("a witnessed absence with any octet changed does not hold", "[offline][absence]") {
  Operator ledger;
  const auto text = ledger.file(unused, ledger.lines.size());
  const auto trust = ledger.policy();
  REQUIRE(code_of_file(text, trust).empty());
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto altered = text;
    altered[at] = static_cast<char>(altered[at] ^ (1 << (at % 8)));
    if (code_of_file(altered, trust).empty()) FAIL_CHECK("octet " << at << " of " << text.size());
  }
  for (std::size_t length = 0; length < text.size(); ++length) {
    if (code_of_file(text.substr(0, length), trust).empty()) FAIL_CHECK("cut at " << length);
  }
}

TEST_CASE("a witnessed absence whose parts are each sound and do not belong together does not hold",
          "[offline][absence]") {
  Operator ledger;
  const auto size = ledger.lines.size();
  const auto trust = ledger.policy();
  CHECK(code_of_file(ledger.file(unused, size - 1, size), trust) == "absence_other_checkpoint");
  CHECK(code_of_file(ledger.file(unused, size - 1), trust).empty());
  const auto parts = [&](const std::string& genesis, const std::string& note, const std::string& receipt) {
    return code_of_file(log::write_witnessed_absence({genesis, note, receipt}), trust);
  };
  const auto& genesis = *ledger.commands.front();
  const auto note = ledger.note(unused, size);
  const auto receipt = ledger.receipt(0, size);
  CHECK(parts(*ledger.commands.at(1), note, receipt) == "command_hash");
  CHECK(parts(*ledger.commands.at(1), note, ledger.receipt(1, size)) == "genesis_missing");
  CHECK(parts(genesis, ledger.note(used, size), receipt).empty());  // only the log can tell
  // Another ledger: its own keys, the same name.
  Operator other;
  other.log_key = log::Signer(origin, log::SignatureType::ed25519, crypto::ed25519::Seed{9});
  CHECK(parts(genesis, note, other.receipt(0, size)) == "checkpoint_not_signed_by_log");
  other.log_key = log::Signer("other.example/1", log::SignatureType::ed25519, crypto::ed25519::Seed{1});
  CHECK(parts(genesis, note, other.receipt(0, size)) == "policy_log_unknown");
  // Signed by the log's key instead of the statement key.
  auto unsigned_note = log::value(log::parse_note(note));
  unsigned_note.signatures = {ledger.log_key.sign(unsigned_note.text)};
  CHECK(parts(genesis, log::note_bytes(unsigned_note), receipt) == "note_unsigned");
  CHECK(code_of_file(note, trust) == "absence_not_witnessed");
}

TEST_CASE("a witnessed absence needs the quorum that its reader demands", "[offline][absence]") {
  Operator ledger;
  ledger.cosigning = {&ledger.first};
  const auto one = ledger.file(unused, ledger.lines.size());
  CHECK(code_of_file(one, ledger.policy("all")) == "policy_quorum_not_met");
  CHECK(code_of_file(one, ledger.policy("any")).empty());
  ledger.cosigning = {};
  CHECK(code_of_file(ledger.file(unused, ledger.lines.size()), ledger.policy("any")) == "policy_quorum_not_met");
}

TEST_CASE("an audit confirms a true absence and convicts the operator of an untrue one by the entry",
          "[audit][absence]") {
  Operator ledger;
  const auto size = ledger.lines.size();
  for (const auto& text : {ledger.file(unused, size), ledger.note(unused, size), ledger.file(used, ledger.batch)}) {
    const auto report = ledger.audit_of(text);
    INFO(audit::to_text(report));
    CHECK(report.ok());
    CHECK(report.absences_verified == 1);
  }
  for (const auto& text : {ledger.file(used, size), ledger.note(used, size), ledger.note(used_in_part, size),
                           ledger.file(used, ledger.batch + 1)}) {
    const auto report = ledger.audit_of(text);
    INFO(audit::to_text(report));
    REQUIRE(codes(report) == std::vector<std::string>{"absence_untrue"});
    CHECK(report.findings.front().entry == ledger.batch);
    CHECK(report.findings.front().place == "absence kept");
    CHECK(report.absences_verified == 0);
  }
  const auto words = ledger.audit_of(ledger.file(used, size)).findings.front().words;
  CHECK(words.find("this entry recorded it") != std::string::npos);
  CHECK(words.find("retired by entry " + std::to_string(ledger.first_use) + ", " + std::to_string(ledger.second_use)) !=
        std::string::npos);
  CHECK(ledger.audit_of(ledger.file(used, ledger.batch + 1)).findings.front().words.find("retired") ==
        std::string::npos);
}

TEST_CASE("an audit holds a signed absence to the log's history, and finds what is no absence of this ledger",
          "[audit][absence]") {
  Operator ledger;
  const auto size = ledger.lines.size();
  const auto beyond = [&] {
    Operator longer;
    longer.enroll("x:late");
    return longer.note(unused, size + 1);
  }();
  CHECK(codes(ledger.audit_of(beyond)) == std::vector<std::string>{"absence_newer"});
  Operator other;  // keys of its own, so that its entries differ
  CHECK(codes(ledger.audit_of(other.note(unused, size))) == std::vector<std::string>{"absence_root"});
  CHECK(codes(ledger.audit_of(other.file(unused, size))) == std::vector<std::string>{"absence_root", "absence_root"});
  auto note = log::value(log::parse_note(ledger.note(unused, size)));
  note.signatures = {ledger.log_key.sign(note.text)};
  CHECK(codes(ledger.audit_of(log::note_bytes(note))) == std::vector<std::string>{"absence_damaged"});
  CHECK(codes(ledger.audit_of("tanbu-witnessed-absence/1\n")) == std::vector<std::string>{"absence_damaged"});
  // Where the log's own replay stops, nothing is claimed of the absence.
  ledger.commands.at(ledger.batch) = std::nullopt;
  const auto report = ledger.audit_of(ledger.file(used, size));
  CHECK(report.absences_not_verifiable == 1);
  CHECK(audit::to_text(report).find("1 signed absences, at sizes") != std::string::npos);
}
