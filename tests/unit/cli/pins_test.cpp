// The pin store: what a server cannot make a client believe after it showed something else.
#include <catch2/catch.hpp>

#include "api/cli/files.hpp"
#include "tests/unit/cli/support.hpp"

using namespace tanbu;
using namespace tanbu::cli;
using test::Folder;
using test::SmallLog;

namespace {
const SmallLog honest(20);
const SmallLog forked("log", 20, 5, "other");  // the same key, another history from entry 5 on
ProofAnswer no_question(std::uint64_t, std::uint64_t) { throw std::logic_error("no proof should be asked for"); }
}  // namespace

TEST_CASE("the first use of an address pins key, origin and beginning") {
  const Folder folder;
  PinStore store(folder.path());
  CHECK_FALSE(store.find_by_url("https://ledger.example"));
  REQUIRE_FALSE(store.keep(honest.pin()));
  CHECK(PinStore(folder.path()).find_by_url("https://ledger.example") == honest.pin());
  CHECK(PinStore(folder.path()).find_by_origin("ledger.example/tanbu/1") == honest.pin());
  CHECK_FALSE(store.keep(honest.pin()));  // again, with nothing changed
}

TEST_CASE("an address that shows another key, origin or beginning later is refused and the pin stays") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE_FALSE(store.keep(honest.pin()));
  Pin other = honest.pin();
  SECTION("key") { other.vkey = SmallLog("intruder", 1, 1, "").pin().vkey; }
  SECTION("origin") { other.origin = "ledger.example/tanbu/2"; }
  SECTION("beginning") { other.genesis_leaf = crypto::base64_encode(std::string(32, 'x')); }
  const auto conflict = store.keep(other);
  REQUIRE(conflict);
  CHECK(conflict->kept == honest.pin());
  CHECK(store.find_by_url("https://ledger.example") == honest.pin());
  CHECK_FALSE(explain(*conflict, other).empty());
}

TEST_CASE("one origin has one key, also when another address shows it") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE_FALSE(store.keep(honest.pin()));
  Pin mirror = honest.pin();
  mirror.url = "https://mirror.example";
  CHECK_FALSE(store.keep(mirror));
  CHECK(store.find_by_url("https://mirror.example") == mirror);
  Pin impostor = SmallLog("intruder", 1, 1, "").pin();
  impostor.url = "https://impostor.example";
  CHECK(store.keep(impostor));
  CHECK_FALSE(store.find_by_url("https://impostor.example"));
}

TEST_CASE("what is kept is readable by its owner only") {
  const Folder folder;
  const auto home = folder.path() / "new" / "home";
  PinStore store(home);
  REQUIRE_FALSE(store.keep(honest.pin()));
  REQUIRE(store.see(honest.pin(), honest.note(3), honest.proofs()).verdict == Verdict::consistent);
  CHECK(test::mode_of(home) == 0700);
  std::size_t files = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(home)) {
    CHECK(test::mode_of(file.path()) == (file.is_directory() ? 0700U : 0600U));
    files += file.is_directory() ? 0U : 1U;
  }
  CHECK(files >= 3);
}

TEST_CASE("a growing log is followed with a proof for every step") {
  const Folder folder;
  PinStore store(folder.path());
  int asked = 0;
  for (const std::size_t size : {1U, 2U, 7U, 8U, 20U}) {
    CHECK(store.see(honest.pin(), honest.note(size), honest.proofs(&asked)).verdict == Verdict::consistent);
    CHECK(store.checkpoint(honest.pin().origin) == honest.note(size));
  }
  CHECK(asked == 4);
  CHECK(store.see(honest.pin(), honest.note(20), no_question).verdict == Verdict::consistent);
}

TEST_CASE("an older checkpoint of the same history is believed but not kept") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(20), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.see(honest.pin(), honest.note(7), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(20));
}

TEST_CASE("a log that denies a size that it signed was rolled back, and both checkpoints are kept") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(20), honest.proofs()).verdict == Verdict::consistent);
  const SmallLog shorter(12);
  const auto finding = store.see(honest.pin(), shorter.note(12), shorter.proofs());
  CHECK(finding.verdict == Verdict::rolled_back);
  CHECK(read_file(finding.evidence / "kept.checkpoint", 10'000) == honest.note(20));
  CHECK(read_file(finding.evidence / "shown.checkpoint", 10'000) == shorter.note(12));
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(20));
  CHECK_FALSE(explain(finding, honest.pin()).empty());
}

TEST_CASE("two histories under one key are a fork, whatever their sizes") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(10), honest.proofs()).verdict == Verdict::consistent);
  const auto size = GENERATE(std::size_t{6}, std::size_t{10}, std::size_t{20});
  const auto finding = store.see(honest.pin(), forked.note(size), forked.proofs());
  CHECK(finding.verdict == Verdict::forked);
  CHECK(read_file(finding.evidence / "shown.checkpoint", 10'000) == forked.note(size));
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(10));
}

TEST_CASE("a fork behind the kept size is no fork of what was seen") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.see(honest.pin(), forked.note(9), forked.proofs()).verdict == Verdict::consistent);
}

TEST_CASE("a newer checkpoint without a proof is not believed") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  const auto silent = [](std::uint64_t, std::uint64_t) -> ProofAnswer { return ProofRefused{}; };
  CHECK(store.see(honest.pin(), honest.note(9), silent).verdict == Verdict::unproven);
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(5));
}

TEST_CASE("a checkpoint by another key or of another origin is not signed") {
  const Folder folder;
  PinStore store(folder.path());
  const SmallLog intruder("intruder", 20, 20, "");
  const auto finding = store.see(honest.pin(), intruder.note(20), intruder.proofs());
  CHECK(finding.verdict == Verdict::not_signed);
  CHECK_FALSE(finding.code.empty());
  CHECK_FALSE(store.checkpoint(honest.pin().origin));
}

TEST_CASE("where nobody gives the proof, nothing is concluded and nothing is kept") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  CHECK_THROWS_AS(store.see(honest.pin(), honest.note(9), no_question), std::logic_error);
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(5));
}

TEST_CASE("a checkpoint that another process keeps meanwhile is taken into account") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  int asked = 0;
  const auto racing = [&](std::uint64_t from, std::uint64_t to) -> ProofAnswer {
    if (++asked == 1) {
      PinStore other(folder.path());
      REQUIRE(other.see(honest.pin(), honest.note(15), honest.proofs()).verdict == Verdict::consistent);
    }
    return honest.proofs()(from, to);
  };
  CHECK(store.see(honest.pin(), honest.note(9), racing).verdict == Verdict::consistent);
  CHECK(asked == 2);
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(15));  // the newer one was not overwritten
}

TEST_CASE("a root that an answer claims must be the log's") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(20), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.judge_root(honest.pin(), 20, honest.root(20), no_question).verdict == Verdict::consistent);
  CHECK(store.judge_root(honest.pin(), 9, honest.root(9), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.judge_root(honest.pin(), 9, forked.root(9), honest.proofs()).verdict == Verdict::forked);
  CHECK(store.judge_root(honest.pin(), 21, honest.root(20), honest.proofs()).verdict == Verdict::unproven);
}

TEST_CASE("damaged files are an error, never an empty memory") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE_FALSE(store.keep(honest.pin()));
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  const auto place = store.folder(honest.pin().origin);
  replace_file(place / "checkpoint", "damaged");
  CHECK_THROWS_AS(store.see(honest.pin(), honest.note(9), honest.proofs()), std::runtime_error);
  replace_file(place / "ledger.json", "{}");
  CHECK_THROWS_AS(store.find_by_origin(honest.pin().origin), std::runtime_error);
}

TEST_CASE("what is held back is seen by its own store alone, and is kept or forgotten as a whole") {
  const Folder folder;
  PinStore store(folder.path());
  store.hold_back();
  REQUIRE_FALSE(store.keep(honest.pin()));
  REQUIRE(store.see(honest.pin(), honest.note(7), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.find_by_url("https://ledger.example") == honest.pin());
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(7));
  const PinStore other(folder.path());
  CHECK_FALSE(other.find_by_url("https://ledger.example"));
  CHECK_FALSE(other.find_by_origin(honest.pin().origin));
  CHECK_FALSE(other.checkpoint(honest.pin().origin));
  SECTION("kept") {
    REQUIRE(store.keep_held_back());
    CHECK(other.find_by_url("https://ledger.example") == honest.pin());
    CHECK(other.find_by_origin(honest.pin().origin) == honest.pin());
    CHECK(other.checkpoint(honest.pin().origin) == honest.note(7));
    REQUIRE(store.see(honest.pin(), honest.note(9), honest.proofs()).verdict == Verdict::consistent);
    CHECK(other.checkpoint(honest.pin().origin) == honest.note(9));  // nothing is held back any more
  }
  SECTION("forgotten") {
    store.forget_held_back();
    CHECK_FALSE(store.find_by_url("https://ledger.example"));
    CHECK_FALSE(store.checkpoint(honest.pin().origin));
  }
}

TEST_CASE("what another process keeps meanwhile is not overwritten by what was held back") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE_FALSE(store.keep(honest.pin()));
  REQUIRE(store.see(honest.pin(), honest.note(5), honest.proofs()).verdict == Verdict::consistent);
  store.hold_back();
  REQUIRE(store.see(honest.pin(), forked.note(9), forked.proofs()).verdict == Verdict::consistent);
  PinStore other(folder.path());
  REQUIRE(other.see(honest.pin(), honest.note(12), honest.proofs()).verdict == Verdict::consistent);
  CHECK_FALSE(store.keep_held_back());
  CHECK(store.checkpoint(honest.pin().origin) == honest.note(12));
  CHECK(store.see(honest.pin(), forked.note(9), forked.proofs()).verdict == Verdict::forked);
}

TEST_CASE("a state of no entries has the root of no entries and no other") {
  const Folder folder;
  PinStore store(folder.path());
  REQUIRE(store.see(honest.pin(), honest.note(7), honest.proofs()).verdict == Verdict::consistent);
  CHECK(store.judge_root(honest.pin(), 0, log::empty_root(), no_question).verdict == Verdict::consistent);
  CHECK(store.judge_root(honest.pin(), 0, honest.root(1), no_question).verdict == Verdict::forked);
}
