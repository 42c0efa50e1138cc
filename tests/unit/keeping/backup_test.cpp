// Backups made while somebody writes, what may be restored from them, and that an older copy never signs on.
#include <atomic>
#include <random>
#include <thread>

#include "audit/verify.hpp"
#include "ledger/engine/backup.hpp"
#include "tests/unit/keeping/files.hpp"
#include "tests/unit/store/raw.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::CopiedLedger;
using engine::OpenFault;

namespace {

// Retires unit after unit until it is stopped; keeps the last receipt that it got.
class Load {
 public:
  explicit Load(LedgerFolder& ledger, std::int64_t first) : ledger_(ledger), unit_(first) {
    thread_ = std::thread([this] { run(); });
  }
  ~Load() { stop(); }
  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void wait_for(int receipts) const {
    while (receipts_ < receipts && !refused_) std::this_thread::yield();
    REQUIRE_FALSE(refused_);
  }
  [[nodiscard]] int receipts() const { return receipts_; }
  [[nodiscard]] std::int64_t next_unit() const { return unit_; }

 private:
  void run() {
    while (!stopping_) {
      const auto answer = ledger_.send(ledger_.trader, "retire", ledger_.retire_body(unit_, unit_));
      if (!std::holds_alternative<engine::Accepted>(answer)) {
        refused_ = true;
        break;
      }
      ++unit_;
      ++receipts_;
    }
  }
  LedgerFolder& ledger_;
  std::int64_t unit_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> refused_{false};
  std::atomic<int> receipts_{0};
  std::thread thread_;
};

std::string code_of(const std::variant<CopiedLedger, OpenFault>& made) {
  const auto* fault = std::get_if<OpenFault>(&made);
  return fault == nullptr ? "" : fault->code;
}

const CopiedLedger& done(const std::variant<CopiedLedger, OpenFault>& made) {
  if (const auto* fault = std::get_if<OpenFault>(&made)) FAIL(fault->code << " " << fault->detail);
  return std::get<CopiedLedger>(made);
}

void give_keys(const LedgerFolder& ledger, const std::filesystem::path& to) {
  copy_folder(ledger.path() / "keys", to / "keys");
}

std::string newest_checkpoint(const LedgerFolder& ledger) { return bytes_of(ledger.path() / "checkpoint"); }

}  // namespace

TEST_CASE("a backup made under load at any moment restores, audits, and the ledger goes on", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(100'000);
  const auto before = ledger.send(ledger.trader, "retire", ledger.retire_body(90'000, 90'000));
  const std::string receipt = std::get<engine::Accepted>(before).receipt;
  const std::string vkey = ledger.engine().log_vkey();
  TemporaryFolder place;
  std::minstd_rand random(7);
  std::int64_t unit = 1;
  for (int drill = 0; drill < 20; ++drill) {
    CAPTURE(drill);
    const auto file = place.path() / ("backup-" + std::to_string(drill));
    const auto restored = place.path() / ("restored-" + std::to_string(drill));
    Load load(ledger, unit);
    load.wait_for(static_cast<int>(random() % 12));
    const std::string known = newest_checkpoint(ledger);  // the newest that a client has when the machine is lost
    const auto backup = engine::back_up(ledger.path(), file);
    const int during = load.receipts();
    load.wait_for(during + 1);  // the writer was not stopped by it
    load.stop();
    unit = load.next_unit();
    const auto size = done(backup).size;

    give_keys(ledger, restored);
    CHECK(done(engine::restore({.file = file, .directory = restored, .latest_checkpoint = known})).size == size);
    const auto report = audit::audit_directory(restored);
    INFO(audit::to_text(report));
    CHECK(report.exit_code() == 0);
    CHECK(report.complete());
    CHECK(report.size == size);
    CHECK(verifies(receipt, vkey));
    auto opened = open_at(restored, ledger.clock);
    REQUIRE(std::holds_alternative<std::unique_ptr<engine::Engine>>(opened));
    auto& engine = *std::get<std::unique_ptr<engine::Engine>>(opened);
    CHECK(engine.log_vkey() == vkey);
    const auto answer = send_to(engine, ledger.sign(ledger.trader, "retire", ledger.retire_body(95'000, 95'000)));
    INFO(LedgerFolder::words(answer));
    REQUIRE(std::holds_alternative<engine::Accepted>(answer));
    CHECK(std::get<engine::Accepted>(answer).index.value == size);
    std::get<std::unique_ptr<engine::Engine>>(opened).reset();
    std::filesystem::remove_all(restored);
    std::filesystem::remove(file);
  }
}

TEST_CASE("an older copy is found out by the newest checkpoint and is never signed on from", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  TemporaryFolder place;
  for (int drill = 0; drill < 20; ++drill) {
    CAPTURE(drill);
    const auto file = place.path() / ("backup-" + std::to_string(drill));
    const auto restored = place.path() / ("restored-" + std::to_string(drill));
    const auto size = done(engine::back_up(ledger.path(), file)).size;
    for (int more = 0; more <= drill % 3; ++more) {
      const std::int64_t unit = drill * 3 + more + 1;
      ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
    }
    const std::string newest = newest_checkpoint(ledger);
    give_keys(ledger, restored);
    const auto refused = engine::restore({.file = file, .directory = restored, .latest_checkpoint = newest});
    CHECK(code_of(refused) == "would_fork");
    CHECK_FALSE(std::filesystem::exists(restored / "ledger.sqlite"));

    // As an archive it is welcome; a server refuses it, and the audit says that it was rolled back.
    CHECK(done(engine::restore({.file = file, .directory = restored, .latest_checkpoint = newest, .read_only = true}))
              .size == size);
    const auto opened = open_at(restored, ledger.clock);
    REQUIRE(std::holds_alternative<OpenFault>(opened));
    CHECK(std::get<OpenFault>(opened).code == "would_fork");
    const auto report = audit::audit_directory(restored);
    CHECK(report.exit_code() == 3);
    REQUIRE_FALSE(report.findings.empty());
    CHECK(report.findings.back().code == "checkpoint_file_newer");
    // The same for somebody who keeps a checkpoint of his own and finds the file gone.
    std::filesystem::copy_file(file.string() + ".checkpoint", restored / "checkpoint",
                               std::filesystem::copy_options::overwrite_existing);
    audit::Options keeps;
    keeps.known_checkpoints = {newest};
    const auto known = audit::audit_directory(restored, keeps);
    REQUIRE(known.findings.size() == 1);
    CHECK(known.findings[0].code == "known_checkpoint_newer");
  }
}

TEST_CASE("a copy of another history is refused as a fork", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  ledger.close();
  TemporaryFolder place;
  copy_folder(ledger.path(), place.path() / "twin");
  ledger.open();
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  const std::string newest = newest_checkpoint(ledger);
  auto twin = open_at(place.path() / "twin", ledger.clock);
  REQUIRE(std::holds_alternative<std::unique_ptr<engine::Engine>>(twin));
  auto& engine = *std::get<std::unique_ptr<engine::Engine>>(twin);
  for (std::int64_t unit : {5, 6}) {
    CHECK(std::holds_alternative<engine::Accepted>(
        send_to(engine, ledger.sign(ledger.trader, "retire", ledger.retire_body(unit, unit)))));
  }
  CHECK(done(engine::back_up(place.path() / "twin", place.path() / "copy")).size > 0);
  CHECK(code_of(engine::restore(
            {.file = place.path() / "copy", .directory = place.path() / "restored", .latest_checkpoint = newest})) ==
        "would_fork");
}

TEST_CASE("nothing is put in place of what is there, and nothing that is damaged or somebody else's",
          "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  TemporaryFolder place;
  const auto file = place.path() / "backup";
  const auto into = [&](const char* name) { return place.path() / name; };
  const std::string newest = newest_checkpoint(ledger);
  REQUIRE(done(engine::back_up(ledger.path(), file)).origin == ledger.origin);
  CHECK(bytes_of(file.string() + ".checkpoint") == newest);
  CHECK(code_of(engine::back_up(ledger.path(), file)) == "exists");
  CHECK(code_of(engine::back_up(place.path(), place.path() / "other")) == "missing");
  CHECK(code_of(engine::restore(
            {.file = place.path() / "none", .directory = into("a"), .latest_checkpoint = newest})) == "missing");
  CHECK(code_of(engine::restore({.file = file, .directory = ledger.path(), .latest_checkpoint = newest})) == "locked");
  ledger.close();
  CHECK(code_of(engine::restore({.file = file, .directory = ledger.path(), .latest_checkpoint = newest})) == "exists");
  CHECK(code_of(engine::restore({.file = file, .directory = into("a"), .latest_checkpoint = "no note"})) == "chain");
  CHECK(code_of(engine::restore({.file = file,
                                 .directory = into("a"),
                                 .latest_checkpoint = newest,
                                 .pinned_vkey = "ledger.example/tanbu/1+00000000+AAAA"})) == "vkey_not_pinned");
  LedgerFolder stranger;
  give_keys(stranger, into("b"));
  CHECK(code_of(engine::restore({.file = file, .directory = into("b"), .latest_checkpoint = newest})) == "key_file");
  // No log key at all: restored, and the server asks for the key.
  CHECK(done(engine::restore({.file = file, .directory = into("c"), .latest_checkpoint = newest})).size > 0);
  const auto opened = open_at(into("c"), ledger.clock);
  REQUIRE(std::holds_alternative<OpenFault>(opened));
  CHECK(std::get<OpenFault>(opened).code == "key_file");

  // What another database left behind is never read into the restored one.
  std::filesystem::create_directories(into("e"));
  std::ofstream(into("e") / "ledger.sqlite-wal") << "frames of somebody else";
  CHECK(code_of(engine::restore({.file = file, .directory = into("e"), .latest_checkpoint = newest})) == "exists");

  // A page of zeros.
  std::string bytes = bytes_of(file);
  bytes.replace(bytes.size() / 2 / 4096 * 4096, 4096, 4096, '\0');
  std::ofstream(place.path() / "torn", std::ios::binary) << bytes;
  const auto torn =
      code_of(engine::restore({.file = place.path() / "torn", .directory = into("d"), .latest_checkpoint = newest}));
  CHECK((torn == "damaged" || torn == "store"));
  CHECK_FALSE(std::filesystem::exists(into("d") / "ledger.sqlite"));
  for (const auto& left : std::filesystem::directory_iterator(into("d"))) CHECK(left.path().filename() == "lock");
}

TEST_CASE("a backup is refused when what is stored does not add up to what was signed", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  ledger.close();
  REQUIRE(Raw(ledger.path() / "ledger.sqlite")
              .run_unguarded("UPDATE entries SET leaf = zeroblob(32) WHERE idx = 3")
              .empty());
  TemporaryFolder place;
  CHECK(code_of(engine::back_up(ledger.path(), place.path() / "copy")) == "chain");
  CHECK(std::filesystem::is_empty(place.path()));
}

TEST_CASE("a ledger that goes on from an older one names it in its genesis", "[keeping][backup]") {
  LedgerFolder older;
  older.populate(1'000);
  const auto looked = done(engine::look_into(older.path()));
  TemporaryFolder place;
  const auto vkey = engine::make_log_key(place.path(), "ledger.example/tanbu/2");
  REQUIRE(std::holds_alternative<log::Verifier>(vkey));
  const auto genesis = [&](const Json& continues) {
    Json body{{"origin", "ledger.example/tanbu/2"},
              {"association", Json{{"party", older.association},
                                   {"name", "Association"},
                                   {"keys", boost::json::array{older.jwk(older.association)}}}},
              {"log_vkey", std::get<log::Verifier>(vkey).text()},
              {"rules", rules_version},
              {"continues", continues}};
    return older.sign(older.association, "genesis", body, {{"aud", "ledger.example/tanbu/2"}});
  };
  const Json named{{"origin", looked.origin}, {"size", looked.size}, {"root", looked.root}};
  for (const auto& [member, value, code] : std::vector<std::tuple<std::string, boost::json::value, std::string>>{
           {"origin", "ledger.example/tanbu/2", "continues_itself"},
           {"root", "AAAA", "root_form"},
           {"size", 0, "out_of_range"}}) {
    Json wrong = named;
    wrong[member] = value;
    const auto fault = engine::found_ledger(place.path(), genesis(wrong), older.clock);
    REQUIRE(fault.has_value());
    INFO(fault->detail);
    CHECK(fault->detail.find("/body/continues/" + member) != std::string::npos);
    if (code != "out_of_range") CHECK(fault->detail.find(code) != std::string::npos);
  }
  const auto fault = engine::found_ledger(place.path(), genesis(named), older.clock);
  INFO((fault ? fault->detail : ""));
  REQUIRE_FALSE(fault.has_value());
  CHECK(audit::audit_directory(place.path()).ok());
}
