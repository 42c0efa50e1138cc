// Files of registries that registrars have posted: read once, compared with the ledger, held in memory for a while, and
// offered as unsigned commands. Nothing here signs or writes; a preview that is gone is made again from the same file.
// Why it is not kept on a disk: decision 42. Source: formats section 35. Threading: any thread.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "api/http/import_preview.hpp"
#include "api/http/problem.hpp"
#include "api/http/slow_work.hpp"

namespace tanbu::http {

struct ImportLimits {
  std::size_t of_party_max = 4;  // one more takes the place of the party's oldest that is not being read
  std::size_t all_max = 64;
  std::size_t bytes_max = std::size_t{256} << 20U;                                 // of everything that is held
  std::int64_t seconds_max = 3'600;                                                // since anybody looked at it
  std::uint64_t unpacked_bytes_max = importers::TableLimits{}.unpacked_bytes_max;  // of one workbook
};

enum class ImportStatus { reading, ready, failed };
[[nodiscard]] std::string_view name_of(ImportStatus status);

// An import as it stands at one moment.
struct ShownImport {
  std::string id;
  std::string sha256;  // of the file, hexadecimal
  std::size_t bytes = 0;
  ImportStatus status = ImportStatus::reading;
  importers::FileFault fault;              // where it failed; its code is one of the importers or of the problems
  std::shared_ptr<const Preview> preview;  // where it is ready
  std::size_t committed = 0;               // commands that were recorded through it
};

class Imports {
 public:
  using Seconds = std::function<std::int64_t()>;  // of a clock that never jumps
  explicit Imports(ImportLimits limits = {}, Seconds now = {});
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;

  // Takes the file and has it read on a thread for slow work, one file after another. Problems: imports_of_party_full,
  // imports_full. The engine and this must outlive the slow work.
  [[nodiscard]] std::variant<ShownImport, Problem> post(const PartyId& party, std::string file, ImportOptions options,
                                                        engine::Engine& engine, SlowWork& slow_work);
  // Nothing where there is no such import, or where it is another party's.
  [[nodiscard]] std::optional<ShownImport> find(std::string_view id, const PartyId& party);
  // Drops what nobody has looked at for too long. Cheap enough for every request: it looks once a minute.
  void forget_old();
  // Commands of the preview that are entries now.
  void add_committed(std::string_view id, const std::vector<std::size_t>& numbers);
  // About what everything that is held takes.
  [[nodiscard]] std::size_t held_bytes();

 private:
  struct Import {
    ShownImport shown;
    PartyId party;
    std::string file;  // until it is read
    ImportOptions options;
    std::set<std::size_t> committed;
    std::int64_t looked_at = 0;
    std::size_t held_bytes = 0;
  };

  void drop_old(std::int64_t now);
  [[nodiscard]] std::optional<Problem> make_room(const PartyId& party, std::size_t bytes);
  void drop(std::map<std::string, std::shared_ptr<Import>, std::less<>>::iterator at);
  void read_all(engine::Engine& engine) noexcept;
  void finish(Import& import, ReadImport read);

  ImportLimits limits_;
  Seconds now_;
  std::atomic<std::int64_t> forget_at_{0};
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Import>, std::less<>> imports_;  // by id
  std::deque<std::shared_ptr<Import>> waiting_;
  std::size_t held_bytes_ = 0;
  bool reading_ = false;
};

}  // namespace tanbu::http
