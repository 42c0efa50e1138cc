// Bytes that are no payload, each with its code, and good payloads mutated at random.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "crypto/jws.hpp"
#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;
using namespace std::string_literals;

namespace {

std::string code_of(const std::string& text) {
  const auto read = codec::read_payload(text);
  const auto* unreadable = std::get_if<codec::Unreadable>(&read);
  return unreadable == nullptr ? "" : unreadable->code;
}

// A readable outcome in one comparable text.
std::string outcome(const std::string& text) {
  const auto read = codec::read_payload(text);
  if (const auto* unreadable = std::get_if<codec::Unreadable>(&read)) return unreadable->code + unreadable->detail;
  const auto result = codec::read_command(std::get<codec::Payload>(read));
  if (const auto* command = std::get_if<Command>(&result)) return std::string(kind_of(*command));
  std::string faults;
  for (const auto& fault : std::get<std::vector<FormFault>>(result)) {
    faults += fault.pointer + " " + fault.code + " " + fault.detail + "\n";
  }
  return faults;
}

}  // namespace

TEST_CASE("hostile JSON is refused with its own code") {
  const std::string deep_33(33, '[');
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "json_syntax"},
      {" ", "json_syntax"},
      {"{", "json_syntax"},
      {"{}}", "json_syntax"},
      {"{} x", "json_syntax"},
      {"{}\0"s, "json_syntax"},
      {"\xef\xbb\xbf{}", "json_syntax"},
      {"{'a':1}", "json_syntax"},
      {"{a:1}", "json_syntax"},
      {"{\"a\":1,}", "json_syntax"},
      {"{\"a\":[1,]}", "json_syntax"},
      {"{/**/}", "json_syntax"},
      {"{\"a\":NaN}", "json_syntax"},
      {"{\"a\":Infinity}", "json_syntax"},
      {"{\"a\":-Infinity}", "json_syntax"},
      {"{\"a\":+1}", "json_syntax"},
      {"{\"a\":01}", "json_syntax"},
      {"{\"a\":0x10}", "json_syntax"},
      {"{\"a\":\"\\ud800\"}", "json_syntax"},
      {"{\"a\":\"\\udc00\\ud800\"}", "json_syntax"},
      {"{\"a\":\"\xc0\xaf\"}", "json_syntax"},
      {"{\"a\":\"\xed\xa0\x80\"}", "json_syntax"},
      {"{\"a\":\"\xff\"}", "json_syntax"},
      {"{\"a\":\"\n\"}", "json_syntax"},
      {"{\"a\":\"\0\"}"s, "json_syntax"},
      {"{\"a\":\"\\u0000\"}", "json_nul_character"},
      {"{\"a\\u0000\":1}", "json_nul_character"},
      {"{\"a\":1,\"a\":1}", "json_duplicate_name"},
      {"{\"a\":1,\"\\u0061\":2}", "json_duplicate_name"},
      {"{\"body\":{\"q\":1,\"\\u0071\":2}}", "json_duplicate_name"},
      {"{\"a\":[{\"b\":1,\"b\":1}]}", "json_duplicate_name"},
      {"{\"a\":1.0}", "json_not_an_integer"},
      {"{\"a\":1e400}", "json_not_an_integer"},
      {"{\"a\":0e111252000}", "json_not_an_integer"},
      {"{\"a\":1E2}", "json_not_an_integer"},
      {"{\"a\":-0}", "json_not_an_integer"},
      {"{\"a\":9007199254740992}", "json_integer_range"},
      {"{\"a\":-9007199254740992}", "json_integer_range"},
      {"{\"a\":9223372036854775808}", "json_integer_range"},
      {"{\"a\":-9223372036854775808}", "json_integer_range"},
      {"{\"a\":18446744073709551616}", "json_integer_range"},
      {"{\"a\":" + deep_33 + std::string(33, ']') + "}", "json_depth"},
      {std::string(crypto::payload_bytes_max + 1, ' '), "payload_too_large"},
      {"[]", "payload_not_an_object"},
      {"1", "payload_not_an_object"},
      {"null", "payload_not_an_object"},
      {"\"{}\"", "payload_not_an_object"},
  };
  CHECK(rows.size() >= 30);
  for (const auto& [text, code] : rows) {
    INFO(text.substr(0, 60));
    CHECK(code_of(text) == code);
  }
}

TEST_CASE("a payload of exactly the largest size is read") {
  auto text = json::serialize(payload_of("retire", sample("retire").full));
  text.append(crypto::payload_bytes_max - text.size(), ' ');
  CHECK(outcome(text) == "retire");
  CHECK(code_of(text + " ") == "payload_too_large");
}

TEST_CASE("names and texts that differ only in normalisation are not taken for the same") {
  auto body = sample("transfer").minimal;
  body.as_object()["to\u0301"] = "x:buyer";
  CHECK(faults_of("transfer", body) == Faulty{{"/body/to\u0301", "unknown_member"}});
  CHECK(faults_of("enroll_party", with(sample("enroll_party").minimal, "/name", "Caf\u00e9")).empty());
  CHECK(faults_of("enroll_party", with(sample("enroll_party").minimal, "/name", "Cafe\u0301")) ==
        Faulty{{"/body/name", "text_not_nfc"}});
}

TEST_CASE("an answer lists at most a hundred faults") {
  auto payload = payload_of("transfer", sample("transfer").minimal);
  for (int index = 0; index < 1000; ++index) payload["n" + std::to_string(index)] = 1;
  CHECK(faults_of(payload).size() == codec::faults_max);
}

TEST_CASE("good payloads mutated at random never crash the reader and always read the same") {
  static constexpr std::string_view alphabet =
      "{}[]\",:0123456789-+.eE\\utrfn abcxyzABC_/#\x01\x7f\xc3\xa9\xe4\xb8\xad";
  std::vector<std::string> good;
  for (const auto& each : samples()) {
    good.push_back(json::serialize(payload_of(each.kind, each.minimal)));
    good.push_back(json::serialize(payload_of(each.kind, each.full)));
  }
  std::mt19937_64 random(17);
  int commands = 0;
  int readable = 0;
  int unsteady = 0;
  int repeated = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = good[random() % good.size()];
    const auto changes = 1 + random() % 3;
    for (std::uint64_t change = 0; change < changes; ++change) {
      const auto at = random() % text.size();
      switch (random() % 5) {
        case 0:
          text[at] = alphabet[random() % alphabet.size()];
          break;
        case 1:
          text.insert(at, 1, alphabet[random() % alphabet.size()]);
          break;
        case 2:
          text.erase(at, 1 + random() % 3);
          break;
        case 3:
          text[at] = static_cast<char>(text[at] ^ (1 << random() % 7));
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), 1 + random() % 40));
          break;
      }
      if (text.empty()) text = "{";
    }
    if (outcome(text) != outcome(text)) ++unsteady;
    const auto read = codec::read_payload(text);
    const auto* payload = std::get_if<codec::Payload>(&read);
    if (payload == nullptr) continue;
    ++readable;
    const auto result = codec::read_command(*payload);
    if (std::holds_alternative<Command>(result)) {
      ++commands;
      continue;
    }
    std::set<std::pair<std::string, std::string>> distinct;
    for (const auto& fault : std::get<1>(result)) {
      if (!distinct.emplace(fault.pointer, fault.code).second) ++repeated;
    }
  }
  CHECK(unsteady == 0);
  CHECK(repeated == 0);
  CHECK(readable > 1000);
  CHECK(commands > 500);
  CHECK(commands < readable);
}
