// A ledger is founded as a whole or not at all.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <thread>

#include "ledger/codec/codec.hpp"
#include "ledger/engine/founding.hpp"
#include "ledger/engine/statement_key.hpp"
#include "tests/unit/keeping/files.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Founding;
using engine::OpenFault;

namespace {

// As `tanbu init` does it; the code of what stood in the way, or nothing. `party` as nobody could sign a genesis for.
std::string found(const LedgerFolder& by, const std::filesystem::path& folder,
                  const std::string& party = "x:association") {
  auto begun = Founding::begin(folder);
  if (const auto* fault = std::get_if<OpenFault>(&begun)) return fault->code;
  auto& founding = *std::get<std::unique_ptr<Founding>>(begun);
  const auto vkey = engine::make_log_key(founding.place(), "ledger.example/new/1");
  const auto beside = engine::make_statement_key(founding.place(), "ledger.example/new/1");
  if (!std::holds_alternative<log::Verifier>(vkey) || !std::holds_alternative<log::Verifier>(beside)) return "keys";
  const Json body{
      {"origin", "ledger.example/new/1"},
      {"association",
       Json{{"party", party}, {"name", "Association"}, {"keys", boost::json::array{by.jwk(by.association)}}}},
      {"log_vkey", std::get<log::Verifier>(vkey).text()},
      {"rules", rules_version},
      {"statement_vkey", std::get<log::Verifier>(beside).text()}};
  const std::int64_t now_s = by.clock->now().unix_ms / 1000;
  const Json payload{{"iss", party}, {"aud", "ledger.example/new/1"}, {"jti", "jti-genesis-1"},
                     {"iat", now_s}, {"exp", now_s + 3600},           {"kind", "genesis"},
                     {"body", body}};
  const auto jws = crypto::sign_jws(codec::command_type, boost::json::serialize(payload), by.key(by.association));
  if (const auto fault = engine::found_ledger(founding.place(), jws, by.clock)) return fault->code;
  const auto fault = founding.finish();
  return fault ? fault->code : "";
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

}  // namespace

TEST_CASE("of three foundings at once exactly one makes a ledger, and its keys are the ledger's",
          "[keeping][founding]") {
  const LedgerFolder by;
  for (int round = 0; round < 10; ++round) {
    TemporaryFolder place;
    const auto folder = place.path() / "ledger";
    std::barrier together(3);
    std::array<std::string, 3> codes;
    {
      std::vector<std::jthread> threads;
      for (std::string& code : codes) {
        threads.emplace_back([&] {
          together.arrive_and_wait();
          code = found(by, folder);
        });
      }
    }
    CHECK(std::count(codes.begin(), codes.end(), "") == 1);
    for (const auto& code : codes) CHECK((code.empty() || code == "locked" || code == "exists"));
    CHECK(std::holds_alternative<std::unique_ptr<engine::Engine>>(open_at(folder, by.clock)));
    CHECK_FALSE(std::filesystem::exists(folder / "founding"));
    struct stat status {};
    REQUIRE(::stat(folder.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0700);
  }
}

TEST_CASE("a founding that is refused or was cut off leaves the folder free for the next", "[keeping][founding]") {
  const LedgerFolder by;
  TemporaryFolder place;
  const auto folder = place.path() / "ledger";
  CHECK(found(by, folder, "no party") == "genesis");
  CHECK(files_in(folder) == 1);  // the lock
  std::filesystem::create_directories(folder / "founding" / "keys");
  std::ofstream(folder / "founding" / "keys" / "log") << "of a founding that was killed";
  CHECK(found(by, folder).empty());
  CHECK(std::holds_alternative<std::unique_ptr<engine::Engine>>(open_at(folder, by.clock)));
  CHECK(found(by, folder) == "exists");
}

TEST_CASE("a founding overwrites no key and nothing that another ledger left", "[keeping][founding]") {
  const LedgerFolder by;
  for (const char* name : {"keys/log", "checkpoint", "log-sm2.vkey", "anchors/3.checkpoint"}) {
    TemporaryFolder place;
    const auto file = place.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "somebody's";
    CHECK(found(by, place.path()) == "exists");
    CHECK(bytes_of(file) == "somebody's");
  }
}
