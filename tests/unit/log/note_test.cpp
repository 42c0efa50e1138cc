// Signed notes, keys and checkpoints: what is accepted, and the hostile rest.
#include "ledger/log/note.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

Signer witness_signer() { return Signer("witness.example", SignatureType::cosignature_v1, seed("witness")); }

std::string line_of(const std::string& name, const std::string& bytes) {
  return dash + name + " " + crypto::base64_encode(bytes) + "\n";
}

}  // namespace

TEST_CASE("a note is split at its last empty line", "[log]") {
  const auto signer = log_signer();
  for (const std::string text : {"one\n", "\n", "one\n\ntwo\n", "\n\none\n\n", "\xE4\xBD\xA0\xE5\xA5\xBD\n",
                                 "\xE2\x80\x94 a line that looks like a signature\n"}) {
    const Note note{text, {signer.sign(text)}};
    const auto parsed = parse_note(note_bytes(note));
    REQUIRE(ok(parsed));
    CHECK(value(parsed) == note);
    CHECK(ok(open_note(note_bytes(note), {signer.verifier()})));
  }
}

TEST_CASE("malformed notes are refused, each with its code", "[log]") {
  const std::string good = line_of("a", "12345");
  struct Row {
    std::string note;
    std::string_view code;
  };
  std::string many = "x\n\n";
  for (std::size_t at = 0; at <= note_signatures_max; ++at) many += line_of("a", "12345");
  const std::vector<Row> rows{
      {"", "note_shape"},
      {"x\n", "note_shape"},
      {"x\n" + good, "note_shape"},
      {"x\n\n", "note_shape"},
      {"\n" + good, "note_shape"},
      {"x\n\n" + good.substr(0, good.size() - 1), "note_shape"},
      {"x\n\n" + good + "y", "note_shape"},
      {"x\n\n" + good + "\n", "note_shape"},
      {"x\n\n" + good + "y\n", "note_signature_line"},
      {"x\n\n- a " + crypto::base64_encode("12345") + "\n", "note_signature_line"},
      {"x\n\n" + dash + "a\n", "note_signature_line"},
      {"x\n\n" + dash + "a \n", "note_signature_line"},
      {"x\n\n" + dash + " " + crypto::base64_encode("12345") + "\n", "note_signature_line"},
      {"x\n\n" + line_of("a", "1234"), "note_signature_line"},
      {"x\n\n" + line_of("a+b", "12345"), "note_signature_line"},
      {"x\n\n" + line_of("a\xC2\xA0"
                         "b",
                         "12345"),
       "note_signature_line"},
      {"x\n\n" + line_of("a\xE3\x80\x80", "12345"), "note_signature_line"},
      {"x\n\n" + line_of("a b", "12345"), "note_signature_line"},
      {"x\n\n" + dash + "a MTIzNDU\n", "note_signature_line"},
      {"x\n\n" + dash + "a MTIzNDV=\n", "note_signature_line"},
      {"x\n\n" + dash + "a MTIzNDU=x\n", "note_signature_line"},
      {"x\n\n" + dash + "a MTIzNDU= \n", "note_signature_line"},
      {"x\r\n\n" + good, "note_encoding"},
      {"x\ty\n\n" + good, "note_encoding"},
      {std::string("x\0\n\n", 4) + good, "note_encoding"},
      {"\xFF\n\n" + good, "note_encoding"},
      {"\xC0\x80\n\n" + good, "note_encoding"},
      {"\xED\xA0\x80\n\n" + good, "note_encoding"},
      {"\xF4\x90\x80\x80\n\n" + good, "note_encoding"},
      {"\xE0\x80\xAF\n\n" + good, "note_encoding"},
      {"x\n\n" + good + "\xE2\x80", "note_encoding"},
      {many, "note_signatures_too_many"},
      {std::string(note_bytes_max, 'x') + "\n\n" + good, "note_too_large"},
  };
  CHECK(ok(parse_note("x\n\n" + good)));
  for (const auto& row : rows) {
    INFO(row.note.substr(0, 200));
    CHECK(code(parse_note(row.note)) == row.code);
  }
}

TEST_CASE("lines of unknown keys are ignored and a false line of a known key is an error", "[log]") {
  const auto signer = log_signer();
  const Signer stranger("log.example/1", SignatureType::ed25519, seed("stranger"));
  const std::string text = "text\n";
  const auto own = signer.sign(text);
  // The same name with another id, and the same id with another name, are both unknown keys.
  auto other_name = own;
  other_name.name = "log.example/2";
  const Note mixed{text, {stranger.sign(text), other_name, own}};
  const auto opened = open_note(note_bytes(mixed), {signer.verifier()});
  REQUIRE(ok(opened));
  CHECK(value(opened).signatures ==
        std::vector<VerifiedSignature>{{"log.example/1", own.id, SignatureType::ed25519, 0}});

  auto false_line = own;
  false_line.bytes[10] = static_cast<char>(false_line.bytes[10] ^ 1);
  CHECK(code(open_note(note_bytes({text, {false_line}}), {signer.verifier()})) == "note_signature_invalid");
  CHECK(code(open_note(note_bytes({text, {own, false_line}}), {signer.verifier()})) == "note_signature_invalid");
  CHECK(code(open_note(note_bytes({text, {stranger.sign(text)}}), {signer.verifier()})) == "note_unsigned");
  CHECK(code(open_note(note_bytes({text, {own}}), {})) == "note_unsigned");
  CHECK(code(open_note(note_bytes({"other\n", {own}}), {signer.verifier()})) == "note_signature_invalid");
  CHECK(code(open_note(note_bytes({text, {own}}), {signer.verifier(), signer.verifier()})) == "note_key_ambiguous");
  auto short_line = own;
  short_line.bytes.resize(63);
  CHECK(code(open_note(note_bytes({text, {short_line}}), {signer.verifier()})) == "note_signature_invalid");
  auto long_line = own;
  long_line.bytes += "x";
  CHECK(code(open_note(note_bytes({text, {long_line}}), {signer.verifier()})) == "note_signature_invalid");
  const auto twice = open_note(note_bytes({text, {own, own}}), {signer.verifier()});
  CHECK(value(twice).signatures.size() == 1);
}

TEST_CASE("a cosignature counts for its time and its text only", "[log]") {
  const auto witness = witness_signer();
  const std::string text = checkpoint_text(example());
  for (const std::uint64_t time : {std::uint64_t{0}, std::uint64_t{1763700000}, std::uint64_t{0x7FFFFFFFFFFFFFFF}}) {
    const auto line = witness.cosign(text, time);
    const auto verified = witness.verifier().verify(text, line);
    REQUIRE(verified.has_value());
    CHECK(verified->time_unix_seconds == time);
    CHECK(verified->type == SignatureType::cosignature_v1);
    for (std::size_t bit = 0; bit < 8 * line.bytes.size(); ++bit) {
      auto changed = line;
      changed.bytes[bit / 8] = static_cast<char>(changed.bytes[bit / 8] ^ (1 << (bit % 8)));
      CHECK_FALSE(witness.verifier().verify(text, changed).has_value());
    }
    CHECK_FALSE(witness.verifier().verify(text + "x\n", line).has_value());
  }
  // A time beyond 2^63-1, properly signed, is still no cosignature.
  const std::string late = "cosignature/v1\ntime 9223372036854775808\n" + text;
  const auto late_signature = crypto::ed25519::sign(seed("witness"), late);
  NoteSignature too_late{witness.name(), witness.verifier().id(), "\x80" + std::string(7, '\0')};
  for (const auto byte : late_signature) too_late.bytes.push_back(static_cast<char>(byte));
  CHECK_FALSE(witness.verifier().verify(text, too_late).has_value());
  // A good line under another name or id is not this key's.
  auto renamed = witness.cosign(text, 7);
  renamed.name = "witness.example/2";
  CHECK_FALSE(witness.verifier().verify(text, renamed).has_value());
  auto other_id = witness.cosign(text, 7);
  other_id.id[0] = static_cast<std::uint8_t>(other_id.id[0] ^ 1);
  CHECK_FALSE(witness.verifier().verify(text, other_id).has_value());
  // A plain signature by the same key is not a cosignature, nor the other way round.
  const Signer plain("witness.example", SignatureType::ed25519, seed("witness"));
  CHECK(plain.verifier().id() != witness.verifier().id());
  auto posing = plain.sign(text);
  posing.id = witness.verifier().id();
  CHECK_FALSE(witness.verifier().verify(text, posing).has_value());
  auto empty = posing;
  empty.bytes = "12345678";
  CHECK_FALSE(witness.verifier().verify(text, empty).has_value());
}

TEST_CASE("a vkey is read strictly and its id is checked", "[log]") {
  const std::string good = log_signer().verifier().text();
  REQUIRE(ok(Verifier::parse(good)));
  CHECK(value(Verifier::parse(good)).text() == good);
  const auto plus = good.find('+');
  const std::string id = good.substr(plus + 1, 8);
  const std::string key = good.substr(plus + 10);
  const std::string raw = crypto::base64_decode(key).value();
  const auto with = [&](const std::string& name, const std::string& id_text, const std::string& bytes) {
    return name + "+" + id_text + "+" + crypto::base64_encode(bytes);
  };
  CHECK(code(Verifier::parse("")) == "vkey_shape");
  CHECK(code(Verifier::parse("log.example/1")) == "vkey_shape");
  CHECK(code(Verifier::parse("log.example/1+" + id)) == "vkey_shape");
  CHECK(code(Verifier::parse(good + "\n")) == "vkey_shape");
  CHECK(code(Verifier::parse(good.substr(0, good.size() - 1))) == "vkey_shape");
  CHECK(code(Verifier::parse(with("log.example/1", "0" + id, raw))) == "vkey_shape");
  CHECK(code(Verifier::parse(with("log.example/1", "ABCDEF01", raw))) == "vkey_shape");
  CHECK(code(Verifier::parse(with("log.example/1", id, raw + "x"))) == "vkey_shape");
  CHECK(code(Verifier::parse(with("log.example/1", id, ""))) == "vkey_shape");
  CHECK(code(Verifier::parse(with("", id, raw))) == "vkey_name");
  CHECK(code(Verifier::parse(with("a b", id, raw))) == "vkey_name");
  CHECK(code(Verifier::parse(with("log.example/1", id, "\x02" + raw.substr(1)))) == "vkey_type");
  CHECK(code(Verifier::parse(with("log.example/2", id, raw))) == "vkey_id");
  CHECK(code(Verifier::parse(with("log.example/1", "00000000", raw))) == "vkey_id");
  CHECK(code(Verifier::parse(with("log.example/1", id, "\x04" + raw.substr(1)))) == "vkey_id");
  // The neutral element as a key would let anyone sign.
  CHECK(code(Verifier::parse(with("log.example/1", id, "\x01\x01" + std::string(31, '\0')))) == "vkey_key");
}

TEST_CASE("a private key text is read strictly and gives the same key back", "[log]") {
  for (const auto type : {SignatureType::ed25519, SignatureType::cosignature_v1}) {
    const Signer signer("log.example/1", type, seed("any"));
    const auto again = Signer::parse(signer.text());
    REQUIRE(ok(again));
    CHECK(value(again).text() == signer.text());
    CHECK(value(again).verifier().text() == signer.verifier().text());
  }
  const std::string good = log_signer().text();
  CHECK(good.substr(0, 26) == "PRIVATE+KEY+log.example/1+");
  CHECK(code(Signer::parse("")) == "skey_shape");
  CHECK(code(Signer::parse(log_signer().verifier().text())) == "skey_shape");
  CHECK(code(Signer::parse(good + "\n")) == "skey_shape");
  CHECK(code(Signer::parse("private+key+" + good.substr(12))) == "skey_shape");
  std::string other = good;
  other.replace(12, 13, "log.example/2");
  CHECK(code(Signer::parse(other)) == "skey_id");
}

TEST_CASE("a signer that was moved from holds no secret", "[log]") {
  Signer first = log_signer();
  const std::string text = first.text();
  Signer second = std::move(first);
  CHECK(second.text() == text);
  Signer third = witness_signer();
  third = std::move(second);
  CHECK(third.text() == text);
}

TEST_CASE("checkpoint texts have one spelling", "[log]") {
  const std::string root_text = "\n" + crypto::base64_encode(crypto::as_bytes(leaf_hash("x"))) + "\n";
  const auto parse = [](const std::string& text) { return code(parse_checkpoint_text(text)); };
  REQUIRE(value(parse_checkpoint_text("log.example/1\n3" + root_text)) == example());
  CHECK(checkpoint_text(example()) == "log.example/1\n3" + root_text);
  CHECK(ok(parse_checkpoint_text("o\n18446744073709551615" + root_text)));
  CHECK(parse("o\n18446744073709551616" + root_text) == "checkpoint_size");
  CHECK(parse("o\n99999999999999999999" + root_text) == "checkpoint_size");
  for (const std::string size : {"", "03", "+3", "-3", "3 ", " 3", "0x3", "3.0", "3e0", "00"}) {
    CHECK(parse("o\n" + size + root_text) == "checkpoint_size");
  }
  CHECK(parse("o\n0" + root_text) == "checkpoint_root");
  CHECK(ok(parse_checkpoint_text("o\n0\n" + crypto::base64_encode(crypto::as_bytes(empty_root())) + "\n")));
  CHECK(parse("o\n3\n" + crypto::base64_encode(std::string(31, 'x')) + "\n") == "checkpoint_root");
  CHECK(parse("o\n3\n" + crypto::base64_encode(std::string(33, 'x')) + "\n") == "checkpoint_root");
  CHECK(parse("o\n3\n\n") == "checkpoint_root");
  CHECK(parse("o\n3" + root_text + "extension\n") == "checkpoint_shape");
  CHECK(parse("o\n3" + root_text + "\n") == "checkpoint_shape");
  CHECK(parse("o\n3" + root_text.substr(0, root_text.size() - 1)) == "checkpoint_shape");
  CHECK(parse("o\n3\n") == "checkpoint_shape");
  CHECK(parse("") == "checkpoint_shape");
  for (const std::string& origin : {std::string(), std::string("a b"), std::string("a+b"),
                                    std::string("https://log.example/1"), std::string("a\tb"),
                                    std::string("a\xE2\x80\xA8"
                                                "b"),
                                    std::string(256, 'a'), std::string("a\xFF")}) {
    CHECK_FALSE(origin_is_valid(origin));
    CHECK(parse(origin + "\n3" + root_text) == "checkpoint_origin");
  }
  CHECK(origin_is_valid(std::string(255, 'a')));
  CHECK(origin_is_valid("ledger.example.cn/tanbu/1"));
}

TEST_CASE("a checkpoint is the log's only with the log's line and the log's name", "[log]") {
  const auto log = log_signer();
  const auto witness = witness_signer();
  const std::string note = sign_checkpoint(example(), log);
  CHECK(value(open_checkpoint(note, log.verifier())) == example());
  CHECK(value(open_checkpoint(note, log.verifier(), {witness.verifier()})).cosignatures.empty());

  auto parsed = value(parse_note(note));
  parsed.signatures = {witness.cosign(parsed.text, 5)};
  CHECK(code(open_checkpoint(note_bytes(parsed), log.verifier(), {witness.verifier()})) ==
        "checkpoint_not_signed_by_log");
  CHECK(code(open_checkpoint(note_bytes(parsed), log.verifier())) == "note_unsigned");

  const std::string other = checkpoint_text({"log.example/2", 3, leaf_hash("x")});
  CHECK(code(open_checkpoint(note_bytes({other, {log.sign(other)}}), log.verifier())) == "checkpoint_other_origin");
  const std::string free_text = "hello\n";
  CHECK(code(open_checkpoint(note_bytes({free_text, {log.sign(free_text)}}), log.verifier())) == "checkpoint_shape");
}

}  // namespace tanbu::log::test
