// The file of statement_key.hpp, and its comparison with entry 0.
#include "ledger/engine/statement_key.hpp"

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/engine/folder.hpp"

namespace tanbu::engine {
namespace {

using KeyPointer = std::shared_ptr<const log::Signer>;

// What entry 0 names; nothing as well where its command was erased by law.
std::optional<std::string> named_in_genesis(Engine& engine) {
  std::optional<std::string> named;
  engine.with_reader([&](store::Reader& reader) {
    const auto genesis = reader.entry({0});
    if (!genesis || !genesis->command) return;
    const auto checked = check_genesis(*genesis->command);
    const auto* sound = std::get_if<Checked>(&checked);
    if (sound != nullptr) named = std::get<GenesisCommand>(sound->command).statement_vkey;
  });
  return named;
}

}  // namespace

std::variant<log::Verifier, OpenFault> make_statement_key(const std::filesystem::path& directory,
                                                          const std::string& origin) {
  const Folder folder{directory};
  if (std::filesystem::exists(folder.statement_key()))
    return OpenFault{"exists", "there is a statement key in " + directory.string() + " already"};
  try {
    const log::Signer signer(statement_key_name(origin), log::SignatureType::ed25519, crypto::ed25519::random_seed());
    replace_file(folder.statement_key(), signer.text() + "\n", 0600, Durability::durable);
    return signer.verifier();
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

std::variant<std::shared_ptr<const log::Signer>, OpenFault> read_statement_key(const std::filesystem::path& directory) {
  const Folder folder{directory};
  const auto text = read_secret_file(folder.statement_key());
  if (!text) return KeyPointer{};
  if (!is_private(folder.statement_key())) {
    return OpenFault{"key_file", folder.statement_key().string() + " can be read by others; set its mode to 0600"};
  }
  auto signer = log::Signer::parse(text->first_line());
  if (!log::ok(signer))
    return OpenFault{"key_file", "the statement key is not readable: " + std::string(log::code(signer))};
  return KeyPointer(std::make_shared<log::Signer>(log::value(std::move(signer))));
}

std::variant<std::shared_ptr<const log::Signer>, OpenFault> statement_key_of(const std::filesystem::path& directory,
                                                                             Engine& engine) {
  const auto named = named_in_genesis(engine);
  if (!named) return KeyPointer{};
  auto read = read_statement_key(directory);
  if (const auto* fault = std::get_if<OpenFault>(&read)) return *fault;
  auto& key = std::get<KeyPointer>(read);
  if (!key) return OpenFault{"key_file", "genesis names a statement key, and there is none in " + directory.string()};
  if (key->verifier().text() != *named) return OpenFault{"genesis", "genesis names another statement key"};
  return std::move(key);
}

}  // namespace tanbu::engine
