// Whatever is altered in a bundle, left out of it or put into it, it is found false, with the code of what was done.
#include <catch2/catch.hpp>
#include <functional>
#include <stdexcept>
#include <utility>

#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/bundle_support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

namespace json = boost::json;

struct YearBundle {
  YearBundle() {
    const SmallYear log;
    factory = log.factory;
    batch = log.batch;
    first_use = log.first_use;
    second_use = log.second_use;
    trust = log.trust();
    bundle = log.year_bundle();
  }
  std::uint64_t factory = 0;
  std::uint64_t batch = 0;
  std::uint64_t first_use = 0;
  std::uint64_t second_use = 0;
  offline::Trust trust;
  offline::Bundle bundle;

  [[nodiscard]] std::string code() const { return code_of(bundle, trust); }
  [[nodiscard]] offline::BundleEntry& entry(std::uint64_t index) {
    for (auto& one : bundle.entries) {
      if (tanbu::log::parse_entry(one.entry)->index == index) return one;
    }
    throw std::runtime_error("not in the bundle");
  }
};

// Every leaf of the value, altered to another value of the same type.
void for_each_altered(json::value& value, const std::string& place,
                      const std::function<void(const std::string& place)>& judge) {
  if (auto* object = value.if_object()) {
    for (auto& member : *object) for_each_altered(member.value(), place + "/" + std::string(member.key()), judge);
    return;
  }
  if (auto* array = value.if_array()) {
    for (std::size_t at = 0; at < array->size(); ++at)
      for_each_altered((*array)[at], place + "/" + std::to_string(at), judge);
    return;
  }
  const json::value kept = value;
  if (value.is_string()) {
    value = std::string(kept.get_string()) + "0";
  } else if (value.is_bool()) {
    value = !kept.get_bool();
  } else if (value.is_null()) {
    value = 1;
  } else {
    value = kept.to_number<std::int64_t>() + 1;
  }
  judge(place);
  value = kept;
}

}  // namespace

TEST_CASE("a bundle as it was made holds", "[offline][adversary]") {
  const YearBundle made;
  const auto verdict = judged(made.bundle, made.trust);
  REQUIRE(verdict.holds());
  CHECK(verdict.statement.at("figures").at("all").at("percent") == json::value("70.00"));
  CHECK(verdict.on_the_ledgers_word.size() == 2);
}

TEST_CASE("no member of a statement can be altered", "[offline][adversary]") {
  TemporaryFolder folder;
  make_honest_ledger(folder.path(), 0);
  const ReadLedger ledger(folder.path());
  const auto evidence = std::get<offline::Evidence>(offline::read_whole(ledger.whole));
  std::vector<offline::Subject> subjects;
  for (const offline::Effect& effect : evidence.effects()) {
    const bool issued = std::holds_alternative<IssueCertificateCommand>(*effect.command);
    if (issued) subjects.push_back(certificate(effect.id.value, "2025-10-10"));
    const auto* declared = std::get_if<DeclareInventoryCommand>(effect.command);
    if (declared != nullptr) subjects.push_back(year(declared->factory.value, "2024"));
  }
  for (const Retirement& one : ledger.retirements) {
    const bool unsettled = one.status == RetirementStatus::matched || one.status == RetirementStatus::on_hold;
    if (unsettled) subjects.push_back(retirement(one.id.value));
  }
  REQUIRE(subjects.size() >= 6);
  for (const offline::Subject& subject : subjects) {
    const auto bundle = bundle_of(subject, ledger);
    REQUIRE(judged(bundle, ledger.trust).holds());
    json::value statement = bundle.statement;
    for_each_altered(statement, "", [&](const std::string& place) {
      auto altered = bundle;
      altered.statement = statement.as_object();
      INFO(place);
      CHECK_FALSE(code_of(altered, ledger.trust).empty());
    });
  }
}

TEST_CASE("a statement about another factory, period or thing is not what the entries give", "[offline][adversary]") {
  YearBundle made;
  auto altered = made;
  altered.bundle.statement["factory"] = made.batch;
  CHECK(altered.code() == "evidence_missing");
  altered = made;
  altered.bundle.statement["period"] = "2023";
  CHECK(altered.code() == "inventory_absent");
  altered = made;
  altered.bundle.statement["origin"] = "ledger.example.cn/tanbu/2";
  CHECK(altered.code() == "statement_differs");
  altered = made;
  altered.bundle.statement["remark"] = "all is well";
  CHECK(altered.code() == "statement_differs");
  altered = made;
  altered.bundle.statement.erase("root");
  CHECK(altered.code() == "statement_differs");
  altered = made;
  altered.bundle.statement["kind"] = "award";
  CHECK(altered.code() == "statement_form");
}

TEST_CASE("a retirement that is left out, doubled or made larger changes the sum", "[offline][adversary]") {
  const YearBundle made;
  const auto without = [](json::array uses) {
    uses.erase(uses.begin());
    return uses;
  };
  auto altered = made;
  auto& uses = altered.bundle.statement.at("retirements").as_array();
  const json::array both = uses;
  uses = without(both);
  CHECK(altered.code() == "statement_differs");  // its entry is there
  std::erase_if(altered.bundle.entries,
                [&](const auto& one) { return tanbu::log::parse_entry(one.entry)->index == made.first_use; });
  CHECK(altered.code() == "statement_differs");  // the sum is short
  altered = made;
  std::erase_if(altered.bundle.entries,
                [&](const auto& one) { return tanbu::log::parse_entry(one.entry)->index == made.first_use; });
  CHECK(altered.code() == "statement_differs");  // it is only said
  altered = made;
  altered.bundle.statement.at("retirements").as_array().push_back(both.front());
  CHECK(altered.code() == "statement_differs");
  altered = made;
  auto& use = altered.bundle.statement.at("retirements").as_array().front().as_object();
  use.at("units").as_array().front().as_object()["counted"] = 31;
  use["counted"] = 31;
  CHECK(altered.code() == "statement_differs");
}

TEST_CASE("every entry of a small bundle is needed", "[offline][adversary]") {
  const YearBundle made;
  for (std::size_t at = 0; at < made.bundle.entries.size(); ++at) {
    auto altered = made;
    altered.bundle.entries.erase(altered.bundle.entries.begin() + static_cast<std::ptrdiff_t>(at));
    INFO("entry " << made.bundle.entries[at].entry);
    CHECK_FALSE(altered.code().empty());
  }
  auto altered = made;
  altered.bundle.entries.clear();
  CHECK(altered.code() == "bundle_empty");
}

TEST_CASE("entries and commands cannot be altered, swapped, doubled or taken from another log",
          "[offline][adversary]") {
  YearBundle made;
  auto altered = made;
  auto& line = altered.entry(made.first_use).entry;
  for (std::size_t at = 0; at < line.size(); ++at) {
    line[at] = static_cast<char>(line[at] ^ 1);
    INFO("octet " << at);
    const auto code = altered.code();
    CHECK((code == "entry_malformed" || code == "entry_not_in_tree" || code == "bundle_json"));
    line[at] = static_cast<char>(line[at] ^ 1);
  }
  REQUIRE(altered.code().empty());
  auto& command = altered.entry(made.first_use).command;
  for (std::size_t at = 0; at < command.size(); at += 7) {
    const char kept = std::exchange(command[at], command[at] == 'A' ? 'B' : 'A');
    CHECK(altered.code() == "command_hash");
    command[at] = kept;
  }
  altered = made;
  std::swap(altered.entry(made.first_use).command, altered.entry(made.second_use).command);
  CHECK(altered.code() == "command_hash");
  altered = made;
  std::swap(altered.bundle.entries[1], altered.bundle.entries[2]);
  CHECK(altered.code() == "entry_order");
  altered = made;
  altered.bundle.entries.push_back(altered.bundle.entries.back());
  CHECK(altered.code() == "entry_order");
  // Its keys are others, so that its entries are.
  const YearBundle other;
  altered = made;
  altered.bundle.entries.back() = other.bundle.entries.back();
  CHECK(altered.code() == "entry_not_in_tree");
}

TEST_CASE("a checkpoint cannot be altered or exchanged for that of another log", "[offline][adversary]") {
  const YearBundle made;
  for (std::size_t at = 0; at < made.bundle.checkpoint.size(); ++at) {
    auto altered = made;
    auto& octet = altered.bundle.checkpoint[at];
    octet = static_cast<char>(octet ^ 1);
    INFO("octet " << at);
    CHECK_FALSE(altered.code().empty());
  }
  const YearBundle other;
  auto altered = made;
  altered.bundle.checkpoint = other.bundle.checkpoint;
  CHECK(altered.code() == "entry_not_in_tree");
}

TEST_CASE("no bit of any node of any proof can be altered in logs of up to 16 entries", "[offline][adversary]") {
  SmallYear log;
  const std::uint64_t small = log.lines.size();
  REQUIRE(small <= 12);
  std::size_t bits = 0;
  for (; log.lines.size() <= 16; log.enroll("x:party-" + std::to_string(log.lines.size()))) {
    const auto whole = log.whole();
    auto bundle = log.year_bundle();
    REQUIRE(code_of(bundle, log.trust()).empty());
    for (auto& entry : bundle.entries) {
      offline::Bundle one{{}, {}, {}, {}, {entry}};
      REQUIRE_FALSE(offline::check_inclusion(one, whole.checkpoint));
      for (auto& node : one.entries.front().proof) {
        for (std::size_t bit = 0; bit < 256; ++bit) {
          const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
          node[bit / 8] = static_cast<std::uint8_t>(node[bit / 8] ^ mask);
          const auto fault = offline::check_inclusion(one, whole.checkpoint);
          if (!fault || fault->code != "entry_not_in_tree") FAIL("bit " << bit << " of " << log.lines.size());
          node[bit / 8] = static_cast<std::uint8_t>(node[bit / 8] ^ mask);
          ++bits;
        }
      }
      // A node too many or too few is no proof either.
      entry.proof.emplace_back();
      CHECK(code_of(bundle, log.trust()) == "entry_not_in_tree");
      entry.proof.pop_back();
      const auto last = entry.proof.back();
      entry.proof.pop_back();
      CHECK(code_of(bundle, log.trust()) == "entry_not_in_tree");
      entry.proof.push_back(last);
    }
    REQUIRE(code_of(bundle, log.trust()).empty());
  }
  CHECK(bits > 30'000);
}

TEST_CASE("a genesis that names another key of the log is not that of the checkpoint", "[offline][adversary]") {
  const YearBundle made;
  const auto opened = tanbu::log::parse_note(made.bundle.checkpoint);
  const tanbu::log::Signer other("ledger.example.cn/tanbu/1", tanbu::log::SignatureType::ed25519,
                                 crypto::ed25519::Seed{2});
  auto altered = made;
  const auto& text = tanbu::log::value(opened).text;
  altered.bundle.checkpoint = tanbu::log::note_bytes({text, {other.sign(text)}});
  CHECK(altered.code() == "note_unsigned");
  altered.trust = trust_in(other.verifier().text());
  CHECK(altered.code() == "genesis_other_key");
}

TEST_CASE("a file of another form is refused with its code", "[offline][adversary]") {
  const YearBundle made;
  const auto text = offline::write_bundle(made.bundle);
  const auto code = [&](const std::string& altered) {
    const auto verdict = offline::verify_file(altered, made.trust);
    return verdict.fault ? verdict.fault->code : std::string();
  };
  const auto with = [&](const char* member, const json::value& value) {
    auto object = json::parse(text).as_object();
    object[member] = value;
    return json::serialize(object);
  };
  CHECK(code(text).empty());
  CHECK(code("") == "file_kind");
  CHECK(code("hello") == "file_kind");
  CHECK(code("{}") == "bundle_format");
  CHECK(code("{") == "bundle_json");
  CHECK(code(text + "{}") == "bundle_json");
  CHECK(code(with("format", "tanbu-bundle/2")) == "bundle_format");
  CHECK(code(with("more", 1)) == "bundle_form");
  CHECK(code(with("entries", 1)) == "bundle_form");
  CHECK(code(with("entries", json::array{1})) == "bundle_form");
  CHECK(code(with("checkpoint", nullptr)) == "bundle_form");
  CHECK(code(with("statement", json::array{})) == "bundle_form");
  CHECK(code(with("policy", 3)) == "bundle_form");
  const json::object entry{{"entry", "x"}, {"command", "y"}, {"proof", json::array{"AA=="}}};
  CHECK(code(with("entries", json::array{entry})) == "bundle_proof_hash");
  CHECK(code(std::string(offline::bundle_bytes_max, ' ') + text) == "bundle_too_large");
  // Two octets a value: read, they would fill a gigabyte.
  std::string values = "{\"entries\":[0";
  for (std::size_t at = 0; at <= offline::bundle_values_max; ++at) values += ",0";
  CHECK(code(values + "]}") == "bundle_too_large");
  CHECK(code(with("policy", json::string(2 * offline::bundle_values_max, ','))).empty());
  CHECK(code(with("word", 3)) == "bundle_form");
  for (std::size_t at = 0; at < text.size(); at += 37) {
    auto altered = text;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    INFO("octet " << at);
    CHECK_FALSE(code(altered).empty());
  }
  for (std::size_t end = 0; end < text.size(); end += 97) CHECK_FALSE(code(text.substr(0, end)).empty());
}

TEST_CASE("a receipt is for an entry, and for the one that it names", "[offline][adversary]") {
  const tanbu::log::Signer signer("ledger.example.cn/tanbu/1", tanbu::log::SignatureType::ed25519,
                                  crypto::ed25519::Seed{1});
  // The log's key signed it, whatever the only leaf is.
  const auto code = [&](const std::string& leaf) {
    const auto note = tanbu::log::sign_checkpoint({signer.name(), 1, tanbu::log::leaf_hash(leaf)}, signer);
    const auto receipt = tanbu::log::write_receipt({leaf, 0, {}, note});
    const auto verdict = offline::verify_file(receipt, trust_in(signer.verifier().text()));
    return verdict.fault ? verdict.fault->code : std::string();
  };
  auto line = SmallYear().lines.front();
  CHECK(code(line).empty());
  CHECK(code("hello") == "entry_malformed");
  line.replace(line.find("\"index\":0"), 9, "\"index\":12");
  CHECK(code(line) == "receipt_other_index");
}
