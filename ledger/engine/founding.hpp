// A ledger is founded beside its place and moved there as a whole: keys without a ledger would block the folder, and a
// folder that another founding is filling at the same time would end with the keys of one and the entries of the other.
// Threading: an object belongs to one thread.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <variant>

#include "ledger/engine/engine.hpp"
#include "ledger/engine/folder.hpp"

namespace tanbu::engine {

class Founding {
 public:
  // Makes the folder, the operator's alone, and holds its lock until the object goes. Codes: locked, exists (a ledger,
  // or a file of one; its name is in the words), store.
  [[nodiscard]] static std::variant<std::unique_ptr<Founding>, OpenFault> begin(const std::filesystem::path& directory);
  ~Founding();  // what was not finished is gone
  Founding(const Founding&) = delete;
  Founding& operator=(const Founding&) = delete;

  // Where make_log_key, make_statement_key, make_sm2_line and found_ledger work meanwhile.
  [[nodiscard]] const std::filesystem::path& place() const { return place_.root; }
  // Moves what was founded into the folder, the database last: until then nobody finds a ledger there.
  [[nodiscard]] std::optional<OpenFault> finish();

 private:
  Founding(Folder folder, Folder place, FolderLock lock)
      : folder_(std::move(folder)), place_(std::move(place)), lock_(std::move(lock)) {}
  Folder folder_;
  Folder place_;
  FolderLock lock_;
};

}  // namespace tanbu::engine
