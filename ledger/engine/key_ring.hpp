// Every key ever registered, by kid, ready to verify with. Keys are never forgotten and never change; whether one is in
// force is decided by the writer at the entry's time, not here.
#pragma once
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "ledger/engine/engine.hpp"

namespace tanbu::engine {

// Any thread.
class KeyRing {
 public:
  using Load = std::function<std::optional<Key>(const KeyId&)>;  // from the store; asked once for each known kid
  explicit KeyRing(Load load);
  [[nodiscard]] std::optional<Engine::KnownKey> find(const std::string& kid);

 private:
  Load load_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, Engine::KnownKey> keys_;
};

}  // namespace tanbu::engine
