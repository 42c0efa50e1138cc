#include "ledger/engine/backup.hpp"

#include <fstream>
#include <system_error>

#include "ledger/engine/chain_end.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/engine/known_notes.hpp"
#include "ledger/engine/log_keys.hpp"
#include "ledger/engine/partial_file.hpp"
#include "ledger/engine/recorded_command.hpp"
#include "ledger/engine/whole_log.hpp"
#include "ledger/log/text.hpp"
#include "ledger/store/sqlite/backup.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"

namespace tanbu::engine {
namespace {

using Outcome = std::variant<CopiedLedger, OpenFault>;

// Reads what the database holds and checks every entry of it.
Outcome read_ledger(store::Reader& reader) {
  const auto genesis = recorded_genesis(reader);
  if (!genesis) return OpenFault{"chain", "there is no genesis in the database"};
  if (!log::ok(log::Verifier::parse(genesis->log_vkey)))
    return OpenFault{"chain", "genesis names no readable key of the log"};
  const auto keys = key_history(reader, *genesis);
  if (auto fault = check_chain_end(reader, keys)) return *fault;
  const store::Head head = reader.head();
  const auto checkpoint = keys.open(head.checkpoint);
  HOLDS(log::ok(checkpoint));  // check_chain_end opened it
  if (auto fault = check_whole_log(reader, log::value(checkpoint))) return *fault;
  CopiedLedger ledger{.origin = keys.origin(),
                      .log_vkey = keys.in_force_at(head.size).back().text(),
                      .keys = keys,
                      .size = head.size,
                      .root = log::digest_to_base64(log::value(checkpoint).root),
                      .checkpoint = head.checkpoint};
  return ledger;
}

// A copy that nobody else has open. It is opened for writing, so that it is left in one file: whoever only reads leaves
// the files of a write-ahead log behind.
Outcome check_copy(const std::filesystem::path& file) {
  if (const auto damage = store::first_fault_of(file)) return OpenFault{"damaged", file.string() + ": " + *damage};
  const auto store = store::open_sqlite(file, store::OpenMode::as_it_is);
  return read_ledger(*store->reader());
}

// What is to lie beside a copy: its own checkpoint, or a newer one that the folder knows. A folder with a newer one is
// an archive or was rolled back; with the older checkpoint beside it the copy would pass for the newest.
std::variant<std::string, OpenFault> checkpoint_beside(const std::filesystem::path& copy,
                                                       const std::vector<KnownNote>& notes,
                                                       const CopiedLedger& ledger) {
  const auto store = store::open_sqlite(copy, store::OpenMode::as_it_is);
  auto foreign = foreign_note(*store->reader(), notes, ledger.keys);
  if (!foreign) return ledger.checkpoint;
  if (foreign->fault.code != "would_fork") return std::move(foreign->fault);
  return std::move(foreign->text);
}

// With the operator's rights alone, whatever those of the backup are.
void copy_privately(const std::filesystem::path& from, const std::filesystem::path& to) {
  replace_file(to, "", 0600, Durability::atomic_only);
  std::ifstream source(from, std::ios::binary);
  std::ofstream target(to, std::ios::binary);
  if (std::filesystem::file_size(from) > 0) target << source.rdbuf();
  target.close();
  if (!source || !target) throw store::StoreFault("cannot copy " + from.string() + " to " + to.string());
}

std::optional<OpenFault> check_pin(const CopiedLedger& ledger, const std::optional<std::string>& pinned) {
  // A key that was retired since is as good a name: the entries that the pin stands for say which one followed it.
  if (!pinned || ledger.keys.find(*pinned) != nullptr) return std::nullopt;
  return OpenFault{"vkey_not_pinned", "the copy is of " + ledger.log_vkey + " and not of " + *pinned};
}

// The keys are restored by other means; a key of another ledger would sign nothing that anybody accepts.
std::optional<OpenFault> check_log_key(const Folder& folder, const CopiedLedger& ledger) {
  const auto text = read_secret_file(folder.log_key());
  if (!text) return std::nullopt;
  const auto signer = log::Signer::parse(text->first_line());
  for (const log::Verifier& key : ledger.keys.in_force_at(ledger.size)) {
    if (log::ok(signer) && log::value(signer).verifier().text() == key.text()) return std::nullopt;
  }
  return OpenFault{"key_file", folder.log_key().string() + " is not the key that signs this ledger"};
}

// The checkpoint that is to lie beside the restored database. What the folder knows counts as much as what the caller
// names: it is the ledger's own when a database is put back in place. An archive keeps the newest that it does not
// hold.
std::variant<std::string, OpenFault> judge_checkpoints(const std::filesystem::path& file, const RestoreOptions& options,
                                                       const Folder& folder, const CopiedLedger& ledger) {
  const auto store = store::open_sqlite(file, store::OpenMode::as_it_is);
  const auto reader = store->reader();
  // A key that came after the copy was made may have signed it.
  auto newest = foreign_note(*reader, {{"the newest known checkpoint", options.latest_checkpoint, true}}, ledger.keys);
  if (newest && (newest->fault.code != "would_fork" || !options.read_only)) return std::move(newest->fault);
  auto foreign = foreign_note(*reader, known_notes(folder), ledger.keys);
  if (foreign && (foreign->fault.code != "would_fork" || !options.read_only)) return std::move(foreign->fault);
  if (!newest) return foreign ? std::move(foreign->text) : ledger.checkpoint;
  return foreign && foreign->size > newest->size ? std::move(foreign->text) : std::move(newest->text);
}

Outcome restore_locked(const RestoreOptions& options, const Folder& folder) {
  PartialFile part(folder.database());
  copy_privately(options.file, part.path());
  auto checked = check_copy(part.path());
  if (std::holds_alternative<OpenFault>(checked)) return checked;
  const auto& ledger = std::get<CopiedLedger>(checked);
  if (auto fault = check_pin(ledger, options.pinned_vkey)) return *fault;
  if (auto fault = check_log_key(folder, ledger)) return *fault;
  auto checkpoint = judge_checkpoints(part.path(), options, folder, ledger);
  if (auto* fault = std::get_if<OpenFault>(&checkpoint)) return std::move(*fault);
  if (!options.read_only && std::filesystem::exists(folder.archive_mark()))
    return OpenFault{"archive", "there is an archive in " + folder.root.string() + "; restore to another folder"};
  sync_file(part.path());
  // From here on it must succeed. The database comes last: until then a server finds no ledger here.
  replace_file(folder.vkey(), ledger.log_vkey + "\n", 0644, Durability::durable);
  replace_file(folder.checkpoint(), std::get<std::string>(checkpoint), 0644, Durability::durable);
  if (options.read_only) replace_file(folder.archive_mark(), "restored with --read-only\n", 0644, Durability::durable);
  if (!part.move_into_place()) return OpenFault{"exists", "there is " + folder.database().string() + " already"};
  return checked;
}

}  // namespace

Outcome back_up(const std::filesystem::path& directory, const std::filesystem::path& file) {
  const Folder folder{directory};
  if (!std::filesystem::exists(folder.database()))
    return OpenFault{"missing", "there is no ledger in " + directory.string()};
  if (std::filesystem::exists(file)) return OpenFault{"exists", file.string() + " is there already"};
  try {
    remove_left_behind(std::filesystem::absolute(file).parent_path());
    PartialFile part(file);
    const auto notes = known_notes(folder);  // before the copy: a server that goes on has newer ones
    store::copy_sqlite(folder.database(), part.path());
    auto checked = check_copy(part.path());
    if (std::holds_alternative<OpenFault>(checked)) return checked;
    auto checkpoint = checkpoint_beside(part.path(), notes, std::get<CopiedLedger>(checked));
    if (auto* fault = std::get_if<OpenFault>(&checkpoint)) return std::move(*fault);
    sync_file(part.path());
    // The file first: of two backups to one name the second must not leave its checkpoint beside the copy of the first.
    if (!part.move_into_place()) return OpenFault{"exists", file.string() + " is there already"};
    replace_file(file.string() + ".checkpoint", std::get<std::string>(checkpoint), 0644, Durability::durable);
    return checked;
  } catch (const store::SchemaAltered& fault) {
    return OpenFault{"schema_altered", fault.what()};
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

Outcome restore(const RestoreOptions& options) {
  const Folder folder{options.directory};
  if (!std::filesystem::exists(options.file)) return OpenFault{"missing", "there is no file " + options.file.string()};
  try {
    make_private_folder(options.directory);
    const auto lock = FolderLock::take(folder);
    if (!lock) return OpenFault{"locked", options.directory.string() + " is used by another process"};
    remove_parts_of(folder.database());
    // A write-ahead log that another database left behind would be read into the restored one.
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
      const std::string file = folder.database().string() + suffix;
      if (std::filesystem::exists(file)) return OpenFault{"exists", "there is " + file + " already"};
    }
    return restore_locked(options, folder);
  } catch (const store::SchemaAltered& fault) {
    return OpenFault{"schema_altered", fault.what()};
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

Outcome look_into(const std::filesystem::path& directory) {
  const Folder folder{directory};
  if (!std::filesystem::exists(folder.database()))
    return OpenFault{"missing", "there is no ledger in " + directory.string()};
  try {
    return read_ledger(*store::open_sqlite_reader(folder.database(), store::Schemas::upgradable));
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

}  // namespace tanbu::engine
