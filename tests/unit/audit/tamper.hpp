// An honest ledger that every test may copy and spoil. Made once; the copies are the tests' own.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audit/verify.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/note.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/honest_ledger.hpp"

namespace tanbu::test {

// With a full tile, and without.
const std::filesystem::path& big_ledger(HonestLedger& made);
const std::filesystem::path& small_ledger(HonestLedger& made);

class Copy {
 public:
  explicit Copy(const std::filesystem::path& original);
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  // Runs SQL with the guards taken away and put back, as somebody with the file in his hands would.
  void alter(const std::string& sql) const;
  // The same with a function.
  void alter(const std::function<void(sqlite3*)>& change) const;
  [[nodiscard]] audit::Report audit(const audit::Options& options = {}) const;
  [[nodiscard]] log::Signer log_key() const;

 private:
  TemporaryFolder folder_;
};

// Every row of a query as strings; blobs as they are.
std::vector<std::vector<std::string>> rows(sqlite3* database, const std::string& sql);
void run(sqlite3* database, const std::string& sql, const std::vector<std::string>& blobs = {});

// Whether the report has such a finding; `place` needs only to occur in the finding's place.
bool names(const audit::Report& report, const std::string& code, const std::string& place);
bool names(const audit::Report& report, const std::string& code, std::uint64_t entry);

// Changes one entry and makes all that follows fit again: the chain, the leaf hashes and the full tiles. Only what is
// signed stays as it was.
void rewrite_history(sqlite3* database, std::uint64_t index, const std::function<void(log::Entry&)>& change);
std::string root_at(sqlite3* database, std::uint64_t size);

}  // namespace tanbu::test
