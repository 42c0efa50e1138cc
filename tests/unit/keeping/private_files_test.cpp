// Who may read a ledger's files, and what is left of work that was cut off.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <set>
#include <vector>

#include "ledger/engine/backup.hpp"
#include "ledger/engine/founding.hpp"
#include "ledger/engine/partial_file.hpp"
#include "tests/unit/keeping/files.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::CopiedLedger;
using engine::OpenFault;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::string private_code_of(const std::variant<CopiedLedger, OpenFault>& made) {
  const auto* fault = std::get_if<OpenFault>(&made);
  return fault == nullptr ? "" : fault->code;
}

std::string names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) names.insert(file.path().filename().string());
  std::string text;
  for (const auto& name : names) text += name + " ";
  return text;
}

struct Umask {
  explicit Umask(mode_t mask) : before(::umask(mask)) {}
  ~Umask() { ::umask(before); }
  mode_t before;
};

// The number of a process that is no more.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  REQUIRE(child > 0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  return child;
}

}  // namespace

TEST_CASE("what holds restricted data is the operator's alone, and what is published can be read",
          "[keeping][private]") {
  for (const mode_t mask : {mode_t{0}, mode_t{077}}) {
    CAPTURE(mask);
    const Umask set(mask);
    LedgerFolder ledger;
    ledger.populate(1'000);
    for (const char* name : {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "keys/log", "keys/statement"}) {
      CAPTURE(name);
      CHECK(mode_of(ledger.path() / name) == 0600);
    }
    CHECK(mode_of(ledger.path() / "keys") == 0700);
    for (const char* name : {"checkpoint", "log.vkey"}) CHECK(mode_of(ledger.path() / name) == 0644);

    TemporaryFolder place;
    const auto file = place.path() / "backup";
    REQUIRE(private_code_of(engine::back_up(ledger.path(), file)).empty());
    CHECK(mode_of(file) == 0600);
    CHECK(mode_of(file.string() + ".checkpoint") == 0644);
    std::filesystem::permissions(file, std::filesystem::perms::all);
    std::filesystem::create_directory(place.path() / "restored");
    REQUIRE(private_code_of(engine::restore({.file = file,
                                             .directory = place.path() / "restored",
                                             .latest_checkpoint = bytes_of(ledger.path() / "checkpoint")}))
                .empty());
    CHECK(mode_of(place.path() / "restored") == 0700);
    CHECK(mode_of(place.path() / "restored/ledger.sqlite") == 0600);
    CHECK(mode_of(place.path() / "restored/checkpoint") == 0644);

    // A folder that an earlier version made.
    ledger.close();
    std::filesystem::permissions(ledger.path() / "ledger.sqlite", std::filesystem::perms(0644));
    ledger.open();
    CHECK(mode_of(ledger.path() / "ledger.sqlite") == 0600);
    ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
    CHECK(mode_of(ledger.path() / "ledger.sqlite-wal") == 0600);
  }
}

TEST_CASE("of backups to one name one is made whole, and the others say that it is there", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  TemporaryFolder place;
  for (int round = 0; round < 10; ++round) {
    const auto file = place.path() / ("backup-" + std::to_string(round));
    std::vector<std::future<std::string>> answers;
    for (int at = 0; at < 3; ++at) {
      answers.push_back(
          std::async(std::launch::async, [&] { return private_code_of(engine::back_up(ledger.path(), file)); }));
      ledger.grant(ledger.trader, "retire", ledger.retire_body(round * 3 + at + 1, round * 3 + at + 1));
    }
    int made = 0;
    for (auto& answer : answers) {
      const auto code = answer.get();
      CHECK((code.empty() || code == "exists"));
      made += code.empty() ? 1 : 0;
    }
    CHECK(made == 1);
    // The checkpoint beside it is that of this copy: they restore together.
    CHECK(private_code_of(engine::restore({.file = file,
                                           .directory = place.path() / ("restored-" + std::to_string(round)),
                                           .latest_checkpoint = bytes_of(file.string() + ".checkpoint")}))
              .empty());
  }
  CHECK(names_in(place.path()).find("tanbu-part") == std::string::npos);
}

TEST_CASE("what a killed restore or backup left goes away, and what another process is making stays",
          "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(100);
  ledger.close();
  const std::string dead = std::to_string(dead_process());
  const std::string alive = std::to_string(::getppid());
  // Under the lock of the folder nobody is restoring, whatever process has that number by now.
  for (const std::string& name : {std::string("ledger.sqlite.restoring"), std::string("ledger.sqlite.restoring-wal"),
                                  "ledger.sqlite.tanbu-part-" + alive + "-1", "checkpoint.tanbu-new-" + dead + "-2"}) {
    std::ofstream(ledger.path() / name) << "a whole copy";
  }
  ledger.open();
  CHECK(names_in(ledger.path()) == "checkpoint keys ledger.sqlite ledger.sqlite-shm ledger.sqlite-wal lock log.vkey ");
  TemporaryFolder place;
  for (const std::string& name :
       {"b.tanbu-part-" + dead + "-1", "b.tanbu-part-" + dead + "-1-wal", "c.tanbu-part-" + alive + "-1",
        std::string("d.tanbu-part-x-1"), std::string("e.part")}) {
    std::ofstream(place.path() / name) << "a whole copy";
  }
  REQUIRE(private_code_of(engine::back_up(ledger.path(), place.path() / "f")).empty());
  CHECK(names_in(place.path()) == "c.tanbu-part-" + alive + "-1 d.tanbu-part-x-1 e.part f f.checkpoint ");
}

TEST_CASE("a file that cannot be put in place leaves nothing beside it", "[keeping][private]") {
  TemporaryFolder place;
  std::filesystem::create_directories(place.path() / "taken" / "inside");
  CHECK_THROWS_AS(engine::replace_file(place.path() / "taken", "text", 0600, engine::Durability::durable),
                  store::StoreFault);
  CHECK(names_in(place.path()) == "taken ");
  // A link under the name that is replaced is replaced itself; what it points to is not written to.
  std::ofstream(place.path() / "precious") << "precious";
  std::filesystem::create_symlink(place.path() / "precious", place.path() / "link");
  engine::replace_file(place.path() / "link", "text", 0600, engine::Durability::durable);
  CHECK(bytes_of(place.path() / "precious") == "precious");
  CHECK(bytes_of(place.path() / "link") == "text");
  CHECK(mode_of(place.path() / "link") == 0600);
}

TEST_CASE("a lock that cannot be made is not called another process's", "[keeping][private]") {
  LedgerFolder ledger;
  ledger.close();
  std::filesystem::remove(ledger.path() / "lock");
  std::filesystem::create_directory(ledger.path() / "lock");
  CHECK(ledger.try_open() == "store");
  std::filesystem::remove(ledger.path() / "lock");
  CHECK(ledger.try_open().empty());
}
