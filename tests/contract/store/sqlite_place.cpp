#include <filesystem>

#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/contract/store/place.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tanbu::test {
namespace {

class SqlitePlace final : public Place {
 public:
  std::unique_ptr<store::Store> create() override { return store::open_sqlite(file(), store::OpenMode::create); }
  std::unique_ptr<store::Store> open() override { return store::open_sqlite(file(), store::OpenMode::existing); }

 private:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "ledger.sqlite"; }
  TemporaryFolder folder_;
};

}  // namespace

std::unique_ptr<Place> new_place() { return std::make_unique<SqlitePlace>(); }

}  // namespace tanbu::test
