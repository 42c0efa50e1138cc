// Policy files: every rule of the format with a file that keeps it and one that does not, and the quorums they mean.
#include "ledger/log/policy.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

Signer witness(const std::string& word) {
  return Signer("witness.example/" + word, SignatureType::cosignature_v1, seed(word));
}
crypto::ed25519::PublicKey ed25519_key(const Signer& signer) {
  return std::get<crypto::ed25519::PublicKey>(signer.verifier().public_key());
}
std::string log_key() { return log_signer().verifier().text(); }
std::string key(const std::string& word) { return witness(word).verifier().text(); }
std::string witness_line(const std::string& word) { return "witness " + word + " " + key(word) + "\n"; }

Policy policy_of(const std::string& text) {
  auto parsed = Policy::parse(text);
  INFO(text << code(parsed));
  REQUIRE(ok(parsed));
  return value(std::move(parsed));
}

VerifiedSignature by(const std::string& word) {
  const auto signer = witness(word);
  return {signer.name(), signer.verifier().id(), SignatureType::cosignature_v1, 1};
}

std::string cosigned(const std::vector<std::string>& words) {
  const auto text = checkpoint_text(example());
  Note note{text, {log_signer().sign(text)}};
  for (const auto& word : words) note.signatures.push_back(witness(word).cosign(text, 1'700'000'000));
  return note_bytes(note);
}

}  // namespace

TEST_CASE("a policy gives its logs and witnesses in the order of the file", "[log]") {
  const auto policy = policy_of("# who vouches\n\n \t \n\t# indented\nlog " + log_key() + " https://log.example/\n" +
                                "  witness\tone  " + key("1") + "\thttps://one.example/w  \n" + witness_line("2") +
                                "group both all one 2\nquorum both\n" + witness_line("late"));
  REQUIRE(policy.logs().size() == 1);
  CHECK(policy.logs()[0].text() == log_key());
  REQUIRE(policy.witnesses().size() == 3);
  CHECK(policy.witnesses()[0].name == "one");
  CHECK(policy.witnesses()[0].verifier.text() == key("1"));
  CHECK(policy.witnesses()[0].url == "https://one.example/w");
  CHECK(policy.witnesses()[1].url.empty());
  CHECK(policy.witnesses()[2].name == "late");
  CHECK(policy.witness_keys().size() == 3);
  CHECK(policy.satisfied_by({by("1"), by("2")}));
  CHECK_FALSE(policy.satisfied_by({by("1"), by("late")}));
}

TEST_CASE("malformed policies are refused, each with its code", "[log]") {
  struct Row {
    std::string text;
    std::string_view code;
  };
  const std::string a = witness_line("a");
  const std::string b = witness_line("b");
  const std::string end = "quorum none\n";
  const auto changed = [](std::string text) {
    text.back() = text.back() == 'A' ? 'B' : 'A';
    return text;
  };
  const Verifier plain("witness.example/a", SignatureType::ed25519, ed25519_key(witness("a")));
  const Verifier schemed("https://log.example/1", SignatureType::ed25519, ed25519_key(log_signer()));
  const Verifier renamed("other.example/a", SignatureType::cosignature_v1, ed25519_key(witness("a")));
  const std::vector<Row> rows{
      {"", "policy_quorum_missing"},
      {"# quorum none\n", "policy_quorum_missing"},
      {a + b, "policy_quorum_missing"},
      {"quorum none", "policy_line"},
      {a + "quorum a\n# cut off", "policy_line"},
      {end + end, "policy_line"},
      {a + "quorum a\nquorum a\n", "policy_line"},
      {"quorum\n", "policy_line"},
      {"quorum none none\n", "policy_line"},
      {"Quorum none\n", "policy_line"},
      {"quorums none\n", "policy_line"},
      {"none\n" + end, "policy_line"},
      {"quorum none\r\n", "policy_line"},
      {"quorum\fnone\n", "policy_line"},
      {"quorum none\x7F\n", "policy_line"},
      {"# \x1B[2J\n" + end, "policy_line"},
      {std::string("# \0\n", 4) + end, "policy_line"},
      {"log\n" + end, "policy_line"},
      {"log " + log_key() + " https://log.example more\n" + end, "policy_line"},
      {"witness\n" + end, "policy_line"},
      {"witness a\n" + end, "policy_line"},
      {"witness a " + key("a") + " https://a.example more\n" + end, "policy_line"},
      {a + "group g\n" + end, "policy_line"},
      {a + "group g any\n" + end, "policy_line"},
      {a + "witness a " + key("b") + "\n" + end, "policy_name_repeated"},
      {"witness none " + key("a") + "\n" + end, "policy_name_repeated"},
      {a + "group a any a\n" + end, "policy_name_repeated"},
      {a + "group none any a\n" + end, "policy_name_repeated"},
      {a + b + "group g any a\ngroup g any b\n" + end, "policy_name_repeated"},
      {a + "group g any a a\n" + end, "policy_name_repeated"},
      {a + b + "group g any a b\ngroup h any a\n" + end, "policy_name_repeated"},
      {a + "group g any a\ngroup h any g a\n" + end, "policy_name_repeated"},
      {a + "group g any a\nwitness g " + key("b") + "\n" + end, "policy_name_repeated"},
      {a + "group g any b\n" + end, "policy_name_unknown"},
      {a + "group g any a none\n" + end, "policy_name_unknown"},
      {"group g any a\n" + a + end, "policy_name_unknown"},
      {"group g any g\n" + end, "policy_name_unknown"},
      {"quorum a\n" + a, "policy_name_unknown"},
      {a + "quorum A\n", "policy_name_unknown"},
      {a + "quorum b\n", "policy_name_unknown"},
      {a + b + "group g 0 a b\n" + end, "policy_threshold"},
      {a + b + "group g 3 a b\n" + end, "policy_threshold"},
      {a + b + "group g 01 a b\n" + end, "policy_threshold"},
      {a + b + "group g +1 a b\n" + end, "policy_threshold"},
      {a + b + "group g -1 a b\n" + end, "policy_threshold"},
      {a + b + "group g 18446744073709551617 a b\n" + end, "policy_threshold"},
      {a + b + "group g ALL a b\n" + end, "policy_threshold"},
      {a + b + "group g a b\n" + end, "policy_threshold"},
      {"log x\n" + end, "policy_key"},
      {"log " + changed(log_key()) + "\n" + end, "policy_key"},
      {"log " + key("a") + "\n" + end, "policy_key"},
      {"log " + schemed.text() + "\n" + end, "policy_key"},
      {"log " + log_key() + "\nlog " + log_key() + "\n" + end, "policy_key"},
      {"witness a " + changed(key("a")) + "\n" + end, "policy_key"},
      {"witness a " + plain.text() + "\n" + end, "policy_key"},
      {a + "witness b " + key("a") + "\n" + end, "policy_key"},
      {a + "witness b " + renamed.text() + "\n" + end, "policy_key"},
      {end + std::string(policy_bytes_max, '\n'), "policy_too_large"},
  };
  for (const auto& row : rows) {
    INFO(row.text.substr(0, 400));
    CHECK(code(Policy::parse(row.text)) == row.code);
  }
}

TEST_CASE("a policy may have so many lines of a kind and no more", "[log]") {
  std::string logs;
  std::string witnesses;
  std::string groups;
  const auto line_of_log = [](std::size_t at) {
    return "log " + Signer("log.example/1", SignatureType::ed25519, seed(std::to_string(at))).verifier().text() + "\n";
  };
  const auto group_line = [](std::size_t at) {
    return "group g" + std::to_string(at) + " any " + (at == 0 ? "0" : "g" + std::to_string(at - 1)) + "\n";
  };
  for (std::size_t at = 0; at < 64; ++at) {
    logs += line_of_log(at);
    witnesses += witness_line(std::to_string(at));
    groups += group_line(at);
  }
  const auto full = logs + witnesses + groups;
  const auto policy = policy_of(full + "quorum g63\n");
  CHECK(policy.satisfied_by({by("0")}));
  CHECK_FALSE(policy.satisfied_by({by("1")}));
  CHECK(code(Policy::parse(full + line_of_log(64) + "quorum none\n")) == "policy_too_large");
  CHECK(code(Policy::parse(full + witness_line("64") + "quorum none\n")) == "policy_too_large");
  CHECK(code(Policy::parse(full + group_line(64) + "quorum none\n")) == "policy_too_large");
}

TEST_CASE("names are octets without a meaning of their own", "[log]") {
  const auto policy = policy_of("witness \xE2\x84\xAA " + key("a") + "\nwitness K " + key("b") + "\nwitness \xFF " +
                                key("c") + "\nwitness any " + key("d") + "\ngroup 2 2 K any\nquorum 2\n");
  CHECK(policy.satisfied_by({by("b"), by("d")}));
  CHECK_FALSE(policy.satisfied_by({by("a"), by("d")}));
}

TEST_CASE("a quorum of nested groups counts every member at its own threshold", "[log]") {
  std::string text;
  for (const std::string word : {"x1", "x2", "x3", "y1", "y2", "y3"}) text += witness_line(word);
  const auto policy = policy_of(text + "group x 2 x1 x2 x3\ngroup y any y1 y2 y3\ngroup both all x y\nquorum both\n");
  const std::vector<std::string> words{"x1", "x2", "x3", "y1", "y2", "y3"};
  for (unsigned chosen = 0; chosen < 64; ++chosen) {
    std::vector<VerifiedSignature> cosignatures;
    unsigned x = 0;
    unsigned y = 0;
    for (unsigned at = 0; at < 6; ++at) {
      if (((chosen >> at) & 1) == 0) continue;
      cosignatures.push_back(by(words[at]));
      ++(at < 3 ? x : y);
    }
    INFO(chosen);
    CHECK(policy.satisfied_by(cosignatures) == (x >= 2 && y >= 1));
  }
}

TEST_CASE("thresholds mean what they say", "[log]") {
  const std::string text = witness_line("a") + witness_line("b") + witness_line("c");
  const std::vector<std::string> words{"a", "b", "c"};
  const std::vector<std::pair<std::string, std::size_t>> rows{{"any", 1}, {"1", 1}, {"2", 2}, {"3", 3}, {"all", 3}};
  for (const auto& [threshold, needed] : rows) {
    const auto policy = policy_of(text + "group g " + threshold + " a b c\nquorum g\n");
    std::vector<VerifiedSignature> cosignatures;
    CHECK_FALSE(policy.satisfied_by(cosignatures));
    for (std::size_t count = 1; count <= 3; ++count) {
      cosignatures.push_back(by(words[count - 1]));
      cosignatures.push_back(by(words[count - 1]));  // twice by one witness is once
      INFO(threshold << " with " << count);
      CHECK(policy.satisfied_by(cosignatures) == (count >= needed));
    }
  }
}

TEST_CASE("a single witness or nobody can be the quorum", "[log]") {
  const auto one = policy_of(witness_line("a") + witness_line("b") + "quorum b\n");
  CHECK(one.satisfied_by({by("b")}));
  CHECK_FALSE(one.satisfied_by({by("a")}));
  const auto nobody = policy_of("quorum none\n");
  CHECK(nobody.satisfied_by({}));
  CHECK(nobody.logs().empty());
}

TEST_CASE("signatures of other keys do not count towards a quorum", "[log]") {
  const auto policy = policy_of(witness_line("a") + "quorum a\n");
  auto other_id = by("a");
  other_id.id[0] ^= 1;
  auto other_name = by("a");
  other_name.name = "witness.example/b";
  auto other_type = by("a");
  other_type.type = SignatureType::ed25519;
  CHECK_FALSE(policy.satisfied_by({other_id, other_name, other_type}));
}

TEST_CASE("a checkpoint is opened under a policy only with its quorum", "[log]") {
  const auto text = "log " + log_key() + "\n" + witness_line("a") + witness_line("b") + "group g 2 a b\nquorum g\n";
  const auto policy = policy_of(text);
  const auto opened = open_checkpoint(cosigned({"b", "stranger", "a"}), policy);
  REQUIRE(ok(opened));
  CHECK(value(opened).checkpoint == example());
  REQUIRE(value(opened).cosignatures.size() == 2);
  CHECK(value(opened).cosignatures[0].name == "witness.example/b");
  CHECK(value(opened).cosignatures[0].time_unix_seconds == 1'700'000'000);
  CHECK(code(open_checkpoint(cosigned({"a"}), policy)) == "policy_quorum_not_met");
  CHECK(code(open_checkpoint(cosigned({"a", "a"}), policy)) == "policy_quorum_not_met");
  CHECK(code(open_checkpoint(cosigned({}), policy)) == "policy_quorum_not_met");
  CHECK(code(open_checkpoint("x\n", policy)) == "note_shape");
  CHECK(code(open_checkpoint(cosigned({"a", "b"}), policy_of("quorum none\n"))) == "policy_log_unknown");

  const auto plain = checkpoint_text(example());
  const auto without_log = note_bytes(Note{plain, {witness("a").cosign(plain, 1), witness("b").cosign(plain, 1)}});
  CHECK(code(open_checkpoint(without_log, policy)) == "checkpoint_not_signed_by_log");
  auto forged = witness("a").cosign(plain, 1);
  forged.bytes.back() = static_cast<char>(forged.bytes.back() ^ 1);
  const auto with_forged = note_bytes(Note{plain, {log_signer().sign(plain), forged, witness("b").cosign(plain, 1)}});
  CHECK(code(open_checkpoint(with_forged, policy)) == "note_signature_invalid");
}

TEST_CASE("a policy with two keys of one origin accepts a checkpoint of either, and of no other origin", "[log]") {
  const Signer renewed("log.example/1", SignatureType::ed25519, seed("renewed"));
  const Signer foreign("log.example/2", SignatureType::ed25519, seed("foreign"));
  const auto policy = policy_of("log " + log_key() + "\nlog " + renewed.verifier().text() + "\nlog " +
                                foreign.verifier().text() + "\nquorum none\n");
  CHECK(ok(open_checkpoint(sign_checkpoint(example(), log_signer()), policy)));
  CHECK(ok(open_checkpoint(sign_checkpoint(example(), renewed), policy)));
  const auto text = checkpoint_text(example());
  CHECK(code(open_checkpoint(note_bytes(Note{text, {foreign.sign(text)}}), policy)) == "note_unsigned");
  const Signer unknown("log.example/3", SignatureType::ed25519, seed("log"));
  const auto other = sign_checkpoint({"log.example/3", 3, leaf_hash("x")}, unknown);
  CHECK(code(open_checkpoint(other, policy)) == "policy_log_unknown");
}

}  // namespace tanbu::log::test
