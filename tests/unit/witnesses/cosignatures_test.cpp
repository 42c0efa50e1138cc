// What is kept, what is shown of it, what survives a restart, and what is refused at one.
#include "api/witnesses/cosignatures.hpp"

#include <fstream>

#include "tests/support/temporary_folder.hpp"
#include "tests/unit/witnesses/support.hpp"

namespace tanbu::witnesses::test {
namespace {

const std::string two_of_three =
    witness_line("a") + witness_line("b") + witness_line("c") + "group g 2 a b c\nquorum g\n";

struct Kept {
  std::unique_ptr<Cosignatures> cosignatures;
  std::vector<std::string> ignored;
  std::string code;
};

// A ledger's folder beside a log of 200 entries.
class Place {
 public:
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "cosignatures"; }
  [[nodiscard]] Kept open(const std::string& policy = two_of_three, std::uint64_t log_size = 200) {
    Kept kept;
    auto hashes = log::test::stored(log::test::leaves(200));
    auto opened = Cosignatures::open(folder(), std::make_shared<const log::Policy>(policy_of(policy)),
                                     log::KeyHistory(log_signer().verifier()), log_size, hashes, kept.ignored);
    if (const auto* fault = std::get_if<OpenFault>(&opened)) {
      kept.code = fault->code;
    } else {
      kept.cosignatures = std::get<std::unique_ptr<Cosignatures>>(std::move(opened));
    }
    return kept;
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder() / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return log::test::read_file((folder() / name).string());
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder()), std::filesystem::directory_iterator()));
  }

 private:
  tanbu::test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a checkpoint is shown with the cosignatures that it has, and witnessed when they are a quorum",
          "[witnesses]") {
  Place place;
  const auto kept = place.open();
  auto& held = *kept.cosignatures;
  const auto target = target_of(5);
  CHECK_FALSE(held.witnessed().has_value());
  CHECK(held.cosigned(5, target.note) == target.note);
  held.keep(target, {cosigned_by(1, "b", target)});
  CHECK(held.has(1, 5));
  CHECK_FALSE(held.has(0, 5));
  CHECK_FALSE(held.quorum_met(5));
  CHECK(held.cosigned(5, target.note) == target.note + line_by("b", target));
  CHECK(held.cosigned(6, "x") == "x");
  CHECK_FALSE(held.witnessed().has_value());
  held.keep(target, {cosigned_by(0, "a", target)});
  CHECK(held.quorum_met(5));
  const auto both = target.note + line_by("a", target) + line_by("b", target);
  CHECK(held.witnessed() == both);
  CHECK(place.read("5") == both);
  const auto opened =
      log::open_checkpoint(both, policy_of("log " + log_signer().verifier().text() + "\n" + two_of_three));
  CHECK(log::ok(opened));
  REQUIRE(held.newest_of(0).has_value());
  CHECK(held.newest_of(0)->size == 5);
  CHECK(held.newest_of(0)->time_unix_seconds == now_seconds);
  CHECK_FALSE(held.newest_of(2).has_value());
}

TEST_CASE("what was kept is there after a restart", "[witnesses]") {
  Place place;
  const auto early = target_of(5);
  const auto late = target_of(9);
  {
    const auto kept = place.open();
    kept.cosignatures->keep(early, {cosigned_by(0, "a", early), cosigned_by(1, "b", early)});
    kept.cosignatures->keep(late, {cosigned_by(2, "c", late)});
  }
  const auto kept = place.open();
  CHECK(kept.code.empty());
  CHECK(kept.ignored.empty());
  CHECK(kept.cosignatures->witnessed() == early.note + line_by("a", early) + line_by("b", early));
  CHECK(kept.cosignatures->cosigned(9, late.note) == late.note + line_by("c", late));
  CHECK(kept.cosignatures->newest_of(2)->size == 9);
  CHECK(kept.cosignatures->newest_of(2)->time_unix_seconds == now_seconds);
}

TEST_CASE("a witness that left the policy no longer counts and is no longer shown", "[witnesses]") {
  Place place;
  const auto target = target_of(5);
  place.open().cosignatures->keep(target, {cosigned_by(0, "a", target), cosigned_by(1, "b", target)});
  const auto kept = place.open(witness_line("b") + witness_line("c") + "group g all b c\nquorum g\n");
  CHECK(kept.code.empty());
  CHECK(kept.ignored.empty());
  CHECK(kept.cosignatures->cosigned(5, target.note) == target.note + line_by("b", target));
  CHECK_FALSE(kept.cosignatures->witnessed().has_value());
}

TEST_CASE("damaged files are left out and named, and files of others are left alone", "[witnesses]") {
  Place place;
  const auto target = target_of(5);
  place.open().cosignatures->keep(target, {cosigned_by(0, "a", target)});
  const auto sound = place.read("5");
  auto forged = sound;
  forged[forged.size() - 8] = forged[forged.size() - 8] == 'A' ? 'B' : 'A';
  for (const auto& text : {std::string(), std::string("x\n"), sound.substr(0, sound.size() / 2), forged,
                           target_of(6).note, text_of(target) + "\n" + line_by("a", target)}) {
    place.write("5", text);
    const auto kept = place.open();
    INFO(text);
    CHECK(kept.code.empty());
    CHECK(kept.ignored.size() == 1);
    CHECK_FALSE(kept.cosignatures->has(0, 5));
  }
  place.write("5", sound);
  place.write("5.new", "cut o");
  place.write("05", sound);
  place.write("README", "mine");
  const auto kept = place.open();
  CHECK(kept.ignored.empty());
  CHECK(kept.cosignatures->has(0, 5));
  CHECK(place.read("README") == "mine");
}

TEST_CASE("a kept checkpoint that the log does not continue stops the start", "[witnesses]") {
  Place place;
  const auto target = target_of(9);
  place.open().cosignatures->keep(target, {cosigned_by(0, "a", target)});
  CHECK(place.open(two_of_three, 9).code.empty());
  CHECK(place.open(two_of_three, 8).code == "would_fork");  // an older database
  const log::Checkpoint other{"log.example/1", 9, log::leaf_hash("another history")};
  place.write("9", log::sign_checkpoint(other, log_signer()));
  CHECK(place.open().code == "would_fork");
}

TEST_CASE("only what somebody still needs is kept", "[witnesses]") {
  Place place;
  const auto kept = place.open();
  auto& held = *kept.cosignatures;
  const auto old = target_of(1);
  held.keep(old, {cosigned_by(2, "c", old)});
  for (std::uint64_t size = 2; size <= 30; ++size) {
    const auto target = target_of(size);
    held.keep(target, {cosigned_by(0, "a", target), cosigned_by(1, "b", target)});
  }
  CHECK(place.files() == 2);  // the newest quorum, and the newest of c
  CHECK(held.newest_of(2)->size == 1);
  CHECK(held.witnessed()->find("\n30\n") != std::string::npos);
  // Without a quorum the last 64 stay, for a slower witness may still complete one, and then they go.
  for (std::uint64_t size = 31; size <= 120; ++size) {
    const auto target = target_of(size);
    held.keep(target, {cosigned_by(0, "a", target)});
  }
  CHECK(place.files() == 64 + 2);
  const auto target = target_of(119);
  held.keep(target, {cosigned_by(1, "b", target)});
  CHECK(held.witnessed()->find("\n119\n") != std::string::npos);
  CHECK(place.files() == 3);  // 1, 119, 120
  CHECK(place.open().cosignatures->witnessed() == held.witnessed());
}

TEST_CASE("the last quorum stays while its witnesses go on to sizes that have none", "[witnesses]") {
  Place place;
  const auto kept = place.open();
  auto& held = *kept.cosignatures;
  const auto agreed = target_of(5);
  held.keep(agreed, {cosigned_by(0, "a", agreed), cosigned_by(1, "b", agreed)});
  const auto witnessed = held.witnessed();
  for (std::uint64_t size = 6; size < 6 + 70; ++size) {
    const auto target = target_of(size);
    held.keep(target, {cosigned_by(size % 2, size % 2 == 0 ? "a" : "b", target)});
  }
  CHECK(held.witnessed() == witnessed);
  CHECK(place.open().cosignatures->witnessed() == witnessed);
}

TEST_CASE("the first cosignature of a witness for a size stays", "[witnesses]") {
  Place place;
  const auto kept = place.open();
  const auto target = target_of(5);
  kept.cosignatures->keep(target, {cosigned_by(0, "a", target)});
  kept.cosignatures->keep(target, {{0, now_seconds + 1, line_by("a", target, now_seconds + 1)}});
  CHECK(kept.cosignatures->cosigned(5, target.note) == target.note + line_by("a", target));
}

TEST_CASE("what cannot be written is not shown", "[witnesses]") {
  Place place;
  const auto kept = place.open();
  std::filesystem::remove_all(place.folder());
  const auto target = target_of(5);
  CHECK_THROWS(kept.cosignatures->keep(target, {cosigned_by(0, "a", target)}));
  CHECK_FALSE(kept.cosignatures->has(0, 5));
  CHECK(kept.cosignatures->cosigned(5, target.note) == target.note);
}

TEST_CASE("the line of the log's second key is kept over a restart", "[witnesses]") {
  Place place;
  auto target = target_of(5);
  const auto sm2 = Signer("log.example/1", log::SignatureType::pkix_sm2_sm3, crypto::sm2::random_key());
  const auto opened = log::open_checkpoint(target.note, log_signer().verifier());
  target.note = log::sign_checkpoint(log::value(opened), log_signer(), &sm2);
  const auto stranger = log::signature_line(witness("stranger").cosign(text_of(target), now_seconds));
  place.open().cosignatures->keep(target, {cosigned_by(0, "a", target), cosigned_by(1, "b", target)});
  const auto both = target.note + line_by("a", target) + line_by("b", target);
  place.write("5", target.note + stranger + line_by("a", target) + line_by("b", target));
  auto again = place.open();
  REQUIRE(again.cosignatures);
  CHECK(again.ignored.empty());
  CHECK(again.cosignatures->witnessed() == both);
  CHECK(log::ok(log::open_checkpoint(again.cosignatures->witnessed().value_or(""), sm2.verifier())));
  // And over the next write of the same size.
  again.cosignatures->keep(target, {cosigned_by(2, "c", target)});
  CHECK(place.read("5") == both + line_by("c", target));
}

}  // namespace tanbu::witnesses::test
