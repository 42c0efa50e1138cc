// What a posted file would record: every row with what becomes of it, and the commands that its party may sign. Made
// once and never changed; the ledger may go on meanwhile, and decides anew at the commit. Not held here: imports.hpp.
// Threading: reading is for a thread that serves nobody else; a preview may be read by any number of threads.
#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/digest.hpp"
#include "importers/report.hpp"
#include "importers/rows.hpp"
#include "importers/table.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::http {

// As the command line has them: what nobody states is found out.
struct ImportOptions {
  std::optional<importers::Encoding> encoding;
  std::optional<char> delimiter;
  std::optional<std::string> sheet;
  const importers::Profile* profile = nullptr;
  std::optional<Date> made_on;
  std::uint64_t unpacked_bytes_max = importers::TableLimits{}.unpacked_bytes_max;  // as the operator says
};

// Of one file over HTTP; the command line reads longer ones.
inline constexpr std::size_t import_bytes_max = std::size_t{16} << 20U;
inline constexpr std::size_t import_rows_max = 100'000;
// Of the programmes of the file in the ledger, which it is compared with.
inline constexpr std::size_t import_known_batches_max = 1'000'000;

struct OfferedCommand {
  std::string kind;
  std::size_t sheet = 0;
  std::size_t row = 0;
  std::string body;  // JSON
};

// not_a_row: something is to be said of a line of totals, of a header or of a sheet.
enum class RowOutcome { recorded, known, refused, not_a_row };
[[nodiscard]] std::string_view name_of(RowOutcome outcome);

struct PreviewRow {
  std::size_t sheet = 0;
  std::size_t row = 0;
  RowOutcome outcome = RowOutcome::recorded;
  std::string name;                   // serial, or the project's number; empty where the row was refused
  std::vector<std::size_t> commands;  // numbers of the commands that would record it
  std::uint64_t batch = 0;            // of a known row: the entry that holds it, 0 where there is none
  std::vector<importers::Remark> reasons;
  std::vector<importers::Remark> notices;
};

struct Preview {
  std::string profile;
  std::string programme;
  boost::json::object file;  // as report_json has it
  importers::FileFacts facts;
  importers::Totals totals;
  importers::Account account;
  std::map<std::string, std::size_t> notices_by_code;  // rows
  std::uint64_t ledger_size = 0;                       // of the log that the file was compared with
  std::vector<PreviewRow> rows;                        // in the order of the file
  std::vector<OfferedCommand> commands;                // projects, then batches, then events
  std::map<crypto::Digest, std::size_t> by_digest;     // commands, by digest_of
  std::size_t bytes = 0;                               // about what all of this takes
};

// One digest for one kind and body, whatever the order of the members and the spelling of the JSON. Not an id of
// anything and never shown: it finds the command that a signed line repeats.
[[nodiscard]] crypto::Digest digest_of(std::string_view kind, const boost::json::object& body);

using ReadImport = std::variant<std::shared_ptr<const Preview>, importers::FileFault>;
// Codes of the fault: of the importers; import_known_too_many, store_failed, internal.
[[nodiscard]] ReadImport read_posted_file(std::string_view file, const std::string& sha256,
                                          const ImportOptions& options, engine::Engine& engine) noexcept;

}  // namespace tanbu::http
