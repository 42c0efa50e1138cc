// The body of add-checkpoint: what is written is read back, and nothing else is.
#include "ledger/log/witness.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

const std::string hash_text(44, 'A');  // not canonical: only its last character can tell
const std::string zero_text = std::string(43, 'A') + "=";

std::string many(std::size_t count) {
  std::string lines;
  for (std::size_t at = 0; at < count; ++at) lines += zero_text + "\n";
  return lines;
}

}  // namespace

TEST_CASE("the body of add-checkpoint is read back as it was written", "[log]") {
  const auto hashes = leaves(63);
  for (const std::size_t count : {0U, 1U, 2U, 63U}) {
    for (const std::uint64_t old_size : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
      const AddCheckpoint request{old_size, Proof(hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(count)),
                                  "log.example/1\n3\n\n\xE2\x80\x94 anything at all"};
      const auto body = write_add_checkpoint(request);
      const auto parsed = parse_add_checkpoint(body);
      REQUIRE(ok(parsed));
      CHECK(value(parsed) == request);
      CHECK(write_add_checkpoint(value(parsed)) == body);
    }
  }
}

TEST_CASE("the body has the words of the standard's example", "[log]") {
  const auto parsed = parse_add_checkpoint("old 20852014\n" + zero_text + "\n\nexample.com/behind-the-sofa\n");
  REQUIRE(ok(parsed));
  CHECK(value(parsed).old_size == 20852014);
  CHECK(value(parsed).proof == Proof{Digest{}});
  CHECK(value(parsed).checkpoint == "example.com/behind-the-sofa\n");
}

TEST_CASE("malformed bodies of add-checkpoint are refused, each with its code", "[log]") {
  struct Row {
    std::string body;
    std::string_view code;
  };
  const std::string huge(note_bytes_max, 'x');
  const std::vector<Row> rows{
      {"", "add_checkpoint_old"},
      {"old 1", "add_checkpoint_old"},
      {"\nx", "add_checkpoint_old"},
      {"old\n\nx", "add_checkpoint_old"},
      {"old \n\nx", "add_checkpoint_old"},
      {"Old 1\n\nx", "add_checkpoint_old"},
      {"old  1\n\nx", "add_checkpoint_old"},
      {" old 1\n\nx", "add_checkpoint_old"},
      {"old 01\n\nx", "add_checkpoint_old"},
      {"old +1\n\nx", "add_checkpoint_old"},
      {"old -1\n\nx", "add_checkpoint_old"},
      {"old 1 \n\nx", "add_checkpoint_old"},
      {"old 1\r\n\nx", "add_checkpoint_old"},
      {"old 18446744073709551616\n\nx", "add_checkpoint_old"},
      {"old 1\n\r\nx", "add_checkpoint_hash"},
      {"old 1\n \n\nx", "add_checkpoint_hash"},
      {"old 1\n" + hash_text + "\n\nx", "add_checkpoint_hash"},
      {"old 1\n" + zero_text + "=\n\nx", "add_checkpoint_hash"},
      {"old 1\n" + zero_text + " \n\nx", "add_checkpoint_hash"},
      {"old 1\n" + zero_text.substr(1) + "\n\nx", "add_checkpoint_hash"},
      {"old 1\n" + std::string(42, 'A') + "B=\n\nx", "add_checkpoint_hash"},
      {"old 1\n" + many(64) + "\nx", "add_checkpoint_hash"},
      {"old 1\n", "add_checkpoint_shape"},
      {"old 1\n\n", "add_checkpoint_shape"},
      {"old 1\n" + zero_text, "add_checkpoint_shape"},
      {"old 1\n" + zero_text + "\n", "add_checkpoint_shape"},
      {"old 1\n" + zero_text + "\n\n", "add_checkpoint_shape"},
      {"old 1\n" + many(63), "add_checkpoint_shape"},
      {"old 1\n\n" + huge + "x", "note_too_large"},
      {huge + std::string(5000, 'x'), "note_too_large"},
  };
  for (const auto& row : rows) {
    INFO(row.body.substr(0, 80));
    CHECK(code(parse_add_checkpoint(row.body)) == row.code);
  }
  CHECK(ok(parse_add_checkpoint("old 1\n" + many(63) + "\n" + huge)));
}

}  // namespace tanbu::log::test
