// What a ledger's folder knows besides its database holds every path back to signing: restore, backup and start.
#include <fstream>

#include "ledger/engine/backup.hpp"
#include "tests/unit/keeping/files.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::CopiedLedger;
using engine::OpenFault;

namespace {

using Made = std::variant<CopiedLedger, OpenFault>;

std::string known_code_of(const Made& made) {
  const auto* fault = std::get_if<OpenFault>(&made);
  return fault == nullptr ? "" : fault->code;
}
std::string words_of(const Made& made) {
  const auto* fault = std::get_if<OpenFault>(&made);
  return fault == nullptr ? "" : fault->detail;
}

// What opening a folder answers; the code, or nothing.
std::string opening(const LedgerFolder& ledger, const std::filesystem::path& folder) {
  const auto opened = open_at(folder, ledger.clock);
  const auto* fault = std::get_if<OpenFault>(&opened);
  return fault == nullptr ? "" : fault->code + ": " + fault->detail;
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void write(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

// A backup at one size, and a ledger that went on from it by three entries.
struct Aged {
  Aged() {
    ledger.populate(1'000);
    REQUIRE(known_code_of(engine::back_up(ledger.path(), backup)).empty());
    for (std::int64_t unit = 1; unit <= 3; ++unit)
      ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
    newest = bytes_of(ledger.path() / "checkpoint");
    older = bytes_of(backup.string() + ".checkpoint");
    REQUIRE(newest != older);
  }
  [[nodiscard]] Made restore(const std::filesystem::path& to, const std::string& latest, bool read_only = false) const {
    return engine::restore({.file = backup, .directory = to, .latest_checkpoint = latest, .read_only = read_only});
  }
  // A folder with the ledger's keys, ready for a restore.
  [[nodiscard]] std::filesystem::path place_for(const std::string& name) const {
    copy_folder(ledger.path() / "keys", place.path() / name / "keys");
    return place.path() / name;
  }
  LedgerFolder ledger;
  TemporaryFolder place;
  std::filesystem::path backup = place.path() / "backup";
  std::string newest, older;
};

}  // namespace

TEST_CASE("a database is not put back below the checkpoint that lies in its folder", "[keeping][fork]") {
  Aged aged;
  aged.ledger.close();
  const auto& folder = aged.ledger.path();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove((folder / "ledger.sqlite").string() + suffix);
  const auto refused = aged.restore(folder, aged.older);
  CHECK(known_code_of(refused) == "would_fork");
  CHECK(says(words_of(refused), (folder / "checkpoint").string()));
  CHECK(bytes_of(folder / "checkpoint") == aged.newest);
  CHECK_FALSE(std::filesystem::exists(folder / "ledger.sqlite"));
  // As an archive, and then the folder keeps what it knew.
  CHECK(known_code_of(aged.restore(folder, aged.older, true)).empty());
  CHECK(bytes_of(folder / "checkpoint") == aged.newest);
  CHECK(says(opening(aged.ledger, folder), "would_fork"));
}

TEST_CASE("stamped and cosigned checkpoints hold a restore and a start as well", "[keeping][fork]") {
  Aged aged;
  const auto size = std::to_string(aged.ledger.engine().health().size);
  for (const std::string& name : {"anchors/" + size + ".checkpoint", "cosignatures/" + size}) {
    CAPTURE(name);
    const auto before = aged.place_for("before-" + name.substr(0, 3));
    write(before / name, aged.newest);
    const auto refused = aged.restore(before, aged.older);
    CHECK(known_code_of(refused) == "would_fork");
    CHECK(says(words_of(refused), (before / name).string()));
    CHECK_FALSE(std::filesystem::exists(before / "ledger.sqlite"));

    const auto after = aged.place_for("after-" + name.substr(0, 3));
    CHECK(known_code_of(aged.restore(after, aged.older)).empty());
    write(after / name, aged.newest);
    CHECK(says(opening(aged.ledger, after), "would_fork"));
    CHECK(says(opening(aged.ledger, after), (after / name).string()));
    // Signed by a key that the database does not know: whatever came after its last entry.
    auto note = log::value(log::parse_note(aged.newest));
    note.signatures[0].id[0] = static_cast<std::uint8_t>(note.signatures[0].id[0] ^ 1);
    write(after / name, log::note_bytes(note));
    CHECK(says(opening(aged.ledger, after), "would_fork"));
    // A damaged one of a size that is there can be asked for again, and one of its own history is in nobody's way.
    write(after / name, "damaged");
    CHECK(opening(aged.ledger, after).empty());
    write(after / name, aged.older);
    CHECK(opening(aged.ledger, after).empty());
  }
}

TEST_CASE("a backup of an archive carries the checkpoint that the archive does not hold", "[keeping][fork]") {
  Aged aged;
  const auto archive = aged.place_for("archive");
  REQUIRE(known_code_of(aged.restore(archive, aged.newest, true)).empty());
  const auto second = aged.place.path() / "second";
  REQUIRE(known_code_of(engine::back_up(archive, second)).empty());
  CHECK(bytes_of(second.string() + ".checkpoint") == aged.newest);
  CHECK(known_code_of(engine::restore({.file = second,
                                       .directory = aged.place_for("again"),
                                       .latest_checkpoint = bytes_of(second.string() + ".checkpoint")})) ==
        "would_fork");
}

TEST_CASE("an archive of the newest copy is not served either", "[keeping][fork]") {
  Aged aged;
  const auto file = aged.place.path() / "newest";
  REQUIRE(known_code_of(engine::back_up(aged.ledger.path(), file)).empty());
  const auto archive = aged.place_for("archive");
  REQUIRE(known_code_of(engine::restore(
                            {.file = file, .directory = archive, .latest_checkpoint = aged.newest, .read_only = true}))
              .empty());
  CHECK(says(opening(aged.ledger, archive), "archive: "));
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove((archive / "ledger.sqlite").string() + suffix);
  CHECK(known_code_of(engine::restore({.file = file, .directory = archive, .latest_checkpoint = aged.newest})) ==
        "archive");
}

TEST_CASE("an empty or damaged checkpoint file is a fault in words and not a licence", "[keeping][fork]") {
  Aged aged;
  aged.ledger.close();
  const auto file = aged.ledger.path() / "checkpoint";
  for (const std::string& text : {std::string(), std::string("\n"), aged.newest.substr(0, aged.newest.size() / 2)}) {
    CAPTURE(text);
    write(file, text);
    const auto answer = opening(aged.ledger, aged.ledger.path());
    CHECK(says(answer, "chain: " + file.string()));
    CHECK(says(answer, "newest checkpoint"));
    CHECK(bytes_of(file) == text);
    CHECK(known_code_of(engine::back_up(aged.ledger.path(), aged.place.path() / "none")) == "chain");
    const auto other = aged.place_for("other");
    write(other / "checkpoint", text);
    CHECK(known_code_of(aged.restore(other, aged.newest)) == "would_fork");
    CHECK(known_code_of(aged.restore(other, aged.older)) == "chain");
    CHECK(known_code_of(aged.restore(other, aged.older, true)) == "chain");
  }
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  CHECK(says(opening(aged.ledger, aged.ledger.path()), "chain: "));
  std::filesystem::remove(file);
  write(file, aged.newest);
  CHECK(opening(aged.ledger, aged.ledger.path()).empty());
}
