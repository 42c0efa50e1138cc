// Receipts and entries: round trips, and texts that somebody has been at.
#include <catch2/catch.hpp>
#include <random>

#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"
#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

Entry example_entry() {
  return {12, leaf_hash("before"), 1'795'248'000'123, "retire", crypto::sha256("jws"), "2026-11-01"};
}

struct Issued {
  Signer log{"ledger.example/carbon/1", SignatureType::ed25519, seed("log")};
  Signer witness{"witness.example/w1", SignatureType::cosignature_v1, seed("witness")};
  std::string entry = entry_bytes(example_entry());
  std::string text;

  Issued() {
    auto hashes = leaves(19);
    hashes[12] = leaf_hash(entry);
    auto reader = stored(hashes);
    const Checkpoint checkpoint{log.name(), 19, root(19, reader)};
    auto note = value(parse_note(sign_checkpoint(checkpoint, log)));
    note.signatures.push_back(witness.cosign(note.text, 1'763'700'000));
    text = write_receipt({entry, 12, inclusion_proof(12, 19, reader).value(), note_bytes(note)});
  }
};

}  // namespace

TEST_CASE("an entry has the documented bytes", "[log]") {
  Entry entry = example_entry();
  CHECK(time_text(entry.time_unix_ms) == "2026-11-21T08:00:00.123Z");
  CHECK(entry_bytes(entry) ==
        R"({"v":1,"index":12,"prev":")" + crypto::base64_encode(crypto::as_bytes(entry.previous)) +
            R"(","time":"2026-11-21T08:00:00.123Z","kind":"retire","command":")" +
            crypto::base64_encode(crypto::as_bytes(entry.command)) + R"(","rules":"2026-11-01"})");
  CHECK(parse_entry(entry_bytes(entry)) == entry);
}

TEST_CASE("every valid entry is read back", "[log]") {
  std::mt19937_64 random(3);
  const std::string kinds = "abcdefghijklmnopqrstuvwxyz_";
  const std::string rules = "0123456789abcdefghijklmnopqrstuvwxyz.-";
  const auto word = [&](const std::string& alphabet) {
    std::string text;
    const auto length = 1 + random() % 40;
    while (text.size() < length) text.push_back(alphabet[random() % alphabet.size()]);
    return text;
  };
  for (int round = 0; round < 3000; ++round) {
    const Entry entry{1 + (random() >> (11 + random() % 53)) % entry_index_max,
                      leaf_hash(std::to_string(random())),
                      static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(entry_time_unix_ms_max + 1)),
                      word(kinds),
                      leaf_hash(std::to_string(random())),
                      word(rules)};
    REQUIRE(entry_is_valid(entry));
    const auto bytes = entry_bytes(entry);
    REQUIRE(parse_entry(bytes) == entry);
    REQUIRE(bytes.size() <= entry_bytes_max);
  }
}

TEST_CASE("times are read back at the edges of days, months and years", "[log]") {
  CHECK(time_text(0) == "1970-01-01T00:00:00.000Z");
  CHECK(time_text(entry_time_unix_ms_max) == "9999-12-31T23:59:59.999Z");
  CHECK(time_text(951'782'400'000 - 1) == "2000-02-28T23:59:59.999Z");
  CHECK(time_text(951'782'400'000) == "2000-02-29T00:00:00.000Z");
  for (std::int64_t day = 0; day <= entry_time_unix_ms_max / 86'400'000; day += 61) {
    for (const std::int64_t offset : {std::int64_t{0}, std::int64_t{86'399'999}}) {
      const auto time = day * 86'400'000 + offset;
      if (parse_time_text(time_text(time)) != time) FAIL(time);
    }
  }
  for (const std::string text : {"",
                                 "2026-11-21T08:00:00Z",
                                 "2026-11-21T08:00:00.12Z",
                                 "2026-11-21T08:00:00.1234Z",
                                 "2026-11-21 08:00:00.123Z",
                                 "2026-11-21t08:00:00.123Z",
                                 "2026-11-21T08:00:00.123z",
                                 "2026-11-21T08:00:00,123Z",
                                 "2026-11-21T24:00:00.000Z",
                                 "2026-11-21T08:60:00.000Z",
                                 "2026-11-21T23:59:60.000Z",
                                 "2026-02-29T00:00:00.000Z",
                                 "2026-13-01T00:00:00.000Z",
                                 "2026-00-01T00:00:00.000Z",
                                 "2026-11-00T00:00:00.000Z",
                                 "2026-11-31T00:00:00.000Z",
                                 "1969-12-31T23:59:59.999Z",
                                 "2026-11-21T08:00:00.123+",
                                 "0000-01-01T00:00:00.000Z",
                                 "-026-11-21T08:00:00.123Z",
                                 "2026-11-21T08:00:-1.123Z"}) {
    INFO(text);
    CHECK_FALSE(parse_time_text(text).has_value());
  }
}

TEST_CASE("an entry spelt in any other way is refused", "[log]") {
  const std::string good = entry_bytes(example_entry());
  const auto swapped = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const std::vector<std::string> bad{
      "",
      "{}",
      good + "\n",
      " " + good,
      "\xEF\xBB\xBF" + good,
      good + good,
      good.substr(0, good.size() - 1),
      swapped("\"v\":1", "\"v\":2"),
      swapped("\"v\":1", "\"v\":01"),
      swapped("\"v\":1", "\"v\":1.0"),
      swapped("\"v\":1,", ""),
      swapped(":12,", ":012,"),
      swapped(":12,", ":-12,"),
      swapped(":12,", ":12.0,"),
      swapped(":12,", ": 12,"),
      swapped(":12,", ":\"12\","),
      swapped(":12,", ":9007199254740992,"),
      swapped(":12,", ":18446744073709551616,"),
      swapped(":12,", ":0,"),
      swapped("retire", ""),
      swapped("retire", "Retire"),
      swapped("retire", "ret\\u0069re"),
      swapped("retire", "re tire"),
      swapped("retire", std::string("retire\0", 7)),
      swapped("retire", std::string(41, 'a')),
      swapped("2026-11-01", ""),
      swapped("2026-11-01", "2026_11"),
      swapped("2026-11-01", "2026-11-01\",\"x\":\"1"),
      swapped("2026-11-01", std::string(41, '1')),
      swapped("2026-11-01", std::string(40'000, '1')),
      swapped("2026-11-21", "2026-11-31"),
      swapped(",\"kind\"", ", \"kind\""),
      swapped("\"kind\"", "\"Kind\""),
      swapped("=\",\"time\"", "\",\"time\""),
      swapped("=\",\"rules\"", "==\",\"rules\""),
  };
  for (const auto& text : bad) {
    INFO(text.substr(0, 400));
    CHECK_FALSE(parse_entry(text).has_value());
  }
  CHECK_FALSE(entry_is_valid({0, leaf_hash("x"), 0, "genesis", {}, "1"}));
  CHECK(entry_is_valid({0, {}, 0, "genesis", {}, "1"}));
}

TEST_CASE("a changed byte of an entry makes another entry or none", "[log]") {
  const std::string good = entry_bytes(example_entry());
  int read = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = good;
      changed[at] = static_cast<char>(byte);
      const auto entry = parse_entry(changed);
      if (!entry) continue;
      ++read;
      if (entry_bytes(*entry) != changed) FAIL(changed);
      if (changed != good && *entry == example_entry()) FAIL(changed);
    }
    if (parse_entry(good.substr(0, at))) FAIL(at);
  }
  CHECK(read > 1000);
}

TEST_CASE("a receipt is read back and verifies with the log's key alone", "[log]") {
  const Issued issued;
  const auto verified = verify_receipt(issued.text, issued.log.verifier());
  REQUIRE(ok(verified));
  CHECK(value(verified).entry == issued.entry);
  CHECK(value(verified).index == 12);
  CHECK(value(verified).checkpoint.size == 19);
  CHECK(write_receipt(value(parse_receipt(issued.text))) == issued.text);
  CHECK(ok(verify_receipt(issued.text, issued.log.verifier().text(), "ledger.example/carbon/1")));
  CHECK(code(verify_receipt(issued.text, issued.log.verifier(), "ledger.example/carbon/2")) == "receipt_other_origin");
  CHECK(code(verify_receipt(issued.text, "no key")) == "vkey_shape");
  const Signer other("ledger.example/carbon/1", SignatureType::ed25519, seed("other"));
  CHECK(code(verify_receipt(issued.text, other.verifier())) == "note_unsigned");
  const auto lines = issued.text.substr(0, issued.text.find('\n'));
  CHECK(lines == "c2sp.org/tlog-proof@v1");
}

TEST_CASE("a receipt spelt in any other way is refused, each with its code", "[log]") {
  const Issued issued;
  const auto swapped = [&](const std::string& from, const std::string& to) {
    std::string text = issued.text;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const auto refused = [&](const std::string& text) { return code(verify_receipt(text, issued.log.verifier())); };
  const std::string hash = crypto::base64_encode(std::string(32, 'h')) + "\n";
  std::string hashes;
  for (std::size_t at = 0; at < 65; ++at) hashes += hash;
  CHECK(refused("") == "receipt_header");
  CHECK(refused("\n" + issued.text) == "receipt_header");
  CHECK(refused(swapped("@v1", "@v2")) == "receipt_header");
  CHECK(refused(swapped("@v1\n", "@v1\r\n")) == "receipt_header");
  CHECK(refused(swapped("extra ", "Extra ")) == "receipt_entry");
  CHECK(refused(swapped("extra ", "extra  ")) == "receipt_entry");
  CHECK(refused(swapped("extra ", "extra =")) == "receipt_entry");
  CHECK(refused("c2sp.org/tlog-proof@v1\n" + issued.text.substr(issued.text.find("index "))) == "receipt_entry");
  CHECK(refused("c2sp.org/tlog-proof@v1\nextra \n" + issued.text.substr(issued.text.find("index "))) ==
        "receipt_entry");
  CHECK(refused(swapped("index 12", "index 012")) == "receipt_index");
  CHECK(refused(swapped("index 12", "index +12")) == "receipt_index");
  CHECK(refused(swapped("index 12", "index 18446744073709551616")) == "receipt_index");
  CHECK(refused(swapped("index 12", "index")) == "receipt_index");
  CHECK(refused(swapped("index 12\n", "index 12\nx\n")) == "receipt_hash");
  CHECK(refused(swapped("index 12\n", "index 12\n" + hashes)) == "receipt_hash");
  CHECK(refused(swapped("index 12\n", "index 12\n" + hash)) == "receipt_not_included");
  CHECK(refused(swapped("index 12", "index 13")) == "receipt_not_included");
  CHECK(refused(swapped("index 12", "index 18446744073709551615")) == "receipt_not_included");
  CHECK(refused(issued.text.substr(0, issued.text.find("\n\n") + 1)) == "receipt_hash");
  CHECK(refused(issued.text.substr(0, issued.text.find("\n\n") + 2)) == "receipt_checkpoint");
  CHECK(refused(swapped("\n\nledger", "\n\n\nledger")) == "note_signature_invalid");
  CHECK(refused(issued.text + "\n") == "note_shape");
  CHECK(refused(issued.text + "x\n") == "note_signature_line");
  CHECK(refused(std::string(receipt_bytes_max + 1, 'x')) == "receipt_too_large");
}

TEST_CASE("no changed, lost or added byte lets a receipt say anything else", "[log]") {
  const Issued issued;
  const auto statement = value(verify_receipt(issued.text, issued.log.verifier()));
  // Only the witness's line, whose key this verifier does not have, may change unnoticed.
  const auto unknown_line = issued.text.find(dash + issued.witness.name());
  REQUIRE(unknown_line != std::string::npos);
  int tried = 0;
  int unnoticed = 0;
  const auto attempt = [&](const std::string& text, std::size_t at) {
    ++tried;
    const auto verified = verify_receipt(text, issued.log.verifier());
    if (!ok(verified)) return;
    ++unnoticed;
    if (!(value(verified) == statement)) FAIL(text);
    if (at < unknown_line) FAIL("a change at " << at << " was not noticed");
  };
  for (std::size_t at = 0; at < issued.text.size(); ++at) {
    for (const int change : {1, 2, 4, 8, 16, 32, 64, 128}) {
      std::string changed = issued.text;
      changed[at] = static_cast<char>(changed[at] ^ change);
      attempt(changed, at);
    }
    for (const char byte : {'\n', '\0', ' ', '=', 'A', '0'}) {
      std::string changed = issued.text;
      if (changed[at] != byte) {
        changed[at] = byte;
        attempt(changed, at);
      }
      std::string longer = issued.text;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), byte);
      if (longer != issued.text) attempt(longer, at);
    }
    std::string shorter = issued.text;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
    attempt(shorter, at);
    attempt(issued.text.substr(0, at), at);
  }
  CHECK(tried > 10'000);
  CHECK(unnoticed > 0);
  // With the witness's key its line is watched as well.
  const auto note = issued.text.substr(issued.text.find("\n\n") + 2);
  const auto open = [&](const std::string& text) {
    return open_checkpoint(text, issued.log.verifier(), {issued.witness.verifier()});
  };
  REQUIRE(value(open(note)).cosignatures.size() == 1);
  const auto signature = note.find(dash + issued.witness.name()) + dash.size() + issued.witness.name().size() + 1;
  for (std::size_t at = signature; at + 1 < note.size(); ++at) {
    std::string changed = note;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    const auto opened = open(changed);
    CHECK((!ok(opened) || value(opened).cosignatures.empty()));
  }
}

TEST_CASE("random texts are never taken for a receipt, a note, an entry or a checkpoint", "[log]") {
  std::mt19937_64 random(5);
  const Issued issued;
  // Pieces of a good text in a wrong order reach deeper than noise does.
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    while (text.size() < 400 && random() % 8 != 0) {
      if (random() % 3 == 0) {
        text.push_back(static_cast<char>(random()));
      } else {
        text += issued.text.substr(random() % issued.text.size(), random() % 200);
      }
    }
    if (ok(verify_receipt(text, issued.log.verifier()))) FAIL(text);
    if (ok(open_note(text, {issued.log.verifier()}))) {
      if (text.find(issued.log.name() + "\n19\n") == std::string::npos) FAIL(text);
    }
    if (parse_entry(text) && entry_bytes(*parse_entry(text)) != text) FAIL(text);
    const auto checkpoint = parse_checkpoint_text(text);
    if (ok(checkpoint) && checkpoint_text(value(checkpoint)) != text) FAIL(text);
  }
  SUCCEED();
}

}  // namespace tanbu::log::test
