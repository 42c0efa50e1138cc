// Founding a ledger: the log key, the folder and entry 0. Not the association's signature; that is made where its key
// is.
#include <filesystem>

#include "ledger/engine/check.hpp"
#include "ledger/engine/engine.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/engine/log_keys.hpp"
#include "ledger/engine/sequencer.hpp"
#include "ledger/engine/statement_key.hpp"
#include "ledger/rules.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"

namespace tanbu::engine {
namespace {

std::optional<OpenFault> check_against_key(const GenesisCommand& genesis, const log::Verifier& verifier) {
  if (genesis.origin != verifier.name())
    return OpenFault{"genesis", "the genesis names another origin than the log key"};
  if (genesis.log_vkey != verifier.text())
    return OpenFault{"genesis", "the genesis names another log key than the folder's"};
  if (genesis.rules != rules_version) {
    return OpenFault{
        "genesis", "this program's rule set is " + std::string(rules_version) + ", the genesis names " + genesis.rules};
  }
  return std::nullopt;
}

// A genesis that names no key for statements founds a ledger that makes none.
std::optional<OpenFault> check_statement_key(const GenesisCommand& genesis, const std::filesystem::path& directory) {
  const auto read = read_statement_key(directory);
  if (const auto* fault = std::get_if<OpenFault>(&read)) return *fault;
  const auto& key = std::get<std::shared_ptr<const log::Signer>>(read);
  const auto made = key ? std::optional(key->verifier().text()) : std::nullopt;
  if (genesis.statement_vkey != made)
    return OpenFault{"genesis", "the genesis names another statement key than the folder's"};
  return std::nullopt;
}

std::string words_of(const Answer& answer) {
  if (const auto* unreadable = std::get_if<Unreadable>(&answer)) return unreadable->code + ": " + unreadable->detail;
  if (const auto* refused = std::get_if<Refused>(&answer)) return std::string(name_of(refused->reason));
  if (const auto* faulty = std::get_if<FaultyForm>(&answer)) {
    std::string words;
    for (const FormFault& fault : faulty->faults)
      words += (words.empty() ? "" : ", ") + fault.pointer + " " + fault.code;
    return words;
  }
  return "not sound";
}

}  // namespace

std::variant<log::Verifier, OpenFault> make_log_key(const std::filesystem::path& directory, const std::string& origin) {
  const Folder folder{directory};
  if (!log::origin_is_valid(origin))
    return OpenFault{"origin", "an origin is a name like ledger.example.cn/tanbu/1, without scheme, space or plus"};
  if (std::filesystem::exists(folder.log_key()) || std::filesystem::exists(folder.database())) {
    return OpenFault{"exists", "there is a ledger in " + directory.string() + " already"};
  }
  try {
    make_private_folder(folder.log_key().parent_path());
    const log::Signer signer(origin, log::SignatureType::ed25519, crypto::ed25519::random_seed());
    replace_file(folder.log_key(), signer.text() + "\n", 0600, Durability::durable);
    replace_file(folder.vkey(), signer.verifier().text() + "\n", 0644, Durability::durable);
    return signer.verifier();
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

std::optional<OpenFault> found_ledger(const std::filesystem::path& directory, const std::string& genesis_jws,
                                      std::shared_ptr<Clock> clock) {
  const Folder folder{directory};
  if (std::filesystem::exists(folder.database()))
    return OpenFault{"exists", "there is a ledger in " + directory.string() + " already"};
  auto checked = check_genesis(genesis_jws);
  if (const auto* answer = std::get_if<Answer>(&checked)) return OpenFault{"genesis", words_of(*answer)};
  const Checked& genesis = std::get<Checked>(checked);
  if (auto fault = check_statement_key(std::get<GenesisCommand>(genesis.command), directory)) return fault;
  if (!clock) clock = std::make_shared<MachineClock>();
  try {
    const auto lock = FolderLock::take(folder);
    if (!lock) return OpenFault{"locked", directory.string() + " is used by another process"};
    auto keys = LogKeys::read(folder);
    if (const auto* fault = std::get_if<OpenFault>(&keys)) return *fault;
    const auto& verifier = std::get<LogKeys>(keys).verifier();
    if (auto fault = check_against_key(std::get<GenesisCommand>(genesis.command), verifier)) return fault;
    const auto store = store::open_sqlite(folder.database(), store::OpenMode::create);
    const auto reader = store->reader();
    Sequencer sequencer(*store, std::get<LogKeys>(keys), *reader);
    const Sealed sealed = sequencer.commit({&genesis}, {}, clock->now());
    if (sealed.verdicts.front().refused)
      return OpenFault{"genesis", std::string(name_of(sealed.verdicts.front().refused->reason))};
    replace_file(folder.checkpoint(), sealed.checkpoint, 0644, Durability::durable);
    return std::nullopt;
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

}  // namespace tanbu::engine
